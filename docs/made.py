"""The README's three made pictures: `python docs/made.py [--domain demo] [--image-model mini]`.

A poster of a garment, a banner of a campaign and four moments of a storyboard, each of what is recommended to
somebody of the demo, painted to their taste and unretouched.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import av
from PIL import Image

from tastemaker import Agent

IMAGES = Path(__file__).parent / "images"
MOMENTS, STILL = (0.12, 0.37, 0.62, 0.87), (480, 270)
"""Where in the film, and in which size, its stills are taken."""


def main() -> None:
    """Read the command line, make and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--domain", default="demo")
    parser.add_argument("--image-model", default="mini")
    given = parser.parse_args()
    with Agent.open(given.domain, image_model=given.image_model) as agent:
        poster = made(agent, "image", user="sofia", section="fashion", kind="poster")
        banner = made(agent, "image", user="david", section="advertising", kind="banner")
        film = made(agent, "storyboard", user="stefan", section="video", seconds=16)
    keep(Image.open(poster), "poster.webp", height=600)
    keep(Image.open(banner), "banner.webp", height=400)
    strip(film).save(IMAGES / "storyboard.webp", quality=70, method=6)


def made(agent: Agent, what: str, *, user: str, section: str, **how: object) -> Path:
    """The file that is made of what somebody is recommended in a section."""
    item = agent.recommend(user, k=1, where=f"section == '{section}'")[0]
    return Path(agent.create(what, item=item.id, user=user, **how).path or "")  # type: ignore[arg-type]  # as create says


def keep(picture: Image.Image, name: str, *, height: int) -> None:
    """Keep it for the documentation, smaller."""
    small = picture.convert("RGB").resize((round(picture.width * height / picture.height), height))
    small.save(IMAGES / name, quality=78, method=6)


def strip(film: Path) -> Image.Image:
    """Four moments of a film, two by two."""
    with av.open(str(film)) as opened:
        shown = [frame.to_image() for frame in opened.decode(video=0)]
    whole = Image.new("RGB", (2 * STILL[0], 2 * STILL[1]))
    for n, moment in enumerate(MOMENTS):
        still = shown[int(moment * len(shown))].resize(STILL)
        whole.paste(still, (n % 2 * STILL[0], n // 2 * STILL[1]))
    return whole


if __name__ == "__main__":
    main()
