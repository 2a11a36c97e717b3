"""A program beside this one, which ends with it, however that ends, and begins again if it ends by itself."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

__all__ = ["Child"]

log = logging.getLogger(__name__)
STOP_SECONDS: Final = 30.0
PAUSE: Final = 1.0
"""Seconds before it begins again; twice as long each time that it ends soon."""
LONGEST_PAUSE: Final = 60.0
STEADY: Final = 300.0
"""Seconds after which it has run well."""
TIED: Final = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG: told to end when who started it is killed
if os.getppid() != int(sys.argv[1]):
    sys.exit("who started this has ended")
os.execv(sys.argv[2], sys.argv[2:])
"""


class Child:
    """A process and those that it starts.

    >>> child = Child(["/opt/vllm/bin/vllm", "serve", "mini"], env=os.environ, out=log)  # doctest: +SKIP
    >>> child.start()  # doctest: +SKIP
    >>> child.stop()  # doctest: +SKIP
    """

    def __init__(self, words: Sequence[str], *, env: Mapping[str, str], out: IO[bytes]) -> None:
        """The words of its command line, the program's path first; what it says goes to `out`."""
        self.name = Path(words[0]).name
        tied = [sys.executable, "-I", "-S", "-c", TIED, str(os.getpid())] if sys.platform == "linux" else []
        self._words, self._env, self._out = [*tied, *words], dict(env), out
        self._process: subprocess.Popen[bytes] | None = None
        self._over = threading.Event()
        self._starting = threading.Lock()

    def start(self) -> None:
        """Begin, unless it has been stopped meanwhile."""
        with self._starting:
            if not self._over.is_set():
                self._process = subprocess.Popen(
                    self._words,
                    env=self._env,
                    stdout=self._out,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )

    @property
    def ended(self) -> int | None:
        """Its exit status; None while it runs."""
        return self._process.poll() if self._process else None

    def keep(self, why: Callable[[], str]) -> None:
        """From now on, begin again whenever it has ended; `why` it did is logged."""
        threading.Thread(target=self._keep, args=[why], name="tastemaker-child", daemon=True).start()

    def stop(self) -> None:
        """End it and what it has started, for good."""
        with self._starting:
            self._over.set()
        for how in (signal.SIGTERM, signal.SIGKILL):  # what it started may outlive it
            self._tell(how)
            if self._process is not None:
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(STOP_SECONDS)

    def _keep(self, why: Callable[[], str]) -> None:
        pause = PAUSE
        while self._process is not None:
            began = time.monotonic()
            status = self._process.wait()
            if self._over.is_set():
                return
            pause = PAUSE if time.monotonic() - began > STEADY else min(2 * pause, LONGEST_PAUSE)
            log.warning("%s ended with status %s (%s): again in %g seconds", self.name, status, why(), pause)
            self._tell(signal.SIGKILL)
            if self._over.wait(pause):
                return
            self.start()

    def _tell(self, how: signal.Signals) -> None:
        """Its whole group."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, how)
