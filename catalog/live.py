"""A catalog that is read and changed at the same time: who serves it asks here for the newest state."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.changes import Change, Changes, Writing, said_of, version_of
from tastemaker.catalog.domain import item_of
from tastemaker.catalog.rows import FIELDS, ItemRow, item_row
from tastemaker.catalog.sources import openers, vectors_of
from tastemaker.contracts import Item, Modality
from tastemaker.errors import BadItem, Conflict

__all__ = ["Live"]

MEDIA: Final[tuple[Modality, ...]] = ("image", "audio", "video")


class Live:
    """The newest state of a catalog, and the way to change it. Threads and processes may do so at once.

    >>> live = Live(Catalog.open("shop"))  # doctest: +SKIP
    >>> live.put([{"id": "new", "title": "Felt boots", "price": 40}])  # doctest: +SKIP
    >>> live.catalog.search("felt boots")[0].id  # doctest: +SKIP
    'new'
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._changes = Changes(catalog.folder)
        self._renewing = threading.Lock()

    def renew(self) -> Catalog:
        """The newest state, which is `catalog` from now on."""
        with self._renewing:
            self.catalog = self.catalog.renewed()
            return self.catalog

    def put(self, rows: Sequence[Mapping[str, Any]]) -> list[Item]:
        """Add items, or put them in the place of those of their ids: all or none.

        Raises BadItem, BadMedia.
        """
        with self._changes.writing() as writing:
            catalog = self.renew()
            items = [_checked(row, catalog) for row in rows]
            for item in items:
                _keep(writing, item, catalog)
        self.renew()
        return items

    def edit(self, id: str, fields: Mapping[str, Any], *, version: str = "") -> Item:
        """Change some fields of an item; None takes one away, and so it does inside `attributes`.

        With a `version` the item must still be in it. Raises UnknownItem, BadItem, BadMedia, Conflict.
        """
        with self._changes.writing() as writing:
            catalog = self.renew()
            before = catalog.item(id)
            _expect(before, version, catalog.folder)
            item = _edited(before, fields, catalog)
            _keep(writing, item, catalog)
        self.renew()
        return item

    def remove(self, id: str, *, version: str = "") -> None:
        """Take an item out. Raises UnknownItem, Conflict, and BadItem for the last one."""
        with self._changes.writing() as writing:
            catalog = self.renew()
            before = catalog.item(id)
            _expect(before, version, catalog.folder)
            if len(catalog) == 1:
                raise BadItem(
                    f"{id!r} is the last item of {catalog.profile.name}: a catalog holds at least one"
                )
            writing.put(Change(id, None, said_of(before)))
        self.renew()

    def version(self, item: Item) -> str:
        """Another one whenever anything of the item has changed."""
        return version_of(item, self.catalog.folder)


def _keep(writing: Writing, item: Item, catalog: Catalog) -> None:
    models = {modality: model for modality in catalog.models if (model := catalog.embedder(modality))}
    for kind in MEDIA:
        path: Path | None = getattr(item, kind)
        if path is not None and kind not in models:
            openers(kind, path, inside=path.parent)()  # a card shows no broken medium
    vectors = {m: (catalog.models[m], vector) for m, vector in vectors_of(item, models).items()}
    before = catalog.item(item.id) if item.id in catalog else None
    writing.put(Change(item.id, item, said_of(before), vectors))


def _checked(raw: Mapping[str, Any], catalog: Catalog) -> Item:
    """The item of a row that is right in every field."""
    row = _row(raw)
    item = item_of(row, folder=catalog.folder, wrong=_refuse)
    section = item.id.partition("/")[0]
    if section in {Path(name).name for name in catalog.profile.sections}:
        return replace(item, attributes={**item.attributes, "section": section})
    return item


def _row(raw: Mapping[str, Any]) -> ItemRow:
    _known(raw)
    row, problems = item_row(dict(raw))
    if problems:
        _refuse(*problems[0])
    assert row is not None, "a row without problems is an item"
    return row


def _edited(item: Item, fields: Mapping[str, Any], catalog: Catalog) -> Item:
    """The item with these fields; the others are as they were."""
    _known(fields)
    if "id" in fields and fields["id"] != item.id:
        raise BadItem(f"id: the id of {item.id!r} cannot be changed: add another item, and remove this one")
    if fields.get("title", item.title) in (None, ""):
        raise BadItem("title: an item keeps a title")
    given = {name: value for name, value in fields.items() if value is not None}
    nested = given.get("attributes")
    gone: set[str] = set()
    if isinstance(nested, Mapping):
        gone = {name for name, value in nested.items() if value is None}
        given["attributes"] = {name: value for name, value in nested.items() if value is not None}
    new = _checked({**given, "id": item.id, "title": given.get("title", item.title)}, catalog)
    attributes = {**item.attributes, **new.attributes} if fields.get("attributes", {}) is not None else {}
    kept = {name: value for name, value in attributes.items() if name not in gone}
    changed: dict[str, Any] = {name: getattr(new, name) for name in fields if name != "attributes"}
    return replace(item, **changed, attributes=kept)


def _known(fields: Mapping[str, Any]) -> None:
    if strange := sorted(set(fields) - FIELDS):
        raise BadItem(f"an item has no field {strange[0]!r}: known are {', '.join(sorted(FIELDS))}")


def _refuse(name: str, reason: str) -> None:
    raise BadItem(f"{name or 'the item'}: {reason}")


def _expect(item: Item, version: str, folder: Path) -> None:
    if version and version != version_of(item, folder):
        raise Conflict(
            f"{item.id!r} was changed in between: read it again, and make the change to what it is now"
        )
