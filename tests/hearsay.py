"""What a second reader would hear, written down by a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tastemaker.agent.engines.heard import ABOUT, COMPARES, MEMORY, REFERS, TAGS, WORDS, Heard, Word
from tastemaker.agent.engines.linking import links
from tastemaker.contracts import Field

__all__ = ["heard", "sure"]


def sure(name: str, names: Sequence[str], share: float = 0.98) -> dict[str, float]:
    """Nearly all for one of the names."""
    rest = (1 - share) / max(len(names) - 1, 1)
    return {one: share if one == name else rest for one in names}


def heard(
    said: str,
    tags: Mapping[str, str | Mapping[str, float]] | None = None,
    *,
    fields: Sequence[Field] = (),
    number_of: str = "",
    **more: Any,
) -> Heard:
    """A message of which the words that are named have a tag, or several; the others do nothing."""
    words, tags = said.split(), tags or {}
    numeric = [field.name for field in fields if field.kind == "number"]
    told = []
    for word, link in zip(words, links(words, fields), strict=True):
        tag = tags.get(word, "O")
        odds = sure(tag, TAGS) if isinstance(tag, str) else {one: tag.get(one, 0.0) for one in TAGS}
        told.append(Word(word, link, odds, sure(number_of or (numeric or [""])[0], numeric)))
    names = [*ABOUT, *(field.name for field in fields)]
    given: dict[str, Any] = {
        "tools": sure("search", ("search", WORDS)),
        "refine": 0.0,
        "picture": 0.0,
        "compares": sure("", COMPARES),
        "memory": sure("like", MEMORY),
        "about": sure("", names),
        "than": sure("price", names[len(ABOUT) :]),
        "kinds": {},
        "refers": dict.fromkeys(REFERS, 0.02),
    }
    return Heard(tuple(told), **{**given, **more})
