"""How much of the model's work people share who talk at the same time: `python benchmarks/batching.py`.

    python benchmarks/batching.py [--model mini] [--people 1 4 16] [--turns 2] [--drafts 1] [--demo FOLDER]

As many people as the most of `--people` say what the fashion conversations of `docs/conversations.toml` say,
each beginning elsewhere, on the demo. First in whole turns, through the agent, search and files included; the
engine is watched, and then alone answers what it was asked in these once again ("answers"), and once more
with every prompt but its last token read before ("decoding"). The work is the same however many are at it at
once; the peer in the same run is the engine that reads one step of one person at a time, with all of them at
it. Goal: with 16 at once at least 2.5 times its decoded tokens per second.
Prints JSON. Beside seconds stand seconds of the processor (all threads), which other jobs disturb less.
"""

from __future__ import annotations

import argparse
import json
import os
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from setting import about, say

from tastemaker import Agent
from tastemaker.agent.engines import weights_of
from tastemaker.agent.engines.batching import Batch
from tastemaker.agent.engines.decoding import Run
from tastemaker.agent.engines.models import Loaded, load
from tastemaker.agent.engines.prefix import PrefixCache
from tastemaker.agent.engines.transformers import TransformersEngine
from tastemaker.catalog.demo import demo_folder
from tastemaker.contracts import Delta, Message

ASKED = Path(__file__).parents[1] / "docs" / "conversations.toml"
SEED = 0
"""All is greedy: nothing is drawn."""
CLOCKS = ("second", "cpu second")


class Counted(Batch):
    """Counts the tokens that the model chose."""

    tokens = 0

    def steps(self, runs: Sequence[Run], *, keep: int = 1) -> Any:
        logits = super().steps(runs, keep=keep)
        with self._lock:
            self.tokens += keep * len(runs)
        return logits


class Watched(TransformersEngine):
    """Writes down what it is asked."""

    def __init__(self, loaded: Loaded, *, shares: bool = True) -> None:
        super().__init__(loaded)
        self.asked: list[tuple[Sequence[Message], dict[str, Any]]] = []
        self._passes.shares &= shares
        self._batch: Counted = Counted(self._passes)

    @property
    def tokens(self) -> int:
        return self._batch.tokens

    def chat(self, messages: Sequence[Message], **given: Any) -> Iterator[Delta]:
        self.asked.append((list(messages), given))
        return super().chat(messages, **given)


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", default="mini")
    parser.add_argument("--people", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--turns", type=int, default=2, help="of each person")
    parser.add_argument(
        "--drafts", type=int, default=1, help="of a reply; the peer, who shares no passes, always draws one"
    )
    parser.add_argument("--demo", type=Path, help="the demo's folder, when it is not in the cache")
    given = parser.parse_args()
    began, load_before = time.perf_counter(), os.getloadavg()[0]
    loaded = replace(load(weights_of(given.model)), drafts=given.drafts)
    talks = conversations(max(given.people), turns=given.turns)
    folder = (given.demo or demo_folder()) / "fashion"
    turns, requests = whole_turns(loaded, folder, talks, given.people)
    report: dict[str, Any] = {
        "benchmark": "batching",
        "model": given.model,
        "drafts": given.drafts,
        "precision": str(loaded.model.dtype),
        "threads": loaded.threads,
        "conversations": len(talks),
        "turns": sum(map(len, talks)),
        "whole turns": compared(turns, per="turns"),
        "answers": compared(answers(loaded, requests, given.people, read=False), per="tokens"),
        "decoding": compared(answers(loaded, requests, given.people, read=True), per="tokens"),
        "seed": SEED,
        "load": [load_before, os.getloadavg()[0]],
        **about(began),
    }
    print(json.dumps(report, indent=1))


def conversations(people: int, *, turns: int) -> list[list[str]]:
    """What each person says."""
    found = tomllib.loads(ASKED.read_text(encoding="utf-8"))["conversation"]
    said = [line for one in found if one["domain"] == "fashion" for line in one["turns"]]
    return [[said[(who + n) % len(said)] for n in range(turns)] for who in range(people)]


def ways(people: Sequence[int]) -> list[tuple[str, int, bool]]:
    """A name, how many at once, and whether they share passes."""
    return [
        ("one at a time", max(people), False),
        *((f"{each} at once", each, True) for each in people),
    ]


def whole_turns(
    loaded: Loaded, folder: Path, talks: Sequence[Sequence[str]], people: Sequence[int]
) -> tuple[dict[str, dict[str, float]], list[list[Any]]]:
    """The conversations through the agent; and what the first time was asked of the engine, by person."""
    figures, requests = {}, list[list[Any]]()
    for name, at_once, shares in ways(people):
        engine = Watched(loaded, shares=shares)
        with Agent.open(folder, engine=engine) as agent:

            def talk(who: int, agent: Agent = agent) -> None:
                for said in talks[who]:
                    agent.chat(said, user=f"batching {who}", thread=f"batching {who}")

            if not requests:
                for who in range(len(talks)):
                    engine.asked.clear()
                    forget(agent, [who])
                    talk(who)
                    requests.append(list(engine.asked))
            forget(agent, range(len(talks)))
            figures[name] = timed(engine, talk, len(talks), at_once, turns=sum(map(len, talks)))
            forget(agent, range(len(talks)))
        say(f"whole turns, {name}: {figures[name]}")
    return figures, requests


def forget(agent: Agent, people: Sequence[int] | range) -> None:
    for who in people:
        agent.forget(f"batching {who}")


def answers(
    loaded: Loaded, requests: Sequence[Sequence[Any]], people: Sequence[int], *, read: bool
) -> dict[str, dict[str, float]]:
    """The engine alone; with `read` every prompt has been read before the clock runs."""
    asked = [[each] for one in requests for each in one] if read else requests
    figures = {}
    for name, at_once, shares in ways(people):
        engine = Watched(loaded, shares=shares)

        def talk(who: int, engine: Watched = engine, **less: int) -> None:
            for messages, given in asked[who]:
                for _ in engine.chat(messages, **given | less):
                    pass

        if read:
            engine._prefixes = PrefixCache(len(asked))
            for who in range(len(asked)):
                talk(who, max_new_tokens=1)
        figures[name] = timed(engine, talk, len(asked), at_once, turns=len(asked))
        say(f"{'decoding' if read else 'answers'}, {name}: {figures[name]}")
    return figures


def timed(
    engine: Watched, talk: Callable[[int], None], people: int, at_once: int, *, turns: int
) -> dict[str, float]:
    """All conversations, so many at once."""
    before, wall, work = engine.tokens, time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(talk, range(people)))
    wall, work = time.perf_counter() - wall, time.process_time() - work
    tokens = engine.tokens - before
    return {"seconds": round(wall, 2), "cpu seconds": round(work, 2), "tokens": tokens, "turns": turns}


def compared(figures: Mapping[str, dict[str, float]], *, per: str) -> dict[str, Any]:
    """Rates, and how many times those of one at a time they are."""
    base = figures["one at a time"]
    return {
        name: one
        | {f"{per} per {clock}": round(one[per] / one[f"{clock}s"], 1) for clock in CLOCKS}
        | {
            f"times per {clock}": round(one[per] / one[f"{clock}s"] / (base[per] / base[f"{clock}s"]), 2)
            for clock in CLOCKS
        }
        for name, one in figures.items()
    }


if __name__ == "__main__":
    main()
