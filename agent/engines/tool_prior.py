"""What a message asks for, heard a second time: a prior over the tools, from MiniLM's sentence vector.

A decoder of a few million parameters that practised on some thousand lines hears less in one that is put in
another way than the sentence encoder that it was begun from, which has read a billion pairs. Its choice among
the tools, and words alone, is therefore weighed with what a linear reading of MiniLM's vector of the person's
message says: a product of the two experts (Hinton 2002, doi 10.1162/089976602760128018). How a call goes
on, and what is said, stays the model's.

The reading ships beside the model as `tool_prior.safetensors` (`linear.py`). A model without the file chooses
alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.agent.engines.linear import read_linear, write_linear
from tastemaker.catalog.embedders import embedder

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tastemaker.contracts import Message

    Vectors = NDArray[np.float32]

__all__ = ["FILE", "WORDS", "Opinion", "ToolPrior", "asked", "opinion"]

FILE: Final = "tool_prior.safetensors"
WORDS: Final = ""
"""What an answer in words, without a tool, is called."""


@dataclass(frozen=True, slots=True)
class ToolPrior:
    """A linear reading of sentence vectors."""

    names: tuple[str, ...]
    """The tools, and WORDS."""
    weight: Vectors
    """float32 (names, 384)."""
    bias: Vectors
    """float32 (names,)."""

    @classmethod
    def beside(cls, model: Path) -> ToolPrior | None:
        """The one in a model's folder; None where there is none. Raises ModelNotFound for a damaged one."""
        place = model / FILE
        return cls.read(place) if place.is_file() else None

    @classmethod
    def read(cls, place: Path) -> ToolPrior:
        """One from its file. Raises ModelNotFound where it is damaged or reads another encoder."""
        return cls(*read_linear(place))

    def write(self, place: Path) -> None:
        """Keep it, in float16."""
        write_linear(place, self.names, self.weight, self.bias)

    def __call__(self, said: str, tools: Sequence[str]) -> Mapping[str, float]:
        """The log-probability of each of the tools, and of WORDS, for a message.

        Over these alone; a tool that it does not know is as likely as any.
        """
        vector = embedder("text", "minilm").encode([said])[0]
        known = dict(zip(self.names, self.weight @ vector + self.bias, strict=True))
        scores = np.array([known.get(name, np.mean([*known.values()])) for name in (*tools, WORDS)])
        odds = scores - np.logaddexp.reduce(scores)
        return dict(zip((*tools, WORDS), odds.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the prior adds to the logits, by token: where an answer begins, and where a tool is named."""

    first: Mapping[int, float]
    names: Mapping[int, float]


def opinion(odds: Mapping[str, float], ahead: Vectors, *, names: Mapping[str, int], opening: int) -> Opinion:
    """What makes the model's choice the product of both experts, exactly.

    `odds` are the prior's; `ahead` the model's logits, float (vocabulary,), of the token that names a tool,
    had it begun a call with the token `opening`; `names` gives that token for each tool.
    """
    logits = np.array([float(ahead[token]) for token in names.values()])
    own = logits - np.logaddexp.reduce(logits)
    called = float(np.logaddexp.reduce(own + [odds[name] for name in names]))
    return Opinion({opening: called - odds[WORDS]}, {token: odds[name] for name, token in names.items()})


def asked(messages: Sequence[Message]) -> str:
    """What the person said last; empty where a tool has answered since."""
    if not messages or messages[-1]["role"] != "user":
        return ""
    content = messages[-1]["content"]
    texts = [content] if isinstance(content, str) else [one.get("text", "") for one in content]
    return " ".join(filter(None, texts)).strip()
