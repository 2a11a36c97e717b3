"""What advertisements sell: twenty groups of products, and their drawings."""

from __future__ import annotations

from collections.abc import Callable

from tastemaker.catalog.demo import goods_away, goods_home
from tastemaker.catalog.demo.drawing import STEEL, darker, lighter, linear, radial

__all__ = ["PRODUCTS", "product"]

PRODUCTS: dict[str, tuple[Callable[[str], str], ...]] = {
    "coffee": (goods_home.cup, goods_home.to_go),
    "travel": (goods_away.plane, goods_away.suitcase),
    "phone": (goods_away.phone,),
    "car": (goods_away.car,),
    "cosmetics": (goods_away.lipstick, goods_away.perfume),
    "bank": (goods_away.card, goods_away.piggy),
    "sportswear": (goods_away.runner,),
    "furniture": (goods_home.sofa, goods_home.lamp),
    "ice cream": (goods_home.cone,),
    "headphones": (goods_away.headphones,),
    "watch": (goods_away.watch,),
    "bicycle": (goods_away.bicycle,),
    "pizza": (goods_home.pizza,),
    "insurance": (goods_away.umbrella,),
    "energy": (goods_home.bulb,),
    "cinema": (goods_home.popcorn,),
    "books": (goods_home.books,),
    "pets": (goods_home.dog,),
    "juice": (goods_home.juice,),
    "garden": (goods_home.plant,),
}
"""Product groups, and the drawings each has."""


def product(group: str, color: str, *, variant: int = 0) -> str:
    """The product of a group in a color, with its light and shade."""
    drawings = PRODUCTS[group]
    return _light(color) + drawings[variant % len(drawings)](color)


def _light(color: str) -> str:
    """Gradients that every product uses: its body lit from the left, its gloss, steel and glass."""
    return (
        "<defs>"
        + linear("body", (0, lighter(color, 0.28)), (0.45, color), (1, darker(color, 0.32)), angle="right")
        + linear("drop", (0, lighter(color, 0.3)), (0.5, color), (1, darker(color, 0.3)))
        + linear("steel", (0, "#f4f6f9"), (0.45, STEEL), (1, "#7d8592"), angle="right")
        + linear("gold", (0, "#fbe6a6"), (0.5, "#dcae4c"), (1, "#9a7226"), angle="diagonal")
        + linear("glass", (0, "#2b3550"), (0.55, "#46557a"), (1, "#1a2136"), angle="diagonal")
        + linear("paper", (0, "#ffffff"), (1, "#e6e1d6"), angle="diagonal")
        + radial(
            "ball", lighter(color, 0.5), (0.5, color), darker(color, 0.35), center=(0.35, 0.3), radius=0.75
        )
        + "</defs>"
    )
