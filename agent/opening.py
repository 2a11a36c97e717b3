"""Opens a domain: a folder's catalog, or the demo, which is made and indexed on first use."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tastemaker.abilities import Adaptable
from tastemaker.agent.jobs import Jobs
from tastemaker.agent.studio import artefacts_of
from tastemaker.agent.threads import Stores, open_threads
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.memory import Memory
from tastemaker.errors import BadAdapter, CatalogMissing
from tastemaker.tools.taste import taste_of

if TYPE_CHECKING:
    from tastemaker.agent.engines.adapted import Adapted
    from tastemaker.agent.engines.models import Loaded
    from tastemaker.agent.engines.taste_vector import TasteVector
    from tastemaker.contracts import Card, Engine
    from tastemaker.tools.taste import Taste

    Picks = TasteVector | Adapted

__all__ = [
    "engine_through",
    "erase_person",
    "open_catalog",
    "open_recommender",
    "recommend_for",
    "shipped_adapter",
    "taste_for",
    "through",
]

log = logging.getLogger(__name__)
SAME: Final = 0.9
"""What a catalog shares with the demo that it is still the demo: items may change while it is served."""


def open_catalog(domain: str | Path, *, progress: Callable[[str, int, int], None] | None = None) -> Catalog:
    """The catalog of a folder; only the demo and its sections (`demo/music`) are made and built unasked.

    Raises CatalogMissing.
    """
    word, _, section = str(domain).partition("/")
    if word != "demo" or (section and Path(domain).is_dir()):
        return Catalog.open(domain)
    from tastemaker.catalog.build import index
    from tastemaker.catalog.demo import demo_folder

    folder = demo_folder(progress=progress) / section
    try:
        return Catalog.open(folder)
    except CatalogMissing:
        index(folder, progress=progress)
        return Catalog.open(folder)


def shipped_adapter(catalog: Catalog, *, model: str) -> Path | None:
    """What mini was taught about the demo, or about one of its sections.

    None for another model, and for any catalog but the demo's own.
    """
    from tastemaker.agent.engines import DEMO, SECTIONS
    from tastemaker.agent.engines.about import About
    from tastemaker.catalog.semantic_ids import SemanticIds

    if model != "mini":
        return None
    for folder in (DEMO, *sorted(SECTIONS.glob("*"))):
        if About.there(folder) and dict(About.read(folder).models) == dict(catalog.models):
            taught = SemanticIds.load(folder).ids
            if sum(id in catalog for id in taught) >= SAME * max(len(taught), len(catalog)):
                return folder
    return None


def engine_through(adapter: Path | None, *, model: str, engine: Engine | None) -> Engine:
    """An engine that is there already, or the model's own, with an adapter if one is given."""
    from tastemaker.agent.engines import open_engine

    if engine is None:
        return open_engine(model, adapter=adapter)
    return engine if adapter is None else through(engine, adapter)


def through(engine: Engine, adapter: Path | None) -> Engine:
    """The engine with this adapter, or none, in the place of its own. Raises BadAdapter."""
    if isinstance(engine, Adaptable):
        return engine.adapted(adapter)
    raise BadAdapter(f"the engine {engine.name!r} takes no adapters while it runs, found {adapter}")


def open_recommender(
    catalog: Catalog, memory: Memory, *, engine: Engine | None, adapter: Path | None
) -> Picks:
    """Who picks items: what an adapter made of the language model, or without one the taste vector.

    Raises BadAdapter for an adapter of another domain or base model.
    """
    from tastemaker.agent.engines.about import About
    from tastemaker.agent.engines.taste_vector import TasteVector

    taste = TasteVector(catalog, memory)
    if adapter is None or not About.there(adapter):
        return taste
    from tastemaker.agent.engines.adapted import Adapted
    from tastemaker.agent.engines.adapter import Adapter

    opened = Adapter.open(adapter, catalog, loaded=_loaded(engine, adapter))
    if opened.unknown:
        log.warning(
            "%d items came after the adapter %s was trained (%s, …): they are picked by their content",
            len(opened.unknown), adapter, ", ".join(opened.unknown[:3]),
        )  # fmt: skip
    return Adapted(opened, taste)


def _loaded(engine: Engine | None, adapter: Path) -> Loaded | None:
    """The network that ranks: the engine's own; behind a server, one in this process beside it."""
    from tastemaker.agent.engines.about import About

    if About.read(adapter).strategy == "features":
        return None
    found: Loaded | None = getattr(engine, "loaded", None)
    return found


def recommend_for(
    catalog: Catalog,
    user: str,
    *,
    k: int = 10,
    where: str = "",
    model: str = "mini",
    adapter: Path | None = None,
) -> tuple[list[Card], bool]:
    """The best items for a person, with reasons; True when nothing is known of them."""
    engine, adapter = None, adapter or shipped_adapter(catalog, model=model)
    if adapter is not None:
        from tastemaker.agent.engines import open_engine

        engine = open_engine(model, adapter=adapter)
    recommender = open_recommender(catalog, Memory.of(catalog.folder), engine=engine, adapter=adapter)
    found = recommender.recommend(user, k=k, allowed=catalog.mask(where) if where else None)
    cold = recommender.is_cold(user)
    reasons = {one.id: "" if cold else recommender.reason(user, one.id) for one in found}
    return [catalog.card(one.id, score=one.score, reason=reasons[one.id]) for one in found], cold


def taste_for(catalog: Catalog, user: str) -> Taste:
    """What is known of a person."""
    return taste_of(catalog, Memory.of(catalog.folder), user)


def erase_person(
    catalog: Catalog, user: str, *, memory: Memory | None = None, threads: Stores | None = None
) -> None:
    """Erase all that was kept of a person: statements, events, jobs, what was made for them, threads.

    Stores that are open already may be given.
    """
    (memory or Memory.of(catalog.folder)).erase(user)
    Jobs.of(catalog.folder).erase(user)
    artefacts_of(catalog.folder).erase(user)
    if threads is not None:
        threads.erase(user)
        return
    with closing(open_threads(catalog.folder)) as own:
        own.erase(user)
