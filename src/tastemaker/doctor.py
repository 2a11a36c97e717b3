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

from tastemaker.settings import cache_folder

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


def examine(*, network: bool = False) -> list[Finding]:
    """Look at everything a person may need. Nothing is sent anywhere unless `network` is set.

    >>> [finding.name for finding in examine()][:2]
    ['python', 'packages']
    """
    return [
        _python(),
        *_packages(),
        _device(),
        *_weights(),
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
    if torch.cuda.is_available():
        memory = torch.cuda.get_device_properties(0).total_memory / 1e9
        return Finding("device", "ok", f"cuda: {torch.cuda.get_device_name(0)}, {memory:.0f} GB")
    if torch.backends.mps.is_available():
        return Finding("device", "ok", "mps")
    return Finding("device", "ok", f"cpu, {os.cpu_count()} cores")


def _weights() -> Iterator[Finding]:
    """The embedded models: mini, and whatever else lies beside it."""
    shelf = Path(str(resources.files("tastemaker.agent.weights")))
    folders = {"mini": shelf / "mini"} | {path.name: path for path in _folders(shelf)}
    for name, folder in folders.items():
        yield _weights_in(folder, name=f"weights of {name}")


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
