"""Items that speak for items: a history's scores are a weighted sum of what each of its items says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]
    Scores = NDArray[np.float32]

__all__ = ["ItemItem", "history_matrix"]


class ItemItem:
    """A sparse matrix of weights from item to item, read with a history whose newest event weighs most."""

    def __init__(self, name: str, weights: Any, *, decay: float, popular: Scores, settings: str = "") -> None:
        """`weights[i, j]`, scipy sparse float32, is what item i says of item j; an event weighs `decay` times
        the one after it. `popular` (items,) answers for an empty history."""
        self.name, self.settings = name, settings
        self._weights, self._decay, self._popular = weights, decay, popular

    @property
    def known(self) -> NDArray[np.bool_]:
        """bool (items,): those with a past; of others it has nothing to say."""
        found: NDArray[np.bool_] = self._popular > 0
        return found

    @property
    def bytes(self) -> int:
        """What it takes in memory."""
        weights = self._weights
        arrays = (weights.data, weights.indices, weights.indptr, self._popular)
        return sum(int(one.nbytes) for one in arrays)

    def scores(self, histories: Sequence[Rows]) -> Scores:
        """float32, shape (people, items): the weighted sum; popularity where the history is empty."""
        read = history_matrix(histories, items=len(self._popular), decay=self._decay)
        found: Scores = (read @ self._weights).toarray()
        found[[not len(history) for history in histories]] = self._popular
        return found

    def moved(self, rows: Rows) -> ItemItem:
        """The same for a changed catalog: `rows` (items,) are its items' rows here, -1 for new ones."""
        from scipy.sparse import csr_array

        known = np.flatnonzero(rows >= 0)
        ones = np.ones(len(known), np.float32)
        chosen = csr_array((ones, (known, rows[known])), shape=(len(rows), len(self._popular)))
        weights = (chosen @ self._weights @ chosen.T).tocsr()
        return ItemItem(
            self.name, weights, decay=self._decay, popular=chosen @ self._popular, settings=self.settings
        )

    def save(self, path: Path) -> None:
        """One safetensors file, the weights in half precision."""
        from safetensors.numpy import save_file

        weights = self._weights.tocsr()
        tensors = {
            "data": weights.data.astype(np.float16),
            "indices": weights.indices.astype(np.int32),
            "indptr": weights.indptr.astype(np.int64),
            "popular": self._popular,
        }
        about = {"name": self.name, "decay": self._decay, "settings": self.settings}
        save_file(tensors, path, {"about": json.dumps(about)})

    @classmethod
    def read(cls, path: Path) -> ItemItem:
        """What `save` wrote. Raises OSError, ValueError, KeyError or SafetensorError for anything else."""
        from safetensors import safe_open
        from scipy.sparse import csr_array

        with safe_open(path, framework="numpy") as stored:
            about = json.loads(stored.metadata()["about"])
            data, indices, indptr, popular = (
                stored.get_tensor(name) for name in ("data", "indices", "indptr", "popular")
            )
        shape = (len(popular), len(popular))
        weights = csr_array((data.astype(np.float32), indices, indptr), shape=shape)
        return cls(about["name"], weights, decay=about["decay"], popular=popular, settings=about["settings"])


def history_matrix(histories: Sequence[Rows], *, items: int, decay: float = 1.0) -> Any:
    """float32 sparse, shape (histories, items): 1 for the last event, `decay` for the one before, …"""
    from scipy.sparse import csr_array

    lengths = [len(history) for history in histories]
    ages = [np.arange(length - 1, -1, -1) for length in lengths]
    rows = np.concatenate([np.empty(0, np.int64), *histories])
    weights = decay ** np.concatenate([np.empty(0), *ages])
    offsets = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    return csr_array((weights.astype(np.float32), rows, offsets), shape=(len(histories), items))
