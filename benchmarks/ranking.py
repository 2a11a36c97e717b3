"""How well the recommender ranks: `python benchmarks/ranking.py beauty [--strategy full]`.

Trains partner and language model on a domain of TASTEMAKER_DATA (leave-last-out, full catalog), chooses the
weights of their fusion on validation, trains our own SASRec without content in the same run, and prints JSON:
every part and baseline with bootstrap intervals, paired differences to that SASRec, and published figures.
Wishes in words are left out of the training: nothing here asks for them. Killed, the same command goes on;
`--runs` keeps its state.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
import transformers

from tastemaker.agent.engines import weights_of
from tastemaker.agent.engines.models import load
from tastemaker.agent.engines.rankers import Dense, Fused
from tastemaker.catalog.catalog import Catalog
from tastemaker.contracts import Ranker
from tastemaker.finetune.adaptation import Made, adapt, train_partner
from tastemaker.finetune.baselines import ItemKNN, Popularity
from tastemaker.finetune.evaluation import evaluate
from tastemaker.finetune.fusing import fusion
from tastemaker.finetune.recipe import Recipe
from tastemaker.finetune.splits import Split, leave_last_out
from tastemaker.finetune.training import Settings
from tastemaker.finetune.watching import Watching

PUBLISHED = {
    "beauty": {
        "eSASRec, best (arXiv 2508.06450)": {"recall@10": 0.0928, "ndcg@10": 0.0531},
        "TIGER (paper)": {"recall@10": 0.0648, "ndcg@10": 0.0384},
    }
}


def say(line: str) -> None:
    print(time.strftime("%H:%M:%S"), line, file=sys.stderr, flush=True)


def plain_sasrec(catalog: Catalog, split: Split, recipe: Recipe, folder: Path) -> Ranker:
    """SASRec over what behaviour teaches alone: the reference."""
    nothing = torch.zeros(len(catalog), 1)
    model, _ = train_partner(nothing, split, recipe=replace(recipe, forget=0.0), folder=folder, say=say)
    return Dense("sasrec", model, window=recipe.window)


def rankers(made: Made, reference: Ranker, split: Split, weights: dict[str, float]) -> Iterator[Ranker]:
    """All that is compared, the reference first."""
    yield reference
    yield Popularity.fit(split)
    yield ItemKNN.fit(split)
    yield from made.rankers.values()
    yield Fused("fused", [(made.rankers[name], weight) for name, weight in weights.items() if weight])


def main() -> None:
    """Print the table as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("domain", help="a domain of TASTEMAKER_DATA that is indexed, or a folder")
    parser.add_argument("--strategy", default="full", choices=("lora", "full", "prompt", "features"))
    parser.add_argument("--epochs", type=int, default=10, help="of the language model")
    parser.add_argument("--partner-epochs", type=int, default=24)
    parser.add_argument("--users", type=int, help="test a sample of this many people")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--runs", type=Path, default=Path("runs/ranking"))
    given = parser.parse_args()
    began = time.perf_counter()
    data = os.environ.get("TASTEMAKER_DATA", "")
    folder = Path(given.domain) if Path(given.domain).is_dir() else Path(data) / given.domain
    catalog = Catalog.open(folder)
    split = leave_last_out(catalog.events, items=len(catalog))
    recipe = Recipe(
        strategy=given.strategy,
        seed=given.seed,
        wishes=0.0,
        partner=Settings(epochs=given.partner_epochs, every=4, patience=0),
        language=Settings(epochs=given.epochs, tokens=3072, row=128, warm_rate=3e-4, patience=0),
    )
    runs = given.runs / f"{folder.name}-{given.strategy}-{given.seed}"
    loaded = None if given.strategy == "features" else load(weights_of("mini"))
    made = adapt(catalog, split, loaded=loaded, recipe=recipe, folder=runs, say=say)
    reference = plain_sasrec(catalog, split, recipe, runs / "sasrec")
    weights = fusion(made.rankers, Watching(split, people=2000, seed=1))
    say(f"weights {weights}")
    table = evaluate(
        rankers(made, reference, split, weights), split, domain=folder.name, users=given.users,
        reference="sasrec", seed=given.seed,
    )  # fmt: skip
    print(json.dumps(report(table.as_json(), made, recipe, weights, time.perf_counter() - began), indent=1))


def report(
    table: dict[str, Any], made: Made, recipe: Recipe, weights: dict[str, float], seconds: float
) -> dict[str, Any]:
    return {
        "benchmark": "ranking",
        **table,
        "published": PUBLISHED.get(table["domain"], {}),
        "weights of the fusion": weights,
        "semantic IDs": asdict(made.ids.report),
        "recipe": asdict(recipe),
        "curves": {name: outcome.curve for name, outcome in made.outcomes.items()},
        "minutes": round(seconds / 60, 1),
        "machine": {"cpu": platform.processor() or platform.machine(), "cores": os.cpu_count()},
        "versions": {
            "torch": torch.__version__,
            "transformers": transformers.__version__,
            "python": platform.python_version(),
        },
    }


if __name__ == "__main__":
    main()
