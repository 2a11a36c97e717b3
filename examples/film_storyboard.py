"""A film told as a storyboard: python examples/film_storyboard.py [IMAGE_MODEL]

Without an image model the embedded one paints.
"""

from __future__ import annotations

import sys

from tastemaker import Agent
from tastemaker.errors import ModelError, ModelNotFound


def main() -> None:
    """Recommend a film, tell it in twelve seconds: MP4, GIF, a printable sheet and the script."""
    painter = sys.argv[1] if len(sys.argv) > 1 else "mini"
    with Agent.open("demo", image_model=painter) as agent:
        film = agent.recommend("stefan", k=1, where="section == 'video'")[0]
        try:
            board = agent.create("storyboard", item=film.id, user="stefan", seconds=12)
        except (ModelNotFound, ModelError) as missing:
            sys.exit(f"No storyboard: {missing}")
    print(f"{film.title}, to the taste of stefan:")
    for path in (board.path, *board.files):
        print("-", path)


if __name__ == "__main__":
    main()
