"""How well the recommender ranks: `python benchmarks/ranking.py beauty [--strategy full]`.

Trains partner and language model on a domain of TASTEMAKER_DATA (leave-last-out, full catalog) and chooses
the weights of their fusion on validation. In the same run our own SASRec, without content and with a sampled
or full softmax, is trained for as long, in settings of which the best on validation is the reference. Prints
JSON: every part and baseline with bootstrap intervals, paired differences to the reference, learning curves,
and published figures. Wishes, names and talk are left out of the training: nothing asks for them. Killed,
the same command goes on; `--runs` keeps its state.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from published_rows import published_rows
from setting import about, place, say

from tastemaker.agent.engines import weights_of
from tastemaker.agent.engines.fused import Fused
from tastemaker.agent.engines.models import load
from tastemaker.agent.engines.rankers import Dense
from tastemaker.catalog.catalog import Catalog
from tastemaker.contracts import Ranker
from tastemaker.finetune.adaptation import SHARE, Made, adapt, train_partner
from tastemaker.finetune.baselines import Popularity, item_knn
from tastemaker.finetune.evaluation import evaluate
from tastemaker.finetune.fusing import fusion
from tastemaker.finetune.objective import WHOLE
from tastemaker.finetune.recipe import Recipe
from tastemaker.finetune.splits import PROTOCOLS, Split
from tastemaker.finetune.training import Settings
from tastemaker.finetune.watching import Watching

PUBLISHED = {
    "industrial": {
        "MiniOneRec": {"recall@10": 0.1586, "ndcg@10": 0.1167},
        "V-STAR": {"ndcg@10": 0.1217},
        "HSTU": {"recall@10": 0.1163, "ndcg@10": 0.0958},
        "SASRec": {"recall@10": 0.1088, "ndcg@10": 0.0806},
    },
    "beauty": {
        "eSASRec, best (arXiv 2508.06450)": {"recall@10": 0.0928, "ndcg@10": 0.0531},
        "TIGER (paper)": {"recall@10": 0.0648, "ndcg@10": 0.0384},
    },
}


GRID: tuple[dict[str, Any], ...] = (
    {"dropout": 0.5, "dim": 256},
    {"dropout": 0.3, "dim": 256},
    {"dropout": 0.5, "dim": 128},
)
"""Settings of the reference, tried in this order as long as there is time for another."""
NEGATIVES = 2048
LONG = Settings(epochs=100, every=10, patience=3)
"""Items are learnt from behaviour alone: many epochs, with a sampled softmax, which is quick."""


@dataclass
class Reference:
    """SASRec over what behaviour teaches alone, tuned in as much time as our model had."""

    ranker: Ranker
    tried: list[dict[str, Any]]

    @classmethod
    def tuned(
        cls, catalog: Catalog, split: Split, recipe: Recipe, folder: Path, *, seconds: float, step: int
    ) -> Reference:
        """The best on validation of the settings that fit the time, one at least. `step`: its tokens."""
        best, ranker, tried = -1.0, None, []
        for settings in GRID:
            spent = sum(one["seconds"] for one in tried)
            if tried and spent + tried[-1]["seconds"] > 1.05 * seconds:
                break
            name = " ".join(f"{key} {value:g}" for key, value in settings.items())
            chosen = replace(
                recipe, forget=0.0, negatives=NEGATIVES, partner=replace(LONG, tokens=step),
                minutes=seconds / 60 / SHARE, **settings,
            )  # fmt: skip
            model, outcome = train_partner(
                torch.zeros(len(catalog), 1), split, recipe=chosen, folder=folder / name.replace(" ", "-"),
                say=lambda line, name=name: say(f"sasrec {name}  {line}"),
            )  # fmt: skip
            tried.append(settings | {"seconds": outcome.seconds, "curve": outcome.curve})
            if outcome.best > best:
                best, ranker = outcome.best, Dense("sasrec", model, window=recipe.window)
        assert ranker is not None, "the grid is not empty"
        return cls(ranker, tried)


def rankers(made: Made, reference: Reference, split: Split, weights: dict[str, float]) -> Iterator[Ranker]:
    """All that is compared, the reference first."""
    yield reference.ranker
    yield Popularity.fit(split)
    yield item_knn(split)
    yield from made.rankers.values()
    yield Fused("fused", made.rankers, weights=weights)
    read = {name: weight for name, weight in weights.items() if name != "generative"}
    yield Fused("fused without writing", made.rankers, weights=read)


def main() -> None:
    """Print the table as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("domain", help="a domain of TASTEMAKER_DATA that is indexed, or a folder")
    parser.add_argument("--strategy", default="full", choices=("lora", "full", "prompt", "features"))
    parser.add_argument("--protocol", default="leave-last-out", choices=[*PROTOCOLS, "published"])
    parser.add_argument("--least", type=float, help="ratings below this are no sign of liking")
    parser.add_argument("--epochs", type=int, default=10, help="of the language model")
    parser.add_argument("--partner-epochs", type=int, default=24)
    parser.add_argument("--negatives", type=int, default=WHOLE, help="the most items of a softmax")
    parser.add_argument(
        "--step",
        type=int,
        default=LONG.tokens,
        help="tokens of the reference's steps: few where few people are",
    )
    parser.add_argument(
        "--reference-minutes", type=float, default=0.0, help="for the reference, where it needs more"
    )
    parser.add_argument("--users", type=int, help="test a sample of this many people")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--runs", type=Path, default=Path("runs/ranking"))
    given = parser.parse_args()
    began = time.perf_counter()
    folder = place(given.domain)
    catalog = Catalog.open(folder)
    if given.protocol == "published":
        split = published_rows(catalog, folder)
    else:
        split = PROTOCOLS[given.protocol](catalog.events, items=len(catalog), least=given.least)
    recipe = Recipe(
        strategy=given.strategy,
        seed=given.seed,
        negatives=given.negatives,
        wishes=0.0,
        names=0.0,
        talk=0.0,
        partner=Settings(epochs=given.partner_epochs, every=4, patience=0),
        language=Settings(epochs=given.epochs, tokens=3072, row=128, warm_rate=3e-4, patience=0),
    )
    runs = given.runs / f"{folder.name}-{given.protocol}-{given.strategy}-{given.seed}"
    loaded = None if given.strategy == "features" else load(weights_of("mini"))
    made = adapt(catalog, split, loaded=loaded, recipe=recipe, folder=runs, say=say)
    spent = sum(outcome.seconds for outcome in made.outcomes.values())
    spent = max(spent, 60 * given.reference_minutes)
    reference = Reference.tuned(catalog, split, recipe, runs / "sasrec", seconds=spent, step=given.step)
    weights = fusion(made.rankers, Watching(split, people=2000, seed=1))
    say(f"weights {weights}")
    table = evaluate(
        rankers(made, reference, split, weights), split, domain=folder.name, users=given.users,
        reference="sasrec", seed=given.seed,
    )  # fmt: skip
    found = {
        "benchmark": "ranking",
        **table.as_json(),
        "published": PUBLISHED.get(folder.name, {}),
        "weights of the fusion": weights,
        "semantic IDs": asdict(made.ids.report),
        "recipe": asdict(recipe),
        "curves": {name: outcome.curve for name, outcome in made.outcomes.items()},
        "reference": reference.tried,
        **about(began),
    }
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
