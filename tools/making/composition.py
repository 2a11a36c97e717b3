"""Where picture and words go in a format, and what the picture becomes around the words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt
from typing import TYPE_CHECKING, Final

from tastemaker.tools.making.blocks import Block, offer
from tastemaker.tools.making.fonts import face
from tastemaker.tools.making.formats import Format
from tastemaker.tools.making.framing import Box, Size, cover, extended, kept, placed, plain
from tastemaker.tools.making.setting import fitted
from tastemaker.tools.making.words import Faces

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["Composition", "compose"]

SEEN: Final = 0.69
"""A picture fills the frame where cropping leaves at least this share of it in view."""
WIDE, STRIP = 1.25, 4.0
"""From which width over height on words stand beside the picture, and all in one row."""


@dataclass(frozen=True, slots=True)
class Composition:
    """The picture in its frame, and the words in their place."""

    ground: Image.Image
    block: Block
    words: Box
    """The part of the frame that belongs to the words, out to its edges."""
    reach: float
    """How far beyond that part, in pixels, a veil under the words may fade out."""
    over: bool = False
    """True when the words stand on the picture itself and not beside it."""


def compose(picture: Image.Image, faces: Faces, shape: Format) -> Composition:
    """Words over a picture that fills the frame, or below or beside one that would lose too much by it.

    A thing before a plain background is never covered: the background is drawn on, and the words stand there.
    """
    calm = plain(picture)
    if shape.aspect >= STRIP:
        return _strip(picture, faces, shape)
    seen = kept(picture.size, (shape.width, shape.height))
    wider = picture.width / picture.height > shape.aspect
    if shape.aspect <= WIDE and (calm or (seen < SEEN and wider)):
        return _below(picture, faces, shape, calm=calm)
    if shape.aspect > WIDE and (calm or (seen < SEEN and not wider)):
        return _beside(picture, faces, shape, calm=calm)
    return _over(picture, faces, shape)


def _over(picture: Image.Image, faces: Faces, shape: Format) -> Composition:
    """The picture fills the frame; the words stand at its foot, or at its left side in a wide one."""
    left, top, right, bottom = shape.safe
    unit, size = _unit(shape), (shape.width, shape.height)
    ground = cover(picture, size)
    if shape.aspect > WIDE:
        block = _fitted(faces, (round(0.58 * (right - left)), bottom - top), shape)
        block = block.at(left, bottom - block.height)
        words = (0, 0, left + round(0.8 * block.width), shape.height)
        return Composition(ground, block, words, 0.45 * shape.width, over=True)
    block = _fitted(faces, (right - left, round(0.42 * shape.height)), shape)
    block = block.at(left, bottom - block.height)
    head = max(bottom - block.height - unit // 40, 0)
    return Composition(ground, block, (0, head, shape.width, shape.height), 0.24 * shape.height, over=True)


def _below(picture: Image.Image, faces: Faces, shape: Format, *, calm: bool) -> Composition:
    """The picture above, the words below it on a ground in the colour of its border."""
    left, _, right, bottom = shape.safe
    block = _fitted(faces, (right - left, round(0.4 * shape.height)), shape)
    block = block.at(left, bottom - block.height)
    head = bottom - block.height - _unit(shape) // (24 if calm else 18)
    region = (0, shape.top // 3 if calm else 0, shape.width, head)
    ground = _grown(picture, shape, region, calm=calm)
    return Composition(ground, block, (0, head, shape.width, shape.height), 0.12 * shape.height)


def _beside(picture: Image.Image, faces: Faces, shape: Format, *, calm: bool) -> Composition:
    """The picture on the right, the words on the left on a ground in the colour of its border."""
    left, top, _, bottom = shape.safe
    wide = min(max(shape.height * picture.width / picture.height, 0.4 * shape.width), 0.56 * shape.width)
    start = round(shape.width - wide)
    block = _fitted(faces, (start - left - _unit(shape) // (60 if calm else 24), bottom - top), shape)
    block = block.at(left, (top + bottom - block.height) / 2)
    ground = _grown(picture, shape, (start, 0, shape.width, shape.height), calm=calm)
    return Composition(ground, block, (0, 0, left + block.width, shape.height), 0.2 * shape.width)


def _strip(picture: Image.Image, faces: Faces, shape: Format) -> Composition:
    """Everything in one row: the picture, the words, and at the end price and button."""
    _, top, right, bottom = shape.safe
    tall = bottom - top
    start = round(min(max(shape.height * picture.width / picture.height, shape.height), 2.2 * shape.height))
    left = start + shape.left
    tail = offer(faces, round(0.4 * shape.width), big=round(0.4 * tall), small=round(0.2 * tall))
    room = right - left - (tail.width + 2 * shape.left if tail.width else 0)
    bare = replace(faces, price=face("", "text"), action=face("", "text"), label=face("", "text"))
    block = fitted(
        bare, (room, tall), largest=round(0.42 * tall), smallest=max(11, round(0.19 * tall)), rows=2
    )
    block = block.at(left, (top + bottom - block.height) / 2)
    tail = tail.at(right - tail.width, (top + bottom - tail.height) / 2)
    joined = replace(
        block,
        runs=(*block.runs, *tail.runs),
        buttons=tail.buttons,
        width=right - left,
        whole=block.whole and tail.whole,
    )
    ground = extended(picture, (shape.width, shape.height), (0, 0, start, shape.height), soft=0.12)
    return Composition(ground, joined, (left, 0, shape.width, shape.height), float(shape.left))


def _grown(picture: Image.Image, shape: Format, region: Box, *, calm: bool) -> Image.Image:
    """The picture in its region, its surroundings drawn on to the edges of the frame."""
    box = placed(picture.size, region, least=0.97 if calm else 0.62, high=not calm)
    return extended(picture, (shape.width, shape.height), box, soft=0.06 if calm else 0.2)


def _fitted(faces: Faces, room: Size, shape: Format) -> Block:
    """The words in sizes that go by the format; fewer rows of title where it is wide."""
    unit, rows = _unit(shape), 3 if shape.aspect > WIDE else 4
    return fitted(faces, room, largest=round(0.115 * unit), smallest=max(11, round(0.022 * unit)), rows=rows)


def _unit(shape: Format) -> int:
    """What sizes go by: the side of a square of the same area."""
    return round(sqrt(shape.width * shape.height))
