"""Scenes of animals."""

from __future__ import annotations

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo import buildings as house
from tastemaker.catalog.demo import figures as fig
from tastemaker.catalog.demo import vehicles as way
from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, mix, path
from tastemaker.catalog.demo.palettes import GREEN
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = ["ANIMALS"]


def farm(s: Stage) -> str:
    """A goat with rings on its horns, sheep and wedding bunting."""
    p, g = s.palette, s.ground
    goat = (
        path(
            "M-9 -12Q-2 -14 5 -12L8 -17Q7 -20 9 -21L14.6 -18.6L14 -16.4L11 -16Q10 -9 7 -7.6L7.2 0H5.6L5 -6.6H-5L-5.8 0H-7.4L-7.6 -7Q-10 -9 -9 -12Z",
            "#fbf6ea",
        )
        + stroke("M8.6 -20.6Q6 -26 2.6 -26M9.8 -21Q8.6 -26.6 5.6 -28", "#7d6b58", 1.3)
        + path("M12 -16L11.4 -11.4L13.4 -15.8Z", "#d9cdb8")
        + circle(11.6, -18.6, 0.55, "#22201c")
        + stroke("M-9 -12L-11.4 -14", "#fbf6ea", 1.4)
    )
    rings = circle(4.2, -26.6, 1.7, "none", stroke="#ffcc33", stroke_width=0.8) + circle(
        7.4, -25.6, 1.7, "none", stroke="#ffcc33", stroke_width=0.8
    )
    line = "".join(
        polygon(
            [
                (x, g - 50 + 5 * (1 - ((x - s.middle) / 60) ** 2)),
                (x + 5, g - 50 + 5 * (1 - ((x - s.middle) / 60) ** 2)),
                (x + 2.5, g - 43 + 5 * (1 - ((x - s.middle) / 60) ** 2)),
            ],
            (p.accent, p.second, "#ffffff")[n % 3],
        )
        for n, x in enumerate(range(int(s.middle) - 56, int(s.middle) + 54, 8))
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle - 26, g - 34, 7)
        + b.clouds(s, 4, y=g - 58, spread=7)
        + line
        + b.hills(s, g - 6, height=12, color=mix(p.far, GREEN, share=0.4), depth=0.15)
        + group(
            rect(-9, -10, 18, 10, p.accent),
            polygon([(-11, -9.6), (-6, -16), (0, -18.6), (6, -16), (11, -9.6)], darker(p.accent, 0.35)),
            rect(-3, -6, 6, 6, "#fff4e0"),
            x=s.middle + 26 + s.pan(0.3),
            y=g - 4,
            scale=1.25,
        )
        + b.hills(s, g + 4, height=6, color=mix(p.mid, GREEN, share=0.6), depth=0.4)
        + group(fig.sheep(s), x=s.middle - 34 + s.pan(0.5), y=g + 9)
        + group(fig.sheep(s), x=s.middle + 34 + s.pan(0.6), y=g + 16, flip=True, scale=1.2)
        + group(goat, rings, x=s.middle - 5, y=g + 25 - 1.5 * abs(s.wave(period=0.8)), scale=1.7)
    )


def birds(s: Stage) -> str:
    """Cranes over a marsh, and a watcher."""
    p, g = s.palette, s.ground

    def bird(x: float, y: float, z: float, phase: float) -> str:
        flap = 20 * s.wave(period=0.9, phase=phase)
        wing = path("M0 0Q-5 -9 -2 -16Q4 -10 5 -1Z", "#fbfaf4") + path(
            "M-2 -16Q0 -13 2 -11L0.4 -10Q-2.4 -12 -2 -16Z", p.ink
        )
        body = (
            path("M-9 1Q0 -3 8 -0.6L16 -2.6L22 -1.6L16 -0.6L8 2Q0 4 -9 1Z", "#ffffff")
            + stroke("M-8 1L-17 2.6", p.ink, 0.6)
            + path("M16 -2.7L22 -1.6L16 -1Z", p.accent)
        )
        return group(
            group(wing, turn=flap - 8, opacity=0.85),
            body,
            group(wing, turn=flap * 0.7 + 14),
            x=s.middle + x + s.passed(8),
            y=g + y,
            scale=z,
        )

    reeds = stroke(
        "".join(
            f"M{x} {s.height + 1:.1f}q{1 + s.wave(period=2, phase=x * 0.02):.1f} -9 {2 * s.wave(period=2, phase=x * 0.02):.1f} {-12 - x * 7 % 9}"
            for x in range(0, int(s.width), 3)
        ),
        p.ink,
        0.6,
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle + 16, g - 22, 15)
        + b.clouds(s, 3, y=g - 58, opacity=0.5)
        + b.hills(s, g, height=6, color=p.far, depth=0.1)
        + b.sea(s, g + 2, light=s.middle + 16)
        + bird(-4, -40, 1.15, 0.0)
        + bird(-30, -26, 0.75, 0.3)
        + bird(24, -54, 0.6, 0.55)
        + bird(-34, -56, 0.5, 0.7)
        + group(fig.person(p.ink, coat=True), x=s.middle - 22, y=g + 20, scale=0.95)
        + reeds
    )


def dog(s: Stage) -> str:
    """A small dog at a bus stop."""
    p, g = s.palette, s.ground + 4
    stop = (
        stroke("M0 0V-40", "#3a3f4a", 1.4)
        + circle(0, -42, 6, p.second)
        + path("M-3 -40V-44Q-3 -45 -2 -45H2Q3 -45 3 -44V-40Z", "#ffffff")
        + rect(-2.2, -44.2, 4.4, 2, p.second)
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle - 28, g - 56, 6)
        + b.clouds(s, 4, y=g - 56)
        + house.gables(s, g - 2, depth=0.15, lit=0.2)
        + rect(-1, g - 3, s.width + 2, s.height, s.down(lighter(p.low, 0.15), mix(p.low, p.far, share=0.5)))
        + group(way.bus(s, p.second), x=s.middle + 38 - s.passed(9), y=g + 4, scale=1.1)
        + rect(-1, g + 8, s.width + 2, 1.4, "#ffffff", opacity=0.8)
        + group(stop, x=s.middle - 32, y=g + 14, scale=1.1)
        + group(
            fig.dog(s, "#c98a4b", patch="#7a4a25") + rect(-1.8, -7.8, 5, 1.3, p.accent, rx=0.6),
            x=s.middle - 8,
            y=g + 21,
            scale=2.1,
        )
    )


def penguin(s: Stage) -> str:
    """A penguin in a bathtub."""
    p, g = s.palette, s.ground + 4
    tiles = stroke(
        "".join(f"M{x} -2V{g:.1f}" for x in range(0, int(s.width) + 9, 9))
        + "".join(f"M-2 {y}H{s.width + 2:.1f}" for y in range(3, int(g), 9)),
        lighter(p.low, 0.35),
        0.3,
        opacity=0.5,
    )
    tub = (
        path("M-32 -16H32Q32 3 20 3H-20Q-32 3 -32 -16Z", s.down("#ffffff", "#d9e3ea"))
        + rect(-35, -18.4, 70, 4, "#ffffff", rx=2)
        + stroke("M-20 3L-23 8M20 3L23 8", p.second, 2.2)
        + stroke("M32 -18V-30Q32 -34 28 -34", p.second, 1.8)
    )
    rng = s.rng("foam")
    foam = "".join(
        circle(-30 + 3.4 * n, -19 + rng.uniform(-2, 1), rng.uniform(2, 3.6), "#ffffff") for n in range(18)
    ) + "".join(
        circle(
            rng.uniform(-30, 30),
            -22 - (rng.uniform(0, 40) + s.passed(9)) % 40,
            rng.uniform(0.8, 2.2),
            "none",
            stroke="#ffffff",
            stroke_width=0.4,
            opacity=0.8,
        )
        for _ in range(12)
    )
    duck = group(
        ellipse((0, 0), (4, 2.6), "#ffd23c")
        + circle(3, -3.4, 2.1, "#ffd23c")
        + polygon([(4.6, -3.6), (7.2, -3), (4.6, -2.4)], "#f28a2e")
        + circle(3.6, -4, 0.35, "#222"),
        x=16,
        y=-21 + s.wave(period=1.4),
    )
    return (
        b.room(s, floor=g + 6)
        + tiles
        + group(
            group(fig.penguin(s, scarf=p.accent), x=-6, y=-8, scale=1.9),
            foam,
            duck,
            tub,
            x=s.middle,
            y=g + 10,
        )
    )


ANIMALS = {
    "farm": ("day", farm),
    "birds": ("dusk", birds),
    "dog": ("day", dog),
    "penguin": ("indoor", penguin),
}
