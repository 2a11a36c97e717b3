"""The video section: about 300 films with poster, and a short clip for every fifth."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from tastemaker.catalog.demo.bylines import COUNTRIES, person, town
from tastemaker.catalog.demo.clips import write_clip
from tastemaker.catalog.demo.plots_bright import BRIGHT
from tastemaker.catalog.demo.plots_dark import DARK
from tastemaker.catalog.demo.plots_far import FAR
from tastemaker.catalog.demo.plots_light import LIGHT
from tastemaker.catalog.demo.posters import Look, poster
from tastemaker.catalog.demo.section import Draft, Profile
from tastemaker.catalog.demo.verdicts import CREDITS, VERDICTS
from tastemaker.catalog.demo.wording import Wording, choose, deal, unique

__all__ = ["PROFILE", "drafts"]

PROFILE = Profile(
    name="The Little Picture House",
    noun="films",
    currency="€",
    tone="like a friend who works in a cinema: warm, brief, never spoiling the end",
    weights={"text": 0.7, "image": 0.2, "video": 0.1},
)

COUNT = 300
CLIP_EVERY = 5
PLOTS = DARK | FAR | LIGHT | BRIGHT
DIRECTORS_PER_COUNTRY = 3

TRAITS_OF_GENRE: dict[str, dict[str, float]] = {
    "horror": {"dark": 0.9, "bold": 0.4},
    "thriller": {"dark": 0.6, "urban": 0.5, "energetic": 0.4},
    "crime": {"dark": 0.6, "urban": 0.7, "classic": 0.3},
    "western": {"outdoors": 0.8, "classic": 0.6},
    "science fiction": {"techy": 0.9, "curious": 0.6},
    "fantasy": {"colourful": 0.5, "romantic": 0.4, "curious": 0.4},
    "adventure": {"outdoors": 0.7, "energetic": 0.7},
    "drama": {"elegant": 0.4, "calm": 0.4, "classic": 0.5},
    "comedy": {"playful": 0.8, "colourful": 0.4},
    "romance": {"romantic": 0.9, "cosy": 0.4},
    "family": {"cosy": 0.8, "playful": 0.5},
    "animation": {"colourful": 0.9, "playful": 0.7},
    "musical": {"energetic": 0.6, "elegant": 0.5, "colourful": 0.4},
    "documentary": {"curious": 0.8, "natural": 0.5, "calm": 0.4},
}

TRAITS_OF_MOOD: dict[str, dict[str, float]] = {
    "eerie": {"dark": 0.4, "curious": 0.2},
    "dark": {"dark": 0.5},
    "tense": {"energetic": 0.3, "bold": 0.3},
    "melancholic": {"calm": 0.4, "romantic": 0.2},
    "witty": {"playful": 0.4, "urban": 0.2},
    "tender": {"romantic": 0.4, "cosy": 0.3},
    "playful": {"playful": 0.5, "colourful": 0.3},
    "hopeful": {"colourful": 0.2, "cosy": 0.2},
    "epic": {"bold": 0.5, "outdoors": 0.3},
    "dreamy": {"romantic": 0.3, "calm": 0.3},
    "cosy": {"cosy": 0.6},
    "calm": {"calm": 0.6, "minimal": 0.3},
}


def drafts(rng: np.random.Generator) -> list[Draft]:
    """All films, genres in turn, no title twice."""
    genres = deal(tuple(PLOTS), COUNT, rng=rng)
    queues = {genre: deal(PLOTS[genre], COUNT, rng=rng) for genre in PLOTS}
    directors = _directors(rng)
    taken: set[str] = set()
    return [
        _draft(n, genre, plot=queues[genre].pop(0), directors=directors, rng=rng, taken=taken)
        for n, genre in enumerate(genres)
    ]


def _directors(rng: np.random.Generator) -> dict[str, list[str]]:
    """A few directors per country, so that liking one means several films."""
    crowd: dict[str, list[str]] = {}
    for country, region in COUNTRIES.items():
        names: list[str] = []
        while len(names) < DIRECTORS_PER_COUNTRY:
            name = person(region, rng=rng)
            if not any(name.split()[-1] == known.split()[-1] for known in names):
                names.append(name)
        crowd[country] = names
    return crowd


def _draft(
    n: int,
    genre: str,
    *,
    plot: Wording,
    directors: dict[str, list[str]],
    rng: np.random.Generator,
    taken: set[str],
) -> Draft:
    country = choose(tuple(COUNTRIES), rng)
    mood = choose(plot.moods, rng)
    genres = _genres(genre, plot, rng=rng)
    facts: dict[str, Any] = {
        "director": choose(directors[country], rng),
        "year": _year(genre, rng=rng),
        "minutes": _minutes(genre, rng=rng),
        "rating": round(float(np.clip(rng.normal(3.7, 0.6), 1.4, 4.9)), 1),
        "mood": mood,
        "country": country,
    }
    title, story = unique(lambda: _say(plot, country, rng=rng), taken)
    look = Look(scene=plot.scene, genre=genre, mood=mood, year=facts["year"], seed=int(rng.integers(2**31)))
    return Draft(
        id=f"film-{n + 1:03d}",
        title=title,
        description=f"{story} {_comment(facts, rng=rng)}",
        categories=genres,
        attributes=facts,
        price=_price(facts["year"], rng=rng),
        svg=poster(look),
        video=partial(write_clip, look=look) if n % CLIP_EVERY == 0 else None,
        traits=_traits(genres, mood),
        shows=(plot.scene,),
    )


def _say(plot: Wording, country: str, *, rng: np.random.Generator) -> tuple[str, str]:
    names = COUNTRIES[country]
    region = _NO_TOWNS.get(names, names)
    woman, man = (person(names, rng=rng, kind=kind) for kind in ("woman", "man"))
    hero = choose((woman, man), rng)
    return plot.say(
        rng,
        woman=woman.split()[0],
        man=man.split()[0],
        hero=hero.split()[0],
        hero2=choose((woman, man), rng).split()[0],
        town=town(region, rng=rng),
    )


_NO_TOWNS = {"France": "Mediterranean", "Korea": "East Asia", "India": "East Asia"}


def _genres(genre: str, plot: Wording, *, rng: np.random.Generator) -> tuple[str, ...]:
    """The main genre, and up to two that the plot brings along."""
    extra = [tag for tag in plot.tags if tag != genre]
    keep = int(rng.integers(1, 3)) if extra else 0
    return (genre, *extra[:keep])


def _year(genre: str, *, rng: np.random.Generator) -> int:
    oldest = {"western": 1958, "musical": 1952, "science fiction": 1968, "animation": 1974}.get(genre, 1962)
    return int(2025 - (2025 - oldest) * rng.beta(1.0, 2.2))


def _minutes(genre: str, *, rng: np.random.Generator) -> int:
    middle = {"animation": 88, "family": 94, "documentary": 86, "comedy": 98, "horror": 96}.get(genre, 114)
    return int(np.clip(rng.normal(middle, 12), 62, 186))


def _price(year: int, *, rng: np.random.Generator) -> float:
    """The rent in euro: new films cost more."""
    steps = (1.99, 2.49, 2.99, 3.49, 3.99, 4.49, 4.99, 5.99)
    newest = (year - 1985) / 40
    return steps[int(np.clip(round(6 * newest + rng.normal(0, 1.2)), 0, len(steps) - 1))]


def _comment(facts: dict[str, Any], *, rng: np.random.Generator) -> str:
    """One or two sentences about how it is, and who made it."""
    verdict = choose(VERDICTS[facts["mood"]], rng)
    credit = choose(CREDITS, rng).format(**facts)
    return choose((verdict, f"{verdict} {credit}", credit), rng)


def _traits(genres: tuple[str, ...], mood: str) -> dict[str, float]:
    traits: dict[str, float] = {}
    for share, part in [(1.0, TRAITS_OF_GENRE[genres[0]]), (0.8, TRAITS_OF_MOOD[mood])] + [
        (0.4, TRAITS_OF_GENRE.get(genre, {})) for genre in genres[1:]
    ]:
        for name, value in part.items():
            traits[name] = min(1.0, traits.get(name, 0.0) + share * value)
    return {name: round(value, 3) for name, value in traits.items()}
