"""The conversation as HTML: one piece per turn. What people, models and catalogs say is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Final, Literal
from urllib.parse import quote

from tastemaker.catalog.profile import Profile
from tastemaker.contracts import Card, Media, Step
from tastemaker.serve.cards import Mark, cards_html
from tastemaker.tools.making.artefacts import NAME

__all__ = ["Turn", "made_html", "made_url", "trace_html", "turn_html", "welcome_html", "words_html"]


DOTS: Final = '<p class="tm-dots"><span class="tm-hidden">Thinking</span><i></i><i></i><i></i></p>'
FILM: Final = ".mp4"
NAMES: Final = {"sheet.html": "printable sheet", "storyboard.gif": "GIF", "script.json": "script",
                "plain.png": "without words"}  # fmt: skip
"""What else belongs to something made, as a person calls it."""


@dataclass(slots=True)
class Turn:
    """What one person said or did, and what came of it, as far as it has come."""

    said: str = ""
    picture: str = ""
    """The picture that was sent, as a data URI."""
    kind: Literal["message", "more"] = "message"
    text: str = ""
    cards: list[tuple[int, Card]] = field(default_factory=list)
    """Cards with the numbers by which the person may call them, 0 for none."""
    media: list[Media] = field(default_factory=list)
    """What was made."""
    steps: list[Step] = field(default_factory=list)
    doing: str = ""
    """What a tool is at, where it takes long."""
    error: str = ""
    running: bool = True


def turn_html(turn: Turn, *, marks: dict[str, Mark], currency: str, number: int) -> str:
    """One turn. Its parts keep their places while it grows, so that the page changes only what is new."""
    sent = turn.picture and f'<img class="tm-sent" src="{escape(turn.picture)}" alt="The picture you sent">'
    said = f"<p>{_lines(turn.said)}</p>" if turn.said else ""
    busy = ' aria-busy="true"' if turn.running else ""
    dots = DOTS if turn.running and not turn.text else ""
    dots += f'<p class="tm-doing" role="status">{escape(turn.doing)}</p>' if turn.doing else ""
    error = f'<p class="tm-error" role="alert">{escape(turn.error)}</p>' if turn.error else ""
    return (
        f'<section class="tm-turn" data-turn="{number}"{busy}>'
        f'<div class="tm-you tm-you-{turn.kind}"><span class="tm-hidden">You: </span>{sent}{said}</div>'
        f'<div class="tm-words">{words_html(turn.text, [card for _, card in turn.cards])}{dots}{error}'
        f"{made_html(turn.media)}</div>"
        f"<div>{cards_html(turn.cards, marks=marks, currency=currency)}</div>"
        f"<div>{trace_html(turn.steps, key=str(number))}</div></section>"
    )


def words_html(text: str, cards: Sequence[Card] = ()) -> str:
    """A reply in paragraphs, the titles of its cards standing out."""
    titles = sorted({escape(card.title) for card in cards if len(card.title) > 1}, key=len, reverse=True)
    marked = re.compile("|".join(map(re.escape, titles)) or r"(?!)")
    paragraphs = [part for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    shown = (marked.sub(lambda hit: f"<b>{hit[0]}</b>", _lines(part)) for part in paragraphs)
    return "".join(f"<p>{part}</p>" for part in shown)


def made_html(media: Sequence[Media]) -> str:
    """What was made, each in a frame with what has to be said of it below: text, picture or film."""
    return "".join(
        f'<figure class="tm-made">{_made(one)}'
        f"<figcaption>{escape(one.note or one.form or one.kind)}{_downloads(one)}</figcaption></figure>"
        for one in media
        if one.text or one.path
    )


def made_url(path: str, *, download: bool = False) -> str:
    """Where a file that was made is asked for: its artefact's name, and its place in it."""
    file = Path(path)
    inside = [file.name] if NAME.fullmatch(file.parent.name) else [file.parent.name, file.name]
    name = file.parents[len(inside) - 1].name
    return f"made/{quote(name)}/{'/'.join(map(quote, inside))}" + ("?download=1" if download else "")


def _made(one: Media) -> str:
    if one.path is None:
        return f"<blockquote>{_lines(one.text or '')}</blockquote>"
    source, about = escape(made_url(one.path)), escape(one.form or one.kind)
    if not one.path.endswith(FILM):
        return f'<img src="{source}" alt="The {about} that was made">'
    still = next((escape(made_url(path)) for path in one.files if path.endswith(".png")), "")
    return (
        f'<video controls playsinline preload="metadata" poster="{still}" src="{source}" '
        f'aria-label="The {about} that was made"></video>'
    )


def _downloads(one: Media) -> str:
    """Links to the file and to what belongs to it; the keyframes are in the sheet."""
    if one.path is None:
        return ""
    named = [(one.path, "download")]
    named += [(path, NAMES[Path(path).name]) for path in one.files if Path(path).name in NAMES]
    links = (f'<a href="{escape(made_url(path, download=True))}" download>{name}</a>' for path, name in named)
    return f' <span class="tm-files">{" ".join(links)}</span>'


def trace_html(steps: Sequence[Step], *, key: str) -> str:
    """The tools that were used, folded: names, arguments, milliseconds."""
    if not steps:
        return ""
    total = sum(step.ms for step in steps)
    tools = "1 tool" if len(steps) == 1 else f"{len(steps)} tools"
    rows = "".join(
        f"<li><b>{escape(step.tool)}</b> <code>{escape(_arguments(step))}</code> "
        f"<span>{step.ms:,.0f} ms</span></li>"
        for step in steps
    )
    summary = f"<summary>{tools} used <span>{total:,.0f} ms</span></summary>"
    return f'<details class="tm-trace" data-key="{escape(key)}">{summary}<ol>{rows}</ol></details>'


def welcome_html(profile: Profile, count: int, *, examples: Iterable[str]) -> str:
    """What stands on an empty page: a greeting and ways to begin."""
    buttons = "".join(
        f'<li><button type="button" class="tm-example" data-ask="{escape(one)}">{escape(one)}</button></li>'
        for one in examples
    )
    return (
        '<section class="tm-welcome"><h2>What are you in the mood for?</h2>'
        f"<p>I know {count:,} {escape(profile.noun)} by heart. Say it in your own words, send a picture, "
        "or tell me what you like and what you can’t stand.</p>"
        f'<ul class="tm-examples" aria-label="Ways to begin">{buttons}</ul></section>'
    )


def _lines(text: str) -> str:
    return escape(text.strip()).replace("\n", "<br>")


def _arguments(step: Step) -> str:
    return ", ".join(f"{name} = {value!r}" for name, value in step.args.items()) or "–"
