"""What things take: `python benchmarks/footprint.py DOMAIN [--database URL] [--vectors 60000]`.

DOMAIN is indexed; a copy of its build is looked at. People are made up, and kept in SQLite, or in the empty
PostgreSQL database that `--database` names. Prints JSON: bytes of each item and event on disk and in memory,
of a kept event and a conversation, of a node of the vector index and the time to make it, and what finding
costs per million items. `benchmarks/sizing.py` reckons with these.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import statistics
import struct
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from setting import about, place, say

from tastemaker.agent.agent import Agent
from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.agent.engines.taste_vector import TasteVector
from tastemaker.catalog.builds import Builds
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.memory import Memory
from tastemaker.catalog.vectors import VectorIndex, nearest
from tastemaker.contracts import Event, ToolCall

EVENTS, EACH = 10_000, 20
"""Events kept, and how many of them are one person's."""
THREADS, WORDS = 20, ("red", "black", "cheap", "new", "old")
"""Conversations kept, and what is searched for in the turns of each."""
ROWS, WIDTH, DIM = 100_000, 384, 256
"""Items of a made-up table for SASRec, the width of their content and its own."""
SIZE = (
    "select sum(pg_total_relation_size(c.oid)) from pg_class c join pg_namespace n on n.oid = c.relnamespace "
    "where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')"
)


def stored(domain: Path) -> int:
    """Bytes of what is kept of people and conversations, indexes included and dead rows not."""
    if url := os.environ.get("TASTEMAKER_DATABASE"):
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("vacuum full")
            return int((connection.execute(SIZE).fetchone() or [0])[0] or 0)
    total = 0
    for file in (domain / ".tastemaker").glob("[mt]*.sqlite3"):
        connection = sqlite3.connect(file)
        connection.execute("vacuum")
        total += connection.execute(
            "select page_count * page_size from pragma_page_count, pragma_page_size"
        ).fetchone()[0]
        connection.close()
    return total


def on_disk(domain: Path) -> dict[str, float]:
    """Bytes of each file of the build, for each item, or each event."""
    catalog = Catalog.open(domain)
    per = {"events.parquet": max(len(catalog.events), 1)}
    files = [file for file in sorted(Builds(domain).live().iterdir()) if file.is_file()]
    return {file.name: round(file.stat().st_size / per.get(file.name, len(catalog)), 1) for file in files}


def in_memory(domain: Path) -> dict[str, float]:
    """Bytes that an opened catalog holds, without the arrays that are mapped."""
    import pyarrow as pa

    before = Catalog.open(domain)  # what is imported once does not count
    people, events, items = len(before.users), len(before.events), len(before)
    del before
    found, arrow = {}, pa.total_allocated_bytes()
    tracemalloc.start()
    start = tracemalloc.get_traced_memory()[0]
    catalog = Catalog.open(domain)
    found["columns, per item"] = (pa.total_allocated_bytes() - arrow) / items
    steps: dict[str, tuple[Callable[[], object], int]] = {
        "ids and rows, per item": (lambda: catalog.ids, items),
        "titles to find, per item": (lambda: catalog.find("the red one"), items),
        "all items read, per item": (lambda: catalog.items, items),
        "events, per event": (lambda: catalog.events, events),
        "names and places, per person": (lambda: catalog.users, people),
    }
    for name, (step, per) in steps.items():
        step()
        now = tracemalloc.get_traced_memory()[0]
        found[name], start = (now - start) / max(per, 1), now
    tracemalloc.stop()
    return {name: round(size, 1) for name, size in found.items()}


def kept(domain: Path) -> dict[str, float]:
    """Bytes of an event with its key, and of a conversation whose turns each show five cards."""
    catalog, memory = Catalog.open(domain), Memory.of(domain)
    before = stored(domain)
    ids = catalog.ids
    events = [Event(f"person-{n // EACH:08}", ids[n % len(ids)], 1.7e9 + n) for n in range(EVENTS)]
    memory.add_events((f"event-{n:010}", event) for n, event in enumerate(events))
    found = {"event with a key": round((stored(domain) - before) / EVENTS, 1)}
    said = [part for word in WORDS for part in (ToolCall("search", {"query": word}), "Here they are.")]
    with Agent.open(domain, engine=ScriptedEngine(said * THREADS)) as agent:
        before = stored(domain)
        for n in range(THREADS):
            for word in WORDS:
                agent.chat(f"I am looking for something {word}", user=f"person-{n:08}", thread="one")
        found["conversation of five turns"] = round((stored(domain) - before) / THREADS, 1)
    return found


def hnsw(rows: int, folder: Path) -> dict[str, float]:
    """Bytes and CPU milliseconds of a made-up vector in Chroma's files."""
    made = np.random.default_rng(7).standard_normal((rows, WIDTH)).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    began = time.process_time()
    VectorIndex.create(folder, made, [f"item-{n:08}" for n in range(rows)]).close()
    spent = 1000 * (time.process_time() - began)
    sizes = {path.name: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    node = struct.unpack_from("<Q", next(folder.rglob("header.bin")).read_bytes(), 28)[0]
    return {
        "vectors": rows,
        "width": WIDTH,
        "bytes of a node in memory": node,
        "bytes on disk, per vector": round(sum(sizes.values()) / rows, 1),
        "chroma.sqlite3, per vector": round(sizes["chroma.sqlite3"] / rows, 1),
        "CPU ms to index, per vector": round(spent / rows, 3),
    }


def milliseconds(ask: Callable[[], object], *, items: int) -> float:
    """Median CPU milliseconds for a million items, of five calls after one that warms up."""
    spent = []
    for _ in range(6):
        began = time.process_time()
        ask()
        spent.append(time.process_time() - began)
    return round(1000 * statistics.median(spent[1:]) / items * 1e6, 1)


def finding(domain: Path) -> dict[str, float]:
    """CPU milliseconds that an answer takes for each million items."""
    import torch

    from tastemaker.agent.engines.item_table import ItemTable
    from tastemaker.agent.engines.rankers import Dense
    from tastemaker.agent.engines.sasrec import SASRec

    catalog = Catalog.open(domain)
    taste = TasteVector(catalog, Memory.of(domain))
    user = max(catalog.users, key=lambda one: len(catalog.events_of(one)))
    vector = catalog.query_vector("something red")
    table = ItemTable(torch.randn(ROWS, WIDTH), dim=DIM)
    partner = Dense("partner", SASRec(table))
    history = np.arange(50)
    items = len(catalog)
    return {
        "exact scan": milliseconds(lambda: nearest(catalog.fused, vector, 10), items=items),
        "taste vector, thirty liked": milliseconds(lambda: taste.recommend(user, k=10), items=items),
        "SASRec": milliseconds(lambda: partner.scores([history]), items=ROWS),
        "SASRec, its table alone": milliseconds(lambda: table().detach(), items=ROWS),
        "SASRec, each of 64 at once": round(
            milliseconds(lambda: partner.scores([history] * 64), items=ROWS) / 64, 1
        ),
    }


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("domain", help="a domain of TASTEMAKER_DATA that is indexed, or a folder")
    parser.add_argument("--database", default="", help="an empty PostgreSQL database")
    parser.add_argument("--vectors", type=int, default=60_000, help="made-up vectors in the index")
    given = parser.parse_args()
    began, source = time.perf_counter(), place(given.domain)
    if given.database:
        os.environ["TASTEMAKER_DATABASE"] = given.database
    report: dict[str, Any] = {
        "benchmark": "footprint",
        "domain": source.name,
        "database": bool(given.database),
    }
    with tempfile.TemporaryDirectory() as work:
        domain = Path(work) / source.name
        shutil.copytree(source / ".tastemaker" / "builds", domain / ".tastemaker" / "builds")
        shutil.copy(source / ".tastemaker" / "CURRENT", domain / ".tastemaker")
        catalog = Catalog.open(domain)
        report |= {"items": len(catalog), "events": len(catalog.events), "people": len(catalog.users)}
        report["width"] = int(catalog.fused.shape[1])
        for name, part in (("disk", on_disk), ("memory", in_memory), ("kept", kept), ("finding", finding)):
            report[name] = part(domain)
            say(name)
        if given.vectors:
            report["hnsw"] = hnsw(given.vectors, Path(work) / "vectors")
    print(json.dumps(report | about(began, "chromadb", "sqlalchemy"), indent=1))


if __name__ == "__main__":
    main()
