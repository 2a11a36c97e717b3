"""Which cards a reply speaks of, and where: by marker, by title, as "the second one", as "it"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tastemaker.agent.markers import MARKER, number_of
from tastemaker.agent.words import Span, Word, clauses, keys, sentences, words
from tastemaker.contracts import Card

__all__ = ["Mention", "Spot", "Target", "mentions", "spot", "target"]

ORDINALS: Final = ("first", "second", "third", "fourth", "fifth")
ORDINAL: Final = re.compile(
    r"\b(?:the\s+)?(?P<word>first|second|third|fourth|fifth|last)(?:\s+(?:one|of\s+(?:them|these|those)))\b"
    r"|\bthe\s+(?P<bare>first|second|third|fourth|fifth|last)(?=\s+(?:is|was|has|comes|costs|runs)\b)",
    re.I,
)
ALL: Final = re.compile(r"\b(?:all|both|each|every|everything)\b", re.I)
IT: Final = re.compile(r"\b(?:it|its|it['’]s|this|that|that['’]s)\b", re.I)
THE: Final = re.compile(r"\bthe\s+(?:\w+\s+)?$", re.I)
"""Before a value that picks one of several: "[1] and [2], the coat being the longer"."""
JOIN: Final = re.compile(r"\s*(?:,\s*(?:and|or)?|and|or|&|\+)\s*", re.I)


@dataclass(frozen=True, slots=True)
class Mention:
    """Cards named together, such as `[1] and [2]`; `cards` are indices from 0, none for a stranger."""

    start: int
    end: int
    cards: tuple[int, ...]
    field: str = ""
    """The field whose value stands there, when it is not the title."""


@dataclass(frozen=True, slots=True)
class Target:
    """The cards a claim is about: each of them must bear it out, or one of them is enough."""

    cards: tuple[int, ...]
    every: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a claim stands: its span, sentence and clause, the mentions in the sentence and before it."""

    text: str
    span: Span
    sentence: Span
    clause: Span
    here: tuple[Mention, ...]
    earlier: tuple[Mention, ...]

    @property
    def since(self) -> int:
        """Where the last mention before the claim ends."""
        return max((m.end for m in self.here if m.end <= self.span[0]), default=0)


def mentions(text: str, cards: Sequence[Card], *, strangers: Sequence[Span] = ()) -> list[Mention]:
    """All mentions in order; those joined by commas or "and" are one.

    What is said of `strangers`, titles of no card, is said of none of the cards.
    """
    found = [*_markers(text, cards), *_titles(text, cards), *_ordinals(text, cards)]
    found = [m for m in found if not any(a <= m.start < b for a, b in strangers)]
    found += [Mention(*place, ()) for place in strangers]
    apart: list[Mention] = []
    for one in sorted(found, key=lambda m: (m.start, -m.end)):
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
    joined: list[Mention] = []
    for one in apart:
        if joined and joined[-1].field == one.field and JOIN.fullmatch(text, joined[-1].end, one.start):
            joined[-1] = Mention(joined[-1].start, one.end, _together([joined[-1], one]), one.field)
        else:
            joined.append(one)
    return joined


def spot(span: Span, text: str, *, named: Sequence[Mention]) -> Spot:
    """Where in its sentence and clause a claim stands, and which cards are named around it."""
    sentence = next(one for one in sentences(text) if one[0] <= span[0] < one[1])
    here = tuple(m for m in named if sentence[0] <= m.start < sentence[1])
    whole = [(m.start, m.end) for m in here]
    clause = next((c for c in clauses(text, sentence, whole=whole) if c[0] <= span[0] < c[1]), sentence)
    earlier = tuple(m for m in named if m.end <= sentence[0])
    return Spot(text, span, sentence, clause, here, earlier)


def target(at: Spot, cards: Sequence[Card]) -> Target:
    """The cards that a claim is about."""
    every = ALL.search(at.text, *at.clause) is not None
    if at.here:
        return _in_sentence(at, every=every)
    if at.earlier and IT.search(at.text, *at.sentence) and not every:
        return Target(at.earlier[-1].cards[-1:], True)
    if every and at.earlier and len(at.earlier[-1].cards) > 1:
        return Target(at.earlier[-1].cards, True)
    return Target(tuple(range(len(cards))), every)


def _in_sentence(at: Spot, *, every: bool) -> Target:
    """Within the clause what comes before binds first, then what follows; else the nearest one before."""
    start, end = at.span
    inner = [m for m in at.here if at.clause[0] <= m.start < at.clause[1]]
    if before := [m for m in inner if m.end <= start]:
        return Target(before[-1].cards, True)
    if after := [m for m in inner if m.start >= end]:
        return Target(after[0].cards, every or len(after[0].cards) == 1)
    previous = [m for m in at.here if m.end <= start]
    following = [m for m in at.here if m.start >= end]
    if previous and not (following and ";" in at.text[previous[-1].end : start]):
        chosen = THE.search(at.text, previous[-1].end, start) is not None
        return Target(previous[-1].cards, len(previous[-1].cards) == 1 or not chosen)
    return Target(_together(following), every)


def _together(several: Sequence[Mention]) -> tuple[int, ...]:
    """The cards of all; none when a stranger is among them, of whom anything may be said."""
    return tuple(card for m in several for card in m.cards) if all(m.cards for m in several) else ()


def _markers(text: str, cards: Sequence[Card]) -> list[Mention]:
    found = []
    for marker in MARKER.finditer(text):
        number = number_of(marker["card"], count=len(cards))
        if 1 <= number <= len(cards):
            found.append(Mention(*marker.span(), (number - 1,), marker["field"] or ""))
    return found


def _titles(text: str, cards: Sequence[Card]) -> list[Mention]:
    """Where a card's title stands word for word; quotes around it belong to the mention."""
    said = words(text)
    found = []
    for number, card in enumerate(cards):
        title = keys(card.title)
        for start in range(len(said) - len(title) + 1 if title else 0):
            part = said[start : start + len(title)]
            if tuple(word.key for word in part) == title and _named(part):
                found.append(Mention(*_quoted(text, part[0].start, part[-1].end), (number,)))
    return found


def _named(part: Sequence[Word]) -> bool:
    """A title of one plain word counts only when it is written as a name."""
    return len(part) > 1 or part[0].capital or part[0].text.isdigit()


def _quoted(text: str, start: int, end: int) -> Span:
    around = text[start - 1 : start] + text[end : end + 1] if start else ""
    return (start - 1, end + 1) if around in ('""', "“”", "''", "‘’", "**", "__", "«»") else (start, end)


def _ordinals(text: str, cards: Sequence[Card]) -> list[Mention]:
    found = []
    for said in ORDINAL.finditer(text):
        word = (said["word"] or said["bare"]).lower()
        index = len(cards) - 1 if word == "last" else ORDINALS.index(word)
        if 0 <= index < len(cards):
            found.append(Mention(said.start(), said.end(), (index,)))
    return found
