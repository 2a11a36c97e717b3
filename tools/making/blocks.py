"""Rows of text and buttons with their places in pixels, before they are drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, floor
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from tastemaker.tools.making.fonts import FINE, Face
from tastemaker.tools.making.framing import Box
from tastemaker.tools.making.words import Faces

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["CAP", "Block", "Role", "Run", "offer"]

Role: TypeAlias = Literal["ink", "accent", "button"]

CAP: Final = 0.73
"""The height of capitals, of the type's size."""


@dataclass(frozen=True, slots=True)
class Run:
    """One row of text, from where it begins on its baseline."""

    text: str
    face: Face
    size: int
    x: float
    y: float
    role: Role = "ink"

    @property
    def box(self) -> Box:
        """What its glyphs cover."""
        left, top, right, bottom = self.face.at(FINE * self.size).getbbox(self.text, anchor="ls")
        x, y = round(self.x), round(self.y)
        return (
            x + floor(left / FINE) - 1,
            y + floor(top / FINE) - 1,
            x + ceil(right / FINE) + 1,
            y + ceil(bottom / FINE) + 1,
        )

    def mask(self) -> Image.Image:
        """How much of each pixel of the box its glyphs cover, 0..255."""
        from PIL import Image, ImageDraw

        left, top, right, bottom = self.box
        large = Image.new("L", (FINE * (right - left), FINE * (bottom - top)))
        place = FINE * (round(self.x) - left), FINE * (round(self.y) - top)
        ImageDraw.Draw(large).text(place, self.text, 255, self.face.at(FINE * self.size), anchor="ls")
        return large.reduce(FINE)


@dataclass(frozen=True, slots=True)
class Block:
    """Rows and buttons, from (0, 0) down and to the right."""

    runs: tuple[Run, ...]
    buttons: tuple[Box, ...]
    width: int
    height: int
    whole: bool = True
    """False when something was cut or left out to make the rest fit."""

    def at(self, x: float, y: float) -> Block:
        """The same block somewhere else."""
        a, b = round(x), round(y)
        runs = tuple(replace(run, x=run.x + a, y=run.y + b) for run in self.runs)
        buttons = tuple((box[0] + a, box[1] + b, box[2] + a, box[3] + b) for box in self.buttons)
        return replace(self, runs=runs, buttons=buttons)


def offer(faces: Faces, width: int, *, big: int, small: int) -> Block:
    """A price and a button side by side, or below each other where they would be too wide."""
    price, action = faces.price, faces.action
    wide = price.width(price.text, big) if price.text else 0.0
    tall = CAP * big if price.text else 0.0
    if not action.text:
        alone = (Run(price.text, price, big, 0, tall),) if price.text else ()
        return Block(alone, (), round(wide), round(tall), wide <= width)
    pad, deep = 1.1 * small, 2.4 * small
    long = action.width(action.text, small) + 2 * pad
    beside = not wide or wide + pad + long <= width
    x = wide + pad if wide and beside else 0.0
    height = max(tall, deep) if beside else tall + 0.8 * small + deep
    middle = height / 2 if beside else height - deep / 2
    runs = [Run(action.text, action, small, x + pad, middle + CAP * small / 2, "button")]
    if price.text:
        runs.insert(0, Run(price.text, price, big, 0, (height + tall) / 2 if beside else tall))
    button = (round(x), round(middle - deep / 2), round(x + long), round(middle + deep / 2))
    right = max(wide, x + long)
    return Block(tuple(runs), (button,), round(right), round(height), right <= width)
