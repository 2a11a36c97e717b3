"""What a tool works with during one turn: the catalog, and whose turn it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from tastemaker.contracts import Engine, Proofreader, Recommender
from tastemaker.tools.making.safety import Safety, shipped
from tastemaker.tools.studio import Studio
from tastemaker.tools.view import View

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog
    from tastemaker.catalog.memory import Memory
    from tastemaker.contracts import Picture

__all__ = ["Progress", "Session"]

Progress: TypeAlias = Callable[[str, int, int], None]
"""Is told what is being made, how far it is, and of how many steps. What it raises ends the work."""


def silent(what: str, done: int, total: int) -> None:
    """Tells nobody."""


@dataclass(slots=True)
class Session:
    """One person's turn. Only this turn's tools see it; `view` is what they change.

    The person's identity is here, never in a tool's arguments: no message can speak for someone else.
    """

    catalog: Catalog
    memory: Memory
    recommender: Recommender
    engine: Engine
    user: str
    view: View = field(default_factory=View)
    picture: Picture | None = None
    """The last that the person sent."""
    pictured: bool = False
    """True when it came with this turn's message."""
    proofreader: Proofreader | None = None
    """Reads what is written about items before anybody else does."""
    safety: Safety = field(default_factory=shipped)
    """What is not made."""
    studio: Studio | None = None
    """Where pictures and films are made."""
    progress: Progress = silent
