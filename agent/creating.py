"""`Agent.create`: something made about an item for a person, without a conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

from tastemaker.agent.studio import LazyEasel
from tastemaker.errors import BadCall, NothingMade, UnknownPerson
from tastemaker.tools.canvas import canvas
from tastemaker.tools.clean import clean
from tastemaker.tools.making.safety import Of
from tastemaker.tools.paint import painted
from tastemaker.tools.references import SURE
from tastemaker.tools.storyboard import SECONDS, check_length, told
from tastemaker.tools.view import Making, View
from tastemaker.tools.write import check_wanted, write

if TYPE_CHECKING:
    from tastemaker.agent.agent import Agent
    from tastemaker.contracts import Media
    from tastemaker.tools.result import Made
    from tastemaker.tools.session import Progress, Session

__all__ = ["EVERYBODY", "GUEST", "What", "Wish", "checked", "created"]

What: TypeAlias = Literal["text", "image", "storyboard"]
"""What `create` makes."""
GUEST: Final = "guest"
"""Somebody of whom nothing need be known."""
EVERYBODY: Final = ""
"""Nobody in particular: of no name is anything known."""
TAKES: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("kind", "style", "count"),
    "image": ("kind", "style", "size", "seed"),
    "storyboard": ("style", "seconds", "seed"),
}
"""Which wishes each takes beside the item."""
KIND: Final[Mapping[str, str]] = {"text": "copy", "image": "poster", "storyboard": "storyboard"}
"""What is made of each where nothing else is said."""
HELD_TO: Final[Mapping[str, tuple[Of, ...]]] = {
    "text": ("text",),
    "image": ("picture",),
    "storyboard": ("text", "picture"),
}
"""Which rules of safety each is held to."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Something that can be made."""

    what: What
    item: str
    """The item's id."""
    user: str
    kind: str
    style: str
    more: Mapping[str, Any]
    """What else was wished for: count; size and seed; seconds and seed."""


def checked(agent: Agent, what: str, *, item: str, user: str, wishes: Mapping[str, Any]) -> Wish:
    """A wish, as far as it can be fulfilled; one of None is none.

    Raises BadCall for one that does not go with it, Refused for one against the rules, UnknownItem,
    UnknownPerson, ModelNotFound and UnknownModel.
    """
    if what not in get_args(What):
        raise BadCall(f"{what!r} cannot be made: give one of {', '.join(get_args(What))}")
    given = {name: value for name, value in wishes.items() if value is not None}
    if foreign := sorted(set(given) - set(TAKES[what])):
        raise BadCall(f"{foreign[0]} does not go with {what}: it takes {', '.join(TAKES[what])}")
    if user not in (EVERYBODY, GUEST) and not agent.taste(user):
        raise UnknownPerson(
            f"nothing is known of {user!r}, neither events nor statements: leave the person out for "
            "something that is for everybody"
        )
    kind, style = given.pop("kind", KIND[what]), clean(given.pop("style", ""))
    wish = Wish(what, _meant(agent, item), user, kind, style, given)  # type: ignore[arg-type]  # "in" narrows no str
    _check(agent, wish)
    return wish


def created(agent: Agent, wish: Wish, *, progress: Progress | None = None) -> tuple[Media, ...]:
    """What was made of a wish. Raises NothingMade."""
    session = agent.session(wish.user, view=View(cards=(wish.item,)))
    session.progress = progress or session.progress
    made = _made(session, wish)
    if not made.media:
        raise NothingMade(f"{made.card.title!r}: {made.note}")
    return made.media


def _check(agent: Agent, wish: Wish) -> None:
    """What can be known before anything is made."""
    if wish.what == "text":
        check_wanted(agent.catalog.card(wish.item), kind=wish.kind, count=wish.more.get("count", 1))
    elif wish.what == "image":
        canvas(wish.kind, wish.more.get("size"))
    else:
        check_length(wish.more.get("seconds", SECONDS))
    for of in HELD_TO[wish.what]:
        agent.session(wish.user).safety.check(wish.style, of=of)
    if wish.what != "text" and isinstance(agent.studio.easel, LazyEasel):
        agent.studio.easel.check()


def _made(session: Session, wish: Wish) -> Made:
    if wish.what == "text":
        return write(session, item="1", kind=wish.kind, style=wish.style, **wish.more)  # type: ignore[arg-type]  # a kind is checked there
    if wish.what == "image":
        return painted(session, Making("paint", wish.item, wish.kind, wish.style, **wish.more))
    wanted = {"seconds": SECONDS, **wish.more}
    return told(session, Making("storyboard", wish.item, wish.kind, wish.style, **wanted))


def _meant(agent: Agent, item: str) -> str:
    """The item's id, given that or its title. Raises UnknownItem."""
    found = [] if item in agent.catalog else agent.catalog.find(item, k=1)
    return found[0].id if found and found[0].score >= SURE else agent.catalog.item(item).id
