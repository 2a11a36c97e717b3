"""How much each part of a recommender counts: weights of the fused score, chosen on validation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from tastemaker.agent.engines.fused import known_by, weighted
from tastemaker.contracts import Ranker
from tastemaker.finetune import metrics
from tastemaker.finetune.watching import Watching

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["fusion"]

CHOICES: Final = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
ROUNDS: Final = 3


def fusion(rankers: Mapping[str, Ranker], watching: Watching) -> dict[str, float]:
    """The weights with the best NDCG@10 for the people watched, one part at a time, in up to three rounds.

    Parts that do not help get 0.
    """
    parts = {name: ranker.scores(watching.histories) for name, ranker in rankers.items()}
    weights, known = dict.fromkeys(parts, 1.0), known_by(rankers)
    best = _quality(parts, weights, watching, known)
    for _ in range(ROUNDS):
        before = dict(weights)
        for name in parts:
            for choice in CHOICES:
                trial = weights | {name: choice}
                if any(trial.values()) and (found := _quality(parts, trial, watching, known)) > best:
                    best, weights = found, trial
        if weights == before:
            break
    return weights


def _quality(
    parts: Mapping[str, NDArray[np.float32]],
    weights: Mapping[str, float],
    watching: Watching,
    known: Mapping[str, NDArray[np.bool_]],
) -> float:
    return float(metrics.ndcg(watching.ranks(weighted(parts, weights, known=known)), 10).mean())
