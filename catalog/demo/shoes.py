"""Cutters for shoes and boots."""

from __future__ import annotations

from tastemaker.catalog.demo.cloth import Look, clipped, cloth, fold, seam, stitch
from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, mix, path
from tastemaker.catalog.demo.pair import gleam, gloss, laces, pair

__all__ = ["boots", "shoes"]


def shoes(look: Look) -> str:
    """Shoes: oxford, penny loafer, pump or ballet flat."""
    return {"oxford": _oxford, "loafer": _loafer, "pump": _pump, "ballet flat": _flat}[look.cut](look)


def _oxford(look: Look) -> str:
    upper = "M52,172 C50,196 50,220 54,240 L262,242 C270,224 256,208 232,202 C204,196 184,184 166,162 C150,164 136,158 128,152 C108,166 76,168 52,172Z"
    quarter = "M52,172 C50,196 50,220 54,240 L150,240 C146,214 152,190 166,162 C150,164 136,158 128,152 C108,166 76,168 52,172Z"
    cap = "M214,198 C206,212 204,228 206,242 L262,242 C270,224 256,208 232,202 Z"
    sole = "M50,238 L266,240 C270,246 268,252 262,254 L112,254 L110,250 L98,250 L96,268 L52,268Z"
    tongue = "M126,152 C132,140 152,140 170,164 L188,184 L160,190Z"
    parts = [
        cloth(sole, fill=darker(look.color, 0.55) if look.color != "#212226" else "#3a2a20"),
        cloth(tongue, fill=look.dark),
        cloth(upper),
    ]
    parts += [
        cloth(quarter, fold((80, 176), (84, 240), width=16)),
        cloth(cap),
        seam("M150,240 C146,214 152,190 166,162", look, width=1.6),
        stitch("M146,238 C142,214 148,192 160,166", lighter(look.color, 0.45), width=1.1),
        stitch("M210,200 C202,214 200,228 202,240", lighter(look.color, 0.45), width=1.1),
    ]
    lace = darker(look.color, 0.6) if look.color not in ("#212226", "#1d2a57") else "#e8e2d4"
    parts.append(laces(((138, 160), (160, 154), (148, 172), (171, 166), (158, 184), (182, 177)), lace))
    parts += [
        gleam(236, 212, 16, 4.5, turn=18, strength=gloss(look)),
        gleam(84, 192, 7, 18, turn=4, strength=gloss(look) * 0.5),
    ]
    return pair("".join(parts))


def _loafer(look: Look) -> str:
    upper = "M54,180 C50,204 50,224 54,240 L264,242 C274,222 256,208 226,203 C202,199 186,188 172,174 C150,192 100,196 54,180Z"
    opening = "M54,180 C84,170 140,166 172,174 C150,194 100,198 54,180Z"
    vamp = "M166,182 C178,196 198,205 224,207 C244,210 254,220 254,231 C232,215 204,218 180,209 C164,202 158,190 166,182Z"
    strap = "M140,188 L166,180 C176,192 188,200 198,204 C188,214 182,226 180,241 L150,241 C150,218 146,202 140,188Z"
    slot = "M160,210 L176,206 L173,217 L162,220Z"
    sole = "M50,238 L268,240 C272,247 268,252 262,253 L106,253 L104,250 L96,250 L94,264 L52,264Z"
    counter = "M54,180 C50,204 50,224 54,240 L92,240 C94,220 84,200 54,180Z"
    pale = lighter(look.color, 0.4)
    return pair(
        cloth(sole, fill="#4a2f1c" if look.color != "#7b4a2a" else "#2c1c12")
        + path(opening, look.inside)
        + cloth(upper, fold((110, 194), (104, 240), width=18))
        + cloth(counter)
        + cloth(vamp)
        + stitch("M170,188 C182,200 200,208 224,210 C240,213 249,221 250,228", pale, width=1.4)
        + cloth(strap)
        + stitch("M145,190 C150,204 154,218 154,240", pale, width=1)
        + path(slot, look.inside)
        + gleam(236, 214, 13, 3, turn=14, strength=gloss(look))
    )


def _pump(look: Look) -> str:
    upper = "M60,134 C54,150 52,164 56,178 C74,186 96,198 118,214 C146,232 186,244 250,246 C276,246 290,240 284,234 C258,226 236,214 218,198 C196,206 166,204 142,186 C120,168 100,148 78,136 C72,132 64,130 60,134Z"
    inner = "M78,136 C100,148 120,168 142,186 C166,204 196,206 218,198 C204,186 172,184 146,168 C122,152 100,136 78,136Z"
    heel = "M56,178 C60,200 62,230 60,262 L70,262 C74,236 84,212 104,204 C92,194 74,184 56,178Z"
    sole = "M104,204 C120,218 146,238 190,248 L252,252 C276,252 290,246 285,238 L250,246 C186,244 146,232 118,214Z"
    parts = [
        cloth(heel, fill=darker(look.color, 0.3)),
        cloth(heel),
        cloth(sole, fill="#c9a678"),
        cloth(upper),
        path(inner, mix(look.inside, "#d8b48a", share=0.45)),
        seam("M78,136 C100,148 120,168 142,186 C166,204 196,206 218,198", look, width=1.4),
    ]
    parts += [
        gleam(232, 222, 22, 4, turn=24, strength=gloss(look)),
        gleam(70, 158, 4, 14, turn=-10, strength=gloss(look) * 0.7),
    ]
    return pair("".join(parts), lift=18, shift=26)


def _flat(look: Look) -> str:
    upper = "M54,196 C50,214 50,230 56,244 L262,246 C276,236 266,218 238,210 C214,204 200,206 186,208 C150,226 96,222 72,192 C66,188 58,190 54,196Z"
    inner = "M72,192 C96,222 150,226 186,208 C158,212 118,208 92,190 C84,186 76,188 72,192Z"
    sole = "M54,242 L266,244 C270,250 264,254 256,254 L62,254 C56,252 54,248 54,242Z"
    left, right = (
        "M206,206 C194,192 180,194 182,206 C182,216 196,216 206,208Z",
        "M206,206 C216,192 232,192 232,204 C232,214 218,216 206,208Z",
    )
    parts = [
        cloth(sole, fill="#8a6a4c"),
        cloth(upper),
        path(inner, mix(look.inside, "#e2c7a4", share=0.5)),
        path("M72,192 C96,222 150,226 186,208", stroke=look.dark, stroke_width=3),
        stitch("M60,236 L250,238", lighter(look.color, 0.4), width=1),
    ]
    parts += [
        gleam(240, 222, 14, 4, turn=16, strength=gloss(look)),
        cloth(left),
        cloth(right),
        ellipse((206, 207), (5, 5), look.dark),
    ]
    return pair("".join(parts), lift=26)


def boots(look: Look) -> str:
    """Boots: chelsea, knee-high or hiking."""
    return {"chelsea": _chelsea, "knee-high": _knee_high, "hiking": _hiking}[look.cut](look)


def _chelsea(look: Look) -> str:
    upper = "M74,98 C78,140 66,180 62,204 C58,222 58,236 60,246 L264,248 C272,230 258,214 232,208 C204,200 184,186 176,166 C168,140 168,118 168,98 Q120,106 74,98Z"
    elastic = "M104,102 L142,102 C142,140 150,170 146,196 C132,204 116,200 108,192 C112,160 106,130 104,102Z"
    lines = "".join(
        path(f"M{x},96 q6,50 4,106", stroke="#05060c", stroke_opacity=0.5, stroke_width=1.4)
        for x in range(104, 150, 4)
    )
    sole = "M58,244 L268,246 C272,252 270,258 264,260 L120,260 L118,256 L104,256 L102,272 L60,272Z"
    rim = "M74,98 Q120,88 168,98 Q120,107 74,98Z"
    tab = "M80,100 C70,86 76,74 86,76 C94,78 92,90 90,100Z"
    parts = [
        cloth(sole, fill="#33251b" if look.color != "#7b4a2a" else "#1f1712"),
        cloth(tab),
        path(rim, look.inside),
        cloth(upper, fold((170, 150), (166, 246), width=18), fold((84, 130), (74, 244), width=18)),
    ]
    parts += [
        clipped(
            elastic, path(elastic, darker(look.color, 0.45) if look.color != "#212226" else "#3b3d44"), lines
        ),
        seam("M146,196 C176,206 190,224 192,246", look, width=1.6),
    ]
    parts += [
        gleam(238, 218, 16, 4.5, turn=18, strength=gloss(look)),
        gleam(158, 130, 4, 22, turn=2, strength=gloss(look) * 0.6),
    ]
    return pair("".join(parts), floor=266, zoom=0.98)


def _knee_high(look: Look) -> str:
    upper = "M86,36 C88,90 92,140 84,180 C78,204 74,222 76,238 C100,240 112,232 128,238 C160,248 200,252 244,252 C252,238 240,224 216,218 C190,212 174,198 168,178 C164,140 170,90 172,36 Q130,44 86,36Z"
    heel = "M76,234 L74,272 L112,272 L116,236Z"
    sole = "M112,236 C140,246 190,254 246,250 L246,258 C196,262 140,258 114,248Z"
    rim = "M86,36 Q130,26 172,36 Q130,46 86,36Z"
    parts = [
        cloth(heel, fill=darker(look.color, 0.4) if look.color != "#212226" else "#2e2f35"),
        cloth(sole, fill="#33251b"),
        path(rim, look.inside),
    ]
    parts += [
        cloth(
            upper,
            fold((160, 120), (150, 240), width=16),
            fold((110, 60), (98, 232), width=14),
            fold((142, 50), (136, 190), width=16, lit=True),
            fold((96, 176), (150, 190), width=8),
            fold((98, 190), (146, 204), width=7),
        )
    ]
    parts += [
        path("M93,46 C96,100 98,150 91,190", stroke="#cfd3d9", stroke_width=2.2, stroke_dasharray="2 1.6"),
        seam("M87,50 Q130,58 172,50", look, width=1.8),
        gleam(216, 228, 14, 4, turn=16, strength=gloss(look)),
        gleam(150, 90, 4.5, 34, turn=1, strength=gloss(look) * 0.6),
    ]
    return pair("".join(parts), floor=266, lift=14, shift=50, zoom=0.98)


def _hiking(look: Look) -> str:
    upper = "M70,112 C76,146 66,180 60,202 C56,220 56,234 58,244 L264,246 C274,226 258,208 232,202 C208,196 188,184 178,160 C172,140 168,128 162,112 Q116,122 70,112Z"
    collar = "M66,96 Q116,88 164,98 C170,106 168,116 162,120 Q116,130 70,120 C62,112 62,102 66,96Z"
    guard = "M222,200 C210,216 208,232 210,248 L266,248 C274,228 258,206 232,202Z"
    heelcup = "M62,198 C56,216 56,232 58,246 L112,246 C112,222 96,204 62,198Z"
    sole = "M54,242 L270,244 L272,258 L262,258 L260,268 L248,268 L246,260 L232,260 L230,268 L216,268 L214,260 L200,260 L198,268 L184,268 L182,260 L166,260 L164,268 L124,266 L112,262 L110,272 L96,272 L94,264 L82,264 L80,272 L58,272Z"
    tongue = "M128,98 C136,76 162,78 168,100 L190,176 L160,182Z"
    dark = darker(look.color, 0.45) if look.color != "#212226" else "#43454d"
    parts = [
        cloth(sole, fill="#2b2723"),
        cloth(tongue, fill=look.trim),
        cloth(upper, fold((90, 130), (80, 240), width=18), fold((180, 180), (170, 244), width=18)),
        cloth(guard, fill=dark),
        cloth(heelcup, fill=dark),
        cloth(collar, fill=dark),
        path("M66,97 Q116,89 164,99 Q116,106 66,97Z", look.inside),
    ]
    parts += [
        stitch("M112,244 C112,220 120,196 150,188", lighter(look.color, 0.5)),
        stitch("M204,244 C202,228 206,212 216,200", lighter(look.color, 0.5)),
    ]
    points = (
        (138, 124),
        (164, 120),
        (142, 140),
        (168, 136),
        (148, 156),
        (174, 152),
        (156, 172),
        (182, 167),
        (168, 186),
        (194, 180),
    )
    parts += [laces(points, "#e9b44c" if look.color != "#f7c928" else "#c0392b")]
    parts += [ellipse(point, (3, 3), "#c7ccd3", stroke="#3a3d45") for point in points[::2]]
    return pair("".join(parts), floor=268, zoom=0.98)
