"""Trains what reads tastes and texts beside mini: `python -m tastemaker.finetune.mini.angles`.

Softmax regression of MiniLM's vectors of the copybook's lines, the ways to state a taste together with the
copy that suits it, to the angle that they were written for. Seconds on one core; the same result every time.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Final

import numpy as np

from tastemaker.agent.engines import MINI
from tastemaker.agent.engines.angles import FILE, Angles
from tastemaker.catalog.embedders import embedder
from tastemaker.finetune.mini.assemble import sums
from tastemaker.finetune.mini.copybook import SLOTS, Angle, read_book
from tastemaker.finetune.mini.utterances import held_out

__all__ = ["PENALTY", "copy", "fitted", "main", "statements"]

PENALTY: Final = 1e-4
"""Of the weights' squares, beside the mean cross-entropy."""
STEPS: Final = 1000


def statements(*, heldout: bool) -> list[tuple[str, str]]:
    """How a taste is stated, and the angle: the one phrasing in twenty that is kept out, or the others.

    Words that name an angle are never kept out.
    """
    found = [(text, angle.name) for angle in _angles() for text in angle.says if held_out(text) == heldout]
    return found if heldout else [*found, *((word, one.name) for one in _angles() for word in one.triggers)]


def copy(*, heldout: bool) -> list[tuple[str, str]]:
    """What suits a taste, and the angle, split in the same way."""
    told = [(text, one.name) for one in _angles() for slot in SLOTS for text in getattr(one, slot)]
    return [(text, name) for text, name in told if held_out(text) == heldout]


def fitted(lines: list[tuple[str, str]]) -> Angles:
    """The reading of lines, each with its angle; of three angles and more."""
    from sklearn.linear_model import LogisticRegression

    vectors = embedder("text", "minilm").encode([text for text, _ in lines])
    found = LogisticRegression(C=1 / (2 * PENALTY * len(lines)), max_iter=STEPS).fit(
        vectors, [name for _, name in lines]
    )
    weight, bias = (np.asarray(part, np.float32) for part in (found.coef_, found.intercept_))
    return Angles(tuple(found.classes_.tolist()), weight, bias)


def _angles() -> list[Angle]:
    """Those that somebody can have."""
    return [angle for angle in read_book().angles.values() if angle.says]


def _right(reading: Angles, lines: list[tuple[str, str]]) -> float:
    """The share of lines whose angle is read first."""
    best = reading([text for text, _ in lines]).argmax(axis=1)
    hits = [reading.names[n] == name for n, (_, name) in zip(best, lines, strict=True)]
    return round(float(np.mean(hits)), 4)


def main() -> None:
    """Train it, put it beside mini, and print how often it is right on lines kept out of training."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=MINI, help="mini's folder")
    given = parser.parse_args()
    lines = [*statements(heldout=False), *copy(heldout=False)]
    reading = fitted(lines)
    reading.write(given.out / FILE)
    sums(given.out)
    watched = {"statements": statements(heldout=True), "copy": copy(heldout=True)}
    right = {name: {"lines": len(kept), "right": _right(reading, kept)} for name, kept in watched.items()}
    print(json.dumps({"angles": len(reading.names), "lines": len(lines), "watched": right}))  # noqa: T201


if __name__ == "__main__":
    main()
