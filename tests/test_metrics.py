"""The metrics against scikit-learn and against slow readings of their definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from sklearn.metrics import label_ranking_average_precision_score, ndcg_score, top_k_accuracy_score

from tastemaker.finetune.metrics import (
    NEVER,
    hide,
    interval,
    invalid,
    ndcg,
    percentiles,
    ranks,
    recall,
    reciprocal,
    top,
)

Scores = NDArray[np.float32]
LOW = float("-inf")


@st.composite
def rankings(draw: st.DrawFn, *, ties: bool) -> tuple[Scores, NDArray[np.int64]]:
    """Scores of some people over some items, and a target each."""
    people, items = draw(st.integers(1, 5)), draw(st.integers(2, 30))
    if ties:
        values = st.sampled_from([LOW, -1.0, 0.0, 0.5, 2.0])
        scores = draw(hnp.arrays(np.float32, (people, items), elements=values))
    else:
        order = [draw(st.permutations(range(items))) for _ in range(people)]
        scores = np.array(order, np.float32)
    targets = draw(hnp.arrays(np.int64, (people,), elements=st.integers(0, items - 1)))
    return scores, targets


@settings(deadline=None, max_examples=50)
@given(given_=rankings(ties=False), k=st.integers(1, 30))
def test_they_agree_with_scikit_learn(given_: tuple[Scores, NDArray[np.int64]], k: int) -> None:
    scores, targets = given_
    relevant = np.eye(scores.shape[1], dtype=int)[targets]
    found = ranks(scores, targets)
    assert ndcg(found, k).mean() == pytest.approx(ndcg_score(relevant, scores, k=k))
    assert reciprocal(found).mean() == pytest.approx(label_ranking_average_precision_score(relevant, scores))
    if max(k, 2) < scores.shape[1]:
        expected = top_k_accuracy_score(targets, scores, k=k, labels=range(scores.shape[1]))
        assert recall(found, k).mean() == pytest.approx(expected)


@settings(deadline=None, max_examples=50)
@given(given_=rankings(ties=True))
def test_a_tie_never_helps(given_: tuple[Scores, NDArray[np.int64]]) -> None:
    scores, targets = given_
    for row, target, rank in zip(scores, targets, ranks(scores, targets), strict=True):
        if row[target] == LOW:
            assert rank == NEVER
        else:
            assert rank == sum(value >= row[target] for value in row)


def test_a_constant_scorer_gets_no_credit() -> None:
    found = ranks(np.zeros((1, 100), np.float32), np.array([0]))
    assert found.tolist() == [100]
    assert recall(found, 50).sum() == ndcg(found, 50).sum() == 0


def test_what_cannot_be_produced_is_never_found() -> None:
    found = ranks(np.array([[LOW], [1.0]], np.float32), np.array([0, 0]))
    assert recall(found, 5).tolist() == ndcg(found, 5).tolist() == reciprocal(found).tolist() == [0, 1]


def test_hidden_items_are_out_of_the_ranking() -> None:
    scores = np.array([[3, 2, 1], [3, 2, 1]], np.float32)
    hidden = hide(scores, [np.array([0, 1]), np.empty(0, np.int64)])
    assert hidden.tolist() == [[LOW, LOW, 1], [3, 2, 1]]
    assert ranks(hidden, np.array([2, 2])).tolist() == [1, 3]
    assert scores[0, 0] == 3, "the ranker's own array is left alone"


@settings(deadline=None, max_examples=50)
@given(given_=rankings(ties=True), k=st.integers(1, 40))
def test_the_top_is_what_sorting_gives(given_: tuple[Scores, NDArray[np.int64]], k: int) -> None:
    scores, _ = given_
    expected = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    expected[np.isneginf(np.take_along_axis(scores, expected, axis=1))] = -1
    assert top(scores, k).tolist() == expected.tolist()


def test_places_that_stay_empty_are_counted() -> None:
    best = top(np.array([[1, LOW, LOW, LOW], [4, 3, 2, 1]], np.float32), 3)
    assert invalid(best, np.array([4, 4])).tolist() == [pytest.approx(2 / 3), 0]
    assert invalid(best, np.array([1, 4])).tolist() == [0, 0], "three of the four were seen already"


@given(hnp.arrays(np.int64, st.integers(1, 20), elements=st.integers(0, 4)))
def test_percentiles_are_midranks(counts: NDArray[np.int64]) -> None:
    expected = [(np.sum(counts < one) + np.sum(counts <= one)) / 2 / len(counts) for one in counts]
    assert percentiles(counts).tolist() == pytest.approx(expected)


def test_the_interval_covers_the_mean_as_often_as_it_says() -> None:
    generator = np.random.default_rng(0)
    draws = generator.binomial(1, 0.3, size=(60, 300)).astype(np.float64)
    covered = [low <= 0.3 <= high for low, high in (interval(draw, resamples=200) for draw in draws)]
    assert 0.85 <= np.mean(covered) <= 1


def test_the_interval_of_a_difference_is_paired() -> None:
    generator = np.random.default_rng(1)
    hard = generator.normal(size=500) * 10
    better = hard + 0.1 + generator.normal(size=500) * 0.1
    low, high = interval(better - hard)
    assert 0 < low < 0.1 < high < 0.2
    alone = interval(np.stack([better, hard], axis=1))
    assert alone.shape == (2, 2)
    assert alone[0, 0] < alone[1, 1], "unpaired they could not be told apart"
    assert interval(better - hard).tolist() == [low, high]


def test_the_interval_is_as_wide_as_theory_has_it() -> None:
    values = np.random.default_rng(2).normal(size=4000)
    low, high = interval(values)
    assert (high - low) / 2 == pytest.approx(1.96 / math.sqrt(4000), rel=0.1)
