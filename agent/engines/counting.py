"""Numbers as people say them: in digits or in words, hours in minutes too.

Words are read by text2num: `two hundred and fifty`. Two numbers side by side may be one, as in years and
prices: `nineteen eighty-four`, `twelve ninety-nine`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple

from tastemaker.agent.engines.linking import numbers_in

__all__ = ["Number", "numbers"]

HALF: Final = re.compile(r"and a half\b", re.IGNORECASE)
PARTS: Final = re.compile(r"(?:and a |an? )?(?:half|quarters?|thirds?)\b", re.IGNORECASE)
HOURS: Final = re.compile(r"h(?:ou)?rs?\b", re.IGNORECASE)
YEARS: Final = re.compile(r"y(?:ea)?rs?\b", re.IGNORECASE)
LATELY: Final = frozenset({"last", "past"})
MARKS: Final = re.compile(r"^\W+|\W+$")
PAUSES: Final = tuple(",;:.!?")
MOST: Final = 1e9


class Number(NamedTuple):
    """A number in a message: its words from `start` to before `end`, and what it can be, as in a filter."""

    start: int
    end: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, as text2num takes one."""

    word: str

    def text(self) -> str:
        return MARKS.sub("", self.word)

    def text_lowercase(self) -> str:
        return self.text().lower()

    def nt_separated(self, previous: _Token) -> bool:
        return previous.word[-1:] in PAUSES

    def not_a_number_part(self) -> bool:
        return any(letter.isdigit() for letter in self.word)


def numbers(words: Sequence[str]) -> list[Number]:
    """The numbers that are told, in their order, without those that are no plain ones (`sixties`, `2k`)."""
    found = [*_digits(words), *_joined(list(_spelt(words)), words)]
    return [_with_years(_with_minutes(one, words), words) for one in sorted(found)]


def _digits(words: Sequence[str]) -> Iterator[Number]:
    for n, word in enumerate(words):
        if any(letter.isdigit() for letter in word) and (own := numbers_in(word)):
            yield Number(n, n + 1, own)


def _spelt(words: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    from text_to_num import find_numbers

    for one in find_numbers([_Token(word) for word in words], "en", threshold=0):
        digits = any(map(str.isdigit, "".join(words[one.start : one.end])))
        if one.is_ordinal or digits or one.value > MOST:
            continue
        after = " ".join(words[one.end : one.end + 3])
        if HALF.match(after):
            yield one.start, one.end + 3, one.value + 0.5
        elif not PARTS.match(after):
            yield one.start, one.end, one.value


def _joined(found: Sequence[tuple[int, int, float]], words: Sequence[str]) -> Iterator[Number]:
    """Each number; two that stand together as one."""
    left = list(found)
    while left:
        start, end, value = left.pop(0)
        if left and left[0][0] == end and left[0][2] < 100 and words[end - 1][-1:] not in PAUSES:
            _, end, rest = left.pop(0)
            yield Number(start, end, tuple(map(_plain, (100 * value + rest, value + rest / 100))))
        else:
            yield Number(start, end, (_plain(value),))


def _plain(value: float) -> str:
    """As a filter has it."""
    return f"{round(value, 2):.12g}"


def _with_minutes(one: Number, words: Sequence[str]) -> Number:
    """What stands before hours is a number of minutes, too."""
    if one.end < len(words) and HOURS.match(words[one.end]):
        return one._replace(values=(*one.values, *(_plain(60 * float(value)) for value in one.values)))
    return one


def _with_years(one: Number, words: Sequence[str]) -> Number:
    """The last so many years are those since a year."""
    before, after = words[one.start - 1 : one.start], words[one.end : one.end + 1]
    if not (before and after and before[0].lower() in LATELY and YEARS.match(after[0])):
        return one
    now = datetime.now(UTC).year
    return one._replace(values=(*one.values, *(_plain(now - float(value)) for value in one.values)))
