"""Options that several commands have, and the agent they ask for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from tastemaker.printing import progress

if TYPE_CHECKING:
    from tastemaker.agent.agent import Agent

__all__ = ["MODEL_HELP", "open_agent", "with_model", "with_user"]

F = TypeVar("F", bound=Callable[..., Any])
MODEL_HELP: Final = "mini, laptop, gpu, a folder, a hub id or a URL"


def with_model(function: F) -> F:
    """The options that choose the models."""
    function = click.option("--adapter", type=click.Path(path_type=Path), help="A PEFT adapter folder.")(
        function
    )
    return click.option("--model", default="mini", show_default=True, help=MODEL_HELP)(function)


def with_user(function: F) -> F:
    """The option `--user`."""
    return click.option("--user", default="guest", show_default=True, help="Who is asking.")(function)


def open_agent(domain: str, model: str, adapter: Path | None) -> Agent:
    """The agent of a domain; the demo is made and indexed on first use, with progress."""
    from tastemaker.agent.agent import Agent
    from tastemaker.agent.opening import open_catalog

    with progress("First use of the demo") as step:
        catalog = open_catalog(domain, progress=step)
    return Agent.open(catalog.folder, model=model, adapter=adapter)
