"""What is learnt: the next item by the dense read-out, and tokens by the language model's head."""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from tastemaker.agent.engines.packing import Packed
from tastemaker.agent.engines.reader import TEMPERATURE, Reader
from tastemaker.agent.engines.sasrec import SASRec
from tastemaker.finetune.teaching import Teaching

__all__ = ["Objective"]

WHOLE: Final = 20_000
"""Catalogs up to this size are compared with in full; beyond, with a sample of as many (sampled softmax)."""


class Objective(nn.Module):
    """A model with its loss, so that it can be wrapped whole for training on several machines."""

    def __init__(
        self, model: SASRec | Reader, *, teaching: Teaching | None = None, sampled: int = WHOLE
    ) -> None:
        """`teaching` helps with the codes of IDs; `sampled` is the most items a softmax compares."""
        super().__init__()
        self.model = model
        self.teaching = teaching
        self.sampled = sampled

    @staticmethod
    def is_warm(name: str) -> bool:
        """Whether a parameter comes from the base model, and is to change little."""
        return name.startswith("model.network.") and "lora_" not in name

    def forward(self, packed: Packed) -> dict[str, Tensor]:
        """`loss` and its parts `next` and `written`, means in nats, those that something asks for."""
        table = self.model.table()
        hidden = self.model(packed, table)
        targets = self.model.table.targets(table)
        beliefs = None
        if isinstance(self.model, Reader) and self.teaching is not None:
            beliefs = self.model.seen(packed, table)
        parts = {}
        chosen = packed.item >= 0
        if bool(chosen.any()):
            known = None if beliefs is None else beliefs[chosen]
            parts["next"] = self._next(hidden[chosen], packed.item[chosen], targets, known)
        if isinstance(self.model, Reader) and bool((packed.label >= 0).any()):
            parts["written"] = self._written(self.model, hidden, packed, targets, beliefs)
        parts["loss"] = torch.stack(list(parts.values())).sum()
        return parts

    def _written(
        self, reader: Reader, hidden: Tensor, packed: Packed, targets: Tensor, beliefs: Tensor | None
    ) -> Tensor:
        """Cross entropy over the whole vocabulary; of an ID's codes half of the target is the teaching's."""
        row, column = (packed.label >= 0).nonzero(as_tuple=True)
        logits, label = reader.logits(hidden[row, column]).float(), packed.label[row, column]
        if self.teaching is None or beliefs is None:
            return functional.cross_entropy(logits, label)
        wanted = functional.one_hot(label, logits.shape[1]).float()
        leaves = packed.leaves()[row, column]
        for level, tokens in enumerate(self.teaching.tokens):
            those = torch.isin(label, tokens.to(label.device)).nonzero()[:, 0]
            back = column[those, None] - torch.arange(level - 1, -1, -1, device=label.device)
            prefixes = packed.index[row[those, None], back]
            codes = self.teaching.target(beliefs[row[those], leaves[those]], targets, prefixes)
            wanted[those] *= 0.5
            wanted[those[:, None], tokens] += 0.5 * codes
        return functional.cross_entropy(logits, wanted)

    def _next(self, hidden: Tensor, items: Tensor, targets: Tensor, beliefs: Tensor | None) -> Tensor:
        """Softmax over the items of training, or over a sample of them and this batch's own.

        Items that training does not know are no negatives. Those sampled are drawn evenly, so that no
        correction is due (arXiv 2508.06450 compares the choices). With the tower's `beliefs` half of the
        target are its probabilities.
        """
        known = self.model.table.known
        kept = known.nonzero()[:, 0]
        if len(kept) > self.sampled:
            drawn = kept[torch.randint(len(kept), (self.sampled,), device=items.device)]
            kept = torch.unique(torch.cat([items, drawn]))
        if len(kept) < len(targets):
            targets, items = targets[kept], torch.searchsorted(kept, items)
        odds = (self.model.answer(hidden) @ targets.T).float() / TEMPERATURE
        loss = functional.cross_entropy(odds, items)
        if beliefs is None:
            return loss
        wanted = ((beliefs.to(targets.dtype) @ targets.T).float() / TEMPERATURE).softmax(-1)
        return 0.5 * loss + 0.5 * functional.cross_entropy(odds, wanted)
