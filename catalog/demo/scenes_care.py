"""Scenes of help and healing."""

from __future__ import annotations

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo import figures as fig
from tastemaker.catalog.demo.drawing import darker, lighter, mix, path
from tastemaker.catalog.demo.palettes import GREEN
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = ["CARE"]


def housefire(s: Stage) -> str:
    """A burning building and firefighters."""
    p, g = s.palette, s.ground + 8
    shell = (
        rect(-30, -34, 60, 34, darker(p.mid, 0.2))
        + polygon([(-35, -33), (0, -54), (35, -33)], p.ink)
        + "".join(rect(x, -26, 8, 11, "#ffb02e") for x in (-24, -11, 3, 16))
        + rect(-5, -13, 10, 13, "#ff7a1f")
    )
    flames = "".join(
        path(
            f"M{x - 7} {y}q-4 -11 3 {-20 - 5 * s.wave(period=0.5, phase=n * 0.17):.1f}q1 6 4 8q1 -8 4 -11q6 12 3 23z",
            ("#ff5a1f", "#ff8a2b", "#ffc24a")[n % 3],
            opacity=0.92,
        )
        for n, (x, y) in enumerate(
            ((-22, -34), (-6, -46), (8, -48), (22, -36), (-14, -40), (15, -42), (0, -50))
        )
    )
    smoke = "".join(
        circle(
            n * 5 - 16 + s.wave(period=2.5, phase=n * 0.2),
            -66 - (n * 13) % 17 - s.passed(3),
            9 + n % 3 * 3,
            "#2a2428",
            opacity=0.42,
        )
        for n in range(8)
    )
    water = stroke(
        f"M{s.middle - 44:.1f} {g - 9:.1f}Q{s.middle - 30:.1f} {g - 46:.1f} {s.middle - 8:.1f} {g - 34 + s.wave(period=0.6):.1f}",
        "#cfeeff",
        1.8,
        opacity=0.9,
    )
    truck = (
        rect(-14, -13, 28, 11, "#d7262b", rx=1.4)
        + rect(7, -16, 8, 14, "#d7262b", rx=1.4)
        + rect(9, -14, 5, 5, "#bfe3f5")
        + rect(-13, -7.4, 20, 1.6, "#ffffff")
        + circle(-8, -1.8, 2.6, "#1b1c22")
        + circle(9, -1.8, 2.6, "#1b1c22")
        + circle(11, -17.2, 1.3, "#4fa3ff")
        + stroke("M-13 -15H6", "#cfd6dc", 1.2)
    )
    return (
        b.sky(s)
        + b.stars(s, 20, low=0.4)
        + s.halo(s.middle, g - 30, r=70, color="#ff7a1f", opacity=0.6)
        + b.skyline(s, g, height=26, color=p.mid, lit=0.1, depth=0.1)
        + group(smoke, shell, flames, x=s.middle + 4, y=g)
        + b.ground(s, y=g, color=p.ink)
        + water
        + group(truck, x=s.middle + 48, y=g + 13, scale=1.2, flip=True)
        + group(fig.person("#1d1a20", hat=True, arm="5 -12"), x=s.middle - 46, y=g + 6, scale=0.85)
        + group(fig.person("#1d1a20", hat=True), x=s.middle - 52, y=g + 9, scale=0.85)
    )


def hospital(s: Stage) -> str:
    """A hospital with an ambulance."""
    p, g = s.palette, s.ground + 8
    body = (
        rect(-40, -44, 80, 44, s.down("#ffffff", lighter(p.low, 0.3)))
        + rect(-14, -58, 28, 58, s.down("#ffffff", lighter(p.low, 0.4)))
        + "".join(
            rect(x, -38 + 11 * r, 6.4, 6, p.far if (k + r) % 3 else p.glow, rx=0.6)
            for k, x in enumerate((-36, -26, 20, 30))
            for r in range(3)
        )
        + rect(-6, -56, 12, 12, "#e23b3b", rx=2)
        + rect(-1.6, -54, 3.2, 8, "#ffffff")
        + rect(-4, -51.6, 8, 3.2, "#ffffff")
        + rect(-9, -14, 18, 14, p.far)
        + stroke("M0 -14V0", "#ffffff", 0.8)
        + polygon([(-15, -14), (-12, -19), (12, -19), (15, -14)], p.accent)
    )
    van = (
        path("M-17 -3V-14Q-17 -16 -15 -16H6L14 -10Q17 -9 17 -6V-3Z", "#ffffff")
        + path("M6.6 -14L12.6 -9.6H6.6Z", "#27405a")
        + rect(-17, -8, 34, 2, p.accent)
        + rect(-8, -14.4, 6, 6, "#e23b3b", rx=0.8)
        + rect(-5.7, -13.8, 1.4, 4.8, "#fff")
        + rect(-7.4, -12.1, 4.8, 1.4, "#fff")
        + circle(-9, -3, 3, "#1d2028")
        + circle(10, -3, 3, "#1d2028")
        + circle(0, -17, 1.4, "#3fa0ff" if s.wave(period=0.4) > 0 else "#bfe0ff")
    )
    return (
        b.sky(s)
        + b.clouds(s, 5, y=g - 60, opacity=0.8)
        + b.skyline(s, g, height=30, color=p.far, lit=0, depth=0.1)
        + b.trees(s, g, count=8, height=15, color=mix(p.mid, GREEN, share=0.6), depth=0.2)
        + group(body, x=s.middle, y=g)
        + rect(-1, g, s.width + 2, s.height, s.down(lighter(p.near, 0.3), p.near))
        + group(van, x=s.middle + 28 + s.passed(7), y=g + 16, scale=1.25)
        + group(fig.person("#ffffff", coat=True), x=s.middle - 34, y=g + 14, scale=1.1)
        + group(fig.person(p.accent), x=s.middle - 24, y=g + 15, scale=1.1)
    )


def vaccine(s: Stage) -> str:
    """A vial and a syringe before round viruses."""
    p, g = s.palette, s.ground + 10
    germs = "".join(
        group(
            "".join(
                group(
                    stroke(f"M0 {-r}V{-r * 1.35:.1f}", c, r * 0.13) + circle(0, -r * 1.4, r * 0.16, c),
                    turn=36 * k,
                )
                for k in range(10)
            ),
            circle(0, 0, r, s.glow(lighter(c, 0.4), c, center=(0.35, 0.3))),
            x=x,
            y=y,
            turn=s.passed(20) + x,
            opacity=0.9,
        )
        for x, y, r, c in (
            (s.middle - 46, 24, 8, p.accent),
            (s.middle + 44, 30, 10, p.second),
            (s.middle + 16, 14, 5, p.accent),
            (s.middle - 50, 62, 5, p.second),
            (s.middle + 54, 64, 6, p.far),
        )
    )
    vial = (
        rect(-9, -34, 18, 36, s.down("#ffffff", "#dbeef6", "#b7d7e6", angle="right"), rx=3)
        + rect(-9, -18, 18, 20, mix(p.second, "#ffffff", share=0.25), rx=3, opacity=0.85)
        + rect(-9, -22, 18, 11, "#ffffff")
        + rect(-6, -19.4, 8, 1.6, p.accent)
        + rect(-6, -16, 11, 1.2, "#c4ced6")
        + rect(-6.6, -40, 13.2, 7, "#9aa7b2", rx=1.2)
        + rect(-7.6, -43, 15.2, 4, p.accent, rx=1.4)
    )
    needle = (
        rect(-22, -5, 40, 10, "#ffffff", rx=2, opacity=0.92)
        + rect(-22, -4, 22, 8, mix(p.second, "#ffffff", share=0.25))
        + stroke("".join(f"M{x} -5v3" for x in range(-18, 16, 4)), "#8a98a6", 0.5)
        + rect(18, -1.2, 14, 2.4, "#c3ccd4")
        + rect(31, -6, 2.4, 12, "#aab4be", rx=1)
        + polygon([(-22, -1.6), (-27, -0.7), (-27, 0.7), (-22, 1.6)], "#aab4be")
        + stroke("M-27 0H-44", "#8a98a6", 0.7)
    )
    return (
        b.room(s, floor=g)
        + s.halo(s.middle, g - 26, r=48, opacity=0.5)
        + germs
        + group(vial, x=s.middle - 14, y=g + 6, scale=1.25)
        + group(needle, x=s.middle + 26, y=g - 30, turn=-38 + 3 * s.wave(period=1.6), scale=0.95)
        + circle(s.middle - 9, g - 1 + abs(s.wave(period=1.3)), 1.6, p.second)
    )


CARE = {
    "housefire": ("night", housefire),
    "hospital": ("day", hospital),
    "vaccine": ("indoor", vaccine),
}
