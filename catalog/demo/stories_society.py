"""What the news is about: politics, economy and the neighbourhood."""



from __future__ import annotations

from tastemaker.catalog.demo.wording import Wording
from tastemaker.catalog.demo.wording import wording as w

__all__ = ["SOCIETY"]

POLITICS = (
    w(
        "{town} votes for a smaller council|Voters in {town} cut their council to {n} seats",
        "A clear majority wants fewer councillors and shorter meetings. The {n} remaining members take office in spring.",
        "ballot",
        moods="calm",
        tags="elections",
        n=(15, 41),
    ),
    w(
        "Coalition talks stall over {issue}|No deal yet on {issue}",
        "After {n} hours at the table the three parties went home without an agreement. Negotiators in {town} speak of a gap that cannot be bridged with adjectives.",
        "parliament",
        moods="sober|critical",
        n=(9, 31),
        issue=("rent control", "the pension age", "farm subsidies", "road tolls"),
    ),
    w(
        "Parliament backs {law} by a single vote|{law}: one vote decides it",
        "It took one changed mind and a long night. {person}, who crossed the floor, said the letters from {town} had made the difference.",
        "parliament",
        moods="urgent",
        law=("the clean rivers bill", "the night work law", "the school meals act", "the data privacy bill"),
    ),
    w(
        "Minister resigns over {n} unread reports|The reports nobody read bring down a minister",
        "{n} warnings about {thing} lay in a drawer for two years. {person} calls the resignation overdue and asks who else had a key.",
        "podium",
        moods="critical",
        n=(12, 48),
        thing=("ageing bridges", "unsafe cladding", "polluted wells", "leaking dams"),
    ),
    w(
        "Who is {person}, the mayor nobody expected?|{person} goes from the bakery to the town hall",
        "Until March the new mayor of {town} sold {bread} at five in the morning. A portrait of a campaign run entirely on foot.",
        "townhall",
        moods="warm|curious",
        tags="elections",
        bread=("rye bread", "flat bread", "sweet buns", "sesame rings"),
    ),
    w(
        "Young voters queue for hours in {town}|Record turnout among first-time voters",
        "Turnout among people under 25 rose to {n} per cent, the highest ever measured in the region. Many came with their grandparents.",
        "ballot",
        moods="hopeful",
        tags="elections",
        n=(61, 84),
    ),
    w(
        "{n} towns sign a pact on {thing}|A quiet pact on {thing} crosses the border",
        "The agreement, signed in {town} without cameras, commits {n} towns to share {thing}. It may be the most practical treaty of the year.",
        "podium",
        moods="calm|hopeful",
        n=(7, 29),
        thing=("drinking water", "ambulances", "snow ploughs", "power lines"),
    ),
    w(
        "Opposition demands inquiry into {thing}|Questions pile up over {thing}",
        "The costs have tripled and the minutes are missing. {person} wants the files on {thing} opened before the summer break.",
        "parliament",
        moods="critical|urgent",
        thing=("the stadium contract", "the airport terminal", "the ferry purchase", "the school laptops"),
    ),
    w(
        "Citizens' assembly settles the {thing} dispute|{n} strangers solve what parliament could not",
        "Drawn by lot, {n} residents spent four weekends on the question of {thing}. Their answer fits on one page, and all parties accept it.",
        "townhall",
        moods="hopeful",
        n=(48, 120),
        thing=("wind farm", "car park", "ring road", "tram"),
    ),
)

ECONOMY = (
    w(
        "Shares climb as {sector} surprise|{sector} lift the market to a new high",
        "Strong orders from {town} and a weaker currency pushed the index up {n} points. Analysts warn that not every quarter will be this kind.",
        "chart_up",
        moods="hopeful|calm",
        tags="markets",
        n=(90, 420),
        sector=("shipbuilders", "chip makers", "food exporters", "battery firms"),
    ),
    w(
        "Markets slide on {fear}|{fear} sends shares down for a third day",
        "The index lost {n} points before lunch. In {town} traders spoke of a nervous market rather than a broken one.",
        "chart_down",
        moods="urgent|sober",
        tags="markets",
        n=(110, 530),
        fear=("interest rate fears", "weak export figures", "a banking scare", "rising oil prices"),
    ),
    w(
        "Central bank holds rates, hints at {season} cut|Rates stay put, and borrowers wait for {season}",
        "Inflation fell to {n} per cent, but the bank wants to see it stay there. {person} expects the first cut in {season}.",
        "bank",
        moods="calm|sober",
        tags="markets",
        n=(2, 4),
        season=("spring", "summer", "autumn", "winter"),
    ),
    w(
        "{town}'s last {factory} finds a buyer|Workers buy the {factory} in {town}",
        "{n} jobs were on the line when the owners gave up. Now the staff run the place themselves, and the order book is full until autumn.",
        "factory",
        moods="warm|hopeful",
        n=(60, 480),
        factory=("paper mill", "glassworks", "bicycle factory", "spinning mill"),
    ),
    w(
        "Factory in {town} shuts after {n} years|The furnaces go cold in {town}",
        "Energy costs and cheap imports ended a history of {n} years. The union speaks of a black day for the whole valley.",
        "factory",
        moods="sober|critical",
        n=(46, 131),
    ),
    w(
        "Harbour of {town} handles record cargo|Containers stack up as {town} breaks its record",
        "{n},000 containers passed the cranes last quarter, a third more than a year ago. Dockers ask for a share of the boom.",
        "harbour",
        moods="hopeful|calm",
        tags="trade",
        n=(140, 910),
    ),
    w(
        "Why {food} got so expensive|The long road of an overpriced {food}",
        "Prices at the market of {town} rose by {n} per cent in a year. We followed the money from the field to the stall.",
        "market",
        moods="curious|critical",
        tags="food",
        n=(14, 62),
        food=("tomato", "olive", "lemon", "coffee bean"),
    ),
    w(
        "Four-day week: {town} firms publish first results|Less work, same output? {town} did the sums",
        "{n} companies tried it for a year. Sick days fell, sales did not, and only two want to go back.",
        "office",
        moods="curious|hopeful",
        tags="work",
        n=(18, 74),
    ),
    w(
        "Wind now pays the bills in {town}|A village lives off {n} turbines",
        "The turbines on the ridge earn enough for the school, the pool and free buses. Neighbours who once protested now want shares.",
        "turbines",
        moods="hopeful|warm",
        tags="energy",
        n=(6, 24),
    ),
    w(
        "Young farmers bet on {crop}|{crop} instead of wheat: a gamble near {town}",
        "Drier summers make old crops risky. {person} planted {n} hectares of {crop} and sold the harvest before it was ripe.",
        "field",
        moods="curious|warm",
        tags="food",
        n=(9, 70),
        crop=("chickpeas", "lavender", "quinoa", "almonds"),
    ),
)

LOCAL = (
    w(
        "{town} opens its new {thing}|After {n} years of waiting, {town} has a {thing}",
        "Half the town came for the ribbon and the free soup. Planning took {n} years, building only eleven months.",
        "bridge",
        moods="warm|hopeful",
        n=(4, 17),
        thing=("footbridge", "bicycle bridge", "river crossing"),
    ),
    w(
        "The baker who feeds {town} at night|Open at three: the night bakery of {town}",
        "Nurses, taxi drivers and insomniacs meet at {person}'s counter. Regulars say the {bread} is best at four.",
        "cafe",
        moods="warm",
        tags="food",
        bread=("rye bread", "cinnamon roll", "flat bread", "cheese pie"),
    ),
    w(
        "School garden grows lunch for {n} children|In {town}, lunch comes from behind the gym",
        "Pupils plant, weed and argue about slugs. {n} lunches a day now come from the garden, and fewer plates go back full.",
        "park",
        moods="warm|playful",
        tags="schools",
        n=(80, 340),
    ),
    w(
        "Fire destroys old {building} in {town}|Flames over {town}: the {building} is lost",
        "Nobody was hurt when the {building} caught fire on Sunday night. {n} firefighters fought the flames until dawn.",
        "housefire",
        moods="urgent|sober",
        n=(40, 160),
        building=("sawmill", "dance hall", "grain store", "boat shed"),
    ),
    w(
        "Lost {pet} turns up after {n} days on a ferry|A {pet} takes the ferry, {n} times",
        "The crew fed it sardines and entered it in the log. The owner in {town} had already printed posters.",
        "harbour",
        moods="playful",
        n=(6, 33),
        pet=("cat", "terrier", "parrot", "goose"),
    ),
    w(
        "Neighbours save the {shop} on {street} Street|{town} gets to keep its {shop}",
        "The lease was cancelled, then {n} neighbours bought shares. The {shop} reopens on Saturday with a longer counter.",
        "cafe",
        moods="hopeful|warm",
        n=(110, 640),
        shop=("bookshop", "corner cinema", "hardware store", "ice cream parlour"),
        street=("Mill", "Harbour", "Chestnut", "Station"),
    ),
    w(
        "Playground or parking? {town} decides|{n} cars make room for a playground",
        "The car park behind the church becomes a playground with a water pump. {n} parking spaces go, and with them a long quarrel.",
        "park",
        moods="calm|playful",
        n=(18, 90),
    ),
    w(
        "Rents in {town} rise faster than wages|Priced out of {town}",
        "A two-room flat now costs {n} per cent more than five years ago. {person}, a nurse, commutes ninety minutes from the next valley.",
        "skyline",
        moods="critical",
        tags="housing",
        n=(24, 68),
    ),
    w(
        "Swimming pool of {town} stays open after all|{town} refuses to let its pool close",
        "A sponsored swim of {n} lengths paid for the new heating. The youngest swimmer was six, the oldest ninety-one.",
        "pool",
        moods="warm|hopeful",
        tags="schools",
        n=(2100, 9800),
    ),
)

SOCIETY: dict[str, tuple[Wording, ...]] = {
    "politics": POLITICS,
    "economy": ECONOMY,
    "local": LOCAL,
}
