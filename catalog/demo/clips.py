"""Short clips in which the scene of a film's poster moves."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from tastemaker.catalog.demo.drawing import render
from tastemaker.catalog.demo.posters import Look, still

__all__ = ["write_clip"]

PIXELS = (192, 108)
RATE = 12
SECONDS = 2.25


def write_clip(file: Path, *, look: Look) -> None:
    """Write an MP4 (H.264, 192 x 108, 12 frames a second, 2.25 seconds)."""
    import av
    from PIL import Image

    count = round(RATE * SECONDS)
    with av.open(str(file), "w", options={"movflags": "faststart", "fflags": "+bitexact"}) as film:
        stream = film.add_stream(
            "libx264", rate=RATE, options={"preset": "superfast", "crf": "27", "threads": "1"}
        )
        stream.width, stream.height = PIXELS
        stream.pix_fmt = "yuv420p"
        for n in range(count):
            svg = still(look, pixels=PIXELS, time=n / (count - 1), seconds=SECONDS)
            with Image.open(BytesIO(render(svg))) as picture:
                frame = av.VideoFrame.from_image(picture.convert("RGB"))
            film.mux(stream.encode(frame))
        film.mux(stream.encode())
