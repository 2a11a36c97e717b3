"""Which tool a message asks for, weighed by two: the model, and the reader that heard the message beside it.

The choice among the tools, and words alone, is a product of the two experts (Hinton 2002, doi
10.1162/089976602760128018), of which the reader weighs more: a logarithmic opinion pool.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tastemaker.agent.engines.heard import WORDS, Heard

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tastemaker.contracts import Message

__all__ = ["Opinion", "asked", "opinion", "settled", "weighed"]


TRUST: Final = 4.0
"""What the reader's odds weigh beside the model's, by which most lines that were kept out are heard right."""
SETTLED: Final = 0.9
"""From this share on a tool needs no second opinion."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the reader adds to the logits, by token: where an answer begins, and where a tool is named."""

    first: Mapping[int, float]
    names: Mapping[int, float]


def weighed(heard: Heard, tools: Sequence[str]) -> Mapping[str, float]:
    """The log-probability of each of the tools, and of WORDS, as it was heard, times what it weighs.

    Over these alone; a tool that the reader does not know is as likely as any.
    """
    known = {name: float(np.log(max(share, 1e-9))) for name, share in heard.tools.items()}
    scores = np.array([known.get(name, np.mean([*known.values()])) for name in (*tools, WORDS)])
    odds = TRUST * (scores - np.logaddexp.reduce(scores))
    return dict(zip((*tools, WORDS), odds.tolist(), strict=True))


def opinion(
    odds: Mapping[str, float], ahead: NDArray[np.float32], *, names: Mapping[str, int], opening: int
) -> Opinion:
    """What makes the model's choice the product of both experts, exactly.

    `odds` are the reader's; `ahead` the model's logits, float (vocabulary,), of the token that names a tool,
    had it begun a call with the token `opening`; `names` gives that token for each tool.
    """
    logits = np.array([float(ahead[token]) for token in names.values()])
    own = logits - np.logaddexp.reduce(logits)
    called = float(np.logaddexp.reduce(own + [odds[name] for name in names]))
    return Opinion({opening: called - odds[WORDS]}, {token: odds[name] for name, token in names.items()})


def settled(heard: Heard | None) -> str | None:
    """The tool, or WORDS, that a message all but surely asks for; None where that is open."""
    if heard is None:
        return None
    share, likeliest = max((share, name) for name, share in heard.tools.items())
    return likeliest if share >= SETTLED else None


def asked(messages: Sequence[Message]) -> str:
    """What the person said last; empty where a tool has answered since."""
    if not messages or messages[-1]["role"] != "user":
        return ""
    content = messages[-1]["content"]
    texts = [content] if isinstance(content, str) else [one.get("text", "") for one in content]
    return " ".join(filter(None, texts)).strip()
