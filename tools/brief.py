"""What a writer is told: the item, what is known of the person, the tone of the house, and the wish."""

from __future__ import annotations

import math
import weakref
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.catalog.fusion import without_padding
from tastemaker.contracts import Card
from tastemaker.prompts.loader import render
from tastemaker.tools.cards import parts
from tastemaker.tools.clean import clean, cut
from tastemaker.tools.room import Room
from tastemaker.tools.taste import Taste

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog

__all__ = ["LIKED", "Brief", "nearest", "often", "traits", "usual"]

ASKED: Final = {
    "headline": "a headline",
    "copy": "marketing copy",
    "ad": "an ad in three lines, title, body and call to action,",
    "description": "a description",
    "keywords": "keywords, with commas,",
    "explanation": "why this person might like it, to them,",
    "dialogue": "a short dialogue of two people, a line each,",
}
LIKED, STATED, OFTEN = 3, 3, 6
"""Liked items, statements of a kind, and traits that a writer is told of."""
STYLE, TONE, TITLE, BEFORE, ABOUT = 60, 60, 36, 80, 130
"""Characters of each at most."""
LOOKED_AT: Final = 400
"""Items by which it is known what is usual in a catalog."""
TWICE, MORE, COMMON = 2, 1.3, 0.01
"""A trait is the person's when so many of their items have it, and so many times as often as others; one that
fewer items of the catalog have than this share is a name rather than a trait."""

_USUAL: weakref.WeakKeyDictionary[object, Mapping[str, float]] = weakref.WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Brief:
    """All that one piece is written from. Its cards are numbered from 1: the item, then what was liked."""

    item: Card
    kind: str
    room: Room
    style: str = ""
    tone: str = ""
    liked: tuple[Card, ...] = ()
    often: tuple[str, ...] = ()
    likes: tuple[str, ...] = ()
    dislikes: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    change: str = ""
    heard: bool = False
    """Whether something beside the writer hears whom a text suits: then the writer names no angle."""

    @classmethod
    def about(cls, item: str, known: Taste, catalog: Catalog, *, kind: str, room: Room, style: str) -> Brief:
        """The brief for an item of a catalog and a person: first what they liked that is nearest to it."""
        history = [card for card in known.history if card.id != item]
        return cls(
            item=catalog.card(item),
            kind=kind,
            room=room,
            style=clean(style, limit=STYLE),
            tone=clean(catalog.profile.tone, limit=TONE),
            liked=tuple(nearest(item, history, catalog)),
            often=tuple(often(history, usual(catalog))),
            likes=tuple(known.said("like")[-STATED:]),
            dislikes=tuple(known.said("dislike")[-STATED:]),
        )

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards that the text may point at, number 1 first."""
        return (self.item, *self.liked)

    @property
    def personal(self) -> bool:
        """Whether anything is known of the person."""
        return bool(self.liked or self.often or self.likes or self.dislikes)

    @property
    def moving(self) -> bool:
        """Whether the text is to move this person: something is known of them, and keywords say facts."""
        return self.personal and self.kind != "keywords"

    @property
    def angled(self) -> bool:
        """Whether the writer is to say first what moves this person."""
        return self.moving and not self.heard

    def plain(self) -> Brief:
        """The same wish for nobody in particular."""
        return replace(self, liked=(), often=(), likes=(), dislikes=())

    def told(self) -> dict[str, object]:
        """What every writer is told: the item, the person and the style, as prompts take it."""
        return {
            "style": self.style,
            "tone": self.tone,
            "item": parts(_in_brief(self.item), full=True),
            "liked": [{"number": n, "parts": short(card)} for n, card in enumerate(self.liked, start=2)],
            "often": [clean(one, limit=24) for one in self.often],
            "likes": list(self.likes),
            "dislikes": list(self.dislikes),
        }

    def prompt(self) -> str:
        """As the model reads it, laid out by `prompts/write.j2`."""
        return render(
            "write",
            asked=ASKED[self.kind],
            room=self.room.said(self.kind),
            before=[cut(" ".join(text.split()), BEFORE) for text in self.before[-2:]],
            change=clean(self.change, limit=STYLE),
            angled=self.angled,
            **self.told(),
        ).strip()


def _in_brief(card: Card) -> Card:
    """The card without the part of a union that it is from, and without the end of a long story."""
    attributes = {name: value for name, value in card.attributes.items() if name != "section"}
    return replace(card, attributes=attributes, description=clean(card.description, limit=ABOUT))


def short(card: Card) -> list[str]:
    """A liked item in few words: title, what it is, its first traits."""
    said = [clean(name, limit=24) for name in traits(card) if name not in card.categories]
    return [
        cell
        for cell in (
            clean(card.title, limit=TITLE),
            clean(", ".join(card.categories[:2])),
            ", ".join(said[:2]),
        )
        if cell
    ]


def traits(card: Card) -> list[str]:
    """What an item is like in short texts: its categories, then the values of its attributes."""
    found = list(card.categories)
    for name, value in card.attributes.items():
        if name != "section" and isinstance(value, str | tuple):
            found += [value] if isinstance(value, str) else value
    return [one for one in dict.fromkeys(found) if one and len(one) <= 24]


def nearest(item: str, history: Sequence[Card], catalog: Catalog) -> list[Card]:
    """Of the items that somebody had to do with those nearest to one, the nearest first."""
    if not history:
        return []
    own = np.asarray(catalog.fused[catalog.row(item)], np.float32)
    own = without_padding(own, catalog.dims, catalog.profile.weights)
    rows = [catalog.row(card.id) for card in history]
    near = np.asarray(catalog.fused[rows], np.float32) @ own
    return [history[n] for n in np.argsort(-near, kind="stable")[:LIKED]]


def often(history: Iterable[Card], usual: Mapping[str, float]) -> list[str]:
    """The traits that somebody's items have more often than others do, the most telling first."""
    cards = list(history)
    counts = Counter(trait for card in cards for trait in traits(card))
    told: dict[str, float] = {}
    for trait, count in counts.items():
        share = usual.get(trait, 0.0)
        lift = count / len(cards) / max(share, COMMON)
        if count >= TWICE and share >= COMMON and lift >= MORE:
            told[trait] = count * math.log(lift)
    return sorted(told, key=lambda trait: -told[trait])[:OFTEN]


def usual(catalog: Catalog) -> Mapping[str, float]:
    """How large a share of a catalog has each trait, by some of its items; looked up once."""
    found = _USUAL.get(catalog)
    if found is None:
        rows = np.linspace(0, len(catalog) - 1, min(LOOKED_AT, len(catalog))).astype(int)
        cards = [catalog.card(catalog.ids[row]) for row in rows]
        counts = Counter(trait for card in cards for trait in traits(card))
        found = _USUAL[catalog] = {trait: n / len(cards) for trait, n in counts.items()}
    return found
