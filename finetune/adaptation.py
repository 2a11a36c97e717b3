"""From a domain's items and events to a recommender: its partners, semantic IDs, language model."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import torch
from torch import Tensor

from tastemaker.agent.engines.adapter import content_of
from tastemaker.agent.engines.item_item import ItemItem
from tastemaker.agent.engines.item_table import ItemTable
from tastemaker.agent.engines.rankers import Dense
from tastemaker.agent.engines.sasrec import SASRec
from tastemaker.catalog.semantic_ids import SemanticIds
from tastemaker.contracts import Ranker
from tastemaker.finetune.baselines import MOST_ITEMS, item_knn, linear
from tastemaker.finetune.language import Language, train_language
from tastemaker.finetune.objective import Objective
from tastemaker.finetune.recipe import Recipe
from tastemaker.finetune.sequences import Sequences
from tastemaker.finetune.splits import Split
from tastemaker.finetune.training import Outcome, train
from tastemaker.finetune.watching import Watching

if TYPE_CHECKING:
    from tastemaker.agent.engines.models import Loaded
    from tastemaker.catalog.catalog import Catalog

__all__ = ["Made", "adapt", "train_partner"]

SHARE: Final = 0.3
"""Of the recipe's minutes, what the partner gets beside a language model; measuring gets what is left."""
ALONE: Final = 0.85
"""And without one."""
QUICK: Final = 8_000
"""Items up to which the linear partner is solved in half a minute."""


@dataclass(frozen=True, slots=True)
class Made:
    """A recommender as trained."""

    items: ItemItem
    partner: SASRec
    ids: SemanticIds
    rankers: Mapping[str, Ranker]
    """`linear` or `itemknn`, `partner`, and with a language model `dense` and `generative`."""
    outcomes: Mapping[str, Outcome]
    language: Language | None = None
    """None with `features`."""


def adapt(
    catalog: Catalog,
    split: Split,
    *,
    loaded: Loaded | None,
    recipe: Recipe,
    folder: Path,
    say: Callable[[str], None] = lambda line: None,
) -> Made:
    """Train everything that the recipe asks for; runs go on where they were killed, from `folder`.

    `loaded` is the base model, None for `features`.
    """
    taught = loaded is not None
    items = _item_item(split, recipe, say)
    partner, outcome = train_partner(
        content_of(catalog), split, recipe=recipe, folder=folder, say=say, taught=taught
    )
    _round(partner)
    ids = _semantic_ids(partner, catalog, folder / "semantic_ids", seed=recipe.seed)
    say(ids.report.summary())
    rankers: dict[str, Ranker] = {
        items.name: items,
        "partner": Dense("partner", partner, window=recipe.window),
    }
    if loaded is None:
        return Made(items, partner, ids, rankers, {"partner": outcome})
    language = train_language(
        catalog, split, tower=partner, ids=ids, loaded=loaded, recipe=recipe, folder=folder / "language",
        say=lambda line: say(f"{recipe.strategy}  {line}"),
    )  # fmt: skip
    rankers |= {"dense": language.dense, "generative": language.generative}
    return Made(items, partner, ids, rankers, {"partner": outcome, "language": language.outcome}, language)


def _item_item(split: Split, recipe: Recipe, say: Callable[[str], None]) -> ItemItem:
    """The linear partner, or item-kNN where that would take too much memory or too many of the minutes."""
    fit = linear if split.items <= (MOST_ITEMS if recipe.minutes is None else QUICK) else item_knn
    began = time.perf_counter()
    found = fit(split, neighbors=recipe.neighbors)
    say(f"{found.name}  {found.settings}  {time.perf_counter() - began:.0f} s")
    return found


@torch.no_grad()
def _round(partner: SASRec) -> None:
    """As its file will hold it, in bfloat16: IDs and language model are made for what will be opened."""
    for parameter in partner.parameters():
        parameter.copy_(parameter.bfloat16())


def _semantic_ids(partner: SASRec, catalog: Catalog, folder: Path, *, seed: int) -> SemanticIds:
    """The IDs of the partner's items: made once a run, so that one that goes on means the same by them."""
    if folder.is_dir():
        return SemanticIds.load(folder)
    with torch.no_grad():
        vectors = partner.table().cpu().numpy()
    ids = SemanticIds.fit(vectors, catalog.ids, seed=seed, space="item table")
    partial = folder.with_suffix(".partial")
    partial.mkdir(parents=True, exist_ok=True)
    ids.save(partial)
    partial.rename(folder)
    return ids


def train_partner(
    content: Tensor,
    split: Split,
    *,
    recipe: Recipe,
    folder: Path,
    say: Callable[[str], None] = lambda line: None,
    taught: bool = True,
) -> tuple[SASRec, Outcome]:
    """SASRec over an item table of this content; without `taught` a small head over frozen features only."""
    torch.manual_seed(recipe.seed)
    known = torch.from_numpy(split.popularity() > 0)
    forget = recipe.forget if taught else 0.0
    table = ItemTable(content, dim=recipe.dim, known=known, taught=taught, forget=forget)
    model = SASRec(table, dropout=recipe.dropout, window=recipe.window)
    watching, ranker = Watching(split), Dense("partner", model, window=recipe.window)
    outcome = train(
        Objective(model, sampled=recipe.sampled),
        Sequences(split, window=recipe.window, seed=recipe.seed),
        settings=recipe.timed(recipe.partner, SHARE if taught else ALONE),
        folder=folder / "partner",
        watch=lambda: watching(ranker),
        say=lambda line: say(f"partner  {line}"),
    )
    return model, outcome
