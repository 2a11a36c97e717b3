"""The filter language: what people write, what it means, and what they are told when it is wrong."""

from __future__ import annotations

import contextlib
import json
import operator
import random
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tastemaker.catalog.columns import Columns
from tastemaker.catalog.fields import fold, quote, quote_name, value_of
from tastemaker.catalog.filters import Filter, fields_of, grammar, parse
from tastemaker.contracts import Field, Item
from tastemaker.errors import BadFilter

ITEMS = [
    Item(
        f"{color}-{kind}",
        f"{color.title()} {kind}",
        categories=(kind, "clothing"),
        attributes={"color": color, "size": 36 + n, "new": n % 2 == 0, "release year": 1990 + m},
        price=10.0 * (1 + 3 * n + m),
    )
    for n, color in enumerate(("red", "blue", "Levi's"))
    for m, kind in enumerate(("dress", "boots", "science fiction"))
]
ITEMS += [Item("bare", "Nothing known"), Item("odd", "Odd", price=float("nan"), attributes={"color": ""})]
FIELDS = fields_of(ITEMS)
BY_NAME = {field.name: field for field in FIELDS}


def found(where: str) -> set[str]:
    mask = parse(where, FIELDS).mask(ITEMS)
    return {item.id for item, ok in zip(ITEMS, mask, strict=True) if ok}


def test_fields_are_found_with_their_kind_and_values() -> None:
    assert [field.name for field in FIELDS] == [
        "title",
        "category",
        "price",
        "color",
        "size",
        "new",
        "release year",
    ]
    assert BY_NAME["price"] == Field("price", "number", low=10.0, high=90.0)
    assert BY_NAME["new"].kind == "flag"
    assert BY_NAME["category"].many
    assert BY_NAME["category"].values[0] == "clothing"
    assert BY_NAME["color"] == Field("color", "text", values=("Levi's", "blue", "red"), closed=True)
    assert not BY_NAME["title"].closed


def test_a_field_with_very_many_values_is_free_text() -> None:
    items = [Item(str(n), "t", attributes={"maker": f"maker {n // 2}"}) for n in range(700)]
    assert not fields_of(items)[1].closed
    assert fields_of(items[:600])[1].closed


def test_numbers_among_texts_make_a_number_only_when_all_are() -> None:
    assert (
        fields_of([Item("a", "", attributes={"x": 1}), Item("b", "", attributes={"x": "2.5"})])[0].high == 2.5
    )
    assert (
        fields_of([Item("a", "", attributes={"x": 1}), Item("b", "", attributes={"x": "n/a"})])[0].kind
        == "text"
    )
    assert fields_of([Item("a", "", attributes={"zip": "01234"})])[0].kind == "text"


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        ("price < 30 and category == 'boots'", {"red-boots"}),
        ("price in [10, 20.0, 5]", {"red-dress", "red-boots"}),
        ("COLOR == 'RED' and not (price > 10)", {"red-dress"}),
        ('color == "Levi\'s" and categories == "Science  Fiction"', {"Levi's-science fiction"}),
        ("color == 'levi’s' and category contains 'fict'", {"Levi's-science fiction"}),
        ("`release year` >= 1992 and new == false", {"blue-science fiction"}),
        ("size == '36' and title contains 'BOOT'", {"red-boots"}),
        ("category != 'clothing'", {"bare", "odd"}),
        ("color not in ['red', 'blue', \"levi's\"]", {"bare", "odd"}),
        ("not price >= 0", {"bare", "odd"}),
        ("price == 10 or price == 20 and color == 'blue'", {"red-dress"}),
        ("(price == 10 or price == 20) and color == 'blue'", set()),
    ],
)
def test_a_filter_finds_what_it_says(where: str, ids: set[str]) -> None:
    assert found(where) == ids


def test_an_empty_filter_lets_everything_through() -> None:
    assert not parse("  ", FIELDS)
    assert parse("", FIELDS).mask(ITEMS).all()
    assert parse("price < 5", [Field("price", "number")]).mask([]).shape == (0,)


def test_two_filters_are_equal_when_they_say_the_same() -> None:
    def same(one: str, two: str) -> bool:
        return parse(one, FIELDS) == parse(two, FIELDS)

    assert same("price < 5 and color == 'Red'", "color=='red' and (price<5.0)")
    assert same("color in ['red','blue']", "color == 'blue' or color == 'red' or color == 'red'")
    assert same("not (color == 'red' or new == true)", "new != true and color != 'red'")
    assert not same("not price < 5", "price >= 5")


@pytest.mark.parametrize(
    ("where", "says", "place"),
    [
        ("colour == 'red'", "no field 'colour'; did you mean 'color'", 0),
        ("price <", "ends too early", 7),
        ("price < 5 and (color == 'red'", "ends too early", 29),
        ("price = 4", "written ==", 6),
        ("color == red", "stands in quotes: 'red'", 9),
        ("color < 'red'", "cannot be compared by <", 6),
        ("price < 'cheap'", "'price' is a number, found 'cheap'", 8),
        ("price < 1e999", "'price' is a number", 8),
        ("new == 'maybe'", "true or false", 7),
        ("new contains 'x'", "text only", 13),
        ("color == 'red", "opened here and not closed", 9),
        ("price < 40€", "'€' is not expected", 10),
        ("price < 3 price", "'price' is not expected", 10),
        ("color == '  '", "empty text", 9),
        ("price < [1.price]", "no 'price' of card 1", 8),
        ("price < [12.price]", "[1.price] to [9.price]", 8),
    ],
)
def test_a_wrong_filter_is_pointed_at(where: str, says: str, place: int) -> None:
    with pytest.raises(BadFilter) as error:
        parse(where, FIELDS)
    message, shown, caret, fields = str(error.value).splitlines()
    assert says in message
    assert shown.strip() == where
    assert caret.index("^") == place + 2
    assert fields.startswith("Fields: title (text), category ('clothing'")


def test_absurd_filters_end_in_a_sentence() -> None:
    assert parse("not " * 400 + "price<5", FIELDS) == parse("price < 5", FIELDS)
    deep = "(" * 900 + "price < 5" + ")" * 900
    assert parse(deep, FIELDS) == parse("price < 5", FIELDS)
    with pytest.raises(BadFilter, match="3000 characters"):
        parse("x" * 3000, FIELDS)
    with pytest.raises(BadFilter):
        parse("price < 5 and " * 100 + "\x00", FIELDS)


def test_a_card_stands_for_its_value() -> None:
    cards = {("1", "price"): 40.0, ("it", "category"): ("boots", "hat"), ("2", "color"): "Levi's"}

    def read(where: str) -> Filter:
        return parse(where, FIELDS, cards=lambda card, name: cards.get((card, name)))

    assert read("price < [1.price]") == parse("price < 40", FIELDS)
    assert read("categories == [it.categories]") == parse("category in ['boots', 'hat']", FIELDS)
    assert read("color in [[2.color], 'red']") == parse("color in ['red', \"levi's\"]", FIELDS)
    with pytest.raises(BadFilter, match="no 'size' of card 3"):
        read("size == [3.size]")


@pytest.mark.parametrize(
    ("old", "new", "both"),
    [
        ("price < 50 and color == 'red'", "price < 30", "price < 30 and color == 'red'"),
        ("price > 10", "price < 30", "price > 10 and price < 30"),
        ("price > 40", "price < 30", "price < 30"),
        ("color in ['red', 'blue']", "color == 'green'", "color == 'green'"),
        ("color != 'red'", "color != 'blue'", "color != 'red' and color != 'blue'"),
        ("color == 'red'", "color != 'red'", "color != 'red'"),
        ("size == 38", "size > 40", "size > 40"),
        ("", "size > 40", "size > 40"),
        ("size > 40", "", "size > 40"),
    ],
)
def test_a_refined_filter_replaces_what_it_contradicts(old: str, new: str, both: str) -> None:
    assert parse(old, FIELDS).refined(parse(new, FIELDS)) == parse(both, FIELDS)


# The same language once more, naively, on one item at a time.

TEXTS = st.sampled_from(
    ["red", "Levi's", "boots", "a", 'say "hi"', "back\\slash", "clothing", "ﬁne"]
) | st.text(min_size=1, max_size=8).filter(lambda text: bool(fold(text)))
NUMBERS = st.sampled_from([10, 20.0, 37, 1991]) | st.floats(-1e6, 1e6, allow_nan=False)


def comparisons() -> st.SearchStrategy[tuple[Any, ...]]:
    texts = st.tuples(
        st.sampled_from(["title", "category", "color"]), st.sampled_from(["==", "!=", "contains"]), TEXTS
    )
    orders = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
    numbers = st.tuples(st.sampled_from(["price", "size", "release year"]), orders, NUMBERS)
    flags = st.tuples(st.just("new"), st.sampled_from(["==", "!="]), st.booleans())
    lists = st.tuples(
        st.just("color"), st.sampled_from(["in", "not in"]), st.lists(TEXTS, min_size=1, max_size=3)
    )
    return texts | numbers | flags | lists


TREES = st.recursive(
    comparisons(),
    lambda tree: (
        st.tuples(st.just("not"), tree)
        | st.tuples(st.sampled_from(["and", "or"]), st.lists(tree, min_size=2, max_size=3))
    ),
    max_leaves=8,
)


def written(tree: tuple[Any, ...]) -> str:
    if tree[0] == "not":
        return f"not ({written(tree[1])})"
    if tree[0] in ("and", "or"):
        return "(" + f" {tree[0]} ".join(map(written, tree[1])) + ")"
    name, op, value = tree
    return f"{quote_name(name)} {op} {literal(value)}"


def literal(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return quote(value) if isinstance(value, str) else json.dumps(value)


def holds(tree: tuple[Any, ...], item: Item) -> bool:  # noqa: PLR0911 — one line per operator
    if tree[0] == "not":
        return not holds(tree[1], item)
    if tree[0] in ("and", "or"):
        return (all if tree[0] == "and" else any)(holds(part, item) for part in tree[1])
    name, op, value = tree
    if op == "!=":
        return not holds((name, "==", value), item)
    if op == "not in":
        return not holds((name, "in", value), item)
    if op == "in":
        return any(holds((name, "==", one), item) for one in value)
    have = value_of(item, name)
    if have is None:
        return False
    if isinstance(value, str):
        texts = [fold(text) for text in (have if isinstance(have, tuple) else (str(have),))]
        return fold(value) in texts if op == "==" else any(fold(value) in text for text in texts)
    compare = {"==": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
    return bool(compare[op](have, value))


@settings(deadline=None)
@given(TREES)
def test_a_mask_agrees_with_reading_item_by_item(tree: tuple[Any, ...]) -> None:
    mask = parse(written(tree), FIELDS).mask(ITEMS)
    assert mask.tolist() == [holds(tree, item) for item in ITEMS]


@settings(deadline=None)
@given(TREES)
def test_a_canonical_filter_parses_to_itself(tree: tuple[Any, ...]) -> None:
    once = parse(written(tree), FIELDS)
    again = parse(once.canonical(), FIELDS)
    assert again == once
    assert again.canonical() == once.canonical()


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_a_filter_or_a_bad_one(text: str) -> None:
    with contextlib.suppress(BadFilter):
        parse(text, FIELDS)


@settings(deadline=None)
@given(st.text(max_size=12))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_masks_come_from_columns_and_tables_alike() -> None:
    import pyarrow as pa

    table = pa.table({field.name: [value_of(item, field.name) for item in ITEMS] for field in FIELDS})
    where = parse("category == 'boots' and price < 60 and new == true", FIELDS)
    assert np.array_equal(where.mask(table), where.mask(ITEMS))
    assert np.array_equal(where.mask(Columns.of(ITEMS)), where.mask(ITEMS))


# The grammar a model is held to.


class Guide:
    """Walks an llguidance grammar byte by byte."""

    def __init__(self, body: str) -> None:
        from llguidance import LLMatcher, LLTokenizer

        self.tokenizer = LLTokenizer("byte")
        self.grammar = f"start: {body}\n"
        self.make = LLMatcher
        failed, messages = LLMatcher.validate_grammar_with_warnings(self.grammar, self.tokenizer)
        assert not failed, messages

    def accepts(self, text: str) -> bool:
        matcher = self.make(self.tokenizer, self.grammar, log_level=0)
        return bool(matcher.consume_tokens(self.tokenizer.tokenize_str(text))) and bool(
            matcher.is_accepting()
        )

    def walk(self, chance: random.Random) -> str:
        matcher = self.make(self.tokenizer, self.grammar, log_level=0)
        out: list[int] = []
        while not matcher.is_stopped() and not (matcher.is_accepting() and chance.random() < 0.3):
            bits = np.unpackbits(np.frombuffer(matcher.compute_bitmask(), np.uint8), bitorder="little")
            token = int(chance.choice(np.flatnonzero(bits[:256])))
            ascii_only = [t for t in np.flatnonzero(bits[:256]) if 32 <= t < 127]
            token = int(chance.choice(ascii_only)) if ascii_only and out and out[-1] < 128 else token
            assert matcher.consume_token(token)
            out.append(token)
        return bytes(out).decode()


def test_whatever_the_grammar_generates_parses() -> None:
    guide, chance = Guide(grammar(FIELDS)), random.Random(7)
    cards = {
        "price": 12.5,
        "size": 38,
        "color": "Levi's",
        "title": "Hat",
        "category": ("boots", "hat"),
        "new": True,
    }
    for _ in range(150):
        text = guide.walk(chance)
        assert parse(text, FIELDS, cards=lambda card, name: cards[name])
        assert re.sub(r"(['\"]).*?\1", "", text).count(" and ") < 6


def test_the_grammar_accepts_the_narrow_form_and_nothing_else() -> None:
    guide = Guide(grammar(FIELDS))
    for good in (
        "price < 40",
        "price >= 4.5 and color == 'red' and category != 'science fiction'",
        'color == "Levi\'s"',
        "price < [1.price] and color == [it.color]",
        "title contains 'Ünï'",
        'title == "Ocean\'s Eleven"',
        "new == true",
    ):
        assert guide.accepts(good), good
        assert parse(good, FIELDS, cards=lambda card, name: 1 if name == "price" else "x")
    for bad in (
        "price < ",
        "price<40",
        "price < '40'",
        "color == 'purple'",
        "color < 'red'",
        "color contains 'r'",
        "price < 40 or price > 50",
        "price < -4",
        "price < 007",
        "price < [1.size]",
        "price < [0.price]",
        "color == red",
        "taste == 'red'",
        "title == ' '",
        "",
    ):
        assert not guide.accepts(bad), bad


def test_the_grammar_copes_with_awkward_values() -> None:
    awkward = [
        '10" vinyl',
        "rock/pop",
        "a\\b",
        "R&B (live)",
        'it\'s "odd"',
        "[x]",
        "c++",
        "日本",
        "a|b",
        "{1}",
        "$^.*?",
    ]
    items = [Item(str(n), "t", categories=(value,), price=-1.0) for n, value in enumerate(awkward)]
    fields = fields_of(items)
    guide = Guide(grammar(fields))
    for value in awkward:
        where = f"category == {quote(value)} and price > -1.5"
        assert guide.accepts(where), where
        assert parse(where, fields).mask(items).sum() == 1


def test_a_catalog_without_fields_allows_no_filter() -> None:
    assert Guide(grammar(())).accepts("")
