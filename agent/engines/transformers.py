"""The engine that runs a model in this process, through Hugging Face transformers.

It decodes token by token with a loop of its own: that makes streaming, guidance and stopping exact,
and lets several people share one model, since the steps of all who wait are one pass (`batching`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from tastemaker.agent.engines.along import along
from tastemaker.agent.engines.angles import Angles
from tastemaker.agent.engines.batching import Batch
from tastemaker.agent.engines.control import silent, stops
from tastemaker.agent.engines.decoding import Choice, Run, Spelling
from tastemaker.agent.engines.drafts import Draft, Prefer, begun, best, drawn
from tastemaker.agent.engines.guided import Guide, Walk
from tastemaker.agent.engines.heard import Heard
from tastemaker.agent.engines.markup import OPEN, Markup
from tastemaker.agent.engines.models import Loaded, beside, load
from tastemaker.agent.engines.opinion import Opinion, asked, opinion, weighed
from tastemaker.agent.engines.passes import Passes
from tastemaker.agent.engines.pieces import Choose, Pieces
from tastemaker.agent.engines.prefix import Prefix, PrefixCache
from tastemaker.agent.engines.quoting import heard_in, quoted, taught
from tastemaker.agent.engines.recall import Recalled
from tastemaker.agent.engines.template import Prompt, Template
from tastemaker.contracts import Delta, Message, TextDelta, ToolSpec
from tastemaker.errors import ModelError

__all__ = ["TransformersEngine"]


class TransformersEngine:
    """A LLaVA-style or text-only model in this process.

    >>> engine = TransformersEngine.open("llava-hf/llava-onevision-qwen2-0.5b-ov-hf")  # doctest: +SKIP
    >>> for delta in engine.chat([{"role": "user", "content": "Hello"}]): ...  # doctest: +SKIP
    """

    def __init__(self, loaded: Loaded) -> None:
        self.name = loaded.name
        self._loaded = loaded
        self._model = loaded.model
        self._tokenizer = loaded.tokenizer
        self._template = Template(loaded)
        self._marks = self._template.marks()
        self._stops = stops(self._loaded, self._marks)
        self._passes = Passes(loaded)
        self._size = self._passes.size
        self._guide = Guide(
            loaded.tokenizer, vocabulary=self._size, stops=sorted(self._stops), marks=self._marks
        )
        self._prefixes = self._fresh()
        self._lock = threading.Lock()  # of the tokenizer, the guide and the prefixes
        self._batch = Batch(self._passes)

    @classmethod
    def open(cls, model: str, *, adapter: Path | None = None, device: str = "auto") -> TransformersEngine:
        """Load a folder or hub id."""
        return cls(load(model, adapter=adapter, device=device))

    def adapted(self, adapter: Path | None) -> TransformersEngine:
        """The same model through another LoRA adapter, or none: they share its weights and its passes.

        Raises BadAdapter.
        """
        other = copy(self)
        with self._lock, self._passes.lock:
            other._loaded = beside(self._loaded, adapter)
        other._prefixes = self._fresh()  # what was read through one adapter is of no use to another
        return other

    @property
    def adapter_bytes(self) -> int:
        """What the adapter that it goes through takes in memory."""
        return self._loaded.lora.bytes if self._loaded.lora else 0

    def unload(self) -> None:
        """Nothing: an adapter that nobody holds is gone."""

    @property
    def loaded(self) -> Loaded:
        """The model itself, for who reads and ranks with it."""
        return self._loaded

    @property
    def tools(self) -> frozenset[str] | None:
        """The tools the model was taught; None: as many as there are."""
        return taught(self._model.config.to_dict())

    @property
    def drafts(self) -> int:
        """How many drafts of a reply suit the model, by its config."""
        return self._loaded.drafts

    @property
    def angles(self) -> Angles | None:
        """What reads tastes and texts beside the model; None where nothing does, or it cannot `compose`."""
        return self._loaded.angles if self._passes.shares else None

    @property
    def window(self) -> int:
        """The longest prompt plus answer, in tokens."""
        return self._loaded.window

    def chat(
        self,
        messages: Sequence[Message],
        *,
        tools: Sequence[ToolSpec] = (),
        max_new_tokens: int = 256,
        temperature: float = 0.0,
        seed: int = 0,
        schema: Mapping[str, Any] | None = None,
        drafts: int = 1,
        prefer: Prefer | None = None,
    ) -> Iterator[Delta]:
        """Answer the messages: text in pieces as it is generated, or tool calls, or JSON along a schema.

        A tool call that has begun and a JSON are always finished, in as few tokens as their grammar allows
        once `max_new_tokens` are spent. With several `drafts` an answer in words is drawn so many times, and
        the likeliest given of those that one would `prefer` to all others: whole, with empty pieces
        before it. A model that reads one conversation at a time draws none. Closing the iterator stops it.
        """
        prompt = self._render(messages, tools)
        self._fit(len(prompt.ids) + 1)
        if schema is not None:
            return self._json(prompt, schema, Choice(temperature, seed), budget=max_new_tokens)
        heard = heard_in(self._loaded.hearing, messages, tools)
        if tools and self._loaded.quotes:
            tools = quoted(tools, messages, heard)
        choice = Choice(temperature, seed)
        if drafts > 1 and self._passes.shares and (not tools or self._marks.open_token is not None):

            def draw(fork: Callable[[], Run]) -> list[Draft]:
                return begun(fork, count=drafts, seed=seed, recalled=self._recalled(messages))

            return self._drafted(prompt, tools, choice, draw, prefer, heard, budget=max_new_tokens)
        return self._answer(prompt, tools, choice, heard, budget=max_new_tokens)

    def compose(
        self, messages: Sequence[Message], *, choose: Choose, max_new_tokens: int = 256, seed: int = 0
    ) -> Iterator[Delta]:
        """Answer in words, piece by piece: of several ways to go on the one that is chosen (`pieces`).

        The text comes whole, with empty pieces before it. Closing the iterator stops it.
        """
        prompt = self._render(messages)
        self._fit(len(prompt.ids) + 1)
        read, first = self._begun(prompt)
        text = Pieces(
            fork=lambda run: self._fork(read if run is None else run.prefix),
            read=lambda runs: [logits[-1] for logits in self._batch.steps(runs)],
            leave=self._batch.leave,
            words=self._spelt,
            choose=choose,
            barred=self._silent(tools=False),
            stops=self._stops,
            budget=min(max_new_tokens, self.window - len(prompt.ids)),
            random=torch.Generator().manual_seed(seed),
        )
        yield from (TextDelta("") for _ in text.write(first))
        yield TextDelta(self._spelt(text.said))

    def count(self, messages: Sequence[Message], *, tools: Sequence[ToolSpec] = ()) -> int:
        """The length of the rendered prompt in tokens, pictures included."""
        return len(self._render(messages, tools).ids)

    def score(self, messages: Sequence[Message], continuations: Sequence[str]) -> list[float]:
        """The log-probability (natural log, summed over tokens) of each continuation as the answer."""
        prompt = self._render(messages)
        self._fit(len(prompt.ids))
        prefix, first = self._begun(prompt)
        return [self._log_probability(prefix, first, text) for text in continuations]

    def _log_probability(self, prefix: Prefix, first: torch.Tensor, text: str) -> float:
        tokens = self._encoded(text)
        if not tokens:
            return 0.0
        self._fit(len(prefix.keys) + len(tokens))
        logits = first[None]
        if len(tokens) > 1:
            run = self._fork(prefix, tokens[:-1])
            logits = torch.cat([logits, self._batch.step(run, keep=len(tokens) - 1)])
            self._batch.leave(run)
        chosen = logits.log_softmax(-1).gather(-1, torch.tensor(tokens)[:, None])
        return float(chosen.sum())

    def _render(self, messages: Sequence[Message], tools: Sequence[ToolSpec] = ()) -> Prompt:
        with self._lock:  # a tokenizer must not be used by two threads at once
            return self._template.render(messages, tools)

    def _fit(self, length: int) -> None:
        if length > self.window:
            raise ModelError(
                f"the prompt and answer take at least {length} tokens, the window of {self.name!r} is "
                f"{self.window}: shorten the conversation"
            )

    # -- the steps

    def _start(self, prompt: Prompt, said: Sequence[int] = ()) -> Run:
        """A run that has read what an earlier one left, and is to read the rest."""
        keys, ids = [*prompt.keys, *said], [*prompt.ids, *said]
        with self._lock:
            found, length = self._prefixes.best(keys)
        if found is None or not length:
            return self._run([], self._passes.fresh(), None, ids, keys, dict(prompt.pictures))
        state = found.state if any(key < 0 for key in keys[:length]) else None
        return self._run(keys[:length], found.cut(length), state, ids[length:], keys[length:])

    def _begun(self, prompt: Prompt) -> tuple[Prefix, torch.Tensor]:
        """A prompt that has been read, and the logits of what comes next, float32, shape (vocabulary,)."""
        run = self._start(prompt)
        try:
            first = self._read(run)
        finally:
            self._keep(run)
        return run.prefix, first

    def _fork(self, read: Prefix, tokens: Sequence[int] = ()) -> Run:
        """A run of its own that goes on from what was read, with these tokens to read."""
        return self._run(list(read.keys), read.cut(len(read.keys)), read.state, list(tokens), list(tokens))

    def _run(self, *given: Any) -> Run:
        run = Run(*given)
        run.adapter = self._loaded.lora
        return run

    def _keep(self, run: Run) -> None:
        """The run has ended: what it has read is kept for the next turn."""
        self._batch.leave(run)
        with self._lock:
            self._prefixes.keep(run.prefix)

    def _read(self, run: Run) -> torch.Tensor:
        """Read what is pending; the logits of the next token, float32, shape (vocabulary,)."""
        return self._batch.step(run)[-1]

    # -- the answer

    def _recalled(self, messages: Sequence[Message]) -> Recalled | None:
        """What was written to messages like the last one; None where there is nothing, or a tool answered."""
        stop = min(self._stops)
        recall, said = self._loaded.recall, asked(messages)
        return recall(said, lambda text: [*self._encoded(f" {text}"), stop]) if recall and said else None

    def _encoded(self, text: str) -> list[int]:
        """The tokens of a text, which holds no special ones."""
        with self._lock:
            tokens: list[int] = self._tokenizer.encode(
                text, add_special_tokens=False, split_special_tokens=True
            )
        return tokens

    def _opinion(
        self, prompt: Prompt, tools: Sequence[ToolSpec], heard: Heard | None, read: Prefix | None = None
    ) -> Opinion | None:
        """What the second reader thinks of the tools; None where there is none, or no choice."""
        opening = self._marks.open_token
        if heard is None or opening is None or len(tools) < 2:
            return None
        with self._lock:
            shared, names = self._guide.names([tool.name for tool in tools])
        run = self._fork(read or self._begun(prompt)[0], [opening, *shared])
        ahead = self._read(run).numpy()
        self._batch.leave(run)
        return opinion(weighed(heard, list(names)), ahead, names=names, opening=opening)

    def _answer(
        self,
        prompt: Prompt,
        tools: Sequence[ToolSpec],
        choice: Choice,
        heard: Heard | None = None,
        thought: Opinion | None = None,
        *,
        budget: int,
    ) -> Iterator[Delta]:
        """Free text, and from an opening mark on nothing but tool calls."""
        thought = thought or self._opinion(prompt, tools, heard)
        choice.lean(thought.first if thought else {})
        run, said, silent = self._start(prompt), list[int](), self._silent(bool(tools))
        markup, text = Markup(calls=bool(tools)), Spelling(self._guide, self._marks)
        try:
            while len(said) < min(budget, self.window - len(prompt.ids)):
                token = choice(self._read(run), barred=silent)
                if token in self._stops:
                    break
                run.add([token])
                said.append(token)
                yield from markup.feed(text(token))
                if markup.inside:
                    if self._marks.open_token is None:
                        markup.reopen()
                        self._keep(run)
                        run = self._start(prompt, self._guide.until(said, OPEN))
                    choice.lean(thought.names if thought else {})
                    with self._lock:
                        walk = self._guide.start(tools)
                    yield from self._calls(run, markup, walk, choice, end=len(prompt.ids) + budget)
                    return
            yield from markup.close()
        finally:
            self._keep(run)

    def _drafted(
        self,
        prompt: Prompt,
        tools: Sequence[ToolSpec],
        choice: Choice,
        draw: Callable[[Callable[[], Run]], list[Draft]],
        prefer: Prefer | None,
        heard: Heard | None,
        *,
        budget: int,
    ) -> Iterator[Delta]:
        """The likeliest of several drafts; a call, where the model begins with one, is never drawn."""
        read, first = self._begun(prompt)
        thought = self._opinion(prompt, tools, heard, read)
        choice.lean(thought.first if thought else {})
        if choice(first, barred=self._silent(bool(tools))) == self._marks.open_token:
            yield from self._answer(prompt, tools, choice, heard, thought, budget=budget)
            return
        known = draw(lambda: self._fork(read))
        steps = drawn(
            known,
            first,
            barred=self._silent(tools=False),
            stops=self._stops,
            budget=min(budget, self.window - len(prompt.ids)),
            read=lambda runs: [logits[-1] for logits in self._batch.steps(runs)],
        )
        try:
            for _ in steps:
                for one in known:
                    if one.ended:
                        self._batch.leave(one.run)
                yield TextDelta("")
        finally:
            for one in known:
                self._batch.leave(one.run)
        chosen = best(known, lambda one: self._spelt(one.said), prefer=prefer)
        if chosen is None:
            yield from self._answer(prompt, tools, choice, heard, thought, budget=budget)
            return
        self._keep(chosen.run)
        yield TextDelta(self._spelt(chosen.said))

    def _spelt(self, said: Sequence[int]) -> str:
        """What tokens say."""
        spelt = Spelling(self._guide, self._marks)
        return "".join(spelt(token) for token in said).lstrip()

    def _json(
        self, prompt: Prompt, schema: Mapping[str, Any], choice: Choice, *, budget: int
    ) -> Iterator[Delta]:
        """Nothing but JSON along the schema."""
        with self._lock:
            walk = self._guide.start_json(schema)
        run, text = self._start(prompt), Spelling(self._guide, self._marks)
        try:
            for token in self._along(run, walk, choice, end=len(prompt.ids) + budget):
                if piece := text(token):
                    yield TextDelta(piece)
        finally:
            self._keep(run)

    def _calls(self, run: Run, markup: Markup, walk: Walk, choice: Choice, *, end: int) -> Iterator[Delta]:
        """Tool calls along the grammar."""
        text = Spelling(self._guide, self._marks)
        for token in self._along(run, walk, choice, end=end):
            yield from markup.feed(text(token))

    def _along(self, run: Run, walk: Walk, choice: Choice, *, end: int) -> Iterator[int]:
        """Tokens along a grammar; past `end` by the shortest way out."""
        return along(run, walk, choice, self._read, stops=self._stops, window=self.window, end=end)

    # -- what the model brings along

    def _fresh(self) -> PrefixCache:
        """Room for what is read: more of a small model."""
        return PrefixCache(16 if self._loaded.threads else 4)

    def _silent(self, tools: bool) -> NDArray[np.bool_]:
        """Tokens that may not appear in an answer's text."""
        return silent(self._loaded, self._marks, size=self._size, ends=self._stops, tools=tools)
