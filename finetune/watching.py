"""What training watches: a ranker's metrics on people held out for choosing settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.contracts import Ranker
from tastemaker.finetune import metrics
from tastemaker.finetune.evaluation import sample
from tastemaker.finetune.splits import Part, Split

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Scores = NDArray[np.float32]

__all__ = ["Watching"]

BATCH: Final = 512


class Watching:
    """A fixed sample of people, on whom rankers are compared over the full catalog."""

    def __init__(self, split: Split, *, part: Part = "valid", people: int = 3000, seed: int = 0) -> None:
        tested = sample(split, part, users=people, seed=seed)
        self._split = split
        self.histories = [split.history(int(person), part) for person in tested]
        self.targets = split.targets(part)[tested]
        """int64 (people,): the row each chose."""

    def __len__(self) -> int:
        return len(self.targets)

    def __call__(self, ranker: Ranker) -> dict[str, float]:
        """`recall@10` and `ndcg@10`; 0 where nobody can be watched."""
        if not len(self):
            return {"recall@10": 0.0, "ndcg@10": 0.0}
        starts = range(0, len(self), BATCH)
        ranks = np.concatenate([self._ranks(ranker, slice(start, start + BATCH)) for start in starts])
        return {
            "recall@10": float(metrics.recall(ranks, 10).mean()),
            "ndcg@10": float(metrics.ndcg(ranks, 10).mean()),
        }

    def ranks(self, scores: Scores) -> Ints:
        """int64 (people,): the rank of what each chose, the best is 1, by scores of shape (people, items)."""
        return self._ranked(scores, slice(0, len(self)))

    def _ranks(self, ranker: Ranker, some: slice) -> Ints:
        return self._ranked(ranker.scores(self.histories[some]), some)

    def _ranked(self, scores: Scores, some: slice) -> Ints:
        if not self._split.repeats:
            scores = metrics.hide(scores, self.histories[some])
        return metrics.ranks(scores, self.targets[some])
