"""Conversations in PostgreSQL: several API processes go on with each other's, on any machine.

LangGraph's checkpointer keeps them, in a schema of the domain's own; an advisory lock of the database has the
messages to one thread answered one after the other.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.engine import make_url

from tastemaker.agent.threads import PATIENCE, Stores, refuse, thread_id
from tastemaker.errors import MissingExtra, StoreUnreachable

if TYPE_CHECKING:
    from langgraph.checkpoint.postgres import PostgresSaver
    from psycopg_pool import ConnectionPool

__all__ = ["PostgresThreads"]

TABLES: Final = ("checkpoints", "checkpoint_writes", "checkpoint_blobs")
DATED: Final = TABLES[:2]
"""Those whose rows belong to one state; blobs are shared by states."""
MOST: Final = 16
"""Connections of a domain for reading and writing, beside one for each turn that holds a lock."""
SECONDS: Final = 10.0
"""How long a connection is waited for."""
UNUSED: Final = """
delete from checkpoint_blobs as blob where thread_id = %(key)s and not exists (
  select 1 from checkpoints as state, jsonb_each_text(state.checkpoint -> 'channel_versions') as version
  where state.thread_id = blob.thread_id and state.checkpoint_ns = blob.checkpoint_ns
    and version.key = blob.channel and version.value = blob.version)
"""


class PostgresThreads(Stores):
    """The threads of one domain in a PostgreSQL database. `saver` is what the graph writes to."""

    def __init__(self, url: str, *, domain: str) -> None:
        """Raises MissingExtra, and StoreUnreachable while the database is away."""
        try:
            from langgraph.checkpoint.postgres import PostgresSaver
            from psycopg_pool import ConnectionPool
        except ImportError as missing:
            raise MissingExtra(
                missing.name or "psycopg", extra="postgres", purpose="keeping conversations in PostgreSQL"
            ) from missing
        self._schema = "tastemaker_" + re.sub(r"\W+", "_", domain.lower())[:40]
        where = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._pool: ConnectionPool[Any] = _pool(ConnectionPool, where, self._schema)
        self._locks: ConnectionPool[Any] = _pool(ConnectionPool, where, self._schema)

        class Saver(PostgresSaver):
            """Says plainly that the database is away."""

            @contextmanager
            def _cursor(self, **given: Any) -> Iterator[Any]:
                with said_plainly(), super()._cursor(**given) as cursor:
                    yield cursor

        self.saver: PostgresSaver = Saver(self._pool)
        with self.lock("setup"):  # several processes may begin at once
            self._run(f'create schema if not exists "{self._schema}"')
            with said_plainly():
                self.saver.setup()

    @contextmanager
    def lock(self, key: str, *, unwanted: Callable[[], bool] = lambda: False) -> Iterator[None]:
        """Held during a turn: messages to one thread are answered one after the other, by all processes.

        It ends with the connection, so that a process that dies leaves none behind. Raises Stopped when the
        turn is `unwanted` while it waits.
        """
        with said_plainly():
            connection = self._locks.getconn(timeout=SECONDS)
        try:
            number = {"key": f"{self._schema}/{key}"}
            with said_plainly():
                take = "select pg_try_advisory_lock(hashtextextended(%(key)s, 0)) as held"
                while not connection.execute(take, number).fetchone()["held"]:
                    refuse(unwanted())
                    time.sleep(PATIENCE)
            try:
                yield
            finally:
                with said_plainly():
                    connection.execute("select pg_advisory_unlock(hashtextextended(%(key)s, 0))", number)
        finally:
            self._locks.putconn(connection)

    def expect(self, turns: int) -> None:
        """Have room for so many turns at once, each of which holds a connection."""
        self._locks.resize(0, turns)

    def trim(self, key: str) -> None:
        """Keep only a thread's newest state: nobody travels back, and every state holds all messages."""
        newest = "(select max(checkpoint_id) from checkpoints where thread_id = %(key)s)"
        older = [
            f"delete from {table} where thread_id = %(key)s and checkpoint_id < {newest}" for table in DATED
        ]
        self._run(*reversed(older), UNUSED, key=key)

    def undo(self, key: str, checkpoint: str | None) -> None:
        """Back to this state of a thread; to nothing where there was none."""
        later = "delete from {} where thread_id = %(key)s and checkpoint_id > %(state)s"
        self._run(*(later.format(table) for table in DATED), UNUSED, key=key, state=checkpoint or "")

    def rename(self, key: str, new: str) -> None:
        """Give a thread another key; what was kept under that one goes."""
        gone = [f"delete from {table} where thread_id = %(new)s" for table in TABLES]
        named = [f"update {table} set thread_id = %(new)s where thread_id = %(key)s" for table in TABLES]
        self._run(*gone, *named, key=key, new=new)

    def keep_newest(self, prefix: str, *, most: int) -> None:
        """Of the threads whose keys begin so, only the newest stay."""
        old = (
            "select thread_id from checkpoints where starts_with(thread_id, %(prefix)s) "
            "group by thread_id order by max(checkpoint_id) desc offset %(most)s"
        )
        # blobs first and states last: the states tell which threads are old
        self._run(
            *(f"delete from {table} where thread_id in ({old})" for table in reversed(TABLES)),
            prefix=prefix,
            most=most,
        )

    def erase(self, user: str) -> None:
        """Delete all threads of a person."""
        every = [f"delete from {table} where starts_with(thread_id, %(prefix)s)" for table in TABLES]
        self._run(*every, prefix=thread_id(user, ""))

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()
        self._locks.close()

    def _run(self, *statements: str, **given: Any) -> None:
        """All of them, or none."""
        with said_plainly(), self._pool.connection() as connection, connection.transaction():
            for statement in statements:
                connection.execute(statement, given)


@contextmanager
def said_plainly() -> Iterator[None]:
    """Raises StoreUnreachable where the database is away."""
    from psycopg import InterfaceError, OperationalError
    from psycopg_pool import PoolClosed, PoolTimeout

    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout, PoolClosed) as wrong:
        why = str(wrong).strip().splitlines()[0] if str(wrong).strip() else type(wrong).__name__
        raise StoreUnreachable(f"the database of conversations does not answer ({why})") from wrong


def _pool(kind: Any, where: str, schema: str) -> Any:
    """A pool whose connections look into the schema, and are looked at before they are used."""
    from psycopg.rows import dict_row

    return kind(
        where,
        min_size=0,
        max_size=MOST,
        timeout=SECONDS,
        check=kind.check_connection,
        kwargs={
            "autocommit": True,
            "prepare_threshold": None,
            "row_factory": dict_row,
            "options": f"-c search_path={schema}",
            "connect_timeout": int(SECONDS),
        },
        open=True,
    )
