"""What is not made: rules of plain words in a file that anybody can read and change."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, TypeAlias

from tastemaker.errors import BadDomain, Refused

__all__ = ["Of", "Rule", "Safety", "shipped"]

Of: TypeAlias = Literal["text", "picture"]
RULES: Final = Path(__file__).with_name("safety.toml")
ENDING: Final = r"(?:e?s|e?d|ing)?"
"""How a word may go on and still be the same."""
NOT: Final = r"(?<!\bno )(?<!\bnot )(?<!\bwithout )"


@dataclass(frozen=True, slots=True)
class Rule:
    """Words that are not wanted, and what they are about."""

    name: str
    says: str
    of: tuple[Of, ...]
    words: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Safety:
    """Holds wishes, and what is made of them, to its rules."""

    rules: tuple[Rule, ...]
    path: Path

    @classmethod
    def of(cls, folder: Path) -> Safety:
        """A domain's own rules, from its `safety.toml`; without one, those that ship. Raises BadDomain."""
        own = folder / "safety.toml"
        return read(own) if own.is_file() else shipped()

    def broken(self, text: str, *, of: Of) -> str:
        """What the text would be about that is not made; empty when nothing speaks against it."""
        plain = _plain(text)
        return next((rule.says for rule in self.rules if of in rule.of and rule.words.search(plain)), "")

    def check(self, text: str, *, of: Of) -> None:
        """Raises Refused for a wish against the rules."""
        if about := self.broken(text, of=of):
            raise Refused(f"this is not made here, it is about {about}: ask for something else")


@lru_cache(maxsize=1)
def shipped() -> Safety:
    """The rules that ship."""
    return read(RULES)


def read(path: Path) -> Safety:
    """The rules of a file. Raises BadDomain, with the rule that is wrong."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as wrong:
        raise BadDomain(f"{path} cannot be read: {wrong}") from wrong
    return Safety(tuple(_rule(name, one, path) for name, one in given.items()), path)


def _rule(name: str, given: object, path: Path) -> Rule:
    match given:
        case {"says": str(says), "of": [*of], "words": [*words]} if all(isinstance(w, str) for w in words):
            known: tuple[Of, ...] = tuple(one for one in ("text", "picture") if one in of)
            return Rule(name, says, known, _pattern(words))
    raise BadDomain(f"{path}: the rule {name!r} needs says (a text), of and words (lists of texts)")


def _pattern(words: list[str]) -> re.Pattern[str]:
    ways = [_word(_plain(word)) for word in words if word.strip()]
    return re.compile(rf"{NOT}(?<!\w)(?:{'|'.join(ways)})(?!\w)" if ways else r"(?!)")


def _word(word: str) -> str:
    body = r"\W+".join(re.escape(part).replace(r"\*", r"\w*") for part in word.split())
    return body if word.endswith("*") else body + ENDING


def _plain(text: str) -> str:
    """In small letters, without accents, width and invisible characters that would hide a word."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
