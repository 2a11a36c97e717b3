"""What the news is about: sport and culture."""

from __future__ import annotations

from tastemaker.catalog.demo.wording import Wording
from tastemaker.catalog.demo.wording import wording as w

__all__ = ["LEISURE"]

SPORT = (
    w(
        "{team} {town} win the cup in the {n}th minute|Late goal makes {town} champions",
        "A header after a corner decided a final that neither side deserved to lose. {person} scored with the last touch of a long career.",
        "stadium",
        moods="hopeful|urgent",
        tags="football",
        n=(84, 119),
        team=("Rovers", "Athletic", "Wanderers", "Union"),
    ),
    w(
        "{team} {town} go down after {n} years|Relegated: the end of an era in {town}",
        "The whistle blew and nobody left their seat. The club now faces a smaller league and a larger debt.",
        "stadium",
        moods="sober|critical",
        tags="football",
        n=(11, 62),
        team=("Sporting", "Dynamo", "City", "Racing"),
    ),
    w(
        "{person} breaks the marathon record of {town}|Two hours, {n} minutes: a record in {town}",
        "Nobody has run this course faster. At kilometre thirty the wind turned, and so did the race.",
        "runner",
        moods="hopeful",
        tags="running",
        n=(4, 24),
    ),
    w(
        "From fish market to final: the boxer of {town}|{person} boxes for {town}",
        "Herring until noon, the punch bag until dark. On Saturday {person} fights for a title in front of {n},000 people.",
        "ring",
        moods="warm|curious",
        tags="boxing",
        n=(3, 14),
    ),
    w(
        "Stage {n} to {town} ends in a photo finish|Four centimetres decide the stage to {town}",
        "After five climbs and a puncture {person} threw the bicycle over the line. The jury needed ten minutes and a magnifying glass.",
        "cycling",
        moods="urgent|playful",
        tags="cycling",
        n=(4, 20),
    ),
    w(
        "Doping case shakes {sport}|{n} positive tests in {sport}",
        "The samples come from a training camp near {town}. The federation promises openness, athletes ask why it took three years.",
        "podium_sport",
        moods="critical|sober",
        tags="doping",
        n=(3, 11),
        sport=("cross-country skiing", "rowing", "weightlifting", "long-distance swimming"),
    ),
    w(
        "Village team of {town} knocks out the giants|A postman saves three penalties",
        "They train on a meadow that floods in autumn. Now {town}, population {n}, waits for the quarter-final draw.",
        "stadium",
        moods="playful|warm",
        tags="football",
        n=(480, 3900),
    ),
    w(
        "{person}, {n}, sails alone around the world|Alone at sea for {n} days",
        "The boat was built in a barn near {town}. On the last evening a school of dolphins came along.",
        "sailing",
        moods="hopeful|curious",
        tags="sailing",
        n=(19, 74),
    ),
    w(
        "Slopes without snow: {town} rethinks winter sport|The last ski lift of {town}",
        "The lift ran {n} days last season. The resort now bets on hikers, goats and a very long slide.",
        "snow",
        moods="critical|curious",
        tags="skiing",
        within=(11, 12, 1, 2, 3),
        n=(9, 41),
    ),
    w(
        "Wheelchair basketball fills the hall in {town}|{n} points and a deafening crowd",
        "{person} scored {n} points in a final that went to overtime. Tickets were gone in an hour.",
        "ring",
        moods="hopeful|warm",
        tags="basketball",
        n=(24, 41),
    ),
)

CULTURE = (
    w(
        "A debut film from {town} wins the Golden {prize}|The Golden {prize} goes to {person}",
        "Shot in {n} days with neighbours as actors, it beat films with a hundred times the budget. The jury praised its patience.",
        "cinema",
        moods="hopeful|curious",
        tags="film",
        n=(14, 40),
        prize=("Heron", "Lantern", "Fig", "Swan"),
    ),
    w(
        "{town} opera stages a {n}-hour night|{n} hours of opera, and nobody left",
        "{person} brings out every voice in the score. There are two dinner breaks, one horse and real rain.",
        "concert",
        moods="curious|warm",
        tags="music",
        n=(5, 9),
    ),
    w(
        "Museum gives back {n} {things}|{n} {things} are going home",
        "They were taken a century ago and kept in a cellar in {town}. The handover took place without speeches.",
        "gallery",
        moods="sober|calm",
        tags="museums",
        n=(11, 220),
        things=("masks", "bronzes", "manuscripts", "drums"),
    ),
    w(
        "The novel everyone in {town} pretends to have read|{n} pages about a single afternoon",
        "{person} took eleven years over it. Our critic finished it, wept twice and found one joke.",
        "books",
        moods="playful|curious",
        tags="books",
        n=(640, 1200),
    ),
    w(
        "Forgotten painter fills {n} rooms in {town}|The woman who painted light on water",
        "She sold nothing in her lifetime and used the canvases to mend the roof. Now people queue around the block.",
        "gallery",
        moods="warm|curious",
        tags="museums",
        n=(6, 18),
    ),
    w(
        "Street festival: {n} bands, one very long table|{town} dances until the milkman comes",
        "Brass, drums and a choir of taxi drivers. The police band closed the night with a waltz.",
        "concert",
        moods="playful|warm",
        tags="music",
        n=(24, 90),
    ),
    w(
        "Old cinema in {town} reopens with a silent film|Red seats, new roof: a cinema returns",
        "{n} volunteers sanded, painted and learned to splice. A pianist accompanied the first screening, mostly in the dark.",
        "cinema",
        moods="warm|hopeful",
        tags="film",
        n=(30, 140),
    ),
    w(
        "Cuts threaten {n} libraries|Reading rooms go dark around {town}",
        "The budget saves less than a roundabout costs. {person} has collected signatures between the shelves.",
        "books",
        moods="critical|urgent",
        tags="books",
        n=(8, 44),
    ),
    w(
        "A jazz club in a laundry|Saxophone between the washing machines of {town}",
        "On Thursdays {person} clears away the baskets and {n} people squeeze in. The dryer keeps time.",
        "jazzclub",
        moods="playful|warm",
        tags="music",
        n=(35, 80),
    ),
    w(
        "Theatre in {town} plays without electricity|Candles, rope and {n} actors",
        "A storm cut the power, and they kept the idea. Whispering, it turns out, fills a house.",
        "stage",
        moods="curious|warm",
        tags="theatre",
        n=(6, 19),
    ),
)

LEISURE: dict[str, tuple[Wording, ...]] = {
    "sport": SPORT,
    "culture": CULTURE,
}
