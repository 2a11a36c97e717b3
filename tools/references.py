"""What a model may call an item ("2", "last", "it", a title), and card fields as filter values."""

from __future__ import annotations

import re
from typing import Final

from tastemaker.catalog.filters import parse
from tastemaker.contracts import Card, Scalar
from tastemaker.errors import BadCall
from tastemaker.tools.clean import clean
from tastemaker.tools.session import Session

__all__ = ["ITEM", "SURE", "field_of", "item_of", "resolve"]

ITEM: Final = (
    "a card number, last, it, or a title",
    ("1", "2", "3", "4", "5", "6", "7", "8", "9", "last", "it"),
)
"""What a tool's argument that means an item is called, and examples of it."""

NUMBER: Final = re.compile(r"[#\[]?(\d{1,3})\]?")
SURE: Final = 0.6
"""From this likeness on (0..1), a title in the catalog is the one that was meant."""


def item_of(reference: str, session: Session) -> str:
    """The id of the item that the reference means: a card number, `last`, `it`, or a title."""
    said, cards = reference.strip(), session.view.cards
    if number := NUMBER.fullmatch(said):
        return _at(int(number[1]), cards)
    if said.lower() == "last" and cards:
        return cards[-1]
    if said.lower() == "it" and (session.view.focus or cards):
        return session.view.focus or cards[0]
    if said.lower() in ("last", "it", ""):
        raise BadCall("no card is in view yet: search first, or give a title")
    return _titled(said, session)


def resolve(where: str, session: Session) -> str:
    """The filter in its normal form, every card field in it replaced by its value.

    `price < [1.price]` becomes `price < 40`. Raises BadFilter, and BadCall for a card that is not there.
    """

    def value(reference: str, field: str) -> Scalar | tuple[str, ...] | None:
        return field_of(session.catalog.card(item_of(reference, session)), field)

    return parse(where, session.catalog.fields, cards=value).canonical()


def field_of(card: Card, field: str) -> Scalar | tuple[str, ...] | None:
    """A card's field by the name that filters use; None when it has none."""
    name = field.lower()
    if name in ("category", "categories"):
        return card.categories or None
    if name in ("price", "title", "description", "reason"):
        value: Scalar | None = getattr(card, name)
        return None if value == "" else value
    by_name = {key.lower(): value for key, value in card.attributes.items()}
    return by_name.get(name)


def _at(number: int, cards: tuple[str, ...]) -> str:
    if 1 <= number <= len(cards):
        return cards[number - 1]
    there = f"in view are 1 to {len(cards)}" if cards else "no card is in view yet"
    raise BadCall(f"there is no card {number}: {there}")


def _titled(said: str, session: Session) -> str:
    """A title in view comes before one elsewhere in the catalog."""
    for item in session.view.cards:
        if session.catalog.item(item).title.casefold() == said.casefold():
            return item
    best = session.catalog.find(said, k=1)
    if best and best[0].score >= SURE:
        return best[0].id
    near = f"; the nearest title is {clean(session.catalog.item(best[0].id).title)!r}" if best else ""
    raise BadCall(f"no item is called {said!r}{near}")
