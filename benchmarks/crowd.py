"""People for `load.py`: each loves something that nobody else does, says so, talks, and asks it back."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, product
from pathlib import Path
from typing import Final

import numpy as np

__all__ = ["BACK", "Person", "crowd", "strangers"]

ASKED: Final = Path(__file__).parents[1] / "docs" / "conversations.toml"
KINDS: Final = (
    "amber", "cobalt", "crimson", "dotted", "emerald", "frosted", "gilded", "indigo", "ivory", "lilac",
    "marbled", "quilted", "russet", "silver", "striped", "velvet",
)  # fmt: skip
THINGS: Final = (
    "anchors", "bicycles", "candles", "dragons", "feathers", "kites", "lanterns", "lighthouses", "maps",
    "owls", "parrots", "pianos", "sundials", "teapots", "tigers", "umbrellas",
)  # fmt: skip
LIKES: Final = ("I love {}", "remember that I like {}", "I really like {}, keep that in mind", "I'm into {}")
BACK: Final = ("what do you know about me?", "what do you know about my taste?", "what do I like?")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with a script."""

    name: str
    like: str
    number: int
    talks: Sequence[Sequence[str]]
    """What people say, conversation by conversation; each person begins with another one."""

    @property
    def threaded(self) -> bool:
        """Whether the server keeps the conversation; the others send all of it each time."""
        return self.number % 2 == 0

    def conversations(self) -> Iterator[list[str]]:
        """Without end: the like first, then a talk, then the question what is known."""
        for n in count(self.number):
            likes, back = LIKES[n % len(LIKES)], BACK[n % len(BACK)]
            yield [likes.format(self.like), *self.talks[n % len(self.talks)], back]


def crowd(people: int, *, seed: int) -> list[Person]:
    """That many, of whom no two love the same. Raises ValueError for more than there are things to love."""
    things = [f"{kind} {thing}" for kind, thing in product(KINDS, THINGS)]
    if people > len(things):
        raise ValueError(f"{people} people are too many: there are {len(things)} things to love")
    talks = [one["turns"] for one in tomllib.loads(ASKED.read_text("utf-8"))["conversation"]]
    order = np.random.default_rng(seed).permutation(len(things))[:people]
    return [Person(f"load-{seed}-{n}", things[at], n, talks) for n, at in enumerate(order)]


def strangers(said: str, person: Person, everybody: Sequence[Person]) -> list[str]:
    """What somebody else loves and this person was told."""
    words = said.casefold()
    return [other.like for other in everybody if other.like != person.like and other.like in words]
