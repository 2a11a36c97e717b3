"""What is written about items: is it true, is it for its person, does it differ?

    python benchmarks/writing.py [--domain demo] [--writer composed] [--pieces 500] [--rounds 100]
    python benchmarks/writing.py --writer mini --reviews [FOLDER] [--shoppers 100]

`--writer` is a model (mini, a folder, a hub id), which writes through the tool as in a conversation, or
`composed`, the copybook that mini practises on: what it reaches is what mini can learn. The people are those
of `tastes.toml`: they say what they like, and like the items nearest to it. The measures are those of
`finetune/making/texts.py`. Prints one JSON object:

- truth: of all texts as they left the tool, and of first drafts, the share that the card bears out; and how
  many of the false claims that are planted into true texts the proofreader notices, by kind.
- taste: the blind test. Four people, one item, a text for each; how often the embedding of a text, without
  the words of the taste and of the item's card, is nearest to its person; alone, and with the four side by
  side. Beside it the same for texts that were written for nobody, which can only be chance.
- variants: of three texts for one wish, how many truly differ.
- reference: ROUGE-L to the composed text for the same brief, for the person and for nobody.
- reviews, with `--reviews` (a folder, or else `reviews` of TASTEMAKER_DATA): real people and real items.
  ROUGE-L of a text to what the person wrote of the item themselves, for the person, by what they bought
  before, and for nobody. The items are indexed for it in a folder that is thrown away.
"""

from __future__ import annotations

import argparse
import json
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from setting import about, place, say

from tastemaker.agent.engines import open_engine
from tastemaker.agent.opening import open_catalog
from tastemaker.agent.proofreading import Proof
from tastemaker.catalog.build import index
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.memory import Memory
from tastemaker.contracts import Event, Statement
from tastemaker.errors import MissingExtra
from tastemaker.finetune import metrics
from tastemaker.finetune.making.desk import Desk, Overheard
from tastemaker.finetune.making.reviews import reviewed, shelve, shoppers
from tastemaker.finetune.making.tasting import Taster
from tastemaker.finetune.making.texts import chosen, likely, picked, truth, variants
from tastemaker.finetune.mini.copybook import read_book
from tastemaker.finetune.mini.copywriter import Copywriter
from tastemaker.finetune.mini.nearness import Nearness

NEAREST = 5
"""Items that somebody likes for each thing they say."""


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--domain", default="demo")
    parser.add_argument("--writer", default="composed", help="composed, or a model")
    parser.add_argument("--pieces", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=100, help="of the blind test")
    parser.add_argument("--wishes", type=int, default=60, help="for three texts each")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--samples", type=int, default=0, help="also list so many texts")
    parser.add_argument(
        "--reviews", nargs="?", const="reviews", help="a folder, or reviews of TASTEMAKER_DATA"
    )
    parser.add_argument("--shoppers", type=int, default=100, help="of the reviews")
    options = parser.parse_args()
    began = time.perf_counter()
    engine = None if options.writer == "composed" else Overheard(open_engine(options.writer))
    with TemporaryDirectory() as folder:
        desk = _desk(open_catalog(options.domain), Path(folder), engine)
        desk.people = _people(desk)
        parts: dict[str, Callable[[Desk, argparse.Namespace], dict[str, Any]]] = {
            "truth": _truth, "taste": _taste, "variants": _variants, "reference": _reference,
        }  # fmt: skip
        if options.reviews:
            parts["reviews"] = _reviews
        figures = {}
        for name, part in parts.items():
            say(name)
            figures[name] = part(desk, options)
            say(json.dumps(figures[name]))
        desk.memory.close()
    given = {"domain": desk.catalog.profile.name, "writer": options.writer, "seed": options.seed}
    print(json.dumps({"benchmark": "writing", **given, **figures, **about(began)}, indent=2))


def _desk(catalog: Catalog, folder: Path, engine: Overheard | None) -> Desk:
    """A desk without people; their memory is in the folder."""
    book = read_book()
    composer = Copywriter(book, near=Nearness(book))
    return Desk(catalog, Memory(folder / "people.sqlite3"), {}, Proof(catalog), engine, composer)


def _people(desk: Desk) -> dict[str, Taster]:
    """The people of tastes.toml: what they say is remembered, and the items nearest to it are liked."""
    told = tomllib.loads(Path(__file__).with_name("tastes.toml").read_text(encoding="utf-8"))["people"]
    found = {}
    for n, said in enumerate(told):
        name, items = f"person-{n}", dict[str, None]()
        for text in said:
            desk.memory.remember(name, Statement("like", text))
            items |= dict.fromkeys(one.id for one in desk.catalog.search(text, k=NEAREST))
        for m, item in enumerate(items):
            desk.memory.add_event(Event(name, item, float(m), event="like"))
        found[name] = Taster(name, tuple(said), chosen([desk.catalog.card(item) for item in items]))
    return found


def _truth(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    found = truth(desk, pieces=options.pieces, seed=options.seed, samples=options.samples)
    return {
        "wishes": options.pieces,
        "texts": len(found.true),
        "true": _mean(found.true, options.seed),
        "first drafts true": _mean(found.drafts, options.seed),
        "nothing written": found.empty,
        "planted": found.planted.as_json(),
    } | ({"samples": found.samples} if found.samples else {})


def _taste(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    found: dict[str, Any] = {"rounds": options.rounds}
    for name, personal in (("for the person", True), ("for nobody", False)):
        values = picked(desk, rounds=options.rounds, personal=personal, seed=options.seed)
        assert values is not None, "a catalog whose texts are embedded is needed"
        found[name] = {
            "picked": _mean(values[0], options.seed),
            "picked side by side": _mean(values[1], options.seed),
        }
    return {**found, "chance": 0.25}


def _variants(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    counts, alike = variants(desk, wishes=options.wishes, seed=options.seed)
    return {
        "wishes": options.wishes,
        "different of 3": _mean(counts, options.seed),
        "wishes with 3": _mean([count == 3 for count in counts], options.seed),
        "words shared": _mean(alike, options.seed),
    }


def _reference(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    return _rouge(lambda: likely(desk, wishes=options.wishes, seed=options.seed), options.seed)


def _reviews(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    people = shoppers(place(options.reviews), most=options.shoppers)
    with TemporaryDirectory() as folder:
        shelve(people, Path(folder))
        index(folder, image_model="none")
        own = _desk(Catalog.open(Path(folder)), Path(folder), desk.engine)
        found = _rouge(lambda: reviewed(own, people), options.seed)
        own.memory.close()
    return found


def _rouge(measure: Callable[[], tuple[Any, Any]], seed: int) -> dict[str, Any]:
    """ROUGE-L for the person, for nobody, and the difference."""
    try:
        mine, plain = measure()
    except MissingExtra as missing:
        return {"left out": str(missing)}
    return {
        "texts": len(mine),
        "rouge-l": _mean(mine, seed),
        "rouge-l for nobody": _mean(plain, seed),
        "difference": _mean(mine - plain, seed),
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
