"""What an `index` run found and did, in numbers and in sentences."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeAlias

from tastemaker.catalog.id_report import IdReport

__all__ = ["IndexReport", "Rejected", "RejectedRows", "overruled", "reasons"]

_Kind: TypeAlias = tuple[str, str, bool]
"""File, field, and whether the row is used without it."""
LISTED: Final = 10_000
"""Rejected rows listed one by one; the rest are only counted, so that a wrong file stays readable."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row, or a part of one, that could not be used."""

    file: str
    """The file's path, relative to the domain folder."""
    line: int
    """Counted from 1; the row number in a Parquet file; 0 for the file as a whole."""
    field: str
    """Empty when the row as a whole is meant."""
    reason: str
    kept: bool = False
    """True when the row is used without this field."""
    id: str = ""
    """The item's id, where it is known."""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.field}: {self.reason}" if self.field else f"{where}: {self.reason}"


@dataclass(slots=True)
class RejectedRows:
    """Collects what was rejected while a domain is read."""

    rows: list[Rejected] = field(default_factory=list)
    dropped: int = 0
    """Rows not used at all."""
    amended: int = 0
    """Findings on rows that are used without the field."""
    counts: Counter[_Kind] = field(default_factory=Counter)

    def add(self, rejected: Rejected) -> None:
        """Count it, and list it while the list is short enough to be read."""
        self.counts[rejected.file, rejected.field, rejected.kept] += 1
        if rejected.kept:
            self.amended += 1
        else:
            self.dropped += 1
        if len(self.rows) < LISTED:
            self.rows.append(rejected)

    def extend(self, other: RejectedRows) -> None:
        """Take over what was found in another file."""
        self.rows = [*self.rows, *other.rows][:LISTED]
        self.dropped += other.dropped
        self.amended += other.amended
        self.counts += other.counts

    def under(self, section: str) -> RejectedRows:
        """The same findings, their files named from one folder up."""
        rows = [replace(row, file=f"{section}/{row.file}") for row in self.rows]
        counts = Counter(
            {(f"{section}/{file}", name, kept): n for (file, name, kept), n in self.counts.items()}
        )
        return RejectedRows(rows, dropped=self.dropped, amended=self.amended, counts=counts)

    def __len__(self) -> int:
        return self.dropped + self.amended

    def first(self, n: int = 3) -> str:
        """The first findings as one text, for an error message."""
        return "; ".join(str(row) for row in self.rows[:n])

    def write(self, path: Path) -> None:
        """One JSON object per line."""
        lines = [json.dumps(asdict(row), ensure_ascii=False) for row in self.rows]
        if len(self) > len(self.rows):
            lines.append(json.dumps({"more": len(self) - len(self.rows)}))
        text = "".join(line + "\n" for line in lines)
        path.write_text(text, encoding="utf-8", errors="backslashreplace")


@dataclass(frozen=True, slots=True)
class IndexReport:
    """The outcome of one `index` run."""

    folder: Path
    items: int
    events: int
    added: int
    changed: int
    removed: int
    unchanged: int
    embedded: dict[str, int]
    """Vectors computed in this run, by modality; those taken over from before are not counted."""
    models: dict[str, str]
    """The embedder of each modality in use."""
    rejected: int
    """Rows left out."""
    amended: int
    """Fields left out of rows that are used."""
    duplicates: int
    """Identical repeats of an item, used once."""
    seconds: float
    rebuilt: bool
    """False when nothing had changed and the build before was kept."""
    rejected_file: Path | None = None
    """The list of what was left out; None when there is nothing to list."""
    reasons: dict[str, int] = field(default_factory=dict)
    """How often each kind of finding occurred, most frequent first."""
    notes: tuple[str, ...] = ()
    semantic_ids: IdReport | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values, ready for `json.dumps`."""
        plain = asdict(self)
        plain["folder"] = str(self.folder)
        plain["rejected_file"] = str(self.rejected_file) if self.rejected_file else None
        plain["notes"] = list(self.notes)
        return plain

    def summary(self) -> str:
        """A few lines for people."""
        head = f"{self.items:,} items and {self.events:,} events in {self.seconds:.1f} s"
        if not self.rebuilt:
            return "\n".join([f"{head}: nothing has changed.", *self._findings()])
        counts = (
            f"{self.added:,} added, {self.changed:,} changed, {self.removed:,} removed, "
            f"{self.unchanged:,} unchanged"
        )
        done = ", ".join(f"{n:,} {modality}" for modality, n in self.embedded.items() if n)
        return "\n".join([f"{head}: {counts}; embedded {done or 'nothing new'}.", *self._findings()])

    def _findings(self) -> list[str]:
        lines = [self.semantic_ids.summary()] if self.semantic_ids else []
        lines += self.notes
        if self.duplicates:
            lines.append(f"{self.duplicates:,} identical repeats of items were used once.")
        if self.rejected or self.amended:
            lines.append(f"{self.rejected:,} rows left out, {self.amended:,} used in part:")
            lines += [f"  {count:,} × {reason}" for reason, count in list(self.reasons.items())[:5]]
            which = "all of them" if self.rejected + self.amended <= LISTED else f"the first {LISTED:,}"
            lines.append(f"  {which}: {self.rejected_file}")
        return lines


def reasons(rows: RejectedRows) -> dict[str, int]:
    """Findings counted by file and field, with the first one's reason as an example."""
    example: dict[_Kind, str] = {}
    for row in rows.rows:
        example.setdefault((row.file, row.field, row.kept), str(row))
    return {
        example.get(key, ": ".join(filter(None, key[:2]))): count for key, count in rows.counts.most_common()
    }


def overruled(ids: Sequence[str]) -> list[str]:
    """A note on the items whose row in the files is newer than what was changed while serving."""
    if not ids:
        return []
    more = f" and {len(ids) - 3:,} more" if len(ids) > 3 else ""
    return [f"The files' rows are newer than what was changed while serving: {', '.join(ids[:3])}{more}."]
