"""Scenes of space, robots and cities to come."""

from __future__ import annotations

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo import figures as fig
from tastemaker.catalog.demo import vehicles as way
from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, mix, path
from tastemaker.catalog.demo.palettes import GREEN
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = ["SPACE"]


def planet(s: Stage) -> str:
    """A ringed planet above a strange land, with a probe."""
    p, g = s.palette, s.ground
    return (
        b.sky(s)
        + b.stars(s, 90, low=0.9)
        + group(
            way.planet(s, p.far if s.seed % 2 else p.accent, r=19, ring=p.second),
            x=s.middle + 8 + s.pan(0.2),
            y=g - 48,
        )
        + circle(s.middle - 28 + s.pan(0.1), g - 66, 4, lighter(p.far, 0.25))
        + b.ridge(s, g + 8, height=22, color=p.mid, peaks=6, snow=False)
        + b.hills(s, g + 12, height=10, color=p.near, depth=0.5)
        + group(
            way.satellite(s, "#c9ced6"), x=s.middle - 24 + s.passed(4), y=g - 20 - s.passed(1), scale=0.75
        )
        + b.fog(s, g + 10, opacity=0.3)
    )


def spaceship(s: Stage) -> str:
    """A ship passes a great planet."""
    p, g = s.palette, s.ground
    rng = s.rng("streaks")
    starts = [
        (rng.uniform(0, s.width) - s.passed(30), s.height * (n + rng.random()) / 16, rng.uniform(2, 8))
        for n in range(16)
    ]
    streaks = stroke("".join(f"M{x:.1f} {y:.1f}h{w:.1f}" for x, y, w in starts), p.glow, 0.25, opacity=0.5)
    return (
        b.sky(s)
        + b.stars(s, 110, low=1.0)
        + group(way.planet(s, p.accent, r=44), x=s.middle + 22 + s.pan(0.2), y=g + 14)
        + circle(s.middle - 30, g - 70, 5, lighter(p.far, 0.2))
        + streaks
        + group(way.spaceship(s, "#aeb9c9"), x=s.middle - 8 + s.passed(6), y=g - 38, scale=1.25, turn=-14)
    )


def station(s: Stage) -> str:
    """A wheel of a station over a blue world, and one astronaut."""
    p, g = s.palette, s.ground
    world = circle(
        s.middle,
        s.height + 40,
        74,
        s.glow(lighter(p.far, 0.3), p.far, darker(p.far, 0.35), center=(0.5, 0.1), radius=0.6),
    ) + s.halo(s.middle, s.height - 32, r=46, color=lighter(p.far, 0.4), opacity=0.3)
    drift = s.wave(period=2.5)
    walker = group(
        stroke("M0 0Q-10 -12 -18 -10T-34 -22", "#ffffff", 0.4),
        circle(0, -4.4, 3, "#f4f4f0"),
        ellipse((0.8, -4.4), (1.8, 1.6), "#20324a"),
        rect(-3, -2, 6, 7, "#f4f4f0", rx=2),
        stroke("M-2.6 0L-6 2M2.6 0L6 -2M-1.4 5L-3 10M1.4 5L3 9", "#f4f4f0", 2),
        rect(-1.4, 0, 2.8, 1.8, p.accent),
        x=s.middle + 30,
        y=g - 6 + 1.5 * drift,
        turn=14 + 10 * drift,
        scale=1.05,
    )
    return (
        b.sky(s)
        + b.stars(s, 110, low=1.0)
        + world
        + group(way.station(s, "#b9c4d2"), x=s.middle - 4, y=g - 34, scale=1.05)
        + walker
    )


def redplanet(s: Stage) -> str:
    """Domes of a village on a red planet."""
    p, g = s.palette, s.ground

    def dome(x: float, y: float, r: float) -> str:
        glass = path(
            f"M{-r} 0Q{-r} {-r * 1.1} 0 {-r * 1.1}Q{r} {-r * 1.1} {r} 0Z",
            s.down(lighter(p.second, 0.5), p.second),
            opacity=0.75,
        )
        ribs = stroke(
            f"M0 {-r * 1.1}V0M{-r * 0.5} {-r}Q{-r * 0.62} -4 {-r * 0.6} 0M{r * 0.5} {-r}Q{r * 0.62} -4 {r * 0.6} 0M{-r * 0.95} {-r * 0.5}H{r * 0.95}",
            "#ffffff",
            0.4,
            opacity=0.7,
        )
        green = "".join(circle(k * r * 0.3, -1.5, r * 0.17, GREEN) for k in (-2, -1, 0, 1, 2))
        return group(
            s.halo(0, -r * 0.4, r=r * 1.7, opacity=0.4),
            green,
            glass,
            ribs,
            rect(-r - 1, -1, 2 * r + 2, 2.4, "#e7e2da", rx=1),
            x=s.middle + x + s.pan(0.4),
            y=y,
        )

    rover = group(
        rect(-7, -6, 14, 4, "#eceff2", rx=1.4),
        "".join(circle(x, -1.4, 1.9, "#23242c") for x in (-5, 0, 5)),
        stroke("M4 -6V-11H7", "#eceff2", 0.7),
        x=s.middle - 22 + s.passed(5),
        y=g + 24,
        scale=1.15,
    )
    return (
        b.sky(s)
        + b.stars(s, 70, low=0.7)
        + circle(s.middle - 22, g - 56, 5, lighter(p.low, 0.35))
        + circle(s.middle - 8, g - 66, 2.4, lighter(p.low, 0.5))
        + b.sun(s, s.middle + 26, g - 40, 4)
        + b.ridge(s, g, height=30, color=mix(p.low, "#b5482a", share=0.5), peaks=4, snow=False)
        + b.hills(s, g + 2, height=8, color="#a8432a", depth=0.3)
        + dome(-24, g + 8, 10)
        + dome(2, g + 10, 16)
        + dome(28, g + 9, 11)
        + b.hills(s, g + 22, height=5, color="#6d2a20", depth=0.7)
        + rover
    )


def robot(s: Stage) -> str:
    """A robot waters a flower in a grey city."""
    p, g = s.palette, s.ground + 4
    grow = 0.5 * s.wave(period=2.0)
    flower = group(
        stroke("M0 0Q1 -6 0 -11", GREEN, 1)
        + path("M0 -4Q4 -7 6 -4Q3 -2 0 -4Z", GREEN)
        + "".join(group(ellipse((0, -3), (1.6, 2.6), p.accent), y=-12, turn=60 * n) for n in range(6))
        + circle(0, -12, 1.7, p.second),
        x=s.middle + 22,
        y=g + 3,
        scale=1.25 + 0.05 * grow,
        turn=4 * grow,
    ) + path(f"M{s.middle + 17:.1f} {g + 1:.1f}h10l-1.6 8h-6.8z", "#b5603a")
    return (
        b.sky(s)
        + b.sun(s, s.middle + 20, g - 52, 7)
        + b.clouds(s, 4, y=g - 54, opacity=0.5)
        + b.skyline(s, g - 2, height=52, color=p.far, lit=0.15, depth=0.15, wide=11)
        + b.skyline(s, g + 2, height=24, color=p.mid, lit=0.2, depth=0.3, name="low", wide=9)
        + b.ground(s, y=g, color=p.near)
        + group(
            fig.robot(s, p.second if s.seed % 2 else "#8fa6b8", light="#7ff2ff"),
            x=s.middle - 8,
            y=g + 8,
            scale=1.75,
        )
        + flower
    )


def neoncity(s: Stage) -> str:
    """Towers of light, flying cars, a lone walker."""
    p, g = s.palette, s.ground + 6
    cars = "".join(
        group(
            rect(-4, -1.2, 8, 2, p.ink, rx=1)
            + rect(3, -0.6, 2, 0.8, p.glow)
            + rect(-6, -0.5, 2.4, 0.7, p.accent),
            x=(s.middle + x + s.passed(v)) % (s.width + 20) - 10,
            y=g - y,
            scale=z,
            flip=v < 0,
        )
        for x, y, v, z in ((-20, 52, 14, 1.0), (24, 38, -18, 0.8), (6, 66, 20, 0.6), (-34, 30, 16, 1.2))
    )
    signs = "".join(
        rect(s.middle + x, g - y, w, h, c, opacity=0.9, rx=0.6)
        + s.halo(s.middle + x + w / 2, g - y + h / 2, r=h * 0.9, color=c, opacity=0.45)
        for x, y, w, h, c in (
            (-33, 46, 3, 16, p.accent),
            (-15, 58, 2.4, 12, p.second),
            (17, 50, 3, 18, p.accent),
            (33, 36, 2.6, 12, p.second),
        )
    )
    sphere = s.halo(s.middle + 6, g - 50, r=40, color=p.accent, opacity=0.6) + circle(
        s.middle + 6, g - 50, 14, s.down(lighter(p.accent, 0.5), p.accent)
    )
    wet = rect(-1, g, s.width + 2, s.height, s.down(p.mid, p.ink)) + "".join(
        rect(s.middle + x, g + 2 + 3 * n, 10 - n, 1, c, opacity=0.55 - 0.06 * n)
        for x, c in ((-36, p.accent), (-18, p.second), (13, p.accent), (30, p.second))
        for n in range(7)
    )
    return (
        b.sky(s)
        + sphere
        + b.skyline(s, g, height=84, color=p.far, lit=0.25, depth=0.1, wide=9)
        + b.skyline(s, g, height=56, color=p.mid, lit=0.35, depth=0.3, name="b", wide=13)
        + signs
        + cars
        + wet
        + group(
            fig.person(p.ink, coat=True),
            fig.umbrella(p.ink) if s.seed % 2 else "",
            x=s.middle,
            y=g + 18,
            scale=1.35,
        )
        + b.rain(s, count=50, opacity=0.3)
    )


def ufo(s: Stage) -> str:
    """A saucer shines on a letter box in a field."""
    p, g = s.palette, s.ground + 2
    box = (
        rect(-0.7, -9, 1.4, 9, "#5a4030")
        + path("M-3 -9V-12Q-3 -15 0 -15H4Q7 -15 7 -12V-9Z", p.accent)
        + rect(6.4, -16.4, 0.8, 4, "#ffffff")
        + rect(6.4, -16.4, 2.6, 1.8, "#ffffff")
    )
    letter = group(
        rect(-3, -2, 6, 4, "#ffffff") + stroke("M-3 -2L0 0.6L3 -2", "#9aa4b0", 0.4),
        x=s.middle + 3,
        y=g - 18 - 3 * s.wave(period=2.0),
        turn=14 * s.wave(period=1.6),
    )
    return (
        b.sky(s)
        + b.stars(s, 80, low=0.7)
        + b.hills(s, g - 4, height=8, color=p.far, depth=0.1)
        + b.trees(s, g, count=7, height=12, color=p.mid, depth=0.2)
        + b.ground(s, y=g, color=p.near)
        + group(way.ufo(s, "#9aa6b8"), x=s.middle + 2, y=g - 52, scale=1.1)
        + ellipse((s.middle + 2, g + 12), (27, 5), p.glow, opacity=0.45)
        + group(box, x=s.middle, y=g + 12, scale=1.1)
        + letter
        + group(fig.person(p.ink, dress=True), x=s.middle - 26, y=g + 22, scale=1.1)
    )


def clock(s: Stage) -> str:
    """A giant clock with a tiny clockmaker, gears behind it."""
    p, g, m = s.palette, s.ground, s.middle

    def gear(x: float, y: float, r: float, *, color: str, way: float) -> str:
        teeth = "".join(
            group(rect(-r * 0.12, -r * 1.17, r * 0.24, r * 0.3, color), turn=30 * n) for n in range(12)
        )
        return group(
            teeth,
            circle(0, 0, r, color),
            circle(0, 0, r * 0.62, darker(color, 0.2)),
            circle(0, 0, r * 0.2, p.ink),
            x=x,
            y=y,
            turn=s.passed(28) * way,
        )

    marks = "".join(
        group(rect(-0.8, -24, 1.6, 5 if n % 3 == 0 else 2.6, p.ink), turn=30 * n) for n in range(12)
    )
    hands = group(polygon([(-1.2, 3), (0, -15), (1.2, 3)], p.ink), turn=-58 - s.passed(10)) + group(
        polygon([(-0.9, 4), (0, -21), (0.9, 4)], p.accent), turn=40 - s.passed(90)
    )
    face = circle(0, 0, 29, darker(p.second, 0.3)) + circle(0, 0, 26.6, s.glow("#fffdf2", "#f3e6c6"))
    return (
        b.room(s, floor=g + 10)
        + gear(m - 32, g - 54, 14, color=p.far, way=1)
        + gear(m + 34, g - 12, 16, color=p.mid, way=-1)
        + gear(m + 28, g - 62, 9, color=p.second, way=-1.6)
        + gear(m - 36, g - 8, 10, color=p.accent, way=1.4)
        + group(face, marks, hands, circle(0, 0, 2, p.ink), x=m, y=g - 32)
        + group(fig.person(p.ink, coat=True, arm="6 -21"), x=m - 12, y=g + 16, scale=1.0)
        + group(
            stroke(
                "M-3 0L-1 -34M3 0L1 -34"
                + "".join(f"M{-2.8 + 0.05 * k:.1f} {-k}h{5.6 - 0.1 * k:.1f}" for k in range(4, 34, 5)),
                darker(p.second, 0.5),
                0.8,
            ),
            x=m + 8,
            y=g + 16,
            turn=6,
        )
    )


SPACE = {
    "planet": ("space", planet),
    "spaceship": ("space", spaceship),
    "station": ("space", station),
    "redplanet": ("space", redplanet),
    "robot": ("dusk day", robot),
    "neoncity": ("neon", neoncity),
    "ufo": ("night", ufo),
    "clock": ("indoor", clock),
}
