"""Scenes of politics, markets and work."""

from __future__ import annotations

import numpy as np

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo import buildings as house
from tastemaker.catalog.demo import figures as fig
from tastemaker.catalog.demo import scenery as prop
from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, mix, path
from tastemaker.catalog.demo.palettes import GREEN
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = ["STATE"]


def _chart(s: Stage, *, rising: bool) -> str:
    p, g, rng = s.palette, s.ground + 10, s.rng("chart")
    count = 13
    walk = np.cumsum(rng.normal(0.9, 1.6, count))
    walk = (walk - walk.min()) / max(1e-6, float(np.ptp(walk)))
    walk = 0.45 * walk + 0.55 * np.linspace(0, 1, count)
    if not rising:
        walk = 1 - walk
    color = "#1fa971" if rising else "#d6373b"
    step = (s.width - 24) / (count - 1)
    points = [(12 + step * n, g - 10 - 58 * float(v)) for n, v in enumerate(walk)]
    grid = stroke(
        "".join(f"M8 {g - 10 - 14.5 * k:.1f}H{s.width - 8:.1f}" for k in range(5)),
        lighter(p.low, 0.3),
        0.3,
        opacity=0.5,
    )
    bars = "".join(
        rect(x - step * 0.26, y + 6 + 2 * rng.random(), step * 0.52, g - 6 - y, color, opacity=0.28, rx=0.6)
        for x, y in points
    )
    area = polygon([(points[0][0], g), *points, (points[-1][0], g)], s.down((0, color, 0.5), (1, color, 0)))
    line = stroke("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points), color, 2.2) + "".join(
        circle(x, y, 1.4, "#ffffff") for x, y in points
    )
    (x, y), turn = points[-1], (45 if rising else 135)
    head = group(polygon([(0, -6), (5, 3.4), (-5, 3.4)], color), x=x, y=y, turn=turn)
    screen = rect(4, 8, s.width - 8, g - 2, s.down(darker(p.top, 0.35), darker(p.middle, 0.45)), rx=3)
    return (
        b.sky(s)
        + b.skyline(s, s.height, height=92, color=p.far, lit=0.2, depth=0.1)
        + screen
        + grid
        + bars
        + area
        + line
        + head
        + fig.crowd(s, s.height + 4, color=p.ink, count=8, size=1.3)
    )


def ballot(s: Stage) -> str:
    """A hand drops a paper into a ballot box, people queue."""
    p, g = s.palette, s.ground + 8
    queue = "".join(
        group(
            fig.person((p.far, p.mid, p.second)[n % 3], dress=n % 3 == 1, hat=n % 4 == 0),
            x=s.middle - 60 + 15 * n,
            y=g - 8,
            scale=1.25,
        )
        for n in range(9)
    )
    paper = group(
        rect(-8, -22, 16, 20, "#ffffff", rx=0.6),
        stroke("M-4 -16H4M-4 -12H4", "#b8c2cc", 0.8),
        stroke("M-3 -7.6L-0.6 -5L4 -10", p.accent, 1.4),
        x=s.middle,
        y=g - 19,
        turn=-8,
    )
    box = (
        polygon([(-24, -22), (-18, -29), (18, -29), (24, -22)], lighter(p.accent, 0.3))
        + rect(-10, -27, 20, 2.2, p.ink, rx=1)
        + rect(-24, -22, 48, 34, s.down(p.accent, darker(p.accent, 0.25)))
        + circle(0, -6, 8, "#ffffff", opacity=0.95)
        + stroke("M-3.6 -6L-1 -3L4.4 -9.4", p.accent, 2)
    )
    return (
        b.room(s, floor=g - 8)
        + queue
        + rect(-1, g + 4, s.width + 2, s.height, s.down(p.near, p.ink))
        + group(box, x=s.middle, y=g + 2)
        + paper
    )


def parliament(s: Stage) -> str:
    """A parliament with a dome."""
    p, g = s.palette, s.ground + 6
    people = "".join(
        group(
            fig.person(p.ink, coat=n % 2 == 0),
            x=s.middle - 46 + 21 * n + s.passed(2 if n % 2 else -2),
            y=g + 11 + 2 * (n % 3),
            scale=0.42,
        )
        for n in range(6)
    )
    return (
        b.sky(s)
        + b.clouds(s, 5, y=g - 56, opacity=0.7)
        + b.skyline(s, g - 4, height=22, color=p.far, lit=0, depth=0.1)
        + b.trees(s, g, count=10, height=15, color=mix(p.mid, GREEN, share=0.5), depth=0.2)
        + group(house.parliament(s, lighter(p.mid, 0.42)), x=s.middle, y=g, scale=1.2)
        + b.ground(s, y=g, color=mix(p.near, GREEN, share=0.35))
        + polygon(
            [
                (s.middle - 9, g),
                (s.middle + 9, g),
                (s.middle + 24, s.height + 2),
                (s.middle - 24, s.height + 2),
            ],
            lighter(p.low, 0.2),
        )
        + people
    )


def podium(s: Stage) -> str:
    """A speaker at a lectern with microphones."""
    p, g = s.palette, s.ground + 14
    flags = "".join(
        stroke(f"M{s.middle + x:.1f} {g:.1f}v-62", p.second, 1.2)
        + path(f"M{s.middle + x:.1f} {g - 60:.1f}q8 4 7 14t-1 24q-6 2 -9 -2z", c)
        for x, c in ((-44, p.accent), (-32, p.second), (34, p.accent), (46, p.second))
    )
    desk = (
        polygon([(-15, -25), (15, -25), (11, 14), (-11, 14)], s.down(lighter(p.mid, 0.15), p.near))
        + rect(-17, -28, 34, 3.4, darker(p.mid, 0.25), rx=0.8)
        + circle(0, -9, 6, p.second)
        + fig.star(5, r=4.4, fill="#ffffff").replace("<path", '<path transform="translate(0 -9)"')
    )
    mics = "".join(
        stroke(f"M{x} -28Q{x * 0.7:.1f} -35 {x * 0.4:.1f} -38", p.ink, 0.8)
        + ellipse((x * 0.4, -39), (1.3, 1.9), p.ink)
        for x in (-9, -4, 4, 9)
    )
    who = (
        path("M-13 -26Q-14 -45 -5 -48H5Q14 -45 13 -26Z", darker(p.far, 0.5))
        + path("M-4 -48L0 -38L4 -48Z", "#ffffff")
        + path("M-1.2 -46L0 -34L1.2 -46Z", p.accent)
        + circle(0, -55, 6.6, "#d9a27c")
        + path("M-7 -55Q-8 -63.6 0 -63.4Q8 -63.6 7 -55Q5 -59.6 0 -59Q-5 -59.6 -7 -55Z", p.ink)
    )
    return (
        b.room(s, floor=g)
        + s.halo(s.middle, g - 44, r=50, opacity=0.6)
        + flags
        + group(who, desk, mics, x=s.middle, y=g)
        + fig.crowd(s, s.height + 3, color=p.ink, count=9, size=1.25)
    )


def townhall(s: Stage) -> str:
    """A town hall with a clock tower on a market square."""
    p, g = s.palette, s.ground + 4
    tower = (
        rect(-8, -58, 16, 58, s.down(lighter(p.accent, 0.25), p.accent))
        + polygon([(-10, -58), (0, -76), (10, -58)], darker(p.far, 0.35))
        + circle(0, -48, 5, "#fffaf0")
        + stroke("M0 -48V-51.6M0 -48L2.4 -46.8", p.ink, 0.8)
    )
    wings = "".join(
        rect(x, -30, 26, 30, lighter(p.second, 0.42))
        + polygon([(x - 1.4, -30), (x + 5, -39), (x + 21, -39), (x + 27.4, -30)], darker(p.far, 0.35))
        + "".join(
            rect(x + 3 + 8 * c, -25 + 12 * r, 4.4, 7.4, darker(p.far, 0.45), rx=2.2)
            for c in range(3)
            for r in range(2)
        )
        for x in (-34, 8)
    )
    stalls = "".join(
        group(
            "".join(rect(-7 + 3.5 * k, -9, 3.5, 4, p.accent if k % 2 else "#ffffff") for k in range(4))
            + rect(-6.4, -5, 12.8, 5, "#8a5a35")
            + "".join(circle(-4 + 2.6 * k, -5.4, 1.2, (p.second, GREEN, p.accent)[k % 3]) for k in range(4)),
            x=s.middle + x,
            y=g + y,
            scale=1.2,
        )
        for x, y in ((-44, 14), (42, 15), (-24, 20))
    )
    return (
        b.sky(s)
        + b.clouds(s, 5, y=g - 60, opacity=0.8)
        + b.birds(s, 6, y=g - 64, spread=8)
        + house.gables(s, g - 2, depth=0.1, count=9, lit=0.1)
        + group(wings, tower, path("M-4 0V-9Q0 -14 4 -9V0Z", p.ink), x=s.middle, y=g)
        + rect(-1, g, s.width + 2, s.height, s.down(lighter(p.low, 0.1), mix(p.low, p.mid, share=0.4)))
        + stalls
        + group(fig.person(p.ink, dress=True), x=s.middle + 16, y=g + 20, scale=0.75)
        + group(fig.person(p.ink, hat=True), x=s.middle + 24, y=g + 21, scale=0.75)
    )


def chart_up(s: Stage) -> str:
    """A rising market."""
    return _chart(s, rising=True)


def chart_down(s: Stage) -> str:
    """A falling market."""
    return _chart(s, rising=False)


def bank(s: Stage) -> str:
    """A bank with columns and stacks of coins."""
    p, g = s.palette, s.ground + 8
    hall = (
        polygon([(-36, -38), (0, -56), (36, -38)], s.down(lighter(p.mid, 0.45), lighter(p.mid, 0.2)))
        + circle(0, -45, 4.4, p.second)
        + rect(-37, -38, 74, 4.4, lighter(p.mid, 0.4))
        + "".join(
            rect(x, -34, 6, 30, s.down("#ffffff", lighter(p.mid, 0.4), angle="right"))
            for x in (-33, -19, -3, 13, 27)
        )
        + rect(-30, -33, 60, 29, darker(p.mid, 0.3), opacity=0.35)
        + "".join(
            rect(-38 - 2 * n, -4 + 3 * n, 76 + 4 * n, 3, lighter(p.mid, 0.35 - 0.1 * n)) for n in range(3)
        )
    )
    coins = "".join(
        ellipse((s.middle + x, g + 14 - 2.2 * k), (7, 2.6), darker("#f5c542", 0.22))
        + ellipse((s.middle + x, g + 13.2 - 2.2 * k), (7, 2.6), "#f9d35c")
        for x, h in ((-50, 6), (-36, 3), (36, 4), (50, 8))
        for k in range(h)
    )
    return (
        b.sky(s)
        + b.clouds(s, 5, y=g - 60, opacity=0.7)
        + b.skyline(s, g, height=40, color=p.far, lit=0.15, depth=0.1)
        + b.ground(s, y=g + 3, color=p.near)
        + group(hall, x=s.middle, y=g)
        + coins
    )


def market(s: Stage) -> str:
    """A stall with fruit and two customers."""
    p, g = s.palette, s.ground + 10
    roof = "".join(
        path(f"M{-44 + 11 * n} -46h11l2 10q-6 6 -12 0z" if n < 8 else "", p.accent if n % 2 else "#fff8ea")
        for n in range(8)
    )
    crates = ""
    rng = s.rng("fruit")
    for n, color in enumerate(("#e8412f", "#f6a02c", "#7fb23f", "#f3d03e", "#8d4a8f")):
        x = -42 + 17.4 * n
        fruit = "".join(
            circle(x + 2.4 + 3.3 * k + rng.uniform(-0.4, 0.4), -13.4 - 2.4 * r, 2, color)
            + circle(x + 1.8 + 3.3 * k, -14 - 2.4 * r, 0.6, "#ffffff", opacity=0.5)
            for r in range(2)
            for k in range(4)
        )
        crates += (
            fruit
            + rect(x, -12.4, 15.4, 9, "#b98550", rx=0.6)
            + stroke(f"M{x} -9.4h15.4M{x} -6.4h15.4", "#8f6236", 0.5)
        )
    seller = (
        path("M-7 0Q-8 -15 -3 -17H3Q8 -15 7 0Z", p.second)
        + circle(0, -21.4, 4, "#c98d68")
        + path("M-5 -22.6Q0 -30 5 -22.6Z", p.ink)
    )
    stall = stroke("M-42 4V-40M42 4V-40", "#7a5230", 1.4) + rect(-45, -4, 90, 9, "#9c6b3d")
    return (
        b.sky(s)
        + b.clouds(s, 4, y=g - 62, spread=7)
        + house.gables(s, g - 4, depth=0.1, count=8, lit=0.1)
        + rect(-1, g - 4, s.width + 2, s.height, s.down(lighter(p.low, 0.1), mix(p.low, p.mid, share=0.4)))
        + group(group(seller, x=-4, y=-6, scale=1.1), stall, crates, roof, x=s.middle, y=g)
        + group(fig.person(p.ink, dress=True), x=s.middle - 28, y=g + 20, scale=1.5)
        + group(fig.person(darker(p.far, 0.4), hat=True), x=s.middle + 27, y=g + 20, scale=1.5)
    )


def office(s: Stage) -> str:
    """Two people at desks, plants, a window."""
    p, g = s.palette, s.ground + 12
    window = (
        rect(s.middle - 48, g - 62, 96, 40, s.down(p.top, p.low))
        + group(b.skyline(s, g - 22, height=26, color=p.far, lit=0, depth=0.1)[0:0])
        + "".join(
            rect(s.middle - 44 + 11 * n, g - 22 - h, 9, h, mix(p.far, "#ffffff", share=0.2))
            for n, h in enumerate((12, 20, 9, 25, 15, 22, 11, 18))
        )
        + stroke(f"M{s.middle - 16:.1f} {g - 62:.1f}v40M{s.middle + 16:.1f} {g - 62:.1f}v40", "#ffffff", 1.4)
        + rect(s.middle - 49, g - 63, 98, 42, "none", stroke="#ffffff", stroke_width=1.6)
    )

    def desk(x: float, color: str, flip: bool) -> str:
        who = (
            path("M-6 0Q-7 -13 -2 -15H3Q7 -13 6 0Z", color)
            + circle(1, -19, 3.8, "#d7a27d")
            + path("M-3.4 -19Q-4 -25 1.4 -24.4Q6 -24 4.8 -19.6Q2 -22 -1 -21.4Q-2.6 -21 -3.4 -19Z", p.ink)
            + stroke("M4 -10L11 -6", color, 2.6)
        )
        screen = (
            rect(10, -18, 13, 10, "#27303c", rx=0.8)
            + rect(11, -17, 11, 8, p.second, rx=0.4)
            + stroke("M16.5 -8V-4.6", "#27303c", 1.2)
        )
        return group(
            who,
            screen,
            rect(-9, -4.4, 38, 2.4, "#c99a66"),
            stroke("M-6 -2V16M26 -2V16", "#8a6a48", 1.2),
            x=s.middle + x,
            y=g,
            scale=1.15,
            flip=flip,
        )

    plant = path("M-4 -8h8l-1.4 8h-5.2z", p.accent) + "".join(
        group(path("M0 0Q5 -8 1 -17Q-4 -8 0 0Z", GREEN), y=-7, turn=t) for t in (-38, -14, 12, 36)
    )
    return (
        b.room(s, floor=g + 4)
        + window
        + desk(-38, p.accent, False)
        + desk(38, p.second, True)
        + group(plant, x=s.middle, y=g + 18, scale=1.2)
    )


def cafe(s: Stage) -> str:
    """A shop front at night with guests."""
    p, g = s.palette, s.ground + 10
    front = (
        rect(-44, -48, 88, 48, s.down(lighter(p.accent, 0.1), darker(p.accent, 0.2)))
        + rect(-39, -32, 46, 26, p.glow)
        + rect(15, -34, 20, 34, darker(p.accent, 0.45))
        + rect(17.6, -31, 14.8, 20, p.glow, opacity=0.85)
        + rect(-40, -46, 80, 7, darker(p.near, 0.2), rx=1)
        + circle(0, -42.4, 2, p.second)
        + stroke("M-26 -42.4h14M12 -42.4h14", p.glow, 1.1)
    )
    awning = "".join(
        path(f"M{-42 + 8.6 * n:.1f} -37h8.6l1.4 8q-5 5 -10 0z", p.second if n % 2 else "#fff8ea")
        for n in range(6)
    )
    inside = "".join(
        rect(-36 + 11 * n, -20, 9, 1.2, "#8a5a35")
        + "".join(ellipse((-34 + 11 * n + 3.2 * k, -21.6), (1.9, 1.3), "#c9853f") for k in range(3))
        for n in range(4)
    ) + group(fig.person("#5d3a28"), x=-16, y=2, scale=1.15)
    street = rect(-1, g, s.width + 2, s.height, s.down(lighter(p.near, 0.12), p.near)) + polygon(
        [(s.middle - 40, g), (s.middle + 8, g), (s.middle + 14, g + 18), (s.middle - 52, g + 18)],
        p.glow,
        opacity=0.3,
    )
    guests = group(fig.person(p.ink, coat=True), x=s.middle - 50, y=g + 12, scale=1.4) + group(
        fig.person(p.ink, dress=True), x=s.middle + 26, y=g + 14, scale=1.45
    )
    return (
        b.sky(s)
        + b.stars(s, 30, low=0.4)
        + b.skyline(s, g, height=70, color=p.mid, lit=0.15, depth=0.1, wide=14)
        + group(front, inside, awning, x=s.middle, y=g)
        + street
        + guests
        + group(prop.lamp(s, p.ink), x=s.middle + 52, y=g + 12, scale=1.25)
    )


STATE = {
    "ballot": ("indoor", ballot),
    "parliament": ("day dusk", parliament),
    "podium": ("indoor", podium),
    "townhall": ("day", townhall),
    "chart_up": ("day night", chart_up),
    "chart_down": ("night dusk", chart_down),
    "bank": ("day", bank),
    "market": ("day", market),
    "office": ("day indoor", office),
    "cafe": ("night", cafe),
}
