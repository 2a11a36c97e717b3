"""Events are read in order, whatever way their times are written; the ones that cannot be used are named."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tastemaker.catalog.domain import read_domain
from tastemaker.catalog.events import EventTable, seconds


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two items, a and b, and an item 1."""
    rows = [{"id": id, "title": id.upper()} for id in ("a", "b", "1")]
    (tmp_path / "items.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


def write_events(folder: Path, *lines: str) -> None:
    (folder / "events.csv").write_text("\n".join(["user,item,timestamp,rating", *lines]) + "\n")


def test_events_are_sorted_and_the_bad_ones_named(folder: Path) -> None:
    write_events(
        folder,
        "ana,b,200,5",
        "ana,a,100,",
        "ben,x,100,4",
        "ben,a,soon,4",
        ",a,1,1",
        "ben,a,5,great",
        "ben,a,-4,",
    )
    domain = read_domain(folder)
    events = domain.events
    assert [(events.users[u], domain.items[i].id) for u, i in zip(events.user, events.item, strict=True)] == [
        ("ana", "a"),
        ("ana", "b"),
        ("ben", "a"),
    ]
    assert [(r.file, r.line, r.field, r.kept) for r in domain.rejected.rows] == [
        ("events.csv", 4, "item", False),
        ("events.csv", 5, "timestamp", False),
        ("events.csv", 6, "user", False),
        ("events.csv", 7, "rating", True),
        ("events.csv", 8, "timestamp", False),
    ]


@pytest.mark.parametrize(
    "written",
    [
        "1260759108",
        "1260759108000",
        1260759108,
        1260759108000.0,
        "2009-12-14T02:51:48Z",
        "2009-12-14 02:51:48",
        "2009-12-14T03:51:48+01:00",
        datetime(2009, 12, 14, 2, 51, 48),
    ],
)
def test_times_are_read_in_every_usual_form(written: object) -> None:
    assert seconds(written) == datetime(2009, 12, 14, 2, 51, 48, tzinfo=UTC).timestamp()


def test_sequence_numbers_stay_as_they_are() -> None:
    assert [seconds(text) for text in ("0", "1", "17")] == [0, 1, 17]


@pytest.mark.parametrize("name", ["events.jsonl", "events.parquet"])
def test_events_in_other_formats(folder: Path, name: str) -> None:
    rows = [{"user": 9, "item": 1, "timestamp": 5, "event": "buy"}]
    if name.endswith("jsonl"):
        (folder / name).write_text(json.dumps(rows[0]) + "\n")
    else:
        pq.write_table(pa.Table.from_pylist(rows), folder / name)
    events = read_domain(folder).events
    assert (events.users, events.kinds, events.timestamp.tolist()) == (("9",), ("buy",), [5.0])


def test_a_folder_without_events_has_none(folder: Path) -> None:
    events = read_domain(folder).events
    assert len(events) == 0
    assert events.users == ()


def test_an_unknown_column_is_said_once(folder: Path) -> None:
    (folder / "events.csv").write_text("user,item,timestamp,mood\nana,a,1,glad\nana,b,2,sad\n")
    domain = read_domain(folder)
    assert len(domain.events) == 2
    (row,) = domain.rejected.rows
    assert (row.field, row.line, row.kept) == ("mood", 2, True)


def test_a_great_many_bad_events_are_counted_but_not_all_listed(folder: Path) -> None:
    write_events(folder, *("ana,gone,1," for _ in range(10_050)))
    rejected = read_domain(folder).rejected
    assert (rejected.dropped, len(rejected.rows)) == (10_050, 10_000)
    rejected.write(folder / "rejected.jsonl")
    assert json.loads((folder / "rejected.jsonl").read_text().splitlines()[-1]) == {"more": 50}


def test_tables_are_joined_by_person_and_time(folder: Path) -> None:
    write_events(folder, "ana,a,5,", "ben,b,1,")
    table = read_domain(folder).events
    joined = EventTable.joined([table, table], offsets=[0, 10])
    assert joined.users == ("ana", "ben")
    assert list(zip(joined.user.tolist(), joined.item.tolist(), strict=True)) == [
        (0, 0),
        (0, 10),
        (1, 1),
        (1, 11),
    ]


@settings(deadline=None)  # the machine may be busy
@given(st.text() | st.floats() | st.integers() | st.none() | st.booleans())
def test_any_time_is_read_or_refused(value: object) -> None:
    with suppress(ValueError, OverflowError):
        assert 0 <= seconds(value) < 1e11
