"""One person's visit to the web page: who they are, their conversation, and what they do in it."""

from __future__ import annotations

import base64
import io
import logging
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from tastemaker.agent.events import CardsShown, MediaMade, Progress, StepDone, TextPiece
from tastemaker.agent.picture import received
from tastemaker.contracts import Statement
from tastemaker.errors import BadMessage, TastemakerError
from tastemaker.serve.cards import Mark
from tastemaker.serve.talk import Turn
from tastemaker.tools.clean import clean

if TYPE_CHECKING:
    from tastemaker.agent.agent import Agent, Signal
    from tastemaker.agent.events import Happening

__all__ = ["Visit", "guest"]

GUEST: Final = re.compile(r"guest-[0-9a-f]{32}")
NAME, STATEMENT, THUMB = 40, 120, 320
log = logging.getLogger(__name__)


def guest(given: object = None) -> str:
    """The name of someone who gave none: the one their browser kept, else a new one that none can guess."""
    if isinstance(given, str) and GUEST.fullmatch(given):
        return given
    return f"guest-{uuid.uuid4().hex}"


@dataclass(slots=True)
class Visit:
    """Belongs to one browser page. Its person and its thread are its own."""

    agent: Agent
    guest: str
    name: str = ""
    thread: str = ""
    turns: list[Turn] = field(default_factory=list)
    notice: str = ""

    def __post_init__(self) -> None:
        self.restart()

    @property
    def user(self) -> str:
        """Whose taste it is."""
        return self.name or self.guest

    @property
    def busy(self) -> bool:
        """Whether a reply is being written."""
        return any(turn.running for turn in self.turns)

    def restart(self) -> None:
        """Begin a new conversation; the taste stays."""
        self.thread, self.turns = f"web-{uuid.uuid4().hex}", []
        self.notice = ""

    def rename(self, name: str) -> None:
        """Somebody else talks: with their own taste, in their own conversation. Raises BadMessage."""
        name = clean(name, limit=NAME)
        if name.startswith("guest-") or "::" in name:
            raise BadMessage("names that begin with guest- or hold :: are given by us: choose another")
        self.name = name
        self.restart()

    def say(self, text: str, *, image: Path | None = None) -> Iterator[None]:
        """Answer a message; yields whenever there is more to see. An error becomes part of the turn."""
        turn, thread, self.notice = Turn(text.strip()), self.thread, ""
        self.turns.append(turn)
        try:
            turn.picture = _thumb(image) if image else ""
            yield
            told = self.agent.stream(text, user=self.user, thread=thread, image=image)
            for happening in told:
                self._take(turn, happening)
                yield
        except TastemakerError as error:
            turn.error = _sentence(str(error))
        except Exception as error:  # one person's turn may fail, the page must not
            log.exception("a turn failed")
            turn.error = (
                f"Something failed inside Tastemaker ({type(error).__name__}). "
                "Nothing is lost: say it again, or begin a new conversation."
            )
        finally:
            turn.running = False
        yield

    def _take(self, turn: Turn, happening: Happening) -> None:
        """What has happened becomes part of the turn."""
        if isinstance(happening, TextPiece):
            turn.text += happening.text
        elif isinstance(happening, Progress):
            turn.doing = str(happening)
        elif isinstance(happening, StepDone):
            turn.steps.append(happening.step)
            turn.doing = ""
        elif isinstance(happening, MediaMade):
            turn.media += happening.media
        elif isinstance(happening, CardsShown):
            before = {} if happening.new else dict(turn.cards)
            shown = zip(happening.numbers, happening.cards, strict=True)
            turn.cards = list((before | dict(shown)).items())

    def mark(self, item: str, signal: str) -> None:
        """Like, dislike (the same again takes it back), or more like this, which shows other cards at once.

        Raises UnknownItem, BadEvent.
        """
        again = signal in ("like", "dislike") and self.marks().get(item) == signal
        self.agent.feedback(self.user, item, "clear" if again else cast("Signal", signal))
        self.notice = ""
        if signal == "more":
            self._more(item)

    def _more(self, item: str) -> None:
        """The cards like one, which the person may now call by number."""
        title = self.agent.catalog.card(item).title
        found = self.agent.more_like(item, user=self.user, thread=self.thread)
        words = "" if found else "There is nothing more like it."
        numbered = list(enumerate(found, 1))
        turn = Turn(f"More like {title}", kind="more", text=words, cards=numbered, running=False)
        self.turns.append(turn)

    def marks(self) -> dict[str, Mark]:
        """What the person said of items by the buttons: the latest counts."""
        return cast("dict[str, Mark]", self.agent.memory.marks(self.user))

    def edit(self, asked: Mapping[str, object]) -> None:
        """Change the taste as the panel asks: add, remove, erase, name. Raises BadMessage."""
        self.notice = ""
        text, kind = str(asked.get("text", "")), str(asked.get("kind", ""))
        match asked.get("do"):
            case "name":
                self.rename(text)
            case "erase":
                self.agent.forget(self.user)
                self.restart()
                self.notice = "Everything kept of you is erased."
            case "add" if kind in ("like", "dislike"):
                self.agent.memory.remember(self.user, Statement(kind, _statement(text)))  # type: ignore[arg-type]  # "in" narrows no str
            case "remove" if kind in ("like", "dislike", "fact"):
                self.agent.memory.forget(self.user, f"{kind} {text}")
            case other:
                raise BadMessage(f"the page asked for {other!r}, which is not known: reload it")


def _statement(text: str) -> str:
    said = clean(text, limit=STATEMENT)
    if not said:
        raise BadMessage("Write what you like or dislike first")
    return said


def _thumb(image: Path) -> str:
    """The picture that was sent, small, as a data URI. Raises BadMedia."""
    picture = received(image)
    picture.thumbnail((THUMB, THUMB))
    buffer = io.BytesIO()
    picture.save(buffer, format="JPEG", quality=82)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")


def _sentence(text: str) -> str:
    """A message as a person reads it: full stop last, capital first unless a file's name is."""
    text = text.strip()
    begun = text[:1].upper() + text[1:] if text.partition(" ")[0].isalpha() else text
    return begun if begun.endswith((".", "!", "?")) else f"{begun}."
