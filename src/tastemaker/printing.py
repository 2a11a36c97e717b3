"""How the command line shows things: cards, JSON, and progress on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from tastemaker.contracts import Card, Media, Reply

__all__ = ["dumped", "media_json", "noted", "progress", "reply_json", "show_cards", "show_media"]


def show_cards(cards: Sequence[Card], currency: str, *, as_json: bool) -> None:
    """Cards as JSON, or one line each."""
    from tastemaker.agent.markers import money

    if as_json:
        click.echo(dumped([asdict(card) for card in cards]))
        return
    if not cards:
        click.echo("Nothing found.")
    for number, card in enumerate(cards, 1):
        price = f"  {money(card.price, currency)}" if card.price is not None else ""
        reason = f"  ({card.reason})" if card.reason else ""
        click.echo(f"{number:>3}. {card.title}{price}  [{card.id}]{reason}")


def show_media(media: Sequence[Media]) -> None:
    """What was made: texts as they are, files by their paths."""
    for number, one in enumerate(media):
        click.echo("\n" if number else "", nl=False)
        click.echo(one.text if one.text is not None else one.path)
        if one.note:
            click.echo(f"({one.note})", err=True)


def media_json(media: Sequence[Media]) -> list[dict[str, Any]]:
    """What was made, without what is not there."""
    return [{name: value for name, value in asdict(one).items() if value not in (None, ())} for one in media]


def reply_json(reply: Reply) -> dict[str, Any]:
    """The JSON of a reply, as the contract has it."""
    return {
        "text": reply.text,
        "items": [asdict(card) for card in reply.items],
        "media": media_json(reply.media),
        "trace": [{"tool": s.tool, "args": dict(s.args), "ms": round(s.ms, 1)} for s in reply.trace],
    }


@contextmanager
def progress(title: str, *, hidden: bool = False) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on stderr, one task a stage; nothing when stderr is no terminal or `hidden`."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=hidden or not console.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def step(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(f"{title}: {stage}", total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield step


def noted() -> Callable[[str, int, int], None]:
    """Says on stderr that the demo is being made, which happens once."""
    seen: set[str] = set()

    def step(stage: str, done: int, total: int) -> None:
        if stage not in seen and sys.stderr.isatty():
            seen.add(stage)
            click.echo(f"First use of the demo: {stage} …", err=True)

    return step


def dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    """Mappings and paths that dataclasses carry."""
    return dict(value) if hasattr(value, "items") else str(value)
