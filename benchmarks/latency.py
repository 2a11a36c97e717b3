"""How long a person waits: the first card of a turn, and the whole reply.

    python benchmarks/latency.py [--model mini] [--demo FOLDER]

Plays `docs/conversations.toml` on the demo, one person after the other. Goals: the first card under 3 s and
the whole reply under 8 s, median. The peer in the same run is the same agent with a model that costs nothing
and answers every message with one search: what is left is the loop, the search and the files.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
import tomllib
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from tastemaker import Agent
from tastemaker.agent.engines import open_engine
from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.agent.events import CardsShown
from tastemaker.agent.opening import open_catalog, shipped_adapter
from tastemaker.catalog.demo import demo_folder
from tastemaker.contracts import Engine, Reply, ToolCall

ASKED = Path(__file__).parents[1] / "docs" / "conversations.toml"
PACKAGES = ("tastemaker", "torch", "transformers", "langgraph", "chromadb")


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", default="mini")
    parser.add_argument("--demo", type=Path, help="the demo's folder, when it is not in the cache")
    given = parser.parse_args()
    asked = tomllib.loads(ASKED.read_text(encoding="utf-8"))["conversation"]
    engine, demo = open_engine(given.model), given.demo or demo_folder()
    waits = {given.model: [], "no model": []}
    for one in asked:
        waits[given.model] += play(one, demo, engine)
        searches = [[ToolCall("search", {"query": said})] for said in one["turns"]]
        script = [step for search in searches for step in (search, "Here: [1].")]
        waits["no model"] += play(one, demo, ScriptedEngine(script))
    print(json.dumps(report(waits), indent=1))


def play(asked: dict[str, Any], demo: Path, engine: Engine) -> list[tuple[float | None, float]]:
    """Seconds to the first card (None without cards) and to the whole reply, for every turn."""
    folder = demo if asked["domain"] == "demo" else demo / asked["domain"]
    user, found = f"latency {asked['name']}", []
    adapter = shipped_adapter(open_catalog(folder), model=engine.name)
    with Agent.open(folder, engine=engine, adapter=adapter) as agent:
        agent.forget(user)
        for said in asked["turns"]:
            began, first = time.perf_counter(), None
            for happening in agent.stream(said, user=user):
                if isinstance(happening, CardsShown) and first is None:
                    first = time.perf_counter() - began
                if isinstance(happening, Reply):
                    found.append((first, time.perf_counter() - began))
        agent.forget(user)
    return found


def report(waits: dict[str, list[tuple[float | None, float]]]) -> dict[str, Any]:
    return {
        "benchmark": "latency",
        "turns": len(next(iter(waits.values()))),
        "seconds": {
            name: {
                "first card": spread([first for first, _ in times if first is not None]),
                "whole reply": spread([whole for _, whole in times]),
            }
            for name, times in waits.items()
        },
        "machine": {"cpu": platform.processor() or platform.machine(), "cores": os.cpu_count()},
        "load": os.getloadavg()[0],
        "versions": {name: version(name) for name in PACKAGES} | {"python": platform.python_version()},
    }


def spread(seconds: Sequence[float]) -> dict[str, float]:
    return {
        "median": round(float(np.median(seconds)), 2),
        "p95": round(float(np.percentile(seconds, 95)), 2),
        "turns": len(seconds),
    }


if __name__ == "__main__":
    main()
