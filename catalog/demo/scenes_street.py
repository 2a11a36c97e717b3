"""Scenes of streets and facades."""

from __future__ import annotations

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo import buildings as house
from tastemaker.catalog.demo import figures as fig
from tastemaker.catalog.demo import scenery as prop
from tastemaker.catalog.demo import vehicles as way
from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, mix, path
from tastemaker.catalog.demo.palettes import GREEN
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = ["STREET"]


def manor(s: Stage) -> str:
    """A crooked house on a hill under a full moon."""
    p, g = s.palette, s.ground
    path_up = path(
        f"M{s.middle - 8:.1f} {s.height + 2:.1f}Q{s.middle + 14:.1f} {g + 18:.1f} {s.middle - 4:.1f} {g - 2:.1f}H{s.middle + 1:.1f}Q{s.middle + 24:.1f} {g + 16:.1f} {s.middle + 12:.1f} {s.height + 2:.1f}Z",
        lighter(p.mid, 0.2),
        opacity=0.55,
    )
    hill = path(
        f"M-4 {g + 14:.1f}Q{s.middle:.1f} {g - 18:.1f} {s.width + 4:.1f} {g + 14:.1f}V{s.height + 2}H-4Z",
        s.down(p.near, p.ink),
    )
    fence = stroke(
        "".join(f"M{x:.1f} {g + 25:.1f}v-7l1 -1.4l1 1.4v7" for x in range(0, int(s.width) + 4, 5))
        + f"M0 {g + 21:.1f}H{s.width:.1f}",
        p.ink,
        0.7,
    )
    dead = stroke(
        "M0 0Q2 -14 -2 -26M0 -10Q8 -16 9 -24M-1 -16Q-9 -20 -10 -28M8 -20L13 -24M-8 -22L-14 -24", p.ink, 1.4
    )
    bats = b.birds(s, 6, y=g - 50, spread=9, color=p.ink, size=1.1)
    return (
        b.sky(s)
        + b.stars(s, 30, low=0.4)
        + b.moon(s, s.middle - 16, g - 46, 14)
        + b.clouds(s, 3, y=g - 40, spread=10, color=p.mid, opacity=0.6)
        + bats
        + hill
        + path_up
        + group(house.manor(s, p.near, lit=p.accent), x=s.middle, y=g - 1, scale=0.92)
        + group(dead, x=s.middle + 34 + s.pan(0.5), y=g + 10, scale=1.2)
        + group(dead, x=s.middle - 38 + s.pan(0.7), y=g + 12, scale=0.9, flip=True)
        + b.fog(s, g + 10, opacity=0.3)
        + group(fence, x=s.pan(1))
    )


def nightcity(s: Stage) -> str:
    """A figure on a roof above a lit city."""
    p, g = s.palette, s.ground + 4
    roof = (
        polygon(
            [
                (s.middle - 46, s.height + 2),
                (s.middle - 46, g),
                (s.middle + 8, g),
                (s.middle + 8, s.height + 2),
            ],
            p.ink,
        )
        + rect(s.middle - 48, g - 2, 58, 3, p.ink)
        + rect(s.middle - 40, g - 12, 9, 12, p.ink)
        + polygon([(s.middle - 42, g - 12), (s.middle - 35.5, g - 17), (s.middle - 29, g - 12)], p.ink)
    )
    beams = "".join(
        group(
            polygon([(0, 0), (-7, -90), (7, -90)], s.down((0, p.glow, 0), (1, p.glow, 0.4))),
            x=s.middle + x,
            y=g - 6,
            turn=t + 12 * s.wave(period=2.5, phase=x * 0.01),
        )
        for x, t in ((-26, -18), (30, 14))
    )
    return (
        b.sky(s)
        + b.stars(s, 40, low=0.4)
        + beams
        + b.skyline(s, g, height=62, color=p.far, lit=0.18, depth=0.1, wide=8)
        + b.skyline(s, g + 14, height=52, color=p.mid, lit=0.45, depth=0.3, name="near")
        + s.halo(s.middle, g + 16, r=50, color=p.accent, opacity=0.35)
        + group(
            roof,
            group(fig.person(p.ink, coat=True, hat=True), x=s.middle - 6, y=g - 2, scale=1.25),
            x=s.pan(0.9),
        )
    )


def windows(s: Stage) -> str:
    """A facade of windows, each with a life of its own."""
    p, rng = s.palette, s.rng("lives")
    wall = rect(-1, -1, s.width + 2, s.height + 2, s.down(lighter(p.mid, 0.1), p.near))
    cols, rows = max(3, round(s.width / 27)), max(3, round(s.height / 31))
    wide, tall = s.width / cols, s.height / rows
    out = []
    for r in range(rows):
        for c in range(cols):
            x, y = wide * c + wide * 0.2, tall * r + tall * 0.18
            w, h = wide * 0.6, tall * 0.62
            on = rng.random() < 0.62
            fill = (
                (p.glow, p.second, lighter(p.accent, 0.35))[int(rng.integers(3))]
                if on
                else darker(p.near, 0.3)
            )
            if on and rng.random() < 0.25 and s.wave(period=1.9, phase=float(rng.random())) > 0.5:
                fill = darker(fill, 0.25)
            pane = rect(x, y, w, h, fill, rx=0.8)
            who = int(rng.integers(5)) if on else 5
            sway = 1.0 * s.wave(period=2.2, phase=c * 0.2 + r * 0.3)
            inside = {
                0: group(fig.person(p.ink, dress=True), x=x + w * 0.5 + sway, y=y + h + 6, scale=0.92),
                1: group(fig.person(p.ink), x=x + w * 0.35 + sway, y=y + h + 7, scale=0.95)
                + group(fig.person(p.ink, dress=True), x=x + w * 0.68 - sway, y=y + h + 7, scale=0.88),
                2: circle(x + w * 0.5, y + h - 2.6, 2.6, p.ink)
                + stroke(
                    f"M{x + w * 0.5:.1f} {y + h - 3:.1f}q-4 -4 -3 -9m3 9q4 -3 4 -8m-4 8v-11",
                    darker(GREEN, 0.2),
                    1.1,
                ),
                3: path(
                    f"M{x + w * 0.3:.1f} {y + h:.1f}q-1 -7 3 -7.4l0.6 -2l1.4 1.6h1l1.4 -1.6l0.4 2.4q2 2 1 7z",
                    p.ink,
                ),
                4: rect(x, y, w * 0.28, h, darker(fill, 0.25))
                + rect(x + w * 0.72, y, w * 0.28, h, darker(fill, 0.25)),
            }.get(who, rect(x, y, w, h * 0.4, p.near))
            mask = rect(
                x - 1.5, y + h, w + 3, tall * 0.21, s.down(lighter(p.mid, 0.02), lighter(p.near, 0.02))
            )
            frame = rect(x, y, w, h, "none", rx=0.8, stroke=lighter(p.near, 0.22), stroke_width=1.1) + stroke(
                f"M{x + w / 2:.1f} {y:.1f}v{h:.1f}M{x:.1f} {y + h * 0.4:.1f}h{w:.1f}",
                lighter(p.near, 0.22),
                0.6,
            )
            out.append(
                pane
                + inside
                + mask
                + frame
                + rect(x - 1.4, y + h, w + 2.8, 1.7, lighter(p.near, 0.3), rx=0.5)
            )
    return wall + group(*out, x=s.pan(0.3)) + (b.rain(s, count=30, opacity=0.25) if s.seed % 2 else "")


def cityday(s: Stage) -> str:
    """A square with people, trees and a cyclist."""
    p, g = s.palette, s.ground
    rng = s.rng("walkers")
    clothes = [p.accent, p.second, p.ink, darker(p.far, 0.4), "#ffffff"]
    walkers = "".join(
        group(
            fig.person(clothes[n % 5], dress=n % 3 == 0, hat=n % 4 == 1),
            x=s.width * rng.random() + s.passed(3 if n % 2 else -3),
            y=g + 8 + 2.6 * n,
            scale=0.5 + 0.05 * n,
        )
        for n in range(7)
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle + 26, g - 52, 6)
        + b.clouds(s, 4, y=g - 54)
        + b.skyline(s, g, height=40, color=p.far, lit=0, depth=0.1)
        + house.gables(s, g + 3, depth=0.3, lit=0.2)
        + rect(-1, g + 2, s.width + 2, s.height, s.down(lighter(p.low, 0.3), p.low))
        + b.trees(s, g + 8, count=4, height=15, color=mix(p.mid, GREEN, share=0.6), depth=0.4)
        + walkers
        + group(way.bicycle(s, p.ink, shirt=p.accent), x=s.middle + 10 + s.passed(8), y=g + 31, scale=0.9)
    )


def oldtown(s: Stage) -> str:
    """Gabled houses on a canal, with a boat."""
    p, g = s.palette, s.ground - 2
    return (
        b.sky(s)
        + b.stars(s, 15, low=0.3)
        + b.sun(s, s.middle - 18, g - 52, 7)
        + b.clouds(s, 3, y=g - 58, opacity=0.6)
        + b.skyline(s, g, height=46, color=p.far, lit=0, depth=0.1, wide=8)
        + house.gables(s, g, depth=0.3, lit=0.5)
        + b.sea(s, g)
        + rect(-1, g - 0.6, s.width + 2, 2, p.ink)
        + group(
            way.rowboat(s, p.accent, figure=fig.person(p.ink, hat=True)),
            x=s.middle + 6 + s.passed(3),
            y=g + 16,
            scale=1.15,
        )
        + group(prop.lamp(s, p.ink, cone=False), x=s.middle - 34 + s.pan(0.8), y=s.height + 2, scale=1.1)
    )


def suburb(s: Stage) -> str:
    """Two tidy houses and the hedge between them."""
    p, g = s.palette, s.ground
    hedge = path(
        f"M{s.middle - 7:.1f} {g + 14:.1f}V{g - 8:.1f}q2 -4 5 -2q1 -4 4 -1q3 -2 5 2V{g + 14:.1f}Z",
        mix(GREEN, p.near, share=0.25),
    ) + group(fig.sheep(s), x=s.middle + 1, y=g - 9, scale=0.4)
    lawn = rect(
        -1,
        g + 2,
        s.width + 2,
        s.height,
        s.down(mix(p.mid, "#7fbf5a", share=0.7), mix(p.near, GREEN, share=0.6)),
    )
    foes = group(
        fig.person(p.ink, arm="7 -17"), x=s.middle - 18, y=g + 18, scale=0.85, turn=3 * s.wave(period=0.9)
    ) + group(
        fig.person(p.ink, dress=True, arm="7 -17"),
        x=s.middle + 18,
        y=g + 18,
        scale=0.85,
        flip=True,
        turn=-3 * s.wave(period=0.9, phase=0.3),
    )
    gnome = (
        path("M-2 0Q-2.6 -4 0 -4Q2.6 -4 2 0Z", p.second)
        + circle(0, -4.8, 1.4, "#f0c39a")
        + polygon([(-1.8, -5.2), (0, -10), (1.8, -5.2)], p.accent)
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle, g - 46, 7)
        + b.clouds(s, 4, y=g - 48)
        + b.trees(s, g + 3, count=7, height=18, color=mix(p.mid, GREEN, share=0.5), depth=0.2)
        + lawn
        + group(
            house.cottage(s, lighter(p.second, 0.45), roof=p.accent),
            x=s.middle - 30 + s.pan(0.3),
            y=g + 5,
            scale=1.1,
        )
        + group(
            house.cottage(s, "#fdf3e1", roof=darker(p.second, 0.2)),
            x=s.middle + 30 + s.pan(0.3),
            y=g + 5,
            scale=1.1,
        )
        + hedge
        + foes
        + "".join(group(gnome, x=s.middle + x, y=g + y) for x, y in ((-32, 22), (-26, 26), (30, 24), (9, 27)))
    )


def tram(s: Stage) -> str:
    """A tram in a street of houses."""
    p, g = s.palette, s.ground + 6
    wires = stroke(f"M-2 {g - 30:.1f}H{s.width + 2:.1f}", p.ink, 0.4) + stroke(
        "".join(f"M{x:.1f} {g:.1f}v-36h6" for x in (s.middle - 38, s.middle + 34)), p.ink, 0.9
    )
    return (
        b.sky(s)
        + b.clouds(s, 3, y=g - 62, opacity=0.6)
        + house.gables(s, g - 4, depth=0.2, lit=0.45)
        + rect(-1, g - 5, s.width + 2, s.height, s.down(lighter(p.near, 0.25), p.near))
        + wires
        + group(way.tram(s, p.accent), x=s.middle + s.passed(9), y=g + 3, scale=1.35)
        + stroke(
            f"M-2 {g + 5:.1f}H{s.width + 2:.1f}M-2 {g + 9:.1f}H{s.width + 2:.1f}", lighter(p.low, 0.2), 0.6
        )
        + group(fig.person(p.ink, coat=True, hat=True), x=s.middle + 34, y=g + 22, scale=1.1)
        + group(prop.lamp(s, p.ink, cone=False), x=s.middle - 40 + s.pan(0.8), y=g + 24, scale=1.15)
    )


def noir(s: Stage) -> str:
    """A man in a coat below a street lamp, in the rain."""
    p, g = s.palette, s.ground + 8
    bricks = "".join(
        rect(-10 + 9 * c + (4.5 if r % 2 else 0), g - 90 + 5 * r, 8.4, 4.4, p.near, opacity=0.5)
        for r in range(17)
        for c in range(int(s.width / 9) + 3)
    )
    blinds = "".join(rect(s.middle + 16, g - 66 + 3.4 * n, 20, 1.9, p.accent, opacity=0.8) for n in range(7))
    shade = polygon(
        [(s.middle - 14, g), (s.middle - 5, g), (s.middle - 34, g + 26), (s.middle - 52, g + 26)],
        p.ink,
        opacity=0.7,
    )
    glow = circle(s.middle - 6.4, g - 24.6, 0.6, p.accent) + circle(
        s.middle - 5.6 + s.passed(1), g - 28 - s.passed(2), 1, "#ffffff", opacity=0.3
    )
    return (
        b.sky(s)
        + bricks
        + s.halo(s.middle + 26, g - 54, r=26, color=p.accent, opacity=0.3)
        + blinds
        + rect(-1, g, s.width + 2, s.height - g + 2, s.down(lighter(p.near, 0.12), p.ink))
        + ellipse((s.middle - 4, g + 4), (26, 5), p.glow, opacity=0.35)
        + shade
        + group(prop.lamp(s, p.ink), x=s.middle - 17, y=g + 2, scale=1.7)
        + group(fig.person(p.ink, coat=True, hat=True), x=s.middle - 9, y=g + 2, scale=1.55)
        + glow
        + b.rain(s)
    )


STREET = {
    "house": ("night", manor),
    "nightcity": ("night neon", nightcity),
    "windows": ("night indoor", windows),
    "cityday": ("day", cityday),
    "oldtown": ("dusk day", oldtown),
    "suburb": ("day", suburb),
    "tram": ("dusk day", tram),
    "noir": ("night", noir),
}
