"""What a model wrote, in the shape of its kind: without labels and quotes around it, cut to its room."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Final

from tastemaker.tools.clean import clean
from tastemaker.tools.room import Room

__all__ = ["ANGLE", "DISTINCT", "MARKER", "alike", "distinct", "finished", "styled", "trimmed"]

DISTINCT: Final = 0.5
"""Two texts are the same one when they share at least this much of their pairs of words."""
KEPT: Final = 0.8
"""The same of keywords, which have little room to differ."""
LABEL: Final = re.compile(
    r"^\W{0,3}(?:headline|title|body|ad|advert\w*|copy|description|keywords|tags|explanation|dialogue"
    r"|call to action|cta|text)\W{0,2}:\s*",
    re.I,
)
ANGLE: Final = "Angle:"
"""How the line begins in which a writer says what moves the person, before the text."""
QUOTES: Final = {'"': '"', "“": "”", "‘": "’", "'": "'", "«": "»"}
END: Final = re.compile(r"(?<=[.!?…])[\"”’)]*\s+")
SPLIT: Final = re.compile(r"\s*[,;\n•|]\s*|\s*#")
MARKER: Final = re.compile(r"\[(?:\d+|it|last)(?:\.[^\]]*)?\]")
TAGS: Final = re.compile(r"hash ?tags?|#", re.I)
LOWER: Final = re.compile(r"\b(?:lower ?case|no caps|no capitals)\b", re.I)


def trimmed(text: str, kind: str) -> str:
    """The text as its kind is written: one line, three lines, a list. Empty when it has not that shape.

    Markers stay; the angle that it is told from goes. An ad is title, body and call to action; a dialogue has
    a line for each who speaks.
    """
    lines = [_bare(line) for line in clean(text, line=False, markers=True).splitlines()]
    lines = [" ".join(line.split()) for line in lines if line.strip()]
    lines = [line for line in lines if not line.startswith(ANGLE)]
    if not lines:
        return ""
    if kind in ("headline", "ad"):
        lines[0] = _in_sentence_case(lines[0])
    if kind == "headline":
        return lines[0]
    if kind == "keywords":
        return ", ".join(_once(SPLIT.split("\n".join(lines))))
    if kind == "ad":
        return "\n".join([lines[0], " ".join(lines[1:-1]), lines[-1]]) if len(lines) > 2 else ""
    if kind == "dialogue":
        return "\n".join(lines) if len(lines) > 1 else ""
    return "\n".join(lines)


def finished(text: str, kind: str, room: Room, *, rendered: Callable[[str], str]) -> str:
    """As much of the text, markers and all, as has room when it is rendered; empty when nothing fits."""
    text = _sentences(text, kind, room.sentences)
    while text and not room.fits(rendered(text), kind):
        text = _shorter(text, kind)
    return text


def styled(text: str, kind: str, style: str) -> str:
    """A rendered text in the form that its style asks for, where that is a matter of form alone."""
    if kind == "keywords" and TAGS.search(style):
        text = " ".join("#" + re.sub(r"[^\w]", "", word.title()) for word in text.split(", "))
    return text.lower() if LOWER.search(style) else text


def distinct(text: str, others: Iterable[str], kind: str) -> bool:
    """Whether a text is truly another one than those before."""
    return all(alike(text, other, kind) < (KEPT if kind == "keywords" else DISTINCT) for other in others)


def alike(one: str, other: str, kind: str = "") -> float:
    """How much two texts share, 0 to 1: pairs of neighbouring words (of keywords, the words) in both by those
    in either. A marker is no word: the item's facts come again in every text about it."""
    first, second = _grams(one, kind), _grams(other, kind)
    return len(first & second) / max(len(first | second), 1)


def _grams(text: str, kind: str) -> set[tuple[str, ...]]:
    if kind == "keywords":
        return {(word.strip().casefold(),) for word in text.split(",")}
    words: list[str] = re.findall(r"\[\]|[^\W_]+(?:['’]\w+)?", MARKER.sub("[]", text).casefold())
    pairs: set[tuple[str, ...]] = {pair for pair in pairwise(words) if pair != ("[]", "[]")}
    return pairs or {(word,) for word in words}


def _bare(line: str) -> str:
    """A line without label, bullet, stars and the quotes around it."""
    line = re.sub(
        r"^\s*(?:[-*•]\s+|\d{1,2}[.)]\s+)", "", LABEL.sub("", line.replace("**", "").strip())
    ).strip()
    while len(line) > 2 and QUOTES.get(line[0]) == line[-1] and line.count(line[0]) <= 2:
        line = line[1:-1].strip()
    return line


def _in_sentence_case(line: str) -> str:
    """A line With A Capital In Every Word, which would read as a name, as a sentence. Names are markers."""
    words = [word for word in MARKER.sub(" ", line).split() if len(word) > 2 and word[0].isalpha()]
    if len(words) < 3 or not all(word[0].isupper() for word in words):
        return line
    spans = [match.span() for match in MARKER.finditer(line)]
    lowered = "".join(c if any(a <= i < b for a, b in spans) else c.lower() for i, c in enumerate(line))
    return lowered[:1].upper() + lowered[1:]


def _once(words: Sequence[str]) -> list[str]:
    """Keywords without empty ones and repeats."""
    kept: dict[str, str] = {}
    for word in (one.strip(" .\"'-") for one in words):
        kept.setdefault(word.casefold(), word)
    return [word for word in kept.values() if word]


def _sentences(text: str, kind: str, most: int | None) -> str:
    if not most or kind in ("headline", "keywords", "ad", "dialogue"):
        return text
    return " ".join(END.split(text)[:most])


def _shorter(text: str, kind: str) -> str:
    """The text without its last sentence, word or line; empty when none can go."""
    if kind == "headline":
        return ""
    if kind == "keywords":
        return ", ".join(text.split(", ")[:-1])
    if kind == "dialogue":
        lines = text.split("\n")[:-1]
        return "\n".join(lines) if len(lines) > 1 else ""
    if kind == "ad":
        title, body, call = text.split("\n")
        less = " ".join(END.split(body)[:-1])
        return f"{title}\n{less}\n{call}" if less else ""
    return " ".join(END.split(text)[:-1])
