"""The frames of a film, one after the other: keyframes under a moving camera, mixed, with captions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tastemaker.errors import BadCall
from tastemaker.tools.making.framing import Size
from tastemaker.tools.making.moves import eased
from tastemaker.tools.making.script import Script, Shot
from tastemaker.tools.making.storyboard import Storyboard
from tastemaker.tools.making.takes import Take
from tastemaker.tools.making.timing import Span, spans

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["check", "count", "frames"]


def count(script: Script, *, fps: float) -> int:
    """How many frames the film has."""
    return max(round(script.seconds * fps), 1)


def frames(board: Storyboard, *, size: Size, fps: float) -> Iterator[Image.Image]:
    """The film's frames, RGB, in this size in pixels: made one at a time, a long film takes no more memory.

    Raises BadCall for a size or a rate that no film has.
    """
    check(size, fps=fps)
    return _filmed(board, size, fps)


def check(size: Size, *, fps: float) -> None:
    """BadCall for a size in pixels or a rate that no film has."""
    if min(size) < 16 or max(size) > 4096 or size[0] % 2 or size[1] % 2:
        raise BadCall(f"a film cannot be {size[0]} × {size[1]} pixels: give even sides from 16 to 4096")
    if not 1 <= fps <= 60:
        raise BadCall(f"a film cannot have {fps:g} frames a second: give 1 to 60")


def _filmed(board: Storyboard, size: Size, fps: float) -> Iterator[Image.Image]:
    shots, times = board.script.shots, spans(board.script)
    takes: dict[int, Take] = {}
    for n in range(count(board.script, fps=fps)):
        time = n / fps
        first, second, share = _shown(times, time)
        takes = {
            k: takes.get(k) or Take(shots[k], times[k], board.keyframes[k], size, last=k == len(shots) - 1)
            for k in {first, second}
        }
        frame = takes[first].at(time)
        yield frame if first == second else _mixed(frame, takes[second].at(time), shots[second], share)


def _shown(times: Sequence[Span], time: float) -> tuple[int, int, float]:
    """The shot on screen, the one that it is turning into (itself, mostly), and how far it has turned."""
    now = next((n for n, span in enumerate(times) if time < span.end), len(times) - 1)
    span = times[now]
    if time < span.start + span.before / 2:
        return now - 1, now, (time - span.start) / span.before + 0.5
    if time >= span.end - span.after / 2 and span.after:
        return now, now + 1, (time - span.end) / span.after + 0.5
    return now, now, 0.0


def _mixed(frame: Image.Image, following: Image.Image, shot: Shot, share: float) -> Image.Image:
    """Two frames on the way from one shot to the next: through each other, or through black."""
    from PIL import Image

    if shot.transition == "crossfade":
        return Image.blend(frame, following, eased(share))
    black = Image.new("RGB", frame.size)
    if share < 0.5:
        return Image.blend(frame, black, eased(2 * share))
    return Image.blend(black, following, eased(2 * share - 1))
