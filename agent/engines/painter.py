"""Opens a painter by name: the embedded image model, any diffusers model, or a server by URL."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tastemaker.catalog.minilm import quietly
from tastemaker.contracts import Painter
from tastemaker.errors import ModelNotFound, UnknownModel
from tastemaker.settings import PRESETS

__all__ = ["PAINTING", "TRAIN", "mend", "missing", "open_painter", "painter_named"]

PAINTING: Final = Path(__file__).resolve().parent.parent / "weights" / "painting"
"""Where the embedded image model's weights ship."""
TRAIN: Final = "python -m tastemaker.finetune.painting"
"""The command that makes them."""
PARTS: Final = (
    "model_index.json",
    "painting.json",
    "scheduler/scheduler_config.json",
    "unet/config.json",
    "unet/diffusion_pytorch_model.safetensors",
    "vae/config.json",
    "vae/diffusion_pytorch_model.safetensors",
)


def open_painter(model: str = "mini", *, device: str = "auto") -> Painter:
    """The painter of a preset, a folder, a hub id, or the URL of a server (`http://host:port#model`).

    >>> picture = open_painter().paint("a red dress", seed=3)  # doctest: +SKIP
    >>> picture = open_painter("stabilityai/sd-turbo").paint("a red dress", size=(512, 512))  # doctest: +SKIP
    """
    where = painter_named(model)
    if "://" in where:
        from tastemaker.agent.engines.image_server import ImageServer

        return ImageServer(where)
    with quietly():
        from tastemaker.agent.engines.diffusion import DiffusionPainter

    painter = DiffusionPainter.open(where, device=device)
    painter.name = model
    return painter


def painter_named(model: str) -> str:
    """The folder, hub id or URL behind a name, nothing opened. Raises UnknownModel and ModelNotFound."""
    given = PRESETS[model].image if model in PRESETS else model
    if "://" not in given and given != "mini" and "/" not in given and not Path(given).exists():
        raise UnknownModel(
            f"no image model {given!r}: give one of {', '.join(PRESETS)}, a folder, a hub id (owner/name) "
            "or a URL"
        )
    return str(_embedded()) if given == "mini" else given


def missing(folder: Path | None = None) -> Path | None:
    """The first file that the embedded image model, or one of its form, lacks; None where all are there."""
    places = ((folder or PAINTING) / part for part in PARTS)
    return next((place for place in places if not place.is_file()), None)


def mend(model: str) -> str:
    """What to do about an image model, a folder or a hub id, that cannot be loaded."""
    if Path(model) == PAINTING:
        return f"to train it anew, run {TRAIN}"
    return "check the folder" if Path(model).is_dir() else "check the name and the network, or give a folder"


def _embedded() -> Path:
    """The folder of the embedded image model, which must be complete."""
    if part := missing():
        state = "is not complete" if PAINTING.is_dir() else "has not been trained yet"
        raise ModelNotFound(
            f"the embedded image model {state}, {part} is missing: to train it, run {TRAIN}, or give another "
            "image model (--image-model): a folder, a hub id or a URL"
        )
    return PAINTING
