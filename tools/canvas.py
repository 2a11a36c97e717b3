"""The kinds of pictures: their format, which words stand on them, and how far they go from the item's own."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias, get_args

from tastemaker.errors import BadCall
from tastemaker.settings import LIMITS
from tastemaker.tools.making.formats import FORMATS, Format

__all__ = ["KINDS", "Canvas", "PictureKind", "canvas", "kind_in"]

PictureKind: TypeAlias = Literal[
    "poster", "banner", "picture", "product", "cover", "square", "story", "rectangle", "leaderboard"
]
"""What can be painted."""
KINDS: Final[tuple[PictureKind, ...]] = get_args(PictureKind)
SMALLEST, LONGEST = 64, 8
"""Pixels of the shorter side, and how many times as long the longer one may be."""
MARGIN: Final = 0.07


@dataclass(frozen=True, slots=True)
class Canvas:
    """What a picture of a kind is to be."""

    format: Format
    titled: bool = True
    priced: bool = True
    strength: float = 0.6
    """How far the painter goes from the item's own picture."""
    scene: str = ""
    """What is asked of the painter where nobody wishes for anything."""


CANVASES: Final[dict[str, Canvas]] = {
    "poster": Canvas(FORMATS["poster"]),
    "banner": Canvas(FORMATS["banner"]),
    "picture": Canvas(FORMATS["square"], titled=False, priced=False),
    "product": Canvas(
        FORMATS["square"], titled=False, priced=False, strength=0.45, scene="on a plain light background"
    ),
    "cover": Canvas(FORMATS["square"], priced=False),
    "square": Canvas(FORMATS["square"]),
    "story": Canvas(FORMATS["story"]),
    "rectangle": Canvas(FORMATS["rectangle"]),
    "leaderboard": Canvas(FORMATS["leaderboard"]),
}
NAMED: Final = re.compile(rf"\b(?:as|into)\s+an?\s+(?:\w+\s+)?({'|'.join(KINDS)})\b", re.I)


def canvas(kind: str, size: tuple[int, int] | None = None) -> Canvas:
    """The canvas of a kind, in another size where one is given. Raises BadCall."""
    if kind not in CANVASES:
        raise BadCall(f"no kind {kind!r}: paint one of {', '.join(KINDS)}")
    found = CANVASES[kind]
    return replace(found, format=_sized(kind, size)) if size else found


def kind_in(change: str) -> str:
    """The kind that a change asks for in so many words ("again, as a banner"); empty for none."""
    named = NAMED.search(change)
    return named[1].lower() if named else ""


def _sized(kind: str, size: tuple[int, int]) -> Format:
    width, height = size
    small, large = min(size), max(size)
    if small < SMALLEST or large > LIMITS.painted_side or width * height > LIMITS.painted_pixels:
        raise BadCall(
            f"a {kind} of {width} x {height} pixels is not painted: give {SMALLEST} to "
            f"{LIMITS.painted_side:,} a side, and at most {LIMITS.painted_pixels:,} in all"
        )
    if large > LONGEST * small:
        raise BadCall(f"{width} x {height} is too long a strip: at most {LONGEST} to 1 can be painted")
    margin = round(MARGIN * small)
    return Format(kind, width, height, margin, margin, margin, margin)
