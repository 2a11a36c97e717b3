"""How long a text may be: what its kind allows, as far as nobody asked for another length."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias, get_args

__all__ = ["KINDS", "MOST", "PROSE", "Kind", "Room", "room_for", "stretch", "word_count"]

Kind: TypeAlias = Literal["headline", "copy", "ad", "description", "keywords", "explanation", "dialogue"]
"""What can be written."""
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
MOST: Final = {
    "headline": 14,
    "copy": 50,
    "ad": 45,
    "description": 70,
    "keywords": 8,
    "explanation": 50,
    "dialogue": 60,
}
"""Words; of keywords their number."""
PROSE: Final = ("copy", "description", "explanation")
"""Kinds that are made of sentences."""
LEAST, LARGEST = 3, 150
SHORT, LONG, SHORTER, LONGER = 0.5, 1.6, 0.7, 1.6
CHARACTERS: Final = 20
"""Fewer are no text; who asks for less gets this."""
NAMED: Final = re.findall(
    r"\w+", "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
)
TENS: Final = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "a hundred": 100}
NUMBERS: Final = {word: n for n, word in enumerate(NAMED, 1)} | TENS
NUMBER: Final = rf"(?P<n>\d{{1,4}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
WORDS: Final = re.compile(rf"\b{NUMBER}[\s-]*words?\b", re.I)
SENTENCES: Final = re.compile(rf"\b{NUMBER}\s+(?:\w+\s+)?(?:sentences?|lines?|reasons?)\b", re.I)
LETTERS: Final = re.compile(rf"\b{NUMBER}\s*(?:chars?|characters|letters)\b", re.I)
COUNTED: Final = re.compile(rf"^\s*{NUMBER}\b|\b{NUMBER.replace('<n>', '<m>')}\s+of\s+them\b", re.I)
IS_SHORT: Final = re.compile(r"\b(?:short|brief(?:ly)?|one breath|snappy|tiny|few words|small)\b", re.I)
IS_LONG: Final = re.compile(r"\b(?:long|longer|detailed|in depth|paragraph or two|more detail)\b", re.I)
HALF: Final = re.compile(r"\bhalf\b", re.I)
LESS: Final = re.compile(
    r"\b(?:shorter|tighter|briefer|less text|fewer words|shorten|trim|cut it|condense)\b", re.I
)
MORE: Final = re.compile(r"\b(?:longer|more detail(?:ed)?|expand|more of it|flesh it out)\b", re.I)
MESSAGES: Final = {"tweet": 280, "sms": 160, "push": 80, "subject line": 60}


@dataclass(frozen=True, slots=True)
class Room:
    """The most words, characters and sentences, and the fewest words; of keywords `words` is their number."""

    words: int
    characters: int | None = None
    sentences: int | None = None
    least: int = 0

    def said(self, kind: str) -> str:
        """As a prompt tells it: `at most 12 words`."""
        if kind == "keywords":
            return f"{self.words} of them"
        parts = [f"at most {self.words} words"]
        if self.sentences:
            parts = [f"{self.sentences} sentence{'s' if self.sentences > 1 else ''}", *parts]
        if self.characters:
            parts = [f"at most {self.characters} characters"]
        if self.least:
            parts = [f"{self.least} to {self.words} words"]
        return ", ".join(parts)

    def holds(self, text: str) -> bool:
        """Whether what there is of a text in words is not too long already."""
        return len(text) <= self.characters if self.characters else word_count(text) <= self.words

    def fits(self, text: str, kind: str) -> bool:
        """Whether a finished text is no longer, and long enough."""
        if kind == "keywords":
            return self.least <= len(text.split(",")) <= self.words
        if self.characters:
            return len(text) <= self.characters
        return self.least <= word_count(text) <= self.words


def room_for(kind: str, style: str = "", *, change: str = "", before: str = "") -> Room:
    """The room that a kind of text has, as the wishes for its style change it.

    >>> room_for("headline", "playful, 7 words").words
    7
    """
    room = _wished(Room(MOST[kind]), kind, style)
    if not change:
        return room
    exact = any(pattern.search(change) for pattern in (LETTERS, WORDS, SENTENCES))
    return _wished(room, kind, change) if exact or not before else _resized(room, kind, change, before)


def _resized(room: Room, kind: str, change: str, before: str) -> Room:
    """The room for a text that is to be shorter or longer than the one before."""
    size = len(before.split(",")) if kind == "keywords" else word_count(before)
    by = stretch(change)
    if by < 1:
        return replace(room, words=_bounded(size * by))
    if by > 1:
        return replace(room, words=_bounded(size * by + 4), least=size + 1)
    return _wished(room, kind, change)


def stretch(change: str) -> float:
    """How many times as long a change wants something to be; 1 where it speaks of no length.

    >>> stretch("a bit shorter")
    0.7
    """
    if HALF.search(change):
        return SHORT
    if LESS.search(change):
        return SHORTER
    return LONGER if MORE.search(change) else 1.0


def word_count(text: str) -> int:
    """Words of a text; a dash between two of them is none."""
    return len(re.findall(r"[^\W_][^\s]*", text))


def _wished(room: Room, kind: str, said: str) -> Room:
    """The room after what is said of the length; the more exact wish comes first."""
    if kind == "keywords":
        counted = COUNTED.search(said) or WORDS.search(said)
        return replace(room, words=min(12, _number(counted))) if counted else room
    if found := LETTERS.search(said):
        return replace(room, characters=max(CHARACTERS, _number(found)))
    if found := WORDS.search(said):
        return replace(room, words=_bounded(_number(found)), characters=None)
    if characters := [n for name, n in MESSAGES.items() if re.search(rf"\b{name}\b", said, re.I)]:
        return replace(room, characters=characters[0])
    if kind != "headline" and (found := SENTENCES.search(said)):
        number = min(6, _number(found))
        words = min(room.words, 22 * number)
        return replace(room, words=words, sentences=number if kind in PROSE else None)
    return replace(room, words=_bounded(MOST[kind] * _roughly(kind, said))) if _roughly(kind, said) else room


def _roughly(kind: str, said: str) -> float:
    """By what a wish for something short or long changes the room; 0 for no such wish."""
    if IS_SHORT.search(said):
        return SHORT
    return LONG if kind != "headline" and IS_LONG.search(said) else 0.0


def _number(found: re.Match[str]) -> int:
    """The number in a match, at least 1."""
    text = next(text for text in found.groupdict().values() if text)
    return max(1, int(text) if text.isdigit() else NUMBERS[text.lower()])


def _bounded(words: float) -> int:
    return max(LEAST, min(LARGEST, round(words)))
