"""Titles and notes of the genres to dance and shout to."""

from __future__ import annotations

from tastemaker.catalog.demo.wording import Wording
from tastemaker.catalog.demo.wording import wording as w

__all__ = ["LOUD"]

LOUD: dict[str, tuple[Wording, ...]] = {
    "techno": (
        w(
            "{word} {n}|Warehouse {n}|{word} Protocol",
            "A straight kick at {bpm} BPM, metal hats and {an_instrument} line that keeps turning. Made for three in the morning.",
            "grid",
            n=(3, 99),
            word=("Sector", "Module", "Relay", "Vector", "Kiln"),
        ),
        w(
            "Concrete {thing}|{thing} Machine|Steel {thing}",
            "Dry, {mood} and relentless: {artist} strips it down to kick, noise and {instrument}.",
            "grid",
            thing=("Garden", "Pulse", "Choir", "Tide", "Sleep"),
        ),
        w(
            "Night Shift, {place}|{place} after Dark|Strobe over {place}",
            "A peak-time track with a long breakdown and a huge return. The {instrument} comes in after two minutes, and stays.",
            "grid",
            place=("Hall 9", "Pier 4", "Silo B", "Depot 12", "Boiler Room"),
        ),
        w(
            "Static {verb}|{verb} Again|Do Not {verb}",
            "Rolling bass, crisp claps, and {a_mood} {instrument} loop. {artist} at full speed.",
            "waves",
            verb=("Rising", "Repeat", "Return", "Resist", "Reset"),
        ),
    ),
    "house": (
        w(
            "{place} Terrace|Sunset on {place}|{place} Groove",
            "Four to the floor, offbeat hats and {instrument} chords that feel like the last hour of sun. {bpm} BPM.",
            "sun",
            moods="sunny|happy|dreamy",
            place=("Ibiza", "Salt", "Palm", "Marina", "Rooftop"),
        ),
        w(
            "Feel the {thing}|All That {thing}|Give Me {thing}",
            "{a_mood} house tune with a fat bass and {instrument} stabs. Impossible to sit through.",
            "discs",
            thing=("Light", "Heat", "Morning", "Rhythm", "Honey"),
        ),
        w(
            "Deep {colour}|{colour} Room|Shades of {colour}",
            "Deep house for a long drive home: soft {instrument}, round kick, no hurry. {artist} keeps it warm.",
            "waves",
            moods="dreamy|sunny",
            colour=("Amber", "Teal", "Violet", "Coral", "Indigo"),
        ),
        w(
            "Dance with {name}|Call Me {name}|{name}'s Kitchen",
            "A kitchen party on a record, with handclaps and a bouncing {instrument}. The neighbours may join.",
            "discs",
            name=("Rosa", "Bruno", "Mimi", "Otis", "Yara"),
        ),
    ),
    "rock": (
        w(
            "{adj} Highway|Drive, {name}|Gasoline {name}",
            "Loud {instrument}, big drums and a chorus for open windows. {artist} at {bpm} beats a minute.",
            "bolt",
            adj=("Broken", "Endless", "Burning", "Desert"),
            name=("Jolene", "Sister", "Baby", "Marianne"),
        ),
        w(
            "Kids of {town}|{town} Burning|Get Out of {town}",
            "Three chords, one {instrument} and a lot of anger about a small town. Best played too loud.",
            "guitar",
            moods="angry|wild",
            town=("Nowhere", "Route 6", "Coalville", "Tin City", "Milltown"),
        ),
        w(
            "Paper {thing}|{thing} in the Rain|Last {thing} Standing",
            "{a_mood} rock song that starts with a lone {instrument} and ends with everything. From a debut that nobody expected.",
            "guitar",
            thing=("Crown", "Lion", "Soldier", "Cathedral", "Mirror"),
        ),
        w(
            "Thunder {verb}|{verb} Like You Mean It|Don't {verb} Yet",
            "Drums up front, {instrument} in the red. {artist} wrote it backstage in ten minutes.",
            "bolt",
            verb=("Run", "Jump", "Shout", "Fall", "Shine"),
        ),
    ),
    "hip hop": (
        w(
            "{thing} Economics|Corner Store {thing}|{thing} Talk",
            "A heavy beat at {bpm} BPM, dusty {instrument} samples and a bass that moves furniture. Instrumental version.",
            "city",
            tags="piano|electric piano|guitar",
            thing=("Sneaker", "Sunday", "Rooftop", "Bodega", "Subway"),
        ),
        w(
            "Block {n}|{n} Train Uptown|Apartment {n}B",
            "{artist} loops {a_mood} {instrument} over boom-bap drums. Straight from the bedroom studio.",
            "city",
            n=(2, 99),
        ),
        w(
            "Golden {thing}|Crown of {thing}|{thing} on My Shoes",
            "Slow head-nod with {instrument}, snapping snare and plenty of space. The hook sits in your ear for days.",
            "cassette",
            within=(60, 92),
            thing=("Dust", "Chains", "Paint", "Gravel", "Honey"),
        ),
        w(
            "Grandma's {thing}|Plate of {thing}|Low on {thing}",
            "{a_mood} beat with a chopped {instrument} and vinyl crackle. Food for thought, and the other way round.",
            "cassette",
            thing=("Advice", "Records", "Gravy", "Patience", "Rice"),
        ),
    ),
    "disco": (
        w(
            "{adj} Mirrorball|Under the {adj} Lights|{adj} Saturday",
            "Octave bass, handclaps and glittering {instrument} at {bpm} BPM. Sequins recommended.",
            "discs",
            adj=("Golden", "Pink", "Electric", "Silver", "Tropical"),
        ),
        w(
            "Roller {thing}|{thing} Fever|Boogie {thing}",
            "Four on the floor and plenty of sparkling {instrument}. {artist} recorded it between two weddings.",
            "sun",
            thing=("Palace", "Queen", "Dream", "Skates", "Express"),
        ),
        w(
            "Dance, {name}, Dance|Oh, {name}!|{name} Is Back in Town",
            "{a_mood} disco tune with sweeping {instrument} and a bass line that will not sit down.",
            "discs",
            name=("Gloria", "Marcello", "Sabrina", "Tony", "Delphine"),
        ),
        w(
            "Midnight {place}|Last Train to {place}|{place} Nights",
            "Offbeat hats, strings in the sky and a hook for {instrument}. Ideal for cleaning the flat.",
            "city",
            place=("Riviera", "Monaco", "Copacabana", "Capri", "Acapulco"),
        ),
    ),
    "metal": (
        w(
            "{adj} Throne|Hammer of {thing}|{thing} Rising",
            "Double bass drums, a wall of {instrument} and no mercy at {bpm} BPM. {artist} play it faster live.",
            "shards",
            within=(124, 250),
            adj=("Obsidian", "Frozen", "Iron", "Hollow"),
            thing=("Ash", "Winter", "Wrath", "Embers", "Ruin"),
        ),
        w(
            "{beast} of the {place}|Wings of the {beast}|March of the {beast}",
            "{a_mood} epic with galloping {instrument} and a solo like a falling tower.",
            "shards",
            beast=("Wolf", "Raven", "Serpent", "Leviathan"),
            place=("North", "Abyss", "Black Sun", "Mountain"),
        ),
        w(
            "Grave {thing}|{thing} of Bone|Rust and {thing}",
            "Slow, crushing riffs before the storm breaks. The {instrument} is tuned down until the floor shakes.",
            "bolt",
            within=(60, 135),
            moods="dark|epic|angry",
            thing=("Soil", "Crown", "Orchard", "Engine", "Cathedral"),
        ),
        w(
            "No {thing} Tomorrow|Scream, {thing}|Death to {thing}",
            "Pure fury against everything, with {instrument} and blast beats. Oddly cheering.",
            "bolt",
            within=(140, 250),
            moods="angry|wild",
            thing=("Mondays", "Sun", "Silence", "Mercy", "Traffic"),
        ),
    ),
    "synthwave": (
        w(
            "{adj} Grid|{adj} Horizon {n}|Chrome {thing}",
            "Pulsing bass, gated drums and {an_instrument} lead like a sunset in 1986. {bpm} BPM.",
            "sunset",
            n=(3, 99),
            adj=("Neon", "Crimson", "Laser", "Violet"),
            thing=("Heart", "Rider", "Boulevard", "Palms"),
        ),
        w(
            "Night Drive to {place}|{place} 1984|Exit {place}",
            "{artist} drives {mood} arpeggios along an empty coast road. Sunglasses after dark.",
            "sunset",
            place=("Miami", "Sector 7", "Ocean Park", "Vega Beach", "Mirage"),
        ),
        w(
            "VHS {thing}|Arcade {thing}|{thing}.exe",
            "Eight bars of {instrument}, then the drums fall in like a garage door. Nostalgia with excellent hair.",
            "grid",
            moods="nostalgic|dreamy|driving",
            thing=("Memories", "Summer", "Hero", "Kiss", "Runner"),
        ),
        w(
            "Robot {verb}|{verb} in Stereo|Androids {verb} Too",
            "{a_mood} synth tune with {instrument} and a melody you know from a film that does not exist.",
            "sunset",
            verb=("Cry", "Dream", "Dance", "Wait", "Love"),
        ),
    ),
    "reggae": (
        w(
            "{place} Skank|Easy in {place}|Up {place} Hill",
            "Offbeat {instrument}, a huge round bass and all the time in the world. {artist} on a good day.",
            "palm",
            tags="guitar|organ",
            place=("Kingston", "Orange Bay", "Trench", "Mango", "Negril"),
        ),
        w(
            "Jah {thing}|One {thing}|{thing} Will Come",
            "{a_mood} roots tune with {instrument} and one-drop drums. The echo goes on into next week.",
            "sun",
            thing=("Morning", "Rain", "Garden", "River", "Harvest"),
        ),
        w(
            "Dub for {name}|{name} Version|{name} Meets the Echo",
            "The voices are gone; {instrument}, bass and tape echo remain. {bpm} BPM, very low tide.",
            "waves",
            tags="organ|guitar|trumpet",
            name=("Marcia", "Lion", "Sister Pearl", "Winston", "Lloyd"),
        ),
        w(
            "Slow Boat to {place}|{place} Sunrise|Don't Rush {place}",
            "Sunny offbeats of {instrument} over a bass that strolls. Good for hanging up the washing.",
            "sun",
            moods="sunny|relaxed|warm",
            place=("Montego", "Port Antonio", "Half Moon", "Ocho", "Treasure Beach"),
        ),
    ),
}
