"""mini's vision tower: pictures into MiniLM's text space, without a download.

Its folder holds `config.json` and `model.safetensors` of a transformers CLIPVisionModel,
`preprocessor_config.json` of its CLIPImageProcessor, and `head.safetensors` with `weight` (384, hidden) and
`bias` (384,): the head maps the mean of the patch states, each after the post layer norm, to the text space.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tastemaker.catalog.minilm import quietly, sha256
from tastemaker.contracts import Modality
from tastemaker.errors import ModelNotFound

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

    Vectors = NDArray[np.float32]

__all__ = ["MiniVision", "is_tower", "shipped_tower"]

_FILES: Final = ("config.json", "model.safetensors", "preprocessor_config.json", "head.safetensors")
_BATCH: Final = 32


def shipped_tower() -> Path:
    """Where the package keeps the tower, present or not."""
    spec = importlib.util.find_spec("tastemaker.agent")  # located, not imported: this room lies below
    places = list(spec.submodule_search_locations or []) if spec is not None else []
    return Path(places[0] if places else "agent") / "weights" / "vision"


def is_tower(folder: Path) -> bool:
    """Whether the folder holds a tower with its head."""
    return (folder / "head.safetensors").is_file()


class MiniVision:
    """Pictures to unit vectors that can be compared with MiniLM's."""

    modality: Modality = "image"
    space = "minilm"

    def __init__(self, folder: Path | None = None) -> None:
        from safetensors.torch import load_file
        from transformers import CLIPVisionModel
        from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

        folder = folder or shipped_tower()
        _complete(folder)
        head = load_file(folder / "head.safetensors")
        self._weight, self._bias = head["weight"].float(), head["bias"].float()
        self.dim = int(self._weight.shape[0])
        self.name = (
            f"mini-vision-{sha256(folder / 'model.safetensors')[:8]}{sha256(folder / 'head.safetensors')[:8]}"
        )
        self._process: Any = CLIPImageProcessorPil.from_pretrained(folder, local_files_only=True)
        with quietly():
            model: Any = CLIPVisionModel.from_pretrained(folder, local_files_only=True, use_safetensors=True)
        self._model: Any = getattr(model, "vision_model", model).float().eval()

    def encode(self, inputs: Sequence[Image.Image]) -> Vectors:
        """float32, shape (len(inputs), dim), rows of length 1."""
        import torch

        vectors = np.empty((len(inputs), self.dim), dtype=np.float32)
        with torch.inference_mode():
            for start in range(0, len(inputs), _BATCH):
                pictures = [picture.convert("RGB") for picture in inputs[start : start + _BATCH]]
                vectors[start : start + len(pictures)] = self._batch(pictures)
        return vectors

    def _batch(self, pictures: Sequence[Image.Image]) -> Vectors:
        import torch

        pixels = self._process(list(pictures), return_tensors="pt")["pixel_values"]
        patches = self._model(pixel_values=pixels).last_hidden_state[:, 1:]
        pooled = self._model.post_layernorm(patches).mean(dim=1)
        keys = torch.nn.functional.linear(pooled, self._weight, self._bias)
        unit: Vectors = torch.nn.functional.normalize(keys, dim=1).numpy()
        return unit


def _complete(folder: Path) -> None:
    missing = [name for name in _FILES if not (folder / name).is_file()]
    if missing:
        raise ModelNotFound(
            f"the embedded vision tower is not complete: {folder} lacks {', '.join(missing)}. "
            "Run: pip install --force-reinstall tastemaker, or give --image-model a hub id"
        )
