"""A catalog's own pictures as an eye sees them, and where what is painted lies among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from tastemaker.catalog.embedders import embedder, space
from tastemaker.catalog.media import open_picture
from tastemaker.errors import BadDomain, BadMedia

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tastemaker.catalog.catalog import Catalog
    from tastemaker.contracts import Embedder, Picture

    Vectors = NDArray[np.float32]

__all__ = ["Eye", "Gallery", "Tower", "placed"]

MOST: Final = 600
"""Pictures that a gallery holds: by these it is known what is usual."""
FEWEST: Final = 8
BATCH: Final = 64


class Eye(Protocol):
    """What tells pictures apart."""

    name: str

    def features(self, pictures: Sequence[Picture]) -> Vectors:
        """float32 (n, d)."""
        ...


class Tower:
    """A catalog's image embedder as an eye.

    Tastes lie in the space of mini's own, so it is no stranger to the embedded painter, as the judge of
    `finetune/painting` is.
    """

    def __init__(self, model: Embedder) -> None:
        self.name, self._model = model.name, model

    def features(self, pictures: Sequence[Picture]) -> Vectors:
        """float32 (n, d)."""
        return np.concatenate(
            [self._model.encode(pictures[start : start + BATCH]) for start in range(0, len(pictures), BATCH)]
        )

    def reads(self, texts: Sequence[str]) -> Vectors | None:
        """The texts in the pictures' space, float32 (n, d); None where the model reads no words."""
        words = embedder("text", "minilm") if space(self._model) == "minilm" else None
        if words is not None:
            return words.encode(list(texts))
        known = getattr(self._model, "encode_text", None)
        found: Vectors | None = known(list(texts)) if known else None
        return found


def placed(features: Vectors, real: Vectors) -> Vectors:
    """float32 (n, d), unit rows: features by how many spreads of real pictures' they lie from the mean."""
    apart = (features - real.mean(axis=0)) / (real.std(axis=0) + 1e-6)
    found: Vectors = apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-6)
    return found


class Gallery:
    """A sample of the catalog's pictures. Raises BadDomain where there are too few."""

    def __init__(self, catalog: Catalog, eye: Eye, *, seed: int = 0) -> None:
        self.catalog, self.eye = catalog, eye
        pictured = [item.id for item in catalog.items if item.image is not None]
        order = np.random.default_rng([seed, 1]).permutation(len(pictured))
        seen = {id: picture for n in order[:MOST] if (picture := self._picture(id := pictured[int(n)]))}
        if len(seen) < FEWEST:
            raise BadDomain(
                f"{catalog.folder} has {len(seen)} pictures that can be opened: what is painted is measured "
                f"among at least {FEWEST}"
            )
        self.ids = tuple(seen)
        self.features = eye.features(list(seen.values()))
        """float32 (pictures, d), as the eye sees them."""
        self._places = dict(zip(self.ids, placed(self.features, self.features), strict=True))

    def placed(self, pictures: Sequence[Picture]) -> Vectors:
        """float32 (n, d), unit rows: how each differs from the usual."""
        return placed(self.eye.features(pictures), self.features)

    def place(self, items: Sequence[str]) -> Vectors:
        """The same of items' own pictures; those that have none are left out."""
        for item in items:
            if item not in self._places and (picture := self._picture(item)):
                self._places[item] = self.placed([picture])[0]
        known = [self._places[item] for item in items if item in self._places]
        return np.stack(known) if known else np.empty((0, self.features.shape[1]), np.float32)

    def rivals(self, item: str, count: int, rng: np.random.Generator) -> list[str]:
        """Other items with pictures, of the same category as far as there are any."""
        kind = self.catalog.item(item).categories[:1]
        others = [id for id in self.ids if id != item]
        mixed = [others[int(n)] for n in rng.permutation(len(others))]
        return sorted(mixed, key=lambda id: self.catalog.item(id).categories[:1] != kind)[:count]

    def picture(self, item: str) -> Picture:
        """An item's own picture. Raises BadDomain where it cannot be opened."""
        found = self._picture(item)
        if found is None:
            raise BadDomain(f"{self.catalog.folder}: {item} has no picture that can be opened")
        return found

    def _picture(self, item: str) -> Picture | None:
        path = self.catalog.item(item).image
        try:
            return open_picture(path, inside=self.catalog.folder, side=256) if path else None
        except BadMedia:
            return None
