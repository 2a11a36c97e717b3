"""How much is needed: `python benchmarks/sizing.py --items 1000000 --people 10000000`.

Reckons the table of docs/scaling.md from what you have and from what was measured, and prints JSON: each
figure with its formula. Nothing is measured here. What nobody has measured is 0; rows that need it say so.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, fields
from typing import Any

__all__ = ["Given", "rows"]

GB, DAY = 1e9, 86_400
CONNECTIONS = 31
"""Of a domain in a process to PostgreSQL, at most: 16 for threads, 15 for memory. A turn takes one more."""


@dataclass(frozen=True)
class Given:
    """What is reckoned with. The first are yours; the others were measured, by the command that is named."""

    items: int = 1_000_000
    people: int = 10_000_000
    events: int = 50
    """Kept of each person."""
    talking: float = 0.01
    """Share of the people who talk on a day."""
    messages: float = 5
    """Of someone who talks, on that day."""
    peak: float = 3
    """The busiest second against the mean of the day."""
    processes: int = 4
    """API processes."""
    domains: int = 1
    """Served by each process, every one with connections of its own."""
    turns: int = 4
    """Replies at once of each (`--turns`)."""
    width: int = 384
    """Of a fused vector: 384 with text alone, 769 with pictures."""
    dim: int = 256
    """Of an adapter's item vectors."""
    workers: int = 8
    """Of `tastemaker batch`."""
    parquet: float = 61
    """Bytes of an item in items.parquet (footprint.py)."""
    opened: float = 1150
    """Bytes of an item in an API process, arrays apart (footprint.py)."""
    link: float = 268
    """Bytes of an HNSW node beside its vector (footprint.py)."""
    log: float = 2010
    """Bytes of a vector in Chroma's own database, of width 384 (footprint.py)."""
    event: float = 329
    """Bytes of a kept event (footprint.py --database)."""
    conversation: float = 6144
    """Bytes of a conversation (footprint.py --database)."""
    trie: float = 29
    """Bytes of an item in the trie (decoding.py)."""
    embedded: float = 78
    """Items embedded a second, with pictures, on two cores (index.py movies)."""
    indexed: float = 1.13
    """Milliseconds to put a vector into an index of 200,000, on two cores (search.py)."""
    scan: float = 917
    """CPU milliseconds of a recommendation by the taste vector, for a million items (footprint.py)."""
    ranked: float = 5360
    """CPU milliseconds of a recommendation by an adapter's partner, for a million items (footprint.py)."""
    together: float = 75.4
    """The same for each of 64 people who are read at once, as `batch` does (footprint.py)."""
    tokens: float = 43
    """Decoded in answering one message, tool calls included, by mini (load.py)."""
    decoded: float = 0
    """Tokens a second of one vLLM replica under load (load.py)."""
    listed: float = 586
    """Milliseconds of a batch worker for a list by the taste vector, for a million items (batch.py games)."""


def rows(given: Given) -> dict[str, dict[str, Any]]:
    """By name: the value, its unit, and the formula with the names of `Given`."""
    busiest = "people * talking * messages * peak / DAY"
    table = {
        "fused and modality vectors on disk": ("2 * items * 4 * width / GB", "GB a build"),
        "vectors that a node's memory should hold": ("items * 4 * width / GB", "GB a node"),
        "Chroma's memory": ("items * (4 * width + link) / GB", "GB"),
        "Chroma's disk": ("items * (4 * width + link + log) / GB", "GB"),
        "items.parquet": ("items * parquet / GB", "GB a build"),
        "an API process, arrays apart": ("items * opened / GB", "GB a process"),
        "trie": ("items * trie / GB", "GB a process"),
        "an adapter's item table": ("items * 4 * (width + dim + 2 * dim * turns) / GB", "GB a process"),
        "events": ("people * events * event / GB", "GB"),
        "conversations, one for each who talks on a day": ("people * talking * conversation / GB", "GB"),
        "connections to PostgreSQL": ("(CONNECTIONS + turns) * processes * domains", ""),
        "embedding": ("items / embedded / 3600", "hours on two cores"),
        "the vector index": ("items * indexed / 3.6e6", "hours on two cores, at least"),
        "recommending by the taste vector": ("scan * items / 1e6", "CPU ms"),
        "recommending by an adapter's partner": ("ranked * items / 1e6", "CPU ms"),
        "the partner's part of lists for everybody": ("people * together * items / 1e6 / 3.6e6", "CPU hours"),
        "messages at the peak": (busiest, "a second"),
        "vLLM replicas": (f"{busiest} * tokens / decoded", ""),
        "lists for everybody by the taste vector": (
            "people * listed * items / 1e6 / workers / 3.6e6",
            "hours",
        ),
    }
    names = {field.name: getattr(given, field.name) for field in fields(Given)}
    return {name: row(formula, unit, names) for name, (formula, unit) in table.items()}


def row(formula: str, unit: str, names: dict[str, float]) -> dict[str, Any]:
    """One figure; where a number that it needs is 0, which one that is."""
    code = compile(formula, "<formula>", "eval")
    if missing := [name for name in code.co_names if names.get(name) == 0]:
        return {"not measured": missing, "formula": formula}
    value = eval(code, {"__builtins__": {}}, names | {"GB": GB, "DAY": DAY, "CONNECTIONS": CONNECTIONS})
    return {"value": float(f"{value:.3g}"), "unit": unit, "formula": formula}


def main() -> None:
    """Print the table as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    for field in fields(Given):
        parser.add_argument(f"--{field.name}", type=type(field.default), default=field.default)
    given = Given(**vars(parser.parse_args()))
    print(json.dumps({"given": vars(given), "rows": rows(given)}, indent=1))


if __name__ == "__main__":
    main()
