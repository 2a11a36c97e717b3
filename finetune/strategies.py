"""The strategies of adaptation: which weights of the language model learn, and how they are kept.

A fifth strategy is one more function here. `features`, the survey's representation transfer, uses no language
model for ranking: frozen features and a small head (see `recommender`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from torch import nn

from tastemaker.agent.engines.models import unwarned

__all__ = ["STRATEGIES", "Prepared", "prepare"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A network ready to be trained by a strategy."""

    network: Any
    """The transformers model; with `lora` its linear layers carry adapters."""
    peft: Any = None
    """The PEFT model around it, which saves the adapter; None where there is none."""
    prompt: int = 0
    """The length of the soft prompt that is to be learnt."""


def prepare(network: Any, strategy: str, *, size: int = 16, dropout: float = 0.1) -> Prepared:
    """Freeze and unfreeze a network's weights as the strategy has it; `size` is how much it may learn."""
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    if strategy != "prompt":
        _leave_out(network.get_decoder(), dropout)
    return STRATEGIES[strategy](network, size)


def lora(network: Any, size: int) -> Prepared:
    """Matrices of rank `size` beside every linear layer of the text decoder (arXiv 2106.09685)."""
    from peft import LoraConfig, get_peft_model

    inside = {id(module) for module in network.get_decoder().modules()}
    names = [
        name
        for name, module in network.named_modules()
        if isinstance(module, nn.Linear) and id(module) in inside
    ]
    config = LoraConfig(r=size, lora_alpha=2 * size, lora_dropout=0.05, target_modules=names)
    with unwarned():
        return Prepared(network, get_peft_model(network, config))


def full(network: Any, _size: int) -> Prepared:
    """All weights of the text decoder's layers; word embeddings and the vision tower stay as they are."""
    words = {id(layer.weight) for layer in (network.get_input_embeddings(), network.get_output_embeddings())}
    for parameter in network.get_decoder().parameters():
        parameter.requires_grad_(id(parameter) not in words)
    return Prepared(network)


def prompt(network: Any, size: int) -> Prepared:
    """A soft prompt of `size` tokens before a frozen network (arXiv 2104.08691)."""
    return Prepared(network, prompt=size)


STRATEGIES: Final[Mapping[str, Callable[[Any, int], Prepared]]] = {
    "lora": lora,
    "full": full,
    "prompt": prompt,
}


def _leave_out(decoder: nn.Module, share: float) -> None:
    """Dropout in a decoder that was saved without; none in attention, where it costs most and helps least."""
    for module in decoder.modules():
        if isinstance(getattr(module, "dropout", None), float) and "Attention" not in type(module).__name__:
            module.dropout = share  # type: ignore[assignment]  # a float in these classes
