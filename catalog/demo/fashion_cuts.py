"""The cuts of every garment type: what each is called and what is said of it."""

from __future__ import annotations

__all__ = ["CUTS"]

CUTS: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    "dress": {
        "fit-and-flare": ("fit-and-flare dress", (
            "A fitted bodice, a slim belt and a skirt that swings when you turn.",
            "Nipped at the waist and full in the skirt, it wants to be danced in.",
            "The round neck and wide skirt give it a fifties sort of cheer.",
        )),
        "slip": ("slip dress", (
            "Cut on the bias with thin straps, it falls close without clinging.",
            "A slip dress of few words: two straps, a soft V, and a clean fall to the hem.",
            "Wear it alone on warm nights or over a thin tee by day.",
        )),
        "shirt": ("shirt dress", (
            "A shirt collar, buttons to the hem and a belt that does the shaping.",
            "It borrows its collar and placket from a good shirt and needs no ironing lessons.",
            "Buttons from collar to knee, short sleeves, and a belt you can leave at home.",
        )),
        "wrap": ("wrap dress", (
            "It ties at the side, so it fits the day you are having.",
            "A true wrap with three-quarter sleeves and a neckline that stays put.",
            "The crossed front and tied waist flatter nearly everyone who tries it on.",
        )),
        "maxi": ("maxi dress", (
            "Tiers of cloth down to the ankle and straps thin enough to forget.",
            "Long, tiered and airy: made for gardens, ferries and late lunches.",
            "Three gathered tiers give it room to move in the slightest wind.",
        )),
        "sheath": ("sheath dress", (
            "A straight, sleeveless line with darts in all the right places.",
            "Clean at the neck and narrow to the knee, it carries a meeting on its own.",
            "No frills: a sleeveless sheath that lets the cut do the talking.",
        )),
    },
    "shirt": {
        "classic": ("shirt", (
            "A regular collar, one chest pocket and cuffs that hold their fold.",
            "The shirt you reach for first: straight body, proper collar, mother-of-pearl buttons.",
            "Cut with a little ease, it sits as well tucked as it does loose.",
        )),
        "short-sleeved": ("short-sleeved shirt", (
            "An open collar and short, easy sleeves for days above twenty-five degrees.",
            "Boxy in the right way, with a collar that lies flat and no wish to be tucked in.",
            "A holiday shirt even when you are not on holiday.",
        )),
        "overshirt": ("overshirt", (
            "Two flapped pockets and enough weight to wear it as a light jacket.",
            "Halfway between shirt and jacket, it goes over a tee from the first cool morning.",
            "Sturdy seams, roomy pockets, and sleeves that roll up without a fight.",
        )),
    },
    "blouse": {
        "puff": ("puff-sleeve blouse", (
            "Full sleeves gathered into small cuffs, and a scooped neck with four buttons.",
            "The puffed sleeves do the work, so jeans are all it asks for.",
            "Slightly fitted at the waist, generous at the shoulder.",
        )),
        "bow neck": ("pussy-bow blouse", (
            "A bow at the throat, soft sleeves and cuffs you can push up.",
            "Tie the bow high for the office or let it hang loose after six.",
            "It hangs from the shoulder in one soft line and ends in a bow.",
        )),
    },
    "t-shirt": {
        "crew": ("crew-neck t-shirt", (
            "A regular crew neck with a rib that keeps its shape in the wash.",
            "Straight, medium-weight and pre-shrunk: the tee you will buy twice.",
            "Short sleeves, a snug neck, nothing to explain.",
        )),
        "v-neck": ("v-neck t-shirt", (
            "The V is shallow enough for a blazer and deep enough for summer.",
            "A light tee with a neat V and a hem that stays straight.",
            "Slim but not tight, with a V that frames a necklace.",
        )),
        "oversized": ("oversized t-shirt", (
            "Dropped shoulders and a wide body for a properly loose fit.",
            "Big on purpose: wear it over shorts, leggings or swimwear.",
            "A boxy, heavyweight tee with room to breathe.",
        )),
        "long-sleeved": ("long-sleeved t-shirt", (
            "A sailor's layer: long sleeves, a close neck and soft jersey.",
            "Thin enough to go under everything, good enough to go under nothing.",
            "Long sleeves for the weeks when a tee is too little and a sweater too much.",
        )),
    },
    "sweater": {
        "crew": ("crew-neck sweater", (
            "A round neck, ribbed hems and a fit that layers over a collar.",
            "Mid-weight knit that works from October straight through to April.",
            "Set-in sleeves and a deep rib at the waist keep it in shape.",
        )),
        "turtleneck": ("turtleneck sweater", (
            "A tall neck you can fold once or twice, depending on the wind.",
            "Close at the throat and easy in the body, it makes a scarf optional.",
            "The turtleneck that sits right under a coat without bunching.",
        )),
        "cable knit": ("cable-knit sweater", (
            "Three ropes of cable run down the front, as fishermen liked them.",
            "Chunky cables, wide ribs, and the kind of warmth you notice.",
            "A heavy hand-finished knit with raised cables you can feel.",
        )),
    },
    "cardigan": {
        "buttoned": ("cardigan", (
            "Five buttons, two patch pockets and a V that shows the shirt beneath.",
            "The library cardigan: soft ribs, deep pockets, no hurry.",
            "Wear it closed as a sweater or open as a jacket you can nap in.",
        )),
        "long open": ("long open cardigan", (
            "It has no buttons at all and falls open past the hip.",
            "A long, loose layer with pockets for keys, tissues and a small book.",
            "Throw it over anything when the room turns cold.",
        )),
    },
    "hoodie": {
        "pullover": ("hoodie", (
            "A lined hood, a kangaroo pocket and fleece on the inside.",
            "Heavy enough to keep its shape, soft enough for a Sunday on the sofa.",
            "Ribbed cuffs, long cords, and a hood that actually covers your head.",
        )),
        "zip-up": ("zip-up hoodie", (
            "A metal zip from hem to hood, for warm-ups and cool-downs.",
            "Open it on the bus, close it at the door: the zip runs smooth.",
            "A split pocket and a full zip make it the easiest layer you own.",
        )),
    },
    "trousers": {
        "tailored": ("tailored trousers", (
            "Pressed creases and a straight leg that breaks once over the shoe.",
            "Slim through the thigh and clean at the ankle, with a hook-and-bar waist.",
            "They look like the lower half of a good suit and behave like chinos.",
        )),
        "wide-leg": ("wide-leg trousers", (
            "High at the waist and wide to the floor, with a crease down each leg.",
            "Roomy legs that move like a skirt and pocket like trousers.",
            "Flowing rather than baggy: the width starts at the hip.",
        )),
        "cargo": ("cargo trousers", (
            "Two bellows pockets at the thigh hold a map, a phone or lunch.",
            "Built for carrying things, with buttoned flaps and reinforced knees.",
            "Loose enough to climb a fence in and sturdy enough to snag on it.",
        )),
    },
    "jeans": {
        "slim": ("slim jeans", (
            "Narrow from knee to ankle with just enough stretch to cycle in.",
            "A close leg, five pockets and contrast stitching.",
            "Slim but forgiving, and short enough to show a boot.",
        )),
        "straight": ("straight jeans", (
            "The same width from knee to hem, as jeans were before they had opinions.",
            "A mid-rise, a straight leg, five pockets and honest stitching.",
            "They start stiff and end up yours.",
        )),
        "flared": ("flared jeans", (
            "Close to the knee, then wide: the seventies with better denim.",
            "The flare starts low and falls right over a platform or a boot.",
            "High-waisted and long in the leg, they add a few centimetres for free.",
        )),
        "mom": ("mom jeans", (
            "High waist, easy hip, and hems turned up to show the pale side.",
            "A relaxed fit that tapers to a rolled cuff.",
            "Borrowed from the nineties, returned with a better waistband.",
        )),
    },
    "skirt": {
        "mini": ("button-front mini skirt", (
            "An A-line mini with five buttons down the front and curved pockets.",
            "Short, sturdy, and good with tights when the weather turns.",
            "It sits on the waist and flares just a little.",
        )),
        "pleated midi": ("pleated midi skirt", (
            "Knife pleats from the waistband down, and a hem that ripples as you walk.",
            "The pleats are set for good, so it travels in a suitcase without complaint.",
            "Falls to mid-calf and moves half a second after you do.",
        )),
        "pencil": ("pencil skirt", (
            "Narrow to the knee with a slit that lets you take the stairs.",
            "Two darts, a firm waistband, one straight line.",
            "It tucks a blouse in neatly and keeps it there.",
        )),
        "tiered": ("tiered maxi skirt", (
            "Three gathered tiers and a drawcord with a small tassel.",
            "Long and swaying, it needs only sandals and a tank top.",
            "Each tier is a little fuller than the last.",
        )),
    },
    "shorts": {
        "chino": ("chino shorts", (
            "Mid-thigh, flat-fronted and neat enough for dinner outside.",
            "A clean waistband and slant pockets, cut to end above the knee.",
            "The shorts that pass as trousers when you are sitting down.",
        )),
        "running": ("running shorts", (
            "Light as paper, with a drawcord and a stripe down each side.",
            "Split hems and a quick-drying lining for the last hot kilometre.",
            "Elastic waist, side stripes, and nothing that rubs.",
        )),
        "paper-bag": ("paper-bag shorts", (
            "A gathered waist tied with a sash of the same cloth.",
            "High-waisted and full, with a bow you tie once in the morning.",
            "The frilled waist makes a plain top look thought through.",
        )),
    },
    "coat": {
        "trench": ("trench coat", (
            "A storm flap, a belt and two rows of buttons, against most kinds of rain.",
            "The trench as it should be: knee-long, belted, a little theatrical.",
            "Knot the belt instead of buckling it and you look as if you had a secret.",
        )),
        "double-breasted": ("double-breasted coat", (
            "Wide lapels and two rows of buttons over a straight, long line.",
            "Fully lined and cut to go over a jacket.",
            "It makes whatever is under it look deliberate.",
        )),
        "parka": ("parka", (
            "A fur-edged hood, four pockets and a drawcord at the waist.",
            "Built for bus stops in January.",
            "Warm filling, a covered zip and a hood that stays up in wind.",
        )),
    },
    "jacket": {
        "bomber": ("bomber jacket", (
            "Ribbed at neck, cuffs and hem, with a zip that closes to the chin.",
            "A short, rounded bomber with slanted pockets.",
            "Light enough for spring, cool enough for after dark.",
        )),
        "biker": ("biker jacket", (
            "An off-centre zip, wide lapels and hardware that means it.",
            "Snug at first, then shaped like you for ten years.",
            "Silver zips, belted hem, a collar that snaps down.",
        )),
        "blazer": ("blazer", (
            "Notched lapels, two buttons and a shoulder with no padding to speak of.",
            "Half-lined and easy, it goes to work on Friday and to dinner after.",
            "Patch pockets and a soft shoulder keep it from feeling like a uniform.",
        )),
        "trucker": ("trucker jacket", (
            "Chest pockets, metal buttons and seams that point to the waist.",
            "The short jacket that goes with every pair of trousers but its twin.",
            "Cropped at the hip, stitched to last, better each year.",
        )),
    },
    "shoes": {
        "oxford": ("oxford shoes", (
            "Closed lacing, a capped toe and a welted sole that can be replaced.",
            "Polished lace-ups for interviews, weddings and proper Mondays.",
            "A slim last and a low stacked heel.",
        )),
        "loafer": ("penny loafers", (
            "A saddle strap, hand-sewn apron and no laces to tie.",
            "Slip them on with trousers rolled once, socks optional.",
            "The leather softens within a week and stays that way.",
        )),
        "pump": ("heeled pumps", (
            "A pointed toe and a slim heel of seven centimetres, steadier than it looks.",
            "Padded under the ball of the foot, for the second half of the party.",
            "One clean curve from toe to heel.",
        )),
        "ballet flat": ("ballet flats", (
            "Round toe, flat sole, small bow: fold them into your bag.",
            "As light as slippers and just polished enough for the office.",
            "A soft flat with a drawstring edge and a bow on the toe.",
        )),
    },
    "boots": {
        "chelsea": ("chelsea boots", (
            "Elastic sides, a pull tab, and a shape that has not needed changing.",
            "On in two seconds, good until the soles give out.",
            "Ankle-high, with a rounded toe and a low heel.",
        )),
        "knee-high": ("knee-high boots", (
            "A straight shaft to the knee and a block heel that goes the distance.",
            "Tall boots that make a short skirt sensible in November.",
            "Zipped on the inside, smooth on the outside.",
        )),
        "hiking": ("hiking boots", (
            "Lugged soles, a padded collar and hooks for the laces.",
            "Waterproof to the ankle and happy on scree.",
            "They ask for two short walks before the long one.",
        )),
    },
    "sneakers": {
        "low": ("low-top sneakers", (
            "A clean court shoe with a rubber cup sole and flat laces.",
            "The plain sneaker that goes with almost everything you own.",
            "Low profile, stitched sole, a contrasting heel tab.",
        )),
        "high-top": ("high-top sneakers", (
            "Ankle-high, rubber-toed, laced all the way up.",
            "A basketball shape that left the court long ago.",
            "Eight eyelets, a toe cap and a stripe around the sole.",
        )),
        "running": ("running shoes", (
            "A thick foam sole, a knit upper and a heel that pushes back.",
            "Made for ten kilometres before breakfast, fine for the supermarket.",
            "Breathable on top, springy below, with a wave along the side.",
        )),
    },
    "sandals": {
        "strappy": ("strappy sandals", (
            "Crossed straps, a small buckle and a sole as flat as a promenade.",
            "Three straps hold the foot and leave the rest to the sun.",
            "Light sandals with an ankle strap that does not chafe.",
        )),
        "slide": ("slides", (
            "One broad strap over a moulded footbed.",
            "For the walk from the towel to the ice-cream stand.",
            "Step in, step out: the footbed remembers you.",
        )),
        "espadrille": ("espadrille wedges", (
            "A rope wedge, a closed toe and ribbons around the ankle.",
            "Woven soles that add height without a heel.",
            "Jute below, cloth above, holiday all over.",
        )),
    },
    "hat": {
        "sun hat": ("sun hat", (
            "A wide brim and a ribbon, for shade you carry with you.",
            "Broad enough to cover the shoulders and light enough to forget.",
            "Rolls up for the suitcase and springs back at the beach.",
        )),
        "beanie": ("beanie", (
            "A deep turn-up and a bobble on top.",
            "Ribbed knit that covers the ears and never itches.",
            "It fits every head that we have tried it on.",
        )),
        "cap": ("baseball cap", (
            "Six panels, a curved peak and a strap at the back.",
            "Shade for the eyes, cover for the hair.",
            "A soft, low cap that looks worn in from the first day.",
        )),
        "fedora": ("fedora", (
            "A pinched crown, a medium brim and a ribbon band.",
            "Gives even a raincoat a bit of plot.",
            "Firm enough to keep its crease, soft enough to be yours.",
        )),
    },
    "bag": {
        "tote": ("tote bag", (
            "Two long handles and room for a laptop, a loaf and a jumper.",
            "An open tote with one inner pocket for keys.",
            "Sturdy at the seams, flat when empty.",
        )),
        "handbag": ("handbag", (
            "A firm little bag with a flap, a clasp and a rounded handle.",
            "Holds the essentials and shuts with a good click.",
            "Structured sides, gold hardware, a strap tucked inside.",
        )),
        "backpack": ("backpack", (
            "A padded back, a front pocket and straps that share the load.",
            "Fits a fifteen-inch laptop and a change of shoes.",
            "Weatherproof lid, quiet zips, a loop for hanging.",
        )),
    },
    "scarf": {
        "looped": ("scarf", (
            "Long enough to loop twice, with fringes at both ends.",
            "Soft at the neck and generous in length.",
            "One loop for autumn, two for winter.",
        )),
        "square": ("neckerchief", (
            "A square to knot at the neck, in the hair or on a bag.",
            "Rolled hems and a print that looks different each way you fold it.",
            "Small, bright and the easiest way to finish an outfit.",
        )),
    },
    "sunglasses": {
        "round": ("round sunglasses", (
            "Round lenses in a thin frame, with full UV protection.",
            "A touch bookish, even on the beach.",
        )),
        "cat-eye": ("cat-eye sunglasses", (
            "Swept up at the corners, like the closing shot of an old film.",
            "A bold frame with tinted lenses and sprung hinges.",
        )),
        "aviator": ("aviator sunglasses", (
            "A double bridge and teardrop lenses that darken towards the top.",
            "Light metal, tinted glass, no turbulence.",
        )),
    },
    "socks": {
        "crew": ("socks", (
            "A pair of mid-calf socks with a ribbed cuff and a padded heel.",
            "They stay up, keep their color and do not bunch in the shoe.",
            "A small flash of color between shoe and hem.",
        )),
    },
}  # fmt: skip
"""Type to cut to its name in a title and sentences about its shape."""
