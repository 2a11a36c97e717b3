"""The fashion section: about 420 garments and accessories, each pictured as its words say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tastemaker.catalog.demo.cloth import Look
from tastemaker.catalog.demo.drawing import COLORS, rgb
from tastemaker.catalog.demo.fashion_cuts import CUTS
from tastemaker.catalog.demo.fashion_words import (
    BRANDS,
    MATERIALS,
    NAMES,
    PATTERNS,
    SEASONS,
    STYLES,
)
from tastemaker.catalog.demo.garments import draw
from tastemaker.catalog.demo.section import Draft, Profile

__all__ = ["PROFILE", "drafts"]

PROFILE = Profile(
    name="Wardrobe",
    noun="clothes",
    currency="€",
    tone="warm and precise, like a good shop assistant",
    weights={"text": 0.5, "image": 0.5},
)


@dataclass(frozen=True)
class Kind:
    """What one garment type may be: how many there are, and what they are made of and cost."""

    count: int
    price: float
    materials: Mapping[str, str]
    """Cut to materials, separated by bars; the key `*` serves every other cut."""
    patterns: str
    """The patterns it comes in; one named twice is twice as likely."""
    styles: str
    seasons: str
    colors: str = ""
    """The colors it comes in, separated by bars; empty means all."""


DENIM = "blue|navy|sky blue|black|grey|white"
COMMON = {
    "black": 5,
    "white": 4,
    "red": 4,
    "blue": 3,
    "navy": 2,
    "green": 2,
    "beige": 2,
    "grey": 2,
    "brown": 2,
}
"""How many times as often as others these colors come: what people ask for first should be there."""
LEATHERS = "black|brown|beige|navy|red|green|olive|white|grey"
PRINTS = "plain plain striped dotted floral checked"

KINDS: dict[str, Kind] = {
    "dress": Kind(42, 79, {"slip": "silk|satin|viscose", "sheath": "wool|cotton|viscose", "maxi": "cotton|viscose|linen", "*": "cotton|viscose|linen"}, PRINTS + " floral zigzag leopard", "casual romantic boho party formal", "spring summer summer autumn"),
    "shirt": Kind(26, 49, {"overshirt": "cotton|corduroy|wool", "short-sleeved": "linen|viscose|cotton", "*": "cotton|linen"}, "plain plain striped pinstriped checked checked floral dotted", "casual classic formal", "spring summer all_year"),
    "blouse": Kind(14, 55, {"bow neck": "silk|satin|viscose", "*": "cotton|linen|viscose"}, "plain plain dotted floral striped", "romantic formal classic", "spring summer all_year"),
    "t-shirt": Kind(28, 24, {"*": "cotton|cotton|linen"}, "plain plain plain striped striped dotted zigzag leopard", "casual sporty streetwear minimal", "summer spring all_year"),
    "sweater": Kind(24, 75, {"turtleneck": "merino|cashmere|wool", "cable knit": "wool|mohair|cashmere", "*": "wool|merino|cotton"}, "plain plain striped zigzag checked", "casual classic minimal", "autumn winter winter"),
    "cardigan": Kind(14, 69, {"*": "wool|merino|mohair|cashmere"}, "plain plain plain striped zigzag", "casual classic boho", "autumn winter spring"),
    "hoodie": Kind(14, 52, {"*": "fleece|cotton"}, "plain plain plain striped", "sporty streetwear casual", "spring autumn all_year"),
    "trousers": Kind(20, 72, {"tailored": "wool|cotton", "wide-leg": "linen|viscose|wool", "cargo": "cotton|nylon"}, "plain plain plain pinstriped checked", "formal classic casual", "all_year spring autumn"),
    "jeans": Kind(20, 78, {"*": "denim"}, "plain", "casual classic streetwear", "all_year", DENIM),
    "skirt": Kind(20, 52, {"mini": "denim|corduroy|suede|cotton", "pencil": "wool|cotton", "pleated midi": "satin|viscose|polyester", "tiered": "cotton|viscose|linen"}, "plain plain dotted floral checked striped", "casual romantic boho formal", "spring summer autumn"),
    "shorts": Kind(14, 36, {"running": "polyester|nylon", "chino": "cotton|linen", "paper-bag": "cotton|linen|viscose"}, "plain plain striped checked dotted", "casual", "summer"),
    "coat": Kind(20, 189, {"trench": "cotton", "double-breasted": "wool|cashmere|tweed", "parka": "nylon|cotton"}, "plain plain plain checked", "classic formal minimal", "autumn winter"),
    "jacket": Kind(22, 119, {"bomber": "nylon|satin|suede", "biker": "leather|faux leather", "blazer": "wool|linen|tweed|corduroy", "trucker": "denim|corduroy"}, "plain plain plain checked", "casual streetwear classic", "spring autumn all_year"),
    "shoes": Kind(20, 109, {"oxford": "leather|patent leather|suede", "loafer": "leather|suede", "pump": "leather|patent leather|suede|satin", "ballet flat": "leather|suede|satin"}, "plain", "classic formal", "all_year"),
    "boots": Kind(20, 139, {"hiking": "leather|suede|nylon", "*": "leather|suede|faux leather"}, "plain", "classic casual", "autumn winter", LEATHERS),
    "sneakers": Kind(22, 85, {"low": "leather|canvas|suede", "high-top": "canvas|leather", "running": "mesh"}, "plain", "casual streetwear", "all_year spring summer"),
    "sandals": Kind(14, 59, {"slide": "rubber|leather", "espadrille": "canvas|suede", "strappy": "leather|suede"}, "plain", "casual boho", "summer"),
    "hat": Kind(18, 32, {"sun hat": "straw|cotton", "beanie": "wool|merino|cashmere", "cap": "cotton|corduroy|wool", "fedora": "felt|straw"}, "plain plain striped", "casual classic", "all_year"),
    "bag": Kind(20, 89, {"tote": "canvas|leather|cotton", "handbag": "leather|patent leather|suede", "backpack": "nylon|canvas|leather"}, "plain plain striped checked dotted floral", "casual", "all_year"),
    "scarf": Kind(14, 35, {"looped": "wool|cashmere|merino|mohair", "square": "silk|cotton"}, "plain striped checked checked dotted floral", "classic casual", "autumn winter"),
    "sunglasses": Kind(12, 69, {"aviator": "metal", "round": "metal|acetate", "cat-eye": "acetate"}, "plain", "casual classic", "summer", "black|brown|red|green|navy|white|purple|teal|grey|orange"),
    "socks": Kind(10, 11, {"*": "cotton|wool|merino"}, "striped dotted checked zigzag plain", "casual", "all_year"),
}  # fmt: skip

CUT_STYLES = {
    "slip": "party romantic minimal", "sheath": "formal minimal", "maxi": "boho", "wrap": "romantic casual",
    "fit-and-flare": "party romantic casual", "overshirt": "outdoor casual", "cargo": "outdoor streetwear",
    "tailored": "formal classic minimal", "pencil": "formal classic", "tiered": "boho", "running": "sporty",
    "trench": "classic minimal", "parka": "outdoor streetwear", "bomber": "streetwear sporty", "biker": "streetwear party",
    "blazer": "formal classic", "trucker": "casual streetwear", "oxford": "formal classic", "pump": "party formal",
    "ballet flat": "romantic casual", "hiking": "outdoor", "knee-high": "party classic", "high-top": "streetwear",
    "strappy": "boho romantic", "slide": "casual sporty", "espadrille": "boho casual", "sun hat": "boho romantic",
    "beanie": "casual outdoor", "cap": "sporty streetwear", "fedora": "classic formal", "backpack": "outdoor streetwear",
    "handbag": "formal classic party", "square": "romantic classic", "bow neck": "formal romantic", "cat-eye": "party",
    "cable knit": "classic outdoor", "mom": "casual", "long open": "boho casual",
}  # fmt: skip
CUT_SEASONS = {
    "sun hat": "summer", "beanie": "winter", "square": "spring summer", "parka": "winter", "trench": "spring autumn",
    "double-breasted": "winter autumn", "overshirt": "autumn spring", "short-sleeved": "summer", "sheath": "all_year",
    "maxi": "summer", "slip": "summer all_year", "knee-high": "autumn winter",
    "cable knit": "winter", "hiking": "autumn spring", "cap": "summer all_year", "fedora": "autumn spring",
}  # fmt: skip

STYLE_TRAITS: dict[str, dict[str, float]] = {
    "casual": {"cosy": 0.4, "urban": 0.3}, "formal": {"elegant": 0.7, "classic": 0.4},
    "sporty": {"energetic": 0.9, "outdoors": 0.3}, "boho": {"natural": 0.7, "colourful": 0.3, "romantic": 0.2},
    "romantic": {"romantic": 0.9, "elegant": 0.2}, "streetwear": {"urban": 0.8, "bold": 0.5},
    "outdoor": {"outdoors": 0.9, "natural": 0.4}, "classic": {"classic": 0.9}, "party": {"bold": 0.6, "energetic": 0.4, "elegant": 0.3},
    "minimal": {"minimal": 0.9, "calm": 0.3},
}  # fmt: skip
PATTERN_TRAITS: dict[str, dict[str, float]] = {
    "plain": {"minimal": 0.4, "calm": 0.2}, "striped": {"classic": 0.3}, "pinstriped": {"elegant": 0.4, "classic": 0.3},
    "dotted": {"playful": 0.7}, "checked": {"classic": 0.4, "cosy": 0.3}, "floral": {"romantic": 0.6, "natural": 0.4},
    "zigzag": {"playful": 0.5, "colourful": 0.4}, "leopard": {"bold": 0.9},
}  # fmt: skip
COLOR_TRAITS: dict[str, dict[str, float]] = {
    "black": {"dark": 0.9, "minimal": 0.2}, "navy": {"classic": 0.4, "dark": 0.3}, "grey": {"minimal": 0.4, "dark": 0.2},
    "white": {"minimal": 0.5, "calm": 0.3}, "beige": {"calm": 0.4, "natural": 0.4}, "brown": {"natural": 0.5, "cosy": 0.3},
    "olive": {"outdoors": 0.4, "natural": 0.4}, "green": {"natural": 0.4, "colourful": 0.3}, "red": {"bold": 0.6, "colourful": 0.4},
    "orange": {"colourful": 0.7, "energetic": 0.3}, "yellow": {"colourful": 0.7, "playful": 0.4}, "pink": {"romantic": 0.5, "playful": 0.4},
    "purple": {"colourful": 0.4, "bold": 0.3}, "blue": {"colourful": 0.3}, "sky blue": {"calm": 0.5}, "teal": {"colourful": 0.4, "techy": 0.2},
}  # fmt: skip
DEAR = {"silk": 1.6, "cashmere": 1.9, "leather": 1.5, "merino": 1.2, "wool": 1.15, "mohair": 1.3, "suede": 1.25,
        "satin": 1.1, "patent leather": 1.4, "linen": 1.1, "polyester": 0.8, "faux leather": 0.85, "cotton": 0.95,
        "rubber": 0.5, "tweed": 1.2}  # fmt: skip
CUT_DEAR = {"knee-high": 1.25, "biker": 1.5, "cable knit": 1.2, "maxi": 1.15, "slide": 0.6, "beanie": 0.8, "fedora": 1.4,
            "square": 0.8, "cap": 0.8, "parka": 1.1, "tote": 0.7, "ballet flat": 0.8, "trucker": 0.85, "bomber": 0.95}  # fmt: skip


def drafts(rng: np.random.Generator) -> list[Draft]:
    """The section's items, no two alike in type, cut, color and pattern."""
    out: list[Draft] = []
    titles: set[str] = set()
    for kind, spec in KINDS.items():
        taken: set[tuple[str, ...]] = set()
        cuts = list(CUTS[kind])
        while len(taken) < spec.count:
            cut = cuts[len(taken) % len(cuts)]
            piece = _choose(kind, cut, rng)
            key = (cut, piece["color"], piece["pattern"])
            if key in taken:
                continue
            taken.add(key)
            out.append(_draft(kind, cut, piece, rng=rng, titles=titles))
    return out


def _pick(rng: np.random.Generator, words: str | tuple[str, ...] | list[str]) -> str:
    options = words.split() if isinstance(words, str) else words
    return str(options[int(rng.integers(len(options)))])


def _choose(kind: str, cut: str, rng: np.random.Generator) -> dict[str, str]:
    """Color, pattern, material, style, season and brand of one piece, chosen to go together."""
    spec = KINDS[kind]
    material = _pick(rng, (spec.materials.get(cut) or spec.materials["*"]).split("|"))
    solid = material in (
        "leather",
        "suede",
        "faux leather",
        "patent leather",
        "denim",
        "corduroy",
        "straw",
        "felt",
    )
    pattern = "plain" if solid or cut == "cable knit" else _pick(rng, spec.patterns)
    colors = spec.colors.split("|") if spec.colors else list(COLORS)
    if material == "denim":
        colors = DENIM.split("|")
    elif material == "straw":
        colors = ["beige", "brown", "white", "black", "yellow"]
    colors = [color for color in colors for _ in range(COMMON.get(color, 1))]
    style = _pick(rng, CUT_STYLES.get(cut, spec.styles))
    if pattern == "leopard":
        style = "party"
    fitting = sorted(
        BRANDS, key=lambda name: -_affinity(BRANDS[name][1], STYLE_TRAITS[style]) - rng.random() * 0.7
    )
    return {
        "color": _pick(rng, colors),
        "pattern": pattern,
        "material": material,
        "style": style,
        "season": _pick(rng, CUT_SEASONS.get(cut, spec.seasons)).replace("_", " "),
        "brand": fitting[int(rng.integers(3))],
    }


def _affinity(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    return sum(weight * second.get(trait, 0.0) for trait, weight in first.items())


def _draft(
    kind: str, cut: str, piece: dict[str, str], *, rng: np.random.Generator, titles: set[str]
) -> Draft:
    title = _title(kind, cut, piece, rng=rng)
    while title in titles:
        title = _title(kind, cut, piece, rng=rng)
    titles.add(title)
    accent = _accent(piece["color"], rng)
    look = Look(cut, COLORS[piece["color"]], accent, piece["pattern"], piece["material"])
    backdrop = int(rng.integers(100))
    return Draft(
        id=_slug(title),
        title=title,
        description=_description(kind, cut, piece, rng=rng),
        categories=(kind,),
        attributes={key: piece[key] for key in ("color", "pattern", "material", "style", "season", "brand")},
        price=_price(kind, cut, piece, rng=rng),
        svg=draw(kind, look, backdrop=backdrop),
        traits=_traits(piece),
        shows=(kind, cut),
    )


def _slug(title: str) -> str:
    kept = "".join(letter if letter.isalnum() else "-" for letter in title.lower())
    return "-".join(part for part in kept.split("-") if part)


def _accent(color: str, rng: np.random.Generator) -> str:
    """A second color that shows clearly on the first."""
    bright = sum(rgb(COLORS[color])) > 470
    warm = {"red": "#2a2d3a", "navy": "#e9b44c", "green": "#f6d9b8", "black": "#d8574a", "teal": "#f3b6a2"}
    dark = {
        "white": "#27407a",
        "beige": "#7b3f2c",
        "pink": "#a5264f",
        "yellow": "#2f5d8c",
        "sky blue": "#1f3f7a",
    }
    if bright:
        return (
            _pick(rng, ["#fffdf6", dark.get(color, "#2b2f45")])
            if color != "white"
            else _pick(rng, ["#27407a", "#c2303a", "#2b2f35", "#2f7d55"])
        )
    return _pick(rng, ["#fff6e6", "#fff6e6", warm.get(color, "#ffe9c7")])


def _title(kind: str, cut: str, piece: dict[str, str], *, rng: np.random.Generator) -> str:
    noun = CUTS[kind][cut][0]
    color, pattern, material = piece["color"], piece["pattern"], piece["material"]
    printed = (
        ""
        if pattern == "plain"
        else {"dotted": "polka-dot", "leopard": "leopard-print"}.get(pattern, pattern) + " "
    )
    name = _pick(rng, NAMES)
    forms = [
        f"{color} {printed}{noun}",
        f"{name} {printed}{noun} in {color}",
        f"{printed}{material} {noun}, {color}",
        f"{color} {material} {noun}" if not printed else f"{color} and {printed}{noun}".replace(" and ", " "),
        f"{piece['brand']} {color} {printed}{noun}",
    ]
    title = _pick(rng, forms)
    return title[0].upper() + title[1:]


def _description(kind: str, cut: str, piece: dict[str, str], *, rng: np.random.Generator) -> str:
    shape = _pick(rng, CUTS[kind][cut][1])
    shade = _pick(rng, PATTERNS[piece["pattern"]]).format(
        color=piece["color"], Color=piece["color"].capitalize()
    )
    stuff = _pick(rng, MATERIALS[piece["material"]])
    mood = _pick(rng, STYLES[piece["style"]])
    when = _pick(rng, SEASONS[piece["season"]])
    orders = [
        (shape, stuff), (shape, shade), (shape, shade, stuff), (shade, shape), (shape, stuff, when),
        (shade, stuff, mood), (shape, mood), (stuff, shape, shade), (shape, when), (shade, shape, mood),
        (shape, shade, when), (shape,), (mood, shape, shade),
    ]  # fmt: skip
    return " ".join(orders[int(rng.integers(len(orders)))])


def _price(kind: str, cut: str, piece: dict[str, str], *, rng: np.random.Generator) -> float:
    amount = (
        KINDS[kind].price
        * BRANDS[piece["brand"]][0]
        * DEAR.get(piece["material"], 1.0)
        * CUT_DEAR.get(cut, 1.0)
    )
    amount *= float(np.exp(rng.normal(0, 0.14)))
    if amount < 40:
        return max(5.0, round(amount * 2) / 2)
    return (
        float(round(amount))
        if amount < 100
        else float(round(amount / 5) * 5 - (1 if rng.random() < 0.5 else 0))
    )


def _traits(piece: dict[str, str]) -> dict[str, float]:
    total: dict[str, float] = {}
    parts = (
        STYLE_TRAITS[piece["style"]], PATTERN_TRAITS[piece["pattern"]], COLOR_TRAITS[piece["color"]], BRANDS[piece["brand"]][1]
    )  # fmt: skip
    for part in parts:
        for trait, weight in part.items():
            total[trait] = min(1.0, total.get(trait, 0.0) + 0.75 * weight)
    return {trait: round(weight, 3) for trait, weight in total.items()}
