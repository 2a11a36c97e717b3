"""Scenes of dragons, castles, ships and temples."""

from __future__ import annotations

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo import buildings as house
from tastemaker.catalog.demo import figures as fig
from tastemaker.catalog.demo import vehicles as way
from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, mix, path
from tastemaker.catalog.demo.palettes import GREEN
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = ["FABLE"]


def dragon(s: Stage) -> str:
    """A dragon circles a castle."""
    p, g = s.palette, s.ground
    return (
        b.sky(s)
        + b.moon(s, s.middle + 18, g - 58, 11)
        + b.clouds(s, 4, y=g - 52, opacity=0.45)
        + b.ridge(s, g, height=36, color=p.far, peaks=4)
        + group(house.castle(s, p.mid, roof=p.ink), x=s.middle + 18 + s.pan(0.3), y=g + 4, scale=0.62)
        + b.hills(s, g + 7, height=10, color=p.near, depth=0.5)
        + group(
            fig.dragon(s, p.accent, belly=p.second),
            x=s.middle - 8 + s.passed(5),
            y=g - 34 - s.passed(2),
            scale=1.3,
        )
        + b.pines(s, s.height + 2, count=15, height=15, color=p.ink, depth=0.9)
    )


def castle(s: Stage) -> str:
    """A castle on its rock, an army with banners below."""
    p, g = s.palette, s.ground - 8
    flags = "".join(
        stroke(f"M{s.middle - 44 + 7.2 * n:.1f} {s.height:.1f}V{s.height - 20 - 5 * (n % 3):.1f}", p.ink, 0.7)
        + path(
            f"M{s.middle - 44 + 7.2 * n:.1f} {s.height - 20 - 5 * (n % 3):.1f}q3 {1.2 * s.wave(period=0.9, phase=n * 0.17):.1f} 6 0v6q-3 1 -6 0z",
            p.accent if n % 2 else p.second,
        )
        for n in range(13)
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle - 26, g - 34, 9)
        + b.clouds(s, 4, y=g - 56, opacity=0.6)
        + b.ridge(s, g + 4, height=42, color=p.far, peaks=4)
        + path(
            f"M{s.middle - 44:.1f} {g + 24:.1f}Q{s.middle - 30:.1f} {g:.1f} {s.middle - 18:.1f} {g:.1f}H{s.middle + 26:.1f}Q{s.middle + 38:.1f} {g + 4:.1f} {s.middle + 50:.1f} {g + 24:.1f}Z",
            p.mid,
        )
        + group(house.castle(s, lighter(p.mid, 0.18), roof=p.accent), x=s.middle + 3, y=g + 2, scale=1.08)
        + b.hills(s, g + 20, height=5, color=p.near, depth=0.4)
        + flags
        + fig.crowd(s, s.height, color=p.ink, count=int(s.width / 6.5), size=0.9)
    )


def skycastle(s: Stage) -> str:
    """A castle on a floating island."""
    p, g = s.palette, s.ground - 8
    lift = 1.5 * s.wave(period=2.5)
    rock = (
        path("M-34 0Q-30 12 -18 15Q-12 28 -2 36Q4 24 14 18Q28 12 34 0Z", s.down(p.mid, p.near))
        + path("M-34 0Q0 -7 34 0Q20 5 0 4Q-22 5 -34 0Z", mix(GREEN, p.mid, share=0.35))
        + stroke("M-20 4Q-18 12 -12 16M6 5Q4 18 0 26M20 3Q18 10 12 15", darker(p.near, 0.2), 0.7, opacity=0.6)
    )
    fall = path(f"M20 2Q25 3 25 10L26 {40 + 2 * lift:.0f}h-3L22 10Q22 5 18 4Z", "#ffffff", opacity=0.75)
    isle = (
        path("M-9 0Q-8 5 -2 9Q6 6 9 0Z", p.near)
        + path("M-9 0Q0 -3 9 0Q0 2 -9 0Z", mix(GREEN, p.mid, share=0.35))
        + circle(0, -4, 3, GREEN)
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle - 20, g - 48, 8)
        + b.clouds(s, 4, y=g - 30, spread=26, opacity=0.7)
        + group(isle, x=s.middle - 36 + s.pan(0.3), y=g - 24 - lift)
        + group(isle, x=s.middle + 38 + s.pan(0.2), y=g - 42 + lift, scale=0.7)
        + group(
            fall,
            rock,
            group(house.castle(s, lighter(p.low, 0.25), roof=p.accent), y=-0.5, scale=0.86),
            x=s.middle + s.pan(0.5),
            y=g + 2 + lift,
        )
        + b.clouds(s, 3, y=g + 36, spread=6, opacity=0.9)
        + b.birds(s, 5, y=g - 44)
        + b.fog(s, s.height - 8, opacity=0.8, thick=12)
    )


def fox(s: Stage) -> str:
    """A fox looks at the moon."""
    p, g = s.palette, s.ground + 6
    bloom = "".join(
        stroke(
            f"M{x:.1f} {s.height:.1f}q1 -6 {1.4 * s.wave(period=2, phase=x * 0.03):.1f} {-h:.1f}",
            darker(GREEN, 0.25),
            0.6,
        )
        + circle(x + 1.4 * s.wave(period=2, phase=x * 0.03), s.height - h, 1.4, c)
        for x, h, c in (
            (s.width * (k + 0.5) / 14, 7 + (k * 5) % 9, (p.accent, p.second, "#ffffff")[k % 3])
            for k in range(14)
        )
    )
    return (
        b.sky(s)
        + b.stars(s, 80, low=0.7)
        + b.moon(s, s.middle + 14, g - 46, 21)
        + b.pines(s, g - 4, count=18, height=20, color=p.far, depth=0.15)
        + b.hills(s, g - 2, height=8, color=p.mid, depth=0.3)
        + b.trees(s, g + 2, count=4, height=20, color=p.near, depth=0.4)
        + b.hills(s, g + 10, height=6, color=p.near, depth=0.6)
        + group(fig.fox(s, "#e8702a"), x=s.middle - 13, y=g + 12, scale=1.65)
        + bloom
    )


def lanterns(s: Stage) -> str:
    """Hundreds of lanterns over dark water, one boat."""
    p, g, rng = s.palette, s.ground - 8, s.rng("lamps")
    lamps = ""
    for n in range(38):
        far = rng.random()
        x, y = rng.uniform(0, s.width), rng.uniform(4, g - 4)
        y = (y - s.passed(3 + 3 * far) + 8) % (g + 4) - 4
        size = 0.35 + 0.85 * far
        lamps += group(
            s.halo(0, 0, r=7, color="#ffb35c", opacity=0.55),
            path("M-2.2 2.6L-2.8 -1.6Q0 -4.6 2.8 -1.6L2.2 2.6Z", s.down("#ffe6a6", "#ff9a3c")),
            x=x + 1.5 * s.wave(period=2.4, phase=n * 0.13),
            y=y,
            scale=size,
        )
    gleam = "".join(
        ellipse(
            (rng.uniform(0, s.width), g + 3 + 32 * k / 24), (1.5 + 2.5 * k / 24, 0.5), "#ffb35c", opacity=0.55
        )
        for k in range(24)
    )
    return (
        b.sky(s)
        + b.stars(s, 40, low=0.5)
        + b.ridge(s, g, height=20, color=p.far, peaks=5, snow=False)
        + b.sea(s, g)
        + gleam
        + lamps
        + group(
            way.rowboat(s, p.ink, figure=fig.person(p.ink, dress=True, arm="6 -19")),
            x=s.middle - 2 + s.passed(2),
            y=g + 22,
            scale=1.75,
        )
        + s.halo(s.middle + 6, g + 4, r=9, color="#ffb35c", opacity=0.8)
    )


def cottage(s: Stage) -> str:
    """A witch's cottage with herbs, mushrooms and a cat."""
    p, g = s.palette, s.ground + 2
    caps = "".join(
        group(
            rect(-1, -4, 2, 4, "#fff3de"),
            path("M-4 -3.6Q0 -10 4 -3.6Z", p.accent),
            circle(-1.4, -5.4, 0.6, "#fff"),
            circle(1.3, -6, 0.5, "#fff"),
            x=s.middle + x,
            y=g + y,
            scale=z,
        )
        for x, y, z in ((-34, 16, 1.1), (-29, 20, 0.8), (31, 20, 1.3), (36, 16, 0.8))
    )
    cat = (
        path(
            "M-3 0Q-4 -5 -1.4 -7Q-2.6 -9 -2.2 -11.4L-0.6 -10H0.8L2.2 -11.4Q2.8 -8.6 1.6 -7Q3.6 -5 3 0Z",
            "#1a1620",
        )
        + stroke(f"M3 -1Q7 -1 {6.4 + s.wave(period=1.2):.1f} -5", "#1a1620", 1)
        + circle(-0.8, -8.8, 0.35, p.glow)
        + circle(0.9, -8.8, 0.35, p.glow)
    )
    return (
        b.sky(s)
        + b.stars(s, 50, low=0.6)
        + b.moon(s, s.middle - 24, g - 54, 9)
        + b.trees(s, g, count=6, height=36, color=p.mid, depth=0.15)
        + b.hills(s, g, height=6, color=mix(p.near, GREEN, share=0.3), depth=0.3)
        + group(house.cottage(s, lighter(p.low, 0.35), roof=p.accent), x=s.middle + 2, y=g + 6, scale=1.75)
        + path(
            f"M{s.middle - 1:.1f} {g + 6:.1f}Q{s.middle - 12:.1f} {g + 18:.1f} {s.middle - 16:.1f} {s.height + 2:.1f}H{s.middle + 12:.1f}Q{s.middle + 2:.1f} {g + 18:.1f} {s.middle + 5:.1f} {g + 6:.1f}Z",
            lighter(p.low, 0.2),
            opacity=0.6,
        )
        + caps
        + group(cat, x=s.middle + 20, y=g + 17, scale=1.2)
        + b.pines(s, s.height + 4, count=6, height=22, color=p.ink, depth=1)
    )


def temple(s: Stage) -> str:
    """A temple in the jungle and two explorers."""
    p, g = s.palette, s.ground

    def leaf(x: float, y: float, turn: float, z: float) -> str:
        shape = path("M0 0Q10 -9 24 -3Q12 4 0 0Z", darker(mix(p.near, "#1f6b45", share=0.7), 0.2)) + stroke(
            "M0 0Q12 -3 23 -3", mix(p.mid, "#4fae6a", share=0.6), 0.5
        )
        return group(shape, x=x, y=y, turn=turn + 3 * s.wave(period=2.2, phase=x * 0.01), scale=z)

    fronds = "".join(
        leaf(x + s.pan(1), y, t, z)
        for x, y, t, z in (
            (-2, s.height + 2, -50, 1.7),
            (-2, s.height - 14, -18, 1.3),
            (s.width + 2, s.height + 2, -130, 1.8),
            (s.width + 2, s.height - 16, -162, 1.4),
            (14, s.height + 4, -70, 1.2),
            (s.width - 14, s.height + 4, -110, 1.2),
            (-2, 4, 30, 1.5),
            (s.width + 2, 4, 150, 1.5),
            (-2, 22, 14, 1.1),
            (s.width + 2, 20, 166, 1.2),
        )
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle, g - 40, 17)
        + b.birds(s, 6, y=g - 52)
        + b.hills(s, g - 4, height=14, color=p.far, depth=0.1)
        + b.trees(s, g + 2, count=9, height=26, color=mix(p.mid, "#2f7a4f", share=0.6), depth=0.2)
        + group(house.temple(s, p.mid), x=s.middle + s.pan(0.3), y=g + 8, scale=1.2)
        + b.hills(s, g + 13, height=4, color=mix(p.near, "#1f5a3c", share=0.6), depth=0.5)
        + group(fig.person(p.ink, hat=True, arm="6 -20"), x=s.middle - 8, y=g + 25, scale=0.95)
        + group(fig.person(p.ink, hat=True), x=s.middle + 5, y=g + 26, scale=0.9)
        + fronds
    )


def tallship(s: Stage) -> str:
    """A ship under full sail."""
    p, g = s.palette, s.ground - 2
    island = (
        path(f"M{s.middle + 20:.1f} {g:.1f}q6 -9 14 -7q6 -8 14 0q6 1 8 7z", p.far)
        + stroke(f"M{s.middle + 34:.1f} {g - 8:.1f}q-2 -7 1 -12", p.far, 1)
        + path(f"M{s.middle + 35:.1f} {g - 20:.1f}q6 -2 8 3q-4 -2 -8 -3q-5 -3 -9 2q4 -1 9 -2z", p.far)
    )
    front = path(
        f"M-2 {g + 15:.1f}Q{s.middle * 0.5:.1f} {g + 10 + s.wave(period=1.8):.1f} {s.middle:.1f} {g + 15:.1f}T{s.width + 2:.1f} {g + 14:.1f}V{s.height + 2}H-2Z",
        mix(p.top, p.ink, share=0.35),
        opacity=0.9,
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle - 18, g - 26, 14)
        + b.clouds(s, 5, y=g - 48, spread=12)
        + island
        + b.sea(s, g, light=s.middle - 18)
        + group(
            way.tallship(s, "#5d3620", sail="#fdf0d5", flag=p.accent),
            x=s.middle - 2 + s.passed(2.5),
            y=g + 13,
            scale=1.35,
        )
        + front
        + b.birds(s, 6, y=g - 46)
    )


def iceship(s: Stage) -> str:
    """A ship held in the ice under the northern lights."""
    p, g = s.palette, s.ground
    floes = "".join(
        polygon(
            [
                (x - w, y),
                (x - w * 0.7, y - w * 0.34),
                (x + w * 0.5, y - w * 0.4),
                (x + w, y),
                (x + w * 0.6, y + 1.6),
                (x - w * 0.8, y + 1.6),
            ],
            "#eaf6fb",
        )
        + polygon([(x - w, y), (x + w, y), (x + w * 0.6, y + 2.2), (x - w * 0.8, y + 2.2)], "#9cc8dc")
        for x, y, w in (
            (s.middle - 30, g + 12, 13),
            (s.middle + 4, g + 19, 18),
            (s.middle + 36, g + 12, 12),
            (s.middle - 18, g + 30, 17),
            (s.middle + 28, g + 30, 16),
        )
    )
    berg = polygon(
        [
            (s.middle + 18, g),
            (s.middle + 26, g - 19),
            (s.middle + 32, g - 13),
            (s.middle + 38, g - 24),
            (s.middle + 50, g),
        ],
        s.down("#ffffff", "#9ccbe0"),
    )
    return (
        b.sky(s)
        + b.stars(s, 70, low=0.7)
        + b.aurora(s)
        + berg
        + b.sea(s, g, color="#5a8fae")
        + group(
            way.tallship(s, "#2f2018", sail="#d8e2ea", flag=p.accent), x=s.middle - 8, y=g + 13, scale=1.15
        )
        + floes
        + group(fig.dog(s, p.ink), x=s.middle + 20, y=g + 18, scale=0.5)
        + group(fig.person(p.ink, coat=True), x=s.middle + 13, y=g + 18, scale=0.5)
    )


FABLE = {
    "dragon": ("dusk night", dragon),
    "castle": ("dusk day", castle),
    "skycastle": ("day dusk", skycastle),
    "fox": ("night", fox),
    "lanterns": ("night", lanterns),
    "cottage": ("night", cottage),
    "temple": ("dusk day", temple),
    "ship": ("dusk day", tallship),
    "iceship": ("night", iceship),
}
