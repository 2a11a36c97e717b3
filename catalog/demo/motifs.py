"""Motifs of record covers, on a stage of 100 by 100 units."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo import figures as fig
from tastemaker.catalog.demo import motifs_outdoors as outdoors
from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, path
from tastemaker.catalog.demo.instruments import instrument
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = ["MOTIFS"]


def _club(s: Stage) -> str:
    p = s.palette
    beams = "".join(
        polygon(
            [(x - 2, -2), (x + 2, -2), (x + t + 13, 86), (x + t - 13, 86)], s.down((0, c, 0.7), (1, c, 0.03))
        )
        for x, t, c in ((20, 16, p.accent), (50, 0, p.glow), (80, -16, p.second))
    )
    return (
        b.room(s, floor=84)
        + beams
        + ellipse((50, 87), (38, 5), p.glow, opacity=0.35)
        + b.fog(s, 40, 66, opacity=0.25, thick=10)
        + fig.crowd(s, 101, color=p.ink, count=9, size=1.2)
    )


def _grid(s: Stage) -> str:
    p, rng = s.palette, s.rng("grid")
    cells = ""
    for r in range(8):
        for c in range(8):
            size = 10.4 * rng.random() ** 0.7
            paint = (p.accent, p.second, p.glow, p.far, p.mid)[int(rng.integers(5))]
            x, y = 6.5 + 12.4 * c, 6.5 + 12.4 * r
            cells += (
                circle(x, y, size / 2, paint)
                if (r + c + s.seed) % 3
                else rect(x - size / 2, y - size / 2, size, size, paint)
            )
    return rect(-1, -1, 102, 102, s.down(p.near, p.ink)) + cells


def _discs(s: Stage) -> str:
    p, rng = s.palette, s.rng("discs")
    out = rect(-1, -1, 102, 102, s.down(p.middle, p.near))
    for n in range(5):
        x, y, r = rng.uniform(5, 95), rng.uniform(5, 95), rng.uniform(14, 34)
        for k, paint in enumerate((p.accent, p.second, p.glow, p.far, p.accent)):
            out += circle(x, y, r * (1 - 0.19 * k), paint, opacity=0.9)
        del n
    ball = (
        circle(50, 40, 17, s.glow("#ffffff", p.low, p.mid, center=(0.35, 0.3)))
        + stroke(
            "".join(
                f"M{50 - 17 * math.sin(a):.1f} {40 - 17 * math.cos(a):.1f}Q50 {40 - 17 * math.cos(a) + 2:.1f} {50 + 17 * math.sin(a):.1f} {40 - 17 * math.cos(a):.1f}"
                for a in np.arange(0.35, 3.0, 0.34)
            )
            + "".join(f"M50 23Q{50 + k * 20} 40 50 57" for k in (-1.3, -0.8, -0.3, 0.3, 0.8, 1.3)),
            "#ffffff",
            0.4,
            opacity=0.8,
        )
        + stroke("M50 -2V23", p.ink, 0.6)
    )
    return out + (ball if s.seed % 2 else "")


def _bolt(s: Stage) -> str:
    p = s.palette
    rays = "".join(
        group(
            polygon([(-4.5, 0), (4.5, 0), (9, -90), (-9, -90)], p.near if n % 2 else p.mid),
            x=50,
            y=52,
            turn=20 * n,
        )
        for n in range(18)
    )
    mark = "M57 8L28 56H46L38 94L74 40H54L66 8Z"
    return (
        rect(-1, -1, 102, 102, p.middle)
        + rays
        + s.halo(50, 50, r=52, color=p.accent, opacity=0.7)
        + path(mark, p.ink, transform="translate(2.5 2.5)")
        + path(mark, s.down(p.glow, p.accent), stroke=p.ink, stroke_width=1.2)
    )


def _guitar(s: Stage) -> str:
    p = s.palette
    amp = (
        rect(18, 46, 64, 46, "#1b1c22", rx=2)
        + rect(22, 58, 56, 30, "#3a3d47", rx=1)
        + stroke("".join(f"M22 {y}h56" for y in range(60, 88, 3)), "#25272e", 0.7)
        + "".join(circle(28 + 8 * n, 52, 2, p.accent) for n in range(6))
    )
    return (
        b.room(s, floor=90)
        + s.halo(50, 50, r=58, color=p.accent, opacity=0.55)
        + amp
        + group(instrument("electric guitar", s, color=p.accent), x=62, y=52, turn=16, scale=1.15)
    )


def _keys(s: Stage) -> str:
    p = s.palette
    white = "".join(
        path(f"M{-8 + 9.4 * n} 62H{0.8 + 9.4 * n}V101H{-8 + 9.4 * n}Z", s.down("#ffffff", "#e4dccb"))
        for n in range(13)
    )
    black = "".join(
        rect(-1.6 + 9.4 * n, 62, 5.6, 24, "#17181e", rx=0.8) for n in range(12) if n % 7 not in (2, 6)
    )
    drops = "".join(
        circle(
            8 + 84 * ((n * 37) % 100) / 100,
            6 + 50 * ((n * 61) % 100) / 100,
            1.2 + 2.6 * ((n * 23) % 10) / 10,
            (p.glow, p.accent, p.second)[n % 3],
            opacity=0.75,
        )
        for n in range(22)
    )
    return b.sky(s) + drops + rect(-1, 58, 102, 5, p.accent) + white + black


def _strings(s: Stage) -> str:
    p = s.palette
    x = np.linspace(-2, 102, 60)
    lines = "".join(
        stroke(
            "M"
            + "L".join(f"{a:.1f} {18 + 9 * n + 7 * math.sin(a / 17 + n * 0.5 + s.seed % 7):.1f}" for a in x),
            (p.glow, p.second, p.accent)[n % 3],
            0.5 + 0.12 * n,
            opacity=0.8,
        )
        for n in range(9)
    )
    petals = (
        "".join(
            group(
                ellipse((0, -17), (6.4, 17), lighter(p.accent, 0.2 + 0.25 * (n % 2)), opacity=0.5),
                x=50,
                y=52,
                turn=30 * n,
            )
            for n in range(12)
        )
        if s.seed % 2
        else ""
    )
    return b.sky(s) + petals + lines


def _cassette(s: Stage) -> str:
    p = s.palette
    stripes = "".join(
        rect(-30, 10 + 9 * n, 160, 6, c) for n, c in enumerate((p.accent, p.second, p.glow, p.far))
    )
    tape = (
        rect(14, 28, 72, 46, s.down(lighter(p.near, 0.2), p.near), rx=3.4, stroke=p.ink, stroke_width=1)
        + rect(20, 33, 60, 24, "#f5eedd", rx=1.6)
        + rect(20, 33, 60, 6, p.accent)
        + rect(20, 52, 60, 2, p.second)
        + stroke("M26 44h34", "#8a7d68", 0.8)
        + rect(32, 44, 36, 11, p.ink, rx=5.5)
        + "".join(
            group(
                circle(0, 0, 4.4, "#f5eedd")
                + "".join(group(rect(-0.7, -4.4, 1.4, 2, p.ink), turn=60 * k) for k in range(6))
                + circle(0, 0, 2, p.ink),
                x=x,
                y=49.5,
                turn=s.passed(120),
            )
            for x in (38.5, 61.5)
        )
        + polygon([(28, 74), (32, 63), (68, 63), (72, 74)], darker(p.near, 0.2))
        + circle(36, 69, 1.3, p.ink)
        + circle(64, 69, 1.3, p.ink)
    )
    return (
        rect(-1, -1, 102, 102, s.glow(p.low, p.middle, p.top, radius=0.8))
        + group(stripes, turn=-24, y=30, x=-10)
        + group(tape, x=0, y=0, turn=0)
    )


def _window(s: Stage) -> str:
    p = s.palette
    view = (
        rect(22, 12, 56, 54, s.down(p.top, p.middle, p.low))
        + circle(64, 24, 5, p.glow)
        + "".join(rect(24 + 8 * n, 66 - h, 7, h, p.far) for n, h in enumerate((16, 26, 12, 30, 20, 24, 14)))
        + stroke(
            "".join(f"M{26 + (n * 19) % 50} {14 + (n * 23) % 46}l-1 5" for n in range(16)),
            "#ffffff",
            0.5,
            opacity=0.5,
        )
    )
    cat = path("M-6 0Q-8 -9 -3 -13Q-5 -17 -4 -21L-1 -18H2L5 -21Q6 -16 3.4 -13Q8 -9 6 0Z", p.ink) + stroke(
        f"M6 -1Q13 0 {13 + s.wave(period=1.6):.1f} -8", p.ink, 1.8
    )
    plant = path("M-5 -8h10l-1.6 9h-6.8z", p.accent) + "".join(
        group(path("M0 0Q5 -8 1 -18Q-4 -8 0 0Z", "#5f9a4a"), y=-7, turn=t) for t in (-42, -14, 14, 42)
    )
    mug = (
        rect(-4, -8, 8, 8, p.second, rx=1)
        + stroke("M4 -6q4 0 4 2.4t-4 2", p.second, 1.2)
        + stroke(
            f"M-1.6 -10q-2 -3 0 -6t0 -6M1.8 -10q-2 -3 0 -6t{s.wave():.1f} -6", "#ffffff", 0.7, opacity=0.6
        )
    )
    return (
        rect(-1, -1, 102, 102, s.down(p.mid, p.near))
        + view
        + stroke("M50 12V66M22 38H78", lighter(p.near, 0.35), 1.6)
        + rect(20, 10, 60, 58, "none", stroke=lighter(p.near, 0.35), stroke_width=2.4)
        + rect(8, 68, 84, 6, lighter(p.near, 0.28), rx=1)
        + group(cat, x=34, y=69)
        + group(plant, x=68, y=69)
        + group(mug, x=52, y=69)
        + rect(-1, 74, 102, 28, darker(p.near, 0.2))
        + s.halo(86, 30, r=30, opacity=0.4)
    )


def _shards(s: Stage) -> str:
    p, rng = s.palette, s.rng("shards")
    out = (
        b.sky(s)
        + s.halo(50, 34, r=46, color=p.accent, opacity=0.75)
        + circle(50, 34, 16, s.down(p.glow, p.accent))
    )
    for n in range(17):
        x, w, tall = 6 * n, rng.uniform(5, 12), rng.uniform(28, 70) * (0.55 + 0.45 * abs(n - 8) / 8)
        tone = (p.far, p.mid, p.near, p.ink)[n % 4]
        out += polygon([(x - w, 101), (x + rng.uniform(-4, 4), 101 - tall), (x + w, 101)], tone) + polygon(
            [(x, 101), (x + rng.uniform(-2, 4), 101 - tall * 0.96), (x + w, 101)],
            darker(tone, 0.3),
            opacity=0.7,
        )
    skull = (
        path("M-9 4Q-13 -12 0 -13Q13 -12 9 4L5 6V11H-5V6Z", "#efe8da")
        + circle(-4.2, -1, 2.9, p.ink)
        + circle(4.2, -1, 2.9, p.ink)
        + polygon([(0, 2), (-1.6, 5), (1.6, 5)], p.ink)
        + stroke("M-2.4 7.4V11M0 7.4V11M2.4 7.4V11", p.ink, 0.8)
        + path("M-9 -8Q-20 -10 -21 -22Q-13 -19 -6 -12ZM9 -8Q20 -10 21 -22Q13 -19 6 -12Z", "#d8cdb8")
    )
    return out + (group(skull, x=50, y=38, scale=1.1) if s.seed % 2 else b.birds(s, 5, y=26))


MOTIFS: dict[str, tuple[str, Callable[[Stage], str]]] = {
    "night": ("night", outdoors.night), "club": ("indoor night", _club), "grid": ("neon night indoor", _grid), "waves": ("dusk day night", outdoors.waves), "moon": ("night", outdoors.moon),
    "sun": ("dusk day", outdoors.sun), "discs": ("neon dusk day", _discs), "hills": ("day dusk", outdoors.hills), "campfire": ("night", outdoors.campfire), "bolt": ("night dusk", _bolt),
    "guitar": ("indoor night", _guitar), "keys": ("dusk night day", _keys), "strings": ("dusk indoor day", _strings), "city": ("dusk night", outdoors.city),
    "cassette": ("dusk day indoor", _cassette), "window": ("night dusk indoor", _window), "shards": ("night dusk", _shards), "sunset": ("neon", outdoors.sunset), "palm": ("day dusk", outdoors.palm),
}  # fmt: skip
"""Name to its lights, separated by spaces, and what draws it."""
