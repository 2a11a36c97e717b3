"""How instruments and drums sound: single notes and hits as arrays of samples at 16 kHz."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["DRUMS", "RATE", "Sound", "note"]

RATE = 16_000
TABLE = 2048

Sound = NDArray[np.floating[Any]]
"""Samples at RATE, about -1 to 1, shape (n,)."""


@dataclass(frozen=True, slots=True)
class Timbre:
    """A voice: two waveforms to fade between, and how a note begins, lives and ends (seconds)."""

    bright: tuple[float, ...]
    dull: tuple[float, ...]
    attack: float
    decay: float
    """Time to fall to 1/e; 0 holds the note."""
    release: float
    dimming: float
    """Time in which the bright waveform gives way to the dull one; 0 stays bright."""
    vibrato: float = 0.0
    noise: float = 0.0
    detune: float = 0.0
    drive: float = 0.0


def _falling(count: int, power: float, *, even: float = 1.0) -> tuple[float, ...]:
    return tuple((even if n % 2 == 0 else 1.0) / n**power for n in range(1, count + 1))


_SOFT = (1.0, 0.15, 0.05)
_TIMBRES: dict[str, Timbre] = {
    "piano": Timbre(_falling(14, 1.1), _SOFT, 0.004, 0.8, 0.1, 0.25),
    "electric piano": Timbre((1.0, 0.1, 0.0, 0.5, 0.0, 0.0, 0.25), (1.0, 0.08), 0.004, 0.9, 0.12, 0.12, detune=0.002),
    "guitar": Timbre(_falling(12, 0.9), (1.0, 0.3, 0.1), 0.003, 0.55, 0.08, 0.15),
    "banjo": Timbre(_falling(18, 0.45), _falling(6, 0.8), 0.002, 0.16, 0.04, 0.08),
    "harp": Timbre(_falling(8, 1.3), _SOFT, 0.004, 0.9, 0.2, 0.2),
    "electric guitar": Timbre(_falling(16, 0.7), _falling(10, 1.0), 0.006, 1.6, 0.06, 0.5, drive=5.0, detune=0.003),
    "bass": Timbre(_falling(8, 1.1), (1.0, 0.35), 0.006, 0.5, 0.05, 0.12),
    "double bass": Timbre((1.0, 0.7, 0.4, 0.3, 0.15), (1.0, 0.25), 0.008, 0.35, 0.06, 0.1),
    "violin": Timbre(_falling(18, 0.85), _falling(12, 1.0), 0.07, 0.0, 0.12, 0.0, vibrato=0.006, noise=0.01),
    "cello": Timbre(_falling(16, 0.95), _falling(10, 1.1), 0.09, 0.0, 0.15, 0.0, vibrato=0.005, noise=0.012),
    "strings": Timbre(_falling(14, 1.0), _falling(8, 1.2), 0.16, 0.0, 0.3, 0.0, vibrato=0.004, detune=0.006),
    "flute": Timbre((1.0, 0.28, 0.1, 0.04), (1.0, 0.15), 0.06, 0.0, 0.1, 0.0, vibrato=0.005, noise=0.05),
    "saxophone": Timbre((0.8, 1.0, 0.75, 0.6, 0.5, 0.35, 0.3, 0.2, 0.15, 0.1), (1.0, 0.6, 0.4, 0.2, 0.1), 0.04, 0.0, 0.08, 0.3, vibrato=0.006, noise=0.03, drive=1.5),
    "trumpet": Timbre(_falling(16, 0.55), _falling(8, 0.9), 0.03, 0.0, 0.06, 0.35, vibrato=0.004, drive=0.8),
    "accordion": Timbre(_falling(14, 0.7, even=0.6), _falling(10, 0.8), 0.04, 0.0, 0.06, 0.0, detune=0.008),
    "organ": Timbre((1.0, 0.8, 0.5, 0.5, 0.0, 0.3, 0.0, 0.35), (1.0, 0.8, 0.5, 0.4), 0.008, 0.0, 0.03, 0.0, vibrato=0.004),
    "synthesizer": Timbre(_falling(20, 0.9), _falling(6, 1.3), 0.006, 0.7, 0.1, 0.22, detune=0.007),
    "pad": Timbre(_falling(10, 1.2), _falling(5, 1.5), 0.5, 0.0, 0.9, 2.0, detune=0.006, vibrato=0.002),
    "acid": Timbre(_falling(22, 0.75), (1.0, 0.3, 0.1), 0.003, 0.3, 0.03, 0.1, drive=2.0),
    "sub": Timbre((1.0, 0.3, 0.08), (1.0, 0.1), 0.006, 0.6, 0.05, 0.15),
    "bells": Timbre((1.0, 0.0, 0.6, 0.0, 0.45, 0.0, 0.0, 0.3, 0.0, 0.0, 0.2), (1.0, 0.0, 0.2), 0.002, 1.1, 0.3, 0.5, detune=0.004),
}  # fmt: skip
_TIMBRES |= {
    "fiddle": _TIMBRES["violin"],
    "sampler": _TIMBRES["electric piano"],
    "drum machine": _TIMBRES["acid"],
}


@lru_cache(maxsize=256)
def _table(partials: tuple[float, ...], highest: int) -> Sound:
    """One period of a waveform with at most `highest` harmonics, so that nothing aliases."""
    turn = np.arange(TABLE) / TABLE
    wave = np.zeros(TABLE)
    for n, loud in enumerate(partials[:highest], start=1):
        wave += loud * np.sin(2 * np.pi * n * turn + 0.7 * n)
    return np.asarray(wave / max(1e-9, float(np.abs(wave).max())), dtype=np.float32)


def note(instrument: str, pitch: float, *, seconds: float) -> Sound:
    """A note of the instrument; `pitch` in MIDI semitones (69 is A of 440 Hz)."""
    voice = _TIMBRES[instrument]
    count = int((seconds + voice.release) * RATE)
    time: Sound = np.arange(count, dtype=np.float32) / np.float32(RATE)
    hertz = 440.0 * 2.0 ** ((pitch - 69) / 12)
    phase: Sound = hertz * time
    if voice.vibrato:
        phase = phase + voice.vibrato * hertz / (2 * np.pi * 5.2) * np.sin(2 * np.pi * 5.2 * time)
    wave = _wave(voice, phase, time=time, hertz=hertz)
    if voice.detune:
        wave = 0.6 * wave + 0.4 * _wave(voice, phase * (1 + voice.detune), time=time, hertz=hertz)
    if voice.noise:
        wave = wave + voice.noise * _noise(count)
    wave = wave * _envelope(voice, time, seconds=seconds)
    if voice.drive:
        wave = np.tanh(wave * (1 + voice.drive)) * 0.7
    return np.asarray(wave, dtype=np.float32)


def _wave(voice: Timbre, phase: Sound, *, time: Sound, hertz: float) -> Sound:
    highest = max(1, int(RATE / 2.2 / hertz))
    index = (phase * TABLE).astype(np.int64) % TABLE
    bright = _table(voice.bright, highest)[index]
    if not voice.dimming:
        return bright
    share = np.exp(-time / voice.dimming)
    return np.asarray(share * bright + (1 - share) * _table(voice.dull, highest)[index], dtype=np.float32)


def _envelope(voice: Timbre, time: Sound, *, seconds: float) -> Sound:
    rise = np.minimum(1.0, time / voice.attack)
    body = np.exp(-time / voice.decay) if voice.decay else 1.0
    fall = np.clip(1 - (time - seconds) / max(voice.release, 1e-3), 0.0, 1.0)
    return np.asarray(rise * body * fall, dtype=np.float32)


@lru_cache(maxsize=1)
def _hiss() -> Sound:
    return np.random.default_rng(16).uniform(-1, 1, RATE * 8).astype(np.float32)


def _noise(count: int) -> Sound:
    return _hiss()[:count]


def _sweep(start: float, end: float, *, fall: float, seconds: float, decay: float) -> Sound:
    time = np.arange(int(seconds * RATE)) / RATE
    hertz = end + (start - end) * np.exp(-time / fall)
    return (np.sin(2 * np.pi * np.cumsum(hertz) / RATE) * np.exp(-time / decay)).astype(np.float32)


def _crisp(seconds: float, *, decay: float, smooth: int = 1) -> Sound:
    """Noise without its low end, dying away; `smooth` above 1 takes some of the top as well."""
    count = int(seconds * RATE)
    hiss: Sound = np.diff(_noise(count + 1))
    if smooth > 1:
        hiss = np.convolve(hiss, np.ones(smooth) / smooth, mode="same")
    return (hiss * np.exp(-np.arange(count) / RATE / decay)).astype(np.float32)


def _clap() -> Sound:
    out = np.zeros(int(0.2 * RATE), dtype=np.float32)
    for n in range(4):
        burst = _crisp(0.12 if n == 3 else 0.02, decay=0.05 if n == 3 else 0.006, smooth=3)
        start = int(n * 0.011 * RATE)
        out[start : start + len(burst)] += burst
    return out


def _kick() -> Sound:
    """A thump with a click, so that the beat is heard on small speakers too."""
    out = 1.2 * _sweep(150, 48, fall=0.025, seconds=0.3, decay=0.11)
    click = _crisp(0.02, decay=0.005)
    out[: len(click)] += 0.8 * click
    return out


def _snare(*, tone: float, snap: float) -> Sound:
    body = _sweep(tone * 1.4, tone, fall=0.02, seconds=0.2, decay=0.06)
    return np.asarray(0.6 * body + snap * _crisp(0.2, decay=0.07, smooth=2), dtype=np.float32)


def _cymbal() -> Sound:
    time = np.arange(int(0.35 * RATE)) / RATE
    ring = sum(np.sin(2 * np.pi * hertz * time) for hertz in (3170, 4230, 5410, 6890))
    return np.asarray((0.12 * ring + 0.5 * _crisp(0.35, decay=0.1)) * np.exp(-time / 0.12), dtype=np.float32)


_MAKERS: dict[str, Callable[[], Sound]] = {
    "kick": _kick,
    "boom": lambda: _sweep(120, 42, fall=0.05, seconds=0.6, decay=0.25),
    "tap": lambda: 0.6 * _sweep(110, 62, fall=0.02, seconds=0.16, decay=0.06),
    "snare": lambda: _snare(tone=185, snap=0.8),
    "fat": lambda: _snare(tone=150, snap=1.0),
    "brush": lambda: 0.5 * _crisp(0.22, decay=0.09, smooth=3),
    "clap": _clap,
    "hat": lambda: 0.6 * _crisp(0.06, decay=0.018),
    "open": lambda: 0.6 * _crisp(0.25, decay=0.09),
    "ride": _cymbal,
    "rim": lambda: 0.7 * _sweep(1700, 900, fall=0.004, seconds=0.06, decay=0.012),
    "shaker": lambda: 0.4 * _crisp(0.09, decay=0.03, smooth=2),
    "stomp": lambda: 0.8 * _sweep(90, 60, fall=0.03, seconds=0.2, decay=0.07),
}

DRUMS: dict[str, Sound] = {name: make().astype(np.float32) for name, make in _MAKERS.items()}
"""Single hits by name."""
