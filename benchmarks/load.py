"""Many people chatting at once through the API, the model behind vLLM: `python benchmarks/load.py [DOMAIN]`.

Starts `tastemaker serve DOMAIN --with-vllm` on a copy of the domain, or takes a running server by --url. Each
of --people talks for --seconds over the streaming endpoint: says what they alone love, goes through a
conversation of docs/conversations.toml, asks what is known of them, and begins anew. Who is told what
somebody else loves has been mixed up. A 429 is obeyed and its wait counted. The reference in the same run,
before the server starts, is the same people one at a time with the model in this process. Prints JSON.

    python benchmarks/load.py --people 4 --seconds 10 --reference 10     small
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
from alone import alone
from crowd import BACK, Person, crowd, strangers
from setting import about, place, say
from talking import Turn, known, talked
from waits import spread

from tastemaker.agent.opening import open_catalog

SETTING = ("domain", "model", "people", "seconds", "turns", "waiting", "seed")
READY_SECONDS = 1200.0
STOP_SECONDS = 90.0
PATIENCE = 5


def main() -> None:
    """Print the figures as JSON."""
    given, began = arguments(), time.perf_counter()
    everybody = crowd(given.people, seed=given.seed)
    setting = {
        name: getattr(given, name) for name in ("people", "seconds", "turns", "waiting", "seed", "model")
    }
    report: dict[str, Any] = {"benchmark": "load", **setting, "load before": round(os.getloadavg()[0], 1)}
    with tempfile.TemporaryDirectory() as folder:
        if given.url:
            load = asyncio.run(loaded(given.url, "", everybody, given.seconds))
        else:
            domain = Path(folder) / "domain"
            source = open_catalog("demo" if given.domain == "demo" else place(given.domain)).folder
            shutil.copytree(source, domain)
            if given.reference:
                report["one at a time in process"] = alone(domain, given, everybody)
                say("the reference is done")
            with served(domain, given) as (url, vllm):
                say(f"serving at {url}, vLLM at {vllm}")
                load = asyncio.run(loaded(url, vllm, everybody, given.seconds))
    report["all at once through the API"] = load
    print(json.dumps(report | {"times": times(report)} | about(began, "httpx"), indent=1))


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("domain", nargs="?", default="demo", help="a folder, or a domain of TASTEMAKER_DATA")
    parser.add_argument("--url", default="", help="a running API; then no reference is taken")
    parser.add_argument("--model", default="mini")
    parser.add_argument("--adapter", type=Path)
    parser.add_argument("--people", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=180.0)
    parser.add_argument("--reference", type=float, default=60.0, help="seconds in process; 0 leaves it out")
    parser.add_argument("--turns", type=int, default=16, help="replies at once, as of `tastemaker serve`")
    parser.add_argument("--waiting", type=int, default=64, help="requests that may wait, likewise")
    parser.add_argument("--log", type=Path, help="where the server's own words go")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


# -- the crowd


async def loaded(url: str, vllm: str, everybody: Sequence[Person], seconds: float) -> dict[str, Any]:
    """Everybody talks at once; what came of it."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    timeout = httpx.Timeout(600.0)
    async with httpx.AsyncClient(base_url=url, timeout=timeout, limits=limits, trust_env=False) as client:
        await warm(client)
        before, began = await decoded(vllm), time.perf_counter()
        talks = (talked(client, person, until=began + seconds) for person in everybody)
        turns = [turn for each in await asyncio.gather(*talks) for turn in each]
        took, after = time.perf_counter() - began, await decoded(vllm)
        kept = [await known(client, person) for person in everybody]
    figures = summary(turns, took, everybody) | memory(kept, everybody, turns)
    if vllm:
        figures["decoded tokens per second"] = round((after - before) / took, 1)
    return figures


async def warm(client: httpx.AsyncClient) -> None:
    """Have loaded and compiled what is so once: a few turns of people who are not counted."""
    for said in ("hello", "a red dress under 100", "I like silk"):
        for _ in range(PATIENCE):
            body = {"model": "tastemaker", "messages": [{"role": "user", "content": said}]}
            if (await client.post("/v1/chat/completions", json=body)).is_success:
                break


async def decoded(vllm: str) -> float:
    """All tokens that a vLLM server has decoded so far; 0 without one."""
    if not vllm:
        return 0.0
    async with httpx.AsyncClient(trust_env=False) as client:
        page = (await client.get(f"{vllm}/metrics")).text
    return sum(map(float, re.findall(r"^vllm:generation_tokens_total\S* (\S+)$", page, re.MULTILINE)))


def summary(turns: Sequence[Turn], seconds: float, everybody: Sequence[Person]) -> dict[str, Any]:
    """What people waited for, and what went wrong."""
    whole = [turn for turn in turns if turn.whole is not None]
    errors = [turn.error for turn in turns if turn.error]
    mixed = [
        {"person": turn.person.name, "told": told}
        for turn in whole
        if (told := strangers(turn.text + json.dumps(turn.more), turn.person, everybody))
    ]
    return {
        "turns": len(turns),
        "took, seconds": round(seconds, 1),
        "turns per second": round(len(whole) / seconds, 2),
        "errors": {"count": len(errors), "first": errors[:3]},
        "mixed up": {"count": len(mixed), "first": mixed[:3]},
        "turned away (429)": sum(turn.turned_away for turn in turns),
        "first words": spread([turn.first_text for turn in whole]),
        "first card": spread([turn.first_card for turn in whole]),
        "reply": spread([turn.whole for turn in whole]),
        "tokens of words per second": round(sum(turn.tokens for turn in whole) / seconds, 1),
    }


def memory(kept: Sequence[str], everybody: Sequence[Person], turns: Sequence[Turn]) -> dict[str, Any]:
    """Whose like was kept for them, whose for somebody else, and who was told their own."""
    back = [turn for turn in turns if turn.said in BACK]
    told = {turn.person.name for turn in back if turn.person.like in turn.text.casefold()}
    mixed = [strangers(page, person, everybody) for person, page in zip(everybody, kept, strict=True)]
    pairs = zip(everybody, kept, strict=True)
    return {
        "people whose like was kept": sum(person.like in page.casefold() for person, page in pairs),
        "people who asked it back": len({turn.person.name for turn in back}),
        "people told their own like": len(told),
        "people for whom another's was kept": sum(map(bool, mixed)),
    }


def times(report: dict[str, Any]) -> dict[str, float]:
    """How many times the reference's speeds."""
    ours = report["all at once through the API"]
    reference = report.get("one at a time in process", {})
    names = ("decoded tokens per second", "turns per second")
    both = [name for name in names if name in ours and reference.get(name)]
    return {name: round(ours[name] / reference[name], 2) for name in both}


# -- the server


@dataclass(frozen=True, slots=True)
class Child:
    """`tastemaker serve` in a process of its own."""

    process: subprocess.Popen[bytes]
    url: str

    def wait(self, log: Path) -> None:
        """Until it is ready. Raises SystemExit when it ends first."""
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise SystemExit(f"tastemaker serve ended: {log.read_text('utf-8', 'replace')[-2000:]}")
            with suppress(httpx.TransportError):
                if httpx.get(f"{self.url}/ready", timeout=5.0, trust_env=False).is_success:
                    return
            time.sleep(1.0)
        raise SystemExit(f"tastemaker serve was not ready after {READY_SECONDS:.0f} seconds: see {log}")

    def vllm(self) -> str:
        """The address of the vLLM server that it started."""
        lines = [one.cmdline() for one in psutil.Process(self.process.pid).children(recursive=True)]
        port = next(line[line.index("--port") + 1] for line in lines if "--served-model-name" in line)
        return f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        """End it, and with it vLLM."""
        if self.process.poll() is not None:
            return
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()


@contextmanager
def served(domain: Path, given: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """The addresses of an API over a domain, and of its vLLM."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    command = [
        sys.executable, "-m", "tastemaker", "serve", str(domain), "--with-vllm", "--model", given.model,
        "--port", str(port), "--turns", str(given.turns), "--waiting", str(given.waiting),
        *(["--adapter", str(given.adapter)] if given.adapter else []),
    ]  # fmt: skip
    log = given.log or domain.parent / "serve.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        child = Child(process, f"http://127.0.0.1:{port}")
        try:
            child.wait(log)
            yield child.url, child.vllm()
        finally:
            child.stop()


if __name__ == "__main__":
    main()
