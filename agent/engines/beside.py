"""MiniLM, and the small files that ship beside a model and were made of its vectors."""

from __future__ import annotations

from collections.abc import Mapping
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


def opened(place: Path, framework: str) -> tuple[Mapping[str, str], dict[str, Any]]:
    """A safetensors file's metadata, and its tensors in float32, of numpy ("np") or torch ("pt").

    Raises ModelNotFound where it is damaged, or made for another encoder.
    """
    from safetensors import SafetensorError, safe_open

    mend = "put the model's folder there anew"
    try:
        with safe_open(place, framework) as file:
            told: Mapping[str, str] = file.metadata() or {}
            found = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no mapping)
    except (SafetensorError, OSError) as error:
        raise ModelNotFound(f"{place} is damaged ({error}): {mend}") from error
    if told.get(ENCODER) != MiniLM.name:
        raise ModelNotFound(f"{place} reads vectors of {told.get(ENCODER)!r}, found {MiniLM.name!r}: {mend}")
    return told, {
        name: tensor.float() if framework == "pt" else tensor.astype("float32")
        for name, tensor in found.items()
    }
