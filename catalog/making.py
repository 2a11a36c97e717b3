"""One build in the making: what is taken over from the one before, what is embedded, what is written."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tastemaker.catalog.builds import FORMAT, Builds, Manifest, write_array
from tastemaker.catalog.bulk import embed_in_bulk
from tastemaker.catalog.captions import Caption, Captions
from tastemaker.catalog.changes import Change
from tastemaker.catalog.crew import ALONE, Crew
from tastemaker.catalog.domain import Domain
from tastemaker.catalog.embeddings import CHUNK, Loader, Progress, digest, embed
from tastemaker.catalog.filters import fields_of
from tastemaker.catalog.fusion import fuse, slots
from tastemaker.catalog.previous import VECTORS, Previous, forget
from tastemaker.catalog.report import IndexReport, Rejected, overruled, reasons
from tastemaker.catalog.semantic_ids import SemanticIds
from tastemaker.catalog.sources import Choice, Source, openers, sources
from tastemaker.catalog.tables import MEDIA, attributes_json, write_events, write_items, write_ledger
from tastemaker.catalog.vectors import VectorIndex
from tastemaker.contracts import Item, Modality
from tastemaker.errors import BadDomain, BadMedia

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

__all__ = ["Making"]


class Making:
    """Turns a domain that was read into the live build."""

    def __init__(
        self,
        builds: Builds,
        domain: Domain,
        *,
        step: Callable[[str, int, int], None],
        strict: bool,
        changes: Sequence[Change] = (),
        caption: Caption | None = None,
        crew: Crew = ALONE,
    ) -> None:
        """`changes` are those made while serving that the domain was read with, or overruled.

        `caption` tells what is seen of items without words; the `crew` embeds.
        """
        self.builds = builds
        self.domain = domain
        self.step = step
        self.strict = strict
        self.caption = caption
        self.crew = crew
        self.changes = max((change.number for change in changes), default=0)
        self.items = list(domain.items)
        self.previous = Previous.of(builds)
        self.ledger = self.previous.ledger
        self.semantic_ids = self.previous.semantic_ids
        self.embedded: dict[str, int] = {}

    def run(self, choice: Choice, *, started: float) -> IndexReport:
        """Do what has to be done, and say what that was."""
        self._refuse_if_strict()
        self._look_at_media()
        self._tell_what_is_seen()
        found, notes = sources(self.domain, self.items, choice, ledger=self.ledger)
        notes += overruled(self.domain.overruled)
        digests = {item.id: self._digest(item) for item in self.items}
        fingerprint = self._fingerprint(found, digests)
        manifest = self.previous.manifest
        same = manifest is not None and manifest.fingerprint == fingerprint and self.semantic_ids is not None
        if not same:
            vectors = {source.modality: self._vectors(source) for source in found}
            self._verify()
        self._drop_bad_media()
        self._refuse_if_strict()
        if not same:
            notes += self._publish(found, vectors, digests=digests, fingerprint=fingerprint)
        return self._report(found, digests, notes=notes, rebuilt=not same, started=started)

    def _look_at_media(self) -> None:
        """Note every media file's content; only files that have changed are read."""
        for n, item in enumerate(self.items):
            for kind in MEDIA:
                path: Path | None = getattr(item, kind)
                if path is not None:
                    try:
                        self.ledger.look(path)
                    except BadMedia as wrong:
                        self._drop_medium(n, kind, str(wrong))

    def _tell_what_is_seen(self) -> None:
        """Give items without words those of a caption."""
        captions = Captions(self.builds.root / "captions.jsonl")

        def step(done: int, total: int) -> None:
            self.step("captions", done, total)

        self.items = captions.tell(self.items, self.ledger, self.caption, step=step)

    def _drop_medium(self, n: int, kind: str, reason: str) -> None:
        item = self.items[n]
        file, line = self.domain.places[item.id]
        self.domain.rejected.add(Rejected(file, line, kind, reason, kept=True, id=item.id))
        without: dict[str, Any] = {kind: None}
        self.items[n] = replace(item, **without)

    def _digest(self, item: Item) -> str:
        """Of everything an item holds, its media's bytes included."""
        media = [self.ledger.look(path) for kind in MEDIA if (path := getattr(item, kind)) is not None]
        content = [item.id, item.title, item.description, list(item.categories), item.price]
        files = [[medium.path, medium.digest] for medium in media]
        return digest(json.dumps([content, files]).encode(), attributes_json(item).encode())

    def _fingerprint(self, found: list[Source], digests: Mapping[str, str]) -> str:
        """Equal when nothing that goes into the build has changed."""
        events = self.domain.events
        return digest(
            json.dumps([FORMAT, self.domain.profile.model_dump(mode="json")]).encode(),
            json.dumps([[source.modality, source.model, source.content] for source in found]).encode(),
            json.dumps(list(digests.items())).encode(),
            json.dumps([events.users, events.kinds]).encode(),
            *(column.tobytes() for column in events.columns),
        )

    def _vectors(self, source: Source) -> Vectors | None:
        """float32, shape (items, d): the modality's vectors, zeros where an item has none."""
        vectors = self.previous.vectors(source.modality, model=source.model) | dict(source.given)
        progress = Progress(self.builds.progress, model=f"{source.modality} {source.model}")
        vectors |= progress.known()
        wanted = [key for key in source.inputs if key not in vectors]
        vectors |= self._embedded(source, wanted, progress)
        self.embedded[source.modality] = sum(key in vectors for key in wanted)
        source.keys[:] = [key if key in vectors else "" for key in source.keys]
        first = next((vectors[key] for key in source.keys if key), None)
        if first is None:
            return None
        matrix = np.zeros((len(self.items), len(first)), dtype=np.float32)
        for row, key in enumerate(source.keys):
            if key:
                matrix[row] = vectors[key]
        return matrix

    def _embedded(
        self, source: Source, wanted: Sequence[str], progress: Progress
    ) -> dict[str, NDArray[np.float32]]:
        """New vectors by key; what is wrong with an input goes into the ledger."""
        new: dict[str, NDArray[np.float32]] = {}

        def save(keys: Sequence[str], found: Vectors) -> None:
            progress.save(keys, found)
            new.update(zip(keys, found, strict=True))

        if self.crew.alone or not wanted:
            self._open(source.modality, {key: source.loader(key) for key in wanted}, source=source, save=save)
        else:
            new |= self._dealt(source, wanted, progress)
        self.ledger.verdicts.update(dict.fromkeys(new, "") if source.modality != "text" else {})
        return new

    def _dealt(
        self, source: Source, wanted: Sequence[str], progress: Progress
    ) -> dict[str, NDArray[np.float32]]:
        """The same by a crew, which saves what it embeds."""
        bad = embed_in_bulk(
            source,
            wanted,
            crew=self.crew,
            folder=self.builds.progress,
            step=lambda done: self.step(source.modality, done, len(wanted)),
        )
        self.ledger.verdicts.update(bad)
        known = progress.known()
        if lost := sum(key not in known and key not in bad for key in wanted):
            raise BadDomain(
                f"{lost:,} vectors of {source.model} are not in {progress.folder}, where workers put them: "
                "all machines need the domain folder under the same path, and the same models"
            )
        return {key: known[key] for key in wanted if key in known}

    def _open(
        self,
        modality: Modality,
        wanted: Mapping[str, Loader],
        *,
        source: Source | None = None,
        save: Callable[[Sequence[str], Vectors], None] | None = None,
    ) -> None:
        """Embed what is wanted, or only open it; what is wrong with a file goes into the ledger."""
        stage = modality if source else f"checking {modality}"
        bad = embed(
            wanted,
            embedder=source.embedder if source else None,
            chunk=CHUNK[modality],
            save=save or _nothing,
            step=lambda done: self.step(stage, done, len(wanted)),
        )
        self.ledger.verdicts.update(bad)

    def _verify(self) -> None:
        """Open the files that no embedder has opened, so that a card shows no broken medium."""
        for kind in MEDIA:
            paths = {path for item in self.items if (path := getattr(item, kind)) is not None}
            unknown = {
                key: openers(kind, path, inside=path.parent)
                for path in sorted(paths)
                if (key := self.ledger.look(path).digest) not in self.ledger.verdicts
            }
            self._open(kind, unknown)
            for key in unknown:
                self.ledger.verdicts.setdefault(key, "")

    def _drop_bad_media(self) -> None:
        for n, item in enumerate(self.items):
            for kind in MEDIA:
                path: Path | None = getattr(item, kind)
                if path is not None and (reason := self.ledger.verdicts.get(self.ledger.look(path).digest)):
                    self._drop_medium(n, kind, reason)

    def _refuse_if_strict(self) -> None:
        rejected = self.domain.rejected
        if self.strict and len(rejected):
            rejected.write(self.builds.rejected_file)
            raise BadDomain(
                f"{len(rejected):,} findings in {self.domain.folder}, and --strict allows none: "
                f"{rejected.first()}. All of them: {self.builds.rejected_file}"
            )

    def _publish(
        self,
        found: list[Source],
        vectors: Mapping[Modality, Vectors | None],
        *,
        digests: Mapping[str, str],
        fingerprint: str,
    ) -> list[str]:
        """Write everything into a staged build and make it the live one; what there is to note about it."""
        with self.builds.staged() as stage:
            self.step("writing", 0, 1)
            keys = {source.modality: source.keys for source in found}
            folder = self.domain.folder
            write_items(
                stage / "items.parquet", self.items, folder=folder, digests=list(digests.values()), keys=keys
            )
            write_events(stage / "events.parquet", self.domain.events)
            write_ledger(stage / "media.parquet", self.ledger)
            write_array(stage / "popularity.npy", self._popularity())
            for modality, matrix in vectors.items():
                if matrix is not None:
                    write_array(stage / f"{modality}.npy", matrix)
            fused = fuse(vectors, self.domain.profile.weights)
            write_array(stage / "fused.npy", fused)
            self.semantic_ids, notes = self._ids(fused, list(digests), space=self._space(found, vectors))
            self.semantic_ids.save(stage)
            self._index_vectors(stage / VECTORS, fused, list(digests))
            live = self.builds.publish(stage, self._manifest(found, vectors, fingerprint))
            self.step("writing", 1, 1)
        self.builds.clean(live, forget=forget)
        shutil.rmtree(self.builds.progress, ignore_errors=True)
        return notes

    def _ids(self, fused: Vectors, ids: list[str], *, space: str) -> tuple[SemanticIds, list[str]]:
        """Semantic IDs by the codebooks there are, or by new ones; a note when those before are void."""
        before = self.previous.semantic_ids
        why = before.outgrown(fused, space=space) if before is not None else ""
        if before is not None and not why:
            return before.updated(fused, ids), []
        version = before.version + 1 if before is not None else 1
        notes = [f"All semantic IDs are new: {why}."] if why else []
        return SemanticIds.fit(fused, ids, space=space, version=version), notes

    def _space(self, found: list[Source], vectors: Mapping[Modality, Vectors | None]) -> str:
        """What the fused vectors are made of: another model or weight makes others."""
        used = [source for source in found if vectors[source.modality] is not None]
        places = slots({source.modality: 1 for source in used}, self.domain.profile.weights)
        shares = {modality: round(scale**2, 6) for modality, (_, scale) in places.items()}
        return json.dumps([[s.modality, s.model, shares[s.modality]] for s in used if s.modality in shares])

    def _index_vectors(self, folder: Path, fused: Vectors, ids: list[str]) -> None:
        """The vector index, from a copy of the one before where there is one."""
        before = self.previous.index()
        if before is None:
            index = VectorIndex.create(folder, fused, ids)
        else:
            index = VectorIndex.update(folder, fused, ids, previous=before)
        index.close()

    def _popularity(self) -> NDArray[np.float32]:
        """Events per item on a logarithmic scale, 1 for the most popular."""
        counts = np.log1p(np.bincount(self.domain.events.item, minlength=len(self.items)))
        return (counts / max(float(counts.max()), 1.0)).astype(np.float32)

    def _manifest(
        self, found: list[Source], vectors: Mapping[Modality, Vectors | None], fingerprint: str
    ) -> Manifest:
        used = [source for source in found if vectors[source.modality] is not None]
        return Manifest(
            format=FORMAT,
            version=version("tastemaker"),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            fingerprint=fingerprint,
            items=len(self.items),
            events=len(self.domain.events),
            profile=self.domain.profile.model_dump(mode="json"),
            fields=[asdict(each) for each in fields_of(self.items)],
            models={source.modality: source.model for source in used},
            asked={source.modality: source.asked for source in used},
            changes=self.changes,
        )

    def _report(
        self,
        found: list[Source],
        digests: dict[str, str],
        *,
        notes: list[str],
        rebuilt: bool,
        started: float,
    ) -> IndexReport:
        rejected = self.domain.rejected
        path = self.builds.rejected_file
        if len(rejected):
            rejected.write(path)
        else:
            path.unlink(missing_ok=True)
        return IndexReport(
            folder=self.domain.folder,
            items=len(self.items),
            events=len(self.domain.events),
            **self.previous.counts(digests),
            embedded=self.embedded,
            models={source.modality: source.model for source in found},
            rejected=rejected.dropped,
            amended=rejected.amended,
            duplicates=self.domain.duplicates,
            seconds=time.perf_counter() - started,
            rebuilt=rebuilt,
            rejected_file=path if len(rejected) else None,
            reasons=reasons(rejected),
            notes=tuple(notes),
            semantic_ids=self.semantic_ids.report if self.semantic_ids else None,
        )


def _nothing(keys: Sequence[str], vectors: Vectors) -> None:
    """Files are only opened: there is nothing to save."""
