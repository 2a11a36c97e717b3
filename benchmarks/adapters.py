"""Many adapters on one server, against one adapter, and against a server for each: memory and speed.

    python benchmarks/adapters.py [DOMAIN[=FOLDER] ...] [--replies 60] [--runs 3]

Without domains, the demo's five sections with the adapters that ship. `one` is a server of the first domain,
`many` one server of all, `servers` a process for each; all say the same number of replies to the same words,
from as many threads, in runs that take turns. Prints JSON: decoded tokens per second (medians and ranges) and
the memory of the processes, after lists and replies (PSS shares what several map; RSS does not).
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from setting import about, say

from tastemaker.agent.opening import shipped_adapter
from tastemaker.catalog.demo.sections import SECTIONS
from tastemaker.contracts import TextDelta
from tastemaker.domains import catalogs_of, open_agents
from tastemaker.serve.branch import Branch
from tastemaker.serve.desk import Desk

WISHES = (
    "a red summer dress",
    "something to watch tonight",
    "news about space",
    "a slow song",
    "cheaper ones",
)


class Server:
    """A process that holds some domains, and does what it is told."""

    def __init__(self, domains: Sequence[str], options: argparse.Namespace) -> None:
        how = ["--model", options.model, "--tokens", str(options.tokens), "--seed", str(options.seed)]
        command = [sys.executable, __file__, "--child", *how, *domains]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tell(self, **asked: Any) -> None:
        assert self._process.stdin is not None
        print(json.dumps(asked), file=self._process.stdin, flush=True)

    def told(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        found: dict[str, Any] = json.loads(self._process.stdout.readline())
        return found

    def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def main() -> None:
    options = arguments()
    if options.child:
        child(options)
        return
    began, domains = time.perf_counter(), options.domains
    ways = {"one": [domains[:1]], "many": [domains], "servers": [[domain] for domain in domains]}
    speed: dict[str, list[float]] = {name: [] for name in ways}
    memory: dict[str, dict[str, float]] = {}
    for run in range(options.runs):
        for name, groups in ways.items():
            servers = [Server(group, options) for group in groups]
            together(servers, replies=len(domains), turns=1, run=-1)  # loads what is loaded once
            done = together(servers, replies=options.replies, turns=options.turns, run=run)
            speed[name].append(done["tokens"] / done["seconds"])
            memory[name] = done["memory"]
            for server in servers:
                server.end()
            say(f"{name}: {speed[name][-1]:.0f} tokens a second, {memory[name]} MB")
    print(json.dumps(report(options, speed, memory) | about(began, "peft"), indent=1))


def together(servers: Sequence[Server], *, replies: int, turns: int, run: int) -> dict[str, Any]:
    """The replies dealt out to servers that work at once, and what came of it."""
    share = len(servers)
    for server in servers:
        server.tell(replies=max(replies // share, 1), turns=max(turns // share, 1), run=run)
    found = [server.told() for server in servers]
    memory = {kind: round(sum(one["memory"][kind] for one in found), 1) for kind in ("pss", "rss")}
    seconds = max(one["seconds"] for one in found)
    return {"tokens": sum(one["tokens"] for one in found), "seconds": seconds, "memory": memory}


def report(
    options: argparse.Namespace, speed: dict[str, list[float]], memory: dict[str, dict[str, float]]
) -> dict[str, Any]:
    middle = {name: statistics.median(some) for name, some in speed.items()}
    return {
        "benchmark": "adapters",
        "domains": options.domains,
        "replies": options.replies,
        "turns": options.turns,
        "seed": options.seed,
        "tokens per second": {
            name: {"median": round(middle[name], 1), "range": [round(min(some), 1), round(max(some), 1)]}
            for name, some in speed.items()
        },
        "megabytes": memory,
        "many to one, speed": round(middle["many"] / middle["one"], 3),
        "many to servers, memory": round(memory["many"]["pss"] / memory["servers"]["pss"], 3),
    }


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("domains", nargs="*", default=[f"demo/{name}" for name in SECTIONS])
    parser.add_argument("--model", default="mini")
    parser.add_argument("--replies", type=int, default=60, help="of a run, over all domains")
    parser.add_argument("--turns", type=int, default=5, help="replies at once, over all servers")
    parser.add_argument("--tokens", type=int, default=48, help="of a reply, at most")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def child(options: argparse.Namespace) -> None:
    """Serve the domains, without the sockets: what would pass through them is the same for all."""
    asked = {f"{n}": domain.partition("=") for n, domain in enumerate(options.domains)}
    catalogs = catalogs_of({name: domain for name, (domain, _, _) in asked.items()})
    adapters = {
        name: Path(folder) if folder else shipped_adapter(catalogs[name], model=options.model)
        for name, (_, _, folder) in asked.items()
    }
    if bare := [options.domains[int(name)] for name, adapter in adapters.items() if adapter is None]:
        raise SystemExit(f"no adapter ships for {', '.join(bare)}: give DOMAIN=FOLDER")
    desk = Desk(open_agents(catalogs, adapters, model=options.model, image_model="mini"))
    desk.warm()
    for line in sys.stdin:
        print(json.dumps(worked(desk, options, **json.loads(line))), flush=True)
    desk.close()


def worked(desk: Desk, options: argparse.Namespace, *, replies: int, turns: int, run: int) -> dict[str, Any]:
    for branch in desk.branches.values() if run < 0 else ():
        with desk.turn(branch) as agent:
            agent.recommend(agent.catalog.users[0], k=5)
    draw, branches = random.Random(f"{options.seed} {run}"), list(desk.branches.values())
    asked = [f"{draw.choice(WISHES)}, number {draw.randrange(1000)}" for _ in range(replies)]
    began = time.perf_counter()
    with ThreadPoolExecutor(turns) as pool:
        jobs = [
            pool.submit(said, desk, branches[n % len(branches)], words, options.tokens)
            for n, words in enumerate(asked)
        ]
        tokens = sum(job.result() for job in jobs)
    return {"tokens": tokens, "seconds": time.perf_counter() - began, "memory": memory_now()}


def said(desk: Desk, branch: Branch, words: str, tokens: int) -> int:
    """Tokens of a reply to these words, by the domain's model."""
    with desk.turn(branch) as agent:
        engine: Any = agent.engine
        deltas = engine.chat([{"role": "user", "content": words}], max_new_tokens=tokens)
        text = "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))
        return len(engine.loaded.tokenizer.encode(text, add_special_tokens=False))


def memory_now() -> dict[str, float]:
    """Megabytes of this process, by Linux."""
    lines = Path("/proc/self/smaps_rollup").read_text("utf-8").splitlines()
    found = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines if line.endswith("kB")}
    return {"pss": found["Pss"], "rss": found["Rss"]}


if __name__ == "__main__":
    main()
