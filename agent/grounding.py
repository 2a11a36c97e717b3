"""Grounding: what a reply says in free text must be borne out by the cards, or it does not leave the house.

Markers are true by construction. Beside them, titles and names, prices and numbers, and values of closed
fields are checked against the cards in view. A sentence with a finding is mended where only one card can
be meant, and dropped otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tastemaker.agent.finding import Finding
from tastemaker.agent.markers import MARKER, rendered
from tastemaker.agent.mentions import mentions
from tastemaker.agent.names import names
from tastemaker.agent.numbers import numbers
from tastemaker.agent.values import values
from tastemaker.agent.vocabulary import vocabulary
from tastemaker.agent.words import keys, sentences
from tastemaker.contracts import Card

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog

__all__ = ["Finding", "check", "mend"]


def check(text: str, cards: Sequence[Card], catalog: Catalog, said: str = "") -> list[Finding]:
    """What in the text the cards do not bear out, in order.

    `cards` are those in view, number 1 first; `said` are the person's own words, which a reply may repeat.
    """
    known, own = vocabulary(catalog), keys(said)
    strangers = names(text, cards, catalog=catalog, named=mentions(text, cards), said=own)
    named = mentions(text, cards, strangers=[(one.start, one.end) for one in strangers])
    found = [
        *_markers(text, cards),
        *strangers,
        *numbers(text, cards, known=known, named=named, said=own),
        *values(text, cards, known=known, named=named, said=own),
    ]
    apart: list[Finding] = []
    for one in sorted(found, key=lambda finding: (finding.start, -finding.end)):
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
    return apart


def mend(text: str, cards: Sequence[Card], catalog: Catalog, said: str = "", before: str = "") -> str:
    """The text without what the cards do not bear out. `before` is what the reply has said already.

    A wrong value becomes the marker of the right one where only one can be meant; else its sentence goes.
    """
    whole = f"{before.rstrip()} {text}" if before.strip() else text
    offset = len(whole) - len(text)
    findings = [one for one in check(whole, cards, catalog, said) if one.start >= offset]
    if not findings:
        return text
    kept = []
    for start, end in sentences(text):
        inner = [f for f in findings if start <= f.start - offset < end]
        sentence = _mended(text[start:end], inner, shift=offset + start)
        if sentence and (not inner or not _still(sentence, cards, catalog, said)):
            kept.append(sentence)
    return "".join(kept).strip()


def _mended(sentence: str, findings: Sequence[Finding], *, shift: int) -> str:
    """The sentence with every finding replaced by its right marker; empty when one has none.

    A marker of no card is left for the rendering to drop, unless the sentence points at nothing else; one of
    a field that its card lacks takes the sentence with it, which without the value would say nothing.
    """
    if any(not finding.right and finding.kind != "marker" for finding in findings):
        return ""
    if any(finding.kind == "marker" and "." in finding.found for finding in findings):
        return ""
    lost = sum(finding.kind == "marker" for finding in findings)
    if lost and lost == len(MARKER.findall(sentence)):
        return ""
    wrong = [finding for finding in findings if finding.kind != "marker"]
    for finding in sorted(wrong, key=lambda one: one.start, reverse=True):
        sentence = sentence[: finding.start - shift] + finding.right + sentence[finding.end - shift :]
    return sentence


def _still(sentence: str, cards: Sequence[Card], catalog: Catalog, said: str) -> bool:
    return any(finding.kind != "marker" for finding in check(sentence, cards, catalog, said))


def _markers(text: str, cards: Sequence[Card]) -> list[Finding]:
    """Markers of cards that are not there, or of fields that a card does not have."""
    found = [Finding("marker", *marker.span(), marker[0]) for marker in MARKER.finditer(text)]
    return [one for one in found if not rendered(one.found, cards)]
