"""How well semantic IDs use their codes, and whether alike items begin alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

__all__ = ["IdReport"]

ASKED: Final = 500
"""Items whose neighbors are looked at, among forty times as many."""
NEIGHBORS: Final = 10


@dataclass(frozen=True, slots=True)
class IdReport:
    """Figures of one state of the IDs. All but `sizes` leave the tie-break out."""

    version: int
    """Raised when all IDs are made anew."""
    items: int
    retired: int
    """IDs of items that are gone or have changed: never given again."""
    sizes: tuple[int, ...]
    """Codes per level, the tie-break's last."""
    used: tuple[float, ...] = ()
    """The share of each level's codes that some item has."""
    perplexity: tuple[float, ...] = ()
    """exp(entropy) of each level's codes: as many, used evenly, would tell as much."""
    collisions: int = 0
    """Items that share all codes with another."""
    largest: int = 0
    """Items in the fullest cell."""
    purity: float = 0.0
    """The share of an item's ten nearest neighbors (by cosine) that have its first code."""
    chance: float = 0.0
    """The same of any two items."""

    @classmethod
    def of(
        cls,
        codes: NDArray[np.integer[Any]],
        vectors: Vectors,
        *,
        sizes: tuple[int, ...],
        version: int,
        retired: int,
    ) -> IdReport:
        """Measure IDs of shape (items, depth) of vectors of shape (items, D)."""
        if not len(codes):
            return cls(version, items=0, retired=retired, sizes=sizes)
        levels = codes[:, :-1]
        counts = [np.bincount(level, minlength=size) for level, size in zip(levels.T, sizes, strict=False)]
        shares = [count[count > 0] / len(codes) for count in counts]
        together = np.unique(levels, axis=0, return_counts=True)[1]
        return cls(
            version,
            items=len(codes),
            retired=retired,
            sizes=sizes,
            used=tuple(float((count > 0).mean()) for count in counts),
            perplexity=tuple(float(np.exp(-(share * np.log(share)).sum())) for share in shares),
            collisions=int(together[together > 1].sum()),
            largest=int(together.max()),
            purity=_purity(vectors, levels[:, 0]),
            chance=float((shares[0] ** 2).sum()),
        )

    @property
    def depth(self) -> int:
        """Codes per ID."""
        return len(self.sizes)

    def summary(self) -> str:
        """One line for people."""
        levels = f"{self.depth - 1} level{'s' if self.depth > 2 else ''} of {self.sizes[0]} codes"
        used = ", ".join(f"{share:.0%}" for share in self.used)
        even = ", ".join(f"{value:.0f}" for value in self.perplexity)
        return (
            f"Semantic IDs, version {self.version}: {levels} ({used} in use, as good as {even} "
            f"used evenly) and a tie-break that {self.collisions:,} items need, at most {self.largest} "
            f"together; {self.purity:.0%} of neighbors share the first code, {self.chance:.1%} by chance; "
            f"{self.retired:,} IDs retired."
        )


def _purity(vectors: Vectors, first: NDArray[np.integer[Any]]) -> float:
    """By a sample that is always the same."""
    if len(first) < 2:
        return 0.0
    among = np.random.default_rng(0).permutation(len(first))[: 40 * ASKED]
    lengths = np.linalg.norm(vectors[among], axis=1, keepdims=True)
    unit = vectors[among] / np.where(lengths > 0, lengths, 1)
    scores = unit[:ASKED] @ unit.T
    np.fill_diagonal(scores, -np.inf)
    k = min(NEIGHBORS, len(among) - 1)
    near = np.argpartition(scores, -k, axis=1)[:, -k:]
    return float((first[among][near] == first[among][:ASKED, None]).mean())
