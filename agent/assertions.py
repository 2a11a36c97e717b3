"""What a text about an item asserts of it in free words, where a marker should stand.

"It is [1.color]" is true by its marker, and "it is red" can be looked up. "It dries in minutes" can be
neither: so a clause whose subject is the item, and that points at nothing on its card, may hold no word that
the card lacks. What others are said to think of it, and what is said of the trade, is found by its words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tastemaker.agent.vocabulary import wording
from tastemaker.agent.words import clauses, forms, inside, keys
from tastemaker.contracts import Card

__all__ = ["assertions"]

MARKER: Final = re.compile(r"\[\s*(?:\d+|it|last)\s*(?:\.[^\]]*)?\]")
JOINED: Final = r"(?:(?:and|but|so|because|since|that|as|when|while|if|then|yet|or|also|of course|yes)\s+)*"
PARTS: Final = "piece one copy pair inch bit detail item stitch note scene page drop seam thread"
SUBJECT: Final = re.compile(
    rf"^\W*{JOINED}(?:it|its \w+|this(?: one)?|they|these|(?:every|each|no) (?:{'|'.join(PARTS.split())})"
    r"|(?:all|none) of it|the (?:whole thing|thing|product|item))(?:['’](?:s|ll|d|re|ve))?\b",
    re.I,
)
"""A clause that begins so says something of the item."""
SAID_OF: Final = """
made comes contains suitable designed built fits lasts ships guaranteed available perfect ideal
crafted sewn knitted grown produced tested approved rated signed sold recorded filmed played
includes features keeps dries stretches woven brewed baked dyed lined printed engineered developed
proven worn
"""
BARE: Final = re.compile(
    rf"^\W*{JOINED}(?:(?:now|always|never|only|simply|fully|entirely|freshly|newly)\s+)*"
    rf"(?:{'|'.join(SAID_OF.split())}|(?:written|inspired|picked|loved|chosen) by|free (?:of|from)"
    r"|safe (?:for|to)|(?:easy|ready) to|fresh from|new (?:this|in|for)|never (?:shown|seen|heard)"
    r"|with (?:its|extra|spare|built|removable|adjustable|reinforced|added|two|three|four)\b)(?!\w)",
    re.I,
)
"""A clause without a subject that could only be about the item."""
WHO: Final = """
readers? customers? buyers? viewers? listeners? magazines? newspapers? papers scientists? experts?
fans athletes chefs teachers studies specialists? professionals? users? owners? people(?!\\swho)
no\\sone\\selse nobody\\selse
"""
WHAT: Final = """
agree\\w* bought buys? loves? loved calls? called says? said rates? rated chose chooses? trusts?
swear\\w* prefers? preferred recommends? raves? rank\\w* owns? used proves? proven confirm\\w*
offers? makes?
"""
OTHERS: Final = re.compile(
    rf"\b(?:{'|'.join(WHO.split())})\b[^.\[]{{0,30}}\b(?:{'|'.join(WHAT.split())})\b(?!\s+(?:it|who)\s+\[)",
    re.I,
)
"""What others are said to think or do about it."""
TRADE: Final = re.compile(
    r"\border (?:before|now|today|by|until|online)\b|\bnot many\b|\bmany left\b|\bin three parts\b"
    r"|\bprices? (?:start|fall|drop|rise|go|end)\w*|\bpay (?:in|later|nothing|half|less)\b|\bnowhere else\b"
    r"|\b(?:our|the) (?:latest|newest|finest)\b|\bour (?:new|own|best) (?!wishes)\w+"
    r"|\bwe (?:send|ship|deliver|refund|repair|replace|offer|give|guarantee|grow|make|use|test|donate)\b"
    r"|\bwe (?:sell|plant)\b|\bthere(?: are|['’]re| were) (?:only|just|not|few|hardly)\b"
    r"|\bchild labou?r\b"
    r"|\b(?:bought|sold)\b[^.]{0,20}\b(?:yesterday|last)\b|\blast (?:winter|summer|season)\b"
    r"|\b(?:already|have|has|were|was) (?:been )?(?:bought|sold)\b"
    r"|\bon every (?:station|channel|list)\b|\b(?:sequel|remake|adaptation)\b|\bwashing machine\b",
    re.I,
)
"""What is said of the trade in it."""
MODAL: Final = re.compile(
    r"\b(?:for (?:you|people|those|anyone|whoever|who)|could|may|might|would|should|perhaps|up to you"
    r"|is yours|on (?:its|the) card|waits?|can wait|is here|comes to mind|small step|next door|one shelf)\b",
    re.I,
)
"""What is no fact: for whom it might be, and where it can be looked up."""
PLAIN: Final = frozenset(
    re.findall(
        r"\w+",
        """
        it its this they these is was are be been has have had does did do will can that there here what which
        who whom and but so because since as when while if then yet or also of course yes not no nor the a an
        to in on at for from with by about into over under up out one all any some each every more most very
        just only even still again too now then ever never always you your yours we us our me my i he she them
        their two thing things piece item goes name
        """,
    )
)
"""Words that claim nothing."""


def assertions(sentence: str, cards: Sequence[Card]) -> list[str]:
    """What a sentence says of the item, of its trade or of what others think, and no card bears out."""
    if found := OTHERS.search(sentence) or TRADE.search(sentence):
        return [found[0]]
    markers = [match.span() for match in MARKER.finditer(sentence)]
    wrong = []
    for start, end in clauses(sentence, (0, len(sentence)), whole=markers):
        clause = sentence[start:end]
        about = SUBJECT.match(clause) or BARE.match(clause)
        if about and not MARKER.search(clause) and not MODAL.search(clause) and not _borne(clause, cards):
            wrong.append(clause.strip())
    return wrong


def _borne(clause: str, cards: Sequence[Card]) -> bool:
    """Whether every word that says something stands on a card, in the singular or plural."""
    said = [part for card in cards for part in wording(card)]
    told = [word for word in keys(clause) if word not in PLAIN]
    return all(any(inside(form, part) for form in forms(word) for part in said) for word in told)
