"""Keeps what a model has already read, so that the next turn of a conversation reads only what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from transformers import Cache

from tastemaker.agent.engines.growing import Growing, plain

__all__ = ["Prefix", "PrefixCache"]


@dataclass(slots=True)
class Prefix:
    """Tokens that a model has read, and the keys and values it computed from them.

    In `keys` each token of a picture is replaced by the picture's fingerprint (a negative number).
    `state` is what some models keep beside the cache: the position offset after pictures.
    """

    keys: tuple[int, ...]
    cache: Cache
    state: Any = None

    def shared(self, keys: Sequence[int]) -> int:
        """How many tokens at the start may be reused for these; the last one is always read anew.

        Pictures are shared all or none, and none may follow: a picture is read in one piece.
        """
        limit = min(len(self.keys), len(keys) - 1)
        same = next((n for n in range(limit) if self.keys[n] != keys[n]), limit)
        mine, theirs = (sum(key < 0 for key in each) for each in (self.keys, keys))
        inside = sum(key < 0 for key in keys[:same])
        return same if inside == theirs and inside in (0, mine) else 0

    def cut(self, length: int) -> Cache:
        """A cache of the first tokens, a copy: both conversations may go on."""
        layers = [Growing() for _ in self.cache.layers]
        for mine, held in zip(layers, self.cache.layers, strict=True):
            mine.update(held.keys[:, :, :length], held.values[:, :, :length])
        return Cache(layers=layers)


class PrefixCache:
    """The prefixes of the last few conversations, the most recent last."""

    def __init__(self, size: int = 4) -> None:
        self._size = size
        self._prefixes: list[Prefix] = []

    def best(self, keys: Sequence[int]) -> tuple[Prefix | None, int]:
        """The kept prefix that shares the most with these tokens, and how much."""
        found = max(self._prefixes, key=lambda prefix: prefix.shared(keys), default=None)
        return (found, found.shared(keys)) if found else (None, 0)

    def keep(self, prefix: Prefix) -> None:
        """Keep a prefix; one that it continues is replaced, the oldest makes room."""
        if not prefix.keys or not plain(prefix.cache):
            return
        self._prefixes = [one for one in self._prefixes if prefix.keys[: len(one.keys)] != one.keys]
        self._prefixes = [*self._prefixes, prefix][-self._size :]
