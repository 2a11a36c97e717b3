"""Trees, lamps, fires and tents as shapes, each standing on (0, 0)."""

from __future__ import annotations

from tastemaker.catalog.demo.buildings import flicker
from tastemaker.catalog.demo.drawing import darker, lighter, path
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = ["bench", "campfire", "cherry", "crane", "lamp", "oak", "tent", "turbine"]


def lamp(s: Stage, color: str, *, cone: bool = True) -> str:
    """A street lamp, 36 tall, that throws a cone of light."""
    beam = (
        polygon([(7, -32.5), (-6, 2), (22, 2)], s.down((0, s.palette.glow, 0.6), (1, s.palette.glow, 0.04)))
        if cone
        else ""
    )
    post = stroke("M0 0V-32Q0.4 -36 5 -36H7", color, 1.2) + rect(-1.6, -2.4, 3.2, 2.4, color)
    shade = path("M3.4 -33.4Q7 -37.4 10.6 -33.4Z", color)
    return beam + s.halo(7, -33, r=12, opacity=0.8) + post + shade + circle(7, -33, 1.3, s.palette.glow)


def bench(color: str) -> str:
    """A park bench, 24 wide."""
    slats = (
        rect(-12, -6.6, 24, 1.3, color) + rect(-12, -10.2, 24, 1.2, color) + rect(-12, -12.4, 24, 1.2, color)
    )
    return slats + stroke("M-9.6 0V-12.6M9.6 0V-12.6M-8 0L-9.6 -6M8 0L9.6 -6", darker(color, 0.3), 1.0)


def oak(s: Stage, leaf: str, *, bark: str) -> str:
    """A great tree, 48 tall."""
    rng = s.rng("oak")
    trunk = path("M-4 0Q-2 -10 -3 -22L3 -22Q2 -10 5 0Z", bark) + stroke(
        "M0 -18Q-8 -24 -12 -30M0 -18Q8 -24 12 -32M0 -20V-34", bark, 2
    )
    tones = [darker(leaf, 0.18), leaf, lighter(leaf, 0.14)]
    puffs = []
    for n in range(26):
        a, b = rng.uniform(-17, 17), rng.uniform(-44, -24)
        if (a / 18) ** 2 + ((b + 34) / 11.5) ** 2 < 1.05:
            puffs.append(
                (b, circle(a + 0.5 * s.wave(period=2.4, phase=n * 0.1), b, rng.uniform(4.4, 7), tones[n % 3]))
            )
    return trunk + "".join(shape for _, shape in sorted(puffs, reverse=True))


def cherry(s: Stage, blossom: str, *, bark: str) -> str:
    """A blossoming tree leaning left, 46 tall."""
    rng = s.rng("cherry")
    trunk = path("M-3 0Q0 -12 -4 -22L-1 -23Q2 -20 2.4 -16Q3.4 -8 4 0Z", bark) + stroke(
        "M-2 -20Q-12 -28 -20 -29M-1 -22Q-2 -32 -8 -39M0 -19Q8 -28 14 -33", bark, 1.8
    )
    tones = [blossom, lighter(blossom, 0.3), darker(blossom, 0.1)]
    spots = [
        (-20, -31),
        (-13, -34),
        (-8, -40),
        (0, -38),
        (8, -36),
        (15, -33),
        (-2, -31),
        (-24, -27),
        (6, -29),
    ]
    puffs = "".join(
        circle(
            a + rng.uniform(-3, 3),
            b + rng.uniform(-3, 3),
            rng.uniform(3.4, 6),
            tones[(n + k) % 3],
            opacity=0.92,
        )
        for n, (a, b) in enumerate(spots)
        for k in range(3)
    )
    fall = "".join(
        circle(
            rng.uniform(-30, 26) + 2 * s.wave(period=2, phase=n * 0.2),
            (rng.uniform(0, 34) + s.passed(7)) % 34 - 32,
            0.6,
            tones[n % 3],
        )
        for n in range(22)
    )
    return trunk + puffs + fall


def campfire(s: Stage) -> str:
    """A fire of logs with dancing flames, 14 tall."""
    logs = group(rect(-7, -1.6, 14, 2.2, "#4a2c1a", rx=1), turn=8) + group(
        rect(-7, -1.6, 14, 2.2, "#5d3820", rx=1), turn=-8
    )
    lick = 1.6 * s.wave(period=0.45)
    outer = path(f"M-5 -1Q-6 -7 {-1 + lick:.1f} -14Q{1 + lick:.1f} -9 3 -10Q6 -5 5 -1Z", "#ff7a1f")
    inner = path(f"M-2.6 -1Q-3 -5 {0.4 - lick * 0.6:.1f} -9Q3.4 -5 2.6 -1Z", "#ffe08a")
    rng = s.rng("sparks")
    sparks = "".join(
        circle(rng.uniform(-7, 7), -8 - (rng.uniform(0, 22) - s.passed(9)) % 22, 0.35, "#ffd27a")
        for _ in range(12)
    )
    return s.halo(0, -6, r=34 * flicker(s), color="#ff9a3c", opacity=0.55) + logs + outer + inner + sparks


def tent(s: Stage, first: str, *, second: str) -> str:
    """A striped circus tent with flags, 64 wide and 44 tall."""
    walls = "".join(
        polygon(
            [(-28 + 8 * n, 0), (-26 + 7.43 * n, -17), (-26 + 7.43 * (n + 1), -17), (-28 + 8 * (n + 1), 0)],
            first if n % 2 else second,
        )
        for n in range(7)
    )
    roof = "".join(
        polygon(
            [(-30 + 60 * n / 7, -17), (0, -40), (-30 + 60 * (n + 1) / 7, -17)], second if n % 2 else first
        )
        for n in range(7)
    )
    scallop = "".join(
        path(f"M{-30 + 60 * n / 7:.1f} -17q4.3 5 8.57 0z", first if n % 2 else second) for n in range(7)
    )
    door = path("M-6 0Q-3 -8 0 -14Q3 -8 6 0Z", darker(first, 0.7)) + path(
        "M-6 0Q-3 -8 0 -14Q-5 -12 -9 0Z", lighter(second, 0.2)
    )
    flag = stroke("M0 -40V-50", "#4a3326", 0.6) + path(
        f"M0 -50l{8 + s.wave(period=0.7):.1f} 2.4l-8 2.4z", first
    )
    return walls + roof + scallop + door + flag


def turbine(s: Stage, *, tall: float = 40, phase: float = 0.0) -> str:
    """A wind turbine with turning blades."""
    mast = polygon(
        [(-0.9, 0), (-0.45, -tall), (0.45, -tall), (0.9, 0)], s.down("#ffffff", "#cfd8dc", angle="right")
    )
    blade = path("M-0.5 0Q-1.9 -6 -0.3 -18Q0.8 -8 0.7 0Z", "#ffffff")
    turn = 360 * (phase + s.passed(0.22))
    blades = "".join(group(blade, turn=turn + 120 * n, scale=tall / 40) for n in range(3))
    return mast + group(blades, circle(0, 0, 1.3, "#e3e9ec"), y=-tall)


def crane(s: Stage, color: str, *, phase: float = 0.0) -> str:
    """A harbour crane with a hanging container, 44 tall."""
    legs = stroke("M-8 0L-5 -34M8 0L5 -34M-7 -12H7M-6 -24H6M-7 -12L6 -24M7 -12L-6 -24", color, 1.1)
    arm = stroke("M-12 -34H34M0 -44L34 -34M0 -44L-12 -34M0 -44V-34", color, 1.1)
    x = 22 + 4 * s.wave(period=2.5, phase=phase)
    load = stroke(f"M{x:.1f} -34V-23", color, 0.4) + rect(x - 5, -23, 10, 5, s.palette.accent)
    return legs + arm + load + rect(-4, -36, 6, 4, color)
