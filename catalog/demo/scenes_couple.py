"""Scenes for two."""

from __future__ import annotations

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo import buildings as house
from tastemaker.catalog.demo import figures as fig
from tastemaker.catalog.demo import scenery as prop
from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, mix, path
from tastemaker.catalog.demo.palettes import GREEN
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = ["COUPLE"]


def couple(s: Stage) -> str:
    """Two people close together."""
    p = s.palette
    lean = 2 * s.wave(period=2.5)
    return (
        group(fig.person(p.ink), x=-3.6, turn=3 + lean)
        + group(fig.person(p.ink, dress=True), x=3.8, turn=-4 - lean, scale=0.94)
        + stroke("M-1.4 -12L1.6 -11", p.ink, 1.2)
    )


def couple_sunset(s: Stage) -> str:
    """Two silhouettes on the beach before a huge sun."""
    p, g = s.palette, s.ground
    sand = path(
        f"M-2 {g + 15:.1f}Q{s.middle:.1f} {g + 9 + s.wave(period=2.5):.1f} {s.width + 2:.1f} {g + 15:.1f}V{s.height + 2}H-2Z",
        s.down(p.near, p.ink),
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle, g - 14, 23)
        + b.clouds(s, 4, y=g - 52, opacity=0.5)
        + b.sea(s, g, light=s.middle)
        + b.birds(s, 5, y=g - 44)
        + sand
        + group(couple(s), x=s.middle, y=g + 19, scale=1.75)
    )


def couple_aurora(s: Stage) -> str:
    """Two people and a hut under the northern lights."""
    p, g = s.palette, s.ground
    return (
        b.sky(s)
        + b.stars(s, 90, low=0.75)
        + b.aurora(s)
        + b.ridge(s, g, height=26, color=p.far, peaks=5)
        + b.hills(s, g + 4, height=6, color="#c9dcec", depth=0.3)
        + b.pines(s, g + 5, count=12, height=15, color=p.near, depth=0.3)
        + group(
            house.cottage(s, "#7a4a2c", roof="#5d3a26", snow=True),
            x=s.middle + 26 + s.pan(0.4),
            y=g + 9,
            scale=0.9,
        )
        + group(couple(s), x=s.middle - 11, y=g + 24, scale=1.45)
    )


def couple_harbour(s: Stage) -> str:
    """Two people on a quay, a ferry with lights behind."""
    p, g = s.palette, s.ground - 4
    quay = rect(-1, g + 16, s.width + 2, s.height, s.down(p.near, p.ink)) + "".join(
        rect(s.middle + x, g + 10, 3, 7, p.ink, rx=1) for x in (-36, 32)
    )
    ferry = group(
        polygon([(-30, -7), (30, -7), (25, 2), (-26, 2)], p.ink),
        rect(-22, -14, 40, 7, "#f5f0e4"),
        rect(-14, -20, 24, 6, "#f5f0e4"),
        rect(2, -27, 6, 8, p.accent),
        "".join(rect(-20 + 5 * n, -12, 3, 3, p.glow) for n in range(8)),
        x=s.middle + 10 + s.passed(-4),
        y=g + 7,
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle - 24, g - 16, 9)
        + b.clouds(s, 4, y=g - 46, opacity=0.5)
        + b.skyline(s, g, height=18, color=p.far, lit=0.6, depth=0.1, wide=6)
        + b.sea(s, g, light=s.middle - 24)
        + ferry
        + quay
        + group(couple(s), x=s.middle - 14, y=g + 20, scale=1.5)
        + group(prop.lamp(s, p.ink), x=s.middle + 26 + s.pan(0.5), y=g + 22, scale=1.2)
    )


def couple_city(s: Stage) -> str:
    """Two people on a roof garden above the city."""
    p, g = s.palette, s.ground + 2
    pots = "".join(
        path(f"M{s.middle + x - 4:.1f} {g - 6:.1f}h8l-1.2 7h-5.6z", "#b5603a")
        + "".join(
            circle(s.middle + x + a, g - 9 - k, 2.4, GREEN)
            + circle(s.middle + x + a * 0.6, g - 10 - k, 1, p.accent)
            for a, k in ((-2.4, 0), (2.2, 1), (0, 4))
        )
        for x in (-38, -28, 30, 40)
    )
    bulbs = stroke(
        f"M-2 {g - 42:.1f}Q{s.middle:.1f} {g - 30:.1f} {s.width + 2:.1f} {g - 44:.1f}", p.ink, 0.4
    ) + "".join(
        s.halo(x, y, r=4, opacity=0.8) + circle(x, y, 0.9, p.glow)
        for x, y in (
            (s.width * t, g - 42 * (1 - t) ** 2 - 60 * t * (1 - t) - 44 * t * t + 1)
            for t in (0.1, 0.25, 0.4, 0.55, 0.7, 0.85)
        )
    )
    return (
        b.sky(s)
        + b.moon(s, s.middle + 22, g - 62, 7)
        + b.clouds(s, 3, y=g - 60, opacity=0.4)
        + b.skyline(s, g + 4, height=44, color=p.far, lit=0.4, depth=0.1, wide=9)
        + bulbs
        + rect(-1, g, s.width + 2, s.height, s.down(p.near, p.ink))
        + pots
        + group(couple(s), x=s.middle + 1, y=g + 14, scale=1.7)
    )


def umbrella(s: Stage) -> str:
    """A pair below one red umbrella in the rain."""
    p, g = s.palette, s.ground + 4
    drops = "".join(
        ellipse(
            (s.middle + x, g + 8 + y),
            (2.6 + 0.8 * s.wave(period=0.8, phase=x * 0.05), 0.7),
            lighter(p.low, 0.3),
            opacity=0.5,
        )
        for x, y in ((-36, 4), (-20, 15), (28, 7), (14, 19), (38, 17), (-6, 24))
    )
    return (
        b.sky(s)
        + b.skyline(s, g, height=50, color=p.far, lit=0.35, depth=0.15, wide=11)
        + group(prop.lamp(s, p.ink), x=s.middle - 36 + s.pan(0.4), y=g + 2, scale=1.3)
        + rect(-1, g, s.width + 2, s.height, s.down(lighter(p.near, 0.14), p.near))
        + drops
        + group(couple(s), x=s.middle, y=g + 16, scale=1.7)
        + group(fig.umbrella(p.accent), x=s.middle + 1, y=g - 13, scale=2.0, turn=4 * s.wave(period=2.2))
        + b.rain(s)
    )


def bench(s: Stage) -> str:
    """A bench under blossoms, two people apart."""
    p, g = s.palette, s.ground + 2
    sit = path("M-2.4 -7Q-3 -14 0 -15Q3 -14 2.4 -8L7 -6.4L7 0H5L4.8 -4.4L-1.6 -5Z", p.ink) + circle(
        0.2, -17.4, 1.9, p.ink
    )
    pair = group(sit, x=-8, y=2) + group(sit, circle(-1, -18.4, 1.2, p.ink), x=7, y=2, flip=True)
    return (
        b.sky(s)
        + b.clouds(s, 3, y=g - 58, opacity=0.6)
        + b.hills(s, g - 4, height=8, color=p.far, depth=0.1)
        + b.sea(s, g - 2)
        + b.hills(s, g + 6, height=3, color=mix(p.mid, GREEN, share=0.45), depth=0.4)
        + group(prop.cherry(s, "#f7a8c4", bark="#4a2f2c"), x=s.middle + 24 + s.pan(0.4), y=g + 8, scale=1.55)
        + group(prop.bench(darker(p.accent, 0.35)), pair, x=s.middle - 12, y=g + 20, scale=1.35)
    )


COUPLE = {
    "couple_sunset": ("dusk", couple_sunset),
    "couple_aurora": ("night", couple_aurora),
    "couple_harbour": ("dusk", couple_harbour),
    "couple_city": ("night dusk", couple_city),
    "umbrella": ("night dusk", umbrella),
    "bench": ("day dusk", bench),
}
