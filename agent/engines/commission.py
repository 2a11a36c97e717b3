"""What a painter is asked for: checked, completed, and brought to a size that its model can paint."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageOps

from tastemaker.contracts import Brushwork
from tastemaker.errors import BadPicture
from tastemaker.settings import LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]

__all__ = ["Commission", "fit", "working_size"]

SMALLEST: Final = 16
"""Pixels that the shorter side must have."""
LONGEST: Final = 8
"""The longer side may be this many times the shorter."""
STRENGTH: Final = 0.6


@dataclass(frozen=True, slots=True)
class Commission:
    """One order, with nothing left open but the number of steps."""

    prompts: tuple[str, ...]
    negative: str = ""
    taste: Vector | None = None
    picture: Image.Image | None = None
    strength: float = STRENGTH
    size: tuple[int, int] = (256, 256)
    steps: int | None = None
    seed: int = 0
    progress: Callable[[int, int], None] | None = None
    seeds: tuple[int, ...] = ()
    """One for each prompt, where not all begin from the same noise."""

    @classmethod
    def of(cls, prompts: Sequence[str], how: Brushwork) -> Commission:
        """The order that these words and this brushwork make. Raises BadPicture."""
        made = cls(tuple(prompt.strip() for prompt in prompts), **how)
        _check(made)
        return made

    def drafted(self, count: int) -> Commission:
        """The one prompt so many times, each from noise of its own: the first from that of `seed`."""
        (prompt,) = self.prompts
        return replace(
            self, prompts=(prompt,) * count, seeds=tuple(_seed(self.seed, n) for n in range(count))
        )


def _seed(seed: int, draft: int) -> int:
    """A draft's own seed, of 63 bits; the first draft keeps the one that was given."""
    coded = hashlib.blake2b(f"{seed}/{draft}".encode(), digest_size=8).digest()
    return int.from_bytes(coded) >> 1 if draft else seed


def _check(asked: Commission) -> None:
    if any(not prompt for prompt in asked.prompts):
        raise BadPicture("a picture needs words that say what to paint: the prompt is empty")
    width, height = asked.size
    if min(width, height) < SMALLEST or max(width, height) > LIMITS.painted_side:
        raise BadPicture(
            f"a picture of {width} x {height} pixels cannot be painted: "
            f"a side has {SMALLEST} to {LIMITS.painted_side:,} pixels"
        )
    if width * height > LIMITS.painted_pixels:
        raise BadPicture(
            f"a picture of {width} x {height} has {width * height:,} pixels, "
            f"more than {LIMITS.painted_pixels:,}"
        )
    if max(width, height) > LONGEST * min(width, height):
        raise BadPicture(f"{width} x {height} is too long a strip: at most {LONGEST} to 1 can be painted")
    if not 0 <= asked.strength <= 1:
        raise BadPicture(f"strength {asked.strength} is out of range: give 0 (as it is) to 1 (all new)")
    if asked.steps is not None and not 1 <= asked.steps <= 1000:
        raise BadPicture(f"{asked.steps} steps cannot be taken: give 1 to 1000, or leave it to the model")


def working_size(size: tuple[int, int], *, side: int, unit: int) -> tuple[int, int]:
    """The size to paint at: the ratio asked for, about `side` squared pixels, each side a multiple of `unit`.

    >>> working_size((240, 340), side=256, unit=32)
    (224, 320)
    """
    stretch = math.sqrt(size[0] / size[1])
    return tuple(max(unit, round(side * part / unit) * unit) for part in (stretch, 1 / stretch))  # type: ignore[return-value]  # two parts, two sides


def fit(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture in RGB at exactly this size: enlarged or reduced, and cut where the ratio differs."""
    picture = picture.convert("RGB")
    return picture if picture.size == size else ImageOps.fit(picture, size, Image.Resampling.LANCZOS)
