"""Scenes of mountains, woods, fields and deserts."""

from __future__ import annotations

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo import figures as fig
from tastemaker.catalog.demo import scenery as prop
from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, mix, path
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = ["LAND"]


def mountains(s: Stage) -> str:
    """High peaks above pine woods."""
    p, g = s.palette, s.ground
    climber = group(fig.person(p.ink, coat=True, arm="5 -18"), x=s.middle + 26, y=g + 9, scale=0.42)
    return (
        b.sky(s) + b.sun(s, s.middle - 20, g - 44, 7) + b.clouds(s, 3, y=g - 52, spread=8)
        + b.ridge(s, g, height=62, color=p.far, peaks=3, depth=0.15) + b.ridge(s, g + 4, height=34, color=p.mid, peaks=4, depth=0.3, name="near")
        + b.fog(s, g - 2, opacity=0.5) + b.hills(s, g + 8, height=8, color=p.near, depth=0.5) + climber + b.pines(s, g + 20, count=13, height=17, color=p.ink, depth=0.8)
    )  # fmt: skip


def glacier(s: Stage) -> str:
    """A tongue of ice that ends in a lake."""
    p, g = s.palette, s.ground
    ice = path(
        f"M{s.middle - 9:.1f} {g - 34:.1f}Q{s.middle:.1f} {g - 30:.1f} {s.middle + 9:.1f} {g - 34:.1f}Q{s.middle + 8:.1f} {g - 18:.1f} {s.middle + 30:.1f} {g:.1f}L{s.middle - 34:.1f} {g:.1f}Q{s.middle - 10:.1f} {g - 18:.1f} {s.middle - 9:.1f} {g - 34:.1f}Z",
        s.down("#ffffff", "#cfeaf6", "#7fc0de"),
    )
    cracks = stroke(
        "".join(
            f"M{s.middle - 8 - 3.6 * n:.1f} {g - 28 + 4.6 * n:.1f}q{8 + 3 * n} 3 {17 + 6.6 * n} -1"
            for n in range(6)
        ),
        "#5aa0c4",
        0.5,
        opacity=0.7,
    )
    floes = "".join(
        polygon([(x - w, y), (x - w * 0.6, y - w * 0.5), (x + w * 0.3, y - w * 0.7), (x + w, y)], "#f4fbff")
        for x, y, w in (
            (s.middle - 26 + s.passed(1.2), g + 9, 7),
            (s.middle + 18 + s.passed(0.8), g + 16, 9),
            (s.middle - 4 + s.passed(1), g + 6, 4),
        )
    )
    return (
        b.sky(s)
        + b.clouds(s, 3, y=g - 60, spread=6)
        + b.ridge(s, g, height=58, color=p.far, peaks=4)
        + ice
        + cracks
        + b.sea(s, g, color="#7fc4d8")
        + floes
    )


def forest(s: Stage) -> str:
    """Light between tall trunks, a deer in the middle."""
    p, g, rng = s.palette, s.ground, s.rng("trunks")
    rays = "".join(
        polygon(
            [(x, -2), (x + 7, -2), (x - 22, g + 8), (x - 40, g + 8)],
            p.glow,
            opacity=round(0.13 + 0.04 * s.wave(period=2.5, phase=n * 0.3), 3),
        )
        for n, x in enumerate((s.middle - 8, s.middle + 16, s.middle + 40))
    )
    rows = ""
    for depth, color, count, wide in ((0.2, p.far, 13, 2.2), (0.5, p.mid, 9, 3.6), (0.9, p.ink, 5, 6.5)):
        trunks = ""
        for n in range(count):
            x = (s.width + 16) * (n + rng.uniform(0.2, 0.8)) / count - 8
            if depth == 0.9 and abs(x - s.middle) < 17:
                continue
            trunks += path(
                f"M{x - wide / 2:.1f} -2L{x - wide * 0.6:.1f} {g + 10 * depth + 4:.1f}q{-wide * 0.6:.1f} 3 {-wide:.1f} 4h{wide * 3.2:.1f}q{-wide:.1f} -1 {-wide:.1f} -4L{x + wide / 2:.1f} -2Z",
                color,
            )
        rows += group(trunks, x=s.pan(depth)) + (rays if depth == 0.2 else "")
        rows += b.hills(s, g + 12 * depth + 2, height=4, color=color, depth=depth, name="floor")
    deer = path(
        "M-6 -9Q-2 -10.6 3 -10L5 -14.6L4.4 -16.4L6 -15.6Q8.6 -15.4 9.4 -13.4L7 -12.6L5.6 -7L5.4 0H4.5L3.8 -6H-3.6L-4.4 0H-5.3L-5.4 -5Q-7 -7 -6 -9Z",
        p.accent,
    ) + stroke(
        "M5.6 -15.6L4.6 -20L2.6 -21.6M4.8 -19L7 -21M6.4 -15.6L8 -19.4L10.4 -20.4M8 -19L8.4 -22", p.accent, 0.5
    )
    fern = b.pines(s, s.height + 3, count=14, height=9, color=darker(p.ink, 0.1), depth=1.0)
    return (
        b.sky(s)
        + s.halo(s.middle, g - 24, r=40, opacity=0.6)
        + rows
        + group(deer, x=s.middle + 2, y=g + 6, scale=1.1)
        + fern
    )


def woods(s: Stage) -> str:
    """Bare trees at night with eyes between them, and a lantern."""
    p, g, rng = s.palette, s.ground, s.rng("bare")
    trees = ""
    for depth, color, count, thick in ((0.2, p.mid, 10, 1.3), (0.5, p.near, 7, 2.3), (1.0, p.ink, 4, 4.4)):
        row = ""
        for n in range(count):
            x = (s.width + 10) * (n + rng.uniform(0.15, 0.85)) / count - 5
            if depth == 1.0 and abs(x - s.middle) < 16:
                x = s.middle + (22 if n % 2 else -24)
            tall = g + 10 * depth + 8
            limbs = f"M{x:.1f} {tall:.1f}Q{x + rng.uniform(-4, 4):.1f} {tall * 0.5:.1f} {x + rng.uniform(-5, 5):.1f} -4"
            for k in range(5):
                y, side = tall * (0.2 + 0.13 * k), -1 if (k + n) % 2 else 1
                limbs += f"M{x:.1f} {y:.1f}q{side * 5} -6 {side * 8 * (1 + depth):.1f} {-8 - 5 * depth:.1f}m{-side * 3 * (1 + depth):.1f} {4 + depth:.1f}l{side * 2:.1f} -6"
            row += stroke(limbs, color, thick)
        trees += group(row, x=s.pan(depth)) + b.hills(
            s, g + 14 * depth + 2, height=4, color=color, depth=depth, name="floor"
        )
    lid = 0.2 if s.wave(period=2.5, phase=0.05) > 0.96 else 1.0
    eyes = "".join(
        ellipse((round(x + side * 1.5, 1), round(y, 1)), (0.8, 0.8 * lid), p.accent)
        for x, y in (
            (s.middle - 21, g - 18),
            (s.middle + 17, g - 9),
            (s.middle + 24, g - 28),
            (s.middle - 12, g - 3),
        )
        for side in (-1, 1)
    )
    light = (
        s.halo(s.middle + 4, g + 3, r=19, opacity=0.75)
        + group(fig.person(p.ink, coat=True, hat=True), x=s.middle, y=g + 12, scale=0.75)
        + circle(s.middle + 4.4, g + 3, 1.1, p.glow)
    )
    return (
        b.sky(s)
        + b.moon(s, s.middle + 12, g - 52, 11)
        + b.fog(s, g - 10, g, opacity=0.35)
        + trees
        + eyes
        + light
        + b.fog(s, g + 12, opacity=0.35)
    )


def field(s: Stage) -> str:
    """A farm behind rows that run to the horizon."""
    p, g = s.palette, s.ground - 12
    crop = mix(p.second, p.mid, share=0.25)
    rows = "".join(
        polygon(
            [
                (s.middle + 2.4 * n + s.pan(0.2), g + 2),
                (s.middle + 2.4 * (n + 0.55) + s.pan(0.2), g + 2),
                (s.middle + 15 * (n + 0.6) + s.pan(1), s.height + 2),
                (s.middle + 15 * n + s.pan(1), s.height + 2),
            ],
            mix(p.near, "#5d7f3c", share=0.4),
            opacity=0.6,
        )
        for n in range(-24, 24)
    )
    barn = group(
        rect(-9, -9, 18, 9, p.accent),
        polygon([(-10.4, -8.6), (-6, -14.6), (0, -17), (6, -14.6), (10.4, -8.6)], darker(p.accent, 0.35)),
        rect(-3, -6, 6, 6, "#fff4e0"),
        stroke("M-3 -6L3 0M3 -6L-3 0", p.accent, 0.6),
        x=s.middle + 18,
        y=g + 2,
        scale=1.1,
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle - 18, g - 22, 9)
        + b.clouds(s, 4, y=g - 46)
        + b.hills(s, g - 2, height=8, color=p.far, depth=0.1)
        + b.trees(s, g + 1, count=9, height=9, color=mix(p.mid, "#3f7a45", share=0.5), depth=0.2)
        + rect(-1, g, s.width + 2, s.height - g + 2, s.down(crop, darker(crop, 0.1)))
        + rows
        + barn
    )


def scarecrow(s: Stage) -> str:
    """A scarecrow too close, in high corn."""
    p, g, rng = s.palette, s.ground, s.rng("corn")
    stalks = ""
    for depth, color, tall in ((0.3, p.mid, 20), (0.8, p.ink, 26)):
        row = ""
        for n in range(34):
            x = (s.width + 8) * (n + rng.uniform(0.1, 0.9)) / 34 - 4
            h = tall * rng.uniform(0.75, 1.1) + 12 * depth
            lean = 1.4 * s.wave(period=1.9, phase=n * 0.07)
            y = g + 8 + 34 * depth
            row += f"M{x:.1f} {y:.1f}q{lean * 0.4:.1f} {-h * 0.6:.1f} {lean:.1f} {-h:.1f}m{-lean * 0.5:.1f} {h * 0.5:.1f}q3 -5 5 -3m-5 3q-3 -6 -5 -4"
        block = stroke(row, color, 0.9 + 0.5 * depth)
        stalks += (
            group(block, x=s.pan(depth))
            if depth > 0.5
            else group(block, x=s.pan(depth))
            + group(fig.scarecrow(s, p.ink, cloth=darker(p.accent, 0.45)), x=s.middle, y=g + 20, scale=1.75)
        )
    return (
        b.sky(s)
        + b.moon(s, s.middle + 10, g - 36, 13)
        + b.birds(s, 8, y=g - 48, size=1.2)
        + b.hills(s, g - 4, height=5, color=p.far, depth=0.1)
        + rect(-1, g + 4, s.width + 2, s.height, p.near)
        + stalks
    )


def savanna(s: Stage) -> str:
    """Giraffes at a waterhole below a great sun."""
    p, g = s.palette, s.ground
    acacia = (
        stroke("M0 0Q1 -9 -2 -14M0.4 -7Q4 -12 7 -14", p.ink, 1.3)
        + ellipse((-3, -16), (11, 3), p.ink)
        + ellipse((6, -15), (8, 2.4), p.ink)
        + ellipse((0, -18.4), (7, 2), p.ink)
    )
    pool = ellipse((s.middle - 10, g + 15), (30, 5.4), s.down(p.low, lighter(p.far, 0.2)))
    herd = group(fig.giraffe(p.ink), x=s.middle - 16 + s.passed(1.2), y=g + 9, scale=1.05) + group(
        fig.giraffe(p.near), x=s.middle - 1 + s.passed(1.2), y=g + 7, scale=0.75, flip=True
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle + 6, g - 16, 19)
        + b.hills(s, g - 1, height=5, color=p.far, depth=0.1)
        + b.ground(s, y=g + 2, color=p.mid)
        + group(acacia, x=s.middle + 27 + s.pan(0.4), y=g + 6, scale=1.7)
        + group(acacia, x=s.middle - 41 + s.pan(0.2), y=g + 3, scale=0.8)
        + pool
        + herd
        + b.birds(s, 7, y=g - 44)
    )


def desert(s: Stage) -> str:
    """A caravan on a dune."""
    p, g = s.palette, s.ground
    camel = path(
        "M-8 -8Q-7 -13.4 -3.6 -13.6Q-2 -13.6 -1 -11Q0.4 -14.6 3 -14Q5.4 -13.4 6 -9.6Q8 -10 9 -14L9.4 -17.4L13 -17L13.4 -15.6L11 -15Q10.4 -8 6.6 -6.8L6.8 0H5.8L5 -6L4 0H3L3.4 -6H-5L-5.6 0H-6.6L-6.4 -5L-7.6 0H-8.6Z",
        p.ink,
    )
    line = "".join(
        group(
            camel,
            x=s.middle - 30 + 15 * n + s.passed(3),
            y=g - 3.4 - 2.0 * n + 0.8 * n * n * 0.5 + 0.3 * s.wave(period=0.6, phase=n * 0.2),
            scale=0.62,
        )
        for n in range(4)
    )
    guide = group(fig.person(p.ink, coat=True), x=s.middle + 31 + s.passed(3), y=g - 4, scale=0.5)
    dune = path(
        f"M-4 {g + 4:.1f}Q{s.middle - 6:.1f} {g - 15:.1f} {s.middle + 20:.1f} {g - 5:.1f}T{s.width + 6:.1f} {g - 6:.1f}V{s.height + 2}H-4Z",
        s.down(lighter(p.mid, 0.15), p.near),
    )
    edge = path(
        f"M{s.middle + 8:.1f} {g - 9:.1f}Q{s.middle - 2:.1f} {g + 14:.1f} {s.middle + 24:.1f} {s.height + 2:.1f}H-4V{g + 4:.1f}Q{s.middle - 20:.1f} {g - 8:.1f} {s.middle + 8:.1f} {g - 9:.1f}Z",
        p.mid,
        opacity=0.55,
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle - 12, g - 38, 12)
        + b.hills(s, g - 12, height=14, color=p.far, depth=0.1)
        + group(dune, edge, x=s.pan(0.3))
        + line
        + guide
    )


def campfire(s: Stage) -> str:
    """Riders around a fire under the stars."""
    p, g = s.palette, s.ground + 4
    sit = (
        path("M-3 0Q-4 -6 -1 -9.4L2.4 -8.4Q3.4 -4.4 7 -3.4L7.4 0Z", p.ink)
        + circle(0.6, -11.4, 1.8, p.ink)
        + path("M-3.4 -12.2H4.6L3 -13Q2.4 -15.6 0.6 -15.4Q-1.4 -15.6 -1.8 -13Z", p.ink)
    )
    men = "".join(
        group(sit, x=s.middle + x, y=g + y, scale=1.1, flip=f)
        for x, y, f in ((-24, 4, False), (-15, 9, False), (19, 8, True), (28, 3, True))
    )
    mesa = path(
        f"M-4 {g:.1f}V{g - 8:.1f}H{s.middle - 40:.1f}L{s.middle - 37:.1f} {g - 28:.1f}H{s.middle - 19:.1f}L{s.middle - 15:.1f} {g - 9:.1f}H{s.middle + 20:.1f}L{s.middle + 24:.1f} {g - 20:.1f}H{s.middle + 46:.1f}L{s.middle + 50:.1f} {g - 6:.1f}H{s.width + 4:.1f}V{g:.1f}Z",
        p.far,
    )
    return (
        b.sky(s)
        + b.stars(s, 80)
        + b.moon(s, s.middle + 24, g - 62, 5)
        + group(mesa, x=s.pan(0.2))
        + b.ground(s, y=g - 2, color=p.near)
        + s.halo(s.middle, g, r=44, color="#ff9a3c", opacity=0.5)
        + men
        + group(prop.campfire(s), x=s.middle, y=g + 9, scale=1.15)
    )


LAND = {
    "mountains": ("day dusk night", mountains),
    "glacier": ("day dusk", glacier),
    "forest": ("day dusk", forest),
    "woods": ("night", woods),
    "field": ("day dusk", field),
    "scarecrow": ("night dusk", scarecrow),
    "savanna": ("dusk", savanna),
    "desert": ("dusk", desert),
    "campfire": ("night", campfire),
}
