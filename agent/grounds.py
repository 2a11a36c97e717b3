"""What one reply may say: the cards in view, the person's words, the search's limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tastemaker.agent.answering import plain, repeats, tells
from tastemaker.agent.grounding import check, mend
from tastemaker.agent.limits import turned
from tastemaker.agent.markers import BROKEN, numbered
from tastemaker.catalog.fields import fold
from tastemaker.contracts import Card
from tastemaker.tools.references import field_of

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog

__all__ = ["Grounds", "named"]

CORE: Final = re.compile(r"[^\W_]+")
ROLES: Final = frozenset({"price", "rating"})
"""Fields that mini speaks of where it presents cards."""
SHORTEST: Final = 4
"""Letters of a word that tells one name from others."""


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
    names: Sequence[str] = ()
    """What the person likes by its name: it is said whole, or not at all."""
    kept: Sequence[str] = ()
    """The names of what was just remembered, or asked for, which a reply has to say."""
    about: str = ""
    """What was asked of the card that "it" means: a field, description or reason; empty for nothing."""

    def mended(self, before: str, sentence: str) -> str:
        """The sentence as it may be shown after what was said `before`, or nothing."""
        if self._botched(sentence) or turned(sentence, self.where, self.catalog.fields):
            return ""
        sentence = numbered(sentence, count=len(self.cards), it=self.it)
        return mend(sentence, self.cards, self.catalog, said=self.said, before=before)

    def bear_out(self, text: str) -> bool:
        """Whether a whole reply may be shown as it is."""
        told = numbered(text, count=len(self.cards), it=self.it)
        if self._botched(text) or turned(told, self.where, self.catalog.fields):
            return False
        return not check(told, self.cards, self.catalog, said=self.said)

    @property
    def plainly(self) -> str:
        """What was asked of the card that "it" means, in plain words; empty where nothing was."""
        card = next(iter(self.cards[self.it - 1 : self.it]), None)
        known = card is not None and field_of(card, self.about) not in (None, "")
        return plain(self.it, self.about, known=known) if self.about else ""

    def _botched(self, text: str) -> bool:
        """Whether it breaks off in a marker, has a part of a name where the name should be, or speaks of what
        no item here has."""
        said, words = fold(text), {*CORE.findall(fold(text))}
        parts = (name for name in self.names if words & _telling(name))
        absent = ROLES - {fold(field.name) for field in self.catalog.fields}
        return bool(BROKEN.search(text) or words & absent) or any(fold(name) not in said for name in parts)

    def worth(self, text: str) -> int:
        """How good a whole reply is: 2 where it may be shown as it is and tells what was asked, 1, or 0."""
        return self.bear_out(text) * (2 if self.answers(text) else 1)

    def answers(self, text: str) -> bool:
        """Whether a whole reply tells what was asked, and does not tread water."""
        told = numbered(text, count=len(self.cards), it=self.it)
        asked = self.cards[self.it - 1 : self.it] if self.about else ()
        whole = all(fold(name) in fold(told) for name in self.kept)
        return whole and not repeats(told) and all(tells(told, card, self.about) for card in asked)


def named(texts: Iterable[str]) -> tuple[str, ...]:
    """Of what somebody likes that which has a name of several words: `Steel and Sequins`, not `wool`."""
    return tuple(text for text in texts if text[:1].isupper() and len(text.split()) > 1)


def _telling(name: str) -> set[str]:
    return {word for word in CORE.findall(fold(name)) if len(word) >= SHORTEST}
