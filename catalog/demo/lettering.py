"""A monoline alphabet for wordmarks, drawn as strokes: no font of the machine is needed."""

from __future__ import annotations

__all__ = ["wordmark"]

HEIGHT = 14
LETTERS: dict[str, tuple[float, str]] = {
    "&": (10, "M10,14 L2.500,4.500 C0,-0.500 7,-1.800 7,3 C7,7 0,6.500 0,10.800 C0,15.800 8.500,15 10,8"),
    "A": (10, "M0,14 L5,0 L10,14 M2,9.500 L8,9.500"),
    "B": (9, "M0,0 L0,14 M0,0 L4,0 C10,0 10,6.500 4,6.500 L0,6.500 M4,6.500 C11,6.500 11,14 4,14 L0,14"),
    "C": (10, "M10,3 C8,-1.500 0,-1.500 0,7 C0,15.500 8,15.500 10,11"),
    "D": (10, "M0,0 L0,14 L3.500,14 C12.500,14 12.500,0 3.500,0 Z"),
    "E": (8, "M8,0 L0,0 L0,14 L8,14 M0,7 L7,7"),
    "F": (8, "M8,0 L0,0 L0,14 M0,7 L7,7"),
    "G": (10, "M10,3 C8,-1.500 0,-1.500 0,7 C0,15.500 10.500,15.500 10,8 L6,8"),
    "H": (10, "M0,0 L0,14 M10,0 L10,14 M0,7 L10,7"),
    "I": (0, "M0,0 L0,14"),
    "J": (7, "M7,0 L7,9.500 C7,15.500 0,15.500 0,10"),
    "K": (9, "M0,0 L0,14 M9,0 L0,8.500 M3.500,5.500 L9,14"),
    "L": (8, "M0,0 L0,14 L8,14"),
    "M": (12, "M0,14 L0,0 L6,9 L12,0 L12,14"),
    "N": (10, "M0,14 L0,0 L10,14 L10,0"),
    "O": (12, "M6,0 C-2,0 -2,14 6,14 C14,14 14,0 6,0 Z"),
    "P": (9, "M0,14 L0,0 L4,0 C11,0 11,7.500 4,7.500 L0,7.500"),
    "Q": (12, "M6,0 C-2,0 -2,14 6,14 C14,14 14,0 6,0 Z M7.500,9.500 L12,15"),
    "R": (9, "M0,14 L0,0 L4,0 C11,0 11,7.500 4,7.500 L0,7.500 M4.500,7.500 L9.500,14"),
    "S": (9, "M8.500,2.500 C7,-1 0,-1 0,3.500 C0,8.500 9.500,5.500 9.500,10.500 C9.500,15 2,15 0,11.500"),
    "T": (10, "M0,0 L10,0 M5,0 L5,14"),
    "U": (10, "M0,0 L0,9 C0,15.700 10,15.700 10,9 L10,0"),
    "V": (10, "M0,0 L5,14 L10,0"),
    "W": (14, "M0,0 L3.500,14 L7,3 L10.500,14 L14,0"),
    "X": (10, "M0,0 L10,14 M10,0 L0,14"),
    "Y": (10, "M0,0 L5,7 L10,0 M5,7 L5,14"),
    "Z": (9, "M0,0 L9,0 L0,14 L9,14"),
}
SPACE, GAP = 6, 4.6


def wordmark(
    text: str,
    at: tuple[float, float],
    *,
    height: float,
    color: str,
    weight: float = 2.2,
    anchor: str = "middle",
) -> str:
    """The text as a logotype: `at` is the top of its start, middle or end; weight in units of height/14."""
    drawn, x = [], 0.0
    for letter in text.upper():
        width, strokes = LETTERS.get(letter, (SPACE, ""))
        if strokes:
            drawn.append(f'<path transform="translate({x:g} 0)" d="{strokes}"/>')
        x += width + GAP
    scale = height / HEIGHT
    start = at[0] - (x - GAP) * scale * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
    return (
        f'<g transform="translate({start:.1f} {at[1]:g}) scale({scale:.3f})" fill="none" stroke="{color}" '
        f'stroke-width="{weight:g}" stroke-linecap="round" stroke-linejoin="round">{"".join(drawn)}</g>'
    )
