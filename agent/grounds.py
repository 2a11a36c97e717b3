"""What one reply may say: the cards in view, the person's words, the search's limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tastemaker.agent.answering import repeats, tells
from tastemaker.agent.grounding import check, mend
from tastemaker.agent.limits import turned
from tastemaker.agent.markers import BROKEN, numbered
from tastemaker.contracts import Card

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog

__all__ = ["Grounds"]


@dataclass(frozen=True, slots=True)
class Grounds:
    """The grounds of a reply, as they are when it is spoken."""

    cards: Sequence[Card]
    """Those in view, number 1 first."""
    catalog: Catalog
    said: str = ""
    """The person's own words, which a reply may repeat."""
    it: int = 1
    """The number of the card that "it" means."""
    where: str = ""
    """The filter that the last search was made with."""
    about: str = ""
    """What was asked of the card that "it" means: a field, description or reason; empty for nothing."""

    def mended(self, before: str, sentence: str) -> str:
        """The sentence as it may be shown after what was said `before`, or nothing."""
        if BROKEN.search(sentence) or turned(sentence, self.where, self.catalog.fields):
            return ""
        sentence = numbered(sentence, count=len(self.cards), it=self.it)
        return mend(sentence, self.cards, self.catalog, said=self.said, before=before)

    def bear_out(self, text: str) -> bool:
        """Whether a whole reply may be shown as it is."""
        told = numbered(text, count=len(self.cards), it=self.it)
        if BROKEN.search(text) or turned(told, self.where, self.catalog.fields):
            return False
        return not check(told, self.cards, self.catalog, said=self.said)

    def worth(self, text: str) -> int:
        """How good a whole reply is: 2 where it may be shown as it is and tells what was asked, 1, or 0."""
        return self.bear_out(text) * (2 if self.answers(text) else 1)

    def answers(self, text: str) -> bool:
        """Whether a whole reply tells what was asked, and does not tread water."""
        told = numbered(text, count=len(self.cards), it=self.it)
        asked = self.cards[self.it - 1 : self.it] if self.about else ()
        return not repeats(told) and all(tells(told, card, self.about) for card in asked)
