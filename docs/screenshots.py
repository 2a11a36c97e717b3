"""The pictures of the documentation: `python docs/screenshots.py [DOMAIN] [--model mini]`.

Opens the web page and the terminal of a domain and photographs a short conversation in each. The README shows
the first; the dark page, the phone's and the terminal are to be looked at, and stay out of the repository.
Needs chromium (Debian: apt-get install chromium) and `pip install 'tastemaker[dev]'`.
"""

from __future__ import annotations

import argparse
import io
import re
import shutil
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.terminal_theme import MONOKAI

from tastemaker.agent.agent import Agent
from tastemaker.serve.terminal import Conversation

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

IMAGES = Path(__file__).parent / "images"
WISHES = ("a white dress for summer", "a tense thriller")
SCALE = 0.75


def main() -> None:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("domain", nargs="?", default="demo")
    parser.add_argument("--model", default="mini")
    given = parser.parse_args()
    with Agent.open(given.domain, model=given.model) as agent:
        take(agent)


def take(agent: Agent) -> None:
    """All pictures of an agent's page and terminal."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    terminal(agent, IMAGES / "terminal.svg")
    address = serve(agent)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        web(browser, address, IMAGES / "web-desktop.webp", size=(1440, 940), scheme="light")
        web(browser, address, IMAGES / "web-dark.webp", size=(1440, 1020), scheme="dark")
        web(browser, address, IMAGES / "web-phone.webp", size=(390, 844), scheme="light")
        browser.close()


def serve(agent: Agent) -> str:
    """The page's address, once it answers."""
    import uvicorn

    from tastemaker.serve.web import create_app

    server = uvicorn.Server(uvicorn.Config(create_app(agent), port=0, log_level="warning", ws="none"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.1)
    port = server.servers[0].sockets[0].getsockname()[1]
    return f"http://127.0.0.1:{port}"


def web(browser: Browser, address: str, file: Path, *, size: tuple[int, int], scheme: str) -> None:
    """Talk on the page, then photograph it. The dark picture shows the second wish, and the tools."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, reduced_motion="reduce"
    )  # type: ignore[arg-type]  # color_scheme is one of playwright's literals
    context.set_default_timeout(300_000)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(".tm-panel", state="attached")
    say(page, WISHES[0])
    page.locator(".tm-like").first.click()
    page.wait_for_selector(".tm-like[aria-pressed=true]")
    if scheme == "dark":
        say(page, "I like slow films")
        say(page, WISHES[1])
        page.locator(".tm-turn:last-child .tm-trace summary").click()
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)
    page.locator(".tm-turn").last.evaluate("turn => turn.scrollIntoView()")
    page.wait_for_timeout(1500)
    keep(page.screenshot(), file)
    context.close()


def say(page: Page, text: str) -> None:
    """Write, press Enter, wait for the reply and its pictures."""
    turns = page.locator(".tm-turn").count()
    page.fill("#tm-composer textarea", text)
    page.press("#tm-composer textarea", "Enter")
    page.wait_for_function(f"document.querySelectorAll('.tm-turn').length > {turns}")
    page.wait_for_selector(".tm-turn:last-child:not([aria-busy])")
    page.wait_for_function("[...document.images].every(one => one.complete)")


def terminal(agent: Agent, file: Path) -> None:
    """A conversation in the terminal as SVG, without the fonts that rich would fetch from elsewhere."""
    console = Console(
        record=True, width=118, file=io.StringIO(), force_terminal=True, force_interactive=False
    )
    talk = Conversation(agent, user="screenshot", console=console)
    talk.welcome()
    for line in (WISHES[0], "/like 2", "I like slow films", "/taste"):
        console.print(f"[bold cyan]you ›[/] {line}", highlight=False)
        talk.hear(line)
    agent.forget("screenshot")
    svg = console.export_svg(title="tastemaker chat", theme=MONOKAI)
    file.write_text(re.sub(r"@font-face\s*{.*?}", "", svg, flags=re.DOTALL), encoding="utf-8")


def keep(shot: bytes, file: Path) -> None:
    """Keep a photograph of the page for the documentation, smaller."""
    from PIL import Image

    with Image.open(io.BytesIO(shot)) as picture:
        size = round(SCALE * picture.width), round(SCALE * picture.height)
        picture.convert("RGB").resize(size, Image.Resampling.LANCZOS).save(file, quality=70, method=6)


if __name__ == "__main__":
    main()
