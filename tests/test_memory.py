"""What people did and said is kept, found again, and forgotten when they ask."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event as hooks

from tastemaker.catalog.memory import Memory
from tastemaker.contracts import Event, Statement
from tastemaker.errors import BadDomain, BadEvent, MissingExtra, OutOfDisk


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    memory = Memory(tmp_path / "memory.sqlite3")
    yield memory
    memory.close()


def said(memory: Memory, user: str = "ana") -> list[str]:
    return [f"{one.kind} {one.text}" for one in memory.statements(user)]


def tell(memory: Memory, *lines: str) -> None:
    for line in lines:
        kind, _, text = line.partition(" ")
        memory.remember("ana", Statement(kind, text))  # type: ignore[arg-type]


def test_events_come_back_in_time_order_and_only_once(memory: Memory) -> None:
    late, early = Event("ana", "b", 20.5, event="like"), Event("ana", "a", 10.0, rating=4.5)
    for event in (late, early, late, Event("ben", "a", 1.0)):
        memory.add_event(event)
    assert memory.events_of("ana") == [early, late]
    assert memory.events_of("nobody") == []


@pytest.mark.parametrize(
    "event",
    [
        Event("", "a", 1.0),
        Event("ana", "", 1.0),
        Event("ana", "a", float("nan")),
        Event("ana", "a", 1.0, rating=float("inf")),
    ],
)
def test_a_broken_event_is_refused(memory: Memory, event: Event) -> None:
    with pytest.raises(BadEvent):
        memory.add_event(event)
    assert memory.events_of("ana") == []


def test_the_same_thing_said_twice_is_kept_once_and_as_the_latest(memory: Memory) -> None:
    tell(memory, "like Jazz", "fact has twins", "like  jazz ", "like   ")
    assert said(memory) == ["fact has twins", "like jazz"]


def test_a_change_of_mind_replaces_what_was_said(memory: Memory) -> None:
    tell(memory, "like jazz", "dislike Jazz")
    assert said(memory) == ["dislike Jazz"]


@pytest.mark.parametrize(
    ("what", "gone"),
    [
        ("likes", ["like jazz", "like red dresses"]),
        ("dislikes", ["dislike horror films", "dislike red wine"]),
        ("Facts", ["fact has twins"]),
        ("last", ["dislike red wine"]),
        ("jazz", ["like jazz"]),
        ("JAZZ ", ["like jazz"]),
        ("like jazz", ["like jazz"]),
        ("horror", ["dislike horror films"]),
        ("red", ["like red dresses", "dislike red wine"]),
        ("dislike red", ["dislike red wine"]),
        ("that i have said i like jazz", ["like jazz"]),
        ("jaz", []),
        ("techno", []),
        ("", []),
        (
            "everything",
            ["like jazz", "dislike horror films", "fact has twins", "like red dresses", "dislike red wine"],
        ),
    ],
)
def test_forgetting_means_what_it_says(memory: Memory, what: str, gone: list[str]) -> None:
    lines = ["like jazz", "dislike horror films", "fact has twins", "like red dresses", "dislike red wine"]
    tell(memory, *lines)
    memory.remember("ben", Statement("like", "jazz"))
    assert [f"{one.kind} {one.text}" for one in memory.forget("ana", what)] == gone
    assert said(memory) == [line for line in lines if line not in gone]
    assert said(memory, "ben") == ["like jazz"]


def test_forgetting_everything_takes_the_history_along(memory: Memory) -> None:
    memory.add_event(Event("ana", "a", 1.0))
    memory.add_event(Event("ben", "a", 1.0))
    assert [one.text for one in memory.forget("ana", "everything")] == ["your history here (1 events)"]
    assert memory.events_of("ana") == []
    assert len(memory.events_of("ben")) == 1


def test_erasing_leaves_nothing_of_a_person(memory: Memory) -> None:
    tell(memory, "like jazz")
    memory.add_event(Event("ana", "a", 1.0))
    memory.erase("ana")
    assert memory.statements("ana") == []
    assert memory.events_of("ana") == []


def test_memory_outlives_the_process_and_keeps_domains_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Memory.of(tmp_path / "films")
    tell(first, "like jazz")
    first.close()
    assert said(Memory.of(tmp_path / "films")) == ["like jazz"]
    assert (tmp_path / "films" / ".tastemaker" / "memory.sqlite3").is_file()
    monkeypatch.setenv("TASTEMAKER_DATABASE", f"sqlite:///{tmp_path}/shared.sqlite3")
    tell(Memory.of(tmp_path / "films"), "like noir")
    assert said(Memory.of(tmp_path / "shoes")) == []
    assert said(Memory.of(tmp_path / "films")) == ["like noir"]


def test_many_threads_write_without_losing_anything(memory: Memory) -> None:
    def work(n: int) -> None:
        for step in range(10):
            memory.add_event(Event("ana", f"item {step}", float(step)))
            memory.add_event(Event(f"user {n}", "x", float(step)))
            memory.remember("ana", Statement("like", f"thing {step % 3}"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert len(memory.events_of("ana")) == 10
    assert all(len(memory.events_of(f"user {n}")) == 10 for n in range(8))
    assert len(memory.statements("ana")) == 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_can_be_said_and_forgotten(memory: Memory, user: str, text: str) -> None:
    memory.remember(user, Statement("like", text))
    memory.forget(user, text)
    memory.forget(user, "everything")
    assert memory.statements(user) == []


def test_an_event_and_its_key_are_kept_together_or_not_at_all(memory: Memory) -> None:
    memory.close()  # what was opened before has all the room it wants

    def little_room(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # no more than there is

    hooks.listen(memory._engine, "connect", little_room)
    sent = [("first", Event("ana", "a", 1.0)), ("second", Event("ana", "b" * 200_000, 2.0))]
    with pytest.raises(OutOfDisk, match="Free some space"):
        memory.add_events(sent)
    assert memory.events_of("ana") == []
    hooks.remove(memory._engine, "connect", little_room)
    memory.close()
    assert memory.add_events(sent) == 2, "sent again, nothing is taken for known"
    assert memory.add_events(sent) == 0


@pytest.mark.parametrize("url", ["nonsense://x", "sqlite:////nowhere/at/all.sqlite3", "://"])
def test_a_wrong_database_is_named(url: str) -> None:
    with pytest.raises(BadDomain, match="TASTEMAKER_DATABASE"):
        Memory(url)


def test_a_missing_driver_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtra, match=r"pip install 'tastemaker\[postgres\]'"):
        Memory("postgresql://localhost/taste")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadDomain, match="cannot be made"):
        Memory(tmp_path / "file" / "memory.sqlite3")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "memory.sqlite3").write_text(
        "this is not a database, but long enough to look like a file" * 50
    )
    with pytest.raises(BadDomain, match="cannot be used"):
        Memory(tmp_path / "memory.sqlite3")


@pytest.mark.skipif(
    "TASTEMAKER_TEST_POSTGRES" not in os.environ, reason="TASTEMAKER_TEST_POSTGRES names no server"
)
def test_postgresql_serves_as_well() -> None:
    memory = Memory(os.environ["TASTEMAKER_TEST_POSTGRES"], domain="test")
    memory.erase("ana")
    tell(memory, "like jazz", "like Jazz")
    memory.add_event(Event("ana", "a", 1.0))
    memory.add_event(Event("ana", "a", 1.0))
    assert said(memory) == ["like Jazz"]
    assert len(memory.events_of("ana")) == 1
    memory.erase("ana")
    memory.close()
