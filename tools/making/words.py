"""What is set over a picture."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from tastemaker.tools.clean import cut
from tastemaker.tools.making.fonts import Face, face

__all__ = ["Faces", "Words"]

TRACKED: Final = "\u200a"
"""A hair space between capitals lets a small label breathe."""
TONOS: Final = re.compile("([\u0391-\u03a9])\u0301")
LONGEST: Final = 400
"""No text is set beyond so many characters."""


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
            face(cut(words.title, LONGEST), "display"),
            tuple(face(cut(line, LONGEST), "text") for line in words.lines),
            face(cut(words.price, LONGEST), "display"),
            face(TRACKED.join(_capitals(cut(words.label, LONGEST))), "strong"),
            face(cut(words.action, LONGEST), "strong"),
        )


def _capitals(text: str) -> str:
    """In capitals; Greek ones carry no accents."""
    apart = unicodedata.normalize("NFD", text.upper())
    return unicodedata.normalize("NFC", TONOS.sub(r"\1", apart))
