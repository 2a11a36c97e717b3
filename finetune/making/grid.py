"""Pictures for human eyes: a row for each person, a column for each item, what is for nobody above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.catalog.media import open_picture
from tastemaker.finetune.making.sitters import NOBODY
from tastemaker.tools.brief import often, usual
from tastemaker.tools.making.blocks import Run
from tastemaker.tools.making.contrast import INK, PAPER
from tastemaker.tools.making.fonts import Weight, face
from tastemaker.tools.making.wrapping import wrap
from tastemaker.tools.order import HISTORY
from tastemaker.tools.taste import taste_of

if TYPE_CHECKING:
    from PIL import Image

    from tastemaker.contracts import Picture
    from tastemaker.finetune.making.sitters import Sitter
    from tastemaker.finetune.making.workshop import Workshop

__all__ = ["Row", "drawn", "rows", "spread"]

SIDE: Final = 240
GAP, MARGIN, LABEL, HEAD = 16, 40, 220, 64
"""Pixels between pictures, around all, and what a row's and a column's words have."""
SIZE, LEAD = 17, 24
"""Pixels of the type, and from line to line."""
LINES: Final = 8
WORDS: Final = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A name, what is said under it, and a picture for each column."""

    name: str
    said: str
    pictures: tuple[Picture, ...]


def rows(shop: Workshop, people: Sequence[Sitter], items: Sequence[str], *, seed: int = 0) -> list[Row]:
    """The items' own pictures; the items painted for nobody, then for each person, from the same noise."""
    own = [open_picture(shop.catalog.item(item).image or "", inside=shop.catalog.folder) for item in items]
    names = {NOBODY: ("For nobody", "the same item, words and noise, without a taste")}
    names |= {one.name: (f"Person {n}", _likes(shop, one.name)) for n, one in enumerate(people, 1)}
    return [Row("The item", "as the catalog shows it", tuple(own))] + [
        Row(name, said, tuple(shop.paint(user, item, seed) for item in items))
        for user, (name, said) in names.items()
    ]


def drawn(rows: Sequence[Row], titles: Sequence[str]) -> Image.Image:
    """The grid: titles over the columns, words beside the rows."""
    from PIL import Image, ImageOps

    width = 2 * MARGIN + LABEL + len(titles) * (SIDE + GAP)
    sheet = Image.new("RGB", (width, 2 * MARGIN + HEAD + len(rows) * (SIDE + GAP)), PAPER)
    for column, title in enumerate(titles):
        _write(sheet, title, "strong", (_left(column), MARGIN), SIDE, most=2)
    for number, row in enumerate(rows):
        top = MARGIN + HEAD + number * (SIDE + GAP)
        _write(sheet, row.name, "strong", (MARGIN, top), LABEL - GAP, most=1)
        _write(sheet, row.said, "text", (MARGIN, top + LEAD), LABEL - GAP, most=LINES)
        for column, picture in enumerate(row.pictures):
            sheet.paste(ImageOps.contain(picture.convert("RGB"), (SIDE, SIDE)), (_left(column), top))
    return sheet


def _left(column: int) -> int:
    return MARGIN + LABEL + column * (SIDE + GAP)


def _write(
    sheet: Image.Image, text: str, weight: Weight, place: tuple[int, int], width: int, *, most: int
) -> None:
    """Lines from a place down, at most so many."""
    set_ = face(text, weight)
    lines = wrap(set_.text, width, measure=lambda piece: set_.width(piece, SIZE))
    for number, line in enumerate(lines[:most]):
        shown = f"{line} …" if number == most - 1 and len(lines) > most else line
        run = Run(shown, set_, SIZE, place[0], place[1] + SIZE + number * LEAD)
        sheet.paste(INK, run.box, run.mask())


def _likes(shop: Workshop, user: str) -> str:
    """What is known of a person, in a few words."""
    known = taste_of(shop.catalog, shop.memory, user, history=HISTORY)
    traits = often(known.history, usual(shop.catalog))[:WORDS]
    return "often chooses " + ", ".join(traits) if traits else "liked " + ", ".join(known.lately())


def spread(shop: Workshop, count: int, *, seed: int = 0) -> list[str]:
    """Items with pictures, of as many different categories as there are."""
    items = [item for item in shop.catalog.items if item.image is not None and item.categories]
    order = np.random.default_rng([seed, 5]).permutation(len(items))
    first = {items[int(n)].categories[0]: items[int(n)].id for n in order}
    return list(first.values())[:count]
