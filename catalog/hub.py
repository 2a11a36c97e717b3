"""Any sentence-transformers model by name: text, pictures, sound."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tastemaker.contracts import Modality
from tastemaker.errors import ModelNotFound, UnknownModel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

__all__ = ["Hub"]

_BATCH: Final = 16
_RATE: Final = 48_000


class Hub:
    """A model from a hub or a folder. Only safetensors are read, and no code of the model's own is run."""

    def __init__(self, modality: Modality, name: str) -> None:
        self.modality = modality
        self._model = _load(name)
        if not self._model.supports(modality):
            reads = ", ".join(str(kind) for kind in self._model.modalities)
            raise UnknownModel(
                f"the model {name!r} reads {reads}, not {modality}: choose another for {modality}"
            )
        self.dim = int(self._model.get_embedding_dimension())
        self.name = f"st:{name}"
        self.space = self.name

    def encode(self, inputs: Sequence[Any]) -> Vectors:
        """float32, shape (len(inputs), dim), rows of length 1."""
        if not len(inputs):
            return np.empty((0, self.dim), dtype=np.float32)
        ready = [self._heard(path) for path in inputs] if self.modality == "audio" else list(inputs)
        return self._encode(ready)

    def encode_text(self, inputs: Sequence[str]) -> Vectors | None:
        """The words in the same space as the pictures or sounds; None when the model reads no text."""
        return self._encode(list(inputs)) if self._model.supports("text") else None

    def _encode(self, inputs: list[Any]) -> Vectors:
        found = self._model.encode(
            inputs,
            batch_size=_BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return np.asarray(found, dtype=np.float32)

    def _heard(self, path: Path) -> dict[str, Any]:
        from tastemaker.catalog.media import sound

        extractor = getattr(getattr(self._model[0], "processor", None), "feature_extractor", None)
        rate = int(getattr(extractor, "sampling_rate", _RATE))
        return {"array": sound(Path(path), rate, seconds=30.0), "sampling_rate": rate}


def _load(name: str) -> Any:
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(name, trust_remote_code=False, model_kwargs={"use_safetensors": True})
    except (OSError, ValueError) as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
        raise ModelNotFound(
            f"the embedding model {name!r} cannot be loaded: {reason}. Give the folder of a "
            "sentence-transformers model with safetensors, or a hub id while the hub is within reach"
        ) from error
