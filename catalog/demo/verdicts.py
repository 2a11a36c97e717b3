"""What is said of a film after its plot: by mood, and by where and when it was made."""

from __future__ import annotations

__all__ = ["CREDITS", "VERDICTS"]

VERDICTS: dict[str, tuple[str, ...]] = {
    "eerie": (
        "Quiet, patient and deeply unsettling.",
        "The fear sits in the corners of the picture and takes its time.",
        "Hardly any blood, but you will check the lock twice.",
        "A slow chill that lasts long after the lights are on.",
    ),
    "dark": (
        "Bleak, beautiful and not for a tired evening.",
        "Shot almost entirely at night, with a very black sense of humour.",
        "A grim story told without a wasted word.",
        "It offers no comfort, only wonderful shadows.",
    ),
    "tense": (
        "The tension never lets go.",
        "Tight, clever and best watched in one breath.",
        "You will not look at your phone once.",
        "The last half hour is nearly unbearable, in the best way.",
    ),
    "melancholic": (
        "A sad, gentle film with autumn in every frame.",
        "It aches, and it is lovely to look at.",
        "Bring a handkerchief and somebody to hold it.",
        "A film about time passing, told by people who noticed.",
    ),
    "witty": (
        "The dialogue sparkles from the first scene.",
        "Dry, fast and full of lines you will quote at breakfast.",
        "Very funny, and cleverer than it pretends to be.",
        "A script so sharp that you want the subtitles for the jokes you missed.",
    ),
    "tender": (
        "A warm, tender film that trusts its silences.",
        "Small gestures, big heart.",
        "It is kind to everyone in it, and to you.",
        "You will want to ring somebody afterwards.",
    ),
    "playful": (
        "Bright, silly and full of ideas.",
        "A playful film that never explains a joke.",
        "Great fun from the first minute, with a dog's sense of direction.",
        "Light as a balloon and just as colourful.",
    ),
    "hopeful": (
        "It leaves you a little taller.",
        "An uplifting story without a false note.",
        "Good news for a grey week.",
        "A film that believes in people and gives reasons.",
    ),
    "epic": (
        "Wide skies, grand music and a long road.",
        "A big film for the biggest screen you can find.",
        "Sweeping pictures and a story to match them.",
        "It has the breath of an old saga.",
    ),
    "dreamy": (
        "It drifts along like a dream you would rather not leave.",
        "Soft colours, slow clouds, a logic of its own.",
        "A floating, hypnotic film with a wonderful score.",
        "Half fairy tale, half afternoon nap.",
    ),
    "cosy": (
        "As comforting as a blanket and hot chocolate.",
        "A cosy film for a rainy Sunday.",
        "Nothing terrible happens, and that is the point.",
        "You can smell the kitchen.",
    ),
    "calm": (
        "Slow, clear and very calm.",
        "It takes its time and gives it back.",
        "Watch it late, with the sound up and the lights down.",
        "Few words, wonderful images.",
    ),
}

CREDITS: tuple[str, ...] = (
    "Directed by {director}, {minutes} minutes.",
    "{director}'s {year} film won prizes at home and friends abroad.",
    "A {country} production from {year} by {director}.",
    "{director} shot it in {country} in {year}.",
    "With this one {director} became known beyond {country}.",
    "{minutes} minutes, directed by {director} with a steady hand.",
    "{director} wrote and directed it in {year}.",
    "Many call it the best film of {director}.",
    "Made in {country} by {director} on a tiny budget.",
    "The music was recorded in one night, says director {director}.",
    "Restored in 4K under the eyes of {director}.",
    "{director} never made another film like it.",
)
