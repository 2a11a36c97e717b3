"""The tool that shows all that is known of one item."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from tastemaker.tools.listing import numbered
from tastemaker.tools.references import ITEM, item_of
from tastemaker.tools.result import Shown
from tastemaker.tools.session import Session

__all__ = ["details"]


def details(
    session: Session,
    *,
    item: Annotated[str, *ITEM],
) -> Shown:
    """Show all that is known of one item."""
    found = item_of(item, session)
    shown = replace(numbered(session, [found]), full=True)
    session.view = replace(session.view, focus=found)
    return shown
