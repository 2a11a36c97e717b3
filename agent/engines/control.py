"""A model's control tokens: those that end an answer, and those that are never part of its text."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from tastemaker.agent.engines.guided import Marks
from tastemaker.agent.engines.models import Loaded
from tastemaker.errors import UnknownModel

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["silent", "stops"]


def stops(loaded: Loaded, marks: Marks) -> frozenset[int]:
    """The tokens that end an answer. Raises UnknownModel for a tokenizer that has none."""
    last = loaded.tokenizer.eos_token_id
    if last is None:
        raise UnknownModel(f"the tokenizer of {loaded.name!r} has no end-of-sequence token")
    said = getattr(loaded.model.generation_config, "eos_token_id", None)
    more = said if isinstance(said, list) else [said] if said is not None else []
    special = set(loaded.tokenizer.all_special_ids) - {marks.open_token, marks.close_token}
    return frozenset({int(last), *(token for token in more if token in special)})


def silent(
    loaded: Loaded, marks: Marks, *, size: int, ends: Collection[int], tools: bool
) -> NDArray[np.bool_]:
    """bool (size,): tokens that may not appear in an answer's text: control tokens and unused rows.

    With `tools` the mark that opens a call may.
    """
    barred = np.zeros(size, dtype=np.bool_)
    barred[len(loaded.tokenizer) :] = True
    added = loaded.tokenizer.added_tokens_decoder
    control = {token for token, about in added.items() if about.special} - set(ends)
    control |= {marks.open_token, marks.close_token} - {None}
    barred[[token for token in control if token < size]] = True
    if tools and marks.open_token is not None:
        barred[marks.open_token] = False
    return barred
