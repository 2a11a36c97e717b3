"""Hermes markup: reading tool calls from a stream, and writing conversations without a tool template."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tastemaker.agent.engines.markup import CLOSE, OPEN, Markup, call, plain, tidy
from tastemaker.contracts import TextDelta, ToolCall, ToolSpec
from tastemaker.errors import ModelError

values = st.recursive(
    st.text(max_size=8) | st.integers(-99, 99) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
calls = st.builds(ToolCall, st.text(min_size=1, max_size=6), st.dictionaries(st.text(max_size=5), values))
words = st.text(alphabet="ab <>/_tol\n", min_size=1, max_size=20).filter(
    lambda text: text.strip() and OPEN not in text and not text.endswith("<")
)


def spelled(one: ToolCall) -> str:
    return OPEN + json.dumps({"name": one.name, "arguments": one.arguments}) + CLOSE


def heard(*pieces: str) -> tuple[str, list[ToolCall]]:
    markup = Markup()
    deltas = [delta for piece in pieces for delta in markup.feed(piece)] + list(markup.close())
    text = "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))
    return text, [delta for delta in deltas if isinstance(delta, ToolCall)]


@settings(max_examples=50)
@given(words, st.lists(calls, min_size=1, max_size=3), st.data())
def test_it_does_not_matter_where_the_stream_is_cut(
    text: str, said: list[ToolCall], data: st.DataObject
) -> None:
    whole = text + "".join(map(spelled, said))
    cuts = data.draw(st.lists(st.integers(0, len(whole)), max_size=12).map(sorted))
    pieces = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert heard(*pieces) == heard(whole)
    tidied = [ToolCall(one.name, tidy(dict(one.arguments))) for one in said]
    assert heard(whole) == (text.lstrip(), tidied)


def test_a_closing_mark_inside_a_string_closes_nothing() -> None:
    tricky = ToolCall("search", {"query": f"what is {CLOSE} in {OPEN}?"})
    assert heard(spelled(tricky)) == ("", [tricky])


def test_half_a_mark_at_the_end_is_text() -> None:
    assert heard("5 <", "tool") == ("5 <tool", [])


def test_blanks_before_and_between_calls_are_not_text() -> None:
    one = ToolCall("taste", {})
    assert heard("\n ", spelled(one), "\n", spelled(one), "\n") == ("", [one, one])


def test_text_is_passed_on_at_once() -> None:
    assert list(Markup().feed("Here are")) == [TextDelta("Here are")]


def test_a_call_that_breaks_off_is_an_error() -> None:
    markup = Markup()
    list(markup.feed(OPEN + '{"name": "sea'))
    with pytest.raises(ModelError, match="breaks off"):
        list(markup.close())


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"name": 3}', '{"name": "a", "arguments": []}'])
def test_what_is_no_call(text: str) -> None:
    assert call(text) is None


def test_a_conversation_for_a_template_without_tools() -> None:
    taste = ToolSpec("taste", "What is known.", {"type": "object", "properties": {}})
    asked = {"type": "function", "id": "1", "function": {"name": "taste", "arguments": {}}}
    shown = plain(
        [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "what do I like?"},
            {"role": "assistant", "content": "", "tool_calls": [asked]},
            {"role": "tool", "tool_call_id": "1", "name": "taste", "content": "likes: jazz"},
        ],
        [taste],
    )
    assert [message["role"] for message in shown] == ["system", "user", "assistant", "user"]
    assert shown[0]["content"].startswith("Be brief.\n\n")
    assert '"name": "taste"' in shown[0]["content"]
    assert heard(shown[2]["content"]) == ("", [ToolCall("taste", {})])
    assert "likes: jazz" in shown[3]["content"]
