"""How soon an item that is added over HTTP can be found and is recommended, and what `index` would take.

    python benchmarks/live_items.py [DOMAIN] [--times 10] [--model mini]

DOMAIN is copied first, so that nothing of it changes. `seconds` run from sending the item until an answer of
the search, and one of the recommendations, holds it. The peer is our own incremental `index` of the same
folder with one more item, in this process, its embedders loaded: the other way to get an item in.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from setting import about, place

from tastemaker.agent.agent import Agent
from tastemaker.agent.opening import open_catalog
from tastemaker.catalog.build import index
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.live import Live
from tastemaker.serve.api import create_api
from tastemaker.serve.listening import address, listening


def main() -> None:
    options, began = arguments(), time.perf_counter()
    source = open_catalog("demo" if options.domain == "demo" else place(options.domain)).folder
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "domain"
        shutil.copytree(source, folder)
        with Agent.open(folder, model=options.model) as agent:
            found = {"items": len(agent.catalog), "recommender": type(agent.recommender).__name__}
            found |= measured(agent, options.times)
            found["index"] = spread([indexed(folder, agent) for _ in range(3)])
    setting = {
        "benchmark": "live_items",
        "domain": source.name,
        "times": options.times,
        "model": options.model,
    }
    print(json.dumps(setting | found | about(began, "fastapi", "uvicorn"), indent=1))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how soon an added item is there.")
    parser.add_argument("domain", nargs="?", default="demo")
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--model", default="mini")
    return parser.parse_args()


def measured(agent: Agent, times: int) -> dict[str, Any]:
    """Add items to a served agent; seconds and CPU seconds of each."""
    server = uvicorn.Server(uvicorn.Config(create_api(agent), log_level="error", ws="none"))
    with listening("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        with httpx.Client(base_url=address(listener), timeout=600) as client:
            wait(lambda: client.get("/ready").status_code == 200)
            added = [add(client, n) for n in range(times + 1)][1:]  # the first one loads what is loaded once
        server.should_exit = True
        thread.join()
    return {name: spread([one[name] for one in added]) for name in ("kept", "found", "recommended", "cpu")}


def add(client: httpx.Client, n: int) -> dict[str, float]:
    item = {"id": f"live-{n}", "title": f"Quixotic zeppelin {n}", "description": "A thing like no other."}
    began, cpu = time.perf_counter(), time.process_time()
    client.post("/v1/items", json={"items": [item]}).raise_for_status()
    kept = time.perf_counter() - began
    asked = {"query": item["title"], "k": 20}
    wait(lambda: item["id"] in ids(client.post("/v1/search", json=asked)))
    found = time.perf_counter() - began
    everything = {"user": f"nobody-{n}", "k": 1000, "where": "title contains 'zeppelin'"}
    wait(lambda: item["id"] in ids(client.post("/v1/recommendations", json=everything)))
    recommended = time.perf_counter() - began
    return {"kept": kept, "found": found, "recommended": recommended, "cpu": time.process_time() - cpu}


def ids(reply: httpx.Response) -> list[str]:
    return [card["id"] for card in reply.raise_for_status().json()["data"]]


def indexed(folder: Path, agent: Agent) -> float:
    """Seconds of CPU that an index run takes for one new item."""
    models = {m: model for m in agent.catalog.models if (model := agent.catalog.embedder(m))}
    Live(Catalog.open(folder)).put([{"id": f"indexed-{time.time_ns()}", "title": "One more"}])
    began = time.process_time()
    index(folder, embedders=models)
    return time.process_time() - began


def wait(true: Callable[[], bool]) -> None:
    while not true():
        time.sleep(0.01)


def spread(values: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(values), 3), "most": round(max(values), 3)}


if __name__ == "__main__":
    main()
