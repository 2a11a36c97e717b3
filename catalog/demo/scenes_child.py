"""Scenes for children and those who were: balloons, kites, tents, snow."""

from __future__ import annotations

from tastemaker.catalog.demo import backdrops as b
from tastemaker.catalog.demo import buildings as house
from tastemaker.catalog.demo import figures as fig
from tastemaker.catalog.demo import scenery as prop
from tastemaker.catalog.demo import vehicles as way
from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, mix, path
from tastemaker.catalog.demo.palettes import GREEN
from tastemaker.catalog.demo.stage import Stage, circle, group, polygon, rect, stroke

__all__ = ["CHILD"]


def balloon(s: Stage) -> str:
    """Balloons over hills."""
    p, g = s.palette, s.ground

    def fly(x: float, y: float, z: float, first: str, second: str) -> str:
        return group(
            way.balloon(s, first, second=second),
            x=s.middle + x + s.passed(2),
            y=g + y - s.passed(3 * z),
            scale=z,
        )

    return (
        b.sky(s)
        + b.sun(s, s.middle + 26, g - 30, 8)
        + b.clouds(s, 5, y=g - 40, spread=24)
        + b.ridge(s, g + 4, height=24, color=p.far, peaks=5)
        + b.hills(s, g + 6, height=12, color=mix(p.mid, GREEN, share=0.3), depth=0.3)
        + fly(28, -34, 0.42, p.second, "#ffffff")
        + fly(-32, -14, 0.6, p.far, p.second)
        + b.hills(s, g + 16, height=8, color=mix(p.near, GREEN, share=0.3), depth=0.6)
        + b.trees(s, g + 22, count=5, height=9, color=p.near, depth=0.7)
        + fly(2, -6, 1.35, p.accent, "#fff3da")
    )


def treehouse(s: Stage) -> str:
    """A treehouse with a flag and children."""
    p, g = s.palette, s.ground + 6
    hut = (
        rect(-12, -14, 24, 14, "#b97a45")
        + "".join(stroke(f"M-12 {-14 + 2.8 * n:.1f}H12", "#8f5a30", 0.4) for n in range(5))
        + polygon([(-15, -13), (0, -24), (15, -13)], p.accent)
        + rect(-4, -10, 7, 10, "#5d3a20")
        + rect(5.4, -10, 5, 5, p.glow)
        + rect(-15, -0.6, 30, 2, "#7a4a28")
        + stroke("M0 -24V-33", "#5d3a20", 0.6)
        + path(f"M0 -33q4 {s.wave(period=0.8):.1f} 8 0v5q-4 1 -8 0z", p.second)
    )
    rope = stroke(
        "M-10 1L-12 30M-6 1L-8 30" + "".join(f"M{-10 - 0.07 * k:.1f} {k}h4" for k in range(5, 30, 5)),
        "#7a4a28",
        0.7,
    )
    swing = group(
        stroke("M-3 0V20M3 0V20", "#7a4a28", 0.5)
        + rect(-4, 19.6, 8, 1.4, "#7a4a28")
        + group(fig.person(p.ink, dress=True), y=22, scale=0.5),
        x=s.middle + 19,
        y=g - 28,
        turn=18 * s.wave(period=1.9, phase=0.1),
    )
    kids = "".join(
        group(fig.person(c, dress=d, arm="5 -18"), x=s.middle + x, y=g + 14, scale=0.62)
        for x, c, d in ((-34, p.ink, False), (-25, darker(p.accent, 0.3), True), (34, p.ink, False))
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle - 30, g - 58, 7)
        + b.clouds(s, 4, y=g - 60)
        + b.hills(s, g - 4, height=12, color=mix(p.far, GREEN, share=0.3), depth=0.1)
        + b.hills(s, g + 4, height=5, color=mix(p.mid, GREEN, share=0.6), depth=0.4)
        + group(prop.oak(s, GREEN, bark="#6b4527"), x=s.middle + 2, y=g + 8, scale=1.6)
        + group(hut, rope, x=s.middle + 1, y=g - 24, scale=1.0)
        + swing
        + kids
    )


def snowcabin(s: Stage) -> str:
    """A cabin in the snow with warm windows."""
    p, g = s.palette, s.ground
    man = (
        circle(0, -4, 4, "#ffffff")
        + circle(0, -10, 3, "#ffffff")
        + circle(0, -14.6, 2.2, "#ffffff")
        + polygon([(0.4, -14.8), (5, -14), (0.4, -13.6)], "#f28a2e")
        + rect(-2.6, -12.8, 5.2, 1.2, p.accent, rx=0.6)
        + circle(0.4, -15.6, 0.3, "#222")
        + circle(-0.9, -15.6, 0.3, "#222")
        + rect(-1.8, -19.4, 3.6, 3, "#2a2530")
        + rect(-2.8, -16.8, 5.6, 0.8, "#2a2530")
    )
    return (
        b.sky(s)
        + b.stars(s, 50, low=0.6)
        + b.moon(s, s.middle + 24, g - 56, 7)
        + b.ridge(s, g, height=34, color=p.far, peaks=4)
        + b.pines(s, g + 3, count=14, height=22, color=p.near, depth=0.25)
        + b.hills(s, g + 4, height=7, color="#e3eef7", depth=0.35)
        + group(house.cottage(s, "#8a5530", roof="#5d3a26", snow=True), x=s.middle - 3, y=g + 12, scale=1.55)
        + b.hills(s, g + 18, height=5, color="#ffffff", depth=0.7)
        + group(man, x=s.middle + 28, y=g + 23, scale=1.0)
        + b.snowfall(s)
    )


def kite(s: Stage) -> str:
    """A girl flies a kite on a hill."""
    p, g = s.palette, s.ground + 2
    dx, dy = 3 * s.wave(period=1.9), 2 * s.wave(period=1.3, phase=0.2)
    kx, ky = s.middle + 20 + dx, g - 56 + dy
    toy = group(
        polygon([(0, -11), (8, 0), (0, 14), (-8, 0)], p.accent),
        polygon([(0, -11), (8, 0), (0, 0)], p.second),
        polygon([(0, 0), (0, 14), (-8, 0)], lighter(p.accent, 0.3)),
        x=kx,
        y=ky,
        turn=28 + 6 * s.wave(period=1.4),
        scale=1.15,
    )
    tail = stroke(f"M{kx - 6:.1f} {ky + 14:.1f}q{-4 + dx:.1f} 6 0 11t-2 10", p.second, 0.9) + "".join(
        polygon(
            [
                (kx - 6 + a - 2, ky + 15 + c),
                (kx - 6 + a + 2, ky + 17 + c),
                (kx - 6 + a + 2, ky + 15 + c),
                (kx - 6 + a - 2, ky + 17 + c),
            ],
            p.accent,
        )
        for a, c in ((-1, 4), (0, 10), (-1, 16))
    )
    line = stroke(
        f"M{s.middle - 15:.1f} {g - 16:.1f}Q{s.middle + 2:.1f} {g - 24:.1f} {kx:.1f} {ky + 2:.1f}",
        p.ink,
        0.35,
    )
    return (
        b.sky(s)
        + b.sun(s, s.middle - 26, g - 52, 7)
        + b.clouds(s, 5, y=g - 44, spread=20)
        + b.hills(s, g - 4, height=14, color=mix(p.far, GREEN, share=0.3), depth=0.15)
        + b.hills(s, g + 4, height=10, color=mix(p.mid, GREEN, share=0.6), depth=0.4)
        + line
        + tail
        + toy
        + group(fig.person(p.ink, dress=True, arm="6.5 -19"), x=s.middle - 22, y=g + 12, scale=1.4)
        + group(fig.dog(s, "#f6efe2", patch="#8a5a2f"), x=s.middle + 4 + s.passed(3), y=g + 18, scale=0.8)
    )


def circus(s: Stage) -> str:
    """A circus tent with bulbs and a juggler."""
    p, g = s.palette, s.ground
    balls = "".join(
        circle(
            s.middle + 30 + 6 * s.wave(period=1.1, phase=n / 4),
            g - 12 - 9 * abs(s.wave(period=1.1, phase=n / 4 + 0.25)),
            1.7,
            (p.second, "#ffffff", p.accent, "#7fd0e8")[n],
        )
        for n in range(4)
    )
    bulbs = "".join(
        circle(
            x,
            g - 60 + 9 * (1 - ((x - s.middle) / (s.width / 2)) ** 2),
            1.1,
            p.glow,
            opacity=0.95 if (n + int(s.time * 10)) % 2 else 0.45,
        )
        for n, x in enumerate(range(2, int(s.width), 7))
    )
    clown = group(
        fig.person(p.ink),
        circle(0, -17.8, 0.6, "#ff3b30"),
        circle(-2, -18.8, 1.2, p.accent),
        circle(2, -18.8, 1.2, p.accent),
        stroke("M-2 -13L-6 -15M2 -13L6 -15", p.ink, 1.2),
        x=s.middle + 30,
        y=g + 19,
        scale=1.1,
    )
    return (
        b.sky(s)
        + b.stars(s, 60, low=0.6)
        + b.moon(s, s.middle - 30, g - 62, 6)
        + bulbs
        + b.hills(s, g + 2, height=9, color=mix(p.mid, GREEN, share=0.3), depth=0.2)
        + s.halo(s.middle - 6, g - 14, r=50, opacity=0.45)
        + group(prop.tent(s, p.accent, second="#fff3da"), x=s.middle - 6 + s.pan(0.3), y=g + 8, scale=1.15)
        + b.ground(s, y=g + 8, color=p.near)
        + clown
        + balls
        + group(
            fig.dog(s, "#f6efe2", patch="#8a5a2f"),
            circle(0, 4, 4, p.second),
            x=s.middle - 34,
            y=g + 15,
            scale=0.9,
        )
    )


def skywhale(s: Stage) -> str:
    """A whale swims through the clouds above a village."""
    p, g = s.palette, s.ground + 4
    church = (
        rect(-4, -16, 8, 16, "#fbf3e2")
        + polygon([(-5, -16), (0, -28), (5, -16)], p.accent)
        + stroke("M0 -28V-32M-1.6 -30.4H1.6", p.ink, 0.5)
    )
    village = "".join(
        group(
            rect(-5, -7, 10, 7, c),
            polygon([(-6, -6.6), (0, -12), (6, -6.6)], r),
            rect(-1.4, -4, 2.8, 4, p.glow),
            x=s.middle + x + s.pan(0.4),
            y=g + y,
        )
        for x, y, c, r in (
            (-34, 5, "#fdf3e1", p.second),
            (-20, 8, lighter(p.second, 0.5), p.accent),
            (18, 7, "#fdf3e1", p.accent),
            (32, 5, lighter(p.accent, 0.55), p.second),
        )
    )
    boy = group(
        stroke(
            "M-2 0L2 -24M2 0L6 -24" + "".join(f"M{-2 + 0.17 * k:.1f} {-k}h4" for k in range(3, 24, 4)),
            "#7a4a28",
            0.7,
        ),
        group(fig.person(p.ink, arm="5 -20"), x=4, y=-20, scale=0.6),
        x=s.middle - 2,
        y=g + 8,
    )
    return (
        b.sky(s)
        + b.stars(s, 30, low=0.4)
        + b.moon(s, s.middle - 28, g - 64, 6)
        + b.clouds(s, 4, y=g - 28, spread=10, opacity=0.6)
        + group(
            fig.whale(s, mix(p.top, "#3f6ea6", share=0.5)),
            x=s.middle + s.passed(3),
            y=g - 46 + 1.5 * s.wave(period=2.4),
            scale=1.75,
            turn=-6,
        )
        + b.clouds(s, 3, y=g - 30, spread=8, opacity=0.95)
        + b.hills(s, g + 2, height=9, color=mix(p.mid, GREEN, share=0.4), depth=0.3)
        + group(church, x=s.middle + 5 + s.pan(0.4), y=g + 5)
        + village
        + boy
        + b.hills(s, g + 14, height=5, color=mix(p.near, GREEN, share=0.3), depth=0.6)
    )


def shapes(s: Stage) -> str:
    """A cat follows drops of color through a paper city."""
    p, g, rng = s.palette, s.ground + 4, s.rng("shapes")
    paints = [p.accent, p.second, p.far, p.mid, "#ffffff", lighter(p.accent, 0.4), "#7f6fe0"]
    art = ""
    for n in range(24):
        x, y, r = rng.uniform(0, s.width), rng.uniform(4, g - 14), rng.uniform(3, 10)
        kind, paint = n % 4, paints[int(rng.integers(len(paints)))]
        x += s.passed(2.5 * (1 if n % 2 else -1) * r / 8)
        shape = (
            circle(0, 0, r, paint),
            polygon([(-r, r * 0.8), (0, -r), (r, r * 0.8)], paint),
            rect(-r * 0.8, -r * 0.8, 1.6 * r, 1.6 * r, paint, rx=1),
            path(f"M{-r:.1f} 0A{r:.1f} {r:.1f} 0 0 1 {r:.1f} 0Z", paint),
        )[kind]
        art += group(shape, x=x, y=y, turn=rng.uniform(0, 360) + s.passed(14), opacity=0.92)
    houses = "".join(
        polygon(
            [
                (x, g + 2),
                (x, g - h),
                (x + w / 2, g - h - (w / 2 if n % 2 else 0)),
                (x + w, g - h),
                (x + w, g + 2),
            ],
            paints[(n * 3) % 7],
        )
        + "".join(
            rect(x + w * 0.25, g - h + 4 + 6 * k, w * 0.2, 3, p.glow)
            + rect(x + w * 0.58, g - h + 4 + 6 * k, w * 0.2, 3, p.glow)
            for k in range(int(h // 7))
        )
        for n, (x, w, h) in enumerate(
            (s.width * k / 9, s.width / 9 - 0.5, 12 + (k * 17) % 22) for k in range(9)
        )
    )
    cat = (
        path(
            "M-7 0L-7.6 -9Q-8 -13 -3 -13H4Q5 -17 4.6 -20L7.4 -17.6H9.6L12.4 -20Q13 -14 11 -12.4Q9 -11 8.6 -9L8 0H6L5 -6H-4L-5 0Z",
            p.ink,
        )
        + stroke(f"M-7.4 -11Q-13 -12 {-12 + s.wave(period=1.2):.1f} -20", p.ink, 1.7)
        + circle(7.2, -15.4, 0.8, p.second)
        + circle(10, -15.4, 0.8, p.second)
    )
    paws = "".join(
        ellipse((s.middle + 22 + 7 * n, g + 16 + (n % 2) * 3), (1.6, 1.1), paints[n % 2]) for n in range(6)
    )
    return (
        b.sky(s)
        + art
        + houses
        + rect(-1, g + 1, s.width + 2, s.height, s.down(lighter(p.low, 0.4), p.low))
        + paws
        + group(cat, x=s.middle - 6 + s.passed(4), y=g + 19, scale=1.6)
    )


CHILD = {
    "balloon": ("day dusk", balloon),
    "treehouse": ("day", treehouse),
    "snowcabin": ("night", snowcabin),
    "kite": ("day dusk", kite),
    "circus": ("night dusk", circus),
    "skywhale": ("dusk day night", skywhale),
    "shapes": ("day", shapes),
}
