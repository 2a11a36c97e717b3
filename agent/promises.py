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
    | prices? (?:slashed|down|match\w*) | discount\w* | reduced (?:by|to|from|price) | reduction
    | on (?:sale|offer) | sales? (?:ends|starts|price|now) | off the (?:usual|regular|list) price
    | marked down | \d+\s?(?:%|percent|per cent) | percent off | \w+ per cent | voucher\w* | coupons?
    | cashback | clearance | bargains? | rebates? | savings? (?:of|up)
    | a (?:third|quarter|half) (?:off|less|cheaper) | cheaper | cheapest | lowest | best[ -]price\w*
    | best deals? | great value | unbeatable | pay later | instal?ments?
    | (?:is|are|comes|it['’]s|one) free
    | \w+[ -]free(?! (?:evening|hand|day|hour|moment|afternoon|morning)) | gratis
    | free (?:of charge|delivery|shipping|returns?|gifts?|samples?|trial|postage|bonus|refills?)
    | (?:at )?no (?:extra )?(?:cost|charge) | costs? (?:you )?nothing | for nothing(?! much)
    | on the house | on us | complimentary | bonus | buy (?:one|two|1|2) | two for (?:one|the price)
    | money[ -]back | (?:your )?money back | warrant(?:y|ies) | guarantee\w* | refund\w*
    | interest[ -]free | risk[ -]free | satisfaction | save (?:up to|money|€|\$|£|\d|a fortune|half)
    | deliver(?:y|ed|s|ies) | shipp(?:ing|ed) | ships (?:free|within|today|in|to|from) | postage
    | dispatch\w* | send (?:it|them) (?:back|to you) | returns (?:are|policy) | returnable
    | exchange it
"""
SCARCITY: Final = r"""
    limited (?:edition|stock|time|run|offer|number|series|supply)
    | last (?:chance|few|ones? (?:left|on|in)|pieces?|copies|pair)
    | while (?:stocks?|they|it|supplies) lasts?
    | (?:almost|nearly|selling|sold|running) (?:gone|out|fast) | only (?:\w+ ){0,3}left
    | \w+ left in stock | few left | (?:today|tonight) only | only (?:for )?today
    | this (?:week|weekend|month) only
    | ends? (?:today|tonight|soon|sunday|monday|friday|midnight|this week)
    | until (?:midnight|sunday|stocks|saturday|friday) | final (?:hours|days|pieces)
    | (?:in|out of|back in) stock | pre-?orders? | one[ -]of[ -]a[ -]kind | one[ -]offs?
    | exclusive\w* | members only | waiting list | collector['’]?s? (?:item|edition|piece)
    | numbered (?:by|copies|edition|from)
"""
ACCLAIM: Final = r"""
    award\w* | prize\w* | medals? | oscars? | grammy\w* | nominat\w+ | winner of | (?:has|have) won
    | won (?:a|the|an|every|best|gold|silver|first) | best[ -]?sell\w* | chart[ -]?topp\w+
    | number[ -]one | no\. ?1 | #1 | top[ -](?:rated|selling|ten|10|of the charts) | five[ -]stars?
    | \w+[ -]star (?:rating|review)s? | acclaim\w* | critics? | reviewers?
    | (?:full of |high )prais\w+ | praised | the press (?:is|loves|agrees)
    | world[ -](?:famous|class|renowned|leading) | renowned | famous | celebrit\w+ | celebrated
    | legendary | iconic | cult (?:classic|hit|favou?rite) | sensation\w* | voted
    | most[ -](?:loved|popular|watched|read|played|wanted|downloaded|streamed|sold|awarded|trusted)
    | popular | best[ -]loved | loved by | trusted by
    | favou?rite (?:of|with|among) (?:millions|the year|thousands|readers|critics|everyone) | millions
    | thousands | hundreds of
    | everyone(?: is|['’]?s) (?:talking|wearing|reading|watching|listening|favou?rite)
    | blockbuster\w* | smash hit | hit of | viral | trending | sold over | (?:copies|units) sold
    | record[ -]break\w+ | platinum | gold record | endors\w+ | recommend(?:ed by|s? it| this| us)
    | as seen (?:on|in) | (?:as )?worn by | seen on television | stars? swear | swears? by it
    | (?:film|movie|pop|tv) stars?
"""
MAKE: Final = r"""
    hand[ -]?(?:made|crafted|sewn|stitched|knitted|knit|woven|painted|finished)
    | hand[ -]?(?:picked|printed|built|dyed|carved|blown|drawn|cut|rolled|poured)
    | \w+(?:ed|en|wn|ade|nit|uilt|ut)(?: entirely| completely| all)? by hand | artisan\w* | craftsm\w+
    | small batch(?:es)? | home[ -]?made | bespoke | tailor[ -]made | custom[ -]?made
    | personali[sz]ed | engraved | signed (?:by|copies|copy|edition) | made[ -]to[ -](?:order|measure)
    | organic\w* | pesticides? | sustainabl\w+ | recycl\w+ | upcycl\w+ | biodegradable | compostable
    | eco[ -]?friendly | environmentally | climate[ -]neutral | carbon[ -](?:neutral|free|footprint)
    | fair[ -]?trade | fairly (?:made|traded) | ethical\w* | vegan | vegetarian[ -]friendly
    | animals? (?:were|was|are|is) harmed | harmless | certified | certificate | approved | licensed
    | water(?:proof|tight) | water[ -](?:proof|resistant|repellent|tight) | wind[ -]?proof
    | rain[ -]?proof | shower[ -]?proof
    | keeps? (?:the |you )?(?:rain|wind|water|cold|dry|warm|cool)(?: out)?
    | stain[ -](?:proof|resistant) | shatter[ -]?proof | fire[ -]?proof | breathable | quick[ -]dry\w*
    | (?:machine|hand)[ -]wash\w* | washable | wash (?:it|them) (?:at|in|with)
    | washes (?:at|well|easily) | dishwasher | tumble[ -]dr\w+ | dry[ -]clean\w* | wrinkle\w*
    | crease[ -]\w+ | non[ -]iron | (?:needs no|never needs|no need for|without) ironing
    | hypoallergenic | antibacterial | thermal | insulat\w+ | fleece[ -]lined | quilted
    | uv[ -]protect\w* | reflective | rechargeable | wireless | cordless | bluetooth | solar
    | batter(?:y|ies) | unisex | one[ -]size | plus[ -]size\w* | maternity | genuine | authentic
    | 100\s?% | pure(?= (?:\w+ )?(?:wool|silk|cotton|linen|leather)) | imported | made in \w+
    | locally (?:made|grown|sourced) | low[ -](?:fat|carb|calorie) | calories? | vitamins?
    | home[ -]?grown | freshly (?:baked|picked|roasted|pressed)
    | natural (?:ingredients|fibres|fibers) | chemicals?
"""
PROOF: Final = r"""
    clinical\w* | scientif\w+ (?:proven|tested) | proven | doctors? | dermatolog\w+ | dentists?
    | experts? (?:agree|recommend|say) | heal(?:s|thier) | cures? | detox\w* | slimming
    | lab[ -]tested | tested (?:by|on|in|and) | (?:and|fully|lab|road) tested
    | helps? you (?:sleep|lose|focus|relax)
    | lasts? (?:you )?(?:a lifetime|for ?ever|for (?:years|decades|generations)|for life) | will last
    | lifetime | durable | unbreakable | indestructible | scratch[ -]\w+
    | never (?:fades?|breaks?|tears?|shrinks?|wears? out) | fits (?:everyone|all|anyone)
    | true (?:story|stories|events)
    | (?:based on|after|from|adapted from) (?:a|the) (?:\w+ )?(?:book|novel|true|real|game|play|comic)
    | based on real | real events | (?:it|this|all of it) really happened | adaptation\w*
    | remaster\w* | restored | uncut | director['’]s cut | unreleased | previously unseen
    | (?:live|original) (?:recording|version|album|soundtrack|print) | official\w* | recorded live
    | remix\w* | cover version | sequel | prequel | remake | starring | featuring | soundtrack by
    | sold[ -]out (?:tour|show) | in cinemas | 4k | in 3d | subtitled | dubbed | black and white
    | silent film | eyewitness\w* | leaked | confidential | investigat\w+ reveal\w*
    | exclusive interview | breaking news | sources say | brand[ -]new | newest | latest
    | new (?:arrivals?|releases?|collection|season|edition|model|version)
    | just (?:in|out|released|arrived|landed|launched)
    | (?:newly|freshly|recently) (?:released|launched|arrived|made|printed)
    | fresh from the (?:studio|press|factory|printer|oven) | out (?:now|today|since|this morning)
    | premi[eè]re\w* | world first | first ever | never before | coming soon
"""


def _pattern(*lists: str) -> re.Pattern[str]:
    """The ways to promise, which stand apart by " | "; a blank in one is any white space."""
    ways = [way for one in lists for way in " ".join(one.split()).removeprefix("| ").split(" | ")]
    spaced = [way.replace("[ -]", r"[\s-]").replace(" ", r"\s+") for way in ways]
    return re.compile(rf"(?<![\w.])(?:{'|'.join(spaced)})(?!\w)", re.I)


PROMISE: Final = _pattern(OFFERS, SCARCITY, ACCLAIM, MAKE, PROOF)
FIGURE: Final = re.compile(r"(?<![\w\[.])\d[\d.,:]*\d|(?<![\w\[.])\d(?!\])")
SCALE: Final = re.compile(r"\bout of (?:5|10)\b")
"""How far a rating goes is no claim."""
GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
"""One number with commas between its thousands."""
MARKER: Final = re.compile(r"\[[^\[\]\n]{1,50}\]")


def promises(text: str, cards: Sequence[Card]) -> list[str]:
    """The promises and the figures in a text that no card says; markers are left alone."""
    bare = MARKER.sub(lambda marker: " " * len(marker[0]), text)
    said = [part for card in cards for part in wording(card)]
    claimed = [found[0] for found in PROMISE.finditer(bare)]
    counted = SCALE.sub("", bare)
    figures = [found[0] for found in FIGURE.finditer(counted) if not _on_a_card(found[0], cards)]
    return [*(one for one in claimed if not _said(keys(one), said)), *figures]


def _said(claimed: Sequence[str], said: Sequence[Sequence[str]]) -> bool:
    return bool(claimed) and any(inside(claimed, part) for part in said)


def _on_a_card(figure: str, cards: Sequence[Card]) -> bool:
    """Whether a number stands on a card, in a field or in its words."""
    values = (
        value
        for card in cards
        for value in (card.title, card.description, card.price or "", *card.attributes.values())
    )
    there = {
        number
        for value in values
        for found in FIGURE.findall(shown_value(value))
        for number in _numbers(found)
    }
    return there.issuperset(_numbers(figure))


def _numbers(figure: str) -> list[str]:
    """What is written as one figure: a number, a time, or several with commas."""
    bare = figure.strip(".,:")
    return [bare.replace(",", "")] if GROUPED.fullmatch(bare) else bare.split(",")
