"""Lists for everybody: the same as one asks for, whole files only, finished where they were left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from tastemaker.agent.opening import recommend_for
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.memory import Memory
from tastemaker.cli import main
from tastemaker.contracts import Statement
from tastemaker.errors import BadDomain
from tastemaker.serve import offline
from tastemaker.serve.offline import Batch, lists_for, people_of

PEOPLE = 7


@pytest.fixture
def busy(shop: Path) -> Path:
    """The shop with people who did something, one who only said something, and some of another domain."""
    from tastemaker.catalog.build import index

    items = Catalog.open(shop).ids
    rows = [
        f"p{n},{items[(n * k) % len(items)]},{k},{5 - n % 2}" for n in range(1, PEOPLE) for k in (1, 2, 3)
    ]
    (shop / "events.csv").write_text("user,item,timestamp,rating\n" + "\n".join(rows) + "\n", "utf-8")
    index(shop, image_model="none")
    memory = Memory.of(shop)
    memory.remember("talker", Statement("like", "red dresses"))
    memory.close()
    return shop


def read(folder: Path) -> dict[str, list[tuple[int, str, float]]]:
    """The lists in a folder, by person."""
    found: dict[str, list[tuple[int, str, float]]] = {}
    for path in sorted(folder.glob("*.parquet")):
        for row in pq.read_table(path).to_pylist():
            found.setdefault(row["user"], []).append((row["rank"], row["item"], row["score"]))
    return found


def run(*arguments: Any) -> Any:
    return CliRunner().invoke(main, [str(one) for one in arguments])


def test_everybody_gets_what_they_would_get_by_asking(busy: Path, tmp_path: Path) -> None:
    out = tmp_path / "lists"
    done = run("batch", busy, "-o", out, "-k", 3, "--part", 2, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) | {"seconds": 0} == {
        "folder": str(out), "people": PEOPLE, "parts": 4, "made": 4, "seconds": 0,
    }  # fmt: skip
    catalog, lists = Catalog.open(busy), read(out)
    assert sorted(lists) == people_of(catalog) == [*(f"p{n}" for n in range(1, PEOPLE)), "talker"]
    for user, rows in lists.items():
        cards, _ = recommend_for(catalog, user, k=3)
        assert [item for _, item, _ in rows] == [card.id for card in cards]
        assert [rank for rank, _, _ in rows] == [1, 2, 3]
        assert [score for _, _, score in rows] == pytest.approx([card.score for card in cards], rel=1e-5)


def test_a_batch_is_finished_where_it_was_left(
    busy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, writing = tmp_path / "lists", pq.write_table

    def full(table: Any, file: Any) -> None:
        if len(list(out.glob("*.parquet"))) == 2:
            Path(file).write_bytes(b"half a file")
            raise OSError(28, "No space left on device")
        writing(table, file)

    monkeypatch.setattr(pq, "write_table", full)
    broken = run("batch", busy, "-o", out, "--part", 2)
    assert (broken.exit_code, broken.output.count("the disk filled up while part-00002.parquet")) == (1, 1)
    assert [path.name for path in sorted(out.glob("*.parquet"))] == [
        "part-00000.parquet",
        "part-00001.parquet",
    ]
    monkeypatch.setattr(pq, "write_table", writing)
    kept = {path: path.stat().st_mtime_ns for path in out.glob("*.parquet")}
    done = json.loads(run("batch", busy, "-o", out, "--part", 2, "--json").stdout)
    assert (done["parts"], done["made"]) == (4, 2)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    fresh = tmp_path / "fresh"
    run("batch", busy, "-o", fresh, "--part", 2)
    assert read(out) == read(fresh)


def test_a_folder_holds_lists_of_one_kind(busy: Path, tmp_path: Path) -> None:
    out = tmp_path / "lists"
    run("batch", busy, "-o", out, "-k", 3)
    refused = run("batch", busy, "-o", out, "-k", 4)
    assert refused.exit_code == 2
    assert "made with k 3, and this is 4: give another folder" in refused.output
    memory = Memory.of(busy)
    memory.remember("newcomer", Statement("like", "boots"))
    memory.close()
    assert "people 7, and this is 8" in run("batch", busy, "-o", out, "-k", 3).output


def test_filters_and_people_of_a_file(busy: Path, tmp_path: Path) -> None:
    (tmp_path / "who.txt").write_text("p1\nnobody\n\np1\n", "utf-8")
    out = tmp_path / "lists"
    done = run(
        "batch",
        busy,
        "-o",
        out,
        "--people",
        tmp_path / "who.txt",
        "--where",
        "category == 'dress'",
        "--reasons",
    )
    assert done.exit_code == 0, done.output
    catalog, lists = Catalog.open(busy), read(out)
    assert sorted(lists) == ["nobody", "p1"], "who is not known gets what is popular"
    assert {"dress"} == {catalog.item(item).categories[0] for rows in lists.values() for _, item, _ in rows}
    wrong = run("batch", busy, "-o", tmp_path / "other", "--where", "colour ==")
    assert wrong.exit_code == 2
    assert not (tmp_path / "other").exists()


def test_several_workers_make_the_same_files(busy: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="pip install 'tastemaker[batch]'")
    catalog = Catalog.open(busy)
    wanted = lists_for(catalog, model="mini", adapter=None, k=3, size=2)
    alone = Batch.begun(tmp_path / "alone", wanted, people_of(catalog))
    assert list(offline.offline(alone)) == [0, 1, 2, 3]
    many = Batch.begun(tmp_path / "many", wanted, people_of(catalog))
    assert sorted(offline.offline(many, workers=2)) == [0, 1, 2, 3]
    assert read(alone.folder) == read(many.folder)
    assert not many.missing


def test_a_damaged_beginning_is_not_gone_on_with(busy: Path, tmp_path: Path) -> None:
    catalog = Catalog.open(busy)
    wanted = lists_for(catalog, model="mini", adapter=None)
    (tmp_path / "batch.json").write_text("{}", "utf-8")
    with pytest.raises(BadDomain, match="made with domain None"):
        Batch.begun(tmp_path, wanted, ["ana"])
