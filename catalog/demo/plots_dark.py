"""What the films are about: horror, thriller, crime and western."""

from __future__ import annotations

from tastemaker.catalog.demo.wording import Wording
from tastemaker.catalog.demo.wording import wording as w

__all__ = ["DARK"]

HORROR = (
    w(
        "The House on {street} Road|{street} Road|Nobody Sleeps on {street} Road",
        "A family inherits a house whose {part} is warm even in winter. When {hero} moves the furniture, someone moves it back.",
        "house",
        moods="eerie|dark",
        street=("Gallows", "Tanner", "Orchard", "Widow", "Candle"),
        part=("cellar door", "third bedroom", "kitchen wall"),
    ),
    w(
        "What the {tree} Remember|Among the {tree}|The {tree} Are Counting",
        "{n} hikers enter the forest and {m} shadows come out. {hero} learns why the paths are never the same twice.",
        "woods",
        moods="eerie|tense",
        n=(4, 6),
        m=(7, 9),
        tree=("Pines", "Birches", "Alders", "Yews"),
    ),
    w(
        "{name} Lake|The Drowned Bell of {name}|Low Water at {name}",
        "When the reservoir dries out, a church tower rises from the mud and its bell begins to ring. {hero} was baptised there, forty years after it sank.",
        "foglake",
        moods="eerie|melancholic",
        tags="mystery",
        name=("Harrow", "Selkie", "Ashen", "Moss", "Corrie"),
    ),
    w(
        "The {n}th Guest|Supper for {n}|{n} Chairs",
        "At a wedding in a remote manor there is one guest too many, and nobody can say which one. By midnight {hero} is counting again.",
        "house",
        moods="tense|dark",
        tags="mystery",
        n=(9, 19),
    ),
    w(
        "Night Nurse|The {ward} Ward|Rounds at Three",
        "On her first night shift {woman} finds a patient who is not on any list. The lifts stop at a floor that was torn down.",
        "corridor",
        moods="dark|tense",
        ward=("East", "Quiet", "Lower", "Sixth"),
    ),
    w(
        "Scarecrow Season|The {crop} Field|Harvest of Straw",
        "The {crop} stands high, and every morning the scarecrow is one row closer to the farm. {hero} has sold the dog already.",
        "scarecrow",
        moods="eerie|dark",
        crop=("corn", "barley", "rye"),
    ),
    w(
        "Salt Teeth|The Keeper of {name} Rock|The Light at {name} Rock",
        "A lighthouse keeper hears knocking from below the tide line. {hero} answers on the ninth night.",
        "lighthouse",
        moods="eerie|dark",
        name=("Gannet", "Breaker", "Lonely", "Maiden"),
    ),
    w(
        "Red Moon over {town}|{town} by Moonlight|The Teeth of {town}",
        "Sheep vanish, then dogs, then the priest. {hero}, the new vet, recognises the bite but not the animal.",
        "woods",
        moods="dark|tense",
        tags="thriller",
    ),
)

THRILLER = (
    w(
        "{n} Minutes to {town}|The {town} Express|Last Stop {town}",
        "A stranger on the night train asks {hero} to keep a suitcase for one stop. The stranger never returns, and the train does not slow down.",
        "train",
        moods="tense",
        n=(11, 59),
    ),
    w(
        "The Quiet Account|Numbers for {hero2}|A Margin of {n}",
        "{hero2}, a cautious accountant, finds a payment of {n} million that nobody made. By evening the flat is empty and the phone is ringing.",
        "nightcity",
        moods="tense|dark",
        tags="crime",
        n=(3, 40),
    ),
    w(
        "Cold Signal|The Listener|Station {name}",
        "At a radio post in the far north {hero} hears a distress call, in {hero}'s own voice. The next ship comes in {n} days.",
        "snowcabin",
        moods="tense|eerie",
        n=(6, 40),
        name=("Kestrel", "Aurora", "Nine", "Ultima"),
    ),
    w(
        "The Glass Witness|Window Across the Street|Apartment {n}",
        "Recovering from an operation, {hero} watches the house opposite. On Tuesday a light goes on in a flat that has been empty for years.",
        "windows",
        moods="tense|dark",
        tags="mystery",
        n=(12, 94),
    ),
    w(
        "Undertow|The {name} Crossing|Man Overboard",
        "{n} people board a ferry in the fog, {n} get off, and one of them is somebody else. Inspector {hero} has until the harbour.",
        "ship",
        moods="tense",
        tags="mystery",
        n=(31, 88),
        name=("Skerry", "Channel", "Midnight", "Grey"),
    ),
    w(
        "Dead Reckoning Road|Highway {n}|No Exit after {town}",
        "{hero} gives a lift to a hitchhiker who knows every song before the radio plays it. The petrol lasts for a hundred miles.",
        "road",
        moods="tense|dark",
        n=(9, 97),
    ),
    w(
        "The Interpreter's Silence|{n} Words|The Wrong Translation",
        "At a summit in {town} {hero} mistranslates one word, on purpose. Three countries want to know why.",
        "nightcity",
        moods="tense|witty",
        n=(3, 12),
    ),
    w(
        "Fever Bridge|The {name} Protocol|Code {name}",
        "An engineer notices that the city's bridges are opening by themselves, in the order of an old nursery rhyme. {hero} has one night to find the last verse.",
        "bridge",
        moods="tense|dark",
        name=("Heron", "Cobalt", "Lantern", "Sparrow"),
    ),
)

CRIME = (
    w(
        "The {thing} Job|One Last {thing}|Honour among {thing} Thieves",
        "Five retired burglars meet at a funeral and plan the theft of {n} pieces of art before lunch. {hero} brings sandwiches.",
        "heist",
        moods="witty|tense",
        tags="comedy",
        n=(3, 12),
        thing=("Velvet", "Marble", "Saffron", "Ivory"),
    ),
    w(
        "Rain on {street} Street|The {street} Street Affair|Corner of {street} and Ninth",
        "Detective {hero} owes money to the only witness. It rains for the whole investigation.",
        "noir",
        moods="dark|melancholic",
        tags="mystery",
        street=("Lark", "Canal", "Foundry", "Opal", "Mercer"),
    ),
    w(
        "Saint of the Docks|Dockside {name}|The {name} Brothers",
        "Two brothers run the same harbour from both sides of the law. When a crate goes missing, {hero} has to choose a surname.",
        "harbour",
        moods="dark|tense",
        tags="drama",
        name=("Moretti", "Kovac", "Brannigan", "Silva"),
    ),
    w(
        "The Forger's Daughter|A Perfect Copy|The Second {name}",
        "{woman} learned to paint by copying the masters her father sold. Now one of her copies hangs in the national museum, and she wants it back.",
        "gallery",
        moods="witty|tender",
        tags="drama",
        name=("Vermeil", "Saint Agnes", "Blue Lady", "Harvest"),
    ),
    w(
        "Twelve Grams|Cash Only|The {name} Ledger",
        "A night porter finds the accounts of the whole neighbourhood in a left suitcase. Everyone in {town} is in it, and so is {hero}.",
        "noir",
        moods="dark|tense",
        tags="thriller",
        name=("Crimson", "Brass", "Paper", "Monday"),
    ),
    w(
        "Long Night at the {name}|The {name} Hotel|Room {n}",
        "A body in room {n}, a wedding in the ballroom, and snow up to the windows. Inspector {hero} questions the cake first.",
        "windows",
        moods="witty|tense",
        tags="mystery",
        n=(11, 48),
        name=("Bristol", "Excelsior", "Panorama", "Continental"),
    ),
    w(
        "Getaway Driver|{n} Seconds Yellow|Neon Alibi",
        "{hero} has never been late and never asked what is in the bag. Tonight the bag is crying.",
        "neonroad",
        moods="tense|dark",
        tags="thriller",
        n=(3, 9),
    ),
)

WESTERN = (
    w(
        "Dust over {place}|{place} Creek|The Road to {place}",
        "A widow drives {n} horses across the badlands to pay a debt that is not hers. {man}, hired to stop her, rides along for a day too long.",
        "butte",
        moods="epic|melancholic",
        tags="drama",
        n=(14, 90),
        place=("Mercy", "Sorrow", "Coldwater", "Providence"),
    ),
    w(
        "The Last {job} of {place}|A {job} for {place}|{place} Needs a {job}",
        "The railway brings money, and money brings guns. {hero} wanted to open a {shop}.",
        "westtown",
        moods="tense|witty",
        job=("Sheriff", "Judge", "Marshal"),
        place=("Dry Fork", "Bitter Springs", "Lone Pine", "Red Mesa"),
        shop=("barber shop", "seed store", "dance school"),
    ),
    w(
        "{n} Bullets for Noon|High Sun|Shadow at Noon",
        "Everyone in {place} knows the hour of the duel except the two who have to fight it. A slow, dusty day in real time.",
        "westtown",
        moods="tense",
        n=(2, 7),
        place=("Dry Fork", "Bitter Springs", "Red Mesa"),
    ),
    w(
        "Wind River Girl|The Horse Called {name}|Riding {name}",
        "Fifteen-year-old {woman} follows a stolen mare through four seasons and one war. She comes back with two.",
        "butte",
        moods="hopeful|epic",
        tags="adventure|family",
        name=("Thunderhead", "Sunday", "Marigold", "Copper"),
    ),
    w(
        "Campfire Songs of the {name} Gang|The {name} Gang Retires|Honest Work",
        "Four outlaws try to live as cattle drivers. Counting other people's cows turns out to be harder than stealing them.",
        "campfire",
        moods="witty|playful",
        tags="comedy",
        name=("Dalby", "Cactus", "Whistler", "Two-Hat"),
    ),
    w(
        "Snow on the {name} Range|A Grave in the {name} Range|White Canyon",
        "A mountain man leads a party of strangers over the pass before winter. Each of them has paid {hero} for a different destination.",
        "mountains",
        moods="melancholic|tense",
        name=("Bitterroot", "Sawtooth", "Hollow", "Antelope"),
    ),
    w(
        "Gold at {place}|The {n} Dollar Claim|Fool's Creek",
        "A teacher wins a gold mine at cards and moves in with a class of twelve. {hero} has until the thaw to dig, teach and stay alive.",
        "campfire",
        moods="hopeful|witty",
        tags="drama",
        n=(40, 900),
        place=("Fool's Creek", "Widow's Gulch", "Lantern Hill"),
    ),
    w(
        "The Telegraph Rider|Wire to {place}|{n} Miles of Wire",
        "The line is cut, and with it the news that the war is over. {hero} rides through four armies with a single sheet of paper.",
        "butte",
        moods="tense|epic",
        tags="adventure",
        n=(180, 700),
        place=("Providence", "Cutler's Ferry", "Saint Elmo"),
    ),
)

DARK: dict[str, tuple[Wording, ...]] = {
    "horror": HORROR,
    "thriller": THRILLER,
    "crime": CRIME,
    "western": WESTERN,
}
