"""What people did and said: events and statements, in SQLite or in any database by URL."""

from __future__ import annotations

import errno
import math
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal, cast

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    and_,
    create_engine,
    delete,
    event,
    inspect,
    select,
    union,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    IntegrityError,
    NoSuchModuleError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.schema import CreateTable

from tastemaker.catalog.fields import fold
from tastemaker.contracts import Event, Statement
from tastemaker.errors import BadDomain, BadEvent, MissingExtra, OutOfDisk, StoreUnreachable
from tastemaker.settings import state_folder

__all__ = ["Memory"]

Kind = Literal["like", "dislike", "fact"]
_TABLES: Final = MetaData()
_EVENTS: Final = Table(
    "events",
    _TABLES,
    Column("id", Integer, primary_key=True),
    Column("domain", String, nullable=False),
    Column("user", String, nullable=False),
    Column("item", String, nullable=False),
    Column("timestamp", Float(53), nullable=False),
    Column("event", String, nullable=False),
    Column("rating", Float(53)),
    UniqueConstraint("domain", "user", "item", "timestamp", "event"),
)
_STATEMENTS: Final = Table(
    "statements",
    _TABLES,
    Column("id", Integer, primary_key=True),
    Column("domain", String, nullable=False),
    Column("user", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("text", String, nullable=False),
    Column("folded", String, nullable=False),
    UniqueConstraint("domain", "user", "kind", "folded"),
)
_KEYS: Final = Table(
    "event_keys",
    _TABLES,
    Column("id", Integer, primary_key=True),
    Column("domain", String, nullable=False),
    Column("user", String, nullable=False),
    Column("key", String, nullable=False),
    UniqueConstraint("domain", "user", "key"),
)
_KINDS: Final[dict[str, Kind]] = {
    "like": "like",
    "likes": "like",
    "dislike": "dislike",
    "dislikes": "dislike",
    "fact": "fact",
    "facts": "fact",
}
_OPPOSITE: Final[dict[str, str]] = {"like": "dislike", "dislike": "like"}
_BUSY: Final = 30.0
"""Seconds a writer waits for another one."""


class Memory:
    """People's events and statements. Threads and processes may share it.

    >>> memory = Memory("memory.sqlite3")  # doctest: +SKIP
    >>> memory.remember("ana", Statement("like", "jazz"))  # doctest: +SKIP
    """

    def __init__(self, where: str | Path, *, domain: str = "") -> None:
        """`where` is a database URL or the path of a SQLite file; `domain` keeps catalogs in it apart."""
        self.domain = domain
        self._engine = _engine(where)
        with _said_plainly(self._engine):
            _create_tables(self._engine)

    @classmethod
    def of(cls, folder: Path | str) -> Memory:
        """The memory of a domain folder: `TASTEMAKER_DATABASE`, or SQLite beside the built catalog."""
        folder = Path(folder)
        given = os.environ.get("TASTEMAKER_DATABASE")
        return cls(given or state_folder(folder) / "memory.sqlite3", domain=folder.resolve().name)

    def add_event(self, event: Event) -> None:
        """Keep an event; the same one again changes nothing. Raises BadEvent."""
        self.add_events([("", event)])

    def add_events(self, events: Iterable[tuple[str, Event]]) -> int:
        """Keep events together, each under a key of its person's: what comes again under one changes nothing.

        Without a key the same event again changes nothing. How many were new. Raises BadEvent.
        """
        given = list(events)
        for _, one in given:
            _check(one)
        with self._writing() as connection:
            return sum(self._add(connection, key, one) for key, one in given)

    def _add(self, connection: Connection, key: str, event: Event) -> bool:
        whose = self._whose(event.user)
        if key and not _insert_once(connection, _KEYS, {**whose, "key": _clean(key)}):
            return False
        row = {"item": event.item, "timestamp": event.timestamp, "event": event.event, "rating": event.rating}
        return _insert_once(connection, _EVENTS, {**whose, **row})

    def events_of(self, user: str) -> list[Event]:
        """A person's events in time order."""
        wanted = select(_EVENTS).where(self._mine(_EVENTS, user)).order_by(_EVENTS.c.timestamp, _EVENTS.c.id)
        with self._reading() as connection:
            rows = connection.execute(wanted).mappings().all()
        return [Event(r["user"], r["item"], r["timestamp"], r["rating"], r["event"]) for r in rows]

    def marks(self, user: str) -> dict[str, str]:
        """What a person last said of items, `like` or `dislike`."""
        return {one.item: one.event for one in self.events_of(user) if one.event in ("like", "dislike")}

    def take_back(self, user: str, item: str, *kinds: str) -> int:
        """Erase a person's events of these kinds about an item; how many there were."""
        table = _EVENTS
        meant = and_(self._mine(table, user), table.c.item == item, table.c.event.in_(kinds))
        with self._writing() as connection:
            return int(connection.execute(delete(table).where(meant)).rowcount)

    def remember(self, user: str, statement: Statement) -> None:
        """Keep what a person said; said again it becomes the latest, and its opposite goes."""
        text = " ".join(_clean(statement.text).split())
        if not text:
            return
        said = {"folded": fold(text), **self._whose(user)}
        kinds = [statement.kind, _OPPOSITE.get(statement.kind, statement.kind)]
        table = _STATEMENTS
        with self._writing() as connection:
            same = and_(self._mine(table, user), table.c.folded == said["folded"], table.c.kind.in_(kinds))
            connection.execute(delete(table).where(same))
            _insert_once(connection, table, {**said, "kind": statement.kind, "text": text})

    def statements(self, user: str) -> list[Statement]:
        """What a person said, oldest first."""
        return [statement for _, statement in self._said(user)]

    def forget(self, user: str, what: str) -> list[Statement]:
        """Erase what matches and give it back.

        `what` is `likes`, `dislikes`, `facts`, `last`, `everything`, or a text: the statement that says the
        same, else those that hold it, else those it holds. `everything` erases events too.
        """
        wanted = fold(what)
        said = self._said(user)
        gone = _chosen(said, wanted)
        with self._writing() as connection:
            ids = [number for number, _ in gone]
            connection.execute(delete(_STATEMENTS).where(_STATEMENTS.c.id.in_(ids)))
            events = 0
            if wanted == "everything":
                events = connection.execute(delete(_EVENTS).where(self._mine(_EVENTS, user))).rowcount
        history = [Statement("fact", f"your history here ({events} events)")] if events else []
        return [statement for _, statement in gone] + history

    def retract(self, user: str, statement: Statement) -> bool:
        """Erase one statement, as it was said; whether it was there."""
        table = _STATEMENTS
        same = and_(
            self._mine(table, user),
            table.c.kind == statement.kind,
            table.c.folded == fold(" ".join(_clean(statement.text).split())),
        )
        with self._writing() as connection:
            return bool(connection.execute(delete(table).where(same)).rowcount)

    def people(self) -> list[str]:
        """Everybody of whom something is kept, sorted."""
        whose = [
            select(table.c.user).where(table.c.domain == self.domain) for table in (_EVENTS, _STATEMENTS)
        ]
        with self._reading() as connection:
            return sorted(connection.execute(union(*whose)).scalars())

    def erase(self, user: str) -> None:
        """Erase all that is kept of a person."""
        with self._writing() as connection:
            for table in (_EVENTS, _STATEMENTS, _KEYS):
                connection.execute(delete(table).where(self._mine(table, user)))

    def close(self) -> None:
        """Close the connections; the next call opens them again."""
        self._engine.dispose()

    def _said(self, user: str) -> list[tuple[int, Statement]]:
        wanted = select(_STATEMENTS).where(self._mine(_STATEMENTS, user)).order_by(_STATEMENTS.c.id)
        with self._reading() as connection:
            rows = connection.execute(wanted).mappings().all()
        return [(r["id"], Statement(cast("Kind", r["kind"]), r["text"])) for r in rows]

    def _whose(self, user: str) -> dict[str, str]:
        return {"domain": self.domain, "user": _clean(user)}

    def _mine(self, table: Table, user: str) -> Any:
        return and_(table.c.domain == self.domain, table.c.user == _clean(user))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _said_plainly(self._engine), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with _said_plainly(self._engine), self._engine.begin() as connection:
            yield connection


def _create_tables(engine: Engine) -> None:
    """Make the tables that are not there; several processes may try at once.

    PostgreSQL lets two of them find that a table is missing, and fails the slower one: by then it is there.
    """
    for table in _TABLES.sorted_tables:
        try:
            with engine.begin() as connection:
                connection.execute(CreateTable(table, if_not_exists=True))
        except (IntegrityError, ProgrammingError):
            if not inspect(engine).has_table(table.name):
                raise


def _insert_once(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Insert, unless the row is there already: another process may have been faster.

    Without a savepoint: SQLite's driver begins no transaction before one, and would keep each row by itself.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    once = dialect.insert(table).values(**row).on_conflict_do_nothing()
    return bool(connection.execute(once, execution_options={"preserve_rowcount": True}).rowcount)


def _chosen(said: list[tuple[int, Statement]], wanted: str) -> list[tuple[int, Statement]]:
    """The statements that a request to forget means."""
    if not wanted or not said:
        return []
    if wanted == "everything":
        return said
    if wanted == "last":
        return said[-1:]
    first, _, rest = wanted.partition(" ")
    kind = _KINDS.get(first.rstrip(":"))
    if kind and not rest:
        return [(n, one) for n, one in said if one.kind == kind]
    exact = [(n, one) for n, one in said if fold(one.text) == wanted]
    if exact:
        return exact
    among = [(n, one) for n, one in said if kind is None or one.kind == kind]
    text = rest if kind else wanted
    tests = (lambda one: one == text, lambda one: _holds(one, text), lambda one: _holds(text, one))
    matches = ([(n, s) for n, s in among if test(fold(s.text))] for test in tests)
    return next((found for found in matches if found), [])


def _holds(text: str, words: str) -> bool:
    """Whether the words stand in the text, whole and in a row."""
    return bool(words) and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def _clean(text: str) -> str:
    """Without the one character that PostgreSQL does not take, nor halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _check(event: Event) -> None:
    if not event.user or not event.item:
        raise BadEvent(
            f"an event needs a user and an item, found user {event.user!r} and item {event.item!r}"
        )
    if not math.isfinite(event.timestamp):
        raise BadEvent(f"an event's timestamp is in seconds since 1970, found {event.timestamp!r}")
    if event.rating is not None and not math.isfinite(event.rating):
        raise BadEvent(f"a rating is a number, found {event.rating!r}")


def _engine(where: str | Path) -> Engine:
    text = str(where)
    if "://" not in text:
        text = f"sqlite:///{_file(Path(text))}"
    if text.startswith(("postgres://", "postgresql://")):
        text = "postgresql+psycopg://" + text.partition("://")[2]
    try:
        url = make_url(text)
        lite = url.get_backend_name() == "sqlite"
        engine = create_engine(url, connect_args={"timeout": _BUSY} if lite else {}, pool_pre_ping=not lite)
    except ModuleNotFoundError as error:
        raise MissingExtra(
            error.name or "psycopg", extra="postgres", purpose="a PostgreSQL memory"
        ) from error
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise BadDomain(
            f"TASTEMAKER_DATABASE is not a database URL ({error}): write sqlite:///FILE or postgresql://HOST/NAME"
        ) from error
    if lite:
        event.listen(engine, "connect", _tune)
    return engine


def _file(path: Path) -> Path:
    """The SQLite file's absolute path, its folder made."""
    if path.is_dir():
        path = path / "memory.sqlite3"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        kind = OutOfDisk if error.errno == errno.ENOSPC else BadDomain
        raise kind(f"the memory {path} cannot be made: {error.strerror}. Check the folder") from error
    return path.resolve()


def _tune(connection: Any, _record: Any) -> None:
    """Readers do not wait for a writer."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


@contextmanager
def _said_plainly(engine: Engine) -> Iterator[None]:
    """Say plainly what ails the database."""
    try:
        yield
    except DatabaseError as error:
        reason = str(error.orig or error).strip().splitlines()[0]
        shown = engine.url.render_as_string(hide_password=True)
        if "full" in reason:
            raise OutOfDisk(f"the memory {shown} cannot grow: {reason}. Free some space") from error
        if isinstance(error, OperationalError) and engine.url.get_backend_name() != "sqlite":
            raise StoreUnreachable(
                f"the memory {shown} does not answer: {reason}. Start it, or check TASTEMAKER_DATABASE"
            ) from error
        raise BadDomain(
            f"the memory {shown} cannot be used: {reason}. Check the file or TASTEMAKER_DATABASE"
        ) from error
