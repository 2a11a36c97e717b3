"""How well grounding finds what is false in replies, beside a check that only looks words up.

    python benchmarks/grounding.py

Reads `grounding.jsonl`: four invented catalogs and 659 replies. In 338 of them titles, prices or attributes
are false, 340 in all; 181 replies are written and labelled by hand, the rest are hand-written phrasings,
filled from the cards, with one slot made false. The labels come from how a reply was written, not from
the checker.
Prints one JSON object: recall and precision of the checker and of the plain look-up, by kind and by part.
"seen" are phrasings the checker was written against; "held out" are others, whose misses were read twice
near the end and mended as classes, so that their figure is optimistic by now; "last" were written before
those misses were read, and two false positives on them were seen and mended too.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from tastemaker.agent.grounding import check
from tastemaker.catalog.build import index
from tastemaker.catalog.catalog import Catalog
from tastemaker.contracts import Card

Reply: TypeAlias = dict[str, Any]
Spans: TypeAlias = list[tuple[int, int]]
Checker: TypeAlias = Callable[[Reply, Sequence[Card], Catalog], Spans]

PARTS = ("seen", "held out", "last")


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="also list what was missed or found wrongly")
    parser.add_argument("--part", choices=(*PARTS, "all"), default="all")
    options = parser.parse_args()
    lines = [json.loads(line) for line in Path(__file__).with_name("grounding.jsonl").open(encoding="utf-8")]
    with tempfile.TemporaryDirectory() as folder:
        catalogs = {line["catalog"]: _indexed(line, Path(folder)) for line in lines if "catalog" in line}
        replies = [line for line in lines if "text" in line]
        wanted = {part: [reply for reply in replies if reply["part"] == part] for part in PARTS}
        wanted["all"] = replies
        figures = {
            name: {part: _scores(checker, wanted[part], catalogs) for part in wanted}
            for name, checker in (("grounding", _grounding), ("exact match", _exact))
        }
        print(json.dumps({"benchmark": "grounding", **figures}, indent=2))
        if options.misses:
            _list(wanted[options.part], catalogs)


def _grounding(reply: Reply, cards: Sequence[Card], catalog: Catalog) -> Spans:
    return [(one.start, one.end) for one in check(reply["text"], cards, catalog, reply["said"])]


def _exact(reply: Reply, cards: Sequence[Card], catalog: Catalog) -> Spans:
    """The plain way: names in capitals and amounts of money must stand in a card, word for word."""
    known = " ".join(json.dumps([c.title, c.price, c.categories, dict(c.attributes)]) for c in cards)
    text = re.sub(r"\[[^\]]*\]", lambda marker: " " * len(marker[0]), reply["text"])
    names = re.finditer(
        r"[A-Z]\w+(?: (?:[A-Z]\w+|of|the|for|and))* [A-Z]\w+|[€$]\d+(?:\.\d+)?|\d+(?:\.\d+)? (?:€|euros)",
        text,
    )
    return [found.span() for found in names if found[0].strip("€$ euros") not in known]


def _scores(checker: Checker, replies: Iterable[Reply], catalogs: dict[str, Catalog]) -> dict[str, Any]:
    """Recall over planted spans, precision over found spans; a find counts when it touches a planted span."""
    planted: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    found = right = flagged = clean = 0
    for reply in replies:
        catalog = catalogs[reply["domain"]]
        spans = checker(reply, [catalog.card(item) for item in reply["cards"]], catalog)
        labels = [(one["kind"], one["start"], one["end"]) for one in reply["planted"]]
        for kind, start, end in labels:
            planted[kind] += 1
            hit[kind] += any(a < end and start < b for a, b in spans)
        found += len(spans)
        right += sum(any(a < end and start < b for _, start, end in labels) for a, b in spans)
        clean += not labels
        flagged += bool(spans) and not labels
    return {
        "planted": planted.total(),
        "recall": round(hit.total() / planted.total(), 4),
        "precision": round(right / found, 4) if found else None,
        "recall by kind": {kind: round(hit[kind] / n, 4) for kind, n in sorted(planted.items())},
        "clean replies": clean,
        "clean replies flagged": flagged,
    }


def _list(replies: Iterable[Reply], catalogs: dict[str, Catalog]) -> None:
    for reply in replies:
        catalog = catalogs[reply["domain"]]
        spans = _grounding(reply, [catalog.card(item) for item in reply["cards"]], catalog)
        labels = [(one["start"], one["end"]) for one in reply["planted"]]
        missed = [s for s in labels if not any(a < s[1] and s[0] < b for a, b in spans)]
        wrong = [s for s in spans if not any(a < s[1] and s[0] < b for a, b in labels)]
        for word, these in (("missed", missed), ("wrong", wrong)):
            for a, b in these:
                print(
                    f"{word} {reply['text'][a:b]!r} in {reply['text']!r} {reply['cards']} ({reply['said']})"
                )


def _indexed(line: dict[str, Any], folder: Path) -> Catalog:
    """A domain folder of the line's items, indexed."""
    domain = folder / line["catalog"]
    domain.mkdir()
    items = "".join(json.dumps(item) + "\n" for item in line["items"])
    (domain / "items.jsonl").write_text(items, encoding="utf-8")
    profile = "".join(f"{name} = {json.dumps(value)}\n" for name, value in line["profile"].items())
    (domain / "domain.toml").write_text(profile, encoding="utf-8")
    index(domain)
    return Catalog.open(domain)


if __name__ == "__main__":
    main()
