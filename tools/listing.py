"""Puts a list of items before the person and numbers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tastemaker.contracts import Scored
from tastemaker.tools.result import Shown
from tastemaker.tools.session import Session

__all__ = ["numbered", "show"]


def show(
    session: Session, found: Sequence[Scored], *, reasons: Mapping[str, str] | None = None, note: str = ""
) -> Shown:
    """The items as cards 1, 2, … of a new list; when there are none, the old list stays in view."""
    if not found:
        return Shown(())
    ids = tuple(one.id for one in found)
    session.view = replace(
        session.view,
        cards=ids,
        focus=ids[0] if len(ids) == 1 else "",
        shown=(*session.view.shown, *ids),
    )
    why = reasons or {}
    cards = [session.catalog.card(one.id, score=one.score, reason=why.get(one.id, "")) for one in found]
    return Shown(tuple(enumerate(cards, start=1)), note, new=True)


def numbered(session: Session, items: Sequence[str]) -> Shown:
    """These items with their numbers in view; one from outside the view is appended to it."""
    for item in items:
        if item not in session.view.cards:
            session.view = replace(session.view, cards=(*session.view.cards, item))
    return Shown(tuple((session.view.number(item), session.catalog.card(item)) for item in items))
