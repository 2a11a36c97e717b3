"""The words of the fashion section: what each cloth, pattern, style and season is called and said to be."""

from __future__ import annotations

__all__ = ["BRANDS", "MATERIALS", "NAMES", "PATTERNS", "SEASONS", "STYLES"]

MATERIALS: dict[str, tuple[str, ...]] = {
    "cotton": ("Made of combed cotton that softens with each wash.", "The cotton is organic and pre-washed.", "Breathable cotton, easy to iron or not to iron at all."),
    "linen": ("Washed linen, creased in the right way.", "European linen that keeps cool when nothing else does.", "The linen gets better every summer."),
    "silk": ("Heavy silk with a quiet shine.", "Pure silk, cool on the skin.", "The silk catches the light when you move."),
    "satin": ("Satin with a liquid sheen.", "The satin finish makes it glow under lamps.", "Smooth satin, matt on the inside."),
    "viscose": ("Flowing viscose with a soft hand.", "Light viscose that drapes and does not crease.", "The viscose feels cool and falls well."),
    "wool": ("Pure new wool, warm without weight.", "Wool from mills that still know their sheep.", "The wool keeps its shape and its warmth."),
    "merino": ("Fine merino you can wear against the skin.", "Extra-fine merino that breathes.", "Merino so thin it fits under a jacket."),
    "cashmere": ("A cashmere blend that is hard to put back on the shelf.", "Two-ply cashmere, brushed once.", "Soft cashmere for people who notice."),
    "mohair": ("Brushed mohair with a soft halo.", "Airy mohair, warmer than it looks."),
    "denim": ("Sturdy twelve-ounce denim.", "Denim washed once, so it is yours to fade.", "The denim has a little stretch and a lot of patience."),
    "corduroy": ("Fine-rib corduroy, soft from the first day.", "Corduroy with a warm, dry touch."),
    "leather": ("Full-grain leather that ages well.", "The leather is vegetable-tanned and waxed.", "Smooth leather with a low shine."),
    "patent leather": ("Patent leather with a mirror shine.", "Glossy patent that wipes clean."),
    "faux leather": ("Vegan leather with a soft backing.", "Faux leather that fools the fingers."),
    "suede": ("Soft suede; give it a spray before the rain.", "Velvety suede with a matt surface."),
    "nylon": ("Light nylon that sheds the rain.", "Recycled nylon, nearly weightless."),
    "polyester": ("Recycled polyester that dries within the hour.", "A quick-drying recycled fabric."),
    "fleece": ("Brushed fleece on the inside.", "Thick loopback fleece that does not pill."),
    "tweed": ("Tweed with flecks you see up close.", "Dense tweed that laughs at drizzle."),
    "canvas": ("Heavy canvas that only gets better with scuffs.", "Tightly woven canvas, double-stitched."),
    "mesh": ("Engineered mesh lets the air through.", "An airy mesh upper, knitted in one piece."),
    "straw": ("Hand-woven straw.", "Natural straw, plaited by hand."),
    "felt": ("Firm wool felt.", "Felted wool that keeps its crease."),
    "acetate": ("Polished acetate frame.", "Bio-based acetate, made in small runs."),
    "metal": ("A light metal frame.", "Thin brushed metal."),
    "rubber": ("Soft, washable rubber.", "Moulded rubber that floats."),
}  # fmt: skip

PATTERNS: dict[str, tuple[str, ...]] = {
    "plain": (
        "In solid {color}, with nothing to distract.",
        "One even shade of {color} from top to bottom.",
        "The {color} is deep and keeps its tone.",
        "{Color} all the way through, seams included.",
        "A {color} that goes with more than you expect.",
    ),
    "striped": (
        "Stripes across {color}, as on a good deckchair.",
        "Even stripes on a {color} ground.",
        "The stripes run straight and match at the seams.",
        "{Color} with broad stripes, never out of season.",
    ),
    "pinstriped": (
        "Fine pinstripes on {color}.",
        "A narrow stripe keeps the {color} sharp.",
        "{Color} with a banker's pinstripe and none of the gloom.",
    ),
    "dotted": (
        "Polka dots on {color}, in the best of spirits.",
        "Round dots scattered over {color}.",
        "The dots are the size of a coin and twice as cheerful.",
        "{Color} with dots, somewhere between Paris and a picnic.",
    ),
    "checked": (
        "A proper check on a {color} ground.",
        "{Color} checks, like a picnic rug grown up.",
        "The check is woven, not printed, so it shows on both sides.",
        "Checked in {color}, with a line of contrast.",
    ),
    "floral": (
        "Flowers all over {color}, as if it were always May.",
        "A floral print on {color}, drawn by hand.",
        "Small blossoms and leaves on a {color} ground.",
        "The print is a garden; the ground is {color}.",
    ),
    "zigzag": (
        "Zigzags in contrast run across the {color}.",
        "A jagged stripe wakes the {color} up.",
        "{Color} with a zigzag that someone's grandmother would recognise.",
    ),
    "leopard": (
        "Leopard spots on {color}, for days with teeth.",
        "A leopard print that treats {color} as a neutral.",
        "{Color} with spots, and no apologies.",
    ),
}  # fmt: skip

STYLES: dict[str, tuple[str, ...]] = {
    "casual": ("For every day that has no plan.", "Good for errands, school runs and coffee that turns into lunch.", "An easy everyday piece.", "It makes no effort and looks the better for it."),
    "formal": ("Fit for offices, openings and speeches.", "Dress codes hold no fear for it.", "Sharp enough for a ceremony.", "It knows how to behave at a long table."),
    "sporty": ("Ready for the gym, the train and the way between.", "It moves when you do.", "Made to sweat in and to be washed often.", "For people who take the stairs."),
    "boho": ("For festivals, markets and bare feet.", "A bit of wandering is built in.", "Wear it with silver rings and no watch.", "It looks as though it has been somewhere."),
    "romantic": ("For dinners by candlelight.", "Made for second dates and first dances.", "Sweet without being sugary.", "It blushes a little, and so might you."),
    "streetwear": ("Made for pavements and late trams.", "Best in a group, best at night.", "The city wears it well.", "Louder shoes are welcome."),
    "outdoor": ("At home on muddy paths.", "Made for weather, dogs and long ways round.", "It does not mind rain, rocks or being sat on.", "Take it up the hill and down to the pub."),
    "classic": ("It would have been right thirty years ago and will be in thirty more.", "A piece to keep and pass on.", "No season will make it wrong.", "Quietly correct."),
    "party": ("For the night that starts at ten.", "It looks best in motion and under lights.", "Bring it to weddings, birthdays and balconies.", "Not for blending in."),
    "minimal": ("Nothing to add, nothing to take away.", "Clean lines and hidden seams.", "For people who own few things and like them all.", "Less, done well."),
}  # fmt: skip

SEASONS: dict[str, tuple[str, ...]] = {
    "spring": ("Right for the first evenings without a coat.", "Made for April and its changes of mind.", "A layer for bright, cool mornings."),
    "summer": ("Cool when the city is hot.", "For long days and warm stones.", "Packs small for the seaside."),
    "autumn": ("For leaves underfoot and steam over the cup.", "It suits October light.", "The first thing to come out of the box in September."),
    "winter": ("Warm enough for a frosty platform.", "For short days and long walks home.", "Keeps the cold where it belongs."),
    "all year": ("It works in any month.", "Good for all seasons.", "There is no wrong time of year for it."),
}  # fmt: skip

BRANDS: dict[str, tuple[float, dict[str, float]]] = {
    "Nordvik": (1.25, {"minimal": 0.8, "calm": 0.4}),
    "Amarelo": (0.9, {"colourful": 0.8, "playful": 0.4}),
    "Casa Lune": (1.6, {"elegant": 0.7, "romantic": 0.6}),
    "Fieldhand": (1.15, {"outdoors": 0.8, "natural": 0.5}),
    "Tempo": (1.0, {"energetic": 0.9, "techy": 0.3}),
    "Studio Vega": (1.4, {"dark": 0.7, "techy": 0.4, "bold": 0.3}),
    "Mimosa": (0.85, {"romantic": 0.6, "colourful": 0.4, "natural": 0.2}),
    "Kite & Co": (0.7, {"playful": 0.8, "colourful": 0.4}),
    "Oldbury": (1.5, {"classic": 0.9, "elegant": 0.3}),
    "Juno Park": (0.95, {"urban": 0.8, "bold": 0.4}),
    "Plain Goods": (0.65, {"minimal": 0.7, "calm": 0.3}),
    "Saltmarsh": (1.1, {"natural": 0.7, "cosy": 0.5}),
    "Rialto": (1.7, {"elegant": 0.8, "bold": 0.3}),
    "Wren": (0.8, {"cosy": 0.7, "classic": 0.3}),
}
"""Invented labels: how dear they are, and what they stand for."""

NAMES = (
    "Alma", "Porto", "Linnea", "Marlow", "Odette", "Tilda", "Bruno", "Esme", "Calder", "Ines", "Juniper", "Otis",
    "Romy", "Sable", "Tove", "Vera", "Wilder", "Yara", "Astrid", "Basil", "Cleo", "Dorian", "Elba", "Freya",
    "Greta", "Hugo", "Isla", "Jonas", "Kaia", "Lisbon", "Margot", "Nell", "Oslo", "Pia", "Quinn", "Rhea",
    "Siena", "Turin", "Ursa", "Verona", "Winona", "Zadie", "Aurelia", "Bergen", "Capri", "Delft",
)  # fmt: skip
