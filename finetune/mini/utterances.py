"""The hand-written utterances: read, brought to one convention, and split by phrasing."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["Condition", "ReplyLine", "Utterance", "held_out", "read_replies", "read_utterances"]

FOLDER = Path(__file__).parent / "utterances"
WORLDS_OF = {"films": ("watch",), "shopping": ("shop",), "music_news_ads": ("music", "news", "ads")}
MAKING = ("write", "paint", "storyboard")
"""The intents that make something new."""
COMPARATIVES = {
    "cheaper": ("price", "<"),
    "pricier": ("price", ">"),
    "newer": ("year", ">"),
    "older": ("year", "<"),
    "shorter": ("minutes", "<"),
    "longer": ("minutes", ">"),
    "better rated": ("rating", ">"),
}
CONDITION = re.compile(r"(\w+) (==|!=|<=|>=|<|>|=) (.+)")


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
    return [
        normalise(row, path.stem)
        for path in sorted(folder.glob("*.jsonl"))
        for row in _rows(path)
        if "u" in row
    ]


def read_replies(folder: Path = FOLDER) -> list[ReplyLine]:
    """Every way to present cards."""
    return [
        ReplyLine(
            "forgot_all" if row["kind"] == "forgot" and "{" not in row["reply"] else row["kind"], row["reply"]
        )
        for path in sorted(folder.glob("*.jsonl"))
        for row in _rows(path)
        if "kind" in row and "u" not in row
    ]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def normalise(row: dict[str, Any], stem: str) -> Utterance:
    """One line in the convention of the tools: see the table in this folder's README."""
    intent, args = row["intent"], dict(row.get("args", {}))
    conditions = parse_conditions(args.pop("where", ""))
    if intent == "refine":
        args, conditions = _refine(row["u"], args, conditions)
    if "title" in args:
        args["item"] = args.pop("title")
    about = str(args.pop("about", "") or args.pop("by", ""))
    if intent in MAKING:
        args = _wish(row["u"], args)
    if args.get("item") == "last" and not re.search(r"\b(last|bottom|final|end)\b", row["u"].lower()):
        args["item"] = "it"
    return Utterance(
        intent=intent,
        text=row["u"],
        args=args,
        conditions=conditions,
        reply=row.get("reply", ""),
        worlds=tuple(row.get("worlds", WORLDS_OF.get(stem, ()))),
        about=about,
        of=row.get("of", ""),
        heldout=held_out(row["u"]),
    )


def _wish(text: str, args: dict[str, Any]) -> dict[str, Any]:
    """For whom something is to be belongs to its style; both in the order in which they were said."""
    said = text.lower()
    style, whom = str(args.pop("style", "")), str(args.pop("for", ""))
    whom = f"for {whom}" if whom and f"for {whom.lower()}" in said else whom
    parts = sorted((part for part in (style, whom) if part), key=lambda part: said.find(part.lower()))
    wish = {"style": " ".join(parts)} if parts else {}
    count = {"count": args.pop("count")} if "count" in args else {}
    return {**args, **wish, **count}


def parse_conditions(where: str) -> tuple[Condition, ...]:
    """The comparisons of a `where`, joined by `and`; values lose their quotes."""
    if not where:
        return ()
    found = []
    for part in re.split(r" and (?=\w+ (?:==|!=|<|>|=))", where):
        match = CONDITION.fullmatch(part.strip())
        assert match, where
        role, op, value = match.groups()
        found.append(Condition(role, "==" if op == "=" else op, value.strip().strip("\"'")))
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
