"""Prices and other numbers that a reply claims of a card."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from tastemaker.agent.finding import Finding, Kind
from tastemaker.agent.mentions import Mention, Spot, Target, spot, target
from tastemaker.agent.stance import claims, echoes
from tastemaker.agent.vocabulary import Vocabulary, wording
from tastemaker.agent.words import Span
from tastemaker.contracts import Card
from tastemaker.tools.references import field_of

__all__ = ["ABOVE", "AFTER", "BEFORE", "BELOW", "NUMBER", "numbers", "value_of"]

ONES: Final = re.findall(
    r"\w+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
)
TENS: Final = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
IN_WORDS: Final = {word: n for n, word in enumerate(ONES)} | {
    word: 20 + 10 * n for n, word in enumerate(TENS)
}
SPELLED: Final = (
    rf"\b(?:(?:{'|'.join(TENS)})(?:[- ](?:{'|'.join(ONES[1:10])}))?|{'|'.join(ONES[1:])}|hundred)\b"
)
NUMBER: Final = re.compile(
    rf"(?<![\w.,])(?P<figures>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:[.,]\d+)?)|(?P<word>{SPELLED})", re.I
)
COINS: Final = r"(?:€|\$|£|¥|euros?|eur|dollars?|usd|pounds?|gbp|bucks|quid|cents|kr\b|chf|francs?)"
COIN_BEFORE: Final = re.compile(r"(?:€|\$|£|¥|\beur|\busd|\bchf)\s*$", re.I)
COIN_AFTER: Final = re.compile(rf"\s*-?{COINS}(?!\w)", re.I)
PRICE_BEFORE: Final = re.compile(
    r"\b(?:pric\w+|costs?|costing|pay|paying|cheap at|for (?:only|just))\W+(?:\w+\W+){0,2}$", re.I
)
YEAR: Final = re.compile(r"(?:1[0-9]|20)\d\d")
UNITS: Final = {
    "minutes": r"(?:min|mins|minutes?)\b",
    "year": r"(?!)",
    "bpm": r"(?:bpm|beats)\b",
    "rating": r"(?:stars?\b|/\s*5\b|out of (?:5|five)\b|points\b)",
}
BELOW: Final = re.compile(
    r"\b(?:under|below|less than|cheaper than|up to|at most|within|no more than|max\w*)\W*$", re.I
)
ABOVE: Final = re.compile(r"\b(?:over|above|more than|at least|starting at|upwards of)\W*$", re.I)
AROUND: Final = re.compile(
    r"\b(?:about|around|roughly|nearly|almost|some|close to|circa|ca\.?|just (?:over|under))\W*$", re.I
)
AFTER: Final = re.compile(r"\b(?:after|since|later than|newer than|younger than)\W*$", re.I)
BEFORE: Final = re.compile(r"\b(?:before|until|older than|earlier than|up to)\W*$", re.I)
RANGE: Final = re.compile(
    rf"(?P<low>\d+(?:[.,]\d+)?)\s*{COINS}?\s*(?:to|and|-|–|—)\s*(?:€|\$|£|¥)?\s*$", re.I
)
BETWEEN: Final = re.compile(r"\b(?:between|from)\s*[€$£¥]?\s*$", re.I)
TO_RANGE: Final = re.compile(rf"\s*(?:to|and|-|–|—)\s*(?:€|\$|£|¥)?\s*\d+(?:[.,]\d+)?\s*(?:{COINS}|\b)", re.I)
APART: Final = re.compile(
    r"\b(?:difference|more|cheaper|less|saves?|together|total|both for|in all|dearer|apart)\b", re.I
)
STRICT: Final = re.compile(r"\b(?:less than|under|below|more than|over|above)\W*$", re.I)


@dataclass(frozen=True, slots=True)
class Claim:
    """A number said of a field."""

    place: Span
    field: str
    value: float
    decade: bool = False


def numbers(
    text: str, cards: Sequence[Card], *, known: Vocabulary, named: Sequence[Mention], said: Sequence[str]
) -> list[Finding]:
    """The numbers claimed of cards that do not have them."""
    found = []
    priced = any(card.price is not None for card in cards)
    for claim in _claimed(text, known, named, priced=priced):
        at = spot(claim.place, text, named=named)
        if not claims(at) or echoes(at, said=said):
            continue
        about = target(at, cards)
        if about.cards and not _holds(at, claim, cards, about):
            kind: Kind = "price" if claim.field == "price" else "attribute"
            found.append(Finding(kind, *claim.place, text[slice(*claim.place)], _right(cards, about, claim)))
    return found


def _claimed(text: str, known: Vocabulary, named: Sequence[Mention], *, priced: bool) -> Iterator[Claim]:
    covered = [(m.start, m.end) for m in named]
    for found in NUMBER.finditer(text):
        if any(start <= found.start() < end for start, end in covered):
            continue
        value = value_of(found)
        before, after = text[: found.start()], text[found.end() :]
        if coin := COIN_BEFORE.search(before):
            yield Claim((coin.start(), found.end()), "price", value)
        elif coin := COIN_AFTER.match(after):
            yield Claim((found.start(), found.end() + coin.end()), "price", value)
        elif (field := _field(before, after, found, known)) is not None:
            decade = field.name_is_year and re.match(r"['’]?s\b", after) is not None
            yield Claim(field.place, field.name, value, decade)
        elif priced and PRICE_BEFORE.search(before) and found["figures"]:
            yield Claim(found.span(), "price", value)


@dataclass(frozen=True, slots=True)
class _Said:
    name: str
    place: Span

    @property
    def name_is_year(self) -> bool:
        return "year" in self.name.lower()


def _field(before: str, after: str, found: re.Match[str], known: Vocabulary) -> _Said | None:
    """The number field that the words around a number name."""
    start, end = found.span()
    for name, field in known.numbers.items():
        if name == "price":
            continue
        unit = UNITS.get(name, rf"{re.escape(name.replace('_', ' '))}s?\b")
        if follows := re.match(rf"[\s-]*{unit}", after, re.I):
            return _Said(name, (start, end + follows.end()))
        word = "rat(?:ed|ing|es)" if name == "rating" else re.escape(name.replace("_", " "))
        if re.search(rf"\b{word}s?(?:\s+(?:of|is|at|a|in|:))*\s*:?\s*$", before, re.I):
            return _Said(name, (start, end))
        years = (field.low or 0) >= 1000 and (field.high or 0) <= 2100
        if years and found["figures"] and YEAR.fullmatch(found["figures"]):
            return _Said(name, (start, end + (1 if after[:1] == "s" else 0)))
    return None


def value_of(found: re.Match[str]) -> float:
    if figures := found["figures"]:
        if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", figures):
            return float(figures.replace(",", ""))
        return float(figures.replace(",", "."))
    parts = re.split(r"[- ]", found["word"].lower())
    return float(sum(100 if part == "hundred" else IN_WORDS[part] for part in parts))


def _holds(at: Spot, claim: Claim, cards: Sequence[Card], about: Target) -> bool:
    """Whether the cards bear the number out: as a value, as a bound, or as a difference or sum."""
    have = {i: _number(cards[i], claim.field) for i in about.cards}
    before = at.text[: claim.place[0]]
    if re.search(r"\bbetween\W*$", before, re.I) and TO_RANGE.match(at.text, claim.place[1]):
        return True  # the other end of the range is looked at
    borne = [value is not None and _fits(before, claim, value) for value in have.values()]
    if borne and (all(borne) if about.every else any(borne)):
        return True
    if APART.search(at.text, *at.sentence):
        numbers = [value for card in cards if (value := _number(card, claim.field)) is not None]
        apart = {round(abs(a - b), 2) for a, b in combinations(numbers, 2)} | {round(sum(numbers), 2)}
        sums = {round(a + b, 2) for a, b in combinations(numbers, 2)}
        if round(claim.value, 2) in apart | sums:
            return True
    return any(value is None for value in have.values()) and _described(claim, cards, about)


def _described(claim: Claim, cards: Sequence[Card], about: Target) -> bool:
    """A number that stands in a card's words, though not in the field."""
    return any(f"{claim.value:g}" in part for i in about.cards for part in wording(cards[i]))


def _fits(before: str, claim: Claim, value: float) -> bool:
    """Whether a card's number is what was claimed, or within the bound that was claimed."""
    low, high = _bounds(before, claim)
    return low <= value <= high


def _bounds(before: str, claim: Claim) -> tuple[float, float]:
    """What the words before a number allow: itself, a range, or all that is above or below it."""
    value, step = claim.value, 0.005
    if claim.decade:
        return value, value + 9
    if (low := RANGE.search(before)) and BETWEEN.search(before[: low.start()]):
        return float(low["low"].replace(",", ".")), value
    if AROUND.search(before):
        return value - max(1.0, 0.1 * value), value + max(1.0, 0.1 * value)
    above, below = (AFTER, BEFORE) if claim.field == "year" else (ABOVE, BELOW)
    strict = step if STRICT.search(before) else 0.0
    if below.search(before):
        return -math.inf, value - strict
    if above.search(before):
        return value + strict, math.inf
    return value - step, value + step


def _number(card: Card, field: str) -> float | None:
    value = field_of(card, field)
    try:
        return float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else None
    except ValueError:
        return None


def _right(cards: Sequence[Card], about: Target, claim: Claim) -> str:
    """The marker of the field, when one card is meant and it has the field."""
    one = set(about.cards)
    if len(one) != 1 or claim.decade:
        return ""
    (number,) = one
    if _number(cards[number], claim.field) is None:
        return ""
    return f"[{number + 1}.{claim.field}]"
