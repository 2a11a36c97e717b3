"""Scenes of devices and data."""

from __future__ import annotations

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo import figures as fig
from tastemaker.catalog.demo.drawing import darker, lighter, path
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = ["DEVICES"]


def chip(s: Stage) -> str:
    """A glowing processor on its board."""
    p = s.palette
    m, c = s.middle, s.height / 2
    board = rect(
        -1, -1, s.width + 2, s.height + 2, s.glow(darker(p.mid, 0.1), darker(p.near, 0.2), p.ink, radius=0.8)
    )
    traces, pulses = "", ""
    for n in range(-4, 5):
        for side in (-1, 1):
            y, x = c + n * 4.6, m + side * 22
            bend = n * 4
            traces += f"M{x:.1f} {y:.1f}h{side * 10}l{side * 8} {bend}h{side * 34}"
            t = (s.time * 2 + n * 0.23 + side * 0.4) % 1
            pulses += circle(x + side * (18 + 34 * t), y + bend, 1, p.glow)
            traces += (
                f"M{m + n * 4.6:.1f} {c + side * 22:.1f}v{side * 7}l{bend * 1.2:.1f} {side * 7}v{side * 20}"
            )
    body = rect(m - 22, c - 22, 44, 44, s.down(lighter(p.ink, 0.25), p.ink), rx=3) + rect(
        m - 14, c - 14, 28, 28, s.down(lighter(p.second, 0.2), darker(p.second, 0.3), angle="diagonal"), rx=2
    )
    grid = stroke(
        "".join(
            f"M{m - 14 + 4.66 * k:.1f} {c - 14:.1f}v28M{m - 14:.1f} {c - 14 + 4.66 * k:.1f}h28"
            for k in range(1, 6)
        ),
        "#ffffff",
        0.3,
        opacity=0.5,
    )
    legs = "".join(
        rect(m + n * 4.6 - 1, c + d, 2, 4, "#d8b45c") + rect(m + d, c + n * 4.6 - 1, 4, 2, "#d8b45c")
        for n in range(-4, 5)
        for d in (-26, 22)
    )
    return (
        board
        + stroke(traces, p.far, 0.9)
        + pulses
        + s.halo(m, c, r=52, color=p.accent, opacity=0.5 + 0.15 * s.wave(period=1.4))
        + legs
        + body
        + grid
        + circle(m + 9, c - 9, 2, p.accent)
    )


def lock(s: Stage) -> str:
    """A broken padlock and leaking data."""
    p = s.palette
    m, c, rng = s.middle, s.height / 2 + 6, s.rng("bits")
    rows = "".join(
        rect(x, y, w, 1.6, p.far, rx=0.8, opacity=0.45)
        for y in range(4, int(s.height), 5)
        for x, w in ((rng.uniform(-5, s.width), rng.uniform(4, 20)) for _ in range(5))
    )
    leak = "".join(
        rect(
            m + 12 + ((rng.uniform(0, 60) + s.passed(16)) % 60),
            c - 16 + rng.uniform(-13, 26),
            rng.uniform(1, 3),
            rng.uniform(1, 3),
            p.glow if n % 3 else p.accent,
            opacity=0.9,
        )
        for n in range(46)
    )
    shackle = group(
        stroke("M-12 0V-14Q-12 -28 0 -28T12 -14V-8", "#cfd7df", 5)
        + stroke("M-13 0V-14Q-13 -29 0 -29", "#ffffff", 1, opacity=0.6),
        x=m - 4,
        y=c - 10,
        turn=-24 + 2 * s.wave(period=1.2),
    )
    body = (
        rect(m - 22, c - 12, 44, 36, s.down(lighter(p.second, 0.3), p.second, darker(p.second, 0.25)), rx=4)
        + circle(m, c + 2, 4.6, p.ink)
        + polygon([(m - 2, c + 4), (m + 2, c + 4), (m + 3.4, c + 14), (m - 3.4, c + 14)], p.ink)
        + stroke(f"M{m + 8:.1f} {c - 12:.1f}l-4 7l6 4l-5 8l4 5l-3 6", p.ink, 1.1)
    )
    return (
        rect(-1, -1, s.width + 2, s.height + 2, s.glow(p.middle, p.top, p.ink, radius=0.85))
        + rows
        + s.halo(m, c, r=56, color=p.accent, opacity=0.35)
        + shackle
        + body
        + leak
    )


def phone(s: Stage) -> str:
    """A hand-held phone with bubbles, hearts and a spanner."""
    p = s.palette
    m, c = s.middle, s.height / 2
    body = (
        rect(m - 17, c - 36, 34, 72, p.ink, rx=5)
        + rect(m - 15, c - 32, 30, 64, s.down(lighter(p.second, 0.45), lighter(p.accent, 0.25)), rx=2.6)
        + rect(m - 5, c - 34.4, 10, 1.4, lighter(p.ink, 0.3), rx=0.7)
    )
    tiles = (
        "".join(
            rect(
                m - 12 + 8.6 * k,
                c - 27 + 9 * r,
                6.6,
                6.6,
                (p.accent, "#ffffff", p.second, p.far)[(k + 2 * r) % 4],
                rx=1.8,
            )
            for k in range(3)
            for r in range(4)
        )
        + rect(m - 12, c + 12, 24, 13, "#ffffff", rx=2)
        + rect(m - 9.6, c + 15, 14, 1.6, p.far, rx=0.8)
        + rect(m - 9.6, c + 19, 18, 1.6, lighter(p.far, 0.3), rx=0.8)
    )
    lift = s.wave(period=1.8)

    def bubble(x: float, y: float, color: str, inner: str, flip: bool) -> str:
        return group(
            path("M-12 -8Q-12 -10 -10 -10H10Q12 -10 12 -8V4Q12 6 10 6H-4L-9 11V6H-10Q-12 6 -12 4Z", color),
            group(inner, flip=flip),
            x=m + x,
            y=c + y + lift * (1 if flip else -1),
            flip=flip,
            scale=1.15,
        )

    heart = path("M0 3Q-6 -1 -4 -5Q-2 -7 0 -4.4Q2 -7 4 -5Q6 -1 0 3Z", "#ffffff")
    gear = group(
        "".join(group(rect(-1, -5.6, 2, 3, "#ffffff"), turn=45 * k) for k in range(8))
        + circle(0, 0, 3.8, "#ffffff")
        + circle(0, 0, 1.6, p.far),
        y=-2,
        turn=s.passed(30),
    )
    dots = "".join(circle(-5 + 5 * k, -2, 1.5, "#ffffff") for k in range(3))
    return (
        b.room(s, floor=s.height + 9)
        + s.halo(m, c, r=60, opacity=0.5)
        + group(body, tiles, x=m, y=c, turn=-7)
        .replace("translate(", "translate(", 1)
        .replace(
            f'<g transform="translate({m:.2f} {c:.2f}) rotate(-7.0) scale(1.000 1.000)"',
            f'<g transform="rotate(-7 {m:.1f} {c:.1f})"',
            1,
        )
        + bubble(38, -22, p.accent, heart, False)
        + bubble(-38, -6, p.far, gear, True)
        + bubble(40, 16, darker(p.second, 0.15), dots, False)
    )


def servers(s: Stage) -> str:
    """Racks of servers with blinking lights."""
    p = s.palette
    m, c = s.middle, s.height * 0.46
    rng = s.rng("leds")
    racks = ""
    for side in (-1, 1):
        for n in range(5):
            t0, t1 = 0.93**0 * (1 - n * 0.19), 1 - (n + 0.92) * 0.19
            x0, x1 = m + side * (7 + 66 * t0**1.4), m + side * (7 + 66 * max(0.0, t1) ** 1.4)
            y0, y1 = 12 + 50 * t0**1.4, 12 + 50 * max(0.0, t1) ** 1.4
            racks += polygon(
                [(x0, c - y0), (x1, c - y1), (x1, c + y1), (x0, c + y0)], s.down(lighter(p.ink, 0.16), p.ink)
            )
            for k in range(9):
                f = -0.85 + 0.21 * k
                on = (rng.random() + s.time * 2) % 1 > 0.35
                racks += stroke(
                    f"M{x0 * 0.85 + x1 * 0.15:.1f} {c + f * (y0 * 0.85 + y1 * 0.15):.1f}L{x0 * 0.3 + x1 * 0.7:.1f} {c + f * (y0 * 0.3 + y1 * 0.7):.1f}",
                    (p.second, p.accent, "#7dffb0")[k % 3] if on else p.mid,
                    0.5 + 0.7 * t0,
                )
    floor = polygon(
        [(m - 7, c + 12), (m + 7, c + 12), (s.width + 8, s.height + 2), (-8, s.height + 2)],
        s.down(p.far, p.near),
    )
    return (
        rect(-1, -1, s.width + 2, s.height + 2, s.down(p.mid, p.near))
        + floor
        + rect(m - 7, c - 12, 14, 24, p.glow, opacity=0.85)
        + s.halo(m, c, r=40, color=p.second, opacity=0.55)
        + racks
        + group(fig.person(p.ink, coat=True), x=m, y=c + 30, scale=1.5)
        + stroke(
            f"M{m - 6:.1f} -2L{m - 1:.1f} {c - 12:.1f}M{m + 6:.1f} -2L{m + 1:.1f} {c - 12:.1f}",
            p.glow,
            0.8,
            opacity=0.7,
        )
    )


DEVICES = {
    "chip": ("neon night space", chip),
    "lock": ("night neon", lock),
    "phone": ("indoor", phone),
    "servers": ("neon night space", servers),
}
