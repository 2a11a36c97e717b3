"""What comes nearest where nothing meets every condition: all of them but the fewest.

A limit of a number gives way before a word does, and then what lies closest to it comes first. The conditions
of the view stay what the person asked for, so that the next message adds to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.catalog.conditions import Comparison, Node, every
from tastemaker.catalog.fields import fold
from tastemaker.catalog.filters import parse
from tastemaker.settings import LIMITS
from tastemaker.tools.cards import shown_value
from tastemaker.tools.listing import show
from tastemaker.tools.result import Shown
from tastemaker.tools.session import Session

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog
    from tastemaker.contracts import Scored

__all__ = ["POOL", "Look", "nearest", "stretched", "texts_of", "worded"]

Look = Callable[[str], "list[Scored]"]
"""The best items under a filter, more of them than are shown."""
POOL: Final = 4 * LIMITS.cards_per_reply
"""Items among which those close to a limit are sought."""
LIMITED: Final = {"<": "under", "<=": "up to", ">": "over", ">=": "from", "==": "of", "!=": "other than"}
NAMED: Final = {"==": "", "!=": "not ", "contains": ""}


def stretched(session: Session, look: Look) -> Shown:
    """What comes nearest to the view's conditions, as a new list that says which of them gave way."""
    found, left = nearest(session.catalog, session.view.where, look)
    lacking = tuple(worded(node) for node in left)
    shown = show(session, found, note=f"nothing fits; nearest, without {', '.join(lacking)}")
    return replace(shown, lacking=lacking)


def nearest(catalog: Catalog, where: str, look: Look) -> tuple[list[Scored], tuple[Node, ...]]:
    """Items that meet all conditions but the fewest, and those conditions; nothing where nothing is left.

    Of several ways to leave out as few, one with numbers alone comes first, then the one whose best item
    scores highest.
    """
    conditions = parse(where, catalog.fields).conditions
    if not conditions:
        return [], ()
    failed = np.stack([~catalog.mask(str(node)) for node in conditions])
    for size in range(1, len(conditions) + 1):
        ways = np.unique(failed[:, failed.sum(axis=0) == size], axis=1).T
        sets = [tuple(node for node, gone in zip(conditions, way, strict=True) if gone) for way in ways]
        found = {left: some for left in sets if (some := look(_rest(left, conditions)))}
        if found:
            left = max(found, key=lambda one: (_counted(one), found[one][0].score))
            best = _close(catalog, found[left], left) if _counted(left) else found[left]
            return best[: LIMITS.cards_per_reply], left
    return [], ()


def texts_of(catalog: Catalog, where: str) -> str:
    """The texts that conditions ask for: what they mean in a search by words."""
    asked = _comparisons(parse(where, catalog.fields).conditions)
    return " ".join(str(one.value) for one in asked if one.field.kind == "text" and one.op != "!=")


def worded(node: Node) -> str:
    """A condition as people say it: `price under 40`, `not leather`."""
    if not isinstance(node, Comparison):
        return str(node)
    known = {fold(value): value for value in node.field.values}
    said = node.value.title() if isinstance(node.value, str) and node.op == "contains" else node.value
    value = shown_value(known.get(str(node.value), said))
    if node.field.kind == "number":
        return f"{node.field.name} {LIMITED[node.op]} {value}"
    return NAMED[node.op] + value if node.field.kind == "text" else str(node)


def _rest(left: Sequence[Node], conditions: Sequence[Node]) -> str:
    return str(every(node for node in conditions if node not in left))


def _counted(left: Sequence[Node]) -> bool:
    """Whether these are limits of numbers alone."""
    return all(isinstance(node, Comparison) and node.field.kind == "number" for node in left)


def _close(catalog: Catalog, found: Sequence[Scored], left: Sequence[Node]) -> list[Scored]:
    """Those that are closest to the limits that gave way, as shares of these, and last what has no number."""
    limits = [(catalog.numbers(one.field), float(one.value)) for one in _comparisons(left)]
    excess = sum(np.abs(own - limit) / max(abs(limit), 1.0) for own, limit in limits)
    far = np.nan_to_num(excess, nan=np.inf)
    return sorted(found, key=lambda one: float(far[catalog.row(one.id)]))


def _comparisons(nodes: Sequence[Node]) -> Iterator[Comparison]:
    return (node for node in nodes if isinstance(node, Comparison))
