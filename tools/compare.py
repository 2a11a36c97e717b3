"""The tool that sets items side by side."""

from __future__ import annotations

from typing import Annotated

from tastemaker.errors import BadCall
from tastemaker.settings import LIMITS
from tastemaker.tools.listing import numbered
from tastemaker.tools.references import item_of
from tastemaker.tools.result import Shown
from tastemaker.tools.session import Session

__all__ = ["compare"]


def compare(
    session: Session,
    *,
    items: Annotated[list[str], "card numbers, last, it, or titles"],
) -> Shown:
    """Set two or more items side by side."""
    found = list(dict.fromkeys(item_of(item, session) for item in items))
    if len(found) < 2:
        raise BadCall(f"compare needs at least two different items, got {len(found)}")
    return numbered(session, found[: LIMITS.cards_per_reply])
