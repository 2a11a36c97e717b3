"""What people did, column by column: a catalog may have millions of events."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tastemaker.catalog.report import Rejected, RejectedRows
from tastemaker.catalog.rows import clean, number, row_id

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["EventTable", "read_events", "seconds"]

COLUMNS: Final = ("user", "item", "timestamp", "rating", "event")


@dataclass(frozen=True, slots=True)
class EventTable:
    """Events sorted by person, then time. All arrays have shape (events,)."""

    users: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    user: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    """Index into `users`, ascending."""
    item: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    """The item's row in the domain."""
    timestamp: NDArray[np.float64] = field(default_factory=lambda: np.empty(0, np.float64))
    """Seconds since 1970, or the order of events where that is what the file holds."""
    rating: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
    """NaN where none was given."""
    kind: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    """Index into `kinds`."""

    def __len__(self) -> int:
        return len(self.user)

    @property
    def columns(self) -> tuple[NDArray[np.generic], ...]:
        """All arrays, in a fixed order."""
        return self.user, self.item, self.timestamp, self.rating, self.kind

    def moved(self, rows: NDArray[np.int64]) -> EventTable:
        """The same events where item `n` has become `rows[n]`, without those of items that are gone (-1)."""
        item = rows[self.item].astype(np.int32)
        here = item >= 0
        return replace(
            self,
            user=self.user[here],
            item=item[here],
            timestamp=self.timestamp[here],
            rating=self.rating[here],
            kind=self.kind[here],
        )

    @staticmethod
    def joined(tables: Sequence[EventTable], *, offsets: Sequence[int]) -> EventTable:
        """One table of several; `offsets` are where each table's items start in the union."""
        columns = _Columns()
        for table, offset in zip(tables, offsets, strict=True):
            users = [columns.users.setdefault(user, len(columns.users)) for user in table.users]
            kinds = [columns.kinds.setdefault(kind, len(columns.kinds)) for kind in table.kinds]
            columns.user += np.asarray(users, np.int32)[table.user].tolist()
            columns.item += (table.item + offset).tolist()
            columns.timestamp += table.timestamp.tolist()
            columns.rating += table.rating.tolist()
            columns.kind += np.asarray(kinds, np.int32)[table.kind].tolist()
        return columns.table()


@dataclass(slots=True)
class _Columns:
    """Columns while they grow."""

    users: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    user: list[int] = field(default_factory=list)
    item: list[int] = field(default_factory=list)
    timestamp: list[float] = field(default_factory=list)
    rating: list[float] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)

    def add(self, user: str, *, item: int, timestamp: float, rating: float, kind: str) -> None:
        self.user.append(self.users.setdefault(user, len(self.users)))
        self.item.append(item)
        self.timestamp.append(timestamp)
        self.rating.append(rating)
        self.kind.append(self.kinds.setdefault(kind, len(self.kinds)))

    def table(self) -> EventTable:
        user, timestamp = np.asarray(self.user, np.int32), np.asarray(self.timestamp, np.float64)
        order = np.lexsort((timestamp, user))
        return EventTable(
            users=tuple(self.users),
            kinds=tuple(self.kinds),
            user=user[order],
            item=np.asarray(self.item, np.int32)[order],
            timestamp=timestamp[order],
            rating=np.asarray(self.rating, np.float32)[order],
            kind=np.asarray(self.kind, np.int32)[order],
        )


def seconds(value: object) -> float:
    """Seconds since 1970 from seconds, milliseconds, micro- or nanoseconds, a date, or a plain
    sequence number, which stays as it is."""
    if isinstance(value, str):
        value = _from_text(value.strip())
    if isinstance(value, datetime):
        value = (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()
    elif isinstance(value, date):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError("is missing" if value is None else f"expected a time, found {value!r}")
    found = float(value)
    if not math.isfinite(found) or found < 0:
        raise ValueError(f"expected a time since 1970, found {value!r}")
    while found >= 1e11:  # later than the year 5000 in seconds: a finer unit
        found /= 1000
    return found


def _from_text(text: str) -> float | datetime:
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            "is missing" if not text else f"expected seconds or an ISO date, found {text[:40]!r}"
        ) from None


def read_events(
    rows: Iterator[tuple[int, dict[str, Any]]], *, name: str, items: Mapping[str, int], rejected: RejectedRows
) -> EventTable:
    """The usable events in order; unknown items and unreadable times are noted under `name`."""
    columns = _Columns()
    seen: set[str] = set(COLUMNS)
    for line, row in rows:
        for column in row.keys() - seen:
            seen.add(column)
            reason = f"unknown column, not used (known are {', '.join(COLUMNS)})"
            rejected.add(Rejected(name, line, column, reason, kept=True))
        try:
            user, item, timestamp = _essentials(row, items)
        except _FieldError as wrong:
            rejected.add(Rejected(name, line, wrong.field, str(wrong)))
            continue
        rating = math.nan
        try:
            if (given := number(row.get("rating"))) is not None:
                rating = given
        except ValueError as wrong:
            rejected.add(Rejected(name, line, "rating", str(wrong), kept=True))
        kind = str(row.get("event") or "view")
        columns.add(user, item=item, timestamp=timestamp, rating=rating, kind=clean(kind))
    return columns.table()


class _FieldError(ValueError):
    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


def _essentials(row: Mapping[str, Any], items: Mapping[str, int]) -> tuple[str, int, float]:
    """Person, item row and time of an event."""
    name = "user"
    try:
        user = row_id(row.get("user"))
        name = "item"
        known = row_id(row.get("item"))
        if known not in items:
            raise ValueError(f"no item {known!r}")
        name = "timestamp"
        return user, items[known], seconds(row.get("timestamp"))
    except (ValueError, OverflowError) as wrong:
        raise _FieldError(name, str(wrong)) from None
