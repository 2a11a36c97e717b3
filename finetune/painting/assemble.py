"""Puts the image model together: one folder of bfloat16 safetensors that plain diffusers loads.

While it is still training, what stands so far can be put together elsewhere, to look at what it paints:
`python -m tastemaker.finetune.painting.assemble --run RUN --out FOLDER`.
"""

from __future__ import annotations

import argparse
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from diffusers import DPMSolverMultistepScheduler, StableDiffusionXLPipeline

from tastemaker.agent.engines.conditioning import TOKENS
from tastemaker.catalog.minilm import MiniLM, quietly, sha256
from tastemaker.finetune.painting.autoencoder import autoencoder
from tastemaker.finetune.painting.denoiser import denoiser
from tastemaker.finetune.painting.latents import scaled
from tastemaker.finetune.painting.pictures import SIDE, UNIT
from tastemaker.finetune.painting.recipe import Recipe
from tastemaker.finetune.painting.training import standing

__all__ = ["assemble"]

MANNER = {
    "side": SIDE, "unit": UNIT, "steps": 20, "guidance": 3.0, "together": 8, "drafts": 8, "detail": 16
}  # fmt: skip
"""How the model is best used: see `agent/engines/diffusion.py`."""


def assemble(recipe: Recipe, coder: Any, denoiser: Any) -> Path:
    """Write the model to the recipe's `out`, with sums, the training's curve and a model card."""
    pipe: Any = StableDiffusionXLPipeline(
        vae=scaled(coder, recipe),
        text_encoder=None,
        text_encoder_2=None,
        tokenizer=None,
        tokenizer_2=None,
        unet=denoiser,
        scheduler=scheduler(),
        add_watermarker=False,
    )
    out = recipe.out
    for old in (*out.glob("unet/*"), *out.glob("vae/*")):
        old.unlink()
    with quietly():
        pipe.to("cpu", torch.bfloat16).save_pretrained(out, safe_serialization=True)
    weights = sorted(out.glob("*/*.safetensors"))
    for file in weights:
        file.chmod(0o644)  # safetensors writes for the owner alone
    (out / "SHA256SUMS.txt").write_text("".join(f"{sha256(w)}  {w.relative_to(out)}\n" for w in weights))
    manner = {**MANNER, "reads": MiniLM.name, "tokens": TOKENS}
    (out / "painting.json").write_text(json.dumps(manner, indent=2) + "\n")
    (out / "training.json").write_text(json.dumps(_curve(recipe), indent=1) + "\n")
    shutil.copy(Path(__file__).parent / "model_card.md", out / "README.md")
    return out


def scheduler() -> DPMSolverMultistepScheduler:
    """DPM-Solver++ (arXiv 2211.01095) over the straight way from noise to latents."""
    return DPMSolverMultistepScheduler(
        prediction_type="flow_prediction", use_flow_sigmas=True, solver_order=2, steps_offset=1
    )


def _curve(recipe: Recipe) -> dict[str, Any]:
    """Every stage's losses over the run, at about 40 points."""
    log = recipe.run / "log.jsonl"
    rows = (
        [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log.is_file() else []
    )
    stages = {
        name: [row for row in rows if row["stage"] == name]
        for name in dict.fromkeys(r["stage"] for r in rows)
    }
    return {
        name: [{k: v for k, v in row.items() if k != "stage"} for row in kept[:: max(1, len(kept) // 40)]]
        for name, kept in stages.items()
    }


def main() -> None:
    """Put together what stands so far."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--run", type=Path, default=Recipe().run)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    recipe = replace(Recipe(), run=given.run, out=given.out)
    coder: Any = autoencoder()
    coder.load_state_dict(standing(recipe, "autoencoder"))
    net: Any = denoiser()
    net.load_state_dict(standing(recipe, "denoiser"))
    assemble(recipe, coder.eval(), net.eval())


if __name__ == "__main__":
    main()
