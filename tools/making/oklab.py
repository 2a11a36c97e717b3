"""Colours as an eye tells them apart: OKLab (https://bottosson.github.io/posts/oklab/).

Lightness lies in 0..1, then come how red or green and how yellow or blue a colour is, about -0.3..0.3, and
0 for grey.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

__all__ = ["Colors", "linear", "oklab", "picture", "unlinear"]

Colors: TypeAlias = "NDArray[np.float32]"
"""float32 (…, 3)."""

CONES: Final = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    np.float32,
).T
OPPONENTS: Final = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    np.float32,
).T
BACK: Final = (np.linalg.inv(OPPONENTS), np.linalg.inv(CONES))
PALER, STEPS = 0.85, 8
"""A colour that no screen shows is made paler by this factor, so many times at most."""
OUTSIDE: Final = 0.002


def oklab(shown: Image.Image) -> Colors:
    """A picture's colours, (height, width, 3)."""
    levels = np.asarray(shown.convert("RGB"), np.float32) / 255
    return unlinear(np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4))


def unlinear(light: Colors) -> Colors:
    """OKLab of amounts of red, green and blue light, each 0..1."""
    found: Colors = (np.cbrt(light @ CONES) @ OPPONENTS).astype(np.float32)
    return found


def linear(colors: Colors) -> Colors:
    """Amounts of red, green and blue light, 0..1; what no screen shows is made paler, its lightness kept."""
    colors = np.concatenate([colors[..., :1].clip(0, 1), colors[..., 1:]], axis=-1)
    light = _light(colors)
    for _ in range(STEPS):
        outside = (light.min(axis=-1) < -OUTSIDE) | (light.max(axis=-1) > 1 + OUTSIDE)
        if not outside.any():
            break
        paler = colors[outside] * (1, PALER, PALER)
        colors[outside], light[outside] = paler, _light(paler)
    found: Colors = light.clip(0, 1).astype(np.float32)
    return found


def picture(light: Colors) -> Image.Image:
    """A picture of amounts of light, (height, width, 3)."""
    from PIL import Image

    levels = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return Image.fromarray((255 * levels).round().clip(0, 255).astype(np.uint8))


def _light(colors: Colors) -> Colors:
    found: Colors = (colors @ BACK[0]) ** 3 @ BACK[1]
    return found
