"""Where nothing meets every condition, what comes nearest is shown, and said to be no more than that."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tastemaker.agent.agent import Agent
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.filters import parse
from tastemaker.contracts import ToolCall
from tastemaker.tools.nearest import nearest, texts_of, worded
from tests.drafted import Drafted

CONDITIONS = (
    "color == 'red'",
    "color == 'black'",
    "color != 'black'",
    "category == 'boots'",
    "category != 'boots'",
    "category contains 'dre'",
    "price < 25",
    "price >= 100",
    "size <= 37",
)


@pytest.fixture
def catalog(shop: Path) -> Catalog:
    return Catalog.open(shop)


def test_a_limit_gives_way_before_a_word_and_the_closest_comes_first(catalog: Catalog) -> None:
    found, left = nearest(
        catalog, "color == 'black' and price < 50", lambda where: catalog.search("a dress", where=where, k=20)
    )
    assert [worded(node) for node in left] == ["price under 50"]
    assert [one.id for one in found] == ["black-dress", "black-shirt", "black-boots"]


def test_of_two_words_that_gives_way_which_leaves_what_is_liker(catalog: Catalog) -> None:
    where = "color == 'red' and color != 'red' and category == 'boots'"
    found, left = nearest(catalog, where, lambda some: catalog.search("red boots", where=some, k=20))
    assert [worded(node) for node in left] == ["not red"]
    assert found[0].id == "red-boots"


def test_conditions_in_words(catalog: Catalog) -> None:
    where = "price <= 40 and color != 'red' and category contains 'boot' and (color == 'red' or price > 3)"
    told = {worded(node) for node in parse(where, catalog.fields).conditions}
    assert told == {"price up to 40", "not red", "Boot", "color == 'red' or price > 3"}
    assert texts_of(catalog, where) == "boot"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from(CONDITIONS), min_size=1, max_size=5, unique=True))
def test_as_little_as_can_be_gives_way(catalog: Catalog, conditions: list[str]) -> None:
    """Against trying all ways: what is shown meets the others, and no fewer could have given way."""
    where = " and ".join(conditions)
    assume(not catalog.mask(where).any())
    found, left = nearest(catalog, where, lambda some: catalog.search("", where=some, k=20))
    kept = [one for one in parse(where, catalog.fields).conditions if one not in left]
    assert found
    for one in found:
        assert all(catalog.mask(str(node))[catalog.row(one.id)] for node in kept)
    every = parse(where, catalog.fields).conditions
    for fewer in combinations(every, len(every) - len(left) + 1):
        assert not catalog.mask(" and ".join(f"({node})" for node in fewer)).any()


@pytest.mark.parametrize(("drafts", "said"), [(2, True), (1, False)])
def test_a_small_model_need_not_say_what_gave_way(shop: Path, drafts: int, said: bool) -> None:
    ask = ToolCall("search", {"where": "color == 'black' and price < 50"})
    engine = Drafted([ask, "Have a look at [1]."], drafts=drafts)
    with Agent.open(shop, engine=engine) as agent:
        reply = agent.chat("black, below 50", user="ana")
        told = [message for message in engine.prompts[-1].messages if message["role"] == "tool"]
    opening = "No match with “price under 50”; these come nearest. "
    assert reply.text == (opening if said else "") + "Have a look at Black dress."
    assert reply.items[0].id == "black-dress"
    assert ("nothing fits; nearest, without price under 50" in told[0]["content"]) != said


def test_without_conditions_nothing_gives_way(catalog: Catalog) -> None:
    assert nearest(catalog, "", lambda where: catalog.search("dress", where=where)) == ([], ())


def test_of_all_there_is_comes_first_what_is_closest_to_a_limit(catalog: Catalog) -> None:
    [price] = [field for field in catalog.fields if field.name == "price"]
    numbers = catalog.numbers(price)
    assert numbers.tolist() == [catalog.item(id).price for id in catalog.ids]
    found, left = nearest(catalog, "price < 5", lambda where: catalog.popular(k=20))
    assert [worded(node) for node in left] == ["price under 5"]
    assert [one.id for one in found][:2] == ["red-dress", "red-shirt"]
