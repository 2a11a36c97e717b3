"""Motifs of record covers out of doors, on a stage of 100 by 100 units."""

from __future__ import annotations

import numpy as np

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo import figures as fig
from tastemaker.catalog.demo import scenery as prop
from tastemaker.catalog.demo.drawing import darker, lighter, mix, path
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = ["campfire", "city", "hills", "moon", "night", "palm", "sun", "sunset", "waves"]


def night(s: Stage) -> str:
    p = s.palette
    return (
        b.sky(s)
        + b.stars(s, 50)
        + b.moon(s, 70, 26, 10)
        + b.skyline(s, 82, height=44, color=p.mid, lit=0.4, depth=0.1, wide=9)
        + b.skyline(s, 96, height=26, color=p.near, lit=0.3, depth=0.3, name="low", wide=12)
        + b.fog(s, 84, opacity=0.35)
    )


def waves(s: Stage) -> str:
    p, rng = s.palette, s.rng("waves")
    x = np.linspace(-2, 102, 70)
    out = [b.sky(s), b.sun(s, 50 + float(rng.uniform(-18, 18)), 26, 11)]
    tones = [mix(p.far, p.low, share=0.5), p.far, p.mid, mix(p.accent, p.mid, share=0.35), p.near, p.ink]
    for n in range(12):
        y = 36 + 5.6 * n
        sway = (6 - 0.2 * n) * np.sin(x / (9 + n) + rng.uniform(0, 6.3)) * np.exp(-(((x - 50) / 45) ** 2))
        line = [(float(a), float(y - c)) for a, c in zip(x, sway, strict=True)]
        out.append(polygon([(-2, 102), *line, (102, 102)], tones[n % 6], stroke=p.glow, stroke_width=0.35))
    return "".join(out)


def moon(s: Stage) -> str:
    p, rng = s.palette, s.rng("rings")
    x, y = 50 + float(rng.uniform(-12, 12)), 36.0
    rings = "".join(
        circle(x, y, 15 + 6 * n, "none", stroke=p.glow, stroke_width=0.5, opacity=round(0.55 - 0.06 * n, 2))
        for n in range(8)
    )
    return (
        b.sky(s)
        + b.stars(s, 40, low=0.6)
        + rings
        + b.moon(s, x, y, 13)
        + b.ridge(s, 78, height=22, color=p.far, peaks=4, snow=False)
        + b.sea(s, 76, light=x)
        + b.fog(s, 76, opacity=0.5, thick=5)
    )


def sun(s: Stage) -> str:
    p = s.palette
    rays = "".join(
        group(
            polygon(
                [(-5, 0), (5, 0), (12, -110), (-12, -110)], p.second if n % 2 else p.accent, opacity=0.55
            ),
            x=50,
            y=62,
            turn=22.5 * n,
        )
        for n in range(16)
    )
    return (
        b.sky(s)
        + rays
        + circle(50, 62, 25, s.down(lighter(p.glow, 0.3), p.second))
        + b.hills(s, 80, height=7, color=p.mid, depth=0.2)
        + b.hills(s, 89, height=6, color=p.near, depth=0.5)
    )


def hills(s: Stage) -> str:
    p = s.palette
    bird = stroke("M-5 -2Q-2 -3.4 0 0Q2 -3.4 5 -2", p.ink, 1)
    return (
        b.sky(s)
        + b.sun(s, 66, 30, 9)
        + b.clouds(s, 3, y=18, spread=8)
        + group(bird, x=30, y=26)
        + group(bird, x=40, y=20, scale=0.7)
        + b.hills(s, 62, height=12, color=p.far, depth=0.1)
        + b.hills(s, 71, height=9, color=p.mid, depth=0.3)
        + b.trees(s, 76, count=5, height=13, color=p.near, depth=0.4)
        + b.hills(s, 84, height=8, color=p.near, depth=0.6)
    )


def campfire(s: Stage) -> str:
    p = s.palette
    return (
        b.sky(s)
        + b.stars(s, 60)
        + b.pines(s, 78, count=12, height=26, color=p.near, depth=0.2)
        + b.ground(s, y=77, color=p.ink)
        + group(prop.campfire(s), x=50, y=88, scale=1.9)
    )


def city(s: Stage) -> str:
    p = s.palette
    train = (
        rect(-2, 62, 104, 14, s.down(lighter(p.accent, 0.2), p.accent))
        + "".join(rect(3 + 12 * n, 65, 8, 5.6, p.glow, rx=1) for n in range(9))
        + rect(-2, 76, 104, 3, p.ink)
        + stroke("".join(f"M{x} 79V101" for x in (12, 14, 48, 50, 84, 86)), p.ink, 1.6)
    )
    return (
        b.sky(s)
        + b.sun(s, 34, 34, 12)
        + b.skyline(s, 66, height=50, color=p.far, lit=0.3, depth=0.1, wide=10)
        + b.skyline(s, 80, height=30, color=p.mid, lit=0.4, depth=0.3, name="b", wide=13)
        + train
        + rect(-1, 92, 102, 10, p.near)
    )


def sunset(s: Stage) -> str:
    p = s.palette
    sun = f'<clipPath id="slits">{"".join(rect(20, 10 + y, 60, h, "#fff") for y, h in ((0, 22), (24, 5), (31, 4.4), (37.4, 3.8), (43, 3), (48, 2.4)))}</clipPath><g clip-path="url(#slits)">{circle(50, 36, 25, s.down("#ffe45c", "#ff8a3c", "#ff3f8f"))}</g>'
    rows = "".join(
        stroke(f"M-2 {62 + 40 * t * t:.1f}H102", p.second, 0.5, opacity=0.9)
        for t in (0, 0.2, 0.36, 0.5, 0.64, 0.78, 0.92)
    )
    rows += "".join(
        stroke(f"M{50 + 5 * k} 62L{50 + 34 * k} 102", p.second, 0.5, opacity=0.9) for k in range(-12, 13)
    )
    palm = stroke("M0 0Q3 -16 -1 -30", p.ink, 1.8) + "".join(
        group(path("M0 0Q8 -5 17 2Q8 -1 0 2Z", p.ink), x=-1, y=-30, turn=t)
        for t in (-150, -110, -60, -20, 20, 165)
    )
    return (
        rect(-1, -1, 102, 102, s.down("#140a34", "#4a1466", "#d0368c"))
        + b.stars(s, 40, low=0.4)
        + s.halo(50, 36, r=44, color="#ff5f9f", opacity=0.6)
        + sun
        + b.ridge(s, 62, height=14, color="#2a0f4a", peaks=7, snow=False)
        + rect(-1, 62, 102, 40, s.down("#2a0f4a", "#0c0524"))
        + rows
        + group(palm, x=13, y=74, scale=1.25)
        + group(palm, x=88, y=78, scale=1.45, flip=True)
    )


def palm(s: Stage) -> str:
    p = s.palette
    green = mix(p.mid, "#2f8f5a", share=0.6)
    palm = (
        stroke("M0 0Q5 -22 -2 -42", "#7a5230", 3)
        + "".join(
            group(
                path("M0 0Q11 -9 26 3Q11 -1 0 3Z", green if n % 2 else darker(green, 0.2)),
                x=-2,
                y=-42,
                turn=t + 3 * s.wave(period=2, phase=n * 0.1),
            )
            for n, t in enumerate((-165, -130, -90, -55, -20, 15, 170))
        )
        + circle(-1, -40, 2, "#6b4423")
        + circle(-4, -39, 2, "#6b4423")
    )
    return (
        b.sky(s)
        + b.sun(s, 64, 42, 14)
        + b.clouds(s, 3, y=18, spread=7)
        + b.sea(s, 64, light=64)
        + path("M-2 82Q40 70 102 84V102H-2Z", s.down("#ffe9b8", "#e2b673"))
        + group(palm, x=26, y=82, scale=1.15)
        + group(palm, x=10, y=88, scale=0.85, flip=True)
        + group(fig.umbrella(p.accent), x=70, y=88, scale=1.1, turn=8)
    )
