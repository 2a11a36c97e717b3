"""The colours of a picture that words beside it can take up."""

from __future__ import annotations

from colorsys import rgb_to_hsv
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.tools.making.contrast import INK, PAPER, Color, mixed

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

__all__ = ["accent", "dark", "light", "mean"]

COLORS: Final = 16
GREY: Final = 0.28
"""Below this saturation, 0 to 1, a colour is no accent."""


def accent(picture: Image.Image) -> Color | None:
    """The most vivid colour that takes up a visible part of the picture; None when it is all grey."""
    small = picture.convert("RGB").resize((64, 64)).quantize(COLORS)
    palette = np.asarray(small.getpalette(), dtype=np.uint8).reshape(-1, 3)
    counts = sorted(small.getcolors() or [], key=lambda given: _weight(palette[_index(given)], given[0]))
    if not counts:
        return None
    red, green, blue = (int(level) for level in palette[_index(counts[-1])])
    vivid = rgb_to_hsv(red / 255, green / 255, blue / 255)[1] >= GREY
    return (red, green, blue) if vivid else None


def mean(picture: Image.Image) -> Color:
    """The picture's mean colour."""
    red, green, blue = np.asarray(picture.convert("RGB").resize((16, 16))).reshape(-1, 3).mean(axis=0)
    return round(float(red)), round(float(green)), round(float(blue))


def dark(picture: Image.Image) -> Color:
    """Nearly black, with a breath of the picture's own colour: what white text stands on."""
    return mixed(mean(picture), INK, 0.86)


def light(picture: Image.Image) -> Color:
    """Nearly white, with a breath of the picture's own colour: what dark text stands on."""
    return mixed(mean(picture), PAPER, 0.9)


def _index(given: tuple[int, object]) -> int:
    assert isinstance(given[1], int)
    return given[1]


def _weight(color: NDArray[np.uint8], count: int) -> float:
    """How much of an accent a colour is: vivid and bright first, then large."""
    _, saturation, value = rgb_to_hsv(*(float(level) / 255 for level in color))
    return float(saturation * value * count**0.3)
