"""What is set over a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tastemaker.tools.making.fonts import Face, face

__all__ = ["Faces", "Words"]

TRACKED: Final = "\u200a"
"""A hair space between capitals lets a small label breathe."""


@dataclass(frozen=True, slots=True)
class Words:
    """A title and what goes with it; anything may be empty."""

    title: str
    lines: tuple[str, ...] = ()
    """Sentences below the title, each on rows of its own."""
    price: str = ""
    label: str = ""
    """Small above the title: a brand, a section, an artist."""
    action: str = ""
    """On a button: what to do next."""


@dataclass(frozen=True, slots=True)
class Faces:
    """The words, each in its font; the label in spaced capitals."""

    title: Face
    lines: tuple[Face, ...]
    price: Face
    label: Face
    action: Face

    @classmethod
    def of(cls, words: Words) -> Faces:
        return cls(
            face(words.title, "display"),
            tuple(face(line, "text") for line in words.lines),
            face(words.price, "display"),
            face(TRACKED.join(words.label.upper()), "strong"),
            face(words.action, "strong"),
        )
