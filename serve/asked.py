"""What a chat request asks: the message, the picture, the person, and which conversation goes on."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from tastemaker.agent.recalled import Recalled, Said
from tastemaker.contracts import Reply
from tastemaker.errors import BadMessage, TastemakerError
from tastemaker.serve import people
from tastemaker.serve.chat_models import ChatRequest, Content, ImagePart, Message, TextPart, Usage
from tastemaker.serve.pictures import decoded

if TYPE_CHECKING:
    from tastemaker.agent.agent import Agent
    from tastemaker.agent.events import Happening
    from tastemaker.serve.people import Caller

__all__ = ["BEGUN", "Asked", "Told"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Begun:
    """The turn has been let in, and what was sent can be read."""


BEGUN: Final = Begun()
LETTERS: Final = 4
"""Of a token, about."""
NAMELESS: Final = 5000
"""States kept of all conversations together of a tenant's people who gave no name."""
Told: TypeAlias = "Begun | Happening | Usage"


@dataclass(frozen=True, slots=True)
class Asked:
    """A turn to be answered."""

    text: str
    picture: str
    """A data URI, or nothing."""
    person: str
    thread: str | None = None
    recalled: Recalled | None = None
    passing: bool = False
    """Whether nothing is to be remembered of this person."""

    @classmethod
    def of(cls, request: ChatRequest, caller: Caller) -> Asked:
        """What a caller's request asks. Raises BadMessage."""
        said = [message for message in request.messages if message.role in ("user", "assistant")]
        if not said or said[-1].role != "user":
            raise BadMessage("the last message must be the user's: it is the one that is answered")
        text, pictures = _parts(said[-1].content)
        if len(pictures) > 1:
            raise BadMessage(f"a message may hold one picture, found {len(pictures)}: send them one by one")
        picture = pictures[0] if pictures else ""
        own = people.person(caller, request.user) if request.user is not None else None
        if request.thread is not None:
            thread = request.thread
            person = own or people.somebody(caller, thread)
            return cls(text, picture, person, thread=thread, passing=own is None)
        before, last = tuple(_said(one) for one in said[:-1]), _said(said[-1])[1]
        if own is not None:
            return cls(text, picture, own, recalled=Recalled(before, last, own))
        shared = Recalled(before, last, people.somebody(caller, "anybody"), most=NAMELESS)
        return cls(text, picture, people.somebody(caller), recalled=shared, passing=True)

    def answered(self, agent: Agent, stop: threading.Event) -> Iterator[Told]:
        """The turn, bit by bit: that it has begun, what happens, the Reply, and what it took."""
        try:
            happenings = agent.stream(
                self.text,
                user=self.person,
                thread=self.thread,
                image=decoded(self.picture) if self.picture else None,
                recalled=self.recalled,
                stop=stop,
            )
            yield BEGUN
            for one in happenings:
                yield one
                if isinstance(one, Reply):
                    yield self._usage(agent, one)
        finally:
            if self.passing:
                agent.memory.erase(self.person)

    def _usage(self, agent: Agent, reply: Reply) -> Usage:
        before = self.recalled.said if self.recalled else ()
        sent = "\n".join([*(text for _, text in before), self.text])
        prompt, said = (_tokens(agent, text) for text in (sent, reply.text))
        return Usage(prompt_tokens=prompt, completion_tokens=said, total_tokens=prompt + said)


def _tokens(agent: Agent, text: str) -> int:
    """How many a text has; a guess by its letters when the model has gone, as the reply is there already."""
    try:
        return agent.engine.count([{"role": "user", "content": text}])
    except TastemakerError as wrong:
        log.warning("tokens are guessed by letters: %s", wrong)
        return -(-len(text) // LETTERS)


def _said(message: Message) -> Said:
    """A message as a conversation is recognised by it: pictures by their digest."""
    text, pictures = _parts(message.content)
    seen = [f"[picture {hashlib.sha256(url.encode()).hexdigest()}]" for url in pictures]
    who: Literal["user", "assistant"] = "assistant" if message.role == "assistant" else "user"
    return who, "\n".join([text, *seen])


def _parts(content: Content) -> tuple[str, Sequence[str]]:
    """The words and the pictures of a message."""
    if content is None or isinstance(content, str):
        return content or "", ()
    words = [part.text for part in content if isinstance(part, TextPart)]
    return "\n".join(words), [part.image_url.url for part in content if isinstance(part, ImagePart)]
