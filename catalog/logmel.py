"""Sound without a model: what the spectrum looks like, how it moves, and which pulse it has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.contracts import Modality
from tastemaker.errors import BadMedia

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

__all__ = ["LogMel"]

RATE: Final = 16_000
"""Hertz."""
SECONDS: Final = 30.0
"""A recording is judged by its beginning."""
_BANDS: Final = 64
_WINDOW: Final = 1024
_HOP: Final = 512
_PULSES: Final = 32
_WEIGHTS: Final = (1.0, 0.5, 0.7, 0.7, 0.7)
"""How much each group of numbers counts: spectrum, its spread, its motion, harmony, pulse."""


class LogMel:
    """Statistics of the log-mel spectrogram, each group standardised within the recording.

    Loudness does not count. Groups: mean, standard deviation and mean step of 64 mel bands, 12 pitch classes,
    and the autocorrelation of the onsets at 32 tempi from 50 to 200 beats per minute.
    """

    name = f"logmel-1-{_BANDS}"
    modality: Modality = "audio"
    dim = 3 * _BANDS + 12 + _PULSES
    space = name

    def encode(self, inputs: Sequence[Path]) -> Vectors:
        """float32, shape (len(inputs), 236), rows of length 1; BadMedia for silence."""
        return (
            np.stack([self._one(Path(path)) for path in inputs])
            if inputs
            else np.empty((0, self.dim), np.float32)
        )

    def _one(self, path: Path) -> Vectors:
        from tastemaker.catalog.media import sound

        wave = sound(path, RATE, seconds=SECONDS)
        if wave.size < _WINDOW:
            wave = np.pad(wave, (0, _WINDOW - wave.size))
        if float(np.abs(wave).max()) < 1e-4:
            raise BadMedia(f"{path.name} is silent")
        groups = _groups(wave)
        scaled = [weight * _standard(group) for weight, group in zip(_WEIGHTS, groups, strict=True)]
        vector = np.concatenate(scaled)
        unit: Vectors = (vector / max(float(np.linalg.norm(vector)), 1e-9)).astype(np.float32)
        return unit


def _groups(wave: Vectors) -> tuple[NDArray[np.float64], ...]:
    """The numbers that describe a recording, by group."""
    import librosa
    from librosa.filters import chroma as pitch_classes

    power = np.abs(librosa.stft(wave, n_fft=_WINDOW, hop_length=_HOP)) ** 2
    mel = librosa.feature.melspectrogram(S=power, sr=RATE, n_mels=_BANDS)
    log = librosa.power_to_db(mel, ref=np.max, top_db=80.0)
    steps = np.diff(log, axis=1, prepend=log[:, :1])
    chroma = pitch_classes(sr=RATE, n_fft=_WINDOW, tuning=0.0) @ np.sqrt(power)
    return log.mean(axis=1), log.std(axis=1), np.abs(steps).mean(axis=1), chroma.mean(axis=1), _pulse(steps)


def _pulse(steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """How well the onsets repeat at each tempo; zeros when the recording is too short to tell."""
    onset = np.maximum(steps, 0).mean(axis=0)
    onset = onset - onset.mean()
    beats = np.geomspace(50, 200, _PULSES)
    lags = 60.0 / beats * RATE / _HOP
    if onset.size < 2 * lags.max():
        return np.zeros(_PULSES)
    size = 1 << (2 * onset.size - 1).bit_length()
    spectrum = np.fft.rfft(onset, size)
    correlation = np.fft.irfft(np.abs(spectrum) ** 2, size)[: onset.size]
    found: NDArray[np.float64] = np.interp(
        lags, np.arange(onset.size), correlation / max(correlation[0], 1e-9)
    )
    return found


def _standard(group: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean 0 and length 1 within the group; zeros where all is equal."""
    centred = group - group.mean()
    length = float(np.linalg.norm(centred))
    return centred / length if length > 1e-9 else np.zeros_like(centred)
