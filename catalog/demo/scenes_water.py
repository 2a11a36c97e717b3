"""Scenes of coasts, lakes and open sea."""

from __future__ import annotations

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo import buildings as house
from tastemaker.catalog.demo import figures as fig
from tastemaker.catalog.demo import vehicles as way
from tastemaker.catalog.demo.drawing import ellipse, lighter, mix, path
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = ["WATER"]


def sea(s: Stage) -> str:
    """A small ferry on wide water."""
    p, g = s.palette, s.ground - 6
    boat = group(way.freighter(s, p.ink), x=s.middle + s.passed(3), y=g + 9, scale=0.62)
    return (
        b.sky(s)
        + b.sun(s, s.middle + 18, g - 20, 8)
        + b.clouds(s, 4, y=g - 44)
        + b.hills(s, g - 1, height=7, color=p.far, depth=0.1)
        + b.sea(s, g, light=s.middle + 18)
        + boat
        + b.birds(s, 6, y=g - 26)
    )


def sailing(s: Stage) -> str:
    """A yacht in the wind, with dolphins."""
    p, g = s.palette, s.ground - 4
    jump = s.wave(period=1.8, phase=0.1)
    dolphin = path("M-7 2Q-3 -5 4 -3Q8 -2 9 0Q5 0.4 3 1Q-2 0 -5 4L-9 4.4Z", p.ink)
    pod = "".join(
        group(dolphin, x=s.middle + x, y=g + 16 - 4 * abs(jump), turn=10 * jump + t, scale=0.8)
        for x, t in ((24, 0), (34, 14))
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle - 24, g - 40, 6)
        + b.clouds(s, 5, y=g - 42)
        + b.sea(s, g)
        + group(way.sailboat(s, p.accent, sail="#fff7e6"), x=s.middle - 4 + s.passed(2), y=g + 12, scale=1.65)
        + pod
    )


def coast(s: Stage) -> str:
    """Cliffs, a chapel and a path above the sea."""
    p, g = s.palette, s.ground - 8
    cliff = polygon(
        [
            (s.width + 4, g - 24),
            (s.middle + 26, g - 22),
            (s.middle + 16, g - 17),
            (s.middle + 8, g - 6),
            (s.middle + 4, g + 12),
            (s.middle - 12, g + 26),
            (s.middle - 18, s.height + 2),
            (s.width + 4, s.height + 2),
        ],
        s.down(lighter(p.mid, 0.15), p.near),
    )
    grass = polygon(
        [
            (s.width + 4, g - 24),
            (s.middle + 26, g - 22),
            (s.middle + 16, g - 17),
            (s.middle + 19, g - 14),
            (s.middle + 30, g - 17),
            (s.width + 4, g - 18),
        ],
        mix(p.mid, "#5fa04e", share=0.55),
    )
    chapel = group(
        rect(-4, -7, 8, 7, "#fbf6ea"),
        polygon([(-5, -7), (0, -11), (5, -7)], p.accent),
        rect(4, -13, 3.4, 13, "#fbf6ea"),
        polygon([(3.4, -13), (5.7, -17), (8, -13)], p.accent),
        x=s.middle + 36,
        y=g - 21,
        scale=1.1,
    )
    way_up = stroke(
        f"M{s.middle + 4:.1f} {s.height:.1f}Q{s.middle + 34:.1f} {g + 24:.1f} {s.middle + 22:.1f} {g + 4:.1f}Q{s.middle + 20:.1f} {g - 10:.1f} {s.middle + 32:.1f} {g - 20:.1f}",
        lighter(p.low, 0.3),
        1.6,
        opacity=0.85,
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle - 24, g - 26, 8)
        + b.clouds(s, 4, y=g - 42)
        + b.sea(s, g, light=s.middle - 24)
        + group(cliff, grass, way_up, chapel, x=s.pan(0.5))
        + b.birds(s, 6, y=g - 18)
        + group(way.sailboat(s, p.ink, sail="#fff7e6"), x=s.middle - 30 + s.passed(2), y=g + 8, scale=0.5)
    )


def beach(s: Stage) -> str:
    """Parasols on the sand."""
    p, g, rng = s.palette, s.ground - 14, s.rng("parasols")
    sand = path(
        f"M-2 {g + 14:.1f}Q{s.middle * 0.6:.1f} {g + 7 + s.wave(period=2.5):.1f} {s.middle:.1f} {g + 12:.1f}T{s.width + 2:.1f} {g + 10:.1f}V{s.height + 2}H-2Z",
        s.down("#fff1cf", "#ecc98c"),
    )
    foam = stroke(
        f"M-2 {g + 13.6:.1f}Q{s.middle * 0.6:.1f} {g + 6.6 + s.wave(period=2.5):.1f} {s.middle:.1f} {g + 11.6:.1f}T{s.width + 2:.1f} {g + 9.6:.1f}",
        "#ffffff",
        1.1,
        opacity=0.9,
    )
    shades = ""
    for n, (dx, dy, size) in enumerate(((-30, 20, 0.9), (30, 22, 1.0), (2, 30, 1.5))):
        color = (p.accent, p.second, "#ffffff")[(n + int(rng.integers(3))) % 3]
        towel = rect(3, -0.6, 13, 1.6, mix(color, "#ffffff", share=0.4), rx=0.6)
        shades += group(
            ellipse((2, 0), (9, 1.6), "#8a6a3a", opacity=0.3),
            towel,
            group(fig.umbrella(color), scale=1.35, turn=-9),
            x=s.middle + dx,
            y=g + dy,
            scale=size,
        )
    ball = circle(s.middle - 16 + s.passed(2), g + 36 - 3 * abs(s.wave(period=1.2)), 2.8, p.accent) + circle(
        s.middle - 16.8 + s.passed(2), g + 35.2 - 3 * abs(s.wave(period=1.2)), 1, "#ffffff"
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle + 24, g - 26, 7)
        + b.clouds(s, 4, y=g - 34, spread=10)
        + b.sea(s, g)
        + group(way.sailboat(s, p.ink, sail="#ffffff"), x=s.middle - 20 + s.passed(3), y=g + 4, scale=0.45)
        + sand
        + foam
        + shades
        + ball
    )


def lighthouse(s: Stage) -> str:
    """A lighthouse on its rock."""
    p, g = s.palette, s.ground
    rock = polygon(
        [(-26, 14), (-20, 2), (-11, 1), (-6, -4), (7, -4), (12, 2), (20, 4), (29, 14)], s.down(p.near, p.ink)
    )
    spray = "".join(
        circle(
            x + s.wave(period=1.4, phase=x),
            8 - 3 * abs(s.wave(period=1.4, phase=x * 0.1)),
            2.2,
            "#ffffff",
            opacity=0.6,
        )
        for x in (-24, -18, 20, 26)
    )
    return (
        b.sky(s)
        + b.stars(s, 40, low=0.5)
        + b.clouds(s, 4, y=g - 60, spread=14, opacity=0.35)
        + b.sea(s, g)
        + group(house.lighthouse(s, stripe=p.accent), x=s.middle + 5, y=g + 4, scale=1.15)
        + group(rock, spray, x=s.middle + 5, y=g + 7)
        + b.birds(s, 4, y=g - 34, color=lighter(p.low, 0.5))
    )


def lake(s: Stage) -> str:
    """Swimmers in a winter lake."""
    p, g = s.palette, s.ground - 8
    heads = "".join(
        circle(s.middle + x, g + y + 0.6 * s.wave(period=1.6, phase=x * 0.1), 1.7, p.ink)
        + ellipse((round(s.middle + x, 1), round(g + y + 1.6, 1)), (4.6, 0.8), "#ffffff", opacity=0.55)
        + path(f"M{s.middle + x - 1.8:.1f} {g + y - 0.4:.1f}q1.8 -3 3.6 0z", c)
        for x, y, c in (
            (-16, 14, p.accent),
            (-4, 19, p.second),
            (10, 15, p.accent),
            (22, 22, "#ffffff"),
            (-28, 23, p.second),
            (2, 27, p.accent),
        )
    )
    jetty = polygon(
        [
            (s.middle + 16, s.height + 2),
            (s.middle + 21, g + 20),
            (s.middle + 25, g + 20),
            (s.middle + 33, s.height + 2),
        ],
        p.ink,
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle - 14, g - 16, 8)
        + b.ridge(s, g, height=30, color=p.far, peaks=4)
        + b.pines(s, g + 1, count=24, height=10, color=p.mid, depth=0.3)
        + b.sea(s, g, light=s.middle - 14)
        + b.fog(s, g + 3, opacity=0.6, thick=4)
        + heads
        + jetty
    )


def foglake(s: Stage) -> str:
    """A drowned church tower in the fog."""
    p, g = s.palette, s.ground - 6
    tower = (
        rect(-5, -26, 10, 30, s.down(p.mid, p.ink))
        + polygon([(-6.5, -26), (0, -44), (6.5, -26)], p.ink)
        + path("M-2 -16V-20Q0 -23 2 -20V-16Z", p.glow, opacity=0.7)
        + stroke("M0 -44V-50M-2.4 -47.6H2.4", p.ink, 0.8)
    )
    mirror = group(
        rect(-5, -26, 10, 30, p.ink),
        polygon([(-6.5, -26), (0, -44), (6.5, -26)], p.ink),
        y=9,
        scale=1,
        opacity=0.25,
        turn=180,
    )
    boat = group(
        way.rowboat(s, p.ink, figure=fig.person(p.ink, coat=True)), x=s.middle - 24 + s.passed(2), y=g + 17
    )
    return (
        b.sky(s)
        + b.moon(s, s.middle + 22, g - 46, 8)
        + b.pines(s, g + 1, count=24, height=13, color=p.far, depth=0.1)
        + b.fog(s, g - 6, opacity=0.6)
        + b.sea(s, g, light=s.middle + 22)
        + group(mirror, tower, x=s.middle + 4, y=g + 5)
        + boat
        + b.fog(s, g + 4, g + 14, g + 26, opacity=0.5)
    )


def whale(s: Stage) -> str:
    """A whale leaps beside a small boat."""
    p, g = s.palette, s.ground - 2
    jump = s.wave(period=2.5, phase=0.25)
    leap = group(
        fig.whale(s, mix(p.far, "#1c3d66", share=0.55)),
        x=s.middle - 4 + s.passed(2),
        y=g - 11 - 5 * jump,
        turn=-38 + 6 * jump,
        scale=1.35,
    )
    foam = "".join(
        circle(
            s.middle - 22 + 4.6 * n,
            g + 7 - 4 * abs(s.wave(period=0.9, phase=n * 0.13)),
            2.6 - 0.1 * n,
            "#ffffff",
            opacity=0.8,
        )
        for n in range(9)
    )
    boat = group(
        way.rowboat(s, p.accent, figure=fig.person(p.ink, coat=True)), x=s.middle + 32, y=g + 15, scale=1.0
    )
    water = s.down(mix(p.top, p.low, share=0.3), mix(p.top, p.ink, share=0.4))
    front = path(
        f"M-2 {g + 8:.1f}Q{s.middle * 0.5:.1f} {g + 3 + s.wave():.1f} {s.middle:.1f} {g + 8:.1f}T{s.width + 2:.1f} {g + 7:.1f}V{s.height + 2}H-2Z",
        water,
        opacity=0.92,
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle + 22, g - 36, 7)
        + b.clouds(s, 4, y=g - 46)
        + b.sea(s, g, light=s.middle + 22)
        + leap
        + foam
        + front
        + boat
        + b.birds(s, 4, y=g - 30)
    )


def river(s: Stage) -> str:
    """A river winds through meadows; salmon leap."""
    p, g = s.palette, s.ground - 14
    water = path(
        f"M{s.middle + 4:.1f} {g + 2:.1f}Q{s.middle + 26:.1f} {g + 8:.1f} {s.middle - 2:.1f} {g + 15:.1f}Q{s.middle - 44:.1f} {g + 26:.1f} {s.middle - 18:.1f} {s.height + 2:.1f}H{s.middle + 46:.1f}Q{s.middle + 2:.1f} {g + 30:.1f} {s.middle + 22:.1f} {g + 18:.1f}Q{s.middle + 44:.1f} {g + 8:.1f} {s.middle + 8:.1f} {g + 2:.1f}Z",
        s.down("#cfeefa", "#4fa3cf"),
    )
    salmon = path("M-6 0Q0 -4 7 -0.6Q8 0 7 0.8Q0 4 -6 0L-9.4 -2.6V2.6Z", p.accent) + circle(
        5.6, -0.4, 0.5, "#1b1b22"
    )
    leap = abs(s.wave(period=1.3, phase=0.22))
    jump = "".join(
        group(salmon, x=s.middle + x + s.passed(-2), y=g + y - 6 * leap, turn=t, flip=True, scale=z)
        for x, y, t, z in ((2, 28, 32, 0.95), (14, 34, 20, 0.7))
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle + 24, g - 26, 7)
        + b.clouds(s, 4, y=g - 40)
        + b.ridge(s, g + 3, height=28, color=p.far, peaks=4)
        + b.ground(s, y=g + 2, color=mix(p.mid, "#6aa84f", share=0.55))
        + water
        + b.trees(s, g + 10, count=5, height=14, color=mix(p.near, "#3f7a3f", share=0.5), depth=0.4)
        + jump
    )


WATER = {
    "sea": ("day dusk", sea),
    "sailing": ("day dusk", sailing),
    "coast": ("day dusk", coast),
    "beach": ("day", beach),
    "lighthouse": ("night dusk", lighthouse),
    "lake": ("dusk day", lake),
    "foglake": ("night", foglake),
    "whale": ("day dusk", whale),
    "river": ("day", river),
}
