"""What happens during a turn, in the order in which a person should see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from tastemaker.contracts import Card, Media, Reply, Step

__all__ = ["CardsShown", "Happening", "MediaMade", "Progress", "StepDone", "TextPiece"]


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A checked piece of the reply's text: usually a sentence. The pieces joined are the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class CardsShown:
    """Cards that a tool has found: shown before the reply is written."""

    cards: tuple[Card, ...]
    numbers: tuple[int, ...]
    """By which the person may call each of them."""
    new: bool = False
    """Whether they take the place of the list before; else they join it."""


@dataclass(frozen=True, slots=True)
class MediaMade:
    """What a tool has made for the person: shown before the reply is written."""

    media: tuple[Media, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a tool has come that takes long: `painting`, step 3 of 12."""

    what: str
    done: int
    total: int

    def __str__(self) -> str:
        return f"{self.what}, {self.done} of {self.total}" if self.total > 1 else self.what


@dataclass(frozen=True, slots=True)
class StepDone:
    """A tool call has ended."""

    step: Step


Happening: TypeAlias = TextPiece | CardsShown | MediaMade | Progress | StepDone | Reply
"""A turn ends with its `Reply`."""
