"""The printed sheet: everything of the script is on it, and nothing of it is markup."""

from __future__ import annotations

import re
import resource
from base64 import b64decode
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tastemaker.errors import OutOfDisk
from tastemaker.tools.making.sheet import page, write_sheet
from tastemaker.tools.making.storyboard import Storyboard


class Tags(HTMLParser):
    """The tags of a page, and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_every_shot_is_on_the_sheet(story: Storyboard) -> None:
    found = Tags(page(story))
    assert found.tags.count("li") == found.tags.count("img") == 3
    for said in ("The coat", "3 shots, 3 s", "a harbour", "it waits", "a coat", "Made for weather", "Soon."):
        assert said in found.text
    for said in ("0:00 – 0:00.8", "0:00.8 – 0:02", "0:02 – 0:03", "pan right", "crossfade in", "fade in"):
        assert said in found.text
    assert "None" not in found.text


def test_pictures_are_inside_the_page(story: Storyboard) -> None:
    html = page(story, size=(1280, 720))
    pictures = re.findall(r'src="data:image/jpeg;base64,([^"]+)"', html)
    assert len(pictures) == html.count("src=") == 3
    with Image.open(BytesIO(b64decode(pictures[1]))) as picture:
        assert picture.width / picture.height == pytest.approx(16 / 9, abs=0.02)
        red, green, blue = picture.convert("RGB").getpixel((30, 30))  # type: ignore[misc]
        assert blue > red + 50
        assert blue > green + 50
    assert not re.search(r"https?://|@import|url\(", html)


def test_what_a_script_says_is_never_markup(story: Storyboard) -> None:
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    shots = [
        shot.model_copy(update=dict.fromkeys(("scene", "subject", "action", "caption", "voice"), attack))
        for shot in story.script.shots
    ]
    script = story.script.model_copy(update={"title": attack, "shots": tuple(shots)})
    found = Tags(page(replace(story, script=script)))
    assert "script" not in found.tags
    assert found.tags.count("img") == 3
    assert found.text.count("alert(1)") >= 2 * 16


def test_a_page_runs_nothing(story: Storyboard) -> None:
    assert "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\"" in page(story)


def test_a_sheet_is_written_whole_or_not_at_all(story: Storyboard, tmp_path: Path) -> None:
    write_sheet(story, tmp_path / "sheet.html")
    whole = (tmp_path / "sheet.html").read_text("utf-8")
    assert whole == page(story)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        with pytest.raises(OutOfDisk, match="no space left for the sheet"):
            write_sheet(story, tmp_path / "sheet.html")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.html"]
    assert (tmp_path / "sheet.html").read_text("utf-8") == whole
