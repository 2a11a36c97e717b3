"""Guided decoding: a grammar that only well-formed tool calls satisfy, and its walk over tokens.

The grammar is in llguidance's Lark dialect. Arguments come in the order of the schema, the optional
ones may be left out, every string, list and number is bounded, and a string with a rule of its own
(`ToolSpec.grammars`) follows that rule, transposed into a JSON string.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import llguidance.hf
import numpy as np
from llguidance import LLMatcher, LLTokenizer
from llguidance.numpy import allocate_token_bitmask, fill_next_token_bitmask
from numpy.typing import NDArray

from tastemaker.contracts import ToolSpec
from tastemaker.errors import ModelError

__all__ = ["Guide", "Marks", "calls_grammar", "in_json_string", "json_grammar"]

LONGEST_STRING = 200
LONGEST_LIST = 8
LARGEST_NUMBER = 1_000_000_000
MOST_CALLS = 4
JSON_FORM = {
    "whitespace_flexible": False,
    "item_separator": ", ",
    "key_separator": ": ",
    "json_allowed_escapes": '"\\',
}
TAILS = ("", "}", "}}", "]}}", '"}}', "'\"}}", '"]}}')
"""The ways a call may end, from wherever it is."""
JSON_TEXT = r'/([^"\\\x00-\x1f\x7f]|\\["\\])*/'


@dataclass(frozen=True, slots=True)
class Marks:
    """How a model opens and closes a tool call: by tokens of its own, or in plain text."""

    open_token: int | None = None
    close_token: int | None = None
    newline: bool | None = False
    """Whether the model writes a line break after the opening and before the closing mark; None: it may."""

    @property
    def opening(self) -> str:
        """The opening mark as a Lark term."""
        return _quote("<tool_call>") if self.open_token is None else f"<[{self.open_token}]>"

    @property
    def closing(self) -> str:
        """The closing mark as a Lark term."""
        return _quote("</tool_call>") if self.close_token is None else f"<[{self.close_token}]>"


def calls_grammar(tools: Sequence[ToolSpec], marks: Marks) -> str:
    """A Lark grammar of what may follow an opening mark: up to four calls of these tools."""
    gap = {True: '"\\n"', False: "", None: '"\\n"?'}[marks.newline]
    names = " | ".join(f"t{n}" for n in range(len(tools)))
    again = f"{gap} {marks.opening}"
    rules = [
        f"start: call ({again} call){{0,{MOST_CALLS - 1}}}",
        f"call: {gap} ({names}) {gap} {marks.closing}",
    ]
    for n, tool in enumerate(tools):
        rules.extend(_tool_rules(tool, prefix=f"t{n}"))
    return "\n".join(rules) + "\n"


def json_grammar(schema: Mapping[str, Any]) -> str:
    """A Lark grammar of JSON along a schema; a blank may stand before it."""
    bounded = {**_bounded(schema), "x-guidance": JSON_FORM}
    return f'start: " "? whole\nwhole: %json {json.dumps(bounded)}\n'


def _tool_rules(tool: ToolSpec, *, prefix: str) -> Iterator[str]:
    """The rules of one tool: its name, then its arguments from first to last, commas between."""
    opening = f'{{"name": {json.dumps(tool.name, ensure_ascii=False)}, "arguments": {{'
    yield f'{prefix}: {_quote(opening)} {prefix}_a0 "}}}}"'
    properties: Mapping[str, Any] = tool.parameters.get("properties", {})
    required = set(tool.parameters.get("required", ()))
    for n, (name, schema) in enumerate(properties.items()):
        skip = name not in required
        yield _choice(f"{prefix}_a{n}", f"{prefix}_p{n} {prefix}_b{n + 1}", f"{prefix}_a{n + 1}" * skip)
        yield _choice(f"{prefix}_b{n}", f'", " {prefix}_p{n} {prefix}_b{n + 1}', f"{prefix}_b{n + 1}" * skip)
        yield f"{prefix}_p{n}: {_quote(json.dumps(name, ensure_ascii=False) + ': ')} {prefix}_v{n}"
        if name in tool.grammars:
            yield f'{prefix}_v{n}: "\\"" " "? {prefix}_g{n} "\\""'
            yield from in_json_string(tool.grammars[name], name=f"{prefix}_g{n}")
        else:
            yield f"{prefix}_v{n}: %json {json.dumps(_embedded(schema, tool.parameters))}"
    yield f'{prefix}_a{len(properties)}: ""'
    yield f'{prefix}_b{len(properties)}: ""'


def _choice(name: str, *ways: str) -> str:
    return f"{name}: " + " | ".join(way for way in ways if way)


def _quote(text: str) -> str:
    """A text as a Lark string."""
    return json.dumps(text, ensure_ascii=False)


def _embedded(schema: Mapping[str, Any], parent: Mapping[str, Any]) -> dict[str, Any]:
    """An argument's schema as a grammar of its own: bounded, in our JSON form, with its definitions."""
    definitions = {key: parent[key] for key in ("$defs", "definitions") if key in parent}
    bounded: dict[str, Any] = _bounded({**definitions, **schema})
    return {**bounded, "x-guidance": JSON_FORM}


def _bounded(schema: Any) -> Any:
    """The schema with a bound on every string, list and number that has none."""
    if isinstance(schema, list):
        return [_bounded(part) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    kept = {
        key: _bounded(value) if key not in ("enum", "const", "default") else value
        for key, value in schema.items()
    }
    kinds = kept.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "string" in kinds and not kept.keys() & {"enum", "const", "pattern", "format"}:
        kept["maxLength"] = min(kept.get("maxLength", LONGEST_STRING), LONGEST_STRING)
    if "array" in kinds:
        kept["maxItems"] = min(kept.get("maxItems", LONGEST_LIST), LONGEST_LIST)
    if {"number", "integer"} & set(kinds) and not kept.keys() & {"enum", "const"}:
        if "exclusiveMinimum" not in kept:
            kept.setdefault("minimum", -LARGEST_NUMBER)
        if "exclusiveMaximum" not in kept:
            kept.setdefault("maximum", LARGEST_NUMBER)
    return kept


PIECE = re.compile(
    r"""(?P<string>"(?:\\.|[^"\\])*")(?P<flag>i?)|(?P<regex>/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\[])+/[a-z]*)"""
    r"""|(?P<comment>//[^\n]*)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<other>\s+|.)""",
    re.DOTALL,
)
HEAD = re.compile(r"^([A-Za-z_]\w*)\s*:", re.MULTILINE)


def in_json_string(body: str, *, name: str) -> Iterator[str]:
    """The rules that generate, between the quotes of a JSON string, what `body` generates in the open.

    `body` is the right-hand side of a Lark rule, with rules of its own below it where it needs some.
    In its strings quotes and backslashes are escaped; its regular expressions are cut down to what
    may stand in a JSON string.
    """
    own = {rule: f"{name}_{rule}" for rule in HEAD.findall(body)}
    own = {rule: new.upper() if rule.isupper() else new for rule, new in own.items()}
    hoisted: list[str] = []
    terminal = name.upper() + "_R"

    def transposed(piece: re.Match[str]) -> str:
        if piece["string"]:
            return _quote(_escaped(json.loads(piece["string"]))) + piece["flag"]
        if piece["regex"]:
            hoisted.append(f"{terminal}{len(hoisted)}: {_json_regex(piece['regex'])} & {JSON_TEXT}")
            return f"{terminal}{len(hoisted) - 1}"
        if piece["comment"]:
            return ""
        return own.get(piece["name"] or "", piece[0])

    yield f"{name}: " + PIECE.sub(transposed, body.strip())
    yield from hoisted


def _escaped(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


ATOM = re.compile(r"\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|\[\^?(?:\\.|[^\]\\])*\]|.", re.DOTALL)


def _json_regex(regex: str) -> str:
    """The regular expression with its quotes and backslashes written as JSON writes them."""
    end = regex.rindex("/")
    return "/" + ATOM.sub(_json_atom, regex[1:end]) + regex[end:]


def _json_atom(atom: re.Match[str]) -> str:
    text = atom[0]
    if text in ('"', '\\"'):
        return r'\\"'
    if text == "\\\\":
        return r"\\\\"
    if text == ".":
        return r'[^"\\\x00-\x1f]'
    if text.startswith("[^"):
        return text[:-1] + r'"\\\x00-\x1f]'
    return text


class Guide:
    """Walks one grammar over a tokenizer's tokens: which tokens may come next, which must.

    Grammars are compiled once; `start` gives a fresh walk.
    """

    def __init__(self, tokenizer: Any, *, vocabulary: int, stops: Sequence[int], marks: Marks) -> None:
        self.marks = marks
        self._tokens: LLTokenizer = llguidance.hf.from_tokenizer(
            tokenizer, n_vocab=vocabulary, eos_token=list(stops)
        )
        self._compiled: dict[str, LLMatcher] = {}
        ends = ["".join(tail) for n in (1, 2, 3, 4) for tail in itertools.product("\"'}]", repeat=n)]
        quotes, brackets = ([end for end in ends if end[0] in first] for first in ("\"'", "}]"))
        self._closers = [self._mask_of(kind) for kind in (quotes, brackets, [", ", ","])]
        self._tails = [self._tail(tail) for tail in TAILS]

    def _tail(self, text: str) -> list[int]:
        """The tokens that end a call with this text."""
        text += "\n" if self.marks.newline else ""
        if self.marks.close_token is None:
            return self.tokens_of(text + "</tool_call>")
        return [*self.tokens_of(text), self.marks.close_token]

    def _mask_of(self, texts: Iterable[str]) -> NDArray[np.bool_]:
        """The tokens that spell one of these texts on their own."""
        mask = np.zeros(self._tokens.vocab_size, dtype=np.bool_)
        for text in texts:
            tokens = self._tokens.tokenize_str(text)
            mask[tokens] |= len(tokens) == 1
        return mask

    def bytes_of(self, token: int) -> bytes:
        """The bytes a token stands for."""
        return bytes(self._tokens.decode_bytes([token]))

    def tokens_of(self, text: str) -> list[int]:
        """The tokens of a text, in which no special token is recognised."""
        return list(self._tokens.tokenize_str(text))

    def until(self, said: Sequence[int], mark: str) -> list[int]:
        """What was said up to and with a mark, in tokens that end where the mark ends."""
        pieces = [self.bytes_of(token) for token in said]
        at = b"".join(pieces).rindex(mark.encode())
        kept, length = 0, 0
        while length + len(pieces[kept]) <= at:
            length += len(pieces[kept])
            kept += 1
        rest = b"".join(pieces)[length:at].decode("utf-8", errors="ignore")
        return [*said[:kept], *self.tokens_of(rest + mark)]

    def names(self, tools: Sequence[str]) -> tuple[list[int], dict[str, int]]:
        """The tokens between the opening mark and a tool's name, and the first token of each name."""
        gap = "\n" if self.marks.newline else ""
        spelt = [self.tokens_of(f'{gap}{{"name": "{name}", "arguments": {{}}}}') for name in tools]
        alike = (len(set(column)) == 1 for column in zip(*spelt, strict=False))
        shared = sum(itertools.takewhile(bool, alike))
        return spelt[0][:shared], {name: ids[shared] for name, ids in zip(tools, spelt, strict=True)}

    def start(self, tools: Sequence[ToolSpec]) -> Walk:
        """A walk through calls of these tools."""
        names = ", ".join(tool.name for tool in tools)
        return self._walk(calls_grammar(tools, self.marks), of=f"the tools {names}")

    def start_json(self, schema: Mapping[str, Any]) -> Walk:
        """A walk through JSON along a schema."""
        return self._walk(json_grammar(schema), of="a JSON schema")

    def _walk(self, grammar: str, *, of: str) -> Walk:
        if grammar not in self._compiled:
            if len(self._compiled) >= 16:
                self._compiled.pop(next(iter(self._compiled)))
            self._compiled[grammar] = self._compile(grammar, of)
        return Walk(
            self._compiled[grammar].deep_copy(), self._tokens, closers=self._closers, tails=self._tails
        )

    def _compile(self, grammar: str, of: str) -> LLMatcher:
        matcher = LLMatcher(self._tokens, LLMatcher.grammar_from_lark(grammar), log_level=0)
        if matcher.is_error():
            raise ModelError(f"the grammar of {of} does not compile: {matcher.get_error()[:500]}")
        return matcher


class Walk:
    """One pass through a grammar."""

    def __init__(
        self,
        matcher: LLMatcher,
        tokens: LLTokenizer,
        *,
        closers: Sequence[NDArray[np.bool_]],
        tails: Sequence[Sequence[int]],
    ) -> None:
        self._matcher = matcher
        self._tokens = tokens
        self._closers = closers
        self._tails = tails
        self._mask = allocate_token_bitmask(1, tokens.vocab_size)

    @property
    def done(self) -> bool:
        """True when nothing more may follow."""
        return bool(self._matcher.is_stopped())

    @property
    def complete(self) -> bool:
        """True when it may end here: all calls so far are closed."""
        return bool(self._matcher.is_accepting())

    def forced(self) -> list[int]:
        """The tokens that must come next, already consumed.

        Where a longer token could still begin there the list ends before it: the model chooses.
        """
        forced = list(self._matcher.compute_ff_tokens())
        tokens = forced[: self._matcher.validate_tokens(forced)] if forced else []
        if forced and not tokens:
            # text that looks like a control token was spelt with that token, which the grammar refuses
            text = self._matcher.compute_ff_bytes().partition(b"\xff")[0]
            tokens = list(self._tokens.greedy_tokenize(text.decode(errors="ignore")))
            tokens = tokens[: self._matcher.validate_tokens(tokens)]
        if tokens:
            self._matcher.consume_tokens(tokens)
            self._check()
        return tokens

    def allowed(self) -> NDArray[np.bool_]:
        """Which tokens may come next: bool, shape (vocabulary,)."""
        fill_next_token_bitmask(self._matcher, self._mask)
        self._check()
        bits = np.unpackbits(self._mask.view(np.uint8).reshape(-1), bitorder="little")
        return bits[: self._tokens.vocab_size].astype(np.bool_)

    def closing(self, allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Of the allowed tokens those that lead to the end soonest: quotes and brackets that close."""
        for kind in self._closers:
            fewer: NDArray[np.bool_] = allowed & kind
            if fewer.any():
                return fewer
        return allowed

    def shortcut(self) -> list[int]:
        """The tokens that close the call at once, already consumed; empty where something is still owed."""
        for tail in self._tails:
            if self._matcher.validate_tokens(list(tail)) == len(tail):
                self._matcher.consume_tokens(list(tail))
                self._check()
                return list(tail)
        return []

    def take(self, token: int) -> None:
        """Go on with this token."""
        self._matcher.consume_token(token)
        self._check()

    def _check(self) -> None:
        if self._matcher.is_error():
            raise ModelError(f"guided decoding failed: {self._matcher.get_error()[:500]}")
