"""A full disk is said plainly, by whichever library it was met; what was there before is untouched."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from tastemaker.errors import OutOfDisk

__all__ = ["room"]


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
