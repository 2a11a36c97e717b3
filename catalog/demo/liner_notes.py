"""What is said of a track at the end: by mood, and by how fast it is."""

from __future__ import annotations

__all__ = ["MOMENTS", "NOTES"]

NOTES: dict[str, tuple[str, ...]] = {
    "smoky": ("Smoke in every note.", "You can see the red curtain."),
    "relaxed": ("Nobody is in a hurry here.", "Easy-going from the first bar to the last."),
    "playful": ("It winks at you twice a chorus.", "Full of little jokes for attentive ears."),
    "melancholic": ("Sad in the way autumn is sad.", "A tune for looking out of train windows."),
    "dark": ("As dark as a tunnel at four.", "Not a ray of light, and proud of it."),
    "hypnotic": ("After a while you stop counting.", "It circles until the room does."),
    "driving": ("It pushes forward like a night train.", "Made for long roads."),
    "cold": ("Cold as brushed steel.", "Beautiful in a frosty way."),
    "sunny": ("The sun is out from bar one.", "It smells of sun cream."),
    "happy": ("Impossible to be cross to.", "A grin in the form of a tune."),
    "dreamy": ("Half asleep and all the better for it.", "It floats an inch above the floor."),
    "warm": ("Warm as wool.", "It feels like a lamp in a window."),
    "tender": ("Handle with care.", "As gentle as a hand on a shoulder."),
    "cheerful": ("Good cheer guaranteed.", "Whistling along is hard to avoid."),
    "calm": ("The pulse slows down by itself.", "Perfect quiet, with notes in it."),
    "floating": ("It seems to have no floor.", "Weightless from end to end."),
    "wild": ("They hardly stay on the rails.", "Wild, loud and a little out of tune."),
    "angry": ("Somebody slammed a door, and kept the rhythm.", "Anger you can dance to."),
    "hopeful": ("By the end the sky has cleared.", "A song that gets up again."),
    "solemn": ("Grave and very beautiful.", "One listens with a straight back."),
    "proud": ("It walks in as if it owned the place.", "Chin up all the way."),
    "sleepy": ("Yawning permitted.", "It is already in pyjamas."),
    "glamorous": ("Champagne for the ears.", "All glitter, and real gold underneath."),
    "epic": ("Mountains are moved.", "It ends in fire, as it must."),
    "nostalgic": ("You will miss years you never saw.", "It rewinds itself."),
}

MOMENTS: tuple[tuple[str, ...], ...] = (
    (
        "For the last hour of the day.",
        "Best with the lights off.",
        "Slow enough to read to.",
        "From the album of the same name, {year}.",
    ),
    (
        "Good for cooking, better for washing up.",
        "A favourite for rainy afternoons.",
        "First released in {year}.",
        "{artist} in fine form.",
    ),
    (
        "For an evening that might still turn into a party.",
        "A good walking pace.",
        "Out since {year} and still fresh.",
        "The best-known tune of {artist}.",
    ),
    (
        "For running, dancing or being late.",
        "Keep the volume up.",
        "A hit in {year}, for good reason.",
        "{artist} at the top of the game.",
    ),
)
"""Below 76, below 104, below 128 beats a minute, and faster."""
