"""The atelier: every garment type, who cuts it, and how it is set before the camera."""

from __future__ import annotations

import re
from collections.abc import Callable

from tastemaker.catalog.demo import accessories, bottoms, dresses, outerwear, shoes, sneakers, tops
from tastemaker.catalog.demo.cloth import WOVEN, Look, cloths
from tastemaker.catalog.demo.drawing import document, rgb, studio

__all__ = ["CUTTERS", "draw"]

CUTTERS: dict[str, Callable[[Look], str]] = {
    "dress": dresses.dress,
    "shirt": tops.shirt,
    "blouse": tops.blouse,
    "t-shirt": tops.t_shirt,
    "sweater": tops.sweater,
    "cardigan": tops.cardigan,
    "hoodie": tops.hoodie,
    "trousers": bottoms.trousers,
    "jeans": bottoms.jeans,
    "skirt": dresses.skirt,
    "shorts": bottoms.shorts,
    "coat": outerwear.coat,
    "jacket": outerwear.jacket,
    "shoes": shoes.shoes,
    "boots": shoes.boots,
    "sneakers": sneakers.sneakers,
    "sandals": sneakers.sandals,
    "hat": accessories.hat,
    "bag": accessories.bag,
    "scarf": accessories.scarf,
    "sunglasses": accessories.sunglasses,
    "socks": accessories.socks,
}

BACKDROPS = ("#8fa3b5", "#b89f86", "#93ad94", "#c99a97", "#a79cc0", "#9a9a98", "#86abb0", "#c4ab7d")
"""Tints of the studio wall: muted, so that the piece stays the brightest thing in the picture."""


def draw(kind: str, look: Look, *, backdrop: int = 0) -> str:
    """The picture of one piece as an SVG document."""
    zoom, drop = _CLOSE.get((kind, look.cut), _CLOSE.get((kind, ""), (1.08, 0)))
    moved = f'<g transform="translate(160 {160 + drop}) scale({zoom}) translate(-160 -160)">'
    wall = studio(_wall(look.color, backdrop))
    piece = CUTTERS[kind](look)
    if look.material not in WOVEN:
        piece = _WEAVE.sub("", piece)
    return document(wall, cloths(look), moved, piece, "</g>")


_WEAVE = re.compile(r'<path d="[^"]*" fill="url\(#weave\)"/>')
_CLOSE = {
    ("trousers", ""): (1.04, -4), ("jeans", ""): (1.04, -4), ("shorts", ""): (1.5, 28), ("dress", ""): (1.06, -3),
    ("skirt", ""): (1.1, -4), ("skirt", "mini"): (1.4, 4), ("shoes", ""): (1.0, 0), ("boots", ""): (1.0, 0),
    ("sneakers", ""): (1.0, 0), ("sandals", ""): (1.0, 0), ("hat", ""): (1.0, 0), ("bag", ""): (1.0, 0),
    ("scarf", ""): (1.22, 0), ("sunglasses", ""): (1.0, 0), ("socks", ""): (1.0, 0), ("coat", ""): (1.0, 0),
}  # fmt: skip
"""How near the camera stands and how far the piece is moved down, by type and cut."""


def _wall(color: str, number: int) -> str:
    """A backdrop that differs from the piece: the first from `number` on that is far enough in hue."""
    for step in range(len(BACKDROPS)):
        tint = BACKDROPS[(number + step) % len(BACKDROPS)]
        if sum(abs(a - b) for a, b in zip(rgb(tint), rgb(color), strict=True)) > 130:
            return tint
    return BACKDROPS[0]
