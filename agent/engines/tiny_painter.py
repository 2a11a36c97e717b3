"""Tiny image models with random weights, written to a folder: for tests of painters and plugins.

They paint nonsense, and everything around them works as with a real model.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal, TypeAlias

import torch
from diffusers import (
    AutoencoderKL,
    AutoencoderTiny,
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    EulerDiscreteScheduler,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from tastemaker.agent.engines.conditioning import POOLED, TOKENS, WIDTH
from tastemaker.catalog.minilm import MiniLM

__all__ = ["PainterKind", "tiny_painter"]

PainterKind: TypeAlias = Literal["mini", "sd", "sdxl"]
HIDDEN = 32


def tiny_painter(folder: Path, *, kind: PainterKind = "mini", seed: int = 0) -> Path:
    """Write a random image model: `mini` is of the embedded form, `sd` and `sdxl` read words themselves."""
    torch.manual_seed(seed)
    made = {"mini": _mini, "sd": _sd, "sdxl": _sdxl}[kind]()
    made.save_pretrained(folder, safe_serialization=True)
    if kind == "mini":
        manner = {"side": 64, "unit": 32, "steps": 3, "guidance": 2.0, "together": 4}
        (folder / "painting.json").write_text(json.dumps({**manner, "reads": MiniLM.name, "tokens": TOKENS}))
    return folder


def _mini() -> Any:
    vae = AutoencoderTiny(
        encoder_block_out_channels=(8,) * 5,
        decoder_block_out_channels=(8,) * 5,
        num_encoder_blocks=(0, 0, 0, 0, 1),
        num_decoder_blocks=(1, 0, 0, 0, 0),
        latent_channels=4,
    )
    scheduler = DPMSolverMultistepScheduler(
        prediction_type="flow_prediction", use_flow_sigmas=True, steps_offset=1
    )
    return StableDiffusionXLPipeline(
        vae=vae,
        text_encoder=None,
        text_encoder_2=None,
        tokenizer=None,
        tokenizer_2=None,
        unet=_unet(WIDTH, side=4, pooled=POOLED),
        scheduler=scheduler,
        add_watermarker=False,
    )


def _sd() -> Any:
    return StableDiffusionPipeline(
        vae=_vae(),
        text_encoder=CLIPTextModel(_words()),
        tokenizer=_tokenizer(),
        unet=_unet(HIDDEN, side=8),
        scheduler=DDIMScheduler(clip_sample=False, steps_offset=1),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def _sdxl() -> Any:
    return StableDiffusionXLPipeline(
        vae=_vae(),
        text_encoder=CLIPTextModel(_words()),
        text_encoder_2=CLIPTextModelWithProjection(_words()),
        tokenizer=_tokenizer(),
        tokenizer_2=_tokenizer(),
        unet=_unet(2 * HIDDEN, side=8, pooled=HIDDEN),
        scheduler=EulerDiscreteScheduler(timestep_spacing="leading", steps_offset=1),
        add_watermarker=False,
    )


def _unet(width: int, *, side: int, pooled: int = 0) -> UNet2DConditionModel:
    more: dict[str, Any] = {
        "addition_embed_type": "text_time",
        "addition_time_embed_dim": 8,
        "projection_class_embeddings_input_dim": 6 * 8 + pooled,
    }
    return UNet2DConditionModel(
        sample_size=side,
        block_out_channels=(8, 16),
        layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=8,
        norm_num_groups=4,
        cross_attention_dim=width,
        **(more if pooled else {}),
    )


def _vae() -> AutoencoderKL:
    return AutoencoderKL(
        block_out_channels=(8, 8),
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        latent_channels=4,
        norm_num_groups=4,
        sample_size=32,
    )


def _words() -> CLIPTextConfig:
    return CLIPTextConfig(
        vocab_size=len(_VOCABULARY),
        hidden_size=HIDDEN,
        intermediate_size=2 * HIDDEN,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=16,
        projection_dim=HIDDEN,
        hidden_act="gelu",
        bos_token_id=0,
        eos_token_id=1,
    )


_LETTERS = "abcdefghijklmnopqrstuvwxyz,.:"
_VOCABULARY = {
    word: n
    for n, word in enumerate(
        ["<|startoftext|>", "<|endoftext|>", *_LETTERS, *(f"{letter}</w>" for letter in _LETTERS)]
    )
}


def _tokenizer() -> CLIPTokenizer:
    """Letter by letter."""
    return CLIPTokenizer(vocab=_VOCABULARY, merges=[], model_max_length=16)
