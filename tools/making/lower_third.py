"""A caption at the foot of a film's picture, in type that can be read on whatever moves below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.tools.making.blocks import Block
from tastemaker.tools.making.contrast import INK, PAPER, dimming, luminance, readable
from tastemaker.tools.making.framing import Box, Size, falling
from tastemaker.tools.making.setting import fitted
from tastemaker.tools.making.tones import accent, dark, light
from tastemaker.tools.making.words import Faces, Words

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["LowerThird", "lower_third"]

LEAST: Final = 0.4
"""The thinnest veil: type never lies bare on a picture."""
BRIGHT: Final = 0.5
"""From this mean luminance on a picture's foot is bright."""


@dataclass(frozen=True, slots=True)
class LowerThird:
    """A caption ready to be laid over frames that show the same still."""

    colors: Image.Image
    cover: Image.Image
    """How much of each pixel the colours take, 0..255."""
    top: int
    """Where in the frame it begins, in pixels; it reaches down to the foot."""

    def over(self, frame: Image.Image, *, share: float) -> Image.Image:
        """A frame with `share` (0 to 1) of the caption over it."""
        if share <= 0:
            return frame
        levels = [round(level * min(share, 1.0)) for level in range(256)]
        covered = frame.copy()
        covered.paste(self.colors, (0, self.top), self.cover.point(levels))
        return covered


def lower_third(caption: str, still: Image.Image, size: Size) -> LowerThird | None:
    """The caption for frames of this size: white on a dark veil, or black on a bright one.

    Which of them goes by the picture's foot. None for a caption that shows nothing.
    """
    from PIL import Image, ImageChops

    width, height = size
    block, mark = _placed(caption, size)
    if not block.runs:
        return None
    foot = np.asarray(still)[still.height // 2 :].reshape(-1, 3)
    bright = luminance(foot[::7]).mean() > BRIGHT
    ink, veil = (INK, light(still)) if bright else (PAPER, dark(still))
    share = max(dimming(ink, foot, veil=veil), LEAST)
    words = (0, max(mark[1] - round(0.03 * height), 0), width, height)
    cover = falling(size, words, reach=0.2 * height).point([round(n * share) for n in range(256)])
    type_ = Image.new("L", size)
    for run in block.runs:
        type_.paste(run.mask(), run.box)
    colors = Image.new("RGB", size, veil)
    colors.paste(ink, mask=type_)
    colors.paste(readable(accent(still) or ink, np.array([veil], np.uint8), text=ink, aim=3), mark)
    type_.paste(255, mark)
    cover = ImageChops.lighter(cover, type_)
    shown = cover.getbbox()
    assert shown is not None
    below = (0, shown[1], width, height)
    return LowerThird(colors.crop(below), cover.crop(below), shown[1])


def _placed(caption: str, size: Size) -> tuple[Block, Box]:
    """The caption's rows, and the upright mark of colour to the left of them.

    Upright films are watched in apps that cover their foot: there the caption stands higher.
    """
    width, height = size
    side = min(size)
    bar, gap = max(round(0.012 * side), 2), round(0.035 * side)
    left, bottom = round(0.06 * width), round((0.9 if width > height else 0.8) * height)
    room = round(0.84 * width) - bar - gap, round(0.3 * height)
    largest, smallest = round(0.09 * side), max(round(0.04 * side), 1)
    block = fitted(Faces.of(Words(caption)), room, largest=largest, smallest=smallest, rows=2)
    block = block.at(left + bar + gap, bottom - block.height)
    return block, (left, bottom - block.height, left + bar, bottom - round(0.01 * side))
