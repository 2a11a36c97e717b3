"""The conversations of the documentation, as they are: `python docs/transcripts.py [--model mini]`.

Lets the people of `docs/conversations.toml` talk to the demo, and writes down every word and call. Nothing is
edited afterwards, and no conversation is left out. Each begins with a person whom the catalog does not know.
Conversations of another file are had with --asked, about another folder with --folder.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.progress import track

from tastemaker.agent.agent import Agent
from tastemaker.agent.engines import open_engine
from tastemaker.agent.opening import open_catalog, shipped_adapter
from tastemaker.catalog.demo import demo_folder
from tastemaker.contracts import Engine, Reply

HERE = Path(__file__).parent
HEAD = """# {name}

{domain}, with `{model}`; written by `python docs/transcripts.py`, unedited.

"""


def main() -> None:
    """Read the command line and write the transcripts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="mini")
    parser.add_argument("--demo", type=Path, help="the demo's folder, when it is not in the cache")
    parser.add_argument("--asked", type=Path, default=HERE / "conversations.toml")
    parser.add_argument("--folder", type=Path, help="a domain folder that all of them are about")
    parser.add_argument("--out", type=Path, default=HERE / "transcripts")
    given = parser.parse_args()
    asked = tomllib.loads(given.asked.read_text(encoding="utf-8"))["conversation"]
    engine, demo = open_engine(given.model), given.folder or given.demo or demo_folder()
    given.out.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(track(asked, description="Talking"), 1):
        section = "demo" if given.folder else one["domain"]
        about = f"`{given.folder.name}`" if given.folder else f"`{section}` of the demo"
        folder = demo if section == "demo" else demo / section
        text = "".join(transcript(one, engine=engine, folder=folder, about=about))
        name = f"{number:02d}-{one['name'].replace(' ', '-')}.md"
        (given.out / name).write_text(text, encoding="utf-8")


def transcript(asked: dict[str, Any], *, engine: Engine, folder: Path, about: str) -> Iterator[str]:
    """One conversation as Markdown."""
    yield HEAD.format(name=asked["name"].capitalize(), domain=about, model=engine.name)
    adapter = shipped_adapter(open_catalog(folder), model=engine.name)
    with Agent.open(folder, engine=engine, adapter=adapter) as agent:
        user = f"transcript {asked['name']}"
        agent.forget(user)
        for said in asked["turns"]:
            yield f"**You:** {said}\n\n"
            yield from told(agent.chat(said, user=user))
        agent.forget(user)


def told(reply: Reply) -> Iterator[str]:
    """The calls, the cards and the words of a reply."""
    for step in reply.trace:
        given = ", ".join(f"{name}={value!r}" for name, value in step.args.items())
        yield f"> `{step.tool}({given})`\n"
    for card in reply.items:
        price = "" if card.price is None else f", {card.price:.12g}"
        reason = f"; {card.reason}" if card.reason else ""
        yield f"> - {card.title} ({', '.join(card.categories)}{price}{reason})\n"
    yield f"\n**Tastemaker:** {reply.text}\n\n"


if __name__ == "__main__":
    main()
