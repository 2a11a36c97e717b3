"""Products for the table and the home, each drawn in a color around (0, 0), 180 across."""

from __future__ import annotations

from tastemaker.catalog.demo.drawing import CREAM, INK, darker, edge, ellipse, lighter, path, radial, shine

__all__ = [
    "books",
    "bulb",
    "cone",
    "cup",
    "dog",
    "juice",
    "lamp",
    "pizza",
    "plant",
    "popcorn",
    "sofa",
    "to_go",
]


def cup(color: str) -> str:
    """A cup on its saucer, with a heart in the foam."""
    saucer = (
        ellipse((0, 74), (86, 17), darker(color, 0.25))
        + ellipse((0, 70), (86, 16), "url(#body)")
        + ellipse((0, 68), (46, 8), darker(color, 0.3))
    )
    handle = path("M50,-6 C92,-14 92,44 40,42", stroke=darker(color, 0.2), stroke_width=13) + path(
        "M50,-6 C92,-14 92,44 40,42", stroke=color, stroke_width=8
    )
    bowl = edge("M-62,-22 C-60,40 -36,70 0,70 C36,70 60,40 62,-22 Z", "url(#body)")
    coffee = (
        ellipse((0, -22), (62, 16), lighter(color, 0.5))
        + ellipse((0, -21), (55, 13), "#5b3420")
        + path(
            "M0,-12 C-22,-16 -20,-28 -7,-27 C-2,-27 0,-24 0,-22 C0,-24 2,-27 7,-27 C20,-28 22,-16 0,-12Z",
            "#e7c79d",
        )
    )
    steam = "".join(
        path(
            f"M{x},-44 C{x - 14},-60 {x + 14},-70 {x},-88",
            stroke="#ffffff",
            stroke_opacity=0.6,
            stroke_width=6,
            stroke_linecap="round",
        )
        for x in (-22, 2, 26)
    )
    return saucer + handle + bowl + coffee + shine("M-46,0 C-44,24 -36,42 -24,54") + steam


def to_go(color: str) -> str:
    """A paper cup with a lid."""
    cup = edge("M-46,-50 L46,-50 L34,88 L-34,88 Z", "url(#paper)")
    sleeve = edge("M-42,-14 L42,-14 L36,52 L-36,52 Z", "url(#body)")
    bean = (
        '<g transform="rotate(28 0 18)">'
        + ellipse((0, 18), (14, 20), CREAM)
        + path("M0,0 C-8,12 8,24 0,36", stroke=color, stroke_width=4)
        + "</g>"
    )
    lid = edge("M-52,-52 L52,-52 L48,-68 L-48,-68 Z", darker(color, 0.35)) + edge(
        "M-42,-68 L42,-68 L36,-84 L-36,-84 Z", darker(color, 0.25)
    )
    return cup + sleeve + bean + lid + shine("M-34,-40 L-26,78", strength=0.7)


def cone(color: str) -> str:
    """Three scoops in a cone, a cherry on top."""
    waffle = edge("M-36,4 L36,4 L0,94Z", "#dfa45a") + path(
        "M-20,4 L9,70 M0,4 L18,46 M-32,14 L0,92 M20,4 L-9,70 M0,4 L-18,46 M32,14 L0,92",
        stroke="#a86d2a", stroke_width=2.2, stroke_opacity=0.7,
    )  # fmt: skip
    scoops = (
        ellipse((-24, -14), (34, 32), "#fff0d6")
        + ellipse((24, -14), (34, 32), darker(color, 0.12))
        + ellipse((0, -46), (37, 35), "url(#ball)")
    )
    drip = path(
        "M-54,-4 C-52,12 -40,14 -38,2 C-32,18 -18,16 -16,4 C-8,18 6,18 8,4 C16,18 30,14 32,2 C40,14 54,8 56,-6Z",
        "#fff0d6",
    )
    sprinkles = "".join(
        path(f"M{x},{y} l{dx},{dy}", stroke=tint, stroke_width=4, stroke_linecap="round")
        for x, y, dx, dy, tint in (
            (-18, -62, 6, -3, "#ffd23f"),
            (2, -70, 5, 4, "#57a6ff"),
            (16, -52, -4, 6, "#ffffff"),
            (-8, -44, 6, 2, "#4fc38a"),
            (-28, -40, 3, 6, "#ff6b5e"),
            (22, -36, 5, -4, "#ffd23f"),
        )
    )
    cherry = ellipse((4, -86), (10, 10), "#d0202e") + shine("M0,-90 l2,-2", width=3, strength=0.8)
    return (
        waffle + scoops + drip + sprinkles + cherry + shine("M-22,-56 C-20,-66 -12,-72 -4,-74", strength=0.5)
    )


def pizza(color: str) -> str:
    """A slice on a round board."""
    slice_ = edge("M-80,-46 C-40,-78 44,-78 82,-46 L4,90Z", "#f4c04e")
    crust = path(
        "M-82,-44 C-40,-78 44,-78 84,-44", stroke="#b4702c", stroke_width=19, stroke_linecap="round"
    ) + path("M-78,-49 C-40,-78 44,-78 80,-49", stroke="#dba055", stroke_width=9, stroke_linecap="round")
    sauce = path(
        "M-66,-30 C-30,-54 34,-54 68,-30 L60,-16 C56,0 46,-8 40,6 C34,20 26,10 22,26 C16,46 8,40 6,66 C0,52 -6,50 -14,36 C-20,22 -34,24 -38,8 C-46,0 -60,-12 -66,-30Z",
        "#ffd977",
    )
    tops = "".join(
        ellipse((x, y), (r, r), "#c8382c") + ellipse((x - 3, y - 3), (r * 0.7, r * 0.7), "#e0594a")
        for x, y, r in ((-30, -22, 15), (26, -26, 16), (2, 14, 15))
    )
    leaves = "".join(
        f'<g transform="translate({x} {y}) rotate({turn})">'
        + path("M0,-11 C10,-6 10,6 0,12 C-10,6 -10,-6 0,-11Z", "#3c8f5a")
        + path("M0,-8 V9", stroke="#ffffff", stroke_opacity=0.5, stroke_width=1.3)
        + "</g>"
        for x, y, turn in ((-6, -32, 40), (40, 0, -30), (-22, 12, 80))
    )
    board = ellipse((0, -4), (96, 92), "url(#drop)") + ellipse(
        (0, -4), (82, 78), "none", stroke="#ffffff", stroke_opacity=0.35, stroke_width=2.4
    )
    return (
        board
        + '<g transform="rotate(8) scale(.92)">'
        + slice_
        + sauce
        + crust
        + tops
        + leaves
        + ellipse((10, 44), (6, 6), "#4a4f3a")
        + ellipse((10, 44), (2.6, 2.6), "#f4c04e")
        + "</g>"
    )


def juice(color: str) -> str:
    """A bottle and half an orange."""
    bottle = edge(
        "M-16,-74 L16,-74 L16,-48 C16,-34 42,-26 42,6 L42,78 Q42,90 30,90 L-30,90 Q-42,90 -42,78 L-42,6 C-42,-26 -16,-34 -16,-48Z",
        "url(#body)",
    )
    cap = (
        f'<rect x="-20" y="-92" width="40" height="20" rx="5" fill="{CREAM}" stroke="#1d2030" stroke-opacity=".25"/>'
        + path(
            "M-12,-90 v16 M-4,-90 v16 M4,-90 v16 M12,-90 v16", stroke=INK, stroke_opacity=0.2, stroke_width=2
        )
    )
    label = (
        '<rect x="-42" y="8" width="84" height="58" fill="#fffaf0"/>'
        + ellipse((0, 37), (23, 23), "#ff9f2e")
        + ellipse((0, 37), (19, 19), "#ffd98a")
        + "".join(
            f'<path d="M0,37 L-5,20 L5,20Z" fill="#ff9f2e" transform="rotate({n * 60} 0 37)"/>'
            for n in range(6)
        )
    )
    leaf = path("M0,14 C4,2 18,0 26,4 C22,16 8,18 0,14Z", "#4fae62")
    slice_ = (
        '<g transform="translate(56 66)">'
        + ellipse((0, 0), (27, 27), "#ff9f2e")
        + ellipse((0, 0), (22, 22), "#ffe0a3")
        + "".join(
            f'<path d="M0,-2 L-6,-19 L6,-19Z" fill="#ffb14f" transform="rotate({n * 60})"/>' for n in range(6)
        )
        + "</g>"
    )
    return bottle + cap + label + leaf + shine("M-32,4 C-30,-10 -22,-20 -14,-28", strength=0.7) + slice_


def popcorn(color: str) -> str:
    """A striped box, full to the brim."""
    puffs = [
        (-44, -30),
        (-20, -40),
        (6, -36),
        (32, -40),
        (48, -28),
        (-32, -54),
        (-6, -62),
        (20, -58),
        (2, -80),
        (40, -54),
        (-48, -46),
    ]
    corn = "".join(
        ellipse((x, y), (17, 15), "#f3d98c")
        + ellipse((x - 3, y - 3), (14, 12), "#fff6d8")
        + ellipse((x + 4, y + 3), (4, 3), "#e2b85a")
        for x, y in puffs
    )
    box = edge("M-58,-26 L58,-26 L42,90 L-42,90Z", "#fdf7ea")
    stripes = "".join(
        path(f"M{-58 + n * 33.2:.1f},-26 h17 l{(2 - n) * 4 - 3},116 h-12z", color) for n in range(4)
    )
    return (
        corn
        + box
        + stripes
        + ellipse((0, 34), (27, 22), "#fdf7ea")
        + path(
            "M0,20 l4.500,9.500 10.500,1.200 -7.800,7.100 2.100,10.300 -9.300,-5.200 -9.300,5.200 2.100,-10.300 -7.800,-7.100 10.500,-1.200z",
            color,
        )
    )


def sofa(color: str) -> str:
    """A sofa with one cushion."""
    legs = "".join(
        path(f"M{x},58 l{d},22", stroke="#7b4a2a", stroke_width=7, stroke_linecap="round")
        for x, d in ((-70, -5), (70, 5))
    )
    back = '<rect x="-76" y="-44" width="152" height="78" rx="20" fill="url(#drop)"/>' + path(
        "M0,-40 V26", stroke=INK, stroke_opacity=0.2, stroke_width=2
    )
    seats = f'<rect x="-68" y="8" width="68" height="34" rx="10" fill="{lighter(color, 0.14)}"/><rect x="0" y="8" width="68" height="34" rx="10" fill="{lighter(color, 0.08)}"/>'
    base = f'<rect x="-78" y="36" width="156" height="26" rx="8" fill="{darker(color, 0.22)}"/>'
    arms = "".join(
        f'<rect x="{x}" y="-12" width="30" height="74" rx="14" fill="url(#body)"/>' for x in (-92, 62)
    )
    pillow = (
        '<g transform="rotate(-12 -36 -6)"><rect x="-58" y="-26" width="42" height="40" rx="8" fill="#ffd98a"/>'
        + path("M-58,-14 h42 M-58,-4 h42", stroke="#e2803a", stroke_width=4)
        + "</g>"
    )
    return legs + back + seats + base + arms + pillow


def lamp(color: str) -> str:
    """A table lamp, lit."""
    glow = f"<defs>{radial('glow', (0, '#fff2b8', 0.75), (1, '#fff2b8', 0))}</defs>" + ellipse(
        (0, 6), (96, 88), "url(#glow)"
    )
    pole = (
        path("M0,-10 V82", stroke="url(#steel)", stroke_width=1)
        + path("M0,-10 V82", stroke="#8d6a3c", stroke_width=7)
        + ellipse((0, 84), (40, 9), "#6b4c2a")
    )
    shade = (
        edge("M-30,-84 L30,-84 L62,0 L-62,0Z", "url(#body)")
        + path("M-58,-8 L58,-8", stroke="#ffffff", stroke_opacity=0.5, stroke_width=4)
        + ellipse((0, 0), (62, 8), "#fff2b8")
    )
    return (
        glow
        + pole
        + shade
        + path("M30,2 v26", stroke="#dcae4c", stroke_width=2)
        + ellipse((30, 31), (4, 4), "#dcae4c")
    )


def bulb(color: str) -> str:
    """A light bulb with a seedling inside."""
    rays = "".join(
        f'<rect x="-4" y="-106" width="8" height="17" rx="4" fill="#fff2b8" transform="translate(0 -12) rotate({n * 45 - 135})"/>'
        for n in range(7)
    )
    glass = edge(
        "M-24,42 C-24,22 -58,8 -58,-26 C-58,-62 -30,-84 0,-84 C30,-84 58,-62 58,-26 C58,8 24,22 24,42Z",
        "url(#ball)",
    )
    leaf = (
        path("M0,38 C-2,10 -2,-6 0,-20", stroke="#2f8f4e", stroke_width=4)
        + path("M0,-10 C-30,-8 -36,-32 -34,-46 C-10,-46 2,-34 0,-10Z", "#4fae62")
        + path("M0,-2 C22,-2 32,-20 32,-36 C12,-36 0,-24 0,-2Z", "#7fce7c")
    )
    screw = "".join(
        f'<rect x="{-23 + n}" y="{42 + n * 11}" width="{46 - 2 * n}" height="9" rx="4" fill="url(#steel)"/>'
        for n in range(3)
    ) + path("M-10,75 h20 l-4,9 h-12z", "#5d6470")
    return rays + glass + leaf + screw + shine("M-40,-34 C-40,-52 -30,-64 -18,-68", strength=0.75)


def books(color: str) -> str:
    """An open book on a pile of others."""
    spines = [
        (-78, 62, 156, 24, darker(color, 0.2)),
        (-66, 36, 138, 24, "#e9b44c"),
        (-74, 10, 148, 24, "#3d6f8f"),
    ]
    pile = "".join(
        f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="4" fill="{tint}"/><rect x="{x + w - 12}" y="{y + 3}" width="10" height="{h - 6}" fill="#fbf4e2"/><rect x="{x + 14}" y="{y}" width="6" height="{h}" fill="#fff" fill-opacity=".4"/>'
        for x, y, w, h, tint in spines
    )
    cover = edge(
        "M-84,4 C-50,-14 -16,-8 0,6 C16,-8 50,-14 84,4 L84,-66 C50,-84 16,-78 0,-62 C-16,-78 -50,-84 -84,-66Z",
        color,
    )
    pages = edge("M-76,-4 C-46,-18 -14,-12 0,0 L0,-66 C-14,-80 -46,-84 -76,-72Z", "url(#paper)") + edge(
        "M76,-4 C46,-18 14,-12 0,0 L0,-66 C14,-80 46,-84 76,-72Z", "url(#paper)"
    )
    lines = "".join(
        path(
            f"M-66,{y} C-44,{y - 8} -24,{y - 6} -10,{y + 4} M66,{y} C44,{y - 8} 24,{y - 6} 10,{y + 4}",
            stroke="#a9a08c",
            stroke_width=2,
        )
        for y in (-58, -46, -34, -22)
    )
    return pile + cover + pages + lines + path("M28,-82 v46 l8,-8 8,8 v-44z", "#d0202e")


def dog(color: str) -> str:
    """A dog's head with a collar."""
    fur = "#b9743a"
    ears = path("M-54,-52 C-88,-56 -92,0 -66,22 C-54,10 -46,-20 -44,-40Z", darker(fur, 0.4)) + path(
        "M54,-52 C88,-56 92,0 66,22 C54,10 46,-20 44,-40Z", darker(fur, 0.4)
    )
    head = (
        ellipse((0, -4), (64, 66), fur)
        + path("M0,-68 C22,-68 26,-20 16,4 L-16,4 C-26,-20 -22,-68 0,-68Z", CREAM)
        + ellipse((0, 26), (38, 32), CREAM)
    )
    eyes = "".join(
        ellipse((x, -12), (9, 10), "#221a16") + ellipse((x + 3, -16), (3, 3), "#ffffff") for x in (-30, 30)
    )
    mouth = (
        ellipse((0, 12), (14, 10), "#221a16")
        + shine("M-5,8 h6", strength=0.6, width=3)
        + path(
            "M0,20 V34 M0,34 C-10,46 -24,42 -26,32 M0,34 C10,46 24,42 26,32",
            stroke="#221a16",
            stroke_width=3.4,
            stroke_linecap="round",
        )
        + path("M-10,40 C-10,64 12,64 12,40 C6,44 -4,44 -10,40Z", "#ff7d88")
    )
    collar = path("M-46,54 C-20,74 20,74 46,54 L50,70 C20,92 -20,92 -50,70Z", color) + ellipse(
        (0, 84), (12, 12), "url(#gold)"
    )
    return ears + head + eyes + mouth + collar


def plant(color: str) -> str:
    """A leafy plant in a pot."""
    leaves = "".join(
        f'<g transform="rotate({turn} 0 26)">'
        + path("M0,26 C-26,-6 -24,-62 0,-94 C24,-62 26,-6 0,26Z", tint)
        + path("M0,22 V-80", stroke="#ffffff", stroke_opacity=0.4, stroke_width=2)
        + "</g>"
        for turn, tint in (
            (-62, "#2c6e49"),
            (62, "#2c6e49"),
            (-34, "#3c8f5a"),
            (34, "#3c8f5a"),
            (0, "#58b272"),
        )
    )
    pot = edge("M-46,24 L46,24 L36,90 L-36,90Z", "url(#body)") + edge("M-52,14 h104 v18 h-104z", "url(#drop)")
    pattern = path(
        "M-40,56 l10,-10 10,10 10,-10 10,10 10,-10 10,10 10,-10 10,10",
        stroke=CREAM,
        stroke_width=4,
        stroke_linejoin="round",
        stroke_opacity=0.85,
    )
    return leaves + pot + pattern
