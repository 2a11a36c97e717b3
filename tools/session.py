"""What a tool works with during one turn: the catalog, and whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tastemaker.contracts import Engine, Recommender
from tastemaker.tools.view import View

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog
    from tastemaker.catalog.memory import Memory
    from tastemaker.contracts import Picture

__all__ = ["Session"]


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
