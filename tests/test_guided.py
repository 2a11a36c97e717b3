"""Guided decoding: whatever a random model would say, the tool call parses and fits its schema."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tastemaker.agent.engines.guided import Guide, Marks, calls_grammar
from tastemaker.agent.engines.markup import Markup
from tastemaker.agent.engines.tiny import tiny_tokenizer
from tastemaker.catalog.fields import grammar
from tastemaker.catalog.filters import parse
from tastemaker.contracts import Field, ToolCall, ToolSpec
from tastemaker.errors import ModelError

TOKENIZER = tiny_tokenizer()
MARKS = Marks(*TOKENIZER.convert_tokens_to_ids(["<tool_call>", "</tool_call>"]))
GUIDE = Guide(TOKENIZER, vocabulary=len(TOKENIZER) + 7, stops=[TOKENIZER.eos_token_id], marks=MARKS)
WORDS = tiny_tokenizer(marks=False)
PLAIN = Guide(WORDS, vocabulary=len(WORDS), stops=[WORDS.eos_token_id], marks=Marks(newline=True))


def tool(properties: dict[str, Any], *, required: tuple[str, ...] = (), **grammars: str) -> ToolSpec:
    schema = {"type": "object", "properties": properties, "required": list(required)}
    return ToolSpec("search", "Find items.", schema, grammars)


def said(
    tools: list[ToolSpec], *, seed: int, hurry_after: int = 10_000, guide: Guide = GUIDE
) -> list[ToolCall]:
    """The calls of a model that picks any allowed token with equal chance."""
    chance, walk, markup = random.Random(seed), guide.start(tools), Markup()
    markup.inside = True
    found: list[Any] = []
    spent = 0
    named = {guide.marks.open_token: "<tool_call>", guide.marks.close_token: "</tool_call>"}
    pending = b""
    while not walk.done and not (spent > hurry_after and walk.complete):
        tokens = walk.forced() or (walk.shortcut() if spent > hurry_after else [])
        if not tokens:
            allowed = walk.allowed()
            if spent > hurry_after:
                allowed = walk.closing(allowed)
            tokens = [chance.choice(np.flatnonzero(allowed).tolist())]
            if tokens[0] == TOKENIZER.eos_token_id:
                break
            walk.take(tokens[0])
        for token in tokens:
            spent += 1
            if token in named:
                found.extend(markup.feed(pending.decode() + named[token]))
                pending = b""
            else:
                pending += guide.bytes_of(token)
    found.extend(markup.feed(pending.decode()))
    found.extend(markup.close())
    return found


simple = st.sampled_from(
    [
        {"type": "string"},
        {"type": "string", "maxLength": 5},
        {"type": "boolean"},
        {"type": "integer"},
        {"type": "integer", "minimum": 1, "maximum": 9},
        {"type": "number"},
        {"type": "number", "exclusiveMinimum": 0},
        {"enum": ["like", 'dis"like', 3]},
        {"type": ["string", "null"]},
        {"anyOf": [{"type": "string"}, {"type": "integer"}]},
    ]
)
schemas = simple | st.builds(lambda items: {"type": "array", "items": items}, simple)
names = st.text(alphabet='abcdé"_ ', min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(names, schemas, max_size=4), st.integers(0, 999), st.integers(0, 60), st.data())
def test_every_call_fits_its_schema(
    properties: dict[str, Any], seed: int, hurry_after: int, data: st.DataObject
) -> None:
    required = tuple(name for name in properties if data.draw(st.booleans()))
    spec = tool(properties, required=required)
    found = said([spec], seed=seed, hurry_after=hurry_after)
    assert 1 <= len(found) <= 4
    for one in found:
        jsonschema.validate(one.arguments, {**spec.parameters, "additionalProperties": False})
        assert list(one.arguments) == [name for name in properties if name in one.arguments]
        json.dumps(one.arguments).encode()


FIELDS = (
    Field("price", "number", low=5, high=120),
    Field("color", "text", values=("red", "blue", "sky blue", "rock'n'roll"), closed=True),
    Field("director", "text"),
    Field("sold", "flag"),
)

VALUES = {"price": "7", "color": "'red'", "director": "'Ada'", "sold": "true"}


@pytest.mark.parametrize("seed", range(30))
def test_a_filter_in_a_call_parses(seed: int) -> None:
    spec = tool({"where": {"type": "string"}}, required=("where",), where=grammar(FIELDS))
    for one in said([spec], seed=seed, hurry_after=80):
        where = re.sub(r"\[(?:[1-9]|it)\.(\w+)\]", lambda card: VALUES[card[1]], one.arguments["where"])
        assert parse(where, FIELDS).canonical()


def test_a_rule_with_quotes_is_written_as_json_writes_it() -> None:
    body = r"""word | "say \"" /[a-c]"/ "\\"
word: "a" WORD  // a comment
WORD: /[^a]{1,3}/"""
    spec = tool({"text": {"type": "string"}}, required=("text",), text=body)
    texts = {one.arguments["text"] for seed in range(40) for one in said([spec], seed=seed)}
    assert texts & {'say "a"\\', 'say "b"\\', 'say "c"\\'}
    assert all(text.startswith(("a", 'say "')) for text in texts)
    assert not any('"' in text or "\\" in text for text in texts if text.startswith("a"))


def test_two_tools_may_have_the_same_rule() -> None:
    body = "x\nx: /[0-9]/"
    first = tool({"a": {"type": "string"}, "b": {"type": "string"}}, a=body, b=body)
    other = ToolSpec("other", "", first.parameters, first.grammars)
    assert said([first, other], seed=1)


def test_marks_in_plain_text() -> None:
    spec = tool({"query": {"type": "string", "maxLength": 9}})
    for seed in range(10):
        found = said([spec], seed=seed, guide=PLAIN)
        assert found
        assert all(one.name == "search" for one in found)


def test_a_value_may_look_like_a_control_token() -> None:
    values = ["<tool_call>", "</tool_call>", "<|im_end|>"]
    for enum in (values, values[:1], values[1:2]):
        spec = tool({"q": {"enum": enum}}, required=("q",))
        for seed in range(10):
            assert all(one.arguments["q"] in enum for one in said([spec], seed=seed))


def test_the_name_is_forced_where_there_is_no_choice() -> None:
    walk = GUIDE.start([tool({})])
    spelled = b"".join(GUIDE.bytes_of(token) for token in walk.forced())
    assert spelled.startswith(b'{"name": "search", "arguments": {')


def test_forced_tokens_are_those_that_the_tokenizer_writes() -> None:
    spec = tool({"query": {"type": "string"}, "where": {"type": "string"}})
    written = '{"name": "search", "arguments": {"query": "red dress", "where": "price < 40"}}'
    tokens = [*TOKENIZER.encode(written, add_special_tokens=False), MARKS.close_token]
    walk, at, forced = GUIDE.start([spec]), 0, 0
    while at < len(tokens):
        more = walk.forced()
        assert tokens[at : at + len(more)] == more
        at, forced = at + len(more), forced + len(more)
        if not more:
            walk.take(tokens[at])
            at += 1
    assert walk.complete
    assert forced > len(tokens) / 4


def test_a_rule_that_is_no_rule_is_refused_with_the_tools_name() -> None:
    with pytest.raises(ModelError, match="tools search does not compile"):
        GUIDE.start([tool({"a": {"type": "string"}}, a="(((")])


def test_the_grammar_reads_like_the_call() -> None:
    text = calls_grammar([tool({"k": {"type": "integer"}})], Marks())
    assert 'call:  (t0)  "</tool_call>"' in text
