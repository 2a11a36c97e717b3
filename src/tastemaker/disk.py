"""Files come whole or not at all, and a full disk is said plainly, by whichever library it was met."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tastemaker.errors import OutOfDisk

__all__ = ["room", "whole"]


@contextmanager
def room(message: str) -> Iterator[None]:
    """Raise OutOfDisk with this message where what is done inside fills the disk; other errors go on."""
    try:
        yield
    except OutOfDisk:
        raise
    except Exception as wrong:  # every library says in its own way that the disk is full; others go on
        if _is_full(wrong):
            raise OutOfDisk(message) from wrong
        raise


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A file beside `path` to write to, which takes its place at the end; a failure leaves the old one."""
    beside = path.with_name(f".{path.name}.new")
    try:
        yield beside
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _is_full(wrong: BaseException | None) -> bool:
    """True when a full disk, or a quota, is at the root of this error."""
    while wrong is not None:
        if isinstance(wrong, OSError) and wrong.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return True
        text = str(wrong).lower()
        if "no space left" in text or "disk is full" in text or "disk full" in text:
            return True
        wrong = wrong.__cause__ or wrong.__context__
    return False
