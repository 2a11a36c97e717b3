"""MiniLM, and the small files that ship beside a model and were made of its vectors."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from tastemaker.catalog.embedders import embedder
from tastemaker.catalog.minilm import MiniLM
from tastemaker.errors import ModelNotFound

__all__ = ["ENCODER", "minilm", "opened"]

ENCODER = "encoder"
"""The name in a file's metadata under which its encoder stands."""


def minilm() -> MiniLM:
    """The encoder itself."""
    found = embedder("text", "minilm")
    assert isinstance(found, MiniLM)
    return found


def opened(
    place: Path, framework: str, *, told: Collection[str], tensors: Collection[str] = ()
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a safetensors file's metadata tells, read as JSON, and its tensors in float32, of "np" or "pt".

    Raises ModelNotFound where it is damaged, made for another encoder, or lacks what it must tell or hold.
    """
    from safetensors import SafetensorError, safe_open

    mend = "put the model's folder there anew"
    try:
        with safe_open(place, framework) as file:
            known: Mapping[str, str] = file.metadata() or {}
            found = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no mapping)
        if lacking := [*(set(told) - known.keys()), *(set(tensors) - found.keys())]:
            raise ValueError(f"it lacks {', '.join(sorted(lacking))}")
        read = {name: json.loads(known[name]) for name in told}
    except (SafetensorError, OSError, ValueError) as error:
        raise ModelNotFound(f"{place} is damaged ({error}): {mend}") from error
    if known.get(ENCODER) != MiniLM.name:
        raise ModelNotFound(f"{place} reads vectors of {known.get(ENCODER)!r}, found {MiniLM.name!r}: {mend}")
    return read, {
        name: tensor.float() if framework == "pt" else tensor.astype("float32")
        for name, tensor in found.items()
    }
