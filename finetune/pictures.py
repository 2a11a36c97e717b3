"""The pictures of a catalog's items as a base model's eyes see them, for training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import torch
from torch import Tensor

from tastemaker.catalog.media import open_picture
from tastemaker.errors import BadMedia

if TYPE_CHECKING:
    from tastemaker.agent.engines.sight import Sight
    from tastemaker.catalog.catalog import Catalog

__all__ = ["Pictures"]

KEPT: Final = 20_000
"""Pictures whose visual tokens are kept; others are looked at again."""
SIDE: Final = 336
"""Pixels that large JPEGs are decoded to, at least."""


class Pictures:
    """The visual tokens of an item's picture, looked at when they are first asked for."""

    def __init__(self, catalog: Catalog, sight: Sight | None) -> None:
        """Without `sight` there is nothing to see."""
        self._catalog, self._sight = catalog, sight
        self._kept: dict[int, Tensor | None] = {}

    def __call__(self, row: int) -> Tensor | None:
        """float32 (tokens, width); None for an item without a picture, or with one that cannot be opened."""
        if self._sight is None:
            return None
        seen = self._kept[row] if row in self._kept else self._look(self._sight, row)
        if len(self._kept) < KEPT:
            self._kept[row] = seen
        return None if seen is None else seen.float()

    def _look(self, sight: Sight, row: int) -> Tensor | None:
        """bfloat16 (tokens, width)."""
        path = self._catalog.items[row].image
        if path is None:
            return None
        try:
            return sight(open_picture(path, inside=path.parent, side=SIDE)).to(torch.bfloat16)
        except BadMedia:
            return None
