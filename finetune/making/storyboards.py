"""Storyboards for people and for nobody: is there a script, and what do its keyframes show?

Whether the item stays itself from shot to shot, whether a keyframe shows what its shot says, and whether the
shots differ.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from tastemaker.finetune.making.estimates import Compared, Estimate, average, compared
from tastemaker.finetune.making.sitters import NOBODY
from tastemaker.tools.making.storyboard import Storyboard
from tastemaker.tools.piece import alike

if TYPE_CHECKING:
    from tastemaker.finetune.making.gallery import Gallery, Tower
    from tastemaker.finetune.making.sitters import Sitter
    from tastemaker.tools.making.script import Shot

__all__ = ["MEASURES", "Storyboards", "Tell", "measured", "storyboards"]

Tell: TypeAlias = Callable[[str, str, int], Storyboard | None]
"""Tells a person of an item, from a seed; None when no script came of it."""
RIVALS: Final = 2
MEASURES: Final = ("itself", "likeness", "taste", "variety", "wording", "said")


@dataclass(frozen=True, slots=True)
class Storyboards:
    """Over rounds of one item, one person, and a storyboard for the person and for nobody."""

    scripts: Estimate
    """How often a script came of it."""
    itself: Compared
    """The share of keyframes more like the item than like either of two others of its category."""
    likeness: Compared
    """Their likeness to the item's picture, less that to the more alike of the two."""
    taste: Compared
    """Their likeness to the pictures that the person liked later."""
    variety: Compared
    """How far two keyframes of a storyboard lie apart: 1 less their cosine."""
    wording: Compared
    """How much two shots' words differ: 1 less the pairs of words that they share."""
    said: Compared | None
    """A keyframe's likeness to the words of its shot, less that to the other shots' words; None where the eye
    reads no words."""


def storyboards(
    tell: Tell,
    gallery: Gallery,
    people: Sequence[Sitter],
    *,
    rounds: int,
    reader: Tower | None = None,
    seed: int = 0,
    progress: Callable[[str, int, int], None] | None = None,
) -> Storyboards:
    """Tell twice a round, and measure; a round in which one has no script counts for scripts alone."""
    rng = np.random.default_rng([seed, 4])
    told, rows = list[bool](), list[tuple[dict[str, float], dict[str, float]]]()
    for number in range(rounds):
        item = gallery.ids[int(rng.integers(len(gallery.ids)))]
        person, rivals = people[int(rng.integers(len(people)))], gallery.rivals(item, RIVALS, rng)
        boards = [tell(name, item, number) for name in (person.name, NOBODY)]
        told += [board is not None for board in boards]
        personal, plain = (
            measured(board, item, rivals, gallery, liked=person.liked, reader=reader) if board else None
            for board in boards
        )
        if personal and plain:
            rows.append((personal, plain))
        if progress:
            progress("telling storyboards", number + 1, rounds)
    found = {name: _compared(rows, name) for name in MEASURES}
    said = found.pop("said")
    return Storyboards(average(told), said=said if said.difference.of else None, **found)


def measured(
    board: Storyboard,
    item: str,
    rivals: Sequence[str],
    gallery: Gallery,
    *,
    liked: Sequence[str] = (),
    reader: Tower | None = None,
) -> dict[str, float]:
    """One storyboard's figures, by the names of `MEASURES`; without what cannot be told."""
    seen = gallery.placed(board.keyframes)
    own, others = gallery.place([item])[0], gallery.place(rivals)
    nearer = seen @ own - (seen @ others.T).max(axis=1)
    shots = [_words(shot) for shot in board.script.shots]
    found = {
        "itself": float((nearer > 0).mean()),
        "likeness": float(nearer.mean()),
        "variety": float(np.mean([1 - float(a @ b) for a, b in combinations(seen, 2)])),
        "wording": float(np.mean([1 - alike(a, b) for a, b in combinations(shots, 2)])),
    }
    if len(places := gallery.place(liked)):
        towards = places.sum(axis=0)
        found["taste"] = float((seen @ towards).mean()) / max(float(np.linalg.norm(towards)), 1e-6)
    if reader is not None and (words := reader.reads(shots)) is not None:
        cosines = reader.features(board.keyframes) @ words.T
        own_words, count = np.diag(cosines), len(shots)
        found["said"] = float((own_words - (cosines.sum(axis=1) - own_words) / (count - 1)).mean())
    return found


def _words(shot: Shot) -> str:
    return f"{shot.subject}, {shot.scene}, {shot.action}"


def _compared(rows: Sequence[tuple[dict[str, float], dict[str, float]]], name: str) -> Compared:
    pairs = [(one[name], other[name]) for one, other in rows if name in one and name in other]
    personal, plain = np.array(pairs, np.float64).reshape(-1, 2).T
    return compared(personal, plain)
