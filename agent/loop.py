"""The agent loop: LangChain's `create_agent` with our middleware around model and tools."""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NotRequired, TypeAlias, cast

from langchain.agents import AgentState, create_agent
from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import (
    AIMessage,
    AnyMessage,
    HumanMessage,
    RemoveMessage,
    SystemMessage,
    ToolMessage,
)
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph.state import CompiledStateGraph
from langgraph.prebuilt.tool_node import ToolCallRequest
from langgraph.runtime import Runtime
from langgraph.types import Command

from tastemaker.agent.chat_model import (
    EngineChatModel,
    answer,
    as_tool,
    drafts_of,
    to_message,
    tool_calls,
)
from tastemaker.agent.engines.elsewhere import heeding
from tastemaker.agent.events import CardsShown, MediaMade, StepDone
from tastemaker.agent.grounds import Grounds, named
from tastemaker.agent.markers import mentioned
from tastemaker.agent.speech import Speech
from tastemaker.agent.system import system
from tastemaker.agent.turn import Turn
from tastemaker.agent.window import Prompt, fit, reserve
from tastemaker.contracts import Step, ToolCall, ToolSpec
from tastemaker.prompts.loader import render
from tastemaker.tools.cards import NOTHING
from tastemaker.tools.cards import message as as_told
from tastemaker.tools.registry import MISTAKE, call
from tastemaker.tools.result import Made, Shown
from tastemaker.tools.taste import about, taste_of

if TYPE_CHECKING:
    from tastemaker.catalog.catalog import Catalog
    from tastemaker.contracts import Engine
    from tastemaker.tools.session import Session

__all__ = ["CALLS", "LAST", "OWN", "Conversation", "Graph", "build", "clicked", "offered"]

CALLS: Final = 4
"""Tool calls a turn may make; then the model must answer."""
WARMER: Final = 0.7
"""The temperature at which a reply is drawn again, of which nothing could be let out."""
LONGEST: Final = 200
"""Messages a thread keeps."""
OWN: Final = 4
"""The person's messages whose words a reply may repeat."""
LAST: Final = "Keeping.after_agent"
"""The node with which a turn ends."""


class Conversation(AgentState[Any]):
    """What a thread keeps: its messages, the view as JSON, and the last picture (base64 JPEG)."""

    view: NotRequired[str]
    picture: NotRequired[str]


Graph: TypeAlias = "CompiledStateGraph[Any, Turn, Any, Any]"
Handler: TypeAlias = Callable[[ModelRequest[Turn]], ModelResponse[Any]]


def build(
    catalog: Catalog, engine: Engine, *, specs: Sequence[ToolSpec], saver: BaseCheckpointSaver[str]
) -> Graph:
    """The graph that answers turns over one catalog with one engine; whose turn it is comes as context."""
    return create_agent(
        EngineChatModel(engine=engine, specs=tuple(specs)),
        [as_tool(spec) for spec in specs],
        middleware=[OneByOne(), Asking(catalog, engine, tuple(specs)), Toolbox(engine), Keeping()],
        state_schema=Conversation,
        context_schema=Turn,
        checkpointer=saver,
    )


class OneByOne(AgentMiddleware[Any, Turn]):
    """Calls that a model makes in one breath run one after another, each seeing what the one before did.

    LangGraph would run them side by side, and "search, then details of 1" would lose its order.
    """

    def wrap_model_call(self, request: ModelRequest[Turn], handler: Handler) -> ModelResponse[Any]:
        """The next waiting call, or else what the model answers."""
        waiting = request.runtime.context.waiting
        if waiting:
            return ModelResponse(result=[answer("", [waiting.pop(0)])])
        response = handler(request)
        said = response.result[0]
        if isinstance(said, AIMessage) and len(said.tool_calls) > 1:
            first, *others = tool_calls(said)
            waiting.extend(others)
            return ModelResponse(result=[answer(said.text, [first])])
        return response


class Asking(AgentMiddleware[Any, Turn]):
    """Writes the system message, fits the conversation into the window, and checks what the model says."""

    def __init__(self, catalog: Catalog, engine: Engine, specs: tuple[ToolSpec, ...]) -> None:
        super().__init__()
        self._catalog, self._engine, self._specs = catalog, engine, specs

    def wrap_model_call(self, request: ModelRequest[Turn], handler: Handler) -> ModelResponse[Any]:
        """Ask the model; its text leaves sentence by sentence, as far as the cards bear it out."""
        with heeding(request.runtime.context.check):
            return self._asked(request, handler)

    def _asked(self, request: ModelRequest[Turn], handler: Handler) -> ModelResponse[Any]:
        turn = request.runtime.context
        turn.emit = request.runtime.stream_writer
        last = turn.repeated or len(turn.steps) >= CALLS
        specs = () if last else self._specs
        prompt = self._prompt(turn, request.messages, specs)
        asked = request.override(
            system_message=SystemMessage(prompt.system),
            messages=prompt.messages,
            tools=[] if last else request.tools,
        )
        opening = turn.opening
        if not drafts_of(self._engine):  # it was told, and says so itself
            turn.opening = ""
        for warmth in (0.0, WARMER):
            text, calls = self._heard(asked, handler, self._grounds(turn, request.messages), warmth=warmth)
            if calls or turn.spoken:
                return ModelResponse(result=[answer(text, calls)])
        numbers = [turn.session.view.number(card.id) for card in turn.cards]
        text = fallback(numbers, heard=turn.heard, made=turn.made)
        turn.opening = opening
        turn.say(turn.rendered(text))
        return ModelResponse(result=[answer(text)])

    def _heard(
        self, asked: ModelRequest[Turn], handler: Handler, grounds: Grounds, *, warmth: float
    ) -> tuple[str, list[ToolCall]]:
        """What the model says, as far as it was let out, and what it calls.

        Where a small model was asked something of an item and says something else, the card's answer is told
        in its place; where it was to keep a name and says another, what the tool kept.
        """
        turn = asked.runtime.context
        held = bool((grounds.about or grounds.kept) and drafts_of(self._engine))
        speech = Speech(
            check=grounds.mended, out=lambda text: None if held else turn.say(turn.rendered(text))
        )
        settings = {
            "on_text": speech.hear,
            "prefer": grounds.worth,
            "max_new_tokens": reserve(self._engine.window),
            "check": turn.check,
            "temperature": warmth,
            "seed": _seed(asked.messages),
        }
        said = handler(asked.override(model_settings=settings)).result[0]
        calls = tool_calls(said) if isinstance(said, AIMessage) and asked.tools else []
        text = speech.finish()
        if held and not calls:
            text = text if grounds.answers(text) else grounds.plainly or fallback([], heard=turn.heard)
            if text:
                turn.say(turn.rendered(text))
        return text, calls

    def _prompt(self, turn: Turn, messages: Sequence[AnyMessage], specs: Sequence[ToolSpec]) -> Prompt:
        """What fits the window, the picture of this turn included."""
        session, profile = turn.session, self._catalog.profile
        known = about(taste_of(self._catalog, session.memory, session.user))
        systems = [system(profile, self._catalog.fields, about=lines) for lines in (known, [])]

        def count(prompt: Prompt) -> int:
            given = [to_message(SystemMessage(prompt.system)), *map(to_message, prompt.messages)]
            return self._engine.count(given, tools=specs)

        room = self._engine.window - reserve(self._engine.window)
        return fit(_pictured(messages, turn), systems=systems, count=count, room=room)

    def _grounds(self, turn: Turn, messages: Sequence[AnyMessage]) -> Grounds:
        """What a reply of this turn may say: what the cards in view bear out at the time of speaking.

        It may repeat what the person has said lately, and what is known of them.
        """
        view = turn.session.view
        own = [message.text for message in messages if message.type == "human"][-OWN:]
        known = taste_of(self._catalog, turn.session.memory, turn.session.user)
        said = " ; ".join([*own, *about(known)])
        last = turn.steps[-1] if turn.steps else None
        told = last is not None and last.tool == "details" and not turn.heard.startswith(MISTAKE)
        asked = str(last.args.get("about") or "description") if last and told else ""
        kept = {"remember": known.statements[-1:], "taste": known.statements}.get(
            last.tool if last else "", ()
        )
        return Grounds(
            turn.view(),
            self._catalog,
            said=said,
            it=view.number(view.focus),
            where=view.where,
            names=named([*known.said("like"), *known.said("dislike"), *known.lately()]),
            kept=named(one.text for one in kept),
            about=asked,
        )


class Toolbox(AgentMiddleware[Any, Turn]):
    """Runs our tools with the person's session, measures them, and shows their cards at once.

    That cards are not all that was asked for is said for a small model, which has not learnt to.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._small = bool(drafts_of(engine))

    def wrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], ToolMessage | Command[Any]]
    ) -> ToolMessage | Command[Any]:
        """The tool's answer as a message; a call made before in this turn is not made again."""
        turn = cast("Turn", request.runtime.context)
        turn.check()
        made, wanted = request.tool_call, ToolCall(request.tool_call["name"], request.tool_call["args"])
        key = (wanted.name, json.dumps(wanted.arguments, sort_keys=True, default=str))
        if key in turn.answers:
            turn.repeated = True
            return ToolMessage(turn.answers[key], tool_call_id=made["id"], name=wanted.name)
        with heeding(turn.check):
            result, text = self._timed(turn, wanted)
        turn.answers[key] = turn.heard = text
        told = ToolMessage(text, tool_call_id=made["id"], name=wanted.name)
        told.additional_kwargs["new_list"] = isinstance(result, Shown) and result.new
        return Command(update={"messages": [told], "view": turn.session.view.to_json()})

    def _timed(self, turn: Turn, wanted: ToolCall) -> tuple[Any, str]:
        began = time.perf_counter()
        result, text = call(turn.session, wanted.name, wanted.arguments)
        step = Step(wanted.name, dict(wanted.arguments), (time.perf_counter() - began) * 1000)
        turn.steps.append(step)
        turn.shown(result)
        turn.emit(StepDone(step))
        if isinstance(result, Shown) and result.lacking:
            turn.opening = _opening(result, turn)
            text = as_told(replace(result, note="")) if self._small else text
        if isinstance(result, Shown) and result.cards:
            numbers, cards = zip(*result.cards, strict=True)
            turn.emit(CardsShown(cards, numbers, new=result.new))
        if isinstance(result, Made) and result.joined:
            turn.emit(CardsShown((result.card,), (result.number,)))
        if isinstance(result, Made) and result.media:
            turn.emit(MediaMade(result.media))
        return result, text


class Keeping(AgentMiddleware[Any, Turn]):
    """Leaves the thread as the next turn should find it."""

    def after_agent(self, state: Any, runtime: Runtime[Turn]) -> dict[str, Any]:
        """A reply about one card makes it what "it" means; a very long thread loses its oldest turns."""
        view = runtime.context.session.view
        about = mentioned(state["messages"][-1].text, runtime.context.view(), it=view.number(view.focus))
        if len(about) == 1:
            view = replace(view, focus=about[0].id)
        old = _oldest(state["messages"])
        return {"view": view.to_json(), "messages": [RemoveMessage(id=str(message.id)) for message in old]}


def clicked(session: Session, asked: str, shown: Shown) -> dict[str, Any]:
    """What a thread keeps of a turn that a button made: a search in the person's name, and its cards."""
    call = answer("", [ToolCall("search", {"query": asked})])
    told = ToolMessage(as_told(shown), tool_call_id=call.tool_calls[0]["id"], name="search")
    told.additional_kwargs["new_list"] = True
    said = answer(fallback([number for number, _ in shown.cards]))
    return {"messages": [HumanMessage(asked), call, told, said], "view": session.view.to_json()}


def _opening(shown: Shown, turn: Turn) -> str:
    """That the cards are not all that was asked for, and what had to give way."""
    more = len(turn.session.view.shown) > len(shown.cards)
    return render("nearest", lacking=shown.lacking, more=more).strip()


def _seed(messages: Sequence[AnyMessage]) -> int:
    """Replies of a thread are drawn apart from each other; the same thread gets the same."""
    said = [message.text for message in messages if message.type == "human"]
    return zlib.crc32("\n".join(said).encode())


def _oldest(messages: Sequence[AnyMessage]) -> list[AnyMessage]:
    """The messages beyond the longest thread, up to the start of a turn."""
    starts = [i for i, message in enumerate(messages) if message.type == "human"]
    first = next((i for i in starts if len(messages) - i <= LONGEST), 0)
    return list(messages[:first])


def fallback(numbers: Sequence[int], *, heard: str = "", made: Made | None = None) -> str:
    """A plain sentence for a turn whose text is empty.

    A small model now and then ends its answer at once, or says only what the cards do not bear out; the
    person still gets what was made, the cards, presented by their markers, or what the last tool answered,
    rather than silence.
    """
    said = "" if heard.startswith(MISTAKE) else heard
    nothing = heard == NOTHING
    return render("fallback", numbers=list(numbers), heard=said, nothing=nothing, made=made).strip()


def _pictured(messages: Sequence[AnyMessage], turn: Turn) -> list[AnyMessage]:
    """The picture goes with the message it came with; of earlier ones only the fact remains."""
    last = max((i for i, message in enumerate(messages) if message.type == "human"), default=-1)
    given: list[AnyMessage] = []
    for i, message in enumerate(messages):
        if message.type == "human" and message.additional_kwargs.get("picture"):
            parts = [
                {"type": "image", "image": turn.session.picture},
                {"type": "text", "text": message.text},
            ]
            now = i == last and turn.session.picture is not None
            content = parts if now else f"(picture) {message.text}"
            given.append(message.model_copy(update={"content": content}))
        else:
            given.append(message)
    return given


def offered(engine: Engine, specs: Sequence[ToolSpec]) -> tuple[ToolSpec, ...]:
    """The tools a model is told of: a small one is only told of those it was taught."""
    known = engine.tools
    return tuple(spec for spec in specs if known is None or spec.name in known)
