"""The image model's whole recipe, one step after the other: `python -m tastemaker.finetune.painting`.

Stopped and started again, it goes on where it was.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from tastemaker.finetune.allocator import keep_memory
from tastemaker.finetune.painting.assemble import assemble
from tastemaker.finetune.painting.autoencoder import train_autoencoder
from tastemaker.finetune.painting.denoiser import train_denoiser
from tastemaker.finetune.painting.latents import taken
from tastemaker.finetune.painting.pictures import draw_pictures
from tastemaker.finetune.painting.recipe import Recipe

__all__ = ["main", "paint_recipe"]


def paint_recipe(recipe: Recipe, *, stop_after: int = 0) -> Path:
    """Draw, train both parts, write the model; its folder. `stop_after` pauses a training at this step."""
    recipe.run.mkdir(parents=True, exist_ok=True)
    if recipe.warm:
        taken(recipe)
    pictures = draw_pictures(recipe.pictures, demos=recipe.demos)
    coder = train_autoencoder(recipe, pictures, stop_after=stop_after)
    denoiser = train_denoiser(recipe, pictures, coder, stop_after=stop_after)
    return assemble(recipe, coder, denoiser)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line: the recipe's fields are its flags."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    out = paint_recipe(recipe_from(arguments))
    logging.info("the image model is in %s", out)


def recipe_from(arguments: Sequence[str] | None) -> Recipe:
    """The recipe that a command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    usual = Recipe()
    for field in fields(Recipe):
        value = getattr(usual, field.name)
        parser.add_argument(
            f"--{field.name}",
            type=Path if isinstance(value, Path) else type(value),
            default=value,
            help=f"default: {value}",
        )
    return Recipe(**vars(parser.parse_args(arguments)))


if __name__ == "__main__":
    keep_memory("tastemaker.finetune.painting")
    main()
