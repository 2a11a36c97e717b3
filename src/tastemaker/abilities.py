"""What an engine may be able to do beyond the `Engine` that every one is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from tastemaker.contracts import Delta, Engine, Message

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Adaptable", "Composing", "Drafting"]


@runtime_checkable
class Drafting(Protocol):
    """An engine that can draw an answer in words several times, and give the likeliest: `chat(drafts=4)`.

    With `prefer=worth` it is the likeliest of those drafts for which `worth(text)` is highest.
    """

    @property
    def drafts(self) -> int:
        """How many drafts suit the model: more than one for a small one."""
        ...


@runtime_checkable
class Composing(Protocol):
    """An engine that can write a text piece by piece, and what reads beside it whom a text suits."""

    @property
    def angles(self) -> Callable[[Sequence[str]], NDArray[np.float32]] | None:
        """The log-probability of each angle for each short text, float32 (texts, angles).

        None where nothing reads beside the model: then it writes by `chat`.
        """
        ...

    def compose(
        self,
        messages: Sequence[Message],
        *,
        choose: Callable[[Sequence[str]], int | None],
        max_new_tokens: int = 256,
        seed: int = 0,
    ) -> Iterator[Delta]:
        """Answer in words: of several ways to say each piece the one that is chosen goes on.

        `choose` is shown texts as far as they have come, the likeliest first; None: none can go on so.
        """
        ...


@runtime_checkable
class Adaptable(Protocol):
    """An engine that takes adapters while it runs: one model, and beside it as many engines as adapters."""

    def adapted(self, adapter: Path | None) -> Engine:
        """The same model through another adapter, or none. Both go on answering. Raises BadAdapter."""
        ...

    @property
    def adapter_bytes(self) -> int:
        """What the adapter that it goes through takes in memory."""
        ...

    def unload(self) -> None:
        """Give back what the adapter takes; asked again, the engine loads it again."""
        ...
