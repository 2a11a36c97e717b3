"""What all footwear shares: it is drawn once, toe to the right, and set as a pair."""

from __future__ import annotations

from tastemaker.catalog.demo.cloth import Look
from tastemaker.catalog.demo.drawing import ellipse, path, soft_shadow

__all__ = ["RUBBER", "gleam", "gloss", "laces", "pair"]

RUBBER = "#f4f2ec"


def pair(one: str, *, floor: float = 262, lift: float = 24, shift: float = 34, zoom: float = 1.0) -> str:
    """Two of the same: the far one a little behind, in shadow."""
    far = f'<g transform="translate({shift} {-lift})">{one}</g>'
    ground = soft_shadow((166, floor), (142, 20), opacity=0.4) + soft_shadow(
        (186, floor - lift), (120, 14), opacity=0.3, name="ss2"
    )
    near = f'<g transform="translate(-14 0)">{one}</g>'
    return f'<g transform="translate(160 160) scale({zoom:g}) translate(-160 -160)">{ground}{far}{near}</g>'


def laces(points: tuple[tuple[float, float], ...], lace: str) -> str:
    """Laces across the points, pair by pair."""
    out = []
    for (x1, y1), (x2, y2) in zip(points[::2], points[1::2], strict=True):
        out.append(
            path(
                f"M{x1},{y1} L{x2},{y2}",
                stroke="#10131f",
                stroke_opacity=0.35,
                stroke_width=6.4,
                stroke_linecap="round",
            )
        )
        out.append(path(f"M{x1},{y1} L{x2},{y2}", stroke=lace, stroke_width=4.6, stroke_linecap="round"))
    return "".join(out)


def gleam(x: float, y: float, rx: float, ry: float, *, turn: float = 0, strength: float = 0.45) -> str:
    """A soft spot of light on leather."""
    return (
        f'<g transform="rotate({turn} {x} {y})">'
        + ellipse((x, y), (rx, ry), "#ffffff", fill_opacity=strength)
        + "</g>"
    )


def gloss(look: Look) -> float:
    """How much the material shines, 0..1."""
    return {"patent leather": 0.75, "leather": 0.26, "satin": 0.45}.get(look.material, 0.12)
