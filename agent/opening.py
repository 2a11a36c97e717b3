"""Opens a domain: a folder's catalog, or the demo, which is made and indexed on first use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tastemaker.agent.threads import Threads
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.memory import Memory
from tastemaker.errors import CatalogMissing
from tastemaker.tools.taste import taste_of

if TYPE_CHECKING:
    from tastemaker.contracts import Card
    from tastemaker.tools.taste import Taste

__all__ = ["erase_person", "open_catalog", "recommend_for", "taste_for"]


def open_catalog(domain: str | Path, *, progress: Callable[[str, int, int], None] | None = None) -> Catalog:
    """The catalog of a folder; only the demo is made and built unasked. Raises CatalogMissing."""
    if str(domain) != "demo":
        return Catalog.open(domain)
    from tastemaker.catalog.build import index
    from tastemaker.catalog.demo import demo_folder

    folder = demo_folder(progress=progress)
    try:
        return Catalog.open(folder)
    except CatalogMissing:
        index(folder, progress=progress)
        return Catalog.open(folder)


def recommend_for(catalog: Catalog, user: str, *, k: int = 10, where: str = "") -> tuple[list[Card], bool]:
    """The best items for a person, with reasons; True when nothing is known of them."""
    from tastemaker.agent.engines.taste_vector import TasteVector

    recommender = TasteVector(catalog, Memory.of(catalog.folder))
    found = recommender.recommend(user, k=k, allowed=catalog.mask(where) if where else None)
    cold = recommender.is_cold(user)
    reasons = {one.id: "" if cold else recommender.reason(user, one.id) for one in found}
    return [catalog.card(one.id, score=one.score, reason=reasons[one.id]) for one in found], cold


def taste_for(catalog: Catalog, user: str) -> Taste:
    """What is known of a person."""
    return taste_of(catalog, Memory.of(catalog.folder), user)


def erase_person(catalog: Catalog, user: str) -> None:
    """Erase what was kept of a person while talking: statements, events and threads."""
    Memory.of(catalog.folder).erase(user)
    threads = Threads(catalog.folder)
    threads.erase(user)
    threads.close()
