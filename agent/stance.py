"""Whether a sentence claims something of the cards at all: wishes, offers, denials and echoes do not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tastemaker.agent.mentions import Spot
from tastemaker.agent.words import inside, words

__all__ = ["claims", "echoes"]

DENIAL: Final = re.compile(
    r"\b(?:no|not|none|nothing|neither|nor|never|without|instead of|rather than|other than|except|besides"
    r"|avoid\w*|hardly|cannot|can['’]t|won['’]t|isn['’]t|aren['’]t|wasn['’]t|doesn['’]t|don['’]t|didn['’]t"
    r"|lacks?|less(?! than))\b",
    re.I,
)
PERSON: Final = re.compile(
    r"\b(?:you|your|you['’](?:ve|re|d))\s+(?:\w+\s+){0,2}?"
    r"(?:lik\w+|lov\w+|hat\w+|enjoy\w*|prefer\w*|dislik\w+|fond|into|ask\w*|want\w*|look\w*|said|mention\w*|told|"
    r"search\w*|request\w*|taste|mood|wish\w*|history|after)\b"
    r"|\byour (?:taste|likes|dislikes|request|wish|words)\b"
    r"|^\s*(?:saved|noted|forgotten|remembered)\b",
    re.I,
)
OFFER: Final = re.compile(
    r"\b(?:if you|let me know|tell me|would you|do you|shall i|should i|want me|i (?:can|could|may)"
    r"|i['’]ll (?:look|search|keep|remember|note)|we could|just say|say the word|try asking"
    r"|you (?:can|could) (?:also )?(?:ask|say|search|tell)|come back|you need|i no longer)\b",
    re.I,
)
IDIOM: Final = re.compile(
    r"\b(?:(?:so |very |more than )?happy (?:to|with|you)|glad to|warm (?:welcome|wishes|regards)|fresh start"
    r"|bold (?:choice|move)|calm down|cool with|in the (?:dark|mood|light)|light of|long shot"
    r"|short ?list(?:ed)?|short (?:answer|list|race|way|version|story|note|while|notice|of)"
    r"|plain (?:facts|truth|words|answer)"
    r"|(?:i|i['’]ve|we|double)[- ]checked"
    r"|plain (?:to see|and simple)|social media|news (?:for|is)|fine by me|fair enough"
    r"|good (?:morning|evening|night))\b",
    re.I,
)
SEEKING: Final = re.compile(
    r"\b(?:for|matching|match(?:es)?|about|near(?:est)?|clos\w+ to|meant by|words?|called|try at|to|of|under"
    r"|with|than|okay,|right,|so,|sure,|hmm,|ah,|yes,|understood)\s+(?:an?\s+|the\s+|your\s+)?$",
    re.I,
)
"""Before the words of a wish."""
SAYING: Final = re.compile(
    r"(?:^\W*by|\b(?:is|are|was|were|comes? in|made (?:of|in|by)|costs?|runs|has|have|['’]s))\W+"
    r"(?:(?!near|close|there|what|because)\w+\W+){0,2}$",
    re.I,
)
"""Between a card and a value: that the card has it."""


def claims(at: Spot) -> bool:
    """Whether the value is said of a card, and is not denied, wished for, or said of the person.

    What was said of the person before a card was named is over.
    """
    start = at.span[0]
    if DENIAL.search(at.text, at.clause[0], start) or PERSON.search(
        at.text, max(at.clause[0], at.since), start
    ):
        return False
    if any(idiom.start() <= start < idiom.end() for idiom in IDIOM.finditer(at.text, *at.sentence)):
        return False
    whole = at.text[slice(*at.sentence)].strip().rstrip("\"'”’)")
    return bool(at.here) or not (whole.endswith("?") or OFFER.search(whole))


def echoes(at: Spot, *, said: Sequence[str]) -> bool:
    """Whether the value repeats the person's words: "[1] comes closest to blue boots".

    It does within at least two of their words in a row, or all of them; "[1] is blue" still claims it.
    """
    if at.since and SAYING.search(at.text, at.since, at.span[0]):
        return False
    around = [word for word in words(at.text) if at.sentence[0] <= word.start < at.sentence[1]]
    own = [i for i, word in enumerate(around) if at.span[0] <= word.start < at.span[1]]
    if not own:
        return False
    first, last = own[0], own[-1] + 1
    runs = [(first - 1, last), (first, last + 1)] if first else [(first, last + 1)]
    keyed = [word.key for word in around]
    if SEEKING.search(at.text, at.sentence[0], at.span[0]) and inside(keyed[first:last], said):
        return True
    return any(b <= len(keyed) and inside(keyed[a:b], said) for a, b in runs)
