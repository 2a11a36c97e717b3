"""The web page as people use it: in a browser, with mouse, keyboard and finger."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw

from tastemaker.agent.agent import Agent
from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.catalog.build import index
from tastemaker.contracts import Delta, Message, ToolCall

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed: apt-get install chromium"),
]
TRAP = "<img src=x onerror=alert(1)>"
COLORS = {"red": (190, 40, 50), "blue": (40, 70, 180), "green": (40, 140, 80)}
LAST = ".tm-turn:last-child"
EXPECTED = "a turn failed\nTraceback"
"""What our log says of the failure that a test provokes."""
PATIENCE = 60_000
"""Milliseconds: a busy machine is not a broken page."""


class Shopkeeper(ScriptedEngine):
    """Searches for what the person says, then presents the cards; the same for everyone."""

    def chat(self, messages: Sequence[Message], **given: object) -> Iterator[Delta]:
        """Never runs out of replies."""
        self.replies.append(answer)
        return super().chat(messages, **given)  # type: ignore[arg-type]


def answer(messages: Sequence[Message]) -> str | ToolCall:
    """What the model says: made from the person's words, so that a mix-up would show."""
    last = messages[-1]
    if last["role"] == "tool":
        if str(last["content"]).startswith("saved"):
            return "Noted."
        return f"First [1]. Then [2]. {TRAP} For what you asked."
    if not isinstance(last["content"], str):
        return "I see your picture."
    liked = re.search(r"i like (\w+)", last["content"])
    if liked:
        return ToolCall("remember", {"like": liked[1]})
    if last["content"] == "boom":
        raise RuntimeError("a secret path")
    color = next((color for color in COLORS if color in last["content"]), "")
    where = {"where": f"color == '{color}'"} if color else {}
    return ToolCall("search", {"query": last["content"], **where})


def write_shop(folder: Path) -> Path:
    """Nine things in three colors, a trap, and a tune."""
    (folder / "media").mkdir(parents=True)
    rows: list[dict[str, object]] = []
    for color, rgb in COLORS.items():
        for n, kind in enumerate(("dress", "shirt", "boots")):
            picture = Image.new("RGB", (120, 120), "white")
            ImageDraw.Draw(picture).ellipse((20, 20, 100, 100), fill=rgb)
            picture.save(folder / "media" / f"{color}-{kind}.png")
            rows.append({
                "id": f"{color}-{kind}", "title": f"{color.title()} {kind}",
                "description": f"A {kind} in {color}.",
                "categories": [kind], "attributes": {"color": color, "size": 38 + n}, "price": 20.5 + n,
                "image": f"media/{color}-{kind}.png",
            })  # fmt: skip
    rows.append(
        {
            "id": "trap",
            "title": TRAP,
            "description": TRAP,
            "categories": [TRAP],
            "attributes": {"color": TRAP},
        }
    )
    with wave.open(str(folder / "media" / "tune.wav"), "wb") as tune:
        tune.setparams((1, 2, 8000, 0, "NONE", ""))
        tune.writeframes(b"\0\0" * 8000)
    rows.append({"id": "tune", "title": "A quiet tune", "categories": ["tune"], "audio": "media/tune.wav"})
    (folder / "items.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    (folder / "domain.toml").write_text('name = "Corner shop"\nnoun = "things"\ncurrency = "€"\n', "utf-8")
    index(folder, image_model="none", audio_model="none")
    return folder


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page served by a process of its own, as `tastemaker web` does; its address."""
    folder = write_shop(tmp_path_factory.mktemp("page") / "shop")
    log = folder.parent / "log.txt"
    with (
        log.open("w") as out,
        subprocess.Popen([sys.executable, __file__, str(folder)], stdout=out, stderr=out) as server,
    ):
        try:
            yield address(log, server)
        finally:
            server.terminate()
    assert "Traceback" not in log.read_text().replace(EXPECTED, ""), log.read_text()


def address(log: Path, server: subprocess.Popen[bytes]) -> str:
    """Where the page is, once it is there."""
    for _ in range(PATIENCE // 100):
        found = re.search(r"http://localhost:(\d+)", log.read_text())
        if found:
            return f"http://127.0.0.1:{found[1]}"
        assert server.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(f"the page did not start: {log.read_text()}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@dataclass
class Person:
    """Somebody before a browser of their own."""

    page: Page
    context: BrowserContext
    wrong: list[str]

    def say(self, text: str) -> None:
        """Write, press Enter, and wait for the end of the reply."""
        before = self.page.locator(".tm-turn").count()
        box = self.page.get_by_placeholder("Ask for things")
        box.fill(text)
        box.press("Enter")
        self.page.wait_for_function(f"document.querySelectorAll('.tm-turn').length > {before}")
        self.page.wait_for_selector(f"{LAST}:not([aria-busy])")

    def come_back(self) -> None:
        """Load the page again; gradio calls its streams that leaving aborts errors, which they are not."""
        before = list(self.wrong)
        self.page.reload()
        self.wrong[:] = before

    def reply(self) -> str:
        """The words of the last reply."""
        return self.page.locator(f"{LAST} .tm-words").inner_text()

    def titles(self) -> list[str]:
        """The titles of the last reply's cards."""
        return self.page.locator(f"{LAST} .tm-card h3").all_inner_texts()


@pytest.fixture
def arrive(shop: str, browser: Browser) -> Iterator[object]:
    """Opens the page in a new browser, as a new person; nothing may go wrong in it."""
    people: list[Person] = []

    def opened(*, width: int = 1280, height: int = 900, scheme: str = "light") -> Person:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        page, wrong = context.new_page(), []  # type: ignore[var-annotated]
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((shop, "data:", "blob:")) else wrong.append(asked.url),
        )
        page.goto(shop)
        page.wait_for_selector(".tm-panel", state="attached")
        people.append(Person(page, context, wrong))
        return people[-1]

    yield opened
    for person in people:
        person.context.close()
        assert person.wrong == [], "errors, dialogs or requests to elsewhere"


def test_a_conversation(arrive) -> None:  # type: ignore[no-untyped-def]
    ana = arrive()
    assert ana.page.title() == "Corner shop · Tastemaker"
    ana.say("something red")
    assert ana.titles()
    assert all(title.startswith("Red ") for title in ana.titles())
    first, second = ana.titles()[:2]
    assert ana.reply().startswith(f"First {first}. Then {second}.")
    assert ana.page.locator(f"{LAST} .tm-price").first.inner_text().startswith("€2")
    pictures = ana.page.locator(f"{LAST} .tm-picture img")
    ana.page.wait_for_function(
        f"[...document.querySelectorAll('{LAST} .tm-picture img')].every(one => one.naturalWidth == 120)"
    )
    assert pictures.count() == len(ana.titles())
    assert ana.page.get_by_placeholder("Ask for things").input_value() == ""


def test_whatever_is_said_stays_text(arrive) -> None:  # type: ignore[no-untyped-def]
    eve = arrive()
    eve.page.locator(".tm-who input").fill(f"<b>{TRAP}")
    eve.page.locator(".tm-who button").click()
    eve.say(f"{TRAP} ${{alert(1)}} {{{{value}}}}")
    assert eve.page.locator(f"{LAST} .tm-you").inner_text().endswith(f"{TRAP} ${{alert(1)}} {{{{value}}}}")
    assert TRAP in eve.titles()
    eve.page.locator(f"{LAST} .tm-card", has_text=TRAP).locator(".tm-like").click()
    eve.page.locator(".tm-lately", has_text=TRAP).wait_for()
    assert eve.page.locator("img[src='x']").count() == 0


def test_likes_are_seen_at_once_and_change_the_taste(arrive) -> None:  # type: ignore[no-untyped-def]
    ana = arrive()
    ana.say("blue")
    title = ana.titles()[0]
    like, dislike = (
        ana.page.get_by_label(f"Like: {title}", exact=True),
        ana.page.get_by_label(f"Dislike: {title}"),
    )
    like.click()
    ana.page.wait_for_selector(f"{LAST} .tm-like[aria-pressed=true]")
    ana.page.locator(".tm-lately", has_text=title).wait_for()
    dislike.click()
    ana.page.wait_for_selector(f"{LAST} .tm-dislike[aria-pressed=true]")
    assert like.get_attribute("aria-pressed") == "false"
    ana.page.wait_for_selector(".tm-lately", state="detached")


def test_more_like_this_shows_new_cards_at_once(arrive) -> None:  # type: ignore[no-untyped-def]
    ana = arrive()
    ana.say("green")
    title, before = ana.titles()[0], set(ana.titles())
    ana.page.get_by_label(f"More like this: {title}").click()
    ana.page.locator(LAST, has_text=f"More like {title}").wait_for()
    assert ana.titles()
    assert not before & set(ana.titles())


def test_two_people_at_once_do_not_mix(arrive) -> None:  # type: ignore[no-untyped-def]
    ana, ben = arrive(), arrive()
    for person, text in ((ana, "red"), (ben, "blue")):
        person.page.get_by_placeholder("Ask for things").fill(text)
    for person in (ana, ben):
        person.page.get_by_placeholder("Ask for things").press("Enter")
    for person, color in ((ana, "Red"), (ben, "Blue")):
        person.page.wait_for_selector(f"{LAST}:not([aria-busy]) .tm-card")
        assert {title.split()[0] for title in person.titles()} == {color}
    ana.say("i like jazz")
    ben.page.locator(f"{LAST} .tm-like").first.click()
    ben.page.locator(".tm-lately", has_text="Blue").wait_for()
    assert ana.page.locator(".tm-said").inner_text().startswith("jazz")
    assert ana.page.locator(".tm-lately").count() == 0
    assert ben.page.locator(".tm-said").count() == 0
    assert ben.page.locator(".tm-turn").count() == 1


def test_a_guest_keeps_their_taste_when_they_come_back(arrive) -> None:  # type: ignore[no-untyped-def]
    ana = arrive()
    ana.say("i like linen")
    ana.come_back()
    ana.page.locator(".tm-said", has_text="linen").wait_for()
    assert ana.page.locator(".tm-turn").count() == 0


def test_the_taste_can_be_read_changed_and_erased(arrive) -> None:  # type: ignore[no-untyped-def]
    ana = arrive()
    for kind, text in (("like", "jazz"), ("dislike", "horror")):
        ana.page.get_by_label("Like or dislike", exact=True).select_option(kind)
        ana.page.get_by_label("What you like or dislike").fill(text)
        ana.page.keyboard.press("Enter")
        ana.page.locator(f".tm-said .tm-{kind}", has_text=text).wait_for()
    ana.page.get_by_label("Remove horror").click()
    ana.page.wait_for_selector(".tm-said .tm-dislike", state="detached")
    ana.page.get_by_role("button", name="Erase everything").click()
    ana.page.get_by_role("button", name="Keep").click()
    assert ana.page.locator(".tm-said .tm-like").count() == 1
    ana.page.get_by_role("button", name="Erase everything").click()
    ana.page.get_by_role("button", name="Erase", exact=True).click()
    ana.page.get_by_text("Everything kept of you is erased.").wait_for()
    assert ana.page.locator(".tm-said").count() == 0


def test_who_is_talking(arrive) -> None:  # type: ignore[no-untyped-def]
    ana = arrive()
    ana.say("red")
    ana.page.get_by_label("Who is talking").fill("Ana")
    ana.page.keyboard.press("Enter")
    ana.page.locator(".tm-who", has_text="Talking as Ana").wait_for()
    assert ana.page.locator(".tm-turn").count() == 0


def test_the_tools_are_shown_on_request_and_stay_open(arrive) -> None:  # type: ignore[no-untyped-def]
    ana = arrive()
    ana.say("red boots")
    row = ana.page.locator(".tm-trace li")
    assert not row.is_visible()
    ana.page.locator(".tm-trace summary").click()
    assert re.search(r"search.*query = 'red boots', where = \"color == 'red'\".*ms", row.inner_text(), re.S)
    ana.page.locator(f"{LAST} .tm-like").first.click()
    ana.page.wait_for_selector(".tm-like[aria-pressed=true]")
    assert row.is_visible()


def test_a_picture_goes_along(arrive, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    ana = arrive()
    Image.new("RGB", (300, 200), "red").save(tmp_path / "mine.png")
    ana.page.locator("#tm-composer input[type=file]").set_input_files(tmp_path / "mine.png")
    ana.page.wait_for_selector("#tm-composer .thumbnails img, #tm-composer .thumbnail-item")
    ana.say("what is this?")
    assert ana.reply() == "I see your picture."
    assert ana.page.get_by_alt_text("The picture you sent").evaluate("one => one.naturalWidth") == 300


def test_a_broken_picture_and_a_long_message_are_refused_in_words(arrive, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    ana = arrive()
    ana.say("x" * 25_000)
    assert "20,000" in ana.page.get_by_role("alert").last.inner_text()
    ana.say("boom")
    said = ana.page.get_by_role("alert").last.inner_text()
    assert "Something failed inside Tastemaker (RuntimeError)" in said
    assert "secret" not in said
    (tmp_path / "broken.png").write_bytes(b"\x89PNG nothing")
    ana.page.locator("#tm-composer input[type=file]").set_input_files(tmp_path / "broken.png")
    ana.page.wait_for_selector("#tm-composer .thumbnails, #tm-composer .thumbnail-item")
    ana.say("like this")
    assert "broken.png is" in ana.page.get_by_role("alert").last.inner_text()
    ana.say("red")
    assert ana.titles()


def test_examples_and_a_new_conversation(arrive) -> None:  # type: ignore[no-untyped-def]
    ana = arrive()
    example = ana.page.locator(".tm-example").first
    text = example.inner_text()
    example.click()
    ana.page.wait_for_selector(f"{LAST}:not([aria-busy])")
    assert ana.page.locator(f"{LAST} .tm-you p").inner_text() == text
    ana.page.get_by_role("button", name="New conversation").click()
    ana.page.wait_for_selector(".tm-welcome")
    assert ana.page.locator(".tm-turn").count() == 0


def test_a_sound_has_a_player(arrive) -> None:  # type: ignore[no-untyped-def]
    ana = arrive()
    ana.say("a quiet tune")
    player = ana.page.get_by_label("Listen to A quiet tune")
    player.evaluate("one => { one.preload = 'metadata'; one.load(); }")
    ana.page.wait_for_function("document.querySelector('audio').duration > 0.9")


def test_on_a_phone_everything_fits_and_the_taste_is_a_sheet(arrive) -> None:  # type: ignore[no-untyped-def]
    ana = arrive(width=390, height=844)
    ana.say("red")
    assert ana.page.evaluate("document.documentElement.scrollWidth") == 390
    panel = ana.page.locator(".tm-panel")
    assert not panel.is_visible()
    ana.page.get_by_role("button", name="Your taste").click()
    panel.wait_for(state="visible")
    ana.page.get_by_role("button", name="Close the taste panel").click()
    panel.wait_for(state="hidden")
    small = ana.page.evaluate(
        "[...document.querySelectorAll('.tm-act, .tm-bar button')]"
        ".filter(one => one.offsetHeight < 44 || one.offsetWidth < 40).length"
    )
    assert small == 0, "every button is large enough for a finger"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_are_legible(arrive, scheme: str) -> None:  # type: ignore[no-untyped-def]
    ana = arrive(scheme=scheme)
    ana.say("red")
    for part in (
        ".tm-words p",
        ".tm-card h3",
        ".tm-about",
        ".tm-chips li",
        ".tm-you p",
        ".tm-panel h2",
        ".tm-hint",
    ):
        assert ana.page.evaluate(CONTRAST, part) >= 4.5, part
    dark = ana.page.evaluate("document.documentElement.classList.contains('tm-dark')")
    assert dark == (scheme == "dark")
    ana.page.get_by_role("button", name="Light or dark").click()
    assert ana.page.evaluate("document.documentElement.classList.contains('tm-dark')") != dark
    ana.page.wait_for_function(f"({CONTRAST})('.tm-words p') >= 4.5")


CONTRAST = """(part) => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  let box = document.querySelector(part);
  const ink = light(rgb(getComputedStyle(box).color));
  let ground = [0, 0, 0, 0];
  for (; box && (ground.length === 4 && ground[3] === 0); box = box.parentElement)
    ground = rgb(getComputedStyle(box).backgroundColor);
  const paper = light(ground);
  return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
}"""
"""The contrast ratio of text and ground, as WCAG 2.2 defines it."""


def main(folder: str) -> None:
    """Serve the shop."""
    from tastemaker.serve.web import serve

    with Agent.open(folder, engine=Shopkeeper()) as agent:
        serve(agent, port=0)


if __name__ == "__main__":
    main(sys.argv[1])
