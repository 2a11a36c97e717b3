"""How a model writes a storyboard's script: what it is told, and what is kept of its answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, get_args

from tastemaker.contracts import TextDelta
from tastemaker.errors import BadScript
from tastemaker.prompts.loader import render
from tastemaker.tools.clean import clean, cut
from tastemaker.tools.making.script import SHOTS, Camera, Script, Shot, Transition, read, schema
from tastemaker.tools.making.timing import fit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tastemaker.contracts import Message
    from tastemaker.tools.brief import Brief
    from tastemaker.tools.session import Session

__all__ = ["asked", "screenplay"]

TRIES: Final = 3
WARMTH: Final = 0.8
"""The temperature of every draft but the very first."""
A_SHOT: Final = 160
"""Tokens in which a shot can be written."""
SECONDS_A_SHOT: Final = 4
BARE: Final = re.compile(r"\[(?:\d+|it|last)\]")
"""A marker of an item, and of none of its fields."""
TITLE, CAPTION, VOICE, TOLD, LABEL = 80, 60, 140, 140, 80
"""Characters that the script's fields have room for."""


def asked(brief: Brief, *, shots: int, seconds: int) -> str:
    """What a writer of scripts is told, laid out by `prompts/script.j2`."""
    lists = {"cameras": get_args(Camera), "transitions": get_args(Transition)}
    return render("script", shots=shots, seconds=seconds, **lists, **brief.told()).strip()


def screenplay(session: Session, brief: Brief, *, thing: str, seconds: int, seed: int) -> Script | None:
    """A script about the brief's item that lasts so long; None when no draft is one.

    What is read and heard must stand on the item's card: a line that does not is left out. `thing` is the
    item in words, for what is seen.
    """
    shots = _shots(session, brief, seconds)
    messages: list[Message] = [{"role": "user", "content": asked(brief, shots=shots, seconds=seconds)}]
    for draft in range(TRIES):
        deltas = session.engine.chat(
            messages,
            max_new_tokens=A_SHOT * shots + 40,
            temperature=0.0 if not seed and not draft else WARMTH,
            seed=1000 * seed + draft,
            schema=schema(shots=(shots, shots)),
        )
        text = "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))
        try:
            written = _true(read(text), session, brief, thing)
            if not session.safety.broken(_whole(written), of="picture"):
                return fit(written, seconds=seconds)
        except BadScript:
            continue
    return None


def _shots(session: Session, brief: Brief, seconds: int) -> int:
    """As many as the length asks for and the model's window has room for."""
    wanted = max(SHOTS[0], min(SHOTS[1], round(seconds / SECONDS_A_SHOT)))
    told = session.engine.count([{"role": "user", "content": asked(brief, shots=wanted, seconds=seconds)}])
    return max(SHOTS[0], min(wanted, (session.engine.window - told - 40) // A_SHOT))


def _true(script: Script, session: Session, brief: Brief, thing: str) -> Script:
    """The script with its markers filled in, without what the item's card does not bear out."""
    proofreader = session.proofreader
    assert proofreader is not None, "a session in which a script is written needs a proofreader"
    card = brief.item

    def told(text: str, limit: int) -> str:
        wrong = proofreader.wrong(text, [card]) or session.safety.broken(text, of="text")
        return "" if wrong else cut(clean(proofreader.rendered(text, [card])), limit)

    def seen(text: str, limit: int) -> str:
        return cut(clean(proofreader.rendered(BARE.sub(thing, text), [card])), limit) or cut(thing, limit)

    def checked(shot: Shot) -> Mapping[str, object]:
        return {
            **shot.model_dump(),
            "scene": seen(shot.scene, TOLD),
            "subject": seen(shot.subject, LABEL),
            "action": seen(shot.action, TOLD),
            "caption": told(shot.caption, CAPTION),
            "voice": told(shot.voice, VOICE),
        }

    title = told(script.title, TITLE) or clean(card.title, limit=TITLE)
    return read({"title": title, "shots": [checked(shot) for shot in script.shots]})


def _whole(script: Script) -> str:
    """All that is seen."""
    return " ; ".join(text for shot in script.shots for text in (shot.scene, shot.subject, shot.action))
