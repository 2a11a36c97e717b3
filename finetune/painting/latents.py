"""The pictures as the autoencoder sees them, encoded once for all lessons, and the scale they are told in."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import numpy as np
import torch
from diffusers import AutoencoderTiny
from safetensors.torch import save_file
from torch import Tensor

from tastemaker.agent.engines.painter import missing
from tastemaker.catalog.minilm import sha256
from tastemaker.disk import room, whole
from tastemaker.errors import ModelNotFound
from tastemaker.finetune.painting.pictures import Pictures
from tastemaker.finetune.painting.recipe import Recipe

__all__ = ["encoded", "scaled", "taken"]

log = logging.getLogger(__name__)


def encoded(coder: Any, pictures: Pictures, recipe: Recipe) -> dict[str, Tensor]:
    """float16 (n, 16, h, w) of each format, of unit size: from the run's folder, or encoded now and kept.

    The names tell autoencoder and demos apart: latents of another one are of no use.
    """
    name = f"latents-{recipe.demos}-{_digest(recipe)}"
    found = {
        format: _kept(coder, pixels, recipe.run / f"{name}-{format}.npy", device=recipe.device)
        for format, pixels in pictures.pixels.items()
    }
    if not _scale(recipe).is_file():
        _measure(found, _scale(recipe))
    scaling = scaled(coder, recipe).config.scaling_factor
    return {format: (scaling * latents.float()).half() for format, latents in found.items()}


def taken(recipe: Recipe) -> None:
    """Keep the autoencoder of the finished model to go on from as the run's own, with its scale.

    Raises ModelNotFound for a folder that holds none.
    """
    if part := missing(Path(recipe.warm)):
        raise ModelNotFound(f"there is no image model to go on from: {part} is missing")
    path = recipe.run / "autoencoder.safetensors"
    coder = AutoencoderTiny.from_pretrained(recipe.warm, subfolder="vae")
    if not path.is_file():
        with room(f"no space left for {path}"), whole(path) as beside:
            save_file(coder.state_dict(), beside)
    if not _scale(recipe).is_file():
        with room(f"no space left for {_scale(recipe)}"), whole(_scale(recipe)) as beside:
            beside.write_text(json.dumps({"scaling_factor": coder.config.scaling_factor}) + "\n", "utf-8")


def scaled(coder: Any, recipe: Recipe) -> Any:
    """The coder with the run's scale in its configuration: diffusers' pipelines multiply latents by it, too.

    Raises ModelNotFound where no latents have been measured.
    """
    if not _scale(recipe).is_file():
        raise ModelNotFound(
            f"{_scale(recipe)} is missing: delete denoiser*.safetensors beside it, "
            f"and run python -m tastemaker.finetune.painting --run {recipe.run}"
        )
    told = json.loads(_scale(recipe).read_text(encoding="utf-8"))
    coder.register_to_config(scaling_factor=told["scaling_factor"])
    return coder


def _digest(recipe: Recipe) -> str:
    return sha256(recipe.run / "autoencoder.safetensors")[:12]


def _scale(recipe: Recipe) -> Path:
    """Measured once for an autoencoder: a training that goes on keeps it, whatever is drawn since."""
    return recipe.run / f"scale-{_digest(recipe)}.json"


def _measure(latents: dict[str, Tensor], path: Path) -> None:
    """Keep the factor that gives latents of all formats a standard deviation of 1 (arXiv 2112.10752, D.1).

    One for all channels, and no shift: Stable Diffusion XL's pipelines know no other.
    """
    count = sum(one.numel() // one.shape[1] for one in latents.values())
    sums = torch.stack([one.double().sum((0, 2, 3)) for one in latents.values()]).sum(0)
    squares = torch.stack([one.double().square().sum((0, 2, 3)) for one in latents.values()]).sum(0)
    mean = sums / count
    spread = (squares / count - mean.square()).sqrt()
    size = float((squares.mean() / count - mean.mean().square()).sqrt())
    told = {
        "scaling_factor": round(1 / size, 6),
        "mean": [round(float(one), 4) for one in mean],
        "std": [round(float(one), 4) for one in spread],
    }
    log.info("latents: means %s, deviations %s, scaled by %.4f", told["mean"], told["std"], 1 / size)
    with room(f"no space left for {path}"), whole(path) as beside:
        beside.write_text(json.dumps(told) + "\n", encoding="utf-8")


@torch.inference_mode()
def _kept(coder: Any, pixels: np.ndarray[Any, np.dtype[np.uint8]], path: Path, *, device: str) -> Tensor:
    """float16 (n, 16, h, w), as the autoencoder gives them."""
    if not path.is_file():
        parts = []
        for start in range(0, len(pixels), 64):
            batch = torch.from_numpy(pixels[start : start + 64]).to(device).permute(0, 3, 1, 2)
            with torch.autocast(device.split(":", maxsplit=1)[0], dtype=torch.bfloat16):
                parts.append(coder.encode(batch.float().div(127.5).sub(1)).latents.half().cpu())
        log.info("encoded %d pictures into %s", len(pixels), path.name)
        with room(f"no space left for {path}"):
            partial = path.with_suffix(".partial.npy")
            np.save(partial, torch.cat(parts).numpy())
            partial.replace(path)
    return torch.from_numpy(np.load(path))
