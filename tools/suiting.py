"""Which of several texts suits the person of a brief: by the angles of what they like, and of what is said.

The score is the expected log-odds of the person's angles against those of anybody, summed over the sentences:
positive where a sentence is likelier said from where this person looks at things than from elsewhere. Markers
are not read, since the item's facts are the same whoever reads; nor are the person's own words: to say them
again is no taste.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from tastemaker.tools.brief import Brief, traits
from tastemaker.tools.piece import ANGLE, MARKER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

__all__ = ["Reader", "Suiting", "cells", "in_shape", "parts"]

Reader: TypeAlias = "Callable[[Sequence[str]], Vectors]"
"""The log-probability of each angle for each short text, float32 (texts, angles)."""

STATED, CHOSEN, LIKED = 1.0, 0.4, 0.15
"""What a stated like, an often chosen trait and a trait of a liked item weigh in a taste."""
TRAITS: Final = 3
"""Of a liked item."""
UNNAMED: Final = 3
"""A text of so many sentences has pointed at an item."""
SMALL: Final = 3
"""A word of fewer letters is nobody's own."""
PART: Final = re.compile(r"(?<=[.!?…:])[\"”’)]*\s+|\n")
GOES_ON: Final = re.compile(r"[.!?…][\"”’)]*\s+\S")
WORD: Final = re.compile(r"[^\W_]+")


class Suiting:
    """How well texts suit the person of a brief, of whom something is known."""

    def __init__(self, brief: Brief, read: Reader) -> None:
        told = cells(brief)
        weights = np.array([weight for _, weight in told], np.float32)
        shares = weights / weights.sum() @ np.exp(read([text for text, _ in told]))
        self._read = read
        self._lean: Vectors = shares - np.float32(1 / len(shares))
        self._own = frozenset(word for text in _told(brief) for word in _words(text) if len(word) >= SMALL)
        self._known: dict[str, float] = {}

    def __call__(self, texts: Sequence[str]) -> list[float]:
        """The score of each text, in nats; of one that says nothing 0."""
        split = [[bare for part in parts(text) if (bare := self._bare(part))] for text in texts]
        new = [one for one in dict.fromkeys(one for each in split for one in each) if one not in self._known]
        if new:
            self._known |= dict(zip(new, (self._read(new) @ self._lean).tolist(), strict=True))
        return [sum(self._known[one] for one in each) for each in split]

    def _bare(self, part: str) -> str:
        """What is read of a sentence; empty where no word is left."""
        text = MARKER.sub(" ", part)
        text = WORD.sub(lambda word: "" if word[0].casefold() in self._own else word[0], text)
        text = re.sub(r"\s+([,.!?…:;])", r"\1", " ".join(text.split())).strip(" ,:;—-")
        return text if WORD.search(text) else ""


def in_shape(text: str, kind: str) -> bool:
    """Whether a text may still become one of its kind, as far as it has come.

    What suits a person is no fact: but for a headline a text comes to its item within three sentences. The
    first line of an ad is its title, a sentence, and the angle is nobody's to read.
    """
    if any(line.startswith(ANGLE) for line in text.splitlines()):
        return False
    if kind == "ad" and GOES_ON.search(text.lstrip().partition("\n")[0]):
        return False
    return kind == "headline" or len(parts(text)) < UNNAMED or bool(MARKER.search(text))


def parts(text: str) -> list[str]:
    """The sentences and lines of a text; a colon ends one, too."""
    return [part.strip() for part in PART.split(text) if part.strip()]


def cells(brief: Brief) -> list[tuple[str, float]]:
    """What tells a person's taste in short texts, and what each weighs."""
    found = [(one, STATED) for one in brief.likes] + [(one, CHOSEN) for one in brief.often]
    return found + [(trait, LIKED) for card in brief.liked for trait in traits(card)[:TRAITS]]


def _told(brief: Brief) -> Iterable[str]:
    """All words that the person is known by."""
    yield from (*brief.likes, *brief.often)
    for card in brief.liked:
        yield from (card.title, *traits(card))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)]
