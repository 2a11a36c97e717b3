"""What was heard binds the call: said once, said whole, nothing made up; the rest is the model's choice."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tastemaker.agent.engines.heard import COMPARES, MEMORY, REFERS, TAGS, Heard
from tastemaker.agent.engines.quoting import quoted
from tastemaker.agent.engines.slots import slots
from tastemaker.catalog.filters import parse
from tastemaker.contracts import Field, Message, ToolSpec
from tastemaker.tools.registry import specs
from tests.hearsay import heard, sure
from tests.walking import drawn, writable

SHOP = (
    Field("price", "number", low=1, high=900),
    Field("minutes", "number", low=1, high=300),
    Field("category", "text", values=("dress", "shoes", "science fiction"), closed=True),
    Field("color", "text", values=("red", "blue", "navy"), closed=True),
    Field("style", "text", values=("formal", "sporty"), closed=True),
    Field("brand", "text"),
)


def bound(said: Heard, fields: tuple[Field, ...] = SHOP) -> list[ToolSpec]:
    told = " ".join(word.text for word in said.words)
    return quoted(list(specs(fields)), [{"role": "user", "content": told}], said)


def allows(tools: list[ToolSpec], name: str, **arguments: Any) -> bool:
    """Whether the grammar lets a model write this call, with mini's blank before every text."""
    given = {
        key: value if isinstance(value, bool) or key == "where" else f" {value}"
        for key, value in arguments.items()
    }
    return writable(tools, {"name": name, "arguments": given})


def pointing(*ways: str) -> dict[str, float]:
    return {way: 0.95 if way in ways else 0.02 for way in REFERS}


RED = heard("a red dress under 100", {"red": "==", "dress": "==", "100": "<"}, fields=SHOP)


def test_what_was_heard_for_sure_is_in_the_call_once_and_in_its_order() -> None:
    tools = bound(RED)
    assert allows(tools, "search", where="color == ' red' and category == ' dress' and price < 100")
    for where in (
        "color == ' red' and category == ' dress'",
        "category == ' dress' and color == ' red' and price < 100",
        "color == ' red' and color == ' red' and category == ' dress' and price < 100",
        "color == ' red' and category == ' dress' and price > 100",
        "color == ' red' and category == ' dress' and price < 100 and style == ' formal'",
        "color != ' red' and category == ' dress' and price < 100",
    ):
        assert not allows(tools, "search", where=where), where
    assert not allows(tools, "search")
    assert not allows(tools, "search", query="a red dress")


def test_a_word_that_only_names_the_field_of_a_value_is_no_wish() -> None:
    said = heard("a formal style dress", {"formal": "==", "style": "Q", "dress": "Q"}, fields=SHOP)
    tools = bound(said)
    assert allows(tools, "search", query="dress", where="style == ' formal'")
    assert not allows(tools, "search", query="style dress", where="style == ' formal'")


def test_of_words_that_say_nothing_no_wish_is_made() -> None:
    tools = bound(heard("something for shoes", {"for": "Q", "shoes": "=="}, fields=SHOP))
    assert allows(tools, "search", where="category == ' shoes'")
    assert not allows(tools, "search", query="for", where="category == ' shoes'")


def test_a_number_that_can_be_read_in_two_ways_lies_where_the_fields_numbers_do() -> None:
    said = "at most twelve ninety-nine"
    tags: dict[str, Any] = {"twelve": "<=", "ninety-nine": "<="}
    tools = bound(heard(said, tags, fields=SHOP, number_of="price"))
    assert allows(tools, "search", where="price <= 12.99")
    assert not allows(tools, "search", where="price <= 1299")


def test_what_is_saved_is_the_card_whose_place_was_heard() -> None:
    told: Message = {"role": "tool", "name": "search", "content": "[1] Ship of Glass | price 3\n[2] Dust"}
    said: Message = {"role": "user", "content": "save the second"}
    tools = quoted(list(specs(())), [told, said], heard("save the second", refers=pointing("2")))
    assert allows(tools, "remember", like="Dust")
    assert not allows(tools, "remember", like="Ship of Glass")


def test_to_forget_it_is_not_to_forget_everything() -> None:
    tools = bound(heard("forget that again", refers=pointing("it")))
    assert allows(tools, "forget", what="last")
    assert not allows(tools, "forget", what="everything")


def test_what_is_doubtful_is_the_models_choice() -> None:
    doubted = {"O": 0.5, "==": 0.5}
    tools = bound(heard("red or so, navy", {"red": doubted, "navy": "=="}, fields=SHOP))
    assert allows(tools, "search", where="color == ' navy'")
    assert allows(tools, "search", where="color == ' red' and color == ' navy'")
    assert not allows(tools, "search", where="color == ' red'")


def test_the_words_of_a_query_are_those_that_were_heard() -> None:
    said = heard(
        "got a do at the golf club, boring is out",
        {"golf": "Q", "club,": "Q", "boring": {"Q": 0.5, "O": 0.5}},
    )
    tools = bound(said)
    assert allows(tools, "search", query="golf club")
    assert allows(tools, "search", query="golf club, boring")
    for query in ("golf", "got golf club", "boring"):
        assert not allows(tools, "search", query=query)


def test_a_word_that_names_no_value_of_this_catalog_is_looked_for() -> None:
    films = (Field("genre", "text", values=("drama",), closed=True),)
    tools = bound(heard("in purple please", {"purple": "=="}, fields=films), films)
    assert allows(tools, "search", query="purple")
    assert not allows(tools, "search")


def test_names_stand_in_fields_that_hold_any_text() -> None:
    tools = bound(heard("by Sofia Coppola", {"Sofia": "n", "Coppola": "n"}, fields=SHOP))
    assert allows(tools, "search", where="brand contains ' Sofia Coppola'")
    assert not allows(tools, "search", where="brand contains ' Sofia'")
    tools = bound(heard("not by Ana", {"Ana": "!n"}, fields=SHOP))
    assert allows(tools, "search", where="brand != ' Ana'")
    assert not allows(tools, "search", where="brand == ' Ana'")


def test_a_value_that_is_not_known_is_no_name() -> None:
    tools = bound(heard("something with a rhubarb", {"rhubarb": "=="}, fields=SHOP))
    assert allows(tools, "search", query="rhubarb")
    assert not allows(tools, "search", where="brand contains ' rhubarb'")


@pytest.mark.parametrize(("way", "item"), [("it", "it"), ("last", "last"), ("2", "2"), ("shown", "3")])
def test_an_item_is_what_was_pointed_at(way: str, item: str) -> None:
    tools = bound(
        heard("a poster of that one please", refers=pointing(way), kinds={"poster": 0.9, "banner": 0.1})
    )
    assert allows(tools, "paint", item=item, kind="poster")
    assert not allows(tools, "paint", item="that one", kind="poster")
    assert not allows(tools, "paint", item="7" if way != "shown" else "it", kind="poster")
    assert not allows(tools, "paint", item=item, kind="banner")


def test_an_item_is_called_by_the_words_of_its_title() -> None:
    words = {"Blue": "T", "Sea": "T", "at": "Q", "night": "Q"}
    tools = bound(heard("put Blue Sea on a banner at night", words, refers=pointing("named")))
    assert allows(tools, "paint", item="Blue Sea", style="at night")
    assert not allows(tools, "paint", item="Blue", style="at night")
    assert not allows(tools, "paint", item="Blue Sea on", style="at night")
    assert not allows(tools, "paint", item="Blue Sea", style="Blue Sea at night")


def test_a_title_in_view_that_stands_in_the_message_is_the_item() -> None:
    seen: Message = {
        "role": "tool",
        "name": "search",
        "content": "[1] Blue Sea (1999) | drama\n[2] Red Sea | war",
    }
    asked: Message = {"role": "user", "content": "a poster of blue sea at night"}
    said = heard("a poster of blue sea at night", {"sea": "T", "night": "Q"}, refers=pointing("named"))
    tools = quoted(list(specs(SHOP)), [seen, asked], said)
    assert allows(tools, "paint", item="Blue Sea (1999)", style="night")
    assert not allows(tools, "paint", item="sea", style="night")
    assert not allows(tools, "paint", item="Red Sea", style="night")


def test_items_are_compared_that_were_pointed_at() -> None:
    one_or_three = bound(heard("one or three, hm", refers=pointing("1", "3")))
    assert writable(one_or_three, {"name": "compare", "arguments": {"items": ["1", "3"]}})
    assert not writable(one_or_three, {"name": "compare", "arguments": {"items": ["1", "2", "3"]}})
    words = {"Red": "T", "Ghosts": "T"}
    named = bound(heard("how is it different from Red Ghosts?", words, refers=pointing("it", "named")))
    assert not writable(named, {"name": "compare", "arguments": {"items": ["it", "Ghosts"]}})
    words["Ghosts?"] = "T"
    named = bound(heard("how is it different from Red Ghosts?", words, refers=pointing("it", "named")))
    assert writable(named, {"name": "compare", "arguments": {"items": ["it", "Red Ghosts"]}})


def test_nothing_is_made_up_where_nothing_was_said() -> None:
    tools = bound(heard("a clip of the second", refers=pointing("2")))
    assert allows(tools, "storyboard", item="2")
    assert not allows(tools, "storyboard", item="2", style="clip")
    assert not writable(tools, {"name": "storyboard", "arguments": {"item": " 2", "seconds": 20}})
    assert allows(tools, "recommend")
    assert not allows(tools, "recommend", wish="a clip")
    assert allows(tools, "again")


def test_the_field_and_the_card_of_a_comparison_are_those_that_were_heard() -> None:
    said = heard(
        "shorter than the second",
        fields=SHOP,
        compares=sure("<", COMPARES),
        than=sure("minutes", [field.name for field in SHOP]),
        refers=pointing("2"),
    )
    assert allows(bound(said), "search", where="minutes < [2.minutes]")
    assert not allows(bound(said), "search", where="price < [2.price]")
    assert not allows(bound(said), "search", where="minutes < [1.minutes]")


def test_hours_may_be_minutes() -> None:
    tools = bound(heard("under 2 hours", {"2": "<"}, fields=SHOP, number_of="minutes"))
    assert allows(tools, "search", where="minutes < 120")
    assert not allows(tools, "search", where="minutes < 20")


def test_a_card_is_compared_with_only_where_it_was_pointed_at() -> None:
    cheaper = heard("anything cheaper", fields=SHOP, compares=sure("<", COMPARES), refine=0.9)
    assert allows(bound(cheaper), "search", where="price < [1.price]", refine=True)
    assert not allows(bound(cheaper), "search", where="price > [1.price]", refine=True)
    assert not allows(bound(cheaper), "search", refine=True)
    assert not allows(bound(RED), "search", where="price < [1.price]")


def test_a_refinement_that_was_heard_is_one() -> None:
    assert allows(bound(heard("show more", refine=0.95)), "search", refine=True)
    assert not allows(
        bound(RED), "search", where="color == ' red' and category == ' dress' and price < 100", refine=True
    )


@pytest.mark.parametrize("meant", MEMORY)
def test_what_is_remembered_is_a_like_a_dislike_or_a_fact(meant: str) -> None:
    tools = bound(heard("I never wear wool", {"wool": "Q"}, memory=sure(meant, MEMORY)))
    assert [kind for kind in MEMORY if allows(tools, "remember", **{kind: "wool"})] == [meant]


def test_what_is_asked_of_an_item_is_what_was_heard() -> None:
    names = ["description", "reason", "other", "", *(field.name for field in SHOP)]
    tools = bound(heard("who made it", fields=SHOP, about=sure("brand", names)))
    assert allows(tools, "details", item="it", about="brand")
    assert not allows(tools, "details", item="it", about="price")
    assert not allows(tools, "details", item="it")
    assert allows(bound(heard("tell me more")), "details", item="it")


def test_a_decade_is_a_range_of_any_numbers() -> None:
    films = (Field("year", "number", low=1900, high=2030),)
    tools = bound(heard("from the eighties", {"eighties": "N"}, fields=films), films)
    assert allows(tools, "search", where="year >= 1980 and year <= 1989")
    assert not allows(tools, "search", where="year >= 1980")


SAID = "a red navy dress under 100 or 30 formal twenty please Ana's"
TAGGED = st.dictionaries(
    st.sampled_from(
        ["a", "red", "navy", "dress", "under", "100", "or", "30", "formal", "twenty", "please", "Ana's"]
    ),
    st.dictionaries(st.sampled_from(TAGS), st.floats(0.01, 1), min_size=1).map(
        lambda odds: {tag: share / sum(odds.values()) for tag, share in odds.items()}
    ),
)


@settings(max_examples=60, deadline=None)
@given(TAGGED, st.sampled_from(COMPARES), st.floats(0, 1), st.integers(0, 99))
def test_whatever_is_heard_every_search_can_be_run_and_says_nothing_twice(
    tags: dict[str, dict[str, float]], compares: str, refine: float, seed: int
) -> None:
    said = heard(SAID, tags, fields=SHOP, compares=sure(compares, COMPARES), refine=refine)
    search = next(tool for tool in bound(said) if tool.name == "search")
    made = drawn([search], seed=seed).arguments
    where = str(made.get("where", ""))
    cards = {
        "price": 3.0,
        "minutes": 90.0,
        "category": ("dress",),
        "color": "red",
        "style": "formal",
        "brand": "Ana",
    }
    filter = parse(where, SHOP, cards=lambda _, field: cards[field]) if where else None
    parts = where.split(" and ")
    named = [part for part in parts if "'" in part]
    assert filter is None or len(set(named)) == len(named)
    must = [slot for slot in slots(said, SHOP) if slot.sure]
    assert len(parts) >= len(must) or not where
    assert bool(where) >= bool(must)


def test_a_message_of_nothing_leaves_the_tools_as_they_are() -> None:
    message: list[Message] = [{"role": "user", "content": "hello"}]
    tools = quoted(list(specs(SHOP)), message, heard("hello", fields=SHOP))
    assert allows(tools, "taste")
    assert allows(tools, "recommend")


def test_a_search_of_which_nothing_was_heard_is_for_words_of_the_message() -> None:
    tools = bound(heard("business stories please", fields=SHOP))
    assert allows(tools, "search", query="business stories")
    assert not allows(tools, "search", where="category == 'dress'")
    assert not allows(tools, "search", query="dress")
    assert not allows(tools, "search")


def test_two_words_may_mean_what_neither_does_alone() -> None:
    films = (Field("genre", "text", values=("Sci-Fi", "Romance", "Mystery"), closed=True),)
    said = heard("science fiction maybe", {"science": "==", "fiction": "=="}, fields=films)
    assert allows(bound(said, films), "search", where="genre == ' Sci-Fi'")
    assert not allows(bound(said, films), "search", where="genre == ' Sci-Fi' and genre == ' Romance'")


def test_no_picture_is_looked_for_where_none_was_shown() -> None:
    said = heard("anything similar? shoes", {"shoes": "=="}, fields=SHOP, picture=0.7)
    assert not allows(bound(said), "search", where="category == ' shoes'", picture=True)
    shown: list[Message] = [{"role": "user", "content": "(picture) anything similar? shoes"}]
    tools = quoted(list(specs(SHOP)), shown, said)
    assert allows(tools, "search", where="category == ' shoes'", picture=True)


def test_a_picture_that_comes_with_a_message_may_be_meant() -> None:
    said = heard("do you stock shoes", {"shoes": "Q"}, fields=SHOP)
    now: list[Message] = [
        {"role": "user", "content": [{"type": "image", "image": None}, {"type": "text", "text": "shoes"}]}
    ]
    assert allows(quoted(list(specs(SHOP)), now, said), "search", query="shoes", picture=True)
    assert not allows(bound(said), "search", query="shoes", picture=True)


@pytest.mark.parametrize(
    ("said", "tags", "where"),
    [
        ("red or blue", ("red", "blue"), "color in [' red', ' blue']"),
        ("red, blue or navy", ("red,", "blue", "navy"), "color in [' red', ' blue', ' navy']"),
        ("red or maybe some blue shoes", ("red", "blue", "shoes"),
         "color in [' red', ' blue'] and category == ' shoes'"),
        ("red or formal", ("red", "formal"), "color == ' red' and style == ' formal'"),
        ("red blue", ("red", "blue"), "color == ' red' and color == ' blue'"),
    ],
)  # fmt: skip
def test_of_several_values_any_will_do_where_that_is_said(
    said: str, tags: tuple[str, ...], where: str
) -> None:
    tools = bound(heard(said, dict.fromkeys(tags, "=="), fields=SHOP))
    assert allows(tools, "search", where=where)
    assert parse(where.replace("' ", "'"), SHOP)


def test_what_is_not_wanted_is_no_choice() -> None:
    mixed = bound(heard("red or not blue", {"red": "==", "blue": "!="}, fields=SHOP))
    assert allows(mixed, "search", where="color == ' red' and color != ' blue'")
    assert not allows(mixed, "search", where="color in [' red', ' blue']")
    tools = bound(heard("not red or blue", {"red": "!=", "blue": "!="}, fields=SHOP))
    assert allows(tools, "search", where="color != ' red' and color != ' blue'")
    assert not allows(tools, "search", where="color in [' red', ' blue']")
