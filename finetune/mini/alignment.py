"""What each word of a practised message is for, told from the call that answers it.

A word that names a value of a condition, or its number, is tagged with the comparison; one that goes into a
text is quoted; the rest does nothing. So the same lines that teach mini to call teach its reader to hear.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tastemaker.agent.engines.counting import Number, numbers
from tastemaker.agent.engines.heard import (
    ABOUT,
    COMPARES,
    MEMORY,
    NAMED,
    OPERATORS,
    QUOTED,
    REFERS,
    SHOWN,
    SPELT,
    TITLE,
    WORDS,
)
from tastemaker.agent.engines.linking import Link, alike, links, numbers_in, spelt
from tastemaker.agent.engines.opinion import asked
from tastemaker.catalog.fields import fold
from tastemaker.contracts import Field, Message
from tastemaker.finetune.mini.phrases import ORDINALS, SHORT_ORDINALS

__all__ = ["Aligned", "aligned"]

CONDITION: Final = re.compile(
    r"(?P<field>\w+) (?P<op>==|!=|<=|>=|<|>|contains) "
    r"(?P<value>'[^']*'|\"[^\"]*\"|\[[^\]]+\]|-?\d+(?:\.\d+)?|true|false)"
)
CORE: Final = re.compile(r"[^\W_]+")
DECADE: Final = re.compile(r"\d0['’]?s\b")
TEXTS: Final = ("query", "wish", "like", "dislike", "fact", "what", "style", "change")
"""Arguments that are texts of a person's own words."""
TAG_OF: Final = {operator: tag for tag, operator in OPERATORS.items()}
NAME_OF: Final = {"==": "n", "contains": "n", "!=": "!n"}
CARDINALS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
ALSO: Final = ("top", "both", *CARDINALS[2:])
PLACES: Final = {
    str(n): words for n, words in enumerate(zip(ORDINALS, SHORT_ORDINALS, CARDINALS, ALSO, strict=True), 1)
}
"""How the place of a card is said, beside its number."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A message and what is to be heard in it."""

    words: tuple[str, ...]
    links: tuple[Link, ...]
    tags: tuple[str, ...]
    number_of: tuple[str, ...]
    """For each word the field that it is a number of; empty for none."""
    tool: str
    form: Mapping[str, bool]
    """Whether it refines, and asks for a picture's likes; empty where no search answers it."""
    compares: str
    memory: str
    """What is to be remembered; empty for nothing."""
    about: str | None
    """What is asked of an item; None where none is asked about."""
    than: str
    """The field by which it compares with a card; empty for none."""
    kind: str
    """What is to be made; empty where that is not said."""
    refers: frozenset[str] | None
    """How it points at items, of REFERS; None where it is not about any."""
    fields: tuple[Field, ...]


def aligned(messages: Sequence[Message], fields: Sequence[Field]) -> Aligned | None:
    """The first message of a person and the answer after it; None for one without words."""
    at = next(n for n, one in enumerate(messages) if one["role"] == "user")
    words = asked(messages[: at + 1]).split()
    calls = messages[at + 1].get("tool_calls") or [{"function": {"name": WORDS, "arguments": {}}}]
    name, given = str(calls[0]["function"]["name"]), dict(calls[0]["function"]["arguments"])
    found = links(words, fields)
    where, items = str(given.get("where", "")), [str(one) for one in given.get("items", [])]
    items += [str(given["item"])] if given.get("item") else []
    tags, number_of = _tagged(words, found, where, {field.name for field in fields if field.closed})
    for title in (one for one in items if one not in REFERS):
        _title(words, tags, title)
    _quote(words, tags, [str(given[key]) for key in TEXTS if given.get(key)])
    cards = [one["value"][1:-1].split(".") for one in CONDITION.finditer(where) if one["value"][0] == "["]
    searched = name in ("search", "recommend")
    known = {*ABOUT, *(field.name for field in fields)}
    about = str(given.get("about", ""))
    made = Aligned(
        tuple(words),
        tuple(found),
        tuple(tags),
        tuple(number_of),
        name,
        {key: bool(given.get(key)) for key in ("refine", "picture")} if searched else {},
        _compared(where),
        next((key for key in MEMORY if given.get(key)), "") if name == "remember" else "",
        about if name == "details" and about in known else None,
        cards[0][1] if cards and cards[0][1] in known else "",
        str(given.get("kind", "")),
        _pointing(words, tags, items, [card for card, _ in cards]) if items or cards else None,
        tuple(fields),
    )
    return made if words else None


def _pointing(
    words: Sequence[str], tags: Sequence[str], items: Sequence[str], cards: Sequence[str]
) -> frozenset[str]:
    """How a message points at the items of its call, or at the cards that its conditions compare with."""
    places = [place for place in (*items, *cards) if place.isdigit()]
    said = {place for place in places if any(_places(word, place) for word in words)}
    by_word = {one for one in (*items, *cards) if one in ("it", "last")}
    shown = {SHOWN} if len(items) == 1 and {*places} - said else set()
    others = {*places} - said if len(items) > 1 else set()
    return frozenset(said | by_word | shown | others | ({NAMED} if TITLE in tags else set()))


def _places(word: str, place: str) -> bool:
    """Whether a word tells the place of a card, mistyped or not."""
    return any(core == place or any(alike(core, one) for one in PLACES.get(place, ()))
               for core in CORE.findall(fold(word)))  # fmt: skip


def _title(words: Sequence[str], tags: list[str], title: str) -> None:
    """Tag what an item is called, where it stands in one piece."""
    cores, parts = ([tuple(CORE.findall(fold(one))) for one in each] for each in (words, title.split()))
    for start in range(len(cores) - len(parts) + 1):
        if parts and cores[start : start + len(parts)] == parts and any(parts):
            tags[start : start + len(parts)] = [TITLE] * len(parts)
            return


def _tagged(
    words: Sequence[str], found: Sequence[Link], where: str, closed: Collection[str]
) -> tuple[list[str], list[str]]:
    """The tags of words that conditions name, and the fields of those that are numbers."""
    tags, number_of = ["O"] * len(words), [""] * len(words)
    spelt_out, told = list[tuple[str, str]](), numbers(words)
    for condition in CONDITION.finditer(where):
        field, operator, value = condition["field"], condition["op"], condition["value"]
        if value[0] in "'\"":
            tag = ("!=" if operator == "!=" else "==") if field in closed else NAME_OF[operator]
            for n in _naming(words, found, field, value[1:-1].strip()):
                tags[n] = tag
        elif value[0].isdigit() or value[0] == "-":
            places = list(_telling(words, told, value.lstrip("-")))
            for n in places:
                tags[n], number_of[n] = TAG_OF[operator], field
            if not places:
                spelt_out.append((field, operator))
    for n in _spelling(words) if spelt_out else ():
        field, operator = spelt_out[0]
        bounds = len(spelt_out) > 1 or tags[n] in ("<=", ">=")
        tags[n], number_of[n] = SPELT if bounds else TAG_OF[operator], field
    return tags, number_of


def _naming(words: Sequence[str], found: Sequence[Link], field: str, value: str) -> list[int]:
    """The words that name a value: by its form, else by what it means, else letter by letter."""
    named = [n for n, link in enumerate(found) if (field, value) in link.named]
    near = named or [n for n, link in enumerate(found) if (field, value) in link.near]
    parts = set(CORE.findall(fold(value)))
    return near or [n for n, word in enumerate(words) if parts & set(CORE.findall(fold(word)))]


def _telling(words: Sequence[str], told: Sequence[Number], number: str) -> Iterator[int]:
    """The words that tell a number."""
    plain = number.rstrip("0").rstrip(".") if "." in number else number
    own = [n for one in told if plain in one.values for n in range(one.start, one.end)]
    yield from own
    for n, word in enumerate(words):
        if not DECADE.search(word) and plain in (numbers_in(re.sub(r"[^\d.,]", " ", word)) or ()):
            yield n


def _spelling(words: Sequence[str]) -> list[int]:
    """The words that spell a number: decades first."""
    decades = [n for n, word in enumerate(words) if DECADE.search(word)]
    return decades or [n for n, word in enumerate(words) if spelt(word)]


def _quote(words: Sequence[str], tags: list[str], texts: Sequence[str]) -> None:
    """Tag what texts quote, each word once, where it does nothing else."""
    cores = ["".join(CORE.findall(fold(word))) for word in words]
    for part in (part for text in texts for part in text.split()):
        core = "".join(CORE.findall(fold(part)))
        place = next((n for n, own in enumerate(cores) if own == core and tags[n] == "O"), None)
        if core and place is not None:
            tags[place] = QUOTED


def _compared(where: str) -> str:
    """How a filter compares with a card: the first comparison that names one's field."""
    operators = (one["op"].removesuffix("=") if one["op"] in ("<=", ">=") else one["op"]
                 for one in CONDITION.finditer(where) if one["value"][0] == "[")  # fmt: skip
    return next((one for one in operators if one in COMPARES), "")
