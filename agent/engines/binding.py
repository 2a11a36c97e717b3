"""Binds the calls of a small model to what a second reader heard in the message (`hearing`).

What was heard for sure must be in the call, what was surely not heard cannot be; what is doubtful, and all
that nobody but the model can know (which card, which field, which of several tools), stays its choice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from tastemaker.agent.engines.heard import MEMORY, QUOTED, VALUES, Heard
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
    return [_told(tool, heard, found, rule=rule, sure=sure) for tool in tools]


def _told(tool: ToolSpec, heard: Heard, found: Sequence[Slot], *, rule: str, sure: bool) -> ToolSpec:
    """One tool: its properties with those that are left out gone, those that were heard required."""
    known: Mapping[str, Mapping[str, Any]] = tool.parameters.get("properties", {})
    grammars, kept, required = dict(tool.grammars), dict(known), set(tool.parameters.get("required", ()))

    def take(name: str, grammar: str, must: bool) -> None:
        if not grammar:
            kept.pop(name)
            grammars.pop(name, None)
            return
        grammars[name] = grammar
        required.update([name] if must else [])

    if "where" in known and tool.fields:
        take("where", conditions(found), any(slot.sure for slot in found))
    for name in (*WISHES, *MANNERS):
        if name in known:
            take(name, rule, sure and name in WISHES)
    for name, share in (("refine", heard.refine), ("picture", heard.picture)):
        if name in known:
            if share < DOUBTED:
                kept.pop(name)
            elif share >= SURE:
                kept[name] = {**known[name], "enum": [True]}
                required.add(name)
    if set(MEMORY) <= known.keys():
        meant = max(heard.memory, key=heard.memory.__getitem__)
        for name in MEMORY:
            take(name, (rule or grammars[name]) if name == meant else "", must=True)
    if "what" in known and not sure and (examples := known["what"].get("examples")):
        grammars["what"] = " | ".join(f"/{as_regex(word)}/" for word in examples)
    if "about" in known and "about" in grammars:
        about = max(heard.about, key=heard.about.__getitem__)
        take("about", f"/ ?{as_regex(about)}/" if about else "", must=True)
    if not kept and known:
        return tool
    told = {"properties": kept, "required": [name for name in kept if name in required]}
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
