"""Options and positionals that several commands have, and the agent they ask for."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from tastemaker.printing import progress

if TYPE_CHECKING:
    from tastemaker.agent.agent import Agent

__all__ = ["MODEL_HELP", "domain_and_words", "open_agent", "with_crew", "with_image_model", "with_json",
           "with_llm", "with_model", "with_user"]  # fmt: skip

F = TypeVar("F", bound=Callable[..., Any])
MODEL_HELP: Final = "mini, laptop, gpu, a folder, a hub id or a URL"


def with_json(function: F) -> F:
    """The option `--json`."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print JSON on stdout and nothing else there."
    )(function)


def with_model(function: F) -> F:
    """The options that choose the models."""
    function = click.option("--adapter", type=click.Path(path_type=Path), help="A PEFT adapter folder.")(
        function
    )
    return with_llm(function)


def with_llm(function: F) -> F:
    """The option `--model`."""
    return click.option("--model", default="mini", show_default=True, help=MODEL_HELP)(function)


def with_user(function: F) -> F:
    """The option `--user`."""
    return click.option("--user", default="guest", show_default=True, help="Who is asking.")(function)


def with_crew(function: F) -> F:
    """The options that deal work out to processes."""
    function = click.option("--ray", "address", default="", help="A Ray cluster: auto, or ray://HOST:10001")(
        function
    )
    return click.option(
        "--workers",
        default=1,
        show_default=True,
        type=click.IntRange(1),
        help="Processes, by Ray.",
    )(function)


def domain_and_words(*, names: str = "[DOMAIN] WORDS") -> Callable[[F], F]:
    """Two positionals: a single one is the words, or what is asked for, and the domain is the demo."""

    def decorate(function: F) -> F:
        def split(positionals: tuple[str, ...], **options: Any) -> Any:
            if len(positionals) > 2:
                found = f"got {len(positionals)} texts: put the words in quotes"
                raise click.UsageError(f"expected {names}, {found}")
            domain = positionals[0] if len(positionals) == 2 else "demo"
            return function(domain, positionals[-1] if positionals else "", **options)

        wrapped = update_wrapper(split, function)
        return click.argument("positionals", nargs=-1, metavar=names)(wrapped)  # type: ignore[return-value]

    return decorate


def with_image_model(function: F) -> F:
    """The option that chooses who paints."""
    return click.option(
        "--image-model", default="mini", show_default=True, help=f"What paints: {MODEL_HELP}"
    )(function)


def open_agent(domain: str, model: str, adapter: Path | None, image_model: str = "mini") -> Agent:
    """The agent of a domain; the demo is made and indexed on first use, with progress."""
    from tastemaker.agent.agent import Agent
    from tastemaker.agent.opening import open_catalog

    with progress("First use of the demo") as step:
        catalog = open_catalog(domain, progress=step)
    return Agent.open(catalog.folder, model=model, adapter=adapter, image_model=image_model)
