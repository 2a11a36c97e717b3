"""What each modality adds: `python benchmarks/modalities.py movies`.

The 5-core of a domain of TASTEMAKER_DATA over items with a picture (for `movies`, those with a poster) is
ranked by SASRec over item vectors made of what behaviour teaches alone, of the title and description too, and
of the picture too: leave-last-out, full catalog of the core, several seeds. Prints JSON with bootstrap
intervals and paired differences to behaviour alone.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import torch
from setting import about, place, say

from tastemaker.agent.engines.rankers import Dense
from tastemaker.catalog import fusion
from tastemaker.catalog.catalog import Catalog
from tastemaker.contracts import Modality, Ranker
from tastemaker.finetune.adaptation import train_partner
from tastemaker.finetune.baselines import Popularity, linear
from tastemaker.finetune.evaluation import evaluate
from tastemaker.finetune.recipe import Recipe
from tastemaker.finetune.splits import Split, leave_last_out
from tastemaker.finetune.training import Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tastemaker.catalog.events import EventTable

CORE = 5
"""Events that every person and item of the core has, at least."""
STEP = 512
"""Tokens of a step: what is learnt from behaviour alone takes many."""
PARTS: dict[str, tuple[Modality, ...]] = {
    "ID only": (),
    "ID + text": ("text",),
    "ID + picture": ("image",),
    "ID + text + picture": ("text", "image"),
}


def core(events: EventTable, chosen: NDArray[np.bool_]) -> tuple[EventTable, NDArray[np.int64]]:
    """The events of the largest core among the chosen items, counted anew, and the items' rows before."""
    kept = chosen[events.item]
    while True:
        people, items = (np.bincount(column[kept]) for column in (events.user, events.item))
        full = np.zeros_like(kept)
        full[kept] = (people[events.user[kept]] >= CORE) & (items[events.item[kept]] >= CORE)
        if full.sum() == kept.sum():
            break
        kept = full
    rows, item = np.unique(events.item[kept], return_inverse=True)
    columns = {name: getattr(events, name)[kept] for name in ("user", "kind", "rating", "timestamp")}
    return replace(events, item=item.astype(events.item.dtype), **columns), rows


def content(catalog: Catalog, rows: NDArray[np.int64], parts: tuple[Modality, ...]) -> torch.Tensor:
    """The fused vectors of these modalities alone; nothing where there are none."""
    if not parts:
        return torch.zeros(len(rows), 1)
    vectors = {part: np.asarray(catalog.vectors(part))[rows] for part in parts}
    return torch.from_numpy(fusion.fuse(vectors, {}))


def rankers(
    catalog: Catalog, split: Split, rows: NDArray[np.int64], given: argparse.Namespace
) -> Iterator[Ranker]:
    """All that is compared, the reference first."""
    settings = Settings(epochs=given.epochs, tokens=STEP, every=5, patience=3)
    for name, parts in PARTS.items():
        for seed in range(given.seeds):
            recipe = Recipe(seed=seed, forget=0.1 if parts else 0.0, partner=settings)
            with TemporaryDirectory() as folder:
                model, outcome = train_partner(
                    content(catalog, rows, parts), split, recipe=recipe, folder=Path(folder)
                )
            say(f"{name} {seed} {outcome.best:.4f}")
            yield Dense(name, model, window=recipe.window)
    yield Popularity.fit(split)
    yield linear(split)


def main() -> None:
    """Print the table as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("domain", help="a domain of TASTEMAKER_DATA that is indexed, or a folder")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--seeds", type=int, default=3)
    given = parser.parse_args()
    began, folder = time.perf_counter(), place(given.domain)
    catalog = Catalog.open(folder)
    pictures = np.asarray(catalog.vectors("image"))
    events, rows = core(catalog.events, np.abs(pictures).max(axis=1) > 0)
    split = leave_last_out(events, items=len(rows))
    table = evaluate(rankers(catalog, split, rows, given), split, domain=folder.name, reference="ID only")
    report = {
        "benchmark": "modalities",
        **table.as_json(),
        "models": dict(catalog.models),
        "seeds": list(range(given.seeds)),
        **about(began),
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
