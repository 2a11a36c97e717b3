"""The words of a catalog that a reply may claim of a card: its fields' values, its number fields."""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tastemaker.agent.words import forms, inside, keys
from tastemaker.contracts import Card, Field
from tastemaker.tools.cards import shown_value
from tastemaker.tools.references import field_of

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog

__all__ = ["Vocabulary", "bears", "vocabulary", "wording"]

SHORTEST: Final = 3
"""Letters of a value that a reply can be held to: shorter ones are also other words."""


@dataclass(frozen=True)
class Vocabulary:
    """`values` gives the fields in which a closed text field's value occurs, by its words."""

    values: dict[tuple[str, ...], frozenset[str]]
    numbers: dict[str, Field]
    longest: int


_KNOWN: weakref.WeakKeyDictionary[object, Vocabulary] = weakref.WeakKeyDictionary()


def vocabulary(catalog: Catalog) -> Vocabulary:
    """The catalog's vocabulary, made once per opened catalog."""
    found = _KNOWN.get(catalog)
    if found is None:
        found = _KNOWN[catalog] = _made(catalog)
    return found


def _made(catalog: Catalog) -> Vocabulary:
    values: dict[tuple[str, ...], set[str]] = {}
    for field in catalog.fields:
        if field.kind == "text" and (field.closed or field.name == "category") and field.name != "section":
            for value in field.values:
                for form in forms(value) if field.many else [keys(value)]:
                    if sum(map(len, form)) >= SHORTEST and not "".join(form).isdigit():
                        values.setdefault(form, set()).add(field.name)
    numbers = {field.name: field for field in catalog.fields if field.kind == "number"}
    longest = max(map(len, values), default=1)
    return Vocabulary({form: frozenset(names) for form, names in values.items()}, numbers, longest)


def wording(card: Card) -> list[tuple[str, ...]]:
    """Everything the card says, as words: title, categories, values, description, reason."""
    values = [shown_value(value) for value in card.attributes.values()]
    return [keys(text) for text in (card.title, *card.categories, *values, card.description, card.reason)]


def bears(card: Card, claimed: tuple[str, ...], fields: frozenset[str]) -> bool:
    """Whether the card says this value, in one of the fields or anywhere in its words."""
    said = wording(card)
    if any(inside(claimed, part) for part in said):
        return True
    own = [field_of(card, name) for name in fields]
    texts = [
        text
        for value in own
        if value is not None
        for text in (value if isinstance(value, tuple) else (value,))
    ]
    return any(claimed in forms(shown_value(text)) for text in texts)
