"""What was changed of a domain's items while it was served: kept beside the builds, in SQLite.

The owner's files stay as they are. A change holds as long as the files still say of its item what they said
when it was made; a row that the owner has changed since is the newer word, and `index` lets it win.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tastemaker.catalog.embeddings import digest
from tastemaker.contracts import Item, Modality
from tastemaker.disk import room
from tastemaker.errors import BadDomain
from tastemaker.settings import state_folder

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

__all__ = ["FILE", "Amendment", "Change", "Changes", "Writing", "amendment", "said_of", "version_of"]

FILE: Final = "changes.sqlite3"
BUSY: Final = 30.0
"""Seconds a writer waits for another one."""
TABLES: Final = """
create table if not exists changes (
    number integer primary key autoincrement, id text not null unique, row text, base text not null);
create table if not exists vectors (
    id text not null, modality text not null, model text not null, data blob not null,
    primary key (id, modality));
"""


@dataclass(frozen=True, slots=True)
class Change:
    """The last that was said of one item."""

    id: str
    item: Item | None
    """None when it was removed."""
    base: str
    """What the owner's files said of it then, as `said_of` has it."""
    vectors: Mapping[Modality, tuple[str, Vector]] = field(default_factory=dict)
    """Per modality the embedder's name and the vector, shape (d,)."""
    number: int = 0
    """Counts up; given when it is kept."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """Where the rows of a list of items go when changes are applied: those put come last."""

    kept: NDArray[np.int64]
    """The old rows that stay as they are, in order."""
    put: tuple[Item, ...]
    moved: NDArray[np.int64]
    """int64, shape (old rows,): each one's new row, -1 for what is gone."""


class Changes:
    """The changes of one domain folder. Threads and processes may share it."""

    def __init__(self, domain: Path) -> None:
        self._domain = domain.resolve()
        self._path = state_folder(self._domain) / FILE

    def state(self, since: int = 0) -> tuple[int, int]:
        """The changes after this one, how many and the last one's number: the same while nothing happens."""
        asked = "select count(*), coalesce(max(number), 0) from changes where number > ?"
        with self._reading() as connection:
            found = connection.execute(asked, (since,)).fetchone() if connection else (0, 0)
        return int(found[0]), int(found[1])

    def since(self, number: int = 0) -> list[Change]:
        """The changes after this one, in order, each item's last alone."""
        with self._reading() as connection:
            return list(self._read(connection, number)) if connection else []

    def settle(self, overruled: Sequence[str], indexed: Sequence[Change]) -> None:
        """Forget, of what was indexed, the overruled changes, and removals that no row contradicts."""
        gone = [one.id for one in indexed if one.id in overruled or (one.item is None and not one.base)]
        if gone:
            with self.writing() as writing:
                writing.drop(gone, through=max(one.number for one in indexed))

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """One writer at a time, of all processes; what was put is kept together or not at all."""
        full = f"no space left for the changes in {self._path}: nothing was changed. Free some space"
        with room(full), self._said_plainly(), closing(self._connect()) as connection:
            connection.executescript(TABLES)
            connection.execute("begin immediate")
            try:
                yield Writing(connection, self._domain)
                connection.execute("commit")
            except BaseException:
                connection.rollback()
                raise

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """None when nothing was ever changed."""
        if not self._path.is_file():
            yield None
            return
        with self._said_plainly(), closing(self._connect()) as connection:
            connection.executescript(TABLES)
            yield connection

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=BUSY, isolation_level=None)
        if connection.execute("pragma journal_mode").fetchone() != ("wal",):
            self._write_ahead(connection)
        return connection

    def _write_ahead(self, connection: sqlite3.Connection) -> None:
        """Once in a file's life, by one at a time: SQLite does not wait for another who does the same."""
        from filelock import FileLock

        with FileLock(self._path.with_suffix(".first")):
            connection.execute("pragma journal_mode=wal")

    @contextmanager
    def _said_plainly(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as wrong:
            raise BadDomain(f"the changes in {self._path} cannot be used: {wrong}. Check the file") from wrong

    def _read(self, connection: sqlite3.Connection, number: int) -> Iterator[Change]:
        vectors: dict[str, dict[Modality, tuple[str, Vector]]] = {}
        asked = (
            "select v.id, v.modality, v.model, v.data "
            "from vectors v join changes c using (id) where number > ?"
        )
        for id, modality, model, data in connection.execute(asked, (number,)):
            vectors.setdefault(id, {})[modality] = (model, np.frombuffer(data, "<f4").astype(np.float32))
        rows = connection.execute(
            "select number, id, row, base from changes where number > ? order by number", (number,)
        )
        for n, id, row, base in rows:
            item = None if row is None else _item(json.loads(row), self._domain)
            yield Change(id, item, base, vectors.get(id, {}), n)


class Writing:
    """An open transaction on a domain's changes."""

    def __init__(self, connection: sqlite3.Connection, domain: Path) -> None:
        self._connection, self._domain = connection, domain

    def put(self, change: Change) -> None:
        """Keep a change; what was said of the item before is replaced, but for what the files said."""
        known = self._connection.execute("select base from changes where id = ?", (change.id,)).fetchone()
        row = None if change.item is None else json.dumps(_row(change.item, self._domain), ensure_ascii=False)
        self.drop([change.id])
        self._connection.execute(
            "insert into changes (id, row, base) values (?, ?, ?)",
            (change.id, row, known[0] if known else change.base),
        )
        self._connection.executemany(
            "insert into vectors values (?, ?, ?, ?)",
            [
                (change.id, modality, model, vector.astype("<f4").tobytes())
                for modality, (model, vector) in change.vectors.items()
            ],
        )

    def drop(self, ids: Sequence[str], *, through: int | None = None) -> None:
        """Forget the changes of these items, with `through` only those up to this number."""
        for id in ids:
            latest = "" if through is None else f" and number <= {int(through)}"
            gone = self._connection.execute(f"delete from changes where id = ?{latest}", (id,))
            if gone.rowcount:
                self._connection.execute("delete from vectors where id = ?", (id,))


def amendment(ids: Sequence[str], changes: Sequence[Change]) -> Amendment:
    """What these changes make of rows with these ids.

    >>> amendment(["a", "b"], [Change("a", None, "")]).moved.tolist()
    [-1, 0]
    """
    changed = {change.id: change.item for change in changes}
    kept = np.array([row for row, id in enumerate(ids) if id not in changed], np.int64)
    put = [item for item in changed.values() if item is not None]
    places = {item.id: len(kept) + n for n, item in enumerate(put)}
    moved = np.array([places.get(id, -1) for id in ids], np.int64)
    moved[kept] = np.arange(len(kept))
    return Amendment(kept, tuple(put), moved)


def said_of(item: Item | None) -> str:
    """A digest of what a row says of an item, its media aside; empty for no row."""
    if item is None:
        return ""
    plain = [item.title, item.description, list(item.categories), dict(item.attributes), item.price]
    return digest(json.dumps(plain, sort_keys=True).encode())


def version_of(item: Item, domain: Path) -> str:
    """A digest of all that a row says of an item: another one when any of it has changed."""
    return digest(json.dumps(_row(item, domain.resolve()), sort_keys=True).encode())


def _row(item: Item, domain: Path) -> dict[str, Any]:
    """The item as JSON; media relative to the domain folder."""
    media = {
        kind: os.path.relpath(path, domain)
        for kind in ("image", "audio", "video")
        if (path := getattr(item, kind)) is not None
    }
    return {
        "id": item.id,
        "title": item.title,
        "description": item.description,
        "categories": item.categories,
        "attributes": dict(item.attributes),
        "price": item.price,
        **media,
    }


def _item(row: dict[str, Any], domain: Path) -> Item:
    given: dict[str, Any] = row["attributes"]
    attributes = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    shown = row | {"categories": tuple(row["categories"]), "attributes": attributes}
    shown |= {kind: domain / row[kind] for kind in ("image", "audio", "video") if kind in row}
    return Item(**shown)
