"""Markers: `[1]` stands for a card's title, `[1.price]` for its price, `[2.director]` for that field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tastemaker.contracts import Card
from tastemaker.tools.cards import shown_value
from tastemaker.tools.clean import clean
from tastemaker.tools.references import field_of

__all__ = ["BROKEN", "MARKER", "mentioned", "money", "number_of", "numbered", "rendered"]

MARKER: Final = re.compile(r"\[\s*(?P<card>\d{1,3}|it|last)\s*(?:\.\s*(?P<field>[^\[\]\n]{1,40}?)\s*)?\]")
BROKEN: Final = re.compile(r"\[(?:\d|it|last)[^\]]*$")
"""A marker that is not closed: the sentence broke off."""
LEAD: Final = r"(?:\s+(?:by|in|at|for|from|of|on|with|and|costs|is))?"
"""A word that would be left hanging when the marker after it is dropped."""
GONE: Final = re.compile(LEAD + r"\s*\x00(?:\s*\x00)*")
TWICE: Final = re.compile(r"(\(\d{4}\)) \1")
"""The year that a title has in brackets, told once more."""
BEFORE: Final = frozenset("€$£¥")


def rendered(text: str, cards: Sequence[Card], *, currency: str = "€", it: int = 1) -> str:
    """The text with every marker replaced by what the card says; a marker of no card is dropped.

    `it` is the number of the card that `[it]` means.

    >>> rendered("[1] is [1.price].", [Card(id="a", title="Red dress", price=40.0)])
    'Red dress is €40.'
    """

    def said(marker: re.Match[str]) -> str:
        card = _card(marker["card"], cards, it=it)
        if card is None:
            return "\0"
        return _field(card, marker["field"], currency) if marker["field"] else clean(card.title)

    return TWICE.sub(r"\1", _tidy(MARKER.sub(said, text)))


def mentioned(text: str, cards: Sequence[Card], *, it: int = 1) -> list[Card]:
    """The cards that the text points at, each once, in order."""
    found = [_card(marker["card"], cards, it=it) for marker in MARKER.finditer(text)]
    return list({card.id: card for card in found if card is not None}.values())


def number_of(name: str, *, count: int, it: int = 1) -> int:
    """The number that a marker's `1`, `it` or `last` stands for, among so many cards; 0 for none."""
    if name == "last":
        return count
    number = (it or 1) if name == "it" else int(name)
    return number if number <= count else 0


def numbered(text: str, *, count: int, it: int = 1) -> str:
    """The text with `[it]` and `[last]` as the numbers of the cards that they mean.

    >>> numbered("[it] costs [last.price].", count=3, it=2)
    '[2] costs [3.price].'
    """

    def said(marker: re.Match[str]) -> str:
        number = number_of(marker["card"], count=count, it=it)
        field = f".{marker['field']}" if marker["field"] else ""
        return f"[{number}{field}]" if number else marker[0]

    return MARKER.sub(said, text)


def money(price: float, currency: str) -> str:
    """A price as people read it: €40, €39.50, 40 kr."""
    figures = f"{price:,.0f}" if float(price).is_integer() else f"{price:,.2f}"
    return f"{currency}{figures}" if currency in BEFORE else f"{figures} {currency}".strip()


def _card(number: str, cards: Sequence[Card], *, it: int) -> Card | None:
    found = number_of(number, count=len(cards), it=it)
    return cards[found - 1] if found else None


def _field(card: Card, field: str, currency: str) -> str:
    """The field's value, or a mark of absence."""
    value = field_of(card, field)
    if value is None:
        return "\0"
    if field.lower() == "price" and isinstance(value, int | float):
        return money(value, currency)
    return clean(shown_value(value)) or "\0"


def _tidy(text: str) -> str:
    """Closes the gaps that dropped markers leave: hanging words, empty brackets, spaces before commas."""
    if "\0" not in text:
        return text
    text = GONE.sub("", text)
    text = re.sub(r"\(\s*[,;]?\s*\)|\"\s*\"|“\s*”", "", text)
    text = re.sub(r"\s+([,.;:!?])", r"\1", text)
    text = re.sub(r"([,;:])(?:\s*[,;:])+", r"\1", text)
    text = re.sub(r"[,;:]\s*([.!?])", r"\1", text)
    return re.sub(r"[ \t]{2,}", " ", text).strip(" ")
