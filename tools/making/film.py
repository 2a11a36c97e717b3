"""A storyboard as an MP4 that plays in every browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from tastemaker.disk import room, whole
from tastemaker.tools.making.bed import RATE, bed
from tastemaker.tools.making.frames import count, frames
from tastemaker.tools.making.framing import Size
from tastemaker.tools.making.storyboard import Storyboard

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Progress", "opened", "write_film"]

Progress: TypeAlias = Callable[[str, int, int], None]
"""Is told what is being made, how much of it is done, and how much there is."""

CODECS: Final = ("libx264", "libopenh264", "mpeg4")
"""The first that this FFmpeg has is taken: H.264 plays everywhere."""
OPTIONS: Final = {
    "libx264": {"preset": "veryfast", "crf": "20", "profile": "high"},
    "libopenh264": {"allow_skip_frames": "0"},
    "mpeg4": {"qscale": "4"},
}
BT709: Final = 1
"""The colours of high-definition video, by their number in ITU-T H.273."""
TV: Final = 1
"""FFmpeg's number of video's usual range of levels, 16..235."""


def write_film(
    board: Storyboard,
    path: Path,
    *,
    size: Size = (1280, 720),
    fps: int = 24,
    progress: Progress | None = None,
) -> None:
    """Write the film as MP4: H.264 that plays before it is all loaded, with sound where there is a recording.

    The file appears whole or not at all. `progress("film", done, frames)` is called after each frame. Raises
    BadCall for an odd size, BadMedia for a recording that cannot be heard, and OutOfDisk.

    >>> write_film(board, Path("story.mp4"), size=(512, 288))  # doctest: +SKIP
    """
    total = count(board.script, fps=fps)
    pictures = frames(board, size=size, fps=fps)
    heard = bed(board.audio, seconds=total / fps) if board.audio else None
    with (
        room(f"no space left for the film {path}"),
        whole(path) as beside,
        opened(beside, "mp4", {"movflags": "faststart"}) as container,
    ):
        film = _picture_stream(container, size, fps)
        track = None if heard is None else _Track(container, heard)
        for n, picture in enumerate(pictures):
            container.mux(film.encode(_frame(picture, n)))
            if track:
                track.until((n + 1) / fps)
            if progress:
                progress("film", n + 1, total)
        container.mux(film.encode())
        if track:
            track.end()


@contextmanager
def opened(path: Path, format: str, options: dict[str, str]) -> Iterator[Any]:
    """An FFmpeg container to write to."""
    import av

    av.logging.set_level(av.logging.PANIC)
    with av.open(str(path), "w", format=format, options=options) as container:
        yield container


def _picture_stream(container: Any, size: Size, fps: int) -> Any:
    import av

    codec = next(name for name in CODECS if name in av.codecs_available)
    stream = container.add_stream(codec, rate=fps, options=OPTIONS[codec])
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.gop_size = 2 * fps
    context.color_range, context.colorspace = TV, BT709
    context.color_primaries = context.color_trc = BT709
    return stream


def _frame(picture: Any, n: int) -> Any:
    import av

    frame = av.VideoFrame.from_image(picture).reformat(format="yuv420p", dst_colorspace="ITU709")
    frame.pts = n
    return frame


class _Track:
    """Sound that is written as the picture goes on, so that both can be played as they come."""

    def __init__(self, container: Any, heard: NDArray[np.float32]) -> None:
        self.container, self.heard, self.written = container, heard, 0
        self.stream = container.add_stream("aac", rate=RATE, layout="stereo", options={"b": "160k"})

    def until(self, seconds: float) -> None:
        """Write the sound up to this time."""
        import av
        import numpy as np

        end = min(round(seconds * RATE), self.heard.shape[1])
        piece = np.ascontiguousarray(self.heard[:, self.written : end])
        if not piece.shape[1]:
            return
        frame = av.AudioFrame.from_ndarray(piece, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = RATE, self.written
        self.container.mux(self.stream.encode(frame))
        self.written = end

    def end(self) -> None:
        """Write what the encoder still holds."""
        self.container.mux(self.stream.encode())
