"""Conversations that their callers keep, and send along with every message, as OpenAI's protocol has it.

Each state of such a conversation is kept under a digest of what was said in it. Whoever sends all of it finds
its cards and picture again, may go back to an earlier state, and reaches nobody else's.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from tastemaker.agent.threads import thread_id

if TYPE_CHECKING:
    from langchain_core.messages import AnyMessage

__all__ = ["Recalled", "Said"]

Said: TypeAlias = tuple[Literal["user", "assistant"], str]
"""Who said what."""
PREFIX: Final = "said:"
MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Recalled:
    """What was said before, and the message that is to be answered."""

    said: tuple[Said, ...]
    """Every message of the person and every reply so far."""
    message: str
    """What is to be answered, as the caller will send it again."""
    owner: str
    """Whose it is: the same words of somebody else are another conversation."""
    most: int = MOST
    """States kept of the owner's conversations."""

    @property
    def key(self) -> str:
        """Under which its state is kept."""
        plain = json.dumps([[role, text.strip()] for role, text in self.said])
        return thread_id(self.owner, PREFIX + hashlib.sha256(plain.encode()).hexdigest())

    @property
    def prefix(self) -> str:
        """How the keys of all the owner's conversations begin."""
        return thread_id(self.owner, PREFIX)

    def turn(self) -> str:
        """A key for one turn that goes on from here; no other turn has it."""
        return thread_id(self.owner, f"turn:{uuid.uuid4().hex}")

    def then(self, reply: str) -> Recalled:
        """The conversation after this reply."""
        said: tuple[Said, ...] = (*self.said, ("user", self.message), ("assistant", reply))
        return Recalled(said, "", self.owner)

    def messages(self) -> list[AnyMessage]:
        """As LangChain has them."""
        from langchain_core.messages import AIMessage, HumanMessage

        return [HumanMessage(text) if role == "user" else AIMessage(text) for role, text in self.said]
