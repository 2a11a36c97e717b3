"""The weights of a finished model, for a run that goes on from it."""

from __future__ import annotations

import json
from pathlib import Path

from safetensors.torch import load_file
from torch import Tensor

from tastemaker.errors import ModelNotFound

__all__ = ["autoencoder_of", "denoiser_of"]

WEIGHTS = "diffusion_pytorch_model.safetensors"


def denoiser_of(model: str) -> dict[str, Tensor]:
    """float32, by name. Raises ModelNotFound."""
    return _weights(Path(model) / "unet")


def autoencoder_of(model: str) -> tuple[dict[str, Tensor], float]:
    """float32, by name, and the factor that gives its latents unit size. Raises ModelNotFound."""
    found = _weights(Path(model) / "vae")
    config = json.loads((Path(model) / "vae" / "config.json").read_text("utf-8"))
    return found, float(config["scaling_factor"])


def _weights(folder: Path) -> dict[str, Tensor]:
    path = folder / WEIGHTS
    if not path.is_file():
        raise ModelNotFound(f"there is no image model to go on from: {path} is missing")
    return {name: value.float() for name, value in load_file(path).items()}
