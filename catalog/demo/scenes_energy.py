"""Scenes of sun and wind at work."""

from __future__ import annotations

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo import figures as fig
from tastemaker.catalog.demo import scenery as prop
from tastemaker.catalog.demo.drawing import ellipse, mix
from tastemaker.catalog.demo.palettes import GREEN
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, stroke

__all__ = ["ENERGY"]


def turbines(s: Stage) -> str:
    """Wind turbines on a ridge."""
    p, g = s.palette, s.ground
    return (
        b.sky(s)
        + b.sun(s, s.middle + 34, g - 40, 7)
        + b.clouds(s, 5, y=g - 50)
        + b.hills(s, g - 4, height=12, color=mix(p.far, GREEN, share=0.25), depth=0.1)
        + "".join(
            group(prop.turbine(s, tall=t, phase=ph), x=s.middle + x, y=g + y)
            for x, y, t, ph in ((-48, 0, 30, 0.1), (-12, -2, 34, 0.22), (46, 0, 28, 0.05))
        )
        + b.hills(s, g + 6, height=10, color=mix(p.mid, GREEN, share=0.5), depth=0.3)
        + group(prop.turbine(s, tall=54, phase=0.15), x=s.middle + 20, y=g + 12)
        + group(prop.turbine(s, tall=46, phase=0.29), x=s.middle - 32, y=g + 12)
        + b.hills(s, g + 17, height=6, color=mix(p.near, GREEN, share=0.4), depth=0.6)
        + group(fig.sheep(s), x=s.middle - 4, y=g + 22)
        + group(fig.sheep(s), x=s.middle + 38, y=g + 20, scale=0.8, flip=True)
    )


def solar(s: Stage) -> str:
    """Solar panels with sheep between them."""
    p, g = s.palette, s.ground - 6
    rows = ""
    for n in range(4):
        y, z = g + 6 + 9 * n, 0.6 + 0.3 * n
        for k in range(-4, 5):
            x = s.middle + k * 17 * z
            rows += polygon(
                [(x - 7.4 * z, y), (x - 5.6 * z, y - 6.4 * z), (x + 7 * z, y - 6.4 * z), (x + 5.6 * z, y)],
                s.down("#4d8fd6", "#183c78", angle="diagonal"),
            ) + stroke(
                f"M{x - 6.5 * z:.1f} {y - 3.2 * z:.1f}h{12.6 * z:.1f}M{x - 2.3 * z:.1f} {y:.1f}l{1.3 * z:.1f} {-6.4 * z:.1f}M{x + 2 * z:.1f} {y:.1f}l{1.3 * z:.1f} {-6.4 * z:.1f}",
                "#cfe2f5",
                0.3,
            )
        if n in (1, 2):
            rows += group(fig.sheep(s), x=s.middle + (-30 if n == 1 else 24), y=y + 4, scale=0.55 + 0.2 * n)
    return (
        b.sky(s)
        + b.sun(s, s.middle - 26, g - 32, 10)
        + b.clouds(s, 4, y=g - 36, spread=10)
        + b.hills(s, g - 2, height=9, color=mix(p.far, GREEN, share=0.3), depth=0.1)
        + b.ground(s, y=g, color=mix(p.mid, GREEN, share=0.7))
        + rows
    )


def sun(s: Stage) -> str:
    """A blazing sun over a field of sunflowers."""
    p, g = s.palette, s.ground + 2
    rays = "".join(
        group(
            polygon([(-2.2, -20), (0, -34 - 3 * s.wave(period=1.2, phase=n * 0.3)), (2.2, -20)], p.second),
            x=s.middle,
            y=34,
            turn=30 * n + s.passed(8),
        )
        for n in range(12)
    )
    bloom = ""
    for n in range(9):
        x, y = s.width * (n + 0.5) / 9, s.height - 9 + 4 * (n % 2)
        head = "".join(
            group(ellipse((0, -4.6), (1.8, 3), "#f9b916"), turn=36 * k) for k in range(10)
        ) + circle(0, 0, 3.2, "#6b3d1c")
        bloom += stroke(
            f"M{x:.1f} {s.height + 2:.1f}Q{x + 1:.1f} {y:.1f} {x:.1f} {y - 6:.1f}", GREEN, 1.4
        ) + group(head, x=x, y=y - 6, turn=3 * s.wave(period=2, phase=n * 0.2))
    return (
        b.sky(s)
        + s.halo(s.middle, 34, r=60, opacity=0.7)
        + rays
        + circle(s.middle, 34, 16, s.down("#fff6cf", p.second))
        + b.clouds(s, 2, y=20, opacity=0.8)
        + b.hills(s, g, height=9, color=mix(p.far, GREEN, share=0.3), depth=0.1)
        + b.hills(s, g + 8, height=6, color=mix(p.mid, GREEN, share=0.5), depth=0.3)
        + bloom
    )


ENERGY = {
    "turbines": ("day dusk", turbines),
    "solar": ("day", solar),
    "sun": ("day", sun),
}
