"""Products to wear, carry and travel with, each drawn in a color around (0, 0), 180 across."""

from __future__ import annotations

from tastemaker.catalog.demo.drawing import CREAM, INK, STEEL, darker, edge, ellipse, lighter, path, shine

__all__ = [
    "bicycle",
    "car",
    "card",
    "headphones",
    "lipstick",
    "perfume",
    "phone",
    "piggy",
    "plane",
    "runner",
    "suitcase",
    "umbrella",
    "watch",
]


def plane(color: str) -> str:
    """A small plane, climbing."""
    tail = edge("M-78,6 L-92,-44 L-70,-44 L-44,-6Z", darker(color, 0.15))
    far = edge("M6,-12 L-22,-62 L-4,-62 L40,-14Z", darker(color, 0.3))
    body = edge(
        "M-84,2 C-70,-20 10,-28 58,-22 C84,-18 94,-4 92,4 C88,18 60,24 20,24 L-50,22 C-72,20 -84,14 -84,2Z",
        "url(#paper)",
    )
    stripe = path("M-80,10 C-40,16 40,18 88,10 C82,20 56,24 20,24 L-50,22 C-66,20 -76,17 -80,10Z", color)
    windows = "".join(ellipse((x, -6), (3.6, 4.4), "#3a4a6b") for x in range(-48, 52, 13)) + path(
        "M62,-20 C76,-16 82,-10 84,-6 L64,-6Z", "#3a4a6b"
    )
    wing = edge("M14,8 L-46,62 L-24,62 L50,10Z", "url(#drop)")
    engine = edge("M-6,34 C4,28 18,28 22,32 L20,42 C12,46 0,46 -8,44Z", "url(#steel)")
    small = edge("M-76,4 L-98,24 L-84,24 L-56,6Z", darker(color, 0.1))
    return (
        '<g transform="rotate(-14)">' + far + tail + body + stripe + windows + wing + engine + small + "</g>"
    )


def suitcase(color: str) -> str:
    """A suitcase with stickers."""
    handle = path(
        "M-24,-52 L-24,-88 L24,-88 L24,-52", stroke="url(#steel)", stroke_width=8, stroke_linejoin="round"
    )
    case = '<rect x="-60" y="-54" width="120" height="130" rx="16" fill="url(#body)" stroke="#1d2030" stroke-opacity=".25"/>'
    ribs = "".join(
        path(f"M{x},-48 L{x},70", stroke="#10131f", stroke_opacity=0.16, stroke_width=5)
        + path(f"M{x - 4},-48 L{x - 4},70", stroke="#ffffff", stroke_opacity=0.2, stroke_width=2)
        for x in (-36, -12, 12, 36)
    )
    wheels = "".join(ellipse((x, 80), (9, 9), INK) + ellipse((x, 80), (3.5, 3.5), STEEL) for x in (-42, 42))
    sticker = (
        ellipse((24, 32), (19, 19), CREAM)
        + path("M13,32 h22 M24,21 c-8,7 -8,15 0,22 M24,21 c8,7 8,15 0,22", stroke="#2460d0", stroke_width=2)
        + '<g transform="rotate(-12 -28 -8)">'
        + path("M-48,-20 h38 v24 h-38z", "#ffd23f")
        + path("M-42,-8 l8,-8 6,6 8,-6 6,10z", "#d0202e")
        + "</g>"
    )
    return (
        handle
        + wheels
        + case
        + ribs
        + sticker
        + '<rect x="-16" y="-62" width="32" height="12" rx="5" fill="#1d2030"/>'
    )


def car(color: str) -> str:
    """A rounded little car."""
    shadow = ellipse((0, 52), (96, 9), INK, fill_opacity=0.3)
    body = edge(
        "M-94,36 C-98,14 -88,2 -62,-2 C-48,-30 -30,-42 2,-42 C32,-42 48,-24 60,-4 C84,0 96,8 96,30 C96,40 92,42 86,42 L-86,42 C-92,42 -94,40 -94,36Z",
        "url(#drop)",
    )
    cabin = edge("M-50,-3 C-40,-24 -26,-33 -6,-33 L-4,-3Z", "url(#glass)") + edge(
        "M4,-33 C26,-33 38,-22 48,-4 L4,-3Z", "url(#glass)"
    )
    lines = path(
        "M0,-36 L0,38 M-54,0 C-58,12 -56,30 -52,38", stroke=INK, stroke_opacity=0.3, stroke_width=1.6
    ) + path("M10,8 h14 M-42,8 h14", stroke=lighter(color, 0.5), stroke_width=4, stroke_linecap="round")
    lights = ellipse((88, 14), (7, 8), "#fff3b8") + path("M-94,10 q8,2 8,10 l-8,2z", "#ff5b4d")
    wheels = "".join(
        ellipse((x, 42), (21, 21), "#17191f")
        + ellipse((x, 42), (12, 12), "url(#steel)")
        + path(f"M{x},32 V52 M{x - 10},42 H{x + 10}", stroke="#5d6470", stroke_width=2.4)
        + ellipse((x, 42), (4, 4), "#3c424d")
        for x in (-54, 56)
    )
    return (
        shadow
        + body
        + cabin
        + lines
        + lights
        + shine("M-80,12 C-50,4 60,4 78,8", strength=0.35, width=4)
        + wheels
        + shine("M-38,-10 L-24,-26", strength=0.5, width=4)
    )


def bicycle(color: str) -> str:
    """A town bicycle with flowers in its basket."""
    wheels = ""
    for x in (-58, 58):
        spokes = "".join(
            f'<path d="M{x},34 v-38" stroke="#c9ced6" stroke-width="1.300" transform="rotate({n * 30} {x} 34)"/>'
            for n in range(12)
        )
        wheels += (
            spokes
            + ellipse((x, 34), (39, 39), "none", stroke="#20222b", stroke_width=6)
            + ellipse((x, 34), (36, 36), "none", stroke="#e7d9bd", stroke_width=2)
            + ellipse((x, 34), (5, 5), "#5d6470")
        )
    frame = path(
        "M-58,34 L-18,-36 L40,-40 L0,34 L-58,34 M-18,-36 L0,34 M36,-54 L58,34",
        stroke=darker(color, 0.3),
        stroke_width=9,
        stroke_linejoin="round",
        stroke_linecap="round",
    ) + path(
        "M-58,34 L-18,-36 L40,-40 L0,34 L-58,34 M-18,-36 L0,34 M36,-54 L58,34",
        stroke=color,
        stroke_width=6.5,
        stroke_linejoin="round",
        stroke_linecap="round",
    )
    seat = path("M-18,-36 L-22,-52", stroke="#5d6470", stroke_width=5) + path(
        "M-40,-56 C-28,-60 -14,-60 -6,-54 C-12,-48 -30,-50 -40,-56Z", "#5b3a22"
    )
    bars = path(
        "M36,-54 C42,-70 60,-72 66,-62", stroke="#5d6470", stroke_width=5, stroke_linecap="round"
    ) + path("M60,-68 C68,-70 70,-62 64,-58", stroke="#5b3a22", stroke_width=7, stroke_linecap="round")
    pedal = ellipse((0, 34), (11, 11), "none", stroke="#8d94a0", stroke_width=4) + path(
        "M0,34 L12,52 M6,54 h14", stroke="#3c424d", stroke_width=4, stroke_linecap="round"
    )
    basket = (
        path("M50,-44 h36 l-6,28 h-26z", "#d6a463")
        + path(
            "M52,-36 h32 M54,-26 h28 M60,-44 l2,28 M70,-44 v28 M79,-44 l-3,28",
            stroke="#8d6230",
            stroke_width=1.6,
        )
        + "".join(
            ellipse((x, y), (6, 6), tint)
            for x, y, tint in ((58, -50, "#ff6b5e"), (68, -54, "#ffd23f"), (78, -50, "#ff9ecb"))
        )
    )
    return wheels + frame + seat + bars + pedal + basket


def runner(color: str) -> str:
    """A running shoe."""
    upper = edge(
        "M-84,-26 C-92,4 -90,24 -84,36 L80,36 C90,22 76,8 52,2 C24,-6 12,-18 -2,-42 C-14,-32 -30,-34 -42,-50 C-50,-34 -68,-22 -84,-26Z",
        "url(#drop)",
    )
    foam = edge(
        "M-92,30 C-70,20 -30,36 10,30 C40,26 64,32 88,26 C98,36 94,52 82,54 L-70,60 C-90,58 -98,44 -92,30Z",
        CREAM,
    )
    tread = path("M-76,58 L84,52 C80,62 72,66 60,66 L-62,68 C-70,68 -76,64 -76,58Z", darker(color, 0.4))
    wave = path(
        "M-62,24 C-40,-14 -18,-8 4,6 C18,14 34,14 52,6 C34,30 8,26 -8,16 C-26,4 -44,10 -54,24Z", CREAM
    )
    laces = "".join(
        path(f"M{-30 + n * 13},{-34 + n * 11} l22,-9", stroke=CREAM, stroke_width=4.6, stroke_linecap="round")
        for n in range(4)
    )
    return '<g transform="rotate(-14)">' + upper + foam + tread + wave + laces + "</g>"


def umbrella(color: str) -> str:
    """An open umbrella in the rain."""
    pole = path("M0,-66 V62 C0,84 34,84 34,62", stroke="#7b4a2a", stroke_width=7, stroke_linecap="round")
    dome = edge(
        "M-92,0 C-86,-62 -40,-84 0,-84 C40,-84 86,-62 92,0 C78,-12 58,-12 46,0 C34,-12 12,-12 0,0 C-12,-12 -34,-12 -46,0 C-58,-12 -78,-12 -92,0Z",
        "url(#drop)",
    )
    panels = path(
        "M0,-84 C-30,-60 -44,-30 -46,0 C-34,-12 -12,-12 0,0 C12,-12 34,-12 46,0 C44,-30 30,-60 0,-84Z",
        lighter(color, 0.3),
    ) + path("M0,-84 V0", stroke=darker(color, 0.3), stroke_width=1.6, stroke_opacity=0.5)
    drops = "".join(
        path(f"M{x},{y} c-7,11 -7,17 0,17 c7,0 7,-6 0,-17z", "#bfe3ff")
        for x, y in ((-70, 22), (-34, 46), (62, 34), (80, -44), (-86, -62), (70, 70))
    )
    return (
        drops
        + pole
        + dome
        + panels
        + path("M0,-96 v14", stroke="#7b4a2a", stroke_width=6, stroke_linecap="round")
    )


def phone(color: str) -> str:
    """A phone full of apps."""
    out = '<g transform="rotate(10)"><rect x="-46" y="-90" width="92" height="180" rx="16" fill="url(#body)"/><rect x="-41" y="-85" width="82" height="170" rx="12" fill="#14182a"/>'
    out += '<rect x="-41" y="-85" width="82" height="170" rx="12" fill="url(#drop)" fill-opacity=".55"/><rect x="-14" y="-80" width="28" height="7" rx="3.500" fill="#0b0d18"/>'
    icons = [
        "#ff6b5e",
        "#ffd23f",
        "#4fc38a",
        "#57a6ff",
        "#c285ff",
        "#ff9ecb",
        "#ffffff",
        "#ffb14f",
        "#5fe0d8",
    ]
    for n, tint in enumerate(icons):
        out += f'<rect x="{-33 + n % 3 * 24}" y="{-30 + n // 3 * 24}" width="18" height="18" rx="5" fill="{tint}"/>'
    out += ellipse((0, -54), (13, 13), CREAM) + path(
        "M0,-62 V-54 L6,-50", stroke=INK, stroke_width=2.4, stroke_linecap="round"
    )
    out += '<rect x="-33" y="52" width="66" height="22" rx="8" fill="#ffffff" fill-opacity=".35"/>' + path(
        "M-41,-70 L-10,-85 L10,-85 L-41,20Z", "#ffffff", fill_opacity=0.12
    )
    return out + "</g>"


def headphones(color: str) -> str:
    """Headphones and two notes."""
    arc = (
        path(
            "M-66,20 C-76,-104 76,-104 66,20",
            stroke=darker(color, 0.4),
            stroke_width=17,
            stroke_linecap="round",
        )
        + path("M-66,20 C-76,-104 76,-104 66,20", stroke=color, stroke_width=11, stroke_linecap="round")
        + path(
            "M-52,-38 C-36,-72 36,-72 52,-38",
            stroke=lighter(color, 0.45),
            stroke_width=4,
            stroke_linecap="round",
        )
    )
    cups = ""
    for side in (-1, 1):
        cups += (
            f'<rect x="{side * 60 - 22}" y="-6" width="44" height="84" rx="21" fill="#23262f"/>'
            + f'<rect x="{side * 72 - 17}" y="0" width="34" height="72" rx="17" fill="url(#body)"/>'
            + ellipse((side * 74, 36), (9, 18), lighter(color, 0.4), fill_opacity=0.6)
        )
    notes = (
        path("M-4,8 V50 M-4,8 L22,0 V42", stroke=INK, stroke_width=5, stroke_linejoin="round")
        + ellipse((-12, 52), (9, 7), INK)
        + ellipse((14, 44), (9, 7), INK)
    )
    return arc + cups + notes


def watch(color: str) -> str:
    """A wristwatch at ten past ten."""
    strap = edge("M-28,-46 L-22,-96 L22,-96 L28,-46Z", "url(#body)") + edge(
        "M-28,46 L-22,96 L22,96 L28,46Z", "url(#body)"
    )
    holes = "".join(ellipse((0, y), (2.6, 2.6), INK) for y in (62, 72, 82)) + path(
        "M-20,-88 V-54 M20,-88 V-54 M-20,88 V54 M20,88 V54",
        stroke="#ffffff",
        stroke_opacity=0.5,
        stroke_width=1.4,
        stroke_dasharray="3 2.500",
    )
    case = (
        ellipse((0, 0), (58, 58), "url(#gold)")
        + ellipse((0, 0), (50, 50), "#fdfaf2")
        + '<rect x="57" y="-7" width="12" height="14" rx="3" fill="url(#gold)"/>'
    )
    ticks = "".join(
        f'<rect x="-1.600" y="-46" width="3.200" height="{10 if n % 3 == 0 else 5}" fill="{INK}" transform="rotate({n * 30})"/>'
        for n in range(12)
    )
    hands = (
        path("M0,4 L-16,-20", stroke=INK, stroke_width=5, stroke_linecap="round")
        + path("M0,6 L22,-28", stroke=INK, stroke_width=3.4, stroke_linecap="round")
        + path("M0,10 L-6,36", stroke="#d0202e", stroke_width=1.8)
        + ellipse((0, 0), (4, 4), "#d0202e")
    )
    return (
        strap
        + holes
        + case
        + ticks
        + hands
        + path("M-34,-30 C-20,-46 6,-48 18,-42 L-40,14 C-46,0 -44,-18 -34,-30Z", "#ffffff", fill_opacity=0.4)
    )


def lipstick(color: str) -> str:
    """An open lipstick."""
    out = (
        '<g transform="rotate(14)">'
        + edge("M-24,-18 L-24,-62 C-24,-84 4,-90 24,-92 L24,-18Z", "url(#body)")
        + shine("M-14,-26 L-14,-62", strength=0.6)
    )
    out += edge("M-28,-22 h56 v40 h-56z", "url(#gold)") + path(
        "M-28,-12 h56 M-28,8 h56", stroke="#7d5c1c", stroke_opacity=0.5, stroke_width=1.6
    )
    out += edge("M-38,16 h76 v66 q0,8 -8,8 h-60 q-8,0 -8,-8z", "#1d1b26") + shine(
        "M-26,26 L-26,78", strength=0.3
    )
    return out + path("M-38,28 h76", stroke="#dcae4c", stroke_width=3) + "</g>"


def perfume(color: str) -> str:
    """A bottle of perfume."""
    cap = edge("M-18,-84 h36 v34 h-36z", "url(#gold)") + edge("M-12,-50 h24 v12 h-24z", "#b98a35")
    glass = '<rect x="-58" y="-38" width="116" height="124" rx="20" fill="url(#body)" fill-opacity=".9" stroke="#ffffff" stroke-opacity=".5" stroke-width="3"/>'
    liquid = '<rect x="-48" y="4" width="96" height="72" rx="13" fill="#ffffff" fill-opacity=".26"/>'
    label = '<rect x="-28" y="10" width="56" height="44" rx="4" fill="url(#paper)"/>' + path(
        "M0,20 c-12,-10 -22,6 0,22 c22,-16 12,-32 0,-22z", color
    )
    return cap + glass + liquid + label + shine("M-46,-20 L-46,64", strength=0.7, width=6)


def card(color: str) -> str:
    """Two payment cards, fanned."""
    back = f'<g transform="rotate(12)"><rect x="-80" y="-44" width="164" height="104" rx="12" fill="{darker(color, 0.35)}"/></g>'
    front = '<g transform="rotate(-10)"><rect x="-86" y="-54" width="172" height="108" rx="13" fill="url(#body)"/>'
    front += path(
        "M-86,10 C-40,-30 20,60 86,-4 L86,42 q0,12 -12,12 h-148 q-12,0 -12,-12z", "#ffffff", fill_opacity=0.14
    )
    front += '<rect x="-68" y="-28" width="34" height="26" rx="5" fill="url(#gold)"/>' + path(
        "M-68,-19 h12 M-68,-11 h12 M-46,-19 h12 M-46,-11 h12 M-56,-28 v26 M-46,-28 v26",
        stroke="#7d5c1c",
        stroke_width=1.5,
    )
    front += "".join(
        f'<rect x="{-68 + n * 33}" y="14" width="26" height="7" rx="2" fill="#fff" fill-opacity=".85"/>'
        for n in range(4)
    )
    front += (
        ellipse((50, 36), (13, 13), "#ff5b4d")
        + ellipse((66, 36), (13, 13), "#ffd23f", fill_opacity=0.85)
        + "".join(
            path(f"M{30 + n * 8},-32 q7,9 0,18", stroke="#ffffff", stroke_width=3, stroke_linecap="round")
            for n in range(3)
        )
    )
    return back + front + "</g>"


def piggy(color: str) -> str:
    """A piggy bank and a coin."""
    legs = "".join(edge(f"M{x},40 h22 v34 h-22z", darker(color, 0.2)) for x in (-46, 26))
    tail = path(
        "M-72,4 c-18,-6 -16,-24 -4,-20 c8,4 0,16 -10,10",
        stroke=darker(color, 0.15),
        stroke_width=5,
        stroke_linecap="round",
    )
    body = (
        ellipse((0, 10), (76, 54), "url(#ball)")
        + ellipse((72, 18), (17, 20), darker(color, 0.12))
        + "".join(ellipse((x, 18), (3, 5), darker(color, 0.5)) for x in (67, 78))
    )
    ear = (
        edge("M22,-34 L34,-66 L56,-32Z", color)
        + ellipse((46, -4), (5, 6), INK)
        + ellipse((47.5, -6), (1.8, 1.8), "#fff")
    )
    slot = path("M-26,-40 h40", stroke=darker(color, 0.5), stroke_width=6, stroke_linecap="round")
    coin = (
        ellipse((-6, -66), (22, 22), "url(#gold)")
        + ellipse((-6, -66), (15, 15), "none", stroke="#9a7226", stroke_width=2.4)
        + path(
            "M0,-73 C-12,-77 -14,-55 0,-59 M-15,-68 h9 M-15,-63 h9",
            stroke="#9a7226",
            stroke_width=2.6,
            stroke_linecap="round",
        )
    )
    return tail + legs + body + ear + coin + slot
