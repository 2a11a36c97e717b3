"""Vectors by content: computed once, kept through interruptions, taken over from build to build."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tastemaker.catalog.builds import write_bytes
from tastemaker.contracts import Embedder
from tastemaker.errors import BadMedia

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

__all__ = ["Embeddings", "Progress", "digest", "embed"]

CHUNK: Final[Mapping[str, int]] = {"text": 512, "image": 64, "audio": 32, "video": 8}
"""Inputs embedded between two saves: a few seconds of work on two cores."""
Loader = Callable[[], Any]
"""Gives an embedder's input; raises BadMedia where the file cannot be used."""


def digest(*parts: bytes) -> str:
    """A short content hash: 16 bytes of BLAKE2b in hexadecimal."""
    found = hashlib.blake2b(digest_size=16)
    for part in parts:
        found.update(len(part).to_bytes(8, "little"))
        found.update(part)
    return found.hexdigest()


@dataclass(slots=True)
class Embeddings:
    """Vectors of one modality by the digest of what they were computed from."""

    vectors: dict[str, NDArray[np.float32]] = field(default_factory=dict)

    def matrix(self, keys: Sequence[str], *, dim: int) -> Vectors:
        """float32, shape (len(keys), dim): a row of zeros where a key has no vector."""
        found = np.zeros((len(keys), dim), dtype=np.float32)
        for row, key in enumerate(keys):
            if (vector := self.vectors.get(key)) is not None:
                found[row] = vector
        return found


class Progress:
    """Vectors saved while a run goes on, in small files: an interruption loses one chunk at most."""

    def __init__(self, folder: Path, *, model: str) -> None:
        self.folder = folder / digest(model.encode())[:12]

    def known(self) -> dict[str, NDArray[np.float32]]:
        """What earlier, interrupted runs have computed; damaged files are dropped."""
        found: dict[str, NDArray[np.float32]] = {}
        for path in sorted(self.folder.glob("*.npz")):
            try:
                with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as chunk:
                    found.update(zip(chunk["keys"].tolist(), chunk["vectors"], strict=True))
            except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
                path.unlink(missing_ok=True)
        return found

    def save(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Add one chunk, whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = io.BytesIO()
        np.savez(file, keys=np.array(keys), vectors=vectors)
        write_bytes(self.folder / f"{keys[0]}.npz", file.getvalue())


def embed(
    wanted: Mapping[str, Loader],
    *,
    embedder: Embedder | None,
    chunk: int,
    save: Callable[[Sequence[str], Vectors], None],
    step: Callable[[int], None],
) -> Iterator[tuple[str, str]]:
    """Embed every input, calling `save` after each chunk and `step` with the inputs done so far.

    Yields (key, reason) of those that cannot be used. Without an embedder inputs are only opened.
    """
    keys = list(wanted)
    with ThreadPoolExecutor(max_workers=2) as pool:
        for start in range(0, len(keys), chunk):
            part = keys[start : start + chunk]
            opened = dict(zip(part, pool.map(_opened, (wanted[key] for key in part)), strict=True))
            yield from ((key, value.reason) for key, value in opened.items() if isinstance(value, _Refused))
            usable = {key: value for key, value in opened.items() if not isinstance(value, _Refused)}
            if embedder is not None and usable:
                vectors, refused = _encoded(embedder, usable)
                yield from refused.items()
                if vectors:
                    save(list(vectors), np.stack(list(vectors.values())))
            step(min(start + chunk, len(keys)))


@dataclass(frozen=True, slots=True)
class _Refused:
    reason: str


def _opened(load: Loader) -> Any:
    try:
        return load()
    except BadMedia as wrong:
        return _Refused(str(wrong))


def _encoded(
    embedder: Embedder, inputs: Mapping[str, Any]
) -> tuple[dict[str, NDArray[np.float32]], dict[str, str]]:
    """Vectors by key, and the reasons of those that the embedder refused."""
    try:
        return dict(zip(inputs, embedder.encode(list(inputs.values())), strict=True)), {}
    except BadMedia as wrong:
        if len(inputs) == 1:
            return {}, {next(iter(inputs)): str(wrong)}
    vectors: dict[str, NDArray[np.float32]] = {}
    refused: dict[str, str] = {}
    for key, value in inputs.items():
        one, wrong_one = _encoded(embedder, {key: value})
        vectors |= one
        refused |= wrong_one
    return vectors, refused
