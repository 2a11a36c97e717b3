"""Rankers without a neural net: what every figure of ours is held against, fitted in seconds to minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tastemaker.agent.engines.item_item import ItemItem, history_matrix
from tastemaker.errors import TooManyItems

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tastemaker.finetune.splits import Split

    Rows = NDArray[np.int64]
    Scores = NDArray[np.float32]

__all__ = ["KNN_GRID", "LINEAR_GRID", "MOST_ITEMS", "Popularity", "item_knn", "linear"]

KNN_GRID: Final = tuple(
    {"shrink": shrink, "decay": decay, "neighbors": neighbors}
    for shrink in (5.0, 20.0, 50.0)
    for decay in (0.8, 0.6)
    for neighbors in (50, 500)
)
LINEAR_GRID: Final = ({"ridge": 100.0}, {"ridge": 300.0})
"""What is worth trying on validation."""
WINDOW: Final = 50
"""The last events of a history that are read as an order; older ones weigh next to nothing."""
BLOCK: Final = 1024
DENSE: Final = 0.03
"""A matrix fuller than this is multiplied faster as a dense one."""
MOST_ITEMS: Final = 20_000
"""linear holds two or three dense matrices of this width: 3.2 to 4.8 GB."""


class Popularity:
    """The same list for everyone: the items with most training events."""

    name = "popularity"

    def __init__(self, counts: Rows) -> None:
        self._counts = counts.astype(np.float32)

    @classmethod
    def fit(cls, split: Split) -> Popularity:
        """Count the training events."""
        return cls(split.popularity())

    def scores(self, histories: Sequence[Rows]) -> Scores:
        """float32, shape (people, items): the counts."""
        return np.tile(self._counts, (len(histories), 1))


def item_knn(split: Split, *, shrink: float = 5.0, decay: float = 0.8, neighbors: int = 200) -> ItemItem:
    """Items that the same people had are alike; a person gets what is like their history.

    The likeness is the cosine of two items' people (Sarwar et al., 2001) with `shrink` added below, which
    distrusts rare pairs. The newest event weighs 1, each older one `decay` times the next. Each item keeps
    its `neighbors` nearest.
    """
    likeness = _nearest(_cosine(split, shrink=shrink), neighbors)
    settings = f"shrink={shrink:g} decay={decay:g} neighbors={neighbors}"
    return ItemItem("itemknn", likeness, decay=decay, popular=_shares(split), settings=settings)


def linear(
    split: Split,
    *,
    ridge: float = 100.0,
    order: float = 0.7,
    decay: float = 0.6,
    ahead: float = 0.4,
    neighbors: int = 200,
) -> ItemItem:
    """Every item is a weighted sum of the items before it, in closed form.

    Two least-squares problems are solved as one with ridge: the training histories from themselves with
    weights of 0 from an item to itself, as EASE^R (Steck, arXiv 1905.03375), and, with the share `order`,
    what comes next from what came before, as SLIST (Choi et al., arXiv 2103.16104). An event weighs
    `decay` times the one after it where it is read, and `ahead` times the one before it where it is
    foretold. Of the items × items weights each item keeps the `neighbors` largest. At most 20,000 items,
    about a minute for 12,000 on one core, in the memory of two or three float32 matrices of that size.
    """
    if split.items > MOST_ITEMS:
        raise TooManyItems(
            f"linear solves for all pairs of items and holds {MOST_ITEMS:,} at most; the catalog has "
            f"{split.items:,}. Leave it out: --models popularity,itemknn"
        )
    gram, goal = _normal(split, order=order, decay=decay, ahead=ahead)
    solved = _solved(gram, goal, ridge)
    settings = f"ridge={ridge:g} order={order:g} decay={decay:g} ahead={ahead:g} neighbors={neighbors}"
    weights = _sparse(solved, neighbors)
    return ItemItem("linear", weights, decay=decay, popular=_shares(split), settings=settings)


def _shares(split: Split) -> Scores:
    """float32, shape (items,): each item's share of the training events."""
    counts = split.popularity()
    found: Scores = (counts / max(counts.sum(), 1)).astype(np.float32)
    return found


def _training(split: Split) -> list[Rows]:
    return [split.train(person) for person in range(split.people)]


def _cosine(split: Split, *, shrink: float) -> Any:
    """float32 sparse, shape (items, items), without the diagonal."""
    matrix = history_matrix(_training(split), items=split.items)
    together = (matrix.T @ matrix).tocsr()
    own = np.sqrt(together.diagonal())
    together.data /= np.repeat(own, np.diff(together.indptr)) * own[together.indices] + shrink
    together.setdiag(0)
    return together


def _nearest(weights: Any, neighbors: int) -> Any:
    """Each column keeps its largest values, whatever their sign."""
    columns = weights.tocsc(copy=True)
    for start, end in zip(columns.indptr[:-1], columns.indptr[1:], strict=True):
        values = columns.data[start:end]
        if len(values) > neighbors:
            values[np.argpartition(np.abs(values), -neighbors)[:-neighbors]] = 0
    columns.eliminate_zeros()
    return columns.tocsr()


def _sparse(weights: Scores, neighbors: int) -> Any:
    """The same, of a dense matrix, by blocks of columns."""
    from scipy.sparse import csc_array, hstack

    return hstack(
        [_nearest(csc_array(weights[:, some]), neighbors) for some in _blocks(len(weights))], format="csr"
    )


def _normal(split: Split, *, order: float, decay: float, ahead: float) -> tuple[Any, Any]:
    """The normal equations' two sides, sparse: what is read with itself, and with what is foretold."""
    whole = history_matrix(_training(split), items=split.items)
    alike = (1 - order) * (whole.T @ whole)
    if order == 0:
        return alike, alike
    past, future = _transitions(split)
    before = history_matrix(past, items=split.items, decay=decay)
    after = history_matrix(future, items=split.items, decay=ahead)
    return alike + order * (before.T @ before), alike + order * (before.T @ after)


def _transitions(split: Split) -> tuple[list[Rows], list[Rows]]:
    """Every cut of every training history: what came before, and what after, the nearest last."""
    histories = [(history, cut) for history in _training(split) for cut in range(1, len(history))]
    past = [history[max(0, cut - WINDOW) : cut] for history, cut in histories]
    return past, [history[cut : cut + WINDOW][::-1] for history, cut in histories]


def _solved(gram: Any, goal: Any, ridge: float) -> Scores:
    """float32, shape (items, items): (gram + ridge)⁻¹ goal with a diagonal of 0 (Lagrange, as in EASE^R)."""
    inverse = _inverse(gram, ridge)
    if goal.nnz > DENSE * len(inverse) ** 2:
        goal = goal.toarray()
    weights = np.empty(inverse.shape, np.float32)
    for rows in _blocks(len(weights)):
        weights[rows] = (goal.T @ inverse[:, rows]).T  # the inverse is symmetric
    itself = weights.diagonal() / inverse.diagonal()
    for rows in _blocks(len(weights)):
        weights[rows] -= inverse[rows] * itself
    np.fill_diagonal(weights, 0)
    return weights


def _inverse(gram: Any, ridge: float) -> Scores:
    """float32, shape (items, items), by Cholesky, in the memory of one such matrix."""
    from scipy.linalg.lapack import spotrf, spotri

    system = gram.astype(np.float32).toarray(order="F")
    system[np.diag_indices_from(system)] += ridge
    factor, failed = spotrf(system, lower=1, overwrite_a=1)
    assert not failed, "the ridge makes it positive definite"
    inverse: Scores = spotri(factor, lower=1, overwrite_c=1)[0]
    for rows in _blocks(len(inverse)):
        inverse[rows, rows] = np.tril(inverse[rows, rows]) + np.tril(inverse[rows, rows], -1).T
        inverse[rows, rows.stop :] = inverse[rows.stop :, rows].T
    return inverse


def _blocks(length: int) -> list[slice]:
    """Slices of rows: what is computed by blocks needs no further matrix."""
    return [slice(start, min(start + BLOCK, length)) for start in range(0, length, BLOCK)]
