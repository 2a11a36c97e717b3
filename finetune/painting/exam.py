"""Does the painter obey, and does a taste show? Asked of a demo that nothing was trained on.

The prompts are of combinations held out from training, in words that name what the judge then looks for. A
taste shows when what is painted with it lies nearer to the pictures a person liked later, through the vision
tower, than what is painted from the same words and noise without it.
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
from tastemaker.finetune.painting.judge import Judge, subject_of
from tastemaker.finetune.painting.phrasing import Facts, facts_of, phrase
from tastemaker.finetune.painting.pictures import held_out, pixels_of

__all__ = ["Obedience", "Question", "TasteShown", "obedience", "questions", "taste_shown"]

SEED = 300
"""The demo of the exam: training draws from 200 on, the shipped demo is 7."""
TOGETHER = 8
FEWEST = 12
"""Likes that a person must have to be asked about."""


@dataclass(frozen=True, slots=True)
class Question:
    """A prompt, and what is true of the picture that was not shown."""

    prompt: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Obedience:
    """How often what was painted is what was asked for, by the judge."""

    subject: float
    color: float
    asked: int
    colors_asked: int
    by_section: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class TasteShown:
    """Of how many people the personal pictures lie nearer to later likes, and how often the subject stays."""

    nearer: float
    subject: float
    people: int
    gain: float
    """By how much the mean cosine rises."""


def questions(count: int, *, seed: int = SEED) -> list[Question]:
    """Prompts of held-out combinations, all sections alike, each naming subject and color."""
    rng = np.random.default_rng([seed, 77])
    found: list[list[Question]] = []
    for section in SECTIONS:
        own = []
        for demo in range(seed, seed + 5):
            for draft in drafts(section, seed=demo):
                facts = {**facts_of(section, draft, None), "demo": str(demo)}
                if held_out(facts):
                    own.append(Question(_named(facts, rng), facts))
        found.append([own[int(n)] for n in rng.permutation(len(own))])
    spread = [question for row in zip(*found, strict=False) for question in row]
    return spread[:count]


def _named(facts: Facts, rng: np.random.Generator) -> str:
    """A phrasing that says what the judge looks for."""
    return phrase(facts, rng, only=r"\{sight\}|^(?=.*\{color\}).*\{(kind|noun)\}")


def obedience(
    painter: Painter, judge: Judge, asked: Sequence[Question]
) -> tuple[Obedience, list[Image.Image]]:
    """How well the painter obeys, and what it painted."""
    made: list[Image.Image] = []
    for start in range(0, len(asked), TOGETHER):
        made += painter.paint_many([one.prompt for one in asked[start : start + TOGETHER]], seed=start)
    verdicts = judge.look(made)
    right = [v.subject == subject_of(q.facts) for v, q in zip(verdicts, asked, strict=True)]
    colors = [v.color == q.facts["color"] for v, q in zip(verdicts, asked, strict=True) if "color" in q.facts]
    sections = {
        section: _mean([r for r, q in zip(right, asked, strict=True) if q.facts["section"] == section])
        for section in SECTIONS
    }
    return Obedience(_mean(right), _mean(colors), len(asked), len(colors), sections), made


def taste_shown(
    painter: Painter, judge: Judge, *, people: int, prompts: int = 4, seed: int = SEED
) -> TasteShown:
    """Whether a taste shows, over people of whom the first two thirds of their likes are known."""
    world = _World.of(seed)
    rng = np.random.default_rng([seed, 78])
    tower = embedder("image")
    gains: list[float] = []
    stays: list[bool] = []
    for name in sorted(world.pasts)[:people]:
        taste, later = world.split(name)
        if taste is None or later is None:
            continue
        asked = [choose(world.facts, rng) for _ in range(prompts)]
        words = [_open(one, rng) for one in asked]
        plain, own = (painter.paint_many(words, seed=len(gains), taste=given) for given in (None, taste))
        before, after = (float((tower.encode(made) @ later).mean()) for made in (plain, own))
        gains.append(after - before)
        stays += [v.subject == subject_of(q) for v, q in zip(judge.look(own), asked, strict=True)]
    return TasteShown(
        _mean([gain > 0 for gain in gains]), _mean(stays), len(gains), round(float(np.mean(gains)), 4)
    )


def _open(facts: Facts, rng: np.random.Generator) -> str:
    """A phrasing that names the subject and leaves its colors open."""
    left_open = {key: value for key, value in facts.items() if key not in ("color", "tints", "title", "text")}
    return phrase(left_open, rng, only=r"\{(sight|kind|noun)\}")


@dataclass(frozen=True)
class _World:
    """A demo's pictures as the tower sees them, and what its people liked, in order of time."""

    facts: list[Facts]
    vectors: NDArray[np.float32]
    pasts: Mapping[str, list[Event]]

    @classmethod
    def of(cls, seed: int) -> _World:
        made = {section: drafts(section, seed=seed) for section in SECTIONS}
        tower = embedder("image")
        facts: list[Facts] = []
        vectors: list[NDArray[np.float32]] = []
        rows: dict[tuple[str, str], int] = {}
        for section, many in made.items():
            for draft in many:
                rows[section, draft.id] = len(facts)
                pixels = pixels_of(draft, square=False)
                facts.append(facts_of(section, draft, pixels))
                vectors.append(tower.encode([Image.fromarray(pixels)])[0])
        pasts: dict[str, list[Event]] = {}
        for section, events in live(made, seed=seed).items():
            for e in events:
                row = str(rows[section, e.item])
                pasts.setdefault(e.user, []).append(Event(e.user, row, e.timestamp, e.rating, e.event))
        return cls(facts, np.stack(vectors), pasts)

    def split(self, name: str) -> tuple[NDArray[np.float32] | None, NDArray[np.float32] | None]:
        """The taste in the first two thirds of what a person did, and the mean look of their later likes."""
        past = sorted(self.pasts[name], key=lambda event: event.timestamp)
        if len(past) < FEWEST:
            return None, None
        cut = 2 * len(past) // 3
        known, later = leanings(past[:cut]), [one for one in leanings(past[cut:]) if one.weight > 0]
        if not later:
            return None, None
        usual = self.vectors.mean(0)
        taste = direction(
            self.vectors[[int(one.item) for one in known]],
            np.array([one.weight for one in known], np.float32),
            usual=usual,
        )
        return taste, self.vectors[[int(one.item) for one in later]].mean(0) - usual


def _mean(values: Sequence[bool]) -> float:
    return round(float(np.mean(values)), 4) if values else 0.0
