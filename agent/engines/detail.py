"""Detail for a small painting that began with a larger picture: the picture's edges in the painting's light.

A model that paints 256 pixels a side knows what light and colors a scene has, and smears what is fine. Where
the painting follows the picture it began with, it is locally a linear function of it: that function is found
small, and applied to the picture at full size (the fast guided filter, arXiv 1505.00996). Where the painting
goes its own way there is no such function, and it stays as it was painted.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn.functional import avg_pool2d, interpolate

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
    full = _colors(picture).float()
    height, width = full.shape[:2]
    found = torch.einsum("hwgp,hwg->hwp", _enlarged(slopes, height, width), full)
    found += _enlarged(offsets, height, width)
    return Image.fromarray((255 * found.clamp(0, 1)).round().byte().numpy())


def coefficients(guide: Tensor, painted: Tensor, *, radius: int) -> tuple[Tensor, Tensor]:
    """Slopes (h, w, 3, 3) and offsets (h, w, 3), such that guide @ slopes + offsets is near to the painting.

    Both pictures are float64 (h, w, 3). Every window has its own least squares; a pixel gets the mean of
    those that it is in.
    """
    guide_mean, painted_mean = _mean(guide, radius), _mean(painted, radius)
    shared = _mean(guide[..., :, None] * painted[..., None, :], radius)
    spread = _mean(guide[..., :, None] * guide[..., None, :], radius)
    shared -= guide_mean[..., :, None] * painted_mean[..., None, :]
    spread += SMOOTH * torch.eye(3) - guide_mean[..., :, None] * guide_mean[..., None, :]
    slopes = torch.linalg.solve(spread, shared)
    offsets = painted_mean - torch.einsum("hwgp,hwg->hwp", slopes, guide_mean)
    return _mean(slopes, radius), _mean(offsets, radius)


def _mean(values: Tensor, radius: int) -> Tensor:
    """Over windows of 2 `radius` + 1 along both axes, cut off at the edges."""
    wide = 2 * radius + 1
    pooled = _planes(values)
    for window, around in (((wide, 1), (radius, 0)), ((1, wide), (0, radius))):
        pooled = avg_pool2d(pooled, window, stride=1, padding=around, count_include_pad=False)
    return pooled[0].permute(1, 2, 0).reshape(values.shape)


def _enlarged(values: Tensor, height: int, width: int) -> Tensor:
    """float32 (height, width, …) of (h, w, …)."""
    large = interpolate(_planes(values.float()), size=(height, width), mode="bilinear", align_corners=False)
    return large[0].permute(1, 2, 0).reshape(height, width, *values.shape[2:])


def _planes(values: Tensor) -> Tensor:
    """(1, numbers of a pixel, h, w) of (h, w, …)."""
    return values.flatten(2).permute(2, 0, 1)[None]


def _colors(picture: Image.Image) -> Tensor:
    """float64 (h, w, 3) in 0..1."""
    return torch.from_numpy(np.asarray(picture.convert("RGB"), np.float64) / 255)
