"""The strategies of adaptation side by side: `python benchmarks/strategies.py movies`.

Every strategy adapts mini to a domain of TASTEMAKER_DATA with the same split, semantic IDs and partners;
`untuned` is mini before any training, with what is new around it as it starts. Prints JSON: each strategy's
read-outs and fused score with bootstrap intervals, paired differences to the untuned model, and how long each
took.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from setting import Named, about, place, say

from tastemaker.agent.engines import weights_of
from tastemaker.agent.engines.fused import Fused
from tastemaker.agent.engines.models import load
from tastemaker.catalog.catalog import Catalog
from tastemaker.contracts import Ranker
from tastemaker.finetune.adaptation import Made, adapt
from tastemaker.finetune.baselines import Popularity
from tastemaker.finetune.evaluation import evaluate
from tastemaker.finetune.fusing import fusion
from tastemaker.finetune.objective import WHOLE
from tastemaker.finetune.recipe import Recipe
from tastemaker.finetune.splits import Split, leave_last_out
from tastemaker.finetune.training import Settings
from tastemaker.finetune.watching import Watching

STRATEGIES = ("lora", "full", "prompt", "features")
SHARED = ("partner", "semantic_ids")
"""Folders of a run that all strategies with a language model have in common."""


def made(catalog: Catalog, split: Split, recipe: Recipe, runs: Path) -> Made:
    """A strategy's recommender; the partner and IDs of an earlier one are taken over."""
    folder = runs / (recipe.strategy if recipe.language.epochs else "untuned")
    for part in SHARED:
        there = next((path for path in sorted(runs.glob(f"*/{part}")) if "features" not in str(path)), None)
        if recipe.strategy != "features" and there is not None and not (folder / part).exists():
            shutil.copytree(there, folder / part)
    loaded = None if recipe.strategy == "features" else load(weights_of("mini"))
    return adapt(catalog, split, loaded=loaded, recipe=recipe, folder=folder, say=say)


def rankers(
    catalog: Catalog, split: Split, given: argparse.Namespace, runs: Path, notes: dict[str, Any]
) -> Iterator[Ranker]:
    """All that is compared, the untuned model first."""
    recipe = Recipe(
        wishes=0.0,
        names=0.0,
        talk=0.0,
        seed=given.seed,
        negatives=given.negatives,
        partner=Settings(epochs=given.partner_epochs, every=4),
        language=Settings(epochs=given.epochs, tokens=3072, row=128, warm_rate=3e-4),
    )
    start = made(catalog, split, replace(recipe, language=replace(recipe.language, epochs=0)), runs)
    yield Named("untuned", start.rankers["dense"])
    yield Popularity.fit(split)
    yield start.rankers["partner"]
    yield start.items
    for strategy in given.strategies:
        began = time.perf_counter()
        one = made(catalog, split, replace(recipe, strategy=strategy), runs)
        weights = fusion(one.rankers, Watching(split, people=2000, seed=1))
        notes[strategy] = {
            "weights": weights,
            "outcomes": {name: asdict(outcome) for name, outcome in one.outcomes.items()},
            "wall minutes, without the partner's": round((time.perf_counter() - began) / 60, 1),
        }
        for name in ("dense", "generative") if one.language else ("partner",):
            yield Named(f"{strategy} {name}", one.rankers[name])
        yield Fused(f"{strategy} fused", one.rankers, weights=weights)


def main() -> None:
    """Print the table as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("domain", help="a domain of TASTEMAKER_DATA that is indexed, or a folder")
    parser.add_argument("--strategies", nargs="*", default=STRATEGIES)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--partner-epochs", type=int, default=24)
    parser.add_argument("--least", type=float, help="ratings below this are no sign of liking")
    parser.add_argument("--negatives", type=int, default=WHOLE, help="the most items of a softmax")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--runs", type=Path, default=Path("runs/strategies"))
    given = parser.parse_args()
    began, folder = time.perf_counter(), place(given.domain)
    catalog = Catalog.open(folder)
    split = leave_last_out(catalog.events, items=len(catalog), least=given.least)
    notes: dict[str, Any] = {}
    table = evaluate(
        rankers(catalog, split, given, given.runs / folder.name, notes), split, domain=folder.name,
        reference="untuned", seed=given.seed,
    )  # fmt: skip
    report = {
        "benchmark": "strategies",
        **table.as_json(),
        "strategies": notes,
        **about(began),
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
