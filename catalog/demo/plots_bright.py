"""What the films are about: family, animation, musical and documentary."""



from __future__ import annotations

from tastemaker.catalog.demo.wording import Wording
from tastemaker.catalog.demo.wording import wording as w

__all__ = ["BRIGHT"]

FAMILY = (
    w(
        "The Dog Who Took the Bus|Line {n}|{dog} Goes to Town",
        "{dog}, a very small dog, takes the bus alone to find the girl who moved away. Every passenger helps a little.",
        "dog",
        moods="playful|tender",
        tags="comedy",
        n=(3, 61),
        dog=("Pepper", "Biscuit", "Muffin", "Captain"),
    ),
    w(
        "Treehouse Republic|The Treehouse at {n} Oak Lane|President of the Oak",
        "Five children declare their treehouse a country and issue passports. When the oak is to be felled, {hero} calls for the army.",
        "treehouse",
        moods="playful|hopeful",
        tags="adventure",
        n=(7, 90),
    ),
    w(
        "The Snow Globe of {town}|Grandpa's Winter|{n} Sleeps to Christmas",
        "Snowed in with a grandfather who hates Christmas, {hero} finds a box of decorations from a hundred years ago. Not all of them stay still.",
        "snowcabin",
        moods="cosy|tender",
        tags="fantasy",
        n=(3, 24),
    ),
    w(
        "A Whale in the Harbour|{whale} and Me|The Summer of {whale}",
        "A young whale is lost in the harbour of {town}. {hero}, who stutters on land, can sing to it.",
        "whale",
        moods="hopeful|tender",
        tags="drama",
        whale=("Humphrey", "Luna", "Old Blue", "Mina"),
    ),
    w(
        "The Kite Maker|{n} Kites|Wind over {town}",
        "In a village without wind a girl builds a kite. {hero} believes that the wind will come to see it.",
        "kite",
        moods="hopeful|dreamy",
        n=(12, 100),
    ),
    w(
        "Circus on the Hill|The Smallest Circus|Clown School",
        "A tiny circus gets stuck in {town} with one tent and no elephant. The children of the town audition.",
        "circus",
        moods="playful|cosy",
        tags="comedy",
    ),
    w(
        "The Lost Penguin of {town}|Penguin on Platform {n}|A Fridge for Pingo",
        "A penguin escapes from the zoo and moves into a bathtub on the third floor. {hero} and the twins next door have to hide it from a very curious caretaker.",
        "penguin",
        moods="playful|cosy",
        tags="comedy",
        n=(2, 12),
    ),
    w(
        "The Star Collector|{n} Fallen Stars|Wishes for {hero2}",
        "A star falls into the pond behind the school and asks for directions. {hero2} builds a catapult out of bicycles.",
        "lanterns",
        moods="dreamy|tender",
        tags="fantasy",
        n=(3, 99),
    ),
)

ANIMATION = (
    w(
        "Fox and Moon|The Fox of {place}|Little Fox, Long Night",
        "A small fox tries to bring the moon home because its mother likes the light. A hand-painted journey through {place}.",
        "fox",
        moods="tender|dreamy",
        tags="family",
        place=("Birchwood", "Emberleaf", "Hollowdale", "Fernhill"),
    ),
    w(
        "Whale of the Sky|Cloud Whale|The Boy and the {adj} Whale",
        "Above the village whales swim through the clouds, until one of them gets stuck on the church. {hero} has a ladder and a plan.",
        "skywhale",
        moods="dreamy|playful",
        tags="family|fantasy",
        adj=("Paper", "Silver", "Sleepy", "Cloud"),
    ),
    w(
        "Tin Heart|Bolt and Button|The Robot Who Grew {plant}",
        "A rusty robot finds the last flower pot in the city and guards it against the weather. Not a word is spoken, and none is missing.",
        "robot",
        moods="tender|hopeful",
        tags="family|science fiction",
        plant=("Tulips", "Tomatoes", "Daisies", "Beans"),
    ),
    w(
        "Pirates of the Bathtub|Captain Rubber|The Soap Sea",
        "When the plug is pulled, a crew of bath toys is swept out to the real sea. Captain {name} has never seen waves this big.",
        "ship",
        moods="playful|witty",
        tags="family|adventure",
        name=("Quack", "Sponge", "Bubbles", "Squeak"),
    ),
    w(
        "The Balloonists|Up, Up and {town}|{n} Balloons",
        "A grandmother ties {n} balloons to her bakery and floats off to see the sea. The customers come along.",
        "balloon",
        moods="playful|hopeful",
        tags="family|adventure",
        n=(40, 900),
    ),
    w(
        "The Colour Thief|City of {n} Colours|Where the Red Went",
        "One morning red is missing, then yellow. {hero}, the painter's cat, follows a trail of blue paw prints.",
        "shapes",
        moods="playful|dreamy",
        tags="mystery|family",
        n=(3, 12),
    ),
    w(
        "Under the {adj} Sea|Coral Town|The Octopus Detective",
        "Somebody is stealing pearls in Coral Town, and the octopus has eight alibis. Inspector {name} is a very small shrimp.",
        "reef",
        moods="witty|playful",
        tags="family|crime",
        adj=("Turquoise", "Singing", "Striped", "Sleepy"),
        name=("Pim", "Krill", "Nell", "Dot"),
    ),
    w(
        "Dragon Nap|How to Wake a Dragon|The {adj} Little Dragon",
        "A dragon that cannot stay awake is hired to guard a castle. {hero}, the cook's son, tells it stories until dawn.",
        "dragon",
        moods="playful|cosy",
        tags="family|fantasy",
        adj=("Sleepy", "Polite", "Hiccuping", "Ticklish"),
    ),
)

MUSICAL = (
    w(
        "Tap {n}|The Understudy of {town}|Feet First",
        "On opening night the star loses a shoe and the understudy finds her feet. {woman} sings the finale in borrowed socks.",
        "stage",
        moods="playful|hopeful",
        tags="comedy",
        n=(3, 12),
    ),
    w(
        "Radio {town}|The Milkman Sings|Songs from the {name} Line",
        "A tram driver sings the stops, and the city begins to answer. {n} songs, three transfers and one strike.",
        "tram",
        moods="playful|hopeful",
        tags="comedy|romance",
        n=(9, 17),
        name=("Number Nine", "Harbour", "Ring", "Last"),
    ),
    w(
        "Blue Trumpet|The {name} Club|Midnight at the {name}",
        "A trumpet player returns to the club that made and broke her. {woman} plays one note for eleven minutes.",
        "jazzclub",
        moods="melancholic|dark",
        tags="drama",
        name=("Indigo", "Sapphire", "Cellar", "Half Moon"),
    ),
    w(
        "Waltz for a Factory|Steel and Sequins|The {n} O'Clock Whistle",
        "The workers of a closing factory put on a show with what is left on the belts. {hero} conducts with a spanner.",
        "factory",
        moods="hopeful|witty",
        tags="drama|comedy",
        n=(4, 6),
    ),
    w(
        "The Ballroom of {town}|Last Dance at the {name}|Sequins in the Rain",
        "A dance hall has one weekend before the bulldozers come. Everyone who ever kissed there returns, and the band knows all their songs.",
        "ballroom",
        moods="melancholic|dreamy",
        tags="romance",
        name=("Palais", "Tivoli", "Astoria", "Rialto"),
    ),
    w(
        "Singing in the {season} Rain|The Puddle Opera|{n} Umbrellas",
        "A street musician and a traffic warden argue in verse at every corner. By the second act {hero} has lost the case and found the tune.",
        "umbrella",
        moods="playful|tender",
        tags="romance|comedy",
        n=(7, 70),
        season=("April", "Autumn", "Monday"),
    ),
    w(
        "Saddle Up and Sing|Banjo on the {name}|The Singing {name}",
        "A stagecoach full of singers breaks down in the only town without a piano. {hero} teaches the sheriff to hold a note.",
        "westtown",
        moods="witty|playful",
        tags="western|comedy",
        name=("Mesa", "Prairie", "Rio Grande", "Cactus"),
    ),
)

DOCUMENTARY = (
    w(
        "{n} Days on the Ice|The Ice Remembers|Blue Ice",
        "A year beside a glacier that will not outlive the people who measure it. Patient, cold and very beautiful.",
        "glacier",
        moods="calm|melancholic",
        n=(90, 365),
    ),
    w(
        "The Long Swim|Songs of the {name}|Forty Tons of Grace",
        "For {n} months the camera follows one whale and her calf along a whole ocean. There is hardly any commentary, and none is needed.",
        "whale",
        moods="calm|epic",
        n=(7, 18),
        name=("Humpback", "Deep", "Blue Giants", "Cold Current"),
    ),
    w(
        "Dust and Lions|A Year on the Plain|The Waterhole",
        "One waterhole, four seasons, every animal that comes to drink. The drought is the main character.",
        "savanna",
        moods="epic|calm",
    ),
    w(
        "The Bakers of {town}|Flour|Three in the Morning",
        "A film about dough, sleep and a family that has worked the same oven for {n} years. You will be hungry.",
        "kitchen",
        moods="cosy|calm",
        n=(40, 190),
    ),
    w(
        "Above {name}|The Wall of {name}|The Shepherds of {name}",
        "Shepherds, climbers and one weather station share a mountain. The director carried the camera up {n} times.",
        "mountains",
        moods="calm|epic",
        n=(14, 60),
        name=("Karakhan", "the White Tooth", "Annara", "Mount Sorrel"),
    ),
    w(
        "City without Cars|The Square|{town} Breathes",
        "A city closes its centre to cars and starts to argue, then to dance. Filmed over {n} weekends from one balcony.",
        "cityday",
        moods="hopeful|witty",
        n=(20, 52),
    ),
    w(
        "Vinyl Hearts|The Last Pressing Plant|{n} Grooves",
        "In a hall that was written off, {hero} presses records for the whole world. A film that crackles in the right places.",
        "factory",
        moods="cosy|hopeful",
        tags="music",
        n=(33, 78),
    ),
    w(
        "Voyage to the Ringed Planet|The {n} Antennas|Waiting for {name}",
        "The people behind a probe wait twenty years for one signal. A film about patience, coffee and the rings of a distant world.",
        "planet",
        moods="hopeful|calm",
        tags="science",
        n=(12, 66),
        name=("Ilion", "Cassandra", "Pathfinder Nine", "Halcyon"),
    ),
    w(
        "Forest Clock|What the Forest Does at Night|{n} Rings",
        "An oak of {n} years and everyone who lives on it, from owl to fungus. Time-lapse, microphones in the bark, and no hurry.",
        "forest",
        moods="calm|dreamy",
        n=(300, 900),
    ),
)

BRIGHT: dict[str, tuple[Wording, ...]] = {
    "family": FAMILY,
    "animation": ANIMATION,
    "musical": MUSICAL,
    "documentary": DOCUMENTARY,
}
