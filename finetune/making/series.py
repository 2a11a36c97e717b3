"""Several pictures for each of many people: does, over all of them, a taste show?

One picture says little of a taste. A series is of items from all over a catalog, painted for a person, for
another one (the control) and for nobody, from one noise; as a whole it is nearer to what the person liked
later, or it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.finetune.making.estimates import Estimate, average
from tastemaker.finetune.making.paintings import Paint
from tastemaker.finetune.making.sitters import NOBODY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tastemaker.contracts import Picture
    from tastemaker.finetune.making.gallery import Gallery
    from tastemaker.finetune.making.sitters import Sitter

__all__ = ["Series", "chosen", "series"]

AT_ONCE: Final = 10
"""People who get pictures of the same items."""


@dataclass(frozen=True, slots=True)
class Series:
    """Over people, but for the single pictures. Likeness is a cosine by the eye, as in `Paintings`."""

    nearer: Estimate
    """People whose pictures are, on average, nearer to what they liked later than nobody's."""
    strangers: Estimate
    """The control: those to whose later likes a stranger's pictures are nearer than nobody's."""
    single: Estimate
    """Single pictures that are nearer than nobody's."""
    gain: Estimate
    """By how much the likeness rises over nobody's."""
    gain_strangers: Estimate
    right: Estimate
    """Pictures that still show what the item's own shows."""


def chosen(gallery: Gallery, count: int, rng: np.random.Generator, *, by: str) -> list[str]:
    """So many items of a gallery, of as many values of an attribute, or else categories, as there are."""
    kinds: dict[str, list[str]] = {}
    for id in gallery.ids:
        item = gallery.catalog.item(id)
        kinds.setdefault(str(item.attributes.get(by) or item.categories[:1]), []).append(id)
    drawn = [many[int(rng.integers(len(many)))] for _, many in sorted(kinds.items())]
    return [drawn[int(n)] for n in rng.permutation(len(drawn))[:count]]


def series(
    paint: Paint,
    gallery: Gallery,
    people: Sequence[Sitter],
    *,
    told: Callable[[Sequence[Picture]], Sequence[str]],
    items: int = 5,
    by: str = "section",
    seed: int = 0,
    progress: Callable[[str, int, int], None] | None = None,
) -> Series:
    """Paint and measure; `told` names what pictures show. The stranger of each is the next person."""
    assert len(people) > 1, "a stranger is another person"
    rng = np.random.default_rng([seed, 9])
    rows: list[NDArray[np.float64]] = []
    right: list[bool] = []
    for some in np.array_split(np.array(people, object), -(-len(people) // AT_ONCE)):
        asked = chosen(gallery, items, rng, by=by)
        names = [NOBODY, *(one.name for one in some)]
        made = {name: [paint(name, item, seed) for item in asked] for name in names}
        shows = told([gallery.picture(item) for item in asked])
        seen = {name: gallery.placed(pictures) for name, pictures in made.items()}
        for n, one in enumerate(some):
            liked = gallery.place(one.liked).sum(axis=0)
            whose = (NOBODY, one.name, some[(n + 1) % len(some)].name)
            rows.append(np.stack([seen[name] @ liked / np.linalg.norm(liked) for name in whose]))
            right += [a == b for a, b in zip(told(made[one.name]), shows, strict=True)]
        if progress:
            progress("painting series", len(rows), len(people))
    return _told(np.stack(rows).astype(np.float64), right)


def _told(likeness: NDArray[np.float64], right: Sequence[bool]) -> Series:
    """Of likenesses to later likes, (people, 3, items): nobody's pictures, their own, a stranger's."""
    nobody, own, other = likeness.mean(axis=2).T
    return Series(
        nearer=average(own > nobody),
        strangers=average(other > nobody),
        single=average((likeness[:, 1] > likeness[:, 0]).reshape(-1)),
        gain=average(own - nobody),
        gain_strangers=average(other - nobody),
        right=average(right),
    )
