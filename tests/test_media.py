"""Media are files of strangers: opened with limits, refused with a reason, never with a crash."""

from __future__ import annotations

import struct
import zlib
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from PIL import Image

from tastemaker.catalog.media import contained, frames, open_picture, sound
from tastemaker.errors import BadMedia


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def part(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", header)
        + part(b"IDAT", zlib.compress(b"\0"))
        + part(b"IEND", b"")
    )


def write_clip(path: Path, *, colors: list[tuple[int, int, int]], each: int = 10) -> Path:
    """A clip at 10 frames a second that shows each color for `each` frames."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.time_base = Fraction(1, 10)
        for color in colors:
            picture = av.VideoFrame.from_image(Image.new("RGB", (64, 48), color))
            for _ in range(each):
                picture.pts = None
                container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return path


def write_tone(path: Path, *, rate: int = 22050, seconds: float = 1.0, channels: int = 2) -> Path:
    wave = 0.5 * np.sin(2 * np.pi * 440 * np.arange(int(rate * seconds)) / rate)
    soundfile.write(path, np.stack([wave] * channels, axis=1), rate)
    return path


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "LA", "CMYK", "1", "I;16"])
def test_every_kind_of_picture_becomes_rgb(tmp_path: Path, mode: str) -> None:
    path = tmp_path / ("a.jpg" if mode == "CMYK" else "a.png")
    Image.new(mode, (8, 6)).save(path)
    picture = open_picture(path, inside=tmp_path)
    assert (picture.mode, picture.size) == ("RGB", (8, 6))


def test_transparency_lies_on_white(tmp_path: Path) -> None:
    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(tmp_path / "a.png")
    assert open_picture("a.png", inside=tmp_path).getpixel((0, 0)) == (255, 255, 255)


def test_a_photograph_stands_upright(tmp_path: Path) -> None:
    picture = Image.new("RGB", (8, 4), "red")
    turned = picture.getexif()
    turned[0x0112] = 6
    picture.save(tmp_path / "a.jpg", exif=turned)
    assert open_picture("a.jpg", inside=tmp_path).size == (4, 8)


def test_grey_levels_of_16_bits_are_scaled_not_clipped(tmp_path: Path) -> None:
    Image.fromarray(np.full((4, 4), 32768, np.uint16)).save(tmp_path / "a.png")
    assert open_picture("a.png", inside=tmp_path).getpixel((0, 0)) == (127, 127, 127)


def test_a_large_photograph_is_decoded_small(tmp_path: Path) -> None:
    Image.new("RGB", (4000, 3000), "blue").save(tmp_path / "a.jpg")
    assert open_picture("a.jpg", inside=tmp_path, side=500).size == (1000, 750)


@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (10_000, 9_000), (2_000_000_000, 1)])
def test_a_picture_with_too_many_pixels_is_refused(tmp_path: Path, width: int, height: int) -> None:
    (tmp_path / "a.png").write_bytes(png_header(width, height))
    with pytest.raises(BadMedia, match="pixels"):
        open_picture("a.png", inside=tmp_path)


def test_a_truncated_picture_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.effect_noise((64, 64), 80).convert("RGB").save(path)
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(BadMedia, match=r"a\.png is damaged: "):
        open_picture(path, inside=tmp_path)


@pytest.mark.parametrize("content", [b"hello", b"\x89PNG\r\n\x1a\n", b"%!PS-Adobe-3.0 EPSF-3.0\n", b"GIF89a"])
def test_what_is_not_a_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(BadMedia, match=r"a\.png is (not a picture|damaged)"):
        open_picture("a.png", inside=tmp_path)


def test_any_cut_of_a_picture_ends_in_a_sentence(tmp_path: Path) -> None:
    whole, path = tmp_path / "whole.jpg", tmp_path / "cut.jpg"
    Image.effect_noise((32, 32), 80).convert("RGB").save(whole)
    content = whole.read_bytes()
    for cut in range(1, len(content), 97):
        path.write_bytes(content[:cut])
        with pytest.raises(BadMedia):
            open_picture(path, inside=tmp_path)


def test_a_file_outside_is_not_opened(tmp_path: Path) -> None:
    inside = tmp_path / "domain"
    inside.mkdir()
    Image.new("RGB", (4, 4)).save(tmp_path / "a.png")
    with pytest.raises(BadMedia, match="leads outside"):
        open_picture("../a.png", inside=inside)


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "a.png").open("wb") as file:
        file.truncate(200_000_001)
    with pytest.raises(BadMedia, match="200,000,001 bytes"):
        contained("a.png", inside=tmp_path)


def test_frames_are_spread_over_the_clip(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", colors=[(250, 0, 0), (0, 250, 0), (0, 0, 250)])
    pictures = frames(path, 3)
    seen = [max(range(3), key=picture.getpixel((32, 24)).__getitem__) for picture in pictures]
    assert seen == [0, 1, 2]
    assert pictures[0].mode == "RGB"


def test_a_clip_shorter_than_asked_gives_what_it_has(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", colors=[(250, 0, 0)], each=2)
    assert 1 <= len(frames(path, 8)) <= 2


def test_a_gif_is_a_clip_too(tmp_path: Path) -> None:
    still = [Image.new("RGB", (16, 16), color) for color in ("red", "blue", "green")]
    still[0].save(tmp_path / "a.gif", save_all=True, append_images=still[1:], duration=200)
    assert len(frames(tmp_path / "a.gif", 3)) >= 2


def test_sound_is_mono_at_the_rate_asked(tmp_path: Path) -> None:
    wave = sound(write_tone(tmp_path / "a.wav"), 16000)
    assert wave.dtype == np.float32
    assert wave.ndim == 1
    assert abs(len(wave) - 16000) < 200
    assert np.abs(wave).max() == pytest.approx(0.5, abs=0.02)
    peak = np.abs(np.fft.rfft(wave[: 16000 - 200])).argmax() * 16000 / (16000 - 200)
    assert peak == pytest.approx(440, abs=3)


@pytest.mark.parametrize("name", ["a.ogg", "a.flac", "a.mp3"])
def test_sound_in_other_formats(tmp_path: Path, name: str) -> None:
    assert len(sound(write_tone(tmp_path / name, seconds=2.0), 8000, seconds=1.0)) == 8000


@pytest.mark.parametrize("content", [b"hello", b"RIFF\x00\x00\x00\x00WAVEfmt ", b"\0" * 5000])
def test_what_is_not_a_recording_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(BadMedia, match=r"a\.wav "):
        sound(tmp_path / "a.wav", 8000)
    with pytest.raises(BadMedia, match=r"a\.wav "):
        frames(tmp_path / "a.wav", 2)


def test_a_truncated_clip_ends_in_a_sentence(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", colors=[(250, 0, 0), (0, 250, 0)])
    path.write_bytes(path.read_bytes()[:800])
    with pytest.raises(BadMedia):
        frames(path, 2)


def test_a_picture_holds_no_sound_and_a_sound_no_picture(tmp_path: Path) -> None:
    with pytest.raises(BadMedia, match="no moving picture"):
        frames(write_tone(tmp_path / "a.wav"), 2)
    with pytest.raises(BadMedia, match="no sound"):
        sound(write_clip(tmp_path / "a.mp4", colors=[(9, 9, 9)]), 8000)


def test_a_playlist_cannot_point_at_other_files(tmp_path: Path) -> None:
    write_clip(tmp_path / "secret.mp4", colors=[(250, 0, 0)])
    (tmp_path / "a.mp4").write_text("ffconcat version 1.0\nfile secret.mp4\n")
    (tmp_path / "b.mp4").write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nsecret.mp4\n#EXT-X-ENDLIST\n"
    )
    for name in ("a.mp4", "b.mp4"):
        with pytest.raises(BadMedia):
            frames(tmp_path / name, 1)
