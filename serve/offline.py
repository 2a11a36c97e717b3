"""Recommendations for everybody, ahead of time: Parquet files, by one process or by many with Ray.

A folder of parts is finished where it was left: a part is written whole or not at all, and what the parts
were made with stands in `batch.json`, so that a folder never mixes two kinds of lists.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tastemaker.agent.opening import open_recommender, shipped_adapter
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.crew import Crew
from tastemaker.catalog.memory import Memory
from tastemaker.disk import room, whole
from tastemaker.errors import BadDomain

if TYPE_CHECKING:
    from tastemaker.agent.opening import Picks

__all__ = ["Batch", "Lists", "lists_for", "offline", "people_of"]

TOGETHER: Final = 64
"""People whose histories are read at once."""
ABOUT: Final = "batch.json"


@dataclass(frozen=True, slots=True)
class Lists:
    """What is wanted: whose lists, how long, of which items, by which model."""

    domain: str
    """The folder."""
    k: int = 10
    where: str = ""
    model: str = "mini"
    adapter: str = ""
    """The folder, or nothing."""
    reasons: bool = False
    """With a reason for each item, which takes longer than finding it."""
    size: int = 1000
    """People of a part."""


@dataclass(frozen=True)
class Batch:
    """A folder of parts."""

    folder: Path
    lists: Lists
    people: tuple[str, ...]

    @classmethod
    def begun(cls, folder: Path, lists: Lists, people: Sequence[str]) -> Batch:
        """Begin, or go on with, a folder. Raises BadDomain where it holds lists of another kind."""
        found = cls(folder, lists, tuple(people))
        about = found._about()
        path = folder / ABOUT
        if path.is_file():
            before = json.loads(path.read_text("utf-8"))
            other = [name for name in about if about[name] != before.get(name)]
            if other:
                name = other[0]
                raise BadDomain(
                    f"{folder} holds lists made with {name} {before.get(name)!r}, and this is "
                    f"{about[name]!r}: give another folder, or remove that one"
                )
            return found
        folder.mkdir(parents=True, exist_ok=True)
        with whole(path) as file:
            file.write_text(json.dumps(about, indent=1, ensure_ascii=False), "utf-8")
        return found

    def _about(self) -> dict[str, Any]:
        told = hashlib.sha256("\n".join(self.people).encode()).hexdigest()[:16]
        return asdict(self.lists) | {"people": len(self.people), "whose": told}

    @property
    def parts(self) -> int:
        """How many there will be."""
        return -(-len(self.people) // self.lists.size)

    @property
    def missing(self) -> list[int]:
        """The parts that are still to be made."""
        return [n for n in range(self.parts) if not self.path(n).is_file()]

    def path(self, part: int) -> Path:
        """Where a part is."""
        return self.folder / f"part-{part:05d}.parquet"

    def of(self, part: int) -> tuple[str, ...]:
        """The people of a part."""
        return self.people[part * self.lists.size : (part + 1) * self.lists.size]


class Worker:
    """Makes parts; it opens the domain once."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    @cached_property
    def _opened(self) -> tuple[Catalog, Picks]:
        from tastemaker.agent.engines import open_engine
        from tastemaker.agent.engines.about import About

        wanted, catalog = self._lists, Catalog.open(self._lists.domain)
        adapter, engine = Path(wanted.adapter) if wanted.adapter else None, None
        if adapter is not None and About.there(adapter) and About.read(adapter).strategy != "features":
            engine = open_engine(wanted.model, adapter=adapter)
        return catalog, open_recommender(catalog, Memory.of(catalog.folder), engine=engine, adapter=adapter)

    def make(self, people: Sequence[str], path: Path) -> int:
        """Write a part; how many rows it has."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        rows = list(self._rows(people))
        columns = {name: [row[n] for row in rows] for n, name in enumerate(SCHEMA)}
        table = pa.table(
            columns, schema=pa.schema([(name, getattr(pa, kind)()) for name, kind in SCHEMA.items()])
        )
        with (
            room(f"the disk filled up while {path.name} was written: free some space and run it again"),
            whole(path) as file,
        ):
            pq.write_table(table, file)
        return len(rows)

    def _rows(self, people: Sequence[str]) -> Iterator[tuple[str, int, str, float, str]]:
        catalog, picks = self._opened
        allowed = catalog.mask(self._lists.where) if self._lists.where else None
        for start in range(0, len(people), TOGETHER):
            some = people[start : start + TOGETHER]
            found = picks.recommend_many(some, k=self._lists.k, allowed=allowed)
            for user, items in zip(some, found, strict=True):
                for rank, one in enumerate(items, 1):
                    reason = picks.reason(user, one.id) if self._lists.reasons else ""
                    yield user, rank, one.id, one.score, reason

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        """Ray's call: a part and its people."""
        return {"part": row["part"], "rows": self.make(list(row["people"]), Path(str(row["path"])))}


SCHEMA: Final = {"user": "string", "rank": "int32", "item": "string", "score": "float32", "reason": "string"}


def people_of(catalog: Catalog) -> list[str]:
    """Everybody with events in the files, or of whom something was kept while serving."""
    return sorted({*catalog.users, *Memory.of(catalog.folder).people()})


def offline(batch: Batch, *, workers: int = 1, address: str = "") -> Iterator[int]:
    """Make what is missing; gives the number of each part that is done.

    With several `workers`, or the `address` of a Ray cluster (`auto` for the one this machine belongs to),
    Ray Data deals the parts out; the folders must be reachable from all of its machines.
    """
    crew = Crew(workers, address)
    if crew.alone:
        worker = Worker(batch.lists)
        for part in batch.missing:
            worker.make(batch.of(part), batch.path(part))
            yield part
        return
    rows = [
        {"part": n, "people": list(batch.of(n)), "path": str(batch.path(n).resolve())} for n in batch.missing
    ]
    for row in crew.deal(rows, Worker, given=(batch.lists,), purpose="a batch of several workers"):
        yield int(row["part"])


def lists_for(catalog: Catalog, *, model: str, adapter: Path | None, **given: Any) -> Lists:
    """What is wanted of a catalog; without an adapter mini on the demo takes the one that ships."""
    chosen = adapter or shipped_adapter(catalog, model=model)
    folder = str(catalog.folder.resolve())
    return Lists(folder, model=model, adapter=str(chosen.resolve()) if chosen else "", **given)
