"""Values of closed fields that a reply claims of a card: colors, genres, moods, brands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tastemaker.agent.finding import Finding
from tastemaker.agent.mentions import Mention, spot, target
from tastemaker.agent.stance import claims, echoes
from tastemaker.agent.vocabulary import Vocabulary, bears
from tastemaker.agent.words import Span, Word, ngrams, words
from tastemaker.contracts import Card
from tastemaker.tools.references import field_of

__all__ = ["values"]


def values(
    text: str, cards: Sequence[Card], *, known: Vocabulary, named: Sequence[Mention], said: Sequence[str]
) -> list[Finding]:
    """The values claimed of cards that do not have them. `named` is left alone: titles are no claims."""
    if not cards:
        return []
    found = []
    for place, key in _claimed(text, known, named):
        at = spot(place, text, named=named)
        if not claims(at) or echoes(at, said=said):
            continue
        about, fields = target(at, cards), known.values[key]
        borne = [bears(cards[i], key, fields) for i in about.cards]
        if borne and not (all(borne) if about.every else any(borne)):
            found.append(
                Finding("attribute", *place, text[slice(*place)], _right(cards, about.cards, fields))
            )
    return found


def _claimed(
    text: str, known: Vocabulary, named: Sequence[Mention]
) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """Every value of the vocabulary in the text, the longest where several begin, none within another."""
    covered = [(m.start, m.end) for m in named]
    said = [word for word in words(text) if not _within(word, covered)]
    done = 0
    for start, end in ngrams(said, longest=known.longest):
        key = tuple(word.key for word in said[start:end])
        place = (said[start].start, said[end - 1].end)
        if start < done or key not in known.values or any(place[0] < a < place[1] for a, _ in covered):
            continue
        done = end
        yield place, key


def _within(word: Word, spans: Sequence[Span]) -> bool:
    return any(start <= word.start < end for start, end in spans)


def _right(cards: Sequence[Card], about: Sequence[int], fields: frozenset[str]) -> str:
    """The marker that says it truly: only for one card and one field with one value."""
    if len(set(about)) != 1 or len(fields) != 1:
        return ""
    (number,), (field,) = set(about), fields
    value = field_of(cards[number], field)
    many = isinstance(value, tuple) and len(value) != 1
    return "" if value is None or many else f"[{number + 1}.{field}]"
