"""Cutters for coats and jackets."""

from __future__ import annotations

from tastemaker.catalog.demo.cloth import (
    Look,
    button,
    buttons,
    cast,
    cloth,
    fold,
    mirrored,
    seam,
    stitch,
    symmetric,
)
from tastemaker.catalog.demo.drawing import darker, lighter, path

__all__ = ["coat", "jacket"]

STEEL = "#d5d9df"


def _arm(*, wide: float = 0, length: float = 206, top: float = 62) -> str:
    """The left sleeve of a coat."""
    return (
        f"M104,{top} C90,{top + 6} 82,{top + 22} 77,{top + 44} C70,{top + 80} {62 - wide},{length - 40} {58 - wide},{length - 6} "
        f"Q{72 - wide / 2:g},{length + 5} {88 - wide / 3:g},{length} C94,{length - 40} 102,{top + 92} 110,{top + 62} "
        f"C110,{top + 36} 108,{top + 14} 104,{top}Z"
    )


def _arms(arm: str) -> str:
    lines = fold((92, 90), (70, 200), width=16)
    other = fold((228, 90), (246, 200), width=16)
    return cloth(arm, lines, fill="url(#fabric-l)") + cloth(mirrored(arm), other, fill="url(#fabric-r)")


def coat(look: Look) -> str:
    """A coat: trench, double-breasted or parka."""
    return {"trench": _trench, "double-breasted": _double_breasted, "parka": _parka}[look.cut](look)


def _long(bottom: float, *, flare: float = 0) -> str:
    return (
        f"M132,50 L104,60 C104,84 111,104 111,124 C113,146 114,156 113,166 C108,200 {100 - flare},250 {96 - flare},{bottom} "
        f"Q130,{bottom + 7} 166,{bottom + 6} L168,110 C156,96 140,74 132,50Z"
    )


def _trench(look: Look) -> str:
    left = _long(284, flare=8)
    right = mirrored(left)
    arm = _arm(length=212)
    lapel = "M134,46 C140,70 152,92 163,112 L136,104 L128,88 L118,82 C118,66 124,52 134,46Z"
    flap = "M108,72 Q126,108 152,108 L150,130 Q120,128 110,112Z"
    belt = "M112,158 Q160,168 208,158 L209,174 Q160,184 111,174Z"
    tail = "M176,172 C182,196 178,212 184,232 L196,230 C190,208 192,190 188,170Z"
    horn = darker(look.color, 0.55) if look.color != "#212226" else "#8a6a45"
    epaulette = "M100,66 L128,60 L130,68 L102,76Z"
    strap = "M60,190 L90,194 L89,204 L58,200Z"
    parts = [
        cast(left, right, arm, mirrored(arm)),
        path("M132,50 Q160,60 188,50 L170,120 L150,120Z", look.inside),
        _arms(arm),
    ]
    parts += [
        cloth(right, fold((196, 176), (216, 284), width=20)),
        cloth(left, fold((126, 176), (112, 284), width=20), fold((146, 180), (144, 284), width=16)),
    ]
    parts += [
        cloth(flap, fill="url(#fabric-l)"),
        cloth(lapel, fill="url(#fabric-r)"),
        cloth(mirrored(lapel), fill="url(#fabric-l)"),
    ]
    parts += [button(x, y, horn, radius=4.2) for y in (132, 196, 226) for x in (140, 182)]
    parts += [
        cloth(belt),
        cloth(tail),
        path("M150,157 h22 v20 h-22z", stroke="#c9a45c", stroke_width=3.4),
        path("M161,158 v18", stroke="#c9a45c", stroke_width=2.2),
    ]
    parts += [cloth(piece) for piece in (epaulette, mirrored(epaulette), strap, mirrored(strap))]
    pocket = "M108,206 L126,200 L132,228 L114,234Z"
    parts += [cloth(pocket), cloth(mirrored(pocket))]
    return "".join(parts)


def _double_breasted(look: Look) -> str:
    left = _long(286)
    right = mirrored(left).replace("L152,110", "L144,130")
    arm = _arm(length=214)
    lapel = "M134,46 C142,76 154,104 166,126 L138,116 L146,104 L116,86 C118,66 124,52 134,46Z"
    horn = (
        darker(look.color, 0.6) if sum(int(look.color[i : i + 2], 16) for i in (1, 3, 5)) > 260 else "#9aa0ab"
    )
    parts = [
        cast(left, right, arm, mirrored(arm)),
        path("M132,50 Q160,60 188,50 L172,128 L148,128Z", look.inside),
        _arms(arm),
    ]
    parts += [
        cloth(right, fold((200, 150), (212, 284), width=20)),
        cloth(left, fold((124, 150), (112, 284), width=22), fold((150, 150), (148, 284), width=16, lit=True)),
    ]
    parts += [cloth(mirrored(lapel), fill="url(#fabric-l)"), cloth(lapel, fill="url(#fabric-r)")]
    parts += [button(x, y, horn, radius=5) for y in (146, 178, 210) for x in (140, 180)]
    flap = "M106,200 L132,198 L133,212 L105,214Z"
    parts += [cloth(flap), cloth(mirrored(flap)), seam("M166,126 L166,290", look, width=1)]
    parts += [button(x, 202 - n * 9, horn, radius=2.2) for n in range(2) for x in (82, 238)]
    return "".join(parts)


def _parka(look: Look) -> str:
    body = symmetric(
        "M160,92 C146,92 134,80 126,60 L104,66 C102,90 108,110 108,130 C106,150 108,160 109,168 C104,200 98,236 96,268 Q128,276 160,276"
    )
    arm = _arm(wide=6, length=216, top=66)
    hood = "M160,30 C122,28 106,56 114,88 C128,104 146,110 160,112 C174,110 192,104 206,88 C214,56 198,28 160,30Z"
    gap = (
        "M160,48 C138,48 128,62 132,82 C142,94 152,100 160,106 C168,100 178,94 188,82 C192,62 182,48 160,48Z"
    )
    fur = "#d9c7a5" if look.color not in ("#dcc6a0", "#f7f6f2") else "#8b6f4e"
    tuft = "".join(
        path(f"M{x},{y} l{dx},{dy}", stroke=lighter(fur, 0.35), stroke_width=2.4, stroke_linecap="round")
        for x, y, dx, dy in (
            (128, 60, -7, -5),
            (126, 74, -8, 1),
            (134, 50, -5, -8),
            (146, 44, -3, -8),
            (160, 42, 0, -8),
            (174, 44, 3, -8),
            (186, 50, 5, -8),
            (192, 60, 7, -5),
            (194, 74, 8, 1),
            (136, 92, -6, 6),
            (184, 92, 6, 6),
        )
    )
    storm = "M151,100 L169,100 L169,274 L151,274Z"
    low = "M112,208 L144,208 L144,246 L112,246Z"
    lid = "M110,204 L146,204 L146,217 L128,223 L110,217Z"
    high = "M118,128 L142,128 L142,150 L118,150Z"
    parts = [
        cast(body, arm, mirrored(arm), hood),
        _arms(arm),
        cloth(
            body,
            fold((122, 172), (110, 270), width=20),
            fold((198, 172), (208, 270), width=20),
            fold((130, 110), (138, 160), width=10),
        ),
    ]
    parts += [cloth(storm), buttons(160, (122, 262), count=6, color=STEEL, radius=3)]
    parts += [cloth(piece) for base in (low, lid, high) for piece in (base, mirrored(base))]
    parts += [buttons(x, (216, 216), count=1, color=STEEL, radius=2.6) for x in (128, 192)]
    parts += [
        seam("M109,168 Q130,173 151,172", look, width=2),
        seam("M169,172 Q190,173 211,168", look, width=2),
    ]
    parts += [
        cloth(hood, fold((124, 50), (122, 92), width=14)),
        path(gap, stroke=fur, stroke_width=15, stroke_linejoin="round"),
        tuft,
        path(gap, look.inside),
    ]
    parts += [
        path(f"M{x},172 q{d},14 {d * 1.3:g},26", stroke="#f4f2ea", stroke_width=2.4, stroke_linecap="round")
        for x, d in ((147, -4), (173, 4))
    ]
    return "".join(parts)


def jacket(look: Look) -> str:
    """A jacket: bomber, biker, blazer or trucker."""
    return {"bomber": _bomber, "biker": _biker, "blazer": _blazer, "trucker": _trucker}[look.cut](look)


def _sleeve(*, wide: float = 0, length: float = 228) -> str:
    """The left sleeve of a jacket."""
    return (
        f"M99,70 C82,76 74,94 68,120 C{60 - wide},160 {54 - wide},200 {52 - wide},{length - 6} "
        f"Q{66 - wide / 2:g},{length + 5} 84,{length} C92,196 98,170 106,140 C106,112 104,90 99,70Z"
    )


def _ribs(outline: str, look: Look) -> str:
    lines = "".join(
        path(f"M{x},30 V300", stroke="#05060c", stroke_width=1.7, stroke_opacity=0.2)
        for x in range(40, 284, 5)
    )
    return cloth(outline, lines, fill=darker(look.color, 0.22) if look.color != "#212226" else "#2f3138")


def _zip(data: str) -> str:
    return path(data, stroke="#70757e", stroke_width=5) + path(
        data, stroke=STEEL, stroke_width=3.4, stroke_dasharray="1.6 1.6"
    )


def _bomber(look: Look) -> str:
    left = "M132,62 L98,72 C94,92 104,116 103,140 C98,170 96,200 98,232 Q128,240 160,240 L160,78Z"
    arm = _sleeve(wide=5, length=226)
    cuff = "M48,214 Q64,228 86,221 L83,240 Q66,246 50,238Z"
    band = "M97,228 Q160,240 223,228 L220,254 Q160,266 100,254Z"
    collar = "M130,50 Q160,42 190,50 L194,70 Q178,82 160,80 Q142,82 126,70Z"
    pocket = "M118,176 L110,206"
    parts = [
        cast(left, mirrored(left), arm, mirrored(arm), band),
        cloth(
            arm,
            fold((92, 96), (66, 210), width=18),
            fold((84, 120), (64, 190), width=12, lit=True),
            fill="url(#fabric-l)",
        ),
        cloth(mirrored(arm), fold((228, 96), (254, 210), width=18), fill="url(#fabric-r)"),
    ]
    parts += [
        cloth(left, fold((118, 130), (112, 236), width=18), fold((140, 120), (144, 236), width=14, lit=True)),
        cloth(mirrored(left), fold((200, 120), (206, 236), width=18)),
    ]
    parts += [
        _ribs(cuff, look),
        _ribs(mirrored(cuff), look),
        _ribs(band, look),
        _ribs(collar, look),
        path("M134,52 Q160,45 186,52 Q160,60 134,52Z", look.inside),
    ]
    parts += [_zip("M160,62 L160,262"), path("M157,74 h6 v10 l-3 5 l-3 -5z", STEEL, stroke="#565b64")]
    for line in (pocket, mirrored(pocket)):
        parts += [path(line, stroke=look.dark, stroke_width=7, stroke_linecap="round"), seam(line, look)]
    parts.append(_zip("M60,132 L58,154").replace('stroke-width="5"', 'stroke-width="4"'))
    return "".join(parts)


def _biker(look: Look) -> str:
    left = "M128,60 L98,72 C94,92 104,116 104,140 C104,170 102,200 102,246 Q120,252 138,250 L150,130 C140,108 132,82 128,60Z"
    right = (
        "M192,60 L222,72 C226,92 216,116 216,140 C216,170 218,200 218,246 Q178,256 132,250 L146,140 L176,96Z"
    )
    arm = _sleeve(length=236)
    lapel_l = "M130,52 C134,84 142,112 152,138 L118,118 L128,104 L106,88 C112,70 120,58 130,52Z"
    lapel_r = "M190,52 C182,88 166,120 148,146 L196,132 L190,112 L214,90 C208,70 200,58 190,52Z"
    belt = "M101,236 Q160,248 219,236 L219,254 Q160,266 101,254Z"
    parts = [
        cast(left, right, arm, mirrored(arm), belt),
        path("M128,58 Q160,68 192,58 L176,110 L150,120Z", look.inside),
    ]
    parts += [
        cloth(
            arm,
            fold((92, 96), (66, 220), width=18),
            fold((80, 120), (66, 210), width=12, lit=True),
            fill="url(#fabric-l)",
        ),
        cloth(mirrored(arm), fold((228, 96), (252, 220), width=18), fill="url(#fabric-r)"),
    ]
    parts += [
        cloth(left, fold((118, 140), (114, 246), width=14)),
        cloth(
            right, fold((196, 140), (200, 246), width=18), fold((170, 150), (166, 246), width=14, lit=True)
        ),
    ]
    parts += [
        _zip("M147,146 L136,244"),
        cloth(lapel_l, fill="url(#fabric-r)"),
        cloth(lapel_r, fill="url(#fabric-l)"),
    ]
    parts += [_zip("M168,196 L204,184"), _zip("M110,196 L126,190"), _zip("M188,156 L208,148"), cloth(belt)]
    parts += [
        path("M150,239 h18 v20 h-18z", stroke=STEEL, stroke_width=3.4),
        path("M159,240 v18", stroke=STEEL, stroke_width=2.4),
    ]
    parts += [
        button(x, y, STEEL, radius=2.6)
        for x, y in ((114, 90), (205, 92), (124, 116), (190, 128), (112, 247), (208, 247))
    ]
    parts += [_zip("M58,216 L64,236"), _zip("M262,216 L256,236")]
    return "".join(parts)


def _blazer(look: Look) -> str:
    left = "M130,52 L98,66 C94,90 104,114 105,138 C108,160 110,170 109,182 C104,210 98,240 96,266 Q124,276 150,262 Q160,250 163,232 L163,160 C150,124 138,86 130,52Z"
    right = "M190,52 L222,66 C226,90 216,114 215,138 C212,160 210,170 211,182 C216,210 222,240 224,266 Q196,276 172,264 Q158,248 155,232 L157,160 C170,124 182,86 190,52Z"
    arm = _sleeve(length=240)
    lapel_l = "M132,48 C140,88 150,124 162,158 L128,120 L138,108 L114,92 C116,72 122,56 132,48Z"
    horn = "#4a3424" if look.color not in ("#7b4a2a", "#212226", "#1d2a57") else "#c7a76b"
    parts = [
        cast(left, right, arm, mirrored(arm)),
        path("M130,52 Q160,62 190,52 L168,150 L152,150Z", "#f4f1ea"),
        path("M130,52 Q160,62 190,52 L184,70 Q160,80 136,70Z", look.inside),
    ]
    parts += [
        cloth(arm, fold((92, 96), (66, 226), width=18), fill="url(#fabric-l)"),
        cloth(mirrored(arm), fold((228, 96), (254, 226), width=18), fill="url(#fabric-r)"),
    ]
    parts += [
        cloth(left, fold((122, 150), (112, 264), width=16)),
        cloth(
            right, fold((196, 150), (204, 264), width=18), fold((176, 170), (180, 264), width=14, lit=True)
        ),
    ]
    parts += [
        cloth(lapel_l, fill="url(#fabric-r)"),
        cloth(mirrored(lapel_l), fill="url(#fabric-l)"),
        buttons(160, (172, 202), count=2, color=horn, radius=4.6),
    ]
    pocket = "M108,200 L136,202 L135,213 L107,211Z"
    parts += [cloth(pocket), cloth(mirrored(pocket)), cloth("M182,118 L206,114 L207,122 L183,126Z")]
    parts += [
        path(
            "M186,115 L190,102 L196,110 L202,100 L204,113Z",
            "#f7f6f2" if look.color != "#f7f6f2" else "#2460d0",
            stroke="#10131f",
            stroke_opacity=0.3,
        )
    ]
    parts += [button(x, 230 - 8 * n, horn, radius=2) for n in range(3) for x in (80, 240)]
    return "".join(parts)


def _trucker(look: Look) -> str:
    thread = "#e0a24a" if look.material == "denim" else lighter(look.color, 0.45)
    left = "M130,60 L98,72 C94,92 104,116 104,140 C102,170 102,200 106,238 Q132,244 160,244 L160,80Z"
    arm = _sleeve(length=232)
    cuff = "M50,218 Q66,232 87,226 L84,240 Q66,246 51,237Z"
    band = "M105,234 Q160,246 215,234 L214,252 Q160,264 106,252Z"
    collar = "M128,54 C134,68 146,80 159,86 L140,104 C128,96 120,80 116,64Z"
    pocket = "M112,116 L148,116 L148,132 L130,142 L112,132Z"
    parts = [
        cast(left, mirrored(left), arm, mirrored(arm), band),
        cloth(arm, fold((92, 96), (66, 220), width=18), fill="url(#fabric-l)"),
        cloth(mirrored(arm), fold((228, 96), (252, 220), width=18), fill="url(#fabric-r)"),
    ]
    parts += [
        cloth(left, fold((116, 150), (116, 236), width=14)),
        cloth(mirrored(left), fold((202, 150), (204, 236), width=14)),
    ]
    for line in ("M114,138 L126,236", "M146,138 L140,238", "M100,108 L160,112"):
        for side in (line, mirrored(line)):
            parts += [seam(side, look), stitch(side, thread, width=1.1)]
    parts += [
        cloth("M153,84 L167,84 L167,244 L153,244Z"),
        stitch("M155.500,90 L155.500,242", thread, width=1),
    ]
    parts += [cloth(piece) for piece in (pocket, mirrored(pocket), cuff, mirrored(cuff), band)]
    parts += [
        stitch("M114,118 L114,131 L130,139 L146,131 L146,118", thread, width=1),
        stitch(mirrored("M114,118 L114,131 L130,139 L146,131 L146,118"), thread, width=1),
    ]
    parts += [
        path("M128,54 Q160,44 192,54 L160,92Z", look.inside),
        cloth("M128,54 Q160,44 192,54 L188,64 Q160,56 132,64Z"),
        cloth(collar, fill="url(#fabric-r)"),
        cloth(mirrored(collar), fill="url(#fabric-l)"),
    ]
    parts += [
        buttons(160, (104, 240), count=6, color="#d8b26a", radius=3.6),
        buttons(130, (134, 134), count=1, color="#d8b26a", radius=2.8),
        buttons(190, (134, 134), count=1, color="#d8b26a", radius=2.8),
    ]
    return "".join(parts)
