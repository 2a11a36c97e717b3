"""Guided decoding: tokens along a grammar."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

import numpy as np
from torch import Tensor

from tastemaker.agent.engines.decoding import Choice, Run
from tastemaker.agent.engines.guided import Walk
from tastemaker.errors import ModelError

__all__ = ["along"]


def along(
    run: Run,
    walk: Walk,
    choice: Choice,
    read: Callable[[Run], Tensor],
    *,
    stops: Collection[int],
    window: int,
    end: int,
) -> Iterator[int]:
    """Tokens along a grammar; past `end` by the shortest way out.

    `read` gives the logits of the next token, float32 (vocabulary,).
    """
    while not walk.done:
        late = run.length >= min(end, window)
        if late and walk.complete:
            return
        tokens = walk.forced() or (walk.shortcut() if late else [])
        tokens = tokens or [_next(run, walk, choice, read, window=window, late=late)]
        if tokens[0] in stops:
            return
        run.add(tokens)
        yield from tokens


def _next(
    run: Run, walk: Walk, choice: Choice, read: Callable[[Run], Tensor], *, window: int, late: bool
) -> int:
    """The next token that the grammar allows. Where the window is full the model is not asked."""
    allowed = walk.allowed()
    if late:
        allowed = walk.closing(allowed)
    if run.length <= window:
        token = choice(read(run), barred=~allowed)
    elif run.length <= 2 * window:
        token = int(np.flatnonzero(allowed)[0])
    else:
        raise ModelError("guided decoding does not come to an end: the grammar has an unbounded part")
    walk.take(token)
    return token
