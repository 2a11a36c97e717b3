"""What is installed, what is missing, and the command that mends it."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from tastemaker.errors import TastemakerError
from tastemaker.settings import PRESETS, cache_folder

if TYPE_CHECKING:
    from packaging.requirements import Requirement

__all__ = ["Finding", "State", "examine"]

State: TypeAlias = Literal["ok", "missing", "optional", "unknown"]
"""`missing` must be mended, `optional` only by those who want it; `unknown` was not looked at."""
PYTHON: Final = (3, 11)
ENOUGH_DISK: Final = 1_000_000_000
"""Bytes: the demo, its catalog and a fine-tuned adapter fit."""
SUMS: Final = "SHA256SUMS.txt"
HUB: Final = "https://huggingface.co"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: its state, what was found, and the command that mends it, if one is needed."""

    name: str
    state: State
    found: str
    mend: str = ""


def examine(*, network: bool = False, image_model: str = "") -> list[Finding]:
    """Look at everything a person may need. Nothing is sent anywhere unless `network` is set.

    An `image_model` (a preset, a folder, a hub id) is loaded, to see whether it can be.

    >>> [finding.name for finding in examine()][:2]
    ['python', 'packages']
    """
    return [
        _python(),
        *_packages(),
        _device(),
        *_weights(),
        _painter(image_model, network=network) if image_model else _embedded_painter(),
        _disk(cache_folder()),
        _chromium(),
        _hub(network=network),
    ]


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= PYTHON:
        return Finding("python", "ok", found)
    return Finding(
        "python", "missing", f"{found}, needed is {PYTHON[0]}.{PYTHON[1]}", "install a newer Python"
    )


def _packages() -> Iterator[Finding]:
    """The required packages in one finding, then one for each extra."""
    wanted = list(_requirements())
    absent = [need for extra, need in wanted if not extra and not _installed(need)]
    if absent:
        command = "pip install " + " ".join(f"'{need.name}{need.specifier}'" for need in absent)
        yield Finding("packages", "missing", ", ".join(map(_state_of, absent)), command)
    else:
        yield Finding("packages", "ok", f"all {sum(not extra for extra, _ in wanted)} that are required")
    for extra in sorted({extra for extra, _ in wanted if extra}):
        absent = [need for of, need in wanted if of == extra and not _installed(need)]
        if absent:
            command = f"pip install 'tastemaker[{extra}]'"
            yield Finding(f"extra {extra}", "optional", ", ".join(map(_state_of, absent)), command)
        else:
            yield Finding(f"extra {extra}", "ok", "installed")


def _requirements() -> Iterator[tuple[str, Requirement]]:
    """Each requirement of this installation with the extra that it belongs to; `` for the required ones."""
    from packaging.requirements import Requirement

    extras = metadata.metadata("tastemaker").get_all("Provides-Extra") or []
    for line in metadata.requires("tastemaker") or []:
        need = Requirement(line)
        if need.name == "tastemaker":
            continue
        if need.marker is None or need.marker.evaluate({"extra": ""}):
            yield "", need
        else:
            yield from ((extra, need) for extra in extras if need.marker.evaluate({"extra": extra}))


def _version(need: Requirement) -> str | None:
    try:
        return metadata.version(need.name)
    except metadata.PackageNotFoundError:
        return None


def _installed(need: Requirement) -> bool:
    version = _version(need)
    return version is not None and need.specifier.contains(version, prereleases=True)


def _state_of(need: Requirement) -> str:
    version = _version(need)
    return (
        f"{need.name} {version}, needed is {need.specifier}" if version else f"{need.name} is not installed"
    )


def _device() -> Finding:
    """Where models run: the first of cuda, mps and cpu that is there."""
    try:
        import torch
    except ImportError as error:
        return Finding("device", "missing", f"torch cannot be imported: {error}", "pip install torch")
    place = _place()
    if place == "cuda":
        memory = torch.cuda.get_device_properties(0).total_memory / 1e9
        return Finding("device", "ok", f"cuda: {torch.cuda.get_device_name(0)}, {memory:.0f} GB")
    return Finding("device", "ok", place if place == "mps" else f"{place}, {os.cpu_count()} cores")


def _place() -> str:
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _weights() -> Iterator[Finding]:
    """The embedded models: mini, and whatever else lies beside it."""
    shelf = Path(str(resources.files("tastemaker.agent.weights")))
    folders = {"mini": shelf / "mini"} | {path.name: path for path in _folders(shelf)}
    for name, folder in folders.items():
        yield _weights_in(folder, name=f"weights of {name}")


def _embedded_painter() -> Finding:
    """What paints without being told otherwise; it is not loaded, which takes seconds."""
    from tastemaker.agent.engines.painter import PAINTING, TRAIN, missing

    with_ = f"diffusers {metadata.version('diffusers')}"
    if part := missing():
        found = f"none embedded: {part} is missing, so nothing is painted without --image-model; {with_}"
        return Finding("image model", "missing", found, TRAIN)
    size = sum(path.stat().st_size for path in PAINTING.rglob("*.safetensors")) / 1e6
    return Finding("image model", "ok", f"the embedded one, {size:.1f} MB; {with_}, on {_place()}")


def _painter(model: str, *, network: bool) -> Finding:
    """Whether an image model can be loaded. One that lies elsewhere is asked for only with `network`."""
    from tastemaker.agent.engines.painter import TRAIN, open_painter

    given = PRESETS[model].image if model in PRESETS else model
    name, here = f"image model {model}", given == "mini" or "/" not in given or Path(given).exists()
    if not (here or network):
        again = f"tastemaker doctor --image-model {model} --network"
        return Finding(name, "unknown", f"{given} is not on this disk: not asked for, to send nothing", again)
    try:
        painter = open_painter(model)
    except TastemakerError as error:
        mend = TRAIN if given == "mini" else "give --image-model a folder, a hub id or a URL"
        return Finding(name, "missing", str(error), mend)
    if "://" in given:
        return _server(name, given)
    together = f"{painter.together} at once" if painter.together > 1 else "one at a time"
    with_ = f"diffusers {metadata.version('diffusers')}"
    return Finding(name, "ok", f"loaded by {with_}, on {_place()}; paints {together}")


def _server(name: str, url: str) -> Finding:
    """Whether anything answers there; it is not asked to paint."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=5):
            return Finding(name, "ok", f"{url} answers")
    except urllib.error.HTTPError:
        return Finding(name, "ok", f"{url} answers")
    except (urllib.error.URLError, TimeoutError) as error:
        return Finding(name, "missing", f"{url} does not answer ({error})", "start the image server")


def _folders(shelf: Path) -> list[Path]:
    return sorted(path for path in shelf.iterdir() if any(path.rglob("*.safetensors")))


def _weights_in(folder: Path, *, name: str) -> Finding:
    """The weights in a folder, compared with its list of SHA-256 sums where it has one."""
    files = sorted(folder.rglob("*.safetensors"))
    again = "pip install --force-reinstall --no-deps tastemaker"
    if not files:
        return Finding(name, "missing", f"no safetensors in {folder}", "python -m tastemaker.finetune.mini")
    size = f"{sum(path.stat().st_size for path in files) / 1e6:.1f} MB"
    sums = folder / SUMS
    if not sums.is_file():
        return Finding(name, "ok", f"{size}, without {SUMS} to compare with")
    lines = (line.split(maxsplit=1) for line in sums.read_text().splitlines() if line.strip())
    bad = [path for sum_, path in lines if _sha256(folder / path) != sum_]
    if bad:
        return Finding(name, "missing", f"{', '.join(bad)} differ from {SUMS} or are missing", again)
    return Finding(name, "ok", f"{size}, hashes agree")


def _sha256(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _disk(folder: Path) -> Finding:
    """Room for the demo and its catalog, where the cache is or will be."""
    there = next(path for path in (folder, *folder.parents) if path.is_dir())
    free = shutil.disk_usage(there).free
    found = f"{free / 1e9:.1f} GB free at {there}"
    if free >= ENOUGH_DISK:
        return Finding("disk", "ok", found)
    return Finding("disk", "missing", found, "free some space, or set TASTEMAKER_CACHE to a larger disk")


def _chromium() -> Finding:
    """A browser for the tests of the web page."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    own = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    if not found and own.is_dir():
        found = next((str(path) for path in sorted(own.glob("chromium*"))), None)
    if found:
        return Finding("chromium", "ok", found)
    return Finding(
        "chromium", "optional", "not found: only the browser tests need it", "apt-get install chromium"
    )


def _hub(*, network: bool) -> Finding:
    """Whether models other than mini can be downloaded."""
    if not network:
        return Finding("model hub", "unknown", "not asked, to send nothing", "tastemaker doctor --network")
    try:
        with urllib.request.urlopen(urllib.request.Request(HUB, method="HEAD"), timeout=5):
            return Finding("model hub", "ok", f"{HUB} answers")
    except (urllib.error.URLError, TimeoutError) as error:
        reason = f"{HUB} does not answer ({error}): mini works without it"
        return Finding("model hub", "optional", reason, "check the network, or give models as folders")
