"""A picture to look at while a track plays: python examples/music_visual.py [IMAGE_MODEL]

Without an image model the embedded one paints.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tastemaker import Agent
from tastemaker.errors import ModelNotFound


def main() -> None:
    """Find a track by its mood, and paint it twice from the same noise: for everybody and for one person."""
    painter = sys.argv[1] if len(sys.argv) > 1 else "mini"
    with Agent.open("demo", image_model=painter) as agent:
        track = agent.search("calm piano for a late evening", where="section == 'music'", k=1)[0]
        for user in ("guest", "ines-3"):
            try:
                visual = agent.create("image", item=track.id, user=user, kind="square", seed=4)
            except ModelNotFound as missing:
                sys.exit(f"No picture: {missing}")
            Path(f"visual-{user}.png").write_bytes(Path(visual.path or "").read_bytes())
            print(f"- {track.title}, for {user}: visual-{user}.png")


if __name__ == "__main__":
    main()
