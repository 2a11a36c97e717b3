"""About 300 simulated people: coherent tastes that cross the sections, and what they did in 18 months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tastemaker.catalog.demo.section import TRAITS, Draft
from tastemaker.contracts import Event

__all__ = ["BEGIN", "END", "Person", "live", "people"]

Array = NDArray[np.float64]

BEGIN, END = 1_717_200_000, 1_764_547_200
"""1 June 2024 and 1 December 2025, in seconds since 1970."""
DAY = 86_400

NAMES = (
    "ana", "ben", "chloe", "david", "elif", "farid", "greta", "hiro", "ines", "jakob", "kemal", "lena", "mateo", "nadia",
    "omar", "paula", "quentin", "rosa", "samir", "tara", "ugo", "vera", "wanda", "xenia", "yusuf", "zoe", "amara",
    "bruno", "clara", "diego", "emma", "felix", "gloria", "hassan", "ida", "jonas", "katya", "leo", "mira", "noah",
    "olga", "pedro", "rita", "sofia", "tomas", "ulla", "victor", "willa", "yara", "zack", "aisha", "bjorn", "carmen",
    "dmitri", "esther", "finn", "hana", "ivan", "julia", "karim", "lucia", "marek", "nina", "oskar", "petra", "ravi",
    "sara", "theo", "uma", "vincent", "yuki", "alba", "boris", "celine", "dora", "erik", "fatima", "gustav", "helen",
    "igor", "jana", "kofi", "livia", "marta", "nils", "odile", "pavel", "renata", "stefan", "thea", "valeria", "wei",
    "yasmin", "adam", "bianca", "cyril", "delia", "emil", "flora", "giorgio", "hugo", "iris", "joao", "kira", "lars",
    "maya", "nora", "otto", "priya", "raul", "selma", "tim", "vito", "alice", "basil", "cora", "dario", "ella", "frank",
    "gina", "henry", "isla", "jules", "kai", "linda", "max", "naomi", "orla", "paul", "ruth", "simon", "tina", "walter",
)  # fmt: skip

CIRCLES: tuple[dict[str, float], ...] = (
    {"minimal": 1.0, "calm": 0.7, "techy": 0.5, "urban": 0.3, "colourful": -0.7, "playful": -0.3},
    {"colourful": 1.0, "playful": 0.9, "energetic": 0.4, "dark": -0.8, "minimal": -0.4},
    {"elegant": 1.0, "classic": 0.8, "romantic": 0.4, "playful": -0.4, "energetic": -0.3},
    {"outdoors": 1.0, "natural": 0.9, "energetic": 0.4, "urban": -0.6, "techy": -0.4},
    {"dark": 1.0, "bold": 0.7, "urban": 0.6, "romantic": -0.5, "cosy": -0.4},
    {"romantic": 1.0, "cosy": 0.5, "elegant": 0.5, "dark": -0.6, "techy": -0.4},
    {"techy": 1.0, "curious": 0.9, "energetic": 0.3, "minimal": 0.3, "classic": -0.4, "romantic": -0.3},
    {"cosy": 1.0, "calm": 0.8, "classic": 0.4, "natural": 0.4, "bold": -0.6, "energetic": -0.5},
    {"energetic": 1.0, "bold": 0.7, "urban": 0.6, "calm": -0.7, "classic": -0.4},
    {"curious": 1.0, "classic": 0.5, "natural": 0.4, "calm": 0.4, "bold": -0.4},
)
"""Circles of taste. A person belongs to one, leans towards another, and is nobody's copy."""

ACTS = {
    "fashion": {"view": 0.55, "like": 0.33, "rate": 0.12},
    "advertising": {"view": 0.7, "like": 0.3},
    "news": {"view": 0.8, "like": 0.2},
    "video": {"view": 0.35, "like": 0.15, "rate": 0.5},
    "music": {"view": 0.55, "like": 0.3, "rate": 0.15},
}
"""What people do in each section, and how often."""

HOURS = {"fashion": 20, "advertising": 13, "news": 8, "video": 21, "music": 17}


@dataclass(frozen=True)
class Person:
    """Someone's taste, and how it changes: all that their events follow from."""

    name: str
    taste: Array
    """At the beginning, shape (traits,), of length 1."""
    later: Array
    """At the end: the same, unless the taste drifts."""
    sections: Array
    """How likely an event is in each section; sums to 1."""
    events: int
    joined: float


@dataclass(frozen=True)
class Shelf:
    """A section's items as people see them."""

    drafts: Sequence[Draft]
    traits: Array
    """Shape (items, traits), each row of length 1 around the section's mean."""
    labels: Array
    """Shape (items, labels): which category, maker, color or mood an item carries."""
    fame: Array
    """Shape (items,): log-popularity, a few items far above the rest."""


def people(count: int = 300, *, sections: int = 5, seed: int = 7) -> list[Person]:
    """The people, the same for the same seed."""
    rng = np.random.default_rng([seed, 101])
    return [_person(n, sections=sections, rng=rng) for n in range(count)]


def _person(number: int, *, sections: int, rng: np.random.Generator) -> Person:
    name = NAMES[number % len(NAMES)]
    turn = number // len(NAMES) + 1
    circle, other, next_one = rng.choice(len(CIRCLES), size=3, replace=False)
    own = rng.normal(0, 0.16, len(TRAITS))
    taste = _unit(_vector(CIRCLES[circle]) + 0.3 * _vector(CIRCLES[other]) + own)
    drifts = rng.random() < 0.15
    later = _unit(0.35 * taste + _vector(CIRCLES[next_one]) + own) if drifts else taste
    shares = rng.dirichlet(np.array([1.6, 0.7, 1.2, 1.5, 1.4])[:sections])
    if rng.random() < 0.08:
        shares = np.eye(sections)[int(rng.choice(sections, p=shares))]
    events = int(np.clip(np.round(np.exp(rng.normal(3.4, 0.38))), 15, 60))
    joined = BEGIN + rng.beta(1.0, 2.2) * (END - BEGIN) * 0.7
    return Person(f"{name}-{turn}" if turn > 1 else name, taste, later, shares, events, joined)


def _vector(weights: Mapping[str, float]) -> Array:
    return np.array([weights.get(trait, 0.0) for trait in TRAITS])


def _unit(vector: Array) -> Array:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9))


def live(made: Mapping[str, Sequence[Draft]], *, seed: int) -> dict[str, list[Event]]:
    """Let everybody live for 18 months: the events of each section, in order of time."""
    rng = np.random.default_rng([seed, 102])
    shelves = {section: _shelf(drafts, rng) for section, drafts in made.items()}
    out: dict[str, list[Event]] = {section: [] for section in made}
    for person in people(sections=len(made), seed=seed):
        for section, event in _life(person, shelves, rng=rng):
            out[section].append(event)
    return {section: sorted(events, key=lambda e: (e.timestamp, e.user)) for section, events in out.items()}


def _shelf(drafts: Sequence[Draft], rng: np.random.Generator) -> Shelf:
    traits = np.array([_vector(draft.traits) for draft in drafts])
    traits = traits - traits.mean(0)
    traits /= np.maximum(np.linalg.norm(traits, axis=1, keepdims=True), 1e-9)
    named = [_labels(draft) for draft in drafts]
    every = sorted(set().union(*named))
    labels = np.array([[float(label in labels) for label in every] for labels in named])
    return Shelf(drafts, traits, labels, rng.gumbel(0, 0.6, len(drafts)))


def _labels(draft: Draft) -> set[str]:
    """The short texts people have favourites among: genres, colors, makers, moods."""
    texts = {f"{key}={value}" for key, value in draft.attributes.items() if isinstance(value, str)}
    return texts | {f"category={category}" for category in draft.categories}


def _life(
    person: Person, shelves: Mapping[str, Shelf], *, rng: np.random.Generator
) -> list[tuple[str, Event]]:
    """One person's events, in order of time, no item twice."""
    fond = {section: _fondness(person, shelf, rng=rng) for section, shelf in shelves.items()}
    seen: set[tuple[str, int]] = set()
    out: list[tuple[str, Event]] = []
    for time in _times(person, rng=rng):
        section = str(rng.choice(list(shelves), p=person.sections))
        shelf = shelves[section]
        age = (time - BEGIN) / (END - BEGIN)
        taste = _unit((1 - age) * person.taste + age * person.later)
        liking = 2.6 * (shelf.traits @ taste) + fond[section]
        pull = 1.6 * liking + shelf.fame
        pull[[row for part, row in seen if part == section]] = -np.inf
        row = int(np.argmax(pull + rng.gumbel(0, 0.8, len(pull))))
        seen.add((section, row))
        moment = time - time % DAY + (HOURS[section] * 3600 + rng.normal(0, 5400)) % DAY
        spread = (liking[row] - liking.mean()) / max(float(liking.std()), 1e-9)
        out.append(
            (
                section,
                _event(person.name, shelf.drafts[row].id, moment, section=section, liking=spread, rng=rng),
            )
        )
    return out


def _fondness(person: Person, shelf: Shelf, *, rng: np.random.Generator) -> Array:
    """What a person's favourites add: a few labels, mostly such as suit the taste, some by whim."""
    counts = np.maximum(shelf.labels.sum(0), 1.0)
    suiting = (shelf.labels.T @ (shelf.traits @ person.taste)) / counts
    loved = np.argsort(-(suiting + rng.normal(0, 0.25, len(suiting))))[:6]
    shunned = np.argsort(suiting + rng.normal(0, 0.25, len(suiting)))[:3]
    love = np.zeros(len(suiting))
    love[loved] = rng.uniform(0.5, 1.5, len(loved))
    love[shunned] -= rng.uniform(0.5, 1.2, len(shunned))
    return np.asarray(shelf.labels @ love)


def _times(person: Person, *, rng: np.random.Generator) -> list[float]:
    """Moments in sittings of a few events, between joining and the end."""
    sittings = max(4, person.events // 3)
    days = np.sort(rng.uniform(person.joined, END - DAY, sittings))
    picked = np.sort(rng.integers(0, sittings, person.events))
    return [float(days[n]) for n in picked]


def _event(
    user: str, item: str, moment: float, *, section: str, liking: float, rng: np.random.Generator
) -> Event:
    acts = ACTS[section]
    act = str(rng.choice(list(acts), p=list(acts.values())))
    if act == "like" and liking < 0:
        act = "view"
    rating = None
    if act == "rate":
        rating = float(np.clip(np.round(2.6 + 0.75 * liking + rng.normal(0, 0.8)), 1, 5))
    return Event(user, item, float(int(moment)), rating, act)
