"""MiniLM hears a message beside mini: it tells the tool, the form, and what each word is for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from tastemaker.agent.engines import MINI
from tastemaker.agent.engines.heard import TAGS, Heard
from tastemaker.agent.engines.hearing import FOLDER, HEADS, Hearing
from tastemaker.contracts import Field, Message
from tastemaker.errors import ModelNotFound
from tastemaker.finetune.mini.alignment import aligned
from tastemaker.finetune.mini.hearing import Reader, lessons, train, watched

SHOP = (
    Field("price", "number", low=1, high=900),
    Field("category", "text", values=("dress", "shoes", "boots"), closed=True),
    Field("color", "text", values=("red", "blue", "black"), closed=True),
    Field("director", "text"),
)


@pytest.fixture(scope="module")
def shipped() -> Hearing:
    found = Hearing.beside(MINI)
    assert found is not None
    return found


def asked(shipped: Hearing, said: str, fields: tuple[Field, ...] = SHOP) -> Heard:
    found = shipped(said, fields)
    assert found is not None
    return found


def tags(found: Heard) -> dict[str, str]:
    return {word.text: max(word.tags, key=word.tags.__getitem__) for word in found.words}


@pytest.mark.parametrize(
    ("said", "tool"),
    [
        ("black boots under 100 euros", "search"),
        ("I don't like musicals", "remember"),
        ("what do you know about me?", "taste"),
        ("compare the first two", "compare"),
        ("thanks, that's all", ""),
        ("make me a poster for the second one", "paint"),
    ],
)
def test_it_hears_which_tool_is_asked_for(shipped: Hearing, said: str, tool: str) -> None:
    tools = asked(shipped, said).tools
    assert max(tools, key=tools.__getitem__) == tool


def test_it_hears_what_each_word_is_for(shipped: Hearing) -> None:
    found = tags(asked(shipped, "a red dress under 100 for a picnic, not blue"))
    told = {word: tag for word, tag in found.items() if tag != "O"}
    assert told == {"red": "==", "dress": "==", "100": "<", "picnic,": "Q", "blue": "!="}


def test_it_hears_what_is_asked_of_an_item(shipped: Hearing) -> None:
    about = asked(shipped, "who directed the first one?").about
    assert max(about, key=about.__getitem__) == "director"
    assert set(about) == {"description", "reason", "other", "", *(field.name for field in SHOP)}
    about = asked(shipped, "why did you pick that?").about
    assert max(about, key=about.__getitem__) == "reason"


def test_every_share_is_a_probability(shipped: Hearing) -> None:
    found = asked(shipped, "something warm, cheaper than 30, by Ana")
    for odds in (
        found.tools,
        found.compares,
        found.memory,
        found.about,
        *(word.tags for word in found.words),
    ):
        assert sum(odds.values()) == pytest.approx(1.0, abs=1e-4)
    assert 0 <= found.refine <= 1
    assert 0 <= found.picture <= 1


def test_silence_and_what_is_too_long_are_not_heard(shipped: Hearing) -> None:
    assert shipped("", SHOP) is None
    assert shipped("  ", SHOP) is None
    assert shipped("very " * 500 + "long", SHOP) is None
    assert shipped("🙂", SHOP) is not None
    assert shipped("hello", ()) is not None


def test_a_damaged_one_is_named(tmp_path: Path) -> None:
    assert Hearing.beside(tmp_path) is None
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / HEADS).write_bytes(b"nothing of the kind")
    found = Hearing.beside(tmp_path)
    assert found is not None
    with pytest.raises(ModelNotFound, match=FOLDER):
        found("hello", SHOP)


def message(said: str) -> Message:
    return {"role": "user", "content": said}


def call(name: str, **arguments: object) -> Message:
    return {
        "role": "assistant",
        "content": "",
        "tool_calls": [{"id": "1", "type": "function", "function": {"name": name, "arguments": arguments}}],
    }


@pytest.mark.parametrize(
    ("said", "where", "query", "expected"),
    [
        ("red boots, 50 tops", "color == 'red' and category == 'boots' and price <= 50", "", "== == <= O"),
        ("no blue, for a hike", "color != 'blue'", "hike", "O != O O Q"),
        ("reddish boot", "color == 'red' and category == 'boots'", "", "== =="),
        ("between 20 and 1,200", "price >= 20 and price <= 1200", "", "O >= O <="),
        ("under twenty", "price < 20", "", "O <"),
        ("from the 1980s", "price >= 1980 and price <= 1989", "", "O O N"),
        ("cheaper than the first", "price < [1.price]", "", "O O O O"),
        (
            "by Agnès Varda, not Ford",
            "director contains 'Agnès Varda' and director != 'Ford'",
            "",
            "O n n O !n",
        ),
    ],
)
def test_a_call_tells_what_each_word_was_for(said: str, where: str, query: str, expected: str) -> None:
    given = {key: value for key, value in (("where", where), ("query", query)) if value}
    found = aligned([message(said), call("search", **given)], SHOP)
    assert found is not None
    assert " ".join(found.tags) == expected
    assert found.compares == ("<" if "[" in where else "")
    numbers = [name for name in found.number_of if name]
    assert set(numbers) <= {"price"}
    assert bool(numbers) == ("price" in where and "[" not in where)


@pytest.mark.parametrize(
    ("said", "tool", "given", "tags", "refers"),
    [
        ("price of the second", "details", {"item": "2", "about": "price"}, "O O O O", {"2"}),
        ("and the thrid?", "details", {"item": "3"}, "O O O", {"3"}),
        ("show the beige one", "details", {"item": "3"}, "O O O O", {"shown"}),
        ("tell me more", "details", {"item": "it"}, "O O O", {"it"}),
        ("is Red Sea any good", "details", {"item": "Red Sea"}, "O T T O O", {"named"}),
        ("both please", "compare", {"items": ["1", "2"]}, "O O", {"1", "2"}),
        ("it or Red Sea", "compare", {"items": ["it", "Red Sea"]}, "O O T T", {"it", "named"}),
        (
            "a dark poster of it",
            "paint",
            {"item": "it", "kind": "poster", "style": "dark"},
            "O Q O O O",
            {"it"},
        ),
        ("cheaper than the 2nd", "search", {"where": "price < [2.price]"}, "O O O O", {"2"}),
        ("cheaper", "search", {"where": "price < [1.price]"}, "O", set()),
        ("thanks", "taste", {}, "O", None),
    ],
)
def test_a_call_tells_what_was_pointed_at(
    said: str, tool: str, given: dict[str, object], tags: str, refers: set[str] | None
) -> None:
    found = aligned([message(said), call(tool, **given)], SHOP)
    assert found is not None
    assert " ".join(found.tags) == tags
    assert found.refers == refers
    assert found.kind == given.get("kind", "")
    assert found.than == ("price" if "where" in given else "")


def test_the_shipped_reader_is_what_was_trained(tmp_path: Path) -> None:
    """Read back from its files, message by message, it hears what it heard in training, in a batch."""
    torch.manual_seed(0)
    taught = lessons(heldout=True, spoken=1, built=0)[::12]
    reader = Reader(
        sorted({one.said.tool for one in taught}), sorted({one.said.kind for one in taught} - {""})
    )
    before = watched(reader, taught)
    for _ in train(reader, taught, epochs=16, seed=0):
        pass
    assert watched(reader, taught)["tool"] > before["tool"]
    reader.eval()
    reader.keep(tmp_path / FOLDER)
    again = Hearing.beside(tmp_path)
    assert again is not None
    with torch.inference_mode():
        told = reader(taught)
    for row, one in enumerate(taught):
        found = again(" ".join(one.said.words), one.said.fields)
        assert found is not None
        wanted = told.tool[row].softmax(-1).numpy()
        np.testing.assert_allclose([found.tools[name] for name in reader.tools], wanted, atol=0.02)
        assert found.refine == pytest.approx(float(told.form[row, 0].sigmoid()), abs=0.02)
        for n, word in enumerate(found.words):
            np.testing.assert_allclose(
                [word.tags[tag] for tag in TAGS], told.tags[row, n].softmax(-1).numpy(), atol=0.03
            )
