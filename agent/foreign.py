"""Titles of a catalog's other items, where a text names them in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from tastemaker.agent.words import inside, keys, ngrams, words
from tastemaker.contracts import Card

__all__ = ["Foreign"]

SHORTEST = 3
"""Words of a title that can be told from plain words; shorter ones need capitals, which `names` reads."""


class Foreign:
    """Knows every title of a catalog by a number of eight bytes."""

    def __init__(self, titles: Iterable[str]) -> None:
        told = [key for key in map(keys, titles) if len(key) >= SHORTEST]
        self._longest = max(map(len, told), default=0)
        self._known = np.unique(np.array([hash(key) for key in told], np.int64))

    def __call__(self, text: str, cards: Sequence[Card]) -> list[str]:
        """The titles in a text that are none of the cards' and no part of what they say."""
        said, found = words(text), []
        own = [keys(part) for card in cards for part in (card.title, card.description)]
        for start, end in ngrams(said, longest=self._longest):
            key = tuple(word.key for word in said[start:end])
            if end - start >= SHORTEST and self._knows(key) and not any(inside(key, part) for part in own):
                found.append(text[said[start].start : said[end - 1].end])
        return found

    def _knows(self, key: tuple[str, ...]) -> bool:
        number = hash(key)
        place = int(np.searchsorted(self._known, number))
        return place < len(self._known) and int(self._known[place]) == number
