"""A process's sign of life: a file that it holds locked as long as it runs, however it ends."""

from __future__ import annotations

import threading
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock

__all__ = ["Alive"]


class Alive:
    """One for each who works in a folder that others read."""

    def __init__(self, folder: Path) -> None:
        self.name = uuid.uuid4().hex
        """What others know it by."""
        self._folder, self._guard = folder, threading.Lock()
        self._held: BaseFileLock | None = None

    def begin(self) -> str:
        """Give the sign, from here to `end`; the name."""
        with self._guard:
            if self._held is None:
                self._held = self._lock(self.name)
                self._held.acquire()
        return self.name

    def sees(self, name: str) -> bool:
        """Whether whoever has this name still runs."""
        from filelock import Timeout

        path = self._path(name)
        if name == self.name or not path.is_file():
            return name == self.name
        lock = self._lock(name)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return True
        lock.release()
        path.unlink(missing_ok=True)
        return False

    def end(self) -> None:
        """Take the sign away."""
        with self._guard:
            if self._held is not None:
                self._held.release()
                self._path(self.name).unlink(missing_ok=True)
                self._held = None

    def _lock(self, name: str) -> BaseFileLock:
        from filelock import FileLock

        return FileLock(self._path(name), thread_local=False)

    def _path(self, name: str) -> Path:
        return self._folder / f".{name}.alive"
