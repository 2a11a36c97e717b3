"""`Agent.create`: something made about an item for a person, without a conversation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

from tastemaker.errors import BadCall, ModelError, UnknownPerson
from tastemaker.tools.canvas import canvas
from tastemaker.tools.clean import clean
from tastemaker.tools.paint import painted
from tastemaker.tools.references import SURE
from tastemaker.tools.storyboard import SECONDS, told
from tastemaker.tools.view import Making, View
from tastemaker.tools.write import write

if TYPE_CHECKING:
    from tastemaker.agent.agent import Agent
    from tastemaker.contracts import Media
    from tastemaker.tools.result import Made
    from tastemaker.tools.session import Progress, Session

__all__ = ["GUEST", "What", "created"]

What: TypeAlias = Literal["text", "image", "storyboard"]
"""What `create` makes."""
GUEST: Final = "guest"
"""Somebody of whom nothing need be known."""
TAKES: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("kind", "style", "count"),
    "image": ("kind", "style", "size", "seed"),
    "storyboard": ("style", "seconds", "seed"),
}
"""Which wishes each takes beside the item."""


def created(
    agent: Agent, what: str, *, item: str, user: str, wishes: Mapping[str, Any], progress: Progress | None
) -> tuple[Media, ...]:
    """What was made; a wish of None is none.

    Raises BadCall for a wish that does not go with it, and ModelError when nothing came of it.
    """
    if what not in get_args(What):
        raise BadCall(f"{what!r} cannot be made: give one of {', '.join(get_args(What))}")
    given = {name: value for name, value in wishes.items() if value is not None}
    if foreign := sorted(set(given) - set(TAKES[what])):
        raise BadCall(f"{foreign[0]} does not go with {what}: it takes {', '.join(TAKES[what])}")
    if user != GUEST and not agent.taste(user):
        raise UnknownPerson(
            f"nothing is known of {user!r}, neither events nor statements: leave the person out for "
            "something that is for everybody"
        )
    meant = _meant(agent, item)
    session = agent.session(user, view=View(cards=(meant,)))
    session.progress = progress or session.progress
    made = _made(session, what, meant, given)
    if not made.media:
        raise ModelError(f"{made.card.title!r}: {made.note}")
    return made.media


def _made(session: Session, what: str, item: str, given: dict[str, Any]) -> Made:
    if what == "text":
        return write(session, item="1", **given)
    if what == "image":
        kind, style = given.pop("kind", "poster"), clean(given.pop("style", ""))
        canvas(kind, given.get("size"))
        return painted(session, Making("paint", item, kind, style, **given))
    style, wanted = clean(given.pop("style", "")), {"seconds": SECONDS, **given}
    return told(session, Making("storyboard", item, "storyboard", style, **wanted))


def _meant(agent: Agent, item: str) -> str:
    """The item's id, given that or its title. Raises UnknownItem."""
    found = [] if item in agent.catalog else agent.catalog.find(item, k=1)
    return found[0].id if found and found[0].score >= SURE else agent.catalog.item(item).id
