"""Makes a picture or a storyboard once more, of what lies beside it.

Nothing else is asked: neither the person's taste of today nor who writes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from tastemaker.catalog.builds import write_text
from tastemaker.contracts import Media
from tastemaker.disk import room
from tastemaker.errors import BadCall, BadMedia
from tastemaker.tools.canvas import canvas
from tastemaker.tools.making.artefacts import INPUTS, versions
from tastemaker.tools.making.script import read
from tastemaker.tools.making.words import Words
from tastemaker.tools.order import Order
from tastemaker.tools.paint import FINISHED, PLAIN, paint_into
from tastemaker.tools.session import Session
from tastemaker.tools.storyboard import film_into, filmed
from tastemaker.tools.view import Making

__all__ = ["remade", "told_of"]

WHAT: Final = {"paint": "image", "storyboard": "storyboard"}
"""What the tools make that paint."""


def told_of(folder: Path) -> tuple[str, Mapping[str, Any]]:
    """What lies in a folder, image or storyboard, and what it was made from. Raises BadCall."""
    try:
        told = json.loads((folder / INPUTS).read_text(encoding="utf-8"))
        tool = told["tool"]
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        raise BadCall(
            f"{folder} holds no {INPUTS} that can be read: give a folder of what was made"
        ) from wrong
    if tool not in WHAT:
        raise BadCall(f"{folder} holds texts, which stay as they are: only what was painted is made again")
    return WHAT[tool], told


def remade(session: Session, folder: Path, to: Path) -> Media:
    """What lies in a folder, made again in another one; its note says with which other versions, if so.

    Raises BadCall where the painter is another one or where something is missing, and Refused.
    """
    what, told = told_of(folder)
    assert session.studio is not None, "a session in which is painted needs a studio"
    here, then = session.studio.easel().painter.name, told["models"]["painter"]
    if here != then:
        raise BadCall(f"{folder} was painted by {then}, not by {here}: give that as --image-model")
    said = told["arguments"]
    wish = Making(told["tool"], told["item"], "", said["style"], said["change"]).wished
    session.safety.check(wish, of="picture")
    try:
        ordered = Order.kept(folder, told["told"])
    except (OSError, BadMedia) as missing:
        raise BadCall(f"{folder} cannot be made again, something is missing: {missing}") from missing
    with room(f"no space left for what is made in {to}"):
        to.mkdir(parents=True, exist_ok=True)
        write_text(to / INPUTS, (folder / INPUTS).read_text(encoding="utf-8"))
        if what == "image":
            made = _painted(session, ordered, told, to)
        else:
            made = _filmed(session, ordered, told, wish, to)
    return replace(made, note=_others(told["versions"]) or None)


def _painted(session: Session, ordered: Order, told: Mapping[str, Any], to: Path) -> Media:
    wishes = told["arguments"]
    size = tuple(wishes["size"]) if wishes.get("size") else None
    given = wishes.get("words")
    words = Words(**{**given, "lines": tuple(given["lines"])}) if given else None
    chosen = canvas(wishes["kind"], size)
    if chosen.titled and words is None:
        raise BadCall(f"a {wishes['kind']} of so old a version cannot be made again: its words were not kept")
    paint_into(session, ordered, told["told"]["prompt"], chosen.format, words, to)
    plain = (str(to / PLAIN),) if words else ()
    return Media("image", path=str(to / FINISHED), item=told["item"], form=wishes["kind"], files=plain)


def _filmed(session: Session, ordered: Order, told: Mapping[str, Any], style: str, to: Path) -> Media:
    assert session.studio is not None
    width, height, fps = told["told"]["film"]
    session.studio = replace(session.studio, film=(width, height), fps=fps)
    film_into(session, ordered, read(told["told"]["script"]), style, told["item"], to)
    return filmed(to, told["item"])


def _others(then: Mapping[str, str]) -> str:
    """Which packages are others now; with them a picture may come out a little different."""
    now = versions()
    changed = [
        f"{name} {then.get(name, 'none')}"
        for name in sorted({*then, *now})
        if then.get(name) != now.get(name)
    ]
    return f"first made with {', '.join(changed)}" if changed else ""
