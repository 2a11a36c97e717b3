"""Draws briefs to practise on: an item of some catalog, a person with a taste, a wish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Final, cast

from tastemaker.agent.proofreading import Proof
from tastemaker.catalog.profile import Profile
from tastemaker.contracts import Card, Field, Proofreader
from tastemaker.finetune.mini.copybook import Angle, Book
from tastemaker.finetune.mini.worlds import World, draw_world
from tastemaker.tools.brief import LIKED, Brief, often, traits
from tastemaker.tools.room import room_for

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog

__all__ = ["LENGTHS", "Briefs", "Shelf"]

STOCKED: Final = 0.55
"""Share of briefs about real items of the demo; the others are about invented ones."""
UNKNOWN: Final = 0.12
"""Share of briefs for somebody of whom nothing is known."""
CARDS: Final = 60
"""Items of an invented catalog, from which somebody's past and what is usual there are drawn."""
INVENTED: Final = 240
"""Invented catalogs; each is made once."""
WEIGHTS: Final = {
    "headline": 22,
    "copy": 18,
    "ad": 18,
    "description": 13,
    "keywords": 8,
    "explanation": 14,
    "dialogue": 7,
}
LENGTHS: Final = (
    "short", "brief", "one sentence", "two sentences", "12 words", "twenty words", "under 60 characters",
    "10 words max", "30 words", "long", "8 words", "20 words max", "in one breath", "fifteen words",
    "a tweet",
)  # fmt: skip
CHANGES: Final = (
    "shorter", "half as many words", "longer", "one sentence only", "tiny bit shorter", "10 words",
)  # fmt: skip
AUDIENCES: Final = (
    "for students", "for my nan", "for skaters", "for dads who camp", "for the book club", "for teenagers",
    "for gamers", "for total beginners", "for people in a hurry", "for our newsletter readers",
    "for old customers", "for night owls", "for new neighbours", "for the board at work", "for grown-ups",
    "for people who hate shopping", "for tourists",
)  # fmt: skip
TONES: Final = (
    "", "", "friendly and brief", "warm and precise, like a good shop assistant", "crisp and upbeat",
    "plain and honest", "clear, calm and exact, like a good newspaper", "relaxed and knowing",
    "cheeky but kind", "formal and discreet", "like a friend who works in a cinema: warm, brief",
    "bold and short", "dry, with a raised eyebrow", "gentle",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Shelf:
    """What a proofreader needs of a catalog."""

    fields: tuple[Field, ...]
    profile: Profile
    titles: tuple[str, ...] = ()

    @classmethod
    def proof(cls, world: World) -> Proofreader:
        """A proofreader over a practice catalog."""
        profile = Profile(name=world.name, noun=world.noun, currency=world.currency)
        titles = tuple(card.title for card in world.stock)
        return Proof(cast("Catalog", cls(world.fields(), profile, titles)))


@dataclass(frozen=True)
class Shop:
    """A practice catalog with its items, what is usual among them, and which suit each angle."""

    world: World
    cards: tuple[Card, ...]
    usual: Mapping[str, float]
    suiting: Mapping[str, tuple[Card, ...]]
    proof: Proofreader


class Briefs:
    """Draws a brief and the proofreader of its catalog."""

    def __init__(self, book: Book, stocks: Sequence[World]) -> None:
        self.book = book
        self.angles = [angle for angle in book.angles.values() if angle.says]
        self._invented: dict[int, Shop] = {}
        self._stocks = [self._shop(world, world.stock) for world in stocks]

    def draw(self, rng: Random) -> tuple[Brief, Proofreader]:
        """A first wish: nothing was written before."""
        shop = self._drawn(rng)
        kind = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        style = self._wish(rng)
        brief = Brief(
            item=replace(rng.choice(shop.cards), reason=""),
            kind=kind,
            room=room_for(kind, style),
            style=style,
            tone=rng.choice(TONES),
        )
        return (brief if rng.random() < UNKNOWN else self._known(brief, shop, rng)), shop.proof

    def again(self, brief: Brief, written: str, proof: Proofreader, rng: Random) -> Brief:
        """The same wish after something was written: another one, or a changed one."""
        change = ""
        if rng.random() < 0.7:
            style = rng.choice(rng.choice(list(self.book.styles.values())).asked)
            change = rng.choice((rng.choice(CHANGES), style, f"more {style}", rng.choice(AUDIENCES)))
        before = proof.rendered(written, brief.cards)
        room = room_for(brief.kind, brief.style, change=change, before=before)
        return replace(brief, before=(written,), change=change, room=room)

    def _drawn(self, rng: Random) -> Shop:
        if self._stocks and rng.random() < STOCKED:
            return rng.choice(self._stocks)
        number = rng.randrange(INVENTED)
        if number not in self._invented:
            own = Random(f"shop-{number}")
            world = draw_world(own)
            self._invented[number] = self._shop(world, world.cards([], CARDS, own))
        return self._invented[number]

    def _shop(self, world: World, cards: Sequence[Card]) -> Shop:
        counts = Counter(trait for card in cards for trait in traits(card))
        usual = {trait: n / len(cards) for trait, n in counts.items()}
        words = {trait: f" {trait.lower()} " for trait in counts}
        suiting = {}
        for angle in self.angles:
            told = {
                trait for trait, text in words.items() if any(f" {one} " in text for one in angle.triggers)
            }
            suiting[angle.name] = tuple(card for card in cards if told.intersection(traits(card)))
        return Shop(world, tuple(cards), usual, suiting, Shelf.proof(world))

    def _wish(self, rng: Random) -> str:
        """How it is to be written: mostly a style, at times a length or for whom, or nothing."""
        style = rng.choice(rng.choice(list(self.book.styles.values())).asked)
        dice = rng.random()
        if dice < 0.35:
            return ""
        if dice < 0.75:
            return style
        if dice < 0.85:
            return rng.choice(LENGTHS)
        return f"{style}, {rng.choice(LENGTHS)}" if dice < 0.93 else rng.choice(AUDIENCES)

    def _known(self, brief: Brief, shop: Shop, rng: Random) -> Brief:
        """The brief for somebody with a taste: stated, or seen in what they chose, or both."""
        angle, other = rng.sample(self.angles, 2)
        history = self._history(brief.item, shop, angle, rng)
        likes = (
            rng.sample(angle.says, min(len(angle.says), rng.randint(1, 3)))
            if not history or rng.random() < 0.7
            else []
        )
        likes += [rng.choice(other.says)] if len(likes) > 1 and rng.random() < 0.2 else []
        rng.shuffle(likes)
        return replace(
            brief,
            liked=tuple(self._nearest(brief.item, history, rng)),
            often=tuple(often(history, shop.usual)),
            likes=tuple(likes[:3]),
            dislikes=(rng.choice(other.says),) if rng.random() < 0.15 else (),
        )

    def _history(self, item: Card, shop: Shop, angle: Angle, rng: Random) -> list[Card]:
        """What somebody had to do with: mostly what suits their angle; for some nothing at all."""
        fitting = [card for card in shop.suiting[angle.name] if card.id != item.id]
        if not fitting or rng.random() < 0.3:
            return []
        chosen = rng.sample(fitting, min(len(fitting), rng.randint(3, 12)))
        strays = rng.sample(shop.cards, min(len(shop.cards), rng.randint(0, len(chosen) // 2)))
        return [*chosen, *(card for card in strays if card.id != item.id)]

    def _nearest(self, item: Card, history: Sequence[Card], rng: Random) -> list[Card]:
        """Those that have most in common with the item."""
        own = set(traits(item))
        return sorted(history, key=lambda card: rng.random() - len(own & set(traits(card))))[:LIKED]
