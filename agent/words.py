"""A reply cut into words, sentences and clauses, for the checks of grounding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["Span", "Word", "clauses", "forms", "inside", "keys", "ngrams", "sentences", "words"]

WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|&")
SENTENCE: Final = re.compile(r"[.!?…]+[\"'”’)*]*(?=\s)|\n+")
CLAUSE: Final = re.compile(
    r"[,;:()–—](?=\s|$)|\s[-–—]\s|\((?=\S)|\b(?:and|but|while|whereas|although|though|yet|or)\b", re.I
)
Span = tuple[int, int]
"""Start and end in the text."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text; `key` is what is compared."""

    text: str
    key: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it begins like a name."""
        return self.text[:1].isupper()


def words(text: str) -> list[Word]:
    """The words of a text; a hyphen parts two words, `'s` belongs to the word before it."""
    return [Word(m[0], _key(m[0]), m.start(), m.end()) for m in WORD.finditer(text)]


def keys(text: str) -> tuple[str, ...]:
    """The comparable forms of a text's words."""
    return tuple(_key(found) for found in WORD.findall(text))


def _key(word: str) -> str:
    folded = word.casefold().replace("’", "'")
    return folded[:-2] if folded.endswith("'s") else folded


def forms(value: str) -> list[tuple[str, ...]]:
    """A value's words as they are, and in the plural or singular of the last one."""
    base = keys(value)
    if not base:
        return []
    *first, last = base
    others = [last + "s", last + "es"]
    if last.endswith("y"):
        others.append(last[:-1] + "ies")
    if last.endswith("s") and len(last) > 3:
        others.append(last[:-1])
    if last.endswith("es") and len(last) > 4:
        others.append(last[:-2])
    return [base, *((*first, other) for other in others)]


def ngrams(found: Sequence[Word], *, longest: int) -> Iterator[tuple[int, int]]:
    """Stretches of words as (start, end) indices, at each place the longest first."""
    for start in range(len(found)):
        for end in range(min(len(found), start + longest), start, -1):
            yield start, end


def inside(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether `part` stands in `whole` without a gap."""
    size = len(part)
    return any(tuple(whole[i : i + size]) == tuple(part) for i in range(len(whole) - size + 1))


def sentences(text: str) -> list[Span]:
    """Where the sentences are; each keeps its punctuation."""
    spans, start = [], 0
    for end in SENTENCE.finditer(text):
        spans.append((start, end.end()))
        start = end.end()
    spans.append((start, len(text)))
    return [span for span in spans if text[span[0] : span[1]].strip()]


def clauses(text: str, span: Span, *, whole: Sequence[Span] = ()) -> list[Span]:
    """The clauses of a sentence; nothing inside a span of `whole` parts it."""
    spans, start = [], span[0]
    for cut in CLAUSE.finditer(text, *span):
        if any(a <= cut.start() < b for a, b in whole):
            continue
        spans.append((start, cut.start()))
        start = cut.end()
    spans.append((start, span[1]))
    return [one for one in spans if text[one[0] : one[1]].strip()]
