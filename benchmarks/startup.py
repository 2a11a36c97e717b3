"""How soon the command line answers: `python benchmarks/startup.py [--runs 10]`.

Runs `tastemaker --help` in processes of its own, and, in turn with it, Python that does nothing, which is the
least that any program in Python takes. Goal: under 0.5 s. Prints JSON: seconds, median and most.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time

from setting import about

COMMANDS = {
    "tastemaker --help": [sys.executable, "-m", "tastemaker", "--help"],
    "python, doing nothing": [sys.executable, "-c", "pass"],
}


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=10)
    began, runs = time.perf_counter(), parser.parse_args().runs
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs):
        for name, command in COMMANDS.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            seconds[name].append(time.perf_counter() - start)
    found = {
        name: {"median": round(statistics.median(each), 3), "most": round(max(each), 3)}
        for name, each in seconds.items()
    }
    print(json.dumps({"benchmark": "startup", "runs": runs, "seconds": found, **about(began)}, indent=1))


if __name__ == "__main__":
    main()
