"""Scenes of laboratories, flight and finds."""

from __future__ import annotations

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo import figures as fig
from tastemaker.catalog.demo import vehicles as way
from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, mix, path
from tastemaker.catalog.demo.palettes import GREEN
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = ["SCIENCE"]


def plane(s: Stage) -> str:
    """An airliner over a terminal."""
    p, g = s.palette, s.ground + 8
    tower = (
        polygon([(-3, 0), (-2, -30), (2, -30), (3, 0)], lighter(p.low, 0.2))
        + polygon([(-8, -30), (-6, -38), (6, -38), (8, -30)], "#22364a")
        + rect(-7, -40, 14, 2.4, p.accent)
        + stroke("M0 -40V-46", p.ink, 0.6)
    )
    hall = (
        rect(-34, -13, 68, 13, "#f2f0ea")
        + rect(-32, -10, 64, 6, p.far)
        + path("M-36 -13Q0 -23 36 -13Z", p.second)
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle - 40, g - 34, 7)
        + b.clouds(s, 5, y=g - 50, spread=14)
        + b.hills(s, g - 2, height=6, color=p.far, depth=0.1)
        + group(hall, x=s.middle - 22, y=g + 2)
        + group(tower, x=s.middle + 32, y=g + 2)
        + rect(-1, g + 2, s.width + 2, s.height, s.down(lighter(p.near, 0.2), p.near))
        + stroke(f"M-2 {g + 13:.1f}H{s.width + 2:.1f}", "#ffffff", 0.9, stroke_dasharray="7 5")
        + group(way.airplane(s, "#dfe6ec"), x=s.middle + 2 + s.passed(10), y=g - 40 - s.passed(3), scale=1.55)
    )


def lab(s: Stage) -> str:
    """A researcher with glassware and a microscope."""
    p, g = s.palette, s.ground + 10

    def flask(x: float, color: str, z: float) -> str:
        bubbles = "".join(
            circle(-2 + 2 * k, -5 - (3 * k + s.passed(6)) % 9, 0.7, "#ffffff", opacity=0.8) for k in range(3)
        )
        return group(
            path("M-2 -20H2V-13L9 -1Q9.4 1 7 1H-7Q-9.4 1 -9 -1L-2 -13Z", "#ffffff", opacity=0.55),
            path("M-5.6 -7H5.6L9 -1Q9.4 1 7 1H-7Q-9.4 1 -9 -1Z", color, opacity=0.9),
            bubbles,
            rect(-3, -21.4, 6, 2, "#ffffff", rx=1),
            x=s.middle + x,
            y=g - 2,
            scale=z,
        )

    tubes = "".join(
        rect(s.middle + 36 + 5 * k, g - 22, 3.4, 18, "#ffffff", rx=1.7, opacity=0.7)
        + rect(s.middle + 36 + 5 * k, g - 13 + k, 3.4, 9 - k, c, rx=1.7)
        for k, c in enumerate((p.accent, p.second, GREEN, p.accent))
    ) + rect(s.middle + 34, g - 15, 22, 2, "#8a6a48")
    scope = (
        stroke("M-2 0H14M10 0Q18 -12 8 -22", p.ink, 3)
        + group(
            rect(-3, -14, 6, 18, "#e8edf2", rx=1) + rect(-2, -19, 4, 6, p.ink) + rect(-1.6, 4, 3.2, 4, p.ink),
            x=5,
            y=-16,
            turn=-24,
        )
        + rect(-4, -5, 12, 1.8, p.ink)
    )
    who = (
        path("M-12 0Q-13 -21 -5 -24H5Q13 -21 12 0Z", "#ffffff")
        + path("M-4 -24L0 -14L4 -24Z", p.second)
        + circle(2, -30.6, 6.2, "#c98f6c")
        + path("M-5 -30Q-6 -39 2 -38.6Q10 -38 8.4 -31.6Q6 -35 1 -34.6Q-3 -34 -5 -30Z", p.ink)
        + rect(3.4, -32.6, 5, 2.8, "#bfe6f5", rx=1, stroke=p.ink, stroke_width=0.5)
    )
    shelf = rect(s.middle - 56, g - 56, 112, 1.6, darker(p.mid, 0.2)) + "".join(
        rect(s.middle - 52 + 10 * k, g - 56 - h, 6, h, c, rx=1.4, opacity=0.85)
        for k, (h, c) in enumerate(
            (
                (8, p.far),
                (11, "#ffffff"),
                (7, p.accent),
                (10, p.second),
                (8, "#ffffff"),
                (12, p.far),
                (7, GREEN),
                (9, p.accent),
                (11, "#ffffff"),
                (8, p.second),
                (10, p.far),
            )
        )
    )
    return (
        b.room(s, floor=g)
        + shelf
        + group(who, x=s.middle - 12, y=g - 2, scale=1.05)
        + rect(-1, g - 3, s.width + 2, s.height, s.down("#f4f6f6", lighter(p.far, 0.2)))
        + group(scope, x=s.middle + 6, y=g - 2)
        + flask(-40, p.accent, 1.05)
        + flask(-52, p.second, 0.7)
        + tubes
    )


def rocket(s: Stage) -> str:
    """A rocket leaves its tower."""
    p, g = s.palette, s.ground + 8
    climb = s.passed(7)
    cloud = "".join(
        circle(
            s.middle - 36 + 8 * n,
            g + 2 + 2 * (n % 2),
            8 + 2 * (n % 3) + s.wave(period=1.1, phase=n * 0.2),
            "#fff3e0",
            opacity=0.9,
        )
        for n in range(10)
    )
    tower = stroke(
        "M0 0V-48M7 0V-48"
        + "".join(f"M0 {-k}L7 {-k - 6}M7 {-k}L0 {-k - 6}" for k in range(0, 48, 6))
        + "M7 -40h8M7 -28h8",
        p.ink,
        0.8,
    )
    return (
        b.sky(s)
        + b.stars(s, 40, low=0.6)
        + b.clouds(s, 4, y=g - 50, opacity=0.5)
        + b.hills(s, g - 2, height=5, color=p.far, depth=0.1)
        + group(tower, x=s.middle - 26, y=g + 2)
        + group(way.rocket(s, trim=p.accent), x=s.middle, y=g - 26 - climb, scale=1.05)
        + cloud
        + b.ground(s, y=g + 9, color=p.near)
    )


def telescope(s: Stage) -> str:
    """An observatory under the Milky Way."""
    p, g, rng = s.palette, s.ground + 4, s.rng("milky")
    way_up = "".join(
        circle(
            s.middle + 40 - 80 * t + rng.normal(0, 6),
            2 + 60 * t + rng.normal(0, 5),
            abs(rng.normal(0, 0.5)) + 0.1,
            (p.glow, p.second, "#ffffff")[int(rng.integers(3))],
            opacity=0.8,
        )
        for t in rng.random(150)
    )
    veil = group(
        ellipse((0, 0), (58, 10), s.glow((0, p.low, 0.6), (1, p.low, 0))), x=s.middle, y=32, turn=-37
    )
    dome = (
        rect(-17, -12, 34, 12, "#e9eaec")
        + path("M-18 -12Q-18 -32 0 -33Q18 -32 18 -12Z", s.down("#ffffff", "#aeb8c4", angle="right"))
        + polygon([(1, -33), (8, -30), (13, -12), (4, -12)], p.ink)
        + group(rect(-3, -22, 6, 22, "#dfe4ea") + rect(-4, -25, 8, 4, p.accent), x=7, y=-17, turn=30)
        + rect(-5, -7, 6, 7, p.ink)
    )
    return (
        b.sky(s)
        + veil
        + b.stars(s, 90, low=0.8)
        + way_up
        + b.ridge(s, g + 4, height=20, color=p.far, peaks=6, snow=False)
        + b.hills(s, g, height=10, color=p.near, depth=0.3)
        + group(dome, x=s.middle - 8, y=g + 2, scale=1.2)
        + group(fig.person(p.ink, coat=True, arm="5 -19"), x=s.middle + 26, y=g + 8, scale=0.8)
    )


def dig(s: Stage) -> str:
    """An excavation with layers, bones and brushes."""
    p, g = s.palette, s.ground - 12
    layers = "".join(
        path(
            f"M-2 {g + y:.1f}Q{s.middle * 0.6:.1f} {g + y - 4:.1f} {s.middle:.1f} {g + y:.1f}T{s.width + 2:.1f} {g + y:.1f}V{s.height + 2}H-2Z",
            c,
        )
        for y, c in ((0, mix(GREEN, p.mid, share=0.4)), (4, "#a9743f"), (12, "#8f5c30"), (24, "#744725"))
    )
    pit = polygon(
        [(s.middle - 30, g + 2), (s.middle - 25, g + 28), (s.middle + 25, g + 28), (s.middle + 30, g + 2)],
        "#5b371d",
    ) + stroke(
        "".join(f"M{s.middle - 28 + 14 * k:.1f} {g + 2:.1f}V{g + 28:.1f}" for k in range(1, 4)),
        "#f5e4c0",
        0.35,
    )
    find = group(
        path(
            "M-9 6Q-13 -6 -4 -12Q-5 -15 -4 -17H4Q5 -15 4 -12Q13 -6 9 6Q0 10 -9 6Z",
            s.down("#e08a4a", "#a8522a"),
        )
        + stroke("M-10 -2H10M-10.6 1H10.6", "#3b1d10", 0.8)
        + stroke("M-8 -0.6l2 -1.6l2 1.6l2 -1.6l2 1.6l2 -1.6l2 1.6l2 -1.6", "#3b1d10", 0.6),
        x=s.middle + 2,
        y=g + 20,
        turn=-10,
    )
    bones = group(
        stroke("M-5 0H5", "#f3e7cd", 1.6)
        + "".join(circle(x, y, 1.3, "#f3e7cd") for x in (-5.6, 5.6) for y in (-1, 1)),
        x=s.middle + 44,
        y=g + 22,
        turn=20,
    ) + group(circle(0, 0, 4, "none", stroke="#f3e7cd", stroke_width=1.4), x=s.middle - 46, y=g + 22)

    def digger(x: float, flip: bool) -> str:
        return group(
            path("M-4 0Q-5 -8 0 -11L6 -8L9 -2L7 -1L4 -5L3 0Z", p.accent)
            + circle(4, -12.6, 2.3, "#c98f6c")
            + path("M-0.4 -13.4H8.4L6.4 -14.6Q4 -18 1.8 -14.6Z", "#f2dfae")
            + stroke("M6 -6L11 -1", "#c98f6c", 1.2),
            x=s.middle + x,
            y=g + 4,
            scale=1.25,
            flip=flip,
        )

    return (
        b.sky(s)
        + b.sun(s, s.middle + 36, g - 30, 7)
        + b.clouds(s, 4, y=g - 36, spread=8)
        + b.hills(s, g - 2, height=10, color=p.far, depth=0.1)
        + b.trees(s, g, count=6, height=12, color=mix(p.mid, GREEN, share=0.5), depth=0.2)
        + layers
        + pit
        + find
        + bones
        + digger(-36, False)
        + digger(36, True)
    )


SCIENCE = {
    "plane": ("day dusk", plane),
    "lab": ("indoor", lab),
    "rocket": ("dusk night day", rocket),
    "telescope": ("night", telescope),
    "dig": ("day", dig),
}
