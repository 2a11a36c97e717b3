"""Titles and notes of the genres to listen to."""

from __future__ import annotations

from tastemaker.catalog.demo.wording import Wording
from tastemaker.catalog.demo.wording import wording as w

__all__ = ["QUIET"]

QUIET: dict[str, tuple[Wording, ...]] = {
    "jazz": (
        w(
            "Blue {thing}|{thing} at Midnight|Round the {thing}",
            "A late-night quartet with {instrument} up front and brushes on the snare. {artist} recorded it in one take.",
            "night",
            thing=("Lantern", "Staircase", "Taxi", "Raincoat", "Velvet"),
        ),
        w(
            "Walking to {town}|The {town} Strut|Sunday in {town}",
            "A walking bass, a lazy swing and {an_instrument} that never hurries. You can almost hear the glasses.",
            "club",
            within=(60, 150),
            town=("Lisbon", "Harlem", "Montmartre", "Soho", "Kyoto"),
        ),
        w(
            "{n} Cups of Coffee|Coffee for {n}|Black, No Sugar",
            "Warm {instrument}, soft piano chords and a swing that suits a slow morning. From the second album of {artist}.",
            "club",
            within=(60, 140),
            n=(2, 9),
        ),
        w(
            "Minor Affair|Goodbye, {name}|Waltz for {name}",
            "{a_mood} ballad in which the {instrument} does the talking. The drummer barely breathes.",
            "night",
            within=(60, 118),
            moods="smoky|melancholic|relaxed",
            name=("Odile", "Clara", "Mr Finch", "Ingrid", "Leonora"),
        ),
        w(
            "Cat on the {place}|Alley {animal}|{animal} Business",
            "Fast bop with {an_instrument} solo that climbs every fire escape. {bpm} beats a minute and not one too many.",
            "club",
            within=(128, 200),
            moods="playful|relaxed",
            place=("Piano", "Fire Escape", "Roof"),
            animal=("Cat", "Sparrow", "Fox"),
        ),
    ),
    "folk": (
        w(
            "The {bird} and the {tree}|{bird} Song|Under the {tree} Tree",
            "Fingerpicked {instrument} and a melody that sounds two hundred years old. Recorded in a barn, with the door open.",
            "hills",
            tags="guitar|banjo",
            bird=("Wren", "Heron", "Lark", "Robin"),
            tree=("Elm", "Rowan", "Apple", "Ash"),
        ),
        w(
            "Letters from the {place}|Home from the {place}|Over the {place}",
            "{a_mood} song without words for {instrument}. {artist} wrote it on a walk of nine days.",
            "hills",
            place=("Moor", "Valley", "North Shore", "High Road", "Orchard"),
        ),
        w(
            "{name}'s Reel|The {name} Jig|Dance for {name}",
            "A village dance with {instrument}, stamping feet and a little cider. It gets faster, as it should.",
            "campfire",
            within=(104, 200),
            moods="cheerful|warm",
            name=("Maggie", "Old Tom", "Siobhan", "Jory", "Elspeth"),
        ),
        w(
            "Harvest {thing}|{thing} by the Fire|Wool and {thing}",
            "Warm and simple: {instrument}, a second voice, a crackling fire. Good company for a long evening.",
            "campfire",
            tags="guitar|banjo|accordion|fiddle",
            moods="warm|tender",
            thing=("Moon", "Bread", "Candle", "Rain", "Wool"),
        ),
    ),
    "ambient": (
        w(
            "{place} Fog|Still {place}|{place}, before Dawn",
            "Slow chords of {instrument} drift over a barely moving ground. Nothing happens, beautifully.",
            "moon",
            place=("Harbour", "Tundra", "Lagoon", "Glacier", "Meadow"),
        ),
        w(
            "Breathing Exercise {n}|Study for Sleep {n}|Slow Room {n}",
            "Long {mood} tones for {instrument}, made for falling asleep. {artist} suggests a low volume.",
            "waves",
            n=(1, 40),
        ),
        w(
            "The {adj} Satellite|Letters to a {adj} Star|{adj} Orbit",
            "A weightless piece of {instrument} and distant noise, like a radio left on in space. {minutes} minutes.",
            "moon",
            adj=("Lonely", "Distant", "Patient", "Silver", "Sleeping"),
        ),
        w(
            "Rain on {thing}|{thing} Underwater|Moss and {thing}",
            "{artist} lets {instrument} melt into something like weather. Soft, wide and very calm.",
            "moon",
            thing=("Glass", "Paper", "Copper", "Stone", "Linen"),
        ),
    ),
    "classical": (
        w(
            "Nocturne No. {n}|Prelude in {key}|Little Suite, No. {n}",
            "{a_mood} piece for {instrument}, clear as a winter morning. Played by {artist}.",
            "keys",
            n=(1, 24),
            key=("D minor", "G major", "E flat", "A minor", "B flat", "F sharp minor"),
        ),
        w(
            "Variations on a {thing}|The {thing} Quartet|{thing} Waltz",
            "An old theme and {n} ways to doubt it. The last word goes to the {instrument}.",
            "strings",
            n=(5, 18),
            thing=("Lullaby", "Market Cry", "Bell", "Swan", "Snowflake"),
        ),
        w(
            "Elegy for {name}|Serenade for {name}|A Garden for {name}",
            "{instrument} and silence in equal parts. {artist} plays it without a trace of sugar.",
            "strings",
            moods="solemn|melancholic|tender",
            within=(40, 90),
            name=("Ottilie", "a River", "an Empty House", "Two Sisters", "Winter"),
        ),
        w(
            "Étude {n}: {thing}|{thing} Étude|Fountain of {thing}",
            "Running figures for {instrument} that sparkle like water. Difficult, and it does not show.",
            "keys",
            within=(84, 200),
            tags="piano|harp|flute|violin",
            moods="cheerful|tender",
            n=(1, 12),
            thing=("Swallows", "Hail", "Clockwork", "Silver", "Butterflies"),
        ),
    ),
    "lo-fi": (
        w(
            "{thing} and Homework|Late {thing}|{thing} in the Rain",
            "A soft, {mood} beat with {instrument} and tape hiss. Made for studying, staring and biscuits.",
            "window",
            thing=("Tea", "Bus", "Pencils", "Blanket", "Biscuits"),
        ),
        w(
            "Window Seat {n}|Page {n}|Floor {n}, Lamp On",
            "Sleepy drums at {bpm} BPM and {an_instrument} slightly out of tune. {artist} made it on a rainy Tuesday.",
            "window",
            n=(2, 40),
        ),
        w(
            "My Neighbour's {thing}|{thing} for Two Cats|Quiet {thing}",
            "A short loop of {instrument} that could go on all night. Warm, a little dusty.",
            "cassette",
            thing=("Piano", "Balcony", "Garden", "Radio", "Kettle"),
        ),
        w(
            "Snow on the {place}|{place} at 4 am|Missed the {place}",
            "Mellow {instrument} chords over a tired beat. You will feel at home.",
            "night",
            place=("Tram", "Keyboard", "Balcony", "Station", "Vending Machine"),
        ),
    ),
    "bossa nova": (
        w(
            "{place} in the Shade|Afternoon in {place}|{place}, Slowly",
            "Nylon {instrument}, whispered percussion and a breeze from the sea. Best with something cold.",
            "palm",
            tags="guitar",
            place=("Ipanema", "Salvador", "Leblon", "Paraty", "Olinda"),
        ),
        w(
            "Café with {name}|{name} by the Sea|Bossa for {name}",
            "{a_mood} bossa with {instrument} and soft shakers. {artist} hardly raises an eyebrow.",
            "palm",
            name=("Beatriz", "João", "Luisa", "Teresa", "Caetana"),
        ),
        w(
            "{n} Parasols|Hammock No. {n}|{n} Steps to the Beach",
            "The {instrument} sways, the bass answers, and {bpm} beats a minute feel like fewer. Sunshine in a small room.",
            "sun",
            n=(2, 90),
        ),
        w(
            "Mango {thing}|{thing} and Lime|Sandals and {thing}",
            "Light as linen: {instrument}, a rim click and a tune to whistle. From the album the sea took.",
            "palm",
            thing=("Moon", "Rain", "Letters", "Ice", "Saudade"),
        ),
    ),
}
