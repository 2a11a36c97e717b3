"""Practice pictures: drawn garments in any cloth, on any floor, under any light."""

from __future__ import annotations

import colorsys
import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from tastemaker.finetune.mini.garments import GARMENTS, draw

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Bytes = NDArray[np.uint8]

__all__ = ["Painter", "practice"]

SIDE = 160


class Painter:
    """Turns a map of parts into a picture; cloth and floors are invented or cut from training photographs."""

    def __init__(self, photos: Bytes, *, rng: np.random.Generator) -> None:
        """`photos`: uint8, shape (n, side, side, 3): what textures may be cut from; may be empty."""
        self.photos = photos
        self.rng = rng

    def _u(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))

    def _noise(self, cells: int) -> Floats:
        """Smooth noise of deviation about 1, shape (SIDE, SIDE), with this many cells a side."""
        grain = Image.fromarray(self.rng.standard_normal((cells, cells), dtype=np.float32))
        return np.asarray(grain.resize((SIDE, SIDE), Image.Resampling.BICUBIC))

    def _color(self, dull: float = 0.5) -> Floats:
        if self.rng.random() < 0.3:
            return (np.full(3, self._u(0.03, 0.97)) + self.rng.normal(0, 0.02, 3)).astype(np.float32)
        tint = colorsys.hsv_to_rgb(self._u(0, 1), self._u(0, 1) * (1 - dull * self._u(0, 1)), self._u(0.1, 1))
        return np.array(tint, np.float32)

    def _flat(self, color: Floats) -> Floats:
        return np.broadcast_to(color, (SIDE, SIDE, 3)).astype(np.float32)

    def _motif(self) -> Floats | None:
        """Where the second color of a pattern goes, 0 to 1; None for plain cloth."""
        rows, columns = np.mgrid[:SIDE, :SIDE].astype(np.float32)
        turn = float(self.rng.choice([0, 0, math.pi / 2, self._u(0, math.pi)]))
        u = columns * math.sin(turn) + rows * math.cos(turn)
        v = columns * math.cos(turn) - rows * math.sin(turn)
        p, kind = self._u(3, 24), self.rng.random()
        if kind < 0.42:
            return None
        if kind < 0.55:
            motif = (u % p) < p * self._u(0.15, 0.6)
        elif kind < 0.66:
            motif = 0.5 * ((u % p) < p * 0.4) + 0.5 * ((v % p) < p * 0.4)
        elif kind < 0.74:
            motif = ((u % p) - p / 2) ** 2 + ((v % p) - p / 2) ** 2 < (p * self._u(0.15, 0.4)) ** 2
        elif kind < 0.88:
            motif = self._noise(int(self.rng.integers(6, 40))) > self._u(-0.2, 0.8)
        else:
            motif = np.clip(self._noise(int(self.rng.integers(4, 16))) * 0.7 + 0.3, 0, 1)
        return np.asarray(motif, np.float32)[..., None]

    def _pattern(self) -> Floats:
        cloth, motif = self._flat(self._color()), self._motif()
        if motif is not None:
            cloth = cloth * (1 - motif) + self._color() * motif
            if self.rng.random() < 0.3:
                blots = (self._noise(int(self.rng.integers(8, 40))) > 0.5)[..., None]
                cloth = np.where(blots, self._color(), cloth)
        if self.rng.random() < 0.5:
            cloth = cloth + self._noise(SIDE // int(self.rng.integers(1, 4)))[..., None] * self._u(0.01, 0.08)
        return cloth.astype(np.float32)

    def _patch(self, low: int, high: int, *, middle: bool) -> Bytes:
        """A piece of a photograph mirrored so that it tiles: of the garment, or of the floor at an edge."""
        photo = self.photos[self.rng.integers(len(self.photos))]
        n, w = len(photo), int(self.rng.integers(low, high))
        if middle:
            y, x = (int(z) for z in self.rng.integers(n // 2 - w // 2 - 16, n // 2 - w // 2 + 17, 2))
        else:
            y, x = int(self.rng.choice([0, n - w])), int(self.rng.integers(0, n - w + 1))
            if self.rng.random() < 0.5:
                y, x = x, y
        piece = photo[y : y + w, x : x + w]
        wide = np.concatenate([piece, piece[:, ::-1]], 1)
        return np.concatenate([wide, wide[::-1]], 0)

    def _tiled(self, piece: Bytes, side: int) -> Floats:
        scaled = np.asarray(Image.fromarray(piece).resize((side, side), Image.Resampling.BICUBIC))
        times = -(-SIDE // side)
        tiled = np.tile(scaled, (times, times, 1))[:SIDE, :SIDE].astype(np.float32)
        return tiled / np.float32(255)

    def _floor(self) -> Floats:
        kind = self.rng.random()
        if kind < 0.55 and len(self.photos):
            piece = self._patch(14, 36, middle=False)
            return self._tiled(piece, SIDE if self.rng.random() < 0.4 else len(piece))
        if kind < 0.7:
            return self._flat(self._color(0.9))
        return self._planks() if kind < 0.8 else self._pattern()

    def _planks(self) -> Floats:
        wide = int(self.rng.integers(12, 50))
        shade = np.repeat(self.rng.normal(0, 0.06, SIDE // wide + 2), wide)[:SIDE]
        wood = self._flat(self._color(0.7)) + shade[:, None, None] + self._noise(20)[..., None] * 0.02
        wood[::wide] *= 0.6
        return (wood if self.rng.random() < 0.5 else wood.transpose(1, 0, 2)).astype(np.float32)

    def _cloth(self) -> Floats:
        if self.rng.random() > 0.4 or not len(self.photos):
            return self._pattern()
        piece = self._patch(20, 60, middle=True)
        cloth = self._tiled(piece, int(max(len(piece), SIDE * self._u(0.4, 1.2))))
        return np.clip(cloth @ self._dye(), 0, 1) if self.rng.random() < 0.6 else cloth

    def _dye(self) -> Floats:
        """A rotation of the color wheel, shape (3, 3)."""
        angle, k = self._u(0, 2 * math.pi), 1 / math.sqrt(3)
        cross = np.array([[0, -k, k], [k, 0, -k], [-k, k, 0]])
        turn = math.cos(angle) * np.eye(3) + math.sin(angle) * cross + (1 - math.cos(angle)) / 3
        return turn.T.astype(np.float32)

    def _blur(self, mask: Floats, radius: float) -> Floats:
        n = max(2, int(SIDE / radius))
        small = Image.fromarray(mask).resize((n, n), Image.Resampling.BOX)
        smooth: Floats = np.clip(np.asarray(small.resize((SIDE, SIDE), Image.Resampling.BICUBIC)), 0, 1)
        return smooth

    def _parts(self) -> list[Floats]:
        """Floor aside, the material of each part in the order of garments.py."""
        cloth = self._cloth()
        arm = cloth if self.rng.random() < 0.85 else self._cloth()
        if self.rng.random() < 0.7:
            arm = np.roll(arm.transpose(1, 0, 2), int(self.rng.integers(SIDE)), 0)
        mean = cloth.mean((0, 1))
        lining = cloth * self._u(0.3, 0.9) if self.rng.random() < 0.7 else self._flat(self._color())
        trim = self._flat(self._color() if self.rng.random() < 0.5 else mean * self._u(0.6, 1.2))
        seam = cloth * self._u(0.35, 0.85) if mean.mean() > 0.2 else cloth + self._u(0.05, 0.25)
        return [cloth, arm * self._u(0.85, 1.1), lining, trim, seam, self._flat(self._color())]

    def _shade(self, solid: Floats) -> Floats:
        """Folds, wrinkles and darker edges, around 1."""
        folds = self._noise(int(self.rng.integers(4, 10))) * self._u(0.02, 0.14)
        wrinkles = self._noise(int(self.rng.integers(10, 24))) * self._u(0, 0.08)
        edge = 1 - self._blur(solid, self._u(3, 8))
        shade: Floats = (1 + folds + wrinkles - edge * self._u(0, 0.6)).astype(np.float32)
        return shade

    def paint(self, kind: str) -> Bytes:
        """One picture of this class of garment: uint8, shape (160, 160, 3)."""
        sheet = draw(kind, rng=self.rng)
        shares = [_halved(sheet == part)[..., None] for part in range(7)]
        solid = 1 - shares[0][..., 0]
        shadow = self._blur(np.roll(solid, tuple(self.rng.integers(-6, 7, 2)), (0, 1)), self._u(3, 10))
        picture = self._floor() * (1 - shadow[..., None] * self._u(0, 0.55)) * shares[0]
        garment = sum(share * part for share, part in zip(shares[1:], self._parts(), strict=True))
        picture = picture + garment * self._shade(solid)[..., None]
        picture = picture * (1 + self._noise(3) * self._u(0, 0.12))[..., None]
        picture += self.rng.standard_normal(picture.shape, dtype=np.float32) * self._u(0, 0.03)
        return self._lens((np.clip(picture, 0, 1) * 255).astype(np.uint8))

    def _lens(self, picture: Bytes) -> Bytes:
        """Half of the pictures lose sharpness, as photographs do."""
        if self.rng.random() < 0.5:
            return picture
        side = int(self.rng.integers(70, SIDE))
        small = Image.fromarray(picture).resize((side, side))
        return np.asarray(small.resize((SIDE, SIDE), Image.Resampling.BILINEAR))


def _halved(mask: NDArray[np.bool_]) -> Floats:
    """The share of each 2 x 2 block that is set."""
    four = mask[::2, ::2].astype(np.float32)
    for row, column in ((0, 1), (1, 0), (1, 1)):
        four += mask[row::2, column::2]
    return four / np.float32(4)


def practice(count: int, *, photos: Bytes, seed: int) -> tuple[Bytes, list[str]]:
    """`count` pictures, the classes in turn: uint8 (count, 160, 160, 3), and their class names."""
    painter = Painter(photos, rng=np.random.default_rng(seed))
    kinds = sorted(GARMENTS)
    names = [kinds[n % len(kinds)] for n in range(count)]
    pictures = np.zeros((count, SIDE, SIDE, 3), np.uint8)
    for n, name in enumerate(names):
        pictures[n] = painter.paint(name)
    return pictures, names
