"""Drawn garments of the photo classes: shapes to practise on before the few photographs."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from tastemaker.finetune.mini.sheet import (
    ARM,
    BODY,
    INSIDE,
    LINE,
    SPOT,
    TRIM,
    Sheet,
    both,
    flip,
    front,
    pleats,
)
from tastemaker.finetune.mini.uppers import (
    blazer,
    blouse,
    dress,
    hoodie,
    longsleeve,
    outwear,
    polo,
    shirt,
    t_shirt,
    top,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["GARMENTS", "draw"]


def skirt(s: Sheet) -> None:
    """A waistband and one bell of cloth."""
    length = s.u(0.35, 0.8)
    w = s.u(0.25, 0.42) * (1 if length > 0.5 else 1.3)
    hem = w * s.u(1.0, 2.0)
    hip = (w + hem) / 2 * s.u(1.0, 1.15)
    half = [
        (0, -length + 0.02),
        (w, -length),
        (w, -length),
        (hip, -length * 0.1),
        (hem, length),
        (hem, length),
        (0, length + s.u(-0.02, 0.08)),
    ]
    s.fill(both(half), BODY)
    if s.chance(0.7):
        band = s.u(0.05, 0.13)
        s.fill(
            both([(0, -length + 0.02), (w, -length), (w * 1.05, -length + band), (0, -length + band + 0.02)]),
            TRIM if s.chance(0.5) else ARM,
            soft=0,
        )
    kind = s.rng.integers(4)
    if kind == 0:
        pleats(s, w, hem, -length, length)
    elif kind == 1:
        front(s, -length, length, buttons=int(s.rng.integers(4, 8)))
    elif kind == 2:
        for n in range(int(s.rng.integers(1, 4))):
            y = -length + 2 * length * (n + 1) / 4
            s.line([(-hip, y), (hip, y)], LINE, width=3)


def _legs(s: Sheet, *, length: float, leg: float, rise: float) -> None:
    """A waist and two legs, the crotch at `rise` below the waist."""
    w = s.u(0.24, 0.38) * (1.0 if length > 0.6 else 1.35)
    hip, spread = w * s.u(1.0, 1.3), s.u(0.0, 0.35) * (1 if length > 0.6 else 1.2)
    y0, crotch = -length, -length + rise
    gap = s.u(0.01, 0.05)
    for side in (1, -1):
        lean = spread + s.rng.normal(0, 0.05)
        outer, inner = hip * leg * 0.5 + lean + 0.12, lean + 0.12 - hip * leg * 0.5
        points = [
            (-0.02, y0 + 0.02),
            (w, y0),
            (w, y0),
            (hip, y0 + rise * 0.7),
            (max(outer, hip * 0.55), length),
            (max(outer, hip * 0.55), length),
            (max(inner, gap), length + s.u(-0.02, 0.03)),
            (max(inner, gap), length),
            (gap * 0.5, crotch),
            (-0.02, crotch),
        ]
        s.fill(points if side > 0 else flip(points), BODY)
    if s.chance(0.75):
        band = s.u(0.05, 0.12)
        part = TRIM if s.chance(0.35) else ARM
        s.fill(both([(0, y0 + 0.02), (w, y0), (w * 1.03, y0 + band), (0, y0 + band + 0.02)]), part, soft=0)
        s.line([(-w, y0 + band), (w, y0 + band)], LINE, width=1)
    s.line([(0, y0 + 0.05), (0, crotch)], LINE, width=int(s.u(1, 4)))
    if s.chance(0.6):
        for x in (1, -1):
            s.line([(x * w * 0.5, y0 + 0.1), (x * w * 0.85, y0 + 0.25), (x * hip, y0 + 0.3)], LINE, width=2)
    if s.chance(0.35):
        for string in (0.03, -0.05):
            s.line([(string, y0 + 0.06), (string * 2 + s.u(-0.05, 0.05), y0 + s.u(0.2, 0.35))], SPOT, width=4)


def pants(s: Sheet) -> None:
    """Two long legs."""
    _legs(s, length=s.u(0.78, 0.98), leg=s.u(0.55, 1.15), rise=s.u(0.4, 0.62))


def shorts(s: Sheet) -> None:
    """Two short legs."""
    _legs(s, length=s.u(0.35, 0.62), leg=s.u(0.95, 1.5), rise=s.u(0.4, 0.65))


def hat(s: Sheet) -> None:
    """A cap with a peak, a knitted hat, or a crown with a brim."""
    kind = s.rng.integers(3)
    w, h = s.u(0.4, 0.6), s.u(0.35, 0.6)
    if kind == 0:
        far, y = s.u(0.5, 0.95) * (1 if s.chance(0.5) else -1), s.u(0.12, 0.25)
        s.fill([(-w, y), (-w, -h * 0.4), (-w * 0.5, -h), (w * 0.5, -h), (w, -h * 0.4), (w, y)], BODY)
        s.fill(
            [(-w * 0.6, y * 0.6), (w * 0.6, y * 0.6), (far + w * 0.3, y + 0.3), (far - w * 0.3, y + 0.38)],
            TRIM if s.chance(0.5) else ARM,
        )
        for x in (-0.4, 0, 0.4):
            s.line([(0, -h * 0.9), (x * w, y * 0.8)], LINE, width=2)
        s.dot((s.u(-0.1, 0.1), -h * 0.2), s.u(0.0, 0.15))
    elif kind == 1:
        s.fill(
            [
                (-w, h * 0.6),
                (-w * 0.98, -h * 0.2),
                (-w * 0.5, -h),
                (w * 0.5, -h),
                (w * 0.98, -h * 0.2),
                (w, h * 0.6),
            ],
            BODY,
        )
        band = s.u(0.15, 0.35)
        s.fill(
            [
                (-w * 1.03, h * 0.6),
                (-w * 1.03, h * 0.6 - band),
                (w * 1.03, h * 0.6 - band),
                (w * 1.03, h * 0.6),
            ],
            TRIM if s.chance(0.5) else ARM,
            soft=1,
        )
        if s.chance(0.4):
            s.dot((0, -h), s.u(0.1, 0.22), TRIM)
    else:
        brim, tilt = s.u(0.75, 0.95), s.u(0.15, 0.45)
        ring = [
            (brim * math.cos(a), 0.2 + tilt * math.sin(a))
            for a in np.linspace(0, 2 * math.pi, 24, endpoint=False)
        ]
        s.fill(ring, ARM, soft=1)
        s.fill(
            [
                (-w, 0.2),
                (-w * 0.9, -h * 0.7),
                (-w * 0.4, -h),
                (w * 0.4, -h),
                (w * 0.9, -h * 0.7),
                (w, 0.2),
                (0, 0.2 + tilt * 0.5),
            ],
            BODY,
        )
        s.line([(-w, 0.1), (0, 0.1 + tilt * 0.5), (w, 0.1)], TRIM, width=int(s.u(4, 20)))


def shoes(s: Sheet) -> None:
    """One or two shoes, from above or from the side."""
    if s.chance(0.55):
        _pair_from_above(s)
        return
    for y in (s.u(-0.45, -0.2), s.u(0.15, 0.45)) if s.chance(0.5) else (s.u(-0.1, 0.1),):
        flip, k, shaft = (1 if s.chance(0.5) else -1), s.u(0.75, 1.1), s.u(0.1, 0.55)
        side = [
            (-0.7, 0.2),
            (-0.72, -shaft),
            (-0.3, -shaft - 0.05),
            (-0.2, -0.05),
            (0.3, 0.02),
            (0.75, 0.12),
            (0.8, 0.28),
            (-0.7, 0.28),
        ]
        sole = [(-0.74, 0.2), (0.82, 0.22), (0.8, 0.34), (-0.74, 0.34)]
        place = [[(flip * x * k, yy * k + y) for x, yy in shape] for shape in (side, sole)]
        s.fill(place[0], BODY)
        s.fill(place[1], TRIM, soft=1)
        for n in range(int(s.rng.integers(0, 6))):
            x = -0.2 + 0.1 * n
            s.line([(flip * x * k, y - 0.05 * k), (flip * (x + 0.06) * k, y + 0.08 * k)], SPOT, width=4)


def _pair_from_above(s: Sheet) -> None:
    turn, length, wide, gap = s.rng.normal(0, 0.15), s.u(0.5, 0.85), s.u(0.2, 0.33), s.u(0.3, 0.42)
    for side in (1, -1):
        angle = turn + s.rng.normal(0, 0.12)

        def place(x: float, y: float, side: int = side, angle: float = angle) -> tuple[float, float]:
            return side * gap + x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(
                angle
            )

        foot = [
            (0, -length),
            (wide, -length * 0.75),
            (wide, -0.1),
            (wide * 0.75, 0.3 * length),
            (wide * 0.8, length * 0.85),
            (0, length),
            (-wide * 0.8, length * 0.85),
            (-wide * 0.75, 0.3 * length),
            (-wide, -0.1),
            (-wide, -length * 0.75),
        ]
        if s.chance(0.5):
            s.fill([place(x * 1.12, y * 1.05) for x, y in foot], TRIM)
        s.fill([place(x, y) for x, y in foot], BODY)
        mouth = s.u(-0.15, 0.35) * length
        hole = [
            (0, mouth),
            (wide * 0.6, mouth + 0.1),
            (wide * 0.6, length * 0.8),
            (0, length * 0.9),
            (-wide * 0.6, length * 0.8),
            (-wide * 0.6, mouth + 0.1),
        ]
        s.fill([place(x, y) for x, y in hole], INSIDE)
        for n in range(int(s.rng.integers(0, 6))):
            y = mouth - 0.08 * n - 0.04
            s.line([place(-wide * 0.5, y), place(wide * 0.5, y + s.u(-0.04, 0.04))], SPOT, width=4)


GARMENTS: dict[str, Callable[[Sheet], None]] = {
    "Blazer": blazer,
    "Blouse": blouse,
    "Dress": dress,
    "Hat": hat,
    "Hoodie": hoodie,
    "Longsleeve": longsleeve,
    "Outwear": outwear,
    "Pants": pants,
    "Polo": polo,
    "Shirt": shirt,
    "Shoes": shoes,
    "Shorts": shorts,
    "Skirt": skirt,
    "T-Shirt": t_shirt,
    "Top": top,
}
"""A drawer for each class of the `clothing` data."""


def draw(kind: str, *, rng: np.random.Generator) -> NDArray[np.uint8]:
    """The parts of one garment as a map: uint8, shape (320, 320), values 0 (floor) to 6."""
    sheet = Sheet(rng)
    GARMENTS[kind](sheet)
    return np.asarray(sheet.image)
