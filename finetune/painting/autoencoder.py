"""Stage 1: pictures into 16 numbers for every 16 x 16 pixels, and back (diffusers' AutoencoderTiny)."""

from __future__ import annotations

from typing import Any

import torch
from diffusers import AutoencoderTiny
from diffusers.models.autoencoders.vae import AutoencoderTinyBlock
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, l1_loss

from tastemaker.finetune.painting.pictures import Pictures
from tastemaker.finetune.painting.recipe import Recipe
from tastemaker.finetune.painting.training import Training

__all__ = ["FACTOR", "LATENTS", "autoencoder", "picture_loss", "train_autoencoder"]

FACTOR = 16
"""Pixels per latent, along each side."""
LATENTS = 16
CHANNELS = 48
SHARE = 0.3
"""Of the recipe's minutes."""
CROP = 128
WHOLE = 4
"""Every fourth batch holds whole pictures, whose edges look as they will."""
NOISE = 0.15
"""Latents are read through noise of about this size, so that the decoder forgives a denoiser's errors."""


@torch.no_grad()
def autoencoder() -> Any:
    """Fresh: 0.8 million parameters."""
    net: Any = AutoencoderTiny(
        encoder_block_out_channels=(CHANNELS,) * 5,
        decoder_block_out_channels=(CHANNELS,) * 5,
        num_encoder_blocks=(0, 0, 1, 1, 2),
        num_decoder_blocks=(3, 2, 1, 0, 0),
        latent_channels=LATENTS,
    )
    for module in net.modules():
        if isinstance(module, nn.Conv2d):  # torch's own start lets the signal die away layer by layer
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        if isinstance(module, AutoencoderTinyBlock):
            module.conv[-1].weight.mul_(0.2)
    for last in (net.encoder.layers[-1], net.decoder.layers[-1]):
        nn.init.kaiming_normal_(last.weight, nonlinearity="linear")
        last.weight.mul_(0.2)
    _pass_colors(net)
    return net


@torch.no_grad()
def _pass_colors(net: Any) -> None:
    """Begin as what halves a picture four times and doubles it again, on three of the channels.

    Colors are then right from the first step, and what is left to learn is what lies between.
    """
    middle, mean, tent = torch.zeros(3, 3), torch.zeros(3, 3), torch.tensor([1.0, 2.0, 1.0]) / 4
    middle[1, 1], mean[1:, 1:] = 1.0, 0.25
    for half in (net.encoder, net.decoder):
        for layer in half.layers:
            if isinstance(layer, AutoencoderTinyBlock):
                _let(layer.conv[-1], 0 * middle)
            elif isinstance(layer, nn.Conv2d):
                grows = half is net.decoder and layer.bias is None
                _let(layer, mean if layer.stride == (2, 2) else tent.outer(tent) if grows else middle)
    _let(net.encoder.layers[-1], 4 * middle, -2.0)
    _let(net.decoder.layers[0], middle / 4, 0.5)


def _let(layer: nn.Conv2d, kernel: Tensor, bias: float = 0.0) -> None:
    """Let the first three channels pass through this kernel (3, 3), each on its own."""
    layer.weight[:3] = 0
    for channel in range(3):
        layer.weight[channel, channel] = kernel
    if layer.bias is not None:
        layer.bias[:3] = bias


def train_autoencoder(recipe: Recipe, pictures: Pictures, *, stop_after: int = 0) -> Any:
    """The trained autoencoder: from the run's folder where it is finished, else now."""
    torch.manual_seed(recipe.seed)
    net: Any = autoencoder()
    training = Training(net, recipe, name="autoencoder", share=SHARE, rate=2e-3, stop_after=stop_after)
    found = training.result()
    if found is None:
        crops = Crops(pictures, recipe)
        while not training.over:
            chance = training.chance()
            whole = training.step % WHOLE == 0
            batch = crops.draw(chance, whole=whole)
            with training.autocast():
                latents = net.encode(batch).latents
                noise = torch.randn(latents.shape, generator=chance).to(latents)
                loud = NOISE * torch.randn(len(latents), 1, 1, 1, generator=chance).to(latents)
                seen = net.decode(latents + loud * noise).sample
            loss = picture_loss(seen.float(), batch)
            if not whole:  # one picture has colors of its own: they are no fault of the latents
                loss = loss + 0.05 * spread_loss(latents.float())
            training.update(loss)
        found = training.finish()
    net.load_state_dict(found)
    return net.eval()


def picture_loss(seen: Tensor, true: Tensor) -> Tensor:
    """How far pictures (n, 3, h, w) in -1..1 differ in color and in their edges, at four scales."""
    loss = seen.new_zeros(())
    for _ in range(4):
        loss = loss + l1_loss(seen, true)
        for axis in (2, 3):
            loss = loss + l1_loss(seen.diff(dim=axis), true.diff(dim=axis))
        seen, true = avg_pool2d(seen, 2), avg_pool2d(true, 2)
    return loss


def spread_loss(latents: Tensor) -> Tensor:
    """How far each channel of the latents is from mean 0 and variance 1, which the denoiser's noise has."""
    mean, spread = latents.mean((0, 2, 3)), latents.var((0, 2, 3))
    return mean.square().mean() + (spread - 1).square().mean()


class Crops:
    """Batches of training pictures, or of pieces of them, as float32 (n, 3, h, w) in -1..1."""

    def __init__(self, pictures: Pictures, recipe: Recipe) -> None:
        self._device = recipe.device
        self._size = 64 if recipe.on_gpu else 4
        self._pixels = {name: torch.from_numpy(array) for name, array in pictures.pixels.items()}
        if recipe.on_gpu:
            self._pixels = {name: pixels.to(recipe.device) for name, pixels in self._pixels.items()}
        self._rows = {name: torch.from_numpy(pictures.rows(name, held=False)) for name in pictures.pixels}
        self._names = [name for name, rows in self._rows.items() if len(rows)]
        self._shares = torch.tensor([float(len(self._rows[name])) for name in self._names])

    def draw(self, chance: torch.Generator, *, whole: bool) -> Tensor:
        name = self._names[int(torch.multinomial(self._shares, 1, generator=chance))]
        pixels, rows = self._pixels[name], self._rows[name]
        count = max(1, self._size // 4) if whole else self._size
        chosen = rows[torch.randint(len(rows), (count,), generator=chance)].to(pixels.device)
        found = pixels[chosen]
        if not whole:
            found = self._cut(found, chance)
        return found.to(self._device).permute(0, 3, 1, 2).float().div(127.5).sub(1)

    def _cut(self, found: Tensor, chance: torch.Generator) -> Tensor:
        """The same random piece of each."""
        height, width = found.shape[1:3]
        top = int(torch.randint(height - CROP + 1, (), generator=chance))
        left = int(torch.randint(width - CROP + 1, (), generator=chance))
        return found[:, top : top + CROP, left : left + CROP]
