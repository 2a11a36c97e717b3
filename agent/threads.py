"""Where conversations are kept: LangGraph's SQLite checkpointer, a file per domain; PostgreSQL by URL."""

from __future__ import annotations

import os
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import quote
from weakref import WeakValueDictionary

from tastemaker.errors import Stopped
from tastemaker.settings import state_folder

if TYPE_CHECKING:
    from langgraph.checkpoint.sqlite import SqliteSaver

__all__ = ["PATIENCE", "Stores", "Threads", "open_threads", "refuse", "thread_id"]

FILE: Final = "threads.sqlite3"
TABLES: Final = ("checkpoints", "writes")
FILES: Final = 1024
"""Lock files that processes share; two threads may have to share one."""
PATIENCE: Final = 0.1
"""Seconds between two looks at whether a waiting turn is still wanted."""


def thread_id(user: str, thread: str) -> str:
    """The key under which a person's thread is kept: two people never share one, whatever its name."""
    return f"{quote(user, safe='')}/{quote(thread, safe='')}"


class Stores(Protocol):
    """What keeps the threads of one domain. `saver` is what the graph writes to."""

    saver: Any

    def lock(self, key: str, *, unwanted: Callable[[], bool] = lambda: False) -> AbstractContextManager[None]:
        """Held during a turn: messages to one thread are answered one after the other, by all processes."""
        ...

    def expect(self, turns: int) -> None:
        """Have room for so many turns at once, each of which holds a lock."""
        ...

    def trim(self, key: str) -> None:
        """Keep only a thread's newest state."""
        ...

    def undo(self, key: str, checkpoint: str | None) -> None:
        """Back to this state of a thread; to nothing where there was none."""
        ...

    def rename(self, key: str, new: str) -> None:
        """Give a thread another key; what was kept under that one goes."""
        ...

    def keep_newest(self, prefix: str, *, most: int) -> None:
        """Of the threads whose keys begin so, only the newest stay."""
        ...

    def erase(self, user: str) -> None:
        """Delete all threads of a person."""
        ...

    def close(self) -> None:
        """Let go of files or connections."""
        ...


def open_threads(domain: Path) -> Stores:
    """The threads of a domain folder: in the PostgreSQL that `TASTEMAKER_DATABASE` names, or in a file."""
    where = os.environ.get("TASTEMAKER_DATABASE", "")
    if where.startswith(("postgres://", "postgresql")):
        from tastemaker.agent.threads_postgres import PostgresThreads

        return PostgresThreads(where, domain=domain.resolve().name)
    return Threads(domain)


class Threads:
    """The threads of one domain in a file. `saver` is what the graph writes to."""

    def __init__(self, domain: Path) -> None:
        from langgraph.checkpoint.sqlite import SqliteSaver

        folder = state_folder(domain)
        folder.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(folder / FILE, check_same_thread=False, timeout=30)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._locks: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()
        self._files = folder / "turns"
        self._files.mkdir(exist_ok=True)
        self._guard = threading.Lock()
        self.saver: SqliteSaver = SqliteSaver(self._connection)
        self.saver.setup()

    @contextmanager
    def lock(self, key: str, *, unwanted: Callable[[], bool] = lambda: False) -> Iterator[None]:
        """Held during a turn: messages to one thread are answered one after the other, by all processes.

        Raises Stopped when the turn is `unwanted` while it waits.
        """
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        while not lock.acquire(timeout=PATIENCE):
            refuse(unwanted())
        try:
            with self._shared(key, unwanted):
                yield
        finally:
            lock.release()

    def _shared(self, key: str, unwanted: Callable[[], bool]) -> AbstractContextManager[object]:
        """The lock that other processes see, held from here on."""
        from filelock import FileLock, Timeout

        lock = FileLock(self._files / f"{zlib.crc32(key.encode()) % FILES:03x}.lock", thread_local=False)
        while True:
            try:
                return lock.acquire(timeout=PATIENCE)
            except Timeout:
                refuse(unwanted())

    def expect(self, turns: int) -> None:
        """Files have room for any number of turns."""

    def trim(self, key: str) -> None:
        """Keep only a thread's newest state: nobody travels back, and every state holds all messages."""
        newest = "select max(checkpoint_id) from checkpoints where thread_id = ?1"
        self._run("delete from {table} where thread_id = ?1 and checkpoint_id < (" + newest + ")", key)

    def undo(self, key: str, checkpoint: str | None) -> None:
        """Back to this state of a thread; to nothing where there was none."""
        self._run("delete from {table} where thread_id = ?1 and checkpoint_id > ?2", key, checkpoint or "")

    def rename(self, key: str, new: str) -> None:
        """Give a thread another key; what was kept under that one goes."""
        with self.saver.lock, closing(self._connection.cursor()) as cursor:
            for table in TABLES:
                cursor.execute(f"delete from {table} where thread_id = ?", (new,))
                cursor.execute(f"update {table} set thread_id = ? where thread_id = ?", (new, key))
            self._connection.commit()

    def keep_newest(self, prefix: str, *, most: int) -> None:
        """Of the threads whose keys begin so, only the newest stay."""
        old = (
            "select thread_id from checkpoints where thread_id >= ?1 and thread_id < ?1 || '~' "
            "group by thread_id order by max(checkpoint_id) desc limit -1 offset ?2"
        )
        with self.saver.lock, closing(self._connection.cursor()) as cursor:
            gone = cursor.execute(old, (prefix, most)).fetchall()
            for table in TABLES:
                cursor.executemany(f"delete from {table} where thread_id = ?", gone)
            self._connection.commit()

    def _run(self, statement: str, *given: str) -> None:
        """The same statement on both tables."""
        with self.saver.lock, closing(self._connection.cursor()) as cursor:
            for table in TABLES:
                cursor.execute(statement.format(table=table), given)
            self._connection.commit()

    def erase(self, user: str) -> None:
        """Delete all threads of a person."""
        prefix = thread_id(user, "")
        self._run("delete from {table} where substr(thread_id, 1, length(?1)) = ?1", prefix)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def refuse(unwanted: bool) -> None:
    """Raises Stopped where nobody wants the turn any more."""
    if unwanted:
        raise Stopped("the turn was stopped while it waited for the one before")
