"""The two networks of the vision recipe: mini's tower, and the convolutional teacher it learns from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from transformers import CLIPVisionConfig, CLIPVisionModel

from tastemaker.finetune.mini.distort import SIDE

__all__ = ["TEXT", "Heads", "Teacher", "Tower", "View", "tower_config"]

TEXT = 384
"""The dimensions of MiniLM's text space."""
HIDDEN, LAYERS, HEADS, WIDE, PATCH = 192, 5, 12, 576, 16
PLACE = 16
"""The last dimensions of a state, which start out holding nothing but its place."""


@dataclass
class View:
    """What a network sees in a batch: one vector a picture, and maps to compare networks by."""

    pooled: Tensor
    """Shape (n, dim)."""
    middle: Tensor
    """Shape (n, dim of the middle, 8, 8)."""
    last: Tensor
    """Shape (n, dim, 8, 8) or (n, dim, 4, 4)."""


def tower_config() -> CLIPVisionConfig:
    """128 pixels, 64 patches, about 2 million parameters."""
    return CLIPVisionConfig(
        hidden_size=HIDDEN,
        intermediate_size=WIDE,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        image_size=SIDE,
        patch_size=PATCH,
        projection_dim=TEXT,
        hidden_act="gelu",
    )


class Heads(nn.Module):
    """What is read from a pooled vector; only `text` is shipped."""

    def __init__(self, dim: int, *, kinds: int, reference: int) -> None:
        super().__init__()
        self.text = nn.Linear(dim, TEXT)
        self.kind = nn.Linear(dim, kinds)
        self.reference = nn.Linear(dim, reference)


class Tower(nn.Module):
    """mini's vision tower in training: the same layers, with layers dropped at random."""

    dim = HIDDEN

    def __init__(self, *, drop: float = 0.05) -> None:
        super().__init__()
        self.clip: Any = CLIPVisionModel._from_config(tower_config(), attn_implementation="eager")
        self.drop = drop

    @property
    def vision(self) -> Any:
        """The transformer itself, whichever way this version of transformers nests it."""
        return getattr(self.clip, "vision_model", self.clip)

    def _skip(self, update: Tensor, depth: int) -> Tensor:
        if not self.training or not self.drop:
            return update
        share = self.drop * (depth + 1) / LAYERS
        keep = torch.rand(len(update), 1, 1) > share
        return update * keep.to(update.dtype) / (1 - share)

    def forward(self, pictures: Tensor) -> View:
        """Normalised float32 (n, 3, 128, 128)."""
        vision = self.vision
        states = vision.pre_layrnorm(vision.embeddings(pictures))
        middle = states
        for depth, layer in enumerate(vision.encoder.layers):
            seen, _ = layer.self_attn(layer.layer_norm1(states), attention_mask=None)
            states = states + self._skip(seen, depth)
            states = states + self._skip(layer.mlp(layer.layer_norm2(states)), depth)
            if depth == LAYERS - 3:
                middle = states
        last = vision.post_layernorm(states[:, 1:])
        return View(last.mean(1), _as_map(middle[:, 1:]), _as_map(last))

    @torch.no_grad()
    def start(self, pictures: Tensor) -> None:
        """Begin as a convolutional network does: whitened patches, and heads that look at their neighbours.

        Heads 1 to 9 attend to one place each of the 3 x 3 around a patch (arXiv 1911.03584: attention can
        be convolution); places are written in rotating pairs, so that a shift is a rotation of the query.
        """
        vision = self.vision
        _whiten(vision.embeddings, pictures)
        for layer in vision.encoder.layers:
            _neighbours(layer.self_attn)
            for linear, gain in ((layer.mlp.fc1, 1.0), (layer.mlp.fc2, 0.7)):
                nn.init.normal_(linear.weight, std=gain * linear.in_features**-0.5)
            layer.mlp.fc2.weight[-PLACE:] = 0


def _as_map(states: Tensor) -> Tensor:
    side = math.isqrt(states.shape[1])
    return states.transpose(1, 2).reshape(len(states), -1, side, side)


def _turns() -> Tensor:
    return 2 * math.pi * torch.arange(1, PLACE // 4 + 1).float() / PLACE


def _places() -> Tensor:
    """Each patch's place as cosines and sines: shape (64, 16)."""
    steps = torch.arange(SIDE // PATCH).float()
    rows, columns = torch.meshgrid(steps, steps, indexing="ij")
    angles = [place.flatten()[:, None] * _turns() for place in (columns, rows)]
    return torch.cat([torch.stack([a.cos(), a.sin()], 2).flatten(1) for a in angles], 1) * math.sqrt(2)


def _shift(columns: int, rows: int) -> Tensor:
    """The rotation that moves a place by this many patches: shape (16, 16)."""
    out = torch.zeros(PLACE, PLACE)
    for axis, step in ((0, columns), (1, rows)):
        for n, turn in enumerate(_turns().tolist()):
            at, cos, sin = axis * PLACE // 2 + 2 * n, math.cos(turn * step), math.sin(turn * step)
            out[at : at + 2, at : at + 2] = torch.tensor([[cos, -sin], [sin, cos]])
    return out


def _whiten(embeddings: Any, pictures: Tensor) -> None:
    """Patches start as their principal components, small ones raised; places have their own dimensions."""
    patches = nn.functional.unfold(pictures, PATCH, stride=PATCH).transpose(1, 2).flatten(0, 1)
    powers, vectors = torch.linalg.eigh(patches.T @ patches / len(patches))
    powers, vectors = powers.flip(0), vectors.flip(1)
    filters = (vectors / (powers + 0.02 * powers.mean()).sqrt()).T[: HIDDEN - PLACE]
    filters = filters / (patches @ filters.T).std()
    weight = embeddings.patch_embedding.weight
    weight.zero_()
    weight[:-PLACE] = filters.view(-1, 3, PATCH, PATCH)
    nn.init.normal_(embeddings.position_embedding.weight, std=0.02)
    embeddings.position_embedding.weight[1:, -PLACE:] = _places()
    nn.init.normal_(embeddings.class_embedding)


def _neighbours(attention: Any) -> None:
    size = HIDDEN // HEADS
    for linear in (attention.q_proj, attention.k_proj):
        nn.init.normal_(linear.weight, std=0.02)
    around = [(columns, rows) for rows in (-1, 0, 1) for columns in (-1, 0, 1)]
    for head, (columns, rows) in enumerate(around):
        block = slice(head * size, (head + 1) * size)
        attention.q_proj.weight[block, -PLACE:] = 2.5 * _shift(columns, rows)
        attention.k_proj.weight[block, -PLACE:] = torch.eye(PLACE)
    nn.init.normal_(attention.v_proj.weight, std=HIDDEN**-0.5)
    nn.init.normal_(attention.out_proj.weight, std=0.7 * HIDDEN**-0.5)
    attention.out_proj.weight[-PLACE:] = 0


class Teacher(nn.Module):
    """A small convolutional network: quicker to learn from few pictures; it is not shipped."""

    dim = 256
    middle_dim = 192

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 24, 4, 4, bias=False), nn.BatchNorm2d(24), nn.ReLU(), _block(24, 48, 1)
        )
        self.body = nn.Sequential(_block(48, 96, 2), _block(96, self.middle_dim, 2))
        self.top = _block(self.middle_dim, self.dim, 2)
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # missing in torch's stubs

    def forward(self, pictures: Tensor) -> View:
        """Normalised float32 (n, 3, 128, 128)."""
        middle = self.body(self.stem(pictures.contiguous(memory_format=torch.channels_last)))
        last = self.top(middle)
        return View(last.mean((2, 3)), middle, last)


def _block(inner: int, outer: int, stride: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inner, outer, 3, stride, 1, bias=False),
        nn.BatchNorm2d(outer),
        nn.ReLU(),
        nn.Conv2d(outer, outer, 3, 1, 1, bias=False),
        nn.BatchNorm2d(outer),
        nn.ReLU(),
    )
