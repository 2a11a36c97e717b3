"""Scenes of weather and what it does."""

from __future__ import annotations

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo import buildings as house
from tastemaker.catalog.demo import figures as fig
from tastemaker.catalog.demo import scenery as prop
from tastemaker.catalog.demo import vehicles as way
from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, mix, path
from tastemaker.catalog.demo.palettes import GREEN
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = ["WEATHER"]


def aurora(s: Stage) -> str:
    """Northern lights over a village."""
    p, g = s.palette, s.ground
    huts = "".join(
        group(house.cottage(s, c, roof="#5d3a26", snow=True), x=s.middle + x, y=g + y, scale=z)
        for x, y, z, c in (
            (-44, 6, 0.6, "#a8443a"),
            (-18, 9, 0.8, "#8a5530"),
            (16, 8, 0.7, "#a8443a"),
            (44, 6, 0.6, "#c98a3c"),
        )
    )
    return (
        b.sky(s)
        + b.stars(s, 90, low=0.7)
        + b.aurora(s)
        + b.ridge(s, g + 2, height=30, color=p.far, peaks=5)
        + b.hills(s, g + 4, height=5, color="#cfe0ef", depth=0.3)
        + huts
        + b.hills(s, g + 14, height=4, color="#eef5fb", depth=0.6)
    )


def bus(s: Stage) -> str:
    """A driverless bus on a snowy road, a moose in front."""
    p, g = s.palette, s.ground + 8
    moose = path(
        "M-10 -12Q-3 -16 5 -14L9 -18L8 -21L15 -18Q17 -15 14 -13.6L11 -14L8 -9L7.4 0H6L5 -8H-4L-5 0H-6.6L-7 -7L-8.6 0H-10L-10.4 -8Z",
        "#5a3b28",
    ) + stroke("M8.4 -20Q3 -22 2 -28M5 -23L0 -24M9.6 -20.6Q14 -23 14 -29M12 -24L17 -26", "#8a6a48", 1.3)
    flakes = b.snowfall(s, count=40)
    return (
        b.sky(s)
        + b.clouds(s, 4, y=g - 58, opacity=0.7)
        + b.skyline(s, g - 4, height=22, color=p.far, lit=0.2, depth=0.1, wide=7)
        + b.pines(s, g - 1, count=18, height=22, color=mix(p.near, "#2f5a4a", share=0.4), depth=0.2)
        + rect(-1, g - 2, s.width + 2, s.height, s.down("#f4f8fb", "#d3e0ea"))
        + polygon([(-2, g + 6), (s.width + 2, g + 6), (s.width + 2, g + 17), (-2, g + 17)], "#8a97a3")
        + stroke(f"M-2 {g + 11.5:.1f}H{s.width + 2:.1f}", "#ffffff", 0.8, stroke_dasharray="6 5")
        + group(way.bus(s, p.accent), x=s.middle - 20 + s.passed(5), y=g + 12, scale=1.5)
        + group(moose, x=s.middle + 44, y=g + 16, scale=1.15, flip=True)
        + flakes
    )


def drought(s: Stage) -> str:
    """Cracked earth, a dead tree and a dry fountain of sun."""
    p, g, rng = s.palette, s.ground - 6, s.rng("cracks")
    soil = rect(-1, g, s.width + 2, s.height, s.down("#d9a45c", "#a8692f"))
    cracks = ""
    for r in range(4):
        y, z = g + 4 + 8 * r, 0.6 + 0.35 * r
        for k in range(-6, 7):
            x = s.middle + k * 13 * z + rng.uniform(-2, 2)
            cracks += f"M{x:.1f} {y:.1f}l{6 * z:.1f} {rng.uniform(-1, 2):.1f}l{5 * z:.1f} {rng.uniform(-2, 1):.1f}M{x + 6 * z:.1f} {y:.1f}l{rng.uniform(-3, 3):.1f} {6 * z:.1f}"
    tree = stroke(
        "M0 0Q3 -14 -1 -26M0 -12Q9 -18 11 -27M-1 -18Q-10 -23 -12 -31M10 -23L16 -27M-10 -26L-15 -27M-1 -26L3 -34M-1 -26L-4 -33",
        "#5a3a24",
        1.7,
    )
    boat = group(
        path("M-14 -5Q0 -2 14 -5Q11 2 6 2.4H-7Q-12 1 -14 -5Z", p.accent)
        + stroke("M-12 -4.4H12", "#ffffff", 0.7),
        x=s.middle + 26,
        y=g + 20,
        turn=-9,
        scale=1.2,
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle + 12, g - 32, 14)
        + b.hills(s, g - 1, height=8, color=mix(p.far, "#c08a4a", share=0.5), depth=0.1)
        + soil
        + stroke(cracks, "#7a4a22", 0.7)
        + group(tree, x=s.middle - 32, y=g + 14, scale=1.35)
        + boat
        + b.birds(s, 3, y=g - 40)
    )


def fog(s: Stage) -> str:
    """A harbour disappears in fog."""
    p, g = s.palette, s.ground
    return (
        b.sky(s)
        + group(prop.crane(s, mix(p.far, p.low, share=0.4)), x=s.middle - 40, y=g - 2, scale=1.3, opacity=0.7)
        + b.fog(s, g - 20, opacity=0.7, thick=12)
        + b.sea(s, g)
        + group(
            way.freighter(s, mix(p.ink, p.low, share=0.45)),
            x=s.middle + 20 + s.passed(2),
            y=g + 6,
            opacity=0.8,
        )
        + b.fog(s, g - 8, g + 6, opacity=0.85, thick=9)
        + group(
            way.sailboat(s, mix(p.ink, p.low, share=0.2), sail=mix("#ffffff", p.low, share=0.3)),
            x=s.middle - 20 + s.passed(1),
            y=g + 17,
            scale=0.95,
        )
        + b.fog(s, g + 18, opacity=0.7, thick=7)
        + group(house.lighthouse(s, stripe=p.accent), x=s.middle + 52, y=g + 14, scale=0.95)
        + b.fog(s, s.height - 2, opacity=0.9, thick=10)
    )


def forestfire(s: Stage) -> str:
    """A burning ridge and a water plane."""
    p, g = s.palette, s.ground
    flames = "".join(
        path(
            f"M{x - 8:.1f} {g + 8:.1f}q-5 -13 3 {-22 - 6 * s.wave(period=0.55, phase=n * 0.19) - (n * 7) % 9:.1f}q2 7 5 9q1 -9 5 -12q6 14 3 25z",
            ("#ff5a1f", "#ff8a2b", "#ffbe3d")[n % 3],
            opacity=0.92,
        )
        for n, x in enumerate(s.width * k / 17 for k in range(18))
    )
    smoke = "".join(
        circle(
            s.width * ((n * 31) % 100) / 100 + s.passed(3),
            10 + (n * 17) % 34,
            11 + (n * 5) % 8,
            "#3b2a2a",
            opacity=0.34,
        )
        for n in range(16)
    )
    drop = polygon(
        [(s.middle - 30, 27), (s.middle - 8, 26), (s.middle - 26, 58), (s.middle - 52, 60)],
        s.down((0, "#e8f6ff", 0.9), (1, "#e8f6ff", 0.15)),
    )
    flyer = group(
        path("M-20 -1L-25 -9H-21L-14 -2Z", "#f4c22b")
        + path("M-22 0Q-20 -4 -8 -4H14Q22 -3 23 0.6Q20 4 8 4H-10Q-20 3 -22 0Z", "#f4c22b")
        + rect(-5, -7, 18, 2.4, "#e0492f", rx=1.2)
        + path("M13 -3.6Q18 -3 20 -0.6H13Z", "#27405a"),
        x=s.middle - 10 + s.passed(8),
        y=22,
    )
    return (
        b.sky(s)
        + s.halo(s.middle, g, r=80, color="#ff8a2b", opacity=0.7)
        + b.ridge(s, g - 4, height=30, color=mix(p.far, "#6b2a22", share=0.5), peaks=4, snow=False)
        + smoke
        + b.pines(s, g + 6, count=22, height=22, color="#3a1c18", depth=0.2)
        + flames
        + drop
        + flyer
        + b.pines(s, g + 18, count=16, height=22, color="#1c0f10", depth=0.5)
        + b.ground(s, y=g + 18, color="#1c0f10")
        + group(house.cottage(s, "#c9a27a", roof="#5a2a20"), x=s.middle + 42, y=g + 22, scale=0.8)
    )


def rain(s: Stage) -> str:
    """Umbrellas in a flooded street."""
    p, g = s.palette, s.ground + 8
    walkers = "".join(
        group(
            fig.person(p.ink, coat=True),
            group(fig.umbrella(c), x=2, y=-14, scale=1.05),
            x=s.middle + x + s.passed(3),
            y=g + y,
            scale=z,
        )
        for x, y, z, c in (
            (-40, 6, 1.05, p.second),
            (-12, 10, 1.3, p.accent),
            (20, 7, 1.1, "#f4f0e6"),
            (46, 10, 1.25, p.second),
        )
    )
    puddle = "".join(
        ellipse((s.middle + x, g + 14 + y), (w, 2.2), lighter(p.low, 0.25), opacity=0.55)
        for x, y, w in ((-42, 2, 14), (-6, 6, 20), (36, 3, 16))
    )
    clouds = "".join(
        path(
            "M-14 0C-17 -6 -9 -9 -7 -6C-6 -13 5 -13 6 -7C11 -10 17 -5 14 0Z", darker(p.far, 0.15 * (n % 2))
        ).replace(
            "<path",
            f'<path transform="translate({s.width * (n + 0.3) / 5 + s.passed(2):.1f} {18 + 5 * (n % 2)}) scale(1.7)"',
        )
        for n in range(6)
    )
    return (
        b.sky(s)
        + b.skyline(s, g - 2, height=44, color=p.far, lit=0.4, depth=0.1)
        + clouds
        + house.gables(s, g, depth=0.2, count=8, lit=0.5)
        + rect(-1, g - 1, s.width + 2, s.height, s.down(lighter(p.near, 0.2), p.near))
        + puddle
        + walkers
        + b.rain(s, count=110)
    )


def skyline(s: Stage) -> str:
    """A city with cranes and price tags of light."""
    p, g = s.palette, s.ground + 6
    return (
        b.sky(s)
        + b.sun(s, s.middle - 34, g - 46, 9)
        + b.clouds(s, 5, y=g - 58, opacity=0.7)
        + b.skyline(s, g, height=62, color=p.far, lit=0.2, depth=0.1, wide=9)
        + group(prop.crane(s, p.ink), x=s.middle + 30, y=g - 20, scale=1.1)
        + b.skyline(s, g + 4, height=44, color=p.mid, lit=0.4, depth=0.3, name="mid", wide=12)
        + house.gables(s, g + 12, depth=0.5, count=9, lit=0.5)
        + rect(-1, g + 11, s.width + 2, s.height, p.near)
        + group(fig.person(p.ink, coat=True), x=s.middle - 12, y=g + 21, scale=0.85)
        + group(fig.person(p.ink, dress=True), x=s.middle - 4, y=g + 21, scale=0.8)
    )


def storm(s: Stage) -> str:
    """Lightning over a bending village."""
    p, g = s.palette, s.ground + 4
    flash = s.wave(period=0.9, phase=0.25) > 0.55
    bolt = (
        "".join(
            stroke(f"M{s.middle + x:.1f} 18l-6 17h7l-9 {h}", "#fff6b8", 1.8)
            + stroke(f"M{s.middle + x:.1f} 18l-6 17h7l-9 {h}", "#ffffff", 0.7)
            for x, h in ((24, 27), (-34, 22))
        )
        if flash
        else ""
    )
    dark = darker(p.far, 0.25)
    clouds = "".join(
        group(
            path(
                "M-14 0C-19 -6 -9 -10 -7 -6C-6 -14 5 -14 6 -7C11 -11 19 -5 14 0C8 3 -8 3 -14 0Z",
                darker(dark, 0.12 * (n % 3)),
            ),
            x=s.width * (n + 0.2) / 6 + s.passed(6),
            y=14 + 5 * (n % 3),
            scale=2.0,
        )
        for n in range(8)
    )
    church = (
        rect(-4, -18, 8, 18, "#e9e2d4")
        + polygon([(-5, -18), (0, -34), (5, -18)], darker(p.accent, 0.2))
        + stroke("M0 -34V-39", p.ink, 0.7)
    )
    bent = "".join(
        group(
            stroke("M0 0Q3 -8 9 -14", p.ink, 1.5)
            + ellipse((13, -17), (9, 4.6), darker(mix(p.near, GREEN, share=0.4), 0.1)),
            x=s.middle + x,
            y=g + y,
            scale=z,
            turn=6 * s.wave(period=0.7, phase=x * 0.01),
        )
        for x, y, z in ((-52, 4, 1.3), (-30, 8, 1.0), (38, 6, 1.2))
    )
    glow = s.halo(s.middle + 20, 34, r=50, color="#fff6b8", opacity=0.5) if flash else ""
    return (
        b.sky(s)
        + glow
        + b.hills(s, g - 6, height=12, color=p.far, depth=0.1)
        + bolt
        + clouds
        + house.gables(s, g + 2, depth=0.2, count=10, lit=0.6)
        + group(church, x=s.middle + 14, y=g + 2, scale=1.2)
        + b.ground(s, y=g + 1, color=mix(p.near, GREEN, share=0.2))
        + bent
        + b.rain(s, count=120)
    )


def weathermap(s: Stage) -> str:
    """A weather map with sun, clouds and fronts."""
    p = s.palette
    m, c = s.middle, s.height / 2
    sea = rect(-1, -1, s.width + 2, s.height + 2, s.down("#6fb6dc", "#3c86b8"))
    rng = s.rng("coast")
    land = path(
        f"M{m - 40 + rng.uniform(-5, 5):.1f} 14Q{m - 18:.1f} {4 + rng.uniform(-4, 4):.1f} {m - 2:.1f} 12T{m + 36:.1f} {12 + rng.uniform(-4, 4):.1f}Q{m + 50:.1f} 26 {m + 42 + rng.uniform(-5, 5):.1f} 42T{m + 46:.1f} 74Q{m + 30:.1f} {90 + rng.uniform(-3, 4):.1f} {m + 8:.1f} 84T{m - 34:.1f} 88Q{m - 54:.1f} 76 {m - 44 + rng.uniform(-4, 4):.1f} 56T{m - 40:.1f} 14Z",
        s.down("#b9d98a", "#7fb065"),
    )
    river = stroke(f"M{m - 6:.1f} 14Q{m + 6:.1f} 34 {m - 6:.1f} 50T{m + 4:.1f} 84", "#6fb6dc", 1)
    front = f"M{m - 58:.1f} {c - 4 + s.passed(3):.1f}Q{m - 16:.1f} {c - 22 + s.passed(3):.1f} {m + 14:.1f} {c - 2 + s.passed(3):.1f}T{m + 62:.1f} {c + 2 + s.passed(3):.1f}"
    cold = stroke(front, "#2458c8", 1.3) + "".join(
        polygon(
            [
                (m + x - 2.6, c + y + s.passed(3)),
                (m + x + 2.6, c + y + s.passed(3)),
                (m + x, c + y + 5 + s.passed(3)),
            ],
            "#2458c8",
        )
        for x, y in ((-46, -8), (-32, -12.5), (-18, -13.6), (-4, -10), (8, -5.4), (26, 3), (42, 4.6))
    )
    cloud = path("M-14 0C-17 -6 -9 -9 -7 -6C-6 -13 5 -13 6 -7C11 -10 17 -5 14 0Z", "#ffffff")
    wet = group(
        stroke("".join(f"M{x} {2 + (x % 4)}l-1.4 4" for x in (-9, -4, 1, 6, 10)), "#2f78d0", 1.1) + cloud,
        scale=0.85,
    )
    shine = "".join(
        group(rect(-0.8, -12, 1.6, 4, "#f7a823", rx=0.8), turn=45 * k + s.passed(10)) for k in range(8)
    ) + circle(0, 0, 6.4, "#ffcf3f")
    bolt = path("M1 0l-5 7h3.4l-2 6l6.4 -8h-3.6l2 -5z", "#ffd23c")
    tags = "".join(
        rect(m + x - 5, y - 3.4, 10, 6.8, "#ffffff", rx=3.4) + rect(m + x - 2.6, y - 0.7, 5.2, 1.4, k, rx=0.7)
        for x, y, k in ((-26, 62, "#e8502f"), (20, 68, "#e8502f"), (-22, 34, "#2f78d0"), (28, 34, "#2f78d0"))
    )
    return (
        sea
        + group(land, opacity=0.35, x=1.5, y=2.5)
        + land
        + river
        + cold
        + group(wet, x=m - 22 + s.passed(3), y=26)
        + group(wet, bolt, x=m + 22 + s.passed(3), y=25)
        + group(shine, x=m - 16, y=76, scale=1.1)
        + group(shine, group(cloud, x=6, y=7, scale=0.7), x=m + 32, y=79, scale=0.95)
        + tags
        + circle(m + 50, 12, 7, p.accent)
        + stroke(f"M{m + 47:.1f} 9l6 6M{m + 53:.1f} 9l-6 6", "#ffffff", 1.2)
    )


WEATHER = {
    "aurora": ("night", aurora),
    "bus": ("day", bus),
    "drought": ("day", drought),
    "fog": ("day dusk", fog),
    "forestfire": ("dusk", forestfire),
    "rain": ("day night", rain),
    "skyline": ("dusk day", skyline),
    "storm": ("night", storm),
    "weathermap": ("day", weathermap),
}
