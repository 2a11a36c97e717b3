"""A few seconds of music from genre, tempo, mood and instrument, by vectorised synthesis."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tastemaker.catalog.demo.grooves import GROOVES, MAJOR_MOODS, Groove
from tastemaker.catalog.demo.timbres import DRUMS, RATE, Sound, note

__all__ = ["RATE", "SECONDS", "Tune", "play", "write_tune"]

SECONDS = 6.0
MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)
LOUD = {"x": 1.0, "o": 0.45}
LEVELS = {"drums": 0.85, "bass": 0.5, "chords": 0.2, "lead": 0.34}


@dataclass(frozen=True, slots=True)
class Tune:
    """What is to be played."""

    genre: str
    bpm: int
    mood: str
    instrument: str
    seed: int


def write_tune(file: Path, *, tune: Tune) -> None:
    """Write six seconds of mono sound at 16 kHz as Ogg Opus; the same bytes every time."""
    import av

    samples = (np.clip(play(tune), -1, 1) * 32767).astype(np.int16)
    options = {"fflags": "+bitexact"}
    with av.open(str(file), "w", format="ogg", options=options) as out:
        stream = out.add_stream("libopus", rate=RATE, options={"b": "40k", "compression_level": "2"})
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.sample_rate = RATE
        for part in av.AudioResampler("s16", "mono", RATE).resample(frame):
            out.mux(stream.encode(part))
        out.mux(stream.encode(None))


def play(tune: Tune) -> Sound:
    """The tune as samples at RATE, shape (SECONDS * RATE,), peak below 1."""
    groove = GROOVES[tune.genre]
    rng = np.random.default_rng(tune.seed)
    band = _Band(tune, groove, rng=rng)
    mix: Sound = band.drums() + band.bass() + band.chords() + band.lead()
    if groove.echo:
        mix = _echo(mix, beat=60 / tune.bpm, level=groove.echo)
    mix = _room(mix, level=groove.room)
    if groove.crackle:
        mix = mix + _crackle(len(mix), level=groove.crackle, rng=rng)
    return _finished(mix)


class _Band:
    """Everyone who plays, on one clock."""

    def __init__(self, tune: Tune, groove: Groove, *, rng: np.random.Generator) -> None:
        self.tune, self.groove, self.rng = tune, groove, rng
        self.step = 60 / tune.bpm / 4
        self.steps = int(SECONDS / self.step)
        self.scale = MAJOR if tune.mood in MAJOR_MOODS else MINOR
        self.key = int(rng.integers(-5, 6))
        self.notes: dict[tuple[str, float, int], Sound] = {}

    def drums(self) -> Sound:
        """Every hit of every pattern."""
        out = _silence()
        for drum, pattern in self.groove.drums.items():
            level = LEVELS["drums"] * self.groove.drum_level * (1.0 if drum in _LOW else 0.55)
            for n in range(self.steps):
                if loud := LOUD.get(pattern[n % 16]):
                    self._at(out, n, DRUMS[drum] * (loud * level))
        return out

    def bass(self) -> Sound:
        """A bass line over the roots of the bars."""
        out, groove = _silence(), self.groove
        for n in range(self.steps):
            sign = groove.bass[n % 16]
            if sign.isdigit():
                pitch = self._pitch(self._root(n) + int(sign), groove.bass_octave)
                length = 15 if groove.bass_voice == "pad" else 1.7
                self._at(out, n, LEVELS["bass"] * self._note(groove.bass_voice, pitch, steps=length))
        return out

    def chords(self) -> Sound:
        """Chords or, for classical music, broken chords."""
        out, groove = _silence(), self.groove
        voice = groove.chord_voice or self.tune.instrument
        broken = self.tune.genre == "classical"
        for n in range(self.steps):
            if groove.chords[n % 16] != "x":
                continue
            steps: tuple[int, ...] = (
                (0, 2, 4, 6) if groove.sevenths else (0, 4, 7) if _power(self.tune) else (0, 2, 4)
            )
            if broken:
                steps = (steps[(n // 2) % len(steps)],)
            octave = 48 if voice == "electric guitar" else 60
            for degree in steps:
                pitch = self._pitch(self._root(n) + degree, octave)
                level = LEVELS["chords"] * (2.0 if broken else 1.0)
                self._at(out, n, level * self._note(voice, pitch, steps=groove.chord_length))
        return out

    def lead(self) -> Sound:
        """A tune for the instrument: a walk through the scale with a memory of two bars."""
        out, groove = _silence(), self.groove
        walk = np.cumsum(self.rng.choice((-2, -1, -1, 1, 1, 2), 32))
        rests = self.rng.random(32) < 0.22
        octave = {"bass": 48, "double bass": 48, "cello": 48, "electric guitar": 60}.get(
            self.tune.instrument, 72
        )
        for n in range(self.steps):
            place = n % 32
            if groove.lead[n % 16] != "x" or rests[place]:
                continue
            degree = self._root(n) + int(np.clip(walk[place], -4, 5)) % 7
            sound = self._note(self.tune.instrument, self._pitch(degree, octave), steps=groove.lead_length)
            self._at(out, n, LEVELS["lead"] * sound)
        return out

    def _root(self, step: int) -> int:
        return self.groove.progression[(step // 16) % len(self.groove.progression)]

    def _pitch(self, degree: int, octave: int) -> float:
        return octave + self.key + self.scale[degree % 7] + 12 * (degree // 7)

    def _note(self, voice: str, pitch: float, *, steps: float) -> Sound:
        known = (voice, pitch, round(steps * 10))
        if known not in self.notes:
            self.notes[known] = note(voice, pitch, seconds=steps * self.step)
        return self.notes[known]

    def _at(self, out: Sound, step: int, sound: Sound) -> None:
        late = self.groove.swing * self.step if step % 2 else 0.0
        start = int((step * self.step + late) * RATE)
        stop = min(len(out), start + len(sound))
        out[start:stop] += sound[: stop - start]


_LOW = {"kick", "boom", "tap", "snare", "fat", "clap", "stomp"}


def _power(tune: Tune) -> bool:
    """Rock and metal guitars play fifths."""
    return tune.genre in {"rock", "metal"}


def _silence() -> Sound:
    return np.zeros(int(SECONDS * RATE), dtype=np.float32)


def _echo(mix: Sound, *, beat: float, level: float) -> Sound:
    """Repeats three quarters of a beat later, fading."""
    out, gap = mix.copy(), int(0.75 * beat * RATE)
    for n in range(1, 4):
        if n * gap < len(mix):
            out[n * gap :] += mix[: -n * gap] * level**n
    return out


def _room(mix: Sound, *, level: float) -> Sound:
    """Reverberation: convolution with fading noise."""
    tail = int((0.25 + 1.6 * level) * RATE)
    time = np.arange(tail) / RATE
    echo = np.random.default_rng(1).normal(0, 1, tail) * np.exp(-time / (0.06 + 0.5 * level))
    echo *= level / np.sqrt(np.sum(echo**2))
    size = 1 << (len(mix) + tail - 1).bit_length()
    wet = np.fft.irfft(np.fft.rfft(mix, size) * np.fft.rfft(echo, size), size)[: len(mix)]
    return np.asarray(mix + wet, dtype=np.float32)


def _crackle(count: int, *, level: float, rng: np.random.Generator) -> Sound:
    """Dust on a record, and a little hiss."""
    out = rng.normal(0, 0.004 * level, count)
    ticks = rng.integers(0, count, int(14 * level * SECONDS))
    out[ticks] += rng.uniform(-0.12, 0.12, len(ticks)) * level
    return out.astype(np.float32)


def _finished(mix: Sound) -> Sound:
    """Even in loudness, softly limited, faded at both ends."""
    mix = mix * (0.16 / max(1e-6, float(np.sqrt(np.mean(mix**2)))))
    mix = np.tanh(mix * 1.1) * 0.9
    fade = int(0.02 * RATE)
    mix[:fade] *= np.linspace(0, 1, fade, dtype=np.float32)
    mix[-fade * 10 :] *= np.linspace(1, 0, fade * 10, dtype=np.float32)
    return np.asarray(mix, dtype=np.float32)
