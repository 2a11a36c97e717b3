"""Films: what is seen at which time, what is heard, and that a file is whole or not there."""

from __future__ import annotations

import resource
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from weakref import WeakSet

import av
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray
from PIL import Image

from tastemaker.errors import BadCall, BadMedia, BadScript, OutOfDisk
from tastemaker.tools.making import film as film_module
from tastemaker.tools.making import frames as frames_module
from tastemaker.tools.making.bed import RATE, bed
from tastemaker.tools.making.contrast import READABLE, contrast
from tastemaker.tools.making.film import write_film
from tastemaker.tools.making.frames import count, frames
from tastemaker.tools.making.gif import write_gif
from tastemaker.tools.making.lower_third import lower_third
from tastemaker.tools.making.moves import window
from tastemaker.tools.making.storyboard import Storyboard
from tastemaker.tools.making.takes import Take, still
from tastemaker.tools.making.timing import spans

SIZE = (128, 72)
Pixels = NDArray[np.uint8]


def seen(path: Path) -> list[Pixels]:
    """All frames of a film or GIF."""
    with av.open(str(path)) as film:
        return [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]


def alike(one: Pixels, other: Pixels) -> float:
    """How alike two pictures are, -1 to 1: the correlation of their pixels."""
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


def tone(path: Path, *, seconds: float = 0.5) -> Path:
    wave = 0.5 * np.sin(2 * np.pi * 440 * np.arange(round(44_100 * seconds)) / 44_100)
    soundfile.write(path, wave, 44_100)
    return path


def without_captions(story: Storyboard, **changes: Any) -> Storyboard:
    shots = tuple(shot.model_copy(update={"caption": "", **changes}) for shot in story.script.shots)
    return replace(story, script=story.script.model_copy(update={"shots": shots}))


def test_a_film_lasts_as_long_as_its_script(story: Storyboard, tmp_path: Path) -> None:
    write_film(story, tmp_path / "a.mp4", size=SIZE, fps=24)
    with av.open(str(tmp_path / "a.mp4")) as film:
        (picture,) = film.streams
        assert (picture.width, picture.height) == SIZE
        assert float(picture.average_rate) == 24
        assert picture.codec_context.pix_fmt == "yuv420p"
        assert film.duration / 1e6 == pytest.approx(story.script.seconds, abs=0.2)
    assert len(seen(tmp_path / "a.mp4")) == count(story.script, fps=24) == 72


def test_a_film_starts_before_it_is_loaded(story: Storyboard, tmp_path: Path) -> None:
    write_film(story, tmp_path / "a.mp4", size=SIZE)
    content = (tmp_path / "a.mp4").read_bytes()
    assert 0 < content.find(b"moov") < content.find(b"mdat")


def test_the_middle_of_each_shot_shows_its_keyframe(story: Storyboard, tmp_path: Path) -> None:
    write_film(without_captions(story), tmp_path / "a.mp4", size=SIZE)
    shown = seen(tmp_path / "a.mp4")
    for keyframe, span in zip(story.keyframes, spans(story.script), strict=True):
        middle = shown[round(12 * (span.start + span.end))]
        assert middle.max() > 100
        assert alike(middle, np.asarray(keyframe)) > 0.85
        others = [other for other in story.keyframes if other is not keyframe]
        assert all(alike(middle, np.asarray(other)) < 0.6 for other in others)


def test_colours_come_through(story: Storyboard, tmp_path: Path) -> None:
    plain = replace(
        story, keyframes=tuple(Image.new("RGB", SIZE, c) for c in ("#c81e28", "#1e3cc8", "#e0e0e0"))
    )
    write_film(without_captions(plain, transition="cut"), tmp_path / "a.mp4", size=SIZE)
    shown = seen(tmp_path / "a.mp4")
    for n, color in ((5, (200, 30, 40)), (30, (30, 60, 200)), (60, (224, 224, 224))):
        assert np.abs(shown[n].mean(axis=(0, 1)) - color).max() < 8


def test_shots_are_mixed_and_turn_through_black(story: Storyboard) -> None:
    shown = [np.asarray(frame).astype(int) for frame in frames(without_captions(story), size=SIZE, fps=24)]
    red, blue = shown[10].mean(axis=(0, 1)), shown[30].mean(axis=(0, 1))
    mixed = shown[round(24 * 0.8)].mean(axis=(0, 1))
    assert min(red[0], blue[0]) + 20 < mixed[0] < max(red[0], blue[0]) - 20
    assert shown[48].max() < 12
    assert shown[0].mean() > 20


def test_a_cut_is_sudden(story: Storyboard) -> None:
    shown = [
        np.asarray(f).astype(int)
        for f in frames(without_captions(story, transition="cut"), size=SIZE, fps=10)
    ]
    assert np.abs(shown[7] - shown[8]).mean() > 20 > np.abs(shown[6] - shown[7]).mean()


def test_frames_are_made_one_at_a_time(story: Storyboard, monkeypatch: pytest.MonkeyPatch) -> None:
    alive: WeakSet[Take] = WeakSet()

    class Counted(Take):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            alive.add(self)

    monkeypatch.setattr(frames_module, "Take", Counted)
    made = frames(story, size=SIZE, fps=24)
    assert len(alive) == 0
    assert max(len(alive) for _ in made) == 2


def test_a_camera_moves_evenly_by_less_than_a_pixel() -> None:
    lefts = [window("pan right", n / 100, seconds=4)[0] for n in range(101)]
    steps = np.diff(lefts)
    assert lefts[0] == 0
    assert (steps > 0).all()
    assert steps.max() < 3 * steps.min()


@pytest.mark.parametrize(
    ("camera", "towards"),
    [
        ("push in", (1, 1, -1, -1)),
        ("pull out", (-1, -1, 1, 1)),
        ("pan right", (1, 0, 1, 0)),
        ("pan left", (-1, 0, -1, 0)),
        ("tilt down", (0, 1, 0, 1)),
        ("tilt up", (0, -1, 0, -1)),
        ("static", (0, 0, 0, 0)),
    ],
)
def test_where_the_camera_goes(camera: Any, towards: tuple[int, ...]) -> None:
    begin, end = np.array(window(camera, 0, seconds=3)), np.array(window(camera, 1, seconds=3))
    assert np.sign(np.round(end - begin, 9)).tolist() == list(towards)
    for left, top, right, bottom in (begin, end, window(camera, 0.5, seconds=60)):
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom <= 1


def test_a_still_camera_keeps_still(story: Storyboard) -> None:
    board = without_captions(story, camera="static", transition="cut")
    shown = [np.asarray(frame) for frame in frames(board, size=SIZE, fps=10)]
    assert (shown[1] == shown[6]).all()


@pytest.mark.parametrize("ground", ["white", "black", "#888", "#d8c090"])
def test_captions_can_be_read(ground: str) -> None:
    size = (512, 288)
    picture = Image.new("RGB", size, ground)
    caption = lower_third("Slow mornings, strong coffee", still(picture, size), size)
    assert caption is not None
    shown = np.asarray(caption.over(picture, share=1.0))
    row = shown[round(0.86 * size[1]), 60:300].reshape(-1, 3)
    assert float(contrast(row[:, None], row[None]).max()) >= READABLE


def test_a_caption_comes_and_goes(story: Storyboard) -> None:
    told, bare = (
        [np.asarray(f).astype(int) for f in frames(board, size=(256, 144), fps=24)]
        for board in (story, without_captions(story))
    )
    shown = [float(np.abs(a - b).mean()) for a, b in zip(told, bare, strict=True)]
    assert shown[0] == 0
    assert shown[8] > 2
    assert max(shown[20:46]) == 0
    assert shown[-1] > 2


@pytest.mark.filterwarnings("ignore:no font here")
def test_a_caption_that_shows_nothing_is_none() -> None:
    assert lower_third("日本", Image.new("RGB", (64, 36)), (64, 36)) is None


def test_sound_lies_under_the_film(story: Storyboard, tmp_path: Path) -> None:
    board = replace(story, audio=tone(tmp_path / "a.wav"))
    write_film(board, tmp_path / "a.mp4", size=SIZE)
    with av.open(str(tmp_path / "a.mp4")) as film:
        assert [stream.codec_context.name for stream in film.streams] == ["h264", "aac"]
        assert film.streams.audio[0].duration * film.streams.audio[0].time_base == pytest.approx(3, abs=0.2)
        heard = np.concatenate([frame.to_ndarray() for frame in film.decode(audio=0)], axis=1)
    loud = np.abs(heard[:, RATE : 2 * RATE]).max()
    assert loud > 0.3
    assert np.abs(heard[:, :200]).max() < loud / 20


def test_a_short_recording_is_looped_and_a_long_one_cut(tmp_path: Path) -> None:
    for seconds in (0.3, 9.0):
        heard = bed(tone(tmp_path / f"{seconds}.wav", seconds=seconds), seconds=3.0)
        assert heard.shape == (2, 3 * RATE)
        assert heard.dtype == np.float32
        assert np.abs(heard).max() < 0.81
        middle = heard[:, RATE : 2 * RATE].reshape(2, 20, -1)
        assert np.abs(middle).max(axis=-1).min() > 0.25
        assert abs(heard[0, 0]) == abs(heard[0, -1]) == 0


def test_a_loud_recording_is_turned_down(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.sign(np.sin(np.arange(44_100) / 20)), 44_100)
    assert np.abs(bed(tmp_path / "a.wav", seconds=0.9)).max() <= 0.801


def test_a_recording_that_cannot_be_heard_is_refused(story: Storyboard, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"noise")
    with pytest.raises(BadMedia, match="not a recording"):
        write_film(replace(story, audio=tmp_path / "a.wav"), tmp_path / "a.mp4", size=SIZE)
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


def test_a_film_is_written_without_h264_too(
    story: Storyboard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film_module, "CODECS", ("mpeg4",))
    write_film(story, tmp_path / "a.mp4", size=SIZE)
    assert alike(seen(tmp_path / "a.mp4")[33], np.asarray(story.keyframes[1])) > 0.85


def test_progress_is_told_for_every_frame(story: Storyboard, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    write_film(story, tmp_path / "a.mp4", size=SIZE, fps=10, progress=lambda *said: told.append(said))
    assert told == [("film", n, 30) for n in range(1, 31)]


Write = Callable[..., None]


@pytest.mark.parametrize("write", [write_film, write_gif])
@pytest.mark.parametrize("room", [100, 9_000])
def test_a_full_disk_is_said_and_leaves_the_film_before(
    story: Storyboard, tmp_path: Path, write: Write, room: int
) -> None:
    (tmp_path / "a").write_text("the one before")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        with pytest.raises(OutOfDisk, match="no space left for the film"):
            write(story, tmp_path / "a", size=(320, 180))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_text() == "the one before"


@pytest.mark.parametrize("write", [write_film, write_gif])
def test_an_interruption_leaves_no_half_file(story: Storyboard, tmp_path: Path, write: Write) -> None:
    def stop(what: str, done: int, total: int) -> None:
        if done == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(story, tmp_path / "a", size=SIZE, progress=stop)
    assert not list(tmp_path.iterdir())


def test_a_gif_is_small_and_as_long_as_the_film(story: Storyboard, tmp_path: Path) -> None:
    write_gif(story, tmp_path / "a.gif", size=SIZE)
    with Image.open(tmp_path / "a.gif") as gif:
        assert gif.size == SIZE
        assert gif.info["loop"] == 0
        lengths = []
        for n in range(gif.n_frames):  # type: ignore[attr-defined]
            gif.seek(n)
            lengths.append(gif.info["duration"])
    assert sum(lengths) == pytest.approx(3000, abs=200)
    assert min(lengths) >= 1000 / 12
    middle = seen(tmp_path / "a.gif")[14]
    assert alike(middle, np.asarray(story.keyframes[1])) > 0.85


def test_a_gif_too_large_is_made_smaller(story: Storyboard, tmp_path: Path) -> None:
    write_gif(story, tmp_path / "a.gif", size=(320, 180))
    whole = (tmp_path / "a.gif").stat().st_size
    write_gif(story, tmp_path / "b.gif", size=(320, 180), limit=round(0.7 * whole))
    with Image.open(tmp_path / "b.gif") as gif:
        assert gif.size == (240, 136)
    assert (tmp_path / "b.gif").stat().st_size <= 0.7 * whole
    write_gif(story, tmp_path / "c.gif", size=SIZE, limit=10)
    assert (tmp_path / "c.gif").exists()


@pytest.mark.parametrize("size", [(127, 72), (8, 8), (128, 9000)])
def test_sizes_that_no_film_has_are_refused(story: Storyboard, tmp_path: Path, size: tuple[int, int]) -> None:
    with pytest.raises(BadCall, match="give even sides from 16 to 4096"):
        write_film(story, tmp_path / "a.mp4", size=size)
    assert not list(tmp_path.iterdir())


def test_a_rate_that_no_film_has_is_refused(story: Storyboard) -> None:
    with pytest.raises(BadCall, match="cannot have 0 frames a second"):
        frames(story, size=SIZE, fps=0)


@pytest.mark.parametrize("shape", [(40, 200), (200, 40), (1, 1), (64, 64)])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
def test_keyframes_of_any_shape_fill_the_frame(shape: tuple[int, int], mode: str) -> None:
    large = still(Image.new("RGB", shape, "#666666").convert(mode), SIZE)
    assert large.size == (154, 86)
    assert np.abs(np.asarray(large).astype(int) - 102).max() < 4


def test_every_shot_needs_its_keyframe(story: Storyboard) -> None:
    with pytest.raises(BadScript, match="the script has 3 shots and there are 2 keyframes"):
        Storyboard(story.script, story.keyframes[:2])
