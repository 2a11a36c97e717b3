"""Shot sizes: how much of its picture each shot shows, so that a film of one item is not one picture.

The first shot and the last show all there is. Between them close and medium shots take turns, each where
there is much to see and where the others of its size did not look.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.tools.making.framing import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

__all__ = ["framed", "sizes"]

WHOLE, CLOSE, MEDIUM = 1.0, 0.5, 0.72
"""Shares of a picture's sides."""
PLACES: Final = 9
"""Places along each side where a shot may look."""
LOOKED: Final = 48
"""Pixels of the longer side of the small picture that is looked through."""
MIDDLE: Final = 0.1
"""What the middle counts for, beside a picture's detail: all of that is 1."""
SMALLEST: Final = 32
"""A picture of which a shot would show fewer pixels along a side is shown whole."""


def sizes(shots: int) -> tuple[float, ...]:
    """Of each shot, as a share of the picture's sides.

    >>> sizes(4)
    (1.0, 0.5, 0.72, 1.0)
    """
    between = (CLOSE if n % 2 == 0 else MEDIUM for n in range(shots - 2))
    return (WHOLE, *between, WHOLE)[:shots]


def framed(pictures: Sequence[Image.Image]) -> list[Image.Image]:
    """The pictures of a film's shots, each as its shot shows it, in their own shapes."""
    seen: dict[float, list[Box]] = {}
    found = []
    for picture, size in zip(pictures, sizes(len(pictures)), strict=True):
        if size == WHOLE or size * min(picture.size) < SMALLEST:
            found.append(picture)
            continue
        box = _busiest(picture, size, seen.setdefault(size, []))
        seen[size].append(box)
        found.append(picture.crop(box))
    return found


def _busiest(picture: Image.Image, size: float, seen: Sequence[Box]) -> Box:
    """The part of this size with the most to see, less what was shown; the middle of an even picture."""
    wide, tall = (max(round(size * side), 1) for side in picture.size)
    places = product(np.linspace(0, 1, PLACES), repeat=2)
    boxes = [_at(x, y, (wide, tall), picture.size) for x, y in places]
    detail = _detail(picture)
    return max(boxes, key=lambda box: _worth(detail, box, picture.size, seen))


def _at(x: float, y: float, size: tuple[int, int], of: tuple[int, int]) -> Box:
    left, top = round(x * (of[0] - size[0])), round(y * (of[1] - size[1]))
    return left, top, left + size[0], top + size[1]


def _worth(detail: NDArray[np.float64], box: Box, of: tuple[int, int], seen: Sequence[Box]) -> float:
    """Its share of the picture's detail, less the largest share of it that was shown before."""
    rows, columns = detail.shape
    left, right = (round(side / of[0] * columns) for side in (box[0], box[2]))
    top, bottom = (round(side / of[1] * rows) for side in (box[1], box[3]))
    shown = max((_shared(box, other) for other in seen), default=0.0)
    away = np.hypot((box[0] + box[2]) / of[0] - 1, (box[1] + box[3]) / of[1] - 1)
    return float(detail[top:bottom, left:right].sum()) - shown - MIDDLE * float(away)


def _shared(box: Box, other: Box) -> float:
    """How much of one part lies in another of its size, 0 to 1."""
    wide = min(box[2], other[2]) - max(box[0], other[0])
    tall = min(box[3], other[3]) - max(box[1], other[1])
    return max(wide, 0) * max(tall, 0) / ((box[2] - box[0]) * (box[3] - box[1]))


def _detail(picture: Image.Image) -> NDArray[np.float64]:
    """How much changes at each place of a small copy, in shares of all."""
    small = picture.convert("L")
    small.thumbnail((LOOKED, LOOKED))
    levels = np.asarray(small, np.float64)
    steps = sum(np.abs(np.gradient(levels, axis=axis)) for axis in (0, 1) if levels.shape[axis] > 1)
    change: NDArray[np.float64] = np.zeros_like(levels) + steps
    return change / np.float64(max(float(change.sum()), 1e-9))
