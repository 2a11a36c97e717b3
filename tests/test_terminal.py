"""The conversation in the terminal, as a person has it."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.console import Console

from tastemaker.agent.agent import Agent
from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.catalog.build import index
from tastemaker.contracts import Card, ToolCall
from tastemaker.serve.terminal import COMMANDS, Conversation, card_line, card_panel, converse

DRESSES = ToolCall("search", {"query": "dress", "where": "category == 'dress'"})
Talk = Callable[..., Conversation]


@pytest.fixture
def talk(wardrobe: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talk]:
    """Opens conversations whose model says what the test queues, on a console that records."""
    built = tmp_path_factory.getbasetemp() / "terminal-wardrobe"
    if not built.exists():
        (wardrobe / "domain.toml").write_text(
            'name = "Wardrobe"\nnoun = "clothes"\ncurrency = "€"\n', "utf-8"
        )
        index(wardrobe, image_model="none")
        shutil.copytree(wardrobe, built)
    folder = Path(shutil.copytree(built, wardrobe, dirs_exist_ok=True))
    agents: list[Agent] = []

    def open_talk(*replies: object, terminal: bool = False) -> Conversation:
        agents.append(Agent.open(folder, engine=ScriptedEngine(list(replies))))  # type: ignore[arg-type]
        console = Console(file=io.StringIO(), width=120, force_terminal=terminal, color_system=None)
        return Conversation(agents[-1], user="zoe", console=console)

    yield open_talk
    for agent in agents:
        agent.close()


def heard(talk: Conversation, *lines: str) -> str:
    """What the console shows after these lines, and nothing from before."""
    file = talk.console.file
    assert isinstance(file, io.StringIO)
    before = len(file.getvalue())
    for line in lines:
        assert talk.hear(line)
    return file.getvalue()[before:]


def test_a_question_brings_cards_and_words(talk: Talk) -> None:
    red = ToolCall("search", {"where": "color == 'red' and category == 'dress'"})
    shown = heard(talk(red, "Try [1] at [1.price]."), "a dress")
    assert "[1] Red dress | €10 | dress | red | size 36" in shown
    assert shown.index("[1] Red dress") < shown.index("Try ")
    assert "Try Red dress at €10." in shown


def test_on_a_terminal_cards_are_panels_side_by_side(talk: Talk) -> None:
    shown = heard(talk(DRESSES, "[1].", terminal=True), "a dress")
    top = next(line for line in shown.splitlines() if "╭─ 1 " in line)
    assert "╭─ 2 " in top
    assert "Red dress" in shown


def test_feedback_goes_by_the_number_in_view(talk: Talk) -> None:
    chat = talk(DRESSES, "[1] and [2].")
    heard(chat, "a dress")
    second = chat.cards[2]
    assert f"Noted: you like {second.title}." in heard(chat, "/like 2")
    assert second.id in {card.id for card in chat.agent.taste("zoe").history}
    assert second.title in heard(chat, "/taste")


def test_more_shows_other_cards_at_once(talk: Talk) -> None:
    chat = talk(DRESSES, "[1].")
    heard(chat, "a dress")
    first = chat.cards[1]
    shown = heard(chat, "/more 1")
    assert f"More like {first.title}." in shown
    assert "[1] " in shown
    assert first.id not in {card.id for card in chat.cards.values()}


@pytest.mark.parametrize("line", ["/like", "/like 9", "/dislike zero", "/more ²", "/like -1"])
def test_a_number_that_is_not_in_view_is_refused_in_words(talk: Talk, line: str) -> None:
    chat = talk(DRESSES, "[1].")
    assert "none yet: ask for something first" in heard(chat, line)
    heard(chat, "a dress")
    assert "needs the number of a card in view (1, 2, 3, 4)" in heard(chat, line)


def test_cards_keep_the_numbers_that_the_agent_knows(talk: Talk) -> None:
    chat = talk(DRESSES, "[1].", ToolCall("details", {"item": "2"}), "[2].")
    heard(chat, "a dress")
    second = chat.cards[2]
    assert f"[2] {second.title}" in heard(chat, "the second")
    assert len(chat.cards) == 4
    assert f"you like {second.title}" in heard(chat, "/like 2")


def test_tools_are_shown_on_request(talk: Talk) -> None:
    chat = talk(DRESSES, "[1].", DRESSES, "[2].")
    assert "search(" not in heard(chat, "a dress")
    shown = heard(chat, "/tools", "again")
    assert "· search(query='dress', where=\"category == 'dress'\") " in shown


def test_a_picture_goes_with_the_next_message_only(talk: Talk) -> None:
    chat = talk("A red thing.", "Yes.")
    picture = chat.agent.catalog.folder / "media" / "red-dress.png"
    heard(chat, f"/image '{picture}'", "what is this?", "sure?")
    assert isinstance(chat.agent.engine, ScriptedEngine)
    said = [prompt.messages[-1]["content"] for prompt in chat.agent.engine.prompts]
    assert [part["type"] for part in said[0]] == ["image", "text"]
    assert said[1] == "sure?"


def test_a_picture_that_cannot_be_read_is_said_and_loses_nothing(talk: Talk, tmp_path: Path) -> None:
    chat = talk(DRESSES, "[1].")
    shown = heard(chat, f"/image {tmp_path / 'none.png'}", "like this")
    assert "none.png" in shown
    assert "is missing" in shown
    assert "[1] " in heard(chat, "a dress")


def test_a_new_conversation_knows_nothing_of_the_old_one(talk: Talk) -> None:
    chat = talk("Hello.", "Hello again.")
    heard(chat, "my secret plan", "/new", "hi")
    assert isinstance(chat.agent.engine, ScriptedEngine)
    assert "secret" not in str(chat.agent.engine.prompts[-1].messages)


def test_forget_erases_everything(talk: Talk) -> None:
    chat = talk(ToolCall("remember", {"like": "jazz"}), "Noted.")
    heard(chat, "i like jazz")
    assert "like: jazz" in heard(chat, "/taste")
    assert "erased" in heard(chat, "/forget")
    assert "Nothing is known of you yet." in heard(chat, "/taste")


def test_help_names_every_command_and_an_unknown_one_brings_it(talk: Talk) -> None:
    chat = talk()
    shown = heard(chat, "/help")
    assert all(command in shown for command in COMMANDS)
    wrong = heard(chat, "/[bold]wat[/]")
    assert "There is no command /[bold]wat[/]." in wrong
    assert "/help" in wrong


def test_errors_are_said_in_words_and_the_talk_goes_on(talk: Talk) -> None:
    chat = talk()
    assert "20,000" in heard(chat, "x" * 30_000)
    assert "Traceback" not in heard(chat, "hello?")
    assert heard(chat, "", "   ") == ""


def test_our_own_failure_is_one_sentence(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TASTEMAKER_DEBUG", raising=False)

    def broken(messages: object) -> str:
        raise RuntimeError("[red]boom[/]")

    shown = heard(talk(broken), "hi")
    assert "Something failed inside Tastemaker (RuntimeError: [red]boom[/])" in shown


@pytest.mark.parametrize("leave", ["/quit", "/exit", "/q"])
def test_leaving(talk: Talk, leave: str) -> None:
    assert not talk().hear(leave)


def test_nothing_in_a_card_is_read_as_markup() -> None:
    card = Card(
        "a", "[red]Trap[/red] \x1b[31mx", price=3.5, attributes={"year": 1999, "ok": True, "tags": ("a", "b")}
    )
    line = card_line(1, card, currency="€")
    assert line == "[1] [red]Trap[/red] [31mx | €3.50 | year 1999 | ok yes | a, b"
    console = Console(file=io.StringIO(), width=60)
    console.print(card_panel(1, card, currency="€"))
    assert isinstance(console.file, io.StringIO)
    assert "[red]Trap[/red]" in console.file.getvalue()
    assert "\x1b" not in console.file.getvalue()


def test_piped_lines_are_answered_in_plain_lines(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = talk(DRESSES, "Try [1].")
    monkeypatch.setattr("sys.stdin", io.StringIO("a dress\n/like 1\n"))
    converse(chat.agent, user="zoe", console=chat.console)
    assert isinstance(chat.console.file, io.StringIO)
    lines = chat.console.file.getvalue().splitlines()
    assert lines[0].startswith("[1] ")
    assert not any("you ›" in line or "╭" in line for line in lines)
    assert any(line.startswith("Noted: you like ") for line in lines)
