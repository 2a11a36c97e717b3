"""Which model turns which modality into vectors, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.contracts import Embedder, Modality
from tastemaker.errors import BadMedia, UnknownModel

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

    Vector = NDArray[np.float32]

__all__ = ["DEFAULTS", "Frames", "embedder", "query_vectors", "space"]

DEFAULTS: Final[Mapping[Modality, str]] = {
    "text": "minilm",
    "image": "mini",
    "audio": "logmel",
    "video": "mini",
}
"""The embedders that need no download."""
_LOADING = RLock()


def embedder(modality: Modality, name: str = "auto") -> Embedder:
    """The embedder of this name, loaded once.

    Text: `minilm`. Image: `mini`. Audio: `logmel`. Video: an image embedder, over sampled frames. Beside
    these any sentence-transformers model by hub id or folder. ModelNotFound when its weights are missing.

    >>> embedder("text").encode(["a red dress"]).shape  # doctest: +SKIP
    (1, 384)
    """
    with _LOADING:
        return _loaded(modality, DEFAULTS[modality] if name == "auto" else name)


@lru_cache(maxsize=8)
def _loaded(modality: Modality, name: str) -> Embedder:
    from tastemaker.catalog.vision import MiniVision, is_tower

    if modality == "video":
        return Frames(embedder("image", name))
    if name == "minilm" and modality == "text":
        from tastemaker.catalog.minilm import MiniLM

        return MiniLM()
    if name == "logmel" and modality == "audio":
        from tastemaker.catalog.logmel import LogMel

        return LogMel()
    if modality == "image" and (name == "mini" or is_tower(Path(name))):
        return MiniVision(None if name == "mini" else Path(name))
    return _from_hub(modality, name)


def _from_hub(modality: Modality, name: str) -> Embedder:
    from tastemaker.catalog.hub import Hub

    if name == "features":
        raise BadMedia(
            "this catalog's pictures have precomputed features (image_features.npz), and no new picture can "
            "be compared with them. Search by words, or run: tastemaker index DOMAIN --image-model mini"
        )
    if "/" not in name and not Path(name).exists():
        raise UnknownModel(
            f"no {modality} embedder {name!r}: give {DEFAULTS[modality]!r}, a hub id (owner/name) or a folder"
        )
    return Hub(modality, name)


class Frames:
    """A clip as the mean of its frames' vectors."""

    modality: Modality = "video"
    count: Final = 8

    def __init__(self, pictures: Embedder) -> None:
        self._pictures = pictures
        self.name = f"frames{self.count}:{pictures.name}"
        self.dim = pictures.dim
        self.space = space(pictures)

    def encode(self, inputs: Sequence[Path]) -> Vector:
        """float32, shape (len(inputs), dim), rows of length 1."""
        vectors = np.empty((len(inputs), self.dim), dtype=np.float32)
        for row, path in enumerate(inputs):
            vectors[row] = self._one(Path(path))
        return vectors

    def _one(self, path: Path) -> Vector:
        from tastemaker.catalog.media import frames

        mean = self._pictures.encode(frames(path, self.count)).mean(axis=0)
        unit: Vector = mean / max(float(np.linalg.norm(mean)), 1e-9)
        return unit

    def encode_text(self, inputs: Sequence[str]) -> Vector | None:
        """The words in the frames' space, where the image model reads words."""
        return _words(self._pictures, inputs)


def space(model: Embedder) -> str:
    """Embedders with the same space give vectors that can be compared."""
    return str(getattr(model, "space", model.name))


def _words(model: Embedder, words: Sequence[str]) -> Vector | None:
    found: Vector | None = model.encode_text(words) if hasattr(model, "encode_text") else None
    return found


def query_vectors(
    models: Mapping[Modality, Embedder], *, words: str = "", image: Image.Image | None = None
) -> dict[Modality, Vector]:
    """What is asked for, in every modality that can be compared with it: unit vectors of shape (dim,).

    Words fill the text slot and every slot of the same space, a picture the image slot and every slot of its
    space. Where both could, words keep the text slot, the picture its own, and the rest gets their mean.
    """
    said = _said(models, words) if words.strip() else {}
    if image is None:
        return said
    if "image" not in models:
        raise BadMedia(
            "this catalog holds no picture vectors, so a picture cannot be searched for: use words"
        )
    seen = models["image"].encode([image])[0]
    shown = {m: seen for m, model in models.items() if space(model) == space(models["image"])}
    both = {m: _mean(said[m], shown[m]) for m in said.keys() & shown.keys() if m not in ("text", "image")}
    found = {**said, **shown, **both}
    return {**found, "text": said["text"]} if "text" in said else found


def _said(models: Mapping[Modality, Embedder], words: str) -> dict[Modality, Vector]:
    text = models["text"].encode([words])[0]
    found: dict[Modality, Vector] = {}
    for modality, model in models.items():
        if space(model) == space(models["text"]):
            found[modality] = text
        elif (vector := _words(model, [words])) is not None:
            found[modality] = vector[0]
    return found


def _mean(one: Vector, other: Vector) -> Vector:
    total = one + other
    unit: Vector = total / max(float(np.linalg.norm(total)), 1e-9)
    return unit
