"""Musical instruments as shapes, centred on (0, 0), about 60 units tall or wide."""

from __future__ import annotations

from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, path
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = ["instrument"]

BRASS = "#e8b23a"
WOOD = "#b5652e"
IVORY = "#fbf6e9"


def instrument(name: str, s: Stage, *, color: str) -> str:
    """The instrument, its body in the given color where it has one to choose."""
    return _DRAW[name](s, color)


def _guitar(s: Stage, color: str) -> str:
    body = path(
        "M-11 4Q-13 -4 -6 -6Q0 -8 6 -6Q13 -4 11 4Q10 9 13 14Q16 27 0 28Q-16 27 -13 14Q-10 9 -11 4Z",
        s.glow(lighter(WOOD, 0.45), WOOD, darker(WOOD, 0.25), radius=0.65),
    )
    hole = circle(0, 8, 4.4, darker(WOOD, 0.65), stroke=lighter(WOOD, 0.5), stroke_width=0.8)
    neck = rect(-1.9, -30, 3.8, 36, darker(WOOD, 0.45)) + polygon(
        [(-3.2, -30), (-2.6, -38), (2.6, -38), (3.2, -30)], darker(WOOD, 0.55)
    )
    frets = stroke("".join(f"M-1.9 {y}h3.8" for y in range(-27, 0, 4)), "#d9c79a", 0.35)
    strings = stroke("M-1.2 -36V20M-0.4 -36V20M0.4 -36V20M1.2 -36V20", IVORY, 0.22)
    return (
        body
        + hole
        + neck
        + frets
        + rect(-6, 19, 12, 2.2, darker(WOOD, 0.55), rx=0.6)
        + strings
        + "".join(circle(x, y, 0.9, IVORY) for x in (-3.8, 3.8) for y in (-32, -34.6, -37))
    )


def _electric(s: Stage, color: str) -> str:
    body = path(
        "M-3 2Q-13 -7 -15 1Q-16 7 -10 9Q-15 14 -12 22Q-8 30 2 27Q14 26 13 17Q12 11 9 9Q16 3 12 -4Q8 -8 3 1Z",
        s.down(lighter(color, 0.25), darker(color, 0.15)),
    )
    guard = path("M-2 4Q-9 9 -7 17Q-3 22 3 20L5 5Z", IVORY, opacity=0.92)
    neck = rect(-1.7, -32, 3.4, 38, "#d9a35a") + path("M-2 -32L-5 -41Q0 -44 3 -40L2 -32Z", "#d9a35a")
    frets = stroke("".join(f"M-1.7 {y}h3.4" for y in range(-29, 4, 4)), "#8a6a48", 0.35)
    parts = (
        "".join(rect(-4, y, 8, 2.2, "#23242c", rx=0.6) for y in (8, 13))
        + rect(-4.6, 18, 9.2, 1.8, "#cfd5dc")
        + circle(7, 18, 1.2, "#23242c")
        + circle(8.6, 21.4, 1.2, "#23242c")
    )
    return body + guard + neck + frets + parts + stroke("M-1 -38V19M0 -38V19M1 -38V19", "#ffffff", 0.2)


def _bass(s: Stage, color: str) -> str:
    return group(_electric(s, color), scale=0.96) + "".join(
        circle(-5.4, y, 1, "#cfd5dc") for y in (-32, -35, -38)
    )


def _bowed(s: Stage, color: str) -> str:
    body = path(
        "M0 -10Q10 -12 11 -4Q11 0 7.4 3.4Q9 8 12 11Q15 26 0 27Q-15 26 -12 11Q-9 8 -7.4 3.4Q-11 0 -11 -4Q-10 -12 0 -10Z",
        s.glow(lighter("#a8481c", 0.35), "#a8481c", darker("#a8481c", 0.35), radius=0.65),
    )
    eyes = stroke("M-5 4q-2 4 0 8M5 4q2 4 0 8", "#2a120a", 0.9)
    neck = (
        rect(-1.4, -32, 2.8, 38, "#2a1712")
        + circle(0, -34, 2.4, "#7a3a18")
        + stroke("M-4 -31H4M-4 -28H4", "#2a1712", 1.1)
    )
    bow = group(
        stroke("M-34 0H34", "#6b3d1c", 1)
        + stroke("M-32 1.8H33", IVORY, 0.5)
        + rect(-34, -0.6, 4, 3, "#2a1712"),
        turn=-38 + 4 * s.wave(period=1.2),
        x=4,
        y=9,
    )
    return (
        body
        + eyes
        + neck
        + path("M-2.4 16h4.8l1 8h-6.8z", "#2a1712")
        + rect(-4, 11, 8, 1.6, "#d9a35a")
        + stroke("M-0.9 -30V18M-0.3 -30V18M0.3 -30V18M0.9 -30V18", IVORY, 0.2)
        + bow
    )


def _harp(s: Stage, color: str) -> str:
    frame = (
        stroke("M-14 28L-16 -24", BRASS, 3)
        + stroke("M-16 -24Q-8 -36 2 -22T18 -20", BRASS, 3)
        + stroke("M18 -20L-14 28", darker(BRASS, 0.15), 4.4)
    )
    strings = stroke(
        "".join(f"M{-12 + 3.4 * n:.1f} {-26 + 1.1 * n:.1f}V{24 - 4.9 * n:.1f}" for n in range(9)), IVORY, 0.4
    )
    return strings + frame + circle(-16, -26, 3, BRASS) + rect(-20, 28, 14, 3, darker(BRASS, 0.3), rx=1)


def _saxophone(s: Stage, color: str) -> str:
    tube = "M-14 -28Q-8 -32 -4 -26L8 10Q11 22 1 23Q-9 23 -10 12L-11 2"
    return (
        stroke(tube, darker(BRASS, 0.25), 5.6)
        + stroke(tube, BRASS, 4)
        + path(
            "M-15.4 4Q-17 -6 -21 -9Q-11 -12 -4 -7Q-7 -2 -7 4Z",
            s.down(lighter(BRASS, 0.35), darker(BRASS, 0.15)),
        )
        + ellipse((-12.4, -8.4), (8.6, 2), darker(BRASS, 0.45))
        + "".join(
            circle(
                -1.6 + 2.5 * n,
                -17 + 7 * n,
                2,
                lighter(BRASS, 0.45),
                stroke=darker(BRASS, 0.35),
                stroke_width=0.6,
            )
            for n in range(4)
        )
        + stroke("M-14 -28L-20 -26", "#23242c", 2.4)
        + stroke("M3 -20L10 2", lighter(BRASS, 0.5), 0.8)
    )


def _trumpet(s: Stage, color: str) -> str:
    horn = (
        stroke("M-32 -4H22", BRASS, 2.6)
        + path("M16 -5.4Q27 -7 32 -15V7Q27 -1 16 -2.6Z", s.down(lighter(BRASS, 0.35), darker(BRASS, 0.2)))
        + rect(-16, -4, 30, 13, "none", rx=6, stroke=BRASS, stroke_width=2.4)
    )
    valves = "".join(
        rect(x, -12, 4.4, 24, s.down(lighter(BRASS, 0.5), darker(BRASS, 0.15), angle="right"), rx=1.4)
        + rect(x + 0.6, -15 + s.wave(period=0.7, phase=x * 0.1), 3.2, 3, IVORY, rx=1)
        for x in (-8, -2, 4)
    )
    return group(horn + valves + path("M-32 -6.6L-36 -7.6V-0.4L-32 -1.4Z", lighter(BRASS, 0.3)), turn=-18)


def _flute(s: Stage, color: str) -> str:
    tube = (
        rect(-38, -2, 76, 4, s.down("#ffffff", "#aab6c2"), rx=2)
        + rect(-30, -2.8, 6, 5.6, "#8a97a4", rx=1)
        + rect(-12, -2.6, 2.4, 5.2, "#8a97a4")
    )
    return group(
        tube
        + "".join(
            circle(-4 + 6 * n, 0, 1.9, "#eef2f5", stroke="#7a8794", stroke_width=0.6) for n in range(6)
        ),
        turn=-34,
    )


def _piano(s: Stage, color: str) -> str:
    body = (
        path("M-32 -2H14Q34 -4 32 12V14H-32Z", "#16181f")
        + path("M-30 -2L12 -30Q28 -26 30 -2Q22 -6 14 -2Z", "#22252e")
        + stroke("M-22 -2L8 -22M-12 -2L10 -17", "#5b6270", 0.5)
        + rect(-34, 4, 12, 3, IVORY)
        + stroke("M-28 14V30M26 14V30M6 14V28", "#16181f", 2.4)
    )
    return body + stroke("M24 -4L12 -24", "#d9b45c", 0.7) + stroke("M-30 0H18", "#d9b45c", 0.5)


def _keys(s: Stage, top: str) -> str:
    white = "".join(rect(-33 + 5.5 * n, 0, 5.2, 18, IVORY, rx=0.7) for n in range(12))
    black = "".join(
        rect(-33 + 5.5 * n + 3.7, 0, 3.2, 11, "#1a1b22", rx=0.5) for n in range(11) if n % 7 not in (2, 6)
    )
    press = int(s.time * 8) % 12
    return white + rect(-33 + 5.5 * press, 0, 5.2, 18, top, opacity=0.55) + black


def _synthesizer(s: Stage, color: str) -> str:
    case = (
        rect(-36, -20, 72, 40, s.down("#3a3f4d", "#20232c"), rx=2.4)
        + rect(-36, -20, 4, 40, color, rx=1)
        + rect(32, -20, 4, 40, color, rx=1)
    )
    knobs = "".join(
        circle(-28 + 7 * n, -13, 2.3, "#11131a", stroke=color, stroke_width=0.6)
        + stroke(f"M{-28 + 7 * n} -13l{-1 + n % 3} -1.7", IVORY, 0.5)
        for n in range(5)
    )
    screen = rect(8, -17, 20, 8, "#10261f", rx=0.8) + stroke(
        "M9.6 -13q2.2 -5 4.4 0t4.4 0t4.4 0t4.4 0", "#6dffb0", 0.7
    )
    return (
        case
        + knobs
        + screen
        + "".join(rect(-28 + 4 * n, -7.4, 2.4, 3.2, (color, "#ffcf4a")[n % 2], rx=0.5) for n in range(14))
        + group(_keys(s, color), y=-1.6, scale=0.95)
    )


def _machine(s: Stage, color: str) -> str:
    case = (
        rect(-32, -26, 64, 52, s.down("#e9e4da", "#c5bfb2"), rx=3)
        + rect(-28, -22, 26, 11, "#22303a", rx=1)
        + stroke("M-26 -16h4v-3h4v5h4v-4h4v2h4", color, 0.9)
    )
    knobs = "".join(
        circle(6 + 8 * n, -16.6, 3, "#2b2d35") + stroke(f"M{6 + 8 * n} -16.6v-2.4", IVORY, 0.6)
        for n in range(3)
    )
    step = int(s.time * 16) % 4
    pads = "".join(
        rect(
            -28 + 14.4 * c,
            -6 + 10 * r,
            12,
            8,
            color if (c + r) % 4 == step else ("#f6a13c", "#4a505c")[(c * r + c) % 2],
            rx=1.4,
        )
        for c in range(4)
        for r in range(3)
    )
    return case + knobs + pads


def _organ(s: Stage, color: str) -> str:
    pipes = "".join(
        rect(
            -30 + 5 * n,
            -32 + abs(n - 6) * 2.6,
            3.8,
            34 - abs(n - 6) * 2.6,
            s.down("#f5ecd0", BRASS, darker(BRASS, 0.2), angle="right"),
            rx=0.8,
        )
        + rect(-29.4 + 5 * n, -6, 2.6, 3, "#2a1d10", rx=0.8)
        for n in range(13)
    )
    return (
        pipes
        + rect(-36, 0, 72, 10, WOOD, rx=1)
        + group(_keys(s, color), y=8, scale=0.96)
        + rect(-36, 25, 72, 4, darker(WOOD, 0.25), rx=1)
    )


def _accordion(s: Stage, color: str) -> str:
    wide = 1 + 0.12 * s.wave(period=1.4)
    folds = "".join(
        polygon(
            [(x, -20), (x + 2.6, -23), (x + 5.2, -20), (x + 5.2, 20), (x + 2.6, 23), (x, 20)],
            color if n % 2 else darker(color, 0.25),
        )
        for n, x in enumerate(-13 + 5.2 * k for k in range(5))
    )
    left = rect(-32, -24, 17, 48, s.down(lighter(color, 0.2), darker(color, 0.3)), rx=3) + "".join(
        circle(-27 + 5 * c, -17 + 7 * r, 1.5, IVORY) for c in range(2) for r in range(6)
    )
    right = (
        rect(15, -24, 17, 48, s.down(lighter(color, 0.2), darker(color, 0.3)), rx=3)
        + "".join(rect(21, -20 + 5 * k, 10, 4.6, IVORY, rx=0.6) for k in range(8))
        + "".join(rect(21, -16.6 + 5 * k, 6, 2.6, "#1a1b22") for k in range(8) if k % 4 != 2)
    )
    return group(group(folds, scale=1) + left + right, turn=-8, scale=wide * 0.95)


def _banjo(s: Stage, color: str) -> str:
    drum = (
        circle(0, 14, 15, BRASS)
        + circle(0, 14, 13, IVORY)
        + "".join(group(rect(-0.8, -15.6, 1.6, 3, darker(BRASS, 0.4)), y=14, turn=30 * n) for n in range(12))
    )
    neck = (
        rect(-1.7, -34, 3.4, 38, darker(WOOD, 0.3))
        + polygon([(-3.4, -34), (-2.4, -42), (2.4, -42), (3.4, -34)], darker(WOOD, 0.45))
        + stroke("".join(f"M-1.7 {y}h3.4" for y in range(-31, 2, 4)), BRASS, 0.4)
    )
    return (
        drum
        + neck
        + rect(-4, 19, 8, 1.4, darker(WOOD, 0.4))
        + stroke("M-1 -40V24M0 -40V24M1 -40V24", "#555b66", 0.2)
    )


def _bells(s: Stage, color: str) -> str:
    out = stroke("M-34 -26H34", WOOD, 2.4)
    for n, x in enumerate((-26, -13, 0, 13, 26)):
        swing = 8 * s.wave(period=1.1, phase=n * 0.2)
        bell = (
            stroke("M0 0V8", darker(BRASS, 0.4), 0.8)
            + path(
                "M-6 26Q-5 12 0 8Q5 12 6 26Q0 28 -6 26Z",
                s.down(lighter(BRASS, 0.4), darker(BRASS, 0.2), angle="right"),
            )
            + circle(0, 28, 1.7, darker(BRASS, 0.4))
        )
        out += group(bell, x=x, y=-26, turn=swing, scale=1.25 - 0.1 * abs(n - 2))
    return out


def _sampler(s: Stage, color: str) -> str:
    deck = rect(-34, -26, 68, 52, s.down("#454b59", "#262a34"), rx=3)
    disc = (
        circle(-8, 0, 22, "#14151b")
        + "".join(circle(-8, 0, r, "none", stroke="#3a3d48", stroke_width=0.5) for r in (19, 16, 13, 10))
        + circle(-8, 0, 7.4, color)
        + circle(-8, 0, 1.2, IVORY)
        + group(path("M0 0L19 -3Q20 0 19 3Z", "#ffffff", opacity=0.12), x=-8, turn=s.passed(190))
    )
    arm = (
        stroke("M25 -18L22 4L11 11", "#d5dbe2", 1.8)
        + circle(25, -18, 4, "#8a929e")
        + rect(20, 14, 4, 9, "#11131a", rx=1)
        + rect(28, 14, 3, 9, color, rx=1)
    )
    return deck + disc + arm


def _electric_piano(s: Stage, color: str) -> str:
    case = (
        path(
            "M-38 -10Q-38 -16 -32 -16H32Q38 -16 38 -10V14H-38Z",
            s.down(lighter(color, 0.15), darker(color, 0.25)),
        )
        + rect(-34, -12, 68, 4, darker(color, 0.45), rx=1)
        + rect(-30, -11, 14, 2, BRASS, rx=0.6)
    )
    return (
        stroke("M-26 14L-30 32M26 14L30 32", "#c3cad2", 1.8) + case + group(_keys(s, color), y=-5, scale=1.02)
    )


_DRAW = {
    "guitar": _guitar, "electric guitar": _electric, "bass": _bass, "double bass": _bowed, "violin": _bowed, "fiddle": _bowed, "cello": _bowed,
    "strings": _bowed, "harp": _harp, "saxophone": _saxophone, "trumpet": _trumpet, "flute": _flute, "piano": _piano, "synthesizer": _synthesizer,
    "drum machine": _machine, "organ": _organ, "accordion": _accordion, "banjo": _banjo, "bells": _bells, "sampler": _sampler,
    "electric piano": _electric_piano,
}  # fmt: skip
