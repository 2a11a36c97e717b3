"""A conversation that outgrows the model's window loses what matters least, and only that."""

from __future__ import annotations

import pytest
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from tastemaker.agent.window import Prompt, fit, reserve

FULL, BARE = "system with taste here", "system"


def count(prompt: Prompt) -> int:
    return len(prompt.system.split()) + sum(len(message.text.split()) for message in prompt.messages)


def turn(said: str, *, cards: str = "", reply: str = "ok") -> list[AnyMessage]:
    messages: list[AnyMessage] = [HumanMessage(said)]
    if cards:
        messages.append(AIMessage("", tool_calls=[{"name": "search", "args": {}, "id": "1"}]))
        messages.append(ToolMessage(cards, tool_call_id="1", additional_kwargs={"new_list": True}))
    return [*messages, AIMessage(reply)]


def texts(prompt: Prompt) -> list[str]:
    return [message.text for message in prompt.messages if message.text]


def fitted(messages: list[AnyMessage], room: int) -> Prompt:
    prompt = fit(messages, systems=[FULL, BARE], count=count, room=room)
    assert count(prompt) <= room
    return prompt


TALK = [
    *turn("first words", cards="old cards", reply="long reply here"),
    *turn("second words", cards="cards in view", reply="another reply"),
    *turn("third words", reply="fine fine"),
    *turn("fourth words", reply="good good"),
    HumanMessage("current message"),
]


def test_all_stays_while_there_is_room() -> None:
    prompt = fitted(TALK, 100)
    assert prompt.messages == TALK
    assert prompt.system == FULL


def test_the_oldest_turns_go_first_but_the_cards_in_view_stay() -> None:
    prompt = fitted(TALK, 18)
    assert texts(prompt)[0] == "second words"
    assert "cards in view" in texts(prompt)
    assert "third words" not in texts(prompt)
    assert "fourth words" in texts(prompt)
    assert prompt.system == FULL


@pytest.mark.parametrize(
    ("room", "left"),
    [
        (13, ["second words", "cards in view", "another reply", "current message"]),
        (10, ["second words", "cards in view", "another reply", "current message"]),
        (9, ["second words", "cards in view", "current message"]),
        (7, ["current message"]),
    ],
)
def test_then_the_taste_goes_and_then_the_cards(room: int, left: list[str]) -> None:
    prompt = fitted(TALK, room)
    assert texts(prompt) == left
    assert prompt.system == (FULL if room == 13 else BARE)


def test_a_message_longer_than_the_window_keeps_both_ends() -> None:
    said = "start " + "word " * 2000 + "end"
    prompt = fitted([HumanMessage(said)], 300)
    assert prompt.messages[0].text.startswith("start word")
    assert prompt.messages[0].text.endswith("word end")


def test_a_turn_with_many_calls_keeps_the_last() -> None:
    steps = [*turn("now", cards="one " * 40)[:-1], *turn("x", cards="two " * 10)[1:-1]]
    prompt = fitted(steps, 20)
    assert texts(prompt) == ["now", "two " * 10]


def test_the_answer_gets_its_share() -> None:
    assert reserve(1024) == 170
    assert reserve(32_768) == 256
