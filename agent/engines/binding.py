"""Binds the calls of a small model to what a second reader heard in the message (`hearing`).

What was heard for sure must be in the call, what was surely not heard cannot be; what is doubtful, and which
of several values and tools is meant, stays the model's choice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Final

from tastemaker.agent.engines.heard import (
    MEMORY,
    NAMED,
    NAMES,
    QUOTED,
    REFERS,
    SHOWN,
    TITLE,
    VALUES,
    Heard,
    Odds,
)
from tastemaker.agent.engines.linking import numbers_in, says_something
from tastemaker.agent.engines.slots import DOUBTED, SURE, Slot, conditions, rivals, slots
from tastemaker.catalog.fields import as_regex
from tastemaker.contracts import ToolSpec

__all__ = ["bound"]

WISHES: Final = ("query", "wish")
MANNERS: Final = ("style", "change")
"""Texts that are not there when nothing is quoted."""
COUNTS: Final = ("count", "seconds")
"""Numbers that are not there when none is said."""


def bound(
    tools: Sequence[ToolSpec],
    heard: Heard,
    *,
    forms: Callable[[str], str],
    titles: Sequence[str] = (),
    called: Sequence[str] = (),
) -> list[ToolSpec]:
    """The tools, as the message lets them be called.

    `forms` gives a word as it may be quoted, a regular expression; so are the `titles` that may be remembered
    where nothing is said. `called` are titles that stand in the message.
    """
    fields = next((tool.fields for tool in tools if tool.fields), ())
    found = slots(heard, fields)
    wished = _wished(heard, found)
    manner = _quote(heard, [word.share(QUOTED, *VALUES, *NAMES) for word in heard.words], forms)
    wish, sure = _quote(heard, wished, forms), any(share >= SURE for share in wished)
    said = {
        **dict.fromkeys(WISHES, Bound(wish, out=not wish, must=sure)),
        **dict.fromkeys(MANNERS, Bound(manner, out=not manner)),
        **_remembered(heard, wish or (f"/{'|'.join(titles)}/" if titles else "")),
        **_form(heard, found),
        "item": _item(heard, forms, called),
        "items": _items(heard, called),
    }
    if not sure and heard.refers["it"] >= SURE:  # "forget that": not everything
        said["what"] = Bound("/last/")
    return [_told(tool, {**said, "kind": _kind(heard, tool)}, sure=sure) for tool in tools]


def _wished(heard: Heard, found: Sequence[Slot]) -> list[float]:
    """How likely each word is one of a wish; words that say nothing make none by themselves."""
    placed = {n for slot in found for n in slot.words}
    naming = {n for slot in found for n in slot.named_by(heard.words)}
    shares = [0.0 if n in naming else word.share(QUOTED, TITLE, *(() if n in placed else (*VALUES, *NAMES)))
              for n, word in enumerate(heard.words)]  # fmt: skip
    said = [word.text for word, share in zip(heard.words, shares, strict=True) if share >= DOUBTED]
    return shares if any(map(says_something, said)) else [0.0] * len(shares)


@dataclass(frozen=True, slots=True)
class Bound:
    """An argument as a message lets it be."""

    grammar: str = ""
    """The body of a Lark rule; empty: as it was."""
    out: bool = False
    must: bool = False
    schema: Mapping[str, Any] = field(default_factory=dict)
    """Beside its own."""


def _remembered(heard: Heard, rule: str) -> dict[str, Bound]:
    """A like, a dislike or a fact: one of them."""
    meant = _likeliest(heard.memory)
    return {name: Bound(rule, out=name != meant, must=True) for name in MEMORY}


def _form(heard: Heard, found: Sequence[Slot]) -> dict[str, Bound]:
    """What is no text of the person's."""
    about, numbers = _likeliest(heard.about), numbers_in(" ".join(word.text for word in heard.words))
    return {
        "where": Bound(conditions(found), out=not found, must=any(slot.sure for slot in found)),
        "refine": _flag(heard.refine),
        "picture": _flag(heard.picture),
        "about": Bound(f"/ ?{as_regex(about)}/", out=not about, must=True),
        **dict.fromkeys(COUNTS, Bound(out=numbers == ())),
    }


def _item(heard: Heard, forms: Callable[[str], str], called: Sequence[str]) -> Bound:
    """What an item is called: by a word, by its place or by its title, as was heard; else as it was."""
    way = _likeliest(heard.refers)
    if heard.refers[way] < SURE:
        return Bound()
    if way == NAMED and called:
        return Bound(f"/{'|'.join(map(as_regex, called))}/")
    if way == NAMED:
        return Bound(_quote(heard, [word.share(TITLE) for word in heard.words], forms))
    return Bound("/[1-9]/" if way == SHOWN else f"/{way}/")


def _items(heard: Heard, called: Sequence[str]) -> Bound:
    """Several items in a list, where it was heard which."""
    places = [way for way in REFERS if way not in (NAMED, SHOWN) and heard.refers[way] >= SURE]
    found = [*places, *(called or _titles(heard))]
    doubted = any(DOUBTED <= share < SURE for share in heard.refers.values())
    if len(found) < 2 or doubted:
        return Bound()
    each = [{"enum": [one, f" {one}"]} for one in found]
    return Bound(schema={"prefixItems": each, "items": False, "minItems": len(each), "maxItems": len(each)})


def _titles(heard: Heard) -> list[str]:
    """What several items are called: words that stand together, without the marks around them."""
    runs = groupby(heard.words, key=lambda word: word.share(TITLE) >= DOUBTED)
    return [" ".join(word.text for word in run).strip(" ,;:?!.") for titled, run in runs if titled]


def _kind(heard: Heard, tool: ToolSpec) -> Bound:
    """What is to be made: the likeliest of the tool's kinds, and what comes near it."""
    known = tool.parameters.get("properties", {}).get("kind", {}).get("enum", ())
    near = rivals({kind: heard.kinds.get(kind, 0.0) for kind in known})
    return Bound(" | ".join(f"/{as_regex(kind)}/" for kind in near))


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
        own.setdefault("what", Bound(" | ".join(f"/{as_regex(word)}/" for word in examples)))
    kept = {name: {**one, **own[name].schema} if name in own else one for name, one in known.items()
            if name not in own or not own[name].out}  # fmt: skip
    if not kept and "query" in known:  # a search for nothing is none: then for words of the message
        kept, own = {"query": known["query"]}, {"query": Bound(must=True)}
    must = {name for name, one in own.items() if one.must} | set(tool.parameters.get("required", ()))
    told = {"properties": kept, "required": [name for name in kept if name in must]}
    rules = {name: one.grammar for name, one in own.items() if one.grammar}
    grammars = {name: rule for name, rule in {**tool.grammars, **rules}.items() if name in kept}
    return replace(tool, grammars=grammars, parameters={**tool.parameters, **told})


def _quote(heard: Heard, shares: Sequence[float], forms: Callable[[str], str]) -> str:
    """The body of a Lark rule: the words that are quoted, in their order; empty for none."""
    rule = "".join(_quoted(word.text, share, forms) for word, share in zip(heard.words, shares, strict=True))
    return f"QUOTE\nQUOTE: /{rule}/ & /[^\\n]+/" if rule else ""


def _quoted(word: str, share: float, forms: Callable[[str], str]) -> str:
    """A word in a text, as a regular expression: it must be there, may be, or cannot."""
    return forms(word) if share >= SURE else f"({forms(word)})?" if share >= DOUBTED else ""
