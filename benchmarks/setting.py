"""What the benchmarks of recommending share: where a domain lies, and what a report says beside figures."""

from __future__ import annotations

import os
import platform
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tastemaker.contracts import Ranker
from tastemaker.finetune import metrics

__all__ = ["Named", "about", "peak_gb", "place", "say", "summary"]

PACKAGES = ("tastemaker", "torch", "transformers")


@dataclass(frozen=True, slots=True)
class Named:
    """A ranker under another name."""

    name: str
    ranker: Ranker

    def scores(self, histories: Any) -> Any:
        return self.ranker.scores(histories)


def place(domain: str) -> Path:
    """A folder, or a domain of TASTEMAKER_DATA."""
    return Path(domain) if Path(domain).is_dir() else Path(os.environ.get("TASTEMAKER_DATA", "")) / domain


def say(line: str) -> None:
    """Progress, beside the JSON."""
    print(time.strftime("%H:%M:%S"), line, file=sys.stderr, flush=True)


def about(began: float, *packages: str) -> dict[str, Any]:
    """Minutes since `began` (`perf_counter`), machine and versions."""
    versions = {name: version(name) for name in (*PACKAGES, *packages)}
    return {
        "minutes": round((time.perf_counter() - began) / 60, 1),
        "machine": {"cpu": platform.processor() or platform.machine(), "cores": os.cpu_count()},
        "versions": versions | {"python": platform.python_version()},
    }


def peak_gb() -> float:
    """GB (10^9 bytes) of memory that this process held at its most.

    On Linux by the kernel's own mark of this program: `ru_maxrss` begins at what the parent held.
    """
    status = Path("/proc/self/status")
    if status.exists():
        marks = dict(line.split(":", 1) for line in status.read_text("utf-8").splitlines())
        return float(marks["VmHWM"].removesuffix("kB")) * 1024 / 1e9
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e9 if sys.platform == "darwin" else most * 1024 / 1e9


def summary(
    values: NDArray[np.float64], base: NDArray[np.float64], names: Sequence[str], *, than: str, seed: int
) -> dict[str, Any]:
    """Means over people, intervals, and those of the paired differences to `than`; arrays (people, names)."""
    low, high = metrics.interval(values, seed=seed)
    less, more = metrics.interval(values - base, seed=seed)
    return {
        name: {
            "value": float(values[:, n].mean()),
            "interval": [float(low[n]), float(high[n])],
            f"difference to {than}": [float(less[n]), float(more[n])],
        }
        for n, name in enumerate(names)
    }
