"""What a tool gives back: a line of text, or cards with their numbers in view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from tastemaker.contracts import Card

__all__ = ["Result", "Said", "Shown"]


@dataclass(frozen=True, slots=True)
class Said:
    """A tool's answer in words."""

    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A tool's answer in cards, as (number in view, card).

    `new` says that they are a new list, which takes the old one's place; `full` shows all that is known.
    """

    cards: tuple[tuple[int, Card], ...]
    note: str = ""
    new: bool = False
    full: bool = False


Result: TypeAlias = Said | Shown
