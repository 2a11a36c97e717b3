"""Control tokens: those that end an answer, and those that may not stand in its text."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tastemaker.agent.engines.guided import Marks
from tastemaker.errors import UnknownModel

__all__ = ["silent", "stops"]


def stops(tokenizer: Any, said: Any, marks: Marks, *, name: str) -> frozenset[int]:
    """The tokens that end an answer: the tokenizer's, and those that a generation config has `said`.

    Raises UnknownModel where there are none.
    """
    last = tokenizer.eos_token_id
    if last is None:
        raise UnknownModel(f"the tokenizer of {name!r} has no end-of-sequence token")
    more = said if isinstance(said, list) else [said] if said is not None else []
    special = set(tokenizer.all_special_ids) - {marks.open_token, marks.close_token}
    return frozenset({int(last), *(token for token in more if token in special)})


def silent(
    tokenizer: Any, marks: Marks, *, ends: Collection[int], size: int, tools: bool
) -> NDArray[np.bool_]:
    """Tokens that may not appear in an answer's text: control tokens and unused rows. Bool (size,).

    With `tools` a call may be opened.
    """
    barred = np.zeros(size, dtype=np.bool_)
    barred[len(tokenizer) :] = True
    control = {token for token, about in tokenizer.added_tokens_decoder.items() if about.special} - set(ends)
    control |= {marks.open_token, marks.close_token} - {None}
    barred[[token for token in control if token < size]] = True
    if tools and marks.open_token is not None:
        barred[marks.open_token] = False
    return barred
