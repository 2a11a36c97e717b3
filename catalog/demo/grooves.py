"""What each genre plays: drum patterns, bass, chords and tune on sixteen steps of a bar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["GROOVES", "MAJOR_MOODS", "Groove"]

MAJOR_MOODS = frozenset(
    [
        "relaxed",
        "playful",
        "sunny",
        "happy",
        "warm",
        "cheerful",
        "hopeful",
        "tender",
        "proud",
        "glamorous",
        "calm",
        "floating",
    ]
)
"""Moods in a major key; the others are in minor."""


@dataclass(frozen=True, slots=True)
class Groove:
    """A bar of four beats in sixteen steps: `x` loud, `o` soft, `.` silent; digits in `bass` are scale steps."""

    drums: Mapping[str, str] = field(default_factory=dict)
    bass: str = "................"
    bass_voice: str = "bass"
    bass_octave: int = 36
    chords: str = "x..............."
    chord_voice: str = ""
    """Empty: the tune's own instrument."""
    chord_length: float = 1.0
    """In steps."""
    lead: str = "................"
    """Where a note of the tune may begin."""
    lead_length: float = 2.0
    sevenths: bool = False
    swing: float = 0.0
    """How late every second step comes, as part of a step."""
    room: float = 0.12
    """Reverberation, 0 to 1."""
    echo: float = 0.0
    crackle: float = 0.0
    drum_level: float = 1.0
    progression: tuple[int, ...] = (0, 5, 3, 4)
    """Scale steps of the bars' roots."""


FOUR = "x...x...x...x..."
GROOVES: dict[str, Groove] = {
    "techno": Groove({"kick": FOUR, "hat": "..x...x...x...x.", "clap": "....o.......o...", "open": "..............o."}, bass="..0...0...0...07", bass_voice="acid", chords="x.............x.", chord_voice="synthesizer", lead="x...x...x...x.x.", lead_length=0.8, progression=(0, 0, 0, 0), drum_level=1.7, room=0.2),
    "house": Groove({"kick": FOUR, "open": "..o...o...o...o.", "clap": "....o.......o...", "shaker": "o.o.o.o.o.o.o.o."}, bass="..0...0...0...7.", bass_voice="sub", chords="..x...x...x...x.", chord_length=1.4, lead="x...x...x.x.x...", sevenths=True, drum_level=1.7, room=0.18),
    "disco": Groove({"kick": FOUR, "open": "..x...x...x...x.", "snare": "....x.......x...", "hat": "x.x.x.x.x.x.x.x."}, bass="0.7.0.7.0.7.0.7.", bass_voice="bass", chords="..x...x...x...x.", chord_voice="electric guitar", chord_length=0.8, lead="x..x..x.x...x...", lead_length=2.5, room=0.16),
    "synthwave": Groove({"kick": "x.......x.x.....", "fat": "....x.......x...", "hat": "x.x.x.x.x.x.x.x."}, bass="0.0.0.0.0.0.0.0.", bass_voice="synthesizer", chords="x...............", chord_voice="pad", chord_length=15, lead="x.x.x.x.x.x.x.x.", lead_length=1.4, room=0.3),
    "rock": Groove({"kick": "x.....x.x.......", "snare": "....x.......x...", "hat": "x.x.x.x.x.x.x.x.", "ride": "x..............."}, bass="0.0.0.0.0.0.0.0.", chords="x..x..x.x.x.x.x.", chord_voice="electric guitar", chord_length=1.8, lead="x...x..x..x.x...", progression=(0, 3, 4, 3), room=0.14),
    "metal": Groove({"kick": "xxxxxxxxxxxxxxxx", "snare": "....x.......x...", "ride": "x...x...x...x..."}, bass="0000000000000000", chords="x.xxx.xxx.xxx.xx", chord_voice="electric guitar", chord_length=0.8, lead="x.x.x.x.x.x.x.x.", lead_length=1.0, progression=(0, 0, 5, 6), room=0.1),
    "jazz": Groove({"ride": "x...x..ox...x..o", "brush": "....x.......x...", "hat": "....o.......o...", "tap": "o...............", }, bass="0...2...4...5...", bass_voice="double bass", chords="..x......x......", chord_voice="piano", chord_length=1.2, lead="x..xx..x.x.xx..x", lead_length=1.5, sevenths=True, swing=0.33, progression=(1, 4, 0, 5), drum_level=1.1, room=0.15),
    "bossa nova": Groove({"rim": "o.....o...o.....", "tap": "x...x...x...x...", "shaker": "x.o.x.o.x.o.x.o."}, bass="0.....4.4.....0.", bass_voice="double bass", chords="x..x..x...x..x..", chord_voice="guitar", chord_length=1.6, lead="x...x..x..x...x.", lead_length=2.5, sevenths=True, progression=(0, 1, 4, 0), drum_level=1.3, room=0.14),
    "reggae": Groove({"kick": "........x.......", "rim": "........x.......", "hat": "x.x.x.x.x.x.x.x."}, bass="0..0..2.4.....2.", bass_voice="sub", chords="....x.......x...", chord_length=1.0, lead="x.....x...x.....", lead_length=3.0, echo=0.35, progression=(0, 3, 0, 4), room=0.15),
    "hip hop": Groove({"kick": "x......x..x.....", "fat": "....x.......x...", "hat": "x.x.x.xxx.x.x.x."}, bass="0......0..4.....", bass_voice="sub", chords="x.......x.......", chord_length=5, lead="x...x.....x..x..", lead_length=2.0, sevenths=True, swing=0.18, crackle=0.4, room=0.1),
    "lo-fi": Groove({"tap": "x......x.x......", "brush": "....x.......x...", "hat": "x.o.x.o.x.o.x.o."}, bass="0......0..4.....", bass_voice="sub", chords="x.......x.......", chord_length=7, lead="x.....x...x.....", lead_length=2.5, sevenths=True, swing=0.25, crackle=1.0, progression=(1, 4, 0, 5), room=0.2, drum_level=0.75),
    "folk": Groove({"stomp": "x.......x.......", "shaker": "..o...x...o...x."}, bass="0...4...0...4...", bass_voice="double bass", chords="x.x.xx.xx.x.xx.x", chord_voice="guitar", chord_length=1.6, lead="x...x.x.x...x.x.", lead_length=2.0, progression=(0, 3, 0, 4), room=0.1, drum_level=0.6),
    "classical": Groove({}, chords="x.x.x.x.x.x.x.x.", chord_length=2.5, bass="0.......4.......", bass_voice="cello", lead="x...x...x.x.x...", lead_length=3.5, progression=(0, 3, 4, 0), room=0.35),
    "ambient": Groove({}, chords="x...............", chord_voice="pad", chord_length=16, bass="0...............", bass_voice="pad", bass_octave=36, lead="x.......x.......", lead_length=6, progression=(0, 5, 0, 3), room=0.8, echo=0.3),
}  # fmt: skip
"""By genre."""
