"""The words of the advertising section: brands, slogans by tone, what is said about a creative."""

from __future__ import annotations

__all__ = ["AUDIENCES", "CAMPAIGNS", "CHANNELS", "OBJECTS", "SETTINGS"]

CAMPAIGNS: dict[str, tuple[str, str, str]] = {
    "coffee": ("Brisa|Monte Nero|Kopje", "commuters|students|young professionals|families", """
        warm: The first sip of home|warm: Slow mornings, strong coffee|funny: Decaf is a rumour|bold: Wake the street
        calm: Ten quiet minutes|nostalgic: As grandmother brewed it|energetic: Up before the sun|elegant: Roasted after dark
        funny: Sorry for what I said before coffee|warm: Pour one for two|bold: Black means black|calm: Steam, silence, start"""),
    "travel": ("Volare|Farwing|Tripla", "families|students|retirees|young professionals", """
        bold: Leave on a Tuesday|warm: Grandparents are two hours away|calm: The sea keeps no calendar|energetic: Forty cities, one weekend pass
        funny: Your sofa will not miss you|nostalgic: Postcards still work|elegant: A window seat to anywhere|bold: Pack light, land early
        calm: Out of office, into the hills|energetic: Run for the gate, it is worth it|warm: Bring the whole table|nostalgic: The summer train is back"""),
    "phone": ("Nokto|Pebble One|Lumo", "students|gamers|young professionals|parents", """
        bold: See in the dark|calm: Fewer pings, longer days|energetic: A charge and you are gone|funny: Even your aunt will look sharp
        elegant: Thin as a good excuse|bold: Drop it, dare you|warm: Call your mother in focus|calm: The phone that goes to sleep first
        energetic: Sixty frames of everything|nostalgic: It also makes phone calls|funny: Autocorrect has been to school|elegant: Glass, light, nothing else"""),
    "car": ("Arvo|Meridian|Citrine", "families|commuters|young professionals|retirees", """
        bold: Take the long way fast|warm: Room for the dog's opinion|calm: The quietest seat in the city|energetic: Zero to Saturday
        elegant: A line drawn once|nostalgic: Sunday drives are back|funny: Parks itself, boasts later|bold: Plug in, pull out
        warm: First car, last argument|calm: Six hundred kilometres of nothing to hear|energetic: Corners are the point|nostalgic: Round lights, open roads"""),
    "cosmetics": ("Velour|Petale|Halo Skin", "young professionals|students|party guests|gift buyers", """
        elegant: One red, no rivals|bold: Say it in colour|calm: Skin, on its day off|funny: Kissproof, not gossip-proof
        warm: Soft as a thank you|energetic: From desk to dance floor|nostalgic: The scent of the good drawer|elegant: Three notes after midnight
        bold: Louder than lashes|calm: Morning dew, in a jar|warm: A gift that gets unwrapped twice|funny: Looks expensive, keeps quiet"""),
    "bank": ("Orda|Kite Bank|Sparrow", "students|young professionals|families|retirees", """
        calm: Money, minding its manners|bold: No fees. None. Zero|funny: Your piggy bank called, it is full|warm: A first account for small hands
        energetic: Paid before you pocket it|elegant: A card with nothing printed on it|calm: Sleep on it at two percent|nostalgic: A savings book, only faster
        funny: We also hate queues|bold: Split the bill, keep the friends|warm: Saving for the big kitchen|energetic: Tap, hop, done"""),
    "sportswear": ("Tempo|Strida|Kern", "runners|students|commuters|young professionals", """
        energetic: Start before you are ready|bold: Chase the last bus and win|calm: Five slow kilometres|funny: Runs faster than your excuses
        warm: Run together, finish whenever|energetic: The hill is the gym|nostalgic: Like school sports, with better shoes|bold: Own the wet road
        calm: Breathe in for four steps|funny: Now with extra second wind|elegant: Light on the foot, light on the eye|energetic: Sunday, six in the morning"""),
    "furniture": ("Hygga|Loftmann|Nest & Oak", "home owners|families|students|young professionals", """
        warm: The sofa where everyone ends up|calm: Sit down, the day is done|funny: Assembles in one argument or less|elegant: Less room, more living
        nostalgic: Built like your uncle's armchair|bold: A colour your walls will fear|warm: Light for the last chapter|calm: A lamp that knows when to stop
        funny: Naps sold separately|elegant: Four legs and a clear line|energetic: Moved in by dinner|bold: Beige had its turn"""),
    "ice cream": ("Gelaroma|Polka|Two Scoops", "families|students|party guests|parents", """
        funny: Dinner, if nobody is looking|warm: Three scoops for the brave|nostalgic: The van still plays the same tune|energetic: Eat it before it runs
        bold: Lemon that bites back|calm: Pistachio, slowly|funny: Calories melt too, probably|warm: Sharing is allowed
        nostalgic: Summer holidays in a cone|bold: Darker than chocolate|elegant: Vanilla, taken seriously|energetic: Thirty-one flavours, one lunch break"""),
    "headphones": ("Sonora|Hush|Basso", "commuters|gamers|students|young professionals", """
        calm: The city on mute|bold: Feel the floor move|elegant: Every string in its seat|energetic: Press play, pick up speed
        funny: Cannot hear you, lovely day|nostalgic: Warm like a record|bold: Bass with a backbone|calm: Rain, but only the recording
        warm: One song, two pairs|energetic: Your bus is a club|elegant: Silence has a sound|funny: Teenagers included in noise cancelling"""),
    "watch": ("Helder|Aurum|Quartzline", "gift buyers|young professionals|retirees|commuters", """
        elegant: Late, but beautifully|nostalgic: Wind it, pass it on|calm: Time without notifications|bold: Own the minute
        warm: For the day she graduates|energetic: Split seconds, whole lungs|funny: Always five minutes wise|elegant: Thirty-one jewels nobody sees
        nostalgic: Father's hour|calm: A dial and two hands|bold: Two hundred metres down|warm: Count the good ones"""),
    "bicycle": ("Velosa|Spoke & Daughter|Ringring", "commuters|students|families|retirees", """
        energetic: Overtake the traffic news|calm: Ride where the river goes|funny: Parking: anywhere, smugly|warm: Two wheels, one picnic
        nostalgic: The bell you remember|bold: Nobody fuels a bicycle|energetic: Uphill has met its motor|calm: Home by the canal
        funny: Your legs called, they want work|warm: Seat for the smallest one|elegant: Steel, leather, morning|bold: Skip the tunnel"""),
    "pizza": ("Forno Nove|Slice City|Mamma Tonda", "students|families|gamers|party guests", """
        bold: Ninety seconds in the fire|funny: Salad tomorrow|warm: One box, whole family|energetic: Ordered now, eaten by eight
        nostalgic: Napoli, 1957, no changes|funny: Pineapple is between you and us|bold: Hotter than your inbox|warm: Knock knock, it is dinner
        calm: Dough that rested two days|energetic: Half-time is slice time|elegant: Three toppings, no speeches|nostalgic: The corner table is free"""),
    "insurance": ("Safehaven|Regen|Norden Trust", "families|home owners|retirees|young professionals", """
        calm: Rain is only weather|warm: We pick up on Sundays|funny: For people whose children climb|bold: Claim it in two minutes
        calm: The storm can have the shed|nostalgic: Looking after you since the first umbrella|warm: Someone at your door by noon|funny: Your cat is not covered, we asked
        elegant: Quietly underneath everything|bold: Small print, printed large|energetic: Back on the road by Friday|warm: Under one roof"""),
    "energy": ("Voltia|Greenwick|Sol & Sons", "home owners|families|students|retirees", """
        bold: Switch the sun on|calm: Power that grows back|warm: A lit window on the hill|energetic: Run the wash on wind
        funny: Our supplier is ninety-three million miles away|nostalgic: Light, like the first time|bold: Fire your old provider|calm: Lower bills, softer evenings
        warm: Every roof a little garden|energetic: Charge while you sleep|funny: Watt a good idea|elegant: Clean from end to end"""),
    "cinema": ("Orpheum|Kino Astra|Lantern", "families|students|party guests|retirees", """
        nostalgic: Lights down, like it was|bold: Bigger than your living room|funny: Crunch quietly|warm: Seats for the whole birthday
        energetic: Midnight shows till morning|elegant: Velvet, silence, first scene|nostalgic: Black and white Wednesdays|bold: Scream in company
        funny: Phones get popcorn thrown at them|warm: Grandma picks the film|calm: Subtitles and a slow Sunday|energetic: Five films, one wristband"""),
    "books": ("Paper Lane|Foxed & Co|Blue Heron", "students|commuters|retirees|gift buyers", """
        calm: Turn a page, turn it down|warm: A lap is a reading chair|funny: Reads without Wi-Fi|nostalgic: Smells like the library
        bold: Stay up, regret nothing|elegant: Cloth-bound and patient|energetic: Three thrillers before Monday|calm: A chapter between stations
        warm: Read it to someone small|funny: Taller pile, better person|bold: Read what they whisper about|nostalgic: The torch under the blanket"""),
    "pets": ("Barkly|Good Bowl|Tail & Whisker", "families|retirees|home owners|young professionals", """
        funny: Approved by the one who eats it|warm: For the one who waits at the door|energetic: Longer walks, fuller bowls|calm: Good dogs sleep after this
        bold: Meat first, nonsense never|nostalgic: Your first best friend|funny: He knows it is Tuesday|warm: Adopt the sofa thief
        energetic: Fetch. Again. Again|calm: Grey muzzle, soft food|elegant: A collar worth the breed|bold: No fillers, no leash on taste"""),
    "juice": ("Zumo|Pressa|Orchard Nine", "students|parents|runners|commuters", """
        energetic: Nine oranges, one gulp|bold: Squeezed, not explained|warm: Breakfast in a bottle|funny: Contains fruit, allegedly lots
        calm: Cold, clear, orchard|nostalgic: From the tree behind the school|energetic: Vitamin before verbs|bold: Sour is a flavour
        funny: An apple a day, already chewed|warm: Poured for small cups|calm: Pear, pressed at dawn|elegant: Blood orange, champagne glass"""),
    "garden": ("Verda|Moss & Clay|Windowsill", "home owners|retirees|city dwellers|students", """
        calm: Water it, then wait|warm: Grow something for the neighbour|funny: Survives you, guaranteed|bold: Take the balcony back
        nostalgic: Grandfather's tomatoes|energetic: From seed to salad in six weeks|calm: A green thing that asks nothing|warm: A plant for the new flat
        funny: Talk to it, it will not text back|elegant: One leaf, well placed|bold: Turn the car park green|nostalgic: The rose that was always there"""),
}  # fmt: skip
"""Product group to brands, audiences, and slogans as `tone: slogan`, separated by bars or lines."""

OBJECTS: dict[str, tuple[str, ...]] = {
    "coffee": ("a steaming cup with a heart in the foam", "a paper cup with a bean on its sleeve"),
    "travel": ("a small plane banking upwards", "a suitcase covered in stickers"),
    "phone": ("a phone with a screen full of bright apps",),
    "car": ("a rounded little car in profile",),
    "cosmetics": ("an open lipstick", "a perfume bottle with a gold cap"),
    "bank": ("two payment cards, fanned", "a piggy bank with a coin above the slot"),
    "sportswear": ("a running shoe in mid-stride",),
    "furniture": ("a plump sofa with one cushion", "a table lamp, switched on"),
    "ice cream": ("an ice-cream cone with three scoops and a cherry",),
    "headphones": ("a pair of headphones with two notes between them",),
    "watch": ("a wristwatch at ten past ten",),
    "bicycle": ("a town bicycle with flowers in its basket",),
    "pizza": ("a slice of pizza on a round plate",),
    "insurance": ("an open umbrella in the rain",),
    "energy": ("a light bulb with a seedling inside",),
    "cinema": ("a striped box of popcorn",),
    "books": ("an open book on a pile of others",),
    "pets": ("a dog with its tongue out and a collar",),
    "juice": ("a bottle of juice beside half an orange",),
    "garden": ("a leafy plant in a clay pot",),
}
"""What the picture shows, one phrase per drawing."""

SETTINGS: dict[str, tuple[str, ...]] = {
    "funny": ("with a wink of confetti around it", "among wobbly shapes that do not take themselves seriously", "in front of bouncing blobs"),
    "warm": ("before a low sun", "in a glow that could be late afternoon", "on soft hills under a round sun"),
    "bold": ("against a hard diagonal", "in front of one huge circle", "with rays shooting out behind it"),
    "calm": ("over gentle waves, with plenty of empty space", "on a quiet, almost empty ground", "above slow, layered hills"),
    "elegant": ("under a spotlight with thin gold lines", "in a fine gold frame", "alone in a soft cone of light"),
    "energetic": ("with speed lines at its back", "cutting across zigzags", "in a burst of streaks"),
    "nostalgic": ("on retro sunrise stripes", "inside faded rings like an old poster", "in front of a seventies rainbow"),
}  # fmt: skip

AUDIENCES: dict[str, tuple[str, ...]] = {
    "commuters": (
        "Planned for stations between seven and nine.",
        "It speaks to people with one hand on the rail.",
    ),
    "students": ("Aimed at students and their budgets.", "Tested on three campuses before it ran."),
    "young professionals": (
        "For people in their first proper flat.",
        "Written for young professionals after office hours.",
    ),
    "families": (
        "Made for households with more shoes than hooks.",
        "For families deciding things at the kitchen table.",
    ),
    "retirees": ("It takes its time, as its readers do.", "For people who finally have their Tuesdays back."),
    "gamers": ("Placed between matches and streams.", "For players who skip every other ad."),
    "parents": ("For parents who read with one eye.", "It knows what bedtime costs."),
    "party guests": ("For the hour before the party.", "Runs on Thursdays and Fridays, from five."),
    "gift buyers": ("Runs in the weeks before the holidays.", "For whoever still needs a present."),
    "runners": (
        "For people who lay out their kit the night before.",
        "Seen along park loops and finish lines.",
    ),
    "home owners": ("For people with a front door of their own.", "Targets those who just moved in."),
    "city dwellers": ("For anyone with a window and no garden.", "Made for people on the fourth floor."),
}

CHANNELS: dict[str, tuple[tuple[str, ...], tuple[int, int], tuple[float, float]]] = {
    "social": (("A square post", "A social post", "A post for the feed"), (320, 320), (5.0, 13.0)),
    "billboard": (("A wide billboard", "A roadside billboard", "A billboard"), (480, 240), (3.5, 9.0)),
    "print": (("A full-page print ad", "A magazine page", "A printed poster"), (264, 352), (14.0, 38.0)),
    "web banner": (("A web banner", "A banner for news sites", "A slim banner"), (480, 192), (1.2, 4.5)),
}
"""Channel to what it is called, its size in pixels, and its range of prices per thousand views."""
