"""Paints through a server that speaks OpenAI's images protocol (`/v1/images/generations` and `/edits`).

Its address is the base, with or without `/v1`, and after `#` the model's name, if it wants one:
`http://gpu-box:8000#flux-schnell`. The key is `TASTEMAKER_IMAGE_KEY`,
or for api.openai.com `OPENAI_API_KEY`.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, Unpack
from urllib.parse import urldefrag, urlsplit

import httpx

from tastemaker.agent.engines.commission import Commission, fit, working_size
from tastemaker.contracts import Brushwork
from tastemaker.errors import ModelError, PainterUnreachable, UnknownModel

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["ImageServer"]

OPENAI: Final = "api.openai.com"
OPENAI_SIZES: Final = ((1024, 1024), (1536, 1024), (1024, 1536))
SIDE, UNIT = 512, 64
"""What other servers are asked for: about this side squared, in multiples of this."""
CONNECT_SECONDS: Final = 10.0
LARGEST: Final = 60_000_000
"""Bytes of an answer."""


class ImageServer:
    """A painter behind a URL. Words and the picture to begin with are sent there, and nothing else."""

    together = 1

    def __init__(self, address: str, *, seconds: float = 300.0) -> None:
        base, self._model = urldefrag(address)
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UnknownModel(f"{address!r} is no address of an image server: give http://host:port#model")
        self.name = address
        self._host = parts.hostname
        self._base = base.rstrip("/").removesuffix("/v1") + "/v1/images/"
        self._timeout = httpx.Timeout(seconds, connect=CONNECT_SECONDS)

    def paint(self, prompt: str, **how: Unpack[Brushwork]) -> Image.Image:
        """One picture, as `Painter` says. The protocol knows no steps and no strength."""
        return self.paint_many([prompt], **how)[0]

    def paint_many(self, prompts: Sequence[str], **how: Unpack[Brushwork]) -> list[Image.Image]:
        """A picture for each prompt, one after the other, with the same seed. Each is a step of progress."""
        asked = Commission.of(prompts, how)
        made = []
        for number, prompt in enumerate(asked.prompts, 1):
            made.append(fit(self._ask(prompt, asked), asked.size))
            if asked.progress is not None:
                asked.progress(number, len(asked.prompts))
        return made

    def _ask(self, prompt: str, asked: Commission) -> Image.Image:
        size = self._size(asked.size)
        fields = {
            "prompt": f"{prompt}. Avoid: {asked.negative}" if asked.negative else prompt,
            "n": 1,
            "size": f"{size[0]}x{size[1]}",
        }
        fields |= {"model": self._model} if self._model else {}
        if self._host != OPENAI:  # which refuses what it does not know, and always answers in base64
            fields |= {"seed": asked.seed, "response_format": "b64_json"}
        if asked.picture is None:
            return self._send("generations", json=fields)
        file = {"image": ("picture.png", _png(fit(asked.picture, size)), "image/png")}
        return self._send("edits", data=fields, files=file)

    def _size(self, wanted: tuple[int, int]) -> tuple[int, int]:
        if self._host != OPENAI:
            return working_size(wanted, side=SIDE, unit=UNIT)
        ratio = wanted[0] / wanted[1]
        return min(OPENAI_SIZES, key=lambda size: abs(size[0] / size[1] - ratio))

    def _send(self, way: str, **request: Any) -> Image.Image:
        headers = {"Authorization": f"Bearer {key}"} if (key := self._key()) else {}
        try:
            with httpx.Client(timeout=self._timeout, headers=headers) as client:
                answer = client.post(self._base + way, **request)
        except httpx.TimeoutException as error:
            raise PainterUnreachable(
                f"the image server {self._host} did not answer in time: is it still loading its model?"
            ) from error
        except httpx.HTTPError as error:
            raise PainterUnreachable(
                f"the image server at {self._base} cannot be reached ({error}): is it running?"
            ) from error
        if answer.is_error:
            raise ModelError(_refusal(answer, self._host))
        return self._picture(answer)

    def _key(self) -> str | None:
        """OpenAI's key goes to OpenAI alone."""
        own = os.environ.get("TASTEMAKER_IMAGE_KEY")
        return own or (os.environ.get("OPENAI_API_KEY") if self._host == OPENAI else None)

    def _picture(self, answer: httpx.Response) -> Image.Image:
        """The picture in the answer; an address of one elsewhere is not followed."""
        from PIL import Image, UnidentifiedImageError

        try:
            if len(answer.content) > LARGEST:
                raise ValueError(f"{len(answer.content):,} bytes are too many")
            coded = answer.json()["data"][0]["b64_json"]
            picture = Image.open(
                BytesIO(base64.b64decode(coded, validate=True)), formats=("PNG", "JPEG", "WEBP")
            )
            picture.load()
        except (
            KeyError, IndexError, TypeError, ValueError, binascii.Error, OSError, UnidentifiedImageError,
            Image.DecompressionBombError,
        ) as error:  # fmt: skip
            raise ModelError(
                f"the image server {self._host} sent no picture (data[0].b64_json as PNG, JPEG or WebP is "
                f"expected): {error!r}"
            ) from error
        return picture


def _png(picture: Image.Image) -> bytes:
    kept = BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


def _refusal(answer: httpx.Response, host: str) -> str:
    """What the server said, and what to do about it."""
    try:
        said = str(answer.json()["error"]["message"])
    except (KeyError, TypeError, ValueError):
        said = answer.text.strip()
    mend = {401: ": set TASTEMAKER_IMAGE_KEY", 403: ": set TASTEMAKER_IMAGE_KEY", 429: ": try again later"}
    code = answer.status_code
    return f"the image server {host} answered {code} ({said[:200]}){mend.get(code, '')}"
