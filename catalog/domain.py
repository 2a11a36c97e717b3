"""A domain folder as its owner wrote it: items and events, read and checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, Final

from tastemaker.catalog.changes import FILE, Amendment, Change, amendment, said_of
from tastemaker.catalog.events import EventTable, read_events
from tastemaker.catalog.media import contained
from tastemaker.catalog.profile import Profile, read_profile
from tastemaker.catalog.report import Rejected, RejectedRows
from tastemaker.catalog.rows import FIELDS, ItemRow, item_row, nest_attributes, read_rows
from tastemaker.contracts import Item
from tastemaker.errors import BadDomain, BadMedia

__all__ = ["Domain", "Profile", "beginning", "item_of", "read_domain"]

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
    overruled: tuple[str, ...] = ()
    """Items whose row has changed since they were changed while serving: the row counts."""


def read_domain(folder: Path, *, changes: Sequence[Change] = ()) -> Domain:
    """Read a domain folder, or the union of its sections, with what was changed while serving."""
    if not folder.is_dir():
        found = "is a file" if folder.exists() else "does not exist"
        raise BadDomain(
            f"{folder} {found}: give a folder with items.jsonl, items.csv or items.parquet, "
            "or run: tastemaker demo DIR"
        )
    profile = read_profile(folder)
    domain = (_union if profile.sections else _single)(folder, profile, changes)
    if not domain.items:
        raise BadDomain(
            f"{folder} holds no usable item: {domain.rejected.first() or 'the items file is empty'}"
        )
    return domain


def _single(folder: Path, profile: Profile, changes: Sequence[Change]) -> Domain:
    rejected = RejectedRows()
    path = _file(folder, "items")
    if path is None:
        raise BadDomain(f"{folder} has no items.jsonl, items.csv or items.parquet")
    reader = _Items(folder, path.name, rejected)
    reader.read(path)
    standing, overruled = _standing(reader.items, changes)
    plan = amendment([item.id for item in reader.items], standing)
    items = _amended(reader.items, plan)
    return Domain(
        folder,
        profile,
        items,
        _events(folder, {item.id: n for n, item in enumerate(items)}, rejected),
        rejected,
        duplicates=reader.duplicates,
        places=_places({id: (path.name, line) for id, (line, _) in reader.lines.items()}, plan),
        sections={"": folder},
        overruled=overruled,
    )


def _standing(items: Sequence[Item], changes: Sequence[Change]) -> tuple[list[Change], tuple[str, ...]]:
    """The changes that hold, and the ids of those that do not: their row has changed since."""
    rows = {item.id: item for item in items}
    holds = [said_of(rows.get(change.id)) == change.base for change in changes]
    standing = [change for change, held in zip(changes, holds, strict=True) if held]
    return standing, tuple(one.id for one, held in zip(changes, holds, strict=True) if not held)


def _amended(items: Sequence[Item], plan: Amendment) -> list[Item]:
    return [*(items[row] for row in plan.kept.tolist()), *plan.put]


def _places(places: Mapping[str, tuple[str, int]], plan: Amendment) -> dict[str, tuple[str, int]]:
    return {**places, **{item.id: (FILE, 0) for item in plan.put}}


def _events(folder: Path, items: Mapping[str, int], rejected: RejectedRows) -> EventTable:
    path = _file(folder, "events")
    if path is None:
        return EventTable()
    rows = read_rows(path, name=path.name, rejected=rejected)
    return read_events(rows, name=path.name, items=items, rejected=rejected)


def _union(folder: Path, profile: Profile, changes: Sequence[Change]) -> Domain:
    """Sections' items under `section/id`, and events on them, the union's own included."""
    names = [Path(section).name for section in profile.sections]
    if len(set(names)) < len(names) or "" in names:
        raise BadDomain(
            f"{folder / 'domain.toml'}: sections must be folders of different names, found {names}"
        )
    union = Domain(folder, profile, [], EventTable(), RejectedRows(), sections={"": folder})
    parts, duplicates = [], 0
    for section, name in zip(profile.sections, names, strict=True):
        part = _section(folder, section)
        parts.append(part)
        union.items.extend(_in_section(item, name) for item in part.items)
        union.rejected.extend(part.rejected.under(section))
        union.places.update({f"{name}/{id}": (f"{section}/{f}", n) for id, (f, n) in part.places.items()})
        union.sections[f"{name}/"] = part.folder
        duplicates += part.duplicates
    standing, overruled = _standing(union.items, changes)
    plan = amendment([item.id for item in union.items], standing)
    items = _amended(union.items, plan)
    own = _events(folder, {item.id: n for n, item in enumerate(items)}, union.rejected)
    events = _joined(parts, plan, own=own)
    places = _places(union.places, plan)
    return replace(
        union, items=items, events=events, duplicates=duplicates, places=places, overruled=overruled
    )


def _joined(parts: Sequence[Domain], plan: Amendment, *, own: EventTable) -> EventTable:
    """The sections' events and the union's own, on the rows that items have in the union."""
    tables, start = [], 0
    for part in parts:
        tables.append(part.events.moved(plan.moved[start : start + len(part.items)]))
        start += len(part.items)
    return EventTable.joined([*tables, own], offsets=[0] * (len(tables) + 1))


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
        def wrong(kind: str, reason: str) -> None:
            self._note(line, kind, reason, id=row.id, kept=True)

        return item_of(row, folder=self.folder, wrong=wrong)

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


def item_of(row: ItemRow, *, folder: Path, wrong: Callable[[str, str], None]) -> Item:
    """The item of a row; without the media that are no files in the folder, of which `wrong` hears."""
    media: dict[str, Path | None] = {}
    for kind in ("image", "audio", "video"):
        given: str | None = getattr(row, kind)
        try:
            media[kind] = None if given is None else contained(given, inside=folder)
        except BadMedia as reason:
            media[kind] = None
            wrong(kind, str(reason))
    return Item(
        id=row.id,
        title=row.title or _fallback_title(row),
        description=row.description,
        categories=row.categories,
        attributes=row.attributes,
        price=row.price,
        **media,
    )


def _fallback_title(row: ItemRow) -> str:
    """The description's first words; without one, a category, else the id."""
    if not row.description:
        return row.categories[0] if row.categories else row.id
    return beginning(row.description)


def beginning(text: str) -> str:
    """As many of the first words as a title has room for."""
    title = ""
    for word in text.split():
        if title and len(title) + 1 + len(word) > TITLE_CHARACTERS:
            break
        title = f"{title} {word}".strip()
    return title[:TITLE_CHARACTERS]
