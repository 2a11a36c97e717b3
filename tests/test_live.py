"""A catalog that changes while others read it: found at once, kept for good, the owner's files untouched."""

from __future__ import annotations

import json
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tastemaker.agent.engines.taste_vector import TasteVector
from tastemaker.catalog.build import index
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.changes import Change, Changes, amendment
from tastemaker.catalog.live import Live
from tastemaker.catalog.memory import Memory
from tastemaker.catalog.vectors import VectorIndex
from tastemaker.contracts import Event
from tastemaker.errors import BadDomain, BadItem, BadMedia, Conflict, UnknownItem

FELT = {"id": "felt", "title": "Felt boots", "categories": ["boots"], "price": 15}
GREY = {**FELT, "attributes": {"color": "grey"}}


@pytest.fixture
def live(shop: Path) -> Live:
    return Live(Catalog.open(shop))


def best(catalog: Catalog, words: str, **more: Any) -> str:
    return catalog.search(words, k=1, **more)[0].id


def rewritten(folder: Path, id: str, **fields: Any) -> None:
    """The owner edits a row of the items file."""
    rows = [json.loads(line) for line in (folder / "items.jsonl").read_text().splitlines()]
    for row in rows:
        row.update(fields if row["id"] == id else {})
    (folder / "items.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))


# ---- what is changed can be found


def test_an_item_that_is_added_is_found_by_words_filters_and_title(live: Live) -> None:
    before = live.catalog
    live.put([GREY])
    found = live.catalog
    assert best(found, "warm felt") == best(found, "", where="color == 'grey'") == "felt"
    assert found.find("felt boots")[0].id == "felt"
    assert found.card("felt").price == 15
    assert ("felt" in found, len(found)) == (True, 13)
    assert "felt" not in before, "who has opened a catalog keeps it as it was"
    assert set(found.mask("category == 'boots'").nonzero()[0]) == {
        row for row, id in enumerate(found.ids) if id.endswith("boots") or id == "felt"
    }


def test_an_item_that_is_added_is_recommended(live: Live, shop: Path) -> None:
    live.put([{**FELT, "title": "Red felt boots", "attributes": {"color": "red"}}])
    memory = Memory.of(shop)
    memory.add_event(Event("ben", "red-boots", 1e9, event="like"))
    picks = TasteVector(live.catalog, memory).recommend("ben", k=3)
    assert "felt" in {pick.id for pick in picks}
    memory.close()


def test_an_item_that_is_changed_is_another_one(live: Live) -> None:
    live.edit(
        "red-dress", {"title": "Velvet gown", "price": 250, "attributes": {"size": None, "cut": "long"}}
    )
    item = live.catalog.item("red-dress")
    assert (item.title, item.price, item.attributes) == ("Velvet gown", 250, {"color": "red", "cut": "long"})
    assert item.image is not None, "what was not spoken of stays"
    assert best(live.catalog, "velvet gown") == best(live.catalog, "", where="price > 200") == "red-dress"
    assert [event.item for event in live.catalog.events_of("ana")] == ["red-dress", "red-shirt"]
    assert live.catalog.popularity[live.catalog.row("red-dress")] > 0


def test_an_item_that_is_removed_is_gone(live: Live) -> None:
    before = live.catalog.semantic_ids
    live.remove("red-dress")
    found = live.catalog
    assert "red-dress" not in found
    assert "red-dress" not in {one.id for one in found.search("red dress", k=12)}
    assert [event.item for event in found.events_of("ana")] == ["red-shirt"]
    with pytest.raises(UnknownItem):
        found.card("red-dress")
    ids = found.semantic_ids
    assert before is not None
    assert ids is not None
    assert ids.row_of(before.id_of(live.catalog._built.row("red-dress"))) is None
    live.put([{**FELT, "id": "red-dress"}])
    assert live.catalog.card("red-dress").title == "Felt boots"


def test_a_new_item_gets_a_semantic_id_of_its_own(live: Live) -> None:
    live.put([FELT])
    ids = live.catalog.semantic_ids
    assert ids is not None
    assert len({ids.id_of(row) for row in range(13)}) == 13
    assert ids.row_of(ids.id_of(live.catalog.row("felt"))) == live.catalog.row("felt")


# ---- what is changed stays so


def test_changes_survive_a_restart_and_the_next_index(live: Live, shop: Path) -> None:
    files = (shop / "items.jsonl").read_bytes()
    live.put([FELT])
    live.edit("red-dress", {"price": 5})
    live.remove("blue-dress")
    again = Catalog.open(shop)
    report = index(shop, image_model="none")
    assert (report.added, report.changed, report.removed, report.unchanged) == (1, 1, 1, 10)
    for catalog in (again, Catalog.open(shop), live.renew()):
        assert ("felt" in catalog, "blue-dress" in catalog, len(catalog)) == (True, False, 12)
        assert catalog.item("red-dress").price == 5
        assert best(catalog, "felt") == "felt"
    assert not index(shop, image_model="none").rebuilt, "nothing has changed since"
    assert (shop / "items.jsonl").read_bytes() == files


def test_the_owner_has_the_last_word(live: Live, shop: Path) -> None:
    live.edit("red-dress", {"price": 5})
    live.remove("red-shirt")
    rewritten(shop, "red-dress", description="New in spring.")
    rewritten(shop, "red-shirt", price=33.0)
    report = index(shop, image_model="none")
    assert "red-dress, red-shirt" in " ".join(report.notes)
    catalog = live.renew()
    assert (catalog.item("red-dress").price, catalog.item("red-shirt").price) == (10, 33)
    rewritten(shop, "red-dress", description="A dress in red.")
    assert index(shop, image_model="none").notes == ()
    assert live.renew().item("red-dress").price == 10, "an overruled change does not come back"


def test_a_new_build_comes_with_the_changes_made_meanwhile(live: Live, shop: Path) -> None:
    live.put([FELT])
    index(shop, image_model="none")
    live.edit("felt", {"price": 20})
    live.remove("red-boots")
    assert (live.catalog.item("felt").price, "red-boots" in live.catalog) == (20, False)
    index(shop, image_model="none")
    assert (live.renew().item("felt").price, "red-boots" in live.catalog) == (20, False)


def test_events_of_an_item_that_only_the_changes_know(live: Live, shop: Path) -> None:
    live.put([FELT])
    with (shop / "events.csv").open("a") as events:
        events.write("zoe,felt,300,5\n")
    assert index(shop, image_model="none").rejected == 0
    assert [event.item for event in live.renew().events_of("zoe")] == ["felt"]


def test_items_of_a_union_belong_to_their_sections(tmp_path: Path) -> None:
    for name, ids in (("a", "12"), ("b", "34")):
        (tmp_path / name).mkdir()
        rows = [{"id": id, "title": f"Thing {id}"} for id in ids]
        (tmp_path / name / "items.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        (tmp_path / name / "events.csv").write_text(f"user,item,timestamp\nana,{ids[0]},1\nana,{ids[1]},2\n")
    (tmp_path / "domain.toml").write_text('sections = ["a", "b"]\n')
    index(tmp_path)
    live = Live(Catalog.open(tmp_path))
    live.remove("a/1")
    live.put([{"id": "b/new", "title": "Newer thing"}])
    for catalog in (live.catalog, live.renew()):
        assert catalog.item("b/new").attributes == {"section": "b"}
        assert [event.item for event in catalog.events_of("ana")] == ["b/3", "a/2", "b/4"]
        index(tmp_path)


# ---- two writers


def test_of_two_who_change_different_fields_at_once_both_are_heard(shop: Path) -> None:
    writers = [Live(Catalog.open(shop)) for _ in range(2)]
    edits = [{"price": float(n)} if n % 2 else {"attributes": {f"note_{n}": n}} for n in range(20)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda pair: writers[pair[0] % 2].edit("red-dress", pair[1]), enumerate(edits)))
    item = Catalog.open(shop).item("red-dress")
    assert {name for name in item.attributes if name.startswith("note_")} == {
        f"note_{n}" for n in range(0, 20, 2)
    }
    assert item.price in {float(n) for n in range(1, 20, 2)}
    assert [writer.renew().item("red-dress") for writer in writers] == [item, item]


def test_who_has_read_an_older_version_is_told(live: Live, shop: Path) -> None:
    version = live.version(live.catalog.item("red-dress"))
    Live(Catalog.open(shop)).edit("red-dress", {"price": 6})
    with pytest.raises(Conflict, match="was changed in between"):
        live.edit("red-dress", {"price": 7}, version=version)
    with pytest.raises(Conflict):
        live.remove("red-dress", version=version)
    newest = live.version(live.catalog.item("red-dress"))
    assert live.edit("red-dress", {"price": 7}, version=newest).price == 7


# ---- bad input


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"id": "x"}, "neither a title"),
        ({"title": "No id"}, "id: is missing"),
        ({"id": " ", "title": "x"}, "id: is empty"),
        ({"id": "x", "title": "x", "price": -1}, "price: expected 0 or more"),
        ({"id": "x", "title": "x", "price": "much"}, "price: expected a number"),
        ({"id": "x", "title": "x", "brand": "y"}, "no field 'brand'"),
        ({"id": "x", "title": "x", "attributes": {"price": 1}}, "attributes.price"),
        ({"id": "x", "title": "x", "image": "media/none.png"}, "image: .* is missing"),
        ({"id": "x", "title": "x", "image": "../secret.png"}, "leads outside"),
        ({"id": "x", "title": "x", "image": "https://example.com/a.png"}, "remote address"),
    ],
)
def test_a_bad_row_changes_nothing(live: Live, row: dict[str, Any], message: str) -> None:
    with pytest.raises(BadItem, match=message):
        live.put([FELT, row])
    assert "felt" not in live.renew()


def test_a_bad_edit_changes_nothing(live: Live, shop: Path) -> None:
    for fields in ({"id": "y"}, {"title": None}, {"price": -1}, {"brand": None}, {"attributes": {"or": 1}}):
        with pytest.raises(BadItem):
            live.edit("red-dress", fields)
    with pytest.raises(UnknownItem):
        live.edit("nothing", {"price": 1})
    (shop / "media" / "text.png").write_text("no picture")
    with pytest.raises(BadMedia):
        live.edit("red-dress", {"image": "media/text.png"})
    assert live.renew() is live.catalog
    assert live.version(live.catalog.item("red-dress")) == live.version(Catalog.open(shop).item("red-dress"))


def test_the_last_item_stays(tmp_path: Path) -> None:
    (tmp_path / "items.jsonl").write_text('{"id": "a", "title": "A"}\n')
    index(tmp_path)
    with pytest.raises(BadItem, match="the last item"):
        Live(Catalog.open(tmp_path)).remove("a")


def test_a_damaged_file_of_changes_is_named(shop: Path) -> None:
    (shop / ".tastemaker" / "changes.sqlite3").write_text("no database, and long enough to be none " * 20)
    with pytest.raises(BadDomain, match=r"changes\.sqlite3 cannot be used"):
        Catalog.open(shop)


def test_a_write_that_fails_leaves_nothing(live: Live, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("tastemaker.catalog.changes.Writing.put", full)
    with pytest.raises(OSError, match="nothing was changed"):
        live.put([FELT])
    assert "felt" not in Catalog.open(shop)


# ---- the parts


def test_where_rows_go() -> None:
    plan = amendment(["a", "b", "c"], [Change("b", None, ""), Change("x", None, "")])
    assert (plan.kept.tolist(), plan.moved.tolist(), plan.put) == ([0, 2], [0, -1, 1], ())


def test_a_large_index_scans_what_it_does_not_know(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tastemaker.catalog.vectors.SCAN_ALWAYS", 10)
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(300, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    built = VectorIndex.create(tmp_path / "index", vectors, [str(n) for n in range(300)])
    kept = np.arange(0, 300, 2)  # half are gone, two are new, one of them in the place of "1"
    now = np.concatenate([vectors[kept], -vectors[:2]])
    ids = [*(str(n) for n in kept), "1", "new"]
    index = built.amended(now, ids, fresh=np.array([150, 151]))
    for row in (0, 3, 149, 150, 151):
        asked = now[row]
        exact = np.argsort(-(now @ asked), kind="stable")[:5].tolist()
        assert [found for found, _ in index.search(asked, 5)] == exact
    built.close()


def test_many_may_be_the_first_to_write(tmp_path: Path) -> None:
    for n in range(20):
        folder = tmp_path / str(n)
        (folder / ".tastemaker").mkdir(parents=True)
        together = threading.Barrier(6)

        def write(folder: Path = folder, together: threading.Barrier = together) -> None:
            together.wait()
            with Changes(folder).writing():
                pass

        with ThreadPoolExecutor(6) as pool:
            for done in [pool.submit(write) for _ in range(6)]:
                done.result()
