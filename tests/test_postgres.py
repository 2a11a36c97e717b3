"""What people say and do, kept in PostgreSQL: the same memory by another URL. Needs Debian's postgresql."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tastemaker.catalog.memory import Memory
from tastemaker.contracts import Event, Statement
from tastemaker.errors import BadDomain

pytest.importorskip("psycopg")
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The URL of a fresh server of our own; it refuses to run as root, so it runs as its own user."""
    if not PROGRAMS or os.geteuid() != 0:
        pytest.skip("needs root and apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="tastemaker-postgres-", dir="/tmp"))
    shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(program: str, *given: str) -> None:
        command = ["runuser", "-u", "postgres", "--", str(PROGRAMS[-1] / program), *given]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=120)

    run("initdb", "-D", f"{folder}/data", "-A", "trust", "-U", "ana")
    settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run("pg_ctl", "-D", f"{folder}/data", "-o", settings, "-l", f"{folder}/log", "-w", "start")
    yield f"postgresql://ana@127.0.0.1:{port}/postgres"
    run("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "-w", "stop")
    shutil.rmtree(folder)


@pytest.fixture
def memory(server: str, request: pytest.FixtureRequest) -> Iterator[Memory]:
    memory = Memory(server, domain=request.node.name)
    yield memory
    memory.close()


def test_events_and_statements_are_kept_as_in_sqlite(memory: Memory, server: str) -> None:
    liked = Event("ana", "alien", 1.5, rating=4.0, event="like")
    for event in (liked, liked, Event("ana", "heat", 2.5, event="view")):
        memory.add_event(event)
    for said in (Statement("like", "jazz"), Statement("dislike", "Jazz"), Statement("fact", "has a dog")):
        memory.remember("ana", said)
    assert [one.item for one in memory.events_of("ana")] == ["alien", "heat"]
    assert memory.statements("ana") == [Statement("dislike", "Jazz"), Statement("fact", "has a dog")]
    assert memory.take_back("ana", "alien", "like") == 1
    assert memory.forget("ana", "dog") == [Statement("fact", "has a dog")]
    elsewhere = Memory(server, domain="another")
    assert not elsewhere.events_of("ana")
    elsewhere.close()
    memory.erase("ana")
    assert (memory.events_of("ana"), memory.statements("ana")) == ([], [])


def test_many_write_at_once_and_nothing_is_lost_or_doubled(memory: Memory) -> None:
    def write(writer: int) -> None:
        for n in range(15):
            memory.add_event(Event("ben", f"item {n}", float(n), event="view"))
            memory.remember("ben", Statement("like", f"thing {n % 3}"))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))
    assert len(memory.events_of("ben")) == 15
    assert {one.text for one in memory.statements("ben")} == {"thing 0", "thing 1", "thing 2"}


def test_a_server_that_is_gone_is_named_without_its_password() -> None:
    with pytest.raises(BadDomain, match="cannot be used") as error:
        Memory("postgresql://ana:secret@127.0.0.1:1/taste")
    assert "secret" not in str(error.value)
