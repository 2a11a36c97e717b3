"""The sheet garments are cut from: a map of which pixel belongs to which part."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

__all__ = [
    "ARM",
    "BODY",
    "FLOOR",
    "INSIDE",
    "LINE",
    "SIDE",
    "SPOT",
    "TRIM",
    "Points",
    "Sheet",
    "both",
    "flip",
    "front",
    "pleats",
]

Points = list[tuple[float, float]]
SIDE = 320
FLOOR, BODY, ARM, INSIDE, TRIM, LINE, SPOT = range(7)


class Sheet:
    """A map of parts: which pixel is floor, body, sleeve, lining, trim, seam or button."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.image = Image.new("L", (SIDE, SIDE), FLOOR)
        self.pen = ImageDraw.Draw(self.image)
        self.slant = rng.normal(0, 0.03)
        self.sleeve = rng.random() < 0.5

    def u(self, low: float, high: float) -> float:
        """A uniform random number."""
        return float(self.rng.uniform(low, high))

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return bool(self.rng.random() < share)

    def _place(self, points: Sequence[tuple[float, float]]) -> Points:
        half = SIDE / 2
        return [(half + half * 0.92 * (x + self.slant * y), half + half * 0.92 * y) for x, y in points]

    def fill(
        self, points: Sequence[tuple[float, float]], part: int, *, soft: int = 2, outline: bool = True
    ) -> None:
        """A closed shape with corners cut `soft` times, in units of -1..1."""
        placed = self._place(soften(list(points), soft))
        self.pen.polygon(placed, fill=part)
        if outline and self.sleeve and part in (BODY, ARM):
            self.pen.line([*placed, placed[0]], fill=LINE, width=1)

    def line(self, points: Sequence[tuple[float, float]], part: int = LINE, *, width: int = 2) -> None:
        """An open line."""
        self.pen.line(self._place(points), fill=part, width=width)

    def dot(self, at: tuple[float, float], radius: float, part: int = SPOT) -> None:
        """A round spot."""
        [(x, y)] = self._place([at])
        r = radius * SIDE / 2
        self.pen.ellipse((x - r, y - r, x + r, y + r), fill=part)


def soften(points: Points, times: int) -> Points:
    """Chaikin's corner cutting."""
    for _ in range(times):
        cut: Points = []
        for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True):
            cut += [(0.8 * x0 + 0.2 * x1, 0.8 * y0 + 0.2 * y1), (0.2 * x0 + 0.8 * x1, 0.2 * y0 + 0.8 * y1)]
        points = cut
    return points


def both(half: Points) -> Points:
    return half + [(-x, y) for x, y in reversed(half)]


def flip(points: Points) -> Points:
    return [(-x, y) for x, y in points]


def front(s: Sheet, top: float, bottom: float, *, buttons: int, zipped: bool = False) -> None:
    """An opening down the middle, with buttons or a zip."""
    x = s.u(-0.02, 0.02)
    s.line([(x, top), (x, bottom)], TRIM if zipped else LINE, width=int(s.u(2, 6 if zipped else 3)))
    if not zipped and s.chance(0.6):
        s.line([(x + 0.06, top), (x + 0.06, bottom)], LINE, width=1)
    for at in np.linspace(top + 0.08, bottom - 0.08, buttons):
        s.dot((x + 0.03, float(at)), s.u(0.014, 0.024))


def pleats(s: Sheet, w: float, hem: float, y0: float, y1: float) -> None:
    for n in np.linspace(-0.85, 0.85, int(s.rng.integers(3, 10))):
        s.line([(n * w, y0 + s.u(0, 0.15)), (n * hem, y1 - s.u(0, 0.1))], LINE, width=1)
