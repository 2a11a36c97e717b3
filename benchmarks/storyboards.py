"""Storyboards: are the scripts valid, does the item stay itself, do the shots differ, is the film whole?

    python benchmarks/storyboards.py [--domain demo] [--writer mini] [--image-model mini] [--scripts 200]

`--writer` is a model, or `scripted`, a few written scenes in turn, with no taste: what is personal then is
the painter's alone. Prints one JSON object:

- scripts: of so many wishes, the share from which a script came that holds to the schema, lasts as long as it
  was to, and says nothing that the item's card does not bear out; and the share of first drafts that was one.
- storyboards: item identity against two other items of the same category, the likeness of each keyframe to
  its shot's words, variety and taste, for people and for nobody, as `finetune/making/storyboards.py` says.
- films: of each MP4, decoded again, whether it has as many frames as its script has, is as long within 0.2 s,
  and is not black.
- six shots: seconds from the wish to the files, by the clock and on the CPU, and the memory of this process
  at its most. Goal: 60 s, 3 GB.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

import av
import numpy as np
from setting import about, peak_gb, say

from tastemaker.agent.engines import open_engine
from tastemaker.agent.opening import open_catalog
from tastemaker.agent.proofreading import Proof
from tastemaker.agent.studio import LazyEasel
from tastemaker.catalog.embedders import embedder
from tastemaker.contracts import Card, Delta, Engine, Message, TextDelta
from tastemaker.finetune.making.estimates import average
from tastemaker.finetune.making.gallery import Gallery, Tower
from tastemaker.finetune.making.sitters import FEWEST, NOBODY, Sitter, sitters
from tastemaker.finetune.making.storyboards import storyboards
from tastemaker.finetune.making.workshop import Workshop
from tastemaker.tools.brief import Brief
from tastemaker.tools.making.frames import count
from tastemaker.tools.making.script import read
from tastemaker.tools.order import HISTORY, sight
from tastemaker.tools.room import Room
from tastemaker.tools.screenplay import SECONDS_A_SHOT, screenplay
from tastemaker.tools.taste import taste_of

SIX = 6
"""Shots of the storyboard that is timed."""
NEAR = 0.2
"""Seconds by which a film may be longer or shorter than its script."""
BLACK = 8.0
"""Levels of 0 to 255: a film whose frames are darker than this on average is black."""
PEOPLE = 50
SECONDS = (8, 12, 15, 20, 24)
"""How long the wished storyboards are."""
SCENES = (
    ("a quiet street at dawn", "the light slowly finds [1]"),
    ("a kitchen table by a window", "somebody looks up and smiles at [1]"),
    ("a hillside under moving clouds", "the wind passes over [1]"),
    ("a train at night, lights outside", "reflections run across [1]"),
    ("a crowded square at noon", "people turn round for [1]"),
    ("an empty room with a lamp", "the lamp is lit beside [1]"),
    ("a harbour after rain", "a gull crosses behind [1]"),
    ("a garden in late summer", "leaves fall around [1]"),
)


class Scripted:
    """Writes scripts of the scenes above, in an order that the seed and the wish decide."""

    name, window, tools = "scripted", 100_000, None

    def chat(
        self,
        messages: Sequence[Message],
        *,
        schema: Mapping[str, Any] | None = None,
        seed: int = 0,
        **given: Any,
    ) -> Iterator[Delta]:
        assert schema is not None, "it writes scripts alone"
        rng = Random(f"{seed} {messages[-1]['content']}")
        scenes = rng.sample(SCENES, schema["properties"]["shots"]["minItems"])
        shots = [
            {"scene": scene, "subject": "[1]", "camera": rng.choice(("static", "push in", "pan left")),
             "action": action, "caption": "[1]" if number == 0 else "", "voice": "",
             "seconds": SECONDS_A_SHOT, "transition": rng.choice(("cut", "crossfade"))}
            for number, (scene, action) in enumerate(scenes)
        ]  # fmt: skip
        yield TextDelta(json.dumps({"title": "[1]", "shots": shots}))

    def count(self, messages: Sequence[Message], **given: Any) -> int:
        return sum(len(str(message["content"]).split()) for message in messages)

    def score(self, messages: Sequence[Message], continuations: Sequence[str]) -> list[float]:
        raise NotImplementedError("what is written by rote has no likelihood")


class Counted:
    """An engine that counts what it was asked."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.name, self.calls = engine, engine.name, 0

    def chat(self, messages: Sequence[Message], **given: Any) -> Iterator[Delta]:
        self.calls += 1
        return self.engine.chat(messages, **given)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--domain", default="demo")
    parser.add_argument("--writer", default="mini", help="a model, or scripted")
    parser.add_argument("--image-model", default="mini")
    parser.add_argument("--scripts", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=30, help="of a storyboard for a person and for nobody")
    parser.add_argument("--films", type=int, default=5, help="decoded again")
    parser.add_argument("--size", default="1280x720", help="of the films")
    parser.add_argument("--fewest", type=int, default=FEWEST, help="events that a person must have")
    parser.add_argument("--seed", type=int, default=0)
    print(json.dumps(report(parser.parse_args()), indent=2))


def report(given: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    began, catalog = time.perf_counter(), open_catalog(given.domain)
    engine = Counted(Scripted() if given.writer == "scripted" else open_engine(given.writer))
    easel = LazyEasel(given.image_model)
    width, height = (int(side) for side in given.size.split("x"))
    common: dict[str, Any] = {"engine": engine, "easel": easel}
    found: dict[str, Any] = {"benchmark": "storyboards", "domain": catalog.profile.name, "seed": given.seed,
                             "writer": engine.name, "painter": easel().painter.name}  # fmt: skip
    as_shown = {"film": (width, height), "fps": 24, "seconds": SIX * SECONDS_A_SHOT}
    with Workshop.opened(catalog, **common, **as_shown) as shop:
        people = sitters(catalog, shop.memory, most=PEOPLE, fewest=given.fewest, seed=given.seed)
        say("films")
        found |= filmed(shop, people, given.films, seed=given.seed)
        say("scripts")
        found["scripts"] = written(shop, people, given.scripts, seed=given.seed)
    tower = Tower(catalog.embedder("image") or embedder("image"))
    gallery = Gallery(catalog, tower, seed=given.seed)
    say("storyboards")
    with Workshop.opened(catalog, **common) as shop:
        people = sitters(catalog, shop.memory, most=PEOPLE, fewest=given.fewest, seed=given.seed)
        told = storyboards(shop.tell, gallery, people, rounds=given.rounds, reader=tower, seed=given.seed)
    return {**found, "eye": tower.name, "storyboards": asdict(told), **about(began, "diffusers")}


def written(shop: Workshop, people: Sequence[Sitter], wishes: int, *, seed: int) -> dict[str, Any]:
    """Of so many wishes, from how many a valid script came."""
    rng, valid, first = Random(seed), list[bool](), list[bool]()
    engine: Any = shop.engine
    for number in range(wishes):
        item, user = rng.choice(shop.catalog.ids), rng.choice(people).name if number % 5 else NOBODY
        before = engine.calls
        valid.append(is_valid(shop, item, user, seconds=rng.choice(SECONDS), seed=number))
        first.append(valid[-1] and engine.calls == before + 1)
    return {"valid": asdict(average(valid)), "valid in the first draft": asdict(average(first))}


def is_valid(shop: Workshop, item: str, user: str, *, seconds: int, seed: int) -> bool:
    """Whether a script came of a wish, and holds to all that it has to."""
    session, proof = shop.session(user), Proof(shop.catalog)
    known = taste_of(shop.catalog, shop.memory, user, history=HISTORY)
    brief = Brief.about(item, known, shop.catalog, kind="copy", room=Room(60), style="")
    script = screenplay(session, brief, thing=sight(brief.item), seconds=seconds, seed=seed)
    if isinstance(script, str) or read(script.model_dump_json()) != script:
        return False
    said = [script.title, *(text for shot in script.shots for text in (shot.caption, shot.voice))]
    marked = [as_marked(text, brief.item, proof) for text in said]
    return abs(script.seconds - seconds) < 1e-3 and not any(
        proof.wrong(text, [brief.item]) for text in marked
    )


def as_marked(text: str, card: Card, proof: Proof) -> str:
    """A line with the card's own values as markers again.

    What stands by a marker is true; the checker would hold "It comes from Japan" for the writer's own words.
    """
    markers = ["[1]", *(f"[1.{name}]" for name in ("price", "category", *card.attributes))]
    values = {proof.rendered(marker, [card]): marker for marker in markers}
    for value in sorted(filter(None, values), key=len, reverse=True):
        text = re.sub(rf"(?<![\w.]){re.escape(value)}(?![\w])", lambda _, marker=values[value]: marker, text)
    return text


def filmed(shop: Workshop, people: Sequence[Sitter], films: int, *, seed: int) -> dict[str, Any]:
    """Films as people get them, decoded again, and how long they take."""
    rng, checks = Random(seed), list[dict[str, bool]]()
    seconds, busy = list[float](), list[float]()
    pictured = [item.id for item in shop.catalog.items if item.image is not None]
    for number in range(films):
        began, idle = time.perf_counter(), time.process_time()
        place = shop.film(rng.choice(people).name, rng.choice(pictured), number)
        if place is not None:
            seconds.append(time.perf_counter() - began)
            busy.append(time.process_time() - idle)
            checks.append(decoded(place, shop))
    shares = {name: asdict(average([one[name] for one in checks])) for name in checks[0]} if checks else {}
    return {
        "films": {"wished": films, "made": len(checks), **shares},
        "six shots": {
            "seconds": round(float(np.median(seconds)), 1) if seconds else None,
            "cpu seconds": round(float(np.median(busy)), 1) if busy else None,
            "seconds of each": [round(one, 1) for one in seconds],
            "memory_gb": round(peak_gb(), 2),
        },
    }


def decoded(place: Path, shop: Workshop) -> dict[str, bool]:
    """What the film is, frame by frame."""
    script = read(json.loads((place / "script.json").read_text(encoding="utf-8"))["script"])
    with av.open(str(place / "storyboard.mp4")) as film:
        stream = film.streams.video[0]
        lights = [float(frame.to_ndarray(format="gray").mean()) for frame in film.decode(stream)]
        rate = float(stream.average_rate or 1)
    return {
        "as many frames": len(lights) == count(script, fps=shop.studio.fps),
        "as long": abs(len(lights) / rate - script.seconds) <= NEAR,
        "not black": float(np.mean(lights)) > BLACK,
        "six shots": len(script.shots) == SIX,
    }


if __name__ == "__main__":
    main()
