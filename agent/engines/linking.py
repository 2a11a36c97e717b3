"""Schema linking: the values and numbers that a message can mean, out of all that a catalog's fields have.

A model of a few million parameters sometimes makes up a condition that nobody asked for. In turning questions
into queries small models are therefore told, or held to, the part of the schema that the question links to
(arXiv 1911.04942); here it is the part that the grammar of `where` still has. A value is linked when one of
its words is one of the message's, in another form or with a slip of the finger; a word of the message that no
value has links to those that mean much the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from tastemaker.agent.engines.beside import minilm
from tastemaker.catalog.fields import fold
from tastemaker.contracts import Field

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Link", "alike", "counts", "linked", "links", "numbers_in", "points", "says_something", "spelt"]

WORD: Final = re.compile(r"[^\W_]+")
EMPTY: Final = frozenset(
    WORD.findall(
        """
        a an and any are aren as at be but by do does doesn don else for from get got have i in is isn it just
        less like me more most my no not of on one only or please show some something than that the them these
        this to too up wasn what with won you
        """
    )
)
"""Words that link to no value."""
STEM: Final = 4
"""Forms of one word share so many letters, or all of the shorter one, and differ in an ending."""
ENDINGS: Final = frozenset(
    WORD.findall(
        """
        s es y ies e ed d er ers r st est ing ings ic al ly ish en n ist tic ce an ian ion ful len ren or ors
        """
    )
) | {""}
SLIP: Final = 0.8
"""How alike two words of four letters and more are when one is the other, mistyped."""
NEAR: Final = 0.45
"""From this cosine on words mean much the same to MiniLM: `scary` and `horror`, not `video` and `phone`."""
RIVALS: Final = 0.1
"""Of what a word means those are left that are this much less near than the nearest."""
KEPT: Final = 50_000
"""Words whose vectors are kept."""
DIGITS: Final = re.compile(r"\d{1,9}(?:[.,]\d{1,9})*")
MEANT: Final = re.compile(
    r"\d ?(?:s|k|m|h)\b|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?"
    r"|thousands?|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)t(?:y|ies)"
    r"|noughties|fivers?|tenners?|grand|hours?|half|quarter|centur(?:y|ies)|decades?)\b",
    re.I,
)
"""Numbers that are not said in digits, or mean others: `sixties`, `two hours`, `2k`."""
COUNTING: Final = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|last|final|latter|former|[1-9](?:st|nd|rd|th)"
    r"|(?:number|no\.?) ?[1-9])\b|# ?[1-9]",
    re.I,
)
"""Words by which somebody says the place of what they see."""
POINTING: Final = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|last|final|latter|former|[1-9](?:st|nd|rd|th)?|same|similar|match\w*"
    r"|that|this|these|those|it|its|they|them|their|he|him|his|she|her|who\w*|other\w*|another|else|more|further"
    r"|like|again|both|all)\b|#",
    re.I,
)
"""Words with which somebody points at what they see."""


Pair = tuple[str, str]
"""A value with its field, the field first."""


class Link(NamedTuple):
    """The closed values that one word of a message can mean, each with its field."""

    named: frozenset[Pair]
    """Those of which it is a form."""
    near: frozenset[Pair]
    """Where it is a form of none: those that, as a whole, mean much the same."""

    @property
    def values(self) -> frozenset[Pair]:
        """All of them."""
        return self.named or self.near


def links(words: Sequence[str], fields: Iterable[Field]) -> list[Link]:
    """What each of the words of a message can mean. A common word names no part of a longer value."""
    pairs = [(field.name, value) for field in fields if field.closed for value in field.values]
    forms, values = defaultdict[str, set[Pair]](set), defaultdict[str, set[Pair]](set)
    for pair in pairs:
        values[pair[1]].add(pair)
        for word in _words(pair[1]):
            forms[word].add(pair)
    cores = [_cores(word) for word in words]
    meant = {core: _forms(core, forms) for one in cores for core in one}
    said = frozenset().union(*meant.values())
    whole = {pair for pair in pairs if _words(pair[1]) <= said}
    named = {core: frozenset(pair for form in found for pair in forms[form]
                             if pair in whole or not minilm().knows(core))
             for core, found in meant.items()}  # fmt: skip
    return [_link(one, frozenset().union(*(named[core] for core in one)), values) for one in cores]


def _cores(word: str) -> frozenset[str]:
    """What a word of a message says: of `he's` no more than `he`."""
    cores = _words(word)
    return cores if len(word) == 1 else frozenset(core for core in cores if len(core) > 1 or core.isdigit())


def _link(cores: Collection[str], named: frozenset[Pair], values: Mapping[str, set[Pair]]) -> Link:
    """A word that names no value means those that are near."""
    near = set[Pair]()
    if cores and values and not named and not any(DIGITS.search(core) for core in cores):
        shares = _nearness(values, cores)
        limit = max(NEAR, float(shares.max()) - RIVALS)
        near = {
            pair
            for value, share in zip(values, shares, strict=True)
            if share >= limit
            for pair in values[value]
        }
    return Link(named, frozenset(near))


def linked(fields: Iterable[Field], said: str) -> tuple[Field, ...]:
    """The fields with only those of their closed values that what was said can mean."""
    fields, words = tuple(fields), _words(said)
    known = {word for field in fields if field.closed for value in field.values for word in _words(value)}
    meant = _meant(sorted(known), sorted(words))

    def narrowed(field: Field) -> Field:
        kept = (value for value in field.values if not _words(value) or meant & _words(value))
        return replace(field, values=tuple(kept))

    return tuple(narrowed(field) if field.closed else field for field in fields)


def numbers_in(said: str) -> tuple[str, ...] | None:
    """The numbers in what was said, as a condition has them; None where others may be meant."""
    if MEANT.search(said):
        return None
    return tuple(dict.fromkeys(_plain(found) for found in DIGITS.findall(said)))


def spelt(word: str) -> bool:
    """Whether a word tells a number otherwise than in digits alone: `sixties`, `2k`."""
    return MEANT.search(word) is not None


def says_something(word: str) -> bool:
    """Whether a word is more than one of those that stand in every message."""
    return bool(_words(word))


def counts(said: str) -> bool:
    """Whether somebody points at what they see by its place in the list."""
    return COUNTING.search(said) is not None


def points(said: str) -> bool:
    """Whether somebody speaks of something they see."""
    return POINTING.search(said) is not None


def _plain(number: str) -> str:
    """`1,299.00` as `1299`: thousands go together, and behind the point at most two digits count."""
    whole, _, rest = re.sub(r"[.,](?=\d{3}\b)", "", number).replace(",", ".").partition(".")
    rest = rest[:2].rstrip("0")
    return f"{int(whole)}.{rest}" if rest.isdigit() else str(int(whole))


@lru_cache(maxsize=KEPT)
def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(fold(text))) - EMPTY


def _meant(known: Collection[str], words: Collection[str]) -> frozenset[str]:
    """Of the words of values those that are forms of a word that was said; of one that has no form among them
    those that mean much the same."""
    same = {word: _forms(word, known) for word in words}
    strange = [word for word, found in same.items() if not found]
    meant = frozenset().union(*same.values())
    if not strange or not known:
        return meant
    near = _nearness(known, strange) >= NEAR
    return meant | {word for word, is_near in zip(known, near, strict=True) if is_near}


def _forms(word: str, known: Iterable[str]) -> set[str]:
    """The words of values that are forms of a word that was said."""
    return {one for one in known if one[0] in word[:2] and alike(word, one)}


def _nearness(known: Collection[str], words: Collection[str]) -> NDArray[np.float32]:
    """float32 (known,): the cosine of each word of a value with the nearest of those that were said."""
    near: NDArray[np.float32] = (_vectors(known) @ _vectors(words).T).max(axis=1)
    return near


def alike(word: str, other: str) -> bool:
    """Whether a word is a form of another, or no word that is known, and the other mistyped."""
    short, long = sorted((word, other), key=len)
    shared = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if shared >= min(STEM, len(short)) and len(short) > 1 and {short[shared:], long[shared:]} <= ENDINGS:
        return True
    if len(short) < STEM or len(long) - len(short) > 1 or minilm().knows(word):
        return False
    matcher = SequenceMatcher(None, short, long)
    return matcher.quick_ratio() >= SLIP and matcher.ratio() >= SLIP


_VECTORS: dict[str, NDArray[np.float32]] = {}


def _vectors(words: Collection[str]) -> NDArray[np.float32]:
    """float32 (words, 384), rows of length 1; the new ones are read in one go, and kept."""
    found = dict(_VECTORS)
    if new := [word for word in words if word not in found]:
        found |= dict(zip(new, minilm().encode(new), strict=True))
        if len(_VECTORS) > KEPT:
            _VECTORS.clear()
        _VECTORS.update((word, found[word]) for word in new)
    return np.stack([found[word] for word in words])
