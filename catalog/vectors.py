"""The index over the fused vectors: Chroma for all rows, an exact scan where a filter leaves few."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import numpy as np

from tastemaker.catalog.fusion import is_padded
from tastemaker.errors import CatalogMissing, StoreUnreachable, TastemakerError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Mask = NDArray[np.bool_]

__all__ = ["VectorIndex", "nearest"]

HNSW: Final = {
    "space": "ip",  # the padding is left out: what lacks a picture would gather apart, ill connected
    "max_neighbors": 32,
    "ef_construction": 200,
    "ef_search": 600,
    "batch_size": 1000,
    "sync_threshold": 50_000,  # the index file is written whole each time
}
"""Measured at 9,000 and 200,000 vectors: see docs/benchmarks."""
SCAN_ALWAYS: Final = 4_000
"""Rows below which an exact scan is faster than asking Chroma."""
SCAN_FILTERED: Final = 60_000
"""Rows that a filter may leave for an exact scan; more are asked of Chroma, with some to spare."""
REBUILD: Final = 0.3
"""A larger share of changed rows is indexed from nothing: a graph full of deleted nodes searches badly."""
_CHUNK: Final = 16_384
_SPARE: Final = 2.0


def nearest(
    vectors: Vectors, vector: Vectors, k: int, *, allowed: Mask | None = None
) -> list[tuple[int, float]]:
    """The exact `k` rows of greatest inner product among the allowed, best first, ties by row."""
    rows = np.arange(len(vectors)) if allowed is None else np.flatnonzero(allowed)
    if k <= 0 or not len(rows):
        return []
    scores = _scores(vectors, vector, rows, gather=len(rows) < len(vectors) // 3)
    if k < len(rows):
        least = np.partition(scores, len(scores) - k)[len(scores) - k]
        kept = np.flatnonzero(scores >= least)
        rows, scores = rows[kept], scores[kept]
    order = np.lexsort((rows, -scores))[:k]
    return [(int(rows[n]), float(scores[n])) for n in order]


def _scores(vectors: Vectors, vector: Vectors, rows: NDArray[np.int64], *, gather: bool) -> Vectors:
    """The inner products of some rows; only the columns in which the query is not zero are read."""
    used = np.flatnonzero(vector)
    columns = slice(int(used[0]), int(used[-1]) + 1) if len(used) else slice(0, 1)
    part, asked = vectors[:, columns], np.ascontiguousarray(vector[columns], dtype=np.float32)
    if gather:
        pieces = [part[rows[start : start + _CHUNK]] @ asked for start in range(0, len(rows), _CHUNK)]
        return np.concatenate(pieces)
    every = [part[start : start + _CHUNK] @ asked for start in range(0, len(part), _CHUNK)]
    found: Vectors = np.concatenate(every)[rows]
    return found


class VectorIndex:
    """Finds the rows whose vectors are nearest to a query, among all or among those a mask allows.

    >>> VectorIndex.create(folder, fused, ids).search(query, 10, allowed=mask)  # doctest: +SKIP
    [(42, 0.71), (7, 0.69)]
    """

    def __init__(self, folder: Path, *, vectors: Vectors, ids: Sequence[str], about: dict[str, Any]) -> None:
        self.folder = folder
        self.vectors = vectors
        self._ids = ids
        self._about = about
        self._width = int(about.get("width") or vectors.shape[1])
        self._rows: dict[str, int] = {}
        self._client: Any = None
        self._collection: Any = None
        self._fresh: NDArray[np.int64] = np.zeros(0, np.int64)
        self._source: VectorIndex | None = None

    def amended(self, vectors: Vectors, ids: Sequence[str], *, fresh: NDArray[np.int64]) -> VectorIndex:
        """The same over rows that have changed since: `fresh` ones are scanned, gone ones passed over."""
        index = VectorIndex(self.folder, vectors=vectors, ids=ids, about=self._about)
        index._fresh, index._source = fresh, self
        return index

    @classmethod
    def create(cls, folder: Path, vectors: Vectors, ids: Sequence[str]) -> VectorIndex:
        """Index all rows into a fresh folder, or into the server named by `TASTEMAKER_CHROMA`."""
        shutil.rmtree(folder, ignore_errors=True)
        index = cls(folder, vectors=vectors, ids=ids, about=_about(folder, vectors))
        index._write(range(len(ids)))
        return index

    @classmethod
    def update(
        cls, folder: Path, vectors: Vectors, ids: Sequence[str], *, previous: VectorIndex
    ) -> VectorIndex:
        """Index into a fresh folder from a copy of the previous index: only what differs is written."""
        changed, gone = _difference(previous, vectors, ids)
        usable = (
            previous.local
            and not os.environ.get("TASTEMAKER_CHROMA")
            and (previous.folder / "chroma").is_dir()
        )
        about = _about(folder, vectors)
        same = all(previous._about.get(key) == about[key] for key in ("hnsw", "width"))
        if not usable or not same or len(changed) + len(gone) > REBUILD * max(len(ids), 1):
            return cls.create(folder, vectors, ids)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        shutil.copytree(previous.folder / "chroma", folder / "chroma")
        index = cls(
            folder,
            vectors=vectors,
            ids=ids,
            about={**about, "collection": previous._about["collection"]},
        )
        index._write(changed, delete=gone)
        return index

    @classmethod
    def open(cls, folder: Path, *, vectors: Vectors, ids: Sequence[str]) -> VectorIndex:
        """The index in this folder over the vectors it was made from (a memory map will do)."""
        try:
            about = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CatalogMissing(
                f"the vector index in {folder} cannot be read ({error}): index the domain again"
            ) from error
        return cls(folder, vectors=vectors, ids=ids, about=about)

    @property
    def local(self) -> bool:
        """Whether the index lies in its folder and not on a server."""
        return self._about["server"] is None

    def __len__(self) -> int:
        return len(self._ids)

    def search(self, vector: Vectors, k: int = 10, *, allowed: Mask | None = None) -> list[tuple[int, float]]:
        """The `k` nearest rows with their scores (inner product), best first.

        `allowed` is bool, shape (rows,). Whatever leaves at most 60,000 rows is scanned exactly.
        """
        left = len(self) if allowed is None else int(np.count_nonzero(allowed))
        k = min(k, left)
        if left <= SCAN_ALWAYS or (left < len(self) and left <= SCAN_FILTERED):
            return nearest(self.vectors, vector, k, allowed=allowed)
        if left == len(self) or allowed is None:
            return self.approximate(vector, k)
        wanted = int(_SPARE * k * len(self) / left) + k
        found = [(row, score) for row, score in self.approximate(vector, wanted) if allowed[row]][:k]
        return found if len(found) == k else nearest(self.vectors, vector, k, allowed=allowed)

    def approximate(self, vector: Vectors, k: int = 10) -> list[tuple[int, float]]:
        """The `k` nearest rows of all, as Chroma's HNSW graph finds them."""
        k = min(k, len(self))
        if k <= 0:
            return []
        asked = np.ascontiguousarray(vector, dtype=np.float32)
        indexed = int(self._about["rows"])
        wanted = min(k + indexed + len(self._fresh) - len(self), indexed)
        ids = self._nearest(asked[: self._width], wanted)
        if not self._rows:
            self._rows = {id: row for row, id in enumerate(self._ids)}
        found = [self._rows[id] for id in ids if id in self._rows]
        rows = np.unique(np.array([*found, *self._fresh], dtype=np.int64))
        scores = self.vectors[rows] @ asked
        return [(int(rows[n]), float(scores[n])) for n in np.lexsort((rows, -scores))[:k]]

    def close(self) -> None:
        """Let go of the files. The index opens them again when it is asked."""
        if self._client is not None:
            self._client.close()
        self._client = self._collection = None

    def drop(self) -> None:
        """Delete the index: its folder, or its collection on the server."""
        with self._plainly():
            if not self.local and self._exists():
                self._connect().delete_collection(self._about["collection"])
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _exists(self) -> bool:
        return any(found.name == self._about["collection"] for found in self._connect().list_collections())

    def _connect(self) -> Any:
        if self._client is None:
            self._client = _local(self.folder) if self.local else _server(self._where())
        return self._client

    def _nearest(self, vector: Vectors, k: int) -> list[str]:
        """The ids that Chroma finds. Raises StoreUnreachable while its server is away."""
        if self._source is not None:
            return self._source._nearest(vector, k)
        with self._plainly():
            answer = self._open().query(query_embeddings=[vector], n_results=k, include=[])
        ids: list[str] = answer["ids"][0]
        return ids

    def _open(self) -> Any:
        if self._collection is None:
            try:
                self._collection = self._connect().get_collection(
                    self._about["collection"], embedding_function=None
                )
            except Exception as error:  # chromadb raises its own kinds for a missing or damaged store
                if not self.local:
                    raise
                raise CatalogMissing(
                    f"the vector index in {self.folder} cannot be opened ({error}): index the domain again"
                ) from error
        return self._collection

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        """Say plainly what ails a server; what was open is opened again, for when it is back."""
        try:
            yield
        except Exception as error:  # chromadb and httpx raise kinds of their own
            self._collection = None
            if self.local:
                raise
            raise _ailing(self._where(), error) from error

    def _where(self) -> str:
        """The server's address: it may have moved since the index was made."""
        return os.environ.get("TASTEMAKER_CHROMA") or str(self._about["server"])

    def _write(self, rows: Sequence[int], *, delete: Sequence[str] = ()) -> None:
        """Upsert the rows and delete the ids, in batches, and write down what the folder holds."""
        with self._plainly():
            self._send(rows, delete=delete)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "index.json").write_text(json.dumps(self._about), encoding="utf-8")

    def _send(self, rows: Sequence[int], *, delete: Sequence[str]) -> None:
        client = self._connect()
        self._collection = client.get_or_create_collection(
            self._about["collection"], configuration={"hnsw": HNSW}, embedding_function=None
        )
        size = int(client.get_max_batch_size())
        for batch in _batches(delete, size):
            self._collection.delete(ids=list(batch))
        for batch in _batches(rows, size):
            ids = [self._ids[row] for row in batch]
            sent = np.asarray(self.vectors[list(batch), : self._width], dtype=np.float32)
            self._collection.upsert(ids=ids, embeddings=sent)


def _batches(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (values[start : start + size] for start in range(0, len(values), size))


def _about(folder: Path, vectors: Vectors) -> dict[str, Any]:
    """What is written beside an index: enough to open it again."""
    server = os.environ.get("TASTEMAKER_CHROMA")
    salt = f"{folder.resolve()} {os.urandom(8).hex()}".encode()
    name = f"tastemaker-{hashlib.sha256(salt).hexdigest()[:16]}" if server else "items"
    return {
        "collection": name,
        "server": server,
        "hnsw": HNSW,
        "rows": len(vectors),
        "width": int(vectors.shape[1]) - is_padded(vectors),
    }


def _difference(previous: VectorIndex, vectors: Vectors, ids: Sequence[str]) -> tuple[list[int], list[str]]:
    """The rows to write again, and the ids that are gone."""
    before = {id: row for row, id in enumerate(previous._ids)}
    if previous.vectors.shape[1:] != vectors.shape[1:]:
        return list(range(len(ids))), []
    known = [(row, before[id]) for row, id in enumerate(ids) if id in before]
    new = [row for row, id in enumerate(ids) if id not in before]
    changed: list[int] = []
    for part in _batches(known, _CHUNK):
        here, there = (list(side) for side in zip(*part, strict=True))
        differs = (vectors[here] != previous.vectors[there]).any(axis=1)
        changed += [row for row, other in zip(here, differs, strict=True) if other]
    kept = set(ids)
    return sorted(new + changed), [id for id in before if id not in kept]


def _local(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    path = folder / "chroma"
    path.mkdir(parents=True, exist_ok=True)
    return chromadb.PersistentClient(str(path), settings=Settings(anonymized_telemetry=False))


def _server(url: str) -> Any:
    import chromadb
    from chromadb.config import Settings

    parts = urlsplit(url if "://" in url else f"http://{url}")
    secure = parts.scheme == "https"
    return chromadb.HttpClient(
        host=parts.hostname or "localhost",
        port=parts.port or (443 if secure else 8000),
        ssl=secure,
        settings=Settings(anonymized_telemetry=False),
    )


def _ailing(url: str, error: Exception) -> TastemakerError:
    """What a server's error means to a person."""
    from chromadb.errors import NotFoundError

    if isinstance(error, NotFoundError):
        return CatalogMissing(
            f"the Chroma server {url} has lost the vectors ({error}): index the domain again"
        )
    return StoreUnreachable(
        f"the Chroma server {url} does not answer ({str(error) or type(error).__name__}). "
        "Start it with: chroma run, or unset TASTEMAKER_CHROMA and index again"
    )
