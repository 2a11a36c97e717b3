"""Promises in advertising that need a proof: a discount, a prize, what a thing is made of or can do.

Such a word is a claim whatever the catalog's fields are; it may stand only where the item's card says it too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tastemaker.agent.vocabulary import wording
from tastemaker.agent.words import inside, keys
from tastemaker.contracts import Card
from tastemaker.tools.cards import shown_value

__all__ = ["promises"]

OFFERS: Final = r"""
    (?:half|full|reduced|lowest|sale|special|introductory|launch)[ -]prices? | price (?:cut|drop)s?
    | discount\w* | on (?:sale|offer) | \bsales? (?:ends|starts|price|now)\b
    | \boff the (?:usual|regular|list) price | marked down | \d+\s?(?:%|percent|per cent) | percent off
    | voucher\w* | coupons? | cashback | clearance | bargains? | rebates?
    | free (?:shipping|delivery|returns?|gifts?|trial|of charge|postage|samples?|extra|with|for)
    | (?:for|it['’]s|comes|is) free\b | complimentary | no extra (?:cost|charge) | buy (?:one|two|1|2)\b
    | two for (?:one|the price) | money[ -]back | warrant(?:y|ies) | guarantee\w* | refund\w*
    | interest[ -]free | \bsave (?:up to|money|€|\$|£|\d|a fortune|half) | cheapest | best[ -]price\w*
    | price match\w*
"""
SCARCITY: Final = r"""
    limited (?:edition|stock|time|run|offer|number|series) | last (?:chance|few|one[s]? left|pieces)
    | while (?:stocks?|they|it) lasts? | (?:almost|nearly|selling|sold) (?:gone|out)
    | only (?:\w+ ){0,2}left | \w+ left in stock | today only | only today
    | this (?:week|weekend|month) only
    | ends? (?:today|tonight|soon|sunday|monday|friday|midnight|this week)
    | until (?:midnight|sunday|stocks) | final (?:hours|days|pieces) | in stock | back in stock
    | pre-?order\w* | one of a kind | numbered copies | exclusive\w* | members only | waiting list
"""
ACCLAIM: Final = r"""
    award\w* | prize[- ]?winn\w* | prizes? | oscars? | grammy\w* | nominat\w+ | best[ -]?sell\w*
    | chart[ -]topp\w+ | number[ -]one | no\. ?1 | #1 | top[ -](?:rated|selling|ten|10) | five[ -]stars?
    | acclaim\w* | critics? | reviewers? | world[ -]?(?:famous|class|renowned|leading) | renowned | famous
    | celebrat(?:ed|y|ies) | legendary | voted
    | most (?:loved|popular|watched|read|played|wanted|downloaded|streamed) | best[ -]loved
    | favou?rite of millions | millions | thousands of
    | everyone['’]?s? (?:is )?(?:talking|wearing|reading|watching) | blockbuster | smash hit | viral
    | sold over | record[ -]break\w+ | platinum | gold[ -]record | endors\w+ | recommended by
    | as seen (?:on|in) | as worn by
"""
MAKE: Final = r"""
    hand[ -]?(?:made|crafted|sewn|stitched|knitted|woven|painted|finished|picked|printed) | artisan\w*
    | home[ -]?made | bespoke | tailor[ -]made | made[ -]to[ -](?:order|measure) | organic\w*
    | sustainabl\w* | sustainably | recycl\w+ | upcycl\w+ | biodegradable | eco[ -]?friendly
    | climate[ -]neutral | carbon[ -](?:neutral|free) | fair[ -]?trade | ethical\w* | vegan
    | cruelty[ -]free | certified | plastic[ -]free | waterproof | water[ -](?:proof|resistant|repellent)
    | windproof | rainproof | showerproof | stain[ -](?:proof|resistant) | shatterproof | fireproof
    | breathable | quick[ -]dry\w* | machine[ -]wash\w* | washable | wrinkle[ -]free | crease[ -]free
    | non[ -]iron | hypoallergenic | antibacterial | thermal | insulated | fleece[ -]lined | quilted
    | uv[ -]protect\w* | reflective | rechargeable | wireless | cordless | bluetooth | solar | battery
    | dishwasher | unisex | one[ -]size | plus[ -]size\w* | maternity | genuine | authentic | 100\s?%
    | pure(?= (?:\w+ )?(?:wool|silk|cotton|linen|leather)) | imported | made in \w+
    | locally (?:made|grown|sourced) | gluten[ -]free | sugar[ -]free | dairy[ -]free
    | low[ -](?:fat|carb|calorie) | home[ -]?grown | freshly (?:baked|picked|roasted) | natural ingredients
    | chemical[ -]free | nut[ -]free
"""
PROOF: Final = r"""
    clinically | scientif\w+ (?:proven|tested) | proven | doctors? | dermatolog\w+ | heal(?:s|thier)\b
    | cures? | lab[ -]tested | tested by | lasts? (?:a lifetime|for ever|forever|for years|for decades)
    | lifetime | unbreakable | indestructible | fits (?:everyone|all|anyone) | true (?:story|stories|events)
    | based on (?:a|the) (?:book|novel|true|real|bestselling|game) | based on real | real events
    | remaster\w* | restored | uncut | director['’]s cut | unreleased | live (?:recording|version|album)
    | recorded live | remix\w* | sequel | prequel | remake | starring | featuring | soundtrack by
    | sold[ -]out tour | in cinemas | 4k | in 3d | subtitled | dubbed | black and white | silent film
    | eyewitness\w* | leaked | confidential | investigat\w+ reveal\w* | exclusive interview | breaking news
    | sources say | brand[ -]new | new (?:arrivals?|releases?|in|collection|season|edition|model)
    | just (?:in|released|arrived|landed) | first ever | original (?:recording|print)
"""


def _pattern(*lists: str) -> re.Pattern[str]:
    """The ways to promise, which stand apart by " | "; a blank in one is any white space."""
    ways = [way for one in lists for way in " ".join(one.split()).removeprefix("| ").split(" | ")]
    spaced = [way.replace("[ -]", r"[\s-]").replace(" ", r"\s+") for way in ways]
    return re.compile(rf"(?<![\w.])(?:{'|'.join(spaced)})(?!\w)", re.I)


PROMISE: Final = _pattern(OFFERS, SCARCITY, ACCLAIM, MAKE, PROOF)
FIGURE: Final = re.compile(r"(?<![\w\[.])\d[\d.,:]*\d|(?<![\w\[.])\d(?!\])")
NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
MARKER: Final = re.compile(r"\[[^\[\]\n]{1,50}\]")


def promises(text: str, cards: Sequence[Card]) -> list[str]:
    """The promises and the figures in a text that no card says; markers are left alone."""
    bare = MARKER.sub(lambda marker: " " * len(marker[0]), text)
    said = [part for card in cards for part in wording(card)]
    claimed = [found[0] for found in PROMISE.finditer(bare)]
    figures = [found[0] for found in FIGURE.finditer(bare) if not _on_a_card(found[0], cards)]
    return [*(one for one in claimed if not _said(keys(one), said)), *figures]


def _said(claimed: Sequence[str], said: Sequence[Sequence[str]]) -> bool:
    return bool(claimed) and any(inside(claimed, part) for part in said)


def _on_a_card(figure: str, cards: Sequence[Card]) -> bool:
    """Whether a number stands on a card, in a field or in its words."""
    number = figure.strip(".,:").replace(",", "")
    texts = [
        shown_value(value)
        for card in cards
        for value in (card.title, card.description, card.price or "", *card.attributes.values())
    ]
    return any(number in NUMBER.findall(text) for text in texts)
