"""How well mini answers while it is trained, on phrasings that it is never trained on.

`python -m tastemaker.finetune.mini.watching --run RUN [RUN …]` tells it of a finished run or a model, and of
several the mean of their weights.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.nn.functional import cross_entropy

if TYPE_CHECKING:
    from tastemaker.finetune.mini.corpus import Corpus
    from tastemaker.finetune.mini.text import Mini

__all__ = ["main", "watched"]


def watched(model: Mini, corpus: Corpus, *, samples: int) -> dict[str, float]:
    """On phrasings never trained on, with the true past: how often every token of an answer is the likeliest.

    `tool` is the share of calls whose tool is right, `call` of calls that are right in full.
    """
    right: dict[str, list[bool]] = defaultdict(list)
    losses: list[float] = []
    model.eval()
    tokenizer = corpus.tokenizer
    opening = tokenizer.convert_tokens_to_ids("<tool_call>")
    with torch.inference_mode():
        for seed in range(samples):
            sample = corpus.sample(seed)
            ids = torch.from_numpy(sample.ids[:1000].astype(np.int64))[None]
            learn = sample.learn[:1000]
            if not learn.any():
                continue
            pictures = [sample.picture] if sample.picture >= 0 else []
            logits = model.logits(ids[:, :-1], pictures, torch.from_numpy(learn[1:])[None])
            losses.append(float(cross_entropy(logits, ids[0, 1:][learn[1:]])))
            best = np.zeros(len(learn), np.int64)
            best[learn] = logits.argmax(-1).numpy()
            for begin, end in _runs(learn):
                truth, said = sample.ids[begin:end], best[begin:end]
                is_call = truth[0] == opening
                right["talk_or_call"].append(bool((said[0] == opening) == is_call))
                if is_call:
                    right["call"].append(bool((said == truth).all()))
                    name = slice(0, 9)
                    right["tool"].append(bool((said[name] == truth[name]).all()))
    model.train()
    loss = {"loss": round(float(np.mean(losses)), 4)} if losses else {}
    return loss | {k: round(float(np.mean(v)), 4) for k, v in right.items()}


def _runs(mask: np.ndarray[Any, np.dtype[np.bool_]]) -> Iterator[tuple[int, int]]:
    """The (start, end) of every run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        yield int(start), int(end)


def main() -> None:
    """Print it as JSON."""
    from tastemaker.agent.engines import MINI
    from tastemaker.catalog.demo import demo_folder
    from tastemaker.catalog.vision import shipped_tower
    from tastemaker.finetune.mini.assemble import mean_of
    from tastemaker.finetune.mini.corpus import Corpus
    from tastemaker.finetune.mini.eyes import Eyes
    from tastemaker.finetune.mini.text import Mini
    from tastemaker.finetune.mini.tokenizer import open_tokenizer
    from tastemaker.finetune.mini.warmstart import warm_decoder

    parser = argparse.ArgumentParser(description="How well mini answers phrasings that it is not trained on.")
    parser.add_argument("--run", type=Path, nargs="+", default=[MINI])
    parser.add_argument("--pictures", type=Path, help="the demo's folder, if it is not the usual one")
    parser.add_argument("--samples", type=int, default=300)
    given = parser.parse_args()
    tokenizer = open_tokenizer(MINI)
    eyes = Eyes.open(given.pictures or demo_folder(), tower=shipped_tower())
    model = Mini(warm_decoder(tokenizer, seed=0), eyes)
    model.load_state_dict(mean_of(given.run))
    found = watched(model, Corpus(tokenizer, heldout=True, eyes=eyes), samples=given.samples)
    print(json.dumps({"runs": [one.name for one in given.run], "samples": given.samples, **found}))  # noqa: T201


if __name__ == "__main__":
    main()
