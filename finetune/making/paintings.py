"""Pictures of an item for several people and for nobody: is it still the item, whose is it, do they differ?

A round is one item, four people, and the same noise for all: a picture for each, and one for nobody. The
pictures of the other people are the control.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from tastemaker.finetune.making.distance import distance, frechet, further
from tastemaker.finetune.making.estimates import Compared, Estimate, average, compared
from tastemaker.finetune.making.sitters import AT_ONCE, NOBODY
from tastemaker.finetune.making.tasting import picked_together

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tastemaker.contracts import Picture
    from tastemaker.finetune.making.gallery import Gallery
    from tastemaker.finetune.making.sitters import Sitter

__all__ = ["Paint", "Paintings", "apart", "paintings"]

Paint: TypeAlias = "Callable[[str, str, int], Picture]"
"""Paints for a person, of an item, from a seed."""
VISIBLE: Final = 2.0
"""Levels of 0 to 255 by which two pictures differ on average when one sees it."""


@dataclass(frozen=True, slots=True)
class Paintings:
    """Over rounds. Likeness is a cosine of how pictures differ from the catalog's usual, by the eye."""

    likeness: Compared
    """To the item's own picture, less that to another's of its category."""
    itself: Compared
    """The share that is more like the item than like that other."""
    taste: Compared
    """Likeness to the pictures that the person liked later."""
    stranger: Compared
    """The control: the same of the pictures painted for the others of the round."""
    nearer: Estimate
    """The share of people whose picture is more like what they liked later than nobody's is."""
    nearer_stranger: Estimate
    """The control: the same of the pictures painted for the others of the round."""
    picked: Estimate
    """How often a picture is told to be its person's, the four side by side; by chance .25."""
    apart: Estimate
    """How far two people's pictures of one item differ, in levels of 0 to 255; at 0 all are the same."""
    visibly: Estimate
    """The share of such pairs that differ by more than two levels."""
    distance: Compared
    """Fréchet distance to the catalog's own pictures."""
    real: float
    """The same between two halves of the catalog's own, of as many pictures: what can be reached."""


def paintings(
    paint: Paint,
    gallery: Gallery,
    people: Sequence[Sitter],
    *,
    rounds: int,
    seed: int = 0,
    progress: Callable[[str, int, int], None] | None = None,
) -> Paintings:
    """Paint five pictures a round, and measure."""
    rng = np.random.default_rng([seed, 3])
    found, made, plain = list[_Round](), [], []
    for number in range(rounds):
        item = gallery.ids[int(rng.integers(len(gallery.ids)))]
        four = [people[int(n)] for n in rng.permutation(len(people))[:AT_ONCE]]
        pictures = [paint(name, item, number) for name in [*(one.name for one in four), NOBODY]]
        found.append(_measured(pictures, item, four, gallery, rng))
        made.append(pictures[number % AT_ONCE])
        plain.append(pictures[AT_ONCE])
        if progress:
            progress("painting for people", number + 1, rounds)
    return _told(found, made, plain, gallery)


def apart(pictures: Sequence[Picture]) -> NDArray[np.float64]:
    """How far each pair differs, in levels of 0 to 255, at a quarter of a thumbnail's size."""
    small = [np.asarray(one.convert("RGB").resize((64, 64)), np.float64) for one in pictures]
    return np.array([np.abs(one - other).mean() for one, other in combinations(small, 2)])


@dataclass(frozen=True, slots=True)
class _Round:
    """For the people and for nobody, in this order, each a mean over the people."""

    likeness: tuple[float, float]
    itself: tuple[float, float]
    taste: tuple[float, float]
    stranger: float
    nearer: float
    nearer_stranger: float
    picked: float
    apart: float
    visibly: float


def _measured(
    pictures: Sequence[Picture],
    item: str,
    four: Sequence[Sitter],
    gallery: Gallery,
    rng: np.random.Generator,
) -> _Round:
    seen = gallery.placed(pictures)
    own, rival = gallery.place([item, *gallery.rivals(item, 1, rng)])
    liked = np.stack([gallery.place(one.liked).sum(axis=0) for one in four])
    liked = liked / np.maximum(np.linalg.norm(liked, axis=1, keepdims=True), 1e-6)
    nearer, cosines = seen @ own - seen @ rival, seen @ liked.T
    hers = np.diag(cosines[:AT_ONCE])
    others = (cosines[:AT_ONCE].sum(axis=0) - hers) / (AT_ONCE - 1)
    closer = cosines[:AT_ONCE] > cosines[AT_ONCE]
    for_them = np.eye(AT_ONCE, dtype=bool)
    pairs = apart(pictures[:AT_ONCE])
    return _Round(
        likeness=_both(nearer),
        itself=_both(nearer > 0),
        taste=(float(hers.mean()), float(cosines[AT_ONCE].mean())),
        stranger=float(others.mean()),
        nearer=float(closer[for_them].mean()),
        nearer_stranger=float(closer[~for_them].mean()),
        picked=float(picked_together(seen[:AT_ONCE], liked).mean()),
        apart=float(pairs.mean()),
        visibly=float((pairs > VISIBLE).mean()),
    )


def _both(values: NDArray[np.generic]) -> tuple[float, float]:
    table = values.astype(np.float64)
    return float(table[:AT_ONCE].mean()), float(table[AT_ONCE])


def _told(
    found: Sequence[_Round], made: Sequence[Picture], plain: Sequence[Picture], gallery: Gallery
) -> Paintings:
    plainly = np.array([one.taste[1] for one in found])
    return Paintings(
        likeness=_compared([one.likeness for one in found]),
        itself=_compared([one.itself for one in found]),
        taste=_compared([one.taste for one in found]),
        stranger=compared(np.array([one.stranger for one in found]), plainly),
        nearer=average([one.nearer for one in found]),
        nearer_stranger=average([one.nearer_stranger for one in found]),
        picked=average([one.picked for one in found]),
        apart=average([one.apart for one in found]),
        visibly=average([one.visibly for one in found]),
        **_distances(made, plain, gallery),
    )


def _compared(rows: Sequence[tuple[float, float]]) -> Compared:
    personal, plain = np.array(rows).T
    return compared(personal, plain)


def _distances(made: Sequence[Picture], plain: Sequence[Picture], gallery: Gallery) -> dict[str, Any]:
    """Over at most half of the gallery, so that the other half can be as many."""
    count = min(len(made), len(gallery.ids) // 2)
    real, half = gallery.features[:count], gallery.features[count : 2 * count]
    ours, theirs = (gallery.eye.features(pictures[:count]) for pictures in (made, plain))
    if count < 2:
        nothing = Estimate(0.0, 0.0, 0.0, 0)
        return {"distance": Compared(nothing, nothing, nothing), "real": 0.0}
    found = Compared(distance(ours, real), distance(theirs, real), further(ours, theirs, real))
    return {"distance": found, "real": round(frechet(half, real), 4)}
