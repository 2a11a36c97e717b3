"""Titles and names in a reply that no card carries: in quotes, or written with capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from tastemaker.agent.finding import Finding
from tastemaker.agent.mentions import Mention
from tastemaker.agent.vocabulary import wording
from tastemaker.agent.words import Span, Word, inside, keys, sentences, words
from tastemaker.contracts import Card

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog

__all__ = ["names"]

QUOTED: Final = re.compile(
    r"[\"“«](?P<in>[^\"“”«»\n]{2,80})[\"”»]|(?<!\w)[‘'](?P<single>[A-Z][^'’\n]{2,60})['’](?!\w)"
    r"|\*{1,2}(?P<star>[^*\n]{2,80})\*{1,2}"
)
JOINING: Final = frozenset(
    re.findall(r"\S+", "of the and for a an in to with on at from de la le du der & n")
)
SEQUEL: Final = re.compile(
    r"\s+(?:[2-9]|II|III|IV|V)"
    r"(?=\s+(?:is|was|by|and|or|for|has|costs?|from|in|runs?)\b|[.,;:!?)]?(?:\s|$))(?![.,]\d)"
)
"""A number after a title makes it another title."""
COMMON: Final = frozenset(
    re.findall(
        r"\S+",
        """
        i i'd i'm i'll i've ok okay tv dvd cd dj vhs bpm id diy faq usa uk eu us mr mrs ms dr a monday
        tuesday wednesday thursday friday saturday sunday january february march april may june july
        august september october november december christmas easter halloween valentine english french
        german spanish italian portuguese dutch japanese chinese korean american british european
        african asian scandinavian nordic indian russian polish swedish norwegian danish finnish irish
        scottish canadian australian mexican brazilian tastemaker europe asia africa america spring
        summer autumn fall winter
        """,
    )
)
"""Words that are written with a capital though they are nobody's title."""
VERB: Final = re.compile(
    r"\s+(?:is|was|are|costs?|comes?|came|runs?|has|lasts?|feels|goes|fits|suits|sounds|takes|followed|"
    r"appeared|stands|made|would|keeps|tells|opens|weighs|carries)\b",
    re.I,
)
FUNCTION: Final = frozenset(
    re.findall(
        r"\S+",
        """
        it this that these those they there here he she we you what which who everything nothing
        somebody someone nobody everybody everyone anybody anyone whoever whatever
        something one both all each none some any other others another first second third neither
        either most many few several two three four five his her its their our your my the a an and but
        or so also
        """,
    )
)
OPENING: Final = frozenset(
    re.findall(
        r"\S+",
        """
        this that these those it they both all you we he she try watch see take consider then maybe
        perhaps here's there's how why when where with without for from in on if as at by to not no yes
        sure well go start pick choose get rent buy read play put queue listen have look look like love
        great good nice now today tonight since because besides after before over under among while
        meet enjoy check is are was were do does did can could would should will let let's only just
        even still
        """,
    )
)
"""Words that often open a sentence before a name."""
CLOSE: Final = 0.72
"""From this likeness on, a card's title was meant by a misspelt one."""


def names(
    text: str, cards: Sequence[Card], *, catalog: Catalog, named: Sequence[Mention], said: Sequence[str]
) -> list[Finding]:
    """Titles and names that are neither a card's nor the person's own words."""
    own = [part for card in cards for part in wording(card)]
    house = [keys(catalog.profile.name), keys(catalog.profile.noun)]
    found: list[Finding] = []
    covered = [(m.start, m.end) for m in named]
    for one in named:
        if sequel := SEQUEL.match(text, one.end):
            place = (one.start, sequel.end())
            found.append(Finding("title", *place, text[slice(*place)]))
    for place, run in [*_quotes(text, covered), *_runs(text, covered)]:
        if any(a.start < place[1] and place[0] < a.end for a in found):
            continue
        if not _known(run, own=own, house=house, said=said, starts=_opens(text, run[0], lists=False)):
            found.append(Finding("title", *place, text[slice(*place)], _meant(text[slice(*place)], cards)))
    return found


def _quotes(text: str, covered: Sequence[Span]) -> Iterator[tuple[Span, list[Word]]]:
    """What stands in quotes or stars and begins like a title."""
    for quote in QUOTED.finditer(text):
        inner = next(name for name in ("in", "single", "star") if quote[name])
        said = [w for w in words(text) if quote.start(inner) <= w.start < quote.end(inner)]
        if said and said[0].capital and not any(a < quote.end() and quote.start() < b for a, b in covered):
            yield quote.span(), said


def _runs(text: str, covered: Sequence[Span]) -> Iterator[tuple[Span, list[Word]]]:
    """Stretches of words with capitals; small joining words and numbers may stand between or after."""
    run: list[Word] = []
    for word in [*words(text), None]:
        if word is not None and _continues(word, run, text, covered):
            run.append(word)
            continue
        yield from _ended(run, text)
        run = [word] if word is not None and word.capital and not _in(word, covered) else []


def _continues(word: Word, run: Sequence[Word], text: str, covered: Sequence[Span]) -> bool:
    if not run or _in(word, covered) or not re.fullmatch(r"[\s'’-]*|\.\s", text[run[-1].end : word.start]):
        return False
    abbreviated = run[-1].text in ("Dr", "Mr", "Mrs", "Ms", "St", "Vol", "No")
    if "." in text[run[-1].end : word.start] and not abbreviated:
        return False
    return (
        word.capital
        or word.key in JOINING
        or (word.text.isdigit() and len(word.text) <= 2 and run[-1].capital)
    )


def _ended(run: list[Word], text: str) -> Iterator[tuple[Span, list[Word]]]:
    """The run without what trails it; a single word that only opens a sentence is no name."""
    if len(run) > 1 and _opens(text, run[0]) and run[0].key in OPENING:
        run = run[1:]
        while run and (run[0].key in JOINING or run[0].text.isdigit()):
            run = run[1:]
    while run and (run[-1].key in JOINING or (run[-1].text.isdigit() and _measured(run[-1], text))):
        run.pop()
    if not run or (len(run) == 1 and _opens(text, run[0]) and not _subject(run[0], text)):
        return
    yield (run[0].start, run[-1].end), run


def _measured(number: Word, text: str) -> bool:
    """A number that belongs to what follows: `9 minutes`, `40 €`, `3.5`."""
    return re.match(r"\s*[€$£%]|[.,:]\d|[\s-]+[a-z]", text[number.end :]) is not None and not re.match(
        r"\s+(?:is|was|by|and|or|for|has|costs?)\b", text[number.end :]
    )


def _subject(word: Word, text: str) -> bool:
    """A sentence that opens with one word and goes on as if it were a name: "Nomad is by Fernwick"."""
    if word.key in FUNCTION | OPENING or word.key.endswith("ing"):
        return False
    return VERB.match(text, word.end) is not None or (
        re.match(r"\s*(?:[,(–—]|-\s)\s*[€$£\d]", text[word.end :]) is not None
    )


def _opens(text: str, word: Word, *, lists: bool = True) -> bool:
    """Whether the word stands where every word has a capital: first in a sentence, after a colon or dash."""
    before = text[: word.start].rstrip(" \t\"'“‘*(")
    starts = {
        span[0] + len(text[slice(*span)]) - len(text[slice(*span)].lstrip()) for span in sentences(text)
    }
    return (
        word.start in starts
        or not before
        or before[-1] in (".!?:\n-•…" if lists else ".!?\n…")
        or word.start - 1 in starts
    )


def _known(
    run: Sequence[Word],
    *,
    own: Sequence[tuple[str, ...]],
    house: Sequence[tuple[str, ...]],
    said: Sequence[str],
    starts: bool,
) -> bool:
    """Whether the run, or each name in it, stands in a card, in the house's name or in the person's words."""
    whole = tuple(word.key for word in run)
    if _stands(whole, own, house, said):
        return True
    if starts and len(run) > 1 and _stands(_trimmed(whole[1:]), own, house, said):
        return True
    parts: list[list[str]] = [[]]
    for n, word in enumerate(run):
        if word.key in JOINING:
            parts.append([])
        elif not (starts and n == 0 and len(run) > 1):
            parts[-1].append(word.key)
    return all(_stands(tuple(part), own, house, said) for part in parts if part) and any(parts)


def _trimmed(part: tuple[str, ...]) -> tuple[str, ...]:
    while part and part[0] in JOINING:
        part = part[1:]
    return part


def _stands(
    part: tuple[str, ...],
    own: Sequence[tuple[str, ...]],
    house: Sequence[tuple[str, ...]],
    said: Sequence[str],
) -> bool:
    if all(word in COMMON or (len(word) == 1 and word.isalpha()) for word in part):
        return True
    if inside(part, said) or any(inside(part, name) for name in house):
        return True
    return any(inside(part, whole) or _shortened(part, whole) for whole in own)


def _shortened(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """A longer name with words left out keeps their order."""
    rest = iter(whole)
    return len(part) > 1 and len(whole) <= 8 and all(word in rest for word in part)


def _meant(found: str, cards: Sequence[Card]) -> str:
    """The marker of the one card whose title this nearly is."""
    bare = found.strip("\"'“”‘’*").casefold()
    likeness = sorted(
        (
            (SequenceMatcher(None, bare, card.title.casefold()).ratio(), n)
            for n, card in enumerate(cards, start=1)
        ),
        reverse=True,
    )
    if (
        not likeness
        or likeness[0][0] < CLOSE
        or (len(likeness) > 1 and likeness[1][0] > likeness[0][0] - 0.15)
    ):
        return ""
    return f"[{likeness[0][1]}]"


def _in(word: Word, covered: Sequence[Span]) -> bool:
    return any(start <= word.start < end for start, end in covered)
