"""Houses and towers as shapes, each standing on (0, 0)."""

from __future__ import annotations

from tastemaker.catalog.demo.drawing import darker, lighter, path
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = [
    "castle",
    "cottage",
    "factory",
    "flicker",
    "gables",
    "lighthouse",
    "manor",
    "parliament",
    "temple",
    "westfronts",
]


def flicker(s: Stage, phase: float = 0.0) -> float:
    """Firelight: between 0.7 and 1."""
    return 0.85 + 0.09 * s.wave(period=0.4, phase=phase) + 0.06 * s.wave(period=0.23, phase=phase * 2)


def manor(s: Stage, color: str, *, lit: str) -> str:
    """A crooked mansion with a tower, 46 wide and 50 tall; one window glows."""
    roof = darker(color, 0.3)
    body = rect(-20, -22, 34, 22, color) + polygon([(-23, -22), (-12, -33), (8, -34), (17, -22)], roof)
    tower = polygon([(6, 0), (7, -36), (19, -37), (20, 0)], lighter(color, 0.05)) + polygon(
        [(4, -36), (13, -53), (22, -37)], roof
    )
    chimney = rect(-15, -38, 4, 10, roof)
    gable = polygon([(-11, -22), (-4, -32), (3, -22)], lighter(color, 0.08)) + stroke(
        "M13 -53V-57", roof, 0.6
    )
    panes = [
        (-16, -17, 4, 6),
        (-8, -17, 4, 6),
        (0, -17, 4, 6),
        (-16, -8, 4, 6),
        (0, -8, 4, 6),
        (10, -14, 4.6, 7),
    ]
    dark = "".join(rect(x, y, w, h, darker(color, 0.55), rx=0.5) for x, y, w, h in panes)
    shine = rect(10.6, -31, 4.8, 7.4, lit, rx=2.2, opacity=round(flicker(s), 2)) + rect(
        -5.6, -28, 3.2, 4, lit, rx=1.5, opacity=0.75
    )
    cross = stroke("M13 -31V-23.6M10.6 -27.4H15.4", color, 0.5)
    door = path("M-8 0V-7Q-5.6 -10 -3.2 -7V0Z", darker(color, 0.6))
    return (
        chimney
        + body
        + gable
        + tower
        + dark
        + s.halo(13, -27, r=13, color=lit, opacity=0.45)
        + shine
        + cross
        + door
    )


def cottage(s: Stage, wall: str, *, roof: str, snow: bool = False) -> str:
    """A small house with a warm window and smoke, 28 wide and 26 tall."""
    smoke = "".join(
        circle(
            8.5 + 1.6 * n + s.wave(period=2, phase=n * 0.2),
            -26 - 5 * n - s.passed(2),
            1.4 + 0.7 * n,
            "#ffffff",
            opacity=round(0.42 - 0.07 * n, 2),
        )
        for n in range(5)
    )
    cap = "#ffffff" if snow else roof
    shell = (
        rect(-11, -12, 22, 12, wall)
        + polygon([(-14, -11), (-7, -21), (7, -21), (14, -11)], cap)
        + rect(6, -25, 4, 7, darker(wall, 0.35))
    )
    edge = polygon([(-14, -11), (-13.2, -12.2), (13.2, -12.2), (14, -11)], darker(roof, 0.15))
    lit = s.palette.glow
    panes = "".join(
        rect(x, -9, 4.6, 5, lit, rx=0.4, opacity=round(flicker(s, x), 2))
        + stroke(f"M{x + 2.3} -9V-4M{x} -6.5H{x + 4.6}", darker(wall, 0.4), 0.4)
        for x in (-9, 4.4)
    )
    door = path("M-2.4 0V-7Q0 -9 2.4 -7V0Z", darker(roof, 0.25)) + circle(1.5, -3.6, 0.35, lit)
    return (
        smoke
        + shell
        + edge
        + s.halo(-6.6, -6.5, r=9, opacity=0.4)
        + s.halo(6.6, -6.5, r=9, opacity=0.4)
        + panes
        + door
    )


def lighthouse(s: Stage, *, stripe: str) -> str:
    """A striped lighthouse, 52 tall, with a turning beam."""
    p = s.palette
    sweep = 14 * s.wave(period=2.5, phase=0.08)
    beams = "".join(
        group(
            polygon(
                [(0, 0), (75 * side, -12), (75 * side, 9)],
                s.down((0, p.glow, 0.75), (1, p.glow, 0), angle="right" if side > 0 else "1 0 0 0"),
            ),
            y=-44.6,
            turn=sweep * side,
        )
        for side in (-1, 1)
    )
    tower = polygon([(-6, 0), (-4, -38), (4, -38), (6, 0)], "#f4efe4")
    bands = "".join(
        polygon(
            [(-6 + a / 19, -a), (-6 + (a + 7) / 19, -a - 7), (6 - (a + 7) / 19, -a - 7), (6 - a / 19, -a)],
            stripe,
        )
        for a in (4, 17, 30)
    )
    shade = polygon([(1, 0), (1, -38), (4, -38), (6, 0)], "#10182c", opacity=0.22)
    top = (
        rect(-5.4, -40, 10.8, 2, darker(stripe, 0.4))
        + rect(-3.2, -47, 6.4, 7, p.glow)
        + path("M-4.4 -47Q0 -54.5 4.4 -47Z", stripe)
    )
    return (
        s.halo(0, -44, r=20)
        + beams
        + tower
        + bands
        + shade
        + top
        + stroke("M-1.3 -47V-40M1.3 -47V-40M0 -51V-54", darker(stripe, 0.5), 0.4)
        + rect(-1.4, -5, 2.8, 5, darker(stripe, 0.5), rx=1)
    )


def castle(s: Stage, color: str, *, roof: str) -> str:
    """A castle with five towers and flags, 60 wide and 52 tall."""

    def tower(x: float, w: float, tall: float) -> str:
        flag = path(
            f"M{x} {-tall - w * 1.4 - 5}l{4 + s.wave(period=0.8, phase=x * 0.1):.1f} 1.3l-4 1.5z",
            s.palette.accent,
        )
        pole = stroke(f"M{x} {-tall - w * 1.4}v-5", darker(color, 0.4), 0.35)
        body = rect(
            x - w / 2, -tall, w, tall, s.down(lighter(color, 0.14), darker(color, 0.12), angle="right")
        )
        cone = polygon(
            [(x - w * 0.68, -tall), (x, -tall - w * 1.45), (x + w * 0.68, -tall)],
            s.down(lighter(roof, 0.15), roof, angle="right"),
        )
        window = rect(x - 0.8, -tall + 4, 1.6, 3, s.palette.glow, rx=0.8)
        return body + pole + flag + cone + window

    wall = rect(-24, -16, 48, 16, color) + "".join(rect(-24 + 4 * n, -18.4, 2.2, 3, color) for n in range(12))
    gate = path("M-4.4 0V-7Q0 -13 4.4 -7V0Z", darker(color, 0.6)) + stroke(
        "M-2 -9V0M0 -10V0M2 -9V0M-4 -5H4", color, 0.35
    )
    back = tower(-9, 8, 34) + tower(10, 7, 30) + tower(0.5, 9, 42)
    return back + wall + tower(-24, 8.4, 24) + tower(24, 8.4, 25) + gate


def temple(s: Stage, color: str) -> str:
    """A stepped temple overgrown at the edges, 62 wide and 40 tall."""
    out = []
    for n in range(5):
        w, y = 31 - 5.4 * n, -7.0 * n
        out.append(
            polygon(
                [(-w, y), (-w + 1.2, y - 7), (w - 1.2, y - 7), (w, y)],
                s.down(lighter(color, 0.18 - 0.02 * n), darker(color, 0.1)),
            )
        )
        out.append(rect(-w, y - 1, 2 * w, 0.8, darker(color, 0.3), opacity=0.6))
    stairs = polygon([(-6, 0), (-3.4, -35), (3.4, -35), (6, 0)], lighter(color, 0.25))
    steps = stroke(
        "".join(f"M{-5.8 + n * 0.13:.1f} {-n * 1.9:.1f}H{5.8 - n * 0.13:.1f}" for n in range(18)),
        darker(color, 0.2),
        0.35,
    )
    top = (
        rect(-7, -42, 14, 7, color)
        + rect(-8, -44, 16, 2.2, darker(color, 0.15))
        + path("M-2 -35V-40Q0 -42 2 -40V-35Z", s.palette.glow, opacity=round(flicker(s), 2))
    )
    return "".join(out) + stairs + steps + s.halo(0, -38, r=14, opacity=0.6) + top


def gables(s: Stage, y: float, *, count: int = 6, depth: float = 0.5, lit: float = 0.4) -> str:
    """A row of old town houses in different colors."""
    rng, p = s.rng(f"gables{depth}"), s.palette
    paints = [
        p.accent,
        p.second,
        lighter(p.mid, 0.35),
        p.far,
        lighter(p.accent, 0.4),
        lighter(p.second, 0.35),
    ]
    out, wide = [], (s.width + 12) / count
    for n in range(count):
        x, tall = -6 + n * wide, rng.uniform(22, 34)
        paint = paints[(n + int(rng.integers(2))) % len(paints)]
        front = rect(x, y - tall, wide - 0.3, tall + 1, s.down(lighter(paint, 0.12), darker(paint, 0.1)))
        peak = polygon(
            [(x - 0.5, y - tall), (x + wide / 2, y - tall - rng.uniform(6, 11)), (x + wide + 0.2, y - tall)],
            darker(paint, 0.42),
        )
        panes = []
        for row in range(int(tall // 8)):
            for column in range(3):
                on = rng.random() < lit
                a, b = x + wide * (0.16 + 0.26 * column), y - tall + 4 + row * 8
                panes.append(rect(a, b, wide * 0.16, 4.2, p.glow if on else darker(paint, 0.55), rx=0.4))
        door = path(
            f"M{x + wide * 0.42:.1f} {y:.1f}v-5q{wide * 0.08:.1f} -2 {wide * 0.16:.1f} 0v5z",
            darker(paint, 0.6),
        )
        out.append(front + peak + "".join(panes[: -1 if len(panes) > 3 else None]) + door)
    return group(*out, x=s.pan(depth))


def westfronts(s: Stage, y: float) -> str:
    """Wooden fronts of a western main street on both sides."""
    p = s.palette
    out = []
    for n, (x, w, tall) in enumerate(
        ((-s.middle + 10, 30, 34), (-s.middle + 34, 22, 25), (s.middle - 12, 32, 36), (s.middle - 36, 21, 26))
    ):
        wood = [p.mid, lighter(p.near, 0.1), p.far, lighter(p.mid, 0.12)][n]
        board = "".join(
            stroke(f"M{x - w / 2:.1f} {-a}H{x + w / 2:.1f}", darker(wood, 0.25), 0.25)
            for a in range(3, tall - 1, 3)
        )
        front = (
            rect(x - w / 2, -tall, w, tall, wood)
            + board
            + rect(x - w / 2 - 1, -tall - 1.4, w + 2, 2, darker(wood, 0.35))
        )
        sign = rect(x - w * 0.3, -tall + 3.4, w * 0.6, 4.6, lighter(wood, 0.35), rx=0.5) + rect(
            x - w * 0.22, -tall + 5.2, w * 0.44, 0.8, darker(wood, 0.4)
        )
        porch = polygon(
            [(x - w / 2 - 2, -13), (x + w / 2 + 2, -13), (x + w / 2, -16), (x - w / 2, -16)],
            darker(wood, 0.4),
        )
        posts = "".join(rect(x + a * w, -13, 0.9, 13, darker(wood, 0.45)) for a in (-0.46, -0.16, 0.15, 0.44))
        door = (
            rect(x - 2.6, -9.4, 5.2, 9.4, darker(wood, 0.6))
            + rect(x - w * 0.36, -10, w * 0.17, 5, p.glow, opacity=0.8)
            + rect(x + w * 0.2, -10, w * 0.17, 5, p.glow, opacity=0.8)
        )
        out.append(front + sign + door + porch + posts)
    return group(*out, x=s.middle, y=y)


def parliament(s: Stage, color: str) -> str:
    """A columned house with a dome and a flag, 70 wide and 52 tall."""
    pale, dark = lighter(color, 0.25), darker(color, 0.28)
    wing = "".join(
        rect(x, -17, 25, 17, color)
        + "".join(rect(x + 2.6 + 5.6 * n, -13, 2.8, 9, dark, rx=1.4) for n in range(4))
        for x in (-35, 10)
    )
    hall = (
        rect(-14, -20, 28, 20, pale)
        + polygon([(-16.4, -20), (0, -28.4), (16.4, -20)], color)
        + polygon([(-11.4, -21), (0, -26.8), (11.4, -21)], dark, opacity=0.4)
    )
    columns = "".join(
        rect(x, -18.6, 2.4, 16, s.down(lighter(pale, 0.5), pale, angle="right"))
        for x in (-11.6, -6.6, -1.2, 4.2, 9.2)
    )
    steps = "".join(
        rect(-17 - n, -2.4 + 0.9 * n, 34 + 2 * n, 0.9, lighter(pale, 0.2 - 0.08 * n)) for n in range(3)
    )
    dome = rect(-7.4, -33, 14.8, 6, color) + path(
        "M-8 -33Q-8 -45 0 -45.6Q8 -45 8 -33Z",
        s.down(lighter(s.palette.second, 0.25), darker(s.palette.second, 0.2), angle="right"),
    )
    flag = stroke("M0 -45V-56", dark, 0.5) + path(
        f"M0 -56q3 {-1.2 + 0.8 * s.wave():.1f} 5 0t5 0v5q-3 1 -5 0t-5 0z", s.palette.accent
    )
    return flag + dome + wing + hall + columns + steps


def factory(s: Stage, color: str, *, smoke: bool = True) -> str:
    """A saw-tooth factory with two stacks, 62 wide and 46 tall."""
    p, rng = s.palette, s.rng("smoke")
    plume = (
        "".join(
            circle(
                x + (n * 1.9) + s.wave(period=2.2, phase=n * 0.16),
                -43 - 4.2 * n - (s.passed(3) % 4),
                2 + 0.9 * n,
                lighter(p.low, 0.3),
                opacity=round(0.5 - 0.05 * n, 2),
            )
            for x in (-22, -11)
            for n in range(7)
            if rng.random() < 1
        )
        if smoke
        else ""
    )
    stacks = "".join(
        polygon(
            [(x - 3, 0), (x - 2, -42), (x + 2, -42), (x + 3, 0)],
            s.down(lighter(color, 0.2), darker(color, 0.2), angle="right"),
        )
        + rect(x - 2.2, -40, 4.4, 2.4, p.accent)
        for x in (-22, -11)
    )
    teeth = "".join(
        polygon([(x, -15), (x, -25), (x + 12, -15)], lighter(color, 0.12))
        + polygon([(x + 1.4, -16), (x + 1.4, -22.4), (x + 9, -16)], p.second, opacity=0.75)
        for x in (-5, 7, 19)
    )
    hall = rect(-31, -15, 62, 15, s.down(lighter(color, 0.08), color)) + "".join(
        rect(-27 + 9.4 * n, -10, 5.4, 5, p.glow, opacity=0.85, rx=0.4) for n in range(6)
    )
    return plume + stacks + teeth + hall + rect(16, -8, 9, 8, darker(color, 0.45))
