"""How fast and how right is search? Prints one JSON object.

    python benchmarks/search.py                 movies (where TASTEMAKER_DATA is set, else the demo),
                                                and 200,000 made-up vectors
    python benchmarks/search.py --vectors 0     without the made-up vectors

Latency: one call in process, the query's embedding included. Recall: the share of the exact ten best (brute
force in float64) that a search finds. Filters let through 10 %, 1 % and 0.1 % of the rows at random; the peer
is Chroma's own `where` with its default settings, over the same vectors.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tastemaker.catalog.build import index
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.columns import Columns
from tastemaker.catalog.embedders import embedder
from tastemaker.catalog.filters import parse
from tastemaker.catalog.vectors import HNSW, VectorIndex
from tastemaker.contracts import Embedder, Field
from tastemaker.settings import cache_folder

Vectors = NDArray[np.float32]
SELECTIVITIES = (0.1, 0.01, 0.001)
FIELD = Field("u", "number", low=0.0, high=1.0)
K = 10


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    names = [
        line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")
    ]
    packages = ("chromadb", "numpy", "torch", "transformers", "tastemaker")
    return {
        "cpu": names[0] if names else platform.processor(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "versions": {name: version(name) for name in packages},
    }


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines() if Path(path).is_file() else []


def domain() -> Path:
    """A copy of the movies that may be written to, or the demo."""
    data = os.environ.get("TASTEMAKER_DATA")
    if not data:
        from tastemaker.catalog.demo import demo_folder

        return demo_folder()
    copy = cache_folder() / "benchmarks" / "movies"
    if not copy.is_dir():
        shutil.copytree(Path(data) / "movies", copy, copy_function=shutil.copy)
    return copy


def questions(catalog: Catalog, n: int, *, chance: np.random.Generator) -> list[str]:
    """Some words in a row from items' descriptions, each question another one."""
    found = []
    for row in chance.permutation(len(catalog))[:n]:
        item = catalog.item(catalog.ids[row])
        words = (item.description or item.title).split()
        start = int(chance.integers(0, max(1, len(words) - 6)))
        found.append(" ".join(words[start : start + int(chance.integers(2, 7))]))
    return found


@dataclass
class Clock:
    """Times calls: by the wall, and by the processor time of all threads, which others do not stretch."""

    wall: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)

    def timed(self, call: Callable[[Any], Any], question: Any) -> Any:
        """The call's answer."""
        wall, work = time.perf_counter(), time.process_time()
        answer = call(question)
        self.work.append(1000 * (time.process_time() - work))
        self.wall.append(1000 * (time.perf_counter() - wall))
        return answer

    def figures(self) -> dict[str, float]:
        return {
            "median_ms": round(float(np.median(self.wall)), 2),
            "p95_ms": round(float(np.percentile(self.wall, 95)), 2),
            "median_cpu_ms": round(float(np.median(self.work)), 2),
        }


def brute_force(vectors: Vectors, query: Vectors, mask: NDArray[np.bool_] | None = None) -> set[int]:
    """The exact best rows, by sorting all inner products in float64."""
    rows = np.arange(len(vectors)) if mask is None else np.flatnonzero(mask)
    scores = vectors[rows].astype(np.float64) @ query.astype(np.float64)
    return {int(rows[n]) for n in np.argsort(-scores, kind="stable")[:K]}


def recall(found: Sequence[set[int]], exact: Sequence[set[int]]) -> float:
    return round(float(np.mean([len(f & e) / max(len(e), 1) for f, e in zip(found, exact, strict=True)])), 4)


@dataclass
class Trial:
    """An index, what it is asked, and a number per row to filter by."""

    index: VectorIndex
    queries: Vectors
    words: Sequence[str]
    text: Embedder
    u: NDArray[np.float64]

    def figures(self, work: Path) -> dict[str, Any]:
        """Unfiltered and filtered search, and the peer's."""
        vectors = self.index.vectors
        peer, seconds = _peer(work, vectors, self.u)
        self.index.approximate(self.queries[0], K)
        report: dict[str, Any] = {
            "rows": len(vectors),
            "dim": int(vectors.shape[1]),
            "queries": len(self.queries),
            "unfiltered_through_chroma": self._asked(self._unfiltered, None),
            "peer": {"what": "chromadb `where` filter, default HNSW", "build_seconds": round(seconds, 1)},
        }
        columns = Columns(len(self.u), lambda name: self.u.tolist())
        for share in SELECTIVITIES:
            mask = parse(f"u < {share}", [FIELD]).mask(columns)

            def ours(n: int, share: float = share) -> set[int]:
                self.text.encode([self.words[n]])
                allowed = parse(f"u < {share}", [FIELD]).mask(columns)
                return {row for row, _ in self.index.search(self.queries[n], K, allowed=allowed)}

            def theirs(n: int, share: float = share) -> set[int]:
                self.text.encode([self.words[n]])
                query, where = self.queries[n], {"u": {"$lt": share}}
                found = peer.query(query_embeddings=[query], n_results=K, where=where, include=[])
                return {int(id) for id in found["ids"][0]}

            mine, other = self._asked(ours, mask), self._asked(theirs, mask)
            report[f"filtered_{share:g}"] = {"rows_left": int(mask.sum()), **mine, "peer": other}
        return report

    def _unfiltered(self, n: int) -> set[int]:
        self.text.encode([self.words[n]])
        return {row for row, _ in self.index.approximate(self.queries[n], K)}

    def _asked(self, call: Callable[[int], set[int]], mask: NDArray[np.bool_] | None) -> dict[str, float]:
        """Recall and latency of a way to search, over all questions."""
        clock = Clock()
        answers = [clock.timed(call, n) for n in range(len(self.queries))]
        exact = [brute_force(self.index.vectors, query, mask) for query in self.queries]
        return {"recall@10": recall(answers, exact), **clock.figures()}


def _peer(work: Path, vectors: Vectors, u: NDArray[np.float64]) -> tuple[Any, float]:
    """The same vectors in a plain Chroma collection with the filtered number as metadata."""
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(str(work / "peer"), settings=Settings(anonymized_telemetry=False))
    peer = client.create_collection("peer", configuration={"hnsw": {"space": "ip"}}, embedding_function=None)
    start = time.perf_counter()
    for first in range(0, len(vectors), 5000):
        rows = range(first, min(first + 5000, len(vectors)))
        peer.add(
            ids=[str(row) for row in rows],
            embeddings=np.asarray(vectors[first : first + 5000]),
            metadatas=[{"u": float(u[row])} for row in rows],
        )
    return peer, time.perf_counter() - start


def made_up(n: int, queries: int, *, dim: int, chance: np.random.Generator) -> tuple[Vectors, Vectors]:
    """Vectors as unlike each other as texts are: 2,000 topics in 96 dimensions, lifted to `dim`, with noise.

    The queries are drawn in the same way.
    """
    topics = chance.standard_normal((2000, 96), dtype=np.float32)
    lift = chance.standard_normal((96, dim), dtype=np.float32) / np.sqrt(96, dtype=np.float32)
    found = np.empty((n + queries, dim), np.float32)
    for start in range(0, len(found), 20_000):
        part = found[start : start + 20_000]
        latent = topics[chance.integers(0, len(topics), len(part))]
        latent = latent + 0.8 * chance.standard_normal(latent.shape, dtype=np.float32)
        part[:] = latent @ lift + 0.15 * chance.standard_normal(part.shape, dtype=np.float32)
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return found[:n], found[n:]


def catalog_figures(folder: Path, queries: int, *, seed: int, work: Path) -> dict[str, Any]:
    """Search of a real catalog: the whole call, and its parts."""
    chance = np.random.default_rng(seed)
    index(folder)
    catalog = Catalog.open(folder)
    words = questions(catalog, queries, chance=chance)
    for warm in words[:5]:
        catalog.search(warm, k=K)
    clock = Clock()
    for said in words:
        clock.timed(lambda said: catalog.search(said, k=K), said)
    asked = np.stack([catalog.query_vector(said) for said in words])
    text = catalog.embedder("text")
    assert text is not None
    built = VectorIndex.create(work / "catalog", catalog.fused, [str(row) for row in range(len(catalog))])
    figures = Trial(built, asked, words, text, chance.random(len(catalog))).figures(work / "a")
    built.close()
    return {"domain": folder.name, "search_call": clock.figures(), **figures}


def made_up_figures(n: int, queries: int, *, dim: int, seed: int, work: Path) -> dict[str, Any]:
    """The same over made-up vectors; the embedding of some words is part of each call."""
    chance = np.random.default_rng(seed)
    vectors, asked = made_up(n, queries, dim=dim, chance=chance)
    ids = [str(row) for row in range(n)]
    start = time.perf_counter()
    built = VectorIndex.create(work / "made-up", vectors, ids)
    seconds = time.perf_counter() - start
    words = [f"a question of some words, number {row}" for row in range(queries)]
    figures = Trial(built, asked, words, embedder("text"), chance.random(n)).figures(work / "b")
    built.close()
    return {"build_seconds": round(seconds, 1), **figures}


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--domain", type=Path, help="a domain folder of your own, indexed in place")
    options.add_argument("--vectors", type=int, default=200_000, help="made-up vectors; 0 leaves them out")
    options.add_argument("--dim", type=int, default=384)
    options.add_argument("--queries", type=int, default=200)
    options.add_argument("--seed", type=int, default=7)
    asked = options.parse_args()
    report: dict[str, Any] = {"benchmark": "search", "seed": asked.seed, "machine": machine(), "hnsw": HNSW}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        report["catalog"] = catalog_figures(
            asked.domain or domain(), asked.queries, seed=asked.seed, work=work
        )
        if asked.vectors:
            report["made_up"] = made_up_figures(
                asked.vectors, asked.queries, dim=asked.dim, seed=asked.seed, work=work
            )
    json.dump(report, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
