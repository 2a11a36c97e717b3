"""Scenes of roads, rails, harbours and the West."""

from __future__ import annotations

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo import buildings as house
from tastemaker.catalog.demo import figures as fig
from tastemaker.catalog.demo import scenery as prop
from tastemaker.catalog.demo import vehicles as way
from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, path
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = ["ROAD"]


def train(s: Stage) -> str:
    """A train crosses a viaduct."""
    p, g = s.palette, s.ground - 4
    arches = "".join(
        path(
            f"M{x} {g:.1f}H{x + 20}V{g + 46:.1f}H{x + 17}V{g + 20:.1f}Q{x + 10} {g + 2:.1f} {x + 3} {g + 20:.1f}V{g + 46:.1f}H{x}Z",
            s.down(lighter(p.near, 0.1), p.ink),
        )
        for x in range(-20, int(s.width) + 20, 20)
    )
    roll = group(way.train(s, p.accent), x=s.middle + 24 + s.passed(14), y=g - 1.5, scale=0.9)
    return (
        b.sky(s)
        + b.stars(s, 30, low=0.4)
        + b.moon(s, s.middle - 22, g - 48, 8)
        + b.clouds(s, 3, y=g - 52, opacity=0.5)
        + b.ridge(s, g + 6, height=40, color=p.far, peaks=4)
        + b.hills(s, g + 16, height=8, color=p.mid, depth=0.2)
        + b.fog(s, g + 14, opacity=0.4)
        + roll
        + rect(-1, g - 1.6, s.width + 2, 2.4, p.ink)
        + arches
        + b.pines(s, s.height + 2, count=14, height=16, color=p.ink, depth=0.9)
    )


def road(s: Stage) -> str:
    """A car on a straight road into the evening."""
    p, g = s.palette, s.ground - 12
    lane = polygon(
        [
            (s.middle - 1.6, g),
            (s.middle + 1.6, g),
            (s.middle + 46, s.height + 2),
            (s.middle - 46, s.height + 2),
        ],
        s.down(lighter(p.ink, 0.18), p.ink),
    )
    dashes = ""
    for n in range(8):
        t = ((n + s.time * 6) % 8) / 8
        a, z = t**2.2, min(1.0, (t + 0.055) ** 2.2)
        ya, yz = g + (s.height - g) * a, g + (s.height - g) * z
        dashes += polygon(
            [
                (s.middle - 0.2 - 1.2 * a, ya),
                (s.middle + 0.2 + 1.2 * a, ya),
                (s.middle + 0.2 + 1.2 * z, yz),
                (s.middle - 0.2 - 1.2 * z, yz),
            ],
            p.glow,
            opacity=0.85,
        )
    back = (
        path(
            "M-9 0V-5.4Q-8.6 -7.4 -7 -7.6L-5 -12.4Q-4.4 -13.6 -3 -13.6H3Q4.4 -13.6 5 -12.4L7 -7.6Q8.6 -7.4 9 -5.4V0Z",
            s.down(lighter(p.accent, 0.2), darker(p.accent, 0.15)),
        )
        + path("M-5.6 -7.8L-4 -12H4L5.6 -7.8Z", "#1d2636")
        + rect(-8.4, -5.6, 3, 1.8, "#ff3b30", rx=0.6)
        + rect(5.4, -5.6, 3, 1.8, "#ff3b30", rx=0.6)
        + rect(-8, -0.6, 3, 2, "#121318")
        + rect(5, -0.6, 3, 2, "#121318")
    )
    poles = ""
    for n in range(4):
        t = (((n + s.time * 3) % 4) / 4) ** 1.8
        x, y = s.middle + 6 + 66 * t, g + (s.height - g) * t * 0.6
        poles += stroke(
            f"M{x:.1f} {y:.1f}v{-4 - 34 * t:.1f}m{-1 - 4 * t:.1f} {1 + 4 * t:.1f}h{2 + 8 * t:.1f}",
            p.ink,
            0.3 + 0.9 * t,
        )
    bump = 0.3 * s.wave(period=0.35)
    return (
        b.sky(s)
        + b.sun(s, s.middle, g - 5, 12)
        + b.clouds(s, 4, y=g - 36)
        + b.ridge(s, g + 1, height=20, color=p.far, peaks=5, snow=False)
        + rect(-1, g, s.width + 2, s.height - g + 2, s.down(p.mid, p.near))
        + lane
        + dashes
        + poles
        + s.halo(s.middle, s.height - 24, r=22, color="#ff3b30", opacity=0.25)
        + group(back, x=s.middle + 10, y=s.height - 18 + bump, scale=1.5)
    )


def neonroad(s: Stage) -> str:
    """A getaway car in a neon street."""
    p, g = s.palette, s.ground + 6
    signs = "".join(
        rect(s.middle + x, g - y, w, h, "none", stroke=c, stroke_width=1.1, rx=1)
        + rect(s.middle + x + 1.4, g - y + 1.6 + k * 3.2, w - 2.8, 1.2, c, opacity=0.8)
        for x, y, w, h, c in (
            (-44, 62, 9, 20, p.accent),
            (-28, 44, 7, 14, p.second),
            (22, 66, 10, 22, p.second),
            (36, 44, 8, 16, p.accent),
        )
        for k in range(4)
    )
    wet = rect(-1, g, s.width + 2, s.height - g + 2, s.down(lighter(p.ink, 0.1), p.ink))
    gleam = "".join(
        rect(s.middle + x, g + 3 + 2.2 * n, 12 - n * 0.6, 0.9, c, opacity=0.5 - 0.05 * n)
        for x, c in ((-44, p.accent), (-26, p.second), (22, p.second), (36, p.accent))
        for n in range(7)
    )
    trail = rect(-2, g + 1.2, s.middle - 12, 0.8, "#ff3b30", opacity=0.8) + rect(
        -2, g + 3, s.middle - 14, 0.5, p.accent, opacity=0.7
    )
    beam = polygon(
        [(s.middle + 21, g - 1), (s.width + 20, g - 9), (s.width + 20, g + 10)],
        s.down((0, p.glow, 0.7), (1, p.glow, 0), angle="right"),
    )
    return (
        b.sky(s)
        + b.skyline(s, g, height=80, color=p.mid, lit=0.25, depth=0.2, wide=13)
        + signs
        + wet
        + gleam
        + trail
        + beam
        + group(way.car(s, p.accent), x=s.middle + s.passed(5), y=g + 6, scale=1.5)
        + b.rain(s, count=60)
    )


def bridge(s: Stage) -> str:
    """A suspension bridge over a river."""
    p, g = s.palette, s.ground - 4
    m, left, right = s.middle, s.middle - 32, s.middle + 32
    deck = rect(-2, g - 4, s.width + 4, 2.6, p.ink)
    towers = "".join(
        rect(x - 2, g - 44, 4, 52, s.down(p.accent, darker(p.accent, 0.3)))
        + rect(x - 4, g - 46, 8, 3, darker(p.accent, 0.2))
        + rect(x - 3, g + 4, 6, 6, p.ink)
        for x in (left, right)
    )
    cable = f"M-20 {g - 8:.1f}Q{left - 14:.1f} {g - 14:.1f} {left:.1f} {g - 43:.1f}Q{m:.1f} {g + 32:.1f} {right:.1f} {g - 43:.1f}Q{right + 14:.1f} {g - 14:.1f} {s.width + 20:.1f} {g - 8:.1f}"
    hang = ""
    for k in range(1, 16):
        t = k / 16
        y = (1 - t) ** 2 * (g - 43) + 2 * t * (1 - t) * (g + 32) + t * t * (g - 43)
        hang += f"M{left + (right - left) * t:.1f} {y:.1f}V{g - 4:.1f}"
    ride = group(way.train(s, p.second, cars=2), x=m + 6 + s.passed(9), y=g - 4, scale=0.42)
    return (
        b.sky(s)
        + b.sun(s, m + 12, g - 22, 9)
        + b.clouds(s, 4, y=g - 52, opacity=0.6)
        + b.skyline(s, g + 2, height=26, color=p.far, lit=0.3, depth=0.1, wide=6)
        + b.sea(s, g + 2, light=m + 12)
        + stroke(hang, p.ink, 0.35)
        + stroke(cable, p.ink, 1)
        + ride
        + deck
        + towers
    )


def heist(s: Stage) -> str:
    """Five thieves on a roof, a moon and a diamond of light."""
    p, g = s.palette, s.ground + 2
    gang = "".join(
        group(
            fig.person(p.ink, coat=n % 2 == 0, hat=n % 3 == 0, dress=n == 3, arm="5 -17" if n == 1 else ""),
            x=s.middle - 26 + 13 * n,
            y=g + 0.5 * s.wave(period=1.3, phase=n * 0.2),
            scale=1.05 + 0.08 * (n % 3),
        )
        for n in range(5)
    )
    gem = group(
        polygon([(-7, -3), (-4, -7), (4, -7), (7, -3), (0, 7)], s.down(lighter(p.second, 0.55), p.second)),
        stroke(
            "M-7 -3H7M-4 -7L-2.4 -3L0 7L2.4 -3L4 -7M0 -7L-2.4 -3M0 -7L2.4 -3", lighter(p.second, 0.7), 0.4
        ),
        x=s.middle,
        y=g - 47,
        scale=1.25 + 0.05 * s.wave(period=1.2),
    )
    beams = "".join(
        group(
            polygon([(0, 0), (-8, 110), (8, 110)], s.down((0, p.accent, 0.5), (1, p.accent, 0))),
            x=s.middle + x,
            y=-4,
            turn=t + 8 * s.wave(period=2.5, phase=0.25 * n),
        )
        for n, (x, t) in enumerate(((-40, -24), (40, 24)))
    )
    return (
        b.sky(s)
        + b.stars(s, 30, low=0.5)
        + beams
        + b.skyline(s, g + 6, height=40, color=p.mid, lit=0.4, depth=0.2)
        + s.halo(s.middle, g - 47, r=26, color=p.second, opacity=0.6)
        + gem
        + rect(-1, g, s.width + 2, s.height, p.ink)
        + gang
    )


def harbour(s: Stage) -> str:
    """Cranes unload a freighter."""
    p, g = s.palette, s.ground
    quay = rect(-1, g - 3, s.middle - 6, 30, s.down(p.near, p.ink))
    cranes = group(prop.crane(s, p.ink), x=s.middle - 34 + s.pan(0.4), y=g - 3, scale=1.25) + group(
        prop.crane(s, darker(p.accent, 0.2), phase=0.4), x=s.middle - 16 + s.pan(0.4), y=g - 3, scale=1.0
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle + 22, g - 36, 8)
        + b.clouds(s, 4, y=g - 56, opacity=0.6)
        + b.skyline(s, g - 2, height=20, color=p.far, lit=0.25, depth=0.1, wide=7)
        + b.sea(s, g - 2, light=s.middle + 22)
        + group(way.freighter(s, p.ink), x=s.middle + 22 + s.passed(1.5), y=g + 8)
        + cranes
        + quay
        + b.birds(s, 5, y=g - 46)
    )


def westtown(s: Stage) -> str:
    """Two duellists in the main street."""
    p, g = s.palette, s.ground
    dust = "".join(
        ellipse(
            (round(s.middle + x + s.passed(6), 1), round(g + 14 + y, 1)),
            (9, 2),
            lighter(p.low, 0.2),
            opacity=0.4,
        )
        for x, y in ((-34, 4), (-4, 10), (26, 5))
    )
    near = group(
        path("M-3.4 -14.4Q0 -16.6 3.4 -14.4L5.4 -8L4 -7.6L3.4 0H1L0 -6L-1 0H-3.4L-4 -7.6L-5.4 -8Z", p.ink),
        circle(0, -17.8, 2, p.ink),
        path("M-5.4 -18.6H5.4L4 -19.6H2.4L1.6 -22.6H-1.6L-2.4 -19.6H-4Z", p.ink),
        x=s.middle + 5,
        y=g + 36,
        scale=2.5,
    )
    far = group(fig.person(p.ink, coat=True, hat=True), x=s.middle - 4, y=g + 5, scale=0.62)
    shadow = polygon(
        [(s.middle - 5, g + 5), (s.middle - 3, g + 5), (s.middle + 6, g + 13), (s.middle + 2, g + 13)],
        p.ink,
        opacity=0.4,
    )
    ball = group(
        circle(0, 0, 3, "none", stroke=darker(p.mid, 0.3), stroke_width=0.8),
        stroke("M-3 0Q0 -3 3 0M-2 2Q0 -2 2 2M0 -3V3", darker(p.mid, 0.3), 0.5),
        x=s.middle - 26 + s.passed(10),
        y=g + 19 - 2 * abs(s.wave(period=0.9)),
        turn=s.passed(90),
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle, g - 30, 11)
        + b.ridge(s, g, height=18, color=p.far, peaks=5, snow=False, depth=0.1)
        + rect(-1, g - 1, s.width + 2, s.height, s.down(lighter(p.low, 0.1), p.mid))
        + house.westfronts(s, g + 4)
        + shadow
        + far
        + dust
        + ball
        + near
    )


def butte(s: Stage) -> str:
    """A rider before red rock towers."""
    p, g, m = s.palette, s.ground, s.middle

    def tower(x: float, w: float, tall: float, color: str) -> str:
        rock = polygon(
            [
                (x - w, g),
                (x - w * 0.66, g - tall * 0.42),
                (x - w * 0.55, g - tall),
                (x + w * 0.5, g - tall * 0.97),
                (x + w * 0.62, g - tall * 0.4),
                (x + w, g),
            ],
            s.down(lighter(color, 0.18), color),
        )
        side = polygon(
            [
                (x + w * 0.12, g - tall * 0.98),
                (x + w * 0.5, g - tall * 0.97),
                (x + w * 0.62, g - tall * 0.4),
                (x + w, g),
                (x + w * 0.2, g),
            ],
            darker(color, 0.25),
            opacity=0.7,
        )
        bands = stroke(
            f"M{x - w * 0.55:.1f} {g - tall * 0.82:.1f}h{w * 1.05:.1f}M{x - w * 0.58:.1f} {g - tall * 0.6:.1f}h{w * 1.15:.1f}",
            darker(color, 0.3),
            0.6,
            opacity=0.5,
        )
        return rock + side + bands

    cactus = stroke("M0 0V-13M0 -5H-4V-9M0 -7H4V-12", p.ink, 2)
    horse = group(
        fig.rider(s, p.ink), x=m - 8 + s.passed(3.5), y=g + 20 + 0.6 * abs(s.wave(period=0.7)), scale=1.35
    )
    front = b.hills(s, g + 20, height=5, color=p.ink, depth=0.7)
    return (
        b.sky(s)
        + b.sun(s, m + 14, g - 20, 14)
        + group(tower(m - 32, 15, 40, p.far), tower(m + 34, 12, 52, p.far), x=s.pan(0.15))
        + group(tower(m + 4, 9, 24, p.mid), x=s.pan(0.3))
        + b.ground(s, y=g - 1, color=p.mid)
        + horse
        + front
        + group(cactus, x=m + 32 + s.pan(0.9), y=g + 24, scale=1.3)
        + b.birds(s, 3, y=g - 50)
    )


def factory(s: Stage) -> str:
    """A factory and its workers."""
    p, g = s.palette, s.ground
    march = "".join(
        group(
            fig.person(p.ink, hat=n % 2 == 0, dress=n % 4 == 3),
            x=s.middle - 42 + 14 * n + s.passed(2.5),
            y=g + 16 + 2 * (n % 3) + 0.4 * abs(s.wave(period=0.5, phase=n * 0.2)),
            scale=0.75,
        )
        for n in range(7)
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle + 26, g - 46, 8)
        + b.clouds(s, 4, y=g - 50, opacity=0.5)
        + b.hills(s, g - 3, height=12, color=p.far, depth=0.1)
        + group(house.factory(s, p.mid), x=s.middle + s.pan(0.2), y=g + 3, scale=1.2)
        + b.ground(s, y=g + 3, color=p.near)
        + march
    )


ROAD = {
    "train": ("night dusk", train),
    "road": ("dusk", road),
    "neonroad": ("neon", neonroad),
    "bridge": ("dusk night day", bridge),
    "heist": ("night neon", heist),
    "harbour": ("dusk day", harbour),
    "westtown": ("dusk", westtown),
    "butte": ("dusk", butte),
    "factory": ("dusk day", factory),
}
