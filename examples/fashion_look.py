"""A poster of a look for somebody: python examples/fashion_look.py [IMAGE_MODEL]

Without an image model the embedded one paints.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tastemaker import Agent
from tastemaker.errors import ModelNotFound


def main() -> None:
    """Recommend a garment, paint it to the person's taste, and set its title and price over the picture."""
    painter = sys.argv[1] if len(sys.argv) > 1 else "mini"
    with Agent.open("demo", image_model=painter) as agent:
        look = agent.recommend("sofia", k=1, where="section == 'fashion'")[0]
        try:
            poster = agent.create("image", item=look.id, user="sofia", kind="poster")
        except ModelNotFound as missing:
            sys.exit(f"No poster: {missing}")
    Path("look.png").write_bytes(Path(poster.path or "").read_bytes())
    print(f"{look.title}, to the taste of sofia: look.png")


if __name__ == "__main__":
    main()
