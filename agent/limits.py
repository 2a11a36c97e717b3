"""A limit that a reply tells must be the one that was searched with, and not the other way round."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from tastemaker.agent.numbers import ABOVE, AFTER, BEFORE, BELOW, NUMBER, value_of
from tastemaker.catalog.conditions import Comparison
from tastemaker.catalog.filters import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tastemaker.contracts import Field

__all__ = ["turned"]

COIN: Final = re.compile(r"[€$£¥]\s*$")


def turned(text: str, where: str, fields: Sequence[Field]) -> bool:
    """Whether a text tells a limit of a filter the other way round: "over 100" of `price < 100`."""
    sides = _sides(where, fields)
    for found in NUMBER.finditer(text) if sides else ():
        before, known = COIN.sub("", text[: found.start()]), sides.get(value_of(found))
        below = BELOW.search(before) or BEFORE.search(before)
        above = ABOVE.search(before) or AFTER.search(before)
        if known and (below or above) and not known & ({"<"} if below else {">"}):
            return True
    return False


def _sides(where: str, fields: Sequence[Field]) -> dict[float, set[str]]:
    """The numbers of a filter that are limits, and on which side of each what fits lies."""
    found = defaultdict[float, set[str]](set)
    for node in parse(where, fields).conditions if where else ():
        if isinstance(node, Comparison) and node.op in ("<", "<=", ">", ">="):
            found[float(node.value)].add(node.op[0])
    return found
