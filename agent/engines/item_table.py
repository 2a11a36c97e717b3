"""What every item is to the model: its content, projected, and what behaviour taught about it."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

__all__ = ["ItemTable"]


class ItemTable(nn.Module):
    """Item vectors t(i) = W c(i) + e(i): c is the fused content of the catalog, e is learnt and may be zero.

    An item that training does not know has no e and still stands where its content puts it; so that this
    works, training leaves out some e at random.
    """

    content: Tensor
    known: Tensor

    def __init__(
        self,
        content: Tensor,
        *,
        dim: int,
        known: Tensor | None = None,
        taught: bool = True,
        forget: float = 0.0,
    ) -> None:
        """`content` is float32 (items, D), `known` bool (items,): the items of training, all unless given.

        Without `taught` there is no e; `forget` is the share left out.
        """
        super().__init__()
        self.register_buffer("content", content, persistent=False)
        known = torch.ones(len(content), dtype=torch.bool) if known is None else known
        self.register_buffer("known", known, persistent=False)
        self.project = nn.Linear(content.shape[1], dim)
        self.taught = nn.Embedding(len(content), dim) if taught else None
        self.forget = forget
        if self.taught is not None:
            nn.init.normal_(self.taught.weight, std=dim**-0.5)
            self.taught.weight.data[~known] = 0.0

    @property
    def dim(self) -> int:
        """The width of an item's vector."""
        return self.project.out_features

    def __len__(self) -> int:
        return len(self.content)

    def forward(self) -> Tensor:
        """float32, shape (items, dim)."""
        found: Tensor = self.project(self.content)
        if self.taught is None:
            return found
        taught = self.taught.weight
        if self.training and self.forget:
            taught = taught * (torch.rand(len(taught), 1, device=taught.device) >= self.forget)
        return found + taught

    def targets(self, table: Tensor) -> Tensor:
        """Unit vectors to compare a read-out with, shape (items, dim)."""
        return functional.normalize(table, dim=-1)
