"""Cutters for hats, bags, scarves, sunglasses and socks."""

from __future__ import annotations

from tastemaker.catalog.demo.cloth import Look, cast, clipped, cloth, fold, mirrored, seam, stitch, symmetric
from tastemaker.catalog.demo.drawing import darker, ellipse, lighter, linear, mix, path, soft_shadow

__all__ = ["bag", "hat", "scarf", "socks", "sunglasses"]

GOLD = "#d9b25f"


def _ribbon(look: Look) -> str:
    """A band color that shows on the hat."""
    return "#2b2f3a" if sum(int(look.color[n : n + 2], 16) for n in (1, 3, 5)) > 300 else "#e6d3ae"


def hat(look: Look) -> str:
    """A hat: sun hat, beanie, baseball cap or fedora."""
    return {"sun hat": _sun_hat, "beanie": _beanie, "cap": _cap, "fedora": _fedora}[look.cut](look)


def _sun_hat(look: Look) -> str:
    brim = "M22,208 C30,176 90,164 160,164 C230,164 290,176 298,208 C290,236 232,246 160,246 C88,246 30,236 22,208Z"
    under = "M22,208 C60,232 110,238 160,238 C210,238 260,232 298,208 C290,238 232,248 160,248 C88,248 30,238 22,208Z"
    crown = "M96,192 C92,136 112,92 160,90 C208,92 228,136 224,192 Q160,214 96,192Z"
    band = "M95,178 Q160,202 225,178 L225,196 Q160,220 95,196Z"
    tail = "M206,196 C222,206 230,224 236,242 L248,232 C244,214 232,198 218,190Z"
    rings = "".join(
        ellipse(
            (160, 200),
            (70 + n * 14, 20 + n * 6),
            "none",
            stroke="#05060c",
            stroke_opacity=0.14,
            stroke_width=1.3,
        )
        for n in range(6)
    )
    arcs = "".join(
        path(f"M92,{y} Q160,{y + 20} 228,{y}", stroke="#05060c", stroke_opacity=0.13, stroke_width=1.3)
        for y in range(96, 180, 8)
    )
    ground = soft_shadow((164, 250), (146, 18), opacity=0.42)
    ribbon = _ribbon(look)
    return (
        ground
        + cloth(brim, rings)
        + path(under, "#10131f", fill_opacity=0.22)
        + cloth(crown, arcs, fold((130, 110), (118, 190), width=16))
        + cloth(band, fill=ribbon)
        + cloth(tail, fill=ribbon)
    )


def _beanie(look: Look) -> str:
    dome = "M78,196 C72,128 100,78 160,76 C220,78 248,128 242,196 Q160,214 78,196Z"
    cuff = "M72,184 Q160,206 248,184 C254,200 254,222 248,238 Q160,260 72,238 C66,222 66,200 72,184Z"
    ribs = "".join(
        path(
            f"M{160 + n * 11},70 Q{160 + n * 15},130 {160 + n * 12.5:g},200",
            stroke="#05060c",
            stroke_opacity=0.16,
            stroke_width=2,
        )
        for n in range(-8, 9)
    )
    low = "".join(
        path(f"M{x},180 L{x},262", stroke="#05060c", stroke_opacity=0.2, stroke_width=2.2)
        for x in range(68, 256, 8)
    )
    fluff = [
        (160, 58, 24),
        (142, 52, 14),
        (178, 52, 14),
        (150, 42, 14),
        (170, 42, 14),
        (144, 66, 13),
        (176, 66, 13),
    ]
    pale = look.accent if look.pattern != "plain" else lighter(look.color, 0.5)
    bobble = "".join(ellipse((x, y), (r, r), pale) for x, y, r in fluff) + "".join(
        path(f"M160,56 l{a},{b}", stroke="#10131f", stroke_opacity=0.14, stroke_width=1.6)
        for a, b in (
            (-26, -8),
            (-18, -20),
            (0, -28),
            (18, -20),
            (26, -8),
            (-24, 10),
            (24, 10),
            (-10, 18),
            (10, 18),
        )
    )
    return (
        cast(dome, cuff)
        + bobble
        + cloth(dome, ribs, fold((110, 110), (100, 190), width=16))
        + cloth(cuff, low, fill=look.trim)
    )


def _cap(look: Look) -> str:
    dome = "M62,196 C58,128 96,82 156,82 C216,82 246,130 244,192 Q150,178 62,196Z"
    peak = "M120,186 C170,176 216,180 244,190 C272,196 300,212 302,226 C296,238 270,234 244,228 C206,216 160,212 118,212 C110,204 112,192 120,186Z"
    edge = "M118,212 C160,212 206,216 244,228 C270,234 296,238 302,226 C300,244 272,246 242,238 C204,228 160,222 122,220Z"
    ground = soft_shadow((180, 246), (126, 16), opacity=0.4)
    panels = (
        seam("M156,82 C150,116 148,150 150,182", look)
        + seam("M156,82 C112,104 96,150 94,190", look)
        + seam("M156,82 C196,104 208,150 208,183", look)
    )
    stitches = "".join(
        stitch(
            f"M{130 + n * 4},{190 + n * 4} C170,{182 + n * 6} 220,{188 + n * 6} {258 + n * 8},{206 + n * 5}",
            lighter(look.color, 0.4),
            width=1,
        )
        for n in range(3)
    )
    badge = ellipse((196, 144), (17, 17), look.accent if look.pattern != "plain" else _second(look)) + path(
        "M196,132 l3.400,8 8.600,.8 -6.500,5.700 2,8.400 -7.500,-4.400 -7.500,4.400 2,-8.400 -6.500,-5.700 8.600,-.8z",
        look.color,
    )
    top = ellipse((156, 82), (8, 4), look.dark)
    return (
        ground
        + cloth(dome, fold((110, 100), (86, 190), width=18), fold((170, 100), (176, 182), width=14, lit=True))
        + panels
        + badge
        + cloth(edge, fill=look.dark)
        + cloth(peak, stitches)
        + top
    )


def _second(look: Look) -> str:
    return "#f7f6f2" if look.color not in ("#f7f6f2", "#dcc6a0") else "#1d2a57"


def _fedora(look: Look) -> str:
    brim = "M24,204 C34,186 66,196 92,186 C130,174 190,174 228,186 C254,196 286,186 296,204 C286,238 224,244 160,244 C96,244 34,238 24,204Z"
    crown = "M94,196 C92,150 100,108 126,100 C142,94 148,108 160,108 C172,108 178,94 194,100 C220,108 228,150 226,196 Q160,220 94,196Z"
    band = "M93,172 Q160,196 227,172 L227,196 Q160,220 93,196Z"
    dent = "M128,104 C140,120 148,132 152,150 C158,132 162,120 168,112 C160,112 148,98 128,104Z"
    under = "M24,204 C60,230 110,236 160,236 C210,236 260,230 296,204 C290,240 224,247 160,247 C96,247 30,240 24,204Z"
    ribbon = _ribbon(look)
    bow = cloth("M218,178 L240,170 L240,204 L218,196 Z", fill=ribbon) + cloth(
        "M214,178 L222,178 L222,200 L214,200Z", fill=mix(ribbon, "#888888", share=0.2)
    )
    ground = soft_shadow((164, 250), (146, 18), opacity=0.42)
    return (
        ground
        + cloth(brim)
        + path(under, "#10131f", fill_opacity=0.2)
        + cloth(crown, path(dent, "#10131f", fill_opacity=0.2), fold((116, 110), (108, 190), width=14))
        + cloth(band, fill=ribbon)
        + bow
    )


def bag(look: Look) -> str:
    """A bag: tote, handbag or backpack."""
    return {"tote": _tote, "handbag": _handbag, "backpack": _backpack}[look.cut](look)


def _handle(data: str, look: Look, *, width: float = 9) -> str:
    return (
        path(data, stroke="#10131f", stroke_opacity=0.3, stroke_width=width + 2, stroke_linecap="round")
        + path(data, stroke=look.dark, stroke_width=width, stroke_linecap="round")
        + path(data, stroke="#ffffff", stroke_opacity=0.25, stroke_width=width * 0.25, stroke_linecap="round")
    )


def _tote(look: Look) -> str:
    body = "M74,134 L246,134 C250,180 254,226 256,262 Q160,274 64,262 C66,226 70,180 74,134Z"
    rim = "M74,134 Q160,126 246,134 Q160,146 74,134Z"
    ground = soft_shadow((164, 266), (122, 16), opacity=0.42)
    back = path("M116,136 C118,60 202,60 204,136", stroke=look.inside, stroke_width=9)
    front = _handle("M112,150 C112,40 208,40 208,150", look, width=10)
    tabs = "".join(
        cloth(f"M{x},138 h18 v26 h-18z", fill=look.dark)
        + stitch(f"M{x + 3},141 h12 v20 h-12 v-20", lighter(look.color, 0.6), width=1)
        for x in (103, 199)
    )
    folds = (
        fold((96, 150), (88, 266), width=20),
        fold((228, 150), (236, 266), width=20),
        fold((140, 150), (136, 266), width=18, lit=True),
    )
    return (
        ground
        + back
        + path(rim, look.inside)
        + cloth(body, *folds)
        + stitch("M76,142 Q160,152 244,142", lighter(look.color, 0.5))
        + front
        + tabs
    )


def _handbag(look: Look) -> str:
    body = "M72,152 C78,142 90,138 104,138 L216,138 C230,138 242,142 248,152 L258,246 C258,258 250,264 238,264 L82,264 C70,264 62,258 62,246Z"
    flap = "M68,150 C78,138 90,134 104,134 L216,134 C230,134 242,138 252,150 L250,182 C226,206 196,214 160,214 C124,214 94,206 70,182Z"
    handle = _handle("M110,138 C108,58 212,58 210,138", look, width=12)
    rings = "".join(ellipse((x, 138), (8, 8), "none", stroke=GOLD, stroke_width=3.4) for x in (110, 210))
    clasp = (
        path("M147,198 h26 v26 a6,6 0 0 1 -6,6 h-14 a6,6 0 0 1 -6,-6z", GOLD, stroke="#8a6a2c")
        + path("M151,202 h8 v22 h-8z", "#fff3cf", fill_opacity=0.6)
        + ellipse((160, 216), (3.4, 3.4), "#8a6a2c")
    )
    ground = soft_shadow((164, 266), (118, 16), opacity=0.42)
    thread = lighter(look.color, 0.45)
    return (
        ground
        + handle
        + cloth(body, fold((90, 200), (84, 264), width=18))
        + cloth(flap, fold((120, 140), (112, 206), width=18, lit=True))
        + stitch(
            "M74,152 L76,180 C98,200 126,208 160,208 C194,208 222,200 244,180 L246,152", thread, width=1.2
        )
        + rings
        + clasp
        + stitch("M68,246 C68,254 74,258 84,258 L236,258 C246,258 252,254 252,246", thread, width=1.2)
    )


def _backpack(look: Look) -> str:
    body = "M90,120 C90,84 122,70 160,70 C198,70 230,84 230,120 L236,242 C236,258 226,266 212,266 L108,266 C94,266 84,258 84,242Z"
    pocket = "M104,186 C104,178 110,174 118,174 L202,174 C210,174 216,178 216,186 L218,244 C218,252 212,256 204,256 L116,256 C108,256 102,252 102,244Z"
    lid = "M86,124 C88,86 120,66 160,66 C200,66 232,86 234,124 L232,146 Q160,164 88,146Z"
    side = "M84,196 C70,200 68,248 84,256Z"
    loop = _handle("M142,68 C142,46 178,46 178,68", look, width=8)
    straps = "".join(
        cloth(f"M{x},138 h12 v52 h-12z", fill=look.dark)
        + path(f"M{x - 2},172 h16 v12 h-16z", stroke=GOLD, stroke_width=2.6)
        for x in (124, 184)
    )
    ground = soft_shadow((164, 268), (104, 16), opacity=0.42)
    tag = path(
        "M148,206 h24 v16 h-24z",
        look.accent if look.pattern != "plain" else _second(look),
        stroke="#10131f",
        stroke_opacity=0.3,
    )
    zipline = path("M108,190 Q160,186 212,190", stroke="#cfd3d9", stroke_width=3, stroke_dasharray="1.6 1.6")
    return (
        ground
        + loop
        + cloth(side, fill=look.dark)
        + f'<g transform="translate(320 0) scale(-1 1)">{cloth(side, fill=look.dark)}</g>'
        + cloth(body, fold((104, 150), (96, 262), width=16))
        + cloth(pocket)
        + zipline
        + cloth(lid, fold((122, 80), (110, 150), width=16, lit=True))
        + seam("M88,142 Q160,160 232,142", look)
        + straps
        + tag
    )


def scarf(look: Look) -> str:
    """A scarf: long and looped with fringes, or a square tied as a neckerchief."""
    return _looped(look) if look.cut == "looped" else _square(look)


def _fringe(x1: float, x2: float, y: float, look: Look) -> str:
    count = int((x2 - x1) / 5)
    colors = [look.color, look.accent if look.pattern != "plain" else look.trim]
    return "".join(
        path(
            f"M{x1 + n * 5 + 2:g},{y - 3} q{(n % 3) - 1},10 {(n % 2) * 2 - 1},{20 + n % 3 * 2}",
            stroke=colors[n % 3 == 0],
            stroke_width=2.8,
            stroke_linecap="round",
        )
        for n in range(count)
    )


def _looped(look: Look) -> str:
    back = "M92,92 C96,58 224,58 228,92 C232,120 214,136 196,142 L124,142 C106,136 88,120 92,92Z"
    hole = "M118,92 C122,76 198,76 202,92 C200,104 182,110 160,110 C138,110 120,104 118,92Z"
    left = "M118,132 C110,170 100,210 96,252 L146,256 C150,214 154,176 162,140Z"
    right = "M158,140 C164,176 172,206 178,230 L226,222 C216,188 206,160 202,132Z"
    loop = "M90,94 C84,122 108,150 160,152 C212,150 236,122 230,94 C222,112 196,120 160,120 C124,120 98,112 90,94Z"
    knot = "M126,118 C144,112 178,114 190,124 C196,138 188,152 172,156 C152,160 132,154 124,144 C120,134 120,124 126,118Z"
    shadow = cast(back, left, right)
    return (
        shadow
        + cloth(back)
        + path(hole, look.inside)
        + _fringe(98, 146, 256, look)
        + f'<g transform="rotate(-8 202 228)">{_fringe(180, 226, 230, look)}</g>'
        + cloth(right, fold((180, 150), (196, 228), width=14), fill="url(#fabric-r)")
        + cloth(
            left,
            fold((134, 150), (120, 252), width=14),
            fold((148, 150), (138, 252), width=12, lit=True),
            fill="url(#fabric-l)",
        )
        + cloth(loop, fold((110, 110), (130, 150), width=14), fold((212, 108), (188, 150), width=14))
        + cloth(knot, fold((146, 116), (150, 156), width=12))
    )


def _square(look: Look) -> str:
    wrap = "M70,96 C96,84 130,78 160,78 C190,78 224,84 250,96 C246,128 206,150 160,152 C114,150 74,128 70,96Z"
    hole = "M92,98 C116,90 204,90 228,98 C214,112 190,116 160,116 C130,116 106,112 92,98Z"
    point = symmetric("M160,126 Q120,126 84,112 C102,156 128,200 160,246")
    left = "M152,140 C124,150 98,172 84,206 C104,204 120,210 132,216 C140,190 150,168 164,150Z"
    knot = "M142,132 C154,126 170,126 180,132 C184,144 180,156 170,160 C160,162 148,160 142,154 C138,146 138,138 142,132Z"
    return (
        cast(wrap, point)
        + cloth(wrap)
        + path(hole, look.inside)
        + cloth(point, fold((150, 130), (120, 200), width=14), fold((176, 130), (190, 200), width=14))
        + cloth(left, fold((140, 160), (108, 208), width=12), fill="url(#fabric-l)")
        + cloth(mirrored(left), fold((180, 160), (212, 208), width=12), fill="url(#fabric-r)")
        + cloth(knot)
    )


def sunglasses(look: Look) -> str:
    """Sunglasses: round, cat-eye or aviator, open and seen from the front."""
    lens = {
        "round": "M48,160 C48,128 70,110 98,110 C126,110 146,130 146,160 C146,190 126,208 98,208 C70,208 48,192 48,160Z",
        "cat-eye": "M36,122 C66,118 120,122 148,136 C152,172 136,204 102,206 C68,206 52,180 48,150 C44,140 38,130 36,122Z",
        "aviator": "M44,132 C60,116 124,116 144,130 C150,166 138,214 100,216 C64,214 42,172 44,132Z",
    }[look.cut]
    tint = {"round": "#3c4a42", "cat-eye": "#46353f", "aviator": "#4b4033"}[look.cut]
    glass = linear("glass", (0, darker(tint, 0.45)), (0.6, tint), (1, lighter(tint, 0.35)))
    width = 6 if look.material == "metal" else 11
    bridge = (
        "M143,150 C150,138 170,138 177,150"
        if look.cut != "aviator"
        else "M140,140 C150,134 170,134 180,140 M134,122 C150,116 170,116 186,122"
    )
    glint = path(
        "M66,128 C78,118 92,116 104,118 L72,170 C62,158 60,142 66,128Z", "#ffffff", fill_opacity=0.28
    )
    hinge = path(
        "M34,132 L46,140 M286,132 L274,140", stroke=look.dark, stroke_width=width + 2, stroke_linecap="round"
    )
    temples = path(
        "M42,132 C30,112 40,92 74,84 M278,132 C290,112 280,92 246,84",
        stroke=look.dark,
        stroke_width=max(5, width - 3),
        stroke_linecap="round",
    )
    ground = soft_shadow((160, 232), (128, 16), opacity=0.38)

    def rim(data: str) -> str:
        shade = path(data, stroke="#10131f", stroke_width=width + 2.4, stroke_opacity=0.35)
        return (
            shade
            + path(data, stroke=look.color, stroke_width=width)
            + path(data, stroke="#ffffff", stroke_width=width * 0.22, stroke_opacity=0.5)
        )

    eyes = "".join(
        path(side, "url(#glass)")
        + clipped(side, glint if n == 0 else f'<g transform="translate(128 0)">{glint}</g>')
        + rim(side)
        for n, side in enumerate((lens, mirrored(lens)))
    )
    return f"<defs>{glass}</defs>" + ground + temples + eyes + rim(bridge) + hinge


def socks(look: Look) -> str:
    """A pair of socks."""
    leg = "M84,60 L150,60 C150,110 148,150 152,172 C158,192 190,204 214,216 C238,230 234,258 208,262 C176,266 130,256 104,238 C82,222 80,200 84,172 C88,130 86,96 84,60Z"
    cuff = "M80,52 L154,52 L154,84 L80,84Z"
    heel = "M82,180 C80,214 88,230 110,242 C124,232 132,212 128,196 C116,184 98,178 82,180Z"
    toe = "M204,212 C188,228 186,248 192,263 C222,266 244,250 230,228 C224,220 214,216 204,212Z"
    contrast = look.accent if look.pattern != "plain" else look.trim
    ribs = "".join(
        path(f"M{x},50 V88", stroke="#05060c", stroke_opacity=0.18, stroke_width=2) for x in range(82, 156, 5)
    )
    one = (
        cloth(leg, fold((100, 90), (98, 180), width=14), fold((140, 160), (120, 220), width=12))
        + cloth(heel, fill=contrast)
        + cloth(toe, fill=contrast)
        + cloth(cuff, ribs, fill=contrast)
    )
    return (
        cast(leg, cuff)
        + f'<g transform="translate(34 -14) rotate(-7 160 160)">{one}</g><g transform="translate(-16 8)">{one}</g>'
    )
