"""What happens during a turn, in the order in which a person should see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from tastemaker.contracts import Card, Media, Reply, Step

__all__ = ["CardsShown", "Happening", "MediaMade", "StepDone", "TextPiece"]


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A checked piece of the reply's text: usually a sentence. The pieces joined are the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class CardsShown:
    """Cards that a tool has found: shown before the reply is written."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class MediaMade:
    """What a tool has made for the person: shown before the reply is written."""

    media: tuple[Media, ...]


@dataclass(frozen=True, slots=True)
class StepDone:
    """A tool call has ended."""

    step: Step


Happening: TypeAlias = TextPiece | CardsShown | MediaMade | StepDone | Reply
"""A turn ends with its `Reply`."""
