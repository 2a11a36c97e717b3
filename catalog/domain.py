"""A domain folder as its owner wrote it: items and events, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, Final

from tastemaker.catalog.events import EventTable, read_events
from tastemaker.catalog.media import contained
from tastemaker.catalog.profile import Profile, read_profile
from tastemaker.catalog.report import Rejected, RejectedRows
from tastemaker.catalog.rows import FIELDS, ItemRow, item_row, nest_attributes, read_rows
from tastemaker.contracts import Item
from tastemaker.errors import BadDomain, BadMedia

__all__ = ["Domain", "Profile", "read_domain"]

SUFFIXES: Final = (".jsonl", ".csv", ".parquet")
TITLE_CHARACTERS: Final = 60


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain folder, read: what is usable, and what is not and why."""

    folder: Path
    profile: Profile
    items: list[Item]
    events: EventTable
    rejected: RejectedRows
    duplicates: int = 0
    """Identical repeats of an item that were dropped."""
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    """File and line of each item by id."""
    sections: dict[str, Path] = field(default_factory=dict)
    """The folders whose items these are, by the prefix of their ids."""


def read_domain(folder: Path) -> Domain:
    """Read a domain folder, or the union of its sections."""
    if not folder.is_dir():
        found = "is a file" if folder.exists() else "does not exist"
        raise BadDomain(
            f"{folder} {found}: give a folder with items.jsonl, items.csv or items.parquet, "
            "or run: tastemaker demo DIR"
        )
    profile = read_profile(folder)
    domain = _union(folder, profile) if profile.sections else _single(folder, profile)
    if not domain.items:
        raise BadDomain(
            f"{folder} holds no usable item: {domain.rejected.first() or 'the items file is empty'}"
        )
    return domain


def _single(folder: Path, profile: Profile) -> Domain:
    rejected = RejectedRows()
    path = _file(folder, "items")
    if path is None:
        raise BadDomain(f"{folder} has no items.jsonl, items.csv or items.parquet")
    reader = _Items(folder, path.name, rejected)
    reader.read(path)
    events = _events(folder, {item.id: n for n, item in enumerate(reader.items)}, rejected)
    return Domain(
        folder,
        profile,
        reader.items,
        events,
        rejected,
        duplicates=reader.duplicates,
        places={id: (path.name, line) for id, (line, _) in reader.lines.items()},
        sections={"": folder},
    )


def _events(folder: Path, items: Mapping[str, int], rejected: RejectedRows) -> EventTable:
    path = _file(folder, "events")
    if path is None:
        return EventTable()
    rows = read_rows(path, name=path.name, rejected=rejected)
    return read_events(rows, name=path.name, items=items, rejected=rejected)


def _union(folder: Path, profile: Profile) -> Domain:
    """Sections' items under `section/id`, and events on them, the union's own included."""
    names = [Path(section).name for section in profile.sections]
    if len(set(names)) < len(names) or "" in names:
        raise BadDomain(
            f"{folder / 'domain.toml'}: sections must be folders of different names, found {names}"
        )
    union = Domain(folder, profile, [], EventTable(), RejectedRows(), sections={"": folder})
    tables, offsets, duplicates = [], [], 0
    for section, name in zip(profile.sections, names, strict=True):
        part = _section(folder, section)
        offsets.append(len(union.items))
        tables.append(part.events)
        union.items.extend(_in_section(item, name) for item in part.items)
        union.rejected.extend(part.rejected.under(section))
        union.places.update({f"{name}/{id}": (f"{section}/{f}", n) for id, (f, n) in part.places.items()})
        union.sections[f"{name}/"] = part.folder
        duplicates += part.duplicates
    rows = {item.id: n for n, item in enumerate(union.items)}
    tables.append(_events(folder, rows, union.rejected))
    events = EventTable.joined(tables, offsets=[*offsets, 0])
    return replace(union, events=events, duplicates=duplicates)


def _section(folder: Path, section: str) -> Domain:
    path = folder / section
    if read_profile(path).sections:
        raise BadDomain(f"{path} is itself a union: list its sections in {folder / 'domain.toml'}")
    return read_domain(path)


def _in_section(item: Item, name: str) -> Item:
    return replace(item, id=f"{name}/{item.id}", attributes={**item.attributes, "section": name})


def _file(folder: Path, stem: str) -> Path | None:
    """The one file of this stem in a known format."""
    found = [path for suffix in SUFFIXES if (path := folder / f"{stem}{suffix}").is_file()]
    if len(found) > 1:
        names = " and ".join(path.name for path in found)
        raise BadDomain(f"{folder} holds {names}: keep one of them")
    return found[0] if found else None


class _Items:
    """Turns rows into items, noting what is wrong with them."""

    def __init__(self, folder: Path, name: str, rejected: RejectedRows) -> None:
        self.folder = folder
        self.name = name
        self.rejected = rejected
        self.items: list[Item] = []
        self.duplicates = 0
        self.lines: dict[str, tuple[int, int]] = {}
        self._unknown: dict[str, list[int]] = {}

    def read(self, path: Path) -> None:
        rows = list(read_rows(path, name=self.name, rejected=self.rejected))
        if path.suffix != ".jsonl":
            nest_attributes(rows, typed=path.suffix == ".parquet")
            self._columns(rows)
        for line, raw in rows:
            self._row(line, raw)
        for name, lines in self._unknown.items():
            reason = f"unknown field in {len(lines):,} rows, not used: put it under attributes"
            self.rejected.add(Rejected(self.name, lines[0], name, reason, kept=True))

    def _columns(self, rows: list[tuple[int, dict[str, Any]]]) -> None:
        if rows and not any("id" in row for _, row in rows):
            found = ", ".join(sorted(set(chain.from_iterable(row for _, row in rows))))
            raise BadDomain(f"{self.folder / self.name} has no column 'id': it has {found}")

    def _row(self, line: int, raw: dict[str, Any]) -> None:
        for name in raw.keys() - FIELDS:
            self._unknown.setdefault(name, []).append(line)
        row, problems = item_row(raw)
        for name, reason in problems:
            self._note(line, name, reason, id=str(raw.get("id", "")), kept=row is not None)
        if row is not None:
            self._keep(line, self._item(line, row))

    def _item(self, line: int, row: ItemRow) -> Item:
        media = {kind: self._medium(line, row, kind) for kind in ("image", "audio", "video")}
        return Item(
            id=row.id,
            title=row.title or _fallback_title(row),
            description=row.description,
            categories=row.categories,
            attributes=row.attributes,
            price=row.price,
            **media,
        )

    def _medium(self, line: int, row: ItemRow, kind: str) -> Path | None:
        given: str | None = getattr(row, kind)
        if given is None:
            return None
        try:
            return contained(given, inside=self.folder)
        except BadMedia as wrong:
            self._note(line, kind, str(wrong), id=row.id, kept=True)
            return None

    def _keep(self, line: int, item: Item) -> None:
        if item.id not in self.lines:
            self.lines[item.id] = (line, len(self.items))
            self.items.append(item)
            return
        first, n = self.lines[item.id]
        if self.items[n] != item:
            raise BadDomain(
                f"{self.folder / self.name}: id {item.id!r} stands in line {first} and in line {line} "
                "with different content. Keep one of them, or give them ids of their own."
            )
        self.duplicates += 1

    def _note(self, line: int, name: str, reason: str, *, id: str, kept: bool) -> None:
        self.rejected.add(Rejected(self.name, line, name, reason, kept=kept, id=id))


def _fallback_title(row: ItemRow) -> str:
    """The description's first words; without one, a category, else the id."""
    if not row.description:
        return row.categories[0] if row.categories else row.id
    title = ""
    for word in row.description.split():
        if title and len(title) + 1 + len(word) > TITLE_CHARACTERS:
            break
        title = f"{title} {word}".strip()
    return title[:TITLE_CHARACTERS]
