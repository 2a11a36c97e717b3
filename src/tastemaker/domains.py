"""Several domains on one command line: their names, their adapters, and their agents on one model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tastemaker.printing import progress

if TYPE_CHECKING:
    from tastemaker.agent.agent import Agent
    from tastemaker.catalog.catalog import Catalog
    from tastemaker.contracts import Engine

__all__ = ["adapters_for", "catalogs_of", "named", "open_agents"]


def named(domains: Sequence[str]) -> dict[str, str]:
    """The domains by the names that clients ask for them by: those of their folders.

    >>> named(["shops/fashion", "demo"])
    {'fashion': 'shops/fashion', 'demo': 'demo'}
    """
    found: dict[str, str] = {}
    for domain in domains:
        name = domain if domain == "demo" else Path(domain).resolve().name
        if name in found:
            raise click.UsageError(
                f"{found[name]} and {domain} are both called {name!r}: rename the folder of one"
            )
        found[name] = domain
    return found


def adapters_for(domains: Mapping[str, str], given: Sequence[str]) -> dict[str, Path]:
    """The adapters of `--adapter`, by the domain that each is for; the only one's needs no name."""
    found: dict[str, Path] = {}
    for one in given:
        name, equals, folder = one.partition("=")
        if len(domains) == 1 and (not equals or name not in domains):
            name, folder = next(iter(domains)), one
        if name not in domains:
            known = " or ".join(f"{domain}=FOLDER" for domain in domains)
            raise click.UsageError(f"--adapter {one} is for none of the domains: give {known}")
        if name in found:
            raise click.UsageError(f"--adapter is given twice for {name}: a domain has one")
        found[name] = Path(folder)
    return found


def catalogs_of(domains: Mapping[str, str]) -> dict[str, Catalog]:
    """The catalogs by name; the demo is made and indexed on first use, with progress."""
    from tastemaker.agent.opening import open_catalog

    with progress("First use of the demo") as step:
        return {name: open_catalog(domain, progress=step) for name, domain in domains.items()}


def open_agents(
    catalogs: Mapping[str, Catalog], adapters: Mapping[str, Path | None], *, model: str, image_model: str
) -> dict[str, Agent]:
    """An agent for each catalog: on one model, but for those whose adapter is a whole model itself."""
    from tastemaker.agent.agent import Agent
    from tastemaker.agent.engines import open_engine
    from tastemaker.agent.studio import LazyEasel

    @cache
    def base() -> Engine:
        return open_engine(model)

    easel, found = LazyEasel(image_model), dict[str, Agent]()
    for name, catalog in catalogs.items():
        adapter = adapters.get(name)
        whole = adapter is not None and (adapter / "model").is_dir()
        engine = None if whole else base()
        found[name] = Agent.open(
            catalog.folder, model=model, engine=engine, adapter=adapter, image_model=easel
        )
    return found
