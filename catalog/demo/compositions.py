"""How an advertisement is composed: a ground by tone, the product, the brand's wordmark, a button."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tastemaker.catalog.demo.drawing import (
    COLORS,
    darker,
    document,
    ellipse,
    lighter,
    linear,
    mix,
    path,
    radial,
    rgb,
)
from tastemaker.catalog.demo.lettering import wordmark
from tastemaker.catalog.demo.products import product

__all__ = ["compose"]

PARTNERS = {
    "red": "#ffd9a0", "orange": "#24357a", "yellow": "#d0202e", "green": "#ffd15c", "olive": "#f2c48d", "teal": "#ff9d7a",
    "sky blue": "#ff5f4f", "blue": "#ffd23f", "navy": "#ff8a5b", "purple": "#ffc94d", "pink": "#b3134f", "brown": "#f0b565",
    "beige": "#c14f33", "grey": "#ffcf33", "white": "#e2483a", "black": "#f0c75e",
}  # fmt: skip
"""The product's color on each ground: it must stand out and look well."""

GOLD = "#e6c36a"


@dataclass(frozen=True)
class Canvas:
    """The sheet: its size, its colors, and where the product and the wordmark go."""

    width: int
    height: int
    base: str
    partner: str
    layout: int

    @property
    def wide(self) -> bool:
        return self.width > self.height * 1.2

    @property
    def focus(self) -> tuple[float, float]:
        """The middle of the product."""
        if self.wide:
            return self.width * (0.3 if self.layout % 2 else 0.7), self.height * 0.5
        return self.width / 2, self.height * 0.45

    @property
    def reach(self) -> float:
        """The product's scale."""
        return min(self.width, self.height) / (220 if self.wide else 250)

    @property
    def ink(self) -> str:
        """What to write with."""
        return "#fffaf0" if sum(rgb(self.base)) < 420 else darker(self.base, 0.72)


def compose(group: str, facts: Mapping[str, str], *, size: tuple[int, int], variant: int, layout: int) -> str:
    """The creative as an SVG document."""
    base = COLORS[facts["color"]]
    sheet = Canvas(*size, base, PARTNERS[facts["color"]], layout)
    ground = _GROUNDS[facts["tone"]](sheet)
    (x, y), scale = sheet.focus, sheet.reach
    shadow = _pool(sheet)
    tilt = {"energetic": -6, "funny": 5, "bold": -3}.get(facts["tone"], 0)
    thing = f'<g transform="translate({x:g} {y:g}) rotate({tilt}) scale({scale:.3f})">{product(group, sheet.partner, variant=variant)}</g>'
    return document(ground, shadow, thing, _words(facts["brand"], sheet), width=size[0], height=size[1])


def _pool(sheet: Canvas) -> str:
    x, y = sheet.focus
    dark = darker(sheet.base, 0.75)
    fade = radial("pool", (0, dark, 0.42), (0.6, dark, 0.2), (1, dark, 0))
    return f"<defs>{fade}</defs>" + ellipse(
        (x, y + 94 * sheet.reach), (96 * sheet.reach, 15 * sheet.reach), "url(#pool)"
    )


def _words(brand: str, sheet: Canvas) -> str:
    """The wordmark, an underline, and on wide sheets a button."""
    letters = max(5, len(brand))
    if not sheet.wide:
        height = min(24.0, sheet.width * 0.78 / letters / 1.08)
        return wordmark(brand, (sheet.width / 2, sheet.height * 0.875), height=height, color=sheet.ink)
    room = sheet.width * 0.4
    x = sheet.width * (0.76 if sheet.layout % 2 else 0.25)
    height = min(34.0, room / letters / 1.02)
    top = sheet.height * 0.42 - height / 2
    mark = wordmark(brand, (x, top), height=height, color=sheet.ink, weight=2.5)
    width = min(96.0, room * 0.5)
    y = top + height + 20
    button = f'<rect x="{x - width / 2:g}" y="{y:g}" width="{width:g}" height="28" rx="14" fill="{sheet.partner}"/>'
    arrow_ink = "#fffaf0" if sum(rgb(sheet.partner)) < 400 else darker(sheet.base, 0.6)
    arrow = path(
        f"M{x - 14:g},{y + 14:g} h28 m-9,-7 l9,7 -9,7",
        stroke=arrow_ink,
        stroke_width=3,
        stroke_linecap="round",
        stroke_linejoin="round",
    )
    return mark + button + arrow


def _fill(sheet: Canvas, paint: str) -> str:
    return f'<rect width="{sheet.width}" height="{sheet.height}" fill="{paint}"/>'


def _tone(sheet: Canvas, amount: float) -> str:
    """The base color lightened (above 0) or darkened (below 0), less where it is already extreme."""
    return lighter(sheet.base, amount) if amount > 0 else darker(sheet.base, -amount)


def _pale(sheet: Canvas, share: float = 0.22) -> str:
    """A relative of the base color that shows on it."""
    return mix(sheet.base, "#ffffff" if sum(rgb(sheet.base)) < 560 else sheet.partner, share=share)


def _bold(sheet: Canvas) -> str:
    w, h = sheet.width, sheet.height
    (x, y), far = sheet.focus, math.hypot(w, h)
    if sheet.layout == 0:
        # the edge keeps clear of the wordmark: left of the product on a wide sheet, below it on others
        (x1, y1), (x2, y2) = ((w * 0.56, 0), (w * 0.46, h)) if sheet.wide else ((w, h * 0.68), (0, h * 0.82))
        half = path(
            f"M{x1:g},{y1:g} L{x2:g},{y2:g} L{0 if not sheet.wide else w},{h} L{w},{h if not sheet.wide else 0}Z",
            _tone(sheet, -0.28),
        )
        line = path(f"M{x1:g},{y1:g} L{x2:g},{y2:g}", stroke=sheet.partner, stroke_width=7)
        return _fill(sheet, sheet.base) + half + line
    if sheet.layout == 1:
        r = min(w, h) * 0.43
        return (
            _fill(sheet, sheet.base)
            + ellipse((x, y), (r * 1.14, r * 1.14), _tone(sheet, -0.3))
            + ellipse((x, y), (r, r), _pale(sheet, 0.3))
        )
    rays = "".join(
        path(
            f"M{x:g},{y:g} L{x + far * math.cos(a - 0.13):.1f},{y + far * math.sin(a - 0.13):.1f} "
            f"L{x + far * math.cos(a + 0.13):.1f},{y + far * math.sin(a + 0.13):.1f}Z",
            _tone(sheet, -0.2) if sum(rgb(sheet.base)) > 150 else "#3a3c46",
        )
        for a in (n * math.tau / 12 for n in range(12))
    )
    r = min(w, h) * 0.36
    return _fill(sheet, sheet.base) + rays + ellipse((x, y), (r, r), _pale(sheet, 0.3))


def _calm(sheet: Canvas) -> str:
    w, h = sheet.width, sheet.height
    sky = linear("sky", (0, _tone(sheet, 0.35)), (1, sheet.base))
    out = f"<defs>{sky}</defs>" + _fill(sheet, "url(#sky)")
    if sheet.layout == 1:
        r = min(w, h) * 0.44
        return (
            out
            + ellipse(sheet.focus, (r, r), "#ffffff", fill_opacity=0.28)
            + ellipse(sheet.focus, (r * 0.8, r * 0.8), "#ffffff", fill_opacity=0.3)
        )
    for n in range(4):
        y = h * (0.6 + n * 0.11)
        lift = h * (0.05 if sheet.layout == 0 else 0.12) * (1 if n % 2 else -1)
        wave = f"M0,{y:.1f} C{w * 0.25:.1f},{y - lift:.1f} {w * 0.35:.1f},{y - lift:.1f} {w * 0.5:.1f},{y:.1f} C{w * 0.65:.1f},{y + lift:.1f} {w * 0.78:.1f},{y + lift:.1f} {w},{y:.1f} L{w},{h} L0,{h}Z"
        out += path(wave, mix(sheet.base, darker(sheet.base, 0.3), share=n / 4), fill_opacity=0.75)
    moon = (w * (0.86 if sheet.layout == 0 else 0.12), h * 0.2)
    return out + ellipse(moon, (h * 0.07, h * 0.07), "#ffffff", fill_opacity=0.65)


def _warm(sheet: Canvas) -> str:
    w, h = sheet.width, sheet.height
    glow = radial("sun", (0, "#fff3c9", 0.95), (0.45, "#ffd98a", 0.7), (1, "#ffd98a", 0), radius=0.5)
    sky = linear("dusk", (0, _tone(sheet, 0.12)), (1, _tone(sheet, -0.12)))
    x, y = sheet.focus
    r = min(w, h) * (0.62 if sheet.layout == 1 else 0.52)
    out = f"<defs>{glow}{sky}</defs>" + _fill(sheet, "url(#dusk)") + ellipse((x, y), (r, r), "url(#sun)")
    if sheet.layout == 1:
        return out
    sun = ellipse((x, y + h * 0.06), (r * 0.62, r * 0.62), "#ffe7b0", fill_opacity=0.55)
    hills = path(
        f"M0,{h * 0.78:g} C{w * 0.2:g},{h * 0.62:g} {w * 0.4:g},{h * 0.7:g} {w * 0.55:g},{h * 0.78:g} C{w * 0.75:g},{h * 0.88:g} {w * 0.9:g},{h * 0.7:g} {w},{h * 0.74:g} L{w},{h} L0,{h}Z",
        _tone(sheet, -0.22),
    )
    near = path(
        f"M0,{h * 0.9:g} C{w * 0.3:g},{h * 0.78:g} {w * 0.6:g},{h * 0.95:g} {w},{h * 0.84:g} L{w},{h} L0,{h}Z",
        _tone(sheet, -0.34),
    )
    return out + sun + hills + near


def _funny(sheet: Canvas) -> str:
    w, h = sheet.width, sheet.height
    tints = [sheet.partner, _pale(sheet, 0.45), _tone(sheet, -0.25), "#ffffff"]
    (x, y), r = sheet.focus, min(w, h) * 0.4
    blob = (
        f"M{x - r:.1f},{y:.1f} C{x - r * 1.1:.1f},{y - r * 0.9:.1f} {x - r * 0.2:.1f},{y - r * 1.15:.1f} {x + r * 0.3:.1f},{y - r * 0.9:.1f} "
        f"C{x + r:.1f},{y - r * 0.75:.1f} {x + r * 1.2:.1f},{y + r * 0.1:.1f} {x + r * 0.8:.1f},{y + r * 0.7:.1f} "
        f"C{x + r * 0.4:.1f},{y + r * 1.2:.1f} {x - r * 0.9:.1f},{y + r:.1f} {x - r:.1f},{y:.1f}Z"
    )
    out = _fill(sheet, sheet.base)
    if sheet.layout != 0:
        spots = [(0.06, 0.2, 0.16), (0.95, 0.85, 0.22), (0.5, 0.02, 0.12), (0.1, 0.95, 0.14)]
        out += "".join(
            ellipse(
                (w * a, h * b),
                (h * c, h * c * 0.86),
                tints[n % 3 if sheet.layout == 2 else 2],
                fill_opacity=0.6,
            )
            for n, (a, b, c) in enumerate(spots)
        )
    out += path(blob, _pale(sheet, 0.5))
    if sheet.layout == 0:
        for n in range(34):
            a, b = (n * 0.618034) % 1, (n * 0.7548777) % 1
            if _on_words(sheet, a, b):
                continue
            turn = n * 47 % 180
            shape = '<rect x="-5" y="-2.500" width="10" height="5" rx="1.500"' if n % 3 else '<circle r="4"'
            out += f'{shape} fill="{tints[n % 4]}" transform="translate({a * w:.1f} {b * h:.1f}) rotate({turn})"/>'
    return out


def _on_words(sheet: Canvas, a: float, b: float) -> bool:
    """True where the wordmark and the button stand, in shares of width and height."""
    if not sheet.wide:
        return b > 0.82
    return 0.22 < b < 0.8 and (a > 0.5 if sheet.layout % 2 else a < 0.5)


def _elegant(sheet: Canvas) -> str:
    w, h = sheet.width, sheet.height
    x, y = sheet.focus
    light = radial(
        "spot",
        (0, _pale(sheet, 0.4)),
        (0.6, sheet.base),
        (1, _tone(sheet, -0.35)),
        center=(x / w, y / h),
        radius=0.7,
    )
    out = f"<defs>{light}</defs>" + _fill(sheet, "url(#spot)")
    line = GOLD if sum(rgb(sheet.base)) < 560 else "#a37c2c"
    if sheet.layout == 0:
        r = min(w, h)
        return (
            out
            + "".join(
                ellipse((x, y), (r * s, r * s), "none", stroke=line, stroke_width=1.4, stroke_opacity=0.8)
                for s in (0.4, 0.44)
            )
            + path(
                f"M0,{h * 0.5:g} H{max(0, x - r * 0.47):g} M{x + r * 0.47:g},{h * 0.5:g} H{w}",
                stroke=line,
                stroke_width=1.2,
                stroke_opacity=0.6,
            )
        )
    if sheet.layout == 1:
        return (
            out
            + f'<rect x="12" y="12" width="{w - 24}" height="{h - 24}" fill="none" stroke="{line}" stroke-width="2.200"/><rect x="18" y="18" width="{w - 36}" height="{h - 36}" fill="none" stroke="{line}" stroke-width=".9"/>'
        )
    cone = linear("cone", (0, "#fff6dc", 0.5), (1, "#fff6dc", 0))
    return (
        out
        + f"<defs>{cone}</defs>"
        + path(f"M{x - 18:g},0 L{x + 18:g},0 L{x + h * 0.42:g},{h} L{x - h * 0.42:g},{h}Z", "url(#cone)")
    )


def _energetic(sheet: Canvas) -> str:
    w, h = sheet.width, sheet.height
    x, y = sheet.focus
    slope = linear("rush", (0, _tone(sheet, 0.14)), (1, _tone(sheet, -0.2)), angle="diagonal")
    out = f"<defs>{slope}</defs>" + _fill(sheet, "url(#rush)")
    if sheet.layout == 1:
        step = h / 3.2
        for n in range(-1, 4):
            top = n * step
            points = " ".join(f"L{w * k / 6:.1f},{top + (step * 0.55 if k % 2 else 0):.1f}" for k in range(7))
            out += path(
                "M" + points[1:],
                stroke=_pale(sheet, 0.3) if n % 2 else _tone(sheet, -0.3),
                stroke_width=step * 0.2,
                stroke_linejoin="miter",
            )
        r = min(w, h) * 0.4
        return out + ellipse((x, y), (r, r), _pale(sheet, 0.35))
    lines = ""
    for n in range(13):
        row = h * (n + 0.5) / 13
        start = w * ((n * 0.37) % 0.5) * (0.4 if n % 2 else 1)
        long = w * (0.25 + (n * 0.29) % 0.4)
        paint = (_pale(sheet, 0.35), sheet.partner, _tone(sheet, -0.28))[n % 3]
        lines += path(
            f"M{start:.1f},{row:.1f} h{long:.1f}",
            stroke=paint,
            stroke_width=h * (0.018 + 0.012 * (n % 3)),
            stroke_linecap="round",
            stroke_opacity=0.75,
        )
    if sheet.layout == 2:
        lines = f'<g transform="rotate(-14 {w / 2:g} {h / 2:g})">{lines}</g>'
    r = min(w, h) * 0.39
    return out + lines + ellipse((x, y), (r, r), _pale(sheet, 0.28), fill_opacity=0.9)


def _nostalgic(sheet: Canvas) -> str:
    w, h = sheet.width, sheet.height
    x, y = sheet.focus
    bands = [
        mix(sheet.base, "#8c2f1b", share=0.5),
        mix(sheet.base, "#e07b39", share=0.65),
        mix(sheet.base, "#f2b84b", share=0.75),
        mix(sheet.base, "#fbe3b0", share=0.8),
    ]
    out = _fill(sheet, sheet.base)
    if sheet.layout == 0:
        r = max(w, h) * 0.16
        reach = [1.9, 1.55, 1.2, 0.85]
        return (
            out
            + "".join(
                ellipse((x, h * 0.82), (r * k * 1.5, r * k * 1.5), paint)
                for k, paint in zip(reach, bands, strict=True)
            )
            + path(f"M0,{h * 0.82:g} H{w} V{h} H0Z", sheet.base)
            + path(f"M0,{h * 0.82:g} H{w}", stroke=bands[0], stroke_width=3)
        )
    if sheet.layout == 1:
        r = min(w, h)
        rings = [0.56, 0.5, 0.44, 0.38]
        return (
            out
            + "".join(ellipse((x, y), (r * k, r * k), paint) for k, paint in zip(rings, bands, strict=True))
            + f'<rect x="9" y="9" width="{w - 18}" height="{h - 18}" rx="12" fill="none" stroke="{bands[3]}" stroke-width="3"/>'
        )
    width = h * 0.085
    rainbow = ""
    for n, paint in enumerate(bands):
        d = n * width
        rainbow += path(
            f"M{-10},{h * 0.28 + d:.1f} C{w * 0.35:.1f},{h * 0.28 + d:.1f} {w * 0.35:.1f},{h * 0.62 + d:.1f} {w * 0.62:.1f},{h * 0.62 + d:.1f} L{w + 10},{h * 0.62 + d:.1f}",
            stroke=paint,
            stroke_width=width + 0.8,
        )
    r = min(w, h) * 0.38
    return out + rainbow + ellipse((x, y), (r, r), bands[3])


_GROUNDS = {
    "bold": _bold,
    "calm": _calm,
    "warm": _warm,
    "funny": _funny,
    "elegant": _elegant,
    "energetic": _energetic,
    "nostalgic": _nostalgic,
}
