"""Does taste cross domains? `python benchmarks/cross_domain.py --demo demo [--strategy features]`.

From a copy of the demo each person's events in one section are taken out, another section for every fifth
person, and the copy is indexed anew: nobody's own events there are known to anything. The items of that
section are then ranked for the person from what they did in the others: by popularity in the section, by the
taste vector (no training), and by an adapter that is trained on the copy. Right are the items that the person
liked there. Prints JSON with bootstrap intervals and paired differences to popularity.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from setting import about, say, summary

from tastemaker.agent.engines import open_engine
from tastemaker.agent.engines.history import leanings
from tastemaker.agent.opening import open_recommender
from tastemaker.catalog.build import index
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.memory import Memory
from tastemaker.finetune.finetuning import finetune
from tastemaker.finetune.recipe import Recipe

K = 10
SECTIONS = ("fashion", "advertising", "news", "video", "music")


@dataclass(frozen=True, slots=True)
class Case:
    """Someone and a section in which they are not known."""

    user: str
    section: str
    liked: frozenset[str]
    """What they liked there."""


def cases(catalog: Catalog) -> list[Case]:
    """One for each person who liked something in their section and did something elsewhere."""
    found = []
    for n, user in enumerate(sorted(catalog.users)):
        section = SECTIONS[n % len(SECTIONS)]
        events = catalog.events_of(user)
        inside = [event for event in events if event.item.startswith(f"{section}/")]
        liked = frozenset(one.item for one in leanings(inside) if one.weight > 0)
        if liked and len(inside) < len(events):
            found.append(Case(user, section, liked))
    return found


def taken_out(demo: Path, folder: Path, chosen: list[Case]) -> Catalog:
    """A copy of the demo without what the cases hold, indexed."""
    shutil.copytree(demo, folder, ignore=shutil.ignore_patterns("*.sqlite3*"))
    for section in SECTIONS:
        out = {case.user for case in chosen if case.section == section}
        path = folder / section / "events.csv"
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([rows[0], *(row for row in rows[1:] if row[0] not in out)])
    index(folder)
    return Catalog.open(folder)


def popular(catalog: Catalog) -> Callable[[Case], list[str]]:
    """The items of the section with most events."""
    counts = np.bincount(catalog.events.item, minlength=len(catalog))

    def ranked(case: Case) -> list[str]:
        rows = np.flatnonzero(catalog.mask(f'section == "{case.section}"'))
        best = rows[np.argsort(-counts[rows], kind="stable")[:K]]
        return [catalog.ids[row] for row in best]

    return ranked


def picked(recommender: Any, catalog: Catalog) -> Callable[[Case], list[str]]:
    """What the product recommends, with the section as a filter."""

    def ranked(case: Case) -> list[str]:
        allowed = catalog.mask(f'section == "{case.section}"')
        return [one.id for one in recommender.recommend(case.user, k=K, allowed=allowed)]

    return ranked


def rankers(catalog: Catalog, folder: Path, given: argparse.Namespace) -> Iterator[tuple[str, Any]]:
    """Each way to rank, by name; popularity first."""
    memory = Memory(folder / "memory.sqlite3")
    yield "popularity", popular(catalog)
    yield "taste vector", picked(open_recommender(catalog, memory, engine=None, adapter=None), catalog)
    for strategy in given.strategy:
        adapter = folder / strategy
        recipe = Recipe(strategy=strategy, minutes=given.minutes, seed=given.seed)
        finetune(catalog, recipe=recipe, base="mini", folder=adapter, say=say)
        engine = None if strategy == "features" else open_engine("mini", adapter=adapter)
        yield strategy, picked(open_recommender(catalog, memory, engine=engine, adapter=adapter), catalog)


def figures(ranked: list[str], liked: frozenset[str]) -> tuple[float, float]:
    """recall@10 of min(10, liked), and ndcg@10."""
    hits = np.array([item in liked for item in ranked], np.float64)
    gains = 1 / np.log2(np.arange(2, K + 2))
    best = min(K, len(liked))
    return float(hits.sum() / best), float(hits @ gains[: len(hits)] / gains[:best].sum())


def main() -> None:
    """Print the table as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--demo", type=Path, required=True, help="the demo's folder (tastemaker demo DIR), indexed"
    )
    parser.add_argument("--strategy", nargs="*", default=["features"])
    parser.add_argument("--minutes", type=float, help="of each adapter's training")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    began = time.perf_counter()
    chosen = cases(Catalog.open(given.demo))
    with TemporaryDirectory() as temporary:
        folder = Path(temporary) / "demo"
        catalog = taken_out(given.demo, folder, chosen)
        values = {
            name: np.array([figures(rank(case), case.liked) for case in chosen])
            for name, rank in rankers(catalog, Path(temporary), given)
        }
    base = values["popularity"]
    by_section = {
        section: {
            name: float(some[[case.section == section for case in chosen], 1].mean())
            for name, some in values.items()
        }
        for section in SECTIONS
    }
    report = {
        "benchmark": "cross_domain",
        "people": len(chosen),
        "rankers": {
            name: summary(some, base, ("recall@10", "ndcg@10"), than="popularity", seed=given.seed)
            for name, some in values.items()
        },
        "ndcg@10 by section": by_section,
        "seed": given.seed,
        **about(began),
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
