"""Trains what hears a message beside mini: `python -m tastemaker.finetune.mini.tool_prior`.

A linear reading (softmax regression with a small L2 penalty) of MiniLM's vectors of all hand-written lines,
spoken over drawn worlds, to the tool that answers each. Minutes on one core; the same result every time.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tastemaker.agent.engines import MINI
from tastemaker.agent.engines.tool_prior import FILE, WORDS, ToolPrior, asked
from tastemaker.catalog.embedders import embedder
from tastemaker.finetune.mini.apart import Apart
from tastemaker.finetune.mini.assemble import sums
from tastemaker.finetune.mini.corpus import composer
from tastemaker.finetune.mini.dialogues import Composer, Dialogue
from tastemaker.finetune.mini.softmax import softmax_regression
from tastemaker.finetune.mini.text import HELDOUT

__all__ = ["fitted", "main", "messages"]

PENALTY: Final = 5e-6
"""Of the weights' squares, beside the mean cross-entropy."""


def messages(composer: Composer, times: int) -> tuple[list[str], list[str]]:
    """Every line that people say, so many times over, and the tool that it asks for."""
    pairs = [pair for seed in range(times) for one in composer.compose_each(seed) for pair in _asked(one)]
    return [said for said, _ in pairs], [tool for _, tool in pairs]


def fitted(vectors: NDArray[np.float32], tools: list[str]) -> ToolPrior:
    """The reading of vectors, float32 (n, 384), to their tools that is likeliest under the penalty."""
    return ToolPrior(*softmax_regression(vectors, tools, penalty=PENALTY))


def _asked(dialogue: Dialogue) -> list[tuple[str, str]]:
    """Each message with the name of the tool that the answer to it calls."""
    after = zip(dialogue.messages, dialogue.messages[1:], strict=False)
    return [(asked([one]), _tool(answer)) for one, answer in after if one["role"] == "user"]


def _tool(answer: dict[str, Any]) -> str:
    calls = answer.get("tool_calls")
    return str(calls[0]["function"]["name"]) if calls else WORDS


def main() -> None:
    """Train it, put it beside mini, and print how often it is right on phrasings kept out of training."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=MINI, help="mini's folder")
    parser.add_argument("--times", type=int, default=1, help="how often each line is spoken")
    given = parser.parse_args()
    encode = embedder("text", "minilm").encode
    said, tools = messages(composer(heldout=False, apart=Apart.of(HELDOUT)), given.times)
    prior = fitted(encode(said), tools)
    prior.write(given.out / FILE)
    sums(given.out)
    watched, right = messages(composer(heldout=True), given.times)
    vectors = encode(watched)
    best = (vectors @ prior.weight.T + prior.bias).argmax(1)
    share = float(np.mean([prior.names[int(n)] == tool for n, tool in zip(best, right, strict=True)]))
    print(json.dumps({"messages": len(said), "watched": len(watched), "tool": round(share, 4)}))  # noqa: T201


if __name__ == "__main__":
    main()
