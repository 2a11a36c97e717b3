"""Cards like one card: what the page's "more like this" shows. Not a tool of the model's, which searches."""

from __future__ import annotations

from tastemaker.settings import LIMITS
from tastemaker.tools.listing import show
from tastemaker.tools.result import Shown
from tastemaker.tools.session import Session
from tastemaker.tools.view import View

__all__ = ["alike"]


def alike(session: Session, item: str) -> Shown:
    """The items nearest to one, without those shown before or disliked. Raises UnknownItem."""
    catalog, old = session.catalog, session.view
    marks = session.memory.marks(session.user)
    disliked = {other for other, mark in marks.items() if mark == "dislike"}
    found = catalog.search(like=item, k=LIMITS.cards_per_reply, exclude={*old.shown, *old.cards, *disliked})
    if found:
        shown = tuple(dict.fromkeys((*old.shown, *old.cards, item)))
        session.view = View(source="search", query=catalog.item(item).title, shown=shown, made=old.made)
    return show(session, found)
