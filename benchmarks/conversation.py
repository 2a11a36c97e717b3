"""How well a model converses on phrasings it never saw: `python benchmarks/conversation.py [--model mini]`.

Runs the frozen conversations of benchmarks/heldout over real catalogs. The past of every turn is the
expected one, so that a mistake counts once. Prints JSON: tool chosen, arguments right and replies
grounded, per intent and per catalog, for seen (demo) and unseen catalogs; and, in the same run, a
baseline that always searches for the message's own words, and the model without what hears the message
beside it (`agent/engines/hearing.py`), where it has that.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from judging import fill, fill_call, playable, same

from tastemaker.agent.chat_model import drafts_of
from tastemaker.agent.engines import open_engine
from tastemaker.agent.engines.taste_vector import TasteVector
from tastemaker.agent.grounding import check
from tastemaker.agent.grounds import Grounds
from tastemaker.agent.loop import OWN
from tastemaker.agent.markers import rendered
from tastemaker.agent.speech import Speech
from tastemaker.agent.system import system
from tastemaker.catalog.catalog import Catalog
from tastemaker.catalog.memory import Memory
from tastemaker.contracts import Engine, Message, TextDelta, ToolCall
from tastemaker.errors import BadCall
from tastemaker.tools.references import item_of
from tastemaker.tools.registry import call, specs
from tastemaker.tools.session import Session
from tastemaker.tools.taste import about, taste_of

HELDOUT = Path(__file__).parent / "heldout"
DEMO = ("fashion", "advertising", "news", "video", "music")
UNSEEN = ("movies", "grocery", "clothing")


@dataclass
class Tally:
    """Right and wrong, by whatever one asks."""

    tool: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    arguments: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    reference: list[bool] = field(default_factory=list)
    """Of calls that mean items in view, whether they mean the right ones."""
    likeliest: list[bool] = field(default_factory=list)
    """Of replies, whether the likeliest draft was borne out by the cards, by the checker."""
    grounded: list[bool] = field(default_factory=list)
    """And the one that was given."""
    mended: list[bool] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    left_out: int = 0
    wrong: list[dict[str, Any]] = field(default_factory=list)
    alone: list[tuple[bool, bool]] = field(default_factory=list)
    """Tool and arguments right, by the model that hears alone."""

    def note(self, keys: Iterable[str], tool: bool, arguments: bool) -> None:
        for key in keys:
            self.tool[key].append(tool)
            self.arguments[key].append(arguments)

    def table(self) -> dict[str, Any]:
        return {
            key: {
                "turns": len(self.tool[key]),
                "tool": share(self.tool[key]),
                "arguments": share(self.arguments[key]),
            }
            for key in sorted(self.tool)
        }


def share(values: Sequence[bool]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


def intent_of(gold: dict[str, Any] | None) -> str:
    """The kind of turn, told from the expected call."""
    if gold is None:
        return "none"
    given = gold["arguments"]
    if gold["name"] == "search":
        return "refine" if given.get("refine") else "picture" if given.get("picture") else "search"
    return str(gold["name"])


def meant(made: ToolCall | dict[str, Any] | None, session: Session) -> list[str]:
    """The items that a call speaks of, by number, as "it" or by title, also in conditions: `< [3.price]`."""
    if made is None:
        return []
    given = made.arguments if isinstance(made, ToolCall) else made["arguments"]
    named = [given.get("item", ""), *given.get("items", [])]
    named += re.findall(r"\[(\d{1,2}|it|last)\.", str(given.get("where", "")))
    found = []
    for one in filter(None, named):
        with suppress(BadCall):
            found.append(item_of(str(one), session))
    return found


class Runner:
    """Runs the conversations of one catalog with one engine."""

    def __init__(
        self, catalog: Catalog, engine: Engine, tally: Tally, *, section: str, replies: bool
    ) -> None:
        self.catalog, self.engine, self.tally, self.section, self.replies = (
            catalog,
            engine,
            tally,
            section,
            replies,
        )
        self.specs = specs(catalog.fields)
        self.alone = hearing_alone(engine)

    def run(self, conversation: dict[str, Any], memory: Memory) -> None:
        session = Session(self.catalog, memory, TasteVector(self.catalog, memory), self.engine, "heldout")
        past: list[Message] = []
        for turn in conversation["turns"]:
            if not self._turn(turn, session, past, conversation["id"]):
                self.tally.left_out += 1
                return

    def _turn(self, turn: dict[str, Any], session: Session, past: list[Message], name: str) -> bool:
        slots = self._slots(turn, session)
        if slots is None:
            return False
        said = fill(turn["u"], slots)
        options = [fill_call(one, slots) for one in [turn["call"], *turn.get("also", [])]]
        if not playable(options[0], session):
            return False
        session.picture = self._picture() if turn.get("picture") else session.picture
        past.append(self._message(said, session, pictured=bool(turn.get("picture"))))
        began = time.perf_counter()
        made = first_call(self.engine, self._prompt(past, session), self.specs)
        self.tally.seconds.append(time.perf_counter() - began)
        if self.alone is not None:
            other = first_call(self.alone, self._prompt(past, session), self.specs)
            self.tally.alone.append(right(other, options, session))
        self._judge(made, options, session, intent_of(options[0]), f"{name}: {said}")
        self._go_on(options[0], session, past)
        return True

    def _judge(
        self, made: ToolCall | None, options: list[Any], session: Session, intent: str, where: str
    ) -> None:
        tool, arguments = right(made, options, session)
        group = "unseen" if self.section in UNSEEN else "seen"
        if meant(options[0], session):
            self.tally.reference.append(any(meant(made, session) == meant(o, session) for o in options))
        self.tally.note(("all", f"intent {intent}", f"catalog {self.section}", group), tool, arguments)
        if not arguments:
            found = {"name": made.name, "arguments": dict(made.arguments)} if made else None
            self.tally.wrong.append({"turn": where, "expected": options[0], "made": found, "tool": tool})

    def _go_on(self, gold: dict[str, Any] | None, session: Session, past: list[Message]) -> None:
        """Do what was expected, and let the model write the reply."""
        if gold:
            function = {"name": gold["name"], "arguments": gold["arguments"]}
            past.append({"role": "assistant", "content": "", "tool_calls": [
                {"id": "c", "type": "function", "function": function}]})  # fmt: skip
            _, text = call(session, gold["name"], gold["arguments"])
            past.append({"role": "tool", "tool_call_id": "c", "name": gold["name"], "content": text})
        text = "Here you are."
        if self.replies:
            cards = [self.catalog.card(one) for one in session.view.cards]
            grounds = Grounds(cards, self.catalog, said=self._words(past, session))
            verdicts: list[bool] = []

            def borne_out(draft: str) -> bool:
                verdicts.append(grounds.bear_out(draft))
                return verdicts[-1]

            how = {"max_new_tokens": 80, **drafts_of(self.engine, borne_out)}
            deltas = self.engine.chat(self._prompt(past, session), **how)
            text = "".join(d.text for d in deltas if isinstance(d, TextDelta)) or text
            verdicts = verdicts or [grounds.bear_out(text)]
            self.tally.likeliest.append(verdicts[0])
            self.tally.grounded.append(any(verdicts))
            text = self._mended(text, grounds)
            told = rendered(text, cards, currency=self.catalog.profile.currency)
            self.tally.mended.append(not check(told, cards, self.catalog, said=grounds.said))
        past.append({"role": "assistant", "content": text})

    def _words(self, past: list[Message], session: Session) -> str:
        """What a reply may repeat: the person's last messages, and what is known of them."""
        own = [one["content"] for one in past if one["role"] == "user"][-OWN:]
        texts = [one if isinstance(one, str) else one[-1]["text"] for one in own]
        return " ; ".join([*texts, *about(taste_of(self.catalog, session.memory, session.user))])

    def _mended(self, text: str, grounds: Grounds) -> str:
        """The reply as people get it: every sentence checked, as the agent does it."""
        speech = Speech(check=grounds.mended, out=lambda _: None)
        speech.hear(text)
        return speech.finish() or "Here you are."

    def _prompt(self, past: list[Message], session: Session) -> list[Message]:
        """System message and as many of the last messages as fit the window."""
        known = about(taste_of(self.catalog, session.memory, session.user))
        first = {"role": "system", "content": system(self.catalog.profile, self.catalog.fields, about=known)}
        start = 0
        while self.engine.count([first, *past[start:]], tools=self.specs) > self.engine.window - 170:
            start = next((i for i in range(start + 1, len(past)) if past[i]["role"] == "user"), len(past) - 1)
        return [first, *past[start:]]

    def _message(self, said: str, session: Session, *, pictured: bool) -> Message:
        if not pictured:
            return {"role": "user", "content": said}
        return {
            "role": "user",
            "content": [{"type": "image", "image": session.picture}, {"type": "text", "text": said}],
        }

    def _picture(self) -> Any:
        from tastemaker.agent.picture import received

        paths = (self.catalog.item(i).image for i in self.catalog.ids)
        return received(next(path for path in paths if path))

    def _slots(self, turn: dict[str, Any], session: Session) -> dict[str, str] | None:
        """What `{2.title}` stands for; None when the card or field is not in view."""
        found = {}
        for number, name in re.findall(r"\{(\d)\.(\w+)\}", json.dumps(turn)):
            if int(number) > len(session.view.cards):
                return None
            card = self.catalog.card(session.view.cards[int(number) - 1])
            value = card.title if name == "title" else card.attributes.get(name)
            if not value:
                return None
            found[f"{{{number}.{name}}}"] = value if isinstance(value, str) else str(value)
        return found


def right(made: ToolCall | None, options: Sequence[Any], session: Session) -> tuple[bool, bool]:
    """Whether a call has the tool of one of the expected ones, and does what one of them does."""
    names = {option["name"] if option else None for option in options}
    tool = (made.name if made else None) in names
    return tool, tool and any(same(made, option, session) for option in options)


def hearing_alone(engine: Engine) -> Engine | None:
    """The same model calling its tools alone; None for one that does so anyway."""
    loaded = getattr(engine, "loaded", None)
    if loaded is None or loaded.hearing is None:
        return None
    from tastemaker.agent.engines.transformers import TransformersEngine

    return TransformersEngine(replace(loaded, hearing=None))


def first_call(engine: Engine, messages: list[Message], tools: Any) -> ToolCall | None:
    """The tool the model calls, or None when it talks."""
    for delta in engine.chat(messages, tools=tools, max_new_tokens=160):
        if isinstance(delta, ToolCall):
            return delta
    return None


def literal_baseline(conversations: list[dict[str, Any]]) -> dict[str, float | None]:
    """What always calling search with the message as it stands would get right: the tool."""
    golds = [turn["call"] for one in conversations for turn in one["turns"]]
    return {
        "tool": share([gold is not None and gold["name"] == "search" for gold in golds]),
        "arguments": None,
    }


def folders(demo: Path, data: Path | None, wanted: Sequence[str]) -> dict[str, Path]:
    found = {name: demo / name for name in DEMO}
    if data:
        found |= {name: data / name for name in UNSEEN}
    return {name: path for name, path in found.items() if name in wanted}


def main() -> None:
    """Print the scores as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--model", default="mini")
    parser.add_argument("--adapter", type=Path, help="an adapter folder: does it still talk?")
    parser.add_argument("--catalogs", default=",".join((*DEMO, *UNSEEN)))
    parser.add_argument("--demo", type=Path, help="a demo folder whose sections are indexed")
    parser.add_argument(
        "--no-replies", action="store_true", help="skip writing replies: faster, no grounding rate"
    )
    parser.add_argument("--wrong", type=Path, help="write the turns that went wrong to this file")
    given = parser.parse_args()
    from tastemaker.catalog.demo import demo_folder

    data = os.environ.get("TASTEMAKER_DATA")
    engine, tally, everything = open_engine(given.model, adapter=given.adapter), Tally(), []
    places = folders(given.demo or demo_folder(), Path(data) if data else None, given.catalogs.split(","))
    for section, folder in places.items():
        catalog = Catalog.open(folder)
        lines = (HELDOUT / f"{section}.jsonl").read_text(encoding="utf-8").splitlines()
        conversations = [json.loads(line) for line in lines]
        everything += conversations
        runner = Runner(catalog, engine, tally, section=section, replies=not given.no_replies)
        for one in conversations:
            with TemporaryDirectory() as folder_of_one:
                runner.run(one, Memory(Path(folder_of_one) / "memory.sqlite3"))
        print(
            section,
            share(tally.tool[f"catalog {section}"]),
            share(tally.arguments[f"catalog {section}"]),
            file=sys.stderr,
        )
    if given.wrong:
        given.wrong.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in tally.wrong))
    name = f"{given.model} with {given.adapter}" if given.adapter else given.model
    print(json.dumps(report(name, engine, tally, everything), indent=1))


def report(model: str, engine: Engine, tally: Tally, everything: list[dict[str, Any]]) -> dict[str, Any]:
    import torch
    import transformers

    return {
        "benchmark": "conversation",
        "model": model,
        "scores": tally.table(),
        "reference": {"turns": len(tally.reference), "right": share(tally.reference)},
        "replies": {
            "likeliest drafts grounded": share(tally.likeliest),
            "grounded as the model wrote them": share(tally.grounded),
            "grounded as people get them": share(tally.mended),
            "judge": "the checker itself; what it misses itself stands in benchmarks/grounding.py",
        },
        "baseline: always search the words": literal_baseline(everything),
        "without the second reader": {
            "tool": share([tool for tool, _ in tally.alone]),
            "arguments": share([arguments for _, arguments in tally.alone]),
        },
        "conversations cut short by missing cards": tally.left_out,
        "median seconds to the call": round(median(tally.seconds), 3) if tally.seconds else None,
        "most frequent confusions": Counter(
            f"{(w['expected'] or {'name': 'none'})['name']} -> {(w['made'] or {'name': 'none'})['name']}"
            for w in tally.wrong if not w["tool"]
        ).most_common(8),
        "machine": {"cpu": platform.processor() or platform.machine(), "cores": os.cpu_count()},
        "versions": {
            "torch": torch.__version__,
            "transformers": transformers.__version__,
            "python": platform.python_version(),
        },
        "seed": 0,
    }  # fmt: skip


if __name__ == "__main__":
    main()
