"""Reads what is written about an item before anybody else does: every claim must stand on its card."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from tastemaker.agent.assertions import assertions
from tastemaker.agent.foreign import Foreign
from tastemaker.agent.grounding import check
from tastemaker.agent.markers import MARKER, rendered
from tastemaker.agent.promises import promises
from tastemaker.agent.words import sentences
from tastemaker.contracts import Card

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog

__all__ = ["Proof"]

ANCHOR: Final = "[1]: "


class Proof:
    """A `Proofreader` over one catalog.

    Stricter than the check of a reply: a text about one item has nobody's words to repeat, and what it asks,
    offers or wishes claims as much as what it says. So every sentence is read as one about the first card,
    unless it points at others.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    @cached_property
    def _foreign(self) -> Foreign:
        """Read on first use: a large catalog has many titles."""
        return Foreign(self._catalog.titles)

    def wrong(self, text: str, cards: Sequence[Card]) -> list[str]:
        """What the cards do not bear out, in the text's own words; `[1]` is the first card's title."""
        return [found for start, end in sentences(text) for found in self._sentence(text[start:end], cards)]

    def rendered(self, text: str, cards: Sequence[Card]) -> str:
        """The text with its markers filled in from the cards, line by line."""
        currency = self._catalog.profile.currency
        return "\n".join(rendered(line, cards, currency=currency) for line in text.split("\n"))

    def _sentence(self, sentence: str, cards: Sequence[Card]) -> list[str]:
        said = sentence.strip().strip("—–- ")
        meant = [cards[n] for n in sorted(_meant(said)) if n < len(cards)] or list(cards[:1])
        told = cards if len(_meant(said) - {0}) else cards[:1]
        claimed = said if MARKER.match(said) else ANCHOR + said
        found = [one.found for one in check(claimed.replace("?", "."), told, self._catalog)]
        strangers = self._foreign(said, meant)
        return [*found, *strangers, *promises(said, meant), *assertions(said, meant)]


def _meant(sentence: str) -> set[int]:
    """The cards that a sentence points at, as indices from 0."""
    numbers = {int(marker["card"]) - 1 for marker in MARKER.finditer(sentence) if marker["card"].isdigit()}
    return numbers | ({0} if re.search(r"\[\s*(?:it|last)", sentence) else set())
