"""Attention heads that read back from the prompt, built into the decoder before training.

A call's arguments repeat the person's words. The circuit that copies them (an induction head: find where
the current token stood before, and say what came after it) is slow to appear by itself in a small model,
so it is written down here, as in Olsson et al., "In-context Learning and Induction Heads" (2022):

1. layer 0, head 0 attends to the previous position and notes that token's code;
2. layer 1, head 0 looks for the position whose previous token is the current one, and fetches that
   position's own code, which the output head reads;
3. layer 4, head 0 fetches the code of whatever it attends to. Where to look, training teaches it (see
   `sources`): it is how a span begins, for which nothing before it can be matched.

What a head fetches must still be the token's own code, so no layer may write over it (`keep_codes`). The
heads take 88 of the 384 dimensions, those in which MiniLM's embeddings vary least. All else stays
trainable, and the architecture stays plain OPT.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

__all__ = ["POINTER_HEAD", "POINTER_LAYER", "Places", "build_pointing", "build_reading", "keep_codes"]

WAVES, CODE, HEAD = 8, 24, 32
POINTER_LAYER = 4
POINTER_HEAD = slice(0, HEAD)
"""The rows of the pointing head's queries, keys and values."""
SHARP = 14.0
"""How far the right position's attention score lies above that of an unrelated one."""
POINTED = 1.5
"""How strongly the pointing head writes what it found."""
HEARD = 9.0
"""How far the fetched token's logit lies above that of an unrelated one."""


@dataclass(frozen=True)
class Places:
    """The dimensions taken: the position's waves, then the codes of the previous, own and fetched token."""

    waves: Tensor
    before: Tensor
    own: Tensor
    fetched: Tensor

    @property
    def all(self) -> Tensor:
        return torch.cat([self.waves, self.before, self.own, self.fetched])


def build_reading(model: Any, *, seed: int = 0) -> Places:
    """Write the heads into a freshly warm-started decoder; the dimensions that they take."""
    decoder: Any = model.model.decoder
    with torch.no_grad():
        places = _least_used(decoder.embed_tokens.weight)
        codes = _codes(decoder.embed_tokens.num_embeddings, seed=seed)
        _clear(model, places.all)
        scale = decoder.embed_tokens.weight.std().item()
        decoder.embed_tokens.weight[:, places.own] = codes * scale * math.sqrt(CODE)
        decoder.embed_positions.weight[:, places.waves] = (
            _waves(decoder.embed_positions.num_embeddings) * scale
        )
        _previous_token(decoder.layers[0].self_attn, places, scale=scale)
        _fetch(decoder.layers[1].self_attn, places)
        build_pointing(decoder, own=places.own, fetched=places.fetched)
        _balance(model, places, codes)
    return places


def keep_codes(decoder: Any, own: Tensor) -> None:
    """Undo what a training step wrote over the tokens' own codes, int64 (CODE,), in the layers' outputs."""
    with torch.no_grad():
        for layer in decoder.layers:
            for writer in (layer.self_attn.out_proj, layer.fc2):
                writer.weight[own] = 0.0
                writer.bias[own] = 0.0
            for norm in (layer.self_attn_layer_norm, layer.final_layer_norm):
                norm.weight[own] = 1.0
                norm.bias[own] = 0.0


def build_pointing(decoder: Any, *, own: Tensor, fetched: Tensor) -> None:
    """Let one head fetch the code of what it attends to; where to look, training teaches it.

    `decoder` is an OPT decoder; `own` and `fetched` are int64 (CODE,), the dimensions of the two codes.
    """
    attention = decoder.layers[POINTER_LAYER].self_attn
    attention.v_proj.weight[POINTER_HEAD] = 0.0
    attention.v_proj.bias[POINTER_HEAD] = 0.0
    attention.out_proj.weight[:, POINTER_HEAD] = 0.0
    places = torch.arange(CODE)
    attention.v_proj.weight[places, own] = 1.0
    attention.out_proj.weight[fetched, places] = POINTED


def _least_used(table: Tensor) -> Places:
    order = table.var(dim=0).argsort()
    return Places(*torch.split(order[: 2 * WAVES + 3 * CODE], [2 * WAVES, CODE, CODE, CODE]))


def _codes(count: int, *, seed: int) -> Tensor:
    """(count, CODE): a random direction for every token, of length 1 and mean 0: layer norms keep it."""
    drawn = torch.randn(count, CODE, generator=torch.Generator().manual_seed(seed))
    return torch.nn.functional.normalize(drawn - drawn.mean(dim=1, keepdim=True), dim=1)


def _frequencies() -> Tensor:
    return torch.logspace(math.log10(2 * math.pi / 3), math.log10(2 * math.pi / 1500), WAVES)


def _waves(count: int) -> Tensor:
    """(count, 2 * WAVES): cosines and sines of the position at eight frequencies."""
    angles = torch.arange(count)[:, None] * _frequencies()
    return torch.cat([angles.cos(), angles.sin()], dim=1)


def _clear(model: Any, taken: Tensor) -> None:
    """Nobody reads or writes the dimensions any more."""
    decoder: Any = model.model.decoder
    for table in (decoder.embed_tokens, decoder.embed_positions, model.lm_head):
        table.weight[:, taken] = 0.0
    for layer in decoder.layers:
        attention = layer.self_attn
        for reader in (attention.q_proj, attention.k_proj, attention.v_proj, layer.fc1):
            reader.weight[:, taken] = 0.0
        for writer in (attention.out_proj, layer.fc2):
            writer.weight[taken] = 0.0
            writer.bias[taken] = 0.0
        for norm in (layer.self_attn_layer_norm, layer.final_layer_norm):
            norm.weight[taken] = 1.0
            norm.bias[taken] = 0.0


def _empty_head(attention: Any) -> None:
    """Head 0 starts from nothing."""
    for given in (attention.q_proj, attention.k_proj, attention.v_proj):
        given.weight[:HEAD] = 0.0
        given.bias[:HEAD] = 0.0
    attention.out_proj.weight[:, :HEAD] = 0.0


def _previous_token(attention: Any, places: Places, *, scale: float) -> None:
    """Attend to position i - 1, and write its code where `before` is."""
    _empty_head(attention)
    waves = _frequencies()
    turn = torch.zeros(2 * WAVES, 2 * WAVES)
    for k in range(WAVES):
        cos, sin = math.cos(waves[k]), math.sin(waves[k])
        turn[k, k], turn[k, WAVES + k] = cos, sin
        turn[WAVES + k, k], turn[WAVES + k, WAVES + k] = -sin, cos
    nearest = float((1 - waves.cos()).sum())
    gain = SHARP * math.sqrt(HEAD) / (nearest * scale**2)
    attention.q_proj.weight[: 2 * WAVES, places.waves] = turn * math.sqrt(gain)
    attention.k_proj.weight[: 2 * WAVES, places.waves] = torch.eye(2 * WAVES) * math.sqrt(gain)
    attention.v_proj.weight[:CODE, places.own] = torch.eye(CODE)
    attention.out_proj.weight[places.before, :CODE] = torch.eye(CODE)


def _fetch(attention: Any, places: Places) -> None:
    """Attend to where the previous token is the current one, and write that position's own code."""
    _empty_head(attention)
    attention.q_proj.weight[:CODE, places.own] = torch.eye(CODE)
    attention.k_proj.weight[:CODE, places.before] = torch.eye(CODE)
    attention.v_proj.weight[:CODE, places.own] = torch.eye(CODE)
    attention.out_proj.weight[places.fetched, :CODE] = torch.eye(CODE)


def _balance(model: Any, places: Places, codes: Tensor) -> None:
    """Set the two gains that depend on what the layer norms leave of the codes."""
    count = model.model.decoder.embed_tokens.num_embeddings
    ids = torch.randint(count // 8, count, (4, 64), generator=torch.Generator().manual_seed(1))
    ids = torch.cat([ids, ids], dim=1)
    decoder: Any = model.model.decoder
    attention = decoder.layers[1].self_attn
    was_training = model.training
    model.eval()
    states = decoder(input_ids=ids, output_hidden_states=True).hidden_states
    own, before = (
        states[1][..., places.own].norm(dim=-1).mean(),
        states[1][..., places.before].norm(dim=-1).mean(),
    )
    gain = SHARP * math.sqrt(HEAD) / float(own * before)
    attention.q_proj.weight[:CODE, places.own] *= math.sqrt(gain)
    attention.k_proj.weight[:CODE, places.before] *= math.sqrt(gain)
    last = decoder(input_ids=ids).last_hidden_state[:, 64:-1, :][..., places.fetched]
    model.lm_head.weight[:, places.fetched] = codes * HEARD / float(last.norm(dim=-1).mean())
    model.train(was_training)
