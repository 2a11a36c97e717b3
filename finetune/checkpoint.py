"""Where a training stands, in one safetensors file that is replaced at once."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from tastemaker.disk import room
from tastemaker.errors import BadCheckpoint

__all__ = ["moments", "resume", "store", "take_moments", "trainable"]


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
    tensors |= moments(optimizer)
    partial = path.with_suffix(".partial")
    with room(f"no space left for {path}: free some and run the same command again"):
        try:
            save_file(
                {k: v.cpu().contiguous() for k, v in tensors.items()}, partial, {"state": json.dumps(state)}
            )
            os.replace(partial, path)
        finally:
            partial.unlink(missing_ok=True)


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
    take_moments(optimizer, tensors)
    return best, state


def moments(optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """What an optimizer remembers, as tensors named optimizer.NUMBER.NAME."""
    return {
        f"optimizer.{number}.{name}": torch.as_tensor(value)
        for number, known in optimizer.state_dict()["state"].items()
        for name, value in known.items()
    }


def take_moments(optimizer: torch.optim.Optimizer, tensors: Mapping[str, Tensor]) -> None:
    """Take up what `moments` gave, from among other tensors."""
    known: dict[int, dict[str, Tensor]] = {}
    for name, value in tensors.items():
        if name.startswith("optimizer."):
            _, number, key = name.split(".")
            known.setdefault(int(number), {})[key] = value
    optimizer.load_state_dict({"state": known, "param_groups": optimizer.state_dict()["param_groups"]})
