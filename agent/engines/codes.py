"""The tokens of semantic IDs, `<a_17>` for code 17 of the first level; a base without them is given some."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import torch
from torch import Tensor

__all__ = ["code_tokens", "with_codes"]

LEVELS: Final = "abcd"


def code_tokens(tokenizer: Any, sizes: Sequence[int]) -> list[Tensor]:
    """For each level int64 (size,): the token of each code, of a tokenizer that has them."""
    return [torch.tensor(tokenizer.convert_tokens_to_ids(names)) for names in _names(sizes)]


def with_codes(network: Any, tokenizer: Any, sizes: Sequence[int]) -> bool:
    """Add the tokens that a model lacks, with new rows for its embeddings; True when there were any."""
    known = tokenizer.get_vocab()
    lacking = [name for names in _names(sizes) for name in names if name not in known]
    if not lacking:
        return False
    tokenizer.add_tokens(lacking, special_tokens=True)
    if len(tokenizer) > network.get_input_embeddings().weight.shape[0]:
        network.resize_token_embeddings(len(tokenizer), mean_resizing=False)
    return True


def _names(sizes: Sequence[int]) -> list[list[str]]:
    return [
        [f"<{letter}_{code}>" for code in range(size)] for letter, size in zip(LEVELS, sizes, strict=False)
    ]
