"""The shared drawing board: colors, gradients, patterns, backgrounds, and SVG to picture file."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

__all__ = [
    "COLORS",
    "CREAM",
    "INK",
    "SIZE",
    "STEEL",
    "blur",
    "darker",
    "document",
    "edge",
    "ellipse",
    "fabric",
    "lighter",
    "linear",
    "mix",
    "path",
    "radial",
    "render",
    "rgb",
    "save",
    "shine",
    "soft_shadow",
    "studio",
]

INK, CREAM, STEEL = "#1d2030", "#fff6e6", "#c9ced6"

SIZE = 320
"""Side of a square picture in pixels, and of the coordinates drawings use."""

COLORS = {
    "red": "#d0202e",
    "orange": "#f07a1f",
    "yellow": "#f7c928",
    "green": "#2f8f4e",
    "olive": "#7a7a35",
    "teal": "#158a8a",
    "sky blue": "#7cc0ea",
    "blue": "#2460d0",
    "navy": "#1d2a57",
    "purple": "#7d3fae",
    "pink": "#f08fb4",
    "brown": "#7b4a2a",
    "beige": "#dcc6a0",
    "grey": "#8f959c",
    "white": "#f7f6f2",
    "black": "#212226",
}
"""Named colors, each clearly itself."""


def rgb(color: str) -> tuple[int, int, int]:
    """The red, green and blue (0..255) of `#rrggbb`."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _hex(red: float, green: float, blue: float) -> str:
    return "#" + "".join(f"{max(0, min(255, round(part))):02x}" for part in (red, green, blue))


def mix(first: str, second: str, *, share: float = 0.5) -> str:
    """The color between two: `share` 0 is the first, 1 the second."""
    a, b = rgb(first), rgb(second)
    return _hex(*(x + (y - x) * share for x, y in zip(a, b, strict=True)))


def darker(color: str, amount: float = 0.25) -> str:
    """The same hue in shadow."""
    return _hex(*(part * (1 - amount) for part in rgb(color)))


def lighter(color: str, amount: float = 0.25) -> str:
    """The same hue in light."""
    return mix(color, "#ffffff", share=amount)


def linear(name: str, *stops: str | tuple[float, str] | tuple[float, str, float], angle: str = "down") -> str:
    """A linear gradient `url(#name)`. A stop is a color, (offset, color) or (offset, color, opacity).

    `angle` is down, right, diagonal, or "x1 y1 x2 y2" in fractions of the shape's box.
    """
    ways = {"down": "0 0 0 1", "right": "0 0 1 0", "diagonal": "0 0 1 1"}
    x1, y1, x2, y2 = ways.get(angle, angle).split()
    head = f'<linearGradient id="{name}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}">'
    return head + _stops(stops) + "</linearGradient>"


def radial(
    name: str,
    *stops: str | tuple[float, str] | tuple[float, str, float],
    center: tuple[float, float] = (0.5, 0.5),
    radius: float = 0.5,
) -> str:
    """A radial gradient `url(#name)`: the first stop is the middle."""
    head = f'<radialGradient id="{name}" cx="{center[0]}" cy="{center[1]}" r="{radius}">'
    return head + _stops(stops) + "</radialGradient>"


def _stops(stops: tuple[str | tuple[float, str] | tuple[float, str, float], ...]) -> str:
    out = []
    for n, given in enumerate(stops):
        stop = (n / max(1, len(stops) - 1), given) if isinstance(given, str) else given
        opacity = f' stop-opacity="{stop[2]:g}"' if len(stop) == 3 else ""
        out.append(f'<stop offset="{stop[0]:.3g}" stop-color="{stop[1]}"{opacity}/>')
    return "".join(out)


def blur(name: str, deviation: float) -> str:
    """A Gaussian blur filter `url(#name)`. It is what costs time: soft_shadow is cheaper."""
    return (
        f'<filter id="{name}" x="-12%" y="-12%" width="124%" height="124%">'
        f'<feGaussianBlur stdDeviation="{deviation:g}"/></filter>'
    )


def path(data: str, fill: str = "none", **style: str | float) -> str:
    """A path; style keys use _ for -, as in stroke_width=2."""
    return f'<path d="{data}" fill="{fill}"{_style(style)}/>'


def ellipse(center: tuple[float, float], radii: tuple[float, float], fill: str, **style: str | float) -> str:
    """An ellipse."""
    (x, y), (rx, ry) = center, radii
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}" fill="{fill}"{_style(style)}/>'


def _style(style: dict[str, str | float]) -> str:
    return "".join(f' {key.replace("_", "-")}="{value}"' for key, value in style.items())


def shine(data: str, *, strength: float = 0.4, width: float = 5) -> str:
    """A white stroke of light along a path."""
    return path(data, stroke="#ffffff", stroke_width=width, stroke_opacity=strength, stroke_linecap="round")


def edge(data: str, fill: str) -> str:
    """A path with a faint dark outline."""
    return path(data, fill, stroke=INK, stroke_opacity=0.22, stroke_width=1.4, stroke_linejoin="round")


def soft_shadow(
    center: tuple[float, float], radii: tuple[float, float], *, opacity: float = 0.35, name: str = "ss"
) -> str:
    """A soft shadow on the floor, as a radial gradient (no filter)."""
    ink = "#20222c"
    fade = radial(name, (0, ink, opacity), (0.55, ink, opacity * 0.5), (1, ink, 0))
    return f"<defs>{fade}</defs>" + ellipse(center, radii, f"url(#{name})")


def studio(tint: str, *, floor: float = 0.8) -> str:
    """A soft studio: a wall lit from above in a pale tint, rolling into a floor at `floor` of the height."""
    wall, edge = lighter(tint, 0.86), lighter(tint, 0.62)
    ground = lighter(tint, 0.74)
    light = radial("wall", wall, (0.55, mix(wall, edge, share=0.35)), edge, center=(0.5, 0.4), radius=0.75)
    roll = linear("floor", (0, ground, 0), (0.35, ground, 0.55), (1, lighter(tint, 0.5), 0.9))
    y = SIZE * (floor - 0.12)
    return (
        f'<g class="backdrop"><defs>{light}{roll}</defs>'
        f'<rect width="{SIZE}" height="{SIZE}" fill="url(#wall)"/>'
        f'<rect y="{y:g}" width="{SIZE}" height="{SIZE - y:g}" fill="url(#floor)"/></g>'
    )


def fabric(name: str, pattern: str, *, base: str, accent: str, scale: float = 1.0, turn: float = 0.0) -> str:
    """A pattern to fill cloth with, as `url(#name)`: the base color keeps most of the surface."""
    if pattern == "plain":
        return linear(name, base, base)
    (width, height), drawing = _MOTIFS[pattern](base, accent)
    # the ground is larger than the tile: an edge on the tile's edge would show as a fine grid
    return (
        f'<pattern id="{name}" width="{width}" height="{height}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate({turn:g}) scale({scale:g})">'
        f'<rect x="-9" y="-9" width="{width + 18}" height="{height + 18}" fill="{base}"/>{drawing}</pattern>'
    )


def _striped(base: str, accent: str) -> tuple[tuple[int, int], str]:
    return (20, 20), f'<rect y="6" width="20" height="7" fill="{accent}"/>'


def _pinstriped(base: str, accent: str) -> tuple[tuple[int, int], str]:
    return (11, 11), f'<rect x="4" width="1.8" height="11" fill="{accent}"/>'


def _dotted(base: str, accent: str) -> tuple[tuple[int, int], str]:
    dots = [(6, 6), (18, 18)]
    return (24, 24), "".join(ellipse(at, (3.6, 3.6), accent) for at in dots)


def _checked(base: str, accent: str) -> tuple[tuple[int, int], str]:
    bar = f'fill="{accent}" fill-opacity="0.42"'
    line = f'fill="{accent}" fill-opacity="0.85"'
    return (30, 30), (
        f'<rect x="4" width="9" height="30" {bar}/><rect y="4" width="30" height="9" {bar}/>'
        f'<rect x="22" width="1.6" height="30" {line}/><rect y="22" width="30" height="1.6" {line}/>'
    )


def _floral(base: str, accent: str) -> tuple[tuple[int, int], str]:
    leaf = mix(base, "#3f8f4f", share=0.7)
    heart = "#f6c945" if accent.lower() != "#f6c945" else "#c0392b"

    def flower(x: float, y: float, r: float) -> str:
        turns = [(0, -1), (0.95, -0.31), (0.59, 0.81), (-0.59, 0.81), (-0.95, -0.31)]
        petals = "".join(ellipse((x + a * r, y + b * r), (r * 0.78, r * 0.78), accent) for a, b in turns)
        return petals + ellipse((x, y), (r * 0.55, r * 0.55), heart)

    leaves = path("M19 10 q8 -6 12 1 q-8 5 -12 -1 z M5 33 q-1 -9 7 -10 q1 9 -7 10 z", leaf)
    return (42, 42), leaves + flower(12, 12, 4.6) + flower(31, 31, 5.4)


def _zigzag(base: str, accent: str) -> tuple[tuple[int, int], str]:
    line = 'stroke-width="4.5" stroke-linejoin="miter"'
    return (22, 20), (f'<path d="M-11 16 L0 6 L11 16 L22 6 L33 16" fill="none" stroke="{accent}" {line}/>')


def _leopard(base: str, accent: str) -> tuple[tuple[int, int], str]:
    spots = [
        "M6 5q5-5 9 0q2 5-2 7q2-5-2-6q-4 0-4 5q-4-2-1-6z",
        "M22 18q6-4 9 2q0 6-6 7q4-4 2-6q-4-2-5 2q-3-2 0-5z",
    ]
    more = ["M3 24q4-3 7 1q1 5-4 6q3-4 0-5q-3 0-3 3q-2-3 0-5z", "M25 3q4 0 4 3q-2 3-5 1q-1-3 1-4z"]
    return (34, 34), "".join(path(spot, accent) for spot in spots + more)


_MOTIFS = {
    "striped": _striped,
    "pinstriped": _pinstriped,
    "dotted": _dotted,
    "checked": _checked,
    "floral": _floral,
    "zigzag": _zigzag,
    "leopard": _leopard,
}


def document(*parts: str, width: int = SIZE, height: int = SIZE) -> str:
    """One SVG document of the parts, painted in order."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">' + "".join(parts) + "</svg>"
    )


def render(svg: str, *, zoom: float = 1.0) -> bytes:
    """The SVG as PNG bytes. System fonts stay out, so that a picture is the same on every machine."""
    import resvg_py

    rendered: bytes = resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, zoom=zoom)
    return rendered


_BACKDROP = re.compile(r'<g class="backdrop">.*?</g>', re.DOTALL)


def save(svg: str, file: Path) -> None:
    """Render the SVG to a .png, or to a .jpg of quality 88."""
    picture = _picture(svg)
    if file.suffix == ".png":
        picture.save(file)
    else:
        picture.convert("RGB").save(file, quality=88, subsampling=0)


def _picture(svg: str) -> Image.Image:
    """The rendered picture. Its backdrop, shared with many others, is rendered once."""
    from PIL import Image

    found = _BACKDROP.search(svg)
    if found is None:
        return Image.open(BytesIO(render(svg)))
    front = Image.open(BytesIO(render(svg.replace(found.group(), "", 1)))).convert("RGBA")
    return Image.alpha_composite(_backdrop(found.group(), front.size), front)


@cache
def _backdrop(group: str, size: tuple[int, int]) -> Image.Image:
    from PIL import Image

    drawn = render(document(group, width=size[0], height=size[1]))
    return Image.open(BytesIO(drawn)).convert("RGBA")
