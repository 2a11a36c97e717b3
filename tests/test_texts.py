"""Measures of texts: right on writers of whom the answer is known, against real reviews, and as a command."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.agent.proofreading import Proof
from tastemaker.catalog.build import index
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.memory import Memory
from tastemaker.contracts import Event
from tastemaker.errors import BadDomain
from tastemaker.finetune.making.desk import Desk, Overheard
from tastemaker.finetune.making.reviews import reviewed, shelve, shoppers
from tastemaker.finetune.making.sitters import Sitter
from tastemaker.finetune.making.texts import picked, tasters, texts, truth
from tests.conftest import printed

COLORS = {
    "red": "roses, cherries and a beating heart",
    "blue": "the sea, the sky and a cool lake",
    "green": "grass, leaves and a quiet forest",
    "black": "coal, ravens and a starless night",
}
WROTE = (
    "Warm enough for the whole walk home.",
    "I wear it to every dance.",
    "My brother has borrowed it twice.",
)


class Writer(ScriptedEngine):
    """Answers every prompt by a rule."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self.rule = rule

    def chat(self, messages: Any, **given: Any) -> Any:
        self.replies.append(self.rule(str(messages[-1]["content"])))
        return super().chat(messages, **given)


def of_taste(prompt: str) -> str:
    """A line of images that suit the color that the person likes, in words that are not their own."""
    liked = prompt.partition("liked:")[2]
    color = max(COLORS, key=liked.count) if liked else ""
    line = f"Think of {COLORS.get(color, 'an ordinary day in a town')}, then of [1]"
    return "\n".join([line, "Come closer.", "Stay a while."])


@pytest.fixture
def people(shop: Path, tmp_path: Path) -> Iterator[Callable[[Callable[[str], str]], Desk]]:
    """Desks over the wardrobe, whose four people like a color each; who writes goes by a rule."""
    catalog, memory = Catalog.open(shop), Memory(tmp_path / "people.sqlite3")
    sitters = []
    for color in COLORS:
        for n, kind in enumerate(("dress", "shirt")):
            memory.add_event(Event(color, f"{color}-{kind}", float(n), event="like"))
        sitters.append(Sitter(color, (f"{color}-boots",)))

    def open_desk(rule: Callable[[str], str]) -> Desk:
        desk = Desk(catalog, memory, {}, Proof(catalog), Overheard(Writer(rule)))
        desk.people = tasters(desk, sitters)
        return desk

    yield open_desk
    memory.close()


def test_who_writes_to_peoples_taste_is_told_from_who_does_not(people: Any) -> None:
    told = {}
    for name, rule in (("taste", of_taste), ("deaf", lambda prompt: of_taste(""))):
        found = picked(people(rule), rounds=12, personal=True)
        assert found is not None
        told[name] = found[1].mean()
    assert told["deaf"] == pytest.approx(0.25, abs=0.15)
    assert told["taste"] > told["deaf"] + 0.1


def test_what_the_card_does_not_bear_out_counts(people: Any) -> None:
    rules = {"Think of [1] at dusk": 1.0, "[1] now for €3": 0.0}
    for line, share in rules.items():
        desk = people(lambda prompt, line=line: "\n".join([line, "Come closer.", "Stay a while."]))
        found = truth(desk, pieces=20)
        assert sum(found.drafts) / len(found.drafts) == pytest.approx(share, abs=0.25), line
        assert all(found.true), "what is false does not leave the tool"
        assert found.empty >= 10 * (1 - share)


def test_several_texts_that_are_one_count_as_one(people: Any) -> None:
    found = texts(people(of_taste), rounds=4)
    assert found.several.value == 1
    assert found.noticed.of > 0
    assert found.noticed.value > 0.8


# ---- reviews


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    """Three shoppers, three reviews each."""
    folder = tmp_path / "reviews"
    folder.mkdir()

    def bought(n: int, number: int, text: str) -> dict[str, Any]:
        product = {"title": f"Coat {n}-{number}", "brand": "North", "price": 20.5, "main_category": "Coats"}
        return {"parent_asin": f"B{n}{number}", "rating": 5.0, "timestamp_ms": 1000 * number,
                "review_full": text, "product": product}  # fmt: skip

    rows = [
        {"history": [bought(n, 1, "Fine."), bought(n, 2, "Good.")], "heldout": bought(n, 3, f"{text}<br />")}
        for n, text in enumerate(WROTE)
    ]
    (folder / "test.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows[:2]))
    (folder / "training.jsonl").write_text(json.dumps(rows[2]) + "\n")
    return folder


def test_reviews_are_read_and_their_items_become_a_domain(reviews: Path, tmp_path: Path) -> None:
    people = shoppers(reviews, most=9)
    assert [one.review for one in people] == list(WROTE)
    assert [one.review for one in shoppers(reviews, most=1)] == list(WROTE[:1])
    shelve(people, tmp_path)
    items = [json.loads(line) for line in (tmp_path / "items.jsonl").read_text().splitlines()]
    assert len(items) == 9
    assert items[0] == {"id": "B01", "title": "Coat 0-1", "categories": ["Coats"], "price": 20.5,
                        "attributes": {"brand": "North"}}  # fmt: skip
    with pytest.raises(BadDomain, match="holds no reviews: give a folder"):
        shoppers(tmp_path, most=9)


def test_who_writes_as_people_did_is_nearer_to_their_reviews(reviews: Path, tmp_path: Path) -> None:
    pytest.importorskip("rouge_score")
    folder = tmp_path / "shelf"
    folder.mkdir()
    shelve(people := shoppers(reviews, most=9), folder)
    index(folder, image_model="none")
    catalog, memory = Catalog.open(folder), Memory(folder / "people.sqlite3")

    def rule(prompt: str) -> str:
        """What the person wrote, by what they bought before; of nobody is nothing known."""
        return next((text for n, text in enumerate(WROTE) if f"Coat {n}-1" in prompt), "Here is [1].")

    mine, plain = reviewed(Desk(catalog, memory, {}, Proof(catalog), Overheard(Writer(rule))), people)
    memory.close()
    assert mine.tolist() == pytest.approx([1, 1, 1])
    assert max(plain) < 0.5


# ---- the benchmark


@pytest.mark.mini
def test_the_benchmark_of_writing_runs_at_small_size(reviews: Path) -> None:
    pytest.importorskip("rouge_score")
    words = ["--pieces", "6", "--rounds", "2", "--wishes", "2", "--reviews", str(reviews), "--shoppers", "2"]
    told = printed("writing.py", *words)
    assert list(told)[:9] == [
        "benchmark",
        "domain",
        "writer",
        "seed",
        "truth",
        "taste",
        "variants",
        "reference",
        "reviews",
    ]
    assert told["truth"]["true"]["value"] == 1
    assert told["taste"]["chance"] == 0.25
    assert told["reviews"]["texts"] == 2
