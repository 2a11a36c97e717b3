"""Tastemaker: a recommender you talk to.

>>> from tastemaker import Agent
>>> reply = Agent.open("demo").chat("a red summer dress under 60", user="ana")
>>> reply.text, reply.items  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tastemaker.contracts import Card, Event, Item, Media, Reply, Step

if TYPE_CHECKING:
    from tastemaker.agent.agent import Agent
    from tastemaker.catalog.catalog import Catalog

__all__ = ["Agent", "Card", "Catalog", "Event", "Item", "Media", "Reply", "Step", "__version__"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load the heavy rooms only when they are asked for."""
    if name == "Agent":
        from tastemaker.agent.agent import Agent

        return Agent
    if name == "Catalog":
        from tastemaker.catalog.catalog import Catalog

        return Catalog
    raise AttributeError(f"module 'tastemaker' has no attribute {name!r}")
