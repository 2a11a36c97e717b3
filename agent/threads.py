"""Where conversations are kept: LangGraph's SQLite checkpointer, one file per domain."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from tastemaker.settings import state_folder

if TYPE_CHECKING:
    from langgraph.checkpoint.sqlite import SqliteSaver

__all__ = ["Threads", "thread_id"]

FILE: Final = "threads.sqlite3"


def thread_id(user: str, thread: str) -> str:
    """The key under which a person's thread is kept: two people never share one, whatever its name."""
    return f"{quote(user, safe='')}/{quote(thread, safe='')}"


class Threads:
    """The threads of one domain. `saver` is what the graph writes to."""

    def __init__(self, domain: Path) -> None:
        from langgraph.checkpoint.sqlite import SqliteSaver

        folder = state_folder(domain)
        folder.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(folder / FILE, check_same_thread=False, timeout=30)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()
        self.saver: SqliteSaver = SqliteSaver(self._connection)
        self.saver.setup()

    def lock(self, key: str) -> threading.Lock:
        """Held during a turn: two messages to the same thread are answered one after the other."""
        with self._guard:
            return self._locks.setdefault(key, threading.Lock())

    def trim(self, key: str) -> None:
        """Keep only a thread's newest state: nobody travels back, and every state holds all messages."""
        newest = "select max(checkpoint_id) from checkpoints where thread_id = ?1"
        with self.saver.lock, closing(self._connection.cursor()) as cursor:
            for table in ("checkpoints", "writes"):
                cursor.execute(
                    f"delete from {table} where thread_id = ?1 and checkpoint_id < ({newest})", (key,)
                )
            self._connection.commit()

    def erase(self, user: str) -> None:
        """Delete all threads of a person."""
        prefix = thread_id(user, "")
        with self.saver.lock, closing(self._connection.cursor()) as cursor:
            for table in ("checkpoints", "writes"):
                cursor.execute(
                    f"delete from {table} where substr(thread_id, 1, ?) = ?", (len(prefix), prefix)
                )
            self._connection.commit()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
