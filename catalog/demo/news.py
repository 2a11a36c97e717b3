"""The news section: about 300 stories with headline, lead, byline and illustration."""

from __future__ import annotations

from typing import Any

import numpy as np

from tastemaker.catalog.demo.bylines import REGIONS, person, town
from tastemaker.catalog.demo.illustrations import illustrate
from tastemaker.catalog.demo.section import Draft, Profile
from tastemaker.catalog.demo.stories_leisure import LEISURE
from tastemaker.catalog.demo.stories_life import LIFE
from tastemaker.catalog.demo.stories_society import SOCIETY
from tastemaker.catalog.demo.stories_world import WORLD
from tastemaker.catalog.demo.wording import Wording, choose, deal, unique

__all__ = ["PROFILE", "drafts"]

PROFILE = Profile(
    name="The Morning Ferry",
    noun="news stories",
    currency="€",
    tone="clear, calm and exact, like a good newspaper",
    weights={"text": 0.8, "image": 0.2},
)

COUNT = 300
STORIES = SOCIETY | LIFE | WORLD | LEISURE

AUTHORS: dict[str, tuple[str, ...]] = {
    "politics": ("Klara Brenner", "Marcus Whitfield", "Fatou Sarr"),
    "economy": ("Henrik Dahlgren", "Lucía Quintana", "Tom Ashcombe"),
    "local": ("Niamh Gallagher", "Giulia Bellini", "Anton Zeller"),
    "health": ("Naomi Carraway", "Magda Nowicki"),
    "travel": ("Camille Bouchard", "Rafael Ortega", "Isla Redfern"),
    "weather": ("Solveig Nygård", "Kenji Morikawa"),
    "science": ("Haruka Asano", "Felix Steinfeld", "Ngozi Adeyemi"),
    "sport": ("Callum Tarrant", "Thiago Moura", "Ama Boateng"),
    "culture": ("Imogen Fairweather", "Dario Fontana", "Mariama Diallo"),
    "technology": ("Eli Stanton", "Naoko Hayashi", "Jakub Mazur"),
    "environment": ("Aroha Ngata", "Liv Sandvik", "Joaquín Arce"),
}
"""Who writes about what: a byline tells a reader something."""

SOUTHERN = {"South America", "Oceania"}

TRAITS_OF_TOPIC: dict[str, dict[str, float]] = {
    "politics": {"urban": 0.6, "classic": 0.5, "bold": 0.4},
    "economy": {"urban": 0.7, "techy": 0.4, "minimal": 0.4},
    "local": {"cosy": 0.8, "playful": 0.3, "classic": 0.4},
    "health": {"calm": 0.6, "natural": 0.4, "curious": 0.4},
    "travel": {"outdoors": 0.8, "curious": 0.5, "romantic": 0.4},
    "weather": {"natural": 0.7, "outdoors": 0.5, "calm": 0.3},
    "science": {"curious": 0.9, "techy": 0.6},
    "sport": {"energetic": 0.9, "outdoors": 0.5, "bold": 0.4},
    "culture": {"elegant": 0.6, "curious": 0.5, "classic": 0.5, "romantic": 0.3},
    "technology": {"techy": 0.9, "urban": 0.5, "curious": 0.4},
    "environment": {"natural": 0.9, "outdoors": 0.6},
}

TRAITS_OF_TONE: dict[str, dict[str, float]] = {
    "calm": {"calm": 0.6},
    "hopeful": {"colourful": 0.4},
    "urgent": {"energetic": 0.4, "dark": 0.4},
    "critical": {"bold": 0.5, "dark": 0.3},
    "warm": {"cosy": 0.5},
    "curious": {"curious": 0.5},
    "sober": {"minimal": 0.4, "dark": 0.3},
    "playful": {"playful": 0.7, "colourful": 0.3},
}


def drafts(rng: np.random.Generator) -> list[Draft]:
    """All stories, topics in turn, no headline twice."""
    topics = deal(tuple(STORIES), COUNT, rng=rng)
    queues = {topic: deal(STORIES[topic], COUNT, rng=rng) for topic in STORIES}
    taken: set[str] = set()
    return [
        _draft(n, topic, story=queues[topic].pop(0), rng=rng, taken=taken) for n, topic in enumerate(topics)
    ]


def _draft(n: int, topic: str, *, story: Wording, rng: np.random.Generator, taken: set[str]) -> Draft:
    region = choose(tuple(REGIONS), rng)
    tone = choose(story.moods, rng)
    title, text = unique(lambda: _say(story, region, rng=rng), taken)
    author = choose(AUTHORS[topic], rng)
    attributes: dict[str, Any] = {
        "author": author,
        "region": region,
        "year": int(rng.integers(2021, 2026)),
        "month": _month(story, region, rng=rng),
        "minutes": int(rng.integers(2, 5) if tone == "urgent" else rng.integers(3, 13)),
        "tone": tone,
    }
    svg = illustrate(story.scene, tone=tone, region=region, seed=int(rng.integers(2**31)))
    return Draft(
        id=f"news-{n + 1:03d}",
        title=title,
        description=text,
        categories=(topic, *story.tags[:1]),
        attributes=attributes,
        svg=svg,
        traits=_traits(topic, tone),
        shows=(story.scene,),
    )


def _say(story: Wording, region: str, *, rng: np.random.Generator) -> tuple[str, str]:
    return story.say(rng, town=town(region, rng=rng), person=person(region, rng=rng))


def _month(story: Wording, region: str, *, rng: np.random.Generator) -> int:
    """A month that fits the season of the story, half a year later in the south."""
    month = int(choose(story.within or tuple(range(1, 13)), rng))
    return (month + 5) % 12 + 1 if story.within and region in SOUTHERN else month


def _traits(topic: str, tone: str) -> dict[str, float]:
    traits = dict(TRAITS_OF_TOPIC[topic])
    for name, share in TRAITS_OF_TONE[tone].items():
        traits[name] = min(1.0, traits.get(name, 0.0) + share)
    return traits
