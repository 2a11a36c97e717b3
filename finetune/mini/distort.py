"""Distortions of training pictures, a batch at a time: turned, stretched, bent, dyed and partly covered."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

__all__ = ["MEAN", "SIDE", "STD", "Strength", "distort", "mix", "plain"]

SIDE = 128
"""What the tower looks at, in pixels a side."""
MEAN = (0.55, 0.5, 0.48)
STD = (0.27, 0.27, 0.27)


@dataclass(frozen=True)
class Strength:
    """How far pictures of one source may be changed without becoming something else."""

    shape: float = 1.0
    """Turning, scaling, bending."""
    color: float = 1.0
    """Hue, saturation, light; 0.1 where color is part of what is said."""
    zoom: float = 1.0
    """Below 1 comes nearer on average."""
    wide: float = 1.0
    """Above 1 stretches sideways on average."""
    cover: float = 0.3
    """The share of pictures with a piece covered."""


def _scaled(pictures: Tensor) -> Tensor:
    mean = torch.tensor(MEAN).view(1, 3, 1, 1)
    return (pictures - mean) / torch.tensor(STD).view(1, 3, 1, 1)


def plain(pixels: Tensor) -> Tensor:
    """Undistorted: uint8 (n, 3, side, side) to normalised float32 (n, 3, 128, 128)."""
    pictures = pixels.float() / 255
    if pictures.shape[-1] != SIDE:
        pictures = functional.interpolate(
            pictures, size=(SIDE, SIDE), mode="bicubic", antialias=True, align_corners=False
        ).clamp(0, 1)
    return _scaled(pictures)


def _spread(n: int, amount: float) -> Tensor:
    return (torch.rand(n) * 2 - 1) * amount


def _grid(n: int, strength: Strength) -> Tensor:
    """Where each pixel comes from: an affine map and a gentle bend."""
    s = strength.shape
    turn, shear = _spread(n, 0.35 * s), _spread(n, 0.15 * s)
    scale = torch.exp(_spread(n, 0.3 * s)) * 0.92 * strength.zoom
    ratio = torch.exp(_spread(n, 0.2 * s)) / strength.wide
    side = (torch.rand(n) < 0.5).float() * 2 - 1
    cos, sin = torch.cos(turn), torch.sin(turn)
    rows = torch.stack([cos * scale * ratio * side, -sin * scale / ratio + shear, _spread(n, 0.18 * s)], 1)
    columns = torch.stack([sin * scale * ratio * side, cos * scale / ratio, _spread(n, 0.18 * s)], 1)
    grid = functional.affine_grid(torch.stack([rows, columns], 1), [n, 3, SIDE, SIDE], align_corners=False)
    bend = functional.interpolate(
        torch.randn(n, 2, 4, 4) * 0.035 * s, size=(SIDE, SIDE), mode="bilinear", align_corners=False
    )
    return grid + bend.permute(0, 2, 3, 1)


def _dyed(pictures: Tensor, strength: float) -> Tensor:
    """Hue turned about the grey axis, saturation, contrast and light changed."""
    n, k = len(pictures), 1 / math.sqrt(3)
    angle = (torch.randn(n) * 0.8 * strength).view(-1, 1, 1)
    cross = torch.tensor([[0, -k, k], [k, 0, -k], [-k, k, 0]])
    third = torch.full((3, 3), 1 / 3)
    turn = torch.cos(angle) * torch.eye(3) + torch.sin(angle) * cross + (1 - torch.cos(angle)) * third
    vivid = 1 + (torch.rand(n, 1, 1) * 1.5 - 0.75) * strength
    vivid[torch.rand(n) < 0.1 * strength] = 0
    turn = turn @ (vivid * torch.eye(3) + (1 - vivid) * third)
    pictures = torch.bmm(turn, pictures.flatten(2)).view_as(pictures)
    mean = pictures.mean((2, 3), keepdim=True)
    contrast = torch.exp(torch.randn(n, 1, 1, 1) * 0.25 * strength)
    light = (torch.randn(n, 3, 1, 1) * 0.03 + torch.randn(n, 1, 1, 1) * 0.1) * strength
    return (pictures - mean) * contrast + mean + light


def _cover(pictures: Tensor, share: float) -> None:
    for n in torch.where(torch.rand(len(pictures)) < share)[0].tolist():
        height, width = (int(v) for v in torch.randint(16, 52, (2,)))
        top, left = int(torch.randint(SIDE - height, ())), int(torch.randint(SIDE - width, ()))
        pictures[n, :, top : top + height, left : left + width] = torch.rand(3, 1, 1)


def distort(pixels: Tensor, strength: Strength) -> Tensor:
    """uint8 (n, 3, side, side) to normalised float32 (n, 3, 128, 128), each picture distorted its own way."""
    pictures = functional.grid_sample(
        pixels.float() / 255, _grid(len(pixels), strength), padding_mode="reflection", align_corners=False
    )
    pictures = _dyed(pictures, strength.color)
    _cover(pictures, strength.cover)
    return _scaled(pictures)


def mix(pictures: Tensor, order: Tensor) -> tuple[Tensor, float]:
    """Pictures blended with, or holding a square of, those in `order`; and the share that is still theirs."""
    share = float(torch.distributions.Beta(0.8, 0.8).sample())
    if torch.rand(()) < 0.5:
        return share * pictures + (1 - share) * pictures[order], share
    size = int(SIDE * math.sqrt(1 - share))
    top, left = (int(v) for v in torch.randint(SIDE - size + 1, (2,)))
    pictures = pictures.clone()
    window = (slice(None), slice(None), slice(top, top + size), slice(left, left + size))
    pictures[window] = pictures[order][window]
    return pictures, 1 - size * size / SIDE**2
