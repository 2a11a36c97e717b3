"""What a tool gives back: a line of text, cards with their numbers in view, or something made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from tastemaker.contracts import Card, Media

__all__ = ["Made", "Result", "Said", "Shown"]


@dataclass(frozen=True, slots=True)
class Said:
    """A tool's answer in words."""

    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A tool's answer in cards, as (number in view, card).

    `new` says that they are a new list, which takes the old one's place; `full` shows all that is known.
    `lacking` are conditions, as people say them, that had to give way for there to be any.
    """

    cards: tuple[tuple[int, Card], ...]
    note: str = ""
    new: bool = False
    full: bool = False
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """What was made about the card of this number in view; `joined` says that it came into view just now."""

    media: tuple[Media, ...]
    number: int
    card: Card
    form: str
    """What was asked for: a headline, an ad."""
    note: str = ""
    joined: bool = False


Result: TypeAlias = Said | Shown | Made
