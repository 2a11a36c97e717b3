"""What can be said of a card by markers: roles of the copybook turned into the card's own fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from tastemaker.contracts import Card, Scalar
from tastemaker.tools.references import field_of

__all__ = ["fields_in", "kind_of", "said", "shared"]

ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "by": (
        "brand",
        "director",
        "artist",
        "author",
        "creator",
        "maker",
        "studio",
        "producer",
        "cook",
        "channel",
    ),
    "genre": ("genre", "category"),
    "color": ("color", "colour"),
    "year": ("year", "released"),
    "minutes": ("minutes", "duration", "length"),
    "rating": ("rating", "stars"),
}
"""Fields that play a part, the likeliest first."""
NUMBERS: Final = frozenset({"price", "year", "minutes", "rating", "bpm", "pages", "size", "month", "width"})
SEASONS: Final = frozenset({"spring", "summer", "autumn", "winter"})
MARKER: Final = re.compile(r"\[1(?:\.(\w+))?\]")
ARTICLE: Final = re.compile(r"\b([Aa]) (\[1\.(\w+)\])")
LONGEST: Final = 45
"""Words of a description that a text may take whole."""


def kind_of(card: Card) -> str:
    """The kind of catalog a card is from: shop, watch, music, news or ads."""
    names = {name.lower() for name in card.attributes}
    if "audience" in names or {"brand", "channel"} <= names:
        return "ads"
    if names & {"artist", "bpm", "instrument"}:
        return "music"
    if names & {"director", "creator", "channel"}:
        return "watch"
    return "news" if "author" in names and names & {"region", "month", "tone"} else "shop"


def said(way: str, card: Card) -> str | None:
    """A way to say facts with its roles turned into the card's fields; None where the card lacks one."""
    names = {role: _field(card, role) for role in MARKER.findall(way) if role}
    if not all(names.values()):
        return None
    filled = MARKER.sub(lambda found: f"[1.{names[found[1]]}]" if found[1] else "[1]", way)
    return ARTICLE.sub(lambda found: f"{_article(found[1], card, found[3])} {found[2]}", filled)


def fields_in(text: str) -> set[str]:
    """The fields of the item that a text's markers show."""
    return {name for name in MARKER.findall(text) if name}


def shared(card: Card, other: Card) -> list[str]:
    """The fields in which two cards say the same one text."""
    both = [name for name in ("category", *card.attributes) if name != "section"]
    texts = [(name, _text(field_of(card, name)), _text(field_of(other, name))) for name in both]
    return [name for name, own, theirs in texts if own and own == theirs]


def _field(card: Card, role: str) -> str | None:
    """The card's field that plays a role, if its value can stand in a sentence."""
    for name in ROLES.get(role, (role,)):
        value = field_of(card, name)
        if value is not None and _fits(role, name, value, card):
            return name
    return None


def _fits(role: str, name: str, value: Scalar | tuple[str, ...], card: Card) -> bool:
    if role in NUMBERS:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if role == "description":
        return 4 <= len(str(value).split()) <= LONGEST
    if role == "season":
        return value in SEASONS
    if name == "channel" and role == "by" and "audience" in card.attributes:
        return False
    return role == "category" or bool(_text(value).strip())


def _text(value: Scalar | tuple[str, ...] | None) -> str:
    if isinstance(value, tuple):
        return value[0] if len(value) == 1 else ""
    return value if isinstance(value, str) else ""


def _article(article: str, card: Card, name: str) -> str:
    """`a` or `an`, as the value asks for it."""
    value = _text(field_of(card, name)) or str(field_of(card, name) or "")
    sounds = value[:1].lower() in "aeiou" and not re.match(r"(?:uni|use|eu|one)", value.lower())
    return article + "n" * sounds
