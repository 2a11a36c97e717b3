"""False claims, planted into texts that are true: what a checker has to find.

Nothing here knows how the checker works. A value that the text shows is replaced by another item's, or a
sentence is added that claims what the card does not say: those are written by hand, in `claims.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final, Literal, TypeAlias

from tastemaker.contracts import Card
from tastemaker.tools.cards import shown_value
from tastemaker.tools.references import field_of

__all__ = ["HALVES", "KINDS", "Kind", "Planted", "planted"]

Kind: TypeAlias = Literal["value", "number", "title", "sentence", "promise", "figure"]
KINDS: Final[tuple[Kind, ...]] = ("value", "number", "title", "sentence", "promise", "figure")
MARKER: Final = re.compile(r"\[1(?:\.(\w+))?\]")
HALVES: Final = ("seen", "heldout", "unusual")


@dataclass(frozen=True, slots=True)
class Planted:
    """A text with one false claim, its markers as they were, and what was planted."""

    text: str
    claim: str
    kind: Kind
    half: str


def planted(text: str, card: Card, others: Sequence[Card], rng: Random) -> Iterator[Planted]:
    """One false text of each kind that text and card allow. `others` are items of the same catalog."""
    makers: dict[Kind, Callable[[], tuple[str, str] | None]] = {
        "value": lambda: _other_value(text, card, others, rng),
        "number": lambda: _other_number(text, card, rng),
        "title": lambda: _other_title(text, card, others, rng),
        "sentence": lambda: _sentence(text, card, others, rng),
    }
    for kind, make in makers.items():
        if found := make():
            yield Planted(*found, kind, HALVES[0])
    for half in HALVES:
        claim = rng.choice(_written()["promises"][half])
        yield Planted(_added(text, claim, rng), claim, "promise", half)
    claim = rng.choice(_written()["figures"])
    if not any(number in _said(card) for number in re.findall(r"\d+", claim)):
        yield Planted(_added(text, claim, rng), claim, "figure", HALVES[0])


@cache
def _written() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "claims.toml").read_text(encoding="utf-8"))


def _other_value(text: str, card: Card, others: Sequence[Card], rng: Random) -> tuple[str, str] | None:
    """A field's marker replaced by what another item has there."""
    spots = [found for found in MARKER.finditer(text) if found[1] and _text(card, found[1])]
    rng.shuffle(spots)
    for spot in spots:
        if value := _foreign(card, others, spot[1], rng):
            return text[: spot.start()] + value + text[spot.end() :], value
    return None


def _other_number(text: str, card: Card, rng: Random) -> tuple[str, str] | None:
    """A sentence with a number that is not the item's."""
    ways = _written()["numbers"]
    names = [name for name in ways if isinstance(field_of(card, name), int | float)]
    if not names:
        return None
    name = rng.choice(names)
    true = float(field_of(card, name))  # type: ignore[arg-type]  # `names` has numbers only
    wrong = round(true * rng.choice((0.5, 0.7, 1.4, 2)) + 3) if name != "rating" else round((true + 2) % 5, 1)
    if name == "year":
        wrong = int(true) + rng.choice((-17, -9, 6, 11))
    if str(wrong) in _said(card):
        return None
    claim = rng.choice(ways[name]).format(n=wrong)
    return _added(text, claim, rng), claim


def _other_title(text: str, card: Card, others: Sequence[Card], rng: Random) -> tuple[str, str] | None:
    """The item's marker replaced by another item's title."""
    spots = [found for found in MARKER.finditer(text) if not found[1]]
    titles = [
        one.title for one in others if len(one.title.split()) > 1 and one.title.lower() not in _said(card)
    ]
    if not spots or not titles:
        return None
    spot, title = rng.choice(spots), rng.choice(titles)
    return text[: spot.start()] + title + text[spot.end() :], title


def _sentence(text: str, card: Card, others: Sequence[Card], rng: Random) -> tuple[str, str] | None:
    """A sentence that claims a value of another item."""
    names = [name for name in ("category", *card.attributes) if name != "section" and _text(card, name)]
    rng.shuffle(names)
    for name in names:
        if value := _foreign(card, others, name, rng):
            claim = rng.choice(_written()["sentences"]).format(value=value)
            return _added(text, claim, rng), claim
    return None


def _foreign(card: Card, others: Sequence[Card], name: str, rng: Random) -> str:
    """A value of the field that other items have and of which this card says nothing."""
    values = sorted({_text(one, name) for one in others} - {""})
    fitting = [value for value in values if len(value) > 2 and not _near(value, card)]
    return rng.choice(fitting) if fitting else ""


def _near(value: str, card: Card) -> bool:
    """Whether the card says this value, or one of its words, anywhere."""
    said = _said(card)
    return any(word[:5] in said for word in re.findall(r"\w{3,}", value.lower()))


def _said(card: Card) -> str:
    values = [shown_value(value) for value in card.attributes.values()]
    price = "" if card.price is None else f"{card.price:g}"
    return " ".join((card.title, *card.categories, *values, card.description, price)).lower()


def _text(card: Card, name: str) -> str:
    value = field_of(card, name)
    if isinstance(value, tuple):
        return value[0] if value else ""
    return value if isinstance(value, str) else ""


def _added(text: str, claim: str, rng: Random) -> str:
    """The claim before or after what the text says; in a text of lines, to one that holds sentences."""
    lines = text.split("\n")
    at = len(lines) // 2
    before = rng.random() < 0.4
    end = "" if lines[at].rstrip().endswith((".", "!", "?")) else "."
    lines[at] = f"{claim} {lines[at]}" if before else f"{lines[at]}{end} {claim}"
    return "\n".join(lines)
