"""The blind taste test: a judge who knows four tastes has to say which of them a text was written for.

Four people, one item, a text for each of them. The judge reads embeddings only: a text belongs to the taste
that it is nearest to. What a text copies word for word from the taste of its person is taken out before, so
that repeating "jazz" to a friend of jazz is no taste; and so are the item's own words, which are the same
whoever reads. What is left is what the writer added for this person. One in four is right by chance.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Embed = Callable[[Sequence[str]], Vectors]

__all__ = ["Table", "Taster", "judge", "masked", "picked", "picked_together", "words"]

SMALL: Final = frozenset(
    re.findall(
        r"\w+",
        """
        the and for with from that this you your not are was were has have had they them his her who what
        when where why how out all one more than then there here over into will would can could like just
        its our but any get got yes off too now own way let see say says
        """,
    )
)
"""Words that say nothing of a taste."""
WORD: Final = re.compile(r"[^\W_]+(?:['’]\w+)?")


@dataclass(frozen=True, slots=True)
class Taster:
    """A person as the judge knows them: what they said they like, and what they chose, each as a text."""

    name: str
    said: tuple[str, ...] = ()
    chose: tuple[str, ...] = ()

    @property
    def words(self) -> frozenset[str]:
        """The words of their taste."""
        return words((*self.said, *self.chose))


@dataclass(frozen=True, slots=True)
class Table:
    """One round: the people, and the text that was written for each of them about the same item."""

    people: tuple[Taster, ...]
    texts: tuple[str, ...]
    item: tuple[str, ...] = ()
    """What the item's card says."""


def words(texts: Iterable[str]) -> frozenset[str]:
    """The words that carry something, in lower case."""
    found = (word.lower() for text in texts for word in WORD.findall(text))
    return frozenset(word for word in found if len(word) > 2 and word not in SMALL)


def masked(text: str, own: frozenset[str]) -> str:
    """A text without the words that stand in the taste as well."""
    return " ".join(WORD.sub(lambda word: "" if word[0].lower() in own else word[0], text).split())


def picked(texts: Vectors, tastes: Vectors) -> NDArray[np.bool_]:
    """For each text, whether its own taste is the nearest: (n, d) and (n, d) unit vectors to bool (n,)."""
    found: NDArray[np.bool_] = (texts @ tastes.T).argmax(axis=1) == np.arange(len(texts))
    return found


def picked_together(texts: Vectors, tastes: Vectors) -> NDArray[np.bool_]:
    """The same by a judge who sees all texts side by side: what they share, the item, tells nothing."""
    return picked(_apart(texts), _apart(tastes))


def judge(tables: Sequence[Table], embed: Embed) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Bool (tables, people) each: picked from the text alone, and with the texts side by side."""
    people = {one.name: one for table in tables for one in table.people}
    tastes = {name: _taste(one, embed) for name, one in people.items()}
    alone, together = [], []
    for table in tables:
        item = words(table.item)
        read = [masked(text, one.words | item) for text, one in zip(table.texts, table.people, strict=True)]
        texts, known = embed(read), np.stack([tastes[one.name] for one in table.people])
        alone.append(picked(texts, known))
        together.append(picked_together(texts, known))
    return np.stack(alone), np.stack(together)


def _taste(person: Taster, embed: Embed) -> Vectors:
    """The mean of what they said and the mean of what they chose weigh the same."""
    parts = [_unit(embed(list(texts)).mean(axis=0)) for texts in (person.said, person.chose) if texts]
    return _unit(np.sum(parts, axis=0))


def _unit(vector: Vectors) -> Vectors:
    found: Vectors = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return found


def _apart(vectors: Vectors) -> Vectors:
    rest = vectors - vectors.mean(axis=0)
    found: Vectors = rest / np.maximum(np.linalg.norm(rest, axis=1, keepdims=True), 1e-9)
    return found
