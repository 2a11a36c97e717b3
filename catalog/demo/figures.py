"""People and animals as shapes: each stands on (0, 0) and is about 20 units tall unless scaled."""

from __future__ import annotations

import math

from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, path
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = [
    "crowd", "dog", "dragon", "fish", "fox", "giraffe", "horse", "octopus", "penguin", "person", "rider",
    "robot", "runner", "scarecrow", "sheep", "umbrella", "whale",
]  # fmt: skip


def person(color: str, *, coat: bool = False, hat: bool = False, arm: str = "", dress: bool = False) -> str:
    """A standing figure from behind, 20 tall."""
    body = "M-2.6 -14.5Q0 -16.6 2.6 -14.5L3 -7.4L2 -7.2L1.9 0H0.3L0 -6.6L-0.3 0H-1.9L-2 -7.2L-3 -7.4Z"
    if coat:
        body = "M-2.6 -14.6Q0 -16.6 2.6 -14.6L4 -4.4L2.2 -4L2 0H0.4L0 -3.8L-0.4 0H-2L-2.2 -4L-4 -4.4Z"
    if dress:
        body = "M-2 -14.6Q0 -16.2 2 -14.6L1.6 -10.6L4.2 -3.4H1.3L1.2 0H0.3V-3.4H-0.3V0H-1.2L-1.3 -3.4H-4.2L-1.6 -10.6Z"
    parts = [path(body, color), circle(0, -17.8, 1.95, color), rect(-0.7, -16.6, 1.4, 2, color)]
    if hat:
        parts.append(path("M-3.6 -18.6H3.6L3 -19.2H2L1.5 -21.8Q0 -22.4 -1.5 -21.8L-2 -19.2H-3Z", color))
    if arm:
        parts.append(stroke(f"M2.2 -13.8L{arm}", color, 1.3))
    return "".join(parts)


def runner(s: Stage, color: str, *, phase: float = 0.0) -> str:
    """A running figure in profile."""
    swing = 3.4 + 0.9 * s.wave(period=0.5, phase=phase)
    legs = f"M0.4 -8.4L{swing:.1f} -6L{swing - 0.6:.1f} -2.4M0 -8.4L{-swing * 0.6:.1f} -5.2L{-swing * 1.5:.1f} -5.8"
    arms = f"M1 -13.6L{-swing * 0.9:.1f} -11.4L{-swing * 0.5:.1f} -9M1 -13.6L{swing:.1f} -11.6L{swing * 1.2:.1f} -14"
    trunk = stroke("M0 -8.6L1.2 -13.8", color, 3)
    return stroke(legs, color, 1.7) + stroke(arms, color, 1.2) + trunk + circle(2.2, -17, 1.9, color)


def umbrella(color: str) -> str:
    """An open umbrella; its handle ends at (0, 0)."""
    panels = path(
        "M-8 -6Q-7 -14 0 -14.6Q7 -14 8 -6Q6 -7.6 4 -6Q2 -7.6 0 -6Q-2 -7.6 -4 -6Q-6 -7.6 -8 -6Z", color
    )
    seam = path("M-4 -6Q-3.4 -12 0 -14.6Q3.4 -12 4 -6Q2 -7.6 0 -6Q-2 -7.6 -4 -6Z", lighter(color, 0.18))
    return stroke("M0 -14.6V0", darker(color, 0.5), 0.6) + panels + seam


def crowd(s: Stage, y: float, *, color: str, count: int = 22, size: float = 1.0) -> str:
    """Heads and shoulders of an audience seen from behind."""
    rng = s.rng(f"crowd{y:.0f}")
    out = []
    for n in range(count):
        x = (s.width + 8) * (n + rng.uniform(0.2, 0.8)) / count - 4
        hop = 0.5 * s.wave(period=0.6, phase=n * 0.23)
        head = circle(0, -6.4, 1.9, color) + path("M-4 3Q-4 -4 0 -4.4Q4 -4 4 3Z", color)
        hand = stroke("M3 -2L4.6 -9", color, 1.0) if rng.random() < 0.3 else ""
        out.append(group(head, hand, x=x, y=y + rng.uniform(-1, 1) + hop, scale=size))
    return "".join(out)


def horse(color: str) -> str:
    """A horse in profile, looking right."""
    body = (
        "M-9 -11Q-4 -13 3 -11.6Q6 -14 7.4 -18Q8.2 -20.4 9.4 -20.6L9.8 -19.4L13.6 -16.6L13 -15L10 -15.6"
        "Q9 -11 7 -8.6L7.4 0H6L5.2 -6L4.4 0H3L3.4 -7Q-2 -6 -6 -7L-7 -4L-6.4 0H-7.9L-8.9 -4L-9.4 0H-10.9L-9.9 -6Z"
    )
    tail = stroke("M-9 -10.6Q-12.6 -10 -12.4 -4", color, 1.6)
    return path(body, color) + tail


def rider(s: Stage, color: str) -> str:
    """A rider with a hat on a horse that nods along."""
    nod = 0.4 * s.wave(period=0.7)
    man = "M-2.2 -12L-1.8 -18.6Q0 -20.2 1.8 -18.6L2 -13L4 -9.6L3.4 -5.6H1.8L2 -9L-0.6 -11Z"
    hat = "M-3.4 -22.4H3.4L2.6 -23H1.6L1.2 -25.2H-1.2L-1.6 -23H-2.6Z"
    rein = stroke("M1.6 -16.4L6 -15.4", color, 0.9)
    return horse(color) + group(path(man, color), circle(0, -21.2, 1.7, color), path(hat, color), rein, y=nod)


def dog(s: Stage, color: str, *, patch: str = "") -> str:
    """A small dog sitting, about 12 tall, with a wagging tail."""
    wag = 16 * s.wave(period=0.4)
    tail = group(stroke("M0 0Q-3 -1 -3.6 -4", color, 1.3), x=-3.4, y=-1.6, turn=wag)
    body = path("M-4 0Q-5 -5 -1.6 -7.6L2.4 -7Q3.6 -3 3.4 0Z", color)
    head = path("M-1.6 -8Q-2 -12.4 2 -12.6Q5 -12.6 5.6 -10.4L7.8 -9.4Q8 -7.6 5 -7.4Q1 -6.4 -1.6 -8Z", color)
    ear = path("M-1 -12.2Q-4.2 -10.8 -2.6 -6.6Q0 -8 0.4 -11.6Z", patch or darker(color, 0.3))
    face = circle(7.6, -9.2, 0.7, "#1a1a1a") + circle(3.4, -10.4, 0.5, "#1a1a1a")
    return tail + body + head + ear + face


def fox(s: Stage, color: str, *, tip: str = "#fff6e6") -> str:
    """A sitting fox in profile, about 20 tall, with a moving brush."""
    sway = 6 * s.wave(period=1.4)
    brush = path("M0 0Q-9 1 -11 -6Q-11.4 -11 -7.6 -13Q-7 -8 -3.6 -6Q0 -4 0 0Z", color)
    end = path("M-11 -6Q-11.4 -11 -7.6 -13Q-7.6 -9.6 -8.2 -8Q-9.6 -6.8 -11 -6Z", tip)
    tail = group(brush, end, x=-3.4, y=-0.4, turn=sway)
    body = path("M-5 0Q-6.4 -7 -1.6 -11.4L4 -11Q5.6 -5 4.2 0Z", color) + path(
        "M1 0Q1.2 -6 3.6 -9.6Q5.2 -4.6 4.2 0Z", tip
    )
    head = path(
        "M-2.6 -11Q-4 -16 -2.6 -20L0.4 -17Q2 -17.2 3.4 -16.6L6 -19.6Q6.8 -15.6 5.8 -13.4L9.4 -10.6Q5 -8.4 0.6 -9.4Z",
        color,
    )
    cheek = path("M9.4 -10.6Q5 -8.4 0.6 -9.4Q4 -12 9.4 -10.6Z", tip)
    face = circle(9.2, -10.6, 0.75, "#1c1416") + circle(3.6, -13.4, 0.62, "#1c1416")
    return tail + body + head + cheek + face


def whale(s: Stage, color: str, *, belly: str = "#e8f2f2") -> str:
    """A whale swimming right, 44 long, centred on (0, 0); its fluke beats."""
    beat = 9 * s.wave(period=1.6)
    fluke = path("M0 0Q-5 -2 -8 -8Q-10 -5 -14 -5Q-11 0 -14 5Q-10 4.6 -8 5Q-5 3 0 3Z", color)
    body = path("M-16 1Q-8 -11 8 -10.6Q21 -10 22 -1Q21.6 6 10 8.6Q-4 10 -16 1Z", color)
    under = path("M22 -0.4Q21.6 6 10 8.6Q2 9.4 -5 6Q8 6.6 22 -0.4Z", belly)
    lines = stroke("M19 2.6Q10 6.6 0 6.6M17 4.6Q9 7.8 3 7.8", darker(belly, 0.2), 0.4)
    fin = path("M6 5Q2 13 -4 14Q-1 9 0 5.4Z", darker(color, 0.18))
    face = circle(15.4, -1.6, 0.85, "#0c1420") + circle(15.7, -1.9, 0.28, "#ffffff")
    return group(fluke, x=-14.6, y=0.6, turn=beat) + body + under + lines + fin + face


def fish(color: str, *, stripe: str = "") -> str:
    """A small fish swimming right, 10 long."""
    body = path("M-3 0Q0 -4 4 -1.4Q5.6 0 4 1.4Q0 4 -3 0L-6 -2.8V2.8Z", color)
    bar = path("M0.2 -2.6Q1.6 0 0.2 2.6L1.6 2.5Q3 0 1.6 -2.5Z", stripe) if stripe else ""
    return body + bar + circle(3.6, -0.5, 0.45, "#10141c")


def octopus(s: Stage, color: str) -> str:
    """An octopus, 22 tall, arms in motion, standing on (0, 0)."""
    arms = []
    for n in range(8):
        x = -8.4 + n * 2.4
        curl = 2.0 * s.wave(period=1.5, phase=n * 0.19)
        arms.append(
            stroke(
                f"M{x * 0.5:.1f} -9Q{x:.1f} -5 {x + curl:.1f} -1.6Q{x * 1.3 + curl:.1f} 1 {x * 1.5 + curl:.1f} -1",
                color,
                2.0,
            )
        )
    head = path("M-6.4 -9Q-9 -22 0 -22.6Q9 -22 6.4 -9Q0 -6 -6.4 -9Z", s.down(lighter(color, 0.2), color))
    eyes = "".join(
        circle(x, -11.6, 1.8, "#ffffff") + circle(x + 0.4, -11.4, 0.9, "#15121c") for x in (-2.6, 2.6)
    )
    return "".join(arms) + head + eyes + stroke("M-1.4 -8.4Q0 -7.4 1.4 -8.4", darker(color, 0.4), 0.6)


def penguin(s: Stage, *, scarf: str) -> str:
    """A penguin with a scarf, 18 tall, that waddles."""
    body = path("M-5.4 0Q-7.6 -11 -3.6 -15.6Q0 -19 3.6 -15.6Q7.6 -11 5.4 0Z", "#1e2530")
    front = path("M-3.8 0Q-5.2 -9 -2 -11.4Q-3.6 -15 0 -14.6Q3.6 -15 2 -11.4Q5.2 -9 3.8 0Z", "#f8f8f4")
    feet = ellipse((-2.4, 0), (2.2, 0.9), "#f2a52f") + ellipse((2.4, 0), (2.2, 0.9), "#f2a52f")
    beak = polygon([(-1.2, -13.4), (1.2, -13.4), (0, -11.4)], "#f2a52f")
    eyes = circle(-1.5, -14.6, 0.55, "#141820") + circle(1.5, -14.6, 0.55, "#141820")
    wrap = rect(-4.3, -11.6, 8.6, 2, scarf, rx=1) + rect(1.4, -10.4, 2, 5.2, darker(scarf, 0.15), rx=0.7)
    return group(feet, body, front, beak, eyes, wrap, turn=5 * s.wave(period=0.9))


def sheep(s: Stage, *, wool: str = "#f6f1e6") -> str:
    """A sheep looking right, 10 tall."""
    puffs = "".join(
        circle(a, b, 3, wool)
        for a, b in ((-4, -6), (-1.4, -7.4), (1.6, -7), (3, -5), (-2, -4.6), (0.6, -4.4))
    )
    legs = stroke("M-3.4 -3V0M2.4 -3V0M-1.6 -3V0M4 -3V0", "#2e2a30", 0.9)
    head = group(
        ellipse((6.2, -6.6), (2.3, 1.7), "#37323a"),
        ellipse((4.6, -8), (1.3, 0.6), "#37323a"),
        turn=2 * s.wave(period=1.1),
    )
    return legs + puffs + head


def giraffe(color: str) -> str:
    """A giraffe looking right, 34 tall."""
    shape = (
        "M-7 -13Q-2 -15.6 3 -15L7.6 -30Q8 -32.6 9.6 -32.6L10 -34L10.6 -32.4L14 -30.4L13.6 -29L10 -29L6.6 -13"
        "L6.8 0H5.4L4.4 -9L3.6 0H2.2L2.4 -9.4Q-2 -8.6 -4.6 -9.4L-5 0H-6.4L-6.4 -6L-7.4 0H-8.8L-7.8 -8Z"
    )
    return path(shape, color) + stroke("M-7 -12.6Q-9 -10 -8.6 -7", color, 0.8)


def robot(s: Stage, color: str, *, light: str) -> str:
    """A friendly robot, 26 tall, blinking."""
    dark, pale = darker(color, 0.35), lighter(color, 0.25)
    shut = s.wave(period=2.5, phase=0.1) > 0.97
    legs = rect(-4, -5, 2.6, 5, dark, rx=0.8) + rect(1.4, -5, 2.6, 5, dark, rx=0.8)
    body = (
        rect(-6, -15.4, 12, 11, s.down(pale, color, angle="right"), rx=2.4)
        + circle(0, -10, 2.4, dark)
        + circle(0, -10, 1.6, light)
    )
    lift = 8 * s.wave(period=1.3)
    arm = stroke("M0 0L-4 3.4L-3.4 6.6", dark, 1.6)
    arms = group(arm, x=-6, y=-13.4, turn=lift) + group(arm, x=6, y=-13.4, turn=-lift, flip=True)
    head = rect(-5, -24.4, 10, 8, s.down(pale, color), rx=2.6) + rect(-3.9, -22.8, 7.8, 4.8, "#131a26", rx=2)
    eyes = "".join(ellipse((x, -20.4), (1.1, 0.2 if shut else 1.2), light) for x in (-1.9, 1.9))
    mast = stroke("M0 -24.4V-27", dark, 0.6) + circle(0, -27.4, 0.9, light)
    return legs + arms + body + stroke("M0 -16.4V-15", dark, 2.4) + head + eyes + mast


def dragon(s: Stage, color: str, *, belly: str) -> str:
    """A dragon on the wing, 46 across, centred on (0, 0)."""
    beat = 14 * s.wave(period=1.5)
    wing = path(
        "M0 0Q-4 -14 -19 -19Q-15 -13 -16.6 -8.6Q-12 -9 -10.6 -4.6Q-7 -6 -5 -1.6Z",
        s.down(lighter(color, 0.2), darker(color, 0.15)),
    )
    ribs = stroke(
        "M0 0Q-6 -10 -19 -19M-1.6 -1Q-8 -7 -16.6 -8.6M-3 -1Q-6 -4 -10.6 -4.6", darker(color, 0.35), 0.5
    )
    tail = path("M-8 3Q-18 8 -25 3L-30 5.6L-27.4 0.6L-25.6 0.4Q-18 3 -8 -2Z", color)
    body = path(
        "M-9 3.6Q-8 -5 4 -4.6Q10 -5 12.6 -10.6Q14 -14 18.4 -13.6L25.6 -10.4L24.8 -8.4L19 -7.8Q16 -0.6 8 4Q-2 8 -9 3.6Z",
        color,
    )
    under = path("M-6 5Q4 7 10 2.4Q15 -2 16.4 -7.6Q17 -1 8 4Q0 7.4 -6 5Z", belly)
    horns = polygon([(15.4, -13), (10.6, -17.4), (17.2, -13.8)], belly) + polygon(
        [(17, -13.6), (14, -18.4), (18.6, -13.8)], belly
    )
    spikes = "".join(
        polygon([(x - 1.4, y + 0.6), (x, y - 2.4), (x + 1.4, y)], belly)
        for x, y in ((-6, -2.4), (-2, -4.2), (2.4, -4.8), (7, -5.2))
    )
    face = circle(20, -11, 0.8, "#fff4c0") + circle(20.2, -11, 0.4, "#201010")
    far = group(wing, opacity=0.75, x=3, y=-3.4, turn=12 + beat, scale=0.85, flip=True)
    return (
        far
        + tail
        + spikes
        + body
        + under
        + horns
        + face
        + group(wing, ribs, x=1, y=-3, turn=beat, scale=1.15)
    )


def scarecrow(s: Stage, color: str, *, cloth: str) -> str:
    """A scarecrow on its pole, 28 tall."""
    sway = 2.5 * s.wave(period=1.8)
    pole = rect(-0.6, -22, 1.2, 22, color) + rect(-11, -18.4, 22, 1.1, color)
    shirt = path(
        "M-10.6 -19.2H10.6L11.4 -14.4L4 -15L4.6 -6L2 -7L0 -5.4L-2.4 -7L-4.6 -6L-4 -15L-11.4 -14.4Z", cloth
    )
    straw = stroke(
        "M10.6 -17L14 -18.6M10.8 -16L14.2 -15M-10.6 -17L-14 -18.6M-10.8 -16L-14.2 -15M-1 -6L-2 -3M2 -6.6L3 -3.4",
        "#d9b04a",
        0.5,
    )
    head = circle(0, -22.6, 3.2, "#c9a35c") + path("M-5.4 -24.4H5.4L3.4 -25.4L1 -31L-2.8 -25.4Z", color)
    face = path(
        "M-1.9 -23.4l1.4 0.8l-1.4 0.6zM1.9 -23.4l-1.4 0.8l1.4 0.6zM-1.6 -20.8l0.8 0.5l0.8 -0.5l0.8 0.5l0.8 -0.5l-0.3 1l-1.3 0.3l-1.4 -0.3z",
        "#ff5a2a",
    )
    return group(pole, straw, shirt, head, face, turn=sway)


def star(points: int = 5, *, r: float = 5, inner: float = 0.45, fill: str = "#ffffff") -> str:
    """A star around (0, 0)."""
    corner = [
        (
            (r if n % 2 == 0 else r * inner) * math.sin(math.pi * n / points),
            -(r if n % 2 == 0 else r * inner) * math.cos(math.pi * n / points),
        )
        for n in range(points * 2)
    ]
    return polygon(corner, fill)
