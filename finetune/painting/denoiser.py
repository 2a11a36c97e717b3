"""Stage 2: latents from noise, words and taste, by flow matching (arXiv 2210.02747).

The network sees x = (1 - t) latents + t noise and learns noise - latents, the direction back. Words and taste
are left out at random, each on its own, so that guidance can tell what they add.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import torch
from diffusers import UNet2DConditionModel
from numpy.typing import NDArray
from torch import Tensor

from tastemaker.agent.engines.conditioning import POOLED, WIDTH, Told, condition
from tastemaker.finetune.painting.autoencoder import FACTOR, LATENTS
from tastemaker.finetune.painting.latents import encoded
from tastemaker.finetune.painting.likes import Likes
from tastemaker.finetune.painting.pictures import Pictures
from tastemaker.finetune.painting.recipe import Recipe
from tastemaker.finetune.painting.training import Training
from tastemaker.finetune.painting.words import Words

__all__ = ["SIZE_WIDTH", "denoiser", "train_denoiser"]

SHARE = 0.7
"""Of the recipe's minutes."""
SIZE_WIDTH = 8
"""Numbers for each of the six with which Stable Diffusion XL tells a picture's size."""
NO_WORDS, NO_TASTE = 0.1, 0.4
TIME, SPREAD = 0.4, 1.2
"""Mean and spread of the time's logit (arXiv 2403.03206, 3.1). Neighboring latents are alike, so that noise
hides colors and large shapes only at the end of the way: these visit its last sixth in 16 lessons of 100, a
mean of 0 and a spread of 1 would in 5."""
STEPS = 1000
"""The network is told the time in thousandths."""


def denoiser() -> UNet2DConditionModel:
    """Fresh: 2.4 million parameters; words reach it pooled everywhere, token by token where it is small."""
    return UNet2DConditionModel(
        sample_size=256 // FACTOR,
        in_channels=LATENTS,
        out_channels=LATENTS,
        block_out_channels=(80, 96),
        layers_per_block=1,
        down_block_types=("DownBlock2D", "AttnDownBlock2D"),
        up_block_types=("AttnUpBlock2D", "UpBlock2D"),
        mid_block_type="UNetMidBlock2DSimpleCrossAttn",
        cross_attention_dim=128,
        encoder_hid_dim=WIDTH,
        encoder_hid_dim_type="text_proj",
        attention_head_dim=16,
        norm_num_groups=16,
        resnet_time_scale_shift="scale_shift",
        time_embedding_dim=192,
        addition_embed_type="text_time",
        addition_time_embed_dim=SIZE_WIDTH,
        projection_class_embeddings_input_dim=6 * SIZE_WIDTH + POOLED,
    )


def train_denoiser(recipe: Recipe, pictures: Pictures, coder: Any, *, stop_after: int = 0) -> Any:
    """The trained network: from the run's folder where it is finished, else now."""
    torch.manual_seed(recipe.seed + 1)
    net: Any = denoiser()
    torch.nn.init.zeros_(net.conv_out.weight)
    if recipe.warm:
        net = UNet2DConditionModel.from_pretrained(recipe.warm, subfolder="unet")
    share = 1.0 if recipe.warm else SHARE
    training = Training(net, recipe, name="denoiser", share=share, rate=1.5e-3, stop_after=stop_after)
    found = training.result()
    if found is None:
        lessons = Lessons(pictures, coder, recipe)
        training.begin()
        while not training.over:
            training.update(_loss(training, lessons))
        found = training.finish()
    net.load_state_dict(found)
    return net.eval()


def _loss(training: Training, lessons: Lessons) -> Tensor:
    chance = training.chance()
    latents, told, sizes = lessons.draw(chance)
    noise = torch.randn(latents.shape, generator=chance).to(latents)
    time = torch.sigmoid(TIME + SPREAD * torch.randn(len(latents), generator=chance)).to(latents)
    mixed = torch.lerp(latents, noise, time[:, None, None, None])
    more = {"text_embeds": told.pooled, "time_ids": sizes}
    with training.autocast():
        way = training.net(mixed, STEPS * time, told.tokens, added_cond_kwargs=more).sample
    loss: Tensor = (way.float() - (noise - latents)).square().mean()
    return loss


class Lessons:
    """Batches of latents of one format, with what is said of them."""

    def __init__(self, pictures: Pictures, coder: Any, recipe: Recipe) -> None:
        self._device = recipe.device
        self._size = recipe.batch * (4 if recipe.on_gpu else 1)
        self._latents = encoded(coder, pictures, recipe)
        self._rows = {name: torch.from_numpy(pictures.rows(name, held=False)) for name in pictures.pixels}
        self._names = [name for name, rows in self._rows.items() if len(rows)]
        weights = _weights(pictures)
        self._weights = {name: torch.from_numpy(weights[name])[rows] for name, rows in self._rows.items()}
        self._shares = torch.stack([self._weights[name].sum() for name in self._names])
        counts = np.cumsum([0, *(len(pixels) for pixels in pictures.pixels.values())])
        self._first = dict(zip(pictures.pixels, counts.tolist(), strict=False))
        self._likes = Likes.of(pictures, recipe.pictures)
        self._words = Words.of(pictures, recipe.pictures, seed=recipe.seed)

    def draw(self, chance: torch.Generator) -> tuple[Tensor, Told, Tensor]:
        """Latents (n, 16, h, w), what is said of them, and sizes (n, 6) as the pipeline tells them."""
        name = self._names[int(torch.multinomial(self._shares, 1, generator=chance))]
        drawn = torch.multinomial(self._weights[name], self._size, replacement=True, generator=chance)
        rows = self._rows[name][drawn]
        everywhere = rows + self._first[name]
        words = self._words.draw(everywhere, chance)
        tastes = self._likes.draw(everywhere, chance)
        words *= torch.rand(len(rows), 1, 1, generator=chance) >= NO_WORDS
        tastes *= torch.rand(len(rows), 1, generator=chance) >= NO_TASTE
        told = condition(words.to(self._device), tastes.to(self._device))
        width, height = (float(side) for side in name.split("x"))
        sizes = torch.tensor([[height, width, 0, 0, height, width]], device=self._device).expand(len(rows), 6)
        return self._latents[name][rows].float().to(self._device), told, sizes


def _weights(pictures: Pictures) -> dict[str, NDArray[np.float64]]:
    """How often each picture is drawn, by format: a section with many subjects needs more lessons.

    In all a section's pictures weigh as the root of their number times that of its subjects.
    """
    facts = [one for many in pictures.facts.values() for one in many]
    count = Counter(one["section"] for one in facts)
    subjects = Counter(section for section, _ in {(one["section"], one["subject"]) for one in facts})
    weight = {section: (subjects[section] / count[section]) ** 0.5 for section in count}
    return {
        format: np.array([weight[one["section"]] for one in many]) for format, many in pictures.facts.items()
    }
