"""How a model writes a storyboard's script: what it is told, and what is kept of its answer."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, get_args

from tastemaker.contracts import TextDelta
from tastemaker.errors import BadScript
from tastemaker.prompts.loader import render
from tastemaker.tools.clean import clean, cut
from tastemaker.tools.making.script import (
    SECONDS,
    SHOTS,
    Camera,
    Script,
    Shot,
    Transition,
    read,
    read_shots,
    schema,
)
from tastemaker.tools.making.timing import fit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tastemaker.contracts import Message
    from tastemaker.tools.brief import Brief
    from tastemaker.tools.session import Session

__all__ = ["NO_SCRIPT", "TRIES", "asked", "screenplay"]

NO_SCRIPT: Final = "no script came of it"
TRIES: Final = 8
"""Drafts of a script, as long as their whole shots are too few for a film."""
WARMTH: Final = 0.8
"""The temperature of every draft but the very first."""
A_SHOT, TITLED = 160, 40
"""Tokens in which a shot can be written, and what stands around the shots."""
SECONDS_A_SHOT: Final = 4
BARE: Final = re.compile(r"\[(?:\d+|it|last)\]")
"""A marker of an item, and of none of its fields."""
TITLE, CAPTION, VOICE, TOLD, LABEL = 80, 60, 140, 140, 80
"""Characters that the script's fields have room for."""
BEFORE: Final = 40
"""Characters of a scene, and of what happens in it, by which a writer is reminded of a shot."""


def asked(brief: Brief, *, shots: int, seconds: int, before: Sequence[Shot] = ()) -> str:
    """What a writer of scripts is told, laid out by `prompts/script.j2`."""
    lists = {"cameras": get_args(Camera), "transitions": get_args(Transition)}
    reminders = [
        ": ".join(clean(text, limit=BEFORE, markers=True) for text in (shot.scene, shot.action))
        for shot in before
    ]
    return render("script", shots=shots, seconds=seconds, before=reminders, **lists, **brief.told()).strip()


def screenplay(session: Session, brief: Brief, *, thing: str, seconds: int, seed: int) -> Script | str:
    """A script about the brief's item that lasts so long, or in words why there is none.

    Where the model's window has no room for all shots they are written in passes, each on from the shots
    before. What is read and heard must stand on the item's card: a line that does not is left out. `thing` is
    the item in words, for what is seen.
    """
    wanted = left = max(SHOTS[0], min(SHOTS[1], round(seconds / SECONDS_A_SHOT)))
    title, shots = "", list[Shot]()
    while left:
        count = _count(session, brief, shots, left=left)
        lasting = round(seconds * count / wanted)
        part = _part(session, brief, shots, count=count, seconds=lasting, seed=seed)
        if isinstance(part, str):
            return part
        title, shots, left = title or part[0], [*shots, *part[1]], left - count
    try:
        return fit(_true(title, shots[: SHOTS[1]], session, brief, thing), seconds=seconds)
    except BadScript:
        return NO_SCRIPT


def _count(session: Session, brief: Brief, before: Sequence[Shot], *, left: int) -> int:
    """Of the shots that are left as many as the model's window has room for in one pass."""
    prompt = asked(brief, shots=left, seconds=SECONDS_A_SHOT * left, before=before)
    told = session.engine.count([{"role": "user", "content": prompt}])
    room = (session.engine.window - told - TITLED) // A_SHOT
    return min(left, max(room, 1 if before else SHOTS[0]))


def _part(
    session: Session, brief: Brief, before: Sequence[Shot], *, count: int, seconds: int, seed: int
) -> tuple[str, Sequence[Shot]] | str:
    """A title and the next shots, or why none came; such that repeat an earlier one only where all drafts do.

    Of each draft the shots that are whole are kept, until there are enough for a film.
    """
    prompt = asked(brief, shots=count, seconds=seconds, before=before)
    messages: list[Message] = [{"role": "user", "content": prompt}]
    fewest = max(min(count, SHOTS[0]), math.ceil(seconds / SECONDS[1]))
    title, why = "", NO_SCRIPT
    kept, spare = list[Shot](), list[Shot]()
    for draft in range(TRIES):
        deltas = session.engine.chat(
            messages,
            max_new_tokens=A_SHOT * count + TITLED,
            temperature=WARMTH if seed or before or draft else 0.0,
            seed=1000 * seed + 100 * len(before) + draft,
            schema=schema(shots=(count, count)),
        )
        said, shots = read_shots("".join(delta.text for delta in deltas if isinstance(delta, TextDelta)))
        if about := session.safety.broken(" ; ".join(map(_seen, shots)), of="picture"):
            why = f"{NO_SCRIPT}: what was drafted is about {about}"
            continue
        title = title or said
        spare = max(spare, list(shots), key=len)
        known = {_seen(shot) for shot in (*before, *kept)}
        kept += [shot for shot in shots if _seen(shot) not in known]
        if len(kept) >= fewest:
            return title, kept[:count]
    return (title, spare[:count]) if len(spare) >= fewest else why


def _true(title: str, shots: Sequence[Shot], session: Session, brief: Brief, thing: str) -> Script:
    """The script with its markers filled in, without what the item's card does not bear out."""
    proofreader = session.proofreader
    assert proofreader is not None, "a session in which a script is written needs a proofreader"
    card = brief.item

    def told(text: str, limit: int) -> str:
        wrong = proofreader.wrong(text, [card]) or session.safety.broken(text, of="text")
        return "" if wrong else _fitting(clean(proofreader.rendered(text, [card])), limit)

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

    heading = told(title, TITLE) or clean(card.title, limit=TITLE)
    return read({"title": heading, "shots": [checked(shot) for shot in shots]})


def _fitting(text: str, limit: int) -> str:
    """As many parts of a line, from comma to comma, as there is room for: half a name would be untrue."""
    while len(text) > limit and ", " in text:
        text = text.rpartition(", ")[0]
    return text if len(text) <= limit else ""


def _seen(shot: Shot) -> str:
    """All that is seen, as the model wrote it: what an item is called is not the model's doing."""
    return " ; ".join((shot.scene, shot.subject, shot.action))
