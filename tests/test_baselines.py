"""What every ranker must do, and each baseline against a slow reading of its formula.

A new ranker is one more line in `RANKERS`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tastemaker.contracts import Ranker
from tastemaker.errors import TooManyItems
from tastemaker.finetune import baselines, metrics
from tastemaker.finetune.baselines import Popularity, item_knn, linear
from tastemaker.finetune.splits import Split

Rows = NDArray[np.int64]
Fit = Callable[[Split], Ranker]

RANKERS: list[tuple[str, Fit]] = [
    ("popularity", Popularity.fit),
    ("itemknn", item_knn),
    ("itemknn-narrow", lambda split: item_knn(split, neighbors=2, decay=1.0, shrink=0.0)),
    ("linear", linear),
    ("ease", lambda split: linear(split, order=0.0, decay=1.0, ridge=1.0)),
]
PERSONAL = [(name, fit) for name, fit in RANKERS if name != "popularity"]


def split_of(histories: list[list[int]], *, items: int, held: int = 2) -> Split:
    """Everyone's last `held` events are not trained on; the last one is the test."""
    lengths = np.array([len(history) for history in histories], np.int64)
    return Split(
        protocol="leave-last-out",
        items=items,
        offsets=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        rows=np.concatenate([np.array(history, np.int64) for history in histories]),
        trained=np.maximum(lengths - held, 0),
        places={"valid": lengths - 2, "test": lengths - 1},
    )


def checkerboard(groups: int = 2, size: int = 6) -> Split:
    """People of a group go round the group's items, each from another start: what is left is the answer."""
    rounds = [
        [groups * ((start + n) % size) + g for n in range(size)]
        for g in range(groups)
        for start in range(size)
    ]
    return split_of(rounds, items=groups * size)


def named(rankers: list[tuple[str, Fit]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("fit", [fit for _, fit in rankers], ids=[name for name, _ in rankers])


@named(RANKERS)
def test_it_is_a_ranker(fit: Fit) -> None:
    ranker = fit(checkerboard())
    assert isinstance(ranker, Ranker)
    assert ranker.name


@named(RANKERS)
def test_it_scores_the_whole_catalog_for_anyone(fit: Fit) -> None:
    ranker = fit(checkerboard())
    histories = [np.array(some, np.int64) for some in ([], [3], [0, 2, 4], [1] * 200)]
    scores = ranker.scores(histories)
    assert scores.shape == (4, 12)
    assert scores.dtype == np.float32
    assert not np.isnan(scores).any()
    assert [history.tolist() for history in histories][1:3] == [[3], [0, 2, 4]], (
        "it reads, and writes nothing"
    )
    for history, row in zip(histories, scores, strict=True):
        np.testing.assert_allclose(ranker.scores([history])[0], row, rtol=1e-4, atol=1e-5)
    assert ranker.scores([]).shape == (0, 12)


@named(RANKERS)
def test_it_can_be_made_of_very_little(fit: Fit) -> None:
    for split in (split_of([[0, 0, 0]], items=1), split_of([[0, 1, 2], [0]], items=4)):
        scores = fit(split).scores([split.history(0, "test")])
        assert scores.shape == (1, split.items)
        assert np.isfinite(scores).all()


@named(PERSONAL)
def test_the_missing_square_of_a_checkerboard_is_found(fit: Fit) -> None:
    split = checkerboard()
    people = split.tested("test")
    histories = [split.history(int(person), "test") for person in people]
    hidden = metrics.hide(fit(split).scores(histories), histories)
    assert metrics.ranks(hidden, split.targets("test")).tolist() == [1] * len(people)


@named(RANKERS)
def test_a_stranger_gets_what_is_popular(fit: Fit) -> None:
    ranker = fit(split_of([[0, 1, 2, 3], [2, 1, 0, 3], [1, 3, 0, 2]], items=4))
    assert ranker.scores([np.empty(0, np.int64)])[0].argmax() == 1


def dense(histories: list[Rows], items: int, decay: float = 1.0) -> NDArray[np.float64]:
    """The slow reading of a history: 1 for the last event, `decay` for the one before, …"""
    found = np.zeros((len(histories), items))
    for row, history in enumerate(histories):
        for age, item in enumerate(reversed(history.tolist())):
            found[row, item] += decay**age
    return found


HISTORIES = st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=6, unique=True), min_size=1, max_size=6)


@settings(deadline=None, max_examples=30)
@given(histories=HISTORIES, shrink=st.sampled_from([0.0, 3.0]), decay=st.sampled_from([1.0, 0.5]))
def test_item_knn_is_the_shrunk_cosine(histories: list[list[int]], shrink: float, decay: float) -> None:
    split = split_of(histories, items=6, held=0)
    read = [split.train(person) for person in range(split.people)]
    matrix = dense(read, 6)
    together = matrix.T @ matrix
    expected = np.zeros((6, 6))
    for i in range(6):
        for j in range(6):
            if i != j and together[i, j]:
                expected[i, j] = together[i, j] / (np.sqrt(together[i, i] * together[j, j]) + shrink)
    scores = item_knn(split, shrink=shrink, decay=decay, neighbors=6).scores(read)
    np.testing.assert_allclose(scores, dense(read, 6, decay) @ expected, rtol=1e-4, atol=1e-5)


def test_item_knn_keeps_the_nearest() -> None:
    split = split_of([[0, 1], [0, 1], [0, 2], [3, 1]], items=4, held=0)
    wide, narrow = (
        item_knn(split, shrink=0.0, neighbors=n).scores([np.array([n]) for n in range(4)]) for n in (4, 1)
    )
    assert [int(np.count_nonzero(scores[:, 0])) for scores in (wide, narrow)] == [2, 1]
    assert narrow[1, 0] == wide[1, 0] > wide[2, 0]


@settings(deadline=None, max_examples=30)
@given(histories=HISTORIES, order=st.sampled_from([0.0, 0.4, 1.0]), ahead=st.sampled_from([1.0, 0.5]))
def test_linear_is_the_best_ridge_of_each_item_without_itself(
    histories: list[list[int]], order: float, ahead: float
) -> None:
    split, ridge, decay = split_of(histories, items=6, held=0), 0.5, 0.7
    read = [split.train(person) for person in range(split.people)]
    cuts = [(history, cut) for history in read for cut in range(1, len(history))]
    whole = np.sqrt(1 - order) * dense(read, 6)
    before = np.sqrt(order) * dense([history[:cut] for history, cut in cuts], 6, decay)
    after = np.sqrt(order) * dense([history[cut:][::-1] for history, cut in cuts], 6, ahead)
    inputs, outputs = np.concatenate([whole, before]), np.concatenate([whole, after])
    expected = np.zeros((6, 6))
    for item in range(6):
        others = [n for n in range(6) if n != item]
        system = inputs[:, others].T @ inputs[:, others] + ridge * np.eye(5)
        expected[others, item] = np.linalg.solve(system, inputs[:, others].T @ outputs[:, item])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(baselines, "BLOCK", 4)
        fitted = linear(split, ridge=ridge, order=order, decay=decay, ahead=ahead)
    scores = fitted.scores([np.array([item]) for item in range(6)])
    np.testing.assert_allclose(scores, expected, rtol=1e-3, atol=1e-4)


def test_order_tells_what_comes_next_from_what_came_before() -> None:
    split = split_of([[0, 1, 2, 3]] * 20, items=4, held=0)
    ordered = linear(split, order=1.0, ridge=1.0, ahead=0.3).scores([np.array([1])])[0]
    assert ordered.argmax() == 2
    assert ordered[0] == pytest.approx(0, abs=1e-5), "what came before comes no more"
    unordered = linear(split, order=0.0, ridge=1.0).scores([np.array([1])])[0]
    assert unordered[0] == pytest.approx(unordered[2], rel=1e-3)


def test_the_latest_event_weighs_most() -> None:
    split = split_of([[0, 1], [0, 1], [2, 3], [2, 3]], items=4, held=0)
    for fit in (item_knn, linear):
        scores = fit(split, decay=0.5).scores([np.array([0, 2]), np.array([2, 0])])
        assert scores.argmax(axis=1).tolist() == [3, 1]


def test_linear_refuses_what_does_not_fit_in_memory() -> None:
    with pytest.raises(TooManyItems, match="20,000 at most; the catalog has 20,001"):
        linear(split_of([[0, 1, 2]], items=20_001))
