"""Cutters for dresses and skirts."""

from __future__ import annotations

from tastemaker.catalog.demo.cloth import (
    Look,
    buttons,
    cast,
    clipped,
    cloth,
    fold,
    hem,
    mirrored,
    seam,
    symmetric,
)
from tastemaker.catalog.demo.drawing import darker, lighter, path

__all__ = ["dress", "skirt"]


def dress(look: Look) -> str:
    """A dress: fit-and-flare, slip, shirt dress, wrap, maxi or sheath."""
    return _DRESSES[look.cut](look)


def _pleats(xs: tuple[int, ...], top: float, bottom: float, *, spread: float = 1.8) -> list[str]:
    """Folds that fan out from the waist."""
    out = []
    for n, x in enumerate(xs):
        end = 160 + (x - 160) * spread
        out.append(fold((x, top), (end, bottom), width=20, lit=n % 2 == 1))
    return out


def _belt(look: Look, y: float, *, half: float = 40) -> str:
    strap = darker(look.color, 0.45) if look.color != "#212226" else "#7b4a2a"
    band = f"M{160 - half},{y - 5} Q160,{y + 3} {160 + half},{y - 5} L{160 + half},{y + 6} Q160,{y + 14} {160 - half},{y + 6}Z"
    buckle = path(f"M151,{y - 3} h18 v14 h-18z", stroke="#e3c36a", stroke_width=2.6)
    return cloth(band, fill=strap) + buckle


def _flare(look: Look) -> str:
    bodice = symmetric(
        "M160,92 C142,92 130,80 126,50 L110,52 C112,76 112,92 102,108 C110,124 118,138 121,150 Q140,156 160,156"
    )
    skirt = symmetric(
        "M160,152 Q140,152 121,148 C104,184 76,222 58,252 Q72,264 90,262 Q108,274 126,266 Q144,276 160,268"
    )
    inside = symmetric("M160,60 Q140,60 126,50 L126,96 L160,98")
    return (
        cast(bodice, skirt)
        + path(inside, look.inside)
        + cloth(skirt, *_pleats((132, 142, 152, 166, 176, 188), 152, 272, spread=2.6))
        + cloth(bodice, fold((134, 96), (146, 152), width=9), fold((190, 96), (178, 152), width=9))
        + seam("M126,51 C130,80 142,92 160,92 C178,92 190,80 194,51", look, width=1.6)
        + _belt(look, 151)
    )


def _strap(x: float, top: float, bottom: float, look: Look) -> str:
    return path(
        f"M{x},{top} Q{x + 3},{(top + bottom) / 2} {x + 2},{bottom}", stroke=look.dark, stroke_width=3.6
    )


def _slip(look: Look) -> str:
    body = symmetric(
        "M160,98 Q142,86 128,78 Q116,96 116,112 C120,134 124,146 122,160 C112,196 100,236 96,276 Q128,284 160,284"
    )
    straps = (
        _strap(130, 34, 80, look)
        + f'<g transform="translate(320 0) scale(-1 1)">{_strap(130, 34, 80, look)}</g>'
    )
    back = path(symmetric("M160,94 Q140,92 128,79 L132,112 L160,116"), look.inside)
    return (
        cast(body) + straps + back
        + cloth(body, *_pleats((138, 150, 164, 180), 150, 284, spread=1.7))
        + seam("M128,79 Q142,87 160,98 Q178,87 192,79", look, width=2)
        + seam("M97,270 Q128,278 160,278 Q192,278 223,270", look, width=1)
    )  # fmt: skip


def _short_arm() -> str:
    return "M104,58 C90,64 82,78 76,98 L66,130 Q80,142 100,140 L112,110 C112,90 108,70 104,58Z"


def _shirt_dress(look: Look) -> str:
    body = symmetric(
        "M160,84 C146,80 134,66 130,50 L104,58 C102,74 110,96 110,112 C114,130 119,142 119,152 "
        "C108,190 94,232 88,268 Q126,278 160,278"
    )
    arm = _short_arm()
    collar = "M131,46 C138,58 150,66 159,72 L144,92 C132,82 124,66 122,54Z"
    return (
        cast(body, arm, mirrored(arm))
        + cloth(arm, fill="url(#fabric-l)") + cloth(mirrored(arm), fill="url(#fabric-r)")
        + cloth(body, *_pleats((130, 144, 174, 188), 154, 276, spread=1.9), fold((130, 92), (142, 148), width=10))
        + seam("M154,80 L154,277", look, width=1) + seam("M166,80 L166,277", look, width=1)
        + path("M131,47 Q160,36 189,47 L160,74Z", look.inside)
        + cloth(collar) + cloth(mirrored(collar))
        + buttons(160, (88, 140), count=4, color="#fbfaf5", radius=2.8)
        + buttons(160, (172, 258), count=6, color="#fbfaf5", radius=2.8)
        + _belt(look, 153, half=42)
    )  # fmt: skip


def _wrap(look: Look) -> str:
    arm = (
        "M106,54 C92,58 84,76 78,100 C70,136 62,160 56,184 Q70,196 90,192 C96,166 106,138 112,112 "
        "C112,90 110,70 106,54Z"
    )
    right = (
        "M192,50 L214,54 C214,76 208,96 208,112 C204,130 200,142 200,152 C210,192 226,232 234,262 "
        "Q208,276 176,272 Q150,266 128,274 C134,230 130,190 121,152 C150,120 180,90 192,50Z"
    )
    left = (
        "M128,50 L106,54 C106,76 112,96 112,112 C116,130 120,142 120,152 C108,190 92,232 86,262 "
        "Q112,276 150,272 L190,262 L200,152 C166,126 140,90 128,50Z"
    )
    knot = "M118,146 L202,146 L202,160 L118,160Z"
    ends = "M124,158 C118,182 122,206 112,226 L124,230 C132,206 132,180 134,160Z"
    return (
        cast(left, right, arm, mirrored(arm))
        + path("M128,50 Q160,60 192,50 L176,110 L150,110Z", look.inside)
        + cloth(arm, fold((94, 70), (70, 188), width=12), fill="url(#fabric-l)")
        + cloth(mirrored(arm), fill="url(#fabric-r)")
        + cloth(left, *_pleats((130, 146), 158, 270, spread=1.6))
        + cloth(right, *_pleats((150, 166, 182), 158, 270, spread=1.9), fold((186, 92), (150, 148), width=12))
        + seam("M192,51 C180,90 150,122 121,152", look, width=1.8)
        + cloth(knot) + cloth(ends)
        + cloth("M116,146 Q124,142 134,147 Q137,154 132,162 Q122,164 116,160 Q113,152 116,146Z")
    )  # fmt: skip


def _maxi(look: Look) -> str:
    bodice = symmetric(
        "M160,84 Q140,82 118,72 C112,84 110,98 116,112 C120,122 122,130 123,138 Q142,142 160,142"
    )
    tier = symmetric("M160,138 Q140,138 122,136 C114,156 104,178 98,196 Q128,206 160,206")
    low = symmetric(
        "M160,202 Q128,202 98,192 C86,222 72,256 66,284 Q84,294 100,289 Q120,297 138,290 Q150,296 160,294"
    )
    tie = path("M124,40 Q118,56 122,74", stroke=look.dark, stroke_width=4.5)
    return (
        cast(bodice, tier, low) + tie
        + f'<g transform="translate(320 0) scale(-1 1)">{tie}</g>'
        + path(symmetric("M160,80 Q140,78 118,72 L122,88 L160,96"), look.inside)
        + cloth(low, *_pleats((112, 126, 142, 156, 172, 188, 204), 200, 292, spread=1.5))
        + cloth(tier, *_pleats((132, 144, 158, 172, 184), 142, 204, spread=1.7))
        + cloth(bodice, fold((136, 90), (142, 138), width=10), fold((186, 90), (180, 138), width=10))
        + hem("M122,138 Q160,145 198,138", look, width=4)
        + seam("M98,196 Q128,206 160,206 Q192,206 222,196", look, width=1.4)
    )  # fmt: skip


def _sheath(look: Look) -> str:
    body = symmetric(
        "M160,74 C144,74 130,66 122,50 L106,55 C108,74 114,96 112,114 C116,134 121,146 120,158 "
        "C112,180 106,200 106,222 C108,242 111,256 113,270 Q136,275 160,275"
    )
    return (
        cast(body)
        + path("M122,50 Q160,62 198,50 L184,78 L136,78Z", look.inside)
        + cloth(
            body, fold((136, 110), (132, 262), width=16), fold((190, 108), (190, 262), width=16),
            fold((156, 170), (152, 270), width=14, lit=True), fold((128, 150), (150, 166), width=8),
        )
        + hem("M122,50 C130,66 144,74 160,74 C176,74 190,66 198,50", look, width=3.4)
        + seam("M134,112 Q140,136 138,160", look, width=0.9) + seam("M186,112 Q180,136 182,160", look, width=0.9)
        + seam("M113,263 Q136,268 160,268 Q184,268 207,263", look, width=0.9)
    )  # fmt: skip


_DRESSES = {
    "fit-and-flare": _flare,
    "slip": _slip,
    "shirt": _shirt_dress,
    "wrap": _wrap,
    "maxi": _maxi,
    "sheath": _sheath,
}


def skirt(look: Look) -> str:
    """A skirt: mini, pleated midi, pencil or tiered."""
    return _SKIRTS[look.cut](look)


def _waistband(look: Look, y: float, *, half: float = 44) -> str:
    band = f"M{160 - half},{y} Q160,{y + 7} {160 + half},{y} L{160 + half + 2},{y + 16} Q160,{y + 24} {160 - half - 2},{y + 16}Z"
    back = f"M{160 - half},{y} Q160,{y - 6} {160 + half},{y} Q160,{y + 7} {160 - half},{y}Z"
    return path(back, look.inside) + cloth(band)


def _mini(look: Look) -> str:
    body = symmetric("M160,98 Q136,98 114,92 C104,136 88,182 76,222 Q118,240 160,240")
    denim = look.material in ("denim", "leather", "suede", "corduroy")
    front = buttons(160, (124, 222), count=5, color="#e3c36a" if denim else "#fbfaf5", radius=4)
    pockets = seam("M112,114 Q118,138 140,140", look) + seam("M208,114 Q202,138 180,140", look)
    return (
        cast(body)
        + cloth(body, *_pleats((130, 148, 176, 192), 110, 240, spread=2.1))
        + seam("M152,108 L150,240", look) + seam("M168,108 L170,240", look) + pockets + front
        + seam("M79,214 Q118,232 160,232 Q202,232 241,214", look, width=1)
        + _waistband(look, 82, half=47)
    )  # fmt: skip


def _pleated(look: Look) -> str:
    body = symmetric(
        "M160,70 Q138,70 118,64 C104,130 84,200 70,262 Q84,272 92,264 Q104,276 114,268 Q126,280 137,271 Q148,281 160,273"
    )
    lines = []
    for x in range(124, 200, 9):
        foot = 160 + (x - 160) * 2.35
        lines.append(fold((x, 72), (foot + 8, 280), width=18))
        lines.append(fold((x + 3, 72), (foot + 16, 280), width=12, lit=True))
        lines.append(path(f"M{x},72 L{foot:g},280", stroke="#0b0d18", stroke_width=1, stroke_opacity=0.22))
    return cast(body) + cloth(body, *lines) + _waistband(look, 54, half=42)


def _pencil(look: Look) -> str:
    body = symmetric(
        "M160,76 Q138,76 118,70 C104,100 98,130 100,160 C102,200 108,240 112,272 Q138,277 160,277"
    )
    slit = "M156,228 L164,228 L170,280 L150,280Z"
    return (
        cast(body)
        + cloth(body, fold((126, 90), (122, 268), width=18), fold((196, 90), (198, 268), width=18),
                fold((150, 120), (148, 270), width=14, lit=True), fold((118, 150), (150, 168), width=8))
        + seam("M134,86 L130,116", look) + seam("M186,86 L190,116", look)
        + clipped(body, path(slit, look.inside)) + seam("M160,86 L160,228", look, width=0.8)
        + _waistband(look, 58, half=43)
    )  # fmt: skip


def _tiered(look: Look) -> str:
    tiers = [
        symmetric("M160,70 Q138,70 118,64 C112,88 104,112 98,130 Q128,140 160,140"),
        symmetric("M160,136 Q128,136 98,126 C90,152 82,180 76,204 Q116,216 160,216"),
        symmetric(
            "M160,211 Q116,211 76,199 C68,228 60,256 56,280 Q74,289 90,284 Q110,293 128,287 Q146,293 160,290"
        ),
    ]
    out = [cast(*tiers)]
    for n, tier in enumerate(reversed(tiers)):
        top, bottom = ((200, 290), (128, 214), (68, 138))[n]
        xs = (
            (96, 112, 128, 146, 162, 180, 196, 212),
            (112, 128, 146, 162, 180, 200),
            (128, 142, 158, 172, 188),
        )[n]
        out.append(cloth(tier, *_pleats(xs, top, bottom, spread=1.3)))
    tassel = path("M166,66 C170,84 172,96 170,112", stroke=lighter(look.color, 0.5), stroke_width=2.4)
    return "".join(out) + _waistband(look, 54, half=42) + tassel


_SKIRTS = {"mini": _mini, "pleated midi": _pleated, "pencil": _pencil, "tiered": _tiered}
