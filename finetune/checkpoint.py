"""Where a training stands, in one safetensors file that is replaced at once."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from tastemaker.errors import BadCheckpoint, OutOfDisk

__all__ = ["resume", "store", "trainable"]


def trainable(model: nn.Module) -> dict[str, Tensor]:
    """The tensors that training changes, by name."""
    return {name: value.detach() for name, value in model.named_parameters() if value.requires_grad}


def store(
    path: Path, model: nn.Module, optimizer: torch.optim.Optimizer, *, best: Mapping[str, Tensor], state: Any
) -> None:
    """Write what training changes, as it is and at its best, the optimizer's moments, and `state` (JSON).

    Raises OutOfDisk; what was there before stays.
    """
    tensors = {f"model.{name}": value for name, value in trainable(model).items()}
    tensors |= {f"best.{name}": value for name, value in best.items()}
    for number, moments in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{number}.{name}": torch.as_tensor(value) for name, value in moments.items()}
    partial = path.with_suffix(".partial")
    try:
        save_file(
            {k: v.cpu().contiguous() for k, v in tensors.items()}, partial, {"state": json.dumps(state)}
        )
        os.replace(partial, path)
    except (OSError, SafetensorError) as error:
        partial.unlink(missing_ok=True)
        if getattr(error, "errno", None) == errno.ENOSPC or "No space" in str(error):
            raise OutOfDisk(f"no space left for {path}: free some and run the same command again") from error
        raise


def resume(
    path: Path, model: nn.Module, optimizer: torch.optim.Optimizer
) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Take up what `store` wrote; its `best` and `state`.

    Raises BadCheckpoint for a file that is damaged or of another run.
    """
    try:
        tensors = load_file(path)
        with safe_open(path, framework="pt") as stored:
            state: dict[str, Any] = json.loads(stored.metadata()["state"])
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        raise BadCheckpoint(f"{path} cannot be read ({error}): delete it to begin anew") from error
    own = trainable(model)
    found = {name[6:]: value for name, value in tensors.items() if name.startswith("model.")}
    if {k: v.shape for k, v in own.items()} != {k: v.shape for k, v in found.items()}:
        raise BadCheckpoint(
            f"{path} is of a training with other settings or other data: delete it to begin anew, "
            "or give another -o"
        )
    for name, value in found.items():
        own[name].copy_(value)
    best = {name[5:]: value for name, value in tensors.items() if name.startswith("best.")}
    moments: dict[int, dict[str, Tensor]] = {}
    for name, value in tensors.items():
        if name.startswith("optimizer."):
            _, number, key = name.split(".")
            moments.setdefault(int(number), {})[key] = value
    optimizer.load_state_dict({"state": moments, "param_groups": optimizer.state_dict()["param_groups"]})
    return best, state
