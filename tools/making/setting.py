"""Sets words as one block in one scale, as large as fits: label, title, lines, price and button."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from tastemaker.tools.making.blocks import CAP, Block, Role, Run, offer
from tastemaker.tools.making.fonts import Face
from tastemaker.tools.making.framing import Size
from tastemaker.tools.making.words import Faces
from tastemaker.tools.making.wrapping import wrap

__all__ = ["fitted"]

ROWS: Final = 4
"""The most rows of a title in large type."""
MANY: Final = 7
"""The most rows of a title in small type."""
STEPS: Final = 28
"""How many sizes of type are tried."""
DESCENT: Final = 0.21
"""How far letters reach below the baseline, of the type's size."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What is left out to make the rest fit."""

    lines: int | None = None
    """How many lines below the title stay; None for all."""
    rows: int = ROWS
    """The most rows of the title; what is over ends in an ellipsis."""
    extras: bool = True
    """Whether label, price and button stay."""


FIRST: Final = (Cut(), Cut(2), Cut(1), Cut(0))
"""Lines are left out before the title becomes small."""
LAST: Final = (Cut(0, MANY), Cut(0), Cut(0, 3), Cut(0, 2), Cut(0, 1), Cut(0, 2, False), Cut(0, 1, False))
"""What is given up when a small title does not fit either."""


def fitted(faces: Faces, room: Size, *, largest: int, smallest: int, rows: int = ROWS) -> Block:
    """The words in the largest type that fits the room.

    `largest` is the title's greatest size in pixels, `smallest` that of small print, `rows` the most rows
    of a title in large type. Lines that would force the title below half its size are left out; a title too
    long even for small type ends in an ellipsis.
    """
    least = max(round(1.4 * smallest), 1)
    large = max(round(0.5 * largest), round(1.7 * smallest))
    sizes = max(largest, large), large
    for cut in FIRST:
        if found := _largest(faces, room, sizes, smallest, replace(cut, rows=rows)):
            return found
    for broken in (False, True):
        if found := _largest(faces, room, (large, least), smallest, Cut(0, MANY), broken=broken):
            return found
    for cut in LAST:
        last = _Column(faces, room[0], least, smallest, cut, broken=True).block()
        if last.height <= room[1]:
            break
    return last


def _largest(
    faces: Faces, room: Size, sizes: tuple[int, int], smallest: int, cut: Cut, *, broken: bool = False
) -> Block | None:
    """The words with the title as large as fits, between two sizes; None where not even the lesser fits."""
    most, least = sizes
    found, low, high = None, 0, STEPS
    while low < high:  # among sizes that fall, the first that fits
        middle = (low + high) // 2
        size = round(most * (least / most) ** (middle / (STEPS - 1)))
        column = _Column(faces, room[0], size, smallest, cut, broken=broken)
        block = column.block()
        if column.fits and block.height <= room[1]:
            found, high = block, middle
        else:
            low = middle + 1
    return found


class _Column:
    """Rows set from the top down, at one size of title."""

    def __init__(
        self, faces: Faces, width: int, title: int, smallest: int, cut: Cut, *, broken: bool = False
    ) -> None:
        self.faces, self.width, self.title, self.cut, self.broken = faces, width, title, cut, broken
        self.small = max(smallest, round(0.34 * title))
        self.y = 0.0
        self.runs: list[Run] = []
        self.fits = True
        """False once something is too long or too wide."""

    def block(self) -> Block:
        """Everything that the cut leaves."""
        faces, small, cut = self.faces, self.small, self.cut
        tail = Block((), (), 0, 0)
        if cut.extras:
            self._add(faces.label, round(0.8 * small), gap=0, leading=1.2, rows=1, role="accent")
            tail = offer(faces, self.width, big=max(round(0.6 * self.title), small), small=round(0.9 * small))
        self._add(faces.title, self.title, gap=0.9 * small, leading=1.06, rows=cut.rows)
        for n, line in enumerate(faces.lines[: cut.lines]):
            self._add(line, small, gap=(0.35 if n else 0.75) * small, leading=1.36)
        if tail.height:
            self.y += 1.15 * small if self.runs else 0
            tail = tail.at(0, self.y)
            self.y += tail.height
        self.fits = self.fits and tail.whole
        width = max([tail.width, *(run.face.width(run.text, run.size) for run in self.runs)])
        whole = self.fits and cut.extras and (cut.lines is None or cut.lines >= len(faces.lines))
        return Block((*self.runs, *tail.runs), tail.buttons, round(width), round(self.y), whole)

    def _add(
        self,
        face: Face,
        size: int,
        *,
        gap: float,
        leading: float,
        rows: int | None = None,
        role: Role = "ink",
    ) -> None:
        """A text on as many rows as it takes, below what is there."""
        found = wrap(
            face.text, self.width, measure=lambda text: face.width(text, size), tight=not self.broken
        )
        if not found:
            return
        if rows is not None and len(found) > rows:
            self.fits = False
            found = [*found[: rows - 1], self._ellipsis(found[rows - 1], face, size)]
        self.fits = self.fits and max(face.width(row, size) for row in found) <= self.width
        self.y += gap if self.runs else 0
        for n, row in enumerate(found):
            self.y += size * (leading if n else CAP)
            self.runs.append(Run(row, face, size, 0, self.y, role))
        self.y += DESCENT * size

    def _ellipsis(self, row: str, face: Face, size: int) -> str:
        """The row with an ellipsis at its end, shortened where that needs room."""
        row = row.rstrip(" ,.;:–—-")
        while row and face.width(f"{row}…", size) > self.width:
            row = row[:-1].rstrip(" ,.;:–—-")
        return f"{row}…"
