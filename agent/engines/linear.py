"""A linear reading of MiniLM's sentence vectors, as a file beside a model.

`weight` (names, 384), `bias` (names,), both float16; in the metadata the names and the encoder's.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tastemaker.catalog.minilm import MiniLM
from tastemaker.errors import ModelNotFound

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

__all__ = ["Linear", "read_linear", "write_linear"]


class Linear(NamedTuple):
    """What a vector is told apart into, and by what."""

    names: tuple[str, ...]
    weight: Vectors
    """float32 (names, 384)."""
    bias: Vectors
    """float32 (names,)."""


def read_linear(place: Path) -> Linear:
    """One from its file. Raises ModelNotFound where it is damaged or reads another encoder."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(place, "np") as file:
            told = file.metadata() or {}
            weight, bias = (file.get_tensor(name).astype(np.float32) for name in ("weight", "bias"))
        names = tuple(json.loads(told["names"]))
    except (SafetensorError, LookupError, ValueError) as error:
        raise ModelNotFound(f"{place} is damaged ({error}): put the model's folder there anew") from error
    if told.get("encoder") != MiniLM.name or weight.shape != (len(names), MiniLM.dim):
        raise ModelNotFound(
            f"{place} reads vectors of {told.get('encoder')!r}, found {MiniLM.name!r}: "
            "put the model's folder there anew"
        )
    return Linear(names, weight, bias)


def write_linear(place: Path, names: Sequence[str], weight: Vectors, bias: Vectors) -> None:
    """Keep one, in float16."""
    from safetensors.numpy import save_file

    tensors = {"weight": weight.astype(np.float16), "bias": bias.astype(np.float16)}
    save_file(tensors, place, {"names": json.dumps(names), "encoder": MiniLM.name})
