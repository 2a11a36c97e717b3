"""Binds the calls of a small model to what a second reader heard in the message (`hearing`).

What was heard for sure must be in the call, what was surely not heard cannot be; what is doubtful, and all
that nobody but the model can know (which card, which field, which of several tools), stays its choice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from tastemaker.agent.engines.heard import MEMORY, QUOTED, VALUES, Heard, Odds
from tastemaker.agent.engines.slots import DOUBTED, SURE, Slot, conditions, slots
from tastemaker.catalog.fields import as_regex
from tastemaker.contracts import ToolSpec

__all__ = ["bound"]

WISHES: Final = ("query", "wish")
MANNERS: Final = ("style", "change")
"""Texts that are not there when nothing is quoted."""


def bound(
    tools: Sequence[ToolSpec],
    heard: Heard,
    *,
    forms: Callable[[str], str],
    titles: Sequence[str] = (),
) -> list[ToolSpec]:
    """The tools, as the message lets them be called.

    `forms` gives a word as it may be quoted, a regular expression; `titles` are those that may be named where
    nothing else is.
    """
    fields = next((tool.fields for tool in tools if tool.fields), ())
    found = slots(heard, fields)
    rule, sure = _quote(heard, found, forms)
    if not rule and titles:
        rule = f"/{'|'.join(titles)}/"
    said = _said(heard, found, rule=rule, sure=sure)
    return [_told(tool, said, sure=sure) for tool in tools]


@dataclass(frozen=True, slots=True)
class Bound:
    """An argument as a message lets it be."""

    grammar: str = ""
    """The body of a Lark rule; empty: as it was."""
    out: bool = False
    must: bool = False
    schema: Mapping[str, Any] = field(default_factory=dict)
    """Beside its own."""


def _said(heard: Heard, found: Sequence[Slot], *, rule: str, sure: bool) -> dict[str, Bound]:
    """The arguments that a message decides on, by name."""
    quote, meant, about = Bound(rule, out=not rule), _likeliest(heard.memory), _likeliest(heard.about)
    return {
        "where": Bound(conditions(found), out=not found, must=any(slot.sure for slot in found)),
        **dict.fromkeys(WISHES, replace(quote, must=sure)),
        **dict.fromkeys(MANNERS, quote),
        **{name: Bound(rule, out=name != meant, must=True) for name in MEMORY},
        "refine": _flag(heard.refine),
        "picture": _flag(heard.picture),
        "about": Bound(f"/ ?{as_regex(about)}/", out=not about, must=True),
    }


def _flag(share: float) -> Bound:
    """What is true, or is not said."""
    return Bound(out=share < DOUBTED, must=share >= SURE, schema={"enum": [True]} if share >= SURE else {})


def _likeliest(odds: Odds) -> str:
    return max(odds, key=odds.__getitem__)


def _told(tool: ToolSpec, said: Mapping[str, Bound], *, sure: bool) -> ToolSpec:
    """One tool: its arguments with those that are left out gone, those that were heard required."""
    known: Mapping[str, Mapping[str, Any]] = tool.parameters.get("properties", {})
    own = {name: said[name] for name in known if name in said and (tool.fields or name != "where")}
    if not sure and (examples := known.get("what", {}).get("examples")):
        own["what"] = Bound(" | ".join(f"/{as_regex(word)}/" for word in examples))
    kept = {name: {**one, **own[name].schema} if name in own else one for name, one in known.items()
            if name not in own or not own[name].out}  # fmt: skip
    if known and not kept:
        return tool
    must = {name for name, one in own.items() if one.must} | set(tool.parameters.get("required", ()))
    told = {"properties": kept, "required": [name for name in kept if name in must]}
    rules = {name: one.grammar for name, one in own.items() if one.grammar}
    grammars = {name: rule for name, rule in {**tool.grammars, **rules}.items() if name in kept}
    return replace(tool, grammars=grammars, parameters={**tool.parameters, **told})


def _quote(heard: Heard, found: Sequence[Slot], forms: Callable[[str], str]) -> tuple[str, bool]:
    """The body of a Lark rule: the words that are quoted, in their order; and whether any surely is."""
    placed = {n for slot in found for n in slot.words}
    parts, sure = [], False
    for n, word in enumerate(heard.words):
        share = word.share(QUOTED) if n in placed else word.share(QUOTED, *VALUES)
        if share >= DOUBTED:
            must = share >= SURE
            parts.append(forms(word.text) if must else f"({forms(word.text)})?")
            sure |= must
    if not parts:
        return "", False
    return f"QUOTE\nQUOTE: /{''.join(parts)}/ & /[^\\n]+/", sure
