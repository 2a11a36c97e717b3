"""Teach a recommender what the people of a domain like: python examples/teach_a_domain.py

Adapts to the demo's films for half a minute, then asks the adapter for one of its people.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tastemaker import Agent
from tastemaker.agent.opening import open_catalog
from tastemaker.catalog.build import index
from tastemaker.catalog.catalog import Catalog
from tastemaker.finetune.finetuning import finetune
from tastemaker.finetune.recipe import Recipe


def main() -> None:
    """Fine-tune, say what was reached, recommend."""
    folder_of_films = open_catalog("demo").folder / "video"
    index(folder_of_films)
    films = Catalog.open(folder_of_films)
    with TemporaryDirectory() as folder:
        recipe = Recipe(strategy="features", minutes=0.5)
        done = finetune(films, recipe=recipe, base="mini", folder=Path(folder) / "adapter")
        if done is not None:
            _, report = done
            print({name: round(row["recall@10"], 3) for name, row in report["test"].items()})
        with Agent.open(films.folder, adapter=Path(folder) / "adapter") as agent:
            for card in agent.recommend(films.users[0], k=5):
                print("-", card.title, card.reason and f"({card.reason})")


if __name__ == "__main__":
    main()
