"""An ad banner with its line for somebody: python examples/ad_banner.py [IMAGE_MODEL]

Without an image model the embedded one paints.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tastemaker import Agent
from tastemaker.errors import ModelNotFound


def main() -> None:
    """Choose the campaign that fits a person, write its line, paint its banner in 1200 x 628."""
    painter = sys.argv[1] if len(sys.argv) > 1 else "mini"
    with Agent.open("demo", image_model=painter) as agent:
        campaign = agent.recommend("david", k=1, where="section == 'advertising'")[0]
        print(agent.create("text", item=campaign.id, user="david", kind="ad").text)
        try:
            banner = agent.create("image", item=campaign.id, user="david", kind="banner")
        except ModelNotFound as missing:
            sys.exit(f"No banner: {missing}")
    Path("banner.png").write_bytes(Path(banner.path or "").read_bytes())
    print(f"{campaign.title}, to the taste of david: banner.png")


if __name__ == "__main__":
    main()
