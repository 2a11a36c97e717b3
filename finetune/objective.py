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

__all__ = ["WHOLE", "Objective"]

NEVER: Final = -1e4
"""A logit of what cannot be: finite, so that nothing times it is nothing."""
WHOLE: Final = 20_000
"""Catalogs up to this size are compared with in full; beyond, with a sample of as many (sampled softmax)."""


class Objective(nn.Module):
    """A model with its loss, so that it can be wrapped whole for training on several machines."""

    def __init__(
        self, model: SASRec | Reader, *, teaching: Teaching | None = None, sampled: int = WHOLE
    ) -> None:
        """`teaching` knows the IDs, unlearnt without it; `sampled` is the most items of a softmax."""
        super().__init__()
        self.model = model
        self.teaching = teaching
        self.sampled = sampled

    @staticmethod
    def is_warm(name: str) -> bool:
        """Whether a parameter comes from the base model, and is to change little."""
        return name.startswith("model.network.") and "lora_" not in name

    def forward(self, packed: Packed) -> dict[str, Tensor]:
        """`loss` and its parts `next`, `written` and `talk`, in nats, those that something asks for."""
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
        if isinstance(self.model, Reader):
            parts |= self._talk(self.model, hidden, packed)
            if self.teaching is not None and beliefs is not None:
                parts |= self._written(self.model, self.teaching, hidden, packed, targets, beliefs)
        parts["loss"] = torch.stack(list(parts.values())).sum()
        return parts

    def _talk(self, reader: Reader, hidden: Tensor, packed: Packed) -> dict[str, Tensor]:
        """Cross entropy of words over the whole vocabulary."""
        words = (packed.label >= 0) & (reader.own[packed.label.clamp(min=0)] < 0)
        if not bool(words.any()):
            return {}
        return {"talk": functional.cross_entropy(reader.logits(hidden[words]).float(), packed.label[words])}

    def _written(
        self,
        reader: Reader,
        teaching: Teaching,
        hidden: Tensor,
        packed: Packed,
        targets: Tensor,
        beliefs: Tensor,
    ) -> dict[str, Tensor]:
        """Of a whole ID: the sum over its levels of cross entropies among the codes that may follow.

        What may not follow is never searched (`engines.beam`), and need not be learnt. Half of each target is
        the teaching's.
        """
        own = torch.where(packed.label >= 0, reader.own[packed.label.clamp(min=0)], -1)
        leaves, losses, first = packed.leaves(), [], 0
        for level, tokens in enumerate(teaching.tokens):
            row, column = ((own >= first) & (own < first + len(tokens))).nonzero(as_tuple=True)
            if len(row):
                back = column[:, None] - torch.arange(level - 1, -1, -1, device=column.device)
                prefixes = packed.index[row[:, None], back]
                wanted = teaching.target(beliefs[row, leaves[row, column]], targets, prefixes)
                odds = reader.code_logits(hidden[row, column])[:, first : first + len(tokens)].float()
                odds = odds.masked_fill(wanted == 0, NEVER)
                code = own[row, column] - first
                losses.append(functional.cross_entropy(odds, code) + functional.cross_entropy(odds, wanted))
            first += len(tokens)
        return {"written": 0.5 * torch.stack(losses).sum()} if losses else {}

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
