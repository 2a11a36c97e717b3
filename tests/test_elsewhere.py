"""What is asked of a server, and who waits for it: they may be told to stop at any time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable

import pytest

from tastemaker.agent.engines.elsewhere import heeding, result, results
from tastemaker.errors import Stopped


class Asked:
    """Something that takes as long as it is let, and notes how it ended."""

    def __init__(self) -> None:
        self.cancelled = threading.Event()

    async def forever(self) -> int:
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        return 1

    async def counting(self) -> AsyncIterator[int]:
        yield 1
        yield await self.forever()


def after(looks: int) -> Callable[[], None]:
    """Raises Stopped at so many looks."""
    left = iter(range(looks))

    def check() -> None:
        if next(left, None) is None:
            raise Stopped("nobody waits any more")

    return check


def test_a_result_comes_and_so_does_what_went_wrong() -> None:
    async def doubled(n: int) -> int:
        await asyncio.sleep(0.3)  # longer than a moment
        return 2 * n if n else n // n

    with heeding(after(100)):
        assert result(doubled(2)) == 4
    with pytest.raises(ZeroDivisionError):
        result(doubled(0))


def test_pieces_come_in_their_order_and_so_does_what_went_wrong() -> None:
    async def counted() -> AsyncIterator[int]:
        for n in range(1000):
            yield n
        raise ValueError("no more")

    pieces = results(counted())
    assert [next(pieces) for _ in range(1000)] == list(range(1000))
    with pytest.raises(ValueError, match="no more"):
        next(pieces)


def test_who_is_told_to_stop_leaves_and_what_was_asked_is_cancelled() -> None:
    asked, stream = Asked(), Asked()
    with heeding(after(2)), pytest.raises(Stopped):
        result(asked.forever())
    assert asked.cancelled.wait(10)
    with heeding(after(2)):
        pieces = results(stream.counting())
        assert next(pieces) == 1
        with pytest.raises(Stopped):
            next(pieces)
    assert stream.cancelled.wait(10)


def test_pieces_that_nobody_wants_any_more_are_not_waited_for() -> None:
    asked = Asked()
    pieces = results(asked.counting())
    assert next(pieces) == 1
    pieces.close()
    assert asked.cancelled.wait(10)
