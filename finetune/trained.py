"""Rankers of an evaluation that are trained for it, or opened from an adapter folder."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import torch

from tastemaker.agent.engines import weights_of
from tastemaker.agent.engines.about import About
from tastemaker.agent.engines.adapter import Adapter, content_of
from tastemaker.agent.engines.fused import Fused
from tastemaker.agent.engines.models import load
from tastemaker.agent.engines.rankers import Dense
from tastemaker.errors import BadAdapter
from tastemaker.finetune.adaptation import train_partner
from tastemaker.finetune.recipe import Recipe

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog
    from tastemaker.contracts import Ranker
    from tastemaker.finetune.splits import Split

__all__ = ["adapted", "sasrec"]

PROTOCOL: Final = "leave-last-out"
"""The split whose training part adapters are trained on."""


def sasrec(catalog: Catalog, split: Split, *, seed: int, content: bool) -> Ranker:
    """SASRec, trained now: over what behaviour teaches alone, or over the items' content too."""
    recipe = Recipe(seed=seed) if content else Recipe(seed=seed, forget=0.0)
    known = content_of(catalog) if content else torch.zeros(len(catalog), 1)
    with TemporaryDirectory() as folder:
        model, _ = train_partner(known, split, recipe=recipe, folder=Path(folder))
    return Dense("sasrec-content" if content else "sasrec", model, window=recipe.window)


def adapted(catalog: Catalog, split: Split, folder: Path) -> Ranker:
    """The fused model of an adapter folder. Raises BadAdapter where it was trained on what is tested."""
    if split.protocol != PROTOCOL:
        raise BadAdapter(
            f"the adapter {folder} was trained on the {PROTOCOL} split, and part of what {split.protocol} "
            f"tests is in it: evaluate it with --protocol {PROTOCOL}"
        )
    about = About.read(folder)
    loaded = None if about.strategy == "features" else load(weights_of(about.base), adapter=folder)
    rankers = Adapter.open(folder, catalog, loaded=loaded).rankers()
    return Fused(str(folder), rankers, weights=about.weights)
