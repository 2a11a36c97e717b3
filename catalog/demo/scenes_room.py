"""Scenes in rooms: stages, kitchens, corridors."""

from __future__ import annotations

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo import figures as fig
from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, path
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = ["ROOM"]


def corridor(s: Stage) -> str:
    """A long corridor with a figure and a failing lamp."""
    p, m = s.palette, s.middle
    c, h = s.height * 0.46, s.height
    flick = 0.9 if s.wave(period=0.7, phase=0.2) > -0.6 else 0.35
    wall = rect(-1, -1, s.width + 2, h + 2, p.near)
    floor = polygon(
        [(-10, h + 2), (m - 9, c + 15), (m + 9, c + 15), (s.width + 10, h + 2)], s.down(p.far, p.ink)
    )
    ceiling = polygon(
        [(-10, -2), (m - 9, c - 15), (m + 9, c - 15), (s.width + 10, -2)], s.down(p.mid, p.near)
    )
    end = rect(m - 9, c - 15, 18, 30, s.glow(p.glow, p.low, p.far, radius=0.8), opacity=flick)
    doors = ""
    for n in range(4):
        near, far = 0.94 - 0.2 * n, 0.84 - 0.19 * n
        for side in (-1, 1):
            a, z = m + side * (9 + (s.width / 2) * near**2), m + side * (9 + (s.width / 2) * far**2)
            ya, yz = 15 + (h - c - 15) * near**2, 15 + (h - c - 15) * far**2
            doors += polygon(
                [(a, c + ya), (a, c - ya * 0.55), (z, c - yz * 0.55), (z, c + yz)],
                p.ink if (n + side) % 3 else darker(p.accent, 0.45),
            )
    tiles = "".join(
        stroke(
            f"M{m - 9 - (s.width / 2) * t:.1f} {c + 15 + (h - c - 15) * t:.1f}H{m + 9 + (s.width / 2) * t:.1f}",
            p.ink,
            0.4,
            opacity=0.6,
        )
        for t in (0.05, 0.14, 0.28, 0.48, 0.75)
    )
    lamps = "".join(
        rect(m - w, c - 15 - (c - 13) * t, 2 * w, 1 + 2 * t, p.glow, opacity=flick)
        for t, w in ((0.12, 2.4), (0.36, 5), (0.75, 10))
    )
    shadow = polygon(
        [(m - 1.6, c + 14), (m + 1.6, c + 14), (m + 6, c + 36), (m - 6, c + 36)], p.ink, opacity=0.5
    )
    return (
        wall
        + ceiling
        + floor
        + tiles
        + doors
        + end
        + s.halo(m, c, r=34, opacity=0.5 * flick)
        + lamps
        + shadow
        + group(fig.person(p.ink, dress=True), x=m, y=c + 15, scale=0.86 + 0.12 * s.time)
    )


def kitchen(s: Stage) -> str:
    """A cook at a stove with flames and flying food."""
    p, g = s.palette, s.ground
    counter = rect(-1, g, s.width + 2, s.height, s.down(p.near, p.ink)) + rect(
        -1, g - 1.6, s.width + 2, 3, lighter(p.mid, 0.3)
    )
    shelf = rect(s.middle - 42, g - 52, 84, 1.8, p.near) + "".join(
        rect(s.middle - 38 + 9 * n, g - 52 - h, 5, h, c, rx=1)
        for n, (h, c) in enumerate(
            (
                (7, p.accent),
                (5, "#fff1d8"),
                (8, p.second),
                (6, p.far),
                (9, p.accent),
                (5, p.second),
                (7, "#fff1d8"),
                (8, p.mid),
                (6, p.accent),
            )
        )
    )
    pots = "".join(
        stroke(f"M{s.middle + x:.1f} {g - 50:.1f}v6", p.near, 0.5)
        + path(f"M{s.middle + x - 4:.1f} {g - 44:.1f}h8v3q-4 4 -8 0z", darker(p.second, 0.2))
        for x in (-34, -22, 22, 34)
    )
    toss = s.wave(period=1.1, phase=0.18)
    food = "".join(
        group(shape, x=s.middle + 8 + x, y=g - 19 - y - 7 * toss, turn=t + 60 * toss)
        for x, y, t, shape in (
            (0, 8, 20, ellipse((0, 0), (3, 1.6), "#f6c667")),
            (6, 12, -30, circle(0, 0, 1.7, "#e2452f")),
            (11, 6, 60, ellipse((0, 0), (2.4, 1), "#69a84f")),
            (3, 16, 10, circle(0, 0, 1.4, "#fff3d0")),
        )
    )
    pan = group(
        ellipse((0, 0), (9, 2), "#24262e") + rect(-18, -1, 10, 1.6, "#3a2a20", rx=0.8),
        x=s.middle + 13,
        y=g - 13 - toss,
        turn=-6 - 4 * toss,
    )
    fire = "".join(
        path(
            f"M{s.middle + x - 2:.1f} {g - 1:.1f}q-1 -5 2 {-8 - 2 * s.wave(period=0.3, phase=n * 0.3):.1f}q3 4 2 8z",
            c,
        )
        for n, (x, c) in enumerate(((7, "#ff8a2b"), (12, "#ffc24a"), (17, "#ff8a2b")))
    )
    cook = (
        path("M-8 0Q-9 -17 -3.6 -19H3.6Q9 -17 8 0Z", "#ffffff")
        + circle(0, -23, 4, "#e3b08a")
        + path("M-4.4 -25Q-8 -31 -3 -32Q0 -35 3 -32Q8 -31 4.4 -25Z", "#ffffff")
        + stroke("M-2.4 -21.4Q0 -20 2.4 -21.4", "#4a2f22", 0.9)
        + stroke("M6 -16L11 -11", "#ffffff", 3)
        + path("M-2 -19L0 -16.6L2 -19Z", p.accent)
        + circle(-1.4, -23.6, 0.45, "#2a1c18")
        + circle(1.4, -23.6, 0.45, "#2a1c18")
    )
    return (
        b.room(s, floor=g)
        + s.halo(s.middle, g - 30, r=44, opacity=0.5)
        + shelf
        + pots
        + group(cook, x=s.middle - 13, y=g, scale=1.3)
        + fire
        + pan
        + food
        + counter
    )


def stage(s: Stage) -> str:
    """A pianist on a stage between curtains."""
    p, g = s.palette, s.ground + 4
    folds = "".join(
        path(
            f"M{x:.1f} -2Q{x + 2 + 0.6 * s.wave(period=2.5, phase=n * 0.1):.1f} {g * 0.5:.1f} {x:.1f} {g + 3:.1f}H{x + w:.1f}Q{x + w + 2:.1f} {g * 0.5:.1f} {x + w:.1f} -2Z",
            s.down(p.accent, darker(p.accent, 0.35), angle="right"),
        )
        for n, (x, w) in enumerate(
            [(-3 + 5 * k, 5.2) for k in range(int(s.width * 0.036) + 1)]
            + [(s.width - 2 - 5 * k, 5.2) for k in range(int(s.width * 0.036) + 1)]
        )
    )
    top = "".join(
        path(f"M{x:.1f} -2h14v8q-7 9 -14 0z", s.down(lighter(p.accent, 0.1), darker(p.accent, 0.2)))
        for x in range(-4, int(s.width) + 6, 13)
    )
    beam = polygon(
        [(s.middle - 4, -4), (s.middle + 4, -4), (s.middle + 32, g + 3), (s.middle - 32, g + 3)],
        s.down((0, p.glow, 0.75), (1, p.glow, 0.12)),
    )
    piano = (
        path("M-16 -11H8Q19 -12 18 -5V-3.6H-16Z", p.ink)
        + stroke("M-13 -4V4M14 -4V4M3 -4V4", p.ink, 1.5)
        + path("M-14 -11.6L14 -27Q22 -22 17 -12Z", p.ink)
        + rect(-18, -9, 5, 1.4, "#ffffff")
        + stroke("M-10 -11.6L6 -22", lighter(p.ink, 0.3), 0.5)
    )
    play = 0.8 * s.wave(period=0.5)
    man = (
        path("M-3 0V-9L-2.4 -15Q0 -17 2.2 -15L3 -10L8 -10.4V-8.6L1.6 -7.4L1.4 -4H6V4H4.4V-2H-1Z", p.ink)
        + circle(0.8, -18 + play * 0.4, 2.2, p.ink)
        + rect(-5, -4, 6, 1.2, p.ink)
        + stroke("M-3.6 -3V4M0 -3V4", p.ink, 0.8)
    )
    return (
        b.room(s, floor=g)
        + beam
        + ellipse((s.middle, g + 3), (33, 4.5), p.glow, opacity=0.6)
        + group(piano, x=s.middle + 6, y=g, scale=1.15)
        + group(man, x=s.middle - 19, y=g, scale=1.15)
        + folds
        + top
        + fig.crowd(s, s.height - 2, color=p.ink, count=max(7, int(s.width / 13)), size=1.35)
    )


def ballroom(s: Stage) -> str:
    """A dancing couple below a chandelier."""
    p, g = s.palette, s.ground + 6
    arches = "".join(
        path(
            f"M{x - 7:.1f} {g:.1f}V{g - 44:.1f}Q{x:.1f} {g - 60:.1f} {x + 7:.1f} {g - 44:.1f}V{g:.1f}Z",
            s.down(p.top, p.far),
        )
        + stroke(f"M{x:.1f} {g - 52:.1f}V{g:.1f}M{x - 7:.1f} {g - 30:.1f}h14", lighter(p.mid, 0.1), 0.5)
        for x in (s.middle - 36, s.middle - 12, s.middle + 12, s.middle + 36)
    )
    lights = "".join(
        stroke(f"M0 -9Q{x * 0.6:.1f} -1 {x} -6", p.second, 0.7)
        + rect(x - 0.7, -9, 1.4, 3, "#fff8e4")
        + circle(x, -10, 1.2, p.glow)
        for x in (-14, -9, -4, 4, 9, 14)
    )
    lustre = group(
        stroke("M0 -40V-8", p.second, 0.6)
        + lights
        + "".join(circle(x, -2 + abs(x) * -0.2, 0.8, "#ffffff") for x in (-8, -4, 0, 4, 8)),
        x=s.middle,
        y=g - 60,
        turn=2 * s.wave(period=2.5),
        scale=1.2,
    )
    spin = s.wave(period=2.2)
    lady = (
        path("M-1.8 -14.6Q0 -16.2 1.8 -14.6L1.4 -10.6Q8 -4 9.4 0H-8.4Q-5 -5 -1.4 -10.6Z", p.accent)
        + circle(0.2, -18, 1.9, p.ink)
        + circle(-1.2, -19.4, 1.2, p.ink)
    )
    gent = fig.person(p.ink)
    hold = stroke("M1 -13.6L8 -15.4L13 -19", p.ink, 1.2)
    pair = group(group(gent, x=5.4), group(lady), hold, x=s.middle - 4, y=g + 12, scale=1.7, turn=4 * spin)
    tiles = "".join(
        polygon(
            [
                (s.middle + 9 * n, g),
                (s.middle + 9 * (n + 0.5), g),
                (s.middle + 26 * (n + 0.5), s.height + 2),
                (s.middle + 26 * n, s.height + 2),
            ],
            p.glow,
            opacity=0.12,
        )
        for n in range(-7, 7)
    )
    return (
        b.room(s, floor=g)
        + arches
        + rect(-1, g - 1, s.width + 2, s.height, s.down(lighter(p.mid, 0.12), p.near))
        + tiles
        + s.halo(s.middle, g - 62, r=44, opacity=0.6)
        + lustre
        + ellipse((s.middle, g + 13), (20, 3), p.ink, opacity=0.35)
        + pair
    )


def jazzclub(s: Stage) -> str:
    """A trumpeter in a pool of light."""
    p, g = s.palette, s.ground + 10
    beam = polygon(
        [(s.middle + 16, -4), (s.middle + 24, -4), (s.middle + 30, g + 2), (s.middle - 34, g + 2)],
        s.down((0, p.glow, 0.7), (1, p.glow, 0.1)),
    )
    blow = 1.6 * s.wave(period=1.4)
    player = (
        path("M-5 0L-4.4 -15Q-5.6 -24 0 -25Q5 -24 5 -15L5.6 0H1.6L0.6 -12L-0.8 0Z", p.ink)
        + circle(1.4, -29, 3.2, p.ink)
        + path("M-3.4 -30.4H5.6L4.4 -31.6Q3.6 -35 1.2 -34.6Q-1.6 -35 -2 -31.6Z", p.ink)
        + stroke("M2.4 -22L8 -24L11 -27.4", p.ink, 2)
        + group(
            stroke("M0 0H13", p.second, 1.2)
            + path("M13 -0.8Q17 -1 19 -4V4Q17 1 13 0.8Z", p.second)
            + rect(4, -1, 5, 4, "none", stroke=p.second, stroke_width=0.8, rx=1.2),
            x=4.4,
            y=-28.4,
            turn=-10 + blow,
        )
    )
    bass = (
        path("M-5 0Q-8 -8 -3.4 -12Q-6 -18 0 -19Q6 -18 3.4 -12Q8 -8 5 0Q0 3 -5 0Z", darker(p.accent, 0.2))
        + stroke("M0 -17V-38", p.ink, 1.3)
        + stroke("M-0.5 -36V-4M0.7 -36V-4", p.glow, 0.2)
    )
    notes = "".join(
        group(
            circle(0, 0, 1.3, p.second) + stroke("M1.1 0V-6L4 -5", p.second, 0.6),
            x=s.middle + 22 + 6 * n,
            y=g - 42 - 7 * n - s.passed(3),
            opacity=0.9 - 0.2 * n,
        )
        for n in range(4)
    )
    smoke = b.fog(s, g - 40, g - 22, opacity=0.25, thick=9)
    table = (
        rect(s.middle + 24, g + 4, 18, 1.6, p.ink)
        + stroke(f"M{s.middle + 33:.1f} {g + 5:.1f}V{s.height}", p.ink, 1.2)
        + path(f"M{s.middle + 29:.1f} {g + 4:.1f}v-5q-3 -3 -2 -6h7q1 3 -2 6v5z", p.accent, opacity=0.8)
        + s.halo(s.middle + 37, g, r=7, opacity=0.8)
        + rect(s.middle + 36, g, 2, 4, p.glow)
    )
    return (
        b.room(s, floor=g)
        + beam
        + ellipse((s.middle - 2, g + 2), (33, 4), p.glow, opacity=0.5)
        + group(bass, x=s.middle - 30, y=g + 1, scale=1.3)
        + group(player, x=s.middle - 4, y=g + 2, scale=1.55)
        + notes
        + smoke
        + table
        + fig.crowd(s, s.height + 2, color=p.ink, count=max(6, int(s.width / 17)), size=1.4)
    )


def gallery(s: Stage) -> str:
    """A visitor before a large painting."""
    p, g, m = s.palette, s.ground + 2, s.middle
    rng = s.rng("paintings")

    def frame(x: float, y: float, w: float, h: float, inner: str) -> str:
        return (
            rect(
                x - 2,
                y - 2,
                w + 4,
                h + 4,
                s.down(lighter(p.second, 0.3), darker(p.second, 0.25), angle="diagonal"),
            )
            + rect(x, y, w, h, "#f7f1e3")
            + inner
        )

    waves = "".join(
        path(f"M{m - 20} {g - 22 + 4 * n:.1f}q10 -6 20 0t20 0V{g - 14:.1f}h-40z", c)
        for n, c in enumerate((lighter(p.accent, 0.3), p.accent, p.far))
    )
    main = frame(
        m - 20,
        g - 54,
        40,
        40,
        rect(m - 20, g - 54, 40, 40, s.down(p.second, lighter(p.accent, 0.4)))
        + circle(m + 7, g - 42, 6, "#fff4cf")
        + waves,
    )
    small = "".join(
        frame(
            m + x,
            g - 46,
            12,
            16,
            rect(m + x, g - 46, 12, 16, c) + circle(m + x + 6, g - 38, float(rng.uniform(2, 4.4)), k),
        )
        for x, c, k in ((-42, p.far, p.accent), (30, p.accent, p.second))
    )
    spots = "".join(
        polygon(
            [(m + x - 2, -3), (m + x + 2, -3), (m + x + w, g - 12), (m + x - w, g - 12)],
            s.down((0, p.glow, 0.5), (1, p.glow, 0.02)),
        )
        for x, w in ((-36, 10), (0, 26), (36, 10))
    )
    rope = stroke(
        f"M{m - 30:.1f} {g - 6:.1f}Q{m - 15:.1f} {g + 1:.1f} {m:.1f} {g - 6:.1f}Q{m + 15:.1f} {g + 1:.1f} {m + 30:.1f} {g - 6:.1f}",
        p.accent,
        1,
    ) + stroke("".join(f"M{m + x:.1f} {g + 3:.1f}v-10" for x in (-30, 0, 30)), p.second, 1)
    return (
        b.room(s, floor=g)
        + small
        + main
        + spots
        + rope
        + group(fig.person(p.ink, coat=True), x=m - 9, y=g + 18, scale=1.5)
        + group(fig.person(p.ink, dress=True), x=m + 10 + 0.8 * s.wave(period=2.4), y=g + 20, scale=1.45)
    )


ROOM = {
    "corridor": ("indoor night", corridor),
    "kitchen": ("indoor", kitchen),
    "stage": ("indoor", stage),
    "ballroom": ("indoor", ballroom),
    "jazzclub": ("indoor night", jazzclub),
    "gallery": ("indoor", gallery),
}
