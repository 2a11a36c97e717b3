"""Cutters for the upper body: t-shirts, shirts, blouses, sweaters, cardigans, hoodies."""

from __future__ import annotations

from tastemaker.catalog.demo.cloth import (
    Look,
    buttons,
    cast,
    cloth,
    fold,
    hem,
    mirrored,
    seam,
    symmetric,
)
from tastemaker.catalog.demo.drawing import lighter, path

__all__ = ["blouse", "cardigan", "hoodie", "shirt", "sweater", "t_shirt"]

NECKS = {
    "crew": "M160,82 C143,82 131,75 127,59",
    "scoop": "M160,104 C139,102 129,84 124,60",
    "v": "M160,120 C150,104 136,82 126,59",
    "high": "M160,62 C148,63 138,61 133,56",
    "boat": "M160,74 C142,74 126,70 112,62",
}


def torso(neck: str, *, shoulder: float = 62, waist: float = 56, hip: float = 60, length: float = 272) -> str:
    """The outline of the front of a top."""
    s, w, h = 160 - shoulder, 160 - waist, 160 - hip
    return symmetric(
        f"{NECKS[neck]} L{s},73 C{s - 4},90 {s + 5},112 {s + 5},134 "
        f"C{s + 4},160 {w},180 {w},200 C{w},224 {h},246 {h},{length - 5} Q{130},{length + 3} 160,{length + 3}"
    )


def short_sleeve(shoulder: float = 62, *, flare: float = 0) -> str:
    """The outline of the left short sleeve."""
    s = 160 - shoulder
    return (
        f"M{s + 1},72 C{s - 16},78 {s - 27},94 {s - 34},113 L{s - 50 - flare},148 "
        f"Q{s - 32},164 {s - 10 + flare},166 L{s + 6},134 C{s + 6},110 {s + 4},88 {s + 1},72Z"
    )


def long_sleeve(shoulder: float = 62, *, wide: float = 0, length: float = 244) -> str:
    """The outline of the left long sleeve."""
    s = 160 - shoulder
    return (
        f"M{s + 1},72 C{s - 14},78 {s - 22},94 {s - 27},118 C{s - 34 - wide},160 {s - 42 - wide},200 "
        f"{s - 46},{length - 6} Q{s - 34},{length + 4} {s - 18},{length} "
        f"C{s - 12 + wide},206 {s - 2},172 {s + 7},138 C{s + 6},110 {s + 4},88 {s + 1},72Z"
    )


def sleeves(left: str, *inside: str) -> str:
    """Both sleeves of the left one's outline, the cloth turned with the arm."""
    return cloth(left, *inside, fill="url(#fabric-l)") + cloth(mirrored(left), fill="url(#fabric-r)")


def _wrinkles(bottom: float = 262) -> tuple[str, ...]:
    return (
        fold((112, 140), (122, bottom), width=16),
        fold((208, 140), (200, bottom), width=18),
        fold((146, 170), (150, bottom), width=12, lit=True),
        fold((182, 190), (176, bottom), width=12),
    )


def _back_of_neck(look: Look, neck: str) -> str:
    low = {"crew": 82, "scoop": 104, "v": 120, "high": 62, "boat": 74}[neck]
    half = {"crew": 33, "scoop": 36, "v": 34, "high": 27, "boat": 48}[neck]
    outline = (
        f"M{160 - half},59 Q160,68 {160 + half},59 "
        f"L{160 + half * 0.7:g},{low} L160,{low + 1} L{160 - half * 0.7:g},{low}Z"
    )
    band = f"M{160 - half},59 Q160,69 {160 + half},59"
    inner = path(outline, look.inside)
    return inner + path(band, stroke=look.trim, stroke_width=6, stroke_linecap="round")


def _neckline(neck: str) -> str:
    return NECKS[neck] + mirrored(NECKS[neck])


def t_shirt(look: Look) -> str:
    """A t-shirt: crew, v-neck or a long-sleeved tee."""
    neck = "v" if look.cut == "v-neck" else "crew"
    loose = look.cut == "oversized"
    body = torso(neck, waist=66 if loose else 56, hip=68 if loose else 59, length=266)
    sleeve = long_sleeve() if look.cut == "long-sleeved" else short_sleeve(flare=5 if loose else 0)
    cuff = "M48,148 Q64,163 88,165" if look.cut != "long-sleeved" else "M53,239 Q64,248 80,244"
    return (
        cast(body, sleeve, mirrored(sleeve))
        + _back_of_neck(look, neck)
        + sleeves(sleeve, fold((92, 96), (70, 152), width=14))
        + cloth(body, *_wrinkles())
        + hem(_neckline(neck), look, width=6.5)
        + seam(cuff.replace("165", "161").replace("163", "158"), look, width=1)
        + seam("M102,260 Q130,268 160,268 Q190,268 218,260", look, width=1)
    )


def _collar(look: Look, *, spread: float = 0) -> str:
    """A shirt collar: two pointed flaps around the neck."""
    left = f"M127,55 C134,66 148,74 159,80 L{142 - spread},98 C{130 - spread},90 122,76 119,62Z"
    back = "M127,55 Q160,44 193,55 L188,64 Q160,56 132,64Z"
    return (
        path("M127,56 Q160,46 193,56 L160,84Z", look.inside)
        + cloth(back)
        + cloth(left, fill="url(#fabric-r)")
        + cloth(mirrored(left), fill="url(#fabric-l)")
    )


def _placket(look: Look, bottom: float) -> str:
    strip = f"M154,82 L166,82 L166,{bottom} L154,{bottom}Z"
    return cloth(strip) + seam(f"M154,84 L154,{bottom}", look, width=0.9)


def shirt(look: Look) -> str:
    """A buttoned shirt: classic, short-sleeved with an open collar, or an overshirt with pockets."""
    short = look.cut == "short-sleeved"
    body = torso("crew", waist=58, hip=60, length=270)
    sleeve = short_sleeve(flare=3) if short else long_sleeve(length=246)
    pale = "#fbfaf5" if look.color != "#f7f6f2" else "#c9ccd4"
    parts = [
        cast(body, sleeve, mirrored(sleeve)),
        sleeves(sleeve, fold((92, 96), (64, 200), width=18)),
        cloth(body, *_wrinkles()),
        _placket(look, 270),
        _collar(look, spread=6 if short else 0),
        buttons(160, (98, 254), count=6, color=pale),
    ]
    if not short:
        cuff = "M50,228 Q66,238 86,233 L82,246 Q66,250 51,241Z"
        parts += [cloth(cuff), cloth(mirrored(cuff))]
    if look.cut == "overshirt":
        parts += [_chest_pocket(look, 112), _chest_pocket(look, 180)]
    elif look.cut == "classic":
        parts.append(_chest_pocket(look, 178, flap=False))
    return "".join(parts)


def _chest_pocket(look: Look, x: float, *, flap: bool = True) -> str:
    bag = f"M{x},130 L{x + 30},130 L{x + 30},158 L{x + 15},166 L{x},158Z"
    out = cloth(bag)
    if flap:
        lid = f"M{x - 1},126 L{x + 31},126 L{x + 31},136 L{x + 15},143 L{x - 1},136Z"
        out += cloth(lid) + buttons(x + 15, (138, 138), count=1, color=lighter(look.color, 0.6), radius=2.4)
    return out


def blouse(look: Look) -> str:
    """A blouse: puff sleeves and a round neck, or a bow at the throat."""
    bow = look.cut == "bow neck"
    body = torso("high" if bow else "scoop", waist=50, hip=62, length=252)
    puff = (
        "M100,71 C78,74 60,96 56,126 C52,150 58,164 70,170 Q84,176 98,168 L104,134 C105,110 103,90 100,71Z"
        if not bow
        else "M99,72 C84,78 76,96 70,124 C58,164 44,196 46,222 Q62,240 82,230 C92,200 98,166 105,136 "
        "C104,110 102,90 99,72Z"
    )
    folds = [fold((94, 78), (x, 168 if not bow else 228), width=9) for x in (66, 78, 90)]
    parts = [cast(body, puff, mirrored(puff)), _back_of_neck(look, "scoop" if not bow else "high")]
    parts += [sleeves(puff, *folds), cloth(body, *_wrinkles(250))]
    if bow:
        cuff = "M45,218 Q62,238 83,227 L80,240 Q62,250 47,232Z"
        parts += [cloth(cuff), cloth(mirrored(cuff)), _bow(look)]
    else:
        cuff = "M68,164 Q84,174 99,163 L99,173 Q84,184 66,173Z"
        parts += [cloth(cuff), cloth(mirrored(cuff)), hem(_neckline("scoop"), look, width=5)]
        parts.append(buttons(160, (118, 166), count=4, color="#fbfaf5", radius=2.6))
    return "".join(parts)


def _bow(look: Look) -> str:
    band = "M132,52 Q160,60 188,52 L190,66 Q160,76 130,66Z"
    loop = "M158,70 C140,56 118,58 114,70 C112,84 136,90 158,78Z"
    tail = "M156,74 C150,96 144,120 132,140 L148,146 C156,122 162,98 162,76Z"
    pieces = cloth(band) + cloth(tail) + cloth(mirrored(tail)) + cloth(loop) + cloth(mirrored(loop))
    return pieces + cloth("M151,66 Q160,62 169,66 Q172,76 168,84 Q160,87 152,84 Q148,76 151,66Z")


def sweater(look: Look) -> str:
    """A sweater: crew neck, turtleneck or a cable knit."""
    body = torso("high" if look.cut == "turtleneck" else "crew", waist=62, hip=60, length=254)
    sleeve = long_sleeve(wide=5, length=238)
    cuff = "M52,226 Q66,238 88,231 L84,252 Q66,256 52,247Z"
    waistband = "M99,244 Q160,254 221,244 L219,268 Q160,278 101,268Z"
    parts = [cast(body, sleeve, mirrored(sleeve), waistband)]
    if look.cut != "turtleneck":
        parts.append(_back_of_neck(look, "crew"))
    parts.append(sleeves(sleeve, fold((92, 96), (66, 220), width=18)))
    parts.append(cloth(body, *_wrinkles(250), _cables(look) if look.cut == "cable knit" else ""))
    parts += [_rib(cuff, look), _rib(mirrored(cuff), look), _rib(waistband, look)]
    if look.cut == "turtleneck":
        parts.append(
            _rib("M132,36 Q160,30 188,36 C192,48 192,60 194,68 Q160,86 126,68 C128,60 128,48 132,36Z", look)
        )
        parts.append(path("M134,37 Q160,31 186,37 Q160,45 134,37Z", look.inside))
    else:
        parts.append(hem(_neckline("crew"), look, width=9))
    return "".join(parts)


def _rib(outline: str, look: Look) -> str:
    ribs = "".join(
        path(f"M{x},20 L{x},300", stroke="#0b0d18", stroke_width=1.6, stroke_opacity=0.13)
        for x in range(40, 282, 5)
    )
    return cloth(outline, ribs, fill=look.trim)


def _cables(look: Look) -> str:
    out = []
    for x in (128, 160, 192):
        for y in range(84, 256, 22):
            for way in (1, -1):
                twist = f"M{x - 7 * way},{y} C{x - 7 * way},{y + 11} {x + 7 * way},{y + 11} {x + 7 * way},{y + 22}"
                out.append(path(twist, stroke="#0b0d18", stroke_width=5.4, stroke_opacity=0.2))
                out.append(path(twist, stroke=lighter(look.color, 0.22), stroke_width=3.2))
    rails = "".join(
        path(f"M{x},70 L{x},260", stroke="#0b0d18", stroke_width=1.4, stroke_opacity=0.2)
        for x in (114, 144, 176, 206)
    )
    return rails + "".join(out)


def cardigan(look: Look) -> str:
    """A cardigan: buttoned, or long and open."""
    long = look.cut == "long open"
    end = 286 if long else 258
    gap = 20 if long else 6
    left = (
        f"M127,58 L98,73 C94,90 103,112 103,134 C102,160 100,190 100,220 L98,{end} Q128,{end + 6} {160 - gap},{end + 4} "
        f"L{160 - gap + 2},150 C150,120 136,84 127,58Z"
    )
    sleeve = long_sleeve(wide=3, length=242)
    cuff = "M52,230 Q66,241 86,235 L83,253 Q66,257 53,249Z"
    band = f"M126,58 C136,86 152,120 {160 - gap + 1},152 L{160 - gap - 1},{end + 5}"
    inside = symmetric(f"M160,66 Q140,66 126,58 L120,140 L110,{end - 6} Q140,{end} 160,{end}")
    parts = [cast(left, mirrored(left), sleeve, mirrored(sleeve)), path(inside, look.inside)]
    parts += [sleeves(sleeve, fold((92, 96), (66, 220), width=18))]
    parts += [cloth(piece, fold((116, 140), (120, end), width=16)) for piece in (left, mirrored(left))]
    parts += [
        _rib(cuff, look),
        _rib(mirrored(cuff), look),
        hem(mirrored(band), look, width=10),
        hem(band, look, width=10),
    ]
    parts.append(path("M126,57 Q160,70 194,57", stroke=look.trim, stroke_width=8))
    for x in (112, 178):
        pocket = f"M{x},206 L{x + 30},206 L{x + 30},238 L{x},238Z"
        parts += [cloth(pocket), hem(f"M{x},207 L{x + 30},207", look, width=6)]
    if not long:
        parts.append(buttons(165, (158, 250), count=5, color=lighter(look.color, 0.55), radius=3.6))
    return "".join(parts)


def hoodie(look: Look) -> str:
    """A hoodie: pullover, or with a zip."""
    zipped = look.cut == "zip-up"
    body = torso("crew", waist=64, hip=62, length=252)
    sleeve = long_sleeve(wide=6, length=240)
    cuff = "M51,228 Q66,240 88,233 L84,253 Q66,257 52,248Z"
    waistband = "M98,244 Q160,254 222,244 L219,266 Q160,276 101,266Z"
    hood = "M160,34 C128,32 112,52 116,78 C124,92 142,98 160,98 C178,98 196,92 204,78 C208,52 192,32 160,34Z"
    opening = (
        "M160,46 C140,46 128,58 130,74 C140,86 150,92 160,96 C170,92 180,86 190,74 C192,58 180,46 160,46Z"
    )
    parts = [cast(body, sleeve, mirrored(sleeve), hood)]
    parts += [sleeves(sleeve, fold((92, 96), (66, 220), width=18)), cloth(body, *_wrinkles(250))]
    parts += [_rib(cuff, look), _rib(mirrored(cuff), look), _rib(waistband, look)]
    pouch = "M122,196 L198,196 L212,232 L212,248 Q160,252 108,248 L108,232Z"
    parts.append(cloth(pouch) + seam("M122,196 L108,232", look) + seam("M198,196 L212,232", look))
    parts += [cloth(hood, fold((126, 50), (124, 90), width=14)), path(opening, look.inside)]
    parts.append(path(opening, stroke=look.trim, stroke_width=4))
    if zipped:
        parts.append(path("M160,96 L160,268", stroke="#c9ccd2", stroke_width=4))
        parts.append(path("M160,96 L160,268", stroke="#5b6068", stroke_width=4, stroke_dasharray="1.5 2"))
        parts.append(path("M157,98 h6 v12 l-3 4 l-3 -4z", "#e4e6ea", stroke="#5b6068"))
    for x in (148, 172):
        parts.append(
            path(
                f"M{x},88 C{x - 2},108 {x + 2},124 {x},140",
                stroke="#f4f2ea",
                stroke_width=3.2,
                stroke_linecap="round",
            )
        )
        parts.append(path(f"M{x},136 v8", stroke="#a9adb5", stroke_width=3.6))
    return "".join(parts)
