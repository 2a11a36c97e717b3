"""The plain ground that an item stands before: found from the picture's border, and laid anew.

A ground is even where it changes as slowly as light on a wall does: a quadratic surface in OKLab, fitted to
the border, tells what it would be behind the item. What is darker than that and of the same colour is the
item's shadow. Where the item ends, each pixel is part item and part ground; how much of it is ground is
reckoned from both, so that no halo of the old ground stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.tools.making.oklab import linear, oklab, picture

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

    from tastemaker.tools.making.oklab import Colors

    Mask = NDArray[np.bool_]

__all__ = ["Ground", "ground_of"]

BORDER: Final = 0.03
"""Share of the shorter side that counts as border."""
EVEN, PLAIN, LEAST = 0.03, 0.93, 0.3
"""How far a colour of an even border is from the surface; the share of the border that must be even; and the
share of the picture that a ground must take."""
DARKER, LIGHTER, TINTED, STEEP = 0.3, 0.035, 0.02, 0.06
"""How far a ground's pixel may be from the surface: in a shadow, in a light, in colour; and from its
neighbour in lightness."""
SMALLEST: Final = 16
"""Pixels of the shorter side below which no ground is looked for."""
GAP: Final = 80
"""A way into the item that is narrower than the shorter side by twice this is none: white on white leaks."""
TOLD: Final = 0.06
"""An item's colour that is nearer to the ground's than this cannot be told from it at the item's edge."""
MELTING: Final = 0.37
"""The share of the item's edge, where it cannot be told, from which on a picture is taken for a scene."""
LUMINANCE: Final = np.array([0.2126, 0.7152, 0.0722], np.float32)


@dataclass(frozen=True, slots=True)
class Ground:
    """Of one picture, each (height, width, …)."""

    colors: Colors
    """OKLab of the ground without shadows, behind the item too."""
    here: Mask
    """Where nothing but ground is seen."""
    share: NDArray[np.float32]
    """How much of each pixel is ground, 0..1: 0 inside the item."""

    def laid(self, shown: Image.Image, colors: Colors) -> Image.Image:
        """The same picture before other OKLab colours: shadows fall on them, no pixel of the item changes."""
        from PIL import Image
        from scipy.ndimage import gaussian_filter

        old, light = linear(self.colors), linear(oklab(shown))
        shade = (light @ LUMINANCE / np.maximum(old @ LUMINANCE, 1e-3)).clip(0, 1.05)
        shade = gaussian_filter(np.where(self.here, shade, 1), 0.7)[..., None]
        new = linear(colors) * shade
        mixed = np.where(self.here[..., None], new, light + self.share[..., None] * (new - old))
        item = Image.fromarray(np.where(self.share > 0, 0, 255).astype(np.uint8))
        laid = picture(mixed.clip(0, 1))
        laid.paste(shown, mask=item)
        return laid


def ground_of(colors: Colors) -> Ground | None:
    """The ground of a picture's OKLab colours (height, width, 3); None for one that is a scene."""
    if min(colors.shape[:2]) < SMALLEST:
        return None
    border = _border(colors.shape[:2])
    surface, even = _surface(colors, border)
    if (even & border).sum() < PLAIN * border.sum():
        return None
    here = _opened(_reached(colors, surface, even & border))
    if here.mean() < LEAST or here.all() or not _parted(colors, surface, here):
        return None
    return Ground(surface, here, _share(colors, surface, here))


def _border(shape: tuple[int, ...]) -> Mask:
    wide = max(2, round(BORDER * min(shape)))
    found = np.ones(shape, bool)
    found[wide:-wide, wide:-wide] = False
    return found


def _surface(colors: Colors, border: Mask) -> tuple[Colors, Mask]:
    """The quadratic surface through most of the border, and where the picture lies on it."""
    height, width = colors.shape[:2]
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], axis=-1)
    taken = border
    for _ in range(3):
        found = terms @ np.linalg.lstsq(terms[taken], colors[taken], rcond=None)[0]
        off = np.linalg.norm(colors - found, axis=-1)
        taken = border & (off < max(2.5 * float(np.median(off[border])), 0.01))
    return found.astype(np.float32), off < EVEN


def _reached(colors: Colors, surface: Colors, start: Mask) -> Mask:
    """What is like the ground, or the ground in shadow, and can be reached from the border."""
    off = colors - surface
    slopes = np.hypot(*np.gradient(colors[..., 0]))
    like = (np.hypot(off[..., 1], off[..., 2]) < TINTED) & (slopes < STEEP)
    like &= (off[..., 0] > -DARKER) & (off[..., 0] < LIGHTER)
    return _connected(like, start)


def _connected(where: Mask, start: Mask) -> Mask:
    from scipy.ndimage import label

    parts, _ = label(where)
    touched = np.unique(parts[start & where])
    found: Mask = np.isin(parts, touched[touched > 0])
    return found


def _opened(here: Mask) -> Mask:
    """The ground without what is only reached through narrow gaps."""
    from scipy.ndimage import binary_dilation, binary_erosion

    wide = max(1, round(min(here.shape) / GAP))
    core = binary_erosion(here, iterations=wide, border_value=1)
    core = _connected(core, _border(here.shape))
    found: Mask = binary_dilation(core, iterations=wide + 1) & here
    return found


def _parted(colors: Colors, surface: Colors, here: Mask) -> bool:
    """Whether the ground ends at edges, and not somewhere in a light or a mist that goes on."""
    from scipy.ndimage import binary_dilation

    beside = binary_dilation(here, iterations=3) & ~binary_dilation(here, iterations=2)
    off = np.linalg.norm(colors - surface, axis=-1)[beside]
    return bool(off.size and (off < TOLD).mean() < MELTING)


def _share(colors: Colors, surface: Colors, here: Mask) -> NDArray[np.float32]:
    """How much of each pixel is ground, from the item's colour beside it: I = a F + (1 - a) B."""
    from scipy.ndimage import binary_dilation, gaussian_filter

    inside = ~binary_dilation(here, iterations=2)
    weight = gaussian_filter(inside.astype(np.float32), 1.5)
    item = np.stack([gaussian_filter(colors[..., n] * inside, 1.5) for n in range(3)], axis=-1)
    item /= np.maximum(weight, 1e-4)[..., None]
    apart = item - surface
    squared = (apart * apart).sum(axis=-1)
    covered = (((colors - surface) * apart).sum(axis=-1) / np.maximum(squared, 1e-6)).clip(0, 1)
    covered[(weight < 1e-3) | (squared < TOLD**2)] = 1
    covered[inside] = 1
    found: NDArray[np.float32] = np.where(here, 1, 1 - covered).astype(np.float32)
    return found
