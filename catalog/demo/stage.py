"""The stage on which news pictures, posters and clips are drawn: a scene at a moment in time."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable

import numpy as np

from tastemaker.catalog.demo.drawing import ellipse, linear, path, radial
from tastemaker.catalog.demo.palettes import Palette

__all__ = ["Stage", "circle", "group", "polygon", "rect", "stroke"]

Point = tuple[float, float]


class Stage:
    """A picture under construction. Its shorter side measures 100 units, whatever the pixels.

    `time` runs from 0 to 1 through a clip; a still is the moment 0.5.
    """

    def __init__(
        self, palette: Palette, *, pixels: tuple[int, int], seed: int, time: float = 0.5, seconds: float = 2.5
    ) -> None:
        self.palette = palette
        self.pixels = pixels
        self.unit = min(pixels) / 100
        self.width = pixels[0] / self.unit
        self.height = pixels[1] / self.unit
        self.middle = self.width / 2
        self.ground = self.height * (0.74 if self.height > self.width else 0.72)
        self.seed = seed
        self.time = time
        self.seconds = seconds
        self._defs: dict[str, str] = {}

    def rng(self, part: str) -> np.random.Generator:
        """Chance for one part of the picture: the same in every frame."""
        return np.random.default_rng([self.seed, zlib.crc32(part.encode())])

    def pan(self, depth: float) -> float:
        """How far a layer has slid: far layers (0) stay, near ones (1) move most."""
        return (self.time - 0.5) * -9 * depth

    def wave(self, *, period: float = 1.0, phase: float = 0.0) -> float:
        """A swing between -1 and 1, `period` in seconds; 0 in a still with phase 0."""
        return math.sin(2 * math.pi * ((self.time - 0.5) * self.seconds / period + phase))

    def passed(self, speed: float) -> float:
        """How far something has come at `speed` units a second, 0 in a still."""
        return (self.time - 0.5) * self.seconds * speed

    def down(self, *stops: str | tuple[float, str] | tuple[float, str, float], angle: str = "down") -> str:
        """A linear gradient to fill with."""
        return self._define(linear("NAME", *stops, angle=angle))

    def glow(
        self,
        *stops: str | tuple[float, str] | tuple[float, str, float],
        center: Point = (0.5, 0.5),
        radius: float = 0.5,
    ) -> str:
        """A radial gradient to fill with."""
        return self._define(radial("NAME", *stops, center=center, radius=radius))

    def halo(self, x: float, y: float, *, r: float, color: str = "", opacity: float = 0.7) -> str:
        """Light around a point."""
        color = color or self.palette.glow
        return circle(x, y, r, self.glow((0, color, opacity), (0.35, color, opacity * 0.4), (1, color, 0)))

    def document(self, *parts: str) -> str:
        """The parts as one SVG document."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.pixels[0]}" height="{self.pixels[1]}" '
            f'viewBox="0 0 {self.width:.2f} {self.height:.2f}"><defs>{"".join(self._defs.values())}</defs>'
            + "".join(parts)
            + "</svg>"
        )

    def _define(self, gradient: str) -> str:
        name = f"g{zlib.crc32(gradient.encode()):x}"
        self._defs[name] = gradient.replace("NAME", name, 1)
        return f"url(#{name})"


def rect(x: float, y: float, w: float, h: float, fill: str, **style: str | float) -> str:
    """A rectangle; `rx` rounds it."""
    return f'<rect x="{x:.2f}" y="{y:.2f}" width="{w:.2f}" height="{h:.2f}" fill="{fill}"{_style(style)}/>'


def circle(x: float, y: float, r: float, fill: str, **style: str | float) -> str:
    """A circle."""
    return ellipse((round(x, 2), round(y, 2)), (round(r, 2), round(r, 2)), fill, **style)


def polygon(points: Iterable[Point], fill: str, **style: str | float) -> str:
    """A closed shape with straight edges."""
    return path("M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points) + "Z", fill, **style)


def stroke(data: str, color: str, width: float = 1.0, **style: str | float) -> str:
    """A line with round ends along a path."""
    drawn: dict[str, str | float] = {"stroke_linecap": "round", "stroke_linejoin": "round", **style}
    return path(data, "none", stroke=color, stroke_width=round(width, 2), **drawn)


def group(
    *parts: str,
    x: float = 0,
    y: float = 0,
    scale: float = 1,
    turn: float = 0,
    opacity: float = 1,
    flip: bool = False,
) -> str:
    """The parts moved, scaled, turned (degrees) and faded together."""
    side = -scale if flip else scale
    fade = f' opacity="{opacity:.2f}"' if opacity < 1 else ""
    where = f"translate({x:.2f} {y:.2f}) rotate({turn:.1f}) scale({side:.3f} {scale:.3f})"
    return f'<g transform="{where}"{fade}>' + "".join(parts) + "</g>"


def _style(style: dict[str, str | float]) -> str:
    return "".join(f' {key.replace("_", "-")}="{value}"' for key, value in style.items())
