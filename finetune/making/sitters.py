"""People to make things for: what they did first is known, what they liked later is kept apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.agent.engines.history import leanings
from tastemaker.errors import TooFewEvents

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog
    from tastemaker.catalog.memory import Memory

__all__ = ["FEWEST", "NOBODY", "Sitter", "sitters"]

FEWEST: Final = 12
"""Events that a person must have."""
SHARE: Final = (2, 3)
"""How much of them is known."""
NOBODY: Final = "nobody"
AT_ONCE: Final = 4
"""People of a round."""


@dataclass(frozen=True, slots=True)
class Sitter:
    """Somebody of whom the memory knows a part."""

    name: str
    """Not the catalog's own name, so that nothing else is known of them."""
    liked: tuple[str, ...]
    """Items they liked later."""


def sitters(
    catalog: Catalog, memory: Memory, *, most: int, fewest: int = FEWEST, seed: int = 0
) -> list[Sitter]:
    """As many of the catalog's people, put into a memory of their own. Raises TooFewEvents for under four."""
    found: list[Sitter] = []
    names = catalog.users
    for n in np.random.default_rng([seed, 2]).permutation(len(names)):
        past = sorted(catalog.events_of(names[int(n)]), key=lambda event: event.timestamp)
        cut = SHARE[0] * len(past) // SHARE[1]
        liked = tuple(one.item for one in leanings(past[cut:]) if one.weight > 0 and one.item in catalog)
        if len(past) >= fewest and cut and liked and len(found) < most:
            name = f"sitter-{len(found)}"
            for event in past[:cut]:
                memory.add_event(replace(event, user=name))
            found.append(Sitter(name, liked))
    if len(found) < AT_ONCE:
        raise TooFewEvents(
            f"{catalog.folder} has {len(found)} people with {fewest} events and a like among the last third: "
            f"{AT_ONCE} are needed to say for whom something was made"
        )
    return found
