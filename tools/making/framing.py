"""Brings a picture of any shape into a frame: by cropping, or by drawing its surroundings on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

__all__ = ["Box", "Size", "cover", "extended", "falling", "kept", "placed", "plain"]

Size: TypeAlias = tuple[int, int]
"""Width and height in pixels."""
Box: TypeAlias = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""

EVEN: Final = 14.0
"""How far (of 255) the pixels of a plain border may stray from their mean, on average."""


CELLS: Final = 22
"""What is drawn on has so many changes of colour at most along its longer side."""


def kept(given: Size, wanted: Size) -> float:
    """The share of a picture, 0 to 1, that is still seen once it is cropped to another shape."""
    ratio = (given[0] / given[1]) / (wanted[0] / wanted[1])
    return min(ratio, 1 / ratio)


def cover(picture: Image.Image, size: Size) -> Image.Image:
    """The picture's middle, cropped and scaled to fill the size."""
    from PIL import Image

    scale = max(size[0] / picture.width, size[1] / picture.height)
    width, height = min(size[0] / scale, picture.width), min(size[1] / scale, picture.height)
    left, top = (picture.width - width) / 2, (picture.height - height) / 2
    box = (left, top, picture.width - left, picture.height - top)
    return picture.resize(size, Image.Resampling.LANCZOS, box=box)


def placed(given: Size, region: Box, *, least: float, high: bool = False) -> Box:
    """Where a picture goes in a region: all over it if at least this share stays in view, else within it.

    In the middle of the room that is left; with `high` at its top.
    """
    left, top, right, bottom = region
    room = right - left, bottom - top
    ratios = room[0] / given[0], room[1] / given[1]
    scale = min(max(ratios), min(ratios) / least)
    wide, tall = (max(min(round(side * scale), limit), 1) for side, limit in zip(given, room, strict=True))
    x, y = left + (room[0] - wide) // 2, top + (0 if high else (room[1] - tall) // 2)
    return x, y, x + wide, y + tall


def plain(picture: Image.Image) -> bool:
    """True when something stands before an even background: its border is of nearly one colour."""
    small = np.asarray(picture.convert("RGB").resize((48, 48)), dtype=np.float32)
    border = np.concatenate([small[:2].reshape(-1, 3), small[-2:].reshape(-1, 3), small[:, 0], small[:, -1]])
    return bool(np.abs(border - border.mean(axis=0)).mean(axis=0).max() < EVEN)


def extended(picture: Image.Image, size: Size, box: Box, *, soft: float) -> Image.Image:
    """The picture cropped into `box` of a larger frame, and around it its own border, drawn on and calmed.

    `soft` is how much of the picture, 0 to 1 of its shorter side, dissolves into what is drawn on.
    """
    from PIL import Image

    left, top, right, bottom = box
    inner = np.asarray(cover(picture, (right - left, bottom - top)).convert("RGB"))
    around = (top, size[1] - bottom), (left, size[0] - right), (0, 0)
    calm = _smoothed(np.pad(_emptied(inner), around, mode="edge"))
    near = np.asarray(falling(size, box, reach=0.35 * max(size)), dtype=np.float32)[..., None] / 255
    drawn_on = Image.fromarray(_dithered(_border(inner, size, box) * (1 - near) + calm * near))
    sharp = Image.fromarray(np.pad(inner, around, mode="edge"))
    drawn_on.paste(sharp, mask=_rising(size, box, feather=soft * min(inner.shape[:2])))
    return drawn_on


def _smoothed(levels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Only the large changes of colour, shape (height, width, 3) as before."""
    from PIL import Image

    height, width = levels.shape[:2]
    cell = max(height, width) / CELLS
    few = max(round(width / cell), 2), max(round(height / cell), 2)
    planes = (Image.fromarray(levels[..., n]).resize(few, Image.Resampling.BOX) for n in range(3))
    grown = [np.asarray(plane.resize((width, height), Image.Resampling.BICUBIC)) for plane in planes]
    return np.stack(grown, axis=-1)


def _dithered(levels: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Whole levels, rounded up or down by chance so that no bands show; always the same chance."""
    noise = np.random.default_rng(0).random(levels.shape, dtype=np.float32)
    return np.asarray(np.floor(levels + noise).clip(0, 255), dtype=np.uint8)


def _emptied(inner: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The picture without what it shows: its border, carried smoothly across (a Coons patch)."""
    height, width = inner.shape[:2]
    levels = inner.astype(np.float32)
    x, y = np.linspace(0, 1, width)[None, :, None], np.linspace(0, 1, height)[:, None, None]
    top, bottom, left, right = levels[:1], levels[-1:], levels[:, :1], levels[:, -1:]
    corners = (top[:, :1] * (1 - x) + top[:, -1:] * x) * (1 - y)
    corners = corners + (bottom[:, :1] * (1 - x) + bottom[:, -1:] * x) * y
    patch = top * (1 - y) + bottom * y + left * (1 - x) + right * x - corners
    return np.asarray(patch, dtype=np.float32)


def falling(size: Size, box: Box, *, reach: float) -> Image.Image:
    """A mask: everything inside the box, less and less outside it, nothing from `reach` pixels on."""
    outside = [
        np.maximum.reduce([start - np.arange(length), np.arange(length) + 1 - end, np.zeros(length)])
        for length, start, end in ((size[1], box[1], box[3]), (size[0], box[0], box[2]))
    ]
    return _mask(1 - np.maximum.outer(outside[0], outside[1]) / reach)


def _border(inner: NDArray[np.uint8], size: Size, box: Box) -> NDArray[np.float32]:
    """The mean colour, shape (3,), of those sides of the picture that do not touch the frame."""
    left, top, right, bottom = box
    sides = [
        (left > 0, inner[:, 0]),
        (top > 0, inner[0]),
        (right < size[0], inner[:, -1]),
        (bottom < size[1], inner[-1]),
    ]
    free = [side for is_free, side in sides if is_free] or [inner.reshape(-1, 3)]
    return np.asarray(np.concatenate(free).mean(axis=0), dtype=np.float32)


def _rising(size: Size, box: Box, *, feather: float) -> Image.Image:
    """A mask: nothing outside the box, and everything from `feather` pixels inside its free sides on."""
    inside = [
        np.minimum(
            np.arange(length) + 1 - (start if start else -np.inf),
            (end if end < length else np.inf) - np.arange(length),
        )
        for length, start, end in ((size[1], box[1], box[3]), (size[0], box[0], box[2]))
    ]
    return _mask(np.minimum.outer(inside[0], inside[1]) / max(feather, 1.0))


def _mask(share: NDArray[np.floating]) -> Image.Image:
    """Shares, held to 0..1 and eased, as levels of grey."""
    from PIL import Image

    held = np.clip(share, 0, 1)
    return Image.fromarray(np.round(255 * held * held * (3 - 2 * held)).astype(np.uint8))
