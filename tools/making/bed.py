"""The sound under a film: a recording, looped or cut to its length, faded in and out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.catalog.media import stereo

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["RATE", "bed"]

RATE: Final = 48_000
"""Samples a second."""
JOIN: Final = 0.75
"""Seconds in which the end of a recording runs over into its beginning, at most."""
LOUDEST: Final = 0.8
"""The greatest swing, so that nothing is cut off when it is compressed."""
FADES: Final = (0.4, 1.5)
"""Seconds in which the sound comes, and goes."""


def bed(path: Path, *, seconds: float) -> NDArray[np.float32]:
    """The recording for a film of this length: float32 in -1..1, shape (2, samples), at 48,000 Hz.

    Raises BadMedia when the file cannot be opened or holds no sound.
    """
    wanted = round(seconds * RATE)
    found = stereo(path, RATE, seconds=seconds)
    looped = _looped(found, wanted)
    loudest = float(np.abs(looped).max())
    if loudest > LOUDEST:
        looped *= LOUDEST / loudest
    return _faded(looped, *FADES)


def _looped(found: NDArray[np.float32], wanted: int) -> NDArray[np.float32]:
    """The recording again and again until it is long enough, its end running over into its beginning."""
    samples = found.shape[1]
    if samples >= wanted:
        return found[:, :wanted].copy()
    join = min(round(JOIN * RATE), samples // 4)
    rising = np.sqrt(np.linspace(0, 1, join, dtype=np.float32))
    met = found[:, :join] * rising + found[:, samples - join :] * rising[::-1]
    again = np.concatenate([met, found[:, join : samples - join]], axis=1)
    times = -(-(wanted - (samples - join)) // again.shape[1])
    return np.concatenate([found[:, : samples - join], np.tile(again, (1, times))], axis=1)[:, :wanted]


def _faded(sound: NDArray[np.float32], coming: float, going: float) -> NDArray[np.float32]:
    """The sound, swelling at its beginning and dying away at its end; each takes a quarter at most."""
    most = sound.shape[1] // 4
    first, last = (min(round(seconds * RATE), most) for seconds in (coming, going))
    sound[:, :first] *= np.linspace(0, 1, first, dtype=np.float32)
    sound[:, sound.shape[1] - last :] *= np.linspace(1, 0, last, dtype=np.float32) ** 2
    return sound
