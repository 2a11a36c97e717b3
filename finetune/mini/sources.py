"""Where the words of a call stand in the conversation: what the decoder's pointing head is taught.

A call quotes: the wish from the person's last message, a field or a value from the system message, a title
from a card. For every such word the place it is taken from is known here, so that training can say where
to look, and not only what should come out (Mi et al., "Supervised Attentions for Neural Machine
Translation", 2016).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from transformers import PreTrainedTokenizerFast

__all__ = ["Sources"]


class Sources:
    """Finds the places; made once for a tokenizer."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast) -> None:
        texts = [tokenizer.decode([token]) for token in range(len(tokenizer))]
        self._begins = np.array([text[:1] == " " and text[1:2].isalnum() for text in texts])
        self._number = np.array([text.strip().isdigit() for text in texts])
        marks = ["<|im_start|>", "<tool_call>", "</tool_call>"]
        self._message, self._opens, self._closes = tokenizer.convert_tokens_to_ids(marks)

    def __call__(self, ids: NDArray[np.int32]) -> NDArray[np.int32]:
        """For every token of a call the place of the same token it repeats, else -1: int32 (T,)."""
        found = np.full(len(ids), -1, np.int32)
        messages = np.flatnonzero(ids == self._message)
        closing = np.flatnonzero(ids == self._closes)
        for call in np.flatnonzero(ids == self._opens):
            before = messages[messages < call]
            if len(before) > 1:
                later = closing[closing > call]
                end = int(later[0]) if len(later) else len(ids)
                self._trace(ids, found, said=int(before[-2]), begin=int(call), end=end)
        return found

    def _trace(self, ids: NDArray[np.int32], found: Any, *, said: int, begin: int, end: int) -> None:
        """The places for the call's tokens; what the person said begins at `said`."""
        last = -1
        for i in range(begin + 1, end):
            token = ids[i]
            if last >= 0 and ids[last + 1] == token:
                last += 1
            elif self._begins[token]:
                last = self._look(ids, int(token), said=said, begin=begin, last=last)
            else:
                last = -1
            found[i] = last

    def _look(self, ids: NDArray[np.int32], token: int, *, said: int, begin: int, last: int) -> int:
        """In the person's message, best after the last place; else the nearest mention before it."""
        own = said + np.flatnonzero(ids[said:begin] == token)
        if len(own):
            later = own[own > last]
            return int(later[0] if len(later) else own[0])
        earlier = np.flatnonzero(ids[:said] == token)
        return int(earlier[-1]) if len(earlier) and not self._number[token] else -1
