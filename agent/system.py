"""The system message: what is recommended, the fields a filter may use, and who is asking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from tastemaker.contracts import Field
from tastemaker.prompts.loader import render
from tastemaker.tools.cards import shown_value
from tastemaker.tools.clean import clean

if TYPE_CHECKING:
    from tastemaker.catalog.profile import Profile

__all__ = ["described", "system"]

ROOM: Final = 1000
"""Characters for all fields together: about a third of mini's window."""
STEPS: Final = (12, 10, 8, 6, 5, 4, 3, 2, 0)
"""Values listed per field: as many as fit the room, at most 12."""
KINDS: Final = 24
"""Categories listed at most, however little room the other fields leave themselves."""
VALUE: Final = 24


def system(profile: Profile, fields: Sequence[Field], *, about: Sequence[str] = ()) -> str:
    """The system message of a turn, laid out by `prompts/system.j2`."""
    return render(
        "system",
        noun=clean(profile.noun),
        domain=clean(profile.name),
        fields=described(fields),
        about=list(about),
    ).strip()


def described(fields: Sequence[Field]) -> list[str]:
    """Each field as `price 5..120`, `color red | blue | …` or `director text`; the title needs no mention.

    A catalog with many fields lists fewer values of each, so that the prompt stays short.
    """
    named = [field for field in fields if field.name != "title"]
    for most in STEPS:
        said = [_said(field, most=max(most, KINDS * (field.name == "category"))) for field in named]
        if sum(map(len, said)) + 2 * len(said) <= ROOM:
            break
    return said if named else []


def _said(field: Field, *, most: int) -> str:
    name = clean(field.name)
    if field.kind == "number":
        low, high = (shown_value(float(end)) if end is not None else "" for end in (field.low, field.high))
        return f"{name} {low}..{high}"
    if field.kind == "flag":
        return f"{name} true | false"
    if not field.closed or not most:
        return f"{name} text"
    values = [clean(value, limit=VALUE) for value in field.values[:most]]
    return f"{name} {' | '.join(values)}{' | …' if len(field.values) > most else ''}"
