"""Quoted arguments: what a small model may put into a call is what was said and shown."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tastemaker.agent.engines.quoting import SMALL_WORDS, quoted
from tastemaker.contracts import Field, Message, ToolSpec
from tastemaker.tools.registry import specs
from tests.walking import drawn, writable

ONE = ToolSpec(
    "search", "Find.", {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}
)


def search(query: str) -> dict[str, Any]:
    """A call as mini writes it: every text begins with a blank."""
    return {"name": "search", "arguments": {"query": f" {query}"}}


def user(text: str) -> list[Message]:
    return [{"role": "user", "content": text}]


@pytest.mark.parametrize(
    "query",
    ["red shoes", "shoes", "red", "shoes like heels", "red and heels", "heels.", "Red"],
)
def test_words_of_the_last_message_in_their_order(query: str) -> None:
    tools = quoted([ONE], user("Red shoes, please - the ones on heels."))
    assert writable(tools, search(query))


@pytest.mark.parametrize(
    "query", ["blue shoes", "shoes red", "sho", "redshoes", "red red", "red without heels", ""]
)
def test_nothing_else(query: str) -> None:
    assert not writable(quoted([ONE], user("red shoes on heels")), search(query))


@pytest.mark.parametrize("query", ["like for", "for", "and", "like running", "and fast music"])
def test_no_small_words_alone(query: str) -> None:
    assert not writable(quoted([ONE], user("fast music for running")), search(query))
    assert writable(quoted([ONE], user("for the one")), search("for"))


def test_a_title_in_view_may_be_named() -> None:
    told: Message = {"role": "tool", "name": "search", "content": "[1] Ship of Glass | price 3\n[2] Dust"}
    tools = quoted([ONE], [*user("boats"), told, *user("save the first")])
    assert writable(tools, search("Ship of Glass"))
    assert writable(tools, search("Dust"))
    assert not writable(tools, search("Ship of Dust"))
    assert not writable(tools, search("boats"))


def test_what_a_schema_names_is_always_allowed() -> None:
    tools = quoted(list(specs(())), user("wipe it"))
    assert writable(tools, {"name": "forget", "arguments": {"what": "everything"}})
    assert writable(tools, {"name": "details", "arguments": {"item": "2"}})
    assert not writable(tools, {"name": "details", "arguments": {"item": "Dust"}})


def test_without_words_nothing_is_bound() -> None:
    only_picture: Message = {"role": "user", "content": [{"type": "image", "image": None}]}
    assert quoted([ONE], [only_picture]) == [ONE]


@settings(max_examples=40, deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=80), st.integers(0, 99)
)
def test_any_message_gives_a_grammar_that_quotes_it(text: str, seed: int) -> None:
    call = drawn(quoted([ONE], user(text)), seed=seed)
    words = text.lower().replace('"', " ").replace("\\", " ").split()
    if words:
        made = str(call.arguments["query"]).lower()
        known = {*SMALL_WORDS, *words}
        assert all(any(word in one for one in known) for word in made.split())


FIELDS = (Field("director", "text"), Field("color", "text", values=("Red", "Blue"), closed=True))


def condition(text: str) -> dict[str, Any]:
    return {"name": "search", "arguments": {"where": text}}


@pytest.mark.parametrize(
    "where",
    [
        "director contains ' Sofia Coppola'",
        "director contains 'sofia coppola'",
        "director contains ' Coppola' and color == ' Red'",
    ],
)
def test_a_condition_names_what_stands_together_in_the_message(where: str) -> None:
    tools = quoted(list(specs(FIELDS)), user("By Sofia Coppola, and red; O'Hara too"))
    assert writable(tools, condition(where))


def test_a_condition_names_the_field_of_a_card_that_the_message_points_at() -> None:
    tools = quoted(list(specs(FIELDS)), user("by the director of the first"))
    assert writable(tools, condition("director == [1.director]"))


@pytest.mark.parametrize("name", ["Sofia Copper", "Sofia red", "Murol", "", "O'Hara"])
def test_a_condition_names_nothing_else(name: str) -> None:
    tools = quoted(list(specs(FIELDS)), user("By Sofia Coppola, and red; O'Hara too"))
    assert not writable(tools, condition(f"director contains ' {name}'"))
    assert not writable(tools, condition(f"director contains '{name}'"))


SHOP = (
    Field("color", "text", values=("red", "blue"), closed=True),
    Field("price", "number", low=1, high=90),
)


@pytest.mark.parametrize(
    "where", ["color == ' red'", "color != ' red'", "color == [2.color]", "price < [it.price]"]
)
def test_a_condition_takes_a_value_that_the_message_links_to(where: str) -> None:
    assert writable(quoted(list(specs(SHOP)), user("Reds only, and cheaper than that")), condition(where))


@pytest.mark.parametrize(
    "where",
    ["color == ' blue'", "price < 20", "price < 300", "color == ' red' and price < 20", "color == [1.color]"],
)
def test_a_condition_takes_no_value_no_number_and_no_card_that_nobody_named(where: str) -> None:
    assert not writable(quoted(list(specs(SHOP)), user("Reds only, 30 at most")), condition(where))


def test_a_number_may_be_said_in_words() -> None:
    assert writable(quoted(list(specs(SHOP)), user("under twenty")), condition("price < 20"))


def test_a_very_long_message() -> None:
    tools = quoted(list(specs(SHOP)), user(" ".join(f"word{n}" for n in range(20_000)) + " blue end"))
    assert writable(tools, search("end"))
    assert writable(tools, condition("color == ' blue'"))


def test_an_item_whose_place_is_said_is_no_words_of_the_message() -> None:
    told: Message = {"role": "tool", "name": "search", "content": "[1] Ship of Glass | price 3\n[2] Dust"}
    tools = quoted(list(specs(())), [*user("boats"), told, *user("the 2nd one slaps, more on it")])
    assert writable(tools, {"name": "details", "arguments": {"item": "2"}})
    assert writable(tools, {"name": "details", "arguments": {"item": " Dust"}})
    assert not writable(tools, {"name": "details", "arguments": {"item": " 2nd one"}})
    named = quoted(list(specs(())), [*user("boats"), told, *user("is Lord Jim any good")])
    assert writable(named, {"name": "details", "arguments": {"item": " Lord Jim"}})
