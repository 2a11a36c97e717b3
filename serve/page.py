"""The chat page: its layout, and what its parts set in motion. Imports gradio."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import gradio as gr

from tastemaker.errors import TastemakerError
from tastemaker.serve.examples import examples
from tastemaker.serve.head import HEAD, header_html
from tastemaker.serve.panel import panel_html
from tastemaker.serve.talk import turn_html, welcome_html
from tastemaker.serve.visit import Visit, guest

if TYPE_CHECKING:
    from tastemaker.agent.agent import Agent

__all__ = ["Page", "build_page"]

HERE: Final = Path(__file__).parent
Shown: TypeAlias = "tuple[list[str], str]"
"""The conversation, a piece of HTML per turn, and the taste panel."""
TALKERS: Final = 8
"""People answered at once; more wait in line."""


class Page:
    """Turns what happens on the page into deeds of a visit, and the visit into HTML."""

    def __init__(self, agent: Agent) -> None:
        self.agent = agent
        profile = agent.catalog.profile
        self.welcome = welcome_html(profile, len(agent.catalog), examples=examples(agent.catalog))

    def shown(self, visit: Visit) -> Shown:
        """The visit as the page shows it."""
        marks, currency = visit.marks(), self.agent.catalog.profile.currency
        turns = [turn_html(t, marks=marks, currency=currency, number=n) for n, t in enumerate(visit.turns, 1)]
        known = self.agent.taste(visit.user)
        return turns or [self.welcome], panel_html(known, name=visit.name, notice=visit.notice)

    def arrive(self, kept: Any) -> tuple[Visit, str, list[str], str]:
        """A browser opens the page. `kept` is the guest's name that it had, if any."""
        visit = Visit(self.agent, guest(kept))
        return visit, visit.guest, *self.shown(visit)

    def send(self, visit: Visit, message: dict[str, Any]) -> Iterator[tuple[Any, list[str], str]]:
        """The person presses Enter."""
        text, files = message.get("text") or "", message.get("files") or []
        if not text.strip() and not files:
            yield gr.skip(), *self.shown(visit)
            return
        image = Path(files[0]) if files else None
        for n, _ in enumerate(visit.say(text, image=image)):
            yield (None if n == 0 else gr.skip()), *self.shown(visit)

    def ask(self, visit: Visit, event: gr.EventData) -> Iterator[Shown]:
        """The person presses an example."""
        if visit.busy:
            yield self.shown(visit)
            return
        for _ in visit.say(str(event._data.get("text", ""))):
            yield self.shown(visit)

    def act(self, visit: Visit, event: gr.EventData) -> Shown:
        """The person presses a button on a card."""
        told = event._data
        try:
            visit.mark(str(told.get("item", "")), str(told.get("act", "")))
        except TastemakerError as error:
            gr.Warning(_plain(error))
        return self.shown(visit)

    def edit(self, visit: Visit, event: gr.EventData) -> Shown:
        """The person changes something in the taste panel."""
        try:
            visit.edit(event._data)
        except TastemakerError as error:
            gr.Warning(_plain(error))
        return self.shown(visit)

    def restart(self, visit: Visit) -> Shown:
        """The person begins a new conversation."""
        visit.restart()
        return self.shown(visit)


def build_page(agent: Agent) -> gr.Blocks:
    """The page as gradio blocks."""
    page, profile = Page(agent), agent.catalog.profile
    script = (HERE / "web.js").read_text(encoding="utf-8")
    own: dict[str, Any] = {"js_on_load": script, "apply_default_css": False}
    with gr.Blocks(
        title=f"{profile.name} · Tastemaker",
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(600, 3600),
    ) as blocks:
        visit = gr.State(None, time_to_live=24 * 3600)
        kept = gr.BrowserState("", storage_key="tastemaker-guest", secret="tastemaker")
        header = gr.HTML(header_html(profile, len(agent.catalog)), elem_id="tm-header", **own)
        talk = gr.HTML([page.welcome], html_template=TALK, elem_id="tm-talk", **own)
        panel = gr.HTML("", elem_id="tm-panel", **own)
        composer = gr.MultimodalTextbox(
            elem_id="tm-composer", label="Message", show_label=False, placeholder=f"Ask for {profile.noun} …",
            file_types=["image"], file_count="single", sources=["upload"], max_lines=6, autofocus=True,
        )  # fmt: skip
        both = [talk, panel]
        quick: dict[str, Any] = {
            "show_progress": "hidden",
            "api_visibility": "private",
            "concurrency_limit": None,
        }
        slow = {**quick, "concurrency_limit": TALKERS, "concurrency_id": "talk"}
        blocks.load(page.arrive, [kept], [visit, kept, *both], **quick)
        composer.submit(page.send, [visit, composer], [composer, *both], **slow)
        talk.ask(page.ask, [visit], both, **slow)
        talk.act(page.act, [visit], both, trigger_mode="multiple", **quick)
        panel.edit(page.edit, [visit], both, trigger_mode="multiple", **quick)
        header.restart(page.restart, [visit], both, **quick)
    return blocks


TALK: Final = (
    '<div class="tm-talk" role="log" aria-live="polite" aria-label="Conversation">${value.join("")}</div>'
)


def look() -> dict[str, Any]:
    """Theme and head, for mounting the page.

    The style sheet travels in the head: gradio would rewrite the selectors of `css`.
    """
    fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"]
    theme = gr.themes.Base(font=fonts, font_mono=["ui-monospace", "Menlo", "monospace"])
    style = (HERE / "web.css").read_text(encoding="utf-8")
    return {"theme": theme, "head": f"{HEAD}<style>{style}</style>"}


def _plain(error: TastemakerError) -> str:
    """The sentence, for a toast that would read HTML."""
    from html import escape

    return escape(str(error))
