"""Garments for the upper body, and dresses."""

from __future__ import annotations

import numpy as np

from tastemaker.finetune.mini.cut import Cut, chest_print, collar, neckline, pockets, sleeves, torso
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

__all__ = ["blazer", "blouse", "dress", "hoodie", "longsleeve", "outwear", "polo", "shirt", "t_shirt", "top"]


def t_shirt(s: Sheet) -> None:
    """Short sleeves, round or v neck, often a print."""
    c, depth = Cut(s), s.u(0.06, 0.24)
    sleeves(s, c, length=s.u(0.22, 0.4), cuff=s.u(0.24, 0.36))
    torso(s, c, depth=depth)
    neckline(s, c, depth=depth)
    chest_print(s, c, share=0.55)


def longsleeve(s: Sheet) -> None:
    """Long sleeves, closed front, ribs at hem and cuffs in knitwear."""
    c, depth = Cut(s), s.u(0.03, 0.2)
    sleeves(s, c, length=s.u(0.85, 1.15), cuff=s.u(0.12, 0.2))
    torso(s, c, depth=depth)
    if s.chance(0.15):
        s.fill(
            both([(0, c.top - 0.12), (c.neck, c.top - 0.12), (c.neck, c.top + 0.02), (0, c.top + 0.05)]),
            TRIM,
            soft=1,
        )
    else:
        neckline(s, c, depth=depth, trim=0.75)
    if s.chance(0.4):
        s.line([(-c.hem, c.bottom - 0.03), (c.hem, c.bottom - 0.03)], TRIM, width=int(s.u(6, 16)))
    chest_print(s, c, share=0.4)


def shirt(s: Sheet) -> None:
    """A collar and buttons all the way down; sleeves of any length."""
    c, depth = Cut(s, neck=0.15), s.u(0.1, 0.22)
    long = s.chance(0.6)
    sleeves(
        s,
        c,
        length=s.u(0.85, 1.1) if long else s.u(0.25, 0.42),
        cuff=s.u(0.13, 0.2) if long else s.u(0.24, 0.36),
    )
    torso(s, c, depth=depth)
    front(s, c.top + depth * 0.8, c.bottom, buttons=int(s.rng.integers(5, 9)))
    collar(s, c, size=s.u(0.12, 0.2), depth=depth)
    if s.chance(0.4):
        pockets(s, c, c.armpit, flap=False)


def polo(s: Sheet) -> None:
    """A collar, a short row of two to four buttons, short sleeves."""
    c, depth = Cut(s, neck=0.16), s.u(0.08, 0.2)
    sleeves(s, c, length=s.u(0.22, 0.4), cuff=s.u(0.24, 0.36))
    torso(s, c, depth=depth)
    end = c.top + depth + s.u(0.16, 0.34)
    s.fill(
        [(-0.05, c.top + depth * 0.7), (0.05, c.top + depth * 0.7), (0.05, end), (-0.05, end)],
        TRIM if s.chance(0.4) else BODY,
        soft=0,
    )
    s.line([(-0.05, end), (0.05, end)], LINE, width=2)
    front(s, c.top + depth * 0.7, end, buttons=int(s.rng.integers(2, 4)))
    collar(s, c, size=s.u(0.12, 0.2), depth=depth)
    if s.chance(0.4):
        s.dot((0.55 * c.chest, c.armpit + s.u(-0.06, 0.06)), s.u(0.03, 0.06))


def blouse(s: Sheet) -> None:
    """Light and loose: wide sleeves, a gathered hem."""
    c, depth = Cut(s, length=0.62, shoulder=0.48), s.u(0.08, 0.25)
    if s.chance(0.8):
        sleeves(s, c, length=s.u(0.2, 0.8), cuff=s.u(0.25, 0.42), puff=s.u(0.0, 0.12))
    torso(s, c, depth=depth)
    neckline(s, c, depth=depth, trim=0.3)
    if s.chance(0.4):
        y = s.u(c.armpit, c.bottom * 0.6)
        s.line([(-c.waist, y), (c.waist, y + s.u(-0.02, 0.02))], LINE, width=3)
    if s.chance(0.3):
        front(s, c.top + depth, c.bottom, buttons=4)


def top(s: Sheet) -> None:
    """No sleeves: straps, thin or wide."""
    length, strap = s.u(0.45, 0.7), s.u(0.03, 0.13)
    wide, bust = s.u(0.3, 0.42), s.u(-0.4, -0.15) * length * 1.4
    reach = s.u(0.14, 0.26)
    for x in (reach, -reach):
        w = strap / 2
        s.fill(
            [(x - w, -length), (x + w, -length), (x * 1.1 + w, bust + 0.08), (x * 1.1 - w, bust + 0.08)],
            BODY,
            soft=0,
        )
    hem = wide * s.u(0.9, 1.35)
    half = [
        (0, bust + s.u(0.0, 0.12)),
        (reach, bust - s.u(0, 0.08)),
        (reach + 0.05, bust),
        (wide, bust + s.u(0.05, 0.18)),
        (wide * s.u(0.85, 1.05), length * 0.3),
        (hem, length),
        (hem, length),
        (0, length + 0.03),
    ]
    s.fill(both(half), BODY)
    if s.chance(0.5):
        s.line([(-wide, bust + 0.1), (0, bust + 0.06), (wide, bust + 0.1)], TRIM, width=int(s.u(2, 8)))
    if s.chance(0.4):
        s.dot((s.u(-0.1, 0.1), s.u(-0.1, 0.2)), s.u(0.05, 0.2))


def hoodie(s: Sheet) -> None:
    """Long sleeves, a hood above the neck, often a zip and a pouch."""
    c = Cut(s, length=0.62, neck=0.2)
    c.top += 0.12
    sleeves(s, c, length=s.u(0.8, 1.1), cuff=s.u(0.13, 0.2))
    torso(s, c, depth=0.08)
    high, wide = s.u(0.2, 0.42), s.u(1.1, 1.7)
    n = c.neck
    s.fill(
        both(
            [
                (0, c.top - high),
                (n * wide * 0.7, c.top - high * 0.95),
                (n * wide, c.top - high * 0.4),
                (n * 1.2, c.top + 0.08),
                (0, c.top + s.u(0.12, 0.26)),
            ]
        ),
        ARM,
    )
    if s.chance(0.75):
        s.fill(
            both(
                [
                    (0, c.top - high * 0.7),
                    (n * wide * 0.5, c.top - high * 0.6),
                    (n * 0.8, c.top - 0.02),
                    (0, c.top + s.u(0.05, 0.2)),
                ]
            ),
            INSIDE,
        )
    zipped = s.chance(0.55)
    if zipped:
        front(s, c.top + 0.12, c.bottom, buttons=0, zipped=True)
    if s.chance(0.7):
        for x in (0.06, -0.06):
            s.line([(x, c.top + 0.1), (x + s.u(-0.03, 0.03), c.top + s.u(0.25, 0.45))], SPOT, width=4)
    if s.chance(0.65):
        y, w = c.bottom * s.u(0.3, 0.5), c.waist * s.u(0.45, 0.65)
        s.line([(-w, c.bottom * 0.85), (-w * 0.65, y), (w * 0.65, y), (w, c.bottom * 0.85)], LINE, width=3)
    if s.chance(0.5):
        s.line([(-c.hem, c.bottom - 0.04), (c.hem, c.bottom - 0.04)], TRIM, width=int(s.u(8, 20)))
    chest_print(s, c, share=0.0 if zipped else 0.5)


def outwear(s: Sheet) -> None:
    """Jackets, coats and vests: a zip or snaps, a high collar or hood, pockets, quilting."""
    c = Cut(s, length=s.u(0.6, 0.85), shoulder=0.48, neck=0.19)
    c.hem *= 1.05
    if s.chance(0.8):
        sleeves(s, c, length=s.u(0.75, 1.05), cuff=s.u(0.18, 0.26), puff=s.u(0, 0.05))
    torso(s, c, depth=0.06)
    kind = s.rng.integers(3)
    if kind == 0:
        high = s.u(0.2, 0.35)
        s.fill(
            both(
                [
                    (0, c.top - high),
                    (c.neck * 1.3, c.top - high * 0.6),
                    (c.neck * 1.2, c.top + 0.06),
                    (0, c.top + 0.12),
                ]
            ),
            ARM,
        )
        s.fill(
            both(
                [
                    (0, c.top - high * 0.6),
                    (c.neck * 0.7, c.top - high * 0.4),
                    (c.neck * 0.6, c.top),
                    (0, c.top + 0.1),
                ]
            ),
            INSIDE,
        )
        if s.chance(0.4):
            s.line(
                both([(c.neck * 1.3, c.top - high * 0.4), (c.neck, c.top - high * 0.9), (0, c.top - high)]),
                TRIM,
                width=14,
            )
    elif kind == 1:
        s.fill(
            both([(0, c.top - 0.08), (c.neck, c.top - 0.1), (c.neck * 1.1, c.top + 0.05), (0, c.top + 0.1)]),
            TRIM if s.chance(0.4) else ARM,
            soft=1,
        )
    else:
        collar(s, c, size=s.u(0.16, 0.28), depth=s.u(0.12, 0.25))
    front(s, c.top + 0.05, c.bottom, buttons=int(s.rng.choice([0, 0, 4, 6])), zipped=s.chance(0.7))
    if s.chance(0.35):
        for y in np.arange(c.top + 0.2, c.bottom, s.u(0.1, 0.2)):
            s.line([(-c.chest, float(y)), (c.chest, float(y))], LINE, width=2)
    if s.chance(0.7):
        pockets(s, c, c.bottom * s.u(0.2, 0.55), flap=s.chance(0.6))


def blazer(s: Sheet) -> None:
    """Lapels that open in a deep v, one to three buttons, flap pockets."""
    c, long = Cut(s, length=0.68, shoulder=0.44, neck=0.14), s.u(0.45, 0.85)
    sleeves(s, c, length=s.u(0.8, 1.1), cuff=s.u(0.16, 0.22))
    torso(s, c, depth=0.05)
    end = c.top + long
    s.fill(
        both(
            [(0, c.top - 0.01), (c.neck * 0.9, c.top - 0.02), (c.neck * 0.6, c.top + long * 0.5), (0.0, end)]
        ),
        INSIDE,
        soft=0,
    )
    w = s.u(0.12, 0.22)
    lapel = [
        (c.neck * 0.8, c.top - 0.04),
        (c.neck * 1.2, c.top + 0.02),
        (c.neck + w, c.top + long * 0.4),
        (c.neck + w * 0.4, c.top + long * 0.45),
        (0.0, end),
        (c.neck * 0.4, c.top + long * 0.4),
    ]
    part = TRIM if s.chance(0.2) else ARM
    for points in (lapel, flip(lapel)):
        s.fill(points, part, soft=0)
        s.line([*points, points[0]], LINE, width=2)
        notch = points[2]
        s.line([notch, (notch[0] * 0.6, notch[1] - 0.04)], LINE, width=2)
    s.line([(0, end), (s.u(-0.02, 0.02), c.bottom)], LINE, width=2)
    for n in range(int(s.rng.integers(1, 5))):
        s.dot((0.03, end + 0.02 + n * s.u(0.14, 0.17)), 0.025)
    if s.chance(0.8):
        pockets(s, c, s.u(0.15, 0.35), flap=True)


def dress(s: Sheet) -> None:
    """A bodice and a skirt in one."""
    c = Cut(s, shoulder=0.3, length=0.85, neck=0.15)
    depth, waist, flare = s.u(0.05, 0.28), s.u(-0.25, 0.1), s.u(1.0, 2.6)
    sleeve = s.rng.choice(4, p=[0.4, 0.3, 0.15, 0.15])
    c.armpit = c.top + s.u(0.28, 0.4)
    if sleeve:
        sleeves(
            s,
            c,
            length=[0, 0.25, 0.5, 0.85][sleeve] * s.u(0.85, 1.15),
            cuff=s.u(0.14, 0.26),
            puff=s.u(0, 0.05),
        )
    w, hem = c.shoulder * s.u(0.65, 0.95), c.shoulder * flare
    half = [
        (0, c.top + depth),
        (c.neck * 0.8, c.top + depth * 0.7),
        (c.neck, c.top),
        (c.neck, c.top),
        (c.shoulder * (1 if sleeve else 0.85), c.top + 0.06),
        (c.chest, c.armpit),
        (w, waist),
        (w, waist),
        ((w + hem) / 2 * s.u(0.95, 1.15), (waist + c.bottom) / 2),
        (hem, c.bottom),
        (hem, c.bottom),
        (0, c.bottom + 0.04),
    ]
    s.fill(both(half), BODY)
    neckline(s, c, depth=depth)
    if s.chance(0.5):
        s.line([(-w, waist), (w, waist)], TRIM if s.chance(0.5) else LINE, width=int(s.u(2, 14)))
    if s.chance(0.5):
        pleats(s, w, hem, waist, c.bottom)
