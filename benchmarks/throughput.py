"""How fast mini is trained: `python benchmarks/throughput.py` (needs `pip install trl`).

The same conversations (composed, as `finetune` mixes them in so that talking is not forgotten) are learnt
with all of the decoder's weights by our training loop and by trl's SFTTrainer with packing, both in bfloat16,
in runs that take turns. Both read the same tokens, both learn what assistants say and nothing else. Prints
JSON: tokens per second, medians and ranges over the runs, and their ratio.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from contextlib import redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from setting import about, say

from tastemaker.agent.engines import weights_of
from tastemaker.agent.engines.codes import code_tokens
from tastemaker.agent.engines.item_table import ItemTable
from tastemaker.agent.engines.models import load
from tastemaker.agent.engines.packing import Segment
from tastemaker.agent.engines.reader import Reader
from tastemaker.agent.engines.sasrec import SASRec
from tastemaker.finetune.objective import Objective
from tastemaker.finetune.strategies import prepare
from tastemaker.finetune.talk import Talk
from tastemaker.finetune.training import Settings, train

ROW = 1024
"""Tokens of a packed row, for both."""


def reader() -> Reader:
    """mini as `finetune` trains it, with a tower of a few made-up items."""
    loaded = load(weights_of("mini"))
    network = prepare(loaded.model.float(), "full", dropout=0.0).network
    codes = torch.cat(code_tokens(loaded.tokenizer, (256, 256, 256, 256)))
    tower = SASRec(ItemTable(torch.zeros(8, 4), dim=16), heads=2)
    return Reader(network, tower, codes=codes, meaning=torch.zeros(len(codes), 4))


def ours(segments: list[Segment], *, tokens: int) -> float:
    """Seconds for one epoch, without the watching."""
    objective = Objective(reader())
    settings = Settings(epochs=1, tokens=tokens, row=ROW, patience=0, every=1e6)
    with TemporaryDirectory() as folder:
        outcome = train(
            objective, lambda epoch: segments, settings=settings, folder=Path(folder),
            watch=lambda: {"ndcg@10": 0.0},
        )  # fmt: skip
    return outcome.seconds


def theirs(segments: list[Segment], *, tokens: int, strategy: str) -> float:
    """Seconds for one epoch with trl."""
    from datasets import Dataset
    from trl import SFTConfig, SFTTrainer

    loaded = load(weights_of("mini"))
    network = prepare(loaded.model.float(), "full", dropout=0.0).network
    rows = []
    for segment in segments:
        ids = [*segment.index.tolist(), int(max(segment.label[-1], 0))]
        labels = [-100, *(int(label) if label >= 0 else -100 for label in segment.label)]
        rows.append({"input_ids": ids, "labels": labels})
    with TemporaryDirectory() as folder:
        config = SFTConfig(
            output_dir=folder, max_length=ROW, packing=True, packing_strategy=strategy, num_train_epochs=1,
            per_device_train_batch_size=max(1, tokens // ROW), bf16=True, use_cpu=True, report_to=[],
            save_strategy="no", logging_strategy="no", disable_tqdm=True, gradient_checkpointing=False,
            learning_rate=1e-4, optim="adamw_torch", lr_scheduler_type="cosine",
        )  # fmt: skip
        trainer = SFTTrainer(
            model=network,
            args=config,
            train_dataset=Dataset.from_list(rows),
            processing_class=loaded.tokenizer,
        )
        began = time.perf_counter()
        with redirect_stdout(sys.stderr):  # where trl prints its own figures
            trainer.train()
        return time.perf_counter() - began


def main() -> None:
    """Print the comparison as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--read", type=int, default=60_000, help="tokens of a run")
    parser.add_argument("--tokens", type=int, default=3072, help="tokens of a step")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--strategy", default="bfd", choices=("bfd", "wrapped"), help="trl's packing")
    given = parser.parse_args()
    began = time.perf_counter()
    segments = Talk(load(weights_of("mini")).tokenizer)(0, tokens=given.read)
    total = sum(map(len, segments))
    rates: dict[str, list[float]] = {"ours": [], "trl": []}
    for _ in range(given.runs):
        rates["ours"].append(total / ours(segments, tokens=given.tokens))
        rates["trl"].append(total / theirs(segments, tokens=given.tokens, strategy=given.strategy))
        say(str({name: round(some[-1]) for name, some in rates.items()}))
    report: dict[str, Any] = {
        "benchmark": "throughput",
        "conversations": len(segments),
        "tokens": total,
        "learnt": int(sum((segment.label >= 0).sum() for segment in segments)),
        "tokens per second": {
            name: {"median": statistics.median(some), "range": [min(some), max(some)]}
            for name, some in rates.items()
        },
        "times faster": round(statistics.median(rates["ours"]) / statistics.median(rates["trl"]), 2),
        "packing of trl": given.strategy,
        **about(began, "trl", "accelerate"),
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
