"""The Parquet files of a build: items, events and the media ledger."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tastemaker.catalog.builds import write_bytes
from tastemaker.catalog.events import EventTable
from tastemaker.catalog.ledger import Ledger, Medium
from tastemaker.contracts import Item, Modality

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = [
    "ItemTable",
    "Keys",
    "read_events_table",
    "read_ledger",
    "write_events",
    "write_items",
    "write_ledger",
]

MEDIA: Final = ("image", "audio", "video")
Keys = dict[Modality, list[str]]
"""For each modality and item, the digest of what its vector was computed from; empty without a vector."""


@dataclass(slots=True)
class ItemTable:
    """The items of a build. Rows become items when they are asked for."""

    table: pa.Table
    folder: Path
    ids: tuple[str, ...]

    @classmethod
    def read(cls, build: Path, *, folder: Path) -> ItemTable:
        """Open the items of a build; media paths are made absolute from the domain folder."""
        import pyarrow.parquet as pq

        table = pq.read_table(build / "items.parquet")
        return cls(table, folder.resolve(), tuple(table.column("id").to_pylist()))

    def amended(self, kept: NDArray[np.int64], put: Sequence[Item]) -> ItemTable:
        """The rows that are kept, and behind them these items; theirs have no digests and no keys."""
        import pyarrow as pa

        new = _items_table(put, folder=self.folder, digests=[""] * len(put), keys={})
        for name in self.table.column_names:
            if name not in new.column_names:
                new = new.append_column(name, pa.array([""] * len(put), pa.string()))
        like = new.select(self.table.column_names).cast(self.table.schema)
        rows = pa.concat_tables([self.table.take(kept), like])
        return ItemTable(rows, self.folder, tuple(rows.column("id").to_pylist()))

    def item(self, row: int) -> Item:
        """One row as an item."""
        return self._item(self.table.slice(row, 1).to_pylist()[0])

    def items(self) -> list[Item]:
        """All rows as items."""
        return [self._item(plain) for plain in self.table.to_pylist()]

    def digests(self) -> dict[str, str]:
        """Each item's content digest by id."""
        return dict(zip(self.ids, self.table.column("digest").to_pylist(), strict=True))

    def keys(self, modality: Modality) -> list[str]:
        """What each item's vector was computed from."""
        found: list[str] = self.table.column(f"{modality}_key").to_pylist()
        return found

    def titles(self) -> list[str]:
        found: list[str] = self.table.column("title").to_pylist()
        return found

    def column(self, name: str) -> list[Any]:
        """A field's values row by row; None where it is missing."""
        if name in ("category", "categories"):
            return [tuple(values) or None for values in self.table.column("categories").to_pylist()]
        if name in ("title", "price"):
            found: list[Any] = self.table.column(name).to_pylist()
            return found
        return [_attributes(text).get(name) for text in self.table.column("attributes").to_pylist()]

    def _item(self, plain: dict[str, Any]) -> Item:
        media = {kind: self._absolute(plain[kind]) for kind in MEDIA}
        return Item(
            id=plain["id"],
            title=plain["title"],
            description=plain["description"],
            categories=tuple(plain["categories"]),
            attributes=_attributes(plain["attributes"]),
            price=plain["price"],
            **media,
        )

    def _absolute(self, name: str | None) -> Path | None:
        return Path(os.path.normpath(self.folder / name)) if name is not None else None


def _attributes(text: str) -> dict[str, Any]:
    plain = json.loads(text)
    return {name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()}


def write_items(
    path: Path, items: Sequence[Item], *, folder: Path, digests: Sequence[str], keys: Keys
) -> None:
    """One row an item, in order."""
    _write(path, _items_table(items, folder=folder.resolve(), digests=digests, keys=keys))


def _items_table(items: Sequence[Item], *, folder: Path, digests: Sequence[str], keys: Keys) -> pa.Table:
    import pyarrow as pa

    columns: dict[str, Any] = {
        "id": pa.array([item.id for item in items], pa.string()),
        "title": pa.array([item.title for item in items], pa.string()),
        "description": pa.array([item.description for item in items], pa.string()),
        "categories": pa.array([list(item.categories) for item in items], pa.list_(pa.string())),
        "attributes": pa.array([attributes_json(item) for item in items], pa.string()),
        "price": pa.array([item.price for item in items], pa.float64()),
        "digest": pa.array(digests, pa.string()),
    }
    for kind in MEDIA:
        paths: Iterable[Path | None] = (getattr(item, kind) for item in items)
        columns[kind] = pa.array([p and os.path.relpath(p, folder) for p in paths], pa.string())
    for modality, values in keys.items():
        columns[f"{modality}_key"] = pa.array(values, pa.string())
    return pa.table(columns)


def attributes_json(item: Item) -> str:
    """The attributes as JSON: tuples become lists."""
    return json.dumps(dict(item.attributes), ensure_ascii=False)


def write_events(path: Path, events: EventTable) -> None:
    """Sorted by person, then time; persons and kinds as dictionaries."""
    import pyarrow as pa

    columns = {
        "user": pa.DictionaryArray.from_arrays(events.user, pa.array(events.users, pa.string())),
        "item": pa.array(events.item),
        "timestamp": pa.array(events.timestamp),
        "rating": pa.array(events.rating),
        "kind": pa.DictionaryArray.from_arrays(events.kind, pa.array(events.kinds, pa.string())),
    }
    _write(path, pa.table(columns))


def read_events_table(path: Path) -> EventTable:
    """What `write_events` wrote."""
    import pyarrow.parquet as pq

    table = pq.read_table(path).combine_chunks()
    user, kind = (_dictionary(table.column(name)) for name in ("user", "kind"))
    return EventTable(
        users=tuple(user[0]),
        kinds=tuple(kind[0]),
        user=user[1].astype(np.int32),
        item=table.column("item").to_numpy(),
        timestamp=table.column("timestamp").to_numpy(),
        rating=table.column("rating").to_numpy(),
        kind=kind[1].astype(np.int32),
    )


def _dictionary(column: Any) -> tuple[list[str], Any]:
    if not len(column):
        return [], np.empty(0, np.int32)
    found = column.combine_chunks()
    return found.dictionary.to_pylist(), found.indices.to_numpy()


def write_ledger(path: Path, ledger: Ledger) -> None:
    """The media files with their verdicts; none where a file was never opened."""
    import pyarrow as pa

    media = list(ledger.media.values())
    columns = {
        "path": pa.array([medium.path for medium in media], pa.string()),
        "size": pa.array([medium.size for medium in media], pa.int64()),
        "mtime_ns": pa.array([medium.mtime_ns for medium in media], pa.int64()),
        "digest": pa.array([medium.digest for medium in media], pa.string()),
        "verdict": pa.array([ledger.verdicts.get(medium.digest) for medium in media], pa.string()),
    }
    _write(path, pa.table(columns))


def read_ledger(path: Path, *, folder: Path) -> Ledger:
    """A ledger that knows the files seen at the last build."""
    import pyarrow.parquet as pq

    rows = pq.read_table(path).to_pylist()
    verdicts = {row["digest"]: row["verdict"] for row in rows if row["verdict"] is not None}
    seen = [Medium(row["path"], row["size"], row["mtime_ns"], row["digest"]) for row in rows]
    return Ledger(folder, seen=seen, verdicts=verdicts)


def _write(path: Path, table: pa.Table) -> None:
    import pyarrow.parquet as pq

    file = io.BytesIO()
    pq.write_table(table, file, compression="zstd")
    write_bytes(path, file.getbuffer())
