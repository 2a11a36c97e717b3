"""LangChain's view of an `Engine`: a chat model that hands our messages and tools on unchanged."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import LanguageModelInput
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool

from tastemaker.abilities import Drafting
from tastemaker.contracts import Delta, Engine, Message, TextDelta, ToolCall, ToolSpec

__all__ = ["EngineChatModel", "answer", "as_tool", "drafts_of", "to_message", "tool_calls"]

ROLES = {"human": "user", "ai": "assistant", "system": "system", "tool": "tool"}


class EngineChatModel(BaseChatModel):
    """A LangChain chat model around one of our engines.

    `specs` are the tools with their grammars, which LangChain's own tool form cannot carry.
    Text is handed to `on_text` piece by piece, while it is generated; whatever `check` raises ends it.
    """

    engine: Any
    specs: tuple[ToolSpec, ...] = ()

    @property
    def _llm_type(self) -> str:
        engine: Engine = self.engine
        return f"tastemaker-{engine.name}"

    def bind_tools(
        self, tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool], **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Bind the tools of these names, as the engine knows them."""
        names = [tool["function"]["name"] for tool in tools if isinstance(tool, dict)]
        kwargs.pop("tool_choice", None)
        return self.bind(tools=tuple(spec for spec in self.specs if spec.name in names), **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        *,
        tools: Sequence[ToolSpec] = (),
        max_new_tokens: int = 256,
        on_text: Callable[[str], None] | None = None,
        check: Callable[[], None] | None = None,
        temperature: float = 0.0,
        **kwargs: Any,
    ) -> ChatResult:
        said, calls = [], []
        engine: Engine = self.engine
        how = {"temperature": temperature, "seed": kwargs.get("seed", 0)}
        if not temperature:  # what is drawn warm is one draft
            how |= drafts_of(engine, kwargs.get("prefer"))
        chat = partial(engine.chat, tools=tools, max_new_tokens=max_new_tokens, **how)
        for delta in _checked(chat, messages, check or (lambda: None)):
            if isinstance(delta, TextDelta):
                said.append(delta.text)
                if on_text:
                    on_text(delta.text)
            else:
                calls.append(delta)
        return ChatResult(generations=[ChatGeneration(message=answer("".join(said), calls))])


def drafts_of(engine: Engine, prefer: Callable[[str], int] | None = None) -> dict[str, Any]:
    """How an engine is asked for a reply: for several drafts where they suit its model, and which of them."""
    drafts = engine.drafts if isinstance(engine, Drafting) else 1
    return {"drafts": drafts, "prefer": prefer} if drafts > 1 else {}


def _checked(
    chat: Callable[[list[Message]], Iterator[Delta]],
    messages: Sequence[BaseMessage],
    check: Callable[[], None],
) -> Iterator[Delta]:
    """What an engine says; `check` may raise between two pieces, and the engine stops at once."""
    check()
    deltas = chat([to_message(message) for message in messages])
    try:
        for delta in deltas:
            check()
            yield delta
    finally:
        if isinstance(deltas, Generator):
            deltas.close()


def answer(text: str, calls: Sequence[ToolCall] = ()) -> AIMessage:
    """What an engine answered, as LangChain's message."""
    made = [
        {"name": c.name, "args": dict(c.arguments), "id": uuid.uuid4().hex, "type": "tool_call"}
        for c in calls
    ]
    return AIMessage(content=text, tool_calls=made)


def tool_calls(message: AIMessage) -> list[ToolCall]:
    """The calls in LangChain's message, as our own."""
    return [ToolCall(call["name"], call["args"]) for call in message.tool_calls]


def as_tool(spec: ToolSpec) -> dict[str, Any]:
    """A tool in OpenAI's form, by which LangChain knows that it exists; our middleware runs it."""
    function = {"name": spec.name, "description": spec.description, "parameters": dict(spec.parameters)}
    return {"type": "function", "function": function}


def to_message(message: BaseMessage) -> Message:
    """A LangChain message in the form of `contracts.Message`."""
    made: Message = {"role": ROLES[message.type], "content": message.content}
    if isinstance(message, AIMessage) and message.tool_calls:
        made["tool_calls"] = [
            {
                "id": call["id"],
                "type": "function",
                "function": {"name": call["name"], "arguments": dict(call["args"])},
            }
            for call in message.tool_calls
        ]
    if isinstance(message, ToolMessage):
        made["tool_call_id"], made["name"] = message.tool_call_id, message.name or ""
    return made
