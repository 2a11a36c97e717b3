"""The tool that picks items from the person's own taste."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Final, Protocol, runtime_checkable

from tastemaker.settings import LIMITS
from tastemaker.tools.listing import show
from tastemaker.tools.nearest import POOL, stretched
from tastemaker.tools.references import resolve
from tastemaker.tools.result import Shown
from tastemaker.tools.session import Session
from tastemaker.tools.taste import taste_of

if TYPE_CHECKING:
    from tastemaker.contracts import Scored

__all__ = ["COLD", "Explains", "reason_for", "recommend", "recommended"]

COLD: Final = "no history yet: popular"


@runtime_checkable
class Explains(Protocol):
    """A recommender that can say why."""

    def reason(self, user: str, item_id: str) -> str:
        """Why this person gets this item, from their own history."""
        ...

    def is_cold(self, user: str) -> bool:
        """Whether nothing is known that could guide a choice."""
        ...


def recommend(
    session: Session,
    *,
    where: Annotated[str, "conditions on fields, joined by and"] = "",
    wish: Annotated[str, "what the person is in the mood for"] = "",
) -> Shown:
    """Pick items for this person from their taste."""
    last = session.view
    asked = replace(last, source="recommend", query=wish.strip(), where=resolve(where, session))
    if session.pictured or asked != last:
        asked = replace(asked, picture=session.pictured, shown=())
    session.view = asked
    return recommended(session)


def recommended(session: Session, *, k: int = LIMITS.cards_per_reply) -> Shown:
    """What the recommender picks under the view's conditions, leaving out what it has shown."""
    found = _picked(session, session.view.where, k=k)
    if not found:
        return stretched(session, lambda where: _picked(session, where, k=POOL))
    cold = _is_cold(session)
    reasons = {} if cold else {one.id: reason_for(session, one.id) for one in found}
    return show(session, found, reasons=reasons, note=COLD if cold else "")


def _picked(session: Session, where: str, *, k: int) -> list[Scored]:
    view, catalog = session.view, session.catalog
    picture = session.picture if view.picture else None
    looked_for = picture if catalog.embedder("image") is not None else None
    wished = bool(view.query) or looked_for is not None
    return session.recommender.recommend(
        session.user,
        k=k,
        allowed=catalog.mask(where) if where else None,
        wish=catalog.query_vector(view.query, looked_for) if wished else None,
        words=view.query,
        picture=picture,
        seen=view.shown,
    )


def _is_cold(session: Session) -> bool:
    if isinstance(session.recommender, Explains):
        return session.recommender.is_cold(session.user)
    return not taste_of(session.catalog, session.memory, session.user)


def reason_for(session: Session, item: str) -> str:
    """Why this person gets this item; empty where nobody can say."""
    recommender = session.recommender
    return recommender.reason(session.user, item) if isinstance(recommender, Explains) else ""
