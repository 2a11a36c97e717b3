"""One turn of one person: what middleware and tools share while it lasts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tastemaker.agent.events import Progress, TextPiece
from tastemaker.agent.markers import rendered
from tastemaker.contracts import Card, Media, Step, ToolCall
from tastemaker.errors import Stopped
from tastemaker.tools.result import Made, Result, Shown
from tastemaker.tools.session import Session

__all__ = ["Call", "Turn"]

Call: TypeAlias = tuple[str, str]
"""A tool's name and its arguments as JSON: what makes two calls the same."""


@dataclass(slots=True)
class Turn:
    """Lives in the graph's context, never in a checkpoint, and belongs to one turn alone."""

    session: Session
    spoken: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    media: list[Media] = field(default_factory=list)
    made: Made | None = None
    """What a tool made last."""
    waiting: list[ToolCall] = field(default_factory=list)
    """Calls that the model made in one breath and that still wait: tools run one after another."""
    answers: dict[Call, str] = field(default_factory=dict)
    heard: str = ""
    """The last tool's answer."""
    opening: str = ""
    """What has to be said before the model says anything: that the cards are not quite what was asked for."""
    repeated: bool = False
    emit: Callable[[Any], None] = lambda event: None
    stop: threading.Event = field(default_factory=threading.Event)
    """Set when nobody waits for the reply any more."""

    def check(self) -> None:
        """Go no further when the turn is to end. Raises Stopped."""
        if self.stop.is_set():
            raise Stopped("the turn was stopped before its end")

    def progressed(self, what: str, done: int, total: int) -> None:
        """A tool has come so far; a turn that is to end ends it here. Raises Stopped."""
        self.check()
        self.emit(Progress(what, done, total))

    def say(self, text: str) -> None:
        """Let a piece of the reply out."""
        text, self.opening = f"{self.opening} {text}" if self.opening else text, ""
        self.spoken.append(text)
        self.emit(TextPiece(text))

    def rendered(self, text: str) -> str:
        """The text with its markers filled in from the cards in view."""
        view, profile = self.session.view, self.session.catalog.profile
        return rendered(text, self.view(), currency=profile.currency, it=view.number(view.focus))

    def shown(self, result: Result) -> None:
        """Keeps what was made, and the cards of the reply: a new list takes the old one's place."""
        if isinstance(result, Made):
            self.made = result
            self.media += result.media
            self._join([result.card] if result.joined else [])
        elif isinstance(result, Shown) and result.cards:
            self.cards, self.made = ([], None) if result.new else (self.cards, self.made)
            self._join([card for _, card in result.cards])

    def _join(self, cards: Sequence[Card]) -> None:
        ids = {card.id for card in self.cards}
        self.cards = [*self.cards, *(card for card in cards if card.id not in ids)]

    def view(self) -> list[Card]:
        """The cards before the person's eyes, with the reasons they were shown for."""
        reasons = {card.id: card for card in self.cards}
        return [reasons.get(item) or self.session.catalog.card(item) for item in self.session.view.cards]
