"""Schema linking: which of a catalog's values a message can mean."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tastemaker.agent.engines.linking import linked, links, numbers_in, points
from tastemaker.catalog.filters import parse
from tastemaker.contracts import Field
from tastemaker.finetune.mini.corpus import composer

COLORS = ("red", "navy", "black")
GENRES = ("comedy", "drama", "horror", "science fiction")
COUNTRIES = ("France", "Poland", "Spain")
CONDITION = re.compile(r"(\w+) [=!]= ' ?([^']+)'")
FIELDS = (
    Field("color", "text", values=COLORS, closed=True),
    Field("genre", "text", values=GENRES, closed=True, many=True),
    Field("country", "text", values=COUNTRIES, closed=True),
    Field("title", "text", values=("Black Sea",)),
    Field("price", "number", low=1, high=9),
)


def values(said: str) -> set[str]:
    """The closed values that are left."""
    return {value for field in linked(FIELDS, said) if field.closed for value in field.values}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("black shoes, please", {"black"}),
        ("only dramas", {"drama"}),
        ("comedies or something dramatic", {"comedy", "drama"}),
        ("RED!", {"red"}),
        ("not too much science", {"science fiction"}),
        ("a balck coat", {"black"}),
        ("something scary", {"horror"}),
        ("only the second one", set()),
        ("", set()),
    ],
)
def test_what_a_message_can_mean(said: str, meant: set[str]) -> None:
    assert values(said) == meant


def test_another_word_for_a_value() -> None:
    assert "France" in values("french, please")
    assert not values("french, please") & {*COLORS, *GENRES}


def test_a_word_that_is_a_value_means_no_other() -> None:
    assert "navy" not in values("black"), "to MiniLM colors are much the same"


def test_open_fields_and_numbers_stay_as_they_are() -> None:
    assert linked(FIELDS, "anything")[3:] == FIELDS[3:]


def test_a_value_without_words_of_its_own_is_always_there() -> None:
    fields = (Field("size", "text", values=("one", "+"), closed=True),)
    assert linked(fields, "shoes") == fields


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=8, unique=True), st.data())
def test_a_value_that_is_said_is_linked_and_nothing_is_added(known: list[str], data: st.DataObject) -> None:
    said = data.draw(st.sampled_from(known))
    (field,) = linked([Field("kind", "text", values=tuple(known), closed=True)], f"rather {said} now")
    assert said in field.values
    assert [one for one in known if one in field.values] == list(field.values)


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("under 80 or over 120", ("80", "120")),
        ("size 48, under €1,299.50", ("48", "1299.5")),
        ("007 films", ("7",)),
        ("4.0 stars", ("4",)),
        ("only dramas", ()),
        ("someone often phones about the weight", ()),
    ],
)
def test_a_number_is_one_that_was_said(said: str, numbers: tuple[str, ...]) -> None:
    assert numbers_in(said) == numbers


@pytest.mark.parametrize(
    "said",
    ["a fiver at most", "from the sixties", "2 hours", "the 50s", "last century", "under 2k", "half an hour"],
)
def test_other_numbers_may_be_meant(said: str) -> None:
    assert numbers_in(said) is None


@given(st.text(max_size=40))
def test_any_text_has_numbers_that_a_filter_can_read(said: str) -> None:
    for number in numbers_in(said) or ():
        assert parse(f"price < {number}", FIELDS)


@pytest.mark.parametrize("said", ["the same artist as the second", "more by them", "like 3", "who made it?"])
def test_somebody_points_at_what_they_see(said: str) -> None:
    assert points(said)


def test_right_conditions_are_hardly_ever_barred() -> None:
    """On phrasings that were kept out of training."""
    told = composer(heldout=True)
    linked_to, values, right, kept = 0, 0, 0, 0
    for seed in range(250):
        dialogue = told.compose_short(seed)
        fields = {field.name: field for field in dialogue.fields}
        said = str(next(one["content"] for one in reversed(dialogue.messages) if one["role"] == "user"))
        narrow = {field.name: field for field in linked(dialogue.fields, said)}
        for name, value in CONDITION.findall(json.dumps(dialogue.messages)):
            if name in fields and value.strip() in fields[name].values and fields[name].closed:
                right, kept = right + 1, kept + (value.strip() in narrow[name].values)
        values += sum(len(field.values) for field in fields.values() if field.closed)
        linked_to += sum(len(field.values) for field in narrow.values() if field.closed)
    assert right > 30
    assert kept >= 0.97 * right
    assert linked_to < 0.1 * values


@pytest.mark.parametrize("said", ["would blue be possible?", "archaeologists dug up something", ""])
def test_nobody_points(said: str) -> None:
    assert not points(said)


@pytest.mark.parametrize(
    ("said", "values", "named"),
    [
        ("business stories", ("storms", "economy"), set()),
        ("stormy weather", ("storms", "weather"), {"storms", "weather"}),
        ("something slow", ("Slow Observatory",), set()),
        ("by Slow Observatory", ("Slow Observatory",), {"Slow Observatory"}),
        ("songs by Kowalczyk", ("Aniela Kowalczyk",), {"Aniela Kowalczyk"}),
        ("cosy and co", ("Kite & Co",), set()),
        ("science fiction", ("science fiction", "science"), {"science fiction", "science"}),
    ],
)
def test_a_common_word_names_no_part_of_a_longer_value(
    said: str, values: tuple[str, ...], named: set[str]
) -> None:
    found = links(said.split(), [Field("kind", "text", values=values, closed=True)])
    assert {value for link in found for _, value in link.named} == named
