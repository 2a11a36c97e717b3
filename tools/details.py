"""The tool that shows all that is known of one item, and first what was asked of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

from tastemaker.contracts import Card
from tastemaker.tools.cards import VALUE, shown_value
from tastemaker.tools.clean import clean
from tastemaker.tools.listing import numbered
from tastemaker.tools.recommend import reason_for
from tastemaker.tools.references import ITEM, field_of, item_of
from tastemaker.tools.result import Shown
from tastemaker.tools.session import Session

__all__ = ["ASKED", "BESIDE", "asked_for", "details"]

BESIDE: Final = ("description", "reason", "other")
"""What may be asked for that is no field: what it is about, why it was picked, and what no field holds."""

ASKED: Final = "you asked for"


def details(
    session: Session,
    *,
    item: Annotated[str, *ITEM],
    about: Annotated[str, "the field asked for; description, reason, or other for what no field holds"] = "",
) -> Shown:
    """Show all that is known of one item, first the one thing that was asked for."""
    found = item_of(item, session)
    shown = numbered(session, [found])
    session.view = replace(session.view, focus=found)
    [(number, card)] = shown.cards
    card = replace(card, reason=_why(session, found)) if about == "reason" else card
    return replace(shown, cards=((number, card),), full=True, note=asked_for(card, about))


def _why(session: Session, item: str) -> str:
    """What the person asked for, where that found it; else what the recommender says."""
    view = session.view
    if view.source == "search" and view.query and item in view.cards:
        return f"{ASKED} {view.query}"
    return reason_for(session, item)


def asked_for(card: Card, about: str) -> str:
    """What the answer begins with: `director: Agnes Roy`, `rating: not on the card`; nothing for nothing."""
    name = clean(about, limit=VALUE)
    if not name:
        return ""
    value = None if name == "other" else field_of(card, name)
    if value is None or value == "":
        return f"{name}: not on the card"
    if name in BESIDE:
        return f"{name}: on the card"
    return f"{name}: {clean(shown_value(value), limit=VALUE)}"
