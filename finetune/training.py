"""The training loop: the same for every strategy, resumable at any step, on one machine or many."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import torch
from accelerate import Accelerator
from accelerate.utils import broadcast_object_list, is_bf16_available
from torch import Tensor

from tastemaker.agent.engines.packing import Segment, pack
from tastemaker.agent.engines.spans import LONG
from tastemaker.errors import TrainingFailed
from tastemaker.finetune.board import Board
from tastemaker.finetune.checkpoint import resume, store, trainable
from tastemaker.finetune.objective import Objective
from tastemaker.finetune.sequences import batched

__all__ = ["Outcome", "Settings", "machines", "train"]

Say = Callable[[str], None]
Watch = Callable[[], Mapping[str, float]]
CHECKPOINT: Final = "resume.safetensors"
GOAL: Final = "ndcg@10"
MEASURED: Final = 4
"""Steps whose time tells how many fit the minutes; the first one, which is slower, is not among them."""
MARGIN: Final = 0.85
"""Share of the minutes that the steps may take: the rest is for watching and saving."""
AN_EPOCH: Final = 20
"""Steps that an epoch should have; with fewer, a shop of some hundred items learns next to nothing."""
FEWEST: Final = 128
"""Tokens that a step reads at least, where as many are asked for."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train. What is fixed here is part of the run: a resumed one must have the same."""

    epochs: int = 24
    """Times every history is read."""
    minutes: float | None = None
    """Fewer epochs where they would take longer than this."""
    tokens: int = 2048
    """Tokens a step reads, in each process: at most, and fewer where an epoch would have too few steps."""
    row: int = 256
    """Tokens of a row that segments are packed into; more where one is longer."""
    rate: float = 1e-3
    """The highest learning rate, of what is new."""
    warm_rate: float = 2e-4
    """The highest learning rate of the weights that come from the base model."""
    accumulate: int = 1
    """Steps whose gradients are added before the weights change."""
    patience: int = 3
    """Watches without a better result after which training stops; 0 for never."""
    every: float = 2.0
    """Epochs between two watches."""
    seed: int = 0


@dataclass(slots=True)
class Outcome:
    """What a training came to."""

    steps: int = 0
    epochs: float = 0.0
    seconds: float = 0.0
    best: float = -math.inf
    """The best value of what was watched for."""
    curve: list[dict[str, float]] = field(default_factory=list)
    """One row a watch: epoch, seconds, the loss since the last one, and what was watched."""
    stopped: str = ""
    """Why it ended before its last epoch; empty if it did not."""


def train(
    objective: Objective,
    segments: Callable[[int], list[Segment]],
    *,
    settings: Settings,
    folder: Path,
    watch: Watch,
    say: Say = lambda line: None,
) -> Outcome:
    """Train until the epochs or minutes are over or nothing improves; the model is left at its best.

    `segments(epoch)` gives an epoch's samples; `watch()` the held-out metrics, of which ndcg@10 decides.
    Killed at any point, the same call goes on from the last checkpoint in `folder` and comes to the same
    result. Raises TrainingFailed when the loss is no number any more, OutOfDisk, and BadCheckpoint for a
    folder of another run.
    """
    return _Run(objective, segments, settings, folder, machines(), say)(watch)


def machines() -> Accelerator:
    """Where training runs: this process, or those that `accelerate launch` started; bfloat16 where it can."""
    return Accelerator(mixed_precision="bf16" if is_bf16_available() else "no")


class _Run:
    """One training: its optimizer, its clock and its place."""

    def __init__(
        self,
        objective: Objective,
        segments: Callable[[int], list[Segment]],
        settings: Settings,
        folder: Path,
        accelerator: Accelerator,
        say: Say,
    ) -> None:
        self.plain, self.segments, self.settings, self.folder = objective, segments, settings, folder
        self.accelerator, self.say = accelerator, say
        optimizer = torch.optim.AdamW(_groups(objective, settings), betas=(0.9, 0.98), weight_decay=0.0)
        self.model, self.optimizer = accelerator.prepare(objective, optimizer)
        self.outcome, self.total, self.worse, self.board = Outcome(), 0, 0, Board(folder)
        self.tokens = 0
        """Of a step; told from the first epoch."""
        self.best = {name: value.clone() for name, value in trainable(objective).items()}

    def __call__(self, watch: Watch) -> Outcome:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._resume()
        self.per_epoch = len(self._epoch(0))
        self.total = self.total or self._planned()
        began, sums, count = time.perf_counter() - self.outcome.seconds, 0.0, 0
        gap = max(1, round(self.settings.every * self.per_epoch))
        for step, batch in self._batches():
            sums, count = sums + self._step(step, batch), count + 1
            self.outcome.steps, self.outcome.seconds = step + 1, time.perf_counter() - began
            late = self._late()
            if (step + 1) % gap == 0 or step + 1 == self.total or late:
                self._watched(watch, loss=sums / count)
                sums, count = 0.0, 0
                self._store()
                self.outcome.stopped = self.outcome.stopped or late
                if self.outcome.stopped:
                    break
        self.board.close()
        with torch.no_grad():
            for name, value in trainable(self.plain).items():
                value.copy_(self.best[name])
        self.plain.eval()
        return self.outcome

    def _epoch(self, number: int) -> list[list[Segment]]:
        """An epoch's batches for this process; every process has as many."""
        segments = self.segments(number)
        world, rank = self.accelerator.num_processes, self.accelerator.process_index
        if not self.tokens:
            enough = sum(map(len, segments)) // (AN_EPOCH * world)
            self.tokens = min(self.settings.tokens, max(FEWEST, enough))
        batches = batched(segments, tokens=self.tokens)
        whole = len(batches) // world * world or len(batches)
        return batches[:whole][rank::world] or batches

    def _batches(self) -> Iterator[tuple[int, list[Segment]]]:
        """Step and batch, from where the run stands to its end."""
        step = self.outcome.steps
        while step < self.total:
            epoch, start = divmod(step, self.per_epoch)
            batches = self._epoch(epoch)
            for n in range(start, self.per_epoch):
                if step == self.total:
                    return
                yield step, batches[min(n, len(batches) - 1)]
                step += 1

    def _planned(self) -> int:
        """How many steps there will be, told from the time of the first few where minutes are given."""
        steps = math.ceil(self.settings.epochs * self.per_epoch)
        if self.settings.minutes is None:
            return steps
        batches, times = self._epoch(0), []
        for n in range(MEASURED + 1):
            began = time.perf_counter()
            self._loss(batches[n % len(batches)])["loss"].detach()
            times.append(time.perf_counter() - began)
        self.optimizer.zero_grad()
        each = 3.0 * sum(times[1:]) / MEASURED  # forward alone is a third of a step
        fitting = max(1, int(MARGIN * self.settings.minutes * 60 / each))
        if fitting < steps:
            self.say(f"{self.settings.minutes:g} minutes are enough for {fitting:,} of {steps:,} steps")
        agreed = [min(steps, fitting)]
        broadcast_object_list(agreed)
        return agreed[0]

    def _late(self) -> str:
        """Why to stop now, where the machine turned out slower than planned; all processes agree on it."""
        minutes = self.settings.minutes
        agreed = [minutes is not None and self.outcome.seconds > 60 * minutes]
        broadcast_object_list(agreed)
        return f"{minutes:g} minutes are over" if agreed[0] else ""

    def _loss(self, batch: list[Segment]) -> dict[str, Tensor]:
        packed = pack(batch, length=self._row(batch)).to(self.accelerator.device)
        with self.accelerator.autocast():
            found: dict[str, Tensor] = self.model(packed)
        return found

    def _row(self, batch: list[Segment]) -> int:
        """The length of a batch's rows; read span by span, one row holds it all without padding."""
        longest = max(map(len, batch))
        by_spans = longest > LONG and self.accelerator.device.type == "cpu"
        return sum(map(len, batch)) if by_spans else max(self.settings.row, longest)

    def _step(self, step: int, batch: list[Segment]) -> float:
        """One step; the loss. What is left out at random depends on the step alone."""
        self.plain.train()
        torch.manual_seed(self.settings.seed * 1_000_003 + step * self.accelerator.num_processes
                          + self.accelerator.process_index)  # fmt: skip
        loss = self._loss(batch)["loss"]
        value = float(loss.detach())
        if not math.isfinite(value):
            self._failed(step)
        self.accelerator.backward(loss / self.settings.accumulate)
        if (step + 1) % self.settings.accumulate == 0 or step + 1 == self.total:
            share = min(1.0, (step + 1) / min(200, max(1, self.total // 10))) * _cosine(step / self.total)
            for group in self.optimizer.param_groups:
                group["lr"] = group["top"] * share
            self.accelerator.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimizer.step()
            self.optimizer.zero_grad()
        return value

    def _failed(self, step: int) -> None:
        """Stop at a loss that is no number; the checkpoint on disk is of before."""
        kept = self.folder / CHECKPOINT
        found = f"The last good state is in {kept}" if kept.exists() else "There was no good state yet"
        raise TrainingFailed(
            f"the loss is no number at step {step + 1} (epoch {step / self.per_epoch:.1f}). {found}: "
            f"run again with a lower learning rate than {self.settings.rate:g}"
        )

    def _watched(self, watch: Watch, *, loss: float) -> None:
        """Measure on what is held out, keep the best, and stop where nothing improves."""
        outcome = self.outcome
        outcome.epochs = outcome.steps / self.per_epoch
        self.plain.eval()
        found = dict(watch())
        row = {
            "epoch": round(outcome.epochs, 2),
            "seconds": round(outcome.seconds, 1),
            "loss": round(loss, 4),
        }
        outcome.curve.append(row | {name: round(value, 5) for name, value in found.items()})
        if self.accelerator.is_main_process:
            self.board.record(outcome.curve[-1], step=outcome.steps)
        better = found[GOAL] > outcome.best
        if better:
            outcome.best, self.worse = found[GOAL], 0
            self.best = {name: value.clone() for name, value in trainable(self.plain).items()}
        else:
            self.worse += 1
        left = outcome.seconds / outcome.steps * (self.total - outcome.steps)
        self.say(
            f"epoch {outcome.epochs:.1f} of {self.total / self.per_epoch:.1f}  loss {loss:.3f}  "
            + "  ".join(f"{name} {value:.4f}" for name, value in found.items())
            + ("  best" if better else "")
            + f"  {left / 60:.1f} min left"
        )
        if self.settings.patience and self.worse >= self.settings.patience:
            outcome.stopped = f"no better {GOAL} in {self.worse} watches"

    def _store(self) -> None:
        if not self.accelerator.is_main_process:
            return
        state = {
            "outcome": asdict(self.outcome),
            "total": self.total,
            "worse": self.worse,
            "settings": asdict(self.settings),
        }
        store(self.folder / CHECKPOINT, self.plain, self.optimizer, best=self.best, state=state)

    def _resume(self) -> None:
        path = self.folder / CHECKPOINT
        if not path.is_file():
            return
        self.best, state = resume(path, self.plain, self.optimizer)
        self.outcome = Outcome(**state["outcome"])
        self.total, self.worse = state["total"], state["worse"]
        self.say(f"going on from step {self.outcome.steps:,} of {self.total:,}")


def _groups(model: Objective, settings: Settings) -> list[dict[str, Any]]:
    """Parameters by their highest learning rate."""
    named = [(name, value) for name, value in model.named_parameters() if value.requires_grad]
    fresh = [value for name, value in named if not model.is_warm(name)]
    old = [value for name, value in named if model.is_warm(name)]
    tops = ((fresh, settings.rate), (old, settings.warm_rate))
    return [{"params": values, "lr": top, "top": top} for values, top in tops if values]


def _cosine(share: float) -> float:
    """From 1 down to 0.03 as the share done goes from 0 to 1."""
    return 0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * share))
