"""Does the painter obey, and does an item stay itself? Asked of demos that nothing was trained on.

The prompts are of combinations held out from training, in words that name what the judge then looks for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from tastemaker.catalog.demo.section import Draft
from tastemaker.catalog.demo.sections import SECTIONS, drafts
from tastemaker.contracts import Painter
from tastemaker.errors import BadCall
from tastemaker.finetune.making.distance import distance, frechet
from tastemaker.finetune.making.estimates import Estimate, average
from tastemaker.finetune.painting.judge import Judge
from tastemaker.finetune.painting.phrasing import Facts, facts_of, phrase, subject_of
from tastemaker.finetune.painting.pictures import FIRST_SEED, held_out, pixels_of
from tastemaker.finetune.painting.recipe import Recipe

__all__ = [
    "SEED",
    "Likeness",
    "Obedience",
    "Question",
    "Realism",
    "likeness",
    "named",
    "obedience",
    "questions",
    "realism",
    "subjects_taught",
]

SEED = 300
"""The demo of the exam: training draws from 200 on, the shipped demo is 7."""
ALIKE = 8
"""So many prompts in turn are asked for with the same seed."""
DEMOS = 50
"""The most that are drawn from to find questions."""
NAMED = r"\{sight\}|^(?=.*\{color\}).*\{(kind|noun)\}"
"""Ways that say what the judge looks for."""


@dataclass(frozen=True, slots=True)
class Question:
    """A prompt, and what is true of the picture that was not shown."""

    prompt: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Obedience:
    """How often what was painted is what was asked for, by the judge."""

    subject: Estimate
    known: Estimate
    """The same, of subjects alone that training met in other combinations."""
    color: Estimate
    by_section: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What becomes of real items that are painted anew from their pictures."""

    subject: Estimate
    """Still shows the item's subject."""
    nearer: Estimate
    """Looks more like the item than like another of its subject."""
    margin: Estimate
    """By how much: the difference of both distances, by their sum."""


@dataclass(frozen=True, slots=True)
class Realism:
    """How what was painted lies to what is real, as a whole."""

    distance: Estimate
    """Fréchet distance on the judge's features: no FID, which is on Inception's."""
    real: float
    """The same between two samples of real pictures, as many each: what can be reached."""


def questions(count: int, *, seed: int = SEED) -> list[Question]:
    """So many prompts of held-out combinations, all sections alike, each naming subject and color."""
    rng = np.random.default_rng([seed, 77])
    each = -(-count // len(SECTIONS))
    found = [_questions(section, each, rng, seed=seed) for section in SECTIONS]
    spread = [question for row in zip(*found, strict=True) for question in row]
    return spread[:count]


def _questions(section: str, count: int, rng: np.random.Generator, *, seed: int) -> list[Question]:
    """Of one section, from as many demos as it takes. Raises BadCall where even those have too few."""
    own: list[Question] = []
    for demo in range(seed, seed + DEMOS):
        for draft in drafts(section, seed=demo):
            facts = {**facts_of(section, draft, None), "demo": str(demo)}
            if held_out(facts):
                own.append(Question(named(facts, rng), facts))
        if len(own) >= count:
            return [own[int(n)] for n in rng.permutation(len(own))[:count]]
    raise BadCall(
        f"{DEMOS} demos have {len(own)} held-out items of {section}, fewer than the {count} to ask of"
    )


def named(facts: Facts, rng: np.random.Generator) -> str:
    """A phrasing that says what the judge looks for."""
    return phrase(facts, rng, only=NAMED)


def obedience(
    painter: Painter, judge: Judge, asked: Sequence[Question]
) -> tuple[Obedience, list[Image.Image]]:
    """How well the painter obeys, and what it painted."""
    made = [painter.paint(one.prompt, seed=n - n % ALIKE) for n, one in enumerate(asked)]
    pairs = list(zip(judge.look(made), asked, strict=True))
    right = [verdict.subject == subject_of(one.facts) for verdict, one in pairs]
    taught = subjects_taught()
    known = [well for well, one in zip(right, asked, strict=True) if subject_of(one.facts) in taught]
    colors = [verdict.color == one.facts["color"] for verdict, one in pairs if "color" in one.facts]
    sections = np.array([one.facts["section"] for one in asked])
    by_section = {name: average(np.array(right)[sections == name]).value for name in SECTIONS}
    return Obedience(average(right), average(known), average(colors), by_section), made


def subjects_taught(*, demos: int = Recipe().demos) -> set[str]:
    """What training met in some combination: a subject of which all are held out nobody can paint."""
    seeds = range(FIRST_SEED, FIRST_SEED + demos)
    many = [
        facts_of(name, draft, None)
        for seed in seeds
        for name in SECTIONS
        for draft in drafts(name, seed=seed)
    ]
    return {subject_of(facts) for facts in many if not held_out(facts)}


def likeness(painter: Painter, judge: Judge, *, items: int, seed: int = SEED) -> Likeness:
    """How far real items stay themselves when they are painted anew from their pictures."""
    rng = np.random.default_rng([seed, 79])
    many = [(section, draft) for section in SECTIONS for draft in drafts(section, seed=seed)]
    facts = [facts_of(section, draft, None) for section, draft in many]
    subjects = np.array([subject_of(one) for one in facts])
    stays: list[bool] = []
    margins: list[float] = []
    for n in rng.permutation(len(many))[:items]:
        own = _real(many[n][1])
        made = painter.paint(named(facts[n], rng), picture=own, size=own.size, seed=int(n))
        stays.append(judge.look([made])[0].subject == subjects[n])
        rivals = np.flatnonzero((subjects == subjects[n]) & (np.arange(len(many)) != n))
        if len(rivals):
            rival = _real(many[int(rng.choice(rivals))][1])
            seen = judge.features([made, own, rival])
            own_, other = (float(np.linalg.norm(seen[0] - seen[m])) for m in (1, 2))
            margins.append((other - own_) / max(other + own_, 1e-6))
    return Likeness(average(stays), average([one > 0 for one in margins]), average(margins))


def realism(made: Sequence[Image.Image], judge: Judge, *, seed: int = SEED) -> Realism:
    """How far pictures lie from those of a demo that nothing was trained on, by the judge's features."""
    rng = np.random.default_rng([seed, 80])
    many = [draft for section in SECTIONS for draft in drafts(section, seed=seed)]
    count = min(len(made), len(many) // 2)
    shown = judge.features([_real(many[int(n)]) for n in rng.permutation(len(many))[: 2 * count]])
    painted = judge.features(made[:count])
    return Realism(distance(painted, shown[:count]), round(frechet(shown[count:], shown[:count]), 4))


def _real(draft: Draft) -> Image.Image:
    return Image.fromarray(pixels_of(draft, square=False))
