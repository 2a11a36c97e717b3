"""Semantic IDs: unique, kept while the item is there, and never given twice, whatever comes and goes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tastemaker.catalog import semantic_ids as module
from tastemaker.catalog.codebooks import Codebooks
from tastemaker.catalog.semantic_ids import SemanticIds, size_for
from tastemaker.errors import BadSemanticIds

Vectors = NDArray[np.float32]


def some(n: int, *, d: int = 8, seed: int = 0) -> Vectors:
    return np.random.default_rng(seed).standard_normal((n, d)).astype(np.float32)


def names(n: int, prefix: str = "item") -> list[str]:
    return [f"{prefix} {row}" for row in range(n)]


def by_item(ids: SemanticIds) -> dict[str, tuple[int, ...]]:
    return {id: ids.id_of(row) for row, id in enumerate(ids.ids)}


def unique(ids: SemanticIds) -> bool:
    return len(set(by_item(ids).values())) == len(ids)


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells of three, so that they fill up."""
    monkeypatch.setattr(module, "TIES", 3)


def test_every_item_has_an_id_of_its_own() -> None:
    ids = SemanticIds.fit(some(500), names(500))
    assert ids.codes.shape == (500, ids.depth)
    assert (ids.codes < np.array(ids.sizes)).all()
    assert (ids.codes >= 0).all()
    assert unique(ids)
    assert all(ids.row_of(ids.id_of(row)) == row for row in range(500))
    assert ids.row_of((0,) * (ids.depth + 1)) is None


def test_alike_items_begin_alike() -> None:
    vectors = (np.repeat(10 * some(6), 20, axis=0) + some(120, seed=1) / 100).astype(np.float32)
    ids = SemanticIds.fit(vectors, names(120))
    for first in np.unique(ids.codes[:, 0]):
        assert len(set(np.flatnonzero(ids.codes[:, 0] == first) // 20)) == 1
    assert ids.report.purity > 5 * ids.report.chance


def test_the_same_items_get_the_same_ids() -> None:
    one, two = (SemanticIds.fit(some(200), names(200)) for _ in range(2))
    np.testing.assert_array_equal(one.codes, two.codes)


@pytest.mark.parametrize(
    ("items", "size"), [(1, 2), (12, 8), (81, 16), (1_695, 64), (3_686, 128), (9_125, 256), (10**6, 256)]
)
def test_size_goes_with_the_root_of_the_number_of_items(items: int, size: int) -> None:
    assert size_for(items) == size


def test_depth_is_no_more_than_tells_the_items_apart() -> None:
    assert SemanticIds.fit(some(1), names(1)).depth == 2
    assert SemanticIds.fit(np.ones((40, 4), np.float32), names(40)).depth == 2
    assert SemanticIds.fit(some(12), names(12)).depth == 3
    assert SemanticIds.fit(some(2000, d=32), names(2000)).depth == 4


steps = st.lists(
    st.tuples(st.lists(st.integers(0, 9), max_size=6), st.integers(0, 40), st.booleans()), max_size=6
)
"""Per step: which items are there (by number), whose vectors, and whether the state is saved and read."""


@settings(deadline=None, max_examples=60)
@given(steps, st.sampled_from([1, 3, 256]))
def test_no_id_is_given_twice_and_none_changes_without_reason(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[list[int], int, bool]], ties: int
) -> None:
    pool = np.round(some(60, d=2))  # many are equal, up to the sign of zero: cells fill up
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "TIES", ties)
        ids = SemanticIds.fit(pool[:20], names(20))
        now = dict(zip(names(20), pool[:20], strict=True))
        owner = {code: (item, 0) for item, code in by_item(ids).items()}
        for step, (present, shift, saved) in enumerate(moves, start=1):
            before, held = now, by_item(ids)
            now = {f"item {n}": pool[(n * 7 + shift) % 60] for n in dict.fromkeys(present)}
            vectors = np.array(list(now.values()), np.float32).reshape(-1, 2)
            try:
                ids = ids.updated(vectors, list(now))
            except BadSemanticIds:
                assert len(owner) + len(now) > np.prod(ids.sizes)
                return
            if saved:
                folder = tmp_path_factory.mktemp("ids")
                ids.save(folder)
                ids = SemanticIds.load(folder)
            assert unique(ids)
            for item, code in by_item(ids).items():
                if item in held and np.array_equal(before[item], now[item]):
                    assert code == held[item]
                if held.get(item) != code:
                    assert code not in owner, "given before"
                    owner[code] = (item, step)
            assert ids.report.retired == len(owner) - len(ids)


def test_a_new_item_gets_the_id_of_its_kind_and_the_others_keep_theirs() -> None:
    vectors = some(300)
    ids = SemanticIds.fit(vectors, names(300))
    twin = vectors[7:8] + np.float32(1e-5)
    more = ids.updated(np.concatenate([twin, vectors[::-1]]), ["new", *names(300)[::-1]])
    assert by_item(more).items() >= by_item(ids).items()
    assert more.id_of(0)[:-1] == ids.id_of(7)[:-1]
    np.testing.assert_array_equal(more.codebooks.centers, ids.codebooks.centers)


def test_an_item_whose_vector_is_the_same_is_not_encoded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums are rounded in one way among many rows and in another among few: a code could change by that."""
    vectors = some(30)
    ids = SemanticIds.fit(vectors, names(30))
    encoded: list[int] = []
    encode = Codebooks.encode

    def counted(books: Codebooks, rows: Vectors) -> NDArray[np.int64]:
        encoded.append(len(rows))
        return encode(books, rows)

    monkeypatch.setattr(Codebooks, "encode", counted)
    ids.updated(np.concatenate([vectors[10:], some(3, seed=1)]), [*names(30)[10:], *names(3, "new")])
    assert encoded == [3]


def test_a_small_change_keeps_the_id_and_a_large_one_retires_it() -> None:
    vectors = some(300)
    ids = SemanticIds.fit(vectors, names(300))
    vectors[3] += np.float32(1e-5)
    vectors[4] = vectors[5]
    after = ids.updated(vectors, names(300))
    assert after.id_of(3) == ids.id_of(3)
    assert after.id_of(4)[:-1] == ids.id_of(5)[:-1]
    assert after.row_of(ids.id_of(4)) is None
    assert after.report.retired == 1


@pytest.mark.usefixtures("narrow")
def test_an_item_beside_its_full_cell_keeps_its_id_when_its_vector_changes_a_little() -> None:
    vectors = np.concatenate([np.repeat(some(1), 5, axis=0), some(30, seed=1)])
    ids = SemanticIds.fit(vectors, names(35))
    assert ids.id_of(0)[:-1] != ids.id_of(4)[:-1]
    vectors[4] += np.float32(1e-5)
    assert by_item(ids.updated(vectors, names(35))) == by_item(ids)


def test_an_item_that_comes_back_gets_another_id() -> None:
    vectors = some(50)
    ids = SemanticIds.fit(vectors, names(50))
    back = ids.updated(vectors[1:], names(50)[1:]).updated(vectors, names(50))
    assert back.id_of(0) != ids.id_of(0)
    assert by_item(back).items() >= {id: code for id, code in by_item(ids).items() if id != "item 0"}.items()


def test_more_than_256_alike_items_go_on_in_the_nearest_cell() -> None:
    vectors = np.concatenate([np.repeat(some(1), 600, axis=0), some(100, seed=1)])
    ids = SemanticIds.fit(vectors, names(700))
    assert unique(ids)
    assert int(ids.codes[:, -1].max()) == 255
    cells, counts = np.unique(ids.codes[:600, :-1], axis=0, return_counts=True)
    assert sorted(counts.tolist()) == [88, 256, 256]
    assert len(np.unique(cells[:, :-1], axis=0)) == 1, "only the last code differs"
    assert ids.report.largest == 256


@pytest.mark.usefixtures("narrow")
def test_the_surplus_goes_where_the_centers_are_near() -> None:
    vectors = some(40, d=3)
    ids = SemanticIds.fit(vectors, names(40))
    crowd = np.concatenate([vectors, np.repeat(vectors[:1], 4, axis=0)])
    after = ids.updated(crowd, [*names(40), *names(4, "more")])
    books = ids.codebooks
    home = np.array(ids.id_of(0)[:-1])
    walk = [codes for codes in books.near(home) if codes != tuple(home.tolist())]
    used = [after.id_of(row)[:-1] for row in range(40, 44)]
    away = [codes for codes in used if codes != tuple(home.tolist())]
    assert unique(after)
    assert away
    assert away[0] == next(codes for codes in walk if sum(codes == i[:-1] for i in by_item(ids).values()) < 3)


@pytest.mark.usefixtures("narrow")
def test_when_every_id_has_been_given_there_is_an_error() -> None:
    ids = SemanticIds.fit(np.zeros((2, 2), np.float32), names(2))
    total = int(np.prod(ids.sizes))
    assert len(ids.updated(np.zeros((total, 2), np.float32), names(total))) == total
    with pytest.raises(BadSemanticIds, match=r"all .* semantic IDs of these codebooks have been given"):
        ids.updated(np.zeros((total + 1, 2), np.float32), names(total + 1))
    assert "too few are left" in replace(ids, fitted=10**6).outgrown(np.zeros((total + 1, 2), np.float32))


def test_codebooks_are_outgrown_by_other_vectors_and_by_four_times_the_items() -> None:
    ids = SemanticIds.fit(some(20), names(20), space="words")
    assert not ids.outgrown(some(80), space="words")
    assert "grown from 20 to 81" in ids.outgrown(some(81), space="words")
    assert "another way" in ids.outgrown(some(20), space="pictures")
    assert "another way" in ids.outgrown(some(20, d=9), space="words")


def test_vectors_that_do_not_fit_are_refused() -> None:
    ids = SemanticIds.fit(some(20), names(20))
    with pytest.raises(BadSemanticIds, match="width 8, found 9"):
        ids.updated(some(20, d=9), names(20))
    broken = some(20)
    broken[3, 1] = np.nan
    with pytest.raises(BadSemanticIds, match="'item 3' holds numbers that are not finite"):
        ids.updated(broken, names(20))
    with pytest.raises(BadSemanticIds, match="at least one item"):
        SemanticIds.fit(some(0), [])


def test_the_report_counts_what_is_there() -> None:
    vectors = np.concatenate([some(60), some(60)[:5]])
    ids = SemanticIds.fit(vectors, names(65), version=3)
    report = ids.updated(vectors[5:], names(65)[5:]).report
    cells = [ids.id_of(row)[:-1] for row in range(5, 65)]
    assert (report.version, report.items, report.retired, report.depth) == (3, 60, 5, ids.depth)
    assert report.collisions == sum(cells.count(cell) > 1 for cell in cells)
    assert report.largest == max(cells.count(cell) for cell in cells)
    for level, (used, perplexity) in enumerate(zip(report.used, report.perplexity, strict=True)):
        codes = [cell[level] for cell in cells]
        shares = np.array([codes.count(code) / 60 for code in set(codes)])
        assert used == pytest.approx(len(shares) / ids.sizes[level])
        assert perplexity == pytest.approx(float(np.prod(shares**-shares)))
    assert report.purity == pytest.approx(slow_purity(vectors[5:], [cell[0] for cell in cells]))
    assert "version 3" in report.summary()
    assert "5 IDs retired" in report.summary()


def slow_purity(vectors: Vectors, first: list[int]) -> float:
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    shared = []
    for row, vector in enumerate(unit):
        order = [int(other) for other in np.argsort(-(unit @ vector)) if other != row][:10]
        shared += [first[other] == first[row] for other in order]
    return float(np.mean(shared))


@pytest.mark.parametrize("name", ["semantic_ids.json", "semantic_ids.safetensors"])
def test_damaged_files_are_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadSemanticIds, match="holds no semantic IDs"):
        SemanticIds.load(tmp_path)
    SemanticIds.fit(some(20), names(20)).save(tmp_path)
    path = tmp_path / name
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(BadSemanticIds, match="damaged"):
        SemanticIds.load(tmp_path)


def test_files_of_two_states_do_not_go_together(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    SemanticIds.fit(some(20), names(20)).save(tmp_path)
    SemanticIds.fit(some(30), names(30)).save(tmp_path / "other")
    (tmp_path / "other" / "semantic_ids.json").replace(tmp_path / "semantic_ids.json")
    with pytest.raises(BadSemanticIds, match="do not belong together"):
        SemanticIds.load(tmp_path)


def test_what_is_saved_is_plain(tmp_path: Path) -> None:
    ids = SemanticIds.fit(some(20), names(20), space="words", version=2)
    ids.save(tmp_path)
    about = json.loads((tmp_path / "semantic_ids.json").read_text())
    assert (about["version"], about["space"], about["ids"]) == (2, "words", names(20))
    again = SemanticIds.load(tmp_path)
    assert (again.report, again.given, again.fitted) == (ids.report, ids.given, 20)
    np.testing.assert_array_equal(again.codes, ids.codes)
