"""The tool that erases what a person asks to forget."""

from __future__ import annotations

from typing import Annotated

from tastemaker.errors import BadCall
from tastemaker.tools.clean import clean
from tastemaker.tools.result import Said
from tastemaker.tools.session import Session

__all__ = ["forget"]


def forget(
    session: Session,
    *,
    what: Annotated[
        str,
        "a remembered like, dislike or fact; or likes, dislikes, facts, last, everything",
        ("likes", "dislikes", "facts", "last", "everything"),
    ],
) -> Said:
    """Erase something that was remembered of the person."""
    if not what.strip():
        raise BadCall("forget needs to know what: a text, likes, dislikes, facts, last or everything")
    gone = session.memory.forget(session.user, what.strip())
    if not gone:
        return Said("nothing to forget")
    return Said("forgotten: " + "; ".join(f"{one.kind} {clean(one.text)}" for one in gone))
