"""What upper-body garments share: their measures, body, sleeves, neckline, collar and pockets."""

from __future__ import annotations

import math

import numpy as np

from tastemaker.finetune.mini.sheet import ARM, BODY, INSIDE, LINE, SPOT, TRIM, Sheet, both, flip

__all__ = ["Cut", "chest_print", "collar", "neckline", "pockets", "sleeves", "torso"]


class Cut:
    """The measures of an upper-body garment, drawn at random around a class's own."""

    def __init__(self, s: Sheet, *, shoulder: float = 0.45, length: float = 0.72, neck: float = 0.17) -> None:
        self.shoulder = shoulder * s.u(0.85, 1.15)
        self.top = -length * s.u(0.85, 1.05)
        self.drop = s.u(0.06, 0.16)
        self.neck = neck * s.u(0.8, 1.25)
        self.bottom = length * s.u(0.8, 1.2)
        self.waist = self.shoulder * s.u(0.82, 1.08)
        self.hem = self.shoulder * s.u(0.85, 1.2)
        self.armpit = self.top + s.u(0.38, 0.52) * min(1.0, length / 0.65)
        self.chest = self.shoulder * s.u(0.9, 1.02)


def torso(s: Sheet, c: Cut, *, depth: float) -> None:
    middle = (c.armpit + c.bottom) / 2
    curve = s.u(-0.02, 0.06)
    half = [
        (0, c.top + depth),
        (c.neck * 0.75, c.top + depth * 0.75),
        (c.neck, c.top),
        (c.neck, c.top),
        (c.shoulder, c.top + c.drop),
        (c.shoulder, c.top + c.drop),
        (c.chest, c.armpit),
        (c.waist, middle),
        (c.hem, c.bottom),
        (c.hem, c.bottom),
        (0, c.bottom + curve),
    ]
    s.fill(both(half), BODY)


def sleeves(s: Sheet, c: Cut, *, length: float, cuff: float, puff: float = 0.0) -> None:
    """Both sleeves, each in a pose of its own when the garment was thrown down."""
    spread = s.u(0.25, 1.35)
    for side in (1, -1):
        angle = spread + s.rng.normal(0, 0.12)
        bend = s.rng.normal(0.15, 0.35) if length > 0.5 else 0.0
        width, end = c.armpit - c.top - c.drop, cuff * s.u(0.85, 1.2)
        x, y = c.shoulder - 0.04, c.top + c.drop
        reach = length * 0.55
        ex, ey = x + reach * math.cos(angle), y + reach * math.sin(angle) + width * 0.3
        fx, fy = ex + length * 0.5 * math.cos(angle + bend), ey + length * 0.5 * math.sin(angle + bend)
        nx, ny = -math.sin(angle), math.cos(angle)
        mx, my = -math.sin(angle + bend), math.cos(angle + bend)
        half = (width * 0.75 + end) / 2 + puff
        points = [
            (c.shoulder * 0.9, y - 0.02),
            (x, y),
            (ex - nx * half * 0.5, ey - ny * half * 0.5),
            (fx - mx * end / 2, fy - my * end / 2),
            (fx - mx * end / 2, fy - my * end / 2),
            (fx + mx * end / 2, fy + my * end / 2),
            (fx + mx * end / 2, fy + my * end / 2),
            (ex + nx * half * 0.5, ey + ny * half * 0.5),
            (c.chest - 0.02, c.armpit + 0.04),
            (c.shoulder * 0.8, y + 0.1),
        ]
        s.fill(points if side > 0 else flip(points), ARM)
        if s.chance(0.4):
            band = [(fx - mx * end / 2, fy - my * end / 2), (fx + mx * end / 2, fy + my * end / 2)]
            s.line(band if side > 0 else flip(band), TRIM, width=int(s.u(3, 9)))


def neckline(s: Sheet, c: Cut, *, depth: float, trim: float = 0.6) -> None:
    back = both(
        [(0, c.top + 0.03), (c.neck * 0.9, c.top), (c.neck * 0.75, c.top + depth * 0.72), (0, c.top + depth)]
    )
    s.fill(back, INSIDE)
    if s.chance(trim):
        half = [(0, c.top + depth), (c.neck * 0.7, c.top + depth * 0.72), (c.neck, c.top)]
        s.line(both(half[::-1]), TRIM, width=int(s.u(3, 8)))


def chest_print(s: Sheet, c: Cut, *, share: float) -> None:
    """A print on the chest: a block, lines of lettering or a spot."""
    if not s.chance(share):
        return
    x, y, w, h = s.u(-0.08, 0.08), s.u(c.armpit - 0.1, c.bottom * 0.3), s.u(0.08, 0.25), s.u(0.04, 0.22)
    kind = s.rng.integers(3)
    if kind == 0:
        s.fill(
            [(x - w, y - h), (x + w, y - h), (x + w, y + h), (x - w, y + h)],
            SPOT,
            soft=int(s.rng.integers(3)),
        )
    elif kind == 1:
        for n in range(int(s.rng.integers(1, 4))):
            edge = y + n * 0.09
            for left in np.arange(x - w, x + w, 0.06):
                s.line([(left, edge), (left + s.u(0.01, 0.04), edge + s.u(-0.03, 0.03))], SPOT, width=5)
    else:
        s.dot((x, y), s.u(0.06, 0.22))


def collar(s: Sheet, c: Cut, *, size: float, depth: float) -> None:
    """A turned-down collar of two flaps."""
    s.fill(
        both(
            [
                (0, c.top - 0.02),
                (c.neck, c.top - 0.02),
                (c.neck * 0.5, c.top + depth * 0.6),
                (0, c.top + depth),
            ]
        ),
        INSIDE,
    )
    flap = [
        (c.neck * 0.8, c.top - 0.06),
        (c.neck * 1.15, c.top),
        (c.neck * 0.9 + size * 0.3, c.top + size),
        (0.02, c.top + depth),
        (c.neck * 0.7, c.top + 0.03),
    ]
    part = TRIM if s.chance(0.45) else ARM
    for points in (flap, flip(flap)):
        s.fill(points, part, soft=1)
        s.line([*points, points[0]], LINE, width=2)
    if s.chance(0.6):
        s.fill(
            both(
                [
                    (0, c.top - 0.05),
                    (c.neck * 0.85, c.top - 0.06),
                    (c.neck * 0.8, c.top + 0.02),
                    (0, c.top + 0.04),
                ]
            ),
            part,
            soft=1,
        )


def pockets(s: Sheet, c: Cut, y: float, *, flap: bool = True) -> None:
    w, h = s.u(0.09, 0.14), s.u(0.02, 0.05) if flap else s.u(0.1, 0.16)
    x = c.waist * 0.55
    box = [(x - w, y), (x + w, y + s.u(-0.03, 0.03)), (x + w, y + h), (x - w, y + h)]
    for points in (box, flip(box)):
        s.fill(points, ARM, soft=0)
        s.line([*points, points[0]], LINE, width=2)
