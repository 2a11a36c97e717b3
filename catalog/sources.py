"""What is embedded of each item, and by which model."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zipfile import BadZipFile

import numpy as np

from tastemaker.catalog.deferred import deferred
from tastemaker.catalog.domain import Domain
from tastemaker.catalog.embedders import DEFAULTS
from tastemaker.catalog.embeddings import Loader, digest
from tastemaker.catalog.ledger import Ledger
from tastemaker.catalog.media import frames, open_picture, sound
from tastemaker.contracts import Embedder, Item, Modality
from tastemaker.errors import BadDomain, BadMedia, MissingExtra, ModelNotFound, UnknownModel

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

__all__ = ["Choice", "Source", "loader", "openers", "sources", "text_of", "vectors_of"]

SIDE: Final = 768
"""Pictures are shrunk to this before they reach an embedder; none looks closer."""
NONE: Final = "none"
MODALITIES: Final[tuple[Modality, ...]] = ("text", "image", "audio", "video")
FEATURES: Final = "features"


@dataclass(frozen=True, slots=True)
class Source:
    """The inputs of one modality."""

    modality: Modality
    model: str
    """The embedder's name: vectors of another model are not mixed in."""
    asked: str
    """By which name the embedder can be opened again."""
    keys: list[str]
    """Per item: the digest of its input, empty where there is none."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """By key: the words, or the path of the file."""
    embedder: Embedder | None = None
    given: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    """Vectors by key that need no embedder."""

    def loader(self, key: str) -> Loader:
        """How an input is opened so that the embedder can take it."""
        return loader(self.modality, self.inputs[key])

    @property
    def content(self) -> list[str]:
        """What the items' own content does not tell: the keys, but for files, which verdicts may empty."""
        return self.keys if self.modality == "text" or self.given else []


@dataclass(frozen=True, slots=True)
class Choice:
    """Which embedder to use for each modality: a name, "auto" or "none"; or the embedder itself."""

    text: str = "auto"
    image: str = "auto"
    audio: str = "auto"
    video: str = "auto"
    embedders: Mapping[Modality, Embedder] = field(default_factory=dict)


def sources(
    domain: Domain, items: Sequence[Item], choice: Choice, *, ledger: Ledger
) -> tuple[list[Source], list[str]]:
    """What is to be embedded, and notes on what cannot be."""
    found: list[Source] = []
    notes: list[str] = []
    features = features_source(items, domain.sections)
    for modality in MODALITIES:
        has = modality == "text" or any(getattr(item, modality) is not None for item in items)
        if not has and not (modality == "image" and features):
            continue
        asked: str = getattr(choice, modality)
        if asked == "auto":
            asked = domain.profile.models.get(modality, "auto")
        embedder = choice.embedders.get(modality)
        if embedder is None:
            embedder, asked, note = resolve(modality, asked, has_features=features is not None)
            notes += [note] if note else []
        if embedder is not None:
            source = (
                text_source(items, embedder, asked=asked)
                if modality == "text"
                else media_source(items, embedder, asked=asked, ledger=ledger)
            )
            found.append(source)
        elif asked == FEATURES:
            if features is None or modality != "image":
                raise BadDomain(f"{domain.folder} has no image_features.npz with vectors of its items")
            found.append(features)
    return found, notes


def text_of(item: Item) -> str:
    """The item in words, as it is embedded: title, categories, attributes, description."""
    told = [
        f"{name.replace('_', ' ')} {text}"
        for name, value in item.attributes.items()
        if (text := _said(value))
    ]
    title = "" if item.description.startswith(item.title) else item.title
    parts = [title, ", ".join(item.categories), ", ".join(told), item.description]
    return ". ".join(part.rstrip(".") for part in parts if part)


def _said(value: Any) -> str:
    """An attribute's value in words; codes and article numbers say nothing and are left out."""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, tuple):
        return ", ".join(value)
    text = str(value)
    code = re.fullmatch(r"(?=\S*\d)(?=\S*[^\W\d])\S{7,}", text)
    return "" if code or "://" in text else text


def text_source(items: Sequence[Item], embedder: Embedder, *, asked: str) -> Source:
    """Every item's words."""
    texts = [text_of(item) for item in items]
    keys = [digest(text.encode()) if text else "" for text in texts]
    wanted = sorted(set(zip(keys, texts, strict=True)), key=lambda pair: len(pair[1]))
    return Source("text", embedder.name, asked, keys, {key: text for key, text in wanted if key}, embedder)


def media_source(items: Sequence[Item], embedder: Embedder, *, asked: str, ledger: Ledger) -> Source:
    """Every item's file of the embedder's modality, but for those that cannot be opened."""
    modality = embedder.modality
    keys = []
    inputs: dict[str, str] = {}
    for item in items:
        path: Path | None = getattr(item, modality)
        key = ledger.look(path).digest if path is not None else ""
        keys.append("" if ledger.verdicts.get(key) else key)
        if path is not None and keys[-1]:
            inputs[key] = str(path)
    return Source(modality, embedder.name, asked, keys, inputs, embedder)


def vectors_of(item: Item, models: Mapping[Modality, Embedder]) -> dict[Modality, NDArray[np.float32]]:
    """One item's vectors, shape (d,) each, by these models. Raises BadMedia for a bad file."""
    found: dict[Modality, NDArray[np.float32]] = {}
    for modality, model in models.items():
        path: Path | None = None if modality == "text" else getattr(item, modality)
        given = text_of(item) if path is None else openers(modality, path, inside=path.parent)()
        if path is not None or (modality == "text" and given):
            found[modality] = model.encode([given])[0]
    return found


def loader(modality: Modality, given: str) -> Loader:
    """How words, or the file of this path, are opened."""
    if modality == "text":
        return partial(str, given)
    return openers(modality, Path(given), inside=Path(given).parent)


def openers(modality: Modality, path: Path, *, inside: Path) -> Loader:
    """How to open a file so that an embedder can take it."""
    if modality == "image":
        return partial(_small, path, inside)
    return partial(_probed, modality, path)


def _small(path: Path, inside: Path) -> Image.Image:
    picture = open_picture(path, inside=inside, side=SIDE)
    picture.thumbnail((SIDE, SIDE))
    return picture


def _probed(modality: Modality, path: Path) -> Path:
    if modality == "video":
        frames(path, 1)
    else:
        sound(path, 8000, seconds=1.0)
    return path


def features_source(items: Sequence[Item], folders: Mapping[str, Path]) -> Source | None:
    """Vectors that the owner computed: `image_features.npz` with `ids` and `features`, in the folder of
    each section (`folders` by the prefix of its ids). None when no folder has them."""
    rows: dict[str, NDArray[np.float32]] = {}
    for prefix, folder in folders.items():
        rows |= {f"{prefix}{id}": row for id, row in _features(folder / "image_features.npz").items()}
    if not rows:
        return None
    if len({row.shape for row in rows.values()}) > 1:
        raise BadDomain("the sections' image_features.npz differ in width: keep those of one model")
    keys = [digest(rows[item.id].tobytes()) if item.id in rows else "" for item in items]
    given = {key: rows[item.id] for item, key in zip(items, keys, strict=True) if key}
    width = next(iter(rows.values())).shape[0]
    return Source("image", f"{FEATURES}-{width}", FEATURES, keys, given=given)


def _features(path: Path) -> dict[str, NDArray[np.float32]]:
    if not path.is_file():
        return {}
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            ids, features = file["ids"].astype(str).tolist(), file["features"].astype(np.float32)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as wrong:
        raise BadDomain(f"{path} needs the arrays 'ids' and 'features': {wrong}") from wrong
    if features.ndim != 2 or len(ids) != len(features):
        raise BadDomain(f"{path}: {len(ids)} ids do not fit features of shape {features.shape}")
    features[~np.isfinite(features).all(axis=1)] = 0
    norms = np.linalg.norm(features, axis=1, keepdims=True)
    unit = features / np.where(norms > 0, norms, 1)
    return {id: row for id, row, norm in zip(ids, unit, norms[:, 0], strict=True) if norm > 0}


def resolve(modality: Modality, asked: str, *, has_features: bool) -> tuple[Embedder | None, str, str]:
    """The embedder for a name, the name it was found by, and a note when there is none.

    `auto` takes what needs no download; "features" and "none" have no embedder. Raises UnknownModel for
    words without one, by which everything is found.
    """
    if modality == "text" and asked in (NONE, FEATURES):
        raise UnknownModel(f"items are found by words, so --text-model cannot be {asked!r}: leave it out")
    if asked in (NONE, FEATURES):
        return None, asked, ""
    if asked != "auto":
        return deferred(modality, asked), asked, ""
    name = DEFAULTS[modality]
    try:
        return deferred(modality, name), name, ""
    except (ModelNotFound, MissingExtra, BadMedia) as wrong:
        if modality == "image" and has_features:
            return None, FEATURES, ""
        return None, NONE, f"{modality} is kept but not searched by content: {wrong}"
