"""Hand-written sentences with gaps, and how a seed fills them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

__all__ = ["Slot", "Wording", "choose", "deal", "unique", "wording"]

T = TypeVar("T")
Slot = tuple[str, ...] | tuple[int, int]
"""Words to choose from, or the low and high end of a whole number."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A pattern of titles and text; `scene` says what its picture shows.

    `within` are the months that a story fits, or the slowest and fastest tempo of a track.
    """

    titles: tuple[str, ...]
    text: str
    scene: str
    moods: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    within: tuple[int, ...] = ()
    slots: Mapping[str, Slot] = field(default_factory=dict)

    def say(self, rng: np.random.Generator, **given: Any) -> tuple[str, str]:
        """A title and a text whose gaps are filled alike."""
        words = given | {name: _fill(slot, rng) for name, slot in self.slots.items()}
        title = choose(self.titles, rng).format(**words)
        return _capital(title), _capital(self.text.format(**words))


def wording(titles: str, text: str, scene: str, **more: Any) -> Wording:
    """A `Wording` from titles separated by `|`; unknown keywords are its slots.

    >>> wording("Rain in {town}", "It rained for {n} days.", "rain", n=(2, 9)).slots
    {'n': (2, 9)}
    """
    known = {name: _words(more.pop(name)) for name in ("moods", "tags", "within") if name in more}
    return Wording(tuple(titles.split("|")), text, scene, slots=more, **known)


def choose(options: Sequence[T], rng: np.random.Generator) -> T:
    """One of the options, with its own type (numpy's choice would return numpy scalars)."""
    return options[int(rng.integers(len(options)))]


def deal(options: Sequence[T], count: int, *, rng: np.random.Generator) -> list[T]:
    """`count` options in shuffled rounds, so that each comes equally often."""
    rounds = [rng.permutation(len(options)) for _ in range(-(-count // len(options)))]
    return [options[int(n)] for n in np.concatenate(rounds)[:count]]


def unique(say: Callable[[], tuple[str, str]], taken: set[str], *, tries: int = 40) -> tuple[str, str]:
    """Say it until the title is new, and take the title."""
    for _ in range(tries):
        title, text = say()
        if title.casefold() not in taken:
            break
    else:
        raise AssertionError(f"too few words: every title like {title!r} is taken")
    taken.add(title.casefold())
    return title, text


def _words(given: Any) -> tuple[Any, ...]:
    return tuple(given.split("|")) if isinstance(given, str) else tuple(given)


def _fill(slot: Slot, rng: np.random.Generator) -> str:
    first, last = slot[0], slot[-1]
    if isinstance(first, int) and isinstance(last, int):
        return str(int(rng.integers(first, last + 1)))
    return str(choose(slot, rng))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
