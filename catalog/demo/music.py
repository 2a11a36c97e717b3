"""The music section: 260 tracks with cover art and synthesised sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from tastemaker.catalog.demo.covers import cover
from tastemaker.catalog.demo.liner_notes import MOMENTS, NOTES
from tastemaker.catalog.demo.section import Draft, Profile
from tastemaker.catalog.demo.synth import Tune, write_tune
from tastemaker.catalog.demo.tunes import TUNES
from tastemaker.catalog.demo.wording import Wording, choose, deal, unique

__all__ = ["GENRES", "PROFILE", "Genre", "drafts"]

PROFILE = Profile(
    name="Night Bus Records",
    noun="tracks",
    currency="€",
    tone="relaxed and knowing, like the person behind the counter of a record shop",
    weights={"text": 0.6, "image": 0.1, "audio": 0.3},
)

COUNT = 260


@dataclass(frozen=True, slots=True)
class Genre:
    """What tracks of a genre have in common."""

    bpm: tuple[int, int]
    minutes: tuple[float, float]
    instruments: tuple[str, ...]
    moods: tuple[str, ...]
    artists: tuple[str, ...]
    since: int
    near: tuple[str, ...] = ()
    """Genres that a track may carry beside this one."""
    traits: Mapping[str, float] = field(default_factory=dict)


def _genre(bpm: tuple[int, int], minutes: tuple[float, float], **more: Any) -> Genre:
    words = {name: tuple(more.pop(name).split("|")) for name in ("instruments", "moods", "artists", "near")}
    return Genre(bpm, minutes, since=more.pop("since"), traits=more, **words)


GENRES: dict[str, Genre] = {
    "jazz": _genre((84, 176), (3.0, 7.5), instruments="saxophone|trumpet|piano|double bass|guitar", moods="smoky|relaxed|playful|melancholic",
        artists="The Velvet Lamp Quartet|Odette Marlow Trio|Basement Five|Cornelius Bright", near="blues|lo-fi", since=1958, elegant=0.6, classic=0.7, urban=0.4),
    "techno": _genre((124, 142), (4.8, 8.5), instruments="synthesizer|drum machine", moods="dark|hypnotic|driving|cold",
        artists="Kobalt Werk|Hal9 Ost|Ferrum|Anja Strom|Null Sektor", near="house|ambient", since=1991, techy=0.8, energetic=0.8, dark=0.5, urban=0.6, minimal=0.4),
    "house": _genre((116, 128), (4.0, 7.5), instruments="piano|synthesizer|organ", moods="sunny|happy|driving|dreamy",
        artists="Terrace Club|Marisol Blue|Papaya Radio|Deep Otto", near="disco|techno", since=1988, energetic=0.8, colourful=0.5, urban=0.6, playful=0.3),
    "folk": _genre((72, 132), (2.4, 4.8), instruments="guitar|fiddle|banjo|accordion|flute", moods="warm|melancholic|tender|cheerful",
        artists="The Hollow Barrow|Elspeth Rowan|Moor & Meadow|Tam Fairley|The Apple Press", near="rock|classical", since=1966, natural=0.8, cosy=0.7, outdoors=0.4, classic=0.4),
    "ambient": _genre((50, 76), (5.0, 11.0), instruments="synthesizer|piano|strings|bells", moods="calm|dreamy|floating|melancholic",
        artists="Pale Harbour|Isfjord|Slow Observatory|Mira Lumen", near="classical|lo-fi", since=1978, calm=1.0, minimal=0.6, natural=0.3),
    "rock": _genre((96, 152), (2.6, 5.2), instruments="electric guitar|organ|guitar", moods="wild|angry|hopeful|driving",
        artists="The Broken Kites|Static Sisters|Tin Cathedral|Joni Vance|Gravel Kings", near="metal|folk", since=1967, energetic=0.8, bold=0.7),
    "classical": _genre((56, 120), (2.2, 9.0), instruments="piano|violin|cello|strings|harp|flute", moods="calm|tender|solemn|cheerful|melancholic",
        artists="Helena Marchetti|Ensemble Seeblick|Viktor Aldous|The Linden Players", near="ambient", since=1961, elegant=0.9, classic=0.9, calm=0.5),
    "hip hop": _genre((82, 102), (2.2, 4.2), instruments="sampler|piano|electric piano|guitar", moods="relaxed|dark|playful|proud",
        artists="Big Quill|Mama Static|Ninth Floor|Dusty Abacus|Lil Fjord", near="lo-fi|jazz", since=1989, urban=0.9, bold=0.7, energetic=0.4),
    "lo-fi": _genre((68, 88), (1.8, 3.4), instruments="electric piano|guitar|piano", moods="sleepy|dreamy|relaxed|warm",
        artists="tapewarm|Sofa Astronaut|Mochi & Rain|quiet kiosk", near="hip hop|jazz|ambient", since=2014, cosy=0.8, calm=0.7, urban=0.3),
    "disco": _genre((110, 126), (3.2, 6.5), instruments="strings|electric guitar|synthesizer|trumpet", moods="happy|glamorous|sunny|playful",
        artists="Gloria Vantage|The Mirrorballs|Studio Flamingo|Capri Express", near="house|synthwave", since=1974, colourful=0.9, energetic=0.7, playful=0.6),
    "metal": _genre((110, 184), (3.2, 7.2), instruments="electric guitar|bass", moods="angry|dark|epic|wild",
        artists="Grimwald|Ashen Vow|Thornhammer|Black Pylon", near="rock", since=1979, dark=0.9, bold=0.9, energetic=0.8),
    "synthwave": _genre((84, 118), (3.2, 5.6), instruments="synthesizer|electric guitar|saxophone", moods="nostalgic|dreamy|driving|dark",
        artists="Laser Palace|Vega Coast|Night Arcade|Miranda 84", near="disco|techno", since=2009, techy=0.6, colourful=0.5, dark=0.4, urban=0.5, bold=0.3),
    "bossa nova": _genre((108, 140), (2.2, 4.2), instruments="guitar|flute|piano|saxophone", moods="relaxed|sunny|tender|dreamy",
        artists="Trio Laranja|Dora Almada|Os Guarda-Sóis|Paulo Brisa", near="jazz", since=1960, romantic=0.7, elegant=0.5, calm=0.5, natural=0.3),
    "reggae": _genre((66, 92), (3.2, 5.4), instruments="organ|guitar|bass|trumpet", moods="sunny|relaxed|hopeful|warm",
        artists="Coral Street Band|Sister Tamarind|The Low Tides|King Papaya", near="hip hop", since=1969, calm=0.5, outdoors=0.5, colourful=0.6),
}  # fmt: skip

TRAITS_OF_MOOD: dict[str, tuple[str, float]] = {
    "smoky": ("dark", 0.3), "relaxed": ("calm", 0.4), "playful": ("playful", 0.5), "melancholic": ("romantic", 0.3),
    "dark": ("dark", 0.5), "hypnotic": ("minimal", 0.3), "driving": ("energetic", 0.3), "cold": ("minimal", 0.4),
    "sunny": ("colourful", 0.4), "happy": ("playful", 0.4), "dreamy": ("romantic", 0.4), "warm": ("cosy", 0.4),
    "tender": ("romantic", 0.5), "cheerful": ("playful", 0.4), "calm": ("calm", 0.3), "floating": ("calm", 0.3),
    "wild": ("energetic", 0.3), "angry": ("bold", 0.3), "hopeful": ("outdoors", 0.2), "solemn": ("classic", 0.2),
    "proud": ("bold", 0.3), "sleepy": ("cosy", 0.3), "glamorous": ("elegant", 0.5), "epic": ("bold", 0.3),
    "nostalgic": ("classic", 0.3),
}  # fmt: skip


def drafts(rng: np.random.Generator) -> list[Draft]:
    """All tracks, genres in turn, no title twice."""
    genres = deal(tuple(TUNES), COUNT, rng=rng)
    queues = {genre: deal(TUNES[genre], COUNT, rng=rng) for genre in TUNES}
    taken: set[str] = set()
    return [
        _draft(n, genre, wording=queues[genre].pop(0), rng=rng, taken=taken) for n, genre in enumerate(genres)
    ]


def _draft(n: int, genre: str, *, wording: Wording, rng: np.random.Generator, taken: set[str]) -> Draft:
    kind = GENRES[genre]
    slow, fast = wording.within or kind.bpm
    facts: dict[str, Any] = {
        "artist": choose(kind.artists, rng),
        "year": int(2025 - (2025 - kind.since) * rng.beta(1.0, 1.8)),
        "bpm": int(rng.integers(max(slow, kind.bpm[0]), min(fast, kind.bpm[1]) + 1)),
        "minutes": round(float(rng.uniform(*kind.minutes)), 1),
        "mood": choose(wording.moods or kind.moods, rng),
        "instrument": choose(wording.tags or kind.instruments, rng),
    }
    title, text = unique(lambda: wording.say(rng, **_spoken(facts)), taken)
    near = (choose(kind.near, rng),) if rng.random() < 0.3 else ()
    seed = int(rng.integers(2**31))
    tune = Tune(genre=genre, bpm=facts["bpm"], mood=facts["mood"], instrument=facts["instrument"], seed=seed)
    sleeve = cover(wording.scene, tune=tune)
    return Draft(
        id=f"track-{n + 1:03d}",
        title=title,
        description=_with_note(text, facts, rng=rng),
        categories=(genre, *near),
        attributes=facts,
        price=choose((0.79, 0.99, 0.99, 1.19, 1.29, 1.49), rng),
        svg=sleeve.svg,
        audio=partial(write_tune, tune=tune),
        traits=_traits(kind, facts["mood"]),
        shows=(wording.scene, tune.instrument) if sleeve.played else (wording.scene,),
    )


def _spoken(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts as a sentence says them, with the right article."""
    instrument = facts["instrument"]
    return facts | {
        "minutes": f"{facts['minutes']:g}",
        "a_mood": _article(facts["mood"]),
        "an_instrument": {"strings": "a string section", "bells": "a chime of bells"}.get(
            instrument, _article(instrument)
        ),
    }


def _article(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def _with_note(text: str, facts: dict[str, Any], *, rng: np.random.Generator) -> str:
    """Two times out of three, a sentence about the mood or the moment follows."""
    notes = NOTES[facts["mood"]] + MOMENTS[int(np.digitize(facts["bpm"], (76, 104, 128)))]
    note = choose(notes, rng).format(**facts)
    return f"{text} {note}" if rng.random() < 0.67 else text


def _traits(kind: Genre, mood: str) -> dict[str, float]:
    name, share = TRAITS_OF_MOOD[mood]
    return {**kind.traits, name: round(min(1.0, kind.traits.get(name, 0.0) + share), 3)}
