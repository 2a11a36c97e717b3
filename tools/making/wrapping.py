"""Breaks a text into lines of even length."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import ceil, inf
from typing import Final

__all__ = ["SPACES", "wrap"]

SPACES: Final = re.compile(r"[^\S\u00a0\u202f\u2007\u200a]+")
"""Where a line may end: any white space but the kinds that hold letters or words together."""


def wrap(text: str, width: float, *, measure: Callable[[str], float], tight: bool = False) -> list[str]:
    """The text in as few lines as fit in `width`, and those as even as can be.

    `measure` tells the width of a piece of text. A word wider than the line is broken into even pieces;
    with `tight` it stays whole, and its line is too wide. A single character is never broken.
    """
    words = [word for word in SPACES.split(text) if word]
    if not tight:
        words = [piece for word in words for piece in _pieces(word, width, measure)]
    if not words:
        return []
    widths = _widths(words, width, measure)
    count = _fewest(len(words), widths)
    return [" ".join(words[start:end]) for start, end in pairwise(_evenest(len(words), count, widths))]


def _pieces(word: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The word in as few pieces as fit the line, of even length, and with hyphens unless they are tiny."""
    for count in range(max(ceil(measure(word) / max(width, 1)), 1), len(word)):
        ends = [round(len(word) * n / count) for n in range(count + 1)]
        hyphen = "-" if len(word) >= 3 * count else ""
        pieces = [word[start:end] + hyphen for start, end in pairwise(ends[:-1])] + [word[ends[-2] :]]
        if all(measure(piece) <= width for piece in pieces):
            return pieces
    return list(word)


def _widths(
    words: Sequence[str], width: float, measure: Callable[[str], float]
) -> dict[tuple[int, int], float]:
    """The width of every run of words that fits on a line, by its first word and the one after its last."""
    found = {}
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            long = measure(" ".join(words[start:end]))
            if long > width and end > start + 1:
                break
            found[start, end] = long
    return found


def _fewest(count: int, widths: dict[tuple[int, int], float]) -> int:
    """How many lines it takes when each is filled before the next is begun."""
    lines, start = 0, 0
    while start < count:
        start = max(end for begin, end in widths if begin == start)
        lines += 1
    return lines


def _evenest(count: int, lines: int, widths: dict[tuple[int, int], float]) -> list[int]:
    """Where to break for exactly so many lines with the least sum of squared widths."""
    best: list[dict[int, tuple[float, list[int]]]] = [{0: (0.0, [0])}]
    for _ in range(lines):
        reached: dict[int, tuple[float, list[int]]] = {}
        for (start, end), long in widths.items():
            cost, breaks = best[-1].get(start, (inf, []))
            if breaks and cost + long**2 < reached.get(end, (inf, []))[0]:
                reached[end] = (cost + long**2, [*breaks, end])
        best.append(reached)
    return best[-1][count][1]
