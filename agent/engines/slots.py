"""The conditions that a message names, as a grammar: one place for each, in the message's order.

Each word that was heard to name a value or a number is a place in `where`. Where the reader is sure the place
must be filled, where it doubts it may be; what fills it (which field, which of the values that the word can
mean) stays the model's choice. So nothing is said twice, nothing is made up, nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from tastemaker.agent.engines.counting import numbers
from tastemaker.agent.engines.heard import NAMED, NAMES, OPERATORS, REFERS, SHOWN, SPELT, VALUES, Heard, Word
from tastemaker.agent.engines.linking import alike, links
from tastemaker.catalog.fields import as_regex, fold, quote, quote_name
from tastemaker.contracts import Field

__all__ = ["DOUBTED", "SURE", "Slot", "conditions", "rivals", "slots"]

SURE: Final = 0.6
"""From this probability on something is taken as heard."""
DOUBTED: Final = 0.4
"""Below it is taken as not heard."""
RIVAL: Final = 0.25
"""Of the ways to read a word those that have this share of the likeliest's odds stay."""
CORE: Final = re.compile(r"[^\W_](?:.*[^\W_])?")
NUMBER: Final = r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,2})?"


MEANING: Final = {tag: (tag, *(name for name, own in NAMES.items() if own == tag)) for tag in VALUES}
"""The tags that stand for a comparison with a text."""


Pairs = frozenset[tuple[str, str]]
"""Values, each with its field."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One place for a condition: a regular expression of what may fill it."""

    pattern: str
    sure: bool
    words: tuple[int, ...] = ()
    """The words that it takes, by place in the message."""
    fields: tuple[str, ...] = ()
    """The fields that it may be about."""

    def named_by(self, words: Sequence[Word]) -> Iterator[int]:
        """The places of words that stand beside its own and only name its field: `a warm tone`."""
        beside = {n + step for n in self.words for step in (-1, 1)} - {*self.words}
        for n in beside & {*range(len(words))}:
            core = CORE.search(words[n].text)
            if core and any(alike(core[0].lower(), fold(name)) for name in self.fields):
                yield n


def conditions(found: Sequence[Slot]) -> str:
    """The body of an llguidance-Lark rule: the slots in their order, ` and ` between them. Empty for none.

    `w` rules begin a filter at a slot, `x` rules go on with one; a slot that is not sure may be passed over.
    """
    if not found:
        return ""
    reached = next((n for n, slot in enumerate(found) if slot.sure), len(found) - 1)
    begins = [
        _rule(f"w{n}", f"c{n} x{n + 1}", "" if n == reached else f"w{n + 1}") for n in range(reached + 1)
    ]
    goes_on = [
        _rule(f"x{n}", f'" and " c{n} x{n + 1}', "" if found[n].sure else f"x{n + 1}")
        for n in range(1, len(found))
    ]
    fills = [f"c{n}: /{slot.pattern}/" for n, slot in enumerate(found)]
    return "\n".join(["w0", *begins, *goes_on, f'x{len(found)}: ""', *fills])


def _rule(name: str, *ways: str) -> str:
    return f"{name}: " + " | ".join(way for way in ways if way)


def slots(heard: Heard, fields: Sequence[Field]) -> list[Slot]:
    """The places for conditions that a message has."""
    plain = [field for field in fields if quote_name(field.name) == field.name]
    found = [*_values(heard, plain), *_numbers(heard, plain)]
    found.sort(key=lambda slot: slot.words)
    return [*found, *_compared(heard, plain)]


@dataclass(frozen=True, slots=True)
class _Group:
    """Words that can mean the same value."""

    at: tuple[int, ...]
    values: Pairs

    def wanted(self, words: Sequence[Word]) -> bool:
        """Whether it was heard for sure, and as what is to be had."""
        return max(words[n].share("==", "n") for n in self.at) >= SURE

    def or_else(self, after: _Group, words: Sequence[Word]) -> bool:
        """Whether another is named as well as this: `a bag or a scarf`."""
        return any(word.text.lower() == "or" for word in words[self.at[-1] + 1 : after.at[0]])

    def listed(self, after: _Group, words: Sequence[Word]) -> bool:
        """Whether another follows at once in a list: `red, blue`."""
        return words[self.at[-1]].text.endswith(",") and after.at[0] == self.at[-1] + 1


def _values(heard: Heard, fields: Sequence[Field]) -> Iterator[Slot]:
    """Words that name values; those of which any will do are one place."""
    for groups in _choices(_groups(heard, fields), heard.words):
        at = tuple(n for group in groups for n in group.at)
        words = [heard.words[n] for n in at]
        sure = max(word.share(*VALUES, *NAMES) for word in words) >= SURE
        operators = rivals({tag: sum(word.share(*tags) for word in words) for tag, tags in MEANING.items()})
        if len(groups) > 1:
            pattern = _any_of(groups)
        else:
            values = groups[0].values
            pattern = _closed(values, operators) if values else _free(words, fields, operators)
        if pattern:
            yield Slot(pattern, sure, at, _fields(groups))


def _groups(heard: Heard, fields: Sequence[Field]) -> list[_Group]:
    """Words that name values: those that can mean the same one stand together."""
    groups: list[_Group] = []
    for n, values in _meanings(heard, fields).items():
        own = next((group for group in groups if _together(group.at, group.values, n, values)), None)
        if own is None:
            groups.append(_Group((n,), values))
        else:
            groups[groups.index(own)] = _Group((*own.at, n), own.values & values)
    return groups


def _choices(groups: Sequence[_Group], words: Sequence[Word]) -> list[list[_Group]]:
    """The groups, those together of which any will do: `red, blue or green`, but none that is not wanted."""
    found: list[list[_Group]] = []
    for group in reversed(groups):
        after = found[0] if found else []
        joins = after and (
            group.or_else(after[0], words) or (len(after) > 1 and group.listed(after[0], words))
        )
        if joins and _fields((group, *after)) and all(one.wanted(words) for one in (group, *after)):
            after.insert(0, group)
        else:
            found.insert(0, [group])
    return found


def _fields(groups: Sequence[_Group]) -> tuple[str, ...]:
    """The fields of which each of the groups can mean a value."""
    return tuple(sorted(set.intersection(*({name for name, _ in group.values} for group in groups))))


def _any_of(groups: Sequence[_Group]) -> str:
    """A list of values of one field, one of each group's."""
    ways = []
    for field in _fields(groups):
        own = ("|".join(_spaced(quote(value)) for name, value in sorted(group.values) if name == field)
               for group in groups)  # fmt: skip
        ways.append(f"({as_regex(field)} in \\[{', '.join(f'({one})' for one in own)}\\])")
    return "|".join(ways)


def _meanings(heard: Heard, fields: Sequence[Field]) -> dict[int, Pairs]:
    """What each word that names a value can mean; two side by side may mean what neither does alone:
    `science fiction`."""
    known = {field.name for field in fields}
    named = {n: word for n, word in enumerate(heard.words) if word.share(*VALUES, *NAMES) >= DOUBTED}
    found = {
        n: frozenset(one for one in word.link.values if one[0] in known and not _is_name(word))
        for n, word in named.items()
    }
    for n, word in named.items():
        after = named.get(n + 1)
        if not after or _is_name(word) or _is_name(after):
            continue
        if not word.link.named and not after.link.named and not found[n] & found[n + 1]:
            (both,) = links([f"{word.text} {after.text}"], fields)
            found |= dict.fromkeys((n, n + 1), both.values) if both.values else {}
    return found


def _is_name(word: Word) -> bool:
    """Whether a word is rather a name, of which a field may hold any."""
    return word.share(*NAMES) > word.share(*VALUES)


def _together(at: Sequence[int], values: Pairs, n: int, others: Pairs) -> bool:
    """Whether a word goes with others: they can mean one value, or are names without one, side by side."""
    return bool(values & others) or (not values and not others and at[-1] == n - 1)


def _closed(values: Iterable[tuple[str, str]], operators: Sequence[str]) -> str:
    ways = "|".join(operators)
    return "|".join(f"({as_regex(name)} ({ways}) {_spaced(quote(value))})" for name, value in sorted(values))


def _free(words: Sequence[Word], fields: Sequence[Field], operators: Sequence[str]) -> str:
    """A name in a field that may hold any text; empty where the words are none."""
    if not any(map(_is_name, words)):
        return ""
    names = [as_regex(field.name) for field in fields if field.kind == "text" and not field.closed]
    cores = [core[0] for word in words if (core := CORE.search(word.text))]
    said = " ".join(cores)
    if not names or not said or re.search(r"[\"'’\\]", said):
        return ""
    ways = "|".join(["contains", *operators] if "==" in operators else operators)
    return f"({'|'.join(names)}) ({ways}) ' ?{as_regex(said)}'"


def _numbers(heard: Heard, fields: Sequence[Field]) -> Iterator[Slot]:
    """Words that name numbers; those that spell one together are one place."""
    numeric = {field.name: field for field in fields if field.kind == "number"}
    told = {n: one for one in numbers([word.text for word in heard.words]) for n in range(one.start, one.end)}
    shares = [word.share(*OPERATORS, SPELT) for word in heard.words]
    end = 0
    for n, share in enumerate(shares if numeric else ()):
        if n < end or share < DOUBTED:
            continue
        own = told.get(n)
        more = takewhile(lambda m: m not in told and shares[m] >= DOUBTED, range(n + 1, len(shares)))
        at = range(own.start, own.end) if own else (n, *more)
        end = at[-1] + 1
        word = heard.words[max(at, key=shares.__getitem__)]
        names = [name for name in rivals(word.fields) if name in numeric]
        values = own.values if own else ()
        sure = max(shares[m] for m in at) >= SURE
        yield Slot(_numeric(word, names, numeric, values), sure, tuple(at), tuple(names))


def _numeric(word: Word, names: Sequence[str], numeric: Mapping[str, Field], values: Sequence[str]) -> str:
    """One of the values that were told, any number where none was."""
    tags = rivals({tag: word.tags[tag] for tag in (*OPERATORS, SPELT)})
    operators = "|".join(OPERATORS[tag] for tag in tags if tag in OPERATORS)
    ways = []
    for name in names:
        low = numeric[name].low
        sign = "-?" if low is not None and low < 0 else ""
        field, said = as_regex(name), "|".join(map(as_regex, _fitting(values, numeric[name]))) or NUMBER
        if operators:
            ways.append(f"({field} ({operators}) {sign}({said}))")
        if SPELT in tags:
            ways.append(f"({field} >= {sign}{NUMBER} and {field} <= {sign}{NUMBER})")
    return "|".join(ways)


def _fitting(values: Sequence[str], field: Field) -> Sequence[str]:
    """Of several ways to read a number those that lie where the field's numbers do; all, where none does."""
    if field.low is None or field.high is None:
        return values
    return [value for value in values if field.low <= float(value) <= field.high] or values


def _compared(heard: Heard, fields: Sequence[Field]) -> Iterator[Slot]:
    """A condition by the field of a card that the message points at."""
    share = 1 - heard.compares[""]
    if share < DOUBTED:
        return
    operators = rivals({name: odds for name, odds in heard.compares.items() if name})
    ways = []
    likeliest, card = rivals(heard.than), _card(heard)
    for field in (field for field in fields if field.name in likeliest):
        able = operators if field.kind == "number" else [one for one in operators if one in VALUES]
        if able:
            name = as_regex(field.name)
            ways.append(rf"({name} ({'|'.join(able)}) \[{card}\.{name}\])")
    if ways:
        yield Slot("|".join(ways), share >= SURE)


def _card(heard: Heard) -> str:
    """The card that is compared with: one that the message points at, or any."""
    places = [place for place in REFERS if place not in ("last", NAMED, SHOWN)]
    pointed = [place for place in places if heard.refers[place] >= SURE]
    if pointed:
        return f"({'|'.join(pointed)})"
    return "1" if max(heard.refers.values()) < 1 - SURE else f"({'|'.join(places)})"


def rivals(odds: Mapping[str, float]) -> list[str]:
    """The likeliest, and what comes near it."""
    most = max(odds.values(), default=0.0)
    return [name for name, share in odds.items() if share >= RIVAL * most]


def _spaced(literal: str) -> str:
    """A literal as a part of a regular expression, with room for a blank after its first quote."""
    return f"{literal[0]} ?{as_regex(literal[1:])}"
