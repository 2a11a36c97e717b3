"""The hand-written utterances: a file for each intent, read and split by phrasing."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["Condition", "ReplyLine", "Utterance", "held_out", "read_replies", "read_utterances", "utterance"]

FOLDER = Path(__file__).parent / "utterances"
MAKING = ("write", "paint", "storyboard")
"""The intents that make something new."""
REPLIES = "replies"
"""The file of what mini says of what it shows."""
BESIDE = ("u", "where", "about", "reply", "of", "in")
"""What a line holds beside the arguments of its call."""
COMPARATIVES = {
    "cheaper": ("price", "<"),
    "pricier": ("price", ">"),
    "newer": ("year", ">"),
    "older": ("year", "<"),
    "shorter": ("minutes", "<"),
    "longer": ("minutes", ">"),
    "better rated": ("rating", ">"),
}
CONDITION = re.compile(r"(\w+) (==|!=|<=|>=|<|>) (.+)")


@dataclass(frozen=True, slots=True)
class Condition:
    """`role op value`: the role is a field's part (price, by, genre …), the value a text, a
    number, a slot in braces or a card's field in brackets."""

    role: str
    op: str
    value: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """One way to say something, and the call that answers it."""

    intent: str
    text: str
    args: dict[str, Any] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    reply: str = ""
    worlds: tuple[str, ...] = ()
    about: str = ""
    of: str = ""
    """What the thing is that is to be made again: text, picture or clip; empty for any."""
    heldout: bool = False


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """One way to present cards: markers and slots as in the utterances."""

    kind: str
    text: str


def read_utterances(folder: Path = FOLDER) -> list[Utterance]:
    """Every line of the folder that is something a person says."""
    files = (path for path in sorted(folder.glob("*.jsonl")) if path.stem != REPLIES)
    return [utterance(path.stem, row) for path in files for row in _rows(path)]


def read_replies(folder: Path = FOLDER) -> list[ReplyLine]:
    """Every way to present cards."""
    return [ReplyLine(row["kind"], row["reply"]) for row in _rows(folder / f"{REPLIES}.jsonl")]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def utterance(intent: str, row: Mapping[str, Any]) -> Utterance:
    """One line of an intent's file: see this folder's README."""
    args = {key: value for key, value in row.items() if key not in BESIDE}
    conditions = parse_conditions(row.get("where", ""))
    if intent == "refine":
        args, conditions = _refine(row["u"], args, conditions)
    return Utterance(
        intent=intent,
        text=row["u"],
        args=args,
        conditions=conditions,
        reply=row.get("reply", ""),
        worlds=tuple(row.get("in", "").split()),
        about=row.get("about", ""),
        of=row.get("of", ""),
        heldout=held_out(row["u"]),
    )


def parse_conditions(where: str) -> tuple[Condition, ...]:
    """The comparisons of a `where`, joined by `and`; values lose their quotes."""
    if not where:
        return ()
    found = []
    for part in re.split(r" and (?=\w+ (?:==|!=|<|>))", where):
        match = CONDITION.fullmatch(part.strip())
        assert match, where
        role, op, value = match.groups()
        found.append(Condition(role, op, value.strip().strip("\"'")))
    return tuple(found)


def _refine(
    text: str, args: dict[str, Any], conditions: tuple[Condition, ...]
) -> tuple[dict[str, Any], tuple[Condition, ...]]:
    """A comparative becomes a condition against the first card; other changes become words."""
    change = args.pop("change", "")
    if change in COMPARATIVES:
        role, op = COMPARATIVES[change]
        conditions = (*conditions, Condition(role, op, f"[1.{role}]"))
    elif change and change not in ("more", "different"):
        args["query"] = change
    if not re.search(r"\binstead\b", text) or not args.get("query"):
        args["refine"] = True
    return args, conditions


def held_out(text: str) -> bool:
    """One phrasing in twenty is kept for watching the training, never trained on."""
    return hashlib.sha256(text.lower().encode()).digest()[0] < 256 // 20
