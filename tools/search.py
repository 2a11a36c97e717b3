"""The tool that looks for items by words, by picture and by conditions."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Annotated

from tastemaker.catalog.filters import parse
from tastemaker.errors import BadCall
from tastemaker.settings import LIMITS
from tastemaker.tools.likeness import likened
from tastemaker.tools.listing import show
from tastemaker.tools.nearest import POOL, stretched, texts_of
from tastemaker.tools.recommend import recommended
from tastemaker.tools.references import resolve
from tastemaker.tools.result import Shown
from tastemaker.tools.session import Session
from tastemaker.tools.view import View

__all__ = ["search"]


def search(
    session: Session,
    *,
    query: Annotated[str, "words to look for"] = "",
    where: Annotated[str, "conditions on fields, joined by and"] = "",
    refine: Annotated[bool, "keep the last search and add to it; with nothing new: show more"] = False,
    picture: Annotated[bool, "look for what is on the person's picture"] = False,
) -> Shown:
    """Find items by words, by picture and by conditions."""
    asked = View(query=query.strip(), where=resolve(where, session), picture=picture, source="search")
    if refine:
        asked = _refined(session, asked)
    if asked.picture and session.picture is None:
        raise BadCall("the person has sent no picture: search by words, or ask for one")
    if asked.source == "search" and not (asked.query or asked.where or asked.picture):
        raise BadCall("there is nothing to search for: give query, where or picture")
    before = session.view
    session.view = replace(asked, cards=before.cards, focus=before.focus, made=before.made)
    try:
        return recommended(session) if asked.source == "recommend" else _searched(session)
    except Exception:  # whatever it was: a search that found nothing is none to refine
        session.view = before
        raise


def _refined(session: Session, asked: View) -> View:
    """The last search with what was asked added; nothing new means more of the same, not yet shown."""
    last, fields = session.view, session.catalog.fields
    more = not (asked.query or asked.where or asked.picture)
    return View(
        query=_together(last.query, asked.query),
        where=parse(last.where, fields).refined(parse(asked.where, fields)).canonical(),
        picture=asked.picture or last.picture,
        source=last.source or "search",
        shown=last.shown if more else (),
    )


def _together(old: str, new: str) -> str:
    """The old words and the new ones, none twice."""
    known = {word.casefold() for word in old.split()}
    return " ".join([*old.split(), *(word for word in new.split() if word.casefold() not in known)])


def _searched(session: Session) -> Shown:
    view, catalog = session.view, session.catalog
    wish, like = likened(view.query, catalog, it=view.focus)
    found = partial(
        catalog.search, image=session.picture if view.picture else None, like=like, exclude=view.shown
    )
    if all_of_it := found(wish, where=view.where, k=LIMITS.cards_per_reply):
        return show(session, all_of_it)
    words = _together(wish, texts_of(catalog, view.where))
    many = POOL if words or like or view.picture else len(catalog)
    return stretched(session, lambda where: found(words, where=where, k=many))
