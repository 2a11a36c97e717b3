"""What people waited, in a few numbers."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

__all__ = ["spread"]


def spread(seconds: Iterable[float | None]) -> dict[str, float]:
    """Median, the 95th of a hundred, the most; of those that waited at all."""
    found = [one for one in seconds if one is not None]
    if not found:
        return {"turns": 0}
    return {
        "median": round(float(np.median(found)), 2),
        "p95": round(float(np.percentile(found, 95)), 2),
        "most": round(max(found), 2),
        "turns": len(found),
    }
