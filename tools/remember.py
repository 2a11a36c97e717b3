"""The tool that keeps what a person says about themselves."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal, get_args

from tastemaker.contracts import Statement
from tastemaker.errors import BadCall
from tastemaker.tools.clean import clean
from tastemaker.tools.references import item_of
from tastemaker.tools.result import Said
from tastemaker.tools.session import Session

__all__ = ["remember"]

Kind = Literal["like", "dislike", "fact"]
LONGEST: Final = 120
CARD: Final = re.compile(r"it|last|#\d{1,3}|\[(?:\d{1,3}|it|last)\]", re.I)
"""A card in view, not a word for what somebody likes."""
NOBODY: Final = frozenset({"this", "that", "these", "those", "them", "one"})


def remember(
    session: Session,
    *,
    like: Annotated[str, "what the person likes"] = "",
    dislike: Annotated[str, "what the person does not like"] = "",
    fact: Annotated[str, "something about the person"] = "",
) -> Said:
    """Keep what the person says they like, dislike or are."""
    said = dict(zip(get_args(Kind), (like, dislike, fact), strict=True))
    given: dict[Kind, str] = {
        kind: clean(text if kind == "fact" else _named(text, session), limit=LONGEST).rstrip(" ,;:.")
        for kind, text in said.items()
    }
    kept = {kind: text for kind, text in given.items() if text}
    if not kept:
        raise BadCall("remember needs like, dislike or fact")
    for kind, text in kept.items():
        session.memory.remember(session.user, Statement(kind, text))
    return Said("saved: " + "; ".join(f"{kind} {text}" for kind, text in kept.items()))


def _named(text: str, session: Session) -> str:
    """What is liked by its name: "it" is a word of the moment. Raises BadCall where nothing is meant."""
    said = text.strip()
    if said.casefold() in NOBODY:
        raise BadCall(f"{said!r} names nothing: say what the person likes or does not like")
    if not CARD.fullmatch(said):
        return text
    return session.catalog.item(item_of(said.strip("[]"), session)).title
