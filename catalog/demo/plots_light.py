"""What the films are about: drama, comedy and romance."""

from __future__ import annotations

from tastemaker.catalog.demo.wording import Wording
from tastemaker.catalog.demo.wording import wording as w

__all__ = ["LIGHT"]

DRAMA = (
    w(
        "The {name} Lighthouse|Keeper of the {name} Light|Letters from {name} Point",
        "The last keeper is to be replaced by a timer. For {n} days {hero} writes a letter to every ship that ever passed.",
        "lighthouse",
        moods="melancholic|tender",
        n=(30, 90),
        name=("Cormorant", "Saltire", "Grey Seal", "Farewell"),
    ),
    w(
        "My Mother's {crop}|The {crop} Year|A Field of {crop}",
        "Three siblings return to the farm to sell it and stay for one more harvest. {hero} finds out what their mother never planted.",
        "field",
        moods="tender|melancholic",
        crop=("Sunflowers", "Barley", "Lavender", "Flax"),
    ),
    w(
        "Winter Swimmers|The {n} O'Clock Swimmers|Cold Water",
        "Every morning six strangers break the ice of the same lake. When one stays away, {hero} begins to ask their names.",
        "lake",
        moods="tender|hopeful",
        n=(5, 7),
    ),
    w(
        "{n} Windows|The Night Cleaner|Floor {n}",
        "{hero} cleans an office tower at night and slowly gets to know the people by what they leave behind. One desk starts leaving notes.",
        "windows",
        moods="tender|melancholic",
        n=(12, 60),
    ),
    w(
        "The Piano Tuner of {town}|Black Keys, White Keys|Half a Tone",
        "A tuner losing his hearing takes on one last pupil. {hero} is eleven and hates the piano.",
        "stage",
        moods="tender|hopeful",
        tags="music",
    ),
    w(
        "Slow Train to {town}|Platform {n}|What We Left in {town}",
        "A father and a daughter who have not spoken for years share a compartment across a continent. The heating is broken, and so is the silence.",
        "train",
        moods="melancholic|tender",
        n=(2, 14),
    ),
    w(
        "The Year of the {bird}|{bird}s over {town}|When the {bird}s Left",
        "A biologist counts birds in the village she once fled. {hero} still lives next door, and still keeps her bicycle.",
        "birds",
        moods="melancholic|hopeful",
        bird=("Heron", "Starling", "Crane", "Swallow"),
    ),
    w(
        "Strike|The Mill at {town}|Bread and {n} Days",
        "When the mill cuts wages, {hero} stops the first loom. A strike of {n} days, told from the kitchen tables.",
        "factory",
        moods="epic|tense",
        tags="history",
        n=(17, 90),
    ),
)

COMEDY = (
    w(
        "{n} Weddings and a Goat|The Goat of {town}|Best Man, Worst Goat",
        "The best man loses the rings inside a goat on the eve of the wedding. {man} has one night, a vet and a very large meadow.",
        "farm",
        moods="witty|playful",
        tags="romance",
        n=(2, 5),
    ),
    w(
        "The Wrong Funeral|Condolences, {hero2}|A Lovely Service",
        "{hero2} gives a moving speech at the funeral of a stranger and inherits his restaurant. The recipes are buried with him.",
        "kitchen",
        moods="witty",
        tags="family",
    ),
    w(
        "Neighbours from {town}|The Hedge|War of the {plant}",
        "Two retired neighbours fight over a hedge with growing elegance. Then {hero} finds out it is listed as a monument.",
        "suburb",
        moods="witty|playful",
        plant=("Roses", "Gnomes", "Hydrangeas", "Sprinklers"),
    ),
    w(
        "Flatmates with Ghosts|The Lodger Is Dead|Rent Includes {name}",
        "The flat is cheap because {name} never moved out after dying. {hero} draws up a cleaning rota for the living and the rest.",
        "windows",
        moods="playful|witty",
        tags="fantasy",
        name=("Arthur", "Aunt Odile", "Mr Pimm", "Grandma Zofia"),
    ),
    w(
        "Beach Closed|The Lifeguards of {town}|Season of {n} Parasols",
        "Four lifeguards who cannot swim try to get through the summer unnoticed. {man} teaches himself in the hotel pool, at night.",
        "beach",
        moods="playful|cosy",
        n=(40, 400),
    ),
    w(
        "The Office Plant|Reply All|Meeting about the Meeting",
        "An e-mail meant for one person reaches {n} colleagues, and {hero} hides in the server room. Somebody has moved in there already.",
        "cityday",
        moods="witty",
        n=(300, 9000),
    ),
    w(
        "Grand Tour in a Small Car|{n} Kilometres of Family|Are We There, {hero2}?",
        "A family of six drives across the continent in a car for four. {hero2} navigates by bakeries.",
        "road",
        moods="playful|cosy",
        tags="family|adventure",
        n=(900, 4800),
    ),
    w(
        "The Chef Who Could Not Taste|Too Many Cooks in {town}|Salt, Pepper, {hero2}",
        "Days before the critic arrives, star chef {hero2} loses the sense of taste. The dishwasher becomes the tongue of the house.",
        "kitchen",
        moods="witty|playful",
        tags="drama",
    ),
)

ROMANCE = (
    w(
        "{n} Sundays by the Sea|Low Tide, High Hopes|A Summer in {town}",
        "They rent the same beach house by mistake and agree on opposite halves. By August {hero} has crossed the chalk line.",
        "couple_sunset",
        moods="tender|dreamy",
        n=(4, 14),
    ),
    w(
        "The Umbrella Exchange|Rain Check|Two under One",
        "{hero} leaves an umbrella on the tram and gets a different one back, with a note. It rains for the whole of spring.",
        "umbrella",
        moods="tender|witty",
        tags="comedy",
    ),
    w(
        "Cherry Street|Under the {tree} Trees|When the {tree} Blooms",
        "Once a year, in the week of the blossoms, two people meet on the same bench. {hero} has never asked for a phone number.",
        "bench",
        moods="tender|melancholic",
        tags="drama",
        tree=("Cherry", "Almond", "Magnolia", "Plum"),
    ),
    w(
        "A Letter to {town}|The Postman's Mistake|Return to Sender, with Love",
        "A love letter arrives {n} years late at the wrong door. {hero} decides to deliver it by hand.",
        "oldtown",
        moods="dreamy|tender",
        n=(19, 60),
    ),
    w(
        "Dance Lessons for {hero2}|The Last Waltz in {town}|{n} Steps to Tango",
        "{hero2} books a course for two and comes alone. The teacher has a limp and no patience.",
        "ballroom",
        moods="tender|playful",
        tags="musical",
        n=(4, 12),
    ),
    w(
        "Northern Light, Southern Heart|An Aurora for Two|Polar Nights",
        "An astronomer afraid of company and a cook afraid of the dark spend a winter in one hut. The sky does most of the talking.",
        "couple_aurora",
        moods="dreamy|cosy",
        tags="drama",
    ),
    w(
        "The Ferry at Six|Harbour Lights|One Crossing More",
        "{hero} takes the evening ferry although the bridge has long been built. So does somebody else.",
        "couple_harbour",
        moods="melancholic|tender",
    ),
    w(
        "Rooftop Season|Love, Fifth Floor|The Gardeners of {town}",
        "Two strangers water the same tomatoes on a city roof without ever meeting. Then {hero} finds a fork in the pot.",
        "couple_city",
        moods="playful|tender",
        tags="comedy",
    ),
)

LIGHT: dict[str, tuple[Wording, ...]] = {
    "drama": DRAMA,
    "comedy": COMEDY,
    "romance": ROMANCE,
}
