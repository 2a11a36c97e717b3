"""Finding an item by a title as people write it: shortened, misspelt, without the year."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Titles", "spellings"]

BRACKETS: Final = r"\s*[(\[]([^)\]]*)[)\]]"
SHORTLIST: Final = 60
"""Titles compared letter by letter, after trigrams have chosen them."""
ROMAN: Final = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
"""Numbers of sequels; those of one letter are too often something else."""
ARTICLES: Final = frozenset(["the", "a", "an", "der", "die", "das", "le", "la", "les", "el", "il"])


def plain(text: str) -> str:
    """Lower case, no accents or punctuation, `Matrix, The` turned round."""
    text = re.sub(r"^(.*), (\w+)(?=\s*(\(|$))", _turned, text.strip())
    text = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    text = "".join(c for c in text if not unicodedata.combining(c))
    words = re.findall(r"\w+", text.replace("'", "").replace("’", ""))
    numbered = " ".join(ROMAN.get(word, word) for word in words)
    return re.sub(r"(?<=\w )(part|vol|volume|episode|chapter) (?=\d)", "", numbered)


def _turned(found: re.Match[str]) -> str:
    if found[2].casefold() in ARTICLES:
        return f"{found[2]} {found[1]}"
    return found[0]


def spellings(title: str) -> tuple[str, ...]:
    """A title's plain forms: whole, its parts around colons and in brackets, without an article."""
    bare = re.sub(BRACKETS, "", title)
    forms = [plain(title), plain(bare), *(plain(part) for part in re.split(r"[:–—]| - ", bare))]
    forms += [plain(re.sub(r"^\s*a\.?k\.?a\.?", "", inner)) for inner in re.findall(BRACKETS, title)]
    forms = [form for form in forms if not form.isdigit() or form == forms[0]]
    for form in list(forms):
        first, _, rest = form.partition(" ")
        if first in ARTICLES and rest:
            forms.append(rest)
    return tuple(dict.fromkeys(form for form in forms if form))


@dataclass(frozen=True, slots=True)
class Titles:
    """A trigram index over titles."""

    forms: list[tuple[str, ...]]
    """Per row the plain spellings, the whole title first."""
    starts: dict[str, NDArray[np.int32]]
    """Rows by trigram."""
    sizes: NDArray[np.float32]
    """Trigrams per row."""

    @classmethod
    def of(cls, titles: Sequence[str]) -> Titles:
        """Index these titles by row."""
        forms = [spellings(title) for title in titles]
        rows: dict[str, list[int]] = {}
        sizes = np.ones(len(forms), np.float32)
        for row, spelled in enumerate(forms):
            grams = {gram for form in spelled[:2] for gram in _trigrams(form)}
            sizes[row] = max(len(grams), 1)
            for gram in grams:
                rows.setdefault(gram, []).append(row)
        return cls(forms, {gram: np.array(found, np.int32) for gram, found in rows.items()}, sizes)

    def find(self, text: str, *, k: int, popularity: NDArray[np.float32]) -> list[tuple[int, float]]:
        """The rows whose titles are nearest to the text, with scores 0..1; ties go to the more popular."""
        wanted = spellings(text[:200])
        if not wanted:
            return []
        scored = [(row, self._score(wanted, row)) for row in self._shortlist(wanted)]
        scored.sort(key=lambda pair: (-round(pair[1], 3), -float(popularity[pair[0]]), pair[0]))
        return [(row, score) for row, score in scored[:k] if score > 0]

    def _shortlist(self, wanted: Sequence[str]) -> list[int]:
        grams = {gram for form in wanted for gram in _trigrams(form)}
        common = np.zeros(len(self.forms), np.float32)
        for gram in grams:
            if (rows := self.starts.get(gram)) is not None:
                common[rows] += 1
        # containment counts as much as likeness: people name a part of a long title
        likeness = common / np.sqrt(self.sizes * len(grams)) + common / len(grams)
        count = min(SHORTLIST, len(likeness))
        best = np.argpartition(-likeness, count - 1)[:count] if count else np.empty(0, np.int64)
        return [int(row) for row in best if common[row] > 0]

    def _score(self, wanted: Sequence[str], row: int) -> float:
        """1 for the whole title, a little less for a known short form, else the likeness of letters."""
        best = 0.0
        for form in self.forms[row]:
            for asked in wanted:
                best = max(best, _alike(asked, form))
        exact = wanted[0] == self.forms[row][0]
        return 1.0 if exact else 0.98 * best


def _alike(asked: str, form: str) -> float:
    if asked == form:
        return 1.0
    ratio = SequenceMatcher(None, asked, form, autojunk=False).ratio()
    if f" {asked} " in f" {form} " and len(asked) > 2:
        ratio = max(ratio, 0.75 + 0.2 * len(asked) / len(form))
    return ratio


def _trigrams(form: str) -> set[str]:
    padded = f"  {form} "
    return {padded[n : n + 3] for n in range(len(padded) - 2)}
