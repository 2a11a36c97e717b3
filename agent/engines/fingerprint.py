"""Tells a model's weights from those that lay in the same folder before."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

__all__ = ["SUMS", "fingerprint"]

SUMS: Final = "SHA256SUMS.txt"


def fingerprint(folder: Path) -> str:
    """A digest of a model's weights and settings; empty for what is no folder.

    Weights go by their sums where a file tells them, else by their names, sizes and times.
    """
    if not folder.is_dir():
        return ""
    found = hashlib.blake2b(digest_size=16)
    sums = folder / SUMS
    for path in sorted([*folder.rglob("*.json"), *([sums] if sums.is_file() else [])]):
        found.update(f"{path.relative_to(folder)}\n".encode() + path.read_bytes())
    for path in [] if sums.is_file() else sorted(folder.rglob("*.safetensors")):
        told = path.stat()
        found.update(f"{path.relative_to(folder)} {told.st_size} {told.st_mtime_ns}\n".encode())
    return found.hexdigest()
