"""Scenes of culture."""

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


CULTURE = {
    "books": ("indoor", books),
    "cinema": ("indoor night", cinema),
    "concert": ("night neon", concert),
    "night_window": ("night", night_window),
}
