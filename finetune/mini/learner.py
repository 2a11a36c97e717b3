"""A network in training: its running average, optimizer, clock and checkpoints."""

from __future__ import annotations

import math
import os
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from tastemaker.finetune.checkpoint import moments, take_moments

__all__ = ["Learner"]


class Learner:
    """A network with its heads, a running average of its weights, its optimizer and its clock."""

    def __init__(
        self, net: nn.Module, heads: nn.Module, *, extra: nn.Module | None, rate: float, seconds: float
    ) -> None:
        self.net, self.heads, self.rate, self.seconds = net, heads, rate, seconds
        self.all = nn.ModuleDict({"net": net, "heads": heads})
        if extra is not None:
            self.all["extra"] = extra
        many = [p for p in self.all.parameters() if p.ndim > 1]
        few = [p for p in self.all.parameters() if p.ndim < 2]
        groups = [{"params": many, "weight_decay": 0.05}, {"params": few, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98))
        self.average = {name: value.clone() for name, value in self.all.state_dict().items()}
        self.elapsed, self.steps = 0.0, 0

    @property
    def done(self) -> bool:
        """True when its time is up."""
        return self.elapsed >= self.seconds

    def step(self, loss: Tensor) -> None:
        """One update, at a rate that warms up and then falls as a cosine over the time."""
        share = min(1.0, self.elapsed / self.seconds)
        rate = self.rate * min(1.0, (self.steps + 1) / 150) * (0.5 + 0.5 * math.cos(math.pi * share)) + 1e-6
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.zero_grad()
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(self.all.parameters(), 1.0)
        self.optimizer.step()
        self.steps += 1
        self._average(min(0.998, self.steps / (self.steps + 10)))

    @torch.no_grad()
    def _average(self, decay: float) -> None:
        for name, value in self.all.state_dict().items():
            if value.is_floating_point():
                self.average[name].lerp_(value, 1 - decay)
            else:
                self.average[name].copy_(value)

    def settle(self) -> None:
        """Take the running average as the weights."""
        self.all.load_state_dict(self.average)
        self.all.eval()

    def save(self, path: Path) -> None:
        """A checkpoint without pickle: weights, average and the optimizer's moments."""
        tensors = {f"all.{k}": v for k, v in self.all.state_dict().items()}
        tensors |= {f"average.{k}": v for k, v in self.average.items()}
        tensors |= moments(self.optimizer)
        partial = path.with_suffix(".partial")
        save_file(
            {k: v.contiguous().clone() for k, v in tensors.items()},
            partial,
            {"elapsed": str(self.elapsed), "steps": str(self.steps)},
        )
        os.replace(partial, path)

    def load(self, path: Path) -> bool:
        """Go on from a checkpoint, if there is one."""
        if not path.is_file():
            return False

        tensors = load_file(path)
        self.all.load_state_dict({k[4:]: v for k, v in tensors.items() if k.startswith("all.")})
        self.average = {k[8:]: v for k, v in tensors.items() if k.startswith("average.")}
        take_moments(self.optimizer, tensors)
        with safe_open(path, framework="pt") as stored:
            known = stored.metadata()
        self.elapsed, self.steps = float(known["elapsed"]), int(known["steps"])
        return True
