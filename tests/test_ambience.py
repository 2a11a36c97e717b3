"""A picture in the light and colours that somebody likes: the item stays, its surroundings are theirs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from tastemaker.agent.engines.history import Leaning
from tastemaker.agent.picture_ambience import picture_ambience
from tastemaker.catalog.build import index
from tastemaker.catalog.catalog import Catalog
from tastemaker.contracts import Media
from tastemaker.tools.making import framing
from tastemaker.tools.making.ambience import Ambience, Look, held, lit
from tastemaker.tools.making.ground import ground_of
from tastemaker.tools.making.oklab import linear, oklab, picture
from tastemaker.tools.order import LIKED, Order
from tastemaker.tools.registry import call
from tastemaker.tools.remake import remade
from tastemaker.tools.session import Session
from tastemaker.tools.view import Making

Open = Callable[..., Session]
Color = tuple[int, int, int]
colors = st.tuples(*[st.integers(0, 255)] * 3)
GREY, PALE = (128, 128, 128), (242, 240, 236)


def plain(color: Color, size: tuple[int, int] = (64, 64)) -> Image.Image:
    return Image.new("RGB", size, color)


def item(color: Color, ground: Color = PALE, size: tuple[int, int] = (120, 100)) -> Image.Image:
    """Something round before a plain ground, with soft edges."""
    large = plain(ground, (4 * size[0], 4 * size[1]))
    width, height = large.size
    ImageDraw.Draw(large).ellipse((width // 4, height // 4, 3 * width // 4, 3 * height // 4), color)
    return large.resize(size, Image.Resampling.BOX)


def scene() -> Image.Image:
    """A hill before a sky, with windows: no plain ground."""
    shown = plain((90, 150, 220), (96, 64))
    pen = ImageDraw.Draw(shown)
    pen.rectangle((0, 40, 96, 64), (60, 110, 50))
    for left in range(4, 90, 12):
        pen.rectangle((left, 20, left + 6, 50), (left, 80, 40))
        pen.rectangle((left + 2, 24, left + 4, 28), (250, 240, 160))
    return shown


def liking(*liked: Color) -> Ambience:
    """The ambience of who likes these colours, where grey is usual."""
    looks = [Look.of(plain(color)) for color in liked]
    return Ambience.of(looks, [1.0] * len(looks), usual=Look.of(plain(GREY)))


def pixels(shown: Image.Image) -> np.ndarray[Any, np.dtype[np.int16]]:
    return np.asarray(shown, np.int16)


# ---- colours


@given(colors)
def test_a_colour_comes_back_from_oklab(color: Color) -> None:
    assert np.abs(pixels(picture(linear(oklab(plain(color, (2, 2)))))) - color).max() <= 1


def test_white_is_light_and_grey_has_no_colour() -> None:
    white, grey = (oklab(plain(color, (1, 1)))[0, 0] for color in ((255, 255, 255), GREY))
    assert white == pytest.approx([1, 0, 0], abs=1e-3)
    assert grey[1:] == pytest.approx([0, 0], abs=1e-3)


def test_what_no_screen_shows_becomes_paler_and_stays_as_light() -> None:
    shown = oklab(picture(linear(np.array([[[0.6, 0.4, 0.3]]], np.float32))))[0, 0]
    assert shown[0] == pytest.approx(0.6, abs=0.02)
    assert 0 < np.hypot(*shown[1:]) < 0.5


# ---- the ground


def test_the_ground_of_an_item_is_found_and_a_scene_has_none() -> None:
    ground = ground_of(oklab(item((150, 40, 40))))
    assert ground is not None
    assert ground.here[2, 2]
    assert ground.share[50, 60] == 0
    assert 0.7 < ground.here.mean() < 0.85
    assert ground_of(oklab(scene())) is None
    assert ground_of(oklab(plain(PALE))) is None
    assert ground_of(oklab(plain(PALE, (4, 4)))) is None


def test_a_shadow_is_ground_and_falls_on_the_new_one() -> None:
    shown = item((150, 40, 40))
    ImageDraw.Draw(shown).rectangle((30, 78, 90, 84), (205, 203, 200))
    ground = ground_of(oklab(shown))
    assert ground is not None
    assert ground.here[81, 60]
    made = pixels(lit(shown, liking((40, 60, 200))))
    assert (made[81, 60] < made[90, 60]).all()


# ---- pictures in an ambience


@settings(max_examples=25, deadline=None)
@given(colors, colors)
def test_no_pixel_of_an_item_changes(own: Color, liked: Color) -> None:
    shown = item(own)
    ground = ground_of(oklab(shown))
    made = lit(shown, liking(liked))
    assert made.size == shown.size
    if ground is not None:
        inside = ground.share == 0
        assert (pixels(made)[inside] == pixels(shown)[inside]).all()


def test_an_edge_keeps_nothing_of_the_old_ground() -> None:
    made = pixels(lit(item((20, 20, 30)), liking((30, 20, 120))))
    ground, inside = made[2, 60].mean(), made[50, 60].mean()
    across = made[50, :60].mean(axis=-1)
    assert across.max() <= ground + 12, "a halo of the pale ground would be lighter"
    assert across.min() >= inside - 3


@settings(max_examples=20, deadline=None)
@given(st.lists(colors, min_size=1, max_size=3), st.floats(0, 1))
def test_a_scene_keeps_its_forms_and_the_same_comes_of_the_same(liked: list[Color], share: float) -> None:
    shown, ambience = scene(), liking(*liked)
    made = lit(shown, ambience, share=share)
    assert made.size == shown.size
    before, after = (oklab(one)[..., 0].ravel() for one in (shown, made))
    assert np.corrcoef(before, after)[0, 1] > 0.9
    assert pixels(made).tolist() == pixels(lit(shown, liking(*liked), share=share)).tolist()


def test_who_likes_what_is_usual_gets_the_picture_as_it_is() -> None:
    for shown in (item((150, 40, 40)), scene()):
        assert np.abs(pixels(lit(shown, liking(GREY))) - pixels(shown)).max() <= 3
        assert np.abs(pixels(lit(shown, liking((30, 20, 120)), share=0)) - pixels(shown)).max() <= 3


def test_different_likes_give_visibly_different_pictures_in_their_colours() -> None:
    for shown in (item((150, 150, 40)), scene()):
        warm, cold = (pixels(lit(shown, liking(one))) for one in ((220, 120, 40), (40, 90, 220)))
        assert np.abs(warm - cold).mean() > 8
        assert (warm - cold)[..., 0].mean() > 0 > (warm - cold)[..., 2].mean()


def test_a_ground_does_not_take_the_items_own_colour() -> None:
    lilac = (196, 178, 226)
    made = oklab(lit(item(lilac), liking((150, 90, 230), (140, 80, 240))))
    assert np.linalg.norm(made[2:6].mean(axis=(0, 1)) - made[50, 60]) > 0.08


def test_weights_say_whose_colour_it_is() -> None:
    looks = [Look.of(plain((220, 30, 30))), Look.of(plain((30, 30, 220)))]
    red = Ambience.of(looks, [1.0, 0.1], usual=Look.of(plain(GREY)))
    assert red.apart.border[1] > 0.1
    assert red.digest != Ambience.of(looks, [0.1, 1.0], usual=Look.of(plain(GREY))).digest


# ---- of a catalog's people, and in what is made for them


@pytest.fixture
def shop(wardrobe: Path) -> Catalog:
    index(wardrobe, image_model="none")
    return Catalog.open(wardrobe)


def test_the_ambience_of_likes_that_can_be_seen(shop: Catalog) -> None:
    reds = [Leaning(f"red-{kind}", 1.0, "like") for kind in ("dress", "boots")]
    found = picture_ambience(shop, reds)
    assert found is not None
    assert found.apart.places[:, :, 1].max() > 0.05, "redder than usual"
    against = Leaning("blue-dress", -1.0, "dislike")
    same = picture_ambience(shop, [*reds, against])
    assert same is not None
    assert same.digest == found.digest, "what they are against says nothing of what they like"
    assert picture_ambience(shop, [against]) is None
    assert picture_ambience(shop, []) is None
    (shop.folder / (shop.item("red-dress").image or "")).write_bytes(b"broken")
    assert picture_ambience(shop, reds[:1]) is None


def made(session: Session, tool: str = "paint", **arguments: Any) -> Media:
    """The one thing that a call made."""
    result, said = call(session, tool, arguments)
    assert not said.startswith("error:"), said
    (media,) = result.media  # type: ignore[union-attr]
    return media  # type: ignore[no-any-return]


def of_two(user: str) -> Ambience | None:
    return {"ana": liking((220, 120, 40)), "bo": liking((40, 90, 220))}.get(user)


def begun(brush: Any) -> np.ndarray[Any, np.dtype[np.int16]]:
    """What the painter last began with."""
    return pixels(brush.asked[-1][1]["picture"])


def test_a_poster_begins_in_the_persons_colours_and_says_so(desk: Open, brush: Any) -> None:
    posters, starts = {}, {}
    for user in ("ana", "bo", "zoe"):
        posters[user] = made(desk(user=user, ambience=of_two), item="Red dress")
        starts[user] = begun(brush)
    assert np.abs(starts["ana"] - starts["bo"]).mean() > 5
    assert posters["ana"].note == LIKED
    assert posters["zoe"].note is None
    made(desk(user="zoe"), item="Red dress", kind="banner")
    assert (begun(brush) == starts["zoe"]).all(), "of whom nothing is known, as it always was"
    assert made(desk(user="ana", ambience=of_two), item="Red dress") == posters["ana"]


def test_a_wish_for_a_scene_wins_and_a_change_leaves_half(desk: Open, brush: Any) -> None:
    session = desk(ambience=of_two)
    made(desk(), item="Red dress")
    plainly = begun(brush)
    made(session, item="Red dress")
    whole = np.abs(begun(brush) - plainly).mean()
    darker = made(session, "again", change="darker")
    half = np.abs(begun(brush) - plainly).mean()
    assert pixels(Image.open(darker.files[0])).std(axis=(0, 1)).max() == 0, (
        "not held back from getting darker"
    )
    assert 0 < half < whole
    assert made(session, item="Red dress", style="on a blue wall").note is None
    assert (begun(brush) == plainly).all()
    made(session, item="Red dress", kind="product")
    assert (begun(brush) == plainly).all(), "a product stands before a plain light ground"


def test_what_was_begun_in_an_ambience_can_be_made_again(desk: Open, tmp_path: Path) -> None:
    poster = made(desk(ambience=of_two), item="Red dress")
    folder = Path(poster.path or "").parent
    told = json.loads((folder / "inputs.json").read_text())["told"]
    assert told["ambience"] == of_two("ana").digest  # type: ignore[union-attr]
    assert Order.kept(folder, told).shown == LIKED
    remade(desk(), folder, tmp_path / "again")
    for name in ("picture.png", "reference.png"):
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_the_more_is_said_the_less_is_left_to_the_maker() -> None:
    assert Making("paint", "1", "poster").unsaid == 1
    assert 0 < Making("paint", "1", "poster", change="darker").unsaid < 1
    assert Making("paint", "1", "poster", style="at dusk").unsaid == 0


def test_what_is_painted_comes_back_to_the_colours_it_began_in_and_keeps_its_details() -> None:
    begun, dark = lit(item((150, 40, 40)), liking((40, 90, 220))), pixels(item((120, 30, 30), (90, 90, 90)))
    dark[::2, ::2] += 20
    painted = Image.fromarray(dark.clip(0, 255).astype(np.uint8))
    found = held(painted, begun, broad=0.03)
    far, near = (np.abs(pixels(one) - pixels(begun)).mean() for one in (painted, found))
    assert near < far / 2
    assert pixels(found)[40, 4].mean() > pixels(found)[41, 5].mean() + 10, "what is fine is the painter's"
    assert held(painted, begun.resize((60, 50)), broad=0.03).size == painted.size


def test_without_a_wish_a_painting_for_nobody_comes_back_to_the_items_own_colours(
    desk: Open, brush: Any
) -> None:
    def painted(**how: str) -> Any:
        path = made(desk(user="zoe", ambience=of_two), item="Red dress", kind="picture", **how).path
        return pixels(Image.open(path or "").resize((64, 64)))

    ours, wished = painted(), painted(style="at dusk")
    own = pixels(brush.asked[-1][1]["picture"].resize((64, 64)))
    assert np.abs(ours - own).mean() < np.abs(wished - own).mean() / 2
    assert len(np.unique(wished.reshape(-1, 3), axis=0)) == 1, "as the painter left it"


def test_a_ground_stays_calm_so_that_a_poster_can_draw_it_on() -> None:
    half = plain((20, 30, 160))
    half.paste((250, 190, 60), (0, 0, 64, 32))
    ambience = Ambience.of([Look.of(half)], [1.0], usual=Look.of(plain(GREY)))
    made = lit(item((150, 40, 40)), ambience)
    assert framing.plain(made)
    assert np.abs(pixels(made) - pixels(item((150, 40, 40)))).mean() > 3
