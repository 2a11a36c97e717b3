"""The held-out conversations: their form, and that none is a near copy of a training line."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tastemaker.catalog.filters import parse
from tastemaker.contracts import Field
from tastemaker.finetune.mini.apart import Apart, normal
from tastemaker.finetune.mini.corpus import composer

ROOT = Path(__file__).parents[1]
HELDOUT = ROOT / "benchmarks" / "heldout"
TRAINING = ROOT / "finetune" / "mini" / "utterances"

NUMBERS = {"price", "year", "month", "minutes", "rating", "bpm"}
FIELDS = {
    "fashion": "price category title color pattern material style season brand",
    "advertising": "price category title brand channel tone audience color",
    "news": "category title author region year month minutes tone",
    "video": "price category title director year minutes rating mood country",
    "music": "price category title artist year bpm minutes mood instrument",
    "movies": "category title year director stars tags",
    "grocery": "category title",
    "clothing": "category title",
}
UNSEEN = ("movies", "grocery", "clothing")
SHELVES = {
    "movies": "Drama Comedy Thriller Romance Action Adventure Crime Horror Sci-Fi Fantasy Children Mystery "
    "Documentary Animation Musical War Western Film-Noir",
    "grocery": "Apple Juice Milk Yoghurt Melon Pepper Pear Potato Tomato Sour-Cream Soyghurt Oat-Milk "
    "Avocado Banana Lime Mushroom Ginger Red-Beet",
    "clothing": "T-Shirt Shoes Shorts Shirt Pants Skirt Outwear Dress Longsleeve Hat Polo "
    "Blazer Hoodie Top Blouse",
}
ARGUMENTS = {
    "search": {"query": str, "where": str, "refine": bool, "picture": bool},
    "recommend": {"where": str, "wish": str},
    "details": {"item": str},
    "compare": {"items": list},
    "remember": {"like": str, "dislike": str, "fact": str},
    "forget": {"what": str},
    "taste": {},
    "caption": {},
}
NARROW = re.compile(
    r"(?P<field>[a-z]+) (?P<op>==|!=|<=|>=|<|>|contains) "
    r"(?P<value>'[^']+'|\d+(?:\.\d+)?|\[(?:[1-9]|it)\.(?P<of>[a-z]+)\])"
)
SLOT = re.compile(r"\{([1-9])\.([a-z]+)\}")


def conversations(catalog: str) -> list[dict[str, Any]]:
    lines = (HELDOUT / f"{catalog}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def turns(catalog: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for conversation in conversations(catalog):
        for n, turn in enumerate(conversation["turns"]):
            yield f"{conversation['id']}[{n}]", turn


def calls(turn: dict[str, Any]) -> list[dict[str, Any] | None]:
    return [turn["call"], *turn.get("also", [])]


def fields(catalog: str) -> list[Field]:
    names = FIELDS[catalog].split()
    return [
        Field(name, "number") if name in NUMBERS else Field(name, "text", many=name in ("category", "tags"))
        for name in names
    ]


def everything() -> list[tuple[str, dict[str, Any]]]:
    return [found for catalog in FIELDS for found in turns(catalog)]


def test_there_are_enough_and_half_are_over_unseen_catalogs():
    sizes = {catalog: sum(1 for _ in turns(catalog)) for catalog in FIELDS}
    assert sum(sizes.values()) >= 520
    assert sum(sizes[name] for name in UNSEEN) >= 0.45 * sum(sizes.values())


def test_every_intent_is_there():
    names = Counter("none" if t["call"] is None else t["call"]["name"] for _, t in everything())
    assert set(names) == {*ARGUMENTS, "none"}
    assert min(names.values()) >= 10, names


@pytest.mark.parametrize("catalog", FIELDS)
def test_a_conversation_has_one_to_five_turns_and_its_own_id(catalog: str):
    found = conversations(catalog)
    assert [c["id"] for c in found] == [f"{catalog}-{n:03}" for n in range(1, len(found) + 1)]
    for conversation in found:
        assert set(conversation) == {"id", "turns"}
        assert 1 <= len(conversation["turns"]) <= 5, conversation["id"]


@pytest.mark.parametrize("catalog", FIELDS)
def test_a_turn_has_words_and_calls_that_differ(catalog: str):
    for place, turn in turns(catalog):
        assert {"u", "call"} <= set(turn) <= {"u", "call", "also", "picture"}, place
        assert turn["u"].strip() == turn["u"] != "", place
        assert turn.get("picture", True) is True, place
        written = [json.dumps(call, sort_keys=True) for call in calls(turn)]
        assert len(written) == len(set(written)), place
        assert turn.get("also", ["left out when empty"]), place


@pytest.mark.parametrize("catalog", FIELDS)
def test_a_call_has_a_known_tool_and_arguments_of_its_kinds(catalog: str):
    for place, turn in turns(catalog):
        for call in filter(None, calls(turn)):
            assert set(call) == {"name", "arguments"}, place
            allowed = ARGUMENTS[call["name"]]
            for name, value in call["arguments"].items():
                assert type(value) is allowed[name], f"{place}: {call['name']} {name}={value!r}"
                assert value, f"{place}: {name} holds its default: leave it out"


@pytest.mark.parametrize("catalog", FIELDS)
def test_details_and_compare_name_cards_as_people_do(catalog: str):
    for place, turn in turns(catalog):
        for call in filter(None, calls(turn)):
            named = call["arguments"].get("items", [call["arguments"].get("item", "it")])
            assert len(named) == len(set(named)), place
            assert call["name"] != "compare" or len(named) >= 2, place
            for item in named:
                assert re.fullmatch(r"[1-9]|it|last|\{[1-9]\.title\}", item), f"{place}: {item!r}"


@pytest.mark.parametrize("catalog", FIELDS)
def test_a_slot_in_a_call_is_one_the_person_said(catalog: str):
    for place, turn in turns(catalog):
        said = set(SLOT.findall(turn["u"]))
        asked = {slot for call in calls(turn) for slot in SLOT.findall(json.dumps(call))}
        assert asked <= said, place
        assert {field for _, field in said} <= set(FIELDS[catalog].split()), place


@pytest.mark.parametrize("catalog", FIELDS)
def test_a_filter_is_in_narrow_form_over_fields_the_catalog_has(catalog: str):
    names = set(FIELDS[catalog].split())
    for place, turn in turns(catalog):
        for where in (c["arguments"]["where"] for c in calls(turn) if c and "where" in c["arguments"]):
            for comparison in where.split(" and "):
                found = NARROW.fullmatch(comparison)
                assert found, f"{place}: {comparison}"
                known = {found["field"]} | ({found["of"]} - {None})
                # a price is spoken of everywhere; only an `also` may try it where no item has one
                assert known <= names or where != (turn["call"] or {})["arguments"].get("where"), place


@pytest.mark.parametrize("catalog", FIELDS)
def test_a_filter_parses_and_its_category_is_on_the_shelf(catalog: str):
    shelves = set(SHELVES.get(catalog, "").split())
    for place, turn in turns(catalog):
        where = (turn["call"] or {"arguments": {}})["arguments"].get("where", "")
        parse(where, fields(catalog), cards=lambda _, name: 3 if name in NUMBERS else "someone")
        named = re.findall(r"category (?:==|!=) '([^']+)'", where)
        assert not shelves or shelves.issuperset(named), f"{place}: {named}"


@pytest.mark.parametrize("catalog", FIELDS)
def test_picture_search_and_caption_follow_a_picture(catalog: str):
    for conversation in conversations(catalog):
        sent = False
        for turn in conversation["turns"]:
            sent = sent or bool(turn.get("picture"))
            call = turn["call"] or {"name": "", "arguments": {}}
            wants = call["name"] == "caption" or call["arguments"].get("picture")
            assert sent or not wants, conversation["id"]


@pytest.mark.parametrize("catalog", FIELDS)
def test_a_card_is_spoken_of_only_once_cards_were_shown(catalog: str):
    for conversation in conversations(catalog):
        shown = False
        for turn in conversation["turns"]:
            call = turn["call"] or {"name": "", "arguments": {}}
            refers = SLOT.search(turn["u"]) or call["name"] in ("details", "compare")
            again = call["arguments"].get("refine") or "[" in call["arguments"].get("where", "")
            assert shown or not (refers or again), f"{conversation['id']}: {turn['u']}"
            shown = shown or call["name"] in ("search", "recommend")


def said(line: Any) -> Iterator[str]:
    """Every text under a key `u` of a training line, however deep."""
    if isinstance(line, dict):
        for key, value in line.items():
            if key == "u" and isinstance(value, str):
                yield value
            else:
                yield from said(value)
    elif isinstance(line, list):
        for part in line:
            yield from said(part)


def test_no_two_turns_say_the_same():
    words = Counter(normal(turn["u"]) for _, turn in everything())
    assert not [text for text, times in words.items() if times > 1]


def test_none_is_a_near_copy_of_a_training_line():
    files = sorted(TRAINING.glob("*.jsonl"))
    if not files:
        pytest.skip("no training lines here")
    read = (json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines())
    lines = [text for line in read for text in said(line)]
    words = [turn["u"] for _, turn in everything()]
    apart = Apart(lines)
    copies = [(text, apart.nearest(text)) for text in words if not apart(text)]
    assert not copies, copies


def test_no_message_that_is_composed_is_one_either():
    composing = composer(heldout=False, built=0.7, apart=Apart.of(HELDOUT))
    tested = Apart([turn["u"] for _, turn in everything()])
    messages = [
        m["content"] for n in range(150) for m in composing.compose_short(n).messages if m["role"] == "user"
    ]
    assert len(messages) >= 150
    assert not [one for one in messages if isinstance(one, str) and not tested(one)]
