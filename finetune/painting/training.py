"""A network in training: its optimizer, running average, clock, log and checkpoints.

Each step draws its chances from a generator of its own, so that a run that was stopped goes on as if nothing
had happened, and one that is counted in steps gives the same result however often it was stopped.
"""

from __future__ import annotations

import json
import logging
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from tastemaker.disk import room, whole
from tastemaker.errors import ModelNotFound, TrainingFailed
from tastemaker.finetune.checkpoint import resume, store
from tastemaker.finetune.painting.recipe import Recipe

__all__ = ["Stop", "Training", "standing"]

log = logging.getLogger(__name__)
WARM_UP = 100
FALL = 0.5
"""The share of the run over which the rate falls to zero."""
MEMORY = 12.0
"""How much the running average leans to the present: its weight grows as the run to this power
(arXiv 2312.02696, section 3), so that it spans the last twelfth or so of any run, short or long."""
SAVE_SECONDS = 90.0
TELL_STEPS = 50


class Stop(Exception):  # noqa: N818 - not an error: a run that was asked to pause
    """A run was stopped before its end; the same call goes on."""


class Training:
    """One stage of the recipe. `name` is that of its checkpoint and of its lines in the log."""

    def __init__(
        self, net: nn.Module, recipe: Recipe, *, name: str, share: float, rate: float, stop_after: int = 0
    ) -> None:
        self.net, self.recipe, self.name, self.rate = net.to(recipe.device).train(), recipe, name, rate
        self._seconds = 60 * recipe.minutes * share
        self._stop_after = stop_after
        self._path = recipe.run / f"{name}.checkpoint.safetensors"
        many = [p for p in net.parameters() if p.ndim > 1]
        few = [p for p in net.parameters() if p.ndim < 2]
        groups = [{"params": many, "weight_decay": 0.01}, {"params": few, "weight_decay": 0.0}]
        self._optimizer = torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98))
        self._own = dict(net.named_parameters())
        self.average = {key: value.detach().clone() for key, value in self._own.items()}
        self.step, self._spent = 0, 0.0
        self._losses: list[Tensor] = []
        self._resume()
        self.begin()

    def begin(self) -> None:
        """Start the clock: what was made ready before does not count."""
        self._begun = self._saved = time.monotonic()

    @property
    def path(self) -> Path:
        """Where the finished network is kept."""
        return self.recipe.run / f"{self.name}.safetensors"

    @property
    def spent(self) -> float:
        """Seconds of training so far, all sittings together."""
        return self._spent + time.monotonic() - self._begun

    @property
    def share(self) -> float:
        """How much of the run is over, 0 to 1."""
        done = self.step / self.recipe.steps if self.recipe.steps else self.spent / max(self._seconds, 1e-9)
        return min(1.0, done)

    @property
    def over(self) -> bool:
        return self.share >= 1.0

    def chance(self) -> torch.Generator:
        """The generator of this step's random numbers, on the CPU: the same on every machine."""
        return torch.Generator().manual_seed((self.recipe.seed * 2**32 + self.step) * 7919 + len(self.name))

    def autocast(self) -> AbstractContextManager[Any]:
        """bfloat16 where it is safe."""
        return torch.autocast(self.recipe.device.split(":")[0], dtype=torch.bfloat16)

    def update(self, loss: Tensor) -> None:
        """One step down the loss. Raises TrainingFailed where it is no number; the last checkpoint stays."""
        rate = self.rate * min(1.0, (self.step + 1) / WARM_UP) * min(1.0, (1 - self.share) / FALL)
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        self._optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        norm = nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self._check(loss.detach() + norm)
        self._optimizer.step()
        self.step += 1
        self._remember()
        self._losses.append(loss.detach())
        if self.step % TELL_STEPS == 0 or self.over:
            self._tell()
        if self.over or time.monotonic() - self._saved > SAVE_SECONDS or self.step == self._stop_after:
            self._save()
        if self.step == self._stop_after and not self.over:
            raise Stop(f"stopped after {self.step} steps, as asked")

    def finish(self) -> dict[str, Tensor]:
        """Keep the averaged weights as the result, and give them."""
        found = {key: value.cpu().contiguous() for key, value in self.average.items()}
        message = f"no space left for {self.path}: free some and run the same command again"
        with room(message), whole(self.path) as beside:
            save_file(found, beside)
        return found

    def result(self) -> dict[str, Tensor] | None:
        """The finished weights of an earlier call, if there are any."""
        return load_file(self.path) if self.path.is_file() else None

    @torch.no_grad()
    def _remember(self) -> None:
        keep = (1 - 1 / (self.step + 1)) ** (1 + MEMORY)
        torch._foreach_lerp_(list(self.average.values()), list(self._own.values()), 1 - keep)

    def _check(self, found: Tensor) -> None:
        """Raise TrainingFailed for a loss or gradient that is no number, before it gets into the weights."""
        if not bool(found.isfinite()):
            raise TrainingFailed(
                f"the {self.name}'s loss or its gradient is {float(found)} at step {self.step}; the last "
                f"checkpoint is kept: run the same command again, or delete {self._path.name} to begin anew"
            )

    def _tell(self) -> None:
        """One line of the log: the mean loss since the last."""
        value = float(torch.stack(self._losses).mean())
        self._losses.clear()
        row = {
            "stage": self.name,
            "step": self.step,
            "loss": round(value, 5),
            "minutes": round(self.spent / 60, 2),
        }
        with (self.recipe.run / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        log.info("%s: %.0f %%, step %d, loss %.4f", self.name, 100 * self.share, self.step, value)

    def _save(self) -> None:
        state = {"step": self.step, "seconds": self.spent}
        store(self._path, self.net, self._optimizer, best=self.average, state=state)
        self._saved = time.monotonic()

    def _resume(self) -> None:
        if not self._path.is_file():
            return
        with torch.no_grad():
            best, state = resume(self._path, self.net, self._optimizer)
            for key, value in best.items():
                self.average[key].copy_(value)
        self.step, self._spent = state["step"], state["seconds"]
        log.info("%s: goes on from step %d", self.name, self.step)


def standing(recipe: Recipe, name: str) -> dict[str, Tensor]:
    """A stage's weights as they stand: finished, or the running average of its last checkpoint.

    Raises ModelNotFound where it has not begun.
    """
    finished, going = (recipe.run / f"{name}{end}.safetensors" for end in ("", ".checkpoint"))
    if finished.is_file():
        return load_file(finished)
    if not going.is_file():
        raise ModelNotFound(
            f"the {name} in {recipe.run} has not been trained yet. "
            f"Run: python -m tastemaker.finetune.painting --run {recipe.run}"
        )
    return {key[5:]: value for key, value in load_file(going).items() if key.startswith("best.")}
