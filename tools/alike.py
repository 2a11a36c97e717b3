"""Cards like one card: what the page's "more like this" shows. Not a tool of the model's, which searches."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tastemaker.catalog.fusion import without_padding
from tastemaker.settings import LIMITS
from tastemaker.tools.listing import show
from tastemaker.tools.result import Shown
from tastemaker.tools.session import Session
from tastemaker.tools.view import View

__all__ = ["alike"]


def alike(session: Session, item: str) -> Shown:
    """The items nearest to one, without those shown before or disliked. Raises UnknownItem."""
    catalog, old = session.catalog, session.view
    events = session.memory.events_of(session.user)
    barred = {item, *old.shown, *old.cards, *(one.item for one in events if one.event == "dislike")}
    allowed = np.ones(len(catalog), dtype=bool)
    allowed[[catalog.row(one) for one in barred if one in catalog]] = False
    title = catalog.item(item).title
    vector = without_padding(catalog.fused[catalog.row(item)], catalog.dims, catalog.profile.weights)
    found = catalog.nearest(vector, k=LIMITS.cards_per_reply, allowed=allowed)
    if found:
        shown = tuple(dict.fromkeys((*old.shown, *old.cards, item)))
        session.view = replace(View(source="search", query=title), shown=shown)
    return show(session, found)
