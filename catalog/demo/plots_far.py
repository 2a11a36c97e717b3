"""What the films are about: science fiction, fantasy and adventure."""

from __future__ import annotations

from tastemaker.catalog.demo.wording import Wording
from tastemaker.catalog.demo.wording import wording as w

__all__ = ["FAR"]

SCIFI = (
    w(
        "The {name} Drift|Leaving {name}|Beyond {name}",
        "A cargo ship wakes its crew {n} years too early, and one bed is warm. Engineer {hero} suspects the autopilot of loneliness.",
        "spaceship",
        moods="tense|epic",
        n=(12, 70),
        name=("Kepler", "Oberon", "Callisto", "Tethys", "Perihelion"),
    ),
    w(
        "{n} Suns|Gardens of {name}|The Botanist of {name}",
        "On a planet without night a botanist tries to grow the first dark flower. {hero} has seeds for one more attempt.",
        "planet",
        moods="dreamy|hopeful",
        tags="drama",
        n=(2, 4),
        name=("Ilion", "Vesper", "Marrow", "Halcyon"),
    ),
    w(
        "My Brother the Machine|Model {n}|Unit {n} Dreams of Rain",
        "A household robot is to be scrapped on Friday. {hero}, aged nine, files an appeal.",
        "robot",
        moods="tender|playful",
        tags="family",
        n=(4, 98),
    ),
    w(
        "Neon Monsoon|The Memory Market|District {n}",
        "In a drowned city people sell their memories by the minute. {hero} buys one that begins with a murder, and a familiar face.",
        "neoncity",
        moods="dark|tense",
        tags="thriller|crime",
        n=(3, 19),
    ),
    w(
        "The Slow Arrival|They Came by Post|Contact at {town}",
        "The visitors do not land; they write letters, one a week, in perfect handwriting. Postmistress {hero} of {town} is asked to answer.",
        "ufo",
        moods="witty|dreamy",
        tags="comedy|drama",
    ),
    w(
        "Orbit of Two|Station {name}|Air for One",
        "Two former lovers share a damaged space station with air for one week. {hero} does the maths, then does it again.",
        "station",
        moods="melancholic|tense",
        tags="romance|drama",
        name=("Solace", "Meridian", "Larkspur", "Tiber"),
    ),
    w(
        "The Last Signal from {name}|Red Dust Diary|A Year on {name}",
        "The first village on a red planet has {n} inhabitants and one violin. When the supply ship is late, {hero} starts a school.",
        "redplanet",
        moods="hopeful|epic",
        tags="drama|adventure",
        n=(18, 140),
        name=("Ares", "Tharsis", "Phobos", "Utopia"),
    ),
    w(
        "Tuesday Again and Again|The {n}th Monday|Clockmaker's Paradox",
        "A watchmaker builds a clock that runs backwards and the town follows it. {hero} has already told you how it ends.",
        "clock",
        moods="witty|dreamy",
        tags="comedy|fantasy",
        n=(8, 19),
    ),
)

FANTASY = (
    w(
        "The {adj} Dragon of {place}|A Dragon in {place}|{place}: Wings of Ash",
        "The dragon guards no gold but a library. {hero}, a tax collector, has come for both.",
        "dragon",
        moods="epic|playful",
        tags="adventure",
        adj=("Last", "Reading", "Sleepless", "Copper"),
        place=("Eldermark", "Thornvale", "Wyrmhold", "Karrowmoor"),
    ),
    w(
        "The Castle above the Clouds|{place} Falling|Keys of {place}",
        "A floating castle sinks by a hand's breadth every year. On the day it touches the trees, {woman} is chosen as queen.",
        "skycastle",
        moods="dreamy|epic",
        place=("Aerimont", "Highwinter", "Celandine", "Lorrowmere"),
    ),
    w(
        "The {animal} Who Wore the Crown|{animal} King|Song of the {animal}",
        "For one winter the forest is ruled by a {animal}. {hero}, the only human at court, writes the laws.",
        "fox",
        moods="playful|dreamy",
        tags="family|adventure",
        animal=("Fox", "Hare", "Marten", "Badger"),
    ),
    w(
        "{n} Lanterns|The Lantern Sea|Ferrywoman of the {adj} Sea",
        "Each lantern on the water is a wish that was not granted. {hero} rows out to return them, one by one.",
        "lanterns",
        moods="dreamy|tender",
        tags="drama",
        n=(99, 999),
        adj=("Quiet", "Silver", "Lantern", "Ninth"),
    ),
    w(
        "Sword of the {adj} River|The Oath of {place}|{place} Burning",
        "Three sisters inherit one sword and no instructions. The army at the gate is real enough.",
        "castle",
        moods="epic|dark",
        tags="adventure",
        adj=("Iron", "Black", "Weeping", "Winter"),
        place=("Harkenfell", "Dunmoor", "Brackwater", "Valgard"),
    ),
    w(
        "The Witch of {place} Market|Herbs and Thunder|A Spell for {hero2}",
        "{hero2} sells cures for hiccups and heartbreak until a storm asks for shelter. It pays in lightning.",
        "cottage",
        moods="playful|cosy",
        tags="comedy",
        place=("Mallow", "Pennywell", "Thistle", "Dew"),
    ),
    w(
        "The Forest with a Door|A Door in {place} Wood|Key of {tree}",
        "Behind an old {tree} there is a door, and behind the door it is always evening. {hero} only wanted to fetch the ball.",
        "woods",
        moods="dreamy|eerie",
        tags="family|mystery",
        place=("Larch", "Hazel", "Raven", "Elder"),
        tree=("Oak", "Rowan", "Beech"),
    ),
    w(
        "{name} and the Sea Serpent|Tides of {name}|The Serpent of {place}",
        "Every seventh spring the serpent takes a ship and gives back an island. Navigator {hero} bets on the island.",
        "ship",
        moods="epic|tense",
        tags="adventure",
        name=("Isolde", "Marrin", "Corvane", "Yselle"),
        place=("Gull Sound", "the Ninth Strait", "Orrin Bay"),
    ),
)

ADVENTURE = (
    w(
        "The Map of {name}|Temple of the {name}|{name}'s Shadow",
        "A librarian finds a map sewn into a coat and a treasure hunter sewn into her life. {woman} packs for {n} days.",
        "temple",
        moods="epic|playful",
        tags="action",
        n=(3, 40),
        name=("Serpent", "Jade Heron", "Sleeping God", "Jaguar"),
    ),
    w(
        "North of {n}|The {name} Expedition|Ice below, Stars above",
        "A wooden ship, {n} dogs and a wager nobody should have accepted. {hero} keeps the diary that this film is made from.",
        "iceship",
        moods="epic|melancholic",
        tags="drama",
        n=(60, 88),
        name=("Halvorsen", "Polaris", "Nansdal", "Ekholm"),
    ),
    w(
        "Captain {hero2}|The Corsair of {name}|{name} Bay",
        "A cook becomes captain of a pirate ship because nobody else can read the charts. {hero2} has never been at sea either.",
        "ship",
        moods="playful|witty",
        tags="comedy|family",
        name=("Turtle", "Saffron", "Hangman", "Parrot"),
    ),
    w(
        "Across the {name} Desert|{n} Camels|The Well at {name}",
        "A caravan follows a dry river to a well that is on no map. {hero} knows the way only by song.",
        "desert",
        moods="epic|dreamy",
        tags="drama",
        n=(11, 60),
        name=("Singing", "Ténéré", "Amber", "Lost"),
    ),
    w(
        "Balloon to {town}|The Silk Balloon|{n} Days in a Basket",
        "Two rivals must share a hot-air balloon after both miss the ferry. Below them lies half a continent, above them a leak.",
        "balloon",
        moods="playful|hopeful",
        tags="comedy|family",
        n=(5, 60),
    ),
    w(
        "The Summit of {name}|Thin Air|{n} Metres",
        "A blind climber and her brother attempt the wall that killed their father. {woman} reads the rock by hand.",
        "mountains",
        moods="tense|hopeful",
        tags="drama",
        n=(6100, 8040),
        name=("Karakhan", "Mount Arral", "the White Tooth", "Annara"),
    ),
    w(
        "Deep Blue {n}|The Wreck of the {name}|Below the {name}",
        "A diver searching for a sunken freighter hears music from the hull. {hero} has air for {n} minutes.",
        "deepsea",
        moods="tense|eerie",
        tags="thriller",
        n=(21, 58),
        name=("Esperanza", "Marguerite", "Northern Queen", "Albatross"),
    ),
)

FAR: dict[str, tuple[Wording, ...]] = {
    "science fiction": SCIFI,
    "fantasy": FANTASY,
    "adventure": ADVENTURE,
}
