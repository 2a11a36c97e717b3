"""One shot as the camera sees it: a still larger than the frame, a move over it, and a caption."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tastemaker.tools.making.framing import Size, cover, extended, kept, placed, plain
from tastemaker.tools.making.lower_third import lower_third
from tastemaker.tools.making.moves import Window, eased, window
from tastemaker.tools.making.script import Shot
from tastemaker.tools.making.timing import Span

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["Take", "still"]

OVERSCAN: Final = 1.2
"""A still is so much larger than a frame, so that the camera can come nearer."""
SEEN: Final = 0.72
"""A keyframe fills the frame where cropping leaves at least this share of it in view."""
COMING: Final = 0.35
"""Seconds in which a caption comes, and goes."""


def still(keyframe: Image.Image, size: Size) -> Image.Image:
    """A keyframe in the film's shape, RGB, 1.2 times its size; what it lacks at its sides is drawn on."""
    large = round(OVERSCAN * size[0]), round(OVERSCAN * size[1])
    picture = keyframe.convert("RGB")
    calm = plain(picture)
    if kept(picture.size, large) >= (0.97 if calm else SEEN):
        return cover(picture, large)
    box = placed(picture.size, (0, 0, *large), least=1.12 if calm else 0.8)
    return extended(picture, large, box, soft=0.06 if calm else 0.1)


class Take:
    """A shot ready to be seen at any time of the film."""

    def __init__(
        self, shot: Shot, span: Span, keyframe: Image.Image, size: Size, *, last: bool = False
    ) -> None:
        self.shot, self.span, self.size, self.last = shot, span, size, last
        self.still = still(keyframe, size)
        self.caption = lower_third(shot.caption, self.still, size) if shot.caption else None
        self._seen: tuple[Window, Image.Image] | None = None

    def at(self, time: float) -> Image.Image:
        """The frame at a time in seconds from the film's start. The camera moves on through transitions."""
        begin, end = self.span.start - self.span.before / 2, self.span.end + self.span.after / 2
        progress = min(max((time - begin) / (end - begin), 0.0), 1.0)
        frame = self._view(window(self.shot.camera, progress, seconds=end - begin))
        return self.caption.over(frame, share=self._told(time)) if self.caption else frame

    def _view(self, seen: Window) -> Image.Image:
        """What the camera sees, to a fraction of a pixel; kept for as long as it stands still."""
        from PIL import Image

        if self._seen is None or self._seen[0] != seen:
            wide, tall = self.still.size
            box = (seen[0] * wide, seen[1] * tall, seen[2] * wide, seen[3] * tall)
            self._seen = seen, self.still.resize(self.size, Image.Resampling.BICUBIC, box=box)
        return self._seen[1]

    def _told(self, time: float) -> float:
        """How much of the caption is there, 0 to 1: all between two transitions, or to the film's end."""
        begin, end = self.span.start + self.span.before / 2, self.span.end - self.span.after / 2
        coming = min(COMING, (end - begin) / 5)
        return eased(min((time - begin) / coming, 1.0 if self.last else (end - time) / coming))
