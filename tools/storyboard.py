"""The tool that tells an item as a short film: script, keyframes, and the film itself.

The model writes the script under guided decoding, the painter makes a keyframe for each shot from the same
picture and the same noise, so that the item and the manner stay the same, and `tools/making` exports it.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from tastemaker.catalog.media import contained, open_picture
from tastemaker.contracts import Media
from tastemaker.errors import BadCall, BadMedia
from tastemaker.tools.brief import Brief
from tastemaker.tools.clean import clean
from tastemaker.tools.listing import numbered
from tastemaker.tools.making.artefacts import Inputs, png
from tastemaker.tools.making.export import export
from tastemaker.tools.making.script import Script, Shot
from tastemaker.tools.making.shot_sizes import framed
from tastemaker.tools.making.storyboard import Storyboard
from tastemaker.tools.order import HISTORY, Order, order
from tastemaker.tools.paint import inspected
from tastemaker.tools.references import ITEM, item_of
from tastemaker.tools.result import Made
from tastemaker.tools.room import Room, stretch
from tastemaker.tools.screenplay import screenplay
from tastemaker.tools.session import Session
from tastemaker.tools.taste import taste_of
from tastemaker.tools.view import Making

if TYPE_CHECKING:
    from tastemaker.contracts import Picture

__all__ = [
    "LENGTHS",
    "SECONDS",
    "check_length",
    "film_into",
    "filmed",
    "lasting",
    "retell",
    "storyboard",
    "told",
]

LENGTHS: Final = (4, 90)
"""The shortest and the longest storyboard, in seconds."""
SECONDS: Final = 15
STRENGTH: Final = 0.6
TOGETHER: Final = 4
"""Shots painted at once, at most: what a batch gains on a CPU it gains by then, and a stop loses no more."""
BEGUN: Final = ".painted"
"""Keyframes of a storyboard in the making: after an interruption they need not be painted again."""
SAID: Final = re.compile(r"\b(\d{1,3})\s*-?\s*(?:s|secs?|seconds?)\b", re.I)


def storyboard(
    session: Session,
    *,
    item: Annotated[str, *ITEM],
    style: Annotated[str, "story, mood and manner, and for whom"] = "",
    seconds: Annotated[int, "how long"] = SECONDS,
) -> Made:
    """Make a short film of an item for the person, shot by shot."""
    wanted = Making("storyboard", item_of(item, session), "storyboard", clean(style), seconds=seconds)
    return told(session, wanted)


def retell(session: Session, last: Making, *, change: str) -> Made:
    """What was told last, changed, or else another one."""
    change = clean(change)
    seconds = lasting(change, last.seconds)
    again = replace(last, style=last.wished, change=change, seconds=seconds, times=last.times + 1)
    return told(session, again if change else replace(again, seed=last.seed + 1))


def lasting(change: str, before: int) -> int:
    """How many seconds a storyboard lasts after a change: as it says, or shorter or longer than before.

    >>> lasting("shorter, and darker", 20)
    14
    """
    if asked := SAID.search(change):
        return int(asked[1])
    return min(max(round(before * stretch(change)), LENGTHS[0]), LENGTHS[1])


def told(session: Session, making: Making) -> Made:
    """Tell what a making asks for; it becomes the last one."""
    check_length(making.seconds)
    style = making.wished
    for kind in ("text", "picture"):
        session.safety.check(style, of=kind)
    joined = making.item not in session.view.cards
    ((number, card),) = numbered(session, [making.item]).cards
    assert session.studio is not None, "a session in which is painted needs a studio"
    size = session.studio.film
    ordered = order(
        session, card, size=size, strength=STRENGTH, seed=making.seed, wish=style, ambience=making.unsaid
    )
    session.progress("writing the script", 0, 1)
    known = taste_of(session.catalog, session.memory, session.user, history=HISTORY)
    brief = Brief.about(making.item, known, session.catalog, kind="copy", room=Room(60), style=style)
    script = screenplay(
        session, brief, thing=ordered.thing, seconds=making.seconds, seed=making.seed + making.times - 1
    )
    session.view = replace(session.view, focus=making.item, made=making)
    if isinstance(script, str):
        return Made((), number, card, "storyboard", script, joined)
    session.progress("writing the script", 1, 1)
    place = session.studio.artefacts.make(
        _inputs(session, making, ordered, script),
        partial(film_into, session, ordered, script, style, card.id),
    )
    media = filmed(place, card.id, note=ordered.shown)
    return Made((media,), number, card, "storyboard", ordered.note, joined)


def check_length(seconds: int) -> None:
    """Raises BadCall for a storyboard that would be too short or too long."""
    least, most = LENGTHS
    if not least <= seconds <= most:
        raise BadCall(f"a storyboard lasts {least} to {most} seconds, not {seconds}")


def film_into(session: Session, ordered: Order, script: Script, style: str, item: str, folder: Path) -> None:
    """Keyframes, then sheet, GIF and film, and what they were painted from."""
    assert session.studio is not None
    ordered.keep(folder)
    keyframes = _keyframes(session, ordered, script, style, folder / BEGUN)
    board = Storyboard(script, tuple(keyframes), audio=_audio(session, item))
    export(board, folder, size=session.studio.film, fps=session.studio.fps, progress=session.progress)
    shutil.rmtree(folder / BEGUN)


def _keyframes(session: Session, ordered: Order, script: Script, style: str, begun: Path) -> list[Picture]:
    """A picture for every shot; what an interrupted call has painted is taken over."""
    assert session.studio is not None
    begun.mkdir(exist_ok=True)
    prompts = [_prompt(ordered, shot, style) for shot in script.shots]
    places = {prompt: begun / f"{_digest(prompt)}.png" for prompt in prompts}
    painter, missing = session.studio.easel().painter, [p for p in places if not places[p].is_file()]
    size = max(1, min(TOGETHER, painter.together))
    for some in (missing[start : start + size] for start in range(0, len(missing), size)):
        what = _named([prompts.index(prompt) + 1 for prompt in some], of=len(prompts))
        how = ordered.brushwork(partial(session.progress, what))
        for prompt, picture in zip(some, painter.paint_many(some, **how), strict=True):
            png(inspected(session, picture), places[prompt])
    return framed([open_picture(places[prompt], inside=begun) for prompt in prompts])


def _prompt(ordered: Order, shot: Shot, style: str) -> str:
    """What tells this shot from the others comes first; a subject that is the item is said as the item."""
    item = ordered.thing.casefold().startswith(shot.subject.removesuffix("…").casefold())
    subject = "" if item else shot.subject
    parts = (shot.scene, subject, style, shot.action)
    return ordered.prompt(", ".join(part for part in parts if part))


def _named(numbers: Sequence[int], *, of: int) -> str:
    """What is being painted, in words."""
    return f"painting shot{'s' * (len(numbers) > 1)} {', '.join(map(str, numbers))} of {of}"


def _digest(prompt: str) -> str:
    return hashlib.blake2b(prompt.encode(), digest_size=12).hexdigest()


def _audio(session: Session, item: str) -> Path | None:
    """The item's own recording, where it has one that can be opened."""
    path = session.catalog.item(item).audio
    try:
        return contained(path, inside=session.catalog.folder) if path is not None else None
    except BadMedia:
        return None


def filmed(place: Path, item: str, *, note: str = "") -> Media:
    """A storyboard in its folder."""
    stills = sorted((place / "keyframes").glob("*.png"))
    files = (place / "sheet.html", place / "storyboard.gif", place / "script.json", *stills)
    return Media("storyboard", path=str(place / "storyboard.mp4"), item=item, form="storyboard",
                 note=note or None, files=tuple(map(str, files)))  # fmt: skip


def _inputs(session: Session, making: Making, ordered: Order, script: Script) -> Inputs:
    assert session.studio is not None
    studio = session.studio
    return Inputs(
        domain=session.catalog.folder.name,
        item=making.item,
        user=session.user,
        tool="storyboard",
        arguments={"style": making.style, "change": making.change, "seconds": making.seconds},
        seed=making.seed,
        models={"writer": session.engine.name, **studio.easel().models},
        told={
            "script": script.model_dump(),
            "thing": ordered.thing,
            "taste_words": list(ordered.taste),
            "film": [*studio.film, studio.fps],
            **ordered.told(),
        },
    )
