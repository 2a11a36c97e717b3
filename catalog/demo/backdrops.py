"""Skies, hills, seas, cities and weather: what scenes stand in front of."""

from __future__ import annotations

import math

import numpy as np

from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, mix, path
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = [
    "aurora", "birds", "clouds", "fog", "ground", "hills", "moon", "pines", "rain", "ridge", "room", "sea",
    "sky", "skyline", "snowfall", "stars", "sun", "trees", "vignette",
]  # fmt: skip


def sky(s: Stage) -> str:
    """The sky from top to horizon."""
    p = s.palette
    fill = s.down((0, p.top), (0.5, p.middle), (0.8, p.low), (1, p.low))
    return rect(-1, -1, s.width + 2, s.height + 2, fill)


def room(s: Stage, *, floor: float = 0.0) -> str:
    """A wall with a pool of light, and a floor."""
    p, y = s.palette, floor or s.ground
    wall = rect(
        -1,
        -1,
        s.width + 2,
        s.height + 2,
        s.glow(p.low, (0.6, p.middle), p.top, center=(0.5, 0.42), radius=0.8),
    )
    boards = rect(-1, y, s.width + 2, s.height - y + 1, s.down(p.mid, p.near))
    return wall + boards + rect(-1, y, s.width + 2, 0.7, p.near, opacity=0.7)


def stars(s: Stage, count: int = 60, *, low: float = 0.75) -> str:
    """Stars that twinkle."""
    rng = s.rng("stars")
    out = []
    for n in range(count):
        x, y = rng.uniform(0, s.width), rng.uniform(0, s.height * low)
        size = 0.18 + 0.5 * rng.random() ** 3
        shine = 0.55 + 0.35 * s.wave(period=1.3, phase=n * 0.37)
        out.append(circle(x, y, size, s.palette.glow, opacity=round(shine, 2)))
    return "".join(out)


def moon(s: Stage, x: float, y: float, r: float, *, color: str = "") -> str:
    """A full moon with seas and a halo."""
    face = color or s.palette.glow
    spots = "".join(
        circle(x + a * r, y + b * r, c * r, darker(face, 0.12), opacity=0.55)
        for a, b, c in ((-0.35, -0.2, 0.24), (0.25, 0.3, 0.3), (0.4, -0.35, 0.15), (-0.15, 0.5, 0.13))
    )
    return s.halo(x, y, r=r * 2.8, color=face, opacity=0.5) + circle(x, y, r, face) + spots


def sun(s: Stage, x: float, y: float, r: float) -> str:
    """A sun in a wide halo that breathes."""
    swell = 1 + 0.05 * s.wave(period=2.0)
    disc = circle(x, y, r, s.down(lighter(s.palette.glow, 0.5), s.palette.glow))
    return s.halo(x, y, r=r * 3.4 * swell, opacity=0.65) + disc


def clouds(
    s: Stage, count: int = 4, *, y: float = 22, spread: float = 16, color: str = "", opacity: float = 0.75
) -> str:
    """Flat-bottomed clouds drifting right."""
    rng = s.rng("clouds")
    fill = color or lighter(s.palette.low, 0.45)
    out = []
    for n in range(count):
        x = s.width * (n + rng.uniform(0.1, 0.9)) / count + s.passed(2.2)
        size = rng.uniform(0.5, 1.15)
        puffs = "M-14 0C-17 -6 -9 -9 -7 -6C-6 -13 5 -13 6 -7C11 -10 17 -5 14 0Z"
        out.append(
            group(path(puffs, fill), x=x, y=y + rng.uniform(-1, 1) * spread, scale=size, opacity=opacity)
        )
    return "".join(out)


def _wavy(s: Stage, name: str, *, y: float, height: float, rough: int) -> list[tuple[float, float]]:
    rng = s.rng(name)
    x = np.linspace(-12, s.width + 12, 60)
    line = np.zeros_like(x)
    for octave in range(1, rough + 1):
        wave = 2 * math.pi * x / (95 / octave) + rng.uniform(0, 6.3)
        line += np.sin(wave) * rng.uniform(0.5, 1.0) / octave
    return [(float(a), y - height * float(b) / 2) for a, b in zip(x, line, strict=True)]


def hills(
    s: Stage, y: float, *, height: float = 10, color: str = "", depth: float = 0.3, name: str = "hills"
) -> str:
    """Rolling land down to the lower edge."""
    color = color or s.palette.mid
    line = _wavy(s, name + str(round(depth, 2)), y=y, height=height, rough=2)
    shape = polygon(
        [(-12, s.height + 2), *line, (s.width + 12, s.height + 2)], s.down(lighter(color, 0.1), (0.7, color))
    )
    return group(shape, x=s.pan(depth))


def ridge(s: Stage, y: float, *, height: float = 34, color: str = "", depth: float = 0.2, snow: bool = True, name: str = "ridge", peaks: int = 4) -> str:  # fmt: skip
    """Jagged mountains lit from one side, with snow on the peaks."""
    rng = s.rng(name + str(peaks) + str(depth))
    color = color or s.palette.far
    out, step = [], (s.width + 30) / peaks
    order = sorted(range(peaks), key=lambda n: -abs(n - peaks / 2) + rng.uniform(-0.5, 0.5))
    for n in order:
        x = -15 + step * (n + 0.5) + rng.uniform(-0.2, 0.2) * step
        top = y - height * rng.uniform(0.62, 1.0)
        out.append(
            _peak(s, x, top, base=y, wide=step * rng.uniform(0.75, 1.05), color=color, snow=snow, rng=rng)
        )
    floor = rect(-14, y - 0.3, s.width + 28, s.height - y + 2, color)
    return group(*out, floor, x=s.pan(depth))


def _peak(s: Stage, x: float, top: float, *, base: float, wide: float, color: str, snow: bool, rng: np.random.Generator) -> str:  # fmt: skip
    tall = base - top
    bend = [(x + rng.uniform(-0.05, 0.1) * wide, top + tall * share) for share in (0.28, 0.5, 0.75)]
    left, right = (x - wide, base), (x + wide, base)
    body = polygon([left, (x, top), right], s.down(lighter(color, 0.2), color))
    shade = polygon([(x, top), *bend, (x + 0.15 * wide, base), right], darker(color, 0.22), opacity=0.65)
    if not snow:
        return body + shade
    cut = 0.3
    zig = [
        (x + wide * cut * t, top + tall * (cut + (0.09 if i % 2 else -0.05)))
        for i, t in enumerate((0.75, 0.4, 0.1, -0.25, -0.5, -0.8))
    ]
    cap = polygon([(x, top), (x + wide * cut * 0.85, top + tall * cut * 0.85), *zig], "#ffffff", opacity=0.88)
    return body + shade + cap


def ground(s: Stage, *, color: str = "", y: float = 0) -> str:
    """Flat land in front."""
    y, color = y or s.ground, color or s.palette.near
    return rect(-1, y, s.width + 2, s.height - y + 2, s.down(lighter(color, 0.12), color))


def pines(s: Stage, y: float, *, count: int = 16, height: float = 18, color: str = "", depth: float = 0.5, name: str = "pines") -> str:  # fmt: skip
    """A row of conifers."""
    rng = s.rng(name + str(depth))
    color = color or s.palette.near
    out = []
    for n in range(count):
        x = (s.width + 20) * (n + rng.uniform(0.15, 0.85)) / count - 10
        tall = height * rng.uniform(0.6, 1.15)
        layers = "".join(
            f"M0 {-tall * a:.1f}L{tall * b:.1f} {-tall * c:.1f}L{-tall * b:.1f} {-tall * c:.1f}Z"
            for a, b, c in ((1.0, 0.14, 0.62), (0.78, 0.2, 0.34), (0.52, 0.26, 0.04))
        )
        lean = 1.2 * s.wave(period=2.5, phase=n * 0.2)
        out.append(
            group(
                path(layers, color),
                rect(-tall * 0.03, -tall * 0.06, tall * 0.06, tall * 0.12, color),
                x=x,
                y=y,
                turn=lean,
            )
        )
    return group(*out, x=s.pan(depth))


def trees(s: Stage, y: float, *, count: int = 6, height: float = 16, color: str = "", depth: float = 0.5, name: str = "trees") -> str:  # fmt: skip
    """Round trees in a row."""
    rng = s.rng(name + str(depth))
    color = color or s.palette.near
    out = []
    for n in range(count):
        x = (s.width + 10) * (n + rng.uniform(0.1, 0.9)) / count - 5
        tall = height * rng.uniform(0.7, 1.15)
        crown = mix(color, s.palette.low, share=rng.uniform(0, 0.15))
        puffs = [(0, 0.72, 0.28), (-0.2, 0.6, 0.2), (0.2, 0.6, 0.2)]
        leaves = "".join(circle(a * tall, -b * tall, c * tall, crown) for a, b, c in puffs)
        light = circle(-0.09 * tall, -0.8 * tall, 0.13 * tall, lighter(crown, 0.14), opacity=0.8)
        trunk = rect(-tall * 0.035, -tall * 0.45, tall * 0.07, tall * 0.46, darker(color, 0.35))
        out.append(group(trunk, leaves, light, x=x, y=y, turn=0.9 * s.wave(period=2.2, phase=n * 0.3)))
    return group(*out, x=s.pan(depth))


def sea(s: Stage, y: float, *, color: str = "", light: float | None = None) -> str:
    """Water to the lower edge; `light` is the x of a sun or moon that glitters in it."""
    p = s.palette
    top = color or mix(p.top, p.low, share=0.45)
    deep = mix(p.top, p.ink, share=0.35)
    body = rect(-1, y, s.width + 2, s.height - y + 2, s.down(top, (0.55, mix(top, deep, share=0.6)), deep))
    rng = s.rng("sea")
    out = [body]
    for n in range(26):
        depth = (n + 1) / 26
        yy = y + (s.height - y) * depth**1.4
        wide = 3 + 11 * depth
        near_light = light is not None and n % 2 == 0
        spread = (4 + 16 * depth) if near_light else s.width
        middle = light if near_light and light is not None else s.middle
        x = middle + rng.uniform(-0.5, 0.5) * spread + 1.5 * s.wave(period=2.0, phase=n * 0.31)
        tone, fade = (p.glow, 0.75) if near_light else (lighter(top, 0.35), 0.35)
        out.append(
            ellipse(
                (round(x, 2), round(yy, 2)),
                (round(wide / 2, 2), round(0.25 + depth * 0.45, 2)),
                tone,
                opacity=fade,
            )
        )
    return "".join(out)


def skyline(s: Stage, y: float, *, height: float = 34, color: str = "", lit: float = 0.5, depth: float = 0.3, name: str = "city", wide: float = 10) -> str:  # fmt: skip
    """Towers with windows, some lit."""
    rng = s.rng(name + str(depth))
    color = color or s.palette.mid
    out, x = [], -8.0
    while x < s.width + 8:
        w = wide * rng.uniform(0.6, 1.25)
        tall = height * (0.3 + 0.7 * rng.random() ** 1.3)
        out.append(_tower(s, x, y - tall, size=(w, tall), color=color, lit=lit, rng=rng))
        x += w + rng.choice([0.0, 0.0, 1.2])
    base = rect(-12, y - 0.5, s.width + 24, s.height - y + 3, color)
    return group(*out, base, x=s.pan(depth))


def _tower(s: Stage, x: float, y: float, *, size: tuple[float, float], color: str, lit: float, rng: np.random.Generator) -> str:  # fmt: skip
    w, tall = size
    out = [rect(x, y, w, tall + 1, s.down(lighter(color, 0.08), color))]
    kind = rng.random()
    if kind < 0.2:
        out.append(polygon([(x, y), (x + w / 2, y - w * 0.55), (x + w, y)], color))
    elif kind < 0.38:
        out.append(rect(x + w * 0.46, y - tall * 0.22, 0.7, tall * 0.22, color))
    elif kind < 0.55:
        out.append(rect(x + w * 0.2, y - 2.5, w * 0.6, 3, color))
    if lit > 0:
        cols = max(2, int(w / 2.6))
        shine = "".join(
            f"M{x + (c + 0.3) * w / cols:.1f} {yy:.1f}h{0.42 * w / cols:.1f}v1.5h-{0.42 * w / cols:.1f}z"
            for yy in np.arange(y + 2.2, y + tall - 2, 3.1)
            for c in range(cols)
            if rng.random() < lit
        )
        out.append(path(shine, s.palette.glow, opacity=0.8))
    return "".join(out)


def rain(s: Stage, *, count: int = 70, opacity: float = 0.45) -> str:
    """Slanting rain that falls."""
    rng = s.rng("rain")
    tall = s.height + 12
    lines = []
    for _ in range(count):
        x, y = rng.uniform(-5, s.width + 8), rng.uniform(0, tall)
        y = (y + s.passed(95)) % tall - 8
        lines.append(f"M{x - y * 0.12:.1f} {y:.1f}l-0.8 {rng.uniform(4, 7.5):.1f}")
    return stroke("".join(lines), lighter(s.palette.low, 0.5), 0.45, opacity=opacity)


def snowfall(s: Stage, *, count: int = 70) -> str:
    """Flakes that sink and sway."""
    rng = s.rng("snow")
    tall = s.height + 6
    out = []
    for n in range(count):
        x, y, size = rng.uniform(0, s.width), rng.uniform(0, tall), rng.uniform(0.35, 1.0)
        y = (y + s.passed(9 + 9 * size)) % tall - 3
        out.append(circle(x + 1.5 * s.wave(period=2.4, phase=n * 0.17), y, size, "#ffffff", opacity=0.85))
    return "".join(out)


def fog(s: Stage, *ys: float, opacity: float = 0.4, thick: float = 6) -> str:
    """Bands of mist that drift."""
    color, out = lighter(s.palette.low, 0.25), []
    for n, y in enumerate(ys):
        x = s.middle + (s.passed(5) if n % 2 else s.passed(-5)) + 12 * (n % 3 - 1)
        fade = s.glow((0, color, opacity), (0.6, color, opacity * 0.7), (1, color, 0))
        out.append(ellipse((round(x, 2), round(y, 2)), (round(s.width * 0.75, 1), thick), fade))
    return "".join(out)


def birds(
    s: Stage, count: int = 7, *, y: float = 25, spread: float = 14, color: str = "", size: float = 1.0
) -> str:
    """A flock with beating wings."""
    rng = s.rng("birds")
    out = []
    for n in range(count):
        x = s.width * rng.uniform(0.15, 0.85) + s.passed(6)
        flap = 1.2 + 0.9 * s.wave(period=0.55, phase=n * 0.29 + 0.1)
        wing = f"M-3 {-flap:.1f}Q-1.2 {-flap * 0.9:.1f} 0 0Q1.2 {-flap * 0.9:.1f} 3 {-flap:.1f}"
        bird = stroke(wing, color or s.palette.ink, 0.7)
        out.append(group(bird, x=x, y=y + rng.uniform(-1, 1) * spread, scale=size * rng.uniform(0.6, 1.2)))
    return "".join(out)


def aurora(s: Stage) -> str:
    """Green and violet curtains of light."""
    out = []
    for n, color in enumerate(("#63f2b2", "#8fd6ff", "#b78cff", "#63f2b2")):
        rng = s.rng(f"aurora{n}")
        x = np.linspace(-10, s.width + 10, 40)
        sway = 5 * np.sin(x / 14 + rng.uniform(0, 6) + s.passed(0.9)) + 3 * np.sin(x / 6.1 + n)
        base = s.height * (0.28 + 0.07 * n) + sway
        tall = s.height * (0.2 + 0.06 * rng.random())
        line = [(float(a), float(b)) for a, b in zip(x, base, strict=True)]
        top = [(a + 5, b - tall) for a, b in reversed(line)]
        out.append(polygon([*line, *top], s.down((0, color, 0), (0.7, color, 0.42), (1, color, 0.05))))
    return "".join(out)


def vignette(s: Stage, *, opacity: float = 0.45) -> str:
    """Darker corners."""
    ink = s.palette.ink
    fill = s.glow((0, ink, 0), (0.62, ink, 0), (1, ink, opacity), radius=0.75)
    return rect(-1, -1, s.width + 2, s.height + 2, fill)
