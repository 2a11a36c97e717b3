"""Scenes of sport and play."""

from __future__ import annotations

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo import buildings as house
from tastemaker.catalog.demo import figures as fig
from tastemaker.catalog.demo import vehicles as way
from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, mix, path
from tastemaker.catalog.demo.palettes import GREEN
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = ["SPORT"]


def park(s: Stage) -> str:
    """A playground with a slide and a tree."""
    p, g = s.palette, s.ground + 6
    slide = (
        stroke("M0 0V-26M8 0V-26" + "".join(f"M0 {-k}h8" for k in range(5, 26, 5)), p.accent, 1.3)
        + path("M7 -25Q14 -24 24 -10T40 -1.5L39 1Q28 -1 20 -9T8 -20Z", p.second)
        + rect(-1.5, -27, 12, 2, p.accent)
    )
    swing = stroke("M-14 0L-6 -30H22L30 0M-6 -30L2 0M22 -30L14 0", darker(p.second, 0.4), 1.4) + group(
        stroke("M-2.4 0V19M2.4 0V19", "#5a4a3a", 0.5)
        + rect(-3.4, 18.6, 6.8, 1.4, p.accent)
        + group(fig.person(p.ink, dress=True), y=20, scale=0.52),
        x=8,
        y=-30,
        turn=20 * s.wave(period=1.8, phase=0.12),
    )
    kids = "".join(
        group(fig.runner(s, c, phase=0.3 * n), x=s.middle + x + s.passed(4), y=g + y, scale=0.62)
        for n, (x, y, c) in enumerate(((-2, 18, p.ink), (14, 21, darker(p.accent, 0.3))))
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle - 36, g - 56, 7)
        + b.clouds(s, 4, y=g - 56, spread=8)
        + b.skyline(s, g - 4, height=24, color=mix(p.far, "#ffffff", share=0.2), lit=0, depth=0.1)
        + b.trees(s, g, count=9, height=20, color=mix(p.mid, GREEN, share=0.5), depth=0.2)
        + b.hills(s, g + 2, height=4, color=mix(p.mid, "#7cba5a", share=0.65), depth=0.4)
        + group(swing, x=s.middle - 46, y=g + 9, scale=0.9)
        + group(slide, x=s.middle + 12, y=g + 9)
        + kids
    )


def pool(s: Stage) -> str:
    """Swimmers in lanes."""
    p = s.palette
    y0 = s.height * 0.34
    hall = rect(-1, -1, s.width + 2, y0 + 2, s.down(p.low, lighter(p.low, 0.3))) + "".join(
        rect(s.width * n / 7 + 2, 6, s.width / 7 - 4, y0 - 14, s.down(p.top, p.low), rx=1) for n in range(7)
    )
    water = rect(-1, y0, s.width + 2, s.height, s.down("#6fd3e8", "#1f8fc0"))
    ropes = "".join(
        stroke(
            f"M{s.middle + k * 9:.1f} {y0:.1f}L{s.middle + k * 34:.1f} {s.height + 2}",
            "#ffffff",
            0.8,
            stroke_dasharray="2.4 1.6",
        )
        for k in range(-4, 5)
    )
    swim = ""
    for n, (lane, depth) in enumerate(
        ((-2.5, 0.75), (-1.5, 0.35), (-0.5, 0.85), (0.5, 0.5), (1.5, 0.7), (2.5, 0.3))
    ):
        t = min(0.97, max(0.05, depth - s.passed(0.05) + 0.02 * s.wave(period=1, phase=n * 0.3)))
        x, y, z = s.middle + lane * (9 + 25 * t), y0 + (s.height - y0) * t, 0.45 + 0.9 * t
        arm = 4 * s.wave(period=0.9, phase=n * 0.23)
        cap = (p.accent, p.second, "#ffffff")[n % 3]
        swim += group(
            ellipse((0, 3), (6, 3.4), "#ffffff", opacity=0.4),
            path("M-2.4 0Q0 9 2.4 0Z", "#d9a27c"),
            stroke(f"M-2 1L{-6:.1f} {-2 - arm:.1f}M2 1L6 {-2 + arm:.1f}", "#d9a27c", 1.5),
            circle(0, -1.6, 2.3, cap),
            x=x,
            y=y,
            scale=z,
        )
    shine = "".join(
        ellipse((s.rng("sh").uniform(0, 1) * 0 + x, y), (4, 0.5), "#ffffff", opacity=0.5)
        for x, y in ((s.width * ((k * 37) % 100) / 100, y0 + 4 + (s.height - y0) * k / 14) for k in range(14))
    )
    return hall + rect(-1, y0 - 3, s.width + 2, 4, "#f3ead9") + water + shine + ropes + swim


def cycling(s: Stage) -> str:
    """Racing cyclists below mountains."""
    p, g = s.palette, s.ground + 4
    riders = "".join(
        group(way.bicycle(s, p.ink, shirt=c), x=s.middle + x + s.passed(5), y=g + y, scale=z)
        for x, y, c, z in (
            (-36, 10, p.second, 0.95),
            (-12, 12, "#ffffff", 1.0),
            (14, 15, p.accent, 1.1),
            (42, 13, p.second, 1.0),
        )
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle + 40, g - 50, 6)
        + b.clouds(s, 4, y=g - 52, spread=8)
        + b.ridge(s, g - 4, height=44, color=p.far, peaks=5)
        + b.hills(s, g - 2, height=8, color=mix(p.mid, GREEN, share=0.5), depth=0.3)
        + polygon(
            [(-2, g + 6), (s.width + 2, g + 3), (s.width + 2, g + 21), (-2, g + 22)], lighter(p.near, 0.22)
        )
        + riders
        + b.hills(s, g + 23, height=3, color=mix(p.near, GREEN, share=0.5), depth=0.8)
    )


def runner(s: Stage) -> str:
    """Marathon runners in a city."""
    p, g = s.palette, s.ground + 6
    pack = "".join(
        group(fig.runner(s, c, phase=0.21 * n), x=s.middle + x + s.passed(4), y=g + y, scale=z)
        for n, (x, y, c, z) in enumerate(
            (
                (-44, 8, darker(p.far, 0.4), 1.1),
                (-26, 10, darker(p.second, 0.2), 1.2),
                (-8, 13, p.ink, 1.3),
                (36, 12, darker(p.far, 0.4), 1.2),
                (14, 17, p.accent, 1.55),
            )
        )
    )
    line = "".join(
        polygon(
            [(x, g - 36 + 3 * (k % 2)), (x + 6, g - 36 + 3 * (k % 2)), (x + 3, g - 28 + 3 * (k % 2))],
            (p.accent, p.second, "#ffffff")[k % 3],
        )
        for k, x in enumerate(range(0, int(s.width), 8))
    )
    return (
        b.sky(s)
        + b.clouds(s, 4, y=g - 60, spread=6)
        + b.skyline(s, g - 4, height=40, color=p.far, lit=0.1, depth=0.1)
        + b.trees(s, g, count=8, height=15, color=mix(p.mid, GREEN, share=0.5), depth=0.3)
        + line
        + rect(-1, g, s.width + 2, s.height, s.down(lighter(p.near, 0.3), lighter(p.near, 0.1)))
        + stroke(f"M-2 {g + 20:.1f}H{s.width + 2:.1f}", "#5fb4ff", 1)
        + pack
    )


def stadium(s: Stage) -> str:
    """A football shot at goal in a floodlit stadium."""
    p, g, rng = s.palette, s.ground - 8, s.rng("fans")
    stand = polygon(
        [(-2, g - 30), (s.width + 2, g - 30), (s.width + 2, g), (-2, g)], s.down(p.far, p.mid)
    ) + "".join(
        circle(
            rng.uniform(0, s.width),
            g - 3 - 5 * r + rng.uniform(-1, 1) + 0.4 * s.wave(period=0.5, phase=rng.random()),
            1.25,
            (p.accent, p.second, "#ffffff", p.low, "#d9a27c")[int(rng.integers(5))],
        )
        for r in range(5)
        for _ in range(34)
    )
    roof = polygon([(-2, g - 36), (s.width + 2, g - 36), (s.width + 2, g - 32), (-2, g - 32)], p.ink)
    lights = "".join(
        stroke(f"M{x:.1f} {g - 34:.1f}V{g - 54:.1f}", p.ink, 1)
        + rect(x - 6, g - 60, 12, 7, p.ink, rx=1)
        + "".join(
            circle(x - 4 + 4 * k, g - 58.2 + 3.4 * r, 1.2, "#fffbe6") for k in range(3) for r in range(2)
        )
        + s.halo(x, g - 56, r=24, opacity=0.7)
        for x in (14, s.width - 14)
    )
    turf = rect(-1, g, s.width + 2, s.height, "#3f9a4a") + "".join(
        polygon(
            [
                (s.middle + 13 * k, g),
                (s.middle + 13 * (k + 0.5), g),
                (s.middle + 30 * (k + 0.5), s.height + 2),
                (s.middle + 30 * k, s.height + 2),
            ],
            "#57b35f",
            opacity=0.7,
        )
        for k in range(-6, 6)
    )
    goal = rect(s.middle + 8, g - 12, 36, 20, "none", stroke="#ffffff", stroke_width=1.4) + stroke(
        "".join(f"M{s.middle + 8 + 4 * k:.1f} {g - 12:.1f}v20" for k in range(10))
        + "".join(f"M{s.middle + 8:.1f} {g - 12 + 4 * k:.1f}h36" for k in range(5)),
        "#ffffff",
        0.25,
        opacity=0.7,
    )
    keeper = group(fig.person(p.second, arm="8 -19"), x=s.middle + 26, y=g + 9, scale=0.75, turn=24)
    kick = group(fig.runner(s, p.accent), x=s.middle - 30, y=g + 28, scale=1.6)
    x, y = s.middle - 2 + s.passed(9), g + 12 - s.passed(6)
    ball = (
        circle(x, y, 3.2, "#ffffff")
        + fig.star(5, r=1.6, inner=0.6, fill="#23242c").replace(
            "<path", f'<path transform="translate({x:.1f} {y:.1f})"', 1
        )
        + stroke(f"M{x - 5:.1f} {y + 3:.1f}l-9 5M{x - 4:.1f} {y + 5:.1f}l-6 4", "#ffffff", 0.5, opacity=0.7)
    )
    return b.sky(s) + stand + roof + lights + turf + goal + keeper + kick + ball


def ring(s: Stage) -> str:
    """Two athletes in a spotlit ring."""
    p, g = s.palette, s.ground + 6
    beams = "".join(
        polygon(
            [(x, -3), (x + 6, -3), (s.middle + 34, g), (s.middle - 34, g)],
            s.down((0, p.glow, 0.5), (1, p.glow, 0.04)),
        )
        for x in (s.middle - 28, s.middle - 3, s.middle + 22)
    )
    mat = polygon(
        [(s.middle - 46, g + 3), (s.middle - 36, g - 9), (s.middle + 36, g - 9), (s.middle + 46, g + 3)],
        lighter(p.second, 0.35),
    ) + rect(s.middle - 46, g + 3, 92, 10, p.accent)
    ropes = "".join(
        stroke(f"M{s.middle - 44:.1f} {g - 4 - 6 * k:.1f}H{s.middle + 44:.1f}", c, 1)
        for k, c in enumerate((p.accent, "#ffffff", p.second))
    ) + "".join(rect(x, g - 22, 2.6, 26, p.ink) for x in (s.middle - 46, s.middle + 43.4))
    jab = 2 * s.wave(period=0.6)

    def boxer(color: str, reach: float) -> str:
        return (
            path("M-3 -15Q0 -17 3 -15L3.4 -8H-3.4Z", "#b9805c")
            + path("M-3.6 -9H3.6L4.6 -4L3.6 0H1.6L0 -5L-2 0H-4L-4.4 -4Z", color)
            + circle(0.6, -18.4, 2.3, "#b9805c")
            + path("M-1.8 -19Q0 -22.4 3 -19.6Z", p.ink)
            + stroke(f"M2.4 -14L{6 + reach:.1f} -15.4M-1 -14L{4 + reach * 0.4:.1f} -12.4", "#b9805c", 1.7)
            + circle(7 + reach, -15.6, 1.8, "#d7262b")
            + circle(5 + reach * 0.4, -12.4, 1.8, "#d7262b")
        )

    return (
        b.room(s, floor=g)
        + beams
        + mat
        + group(boxer(p.accent, jab), x=s.middle - 10, y=g - 2, scale=1.75)
        + group(boxer(darker(p.far, 0.3), -jab), x=s.middle + 12, y=g - 2, scale=1.75, flip=True)
        + ropes
        + fig.crowd(s, s.height + 1, color=p.ink, count=14, size=1.15)
    )


def podium_sport(s: Stage) -> str:
    """A winners' podium where the first place stays empty."""
    p, g = s.palette, s.ground + 10
    steps = (
        rect(-36, -14, 24, 14, lighter(p.mid, 0.3))
        + rect(-12, -22, 24, 22, lighter(p.second, 0.2))
        + rect(12, -10, 24, 10, lighter(p.mid, 0.2))
    )
    medal = group(
        path("M-6 -20L0 -6L6 -20H2.6L0 -12L-2.6 -20Z", p.accent)
        + circle(0, 0, 6.4, "#f2b92e")
        + circle(0, 0, 4.6, "#ffd768")
        + fig.star(5, r=3, fill="#d69a14"),
        x=0,
        y=-36,
        turn=6 * s.wave(period=1.6),
    )
    men = group(fig.person(darker(p.far, 0.35)), x=-24, y=-14, scale=1.35) + group(
        fig.person(darker(p.far, 0.35), dress=True), x=24, y=-10, scale=1.3
    )
    paper = "".join(
        group(
            rect(-1, -0.5, 2, 1, c),
            x=s.width * ((n * 29) % 97) / 97,
            y=(s.height * ((n * 53) % 89) / 89 + s.passed(12)) % s.height,
            turn=n * 40,
        )
        for n, c in enumerate([p.accent, p.second, "#ffffff"] * 10)
    )
    return (
        b.room(s, floor=g)
        + polygon(
            [(s.middle - 4, -3), (s.middle + 4, -3), (s.middle + 26, g - 20), (s.middle - 26, g - 20)],
            s.down((0, p.glow, 0.7), (1, p.glow, 0.05)),
        )
        + paper
        + group(steps, men, medal, x=s.middle, y=g + 4, scale=1.2)
    )


def snow(s: Stage) -> str:
    """Sledges on a white hill."""
    p, g = s.palette, s.ground
    slope = path(
        f"M-2 {g - 14:.1f}Q{s.middle:.1f} {g - 6:.1f} {s.width + 2:.1f} {g + 16:.1f}V{s.height + 2}H-2Z",
        s.down("#ffffff", "#d3e3f2"),
    )
    sled = "".join(
        group(
            stroke("M-7 0H6Q9 -1 9 -4", p.accent, 1.2)
            + rect(-6, -3, 12, 1.4, "#8a5a35")
            + group(fig.person(c), y=-2, scale=0.62, turn=-16),
            x=s.middle + x + s.passed(10),
            y=g + y + s.passed(2.6),
            turn=13,
        )
        for x, y, c in ((-26, 3, darker(p.accent, 0.2)), (18, 18, darker(p.far, 0.4)))
    )
    return (
        b.sky(s)
        + b.clouds(s, 4, y=g - 54, opacity=0.6)
        + b.ridge(s, g - 6, height=36, color=p.far, peaks=5)
        + house.gables(s, g + 2, depth=0.2, count=9, lit=0.5)
        + b.pines(s, g + 4, count=12, height=18, color=mix(p.near, "#2f5a4a", share=0.4), depth=0.3)
        + slope
        + sled
        + group(house.cottage(s, "#a8673a", roof="#6b4126", snow=True), x=s.middle - 48, y=g - 6, scale=0.8)
        + b.snowfall(s, count=60)
    )


SPORT = {
    "park": ("day", park),
    "pool": ("day", pool),
    "cycling": ("day dusk", cycling),
    "runner": ("day", runner),
    "stadium": ("night dusk", stadium),
    "ring": ("indoor", ring),
    "podium_sport": ("indoor", podium_sport),
    "snow": ("day", snow),
}
