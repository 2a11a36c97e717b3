"""The tool that paints: a poster, a banner, a picture of an item for the person.

The painter begins with the item's own picture, so that the item stays what it is, and leans to the person's
taste. It never draws words: title and price are set over the picture as real type.
"""

from __future__ import annotations

import warnings
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

from tastemaker.contracts import Card, Media
from tastemaker.errors import BadCall
from tastemaker.tools.canvas import Canvas, PictureKind, canvas, kind_in
from tastemaker.tools.clean import clean
from tastemaker.tools.listing import numbered
from tastemaker.tools.making.artefacts import Inputs, png
from tastemaker.tools.making.formats import Format
from tastemaker.tools.making.typography import lay
from tastemaker.tools.making.words import Words
from tastemaker.tools.order import Order, order
from tastemaker.tools.references import ITEM, item_of
from tastemaker.tools.result import Made
from tastemaker.tools.session import Session
from tastemaker.tools.view import Making

if TYPE_CHECKING:
    from tastemaker.contracts import Picture

__all__ = ["FINISHED", "PLAIN", "inspected", "paint", "paint_into", "painted", "repaint"]

FINISHED: Final = "picture.png"
PLAIN: Final = "plain.png"
"""The same without words."""
MAKERS: Final = ("brand", "artist", "director", "author", "creator", "advertiser")
"""Attributes that name who is behind an item: small print above the title."""


def paint(
    session: Session,
    *,
    item: Annotated[str, *ITEM],
    kind: Annotated[PictureKind, "what to paint"] = "poster",
    style: Annotated[str, "scene, colors and manner, and for whom"] = "",
) -> Made:
    """Paint a picture of an item for the person."""
    canvas(kind)
    return painted(session, Making("paint", item_of(item, session), kind, clean(style)))


def repaint(session: Session, last: Making, *, change: str) -> Made:
    """What was painted last, changed from the same seed, or else from another one."""
    change = clean(change)
    again = replace(last, style=last.wished, change=change, times=last.times + 1)
    return painted(
        session,
        replace(again, kind=kind_in(change) or last.kind, seed=last.seed if change else last.seed + 1),
    )


def painted(session: Session, making: Making) -> Made:
    """Paint what a making asks for; it becomes the last one."""
    scene = making.wished
    session.safety.check(scene, of="picture")
    chosen, joined = canvas(making.kind, making.size), making.item not in session.view.cards
    ((number, card),) = numbered(session, [making.item]).cards
    size = (chosen.format.width, chosen.format.height)
    own = 0.0 if chosen.scene else making.unsaid  # a kind with a scene of its own asks for that
    ordered = order(
        session, card, size=size, strength=chosen.strength, seed=making.seed, wish=scene,
        ambience=own, hold=own == 1,
    )  # fmt: skip
    prompt = ordered.prompt(scene or chosen.scene)
    words = _words(session, card, chosen) if chosen.titled else None
    assert session.studio is not None
    place = session.studio.artefacts.make(
        _inputs(session, making, ordered, prompt, words),
        partial(paint_into, session, ordered, prompt, chosen.format, words),
    )
    session.view = replace(session.view, focus=making.item, made=making)
    plain = (str(place / PLAIN),) if (place / PLAIN).is_file() else ()
    media = Media("image", path=str(place / FINISHED), item=card.id, form=making.kind,
                  note=ordered.shown or None, files=plain)  # fmt: skip
    return Made((media,), number, card, making.kind, ordered.note, joined)


def inspected(session: Session, picture: Picture) -> Picture:
    """The picture, if it may be shown. Raises BadCall."""
    assert session.studio is not None
    if why := session.studio.inspect(picture):
        raise BadCall(f"the picture that came of it is not shown: {why}")
    return picture


def paint_into(
    session: Session, ordered: Order, prompt: str, format: Format, words: Words | None, folder: Path
) -> None:
    """The picture, where words stand over it the plain one too, and what it was painted from."""
    assert session.studio is not None
    ordered.keep(folder)
    painter = session.studio.easel().painter
    how = ordered.brushwork(partial(session.progress, "painting"))
    bare = inspected(session, ordered.finished(painter.paint(prompt, **how)))
    if words is not None:
        png(bare, folder / PLAIN)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a long title is cut: the picture shows it
            bare = lay(bare, words, format=format)
    png(bare, folder / FINISHED)


def _words(session: Session, card: Card, chosen: Canvas) -> Words:
    """Title, price and maker as the card has them."""
    assert session.proofreader is not None, "a session in which is painted needs a proofreader"
    price = session.proofreader.rendered("[1.price]", [card]) if card.price is not None else ""
    by = next((value for name, value in card.attributes.items() if name.lower() in MAKERS), "")
    label = clean(by) if isinstance(by, str) else ""
    return Words(clean(card.title), price=price if chosen.priced else "", label=label)


def _inputs(session: Session, making: Making, ordered: Order, prompt: str, words: Words | None) -> Inputs:
    assert session.studio is not None
    arguments: dict[str, Any] = {"kind": making.kind, "style": making.style, "change": making.change}
    arguments |= {"size": list(making.size)} if making.size else {}
    arguments |= {"words": asdict(words)} if words else {}
    return Inputs(
        domain=session.catalog.folder.name,
        item=making.item,
        user=session.user,
        tool="paint",
        arguments=arguments,
        seed=making.seed,
        models=session.studio.easel().models,
        told={"prompt": prompt, **ordered.told()},
    )
