"""Scenes of culture, devices and data."""

from __future__ import annotations

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo import figures as fig
from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, mix, path
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = ["CULTURE"]


def books(s: Stage) -> str:
    """A reader between high shelves."""
    p, g, rng = s.palette, s.ground + 10, s.rng("books")
    paints = [p.accent, p.second, p.far, p.mid, lighter(p.accent, 0.35), darker(p.second, 0.3), "#f3e7cf"]
    shelves = ""
    for side in (-1, 1):
        for row in range(5):
            y = g - 66 + 14 * row
            x = 3.0 if side < 0 else s.width - 45
            end = x + 42
            shelves += rect(x - 2, y + 11.6, 46, 1.8, darker("#8a5a35", 0.2))
            while x < end - 3:
                w, h = rng.uniform(1.8, 3.6), rng.uniform(7.5, 11)
                paint = paints[int(rng.integers(len(paints)))]
                shelves += rect(x, y + 11.6 - h, w, h, paint, rx=0.3) + rect(
                    x, y + 11.6 - h * 0.75, w, 0.7, lighter(paint, 0.5), opacity=0.7
                )
                x += w + 0.25
    frame = "".join(rect(x, g - 70, 47, 74, "#6b4226") for x in (0.4, s.width - 47.4))
    chair = (
        path("M-11 0V-20Q-11 -27 -4 -27H4Q11 -27 11 -20V0Z", darker(p.accent, 0.2))
        + path("M-6 -3Q-7 -17 -2 -19H3Q8 -17 7 -3Z", p.second)
        + circle(0.6, -23, 3.9, "#d7a27d")
        + path("M-3.6 -23Q-4 -29 1 -28.4Q5.4 -28 4.6 -23.6Q0 -26 -3.6 -23Z", p.ink)
        + group(
            polygon([(-7, -5), (0, -3), (7, -5), (7, 1), (0, 3), (-7, 1)], "#fffaf0")
            + stroke("M0 -3V3", "#c9b58f", 0.5),
            y=-8,
            turn=2 * s.wave(period=2),
        )
        + rect(-13, -8, 4, 9, darker(p.accent, 0.3), rx=1.6)
        + rect(9, -8, 4, 9, darker(p.accent, 0.3), rx=1.6)
    )
    light = (
        stroke(f"M{s.middle:.1f} -2V{g - 52:.1f}", p.ink, 0.5)
        + path(
            f"M{s.middle - 9:.1f} {g - 45:.1f}L{s.middle - 4:.1f} {g - 53:.1f}H{s.middle + 4:.1f}L{s.middle + 9:.1f} {g - 45:.1f}Z",
            p.second,
        )
        + polygon(
            [(s.middle - 8, g - 45), (s.middle + 8, g - 45), (s.middle + 22, g + 4), (s.middle - 22, g + 4)],
            s.down((0, p.glow, 0.65), (1, p.glow, 0.1)),
        )
    )
    return b.room(s, floor=g + 4) + frame + shelves + light + group(chair, x=s.middle, y=g + 8, scale=1.15)


def cinema(s: Stage) -> str:
    """A full cinema before a bright screen."""
    p, g = s.palette, s.ground + 4
    m = s.middle
    film = group(
        rect(m - 40, g - 58, 80, 44, s.down("#ffd9a0", "#ff9f7a")),
        circle(m + 16, g - 36, 9, "#fff5d6"),
        path(f"M{m - 40:.1f} {g - 26:.1f}q20 -14 40 -4t40 -4v20h-80z", "#7d4a78"),
        group(fig.rider(s, "#2a1836"), x=m - 14 + s.passed(4), y=g - 15, scale=0.8),
    )
    curtain = "".join(
        path(
            f"M{x:.1f} -2Q{x + 2:.1f} {g * 0.5:.1f} {x:.1f} {g + 6:.1f}h6Q{x + 8:.1f} {g * 0.5:.1f} {x + 6:.1f} -2Z",
            s.down(p.accent, darker(p.accent, 0.4), angle="right"),
        )
        for x in [*range(-4, int(m) - 46, 5), *range(int(m) + 43, int(s.width) + 2, 5)]
    )
    beam = polygon(
        [
            (m - 2, s.height + 4),
            (m + 2, s.height + 4),
            (m + 40, g - 14),
            (m + 40, g - 58),
            (m - 40, g - 58),
            (m - 40, g - 14),
        ],
        p.glow,
        opacity=0.08,
    )
    seats = "".join(
        path(f"M{x - 6:.1f} {s.height + 3}v-11q0 -4 6 -4t6 4v11z", darker(p.accent, 0.35))
        for x in range(3, int(s.width) + 6, 14)
    )
    return (
        b.room(s, floor=g + 4)
        + rect(m - 42, g - 60, 84, 48, p.ink)
        + film
        + curtain
        + beam
        + fig.crowd(s, g + 14, color=darker(p.ink, 0.1), count=13, size=0.9)
        + fig.crowd(s, s.height - 6, color=p.ink, count=10, size=1.2)
        + seats
    )


def concert(s: Stage) -> str:
    """Musicians on an open-air stage at night."""
    p, g = s.palette, s.ground + 2
    m = s.middle
    rig = (
        rect(m - 50, g - 58, 100, 4, p.ink)
        + rect(m - 52, g - 58, 4, 60, p.ink)
        + rect(m + 48, g - 58, 4, 60, p.ink)
        + "".join(
            group(
                polygon([(0, 0), (-9, 60), (9, 60)], s.down((0, c, 0.75), (1, c, 0.02))),
                circle(0, 0, 2, "#ffffff"),
                x=m + x,
                y=g - 54,
                turn=t + 10 * s.wave(period=1.8, phase=n * 0.21),
            )
            for n, (x, t, c) in enumerate(
                (
                    (-36, -14, p.accent),
                    (-18, 10, p.second),
                    (0, 0, p.glow),
                    (18, -10, p.second),
                    (36, 14, p.accent),
                )
            )
        )
    )
    guitarist = fig.person(p.ink, hat=True) + group(
        path("M-5 0Q-6 -4 -1 -3L2 -1.6Q5 -2 4 1.6Q0 5 -5 0Z", p.accent) + stroke("M3 -0.6L13 -5", p.ink, 1),
        x=0,
        y=-9,
    )
    drums = (
        circle(0, -6, 6, p.second)
        + circle(0, -6, 4.4, "#fff6e0")
        + rect(-11, -12, 7, 5, p.accent, rx=1)
        + rect(4, -12, 7, 5, p.accent, rx=1)
        + stroke("M-13 0V-16M13 0V-16", p.ink, 0.7)
        + ellipse((-13, -16.4), (4, 0.9), "#ffd768")
        + ellipse((13, -16.4), (4, 0.9), "#ffd768")
        + circle(0, -20, 2.6, p.ink)
        + stroke(
            f"M0 -16L-7 {-14 + s.wave(period=0.5):.1f}M0 -16L7 {-14 - s.wave(period=0.5):.1f}", p.ink, 1.3
        )
    )
    singer = fig.person(p.ink, dress=True, arm="5 -19") + stroke("M5.4 -2V-19", p.ink, 0.6)
    return (
        b.sky(s)
        + b.stars(s, 30, low=0.5)
        + rect(m - 48, g - 54, 96, 56, s.down(p.mid, p.far), opacity=0.7)
        + rig
        + rect(m - 54, g, 108, 6, lighter(p.near, 0.15))
        + group(drums, x=m, y=g - 1, scale=1.2)
        + group(guitarist, x=m - 28, y=g, scale=1.35)
        + group(singer, x=m + 24, y=g, scale=1.35)
        + rect(-1, g + 6, s.width + 2, s.height, p.near)
        + fig.crowd(s, s.height - 9, color=mix(p.ink, p.near, share=0.4), count=18, size=1.0)
        + fig.crowd(s, s.height + 1, color=p.ink, count=13, size=1.35)
    )


def night_window(s: Stage) -> str:
    """Somebody sleeps below a window with the moon in it."""
    p, g = s.palette, s.ground + 8
    m = s.middle
    window = (
        rect(m + 4, g - 62, 44, 40, s.down("#0d1a40", "#33508c"))
        + "".join(
            circle(
                m + 8 + (n * 17) % 37,
                g - 58 + (n * 11) % 30,
                0.5,
                "#ffffff",
                opacity=round(0.7 + 0.3 * s.wave(period=1.3, phase=n * 0.2), 2),
            )
            for n in range(14)
        )
        + circle(m + 34, g - 48, 6, "#fff3c4")
        + circle(m + 31.6, g - 49.6, 5.4, "#1b2c5c")
        + rect(m + 3, g - 63, 46, 42, "none", stroke="#f0e6d2", stroke_width=2)
        + stroke(f"M{m + 26:.1f} {g - 62:.1f}v40M{m + 4:.1f} {g - 43:.1f}h44", "#f0e6d2", 1.2)
    )
    breath = 0.9 * s.wave(period=2.5)
    bed = (
        rect(-44, -26, 4, 34, "#7a4a2c", rx=1.5)
        + rect(40, -16, 4, 24, "#7a4a2c", rx=1.5)
        + rect(-42, -6, 84, 10, "#f5efe4", rx=2)
        + path("M-40 -6Q-38 -16 -26 -15T-16 -6Z", "#ffffff")
        + circle(-27, -14, 5.6, "#d9a884")
        + path("M-33 -14Q-34 -21 -27 -20.6Q-20 -21 -21.6 -15Q-26 -18 -33 -14Z", p.ink)
        + stroke("M-26 -13q1 0.8 2 0", "#5d3a28", 0.6)
        + path(
            f"M-20 -4Q-16 {-16 - breath:.1f} 4 {-16 - breath:.1f}T40 -6V4H-22Z",
            s.down(lighter(p.accent, 0.15), p.accent),
        )
        + stroke("M-14 -8Q6 -14 36 -4", lighter(p.accent, 0.4), 0.8)
    )
    zs = "".join(
        stroke("M0 0h4l-4 5h4", p.glow, 0.9, opacity=round(0.85 - 0.22 * n, 2)).replace(
            "<path",
            f'<path transform="translate({m - 16 + 6 * n:.1f} {g - 28 - 8 * n - s.passed(2):.1f}) scale({0.8 + 0.25 * n})"',
        )
        for n in range(3)
    )
    return (
        b.room(s, floor=g + 8)
        + s.halo(m + 26, g - 42, r=40, color="#9fc0ff", opacity=0.35)
        + window
        + group(bed, x=m - 4, y=g + 6)
        + zs
    )


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


CULTURE = {
    "books": ("indoor", books),
    "cinema": ("indoor night", cinema),
    "concert": ("night neon", concert),
    "night_window": ("night", night_window),
    "chip": ("neon night space", chip),
    "lock": ("night neon", lock),
    "phone": ("indoor", phone),
    "servers": ("neon night space", servers),
}
