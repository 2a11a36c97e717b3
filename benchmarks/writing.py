"""What is written about items: is it true, is it for its person, does it differ?

    python benchmarks/writing.py [--domain demo] [--writer composed] [--pieces 500] [--rounds 100]

`--writer` is a model (mini, a folder, a hub id), which writes through the tool as in a conversation, or
`composed`, the copybook that mini practises on: what it reaches is what mini can learn. The people are those
of `tastes.toml`: they say what they like, and like the items nearest to it. Prints one JSON object:

- truth: of all texts as they left the tool, and of first drafts, the share that the card bears out; and how
  many of the false claims that are planted into true texts the proofreader notices, by kind.
- taste: the blind test. Four people, one item, a text for each; how often the embedding of a text, without
  the words of the taste and of the item's card, is nearest to its person; alone, and with the four side by
  side. Beside it the same for texts that were written for nobody, which can only be chance.
- variants: of three texts for one wish, how many truly differ.
- reference: ROUGE-L to the composed text for the same brief, for the person and for nobody.
"""

from __future__ import annotations

import argparse
import json
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from setting import about, say

from tastemaker.agent.engines import open_engine
from tastemaker.agent.engines.taste_vector import TasteVector
from tastemaker.agent.opening import open_catalog
from tastemaker.agent.proofreading import Proof
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.memory import Memory
from tastemaker.contracts import Delta, Engine, Event, Message, Statement, TextDelta
from tastemaker.errors import MissingExtra
from tastemaker.finetune import metrics
from tastemaker.finetune.making.overlap import rouge_l
from tastemaker.finetune.making.tasting import Table, Taster, judge
from tastemaker.finetune.making.truth import Piece, noticed, true
from tastemaker.finetune.making.variety import different, likeness
from tastemaker.finetune.mini.copybook import read_book
from tastemaker.finetune.mini.copywriter import Copywriter
from tastemaker.finetune.mini.nearness import Nearness
from tastemaker.tools.brief import Brief, traits
from tastemaker.tools.piece import trimmed
from tastemaker.tools.room import KINDS, room_for
from tastemaker.tools.session import Session
from tastemaker.tools.taste import taste_of
from tastemaker.tools.view import View
from tastemaker.tools.write import HISTORY, write

MOVING = ("headline", "copy", "ad", "explanation")
"""Kinds that are to move somebody: a description or keywords say facts."""
STYLES = (
    "",
    "",
    "",
    "playful",
    "dry",
    "warm",
    "formal",
    "short",
    "as a question",
    "12 words",
    "for students",
)
NEAREST = 5
"""Items that somebody likes for each thing they say."""
NOBODY = "nobody"


@dataclass(frozen=True)
class Written:
    """Texts for one wish, and the model's first draft; as it wrote them, with markers."""

    texts: tuple[str, ...]
    first: str
    brief: Brief


class Overheard:
    """An engine that keeps what it said."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.name, self.said = engine, engine.name, list[str]()

    def chat(self, messages: Sequence[Message], **given: Any) -> Iterator[Delta]:
        deltas = list(self.engine.chat(messages, **given))
        self.said.append("".join(delta.text for delta in deltas if isinstance(delta, TextDelta)))
        return iter(deltas)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)


@dataclass
class Desk:
    """One catalog, its people, and one writer."""

    catalog: Catalog
    memory: Memory
    people: dict[str, Taster]
    proof: Proof
    engine: Overheard | None
    composer: Copywriter

    def brief(self, item: str, user: str, kind: str, style: str) -> Brief:
        known = taste_of(self.catalog, self.memory, user, history=HISTORY)
        return Brief.about(item, known, self.catalog, kind=kind, room=room_for(kind, style), style=style)

    def composed(self, brief: Brief, rng: Random, *, count: int = 1) -> tuple[str, ...]:
        texts: list[str] = []
        for _ in range(count):
            text = self.composer.write(replace(brief, before=tuple(texts)), self.proof, rng)
            texts += [text] if text else []
        return tuple(texts)

    def write(
        self, item: str, user: str, kind: str, rng: Random, *, style: str = "", count: int = 1
    ) -> Written:
        """What the writer makes of a wish."""
        brief = self.brief(item, user, kind, style)
        if self.engine is None:
            texts = self.composed(brief, rng, count=count)
            return Written(texts, texts[0] if texts else "", brief)
        self.engine.said.clear()
        session = Session(
            self.catalog, self.memory, TasteVector(self.catalog, self.memory), self.engine, user,
            View(cards=(item,)), proofreader=self.proof,
        )  # fmt: skip
        made = write(session, item="1", kind=kind, style=style, count=count)  # type: ignore[arg-type]  # one of KINDS
        texts = session.view.made.texts if session.view.made and not any(m.note for m in made.media) else ()
        return Written(texts, trimmed(self.engine.said[0], kind), brief)

    def rendered(self, written: Written) -> str:
        """The first text as people read it."""
        return self.proof.rendered(written.texts[0], written.brief.cards) if written.texts else ""


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--domain", default="demo")
    parser.add_argument("--writer", default="composed", help="composed, or a model")
    parser.add_argument("--pieces", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=100, help="of the blind test")
    parser.add_argument("--wishes", type=int, default=60, help="for three texts each")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--samples", type=int, default=0, help="also list so many texts")
    options = parser.parse_args()
    began = time.perf_counter()
    catalog = open_catalog(options.domain)
    with TemporaryDirectory() as folder:
        memory = Memory(Path(folder) / "people.sqlite3")
        book = read_book()
        engine = None if options.writer == "composed" else Overheard(open_engine(options.writer))
        people = _people(catalog, memory)
        desk = Desk(catalog, memory, people, Proof(catalog), engine, Copywriter(book, near=Nearness(book)))
        parts: dict[str, Callable[[Desk, argparse.Namespace], dict[str, Any]]] = {
            "truth": _truth, "taste": _taste, "variants": _variants, "reference": _reference,
        }  # fmt: skip
        figures = {}
        for name, part in parts.items():
            say(name)
            figures[name] = part(desk, options)
        memory.close()
    given = {"domain": catalog.profile.name, "writer": options.writer, "seed": options.seed}
    print(json.dumps({"benchmark": "writing", **given, **figures, **about(began)}, indent=2))


def _people(catalog: Catalog, memory: Memory) -> dict[str, Taster]:
    """The people of tastes.toml: what they say is remembered, and the items nearest to it are liked."""
    told = tomllib.loads(Path(__file__).with_name("tastes.toml").read_text(encoding="utf-8"))["people"]
    found = {}
    for n, said in enumerate(told):
        name, items = f"person-{n}", dict[str, None]()
        for text in said:
            memory.remember(name, Statement("like", text))
            items |= dict.fromkeys(one.id for one in catalog.search(text, k=NEAREST))
        for m, item in enumerate(items):
            memory.add_event(Event(name, item, float(m), event="like"))
        cards = [catalog.card(item) for item in items]
        chose = tuple(f"{card.title}. {', '.join(traits(card))}" for card in cards)
        found[name] = Taster(name, tuple(said), chose)
    return found


def _truth(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    rng = Random(f"truth-{options.seed}")
    pieces, drafts, empty, samples = [], [], 0, []
    for n in range(options.pieces):
        item, kind = rng.choice(desk.catalog.ids), rng.choice(KINDS)
        user = NOBODY if rng.random() < 0.1 else rng.choice(list(desk.people))
        made = desk.write(item, user, kind, rng, style=rng.choice(STYLES))
        drafts.append(Piece(made.first, made.brief.cards))
        pieces += [Piece(text, made.brief.cards) for text in made.texts]
        empty += not made.texts
        if n < options.samples:
            samples.append({"kind": kind, "style": made.brief.style, "likes": made.brief.likes,
                            "text": desk.rendered(made)})  # fmt: skip
    others = [desk.catalog.card(item) for item in rng.sample(desk.catalog.ids, min(300, len(desk.catalog)))]
    found = noticed(pieces, others, desk.proof, seed=options.seed)
    return {
        "wishes": options.pieces,
        "texts": len(pieces),
        "true": _mean([true(one, desk.proof) for one in pieces], options.seed),
        "first drafts true": _mean(
            [bool(one.text) and true(one, desk.proof) for one in drafts], options.seed
        ),
        "nothing written": empty,
        "planted": found.as_json(),
    } | ({"samples": samples} if samples else {})


def _taste(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    embedder = desk.catalog.embedder("text")
    assert embedder is not None
    found: dict[str, Any] = {"rounds": options.rounds}
    for name, personal in (("for the person", True), ("for nobody", False)):
        rng = Random(f"taste-{options.seed}")
        tables = []
        for _ in range(options.rounds):
            item, kind = rng.choice(desk.catalog.ids), rng.choice(MOVING)
            four = rng.sample(sorted(desk.people), 4)
            made = [desk.write(item, user if personal else NOBODY, kind, Random(f"{item}{user}"))
                    for user in four]  # fmt: skip
            card = desk.catalog.card(item)
            own = (card.title, card.description, *traits(card))
            tables.append(
                Table(tuple(desk.people[user] for user in four), tuple(map(desk.rendered, made)), own)
            )
        alone, together = judge(tables, embedder.encode)
        found[name] = {
            "picked": _mean(alone.mean(axis=1), options.seed),
            "picked side by side": _mean(together.mean(axis=1), options.seed),
        }
    return {**found, "chance": 0.25}


def _variants(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    rng = Random(f"variants-{options.seed}")
    counts, alike = [], []
    for _ in range(options.wishes):
        item, kind, user = rng.choice(desk.catalog.ids), rng.choice(MOVING), rng.choice(list(desk.people))
        texts = desk.write(item, user, kind, rng, count=3).texts
        counts.append(different(texts, kind))
        alike.append(likeness(texts, kind))
    return {
        "wishes": options.wishes,
        "different of 3": _mean(counts, options.seed),
        "wishes with 3": _mean([count == 3 for count in counts], options.seed),
        "words shared": _mean(alike, options.seed),
    }


def _reference(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    rng = Random(f"reference-{options.seed}")
    references, texts, plain = [], [], []
    for _ in range(options.wishes):
        item, kind, user = rng.choice(desk.catalog.ids), rng.choice(MOVING), rng.choice(list(desk.people))
        brief = desk.brief(item, user, kind, "")
        reference = desk.composed(brief, Random(f"{item}{user}{kind}"))
        if reference:
            references.append(desk.proof.rendered(reference[0], brief.cards))
            texts.append(desk.rendered(desk.write(item, user, kind, rng)))
            plain.append(desk.rendered(desk.write(item, NOBODY, kind, rng)))
    try:
        scores = [rouge_l(made, references) for made in (texts, plain)]
    except MissingExtra as missing:
        return {"left out": str(missing)}
    return {
        "texts": len(texts),
        "rouge-l": _mean(scores[0], options.seed),
        "rouge-l for nobody": _mean(scores[1], options.seed),
        "difference": _mean(scores[0] - scores[1], options.seed),
    }


def _mean(values: Any, seed: int) -> dict[str, Any]:
    """The mean and its bootstrap interval."""
    found = np.asarray(values, np.float64)
    if not len(found):
        return {"value": None}
    low, high = metrics.interval(found[:, None], seed=seed)
    return {
        "value": round(float(found.mean()), 4),
        "interval": [round(float(low[0]), 4), round(float(high[0]), 4)],
    }


if __name__ == "__main__":
    main()
