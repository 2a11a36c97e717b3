"""Words over pictures: they fit, they can be read, and whatever cannot be set is said."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from tastemaker.errors import BadCall, BadMedia
from tastemaker.tools.making.contrast import READABLE, contrast
from tastemaker.tools.making.fonts import FILES, FOLDER, face
from tastemaker.tools.making.formats import FORMATS, Format
from tastemaker.tools.making.framing import kept, plain
from tastemaker.tools.making.typography import Piece, lay, piece
from tastemaker.tools.making.words import Words

COFFEE = Words(
    "Slow mornings, strong coffee",
    lines=("Roasted on Tuesday, in your cup on Thursday.",),
    price="€ 12.90",
    label="Kopje",
    action="Order a bag",
)
SHORT = Words("Slow mornings", price="€ 4", action="Order")
TALL = Format("tall", 200, 300, 14, 14, 14, 16)
WIDE = Format("wide", 320, 168, 16, 14, 16, 14)


def thing(color: str = "purple", ground: str = "#efe8dc") -> Image.Image:
    """A thing before a plain background."""
    picture = Image.new("RGB", (96, 96), ground)
    ImageDraw.Draw(picture).ellipse((24, 20, 72, 76), fill=color)
    return picture


def noise(size: tuple[int, int] = (96, 96), seed: int = 0) -> Image.Image:
    """The most restless picture there is."""
    levels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3))
    return Image.fromarray(levels.astype(np.uint8))


def board() -> Image.Image:
    """Black and white squares."""
    squares = np.indices((96, 96)).sum(axis=0) // 12 % 2 * 255
    return Image.fromarray(squares.astype(np.uint8)).convert("RGB")


def slope() -> Image.Image:
    """From black to white."""
    return Image.linear_gradient("L").resize((96, 96)).convert("RGB")


PICTURES = {
    "thing": thing(),
    "dark thing": thing("orange", "#14100e"),
    "noise": noise(),
    "board": board(),
    "slope": slope(),
    "white": Image.new("RGB", (96, 96), "white"),
    "black": Image.new("RGB", (96, 96), "black"),
    "grey": Image.new("RGB", (96, 96), "#777"),
    "banner": noise((200, 60)),
    "column": noise((60, 200)),
}


def contrasts(made: Piece) -> Iterator[tuple[str, float]]:
    """Each row's text with its contrast, from the pixels drawn: its fullest ones against all around them."""
    drawn, ground = np.asarray(made.draw()), np.asarray(made.ground)
    for run in made.block.runs:
        left, top, right, bottom = run.box
        inked = np.asarray(run.mask())[-min(top, 0) :, -min(left, 0) :] > 250
        inside = slice(max(top, 0), bottom), slice(max(left, 0), right)
        text = drawn[inside][inked[: drawn[inside].shape[0], : drawn[inside].shape[1]]]
        under: NDArray[np.uint8] = ground[inside].reshape(-1, 3)
        if run.role == "button":
            under = np.array([made.ink], dtype=np.uint8)
        if len(text):
            yield run.text, float(contrast(text[:1], under).min())


@pytest.mark.parametrize("format", FORMATS)
def test_each_format_has_its_size_and_its_safe_area(format: str) -> None:
    shape = FORMATS[format]
    made = piece(thing(), SHORT, format=format)
    assert made.draw().size == (shape.width, shape.height)
    left, top, right, bottom = shape.safe
    boxes = [*(run.box for run in made.block.runs), *made.block.buttons]
    assert len(boxes) >= 4
    for box in boxes:
        assert left - 3 <= box[0] < box[2] <= right + 3
        assert top - 3 <= box[1] < box[3] <= bottom + 3


@pytest.mark.parametrize(
    "shape", [TALL, WIDE, FORMATS["rectangle"], FORMATS["leaderboard"]], ids=lambda s: s.name
)
@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.filterwarnings("ignore:not all of")
def test_text_can_be_read_on_any_picture(picture: str, shape: Format) -> None:
    found = dict(contrasts(piece(PICTURES[picture], COFFEE, format=shape)))
    assert found
    assert {text: ratio for text, ratio in found.items() if ratio < READABLE} == {}


colors = st.tuples(*[st.integers(0, 255)] * 3)


@settings(max_examples=40, deadline=None)
@given(colors, colors)
def test_text_can_be_read_on_any_colour(ground: tuple[int, int, int], thing: tuple[int, int, int]) -> None:
    picture = Image.new("RGB", (40, 40), ground)
    ImageDraw.Draw(picture).rectangle((10, 10, 40, 30), fill=thing)
    made = piece(picture, Words("Ab", label="Cd"), format=Format("tiny", 90, 60, 4, 4, 4, 4))
    assert all(ratio >= READABLE for _, ratio in contrasts(made))


def test_a_thing_on_a_plain_ground_is_not_covered() -> None:
    made = piece(thing(), COFFEE, format=FORMATS["square"])
    shown = np.asarray(made.ground).astype(int)
    purple = np.argwhere((np.abs(shown - (128, 0, 128)) < 40).all(axis=-1))
    assert purple[:, 0].max() < min(run.box[1] for run in made.block.runs)


def test_white_is_preferred_on_a_picture_and_ink_on_a_bright_ground() -> None:
    assert piece(noise(), SHORT, format=FORMATS["square"]).ink == (255, 255, 255)
    assert sum(piece(thing(), SHORT, format=FORMATS["square"]).ink) < 100


def test_the_label_takes_up_a_colour_of_the_picture() -> None:
    made = piece(thing("#8a2be2"), Words("Purple hoodie", label="Juno"), format=TALL)
    red, green, blue = made.accent
    assert blue > red > green


@pytest.mark.parametrize(
    "shape", [TALL, WIDE, FORMATS["rectangle"], FORMATS["leaderboard"]], ids=lambda s: s.name
)
@pytest.mark.parametrize(
    "title", ["long " * 60, "Donaudampfschifffahrtsgesellschaftskapitän" * 12, "W" * 400]
)
def test_a_title_too_long_is_cut_and_said(title: str, shape: Format) -> None:
    with pytest.warns(UserWarning, match=f"not all of .* fits a {shape.name}"):
        made = piece(noise(), Words(title, lines=("And more.",)), format=shape)
    runs = made.block.runs
    assert runs[-1].text.endswith("…")
    assert all(run.box[0] >= 0 and run.box[2] <= shape.width for run in runs)
    assert all(run.box[1] >= 0 and run.box[3] <= shape.height for run in runs)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=80),
    st.text(max_size=80),
    st.text(max_size=20),
    st.integers(40, 300),
    st.integers(40, 300),
)
def test_nothing_crashes_and_nothing_leaves_the_frame(
    title: str, line: str, price: str, width: int, height: int
) -> None:
    shape = Format("any", width, height, 4, 4, 4, 4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = piece(
            slope(), Words(title, lines=(line,), price=price, label=price, action=price), format=shape
        )
        assert made.draw().size == (width, height)


def test_a_long_title_is_set_smaller_and_a_short_one_no_larger_than_is_good() -> None:
    def size(title: str) -> int:
        return max(run.size for run in piece(thing(), Words(title), format="square").block.runs)

    assert size("Go") == size("Go on") > size("A night of twelve thousand lightning flashes")


def test_lines_go_before_the_title_becomes_small() -> None:
    with pytest.warns(UserWarning, match="not all of"):
        made = piece(noise(), replace(COFFEE, lines=("Tuesday is the day. " * 6,)), format="rectangle")
    said = " ".join(run.text for run in made.block.runs)
    assert "strong coffee" in said
    assert "Tuesday" not in said
    assert "€ 12.90" in said


def test_nothing_to_say_leaves_the_picture() -> None:
    made = lay(Image.new("RGB", (50, 50), "teal"), Words(""), format=TALL)
    assert made.getpixel((10, 10)) == (0, 128, 128)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(BadCall, match="no format 'billboard': use one of poster, square"):
        lay(thing(), SHORT, format="billboard")


def test_prices_in_every_currency_can_be_set() -> None:
    for weight in FILES:
        assert face("€$£¥₹₽₺₩₪₫₴₦₱₿₸₡₲₵¢ƒ 0123456789.,", weight).text[0] == "€"


def test_european_scripts_can_be_set() -> None:
    said = "Žluťoučký kůň, Größe, İstanbul, Ăn phở, Καλημέρα κόσμε, Доброе утро, Їжак, Ђорђе"
    for weight in FILES:
        assert face(said, weight).text == said


def test_what_has_no_glyph_is_left_out_and_said() -> None:
    with pytest.warns(UserWarning, match=r"no font here can show ☕ .*TASTEMAKER_FONT"):
        assert face("Coffee ☕ now", "display").text == "Coffee now"
    with pytest.warns(UserWarning, match="no font here can show 日 本"):
        assert face("日本", "text").text == ""
    with pytest.warns(UserWarning, match="no font here can show 👩 👧"):
        assert face("👩\u200d👧 family", "text").text == "family"


def test_a_plainer_form_takes_the_place_of_a_character_without_glyph() -> None:
    assert face("ﬁne Ｃｏａｔ", "display").text == "fine Coat"


def test_text_from_right_to_left_does_not_crash() -> None:
    with pytest.warns(UserWarning, match="no font here can show"):
        made = lay(thing(), Words("שלום Coffee عالم", price="₪ 40"), format=TALL)
    assert made.size == (200, 300)


def test_controls_and_line_breaks_do_no_harm() -> None:
    made = piece(thing(), Words("Slow\n\x00mornings", price="€\n4", action="Go\r\nnow"), format=TALL)
    assert [run.text for run in made.block.runs][-2:] == ["€ 4", "Go now"]


def test_a_font_of_ones_own_fills_the_gaps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TASTEMAKER_FONT", str(FOLDER / "Inter-Medium.otf"))
    assert face("Coffee", "display").file.endswith("InterDisplay-ExtraBold.otf")
    (tmp_path / "no.ttf").write_text("not a font")
    monkeypatch.setenv("TASTEMAKER_FONT", str(tmp_path / "no.ttf"))
    with pytest.raises(BadMedia, match=r"TASTEMAKER_FONT is .* not a font"):
        face("Coffee", "display")


def test_the_fonts_come_with_their_licence() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FOLDER / "OFL.txt").read_text()
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 600_000


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_plain_grounds_are_told_from_busy_ones() -> None:
    assert plain(thing())
    assert plain(thing(ground="black"))
    assert not plain(noise())
    assert not plain(board())


def test_what_cropping_keeps() -> None:
    assert kept((100, 100), (200, 200)) == 1
    assert kept((100, 100), (160, 90)) == kept((100, 100), (90, 160)) == pytest.approx(0.5625)


def test_greek_labels_lose_their_accents_in_capitals() -> None:
    label = piece(thing(), Words("Α", label="Ταινία"), format=TALL).block.runs[0].text
    assert label.replace("\u200a", "") == "ΤΑΙΝΙΑ"
