"""Keeps what is practised on apart from what is tested on."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Final

__all__ = ["NOTHING", "Apart", "normal"]

NEAR: Final = 0.6
"""From this overlap of character 5-grams on (Jaccard), one text is a near copy of another."""


class Apart:
    """Says of a message whether it is far enough from all the texts of a test."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = tuple(texts)
        self._known = [_grams(text) for text in self.texts]
        self._places: dict[str, list[int]] = defaultdict(list)
        for n, grams in enumerate(self._known):
            for gram in grams:
                self._places[gram].append(n)

    @classmethod
    def of(cls, folder: Path) -> Apart:
        """From the turns of held-out conversations; from nothing where there is no such folder."""
        read = (
            line for file in sorted(folder.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()
        )
        return cls(turn["u"] for line in read for turn in json.loads(line)["turns"])

    def __call__(self, text: str) -> bool:
        """True when no text of the test is nearly the same."""
        return self.nearest(text)[0] < NEAR

    def nearest(self, text: str) -> tuple[float, str]:
        """The highest overlap with a text, and that text."""
        own = _grams(text)
        shared = Counter(n for gram in own for n in self._places.get(gram, ()))
        return max(
            (
                (count / (len(own) + len(self._known[n]) - count), self.texts[n])
                for n, count in shared.items()
            ),
            default=(0.0, ""),
        )


NOTHING: Final = Apart(())
"""Keeps apart from nothing: all may be used."""


def normal(text: str) -> str:
    """Lower case, without slots and punctuation, one space between words and around."""
    bare = re.sub(r"[^\w\s]", " ", re.sub(r"\{[^}]*\}", " ", text.lower()))
    return f" {' '.join(bare.split())} "


def _grams(text: str) -> frozenset[str]:
    bare = normal(text)
    return frozenset(bare[i : i + 5] for i in range(max(1, len(bare) - 4)))
