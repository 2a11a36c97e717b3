"""Cutters for sneakers and sandals."""

from __future__ import annotations

from tastemaker.catalog.demo.cloth import Look, cloth, fold, seam, stitch
from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, path
from tastemaker.catalog.demo.pair import RUBBER, gleam, laces, pair

__all__ = ["sandals", "sneakers"]


def sneakers(look: Look) -> str:
    """Sneakers: low-top, high-top or running shoes."""
    return {"low": _low, "high-top": _high_top, "running": _running}[look.cut](look)


def _second(look: Look) -> str:
    """What goes with the upper: white on color, color on white."""
    return "#f4f2ec" if look.color not in ("#f7f6f2", "#dcc6a0") else "#2f8f4e"


def _low(look: Look) -> str:
    upper = "M56,166 C48,190 50,220 54,236 L264,236 C272,220 258,206 234,200 C208,194 190,182 174,158 C160,168 142,164 130,150 C108,172 78,174 56,166Z"
    toe = "M226,198 C210,206 206,222 208,236 L264,236 C272,220 258,206 234,200Z"
    heel = "M56,166 C50,182 49,198 50,212 C66,212 82,206 86,194 C86,182 72,172 56,166Z"
    eyestay = "M130,150 C142,164 160,168 174,158 L206,194 C196,204 182,206 172,200 C150,188 136,170 130,150Z"
    tongue = "M132,152 C136,132 156,130 168,142 L188,172 L160,182Z"
    sole = "M48,232 L268,232 C274,244 272,256 264,258 L56,258 C48,256 46,244 48,232Z"
    other = _second(look)
    parts = [
        cloth(tongue, fill=look.trim),
        cloth(upper, fold((96, 176), (92, 234), width=16)),
        cloth(toe),
        cloth(heel, fill=other),
        cloth(eyestay),
        seam("M172,200 C150,212 138,224 134,236", look, width=1.4),
        stitch("M176,204 C156,214 144,226 140,236", lighter(look.color, 0.5), width=1),
    ]
    parts += [
        cloth(sole, fill=RUBBER),
        path("M49,247 L269,247", stroke="#c9c5ba", stroke_width=1.6),
        laces(
            ((144, 164), (166, 154), (154, 176), (177, 166), (164, 188), (188, 177), (176, 198), (200, 188)),
            "#ffffff" if look.color != "#f7f6f2" else "#e3e0d6",
        ),
    ]
    parts += [
        path("M96,236 C104,214 116,204 130,198 L140,210 C128,216 118,224 114,236Z", other, fill_opacity=0.92),
        "".join(ellipse((x, 218), (1.6, 1.6), "#10131f", fill_opacity=0.3) for x in (226, 236, 246)),
    ]
    return pair("".join(parts))


def _high_top(look: Look) -> str:
    upper = "M72,84 C76,130 64,170 58,196 C52,214 52,230 54,242 L230,242 C226,222 216,206 200,190 C180,170 172,130 170,84 Q120,92 72,84Z"
    toe = "M196,208 C216,204 262,210 266,242 L196,242 C190,230 190,218 196,208Z"
    tongue = "M132,84 C136,62 168,62 172,84 L206,190 L176,196Z"
    sole = "M48,238 L272,238 C276,248 276,258 268,262 L56,262 C48,260 46,248 48,238Z"
    rim = "M72,84 Q120,74 170,84 Q120,94 72,84Z"
    patch = "#f4f2ec" if look.color != "#f7f6f2" else "#d0202e"
    parts = [
        cloth(tongue, fill=look.trim),
        path(rim, look.inside),
        cloth(upper, fold((92, 110), (76, 240), width=18), fold((116, 120), (108, 240), width=14, lit=True)),
        seam("M150,86 C152,140 164,184 196,214", look, width=1.5),
        stitch("M146,88 C148,142 160,188 192,220", lighter(look.color, 0.5), width=1),
    ]
    parts += [
        cloth(toe, fill=RUBBER),
        cloth(sole, fill=RUBBER),
        path(
            "M48,246 L272,246", stroke=look.color if look.color != "#f7f6f2" else "#d0202e", stroke_width=3.6
        ),
        path("M50,256 L270,256", stroke="#c9c5ba", stroke_width=1.2),
    ]
    points = (
        (154, 98),
        (174, 94),
        (156, 116),
        (176, 112),
        (159, 134),
        (180, 130),
        (164, 152),
        (185, 147),
        (171, 170),
        (191, 164),
        (180, 188),
        (200, 181),
    )
    parts += [
        laces(points, "#ffffff" if look.color != "#f7f6f2" else "#dedbd2"),
        ellipse((110, 132), (19, 19), patch, stroke="#10131f", stroke_opacity=0.25),
        path(
            "M110,119 l3.800,8.600 9.200,.9 -7,6.200 2.100,9 -8.100,-4.700 -8.100,4.700 2.100,-9 -7,-6.200 9.200,-.9z",
            look.color if look.color != "#f7f6f2" else "#ffffff",
        ),
    ]
    return pair("".join(parts), floor=266)


def _running(look: Look) -> str:
    upper = "M58,150 C46,158 48,200 56,226 L258,226 C268,214 256,200 236,192 C212,184 196,172 182,150 C168,160 150,156 138,138 C122,158 86,168 76,152 C70,146 64,146 58,150Z"
    foam = "M44,218 C60,208 90,226 130,220 C180,212 230,224 270,216 C280,226 276,244 262,248 L74,260 C52,258 38,240 44,218Z"
    tread = "M74,256 L262,245 C258,256 246,262 232,262 L90,266 C82,264 76,260 74,256Z"
    tongue = "M138,140 C140,120 164,116 174,132 L196,166 L168,176Z"
    heel = "M58,150 C48,160 48,186 52,206 C72,208 88,196 86,180 C84,164 76,152 76,152 C70,146 64,146 58,150Z"
    wave = "M92,214 C104,184 128,178 146,190 C160,200 176,204 200,196 C182,216 158,216 142,206 C126,196 108,200 100,216Z"
    other = _second(look)
    mesh = "".join(
        ellipse((x, y), (1.3, 1.3), "#05060c", fill_opacity=0.2)
        for x in range(60, 262, 7)
        for y in range(156, 224, 7)
    )
    parts = [
        cloth(tongue, fill=look.trim),
        cloth(upper, mesh, fold((98, 168), (94, 226), width=16)),
        cloth(heel, fill=look.dark),
        cloth(foam, fill=lighter(other, 0.1)),
        cloth(tread, fill=look.dark),
        path("M52,236 C110,244 190,240 264,232", stroke=look.color, stroke_width=3, stroke_opacity=0.75),
        path(wave, other, stroke="#10131f", stroke_opacity=0.15),
    ]
    parts += [
        laces(
            ((150, 152), (172, 142), (160, 164), (182, 154), (170, 176), (194, 164), (184, 186), (206, 174)),
            other,
        )
    ]
    return pair("".join(parts), floor=260)


def sandals(look: Look) -> str:
    """Sandals: strappy, slides or espadrille wedges."""
    return {"strappy": _strappy, "slide": _slide, "espadrille": _espadrille}[look.cut](look)


def _band(data: str, color: str, *, width: float = 13) -> str:
    return (
        path(data, stroke="#10131f", stroke_width=width + 2, stroke_opacity=0.25, stroke_linecap="round")
        + path(data, stroke=color, stroke_width=width, stroke_linecap="round")
        + path(data, stroke="#ffffff", stroke_width=width * 0.3, stroke_opacity=0.28, stroke_linecap="round")
    )


def _strappy(look: Look) -> str:
    bed = "M50,232 C60,224 90,228 130,234 C180,240 230,236 264,228 C278,230 276,242 264,246 C210,254 110,254 60,248 C48,246 44,238 50,232Z"
    sole = "M50,240 C100,252 210,254 270,238 C274,248 268,256 258,258 L64,258 C52,254 48,248 50,240Z"
    parts = [
        _band("M62,232 C58,206 60,180 76,164 C96,156 120,162 134,172", look.dark, width=9),
        cloth(sole, fill="#7a5637"),
        cloth(bed, fill="#c99a66"),
    ]
    parts += [
        _band("M60,232 C60,206 64,186 78,174 C98,184 118,186 138,172", look.color, width=10),
        _band("M112,238 C120,206 138,190 136,174", look.color, width=10),
    ]
    parts += [
        _band("M150,240 C168,208 196,196 226,236", look.color, width=14),
        _band("M182,240 C196,210 224,204 248,232", look.color, width=14),
    ]
    parts += [
        path("M84,168 h14 v14 h-14z", stroke="#d9b25f", stroke_width=2.6),
        path("M91,168 v14", stroke="#d9b25f", stroke_width=1.8),
    ]
    return pair("".join(parts), floor=262, lift=62, shift=36)


def _slide(look: Look) -> str:
    bed = "M48,226 C60,214 100,222 140,228 C190,234 236,226 264,220 C280,222 280,238 266,242 C210,250 110,250 58,244 C44,240 42,232 48,226Z"
    sole = "M46,234 C100,250 220,250 274,230 C278,246 272,258 260,260 L62,260 C50,256 44,246 46,234Z"
    strap = "M128,240 C132,200 160,176 196,182 C228,188 248,208 250,236 C244,242 236,244 228,244 C200,250 160,250 128,240Z"
    inner = "M148,228 C154,204 172,194 192,196 C214,200 228,212 232,228 C206,234 174,234 148,228Z"
    parts = [
        cloth(sole, fill=darker(look.color, 0.2)),
        cloth(bed, fill=look.dark),
        path(inner, look.inside),
        cloth(strap),
        stitch(
            "M136,236 C140,204 162,184 196,189 C224,195 240,212 242,234", lighter(look.color, 0.5), width=1.3
        ),
    ]
    parts += [
        path(
            "M66,232 C80,226 100,230 116,233",
            stroke="#ffffff",
            stroke_opacity=0.3,
            stroke_width=3,
            stroke_linecap="round",
        ),
        gleam(190, 192, 26, 4, turn=6, strength=0.25),
    ]
    return pair("".join(parts), floor=260, lift=30)


def _espadrille(look: Look) -> str:
    wedge = "M52,190 C70,196 100,212 140,226 C190,238 240,234 268,226 C276,238 268,250 256,254 L70,262 C54,262 50,220 52,190Z"
    ropes = "".join(
        path(
            f"M46,{y} C110,{y + 14} 200,{y + 16} 280,{y - 2}",
            stroke="#8d6a3c",
            stroke_width=1.8,
            stroke_opacity=0.7,
        )
        for y in range(188, 268, 8)
    )
    twist = "".join(
        path(f"M{x},186 l-7,80", stroke="#8d6a3c", stroke_width=1, stroke_opacity=0.45)
        for x in range(50, 290, 8)
    )
    vamp = "M142,226 C146,196 176,180 210,190 C240,198 268,212 268,228 C236,238 186,240 142,226Z"
    heelcup = "M52,192 C46,168 54,150 70,146 C84,158 96,186 104,212 C86,206 66,198 52,192Z"
    parts = [
        cloth(wedge, ropes, twist, fill="#d6b27a"),
        _band("M66,150 C84,128 122,122 142,138", look.dark, width=6),
        cloth(heelcup),
        cloth(vamp),
        _band("M70,150 C92,162 124,160 142,140", look.color, width=7),
    ]
    parts += [
        _band("M142,140 C150,128 164,124 168,132 C166,142 152,144 142,140", look.color, width=5),
        _band("M142,140 C150,152 154,162 152,176", look.color, width=5),
        stitch("M148,224 C154,198 178,188 208,196", lighter(look.color, 0.5)),
    ]
    return pair("".join(parts), floor=262, lift=26)
