"""Everything that travels, from tram to spaceship, as shapes."""

from __future__ import annotations

from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, path
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = [
    "airplane", "balloon", "bicycle", "bus", "car", "freighter", "planet", "rocket", "rowboat", "sailboat",
    "satellite", "spaceship", "station", "submarine", "tallship", "train", "tram", "ufo",
]  # fmt: skip


def train(s: Stage, color: str, *, cars: int = 3) -> str:
    """A train heading right, 13 tall; the nose is at (0, 0)."""
    out = []
    for n in range(cars):
        x = -32 - 33 * n
        body = rect(x, -12, 32, 10.4, s.down(lighter(color, 0.25), color), rx=1.2)
        panes = "".join(rect(x + 2.4 + 5 * k, -9.8, 3.4, 3.6, s.palette.glow, rx=0.6) for k in range(6))
        wheels = "".join(circle(x + a, -1, 1.5, "#1b1d24") for a in (4, 8.4, 24, 28.4))
        out.append(body + rect(x, -5, 32, 1, s.palette.second) + panes + wheels)
    nose = path("M0 -12H4Q11 -10 13 -1.8H0Z", s.down(lighter(color, 0.25), color)) + path(
        "M4.4 -10.4Q8.6 -9 10.4 -5.6H4.4Z", "#16202e"
    )
    beam = polygon(
        [(12, -3), (60, -9), (60, 4)], s.down((0, s.palette.glow, 0.6), (1, s.palette.glow, 0), angle="right")
    )
    return beam + "".join(out) + nose + circle(11.6, -3, 0.9, s.palette.glow)


def tram(s: Stage, color: str) -> str:
    """A tram, 40 long and 22 tall, with its pole up."""
    body = rect(-20, -17, 40, 15, s.down(lighter(color, 0.12), color), rx=3) + rect(
        -20, -8, 40, 2.2, "#fff3d9"
    )
    panes = "".join(
        rect(-17.6 + 7.2 * n, -15, 5.8, 6, s.palette.glow if n % 2 else lighter(s.palette.glow, 0.4), rx=0.9)
        for n in range(5)
    )
    wheels = "".join(
        circle(x, -1.4, 2, "#1c1e26") + circle(x, -1.4, 0.8, "#8a909c") for x in (-12, -7, 7, 12)
    )
    return (
        stroke("M-4 -17L2 -23L-2 -27", "#2a2c34", 0.7)
        + body
        + panes
        + wheels
        + circle(19, -5, 1, s.palette.glow)
    )


def bus(s: Stage, color: str) -> str:
    """A rounded driverless bus, 40 long and 20 tall."""
    body = rect(-20, -19, 40, 17, s.down(lighter(color, 0.25), color), rx=6)
    glass = rect(-17.4, -16, 34.8, 7.6, "#203246", rx=3.4) + "".join(
        rect(-15.6 + 8.4 * n, -14.9, 6.8, 5.4, lighter(s.palette.low, 0.3), rx=1.2) for n in range(4)
    )
    wheels = "".join(circle(x, -2.4, 3.1, "#1c1e26") + circle(x, -2.4, 1.3, "#aab2bd") for x in (-11, 11))
    eye = circle(0, -20.4, 1.6, "#203246") + circle(0, -20.4, 0.7, s.palette.accent)
    return eye + body + glass + wheels + rect(17, -7, 3, 1.6, s.palette.glow, rx=0.8)


def car(s: Stage, color: str) -> str:
    """A small car heading right, 30 long and 12 tall."""
    body = path(
        "M-15 -2.4Q-16 -7.4 -12 -7.8L-8 -12.6Q-7 -13.4 -5 -13.4H3Q5 -13.4 6.4 -12L10 -8Q15.4 -7.6 15.4 -2.4Z",
        s.down(lighter(color, 0.25), color),
    )
    panes = path("M-9.4 -8L-6.4 -11.8Q-5.8 -12.2 -4.8 -12.2H-2V-8Z", "#1d2c3c") + path(
        "M-0.6 -12.2H2.8Q4.4 -12.2 5.4 -11L8 -8H-0.6Z", "#1d2c3c"
    )
    wheels = "".join(circle(x, -2.2, 3, "#17181d") + circle(x, -2.2, 1.3, "#c9ced6") for x in (-8.4, 9))
    return body + panes + wheels + circle(14.6, -5.4, 1, s.palette.glow)


def bicycle(s: Stage, color: str, *, shirt: str) -> str:
    """A racing cyclist heading right, 22 tall; the legs pedal."""
    spin = s.passed(1.1) * 360
    wheels = "".join(
        circle(x, -5, 5, "none", stroke=color, stroke_width=0.8)
        + group(
            stroke("M0 -4.6V4.6M-4.6 0H4.6M-3.2 -3.2L3.2 3.2M-3.2 3.2L3.2 -3.2", color, 0.2),
            x=x,
            y=-5,
            turn=spin,
        )
        for x in (-8, 8)
    )
    frame = stroke(
        "M-8 -5L-3 -12L5.6 -12L0 -5.4ZM-3 -12L0 -5.4H-8M5.6 -12L8 -5M5.6 -12L5 -14H7.6", color, 0.9
    )
    lift = 1.8 * s.wave(period=0.5)
    legs = stroke(
        f"M-3.4 -14.4L1.4 {-10.6 + lift:.1f}L0 {-5.6 + lift:.1f}M-3.4 -14.4L0.6 {-11 - lift:.1f}L-0.6 {-6.4 - lift:.1f}",
        "#23262e",
        1.6,
    )
    back = stroke("M-3.4 -14.6Q-1 -19 3.6 -19.2", shirt, 3.4) + stroke("M3.4 -18.6L6.8 -14.4", "#d8a27a", 1.2)
    return (
        wheels
        + frame
        + legs
        + back
        + circle(6, -21, 1.9, "#d8a27a")
        + path("M3.8 -21.4Q5 -24.4 8.4 -22.2Z", shirt)
    )


def airplane(s: Stage, color: str) -> str:
    """An airliner climbing to the right, 50 long, centred."""
    tail = path("M-22 -1L-27 -11H-22.6L-15 -2Z", s.palette.accent) + path(
        "M-23 0L-29 -3.4H-26L-17 0Z", darker(color, 0.2)
    )
    body = path(
        "M-25 0Q-24 -4 -14 -4H12Q22 -3.6 24 0.4Q22 3.6 12 3.8H-12Q-22 3.4 -25 0Z", s.down("#ffffff", color)
    )
    wing = path("M2 1.4L-12 14H-7.6L10 2Z", darker(color, 0.15)) + path(
        "M4 -3.4L-4 -10H-1L10 -3.6Z", darker(color, 0.25)
    )
    panes = "".join(circle(-12 + 3 * n, -1, 0.7, "#27415c") for n in range(9)) + path(
        "M18.4 -2.4Q21.4 -1.8 22.4 -0.4H17.6Z", "#27415c"
    )
    return group(
        tail, wing, body, panes, rect(-3, 6, 6, 2.4, "#5d6a76", rx=1.2), turn=-12, y=0.8 * s.wave(period=1.6)
    )


def balloon(s: Stage, first: str, *, second: str) -> str:
    """A striped hot-air balloon, 44 tall, its basket at (0, 0)."""
    lift = 1.5 * s.wave(period=2.4)
    whole = path("M-3.6 -9Q-16 -22 -15.4 -30Q-14 -44 0 -44.6Q14 -44 15.4 -30Q16 -22 3.6 -9Z", first)
    stripes = path("M-1.8 -9Q-7 -22 -6.6 -31Q-6 -43 0 -44.6Q6 -43 6.6 -31Q7 -22 1.8 -9Z", second) + path(
        "M-0.6 -9Q-2.6 -22 -2.4 -31Q-2 -43 0 -44.6Q2 -43 2.4 -31Q2.6 -22 0.6 -9Z", first
    )
    edges = path("M-3.6 -9Q-16 -22 -15.4 -30Q-15 -37 -10.6 -41Q-13.4 -31 -11 -22Q-9 -15 -2.8 -9Z", second)
    edges += path("M3.6 -9Q16 -22 15.4 -30Q15 -37 10.6 -41Q13.4 -31 11 -22Q9 -15 2.8 -9Z", second)
    light = ellipse((-5, -35), (3, 6), "#ffffff", opacity=0.22)
    basket = (
        stroke("M-3.4 -9L-2.6 -3M3.4 -9L2.6 -3", "#4a3326", 0.4)
        + path("M-3 -4H3L2.4 0.4H-2.4Z", "#8a5a2f")
        + rect(-3.3, -4.4, 6.6, 0.9, "#5d3a1c")
    )
    return group(whole, stripes, edges, light, basket, y=lift)


def sailboat(s: Stage, hull: str, *, sail: str) -> str:
    """A yacht under two sails, 34 tall, rocking."""
    boat = path("M-13 -4H13Q10 1.4 6 1.4H-8Q-11.6 0.6 -13 -4Z", hull) + rect(
        -12, -4.6, 24, 1, lighter(hull, 0.4)
    )
    main = path("M1 -33Q13 -18 12 -6.6H1Z", s.down(lighter(sail, 0.3), sail)) + path(
        "M-1 -29Q-10 -16 -11.4 -6.6H-1Z", darker(sail, 0.1)
    )
    return group(stroke("M0 -4V-34", darker(hull, 0.3), 0.8), main, boat, turn=3.5 * s.wave(period=2.1))


def tallship(s: Stage, hull: str, *, sail: str, flag: str) -> str:
    """A three-masted ship, 56 wide and 48 tall, rolling."""
    boat = path(
        "M-27 -10H-19L-18 -7H17L25 -11H29Q24 -3 19 1H-18Q-25 -2 -27 -10Z",
        s.down(lighter(hull, 0.1), darker(hull, 0.3)),
    )
    trim = stroke("M-24 -5H23", lighter(hull, 0.35), 0.7) + "".join(
        circle(-16 + 6 * n, -2.6, 0.9, darker(hull, 0.6)) for n in range(6)
    )
    masts = stroke("M-14 -8V-36M2 -8V-46M16 -8V-34M26 -11L36 -17", darker(hull, 0.35), 1)
    cloth = s.down(lighter(sail, 0.35), sail, angle="right")
    sails = "".join(
        path(
            f"M{x - w:.1f} {y:.1f}Q{x + 2.4:.1f} {y + 1.4:.1f} {x + w:.1f} {y:.1f}Q{x + w + 2.6:.1f} {y + h * 0.55:.1f} {x + w + 0.6:.1f} {y + h:.1f}Q{x + 2:.1f} {y + h - 1.6:.1f} {x - w - 0.4:.1f} {y + h:.1f}Q{x - w + 2.4:.1f} {y + h * 0.5:.1f} {x - w:.1f} {y:.1f}Z",
            cloth,
        )
        for x, y, w, h in (
            (-14, -34, 5, 9),
            (-14, -23.6, 6.4, 11),
            (2, -44, 5.4, 9),
            (2, -34, 7, 10),
            (2, -23, 8.4, 12),
            (16, -32, 4.6, 8),
            (16, -23, 6, 11),
        )
    )
    jib = path("M18 -33Q24 -22 34 -16Q25 -15 19 -12Z", sail)
    pennant = path(f"M2 -46q4 {-1 + s.wave(period=0.8):.1f} 8 0.4l-2 1.6l2 1.6q-4 -1 -8 0z", flag)
    return group(masts, jib, sails, boat, trim, pennant, turn=2.6 * s.wave(period=2.4))


def freighter(s: Stage, hull: str) -> str:
    """A container ship, 76 long and 26 tall."""
    rng, p = s.rng("boxes"), s.palette
    paints = [p.accent, p.second, lighter(p.far, 0.2), darker(p.accent, 0.2), "#e8e4da"]
    boxes = "".join(
        rect(-22 + 7.2 * c, -11 - 4.2 * (r + 1), 6.8, 4, paints[int(rng.integers(len(paints)))])
        for c in range(7)
        for r in range(int(rng.integers(2, 4)))
    )
    boat = polygon(
        [(-38, -11), (36, -11), (40, -15), (34, 1), (-33, 1)], s.down(lighter(hull, 0.1), darker(hull, 0.2))
    ) + rect(-35, -2.4, 70, 2, p.accent, opacity=0.7)
    bridge = (
        rect(-35, -27, 10, 16, "#f2f0ea")
        + rect(-35.6, -25, 11.2, 2.6, "#22354a")
        + rect(-32, -31, 4, 5, p.accent)
    )
    return group(boxes, bridge, boat, turn=0.5 * s.wave(period=2.4))


def rowboat(s: Stage, hull: str, *, figure: str = "") -> str:
    """A rowing boat, 22 long, with an optional figure in it."""
    boat = path(
        "M-11 -3.6Q0 -1.6 11 -3.6Q9 1 5 1.2H-5Q-9 1 -11 -3.6Z", s.down(lighter(hull, 0.15), darker(hull, 0.2))
    )
    return group(
        group(figure, y=1, scale=0.7),
        boat,
        turn=3 * s.wave(period=1.9),
        y=0.5 * s.wave(period=1.9, phase=0.3),
    )


def submarine(s: Stage, color: str) -> str:
    """A round-windowed submarine, 36 long, with a beam of light."""
    beam = polygon(
        [(17, -1), (70, -16), (70, 20)],
        s.down((0, s.palette.glow, 0.55), (1, s.palette.glow, 0), angle="right"),
    )
    hull = ellipse((0, 0), (18, 8.4), s.down(lighter(color, 0.3), darker(color, 0.15))) + rect(
        -6, -13, 10, 6, color, rx=2
    )
    panes = "".join(
        circle(x, -0.6, 2.8, darker(color, 0.4)) + circle(x, -0.6, 2, s.palette.glow) for x in (-8, 0, 8)
    )
    screw = ellipse((-20, 0), (1, 5.5 * abs(s.wave(period=0.3, phase=0.12)) + 1), darker(color, 0.3))
    return group(
        beam, screw, stroke("M-2 -13V-18H2", darker(color, 0.2), 1), hull, panes, y=1.2 * s.wave(period=2.2)
    )


def rocket(s: Stage, *, trim: str) -> str:
    """A rocket on a column of fire, 46 tall; its nozzle is at (0, 0)."""
    burn = 1 + 0.12 * s.wave(period=0.18)
    fire = path(
        f"M-4 0Q-7 {12 * burn:.1f} 0 {30 * burn:.1f}Q7 {12 * burn:.1f} 4 0Z",
        s.down((0, "#fff6c8"), (0.35, "#ffb52e"), (0.75, "#ff5a1f"), (1, "#ff5a1f", 0)),
    )
    body = path("M-6 -2Q-8 -30 0 -46Q8 -30 6 -2Z", s.down("#ffffff", "#f2f2ee", "#b9c2cc", angle="right"))
    nose = path("M-4.3 -35Q-2.6 -41 0 -46Q2.6 -41 4.3 -35Z", trim)
    fins = (
        path("M-6.6 -16L-13 0H-5.6Z", darker(trim, 0.12))
        + path("M6.6 -16L13 0H5.6Z", darker(trim, 0.3))
        + rect(-1, -12, 2, 12, trim, rx=1)
    )
    return (
        s.halo(0, 8, r=26, color="#ffb52e", opacity=0.6)
        + fire
        + fins
        + body
        + nose
        + circle(0, -26, 3.2, darker(trim, 0.3))
        + circle(0, -26, 2.3, "#8fd8f2")
    )


def planet(s: Stage, color: str, *, r: float, ring: str = "") -> str:
    """A banded planet lit from the upper left, with a ring when it has a color for it."""
    tilt = -16
    back = front = ""
    if ring:
        half = "M{a} 0A{r} {h} 0 0 {w} {b} 0"
        sizes = [(1.95, 0.42, 2.2, 0.5), (1.62, 0.35, 1.5, 0.75), (1.42, 0.3, 0.8, 0.45)]
        for k, h, width, fade in sizes:
            arc = {"a": f"{-k * r:.1f}", "b": f"{k * r:.1f}", "r": f"{k * r:.1f}", "h": f"{h * r:.1f}"}
            back += stroke(half.format(**arc, w=1), ring, width * r / 14, opacity=fade)
            front += stroke(half.format(**arc, w=0), ring, width * r / 14, opacity=fade)
    ball = circle(
        0,
        0,
        r,
        s.glow(
            (0, lighter(color, 0.4)), (0.5, color), (1, darker(color, 0.6)), center=(0.32, 0.28), radius=0.85
        ),
    )
    rng = s.rng("bands")
    bands = ""
    for _ in range(5):
        y = r * rng.uniform(-0.75, 0.75)
        half_width = (r * r - y * y) ** 0.5 * 0.97
        bands += ellipse(
            (0, round(y, 2)),
            (round(half_width, 2), round(r * rng.uniform(0.03, 0.09), 2)),
            lighter(color, 0.3) if rng.random() < 0.5 else darker(color, 0.25),
            opacity=0.35,
        )
    night = circle(
        0, 0, r, s.down((0, "#000000", 0), (0.55, "#000000", 0), (1, "#000010", 0.6), angle="diagonal")
    )
    return s.halo(0, 0, r=r * 1.5, color=lighter(color, 0.3), opacity=0.35) + group(
        back, ball, bands, night, front, turn=tilt
    )


def spaceship(s: Stage, color: str) -> str:
    """A spaceship flying right with burning engines, 48 long, centred."""
    burn = 1 + 0.2 * s.wave(period=0.2)
    jets = "".join(
        path(
            f"M-21 {y - 1.6}L{-21 - 15 * burn:.1f} {y}L-21 {y + 1.6}Z",
            s.down((0, s.palette.second, 0), (1, s.palette.glow), angle="right"),
        )
        for y in (-3.4, 3.4)
    )
    hull = path(
        "M-21 -5L-6 -7Q12 -7 25 0.6Q12 5 -6 6L-21 5Z", s.down(lighter(color, 0.45), color, darker(color, 0.3))
    )
    wing = path("M-6 3L-19 14L-10 13L7 3.4Z", darker(color, 0.2)) + path(
        "M-6 -5L-15 -12L-9 -12L4 -6Z", darker(color, 0.3)
    )
    glass = path("M8 -4Q15 -3 19 -0.4Q12 -0.2 7 -1Z", s.palette.second)
    panes = "".join(rect(-14 + 3.6 * n, -1, 2, 1, s.palette.glow, rx=0.4) for n in range(5))
    return jets + wing + hull + stroke("M-20 1.6H10", darker(color, 0.4), 0.35) + glass + panes


def station(s: Stage, color: str) -> str:
    """A wheel-shaped space station that turns, 52 across, centred."""
    turn = s.passed(9)
    wheel = circle(0, 0, 22, "none", stroke=color, stroke_width=4.4) + circle(
        0, 0, 22, "none", stroke=lighter(color, 0.35), stroke_width=1.4
    )
    panes = "".join(group(rect(-0.9, -22.9, 1.8, 1.6, s.palette.glow), turn=15 * n) for n in range(24))
    spokes = stroke("M0 -20V20M-17.3 -10L17.3 10M-17.3 10L17.3 -10", darker(color, 0.1), 1.5)
    hub = circle(0, 0, 5.4, s.glow(lighter(color, 0.5), color, darker(color, 0.3))) + circle(
        0, 0, 2, s.palette.glow
    )
    panel = "".join(
        rect(x, -4, 12, 8, s.down("#2f6fb8", "#173a6e"), stroke="#c9d6e6", stroke_width=0.3)
        for x in (-40, 28)
    )
    return (
        stroke("M-28 0H28", darker(color, 0.2), 1)
        + panel
        + group(group(wheel, panes, spokes, turn=turn), hub, scale=1, turn=-18)
    )


def satellite(s: Stage, color: str) -> str:
    """A probe with two solar wings and a dish, 40 across, centred."""
    wings = "".join(
        rect(x, -4.6, 14, 9.2, s.down("#3a7cc4", "#1c4177"), stroke="#dbe6f2", stroke_width=0.4)
        + stroke(f"M{x + 4.6} -4.6v9.2M{x + 9.4} -4.6v9.2M{x} 0h14", "#dbe6f2", 0.25)
        for x in (-20, 6)
    )
    body = stroke("M-8 0H8", "#aab4c0", 1) + rect(
        -4.6, -6, 9.2, 12, s.down(lighter(color, 0.3), color, angle="right"), rx=1
    )
    dish = path("M-5 -7.6Q0 -14.6 5 -7.6Q0 -5.6 -5 -7.6Z", "#f4f4f0") + stroke("M0 -8V-13.4", "#8a94a0", 0.5)
    return group(wings, body, dish, turn=18 + 4 * s.wave(period=2.5))


def ufo(s: Stage, color: str) -> str:
    """A flying saucer with a beam, 40 across, centred; it hovers."""
    lift = 1.4 * s.wave(period=1.6)
    beam = polygon(
        [(-8, 3), (8, 3), (24, 58), (-24, 58)], s.down((0, s.palette.glow, 0.7), (1, s.palette.glow, 0))
    )
    dome = path("M-8.6 -3Q-8 -13 0 -13Q8 -13 8.6 -3Z", lighter(s.palette.second, 0.3), opacity=0.9) + ellipse(
        (-3, -8), (1.4, 3), "#ffffff", opacity=0.5
    )
    disc = ellipse((0, 0), (21, 5.4), s.down(lighter(color, 0.5), color, darker(color, 0.3))) + ellipse(
        (0, 2.4), (10, 2), darker(color, 0.4)
    )
    lamps = "".join(
        circle(
            -15 + 6 * n,
            0.4 + abs(n - 2.5) * -0.25,
            1,
            s.palette.accent if (n + int(s.time * 12)) % 2 else s.palette.glow,
        )
        for n in range(6)
    )
    return group(beam, dome, disc, lamps, y=lift)
