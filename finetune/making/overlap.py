"""ROUGE-L against references, by Google's own package (Lin, 2004: aclanthology.org/W04-1013)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tastemaker.errors import MissingExtra

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["rouge_l"]


def rouge_l(texts: Sequence[str], references: Sequence[str]) -> NDArray[np.float64]:
    """The F1 of the longest common subsequence of words, float64 (n,). Raises MissingExtra."""
    try:
        from rouge_score.rouge_scorer import RougeScorer
    except ImportError as error:
        raise MissingExtra("rouge-score", extra="measure", purpose="measuring texts by ROUGE-L") from error
    scorer = RougeScorer(["rougeL"], use_stemmer=False)
    pairs = zip(references, texts, strict=True)
    return np.array([scorer.score(reference, text)["rougeL"].fmeasure for reference, text in pairs])
