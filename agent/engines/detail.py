"""Detail for a small painting that began with a larger picture: the picture's edges in the painting's light.

A model that paints 256 pixels a side knows what light and colors a scene has, and smears what is fine. Where
the painting follows the picture it began with, it is locally a linear function of it: that function is found
small, and applied to the picture at full size (the fast guided filter, arXiv 1505.00996). Where the painting
goes its own way there is no such function, and it stays as it was painted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from PIL import Image
from torch.nn.functional import interpolate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["detailed"]

SMOOTH: Final = 1e-4
"""Variance of a window (of colors in 0..1) below which the picture counts as even."""


def detailed(painting: Image.Image, picture: Image.Image, *, radius: int) -> Image.Image:
    """The painting at the size of the picture it began with, which has the same ratio.

    `radius`, in pixels of the painting, is how far around a pixel the function is looked for: with a larger
    one more of the picture comes back.
    """
    painted, guide = _colors(painting), _colors(picture.resize(painting.size, Image.Resampling.BOX))
    slopes, offsets = coefficients(guide, painted, radius=radius)
    full = torch.from_numpy(_colors(picture)).float()
    height, width = full.shape[:2]
    found = torch.einsum("hwgp,hwg->hwp", _enlarged(slopes, height, width), full)
    found += _enlarged(offsets, height, width)
    return Image.fromarray((255 * found.clamp(0, 1)).round().byte().numpy())


def coefficients(guide: Array, painted: Array, *, radius: int) -> tuple[Array, Array]:
    """Slopes (h, w, 3, 3) and offsets (h, w, 3), such that guide @ slopes + offsets is near to the painting.

    Both pictures are (h, w, 3). Every window has its own least squares; a pixel gets the mean of those that
    it is in.
    """
    guide_mean, painted_mean = _mean(guide, radius), _mean(painted, radius)
    shared = _mean(guide[..., :, None] * painted[..., None, :], radius)
    spread = _mean(guide[..., :, None] * guide[..., None, :], radius)
    shared -= guide_mean[..., :, None] * painted_mean[..., None, :]
    spread += SMOOTH * np.eye(3) - guide_mean[..., :, None] * guide_mean[..., None, :]
    slopes = np.linalg.solve(spread, shared).astype(np.float64, copy=False)
    offsets = painted_mean - np.einsum("hwgp,hwg->hwp", slopes, guide_mean)
    return _mean(slopes, radius), _mean(offsets, radius)


def _mean(values: Array, radius: int) -> Array:
    """Over windows of 2 `radius` + 1 along both axes, cut off at the edges."""
    for axis in (0, 1):
        count = values.shape[axis]
        first, last = (
            np.maximum(np.arange(count) - radius, 0),
            np.minimum(np.arange(count) + radius + 1, count),
        )
        begun = np.zeros_like(values.take([0], axis))
        sums = np.concatenate([begun, values.cumsum(axis)], axis)
        sizes = (last - first).reshape([-1 if n == axis else 1 for n in range(values.ndim)])
        values = (sums.take(last, axis) - sums.take(first, axis)) / sizes
    return values


def _colors(picture: Image.Image) -> Array:
    """float64 (h, w, 3) in 0..1."""
    return np.asarray(picture.convert("RGB"), np.float64) / 255


def _enlarged(values: Array, height: int, width: int) -> torch.Tensor:
    """float32 (height, width, …) of (h, w, …)."""
    flat = torch.from_numpy(values.reshape(*values.shape[:2], -1)).float().permute(2, 0, 1)
    large = interpolate(flat[None], size=(height, width), mode="bilinear", align_corners=False)[0]
    return large.permute(1, 2, 0).reshape(height, width, *values.shape[2:])
