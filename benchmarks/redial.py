"""Films recommended in conversations: `python benchmarks/redial.py [--strategy lora] [--minutes 15]`.

The films of `redial` (TASTEMAKER_DATA) become a domain, and its validation conversations the events: the
films of a conversation in the order they came up. An adapter is trained on these. For every film that was
recommended in a test turn and had not come up before, each ranker orders all films from the conversation so
far: popularity among validation's recommendations, MiniLM's nearest to the last words, the untrained taste
vector, and the adapter. A simulated user then wants one film, says one more thing about it each turn, and is
shown five films a turn, for five turns. Prints JSON with bootstrap intervals; the test conversations train
nothing.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from setting import about, say, summary

from tastemaker.agent.engines import open_engine
from tastemaker.agent.engines.about import About
from tastemaker.agent.opening import open_recommender
from tastemaker.catalog.build import index
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.memory import Memory
from tastemaker.contracts import Event, Item
from tastemaker.finetune.finetuning import finetune
from tastemaker.finetune.recipe import Recipe

CUTOFFS = (1, 10, 50)
TURNS, SHOWN = 5, 5
LONG = 6
"""Letters of a word of a plot that says something."""
SPOKEN = 2
"""The last utterances that are read as a wish."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point in a conversation, and the film that is wanted there."""

    person: str
    said: tuple[str, ...]
    mentioned: tuple[str, ...]
    """Films that came up, ids, the oldest first."""
    wanted: str
    shown: tuple[str, ...] = ()
    """Films that were recommended and not wanted."""

    @property
    def words(self) -> str:
        """The wish."""
        return " ".join(self.said[-SPOKEN:])


Ranker: TypeAlias = Callable[[Point, int], list[str]]
"""Gives the ids of so many films."""


def rows(data: Path, part: str) -> list[dict[str, Any]]:
    """The turns of a part, in order."""
    return [json.loads(line) for line in (data / f"{part}.jsonl").read_text("utf-8").splitlines()]


def films(data: Path) -> dict[str, dict[str, Any]]:
    """By id."""
    found: dict[str, dict[str, Any]] = json.loads((data / "movies.json").read_text("utf-8"))
    return found


def domain(data: Path, folder: Path) -> Catalog:
    """The domain folder of films and validation conversations, indexed."""
    known = films(data)
    ids = {film["name"]: id for id, film in known.items()}
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "items.jsonl").open("w", encoding="utf-8") as file:
        for id, film in known.items():
            told = {"director": film.get("director") or [], "star": film.get("star") or []}
            row = {"id": id, "title": film["name"], "description": film.get("plot") or ""}
            file.write(json.dumps(row | {"categories": film.get("genre") or [], "attributes": told}) + "\n")
    with (folder / "events.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["user", "item", "timestamp"])
        for dialog, names in conversations(rows(data, "valid")).items():
            out.writerows([f"valid-{dialog}", ids[name], n] for n, name in enumerate(names) if name in ids)
    index(folder)
    return Catalog.open(folder)


def conversations(turns: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The names in each conversation, in the order they came up, once each."""
    found: dict[str, list[str]] = {}
    for turn in turns:
        names = found.setdefault(turn["dialog_id"], [])
        names += [name for name in dict.fromkeys([*turn["entity"], *turn["rec"]]) if name not in names]
    return found


def cases(data: Path) -> list[Point]:
    """Every new recommendation of the test turns."""
    ids = {film["name"]: id for id, film in films(data).items()}
    return [
        Point(
            person=f"{turn['dialog_id']}-{turn['turn_id']}",
            said=tuple(text for text in turn["context"] if text.strip()),
            mentioned=tuple(ids[name] for name in turn["entity"] if name in ids),
            wanted=ids[name],
        )
        for turn in rows(data, "test")
        for name in turn["rec"]
        if name not in turn["entity"]
    ]


def popular(data: Path, catalog: Catalog) -> Ranker:
    """The films that were recommended most often in validation."""
    ids = {film["name"]: id for id, film in films(data).items()}
    counts = Counter(ids[name] for turn in rows(data, "valid") for name in turn["rec"] if name in ids)
    order = [id for id, _ in counts.most_common()]
    order += [id for id in catalog.ids if id not in counts]

    def rank(point: Point, k: int) -> list[str]:
        out = {*point.mentioned, *point.shown}
        return [id for id in order[: k + len(out)] if id not in out][:k]

    return rank


def nearest(catalog: Catalog) -> Ranker:
    """Plain search with MiniLM for the last words."""

    def rank(point: Point, k: int) -> list[str]:
        out = {*point.mentioned, *point.shown}
        found = catalog.nearest(catalog.query_vector(point.words or "a film"), k=k + len(out))
        return [one.id for one in found if one.id not in out][:k]

    return rank


def picked(recommender: Any, catalog: Catalog, memory: Memory) -> Ranker:
    """The product: films that came up are liked, the last words are the wish."""

    def rank(point: Point, k: int) -> list[str]:
        for n, item in enumerate(point.mentioned):
            memory.add_event(Event(user=point.person, item=item, timestamp=float(n), event="like"))
        wish = catalog.query_vector(point.words) if point.words else None
        found = recommender.recommend(point.person, k=k, wish=wish, words=point.words, seen=point.shown)
        return [one.id for one in found]

    return rank


def rankers(
    data: Path, catalog: Catalog, work: Path, given: argparse.Namespace
) -> Iterator[tuple[str, Ranker]]:
    """Each by name, popularity first."""
    memory = Memory(work / "people.sqlite3")
    yield "popularity", popular(data, catalog)
    yield "MiniLM search", nearest(catalog)
    taste = open_recommender(catalog, memory, engine=None, adapter=None)
    yield "taste vector", picked(taste, catalog, memory)
    for strategy in given.strategy:
        adapter = work / f"adapter-{strategy}"
        if not About.there(adapter):
            recipe = Recipe(strategy=strategy, minutes=given.minutes, seed=given.seed)
            finetune(catalog, recipe=recipe, base="mini", folder=adapter, say=say)
        engine = None if strategy == "features" else open_engine("mini", adapter=adapter)
        made = open_recommender(catalog, memory, engine=engine, adapter=adapter)
        yield strategy, picked(made, catalog, memory)


def recalled(rank: Ranker, chosen: list[Point]) -> np.ndarray[Any, Any]:
    """float64 (cases, cutoffs): 1 where the film is among the first."""
    found = np.zeros((len(chosen), len(CUTOFFS)))
    for n, case in enumerate(chosen):
        best = rank(case, max(CUTOFFS))
        found[n] = [case.wanted in best[:k] for k in CUTOFFS]
    return found


def hints(film: Item) -> list[str]:
    """What someone who wants this film says of it, turn by turn, without its name."""
    stars, director = film.attributes.get("star"), film.attributes.get("director")
    plot = [word.strip(".,") for word in film.description.split() if len(word) > LONG]
    said = [
        f"I would like a {' and '.join(film.categories[:2]) or 'good'} film",
        f"about {plot[0]}" if plot else "",
        f"something with {stars[-1]}" if isinstance(stars, tuple) and stars else "",
        f"it has to do with {plot[1]}" if len(plot) > 1 else "",
        f"I like {director[0]}" if isinstance(director, tuple) and director else "",
    ]
    return [hint for hint in said if hint]


def simulated(rank: Ranker, chosen: list[Point], catalog: Catalog) -> np.ndarray[Any, Any]:
    """float64 (cases, 1): 1 where five turns of five films brought the film."""
    found = np.zeros((len(chosen), 1))
    for n, case in enumerate(chosen):
        point = replace(case, said=())
        for hint in hints(catalog.item(case.wanted))[:TURNS]:
            point = replace(point, said=(*point.said, hint))
            point = replace(point, shown=(*point.shown, *rank(point, SHOWN)))
        found[n] = case.wanted in point.shown
    return found


def main() -> None:
    """Print the tables as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--strategy", nargs="*", default=["features", "lora"])
    parser.add_argument("--minutes", type=float, help="of each adapter's training")
    parser.add_argument("--cases", type=int, default=1000, help="test recommendations that are ranked")
    parser.add_argument("--simulated", type=int, default=300, help="films that the simulated user wants")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--runs", type=Path, default=Path("runs/redial"))
    given = parser.parse_args()
    data = Path(os.environ["TASTEMAKER_DATA"]) / "redial"
    began = time.perf_counter()
    random = np.random.default_rng(given.seed)
    known = cases(data)
    chosen = [known[n] for n in sorted(random.permutation(len(known))[: given.cases])]
    wanted = [known[n] for n in sorted(random.permutation(len(known))[: given.simulated])]
    catalog = domain(data, given.runs / "films")
    recall, success = {}, {}
    for name, rank in rankers(data, catalog, given.runs, given):
        recall[name] = recalled(rank, chosen)
        success[name] = simulated(rank, wanted, catalog)
        say(f"{name} {recall[name].mean(axis=0)} {success[name].mean():.3f}")
    names = [f"recall@{k}" for k in CUTOFFS]
    base, likely = recall["MiniLM search"], success["MiniLM search"]
    report = {
        "benchmark": "redial",
        "films": len(catalog),
        "recommendations": len(chosen),
        "of": len(known),
        "recall": {
            name: summary(some, base, names, than="MiniLM search", seed=given.seed)
            for name, some in recall.items()
        },
        "simulated user": {
            "films wanted": len(wanted),
            "turns": TURNS,
            "shown a turn": SHOWN,
            **{
                name: summary(some, likely, ["success"], than="MiniLM search", seed=given.seed)["success"]
                for name, some in success.items()
            },
        },
        "seed": given.seed,
        **about(began),
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
