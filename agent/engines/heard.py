"""What a second reader heard in a message: the tool it asks for, what its words are for, its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tastemaker.agent.engines.linking import Link

__all__ = [
    "ABOUT",
    "COMPARES",
    "MEMORY",
    "NAMED",
    "NAMES",
    "OPERATORS",
    "QUOTED",
    "REFERS",
    "SHOWN",
    "SPELT",
    "TAGS",
    "TITLE",
    "VALUES",
    "WORDS",
    "Heard",
    "Odds",
    "Word",
]

WORDS: Final = ""
"""What an answer in words, without a tool, is called among the tools."""
QUOTED: Final = "Q"
"""The tag of a word that goes into a text: a query, a wish, what to remember."""
VALUES: Final = ("==", "!=")
"""The tags of a word that names a value."""
NAMES: Final = {"n": "==", "!n": "!="}
"""The tags of a word of a name in a field that holds any text, and the comparison each stands for."""
TITLE: Final = "T"
"""The tag of a word of what an item is called."""
OPERATORS: Final = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "n==": "==", "n!=": "!="}
"""The tags of a word that names a number, and the comparison each stands for."""
SPELT: Final = "N"
"""The tag of a word that means a range of numbers: `seventies`."""
TAGS: Final = ("O", QUOTED, *VALUES, *NAMES, *OPERATORS, SPELT, TITLE)
COMPARES: Final = ("", "<", ">", "==", "!=")
"""How a message compares with a card that it points at; the first: it does not."""
MEMORY: Final = ("like", "dislike", "fact")
ABOUT: Final = ("description", "reason", "other", "")
"""What may be asked of an item besides its fields; the last: nothing in particular."""
NAMED, SHOWN = "named", "shown"
REFERS: Final = ("it", "last", *"123456789", NAMED, SHOWN)
"""How a message points at items: by a word, by their places, by what they are called, by what they are."""

Odds = Mapping[str, float]
"""Probabilities by name, of which the sum is 1."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a message, as it stands."""

    text: str
    link: Link
    tags: Odds
    """Over TAGS."""
    fields: Odds
    """Over the catalog's numeric fields: of which it is the number, if it is one."""

    def share(self, *tags: str) -> float:
        """How likely it has one of these tags."""
        return sum(self.tags[tag] for tag in tags)


@dataclass(frozen=True, slots=True)
class Heard:
    """A message, heard."""

    words: tuple[Word, ...]
    tools: Odds
    """Over the tools that were practised, and WORDS."""
    refine: float
    """How likely it goes on with the search before."""
    picture: float
    """How likely it asks for what is on a picture."""
    compares: Odds
    """Over COMPARES."""
    memory: Odds
    """Over MEMORY: what is to be remembered, if anything is."""
    about: Odds
    """Over ABOUT and the catalog's fields: what is asked of an item, if one is asked about."""
    than: Odds
    """Over the catalog's fields: by which it compares with a card, if it does."""
    kinds: Odds
    """Over the kinds of texts and pictures: what is to be made, if anything is."""
    refers: Mapping[str, float]
    """How likely it points at items in each way of REFERS; it may in several."""
