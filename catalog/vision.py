"""mini's vision tower: pictures into MiniLM's text space, without a download.

Its folder is that of a transformers CLIPVisionModel, or of a LLaVA model that sees with it, as mini does, and
holds `head.safetensors` besides, with `weight` (384, hidden) and `bias` (384,): the head maps the mean of the
patch states, each after the post layer norm, to the text space. Its metadata `tower` is the digest of the
tower that it was trained with.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tastemaker.catalog.minilm import sha256
from tastemaker.contracts import Modality
from tastemaker.errors import ModelNotFound

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image
    from torch import Tensor
    from transformers import CLIPVisionModel

    Vectors = NDArray[np.float32]

__all__ = ["HEAD", "MiniVision", "is_tower", "open_tower", "shipped_tower", "tower_digest", "tower_name"]

HEAD: Final = "head.safetensors"
_LLAVA: Final = "vision_tower.vision_model."
_REST: Final = ("language_model.", "multi_modal_projector.")
"""How the tower's tensors, and the others, are named in a LLaVA model's files."""
_FILES: Final = {
    "config.json": "config.json",
    "model.safetensors": "model*.safetensors",
    "preprocessor_config.json": "*processor_config.json",
    HEAD: HEAD,
}
"""What a tower's folder must hold, and how it is looked for: a LLaVA model's is in shards."""
_BATCH: Final = 32


def shipped_tower() -> Path:
    """Where the package keeps the tower, present or not: in mini, whose eyes it is."""
    spec = importlib.util.find_spec("tastemaker.agent")  # located, not imported: this room lies below
    places = list(spec.submodule_search_locations or []) if spec is not None else []
    return Path(places[0] if places else "agent") / "weights" / "mini"


def is_tower(folder: Path) -> bool:
    """Whether the folder holds a tower with its head."""
    return (folder / HEAD).is_file()


def tower_name(folder: Path) -> str:
    """What vectors of this tower are called: known without loading it, for its head names it."""
    return f"mini-vision-{sha256(folder / HEAD)[:16]}"


def open_tower(folder: Path) -> CLIPVisionModel:
    """The tower as it is stored, in bfloat16."""
    from transformers import CLIPVisionConfig, CLIPVisionModel

    tower = CLIPVisionModel(CLIPVisionConfig.from_pretrained(folder, local_files_only=True))
    tensors = _tensors(folder)
    tower = tower.to(next(iter(tensors.values())).dtype)
    tower.load_state_dict(tensors)
    return tower.eval()


def _tensors(folder: Path) -> dict[str, Tensor]:
    """The tower's own, out of all that lie in the folder's shards."""
    from safetensors import safe_open

    found: dict[str, Tensor] = {}
    for shard in sorted(folder.glob("model*.safetensors")):
        with safe_open(shard, "pt") as file:
            seen = [name for name in file.keys() if not name.startswith(_REST)]  # noqa: SIM118
            found |= {name.removeprefix(_LLAVA): file.get_tensor(name) for name in seen}
    return found


def tower_digest(tower: CLIPVisionModel) -> str:
    """SHA-256 of its tensors as safetensors writes them."""
    from safetensors.torch import save

    tensors = {name: tensor.contiguous() for name, tensor in tower.state_dict().items()}
    return hashlib.sha256(save(tensors, metadata={"format": "pt"})).hexdigest()


class MiniVision:
    """Pictures to unit vectors that can be compared with MiniLM's."""

    modality: Modality = "image"
    space = "minilm"

    def __init__(self, folder: Path | None = None) -> None:
        from safetensors.torch import load_file
        from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

        folder = folder or shipped_tower()
        _complete(folder)
        head = load_file(folder / HEAD)
        self._weight, self._bias = head["weight"].float(), head["bias"].float()
        self.dim = int(self._weight.shape[0])
        self.name = tower_name(folder)
        tower: Any = open_tower(folder)
        _belongs(folder, tower)
        self._process: Any = CLIPImageProcessorPil.from_pretrained(folder, local_files_only=True)
        self._model: Any = getattr(tower, "vision_model", tower).float()

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
    missing = [name for name, pattern in _FILES.items() if not any(folder.glob(pattern))]
    if missing:
        raise ModelNotFound(
            f"the embedded vision tower is not complete: {folder} lacks {', '.join(missing)}. "
            "Run: pip install --force-reinstall tastemaker, or give --image-model a hub id"
        )


def _belongs(folder: Path, tower: CLIPVisionModel) -> None:
    """Raises ModelNotFound where the head was trained with another tower."""
    from safetensors import safe_open

    with safe_open(folder / HEAD, "pt") as file:
        named = (file.metadata() or {}).get("tower", "")
    if named != tower_digest(tower):
        raise ModelNotFound(
            f"{folder / HEAD} belongs to another vision tower ({named[:16] or 'it names none'}) than the one "
            "beside it. Run: pip install --force-reinstall tastemaker, or give --image-model a hub id"
        )
