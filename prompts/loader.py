"""Renders the prompt templates of this folder.

A template is a flat `NAME.j2` file. An undefined variable is an error, never an empty string.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, UndefinedError

from tastemaker.errors import BadPrompt

__all__ = ["names", "render"]

FOLDER = Path(__file__).parent


def render(name: str, **variables: Any) -> str:
    """The text of the template `name`, with these variables filled in.

    >>> render("system", noun="films", name="Movies", fields=[], about="")  # doctest: +SKIP
    """
    try:
        return _templates().get_template(f"{name}.j2").render(**variables)
    except TemplateNotFound as error:
        raise BadPrompt(f"no prompt {error.name!r}: there are {', '.join(names())}") from None
    except UndefinedError as error:
        given = ", ".join(sorted(variables)) or "none"
        raise BadPrompt(f"the prompt {name!r} misses a variable: {error} (given: {given})") from None


def names() -> tuple[str, ...]:
    """The names of all prompts, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.j2")))


@cache
def _templates() -> Environment:
    """Plain text, so nothing is escaped; a block's own line leaves no blank line behind."""
    return Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
