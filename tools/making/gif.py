"""A storyboard as an animated GIF: small, silent, endless."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tastemaker.disk import room, whole
from tastemaker.tools.making.film import Progress, opened
from tastemaker.tools.making.frames import count, frames
from tastemaker.tools.making.framing import Size
from tastemaker.tools.making.storyboard import Storyboard
from tastemaker.tools.making.takes import Take
from tastemaker.tools.making.timing import spans

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image

__all__ = ["write_gif"]

FPS: Final = 10
"""A whole number of hundredths of a second a frame, which is how GIF counts."""
COLORS: Final = 255
"""One of 256 is left to mean: as in the frame before."""
GRAIN: Final = 24.0
"""How far (of 255) the pattern moves a colour that stands in for the shades between two others."""
BAYER: Final = (np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) + 0.5) / 16 - 0.5
SMALLER: Final = 0.75
NARROWEST: Final = 120


def write_gif(
    board: Storyboard,
    path: Path,
    *,
    size: Size = (384, 216),
    limit: int = 6_000_000,
    progress: Progress | None = None,
) -> None:
    """Write the film as a GIF of 10 frames a second in colours that all frames share.

    Where it would exceed `limit` bytes its sides shrink by a quarter, down to 120 pixels. The file appears
    whole or not at all. `progress("gif", done, frames)` is called after each frame. Raises BadCall and
    OutOfDisk.
    """
    with room(f"no space left for the film {path}"), whole(path) as beside:
        while not _written(board, beside, size, limit=limit, progress=progress):
            size = _even(size[0] * SMALLER), _even(size[1] * SMALLER)


def _written(board: Storyboard, path: Path, size: Size, *, limit: int, progress: Progress | None) -> bool:
    """False when it was given up for being too large."""
    palette, table = _palette(board, size)
    pattern = np.tile(BAYER * GRAIN, (size[1] // 4 + 1, size[0] // 4 + 1))[: size[1], : size[0], None]
    total = count(board.script, fps=FPS)
    may_shrink = size[0] * SMALLER >= NARROWEST
    with opened(path, "gif", {"loop": "0"}) as container:
        stream = container.add_stream("gif", rate=FPS)
        stream.width, stream.height = size
        stream.pix_fmt = "pal8"
        for n, picture in enumerate(frames(board, size=size, fps=FPS)):
            container.mux(stream.encode(_frame(picture, n, pattern, palette, table)))
            if progress:
                progress("gif", n + 1, total)
            if may_shrink and path.stat().st_size > limit:
                return False
        container.mux(stream.encode())
    return not may_shrink or path.stat().st_size <= limit


def _palette(board: Storyboard, size: Size) -> tuple[Image.Image, NDArray[np.uint8]]:
    """The colours of all shots' middles, for Pillow, and as FFmpeg's table: (256, 4), alpha first."""
    from PIL import Image

    shots = board.script.shots
    shown = Image.new("RGB", (size[0] // 2, size[1] // 2 * len(shots)))
    for k, (shot, span) in enumerate(zip(shots, spans(board.script), strict=True)):
        middle = Take(shot, span, board.keyframes[k], size).at((span.start + span.end) / 2)
        shown.paste(middle.reduce(2).crop((0, 0, size[0] // 2, size[1] // 2)), (0, size[1] // 2 * k))
    palette = shown.quantize(COLORS, kmeans=2)
    levels = np.asarray(palette.getpalette(), dtype=np.uint8).reshape(-1, 3)
    table = np.zeros((256, 4), dtype=np.uint8)
    table[:, 0] = 255
    table[: len(levels), 1:] = levels
    return palette, table


def _frame(
    picture: Image.Image,
    n: int,
    pattern: NDArray[np.float64],
    palette: Image.Image,
    table: NDArray[np.uint8],
) -> Any:
    """A frame in the palette. A fixed pattern stands in for missing shades: no flicker, and it packs well."""
    import av
    from PIL import Image

    grained = (np.asarray(picture) + pattern).clip(0, 255).astype(np.uint8)
    indexed = Image.fromarray(grained).quantize(palette=palette, dither=Image.Dither.NONE)
    frame = av.VideoFrame.from_ndarray((np.asarray(indexed), table), format="pal8")
    frame.pts = n
    return frame


def _even(side: float) -> int:
    return max(2 * round(side / 2), 16)
