"""`finetune`: one command from a domain folder to an adapter that `chat` and `recommend` use."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import torch
from accelerate import PartialState

from tastemaker.agent.engines import weights_of
from tastemaker.agent.engines.about import About
from tastemaker.agent.engines.fused import Fused
from tastemaker.disk import room
from tastemaker.errors import BadAdapter, UnknownModel
from tastemaker.finetune.adaptation import Made, adapt
from tastemaker.finetune.baselines import Popularity
from tastemaker.finetune.fusing import fusion
from tastemaker.finetune.recipe import Recipe
from tastemaker.finetune.saving import save
from tastemaker.finetune.splits import Split, leave_last_out
from tastemaker.finetune.strategies import STRATEGIES
from tastemaker.finetune.training import machines
from tastemaker.finetune.watching import Watching

if TYPE_CHECKING:
    from tastemaker.agent.engines.models import Loaded
    from tastemaker.catalog.catalog import Catalog

__all__ = ["finetune"]

RUNS: Final = "training"
"""The folder inside the adapter's that holds checkpoints and learning curves."""
TESTED: Final = 2000
"""People on whom the card's figures are measured; `evaluate` measures all."""


def finetune(
    catalog: Catalog,
    *,
    recipe: Recipe,
    base: str,
    folder: Path,
    say: Callable[[str], None] = lambda line: None,
) -> tuple[About, dict[str, Any]] | None:
    """Adapt a base model to a catalog's events and write the adapter folder; what it is, and its report.

    Trains on all but each person's last two events: the last but one chooses, the last tests. Killed at any
    point, the same call goes on. Under `accelerate launch` only the first process writes and returns.
    Raises TooFewEvents, UnknownModel, BadAdapter, TrainingFailed and OutOfDisk.
    """
    if recipe.strategy not in (known := (*STRATEGIES, "features")):
        raise UnknownModel(f"no strategy {recipe.strategy!r}; known are {', '.join(known)}")
    if About.there(folder):
        raise BadAdapter(f"{folder} holds a finished adapter: give another -o, or delete it first")
    began = time.perf_counter()
    split = leave_last_out(catalog.events, items=len(catalog))
    loaded = _base(base, recipe)
    first = machines().is_main_process
    made = adapt(
        catalog, split, loaded=loaded, recipe=recipe, folder=folder / RUNS, say=say if first else _silent
    )
    PartialState().destroy_process_group()
    if not first:
        return None
    weights = fusion(made.rankers, Watching(split, people=1000, seed=1))
    say("weights  " + "  ".join(f"{name} {weight:g}" for name, weight in weights.items()))
    report = _report(made, split, catalog, weights, seed=recipe.seed, seconds=time.perf_counter() - began)
    with room(f"no space left for the adapter {folder}: free some and run the same command again"):
        about = save(
            made,
            folder,
            catalog=catalog,
            recipe=recipe,
            base=base,
            processor=loaded and (loaded.processor or loaded.tokenizer),
            weights=weights,
            report=report,
        )
    for run in (folder / RUNS).glob("*/resume.safetensors"):
        run.unlink()
    return about, report


def _silent(line: str) -> None:
    """The first process speaks for all."""


def _base(base: str, recipe: Recipe) -> Loaded | None:
    """The base model; none for a strategy that uses none."""
    if recipe.strategy == "features":
        return None
    from tastemaker.agent.engines.models import load

    return load(weights_of(base))


def _report(
    made: Made,
    split: Split,
    catalog: Catalog,
    weights: Mapping[str, float],
    *,
    seed: int,
    seconds: float,
) -> dict[str, Any]:
    """What metrics.json and the card say."""
    watching = Watching(split, part="test", people=TESTED)
    rankers = {"popularity": Popularity.fit(split), **made.rankers}
    if len(made.rankers) > 1:
        rankers["fused"] = Fused("fused", made.rankers, weights=weights)
    return {
        "protocol": split.protocol,
        "items": len(catalog),
        "people": split.people,
        "events": len(split.rows),
        "tested": len(watching),
        "seed": seed,
        "test": {name: watching(ranker) for name, ranker in rankers.items()},
        "semantic_ids": made.ids.report.summary(),
        "curves": {name: asdict(outcome) for name, outcome in made.outcomes.items()},
        "minutes": seconds / 60,
        "machine": f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores",
        "torch": torch.__version__,
    }
