"""Does the painter obey, and does an item stay itself? Asked of demos that nothing was trained on.

The prompts are of combinations held out from training, in words that name what the judge then looks for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tastemaker.catalog.demo.section import Draft
from tastemaker.catalog.demo.sections import SECTIONS, drafts
from tastemaker.contracts import Painter
from tastemaker.finetune.metrics import interval
from tastemaker.finetune.painting.judge import Judge
from tastemaker.finetune.painting.phrasing import Facts, facts_of, phrase, subject_of
from tastemaker.finetune.painting.pictures import held_out, pixels_of

__all__ = [
    "SEED",
    "Likeness",
    "Obedience",
    "Question",
    "Share",
    "likeness",
    "named",
    "obedience",
    "placed",
    "questions",
    "share",
]

SEED = 300
"""The demo of the exam: training draws from 200 on, the shipped demo is 7."""
TOGETHER = 8
NAMED = r"\{sight\}|^(?=.*\{color\}).*\{(kind|noun)\}"
"""Ways that say what the judge looks for."""


@dataclass(frozen=True, slots=True)
class Share:
    """How often something is so, with its 95 % bootstrap interval, and of how many."""

    mean: float
    low: float
    high: float
    of: int


@dataclass(frozen=True, slots=True)
class Question:
    """A prompt, and what is true of the picture that was not shown."""

    prompt: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Obedience:
    """How often what was painted is what was asked for, by the judge."""

    subject: Share
    color: Share
    by_section: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What becomes of real items that are painted anew from their pictures."""

    subject: Share
    """Still shows the item's subject."""
    nearer: Share
    """Looks more like the item than like another of its subject."""


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
                    own.append(Question(named(facts, rng), facts))
        found.append([own[int(n)] for n in rng.permutation(len(own))])
    spread = [question for row in zip(*found, strict=False) for question in row]
    return spread[:count]


def named(facts: Facts, rng: np.random.Generator) -> str:
    """A phrasing that says what the judge looks for."""
    return phrase(facts, rng, only=NAMED)


def obedience(
    painter: Painter, judge: Judge, asked: Sequence[Question]
) -> tuple[Obedience, list[Image.Image]]:
    """How well the painter obeys, and what it painted."""
    made: list[Image.Image] = []
    for start in range(0, len(asked), TOGETHER):
        made += painter.paint_many([one.prompt for one in asked[start : start + TOGETHER]], seed=start)
    pairs = list(zip(judge.look(made), asked, strict=True))
    right = [verdict.subject == subject_of(one.facts) for verdict, one in pairs]
    colors = [verdict.color == one.facts["color"] for verdict, one in pairs if "color" in one.facts]
    sections = np.array([one.facts["section"] for one in asked])
    by_section = {name: share(np.array(right)[sections == name]).mean for name in SECTIONS}
    return Obedience(share(right), share(colors), by_section), made


def likeness(painter: Painter, judge: Judge, *, items: int, seed: int = SEED) -> Likeness:
    """How far real items stay themselves when they are painted anew from their pictures."""
    rng = np.random.default_rng([seed, 79])
    many = [(section, draft) for section in SECTIONS for draft in drafts(section, seed=seed)]
    facts = [facts_of(section, draft, None) for section, draft in many]
    subjects = np.array([subject_of(one) for one in facts])
    stays: list[bool] = []
    nearer: list[bool] = []
    for n in rng.permutation(len(many))[:items]:
        own = _real(many[n][1])
        made = painter.paint(named(facts[n], rng), picture=own, size=own.size, seed=int(n))
        stays.append(judge.look([made])[0].subject == subjects[n])
        rivals = np.flatnonzero((subjects == subjects[n]) & (np.arange(len(many)) != n))
        if len(rivals):
            rival = _real(many[int(rng.choice(rivals))][1])
            seen = judge.features([made, own, rival])
            nearer.append(bool(np.linalg.norm(seen[0] - seen[1]) < np.linalg.norm(seen[0] - seen[2])))
    return Likeness(share(stays), share(nearer))


def _real(draft: Draft) -> Image.Image:
    return Image.fromarray(pixels_of(draft, square=False))


def placed(features: NDArray[np.float32], real: NDArray[np.float32]) -> NDArray[np.float32]:
    """float32 (n, d), unit rows: features by how many spreads of real pictures' they lie from the mean."""
    apart = (features - real.mean(axis=0)) / (real.std(axis=0) + 1e-6)
    found: NDArray[np.float32] = apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-6)
    return found


def share(values: Sequence[bool] | NDArray[np.bool_]) -> Share:
    """Of these, how many."""
    if not len(values):
        return Share(0.0, 0.0, 0.0, 0)
    table = np.asarray(values, np.float64)
    low, high = interval(table)
    mean, low, high = (round(float(one), 4) for one in (table.mean(), low, high))
    return Share(mean, low, high, len(table))
