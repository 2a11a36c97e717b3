"""Lists for everybody, ahead of time: `python benchmarks/batch.py games [--people 50000] [--workers 2]`.

Runs `tastemaker batch` on a domain of TASTEMAKER_DATA in a process of its own: once to the end, and once
killed (SIGKILL, with all its workers) when half of the parts are there, then run again. Prints JSON: people
per second, the time that the second way took in all, and whether both folders hold the same rows. The peer
is a loop over `recommend`, one person after the other in one process.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pyarrow.dataset as ds
from setting import about, place, say

from tastemaker.agent.opening import open_recommender
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.memory import Memory
from tastemaker.serve.offline import people_of

LOOP = 200
"""People of the peer's loop."""


def begun(domain: Path, people: Path, out: Path, given: argparse.Namespace) -> subprocess.Popen[bytes]:
    """`tastemaker batch` in a process of its own."""
    command = [
        sys.executable, "-m", "tastemaker", "batch", str(domain), "-o", str(out), "--people", str(people),
        "--workers", str(given.workers), "--part", str(given.part), "-k", str(given.k),
        *(["--adapter", str(given.adapter)] if given.adapter else []),
    ]  # fmt: skip
    return subprocess.Popen(command, stdout=sys.stderr)


def ended(process: subprocess.Popen[bytes]) -> None:
    """Wait for it. Raises when it failed."""
    if process.wait():
        raise SystemExit(f"tastemaker batch ended with {process.returncode}")


def killed_half_way(process: subprocess.Popen[bytes], out: Path, parts: int) -> int:
    """Kill it when half of the parts are there; how many are."""
    while len(list(out.glob("*.parquet"))) < parts // 2:
        time.sleep(0.2)
    started = [*psutil.Process(process.pid).children(recursive=True), process]
    for one in started:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    process.wait()
    return len(list(out.glob("*.parquet")))


def rows_of(out: Path) -> list[dict[str, Any]]:
    """All rows, sorted; scores to four digits."""
    table = ds.dataset(out, format="parquet", exclude_invalid_files=True).to_table()
    rows = table.sort_by([("user", "ascending"), ("rank", "ascending")]).to_pylist()
    return [row | {"score": round(row["score"], 4)} for row in rows]


def one_by_one(domain: Path, people: list[str], given: argparse.Namespace) -> float:
    """People per second of a plain loop."""
    from tastemaker.agent.engines import open_engine

    catalog = Catalog.open(domain)
    engine = open_engine("mini", adapter=given.adapter) if given.adapter else None
    picks = open_recommender(catalog, Memory.of(catalog.folder), engine=engine, adapter=given.adapter)
    picks.recommend(people[0], k=given.k)
    start = time.perf_counter()
    for user in people:
        picks.recommend(user, k=given.k)
    return len(people) / (time.perf_counter() - start)


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("domain", help="a domain of TASTEMAKER_DATA that is indexed, or a folder")
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--part", type=int, default=1000)
    parser.add_argument("-k", type=int, default=10)
    parser.add_argument("--adapter", type=Path)
    given = parser.parse_args()
    began, domain = time.perf_counter(), place(given.domain)
    whose = people_of(Catalog.open(domain))[: given.people]
    report: dict[str, Any] = {"benchmark": "batch", "people": len(whose), "workers": given.workers}
    report["one by one, people per second"] = round(one_by_one(domain, whose[:LOOP], given), 1)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "people.txt").write_text("\n".join(whose), "utf-8")
        start = time.perf_counter()
        ended(begun(domain, work / "people.txt", work / "whole", given))
        report["seconds"] = round(time.perf_counter() - start, 1)
        report["people per second"] = round(len(whose) / report["seconds"], 1)
        say(f"whole: {report['seconds']} s")
        start = time.perf_counter()
        process = begun(domain, work / "people.txt", work / "killed", given)
        report["parts when it was killed"] = killed_half_way(
            process, work / "killed", -(-len(whose) // given.part)
        )
        ended(begun(domain, work / "people.txt", work / "killed", given))
        report["seconds with a kill in the middle"] = round(time.perf_counter() - start, 1)
        report["the same rows"] = rows_of(work / "whole") == rows_of(work / "killed")
    print(json.dumps(report | about(began), indent=1))


if __name__ == "__main__":
    main()
