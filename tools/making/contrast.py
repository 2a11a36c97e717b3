"""Whether text can be read on what lies under it, and what to do where it cannot.

Luminance and contrast are those of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "INK",
    "PAPER",
    "READABLE",
    "Color",
    "contrast",
    "dimming",
    "luminance",
    "mixed",
    "readable",
    "worst",
]

Color: TypeAlias = tuple[int, int, int]

INK: Final[Color] = (17, 17, 22)
PAPER: Final[Color] = (255, 255, 255)
READABLE: Final = 4.5
"""The least contrast of text (WCAG level AA)."""
AIM: Final = 4.8
"""What is aimed at: rounding to whole colours takes some."""
STEPS: Final = 64


def luminance(colors: NDArray[np.generic] | Sequence[int]) -> NDArray[np.float64]:
    """Relative luminance, 0 (black) to 1 (white), of sRGB colours 0..255 in the last axis, shape (…, 3)."""
    levels = np.asarray(colors, dtype=np.float64) / 255
    linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ [0.2126, 0.7152, 0.0722])


def contrast(
    one: NDArray[np.generic] | Sequence[int], other: NDArray[np.generic] | Sequence[int]
) -> NDArray[np.float64]:
    """The contrast ratio, 1 to 21, of colours in the last axis; the other axes broadcast."""
    a, b = luminance(one), luminance(other)
    return np.asarray((np.maximum(a, b) + 0.05) / (np.minimum(a, b) + 0.05))


def worst(text: Color, under: NDArray[np.generic]) -> float:
    """The least contrast of a text's colour with any pixel under it, shape (pixels, 3)."""
    return float(contrast(text, under).min())


def dimming(text: Color, under: NDArray[np.uint8], *, veil: Color, aim: float = AIM) -> float:
    """How much of `veil` must be mixed in, 0 to 1, until the text can be read on every pixel under it.

    `under` has shape (pixels, 3). The veil itself must be readable under the text.
    """
    extremes = _extremes(under)
    for step in range(STEPS):
        if worst(text, _veiled(extremes, veil, step / STEPS)) >= aim:
            return step / STEPS
    return 1.0


def readable(color: Color, under: NDArray[np.uint8], *, text: Color, aim: float = AIM) -> Color:
    """The colour nearest to `color` on the way to `text` that can be read on every pixel under it."""
    extremes = _extremes(under)
    for step in range(STEPS):
        found = mixed(color, text, step / STEPS)
        if worst(found, extremes) >= aim:
            return found
    return text


def mixed(one: Color, other: Color, share: float) -> Color:
    """`one` with `share` (0 to 1) of `other` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _veiled(under: NDArray[np.uint8], veil: Color, share: float) -> NDArray[np.float64]:
    return np.asarray(under + (np.asarray(veil, dtype=np.float64) - under) * share)


def _extremes(under: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The pixels among which the darkest and lightest are, whatever is mixed in: far fewer than all."""
    red, green, blue = (under.reshape(-1, 3) >> 3).astype(np.int32).T
    found = np.flatnonzero(np.bincount((red << 10) | (green << 5) | blue))
    coarse = np.stack([found >> 10, (found >> 5) & 31, found & 31], axis=-1) << 3
    return np.concatenate([coarse, coarse | 7]).astype(np.uint8)
