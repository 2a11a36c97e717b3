"""Whether a call does what the expected one does: benchmarks/conversation.py asks."""

from __future__ import annotations

import re
from copy import copy
from typing import Any

from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.filters import parse
from tastemaker.contracts import ToolCall
from tastemaker.errors import TastemakerError
from tastemaker.tools.references import item_of
from tastemaker.tools.registry import call
from tastemaker.tools.session import Session

NEAR = 0.8
"""Share of the expected top 10 that the model's query must find."""
SMALL = frozenset(
    (
        "a",
        "the",
        "i",
        "im",
        "am",
        "my",
        "is",
        "are",
        "to",
        "of",
        "and",
        "that",
        "it",
        "for",
        "in",
        "have",
        "ve",
    )
)
"""Words that change nothing about what is to be remembered."""


def fill(text: str, slots: dict[str, str]) -> str:
    for slot, value in slots.items():
        text = text.replace(slot, value)
    return text


def fill_call(option: dict[str, Any] | None, slots: dict[str, str]) -> dict[str, Any] | None:
    if option is None:
        return None
    given = {
        key: fill(value, slots) if isinstance(value, str)
        else [fill(v, slots) for v in value] if isinstance(value, list) else value
        for key, value in option["arguments"].items()
    }  # fmt: skip
    return {"name": option["name"], "arguments": given}


def playable(gold: dict[str, Any] | None, session: Session) -> bool:
    """Whether the cards in view allow the expected call."""
    if gold is None or gold["name"] not in ("details", "compare", "search", "recommend"):
        return True
    text = call(copy(session), gold["name"], gold["arguments"])[1]
    return not text.startswith("error:") or gold["arguments"].get("picture", False)


def same(made: ToolCall | None, option: dict[str, Any] | None, session: Session) -> bool:
    """Whether the call does what the expected one does."""
    if made is None or option is None or made.name != option["name"]:
        return made is None and option is None
    given, wanted = dict(made.arguments), option["arguments"]
    try:
        if made.name == "details":
            return item_of(given["item"], copy(session)) == item_of(wanted["item"], copy(session))
        if made.name == "compare":
            items = [{item_of(i, copy(session)) for i in one["items"]} for one in (given, wanted)]
            return items[0] == items[1]
        if made.name in ("search", "recommend"):
            return same_results(made.name, given, wanted, session)
    except TastemakerError:
        return False
    return all(same_text(str(given.get(k, "")), str(wanted.get(k, ""))) for k in {*given, *wanted})


def same_text(made: str, wanted: str) -> bool:
    """What is remembered or forgotten, as text: the same words but for a few small ones."""
    words = [set(re.findall(r"\w+", one.lower())) - SMALL for one in (made, wanted)]
    return words[0] == words[1] or len(words[0] & words[1]) >= 0.6 * max(len(words[0] | words[1]), 1)


def same_results(name: str, given: dict[str, Any], wanted: dict[str, Any], session: Session) -> bool:
    """The same effective filter, and at least eight of the same first ten items."""
    catalog, effective = session.catalog, []
    for arguments in (given, wanted):
        trial = copy(session)
        _, text = call(trial, name, arguments)
        if text.startswith("error:") and not arguments.get("picture"):
            return False
        effective.append(trial.view)
    if not same_filter(effective[0].where, effective[1].where, catalog):
        return False
    if bool(given.get("picture")) != bool(wanted.get("picture")):
        return False
    if effective[0].query == effective[1].query:
        return True
    if not (effective[0].query and effective[1].query):
        return False
    tops = [{one.id for one in catalog.search(view.query, where=view.where, k=10)} for view in effective]
    return len(tops[0] & tops[1]) >= NEAR * len(tops[1])


def same_filter(made: str, wanted: str, catalog: Catalog) -> bool:
    """Equal as parsed filters, or letting through exactly the same items."""
    if not made or not wanted:
        return made == wanted
    if parse(made, catalog.fields).canonical() == parse(wanted, catalog.fields).canonical():
        return True
    masks = [catalog.mask(one) for one in (made, wanted)]
    return bool(masks[1].any() and (masks[0] == masks[1]).all())
