"""The conversation in the terminal: streamed words, cards, and a few commands that begin with a slash."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from rich.cells import cell_len
from rich.columns import Columns
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.text import Text

from tastemaker.agent.events import CardsShown, MediaMade, Progress, StepDone, TextPiece
from tastemaker.agent.markers import money
from tastemaker.contracts import Card, Media, Step
from tastemaker.errors import TastemakerError
from tastemaker.settings import debug
from tastemaker.tools.cards import shown_value
from tastemaker.tools.clean import clean, cut

if TYPE_CHECKING:
    from tastemaker.agent.agent import Agent

__all__ = ["COMMANDS", "Conversation", "card_line", "card_panel", "converse"]

COMMANDS: Final[dict[str, str]] = {
    "/like N": "like card N; it changes what comes next",
    "/dislike N": "dislike card N",
    "/more N": "more like card N",
    "/image PATH": "send a picture with your next message",
    "/taste": "what is known of you",
    "/forget": "erase what is known of you",
    "/tools": "show or hide the tools that were used",
    "/new": "start a new conversation",
    "/help": "this list",
    "/quit": "leave",
}
SIGNALS: Final[Mapping[str, Literal["like", "dislike", "more"]]] = {
    "/like": "like",
    "/dislike": "dislike",
    "/more": "more",
}
LEAVE: Final = frozenset({"/quit", "/exit", "/q"})
WIDTH: Final = 36
"""Columns of a card."""
FACTS, LATELY = 4, 8
log = logging.getLogger(__name__)


class Conversation:
    """One person's conversation on one console.

    On a terminal cards are drawn side by side; where the output goes to a file or a pipe, everything is
    plain lines.
    """

    def __init__(
        self, agent: Agent, *, user: str, thread: str | None = None, console: Console | None = None
    ) -> None:
        self.agent, self.user, self.thread = agent, user, thread
        self.console = console or Console()
        self.cards: dict[int, Card] = {}
        """The cards that commands call by number."""
        self.image: str | None = None
        self.tools = False
        self._commands: dict[str, Callable[[str], None]] = {
            "/image": self._picture,
            "/taste": self._taste,
            "/forget": self._forget,
            "/tools": self._tools,
            "/new": self._new,
            "/help": self._help,
        }

    def welcome(self) -> None:
        """Who is here and how to begin."""
        profile = self.agent.catalog.profile
        self.console.print(
            f"[bold]{escape(profile.name)}[/] · {len(self.agent.catalog):,} {escape(profile.noun)}\n"
            "[dim]Say what you are in the mood for. /help lists the commands, /quit leaves.[/]\n",
            highlight=False,
        )

    def hear(self, line: str) -> bool:
        """Answer one line; False when the person leaves. An error is said and the conversation goes on."""
        line = line.strip()
        if line in LEAVE:
            return False
        try:
            if line.startswith("/"):
                self._command(line)
            elif line:
                self._answer(line)
        except TastemakerError as error:
            self._wrong(str(error))
        except Exception as error:  # one turn may fail, the conversation must not
            if debug():
                raise
            log.debug("a turn failed", exc_info=True)
            self._wrong(
                f"something failed inside Tastemaker ({type(error).__name__}: {error}). Nothing is lost; "
                "TASTEMAKER_DEBUG=1 shows where"
            )
        return True

    def _answer(self, message: str) -> None:
        """Cards as soon as they are found, then the words as they come."""
        image, self.image = self.image, None
        told = self.agent.stream(message, user=self.user, thread=self.thread, image=image)
        words, waiting = Words(self.console), self.console.status("[dim]thinking …[/]", spinner="dots")
        made: list[Media] = []
        if self.console.is_interactive:
            waiting.start()
        try:
            for happening in told:
                if isinstance(happening, TextPiece):
                    waiting.stop()
                    words.say(happening.text)
                elif isinstance(happening, CardsShown):
                    words.end()
                    self._show(dict(zip(happening.numbers, happening.cards, strict=True)), new=happening.new)
                    waiting.update("[dim]writing …[/]")
                elif isinstance(happening, MediaMade):
                    made += happening.media
                elif isinstance(happening, Progress):
                    waiting.update(f"[dim]{escape(str(happening))} …[/]")
                elif isinstance(happening, StepDone) and self.tools:
                    words.end()
                    self._step(happening.step)
        finally:
            waiting.stop()
            words.end()
        for one in made:
            self._made(one)
        self.console.print()

    def _show(self, cards: Mapping[int, Card], *, new: bool) -> None:
        """Cards under the numbers that the agent knows them by."""
        self.cards = {**({} if new else self.cards), **cards}
        currency = self.agent.catalog.profile.currency
        if self.console.is_terminal:
            drawn = [card_panel(n, card, currency=currency) for n, card in cards.items()]
            self.console.print(Columns(drawn, padding=(0, 1)))
            return
        for n, card in cards.items():
            self._plain(card_line(n, card, currency=currency))

    def _made(self, media: Media) -> None:
        """What was made: a text in a frame of its own, where there is a terminal."""
        if media.text is None and media.path is not None:
            self._paths(media)
            return
        text = media.text or ""
        if self.console.is_terminal:
            title = escape(media.form or media.kind)
            self.console.print(Panel(Text(text), title=title, title_align="left", border_style="cyan"))
        else:
            self._plain(text)
        if media.note:
            self._plain(f"({media.note})", style="dim")

    def _paths(self, media: Media) -> None:
        """Where the files of what was made lie: on a terminal they can be clicked."""
        for path in (media.path, *media.files):
            if path is not None:
                said = Text(path if path == media.path else f"  {path}")
                said.stylize(f"link {Path(path).absolute().as_uri()}")
                self.console.print(said, soft_wrap=True, highlight=False)
        if media.note:
            self._plain(f"({media.note})", style="dim")

    def _step(self, step: Step) -> None:
        said = ", ".join(f"{name}={value!r}" for name, value in step.args.items())
        self.console.print(
            Text(f"· {step.tool}({said}) {step.ms:,.0f} ms", style="dim"), soft_wrap=True, highlight=False
        )

    def _command(self, line: str) -> None:
        name, _, rest = line.partition(" ")
        name, rest = name.lower(), rest.strip()
        if name in SIGNALS:
            self._feedback(name, rest)
        elif name in self._commands:
            self._commands[name](rest)
        else:
            self._wrong(f"there is no command {name}")
            self._help("")

    def _feedback(self, name: str, rest: str) -> None:
        """Like, dislike, or more like a card in view, which shows other cards at once."""
        number = int(rest) if rest.isascii() and rest.isdigit() else 0
        if number not in self.cards:
            shown = ", ".join(map(str, sorted(self.cards))) or "none yet: ask for something first"
            self._wrong(f"{name} needs the number of a card in view ({shown})")
            return
        card, signal = self.cards[number], SIGNALS[name]
        self.agent.feedback(self.user, card.id, signal)
        said = {"like": "Noted: you like", "dislike": "Noted: you dislike", "more": "More like"}[signal]
        self._plain(f"{said} {clean(card.title)}.", style="dim")
        if signal == "more":
            found = self.agent.more_like(card.id, user=self.user, thread=self.thread)
            if not found:
                self._plain("There is nothing more like it.")
                return
            self._show(dict(enumerate(found, 1)), new=True)

    def _picture(self, rest: str) -> None:
        self.image = rest.strip("'\"") or None
        self._plain(
            "The picture goes with your next message." if self.image else "Usage: /image PATH", style="dim"
        )

    def _taste(self, _: str) -> None:
        known = self.agent.taste(self.user)
        if not known:
            self._plain("Nothing is known of you yet.")
        for one in known.statements:
            self._plain(f"{one.kind}: {one.text}")
        if known.history:
            self._plain("lately: " + ", ".join(card.title for card in known.history[:LATELY]))

    def _forget(self, _: str) -> None:
        self.agent.forget(self.user)
        self.cards = {}
        self._plain("Everything kept of you is erased; the events in the folder's own files stay.")

    def _tools(self, _: str) -> None:
        self.tools = not self.tools
        self._plain(f"Tools are {'shown' if self.tools else 'hidden'}.", style="dim")

    def _new(self, _: str) -> None:
        import uuid

        self.thread, self.cards, self.image = f"terminal-{uuid.uuid4().hex}", {}, None
        self._plain("A new conversation.", style="dim")

    def _help(self, _: str) -> None:
        for command, meaning in COMMANDS.items():
            self.console.print(f"  [bold]{escape(f'{command:<12}')}[/] {escape(meaning)}")

    def _plain(self, text: str, *, style: str = "") -> None:
        """Words as they are: no markup in them is obeyed, no line is folded."""
        self.console.print(Text(text, style=style), soft_wrap=True, highlight=False)

    def _wrong(self, text: str) -> None:
        begun = text[:1].upper() + text[1:] if text.partition(" ")[0].isalpha() else text
        self._plain(f"{begun.rstrip('.')}.", style="red")


class Words:
    """Words that come in pieces: on a terminal no word is broken at the end of a line."""

    def __init__(self, console: Console) -> None:
        self.console, self.column = console, 0

    def say(self, text: str) -> None:
        """Print a piece; white space before the first word is left out."""
        for part in re.findall(r"\n|[^\S\n]+|\S+", text):
            size = cell_len(part)
            if part == "\n":
                self._out("\n" if self.column else "")
                self.column = 0
            elif part.isspace():
                self.column = self._out(part) + self.column if self.column else 0
            elif self.console.is_terminal and 0 < self.console.width < self.column + size:
                self.column = self._out(f"\n{part}") and size
            else:
                self.column += self._out(part)

    def end(self) -> None:
        """Finish the line, if one is open."""
        if self.column:
            self._out("\n")
        self.column = 0

    def _out(self, text: str) -> int:
        """Print as it is; the number of columns that it takes."""
        self.console.print(Text(text), end="", soft_wrap=True, highlight=False)
        return cell_len(text)


def card_panel(number: int, card: Card, *, currency: str) -> Panel:
    """A card as a small panel: number, title, price, what it is, why."""
    body = Text(clean(card.title), style="bold")
    if card.price is not None:
        body.append(f"\n{money(card.price, currency)}", style="green")
    if told := _facts(card):
        body.append("\n" + " · ".join(told), style="not bold dim")
    if card.reason:
        body.append(f"\n{clean(card.reason)}", style="not bold italic cyan")
    return Panel(body, title=str(number), title_align="left", width=WIDTH, border_style="dim")


def card_line(number: int, card: Card, *, currency: str) -> str:
    """A card as one line of plain text."""
    price = [money(card.price, currency)] if card.price is not None else []
    reason = [clean(card.reason)] if card.reason else []
    return f"[{number}] " + " | ".join([clean(card.title), *price, *_facts(card), *reason])


def _facts(card: Card) -> list[str]:
    """Categories, then the first attributes: numbers with their names."""
    told = [clean(", ".join(card.categories[:3]))]
    for name, value in card.attributes.items():
        text = cut(clean(shown_value(value)), 40)
        told.append(text if isinstance(value, str | tuple) else f"{clean(name)} {text}")
    return [one for one in told if one][: FACTS + 1]


def converse(agent: Agent, *, user: str, thread: str | None = None, console: Console | None = None) -> None:
    """Talk until the person leaves or the input ends. Piped lines are answered one by one."""
    import sys

    talk = Conversation(agent, user=user, thread=thread, console=console)
    asking = talk.console.is_terminal and sys.stdin.isatty()
    if asking:
        _remember_lines()
        talk.welcome()
    while True:
        try:
            line = talk.console.input("[bold cyan]you ›[/] ") if asking else input()
            if not talk.hear(line):
                return
        except EOFError:
            return
        except KeyboardInterrupt:
            talk.console.print()
            return


def _remember_lines() -> None:
    """Arrow keys edit and bring back lines, where the system has readline."""
    try:
        import readline  # noqa: F401
    except ImportError:
        return
