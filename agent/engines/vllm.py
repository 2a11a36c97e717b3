"""The engine behind a vLLM server: the same messages, tools, grammars and adapters, answered elsewhere.

vLLM renders the chat template, keeps the prefixes, batches everybody's steps and parses the tool calls. Our
grammar goes with each request, so a call still fits its schema; for it the server has to be started with
`--structured-outputs-config.backend guidance` (`tastemaker serve --with-vllm` does that).
"""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tastemaker.agent.engines.guided import Marks, calls_grammar, json_grammar
from tastemaker.agent.engines.heard import WORDS
from tastemaker.agent.engines.hearing import Hearing
from tastemaker.agent.engines.markup import CLOSE, OPEN, function, tidy
from tastemaker.agent.engines.model_server import ModelServer
from tastemaker.agent.engines.opinion import settled
from tastemaker.agent.engines.quoting import heard_in, quoted, taught
from tastemaker.agent.engines.vllm_adapters import Bases, Lora
from tastemaker.contracts import Delta, Message, TextDelta, ToolCall, ToolSpec
from tastemaker.errors import BadAdapter, ModelError, ModelUnreachable, NotServed

if TYPE_CHECKING:
    from tastemaker.agent.engines.models import Loaded
    from tastemaker.contracts import Picture

__all__ = ["VllmEngine"]

CONTROL: Final = re.compile(r"<(?=[|/]*[A-Za-z_]+[|]?>)|\[(?=/?[A-Z_]{2,}\])")
"""What may begin a control token: text that is data must not spell one."""
APART: Final = "\u200b"
"""A space of no width."""


@dataclass(frozen=True, slots=True)
class Served:
    """What a server says of the model it serves."""

    id: str
    window: int
    marks: Marks

    @property
    def config(self) -> Mapping[str, Any]:
        """What its config says for engines; a server shows it of no model, so it is known of mini alone."""
        return _config_of(Path(self.id).name)


class VllmEngine:
    """A model behind a URL. The server is asked about it when it is first needed, and again when it was away.

    >>> engine = VllmEngine("http://localhost:8123/v1")  # doctest: +SKIP
    >>> for delta in engine.chat([{"role": "user", "content": "Hello"}]): ...  # doctest: +SKIP
    """

    def __init__(self, address: str, *, adapter: Path | None = None) -> None:
        """With an `adapter`, a folder that the server can read too, answers come from the model with it.

        Raises BadAdapter for a strategy that vLLM cannot serve.
        """
        self.server = ModelServer(address)
        self.name = self.server.wanted or "vllm"
        self._address, self._folder = address, adapter
        self._adapter = None if adapter is None else Lora.of(adapter)
        self._served: Served | None = None
        self._loaded: Loaded | None = None
        self._guard = threading.Lock()
        self._bases = Bases()

    def adapted(self, adapter: Path | None) -> VllmEngine:
        """The same server with another adapter, or none. Raises BadAdapter."""
        if adapter is not None and (adapter / "model").is_dir():
            raise BadAdapter(
                f"the adapter {adapter} is a whole model (strategy 'full'), and the server has another: "
                f"vllm serve {adapter / 'model'}, or train with --strategy lora"
            )
        other = VllmEngine(self._address, adapter=adapter)
        other.server, other._bases = self.server, self._bases
        return other

    @property
    def adapter_bytes(self) -> int:
        """What the adapter takes, by its file."""
        return self._adapter.bytes if self._adapter else 0

    def unload(self) -> None:
        """Have the server let the adapter go, until it is asked for."""
        if self._adapter is not None:
            self._adapter.unload(self.server)
            self._forget()

    @property
    def loaded(self) -> Loaded:
        """The adapter's base with the adapter, in this process: for who reads and ranks with it."""
        from tastemaker.agent.engines.about import About
        from tastemaker.agent.engines.models import beside, load

        assert self._folder is not None, "without an adapter nobody ranks with the language model"
        with self._guard:
            if self._loaded is None and (self._folder / "model").is_dir():
                self._loaded = load(str(self._folder / "model"))
            elif self._loaded is None:
                self._loaded = beside(self._bases.of(About.read(self._folder).base), self._folder)
            return self._loaded

    @property
    def window(self) -> int:
        """The longest prompt plus answer, in tokens."""
        return self._about().window

    @property
    def tools(self) -> frozenset[str] | None:
        """The tools the model was taught; None: as many as there are."""
        try:
            return taught(self._about().config)
        except ModelUnreachable:  # whoever opens an agent need not wait for its model
            return taught(_config_of(self.server.wanted))

    def chat(
        self,
        messages: Sequence[Message],
        *,
        tools: Sequence[ToolSpec] = (),
        max_new_tokens: int = 256,
        temperature: float = 0.0,
        seed: int = 0,
        schema: Mapping[str, Any] | None = None,
    ) -> Iterator[Delta]:
        """Answer the messages: text in pieces as it is generated, or tool calls, or JSON along a schema.

        Closing the iterator stops the generation. Raises ModelUnreachable while the server is away.
        """
        about = self._about()
        body = self._asked(messages, tools) | {
            "max_tokens": max_new_tokens, "temperature": temperature, "seed": seed,
        }  # fmt: skip
        if schema is not None:
            body["structured_outputs"] = {"grammar": json_grammar(schema)}
        elif tools:
            heard = heard_in(_hearing() if about.config else None, messages, tools)
            bound = quoted(tools, messages, heard) if about.config.get("quotes_arguments") else tools
            body["tool_choice"] = "auto"
            body["structured_outputs"] = {"grammar": _grammar(bound, about.marks, settled(heard))}
        return self._answer(body)

    def count(self, messages: Sequence[Message], *, tools: Sequence[ToolSpec] = ()) -> int:
        """The length of the rendered prompt in tokens, pictures included."""
        body = self._asked(messages, tools)
        if any(_pictures(message) for message in messages):
            answer = self._sent("/v1/chat/completions", body | {"max_tokens": 1})
            return int(answer["usage"]["prompt_tokens"])
        return int(self._sent("/tokenize", body)["count"])

    def score(self, messages: Sequence[Message], continuations: Sequence[str]) -> list[float]:
        """The log-probability (natural log, summed over tokens) of each continuation as the answer."""
        prompt = self._sent("/tokenize", self._asked(messages, ()))["tokens"]
        return [self._log_probability(prompt, text) for text in continuations]

    # -- what is asked

    def _asked(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> dict[str, Any]:
        """A request's conversation and tools, in OpenAI's form."""
        body: dict[str, Any] = {"messages": [_in_form(message) for message in messages]}
        return body | {"tools": [function(tool) for tool in tools]} if tools else body

    def _log_probability(self, prompt: Sequence[int], text: str) -> float:
        said = self._sent("/tokenize", {"prompt": _harmless(text), "add_special_tokens": False})["tokens"]
        if not said:
            return 0.0
        body = {"prompt": [*prompt, *said], "max_tokens": 1, "prompt_logprobs": 0, "temperature": 0.0}
        found = self._sent("/v1/completions", body)["choices"][0]["prompt_logprobs"]
        odds = zip(found[len(prompt) :], said, strict=True)
        return float(sum(place[str(token)]["logprob"] for place, token in odds))

    # -- what comes back

    def _answer(self, body: dict[str, Any]) -> Iterator[Delta]:
        """Text as it comes; the calls when they are whole."""
        calls: dict[int, list[str]] = {}
        started, ended = False, ""
        for event in self._streamed("/v1/chat/completions", body):
            for choice in event.get("choices", ()):
                delta, ended = choice.get("delta", {}), choice.get("finish_reason") or ended
                text = delta.get("content") or ""
                text = text if started else text.lstrip()
                if text and not calls:
                    started = True
                    yield TextDelta(text)
                for part in delta.get("tool_calls") or ():
                    name, arguments = calls.setdefault(part["index"], ["", ""])
                    about = part.get("function", {})
                    calls[part["index"]] = [
                        name + (about.get("name") or ""),
                        arguments + (about.get("arguments") or ""),
                    ]
        for _, (name, arguments) in sorted(calls.items()):
            yield ToolCall(name, _arguments(name, arguments, cut=ended == "length"))

    # -- the server

    def _about(self) -> Served:
        with self._guard:
            if self._served is None:
                found = self._look()
                if self._adapter is not None:
                    self._adapter.load(self.server)
                self._served = found
            return self._served

    def _look(self) -> Served:
        """Which model is served, by its card; adapters name a parent."""
        cards = self.server.get("/v1/models").get("data", [])
        wanted = self.server.wanted
        found = [c for c in cards if (c["id"] == wanted if wanted else not c.get("parent"))]
        if not found:
            names = ", ".join(str(card["id"]) for card in cards) or "nothing"
            raise NotServed(f"no model {wanted!r} at {self.server.base}: it serves {names}")
        id = str(found[0]["id"])
        window = found[0].get("max_model_len")
        if window is None:
            raise NotServed(f"{self.server.base} does not say how long a prompt may be: it is no vLLM")
        opened, closed = (self._single(id, mark) for mark in (OPEN, CLOSE))
        marks = Marks(opened, closed, newline=None) if opened and closed else Marks(newline=None)
        return Served(id, int(window), marks)

    def _single(self, id: str, text: str) -> int | None:
        """The token that is this text; None where it takes several."""
        body = {"model": id, "prompt": text, "add_special_tokens": False}
        tokens = self.server.post("/tokenize", body)["tokens"]
        return int(tokens[0]) if len(tokens) == 1 else None

    def _model(self) -> str:
        about = self._about()
        return about.id if self._adapter is None else self._adapter.name

    def _sent(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        [found] = self._tried(lambda: iter([self.server.post(path, {"model": self._model(), **body})]))
        return found

    def _streamed(self, path: str, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
        return self._tried(lambda: self.server.stream(path, {"model": self._model(), **body}))

    def _tried(self, ask: Callable[[], Iterator[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
        """What is answered. An adapter may be gone, unloaded or with the server: then it is loaded again."""
        try:
            yield from ask()
        except (ModelUnreachable, NotServed) as wrong:
            self._forget()
            if self._adapter is None or isinstance(wrong, ModelUnreachable):
                raise
            yield from ask()

    def _forget(self) -> None:
        """Ask again next time: it may come back with another model, and without the adapter."""
        with self._guard:
            self._served = None


@cache
def _config_of(name: str) -> Mapping[str, Any]:
    """mini's config; nothing for another model."""
    from tastemaker.agent.engines import MINI

    return json.loads((MINI / "config.json").read_text("utf-8")) if name == MINI.name else {}


@cache
def _hearing() -> Hearing | None:
    """What hears messages beside mini."""
    from tastemaker.agent.engines import MINI

    return Hearing.beside(MINI)


def _grammar(tools: Sequence[ToolSpec], marks: Marks, sure: str | None = None) -> str:
    """Free text, and from an opening mark on nothing but calls; only what is sure, where something is.

    A server's model cannot be weighed with what was heard, so only what is all but sure is taken from it.
    """
    text = "TEXT: /(.|\\n)*/\n"
    if sure == WORDS:
        return f"start: TEXT\n{text}"
    known = [tool for tool in tools if tool.name == sure]
    calls = calls_grammar(known or tools, marks).replace("start:", "calls:", 1)
    start = f"{marks.opening} calls" if known else f"TEXT | TEXT {marks.opening} calls"
    return f"start: {start}\n{text}{calls}"


def _arguments(name: str, text: str, *, cut: bool) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError as wrong:
        why = "was cut off: allow more tokens" if cut else "is no JSON: start vLLM with the guidance backend"
        raise ModelError(f"a call of {name or 'a tool'} {why}") from wrong
    if not isinstance(found, dict):
        raise ModelError(f"a call of {name or 'a tool'} has arguments that are no object")
    return tidy(found)


def _in_form(message: Message) -> dict[str, Any]:
    """A message in OpenAI's form: pictures as data, arguments as text, and no control tokens in its words."""
    made: dict[str, Any] = dict(message)
    content = message.get("content") or ""
    made["content"] = (
        _harmless(content) if isinstance(content, str) else [_part_in_form(part) for part in content]
    )
    if message.get("tool_calls"):
        made["tool_calls"] = [
            {**one, "function": {**one["function"], "arguments": _as_text(one["function"]["arguments"])}}
            for one in message["tool_calls"]
        ]
    return made


def _as_text(arguments: Any) -> str:
    return _harmless(arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False))


def _part_in_form(part: dict[str, Any]) -> dict[str, Any]:
    if part.get("type") == "image":
        return {"type": "image_url", "image_url": {"url": _as_data(part["image"])}}
    return {**part, "text": _harmless(part.get("text", ""))}


def _as_data(picture: Picture) -> str:
    """A picture as a data URL."""
    file = BytesIO()
    picture.convert("RGB").save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def _harmless(text: str) -> str:
    """The text with everything that could be a control token taken apart.

    >>> _harmless("a <|im_end|> b").replace(APART, "~")
    'a <~|im_end|> b'
    """
    return CONTROL.sub(lambda found: found[0] + APART, text)


def _pictures(message: Message) -> bool:
    content = message.get("content")
    return isinstance(content, list) and any(part.get("type") == "image" for part in content)
