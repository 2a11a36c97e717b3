"""Texts for people and for nobody: are they true, whose are they, do several differ?

Each measure gives its values one by one; `texts` sums up those that any catalog can be measured by.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tastemaker.finetune.making.estimates import Compared, Estimate, average, compared
from tastemaker.finetune.making.overlap import rouge_l
from tastemaker.finetune.making.sitters import AT_ONCE, NOBODY
from tastemaker.finetune.making.tasting import Table, Taster, judge
from tastemaker.finetune.making.truth import Noticed, Piece, noticed, true
from tastemaker.finetune.making.variety import different, likeness
from tastemaker.tools.brief import traits
from tastemaker.tools.room import KINDS
from tastemaker.tools.taste import taste_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tastemaker.contracts import Card
    from tastemaker.finetune.making.desk import Desk
    from tastemaker.finetune.making.sitters import Sitter

    Values = NDArray[np.float64]

__all__ = ["Texts", "Truth", "chosen", "likely", "picked", "tasters", "texts", "truth", "variants"]

MOVING: Final = ("headline", "copy", "ad", "explanation")
"""Kinds that are to move somebody: a description or keywords say facts."""
STYLES: Final = (
    "",
    "",
    "",
    "playful",
    "dry",
    "warm",
    "formal",
    "short",
    "as a question",
    "12 words",
    "for students",
)
SEVERAL: Final = 3
"""Texts for one wish."""
OTHERS: Final = 300
"""Items of which false claims are taken."""
LATELY: Final = 10
"""Items by which the judge knows a person, of those before and of those after."""


@dataclass(slots=True)
class Truth:
    """Of texts of all kinds: what left the tool, and the first drafts."""

    true: list[bool] = field(default_factory=list)
    """Of each text, whether the card bears all of it out."""
    drafts: list[bool] = field(default_factory=list)
    """The same of each wish's first draft."""
    empty: int = 0
    """Wishes of which no text came."""
    planted: Noticed = field(default_factory=Noticed)
    """Of false claims that were planted into true texts, which the proofreader noticed."""
    samples: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Texts:
    """Over rounds of one item, four people, and the same for nobody."""

    true: Estimate
    """The share of texts whose every claim the item's card bears out."""
    drafted: Estimate
    """The same of first drafts, before the tool has read them."""
    noticed: Estimate
    """Of false claims planted into true texts, the share that the proofreader notices."""
    alone: Compared | None
    """How often a text is told to be its person's, of four; None where the catalog embeds no texts."""
    together: Compared | None
    """The same with the four texts side by side."""
    several: Estimate
    """Of three texts for one wish, how many truly differ."""


def texts(
    desk: Desk, *, rounds: int, seed: int = 0, progress: Callable[[str, int, int], None] | None = None
) -> Texts:
    """Write and measure."""
    step = progress or (lambda what, done, total: None)
    found = truth(desk, pieces=rounds, seed=seed, progress=step)
    whose = {name: picked(desk, rounds=rounds, personal=name == "person", seed=seed, progress=step)
             for name in ("person", "nobody")}  # fmt: skip
    mine, plain = whose["person"], whose["nobody"]
    many, _ = variants(desk, wishes=rounds, seed=seed, progress=step)
    claims = [n < found.planted.found.total() for n in range(found.planted.planted.total())]
    return Texts(
        true=average(found.true),
        drafted=average(found.drafts),
        noticed=average(claims),
        alone=compared(mine[0], plain[0]) if mine and plain else None,
        together=compared(mine[1], plain[1]) if mine and plain else None,
        several=average(many),
    )


def truth(
    desk: Desk,
    *,
    pieces: int,
    seed: int = 0,
    samples: int = 0,
    progress: Callable[[str, int, int], None] | None = None,
) -> Truth:
    """Texts of all kinds and styles, read by the proofreader; then false claims are planted into them."""
    rng, found, written = Random(f"truth-{seed}"), Truth(), list[Piece]()
    for n in range(pieces):
        item, kind = rng.choice(desk.items), rng.choice(KINDS)
        user = NOBODY if rng.random() < 0.1 else rng.choice(list(desk.people))
        made = desk.write(item, user, kind, rng, style=rng.choice(STYLES))
        found.drafts.append(bool(made.first) and true(Piece(made.first, made.brief.cards), desk.proof))
        written += [Piece(text, made.brief.cards) for text in made.texts]
        found.empty += not made.texts
        if n < samples:
            found.samples.append({"kind": kind, "style": made.brief.style, "likes": made.brief.likes,
                                  "text": desk.rendered(made)})  # fmt: skip
        if progress:
            progress("writing texts", n + 1, pieces)
    found.true = [true(one, desk.proof) for one in written]
    ids = desk.catalog.ids
    others = [desk.catalog.card(item) for item in rng.sample(ids, min(OTHERS, len(ids)))]
    found.planted = noticed(written, others, desk.proof, seed=seed)
    return found


def picked(
    desk: Desk,
    *,
    rounds: int,
    personal: bool,
    seed: int = 0,
    progress: Callable[[str, int, int], None] | None = None,
) -> tuple[Values, Values] | None:
    """Of each round's four texts the share that the judge gives to its person: float64 (rounds,), from the
    text alone and with the four side by side. Not `personal`, all are written for nobody."""
    embedder = desk.catalog.embedder("text")
    if embedder is None:
        return None
    rng, tables = Random(f"taste-{seed}"), list[Table]()
    for n in range(rounds):
        item, kind = rng.choice(desk.items), rng.choice(MOVING)
        four = rng.sample(sorted(desk.people), AT_ONCE)
        made = [
            desk.write(item, user if personal else NOBODY, kind, Random(f"{item}{user}")) for user in four
        ]
        card = desk.catalog.card(item)
        own = (card.title, card.description, *traits(card))
        people = tuple(desk.people[user] for user in four)
        tables.append(Table(people, tuple(map(desk.rendered, made)), own))
        if progress:
            progress(f"writing for {'people' if personal else 'nobody'}", n + 1, rounds)
    alone, together = judge(tables, embedder.encode)
    return alone.mean(axis=1), together.mean(axis=1)


def variants(
    desk: Desk, *, wishes: int, seed: int = 0, progress: Callable[[str, int, int], None] | None = None
) -> tuple[list[int], list[float]]:
    """Of three texts for each wish, how many differ, and how many pairs of words two of them share."""
    rng, counts, alike = Random(f"variants-{seed}"), list[int](), list[float]()
    for n in range(wishes):
        item, kind, user = rng.choice(desk.items), rng.choice(MOVING), rng.choice(list(desk.people))
        made = desk.write(item, user, kind, rng, count=SEVERAL).texts
        counts.append(different(made, kind))
        alike.append(likeness(made, kind))
        if progress:
            progress("writing several", n + 1, wishes)
    return counts, alike


def likely(desk: Desk, *, wishes: int, seed: int = 0) -> tuple[Values, Values]:
    """ROUGE-L to what the composer writes for the same brief: texts for the person, and for nobody.

    Raises MissingExtra.
    """
    rng = Random(f"reference-{seed}")
    references, mine, plain = list[str](), list[str](), list[str]()
    for _ in range(wishes):
        item, kind, user = rng.choice(desk.items), rng.choice(MOVING), rng.choice(list(desk.people))
        brief = desk.brief(item, user, kind)
        reference = desk.composed(brief, Random(f"{item}{user}{kind}"))
        if reference:
            references.append(desk.proof.rendered(reference[0], brief.cards))
            mine.append(desk.rendered(desk.write(item, user, kind, rng)))
            plain.append(desk.rendered(desk.write(item, NOBODY, kind, rng)))
    return rouge_l(mine, references), rouge_l(plain, references)


def tasters(desk: Desk, people: Sequence[Sitter]) -> dict[str, Taster]:
    """A catalog's own people as the judge knows them: by what they chose before, and liked later."""
    found = {}
    for one in people:
        known = taste_of(desk.catalog, desk.memory, one.name, history=LATELY)
        later = [desk.catalog.card(item) for item in one.liked[:LATELY]]
        found[one.name] = Taster(one.name, tuple(known.said("like")), chosen([*known.history, *later]))
    return found


def chosen(cards: Sequence[Card]) -> tuple[str, ...]:
    """Items in words, as somebody's choice."""
    return tuple(f"{card.title}. {', '.join(traits(card))}" for card in cards)
