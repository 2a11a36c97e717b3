"""Residual quantisation: greedy codes, the same from the same seed, whatever the vectors are like."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.cluster import KMeans

from tastemaker.catalog import codebooks as module
from tastemaker.catalog.codebooks import Codebooks

Vectors = NDArray[np.float32]


def clustered(n: int, *, clusters: int = 8, d: int = 16, seed: int = 0) -> tuple[Vectors, NDArray[np.int64]]:
    """Vectors close around a few far-apart points, and which point each belongs to."""
    rng = np.random.default_rng(seed)
    member = rng.integers(clusters, size=n)
    vectors = 10 * rng.standard_normal((clusters, d))[member] + rng.standard_normal((n, d)) / 10
    return vectors.astype(np.float32), member


def slow_codes(books: Codebooks, vector: Vectors) -> list[int]:
    """Level by level the nearest center, in double precision."""
    left = (vector.astype(np.float64) - books.mean) @ books.axes.astype(np.float64)
    codes = []
    for level, used in enumerate(books.used):
        apart = [float(((left - center) ** 2).sum()) for center in books.centers[level, :used]]
        codes.append(int(np.argmin(apart)))
        left = left - books.centers[level, codes[-1]]
    return codes


def test_clusters_that_lie_apart_get_codes_of_their_own() -> None:
    vectors, member = clustered(400)
    first = Codebooks.fit(vectors, levels=2, size=16).encode(vectors)[:, 0]
    for code in np.unique(first):
        assert len(set(member[first == code])) == 1


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 80), st.integers(1, 12), st.sampled_from([1, 2, 4, 8]), st.integers(1, 3))
def test_codes_are_the_greedy_ones(n: int, d: int, size: int, levels: int) -> None:
    vectors = np.random.default_rng(n).standard_normal((n, d)).astype(np.float32)
    books = Codebooks.fit(vectors, levels=levels, size=size)
    codes = books.encode(vectors)
    assert codes.shape == (n, levels)
    assert (codes < np.array(books.used)).all()
    parts = [books.centers[level][codes[:, level]] for level in range(levels)]
    np.testing.assert_allclose(books.decode(codes), sum(parts) @ books.axes.T + books.mean, atol=1e-5)
    for vector, found in zip(vectors, codes.tolist(), strict=True):
        wanted = slow_codes(books, vector)
        if found != wanted:  # only where two centers are equally near
            decoded = books.decode(np.array([found, wanted]))
            near, far = ((vector - decoded) ** 2).sum(axis=1)
            assert near == pytest.approx(far, rel=1e-3)


@settings(deadline=None, max_examples=25)
@given(st.integers(2, 120), st.sampled_from([2, 4, 8]))
def test_every_level_leaves_less_over(n: int, size: int) -> None:
    vectors = np.random.default_rng(n).standard_normal((n, 6)).astype(np.float32)
    books = Codebooks.fit(vectors, levels=3, size=size)
    errors = [
        float(((vectors - part.decode(part.encode(vectors))) ** 2).sum())
        for part in (books.first(levels) for levels in (1, 2, 3))
    ]
    assert errors == sorted(errors, reverse=True)
    assert errors[0] <= float(((vectors - vectors.mean(axis=0)) ** 2).sum()) * (1 + 1e-4)


def test_few_distinct_vectors_are_met_exactly() -> None:
    distinct = np.random.default_rng(0).standard_normal((5, 8)).astype(np.float32)
    vectors = np.repeat(distinct, 7, axis=0)
    books = Codebooks.fit(vectors, levels=2, size=8)
    assert books.used == (5, 1)
    np.testing.assert_allclose(books.decode(books.encode(vectors)), vectors, atol=1e-5)


@pytest.mark.parametrize("vectors", [np.zeros((9, 4)), np.ones((1, 4)), np.full((300, 3), 7.0)])
def test_vectors_that_are_all_the_same_have_one_code(vectors: NDArray[np.float64]) -> None:
    same = vectors.astype(np.float32)
    books = Codebooks.fit(same, levels=3, size=4)
    assert books.used == (1, 1, 1)
    assert not books.encode(same).any()
    np.testing.assert_allclose(books.decode(books.encode(same)), same, atol=1e-5)


def test_the_same_seed_gives_the_same_codebooks() -> None:
    vectors, _ = clustered(300)
    one, two, other = (Codebooks.fit(vectors, levels=2, size=16, seed=seed) for seed in (1, 1, 2))
    for name, tensor in one.tensors().items():
        np.testing.assert_array_equal(tensor, two.tensors()[name])
    assert not np.array_equal(one.centers, other.centers)


def test_only_a_part_of_many_vectors_is_learnt_from(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, member = clustered(3000)
    monkeypatch.setattr(module, "SEEN_PER_CODE", 8)
    first = Codebooks.fit(vectors, levels=1, size=16).encode(vectors)[:, 0]
    for code in np.unique(first):
        assert len(set(member[first == code])) == 1


def test_codes_are_used_evenly() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((4000, 48)).astype(np.float32)
    vectors[:2000] += 3  # a heavy half
    codes = Codebooks.fit(vectors, levels=3, size=32).encode(vectors)
    for level in codes.T:
        shares = np.bincount(level, minlength=32) / len(level)
        assert (shares > 0).all()
        assert np.exp(-(shares * np.log(shares)).sum()) > 24


def test_no_center_stands_idle() -> None:
    for seed in range(60):  # in some of these, a center loses all its vectors on the way
        vectors = np.random.default_rng(seed).standard_normal((256, 1)).astype(np.float32) ** 3
        books = Codebooks.fit(vectors, levels=1, size=64, seed=seed)
        assert len(np.unique(books.encode(vectors))) == books.used[0]


def test_a_level_is_as_good_as_a_library_makes_it() -> None:
    vectors = np.random.default_rng(0).standard_normal((1500, 8)).astype(np.float32)
    books = Codebooks.fit(vectors, levels=1, size=32)
    ours = float(((vectors - books.decode(books.encode(vectors))) ** 2).sum())
    assert ours < 1.02 * KMeans(32, n_init=3, random_state=0).fit(vectors).inertia_


def test_the_main_directions_are_found() -> None:
    rng = np.random.default_rng(0)
    strong = 3 * rng.standard_normal((800, 40)) @ np.linalg.qr(rng.standard_normal((200, 40)))[0].T
    vectors = (strong + 0.1 * rng.standard_normal((800, 200))).astype(np.float32)
    axes = Codebooks.fit(vectors, levels=1, size=4).axes
    assert axes.shape == (200, 64)
    np.testing.assert_allclose(axes.T @ axes, np.eye(64), atol=1e-4)
    assert float(((strong - strong @ axes @ axes.T) ** 2).sum()) < 0.001 * float((strong**2).sum())


def test_neighbors_of_codes_come_once_each_and_nearest_first() -> None:
    vectors, _ = clustered(200, d=5)
    books = Codebooks.fit(vectors, levels=2, size=8)
    codes = books.encode(vectors[:1])[0]
    found = list(books.near(codes))
    assert found[0] == tuple(codes.tolist())
    assert sorted(found) == sorted(itertools.product(range(8), range(8)))
    assert {first for first, _ in found[:8]} == {int(codes[0])}
    steps = [((books.centers[1][second] - books.centers[1][codes[1]]) ** 2).sum() for _, second in found[:8]]
    assert steps == sorted(steps)


def test_what_is_saved_is_what_comes_back() -> None:
    vectors, _ = clustered(50)
    books = Codebooks.fit(vectors, levels=2, size=4)
    again = Codebooks.of(books.tensors())
    assert (again.used, again.levels, again.size, again.dim) == (books.used, 2, 4, 16)
    np.testing.assert_array_equal(again.encode(vectors), books.encode(vectors))
    with pytest.raises(KeyError):
        Codebooks.of({"mean": books.mean})
