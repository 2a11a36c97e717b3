"""Recommendations per second through each route to the model: `python benchmarks/beam_routes.py [DOMAIN]`.

In process, as it ships: the API's process holds the network and searches beside vLLM
(`agent.engines.beam`). Through vLLM: one request for each level of the IDs (`served_beam.py`). Both rank the
same people with the same weights: the network, with the adapter in it and its ID rows written, is saved and
served by the product's own `vllm_server`. TASTEMAKER_VLLM names the vllm program. What is searched is what
people have not had, after all but their last event.

Without --adapter the demo takes the one that ships, and another domain is taught `full` for --minutes first.
Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import torch
from agreement import agreement
from numpy.typing import NDArray
from served_beam import FLAGS, ServedBeam
from setting import about, place, say
from torch import Tensor

from tastemaker.agent.engines import weights_of
from tastemaker.agent.engines.about import About
from tastemaker.agent.engines.adapter import Adapter
from tastemaker.agent.engines.beam import Found, beam
from tastemaker.agent.engines.codes import code_tokens
from tastemaker.agent.engines.model_server import ModelServer
from tastemaker.agent.engines.models import Loaded, load
from tastemaker.agent.engines.trie import View
from tastemaker.agent.opening import open_catalog, shipped_adapter
from tastemaker.catalog.catalog import Catalog
from tastemaker.errors import ModelUnreachable
from tastemaker.finetune.finetuning import finetune
from tastemaker.finetune.recipe import Recipe
from tastemaker.finetune.splits import leave_last_out
from tastemaker.serve.vllm_child import vllm_server

Ints = NDArray[np.int64]
Route = Callable[[Ints], Found]
PRECISIONS = {"bfloat16": torch.bfloat16, "float32": torch.float32}
PATIENCE = 5
COUNTED = ("prompt_tokens", "prefix_cache_queries", "prefix_cache_hits")
"""Counters of the server's, by what its prompts hold."""


def main() -> None:
    """Print the figures as JSON."""
    given = arguments()
    began = time.perf_counter()
    catalog = open_catalog("demo" if given.domain == "demo" else place(given.domain))
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        adapter = given.adapter or shipped_adapter(catalog, model=given.model) or taught(catalog, work, given)
        setting = {name: getattr(given, name) for name in ("domain", "beams", "people", "at_once", "seed")}
        report: dict[str, Any] = {"benchmark": "beam_routes", **setting, "items": len(catalog)}
        report |= {"strategy": About.read(adapter).strategy, "flags": given.flags}
        for precision in given.precision:
            ranking = Ranking.open(catalog, adapter, precision=precision, beams=given.beams)
            histories = people(catalog, most=given.people, seed=given.seed)
            report[precision] = compared(ranking, histories, work / precision, given)
    print(json.dumps(report | about(began, "httpx"), indent=1))


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("domain", nargs="?", default="demo", help="a folder, or a domain of TASTEMAKER_DATA")
    parser.add_argument("--adapter", type=Path)
    parser.add_argument("--model", default="mini")
    parser.add_argument("--minutes", type=float, default=5.0, help="of training, where there is no adapter")
    parser.add_argument("--beams", type=int, default=20)
    parser.add_argument("--people", type=int, default=128)
    parser.add_argument("--at-once", type=int, default=16)
    parser.add_argument("--precision", nargs="+", default=[*PRECISIONS], choices=[*PRECISIONS])
    parser.add_argument("--flags", default=FLAGS, help="of vLLM, beside those of the product")
    parser.add_argument("--log", type=Path, help="where vLLM's own words go")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def taught(catalog: Catalog, work: Path, given: argparse.Namespace) -> Path:
    """A small adapter with the whole model in it."""
    recipe = Recipe(strategy="full", minutes=given.minutes, seed=given.seed)
    finetune(catalog, recipe=recipe, base=given.model, folder=work / "adapter", say=say)
    return work / "adapter"


def people(catalog: Catalog, *, most: int, seed: int) -> list[Ints]:
    """The histories of some people, without their last event."""
    split = leave_last_out(catalog.events, items=len(catalog))
    tested = np.random.default_rng(seed).permutation(split.tested("test"))[:most]
    return [split.history(person, "test") for person in tested]


@dataclass(frozen=True, slots=True)
class Ranking:
    """An adapter opened in this process, in a precision."""

    adapter: Adapter
    loaded: Loaded
    tokens: list[Tensor]
    beams: int

    @classmethod
    def open(cls, catalog: Catalog, folder: Path, *, precision: str, beams: int) -> Ranking:
        told = About.read(folder)
        loaded = load(weights_of(told.base), adapter=folder, device="cpu")
        adapter = Adapter.open(folder, catalog, loaded=loaded)
        assert adapter.generative is not None, "`features` writes no IDs"
        adapter.generative.reader.install()  # for a server, which knows no rows but the network's own
        loaded.model.to(PRECISIONS[precision])
        torch.set_num_threads(loaded.threads or torch.get_num_threads())
        return cls(adapter, loaded, code_tokens(loaded.tokenizer, told.sizes), beams)

    def asked(self, histories: Sequence[Ints]) -> tuple[dict[str, Tensor], View]:
        """Prompts, and the items that each has not had."""
        dense, generative = self.adapter.dense, self.adapter.generative
        assert dense is not None
        assert generative is not None
        allowed = torch.ones((len(histories), len(self.adapter.items.known)), dtype=torch.bool)
        for mine, history in zip(allowed, histories, strict=True):
            mine[torch.from_numpy(history)] = False
        return generative.asked([dense.segment(one) for one in histories], allowed=allowed)

    def here(self, *histories: Ints) -> Found:
        """In this process."""
        inputs, view = self.asked(histories)
        network = self.loaded.model
        with torch.autocast("cpu", torch.bfloat16, enabled=network.dtype == torch.bfloat16):
            return beam(network, view, inputs=inputs, tokens=self.tokens, beams=self.beams)

    def there(self, address: str) -> Route:
        """Through the server at this address."""
        words = self.loaded.model.get_input_embeddings().weight.detach()
        served = ServedBeam(ModelServer(address), words=words, tokens=self.tokens)

        def route(history: Ints) -> Found:
            inputs, view = self.asked([history])
            return served.search(inputs["inputs_embeds"][0], view, beams=self.beams)

        return route

    def save(self, folder: Path) -> None:
        """Write the network as it ranks here."""
        self.loaded.model.save_pretrained(folder)
        (self.loaded.processor or self.loaded.tokenizer).save_pretrained(folder)


def compared(
    ranking: Ranking, histories: list[Ints], work: Path, given: argparse.Namespace
) -> dict[str, Any]:
    """Both routes, over the same people, while the server runs."""
    ranking.save(work)
    many = given.at_once
    with served(work, ranking, given) as address:
        there = ranking.there(address)
        before = counters(address)
        mine, found = timed(ranking.here, histories, many)
        theirs, heard = timed(there, histories, many)
        after = counters(address)
        batch = rate(lambda: [ranking.here(*histories[n : n + many]) for n in range(0, len(histories), many)])
    found[f"{many} in one batch"] = round(len(histories) / batch, 2)
    parameters = sum(one.nbytes for one in ranking.loaded.model.parameters())
    return {
        "recommendations per second": {"in process": found, "through vLLM": heard},
        "the same": agreement(mine, theirs, loose=ranking.loaded.model.dtype == torch.bfloat16),
        "vLLM counted": {name: after[name] - before[name] for name in COUNTED},
        "megabytes of weights in process": round(parameters / 1e6, 1),
    }


def timed(route: Route, histories: list[Ints], many: int) -> tuple[list[Found], dict[str, float]]:
    """What a route finds, and for how many people in a second: one after the other, and many at once."""
    warm(route, histories[0])
    found: list[Found] = []
    alone = rate(lambda: found.extend(route(one) for one in histories))
    say(f"one at a time: {alone:.1f} s")
    with ThreadPoolExecutor(many) as threads:
        together = rate(lambda: list(threads.map(route, histories)))
    say(f"{many} at once: {together:.1f} s")
    speeds = {"one at a time": alone, f"{many} at once": together}
    return found, {name: round(len(histories) / seconds, 2) for name, seconds in speeds.items()}


def warm(route: Route, history: Ints) -> None:
    """Have compiled and loaded what is so once; a server may say nothing for minutes meanwhile."""
    for _ in range(PATIENCE):
        with suppress(ModelUnreachable):
            route(history)
            return
    route(history)


def rate(work: Callable[[], object]) -> float:
    """Seconds that some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@contextmanager
def served(folder: Path, ranking: Ranking, given: argparse.Namespace) -> Iterator[str]:
    """vLLM with these weights, in their precision."""
    kind = str(ranking.loaded.model.dtype).removeprefix("torch.")
    before = os.environ.get("TASTEMAKER_VLLM_ARGS", "")
    os.environ["TASTEMAKER_VLLM_ARGS"] = f"{before} {given.flags} --dtype {kind}"
    say(f"starting vLLM in {kind}")
    try:
        with vllm_server(str(folder), name="ranker", log=given.log or folder / "vllm.log") as address:
            yield address
    finally:
        os.environ["TASTEMAKER_VLLM_ARGS"] = before


def counters(address: str) -> dict[str, float]:
    """What the server has counted so far."""
    page = httpx.get(f"{ModelServer(address).base}/metrics", trust_env=False).text
    rows = {name: re.findall(rf"^vllm:{name}_total\S* (\S+)$", page, re.MULTILINE) for name in COUNTED}
    return {name: sum(map(float, found)) for name, found in rows.items()}


if __name__ == "__main__":
    main()
