"""The vector index: right answers at every selectivity, and an update that writes only what changed."""

from __future__ import annotations

import gc
import shutil
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
from chromadb.api.shared_system_client import SharedSystemClient
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tastemaker.catalog import vectors as module
from tastemaker.catalog.fusion import fuse, query
from tastemaker.catalog.vectors import VectorIndex, nearest
from tastemaker.errors import CatalogMissing, StoreUnreachable

Vectors = NDArray[np.float32]


def unit(n: int, d: int = 16, *, seed: int = 0) -> Vectors:
    found = np.random.default_rng(seed).standard_normal((n, d)).astype(np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def names(n: int) -> list[str]:
    return [f"item {row}" for row in range(n)]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every unfiltered search goes through Chroma, however small the catalog."""
    monkeypatch.setattr(module, "SCAN_ALWAYS", 0)


@settings(deadline=None)
@given(st.integers(1, 60), st.integers(0, 70), st.floats(0, 1), st.integers(0, 5))
def test_nearest_agrees_with_sorting_everything(n: int, k: int, share: float, zeros: int) -> None:
    vectors, query = unit(n), unit(1, seed=1)[0]
    query[:zeros] = 0
    allowed = np.random.default_rng(n).random(n) < share
    scores = vectors.astype(np.float64) @ query
    wanted = sorted((row for row in range(n) if allowed[row]), key=lambda row: -scores[row])[:k]
    found = nearest(vectors, query, k, allowed=allowed)
    assert [row for row, _ in found] == wanted
    assert np.allclose([score for _, score in found], scores[wanted], atol=1e-5)


def test_equal_scores_come_in_the_order_of_rows() -> None:
    vectors = np.ones((6, 2), np.float32)
    assert [row for row, _ in nearest(vectors, vectors[0], 3)] == [0, 1, 2]
    assert nearest(vectors, np.zeros(2, np.float32), 2) == [(0, 0.0), (1, 0.0)]


@pytest.mark.usefixtures("small")
def test_chroma_finds_what_a_scan_finds(tmp_path: Path) -> None:
    vectors = unit(3000)
    index = VectorIndex.create(tmp_path / "index", vectors, names(3000))
    shared = 0
    for asked in unit(20, seed=2):
        exact = nearest(vectors, asked, 10)
        found = index.search(asked, 10)
        shared += len({row for row, _ in exact} & {row for row, _ in found})
        assert found == sorted(found, key=lambda pair: -pair[1])
    assert shared >= 198
    index.close()


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("share", [0.5, 0.1, 0.01, 0.001, 0.0])
def test_a_filtered_search_misses_nothing(
    tmp_path: Path, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SCAN_FILTERED", 300)
    vectors = unit(2000)
    index = VectorIndex.create(tmp_path / "index", vectors, names(2000))
    allowed = np.random.default_rng(3).random(2000) < share
    for asked in unit(5, seed=4):
        found = index.search(asked, 10, allowed=allowed)
        assert [row for row, _ in found] == [row for row, _ in nearest(vectors, asked, 10, allowed=allowed)]
        assert all(allowed[row] for row, _ in found)
    index.close()


@pytest.mark.usefixtures("small")
def test_an_index_is_opened_again_and_may_be_moved(tmp_path: Path) -> None:
    vectors = unit(500)
    VectorIndex.create(tmp_path / "partial" / "index", vectors, names(500)).close()
    shutil.move(tmp_path / "partial", tmp_path / "done")
    index = VectorIndex.open(tmp_path / "done" / "index", vectors=vectors, ids=names(500))
    assert index.search(vectors[7], 1)[0][0] == 7
    index.close()
    assert index.search(vectors[8], 1)[0][0] == 8
    index.drop()
    assert not (tmp_path / "done" / "index").exists()


@pytest.mark.usefixtures("small")
def test_an_update_writes_only_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = unit(400)
    before = VectorIndex.create(tmp_path / "1", old, names(400))
    ids = [name for name in names(400) if name != "item 3"]
    ids.insert(0, "new")
    vectors = np.concatenate([unit(1, seed=9), np.delete(old, 3, axis=0)])
    vectors[5] = unit(1, seed=10)[0]
    written: list[int] = []
    write = VectorIndex._write
    monkeypatch.setattr(
        VectorIndex, "_write", lambda self, rows, **kw: (written.extend(rows), write(self, rows, **kw))[1]
    )
    after = VectorIndex.update(tmp_path / "2", vectors, ids, previous=before)
    assert written == [0, 5]
    for row in (0, 1, 5, 399):
        assert after.search(vectors[row], 1)[0][0] == row
    assert "item 3" not in after._open().get(ids=["item 3"])["ids"]
    assert before.search(old[3], 1)[0][0] == 3, "the previous index still answers"
    before.close()
    after.close()


@pytest.mark.usefixtures("small")
def test_a_very_different_catalog_is_indexed_from_nothing(tmp_path: Path) -> None:
    before = VectorIndex.create(tmp_path / "1", unit(50), names(50))
    wider = unit(50, 24)
    after = VectorIndex.update(tmp_path / "2", wider, names(50), previous=before)
    assert after.search(wider[4], 1)[0][0] == 4
    before.close()
    after.close()


@pytest.mark.usefixtures("small")
def test_words_find_items_whether_or_not_they_have_a_picture(tmp_path: Path) -> None:
    text, image = unit(3000, 32), unit(3000, 24, seed=1)
    image[::2] = 0
    weights = {"text": 1.0, "image": 0.5}
    fused = fuse({"text": text, "image": image}, weights)  # type: ignore[arg-type]
    index = VectorIndex.create(tmp_path / "index", fused, names(3000))
    shared = 0
    for words in unit(20, 32, seed=2):
        asked = query({"text": words}, weights, dims={"text": 32, "image": 24})  # type: ignore[arg-type]
        exact = nearest(fused, asked, 10)
        assert len({row % 2 for row, _ in exact}) == 2
        shared += len({row for row, _ in exact} & {row for row, _ in index.search(asked, 10)})
    assert shared >= 196
    index.close()


def test_reading_leaves_the_files_as_they_are(tmp_path: Path, small: None) -> None:
    vectors = unit(300)
    VectorIndex.create(tmp_path / "index", vectors, names(300)).close()

    def sizes() -> dict[str, int]:
        return {str(path): path.stat().st_size for path in (tmp_path / "index").rglob("*") if path.is_file()}

    first = sizes()
    index = VectorIndex.open(tmp_path / "index", vectors=vectors, ids=names(300))
    index.search(vectors[0], 5)
    index.close()
    assert sizes() == first


def test_a_small_catalog_and_an_empty_one_need_no_chroma(tmp_path: Path) -> None:
    vectors = unit(20)
    index = VectorIndex.create(tmp_path / "index", vectors, names(20))
    index.close()
    assert len(index.search(vectors[0], 50)) == 20
    assert index._client is None
    empty = VectorIndex.create(tmp_path / "empty", unit(0), [])
    assert empty.search(vectors[0], 5) == []
    empty.close()


def test_a_missing_or_damaged_index_says_what_to_do(tmp_path: Path, small: None) -> None:
    with pytest.raises(CatalogMissing, match="index the domain again"):
        VectorIndex.open(tmp_path / "none", vectors=unit(3), ids=names(3))
    VectorIndex.create(tmp_path / "index", unit(30), names(30)).close()
    shutil.rmtree(tmp_path / "index" / "chroma")
    index = VectorIndex.open(tmp_path / "index", vectors=unit(30), ids=names(30))
    with pytest.raises(CatalogMissing, match="index the domain again"):
        index.search(unit(1)[0], 3)
    index.close()


class Chroma:
    """A server of our own, which may go and come back."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        program = str(Path(sys.executable).with_name("chroma"))
        where = ["--path", str(self._folder), "--host", "127.0.0.1", "--port", str(self._port)]
        self._process = subprocess.Popen([program, "run", *where], stdout=subprocess.DEVNULL)
        for _ in range(600):
            try:
                httpx.get(f"{self.url}/api/v2/heartbeat").raise_for_status()
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError("chroma run does not answer")

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture
def chroma(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: None) -> Iterator[Chroma]:
    server = Chroma(tmp_path / "server")
    monkeypatch.setenv("TASTEMAKER_CHROMA", server.url)
    server.start()
    yield server
    server.stop()
    with warnings.catch_warnings():  # chromadb leaves its sockets to the garbage collector
        warnings.simplefilter("ignore", ResourceWarning)
        SharedSystemClient.clear_system_cache()
        gc.collect()


def test_a_server_answers_as_a_folder_does_and_is_found_again(chroma: Chroma, tmp_path: Path) -> None:
    vectors = unit(300)
    first = VectorIndex.create(tmp_path / "1", vectors, names(300))
    assert (first.local, (tmp_path / "1" / "chroma").exists()) == (False, False)
    second = VectorIndex.update(tmp_path / "2", vectors[1:], names(300)[1:], previous=first)
    amended = second.amended(vectors, names(300), fresh=np.array([0]))
    other = VectorIndex.open(tmp_path / "1", vectors=vectors, ids=names(300))

    def found() -> list[int]:
        return [index.search(vectors[7], 1)[0][0] for index in (first, second, amended, other)]

    assert found() == [7, 6, 7, 7]
    chroma.stop()
    unopened = VectorIndex.open(tmp_path / "2", vectors=vectors[1:], ids=names(300)[1:])
    for index in (first, amended, unopened):
        with pytest.raises(StoreUnreachable, match=f"Chroma server {chroma.url} does not answer"):
            index.search(vectors[7], 1)
    with pytest.raises(StoreUnreachable):
        VectorIndex.create(tmp_path / "3", vectors, names(300))
    chroma.start()
    assert found() == [7, 6, 7, 7]
    assert unopened.search(vectors[7], 1)[0][0] == 6
    first.drop()
    with pytest.raises(CatalogMissing, match="index the domain again"):
        other.search(vectors[7], 1)
    assert second.search(vectors[7], 1)[0][0] == 6
    second.drop()
    for index in (other, unopened):
        index.close()


def test_a_server_out_of_reach_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TASTEMAKER_CHROMA", "http://127.0.0.1:9")
    with pytest.raises(StoreUnreachable, match=r"http://127\.0\.0\.1:9 does not answer.*chroma run"):
        VectorIndex.create(tmp_path / "index", unit(3), names(3))
