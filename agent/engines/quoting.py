"""Quoted arguments: the texts that a small model puts into a call are made of what was said and shown.

A model of a few million parameters understands a wish better than it spells it. So where its config says
`quotes_arguments`, an argument that is free text may only pick words from the person's last message, in
their order, with a small word between them, or repeat the title of a card in view. A condition on a free
field may only name a few words that stand together in the message, one on a closed field a value that it
links to (`linking.py`), one on a number a number of it, and the field of a card only where the message points
at something. What to pick stays the model's choice. Every word comes after a blank, the first one too, as in
mini's chat template.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from tastemaker.agent.engines.binding import bound
from tastemaker.agent.engines.heard import Heard
from tastemaker.agent.engines.hearing import Hearing
from tastemaker.agent.engines.linking import counts, linked, numbers_in, points, says_something
from tastemaker.agent.engines.opinion import asked
from tastemaker.agent.engines.slots import DOUBTED, SURE
from tastemaker.catalog.fields import FREE_TEXT, as_regex, fold, grammar
from tastemaker.contracts import Message, ToolSpec

__all__ = ["heard_in", "quoted", "taught"]

SMALL_WORDS: Final = ("like", "and")
MOST_WORDS: Final = 160
"""Of a longer message only the first half as many words and the last."""
MOST_NAMED: Final = 60
SPAN: Final = 4
"""Words of a message of which a condition may name some, and words of a name at most."""
CERTAIN: Final = 0.95
"""From this share on a picture is meant, though none was shown."""
ITEM: Final = "item"
"""The argument that means an item."""
LAST: Final = 4
"""Tool answers whose titles may be named."""
CARD = re.compile(r"^\[(\d+)\] ([^|\n]+?) *(?:\||$)", re.MULTILINE)
"""A card's line: its number and its title."""
BARRED = re.compile(r'["\\\x00-\x1f\x7f]')
"""What JSON would escape: it parts words here."""
APOSTROPHE = re.compile(r"['’]")
CORE = re.compile(r"\w+")
YEAR = re.compile(r" \(\d{4}\)$")
PARTS = re.compile(r"^(\W*)(.*?)('s|’s)?(\W*)$")


def taught(config: Mapping[str, Any]) -> frozenset[str] | None:
    """The tools that a small model was taught, by its config; None where it says nothing: all there are."""
    tools = config.get("tools")
    return None if tools is None else frozenset(tools)


def quoted(
    tools: Sequence[ToolSpec], messages: Sequence[Message], heard: Heard | None = None
) -> list[ToolSpec]:
    """The tools, their free texts bound to what was said and shown, and to what was `heard` in it."""
    words, titles = BARRED.sub(" ", _said(messages)).split(), _shown(messages)
    if len(words) > MOST_WORDS:
        words = words[: MOST_WORDS // 2] + words[-MOST_WORDS // 2 :]
    if not words and not titles:
        return list(tools)
    rule, where = _rule(words, titles), {} if heard else _conditions(tools, words)
    said, named = " ".join(words), [f" {as_regex(title)}" for title in _pointed_at(messages) or titles]
    seen = f"/{'|'.join(f' {as_regex(title)}' for title in titles)}/" if titles and counts(said) else rule
    quoting = [
        replace(
            tool, grammars={**_bound(tool, rule, seen), **tool.grammars, **(where if tool.fields else {})}
        )
        for tool in tools
    ]
    if heard is None:
        return quoting
    called = [title for title in titles if _stands(title, said)]
    heard = _with_pictures(heard, messages)
    pointed = _placed(heard, messages) or (named if points(said) else [])
    return bound(quoting, heard, forms=_forms, titles=pointed, called=called)


def _stands(title: str, said: str) -> bool:
    """Whether a title stands in what was said, with its year or without."""
    plain, words = YEAR.sub("", fold(title)), " ".join(CORE.findall(fold(said)))
    return f" {' '.join(CORE.findall(plain))} " in f" {words} "


def heard_in(hearing: Hearing | None, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Heard | None:
    """What a second reader hears in what the person said last, with its words as they are quoted.

    None where there is no reader, nothing to be called, and nothing said since the last tool.
    """
    if hearing is None or not tools:
        return None
    return hearing(BARRED.sub(" ", asked(messages)), next((tool.fields for tool in tools if tool.fields), ()))


def _conditions(tools: Sequence[ToolSpec], words: Sequence[str]) -> dict[str, str]:
    """The grammar of conditions on a catalog's fields that these words can mean."""
    fields, said = next((tool.fields for tool in tools if tool.fields), ()), " ".join(words)
    if not fields:
        return {}
    free = _named(words) or FREE_TEXT
    rule = grammar(linked(fields, said), free=free, numbers=numbers_in(said), cards=points(said))
    return {"where": rule}


def _named(words: Sequence[str]) -> str:
    """As a part of a regular expression, in quotes: up to four words that stand together; empty for none."""
    cores = [match[2] for match in map(PARTS.match, words[-MOST_NAMED:]) if match]
    forms = [_core(core) if core and not APOSTROPHE.search(core) else "" for core in cores]
    spans = [span for start in range(len(forms)) if (span := _span(forms[start : start + SPAN]))]
    return f"' ?({'|'.join(spans)})'" if spans else ""


def _span(forms: Sequence[str]) -> str:
    """The first word, and as many after it as one likes."""
    if not forms or not forms[0]:
        return ""
    rest = _span(forms[1:])
    return f"{forms[0]}( {rest})?" if rest else forms[0]


def _core(core: str) -> str:
    """A word as it stands, or in lower case."""
    return f"({'|'.join(dict.fromkeys(as_regex(one) for one in (core, core.lower())))})"


def _bound(tool: ToolSpec, rule: str, seen: str) -> dict[str, str]:
    """The rule for every argument that takes any text, beside the words its schema names as examples.

    An item is `seen` instead: a title in view, where the message says its place in the list.

    One of a few words is a rule too: so it may follow a blank, as all of mini's words do.
    """
    properties: Mapping[str, Mapping[str, Any]] = tool.parameters.get("properties", {})
    texts = {name: schema for name, schema in properties.items() if schema.get("type") == "string"}
    return {
        name: " | ".join(f"/{as_regex(word)}/" for word in schema["enum"])
        if "enum" in schema
        else "".join(f"/{as_regex(word)}/ | " for word in schema.get("examples", ()))
        + (seen if name == ITEM else rule)
        for name, schema in texts.items()
    }


def _rule(words: Sequence[str], titles: Sequence[str]) -> str:
    """The body of a Lark rule: some of the words in their order, or one of the titles; not nothing, beginning
    with what was said, and no small words alone where the message has others."""
    small = "|".join(f" {word}" for word in SMALL_WORDS)
    parts = "".join(f"(({small})?{_forms(word)})?" for word in words)
    named = [f" {as_regex(title)}" for title in titles]
    ways = [f"({parts})" if parts else "", *named]
    telling = [_forms(word) for word in dict.fromkeys(words) if says_something(word)]
    some = f".*({'|'.join([*telling, *named])}).*" if telling else "[^\\n]+"
    begun = f"({'|'.join([*dict.fromkeys(map(_forms, words)), *named])}).*"
    return f"QUOTE\nQUOTE: /{'|'.join(way for way in ways if way)}/ & /{some}/ & /{begun}/"


def _forms(word: str) -> str:
    """A word as it may be quoted: as it stands, in lower case, without the marks around it."""
    match = PARTS.match(word)
    before, core, owner, after = match.groups() if match else ("", word, "", "")
    if not core:
        return f" {as_regex(word)}"
    cores = _core(core)
    ends = "".join(f"({as_regex(end)})?" for end in (owner, after) if end)
    return f" ({as_regex(before)})?{cores}{ends}" if before else f" {cores}{ends}"


def _said(messages: Sequence[Message]) -> str:
    """The text of the person's last message."""
    last = next((one for one in reversed(messages) if one["role"] == "user"), None)
    content = last["content"] if last else ""
    if isinstance(content, str):
        return content
    return " ".join(part.get("text", "") for part in content)


def _with_pictures(heard: Heard, messages: Sequence[Message]) -> Heard:
    """What was heard of a picture, beside what was shown.

    Where none was shown, a slip of the ear is none; one that comes with the message may be what is meant.
    """
    shown = [_pictured(message) for message in messages if message["role"] == "user"]
    if shown and shown[-1]:
        return replace(heard, picture=max(heard.picture, DOUBTED))
    return heard if any(shown) or heard.picture >= CERTAIN else replace(heard, picture=0.0)


def _pictured(message: Message) -> bool:
    """Whether a picture comes with a message, or did in an earlier turn."""
    content = message.get("content") or ""
    return not isinstance(content, str) or content.startswith("(picture)")


def _placed(heard: Heard, messages: Sequence[Message]) -> list[str]:
    """The titles of the cards whose places were heard."""
    told = [pair for one in messages if one["role"] == "tool" for pair in CARD.findall(str(one["content"]))]
    titles = {place: title for place, title in told if not BARRED.search(title)}
    return [f" {as_regex(titles[place])}" for place in titles if heard.refers.get(place, 0.0) >= SURE]


def _pointed_at(messages: Sequence[Message]) -> list[str]:
    """What "that one" means where the last tool told of one card: its title; else nothing."""
    last = next((one for one in reversed(messages) if one["role"] == "tool"), None)
    found = _titles(str(last["content"])) if last else []
    return found if len(found) == 1 and not BARRED.search(found[0]) else []


def _shown(messages: Sequence[Message]) -> list[str]:
    """The titles of the cards that the last tools told of."""
    told = [str(one["content"]) for one in messages if one["role"] == "tool"]
    titles = dict.fromkeys(title for text in told[-LAST:] for title in _titles(text))
    return [title for title in titles if not BARRED.search(title)]


def _titles(told: str) -> list[str]:
    return [title for _, title in CARD.findall(told)]
