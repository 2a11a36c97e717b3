"""Pictures, sounds and clips, opened with limits: files of strangers."""

from __future__ import annotations

import io
import warnings
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tastemaker.errors import BadMedia
from tastemaker.settings import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

__all__ = ["contained", "frames", "open_picture", "read_picture", "sound", "stereo"]

PICTURES: Final = ("AVIF", "BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP")
CONTAINERS: Final = (
    "3gp,aac,aiff,asf,avi,flac,flv,gif,m4a,m4v,matroska,mov,mp3,mp4,mpeg,mpegts,mpegvideo,ogg,wav,webm"
)
"""FFmpeg formats that hold media and cannot point at other files, as playlists can."""


def contained(path: str | Path, *, inside: Path) -> Path:
    """The medium's absolute path, if it is a file within the folder and of a sane size."""
    given = str(path)
    if "://" in given:
        raise BadMedia(f"{_shown(given)} is a remote address: only files in the domain folder are opened")
    try:
        root = inside.resolve()
        found = (root / given).resolve()
        if not found.is_relative_to(root):
            raise BadMedia(f"{_shown(given)} leads outside the domain folder")
        if not found.is_file():
            raise BadMedia(f"{_shown(given)} {'is not a file' if found.exists() else 'is missing'}")
        size = found.stat().st_size
    except (OSError, ValueError) as wrong:
        if isinstance(wrong, BadMedia):
            raise
        raise BadMedia(f"{_shown(given)} is not a usable path: {wrong}") from wrong
    if size > LIMITS.media_bytes:
        raise BadMedia(f"{_shown(given)} has {size:,} bytes, more than {LIMITS.media_bytes:,}")
    if size == 0:
        raise BadMedia(f"{_shown(given)} is empty")
    return found


def open_picture(path: str | Path, *, inside: Path, side: int | None = None) -> Image.Image:
    """A picture in RGB, upright, transparency on white.

    With `side`, large JPEGs are decoded at a fraction of their size, no side below `side` pixels.
    """
    found = contained(path, inside=inside)
    return _picture(found, name=found.name, side=side)


def read_picture(data: bytes) -> Image.Image:
    """The same of a picture that came as bytes. Raises BadMedia."""
    return _picture(io.BytesIO(data), name="the picture")


def _picture(source: Path | io.BytesIO, *, name: str, side: int | None = None) -> Image.Image:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limit is below Pillow's, which only warns
            with Image.open(source, formats=PICTURES) as picture:
                pixels = picture.width * picture.height
                if pixels > LIMITS.picture_pixels:
                    raise BadMedia(
                        f"{name} has {picture.width:,} × {picture.height:,} pixels, "
                        f"more than {LIMITS.picture_pixels:,} in all"
                    )
                if side is not None:
                    picture.draft("RGB", (side, side))
                return _upright_rgb(picture)
    except BadMedia:
        raise
    except Image.DecompressionBombError as wrong:
        raise BadMedia(f"{name} has more than {LIMITS.picture_pixels:,} pixels: {wrong}") from wrong
    except UnidentifiedImageError as wrong:
        raise BadMedia(f"{name} is not a picture in a known format ({', '.join(PICTURES)})") from wrong
    except Exception as wrong:  # decoders raise anything on damaged or hostile files
        raise BadMedia(f"{name} is damaged: {_reason(wrong)}") from wrong


def _upright_rgb(picture: Image.Image) -> Image.Image:
    from PIL import Image, ImageOps

    picture.load()
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I;16") or upright.mode in ("I", "F"):
        upright = _eight_bits(upright)
    if "A" in upright.getbands() or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    return upright.convert("RGB")


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Grey levels of 16 or 32 bits scaled to 0..255; Pillow's own conversion clips them."""
    import numpy as np
    from PIL import Image

    levels = np.nan_to_num(np.asarray(picture, dtype=np.float32))
    top = max(float(levels.max()), 1.0)
    full = 255.0 if top <= 255 else max(top, 65535.0)
    return Image.fromarray((levels.clip(0) / full * 255).astype(np.uint8))


def frames(path: str | Path, n: int, *, inside: Path | None = None) -> list[Image.Image]:
    """`n` frames of a clip in RGB, evenly spread over its length; fewer if it has fewer."""
    found = contained(path, inside=inside or Path(path).parent)
    with _Opened(found) as container:
        if not container.streams.video:
            raise BadMedia(f"{found.name} holds no moving picture")
        stream = container.streams.video[0]
        if stream.codec_context.width * stream.codec_context.height > LIMITS.picture_pixels:
            raise BadMedia(f"{found.name} has frames of more than {LIMITS.picture_pixels:,} pixels")
        stream.thread_type = "SLICE"
        pictures = [frame.to_image().convert("RGB") for frame in _spread(container, stream, n)]
    if not pictures:
        raise BadMedia(f"{found.name} holds no readable frame")
    return pictures


def _spread(container: Any, stream: Any, n: int) -> Iterator[Any]:
    """The frames nearest to the middles of `n` equal parts."""
    length = _length(container, stream)
    if length is None:
        decoded = list(_first(container, stream, 16 * n))
        step = max(len(decoded) / n, 1.0)
        yield from (decoded[int((k + 0.5) * step)] for k in range(min(n, len(decoded))))
        return
    start = stream.start_time or 0
    shown = None
    for k in range(n):
        wanted = start + int(length * (k + 0.5) / n)
        container.seek(wanted, stream=stream, backward=True)
        frame = next((f for f in container.decode(stream) if f.pts is not None and f.pts >= wanted), None)
        if frame is not None and frame.pts != shown:
            shown = frame.pts
            yield frame


def _length(container: Any, stream: Any) -> int | None:
    """The clip's length in units of the stream's time base, where the file states it."""
    if stream.duration:
        return int(stream.duration)
    if container.duration and stream.time_base:
        return int(container.duration / 1_000_000 / stream.time_base)
    return None


def _first(container: Any, stream: Any, n: int) -> Iterator[Any]:
    for k, frame in enumerate(container.decode(stream)):
        if k >= n:
            return
        yield frame


def sound(
    path: str | Path, rate: int, *, inside: Path | None = None, seconds: float = 60.0
) -> NDArray[np.float32]:
    """The first `seconds` of a recording in mono: float32 in -1..1, shape (samples,), at `rate` Hz."""
    import numpy as np

    channels = _heard(path, rate, inside=inside, seconds=seconds, layout=None)
    return np.asarray(channels.mean(axis=0), dtype=np.float32)


def stereo(
    path: str | Path, rate: int, *, inside: Path | None = None, seconds: float = 60.0
) -> NDArray[np.float32]:
    """The first `seconds` of a recording: float32 in -1..1, shape (2, samples), at `rate` Hz."""
    return _heard(path, rate, inside=inside, seconds=seconds, layout="stereo")


def _heard(
    path: str | Path, rate: int, *, inside: Path | None, seconds: float, layout: str | None
) -> NDArray[np.float32]:
    """Samples, shape (channels, samples); without a layout in as many channels as were recorded."""
    import numpy as np

    found = contained(path, inside=inside or Path(path).parent)
    with _Opened(found) as container:
        if not container.streams.audio:
            raise BadMedia(f"{found.name} holds no sound")
        pieces, samples = [], 0
        for piece in _resampled(container, rate, layout):
            pieces.append(piece)
            samples += piece.shape[1]
            if samples >= seconds * rate:
                break
    if not samples:
        raise BadMedia(f"{found.name} holds no readable sound")
    return np.asarray(np.concatenate(pieces, axis=1)[:, : int(seconds * rate)], dtype=np.float32)


def _resampled(container: Any, rate: int, layout: str | None) -> Iterator[NDArray[np.float32]]:
    import av

    resampler = av.AudioResampler(format="fltp", layout=layout, rate=rate)
    for frame in chain(container.decode(container.streams.audio[0]), [None]):
        for piece in resampler.resample(frame):
            yield piece.to_ndarray()


class _Opened:
    """An FFmpeg container; whatever goes wrong inside is the file's fault."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.container: Any = None

    def __enter__(self) -> Any:
        import av

        av.logging.set_level(av.logging.PANIC)
        try:
            self.container = av.open(str(self.path), options={"format_whitelist": CONTAINERS})
        except Exception as wrong:  # decoders raise anything on damaged or hostile files
            raise BadMedia(
                f"{self.path.name} is not a recording in a known format: {_reason(wrong)}"
            ) from wrong
        return self.container

    def __exit__(self, kind: type[BaseException] | None, wrong: BaseException | None, trace: object) -> None:
        self.container.close()
        if isinstance(wrong, Exception) and not isinstance(wrong, BadMedia):
            raise BadMedia(f"{self.path.name} is damaged: {_reason(wrong)}") from wrong


def _reason(wrong: BaseException) -> str:
    return str(wrong).splitlines()[0][:120] if str(wrong) else type(wrong).__name__


def _shown(path: str) -> str:
    return repr(path if len(path) <= 80 else f"{path[:77]}…")
