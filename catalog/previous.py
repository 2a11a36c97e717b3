"""The build before: what the next one may take over from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.catalog.builds import Builds, Manifest
from tastemaker.catalog.ledger import Ledger
from tastemaker.catalog.semantic_ids import SemanticIds
from tastemaker.catalog.tables import ItemTable, read_ledger
from tastemaker.catalog.vectors import VectorIndex
from tastemaker.contracts import Modality
from tastemaker.errors import BadSemanticIds, CatalogMissing, StoreUnreachable

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["VECTORS", "Previous", "forget"]

VECTORS: Final = "vectors"
"""The vector index's folder in a build."""


@dataclass(frozen=True, slots=True)
class Previous:
    """Empty when there was no build, or none that is whole."""

    ledger: Ledger
    build: Path | None = None
    manifest: Manifest | None = None
    items: ItemTable | None = None
    digests: dict[str, str] = field(default_factory=dict)
    """Content by item id."""
    semantic_ids: SemanticIds | None = None
    """They outlive damage to the rest of a build: what was given must not be given again."""

    @classmethod
    def of(cls, builds: Builds) -> Previous:
        """The live build of these. CatalogTooNew when a newer Tastemaker made it."""
        folder = builds.domain.resolve()
        try:
            build = builds.live()
        except CatalogMissing:
            return cls(Ledger(folder))
        semantic_ids = _semantic_ids(build)
        try:
            manifest = builds.manifest(build)
        except CatalogMissing:
            return cls(Ledger(folder), semantic_ids=semantic_ids)
        if not builds.whole(build, manifest):
            return cls(Ledger(folder), semantic_ids=semantic_ids)
        items = ItemTable.read(build, folder=folder)
        ledger = read_ledger(build / "media.parquet", folder=folder)
        return cls(ledger, build, manifest, items, items.digests(), semantic_ids)

    def vectors(self, modality: Modality, *, model: str) -> dict[str, NDArray[np.float32]]:
        """Vectors by input digest, if this model made them."""
        if self.build is None or self.manifest is None or self.items is None:
            return {}
        path = self.build / f"{modality}.npy"
        if self.manifest.models.get(modality) != model or not path.is_file():
            return {}
        rows = np.load(path, mmap_mode="r", allow_pickle=False)
        return {key: rows[n] for n, key in enumerate(self.items.keys(modality)) if key}

    def index(self) -> VectorIndex | None:
        """The vector index of that build, None when there is none that can be built upon."""
        if self.build is None or self.items is None:
            return None
        fused = np.load(self.build / "fused.npy", mmap_mode="r", allow_pickle=False)
        try:
            return VectorIndex.open(self.build / VECTORS, vectors=fused, ids=self.items.ids)
        except CatalogMissing:
            return None

    def counts(self, digests: dict[str, str]) -> dict[str, int]:
        """How many items are added, changed, removed and unchanged, against the new digests."""
        kept = digests.keys() & self.digests.keys()
        changed = sum(digests[id] != self.digests[id] for id in kept)
        return {
            "added": len(digests) - len(kept),
            "changed": changed,
            "removed": len(self.digests) - len(kept),
            "unchanged": len(kept) - changed,
        }


def _semantic_ids(build: Path) -> SemanticIds | None:
    """None in a build of before there were any, and where they are damaged."""
    try:
        return SemanticIds.load(build)
    except BadSemanticIds:
        return None


def forget(build: Path) -> None:
    """Drop a build's vector index, which may lie on a server."""
    try:
        fused = np.load(build / "fused.npy", mmap_mode="r", allow_pickle=False)
        VectorIndex.open(build / VECTORS, vectors=fused, ids=()).drop()
    except (CatalogMissing, StoreUnreachable, OSError, ValueError):
        return  # nothing there that could be dropped
