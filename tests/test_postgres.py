"""What people say and do, kept in PostgreSQL: memory and threads by a URL. Needs Debian's postgresql."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from langgraph.checkpoint.base import empty_checkpoint

from tastemaker.agent.agent import Agent
from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.agent.threads_postgres import PostgresThreads
from tastemaker.catalog.memory import Memory
from tastemaker.contracts import Event, Statement, ToolCall
from tastemaker.errors import Stopped, StoreUnreachable
from tastemaker.serve.api import create_api
from tastemaker.serve.desk import Desk, Serving

pytest.importorskip("psycopg")
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


class Postgres:
    """A fresh server of our own; it refuses to run as root, so it runs as its own user."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tastemaker-postgres-", dir="/tmp"))
        shutil.chown(self.folder, "postgres")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"postgresql://ana@127.0.0.1:{self.port}/postgres"
        self._run("initdb", "-D", f"{self.folder}/data", "-A", "trust", "-U", "ana")

    def start(self) -> None:
        settings = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run(
            "pg_ctl", "-D", f"{self.folder}/data", "-o", settings, "-l", f"{self.folder}/log", "-w", "start"
        )

    def stop(self) -> None:
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "-w", "stop")

    def _run(self, program: str, *given: str) -> None:
        command = ["runuser", "-u", "postgres", "--", str(PROGRAMS[-1] / program), *given]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=120)


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    if not PROGRAMS or os.geteuid() != 0:
        pytest.skip("needs root and apt-get install postgresql")
    server = Postgres()
    server.start()
    yield server
    server.stop()
    shutil.rmtree(server.folder)


@pytest.fixture
def server(postgres: Postgres) -> str:
    return postgres.url


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


def test_many_processes_may_begin_at_once(server: str, postgres: Postgres) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("create database fresh")
    fresh = server.replace("/postgres", "/fresh")
    with ThreadPoolExecutor(8) as pool:
        for memory in pool.map(lambda n: Memory(fresh, domain=str(n)), range(8)):
            memory.close()
        for threads in pool.map(lambda n: PostgresThreads(fresh, domain="one"), range(8)):
            threads.close()


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
    with pytest.raises(StoreUnreachable, match="check TASTEMAKER_DATABASE") as error:
        Memory("postgresql://ana:secret@127.0.0.1:1/taste")
    assert "secret" not in str(error.value)


# -- conversations


@pytest.fixture
def opened(server: str, shop: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Agent]]:
    """Agents over the shop as several processes would open them: nothing is shared but the database."""
    monkeypatch.setenv("TASTEMAKER_DATABASE", server)
    agents: list[Agent] = []

    def open_agent(*replies: Any) -> Agent:
        engine = ScriptedEngine()
        engine.replies.extend(replies)
        agents.append(Agent.open(shop, engine=engine))
        return agents[-1]

    yield open_agent
    for agent in agents:
        agent.forget("ana")
        agent.forget("ben")
        agent.close()


DRESSES = ToolCall("search", {"query": "dress", "where": "category == 'dress'"})
SECOND = ToolCall("details", {"item": "2"})


def test_a_conversation_moves_from_one_process_to_another(opened: Callable[..., Agent]) -> None:
    first = opened(DRESSES, "Here are some.").chat("dresses", user="ana")
    assert first.items
    there = opened(SECOND, "That one.").chat("tell me about the second one", user="ana")
    assert [step.tool for step in there.trace] == ["details"]
    assert [card.id for card in there.items] == [first.items[1].id]
    stranger = opened(SECOND, "There is none.").chat("the second one", user="ben")
    assert not stranger.items, "another person has no second one"


def test_only_the_newest_state_is_kept_and_erasing_leaves_nothing(
    opened: Callable[..., Agent], postgres: Postgres
) -> None:
    import psycopg

    agent = opened("One.", "Two.", "Three.", "Four.")
    for _ in range(3):
        agent.chat("hello", user="ana")
    with psycopg.connect(postgres.url, autocommit=True) as connection:

        def rows(table: str) -> int:
            found = connection.execute(f"select count(*) from tastemaker_wardrobe.{table}").fetchone()  # type: ignore[arg-type]
            return int(found[0]) if found else 0

        assert rows("checkpoints") == 1
        before = rows("checkpoint_blobs")
        agent.chat("hello", user="ana")
        assert rows("checkpoint_blobs") == before, "what older states held goes with them"
        agent.forget("ana")
        assert not any(map(rows, ("checkpoints", "checkpoint_blobs", "checkpoint_writes")))


def test_a_turn_that_fails_leaves_the_thread_as_it_was(opened: Callable[..., Agent]) -> None:
    def broken(_messages: Any) -> str:
        raise RuntimeError("the model broke")

    agent = opened(DRESSES, "Here are some.", broken, SECOND, "That one.")
    agent.chat("dresses", user="ana")
    with pytest.raises(RuntimeError, match="the model broke"):
        agent.chat("and boots", user="ana")
    assert agent.chat("the second one", user="ana").items


def test_threads_can_be_renamed_and_the_oldest_dropped(server: str) -> None:
    threads = PostgresThreads(server, domain="renamed")
    for number in range(4):
        config = {"configurable": {"thread_id": f"a/{number}", "checkpoint_ns": ""}}
        threads.saver.put(config, empty_checkpoint(), {}, {})  # type: ignore[arg-type]  # a plain configuration
    threads.rename("a/0", "b/0")
    threads.keep_newest("a/", most=2)
    kept = {one.config["configurable"]["thread_id"] for one in threads.saver.list(None)}
    assert kept == {"b/0", "a/2", "a/3"}
    threads.undo("b/0", None)
    assert threads.saver.get_tuple({"configurable": {"thread_id": "b/0"}}) is None
    threads.close()


def test_two_processes_answer_one_thread_one_after_the_other(server: str) -> None:
    one, two = (PostgresThreads(server, domain="turns") for _ in range(2))
    with one.lock("ana/main"):
        with pytest.raises(Stopped), two.lock("ana/main", unwanted=lambda: True):
            pass
        with two.lock("ana/other"):
            pass
    with two.lock("ana/main"):
        pass
    one.close()
    two.close()


def test_a_database_that_is_away_is_said_and_found_again(
    postgres: Postgres, opened: Callable[..., Agent], served: Callable[[Any], Any]
) -> None:
    agent = opened("Hello.", "Back again.")
    with httpx.Client(base_url=served(create_api(agent)).url, timeout=120) as client:

        def ask() -> httpx.Response:
            messages = [{"role": "user", "content": "hello"}]
            body = {"model": "tastemaker", "user": "ana", "thread": "t", "messages": messages}
            return client.post("/v1/chat/completions", json=body)

        assert ask().status_code == 200
        postgres.stop()
        try:
            away = ask()
        finally:
            postgres.start()
        assert (away.status_code, away.json()["error"]["code"]) == (503, "store_unreachable")
        assert "does not answer" in away.json()["error"]["message"]
        assert ask().json()["choices"][0]["message"]["content"] == "Back again."


def test_as_many_turns_are_answered_at_once_as_were_asked_for(opened: Callable[..., Agent]) -> None:
    agent = opened()
    Desk(agent, Serving(turns=20)).close()
    with ExitStack() as turns:
        for number in range(20):
            turns.enter_context(agent._threads.lock(f"ana/{number}"))


class Process:
    """A server process of its own, whose model says what it is given."""

    def __init__(self, shop: Path, url: str, log: Path, *replies: Any) -> None:
        script = f"""
from tastemaker.agent.agent import Agent
from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.contracts import ToolCall
from tastemaker.serve import http
with Agent.open({str(shop)!r}, engine=ScriptedEngine({list(replies)!r})) as agent:
    http.serve(agent, port=0)
"""
        here = {"TASTEMAKER_DATABASE": url, "PYTHONPATH": ":".join(filter(None, sys.path))}
        with log.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-c", script], stderr=said, env={**os.environ, **here}
            )
        self._log = log

    def ask(self, words: str) -> Any:
        """The reply's message in the one conversation that is talked about."""
        body = {"model": "tastemaker", "user": "zoe", "thread": "t"}
        asked = {**body, "messages": [{"role": "user", "content": words}]}
        answer = httpx.post(f"{self._url()}/chat/completions", json=asked, timeout=300)
        assert answer.status_code == 200, answer.text
        return answer.json()["choices"][0]["message"]

    def _url(self) -> str:
        for _ in range(3000):
            if found := re.search(r"The API is at (\S+)", self._log.read_text()):
                return found[1]
            assert self.process.poll() is None, self._log.read_text()
            time.sleep(0.1)
        raise TimeoutError("the server does not start")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def test_a_conversation_survives_the_death_of_the_process_that_began_it(
    server: str, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TASTEMAKER_API_KEY", raising=False)
    one = Process(shop, server, tmp_path / "one", DRESSES, "[1], [2].")
    other = Process(shop, server, tmp_path / "other", SECOND, "[2]!")
    try:
        cards = one.ask("dresses")["tastemaker"]["items"]
        one.kill()
        reply = other.ask("tell me about the second one")
        assert [card["id"] for card in reply["tastemaker"]["items"]] == [cards[1]["id"]]
        assert reply["content"] == f"{cards[1]['title']}!"
    finally:
        one.kill()
        other.kill()
