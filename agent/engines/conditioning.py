"""What the embedded image model is told: words and a taste, as Stable Diffusion XL's pipelines take them.

`prompt_embeds` holds the taste as a first token and MiniLM's states of the words' tokens, then zeros;
`pooled_prompt_embeds` the words' mean state and the taste. No taste is a zero, no words are zeros: what the
model learnt as "anything", so that guidance can point away from it. Whoever loads the model with plain
diffusers passes these tensors, and the same of no words and the opposite taste as `negative_prompt_embeds`
and `negative_pooled_prompt_embeds`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import normalize

from tastemaker.catalog.minilm import MiniLM

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

__all__ = ["POOLED", "TOKENS", "WIDTH", "Told", "condition", "told"]

WIDTH: Final = 384
"""MiniLM's, and the vision tower's."""
TOKENS: Final = 40
"""The taste and the words."""
POOLED: Final = 2 * WIDTH
LOUD: Final = 16.0
"""The length of pooled words and of a taste: numbers of about 1, as in a token's states."""


class Told(NamedTuple):
    """What a batch of pictures is to show."""

    tokens: Tensor
    """float32 (n, 40, 384)."""
    pooled: Tensor
    """float32 (n, 768)."""


def condition(words: Tensor, tastes: Tensor) -> Told:
    """From states of words (n, at most 39, 384), zeros behind the last, and tastes (n, 384) of any length."""
    rows = words.new_zeros(len(words), TOKENS, WIDTH)
    taste = LOUD * normalize(tastes, dim=-1)
    rows[:, 0] = taste
    rows[:, 1 : 1 + words.shape[1]] = words
    said = LOUD * normalize(words.sum(1), dim=-1)
    return Told(rows, torch.cat([said, taste], 1))


def told(reader: MiniLM, prompts: Sequence[str], *, taste: Vector | None = None) -> Told:
    """What these prompts say, each with the same taste; an empty prompt says nothing."""
    words = torch.zeros(len(prompts), TOKENS - 1, WIDTH)
    spoken = [n for n, prompt in enumerate(prompts) if prompt]
    states = reader.states([prompts[n] for n in spoken], longest=TOKENS - 1)
    for n, found in zip(spoken, states, strict=True):
        words[n, : len(found)] = torch.from_numpy(found)
    given: Any = torch.zeros(WIDTH) if taste is None else torch.as_tensor(taste, dtype=torch.float32)
    return condition(words, given.expand(len(prompts), WIDTH))
