"""Does a taste show? Judged by an eye that conditioned nothing, on people whom no training met.

A taste shows when what is painted with it lies nearer to the pictures that the person liked later than what
is painted from the same words and noise without it. The control is another person's taste in its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tastemaker.agent.engines.history import leanings
from tastemaker.agent.engines.picture_taste import direction
from tastemaker.catalog.demo.people import live
from tastemaker.catalog.demo.sections import SECTIONS, drafts
from tastemaker.catalog.demo.wording import choose
from tastemaker.catalog.embedders import embedder
from tastemaker.contracts import Event, Painter
from tastemaker.finetune.making.estimates import Estimate, average
from tastemaker.finetune.making.gallery import placed
from tastemaker.finetune.painting.exam import SEED
from tastemaker.finetune.painting.judge import Judge
from tastemaker.finetune.painting.phrasing import Facts, facts_of, phrase, subject_of
from tastemaker.finetune.painting.pictures import pixels_of

__all__ = ["TasteShown", "taste_shown"]

FEWEST = 12
"""Likes that a person must have to be asked about."""
TOLD = ("color", "tints", "light", "title", "text", "thing")
"""Facts that tell of colors."""
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TasteShown:
    """Over people: how often a taste shows, and what it costs."""

    nearer: Estimate
    """The personal pictures lie nearer to the person's later likes than the plain ones."""
    strangers: Estimate
    """The control: those painted with another person's taste do."""
    ahead: Estimate
    """The personal ones lie nearer than those painted with another person's taste."""
    subject: Estimate
    """Personal pictures that still show what was asked for."""
    gain: Estimate
    """By how much the mean cosine rises."""
    apart: Estimate
    """How far pictures for two people differ, in levels of 0 to 255: near 0, all would be alike."""


def taste_shown(
    painter: Painter, judge: Judge, *, people: int, prompts: int = 4, seed: int = SEED
) -> TasteShown:
    """Ask of people of whom the first two thirds of what they did are known."""
    world = _World.of(judge, seed)
    rng = np.random.default_rng([seed, 78])
    halves = [half for name in sorted(world.pasts) if (half := world.split(name))][:people]
    found: list[tuple[float, float, float]] = []
    stays: list[bool] = []
    apart: list[float] = []
    for n, (taste, later) in enumerate(halves):
        asked = [choose(world.facts, rng) for _ in range(prompts)]
        words = [_open(one, rng) for one in asked]
        tastes = (None, taste, halves[n - 1][0])
        made = [painter.paint_many(words, seed=n, taste=given) for given in tastes]
        plain, own, other = (float((world.placed(judge, some) @ later).mean()) for some in made)
        found.append((plain, own, other))
        stays += [v.subject == subject_of(one) for v, one in zip(judge.look(made[1]), asked, strict=True)]
        apart += [_difference(*pair) for pair in zip(made[1], made[2], strict=True)]
    plain_, own_, other_ = np.array(found).reshape(-1, 3).T
    return TasteShown(
        nearer=average(own_ > plain_),
        strangers=average(other_ > plain_),
        ahead=average(own_ > other_),
        subject=average(stays),
        gain=average(own_ - plain_),
        apart=average(apart),
    )


def _open(facts: Facts, rng: np.random.Generator) -> str:
    """A phrasing that names the subject and leaves its colors open."""
    left_open = {key: value for key, value in facts.items() if key not in TOLD}
    return phrase(left_open, rng, only=r"\{(sight|kind|noun)\}")


def _difference(one: Image.Image, other: Image.Image) -> float:
    first, second = (np.asarray(picture, np.float32) for picture in (one, other))
    return float(np.abs(first - second).mean())


@dataclass(frozen=True)
class _World:
    """A demo's pictures as tower and judge see them, and what its people did."""

    facts: list[Facts]
    vectors: Vectors
    """The tower's: what a taste is made of."""
    features: Vectors
    """The judge's: what likeness is measured by."""
    pasts: Mapping[str, list[Event]]

    @classmethod
    def of(cls, judge: Judge, seed: int) -> _World:
        made = {section: drafts(section, seed=seed) for section in SECTIONS}
        tower = embedder("image")
        facts: list[Facts] = []
        vectors: list[Vectors] = []
        features: list[Vectors] = []
        rows: dict[tuple[str, str], int] = {}
        for section, many in made.items():
            for draft in many:
                rows[section, draft.id] = len(facts)
                pixels = pixels_of(draft, square=False)
                facts.append(facts_of(section, draft, pixels))
                vectors.append(tower.encode([Image.fromarray(pixels)])[0])
                features.append(judge.features([Image.fromarray(pixels)])[0])
        pasts: dict[str, list[Event]] = {}
        for section, events in live(made, seed=seed).items():
            for e in events:
                row = str(rows[section, e.item])
                pasts.setdefault(e.user, []).append(Event(e.user, row, e.timestamp, e.rating, e.event))
        return cls(facts, np.stack(vectors), np.stack(features), pasts)

    def placed(self, judge: Judge, pictures: Sequence[Image.Image]) -> Vectors:
        """float32 (n, d): how each differs from this world's pictures, by the judge's eye."""
        return placed(judge.features(pictures), self.features)

    def split(self, name: str) -> tuple[Vectors, Vectors] | None:
        """The taste in the first two thirds of what a person did, and the mean look of what they liked later.

        None where that is too little to tell.
        """
        past = sorted(self.pasts[name], key=lambda event: event.timestamp)
        cut = 2 * len(past) // 3
        known, later = leanings(past[:cut]), [one for one in leanings(past[cut:]) if one.weight > 0]
        if len(past) < FEWEST or not later:
            return None
        weights = np.array([one.weight for one in known], np.float32)
        usual = self.vectors.mean(axis=0)
        taste = direction(self.vectors[[int(one.item) for one in known]], weights, usual=usual)
        liked = placed(self.features[[int(one.item) for one in later]], self.features).mean(axis=0)
        return None if taste is None else (taste, liked)
