"""Whether what was written is true, claim by claim, and whether the checker would notice if not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from tastemaker.contracts import Card, Proofreader
from tastemaker.finetune.making.planting import planted

__all__ = ["Noticed", "Piece", "claims", "noticed", "true"]

MARKER: Final = re.compile(r"\[\d+(?:\.\w+)?\]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A text as the model wrote it, and the cards it was written from, the item first."""

    text: str
    cards: tuple[Card, ...]


@dataclass(slots=True)
class Noticed:
    """Of the planted claims by kind and half: how many there were, how many were noticed, which were not."""

    planted: Counter[tuple[str, str]] = field(default_factory=Counter)
    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    missed: list[tuple[str, str]] = field(default_factory=list)
    """What was claimed, and in which text."""

    @property
    def recall(self) -> float:
        """The share that was noticed, but for the unusual ones."""
        usual = [key for key in self.planted if key[1] != "unusual"]
        return sum(self.found[key] for key in usual) / max(sum(self.planted[key] for key in usual), 1)

    def as_json(self) -> dict[str, Any]:
        """The figures, by kind and by half; the recall over all counts what is unusual apart."""
        parts = {
            f"{kind}, {half}": {"planted": n, "recall": round(self.found[kind, half] / n, 4)}
            for (kind, half), n in sorted(self.planted.items())
        }
        return {"planted": self.planted.total(), "recall": round(self.recall, 4), "parts": parts}


def claims(piece: Piece, proof: Proofreader) -> tuple[int, int]:
    """How many facts a text states that can be checked, and how many of them are false."""
    wrong = len(proof.wrong(piece.text, piece.cards))
    return len(MARKER.findall(piece.text)) + wrong, wrong


def true(piece: Piece, proof: Proofreader) -> bool:
    """Whether all of a text is borne out."""
    return not proof.wrong(piece.text, piece.cards)


def noticed(pieces: Iterable[Piece], others: Sequence[Card], proof: Proofreader, *, seed: int) -> Noticed:
    """Plants false claims into true texts, one at a time, and asks the proofreader. Texts that it does not
    hold true as they are are left out: they would count as noticed."""
    rng, count = Random(seed), Noticed()
    for piece in pieces:
        if not true(piece, proof):
            continue
        for one in planted(piece.text, piece.cards[0], others, rng):
            count.planted[one.kind, one.half] += 1
            if proof.wrong(one.text, piece.cards):
                count.found[one.kind, one.half] += 1
            else:
                count.missed.append((one.claim, one.text))
    return count
