"""The built catalog: items, vectors and events, ready to be searched."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.catalog import embedders, filters, fusion
from tastemaker.catalog.builds import Builds, Manifest
from tastemaker.catalog.changes import Change, Changes
from tastemaker.catalog.columns import Columns, NumberColumn
from tastemaker.catalog.events import EventTable
from tastemaker.catalog.previous import VECTORS
from tastemaker.catalog.profile import Profile
from tastemaker.catalog.semantic_ids import SemanticIds
from tastemaker.catalog.shelf import Shelf
from tastemaker.catalog.sources import vectors_of
from tastemaker.catalog.tables import read_events_table
from tastemaker.catalog.titles import Titles
from tastemaker.catalog.vectors import VectorIndex
from tastemaker.contracts import Card, Embedder, Event, Field, Item, Modality, Scored
from tastemaker.errors import BadDomain, BadMedia, BadSemanticIds, CatalogMissing, UnknownItem

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

    Mask = NDArray[np.bool_]
    Vectors = NDArray[np.float32]

__all__ = ["Catalog", "card_of"]

FEW: Final = 500
"""Items read one by one; whoever wants more gets them all at once."""
LONGEST_QUERY: Final = 2000
"""Characters of a query that are read; embedders cut far earlier."""
SAME_TITLE: Final = 0.98
"""From this likeness of letters on a text is an item's title."""


class Catalog:
    """What can be recommended. Safe to share between threads for reading."""

    def __init__(
        self,
        folder: Path,
        build: Path,
        manifest: Manifest,
        *,
        models: Mapping[Modality, Embedder],
        shelf: Shelf | None = None,
    ) -> None:
        self.folder = folder
        self.profile = Profile.model_validate(manifest.profile)
        self._build = build
        self._manifest = manifest
        self._given = models
        self._embedders = dict(models)
        self._built = self
        self._state = (0, 0)
        self._shelf = shelf = shelf or Shelf.read(build, manifest, folder=folder)
        self.fields = shelf.fields
        self._table, self._vectors = shelf.items, shelf.vectors
        self.ids: tuple[str, ...] = shelf.items.ids
        self._rows = {id: row for row, id in enumerate(self.ids)}
        self._items: dict[int, Item] = {}
        self.popularity: NDArray[np.float32] = shelf.popularity
        self.fused: Vectors = shelf.fused
        self._columns = Columns(len(self.ids), self._table.column)

    @classmethod
    def open(cls, folder: Path | str, *, models: Mapping[Modality, Embedder] | None = None) -> Catalog:
        """The live catalog of a domain folder. `models` replaces the embedders it was built with.

        >>> Catalog.open("movies").search("space adventure", where="year < 1980")  # doctest: +SKIP
        """
        folder = Path(folder)
        if not folder.is_dir():
            raise BadDomain(
                f"{folder} does not exist: give a domain folder, or run: tastemaker demo {folder}"
            )
        builds = Builds(folder.resolve())
        for attempt in (1, 2):
            build = builds.live()
            try:
                built = cls(builds.domain, build, builds.manifest(build), models=models or {})
                return built._amended()
            except FileNotFoundError as wrong:
                if isinstance(wrong, CatalogMissing) or (attempt == 2 and build == builds.live()):
                    raise CatalogMissing(
                        f"the catalog in {build} is damaged: {wrong}. Run: tastemaker index {folder}"
                    ) from wrong
        raise CatalogMissing(f"the catalog of {folder} changes too fast to be read; try again")

    def renewed(self) -> Catalog:
        """The catalog as it stands now, with all changes and builds since: itself when there were none."""
        if Builds(self.folder).live() != self._build:
            return Catalog.open(self.folder, models=self._given)
        return self if self._now() == self._state else self._built._amended()

    def _amended(self) -> Catalog:
        """What was built, with what was changed while serving since then."""
        built, state = self._built, self._now()
        changes = Changes(self.folder).since(self._manifest.changes)
        if not changes:
            return built
        shelf = built._shelf.amended(changes, weights=self.profile.weights, embed=built._vectors_of)
        found = Catalog(self.folder, self._build, self._manifest, models=self._given, shelf=shelf)
        found._built, found._state, found._embedders = built, state, built._embedders
        return found

    def _vectors_of(self, change: Change) -> Mapping[Modality, Vectors]:
        """A change's vectors, by this catalog's embedders."""
        known = {m: vector for m, (name, vector) in change.vectors.items() if name == self.models.get(m)}
        if len(known) == len(change.vectors) or change.item is None:
            return known
        return vectors_of(change.item, {m: model for m in self.models if (model := self.embedder(m))})

    def _now(self) -> tuple[int, int]:
        return Changes(self.folder).state(self._manifest.changes)

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, id: object) -> bool:
        return id in self._rows

    @property
    def outdated(self) -> bool:
        """True when a newer build has become live since this one was opened, or an item was changed."""
        return Builds(self.folder).live() != self._build or self._now() != self._state

    @property
    def models(self) -> Mapping[Modality, str]:
        """The embedder of each modality, by name."""
        return self._manifest.models

    def row(self, id: str) -> int:
        """The item's row in every array."""
        try:
            return self._rows[id]
        except KeyError:
            near = [self.ids[row] for row, _ in self._titles.find(id, k=1, popularity=self.popularity)]
            hint = f"; did you mean {self.item(near[0]).title!r} ({near[0]})?" if near else ""
            raise UnknownItem(
                f"no item {id!r} among the {len(self):,} of {self.profile.name}{hint}"
            ) from None

    def item(self, id: str) -> Item:
        """The item with this id."""
        row = self.row(id)
        if len(self._items) > FEW:
            return self.items[row]
        if row not in self._items:
            self._items[row] = self._table.item(row)
        return self._items[row]

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items in the order of the rows."""
        return tuple(self._table.items())

    def card(self, id: str, *, score: float | None = None, reason: str = "") -> Card:
        """The item as it is shown."""
        return card_of(self.item(id), score=score, reason=reason)

    @property
    def titles(self) -> Sequence[str]:
        """All titles in the order of the rows."""
        return self._table.titles()

    def vectors(self, modality: Modality) -> Vectors | None:
        """float32, shape (items, d), unit rows, zeros where an item lacks the modality; None without any."""
        return self._vectors.get(modality)

    def embedder(self, modality: Modality) -> Embedder | None:
        """The model that the catalog's vectors of this modality come from; None for precomputed ones."""
        if modality not in self._embedders:
            asked = self._manifest.asked.get(modality)
            if asked is None or asked == "features":
                return None
            self._embedders[modality] = embedders.embedder(modality, asked)
        return self._embedders[modality]

    @cached_property
    def _events(self) -> EventTable:
        found = read_events_table(self._build / "events.parquet")
        return found if self._shelf.moved is None else found.moved(self._shelf.moved)

    @cached_property
    def _spans(self) -> dict[str, tuple[int, int]]:
        """Where each person's events begin and end."""
        events = self._events
        bounds = np.searchsorted(events.user, np.arange(len(events.users) + 1))
        return {user: (int(bounds[n]), int(bounds[n + 1])) for n, user in enumerate(events.users)}

    @property
    def users(self) -> tuple[str, ...]:
        """Everyone who has an event in the domain folder."""
        return tuple(self._spans)

    def events_of(self, user: str) -> list[Event]:
        """A person's events in time order; none for someone unknown."""
        start, end = self._spans.get(user, (0, 0))
        return [self._event(user, n) for n in range(start, end)]

    def _event(self, user: str, n: int) -> Event:
        events = self._events
        rating = float(events.rating[n])
        return Event(
            user=user,
            item=self.ids[events.item[n]],
            timestamp=float(events.timestamp[n]),
            rating=None if np.isnan(rating) else rating,
            event=events.kinds[events.kind[n]],
        )

    @property
    def events(self) -> EventTable:
        """All events of the domain folder as columns, by person and time."""
        return self._events

    def mask(self, where: str) -> Mask:
        """bool, shape (items,): what a filter lets through. BadFilter says where it is wrong."""
        return filters.parse(where, self.fields).mask(self._columns)

    def numbers(self, field: Field) -> NDArray[np.float64]:
        """float64, shape (items,): the values of a field of numbers, not-a-number where one is missing."""
        column = self._columns.column(field)
        assert isinstance(column, NumberColumn), f"{field.name} is no field of numbers"
        return np.asarray(column.numbers, np.float64)

    def query_vector(self, words: str = "", image: Image.Image | None = None) -> Vectors:
        """float32, shape (D,): what is asked for, to be compared with `fused` by inner product."""
        models = {m: model for m in self._vectors if (model := self.embedder(m)) is not None}
        if image is not None and "image" not in models:
            self._no_picture_search()
        found = embedders.query_vectors(models, words=words[:LONGEST_QUERY], image=image)
        return fusion.query(found, self.profile.weights, dims=self.dims)

    def _no_picture_search(self) -> None:
        """Say why a picture cannot be searched for."""
        if self._manifest.asked.get("image") == "features":
            embedders.embedder("image", "features")
        raise BadMedia(f"{self.profile.name} has no picture vectors: search it by words")

    @cached_property
    def semantic_ids(self) -> SemanticIds | None:
        """The items' IDs by row; None in a catalog of before there were any: the next `index` makes them."""
        if "semantic_ids.json" not in self._manifest.files:
            return None
        try:
            found = SemanticIds.load(self._build)
            return found if self._built is self else found.updated(np.asarray(self.fused), self.ids)
        except BadSemanticIds as wrong:
            raise CatalogMissing(f"{wrong}. Run: tastemaker index {self.folder}") from wrong

    @property
    def dims(self) -> dict[Modality, int]:
        """The width of each modality's vectors."""
        return {modality: array.shape[1] for modality, array in self._vectors.items()}

    @cached_property
    def _index(self) -> VectorIndex:
        if self._built is not self:
            return self._built._index.amended(self.fused, self.ids, fresh=self._shelf.fresh)
        return VectorIndex.open(self._build / VECTORS, vectors=self.fused, ids=self.ids)

    def search(
        self,
        words: str = "",
        *,
        image: Image.Image | None = None,
        where: str = "",
        k: int = 10,
        like: str = "",
        exclude: Collection[str] = (),
        allowed: Mask | None = None,
    ) -> list[Scored]:
        """The best `k` items for words, a picture or both; the most popular ones when neither is given.

        `where` is a filter, `like` the id of an item that the others are to be like, `exclude` are ids not to
        show, `allowed` a mask over the rows.
        """
        passing = self._passing(where, exclude=[*exclude, like] if like else exclude, allowed=allowed)
        asked = bool(words.strip()) or image is not None
        if not asked and not like:
            return self.popular(k, allowed=passing)
        vector = self.query_vector(words, image) if asked else np.zeros(self.fused.shape[1], np.float32)
        if like:
            vector = vector + fusion.without_padding(
                self.fused[self.row(like)], self.dims, self.profile.weights
            )
        return self.nearest(vector, k=k, allowed=passing)

    def nearest(self, vector: Vectors, *, k: int = 10, allowed: Mask | None = None) -> list[Scored]:
        """The `k` items nearest to a fused vector of shape (D,), among the allowed rows."""
        found = self._index.search(vector, k, allowed=allowed)
        return [Scored(self.ids[row], float(score)) for row, score in found]

    def popular(self, k: int = 10, *, allowed: Mask | None = None) -> list[Scored]:
        """The most popular items among the allowed rows; earlier rows first where equal."""
        rows = np.arange(len(self)) if allowed is None else np.flatnonzero(allowed)
        best = rows[np.argsort(-self.popularity[rows], kind="stable")[:k]]
        return [Scored(self.ids[row], float(self.popularity[row])) for row in best]

    def _passing(self, where: str, *, exclude: Collection[str], allowed: Mask | None) -> Mask | None:
        """What may be shown; None when that is everything."""
        if not where.strip() and not exclude:
            return allowed
        passing = self.mask(where)
        if allowed is not None:
            passing &= allowed
        passing[[self._rows[id] for id in exclude if id in self._rows]] = False
        return passing

    @cached_property
    def _titles(self) -> Titles:
        return Titles.of(self._table.titles())

    def find(self, text: str, k: int = 3) -> list[Scored]:
        """The items whose titles are nearest to a title as a person writes it, with scores 0..1."""
        if text in self._rows:
            return [Scored(text, 1.0)]
        found = self._titles.find(text, k=k, popularity=self.popularity)
        return [Scored(self.ids[row], score) for row, score in found]

    def titled(self, text: str) -> str:
        """The id of the item of this title, its year and brackets aside; empty for none.

        One word is a title only if it begins large: to like jazz is more than to like a record of that name.
        """
        if " " not in text and not text[:1].isupper():
            return ""
        best = self.find(text, k=1)
        return best[0].id if best and best[0].score >= SAME_TITLE else ""


def card_of(item: Item, *, score: float | None = None, reason: str = "") -> Card:
    """An item as it is shown."""
    return Card(
        id=item.id,
        title=item.title,
        price=item.price,
        categories=item.categories,
        attributes=item.attributes,
        image=_text(item.image),
        score=score,
        reason=reason,
        description=item.description,
        audio=_text(item.audio),
        video=_text(item.video),
    )


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)
