"""The tools a model can call, and how they look to it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Annotated, Any, Final, Literal, TypeAlias, get_args, get_origin, get_type_hints

from tastemaker.catalog.fields import as_regex
from tastemaker.catalog.filters import grammar
from tastemaker.contracts import Field, ToolSpec
from tastemaker.errors import BadCall, BadFilter, BadMedia, BadPicture, UnknownItem
from tastemaker.tools.again import again
from tastemaker.tools.caption import caption
from tastemaker.tools.cards import message
from tastemaker.tools.compare import compare
from tastemaker.tools.details import BESIDE, details
from tastemaker.tools.forget import forget
from tastemaker.tools.paint import paint
from tastemaker.tools.recommend import recommend
from tastemaker.tools.remember import remember
from tastemaker.tools.result import Result, Said
from tastemaker.tools.search import search
from tastemaker.tools.session import Session
from tastemaker.tools.storyboard import storyboard
from tastemaker.tools.taste import taste
from tastemaker.tools.write import write

__all__ = ["MISTAKE", "TOOLS", "Tool", "call", "spec", "specs"]

Tool: TypeAlias = Callable[..., Result]

TOOLS: Final[tuple[Tool, ...]] = (
    search,
    recommend,
    details,
    compare,
    remember,
    forget,
    taste,
    caption,
    write,
    paint,
    storyboard,
    again,
)
"""A new tool is a new file and one line here."""

MISTAKE: Final = "error:"
"""How an answer begins that says what was wrong with a call."""

KINDS: Final = {str: "string", bool: "boolean", int: "integer", float: "number"}
"""JSON schema's names of the types a tool may take, beside lists of them."""


def specs(fields: Sequence[Field]) -> tuple[ToolSpec, ...]:
    """All tools as the model sees them over a catalog with these fields."""
    return tuple(spec(tool, fields) for tool in TOOLS)


def spec(tool: Tool, fields: Sequence[Field]) -> ToolSpec:
    """A tool's name, docstring and signature as a `ToolSpec`; `where` and `about` get a grammar."""
    required = [name for name, given in _arguments(tool).items() if given.default is inspect.Parameter.empty]
    hints = get_type_hints(tool, include_extras=True)
    properties = {name: _schema(hints[name]) for name in _arguments(tool)}
    parameters = {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
    doc = inspect.getdoc(tool) or ""
    if "about" in properties and fields:
        names = [*(field.name for field in fields), *BESIDE]
        return ToolSpec(
            _name(tool), doc, parameters, {"about": " | ".join(f"/{as_regex(one)}/" for one in names)}
        )
    if "where" not in properties or not fields:
        return ToolSpec(_name(tool), doc, parameters)
    return ToolSpec(_name(tool), doc, parameters, {"where": grammar(fields)}, tuple(fields))


def call(session: Session, name: str, arguments: Mapping[str, Any]) -> tuple[Result, str]:
    """Run a tool; the result, and how it reads to the model.

    A mistake of the caller (a bad filter, an unknown item, a wrong argument) becomes an answer that says
    what is wrong, so that a model can mend its call. Our own errors propagate.
    """
    try:
        tool = _tools().get(name)
        if tool is None:
            raise BadCall(f"there is no tool {name!r}: use one of {', '.join(_tools())}")
        result = tool(session, **_fit(tool, arguments))
    except (BadCall, BadFilter, BadMedia, BadPicture, UnknownItem) as mistake:
        result = Said(f"{MISTAKE} {mistake}")
    return result, message(result)


def _fit(tool: Tool, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments, if they are the tool's own and of its types."""
    known = _arguments(tool)
    if unknown := sorted(set(arguments) - set(known)):
        raise BadCall(f"{_name(tool)} has no argument {unknown[0]!r}: it takes {', '.join(known) or 'none'}")
    hints = get_type_hints(tool)
    for name, given in known.items():
        if name not in arguments and given.default is inspect.Parameter.empty:
            raise BadCall(f"{_name(tool)} needs {name!r}")
        if name in arguments and not _is(arguments[name], hints[name]):
            schema = _schema(hints[name])
            wanted = f"one of {', '.join(schema['enum'])}" if "enum" in schema else schema["type"]
            raise BadCall(f"{_name(tool)}: {name!r} must be {wanted}, not {arguments[name]!r}")
    return dict(arguments)


def _is(value: Any, hint: Any) -> bool:
    if get_origin(hint) is list:
        return isinstance(value, list) and all(_is(one, get_args(hint)[0]) for one in value)
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    return isinstance(value, hint) and not (isinstance(value, bool) and hint is not bool)


def _schema(hint: Any) -> dict[str, Any]:
    """The JSON schema of a parameter's type; what `Annotated` says becomes its description, then examples."""
    if get_origin(hint) is Annotated:
        inner, said, *rest = get_args(hint)
        examples = {"examples": list(rest[0])} if rest else {}
        return {**_schema(inner), "description": said, **examples}
    if get_origin(hint) is list:
        return {"type": "array", "items": _schema(get_args(hint)[0])}
    if get_origin(hint) is Literal:
        return {"type": "string", "enum": list(get_args(hint))}
    return {"type": KINDS[hint]}


def _name(tool: Tool) -> str:
    return tool.__name__


@cache
def _tools() -> dict[str, Tool]:
    return {_name(tool): tool for tool in TOOLS}


@cache
def _arguments(tool: Tool) -> dict[str, inspect.Parameter]:
    """All parameters but the session."""
    given = dict(inspect.signature(tool).parameters)
    given.pop("session")
    return given
