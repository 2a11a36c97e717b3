"""SASRec, the sequential recommender that everything is measured against: self-attention over item vectors.

After Kang and McAuley (arXiv 1808.09781), with pre-normalisation, cosine read-out and a softmax over the
catalog as in the strongest later reruns (arXiv 2508.06450).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from tastemaker.agent.engines.item_table import ItemTable
from tastemaker.agent.engines.packing import Packed, Source
from tastemaker.agent.engines.spans import Spans, attend, spans_of

__all__ = ["SASRec"]


class SASRec(nn.Module):
    """Reads packed histories of items; answers with the vector of the next one."""

    lead = 0
    """It takes no soft prompt."""

    def __init__(
        self, table: ItemTable, *, blocks: int = 2, heads: int = 4, dropout: float = 0.5, window: int = 50
    ) -> None:
        super().__init__()
        self.table = table
        self.dropout = dropout
        self.place = nn.Embedding(window + 1, table.dim)
        nn.init.normal_(self.place.weight, std=0.02)
        self.blocks = nn.ModuleList(_Block(table.dim, heads, dropout) for _ in range(blocks))
        self.norm = nn.LayerNorm(table.dim)

    def forward(self, packed: Packed, table: Tensor) -> Tensor:
        """Hidden states, float (rows, length, dim); tokens that are no items are not read."""
        items = packed.source == Source.ITEM
        hidden: Tensor = (
            functional.embedding(torch.where(items, packed.index, 0), table) * self.table.dim**0.5
        )
        places = packed.nth_item().clamp(max=self.place.num_embeddings - 1)
        hidden = functional.dropout(hidden + self.place(places), self.dropout, self.training)
        itself = torch.eye(items.shape[1], dtype=torch.bool, device=items.device)
        seen = packed.mask() & items[:, None, None] | itself
        spans = spans_of(packed)
        for block in self.blocks:
            hidden = block(hidden, seen, spans)
        return hidden

    def answer(self, hidden: Tensor) -> Tensor:
        """The dense read-out: hidden states (n, dim) to unit vectors (n, dim)."""
        found: Tensor = self.norm(hidden)
        return functional.normalize(found, dim=-1)


class _Block(nn.Module):
    """Attention and a feed-forward part, each added to what came in."""

    def __init__(self, dim: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.before, self.between = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.parts, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
        self.widen, self.narrow = nn.Linear(dim, 2 * dim), nn.Linear(2 * dim, dim)

    def forward(self, hidden: Tensor, seen: Tensor, spans: Spans | None) -> Tensor:
        rows, length, dim = hidden.shape
        split = self.parts(self.before(hidden)).view(rows, length, 3, self.heads, dim // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        share = self.dropout if self.training else 0.0
        found = attend(query, key, value, mask=seen, spans=spans, dropout=share, plain=False)
        hidden = hidden + self._drop(self.out(found.transpose(1, 2).reshape(rows, length, dim)))
        return hidden + self._drop(self.narrow(self._drop(functional.gelu(self.widen(self.between(hidden))))))

    def _drop(self, values: Tensor) -> Tensor:
        return functional.dropout(values, self.dropout, self.training)
