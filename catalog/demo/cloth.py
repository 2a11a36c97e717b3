"""What garments are cut from: outlines, cloth with folds and light, seams, buttons and stitching."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from tastemaker.catalog.demo.drawing import (
    SIZE,
    blur,
    darker,
    ellipse,
    fabric,
    lighter,
    linear,
    mix,
    path,
    rgb,
)

__all__ = [
    "WOVEN",
    "Look",
    "button",
    "buttons",
    "cast",
    "clipped",
    "cloth",
    "cloths",
    "fold",
    "hem",
    "mirrored",
    "seam",
    "stitch",
    "symmetric",
]

WOVEN = {
    "wool": "knit", "merino": "knit", "cashmere": "knit", "mohair": "knit", "denim": "twill",
    "corduroy": "cord", "tweed": "fleck", "linen": "fleck", "straw": "twill",
}  # fmt: skip
"""Materials whose weave can be seen."""

_TOKEN = re.compile(r"[MLCQ]|-?\d+(?:\.\d+)?")
_POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3}


@dataclass(frozen=True)
class Look:
    """What one piece looks like: everything a cutter must know."""

    cut: str
    color: str
    accent: str
    pattern: str
    material: str

    @property
    def dark(self) -> str:
        """The color in shadow."""
        return lighter(self.color, 0.16) if _dim(self.color) else darker(self.color, 0.3)

    @property
    def inside(self) -> str:
        """The lining, seen at the neck and under the hem."""
        return darker(self.color, 0.42 if not _dim(self.color) else 0.35)

    @property
    def trim(self) -> str:
        """Ribs, collars and bands: a touch darker."""
        return mix(self.color, self.dark, share=0.55)


def _dim(color: str) -> bool:
    return sum(rgb(color)) < 150


def _segments(half: str) -> list[tuple[str, list[tuple[float, float]]]]:
    tokens = _TOKEN.findall(half)
    out: list[tuple[str, list[tuple[float, float]]]] = []
    at, command = 0, "M"
    while at < len(tokens):
        if tokens[at] in _POINTS:
            command, at = tokens[at], at + 1
        numbers = [float(token) for token in tokens[at : at + 2 * _POINTS[command]]]
        out.append((command, list(zip(numbers[::2], numbers[1::2], strict=True))))
        at += len(numbers)
        command = "L" if command == "M" else command
    return out


def _write(command: str, points: list[tuple[float, float]]) -> str:
    return command + " ".join(f"{x:g},{y:g}" for x, y in points)


def _flip(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(SIZE - x, y) for x, y in points]


def mirrored(data: str) -> str:
    """The path on the other side of the middle (M, L, Q, C in absolute coordinates; Z kept)."""
    flipped = "".join(_write(command, _flip(points)) for command, points in _segments(data))
    return flipped + ("Z" if data.rstrip().endswith("Z") else "")


def symmetric(half: str) -> str:
    """The closed outline of a left half and its mirror image. The half runs from top to bottom."""
    segments = _segments(half)
    out = [_write(command, points) for command, points in segments]
    last = segments[-1][1][-1]
    out.append(_write("L", _flip([last])))
    for n in range(len(segments) - 1, 0, -1):
        command, points = segments[n]
        back = [*reversed(points[:-1]), segments[n - 1][1][-1]]
        out.append(_write(command, _flip(back)))
    return "".join(out) + "Z"


def cloths(look: Look, *, scale: float = 1.0) -> str:
    """The definitions every drawing of this look needs: cloth straight and turned, light and weave."""
    ink = "#34405c" if sum(rgb(look.color)) > 640 else "#0b0d18"
    glossy = look.material in ("silk", "satin", "leather", "patent leather", "faux leather", "nylon")
    shine = 0.3 if glossy else 0.15
    shade = 0.2 if sum(rgb(look.color)) > 640 else 0.32
    color, accent = look.color, look.accent
    turns = [("fabric", 0), ("fabric-l", 16), ("fabric-r", -16)]
    return (
        "<defs>"
        + "".join(
            fabric(name, look.pattern, base=color, accent=accent, scale=scale, turn=turn)
            for name, turn in turns
        )
        + linear(
            "side", (0, ink, shade), (0.2, ink, 0.05), (0.34, "#fff", shine), (0.5, "#fff", 0.02),
            (0.78, ink, 0.06), (1, ink, shade), angle="right",
        )
        + linear("fall", (0, "#fff", 0.1), (0.45, "#fff", 0), (0.55, ink, 0), (1, ink, shade * 0.6))
        + linear("crease", (0, ink, 0), (0.5, ink, 0.22), (1, ink, 0), angle="right")
        + linear("gleam", (0, "#fff", 0), (0.5, "#fff", shine + 0.06), (1, "#fff", 0), angle="right")
        + _weave(look.material, ink)
        + "</defs>"
    )  # fmt: skip


def _weave(material: str, ink: str) -> str:
    knit = f'<path d="M0 0 L3 4 L6 0" fill="none" stroke="{ink}" stroke-opacity=".2" stroke-width="1.3"/>'
    twill = '<path d="M0 4 L4 0" stroke="#fff" stroke-opacity=".16" stroke-width="1"/>'
    cord = f'<rect width="1.8" height="6" fill="{ink}" fill-opacity=".17"/>'
    fleck = f'<path d="M1 1h2M5 4h2" stroke="{ink}" stroke-opacity=".2" stroke-width="1"/>'
    motif = {"knit": knit, "twill": twill, "cord": cord, "fleck": fleck}.get(WOVEN.get(material, ""), "")
    return f'<pattern id="weave" width="6" height="5" patternUnits="userSpaceOnUse">{motif}</pattern>'


def cloth(outline: str, *inside: str, fill: str = "url(#fabric)", edge: str = "#10131f") -> str:
    """A piece of cloth: filled, lit from the left, woven, with what lies inside clipped to it."""
    layers = [path(outline, fill), path(outline, "url(#weave)")]
    layers += [path(outline, "url(#side)"), path(outline, "url(#fall)")]
    if inside:
        layers.append(clipped(outline, *inside))
    rim = path(outline, stroke=edge, stroke_width=1.1, stroke_opacity=0.28, stroke_linejoin="round")
    return "".join(layers) + rim


def clipped(outline: str, *inside: str) -> str:
    """What lies inside, cut off at the outline."""
    name = f"c{zlib.crc32(outline.encode()):08x}"
    clip = f'<defs><clipPath id="{name}"><path d="{outline}"/></clipPath></defs>'
    return f'{clip}<g clip-path="url(#{name})">{"".join(inside)}</g>'


def cast(*outlines: str, offset: tuple[float, float] = (5, 8)) -> str:
    """The soft shadow that the pieces cast on the wall behind them."""
    x, y = offset
    return (
        f'<defs>{blur("cast", 5)}</defs><g transform="translate({x:g} {y:g})" filter="url(#cast)">'
        + path(" ".join(outlines), "#1c2030", fill_opacity=0.34)
        + "</g>"
    )


def fold(
    start: tuple[float, float], end: tuple[float, float], *, width: float = 14, lit: bool = False
) -> str:
    """A soft crease from start to end, widening; `lit` makes it a ridge of light."""
    (x1, y1), (x2, y2) = start, end
    bend = (x1 + x2) / 2 + width * 0.25
    middle = (y1 + y2) / 2
    data = (
        f"M{x1:g},{y1:g} Q{bend - width * 0.5:g},{middle:g} {x2 - width / 2:g},{y2:g} "
        f"L{x2 + width / 2:g},{y2:g} Q{bend + width * 0.25:g},{middle:g} {x1:g},{y1:g}Z"
    )
    return path(data, "url(#gleam)" if lit else "url(#crease)")


def seam(data: str, look: Look, *, width: float = 1.3) -> str:
    """A sewn line in shadow."""
    ink = lighter(look.color, 0.28) if _dim(look.color) else darker(look.color, 0.5)
    return path(data, stroke=ink, stroke_width=width, stroke_opacity=0.75, stroke_linecap="round")


def stitch(data: str, color: str, *, width: float = 1.3) -> str:
    """A dashed line of thread."""
    return path(data, stroke=color, stroke_width=width, stroke_dasharray="4 2.6", stroke_linecap="round")


def hem(data: str, look: Look, *, width: float = 7) -> str:
    """A band along an edge: a rib, a cuff, a neckline."""
    return path(data, stroke=look.trim, stroke_width=width, stroke_linejoin="round") + path(
        data, stroke="#0b0d18", stroke_width=width, stroke_opacity=0.07, stroke_dasharray="1.4 2.2"
    )


def button(x: float, y: float, color: str, *, radius: float = 3.4) -> str:
    """A button with its rim, two holes and a glint."""
    return (
        ellipse((x + 0.6, y + 1), (radius, radius), "#10131f", fill_opacity=0.35)
        + ellipse((x, y), (radius, radius), color)
        + ellipse((x, y), (radius * 0.72, radius * 0.72), "none", stroke="#10131f", stroke_opacity=0.3)
        + ellipse((x - radius * 0.25, y), (0.6, 0.6), "#10131f", fill_opacity=0.7)
        + ellipse((x + radius * 0.25, y), (0.6, 0.6), "#10131f", fill_opacity=0.7)
    )


def buttons(x: float, ys: tuple[float, float], *, count: int, color: str, radius: float = 3.4) -> str:
    """A row of buttons down from the first height to the last."""
    gap = (ys[1] - ys[0]) / max(1, count - 1)
    return "".join(button(x, ys[0] + gap * n, color, radius=radius) for n in range(count))
