"""Cutters for the legs: trousers, jeans, shorts."""

from __future__ import annotations

from tastemaker.catalog.demo.cloth import (
    Look,
    buttons,
    cast,
    clipped,
    cloth,
    fold,
    mirrored,
    seam,
    stitch,
    symmetric,
)
from tastemaker.catalog.demo.drawing import darker, lighter, path

__all__ = ["jeans", "shorts", "trousers"]

THREAD = "#e0a24a"


def _legs(knee: float, ankle: float, *, bottom: float = 288, hip: float = 52) -> str:
    """The outline of a pair of legs: half widths at hip, and of each leg at knee and ankle."""
    left = 160 - hip
    return symmetric(
        f"M160,44 Q140,44 120,40 C114,70 {left},90 {left},112 C{left - 2},150 {134 - knee},190 {132 - knee},200 "
        f"L{130 - ankle},{bottom} Q130,{bottom + 6} {130 + ankle},{bottom} L{134 + knee},200 C148,170 154,146 160,124"
    )


def _waist(look: Look) -> str:
    back = "M120,40 Q160,32 200,40 Q160,50 120,40Z"
    band = "M120,40 Q160,48 200,40 L203,54 Q160,62 117,54Z"
    return path(back, look.inside) + cloth(band)


def _creases(knee: float, bottom: float) -> tuple[str, ...]:
    return (
        fold((158, 118), (120, 140), width=14),
        fold((162, 118), (200, 142), width=14),
        fold((118, 130), (126 - knee * 0.3, bottom), width=12),
        fold((206, 130), (196 + knee * 0.3, bottom), width=14),
        fold((126, 110), (134, bottom), width=12, lit=True),
        fold((188, 110), (184, bottom), width=10, lit=True),
    )


def _fly(look: Look) -> str:
    return seam("M160,58 L160,124", look) + seam("M161,60 L174,60 L172,94 Q168,104 161,106", look, width=0.9)


def trousers(look: Look) -> str:
    """Trousers: straight with a pressed crease, wide-legged, or cargo with pockets."""
    wide = look.cut == "wide-leg"
    knee, ankle = (29, 40) if wide else (22, 22)
    body = _legs(knee, ankle)
    parts = [cast(body), cloth(body, *_creases(knee, 288)), _fly(look), _waist(look)]
    parts.append(buttons(160, (50, 50), count=1, color=lighter(look.color, 0.5), radius=3.2))
    pocket = "M122,58 L109,98"
    parts.append(clipped(body, seam(pocket, look), seam(mirrored(pocket), look)))
    if look.cut in ("tailored", "wide-leg"):
        for press in (f"M132,66 C128,140 {130 - ankle * 0.1:g},220 130,288",):
            parts += [seam(press, look, width=0.9), seam(mirrored(press), look, width=0.9)]
    if look.cut == "cargo":
        bag = "M98,172 L130,172 L130,212 L96,212Z"
        lid = "M96,168 L132,168 L132,182 L114,188 L96,182Z"
        for piece in (bag, mirrored(bag), lid, mirrored(lid)):
            parts.append(cloth(piece))
        parts += [
            buttons(x, (180, 180), count=1, color=lighter(look.color, 0.4), radius=2.4) for x in (114, 206)
        ]
        parts += [seam(f"M{x - 22},280 L{x + 22},280", look) for x in (130, 190)]
    return "".join(parts)


def jeans(look: Look) -> str:
    """Jeans: slim, straight, flared, or mom jeans with turned-up hems."""
    knee, ankle = {"slim": (18, 13), "straight": (22, 21), "flared": (18, 37), "mom": (27, 18)}[look.cut]
    bottom = 276 if look.cut == "mom" else 288
    body = _legs(knee, ankle, bottom=bottom, hip=54 if look.cut == "mom" else 50)
    fade = path("M116,100 Q104,170 122,230 Q140,170 138,104Z", lighter(look.color, 0.5), fill_opacity=0.22)
    fades = fade + f'<g transform="translate(320 0) scale(-1 1)">{fade}</g>'
    curve = "M113,64 C114,82 124,90 138,92 L142,60"
    parts = [cast(body), cloth(body, fades, *_creases(knee, bottom))]
    parts += [_fly(look), stitch("M163,60 L176,60 L174,92 Q170,102 163,104", THREAD)]
    parts += [
        seam(curve, look),
        stitch(curve, THREAD),
        seam(mirrored(curve), look),
        stitch(mirrored(curve), THREAD),
    ]
    inner = f"M157,128 C152,150 {137 + knee},180 {131 + knee},202 L{127 + ankle},{bottom - 2}"
    parts += [stitch(inner, THREAD, width=1), stitch(mirrored(inner), THREAD, width=1)]
    hemline = f"M{131 - ankle},{bottom - 8} Q130,{bottom - 3} {129 + ankle},{bottom - 8}"
    if look.cut == "mom":
        cuff = f"M{128 - ankle},{bottom - 4} Q130,{bottom + 2} {132 + ankle},{bottom - 4} L{132 + ankle},{bottom + 13} Q130,{bottom + 19} {128 - ankle},{bottom + 13}Z"
        pale = lighter(look.color, 0.45)
        parts += [cloth(cuff, fill=pale), cloth(mirrored(cuff), fill=pale)]
    else:
        parts += [stitch(hemline, THREAD), stitch(mirrored(hemline), THREAD)]
    parts += [
        _waist(look),
        stitch("M119,43 Q160,51 201,43", THREAD, width=1),
        stitch("M118,52 Q160,60 202,52", THREAD, width=1),
    ]
    for x in (128, 160 - 18, 174, 190):
        loop = f"M{x},40 h6 v19 h-6z"
        parts.append(cloth(loop))
    parts.append(buttons(160, (51, 51), count=1, color="#d8b26a", radius=4))
    parts += [buttons(x, (66, 66), count=1, color="#d8b26a", radius=1.8) for x in (116, 204)]
    return "".join(parts)


def shorts(look: Look) -> str:
    """Shorts: chino, running shorts with a side stripe, or paper-bag with a tied waist."""
    sporty = look.cut == "running"
    body = symmetric(
        "M160,84 Q134,84 112,78 C104,120 92,166 84,204 Q110,220 142,214 L160,166"
        if not sporty
        else "M160,90 Q134,90 110,84 C100,118 84,154 72,188 Q78,206 106,208 Q128,210 146,204 L160,170"
    )
    parts = [cast(body), cloth(body, *_short_folds(), _side_stripe(look) if sporty else "")]
    parts.append(seam("M160,92 L160,166", look))
    if sporty:
        band = "M109,76 Q160,86 211,76 L213,94 Q160,104 107,94Z"
        ribs = "".join(
            path(f"M{x},70 V110", stroke="#0b0d18", stroke_opacity=0.16, stroke_width=1.6)
            for x in range(106, 216, 5)
        )
        parts.append(cloth(band, ribs, fill=look.trim))
        parts += [
            path(f"M{x},96 q{d},16 {d * 0.6:g},30", stroke="#f7f6f2", stroke_width=3, stroke_linecap="round")
            for x, d in ((156, -6), (164, 8))
        ]
        return "".join(parts)
    hems = "M85,196 Q112,211 144,206"
    pocket = "M119,98 L102,138"
    parts.append(
        clipped(body, *(seam(line, look) for line in (hems, mirrored(hems), pocket, mirrored(pocket))))
    )
    if look.cut == "paper-bag":
        frill = symmetric("M160,70 Q150,74 144,66 Q136,74 128,64 Q120,70 112,62 L113,84 Q136,92 160,92")
        sash = "M110,84 Q160,96 210,84 L211,97 Q160,109 109,97Z"
        tail = "M164,100 C160,124 168,144 160,166 L172,168 C180,144 174,122 174,100Z"
        parts += [
            cloth(frill),
            cloth(sash),
            cloth(tail),
            cloth("M156,92 Q168,86 178,94 Q182,102 176,110 Q164,112 158,106 Q153,100 156,92Z"),
        ]
    else:
        parts += [path("M112,78 Q160,68 208,78 Q160,90 112,78Z", look.inside)]
        parts += [cloth("M112,78 Q160,90 208,78 L211,94 Q160,106 109,94Z")]
        parts.append(buttons(160, (93, 93), count=1, color=darker(look.color, 0.4), radius=3.4))
    return "".join(parts)


def _short_folds() -> tuple[str, ...]:
    return (
        fold((158, 162), (112, 190), width=14), fold((162, 162), (210, 190), width=14),
        fold((124, 110), (112, 212), width=16), fold((200, 110), (206, 212), width=16),
        fold((136, 104), (130, 212), width=14, lit=True),
    )  # fmt: skip


def _side_stripe(look: Look) -> str:
    line = path("M112,84 C104,120 90,156 78,190", stroke=look.accent, stroke_width=9)
    return line + f'<g transform="translate(320 0) scale(-1 1)">{line}</g>'
