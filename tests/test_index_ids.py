"""`index` gives semantic IDs, keeps them from run to run, and never gives one again."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tastemaker.catalog.build import index
from tastemaker.catalog.builds import Builds
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.report import IndexReport
from tastemaker.contracts import Modality
from tastemaker.errors import CatalogMissing

Ids = dict[str, tuple[int, ...]]


class Words:
    """A text as the words in it, hashed into 64 numbers."""

    modality: Modality = "text"
    dim = 64

    def __init__(self, name: str) -> None:
        self.name = name
        self.seen = 0

    def encode(self, inputs: Sequence[str]) -> NDArray[np.float32]:
        self.seen += len(inputs)
        rows = np.full((len(inputs), self.dim), 0.01, np.float32)
        for row, text in enumerate(inputs):
            for word in text.lower().replace(".", " ").replace(",", " ").split():
                rows[row, zlib.crc32(word.encode()) % self.dim] += 1
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


class Shop:
    """A domain folder that is edited and indexed again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.words = Words("words-1")

    def index(self) -> IndexReport:
        return index(self.folder, embedders={"text": self.words}, image_model="none")

    def edit(self, change: Callable[[list[dict[str, Any]]], object]) -> None:
        path = self.folder / "items.jsonl"
        rows = [json.loads(line) for line in path.read_text().splitlines()]
        change(rows)
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))

    def build(self) -> Path:
        return Builds(self.folder).live()

    def catalog(self) -> Catalog:
        return Catalog.open(self.folder, models={"text": self.words})

    def ids(self) -> Ids:
        """The live catalog's semantic IDs by item."""
        catalog = self.catalog()
        assert catalog.semantic_ids is not None
        assert catalog.semantic_ids.ids == catalog.ids
        return {id: catalog.semantic_ids.id_of(row) for row, id in enumerate(catalog.ids)}


@pytest.fixture
def shop(wardrobe: Path) -> Shop:
    found = Shop(wardrobe)
    found.index()
    return found


def test_every_item_has_an_id(shop: Shop) -> None:
    assert len(set(shop.ids().values())) == 12
    report = shop.index()
    assert not report.rebuilt, "the report is that of the build before"
    assert report.semantic_ids is not None
    assert report.semantic_ids.summary() in report.summary()
    assert json.loads(json.dumps(report.as_json()))["semantic_ids"]["sizes"] == [8, 8, 256]


def test_ids_are_kept_and_never_given_again(shop: Shop) -> None:
    first = shop.ids()
    ever = set(first.values())
    gone: list[dict[str, Any]] = []
    shop.edit(lambda rows: gone.extend([rows.pop(2), rows.pop(5)]))
    for n in range(3):  # the same two come again and again, and others like them
        shop.index()
        assert shop.ids().items() <= first.items()
        alike = [{**row, "id": f"{row['id']}-{n}"} for row in gone]
        shop.edit(lambda rows, alike=alike: rows.extend([*gone, *alike]))  # type: ignore[misc]
        shop.index()
        new = {code for id, code in shop.ids().items() if first.get(id) != code}
        assert len(new) == 4
        assert not new & ever
        ever |= new
        shop.edit(lambda rows: rows.__delitem__(slice(10, None)))
    report = shop.index()
    assert report.semantic_ids is not None
    assert report.semantic_ids.retired == len(ever) - 10


def test_new_events_change_no_id(shop: Shop) -> None:
    before = shop.ids()
    with (shop.folder / "events.csv").open("a") as file:
        file.write("cleo,black-shirt,300,5\n")
    assert shop.index().rebuilt
    assert shop.ids() == before


def test_a_build_of_before_there_were_ids_opens_and_gets_them_with_the_next_run(shop: Shop) -> None:
    manifest = json.loads((shop.build() / "manifest.json").read_text())
    for name in ("semantic_ids.json", "semantic_ids.safetensors"):
        (shop.build() / name).unlink()
        del manifest["files"][name]
    (shop.build() / "manifest.json").write_text(json.dumps(manifest))
    assert shop.catalog().semantic_ids is None
    assert shop.catalog().search("red dress", k=1)[0].id == "red-dress"
    seen = shop.words.seen
    assert shop.index().rebuilt
    assert shop.words.seen == seen, "nothing is embedded again"
    assert len(shop.ids()) == 12
    assert not shop.index().rebuilt


def test_ids_outlive_damage_to_the_rest_of_a_build(shop: Shop) -> None:
    shop.edit(lambda rows: rows.pop(0))
    shop.index()
    before = shop.ids()
    for name, content in {"text.npy": b"", "manifest.json": b"{"}.items():
        (shop.build() / name).write_bytes(content)
        report = shop.index()
        assert shop.ids() == before
        assert report.semantic_ids is not None
        assert report.semantic_ids.retired == 1


def test_damaged_ids_are_named_and_made_again(shop: Shop) -> None:
    path = shop.build() / "semantic_ids.safetensors"
    path.write_bytes(bytes(path.stat().st_size))
    with pytest.raises(CatalogMissing, match=r"semantic IDs .* damaged.*tastemaker index"):
        _ = shop.catalog().semantic_ids
    seen = shop.words.seen
    assert shop.index().rebuilt
    assert shop.words.seen == seen
    assert len(shop.ids()) == 12


def test_a_run_that_fails_leaves_the_ids_before(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    before = shop.ids()
    shop.edit(lambda rows: rows.append({"id": "scarf", "title": "Woollen scarf"}))

    def fail(*given: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(Builds, "publish", fail)
        with pytest.raises(RuntimeError, match="killed"):
            shop.index()
    assert shop.ids() == before
    shop.index()
    assert shop.ids().items() > before.items()


@pytest.mark.parametrize("change", ["model", "growth"])
def test_when_codes_no_longer_fit_all_ids_are_new(shop: Shop, change: str) -> None:
    if change == "model":
        shop.words = Words("words-2")
        why = "the vectors are made in another way"
    else:
        shop.edit(lambda rows: rows.extend({"id": f"n{n}", "title": f"Scarf {n}"} for n in range(40)))
        why = "the catalog has grown from 12 to 52 items"
    report = shop.index()
    assert report.semantic_ids is not None
    assert report.semantic_ids.version == 2
    assert f"All semantic IDs are new: {why}." in report.summary()
    after = shop.index()
    assert after.semantic_ids == report.semantic_ids
    assert "are new" not in after.summary()
