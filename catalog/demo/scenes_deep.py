"""Scenes below the surface of the sea."""

from __future__ import annotations

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo import figures as fig
from tastemaker.catalog.demo import vehicles as way
from tastemaker.catalog.demo.drawing import darker, lighter, path
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, stroke

__all__ = ["DEEP"]


def deepsea(s: Stage) -> str:
    """A submarine finds a wreck."""
    p, g, rng = s.palette, s.ground, s.rng("bubbles")
    wreck = group(
        path("M-30 -6L-24 6H22L34 -10L28 -8L20 -2H-16L-22 -6Z", p.ink),
        stroke("M-8 0L-4 -26M10 -1L18 -22M-4 -26L18 -22M-4 -26L-14 -2M4 -24L10 -1", p.ink, 1),
        x=s.middle + 6 + s.pan(0.4),
        y=g + 6,
        turn=-7,
        scale=1.1,
    )
    floor = b.hills(s, g + 12, height=6, color=p.near, depth=0.5)
    rise = "".join(
        circle(
            rng.uniform(0, s.width),
            (rng.uniform(0, s.height) - s.passed(9)) % s.height,
            rng.uniform(0.4, 1.3),
            "none",
            stroke="#ffffff",
            stroke_width=0.3,
            opacity=0.7,
        )
        for _ in range(26)
    )
    shoal = "".join(
        group(
            fig.fish(p.second),
            x=s.middle + rng.uniform(-30, 36) + s.passed(4),
            y=g - rng.uniform(24, 44),
            scale=0.4,
        )
        for _ in range(11)
    )
    rays = "".join(
        polygon([(x, -2), (x + 9, -2), (x - 6, g), (x - 26, g)], "#ffffff", opacity=0.06)
        for x in (s.middle - 20, s.middle + 6, s.middle + 34)
    )
    sub = group(way.submarine(s, p.accent), x=s.middle - 20 + s.passed(5), y=g - 26, scale=0.85, turn=9)
    return b.sky(s) + rays + shoal + wreck + floor + sub + rise


def reef(s: Stage) -> str:
    """An octopus among corals and fish."""
    p, g, rng = s.palette, s.ground + 4, s.rng("reef")
    paints = [p.accent, p.second, "#ff8fb0", "#b98cff", "#ffe08a"]
    coral = ""
    for n in range(15):
        x, paint, tall = s.width * (n + rng.random()) / 15, paints[int(rng.integers(5))], rng.uniform(8, 19)
        sway = 1.5 * s.wave(period=2, phase=n * 0.21)
        y = g + rng.uniform(4, 16)
        if n % 3:
            coral += stroke(
                f"M{x:.1f} {y:.1f}q{sway:.1f} {-tall / 2:.1f} {sway:.1f} {-tall:.1f}M{x:.1f} {y - tall * 0.3:.1f}q4 -2 {4 + sway:.1f} {-tall * 0.45:.1f}M{x:.1f} {y - tall * 0.2:.1f}q-4 -2 {-4 + sway:.1f} {-tall * 0.4:.1f}",
                paint,
                2.2,
            )
        else:
            coral += circle(x, y, tall * 0.42, s.glow(lighter(paint, 0.3), paint)) + stroke(
                f"M{x - 3:.1f} {y - 2:.1f}q3 -4 6 0M{x - 2:.1f} {y + 1:.1f}q2 -3 4 0",
                darker(paint, 0.25),
                0.5,
            )
    swim = "".join(
        group(
            fig.fish(paints[n % 5], stripe="#ffffff"),
            x=(rng.uniform(0, s.width) + s.passed(6 if n % 2 else -6)) % s.width,
            y=rng.uniform(12, g - 20),
            scale=rng.uniform(0.6, 1.2),
            flip=n % 2 == 0,
        )
        for n in range(9)
    )
    rise = "".join(
        circle(
            rng.uniform(0, s.width),
            (rng.uniform(0, s.height) - s.passed(9)) % s.height,
            rng.uniform(0.5, 1.6),
            "#ffffff",
            opacity=0.35,
        )
        for _ in range(18)
    )
    rays = "".join(
        polygon([(x, -2), (x + 10, -2), (x - 8, g), (x - 30, g)], "#ffffff", opacity=0.09)
        for x in (s.middle - 30, s.middle, s.middle + 40)
    )
    return (
        b.sky(s)
        + rays
        + swim
        + b.hills(s, g + 6, height=6, color="#e8c98f", depth=0.3)
        + coral
        + group(fig.octopus(s, p.accent), x=s.middle, y=g + 11, scale=1.65)
        + rise
    )


DEEP = {
    "deepsea": ("water", deepsea),
    "reef": ("water", reef),
}
