"""Whether a reply tells what was asked of an item, and not something else about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tastemaker.agent.markers import MARKER
from tastemaker.catalog.fields import fold
from tastemaker.prompts.loader import render
from tastemaker.tools.cards import shown_value
from tastemaker.tools.references import field_of

if TYPE_CHECKING:
    from tastemaker.contracts import Card

__all__ = ["plain", "repeats", "tells"]

WORD: Final = re.compile(r"[^\W_]+")
RUN: Final = 4
"""Words in a row that a story and its retelling share."""
TOLD: Final = ("description", "reason")
"""What is retold rather than named."""
AGAIN: Final = 3
"""Words in a row that nobody says twice in one reply."""


def tells(text: str, card: Card, about: str) -> bool:
    """Whether a text, its markers filled in or not, tells this of a card; true where the card has it not."""
    value = field_of(card, about) if about else None
    if value is None or value == "":
        return True
    if any(marker["field"] == about for marker in MARKER.finditer(text)):
        return True
    said, known = _words(text), _words(shown_value(value))
    size = min(RUN, len(known)) if about in TOLD else len(known)
    runs = {known[n : n + size] for n in range(len(known) - size + 1)}
    return any(said[n : n + size] in runs for n in range(len(said) - size + 1))


def plain(number: int, about: str, *, known: bool = True) -> str:
    """The answer itself, by markers of the card of this number, or that it has none."""
    return render("asked", number=number, about=about, known=known).strip()


def repeats(text: str) -> bool:
    """Whether a text says the same words again and again, as a small model does that is lost."""
    said = _words(text)
    runs = [said[n : n + AGAIN] for n in range(len(said) - AGAIN + 1)]
    return len(set(runs)) < len(runs)


def _words(text: str) -> tuple[str, ...]:
    return tuple(WORD.findall(fold(text)))
