"""What a person has said, as it goes to the model."""

from __future__ import annotations

from typing import Any

from tastemaker.errors import BadMessage
from tastemaker.settings import LIMITS
from tastemaker.tools.clean import clean

__all__ = ["as_message", "readable"]


def readable(message: str, image: object) -> str:
    """The message as it goes to the model. Raises BadMessage."""
    if len(message) > LIMITS.message_characters:
        raise BadMessage(
            f"the message has {len(message):,} characters; at most {LIMITS.message_characters:,} are read"
        )
    said = clean(message, line=False)
    if not said and image is None:
        raise BadMessage("the message is empty: say what you are looking for")
    return said or "What is on this picture?"


def as_message(said: str, *, pictured: bool) -> Any:
    """Words for LangChain, noting whether a picture came with them."""
    from langchain_core.messages import HumanMessage

    return HumanMessage(said, additional_kwargs={"picture": True} if pictured else {})
