"""Picks items by generating their semantic IDs: a beam search that can only follow a trie.

The prompt is read once. All beams of a person then live in one sequence, as a tree: each step appends the
beams' tokens to the cache, and a mask lets each of them see the prompt, its own ancestors and itself. So the
cache is neither copied for each beam nor put in another order.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import pad
from transformers import DynamicCache

from tastemaker.agent.engines.reading import NAME
from tastemaker.agent.engines.trie import View
from tastemaker.errors import ModelError

__all__ = ["Found", "beam"]


class Found(NamedTuple):
    """Items with their log-probabilities, the likeliest first; both of shape (batch, beams)."""

    rows: Tensor
    """int64, rows of the catalog; -1 where fewer items are allowed."""
    scores: Tensor
    """float32, natural logarithms; -inf where fewer items are allowed."""


@torch.no_grad()
def beam(
    model: Any,
    view: View,
    *,
    inputs: Mapping[str, Tensor],
    tokens: Sequence[Tensor] | Tensor,
    beams: int,
    cache: DynamicCache | None = None,
) -> Found:
    """The likeliest items after each prompt of a batch.

    The probability of an item is the product over its codes, each of those that may follow in the whole trie:
    over all items it sums to 1, and what a mask leaves keeps its order. (Over the whole vocabulary a code
    that must follow would cost as much as one of many.)

    `model` is a causal language model of transformers, LLaVA-like ones included. `inputs` is what its forward
    takes for the prompts: `input_ids` or `inputs_embeds`, with `attention_mask` (batch, prompt) where they
    are padded, on the left. `tokens[level][code]` (int64) is the token of a code. With a `cache` of the
    prompts' beginning, which is left as it is, `inputs` holds the rest, at least a token; the mask covers
    both. With as many beams as there are allowed items the result is that of scoring every one.

    >>> found = beam(model, trie.view(), inputs=tokenizer(text), tokens=tokens, beams=50)  # doctest: +SKIP
    """
    tree = _Tree(model, cache)
    logits = tree.read(inputs)
    nodes = torch.zeros(logits.shape[:2], dtype=torch.int32, device=logits.device)
    scores = torch.zeros(logits.shape[:2], device=logits.device)
    for level in range(view.depth):
        below, codes, valid, allowed = view.children(nodes, level=level)
        spoken = tokens[level].index_select(0, codes.flatten()).view(codes.shape)
        odds = logits.gather(-1, spoken).float().masked_fill_(~valid, -torch.inf)
        odds = scores[..., None] + odds.log_softmax(-1)
        odds = odds.masked_fill_(~allowed, -torch.inf).flatten(1)
        scores, best = odds.topk(min(beams, odds.shape[-1]))
        alive = _alive(scores)
        scores, best = scores[:, :alive], best[:, :alive]
        nodes = below.flatten(1).gather(-1, best)
        if not alive or level + 1 == view.depth:
            break
        logits = tree.grow(spoken.flatten(1).gather(-1, best), parents=best // below.shape[-1])
    rows = view.rows[nodes].long().masked_fill_(scores.isneginf(), -1)
    missing = (0, beams - rows.shape[-1])
    return Found(pad(rows, missing, value=-1), pad(scores, missing, value=-torch.inf))


def _alive(scores: Tensor) -> int:
    """How many beams of the fullest row lead somewhere; scores are sorted."""
    if scores.isnan().any():
        raise ModelError("the model's log-probabilities are not numbers: its weights are damaged")
    return int((scores > -torch.inf).sum(-1).max())


class _Tree:
    """What the model has read: the prompts, and after each a tree of tokens in one sequence."""

    def __init__(self, model: Any, cache: DynamicCache | None) -> None:
        self._model = model
        self._kind = model.config.get_text_config()._attn_implementation
        self._cache = DynamicCache(config=model.config) if cache is None else _shared(cache)
        if self._kind not in ("sdpa", "eager", NAME):
            raise ModelError(
                f"{type(model).__name__} runs with {self._kind!r} attention, which takes no mask of a tree: "
                "load it with attn_implementation='sdpa'"
            )
        if any(layer.is_sliding or not layer.is_croppable for layer in self._cache.layers):
            raise ModelError(
                f"{type(model).__name__} has layers that do not keep every token (a sliding window or a "
                "state), so its beams cannot share one sequence: take a model with full attention"
            )

    def read(self, inputs: Mapping[str, Tensor]) -> Tensor:
        """Read the prompts; the logits after them, shape (batch, 1, vocabulary)."""
        given = dict(inputs)
        prompt = given["inputs_embeds"] if "inputs_embeds" in given else given["input_ids"]
        past = self._cache.get_seq_length()
        sees = prompt.new_ones((len(prompt), past + prompt.shape[1]), dtype=torch.bool)
        holder = getattr(self._model, "model", None)
        if "attention_mask" in given:
            sees = given["attention_mask"].bool()
            if not hasattr(holder, "rope_deltas"):
                given["position_ids"] = (sees.cumsum(-1) - 1).clamp_(min=0)[:, past:]
        logits = self._forward(**given, logits_to_keep=1)
        shift = getattr(holder, "rope_deltas", None)  # Qwen-like models count a picture's tokens otherwise
        self._position = sees.sum(-1, keepdim=True) + (0 if shift is None else shift)
        self._sees = sees[:, None]
        return logits

    def grow(self, tokens: Tensor, *, parents: Tensor) -> Tensor:
        """Read a token after each of `parents`, both int64 (batch, beams); logits (batch, beams, vocabulary).

        A parent is a beam of the step before.
        """
        batch, beams = tokens.shape
        own = torch.eye(beams, dtype=torch.bool, device=tokens.device).expand(batch, -1, -1)
        above = self._sees.gather(1, parents[..., None].expand(-1, -1, self._sees.shape[-1]))
        self._sees = torch.cat([above, own], dim=-1)
        places = self._position.expand(-1, beams)
        self._position = self._position + 1
        return self._forward(input_ids=tokens, attention_mask=self._mask(), position_ids=places)

    def _mask(self) -> Tensor:
        """Who sees what, as the model's attention takes it; shape (batch, 1, beams, all tokens)."""
        sees = self._sees[:, None]
        if self._kind != "eager":
            return sees
        kind = self._model.dtype
        return torch.zeros(sees.shape, dtype=kind, device=sees.device).masked_fill_(
            ~sees, torch.finfo(kind).min
        )

    def _forward(self, **given: Any) -> Tensor:
        logits: Tensor = self._model(**given, past_key_values=self._cache, use_cache=True).logits
        return logits


def _shared(cache: DynamicCache) -> DynamicCache:
    """A cache that begins with the same keys and values: it grows by new ones, the first is left as it is."""
    mine = copy.copy(cache)
    mine.layers = [copy.copy(layer) for layer in cache.layers]
    return mine
