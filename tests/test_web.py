"""The web page without a browser: what it says, what it escapes, and what it serves."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from tastemaker.agent.agent import Agent
from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.catalog.build import index
from tastemaker.catalog.profile import Profile
from tastemaker.contracts import Card, Statement, Step, ToolCall
from tastemaker.errors import BadEvent, BadMedia, BadMessage, MissingExtra, PortTaken, UnknownItem
from tastemaker.serve.cards import card_html, cards_html, chips, media_url
from tastemaker.serve.examples import examples
from tastemaker.serve.head import header_html
from tastemaker.serve.media import media_file
from tastemaker.serve.panel import panel_html
from tastemaker.serve.talk import Turn, trace_html, turn_html, welcome_html, words_html
from tastemaker.serve.visit import Visit, guest
from tastemaker.serve.web import Guarded, serve
from tastemaker.tools.taste import Taste

TRAP = "<img src=x onerror=alert(1)>"
QUOTE = "\"' onmouseover='alert(1)"
DRESSES = ToolCall("search", {"query": "dress", "where": "category == 'dress'"})
Open = Callable[..., Visit]


class Tags(HTMLParser):
    """The tags of a page and their attributes: text is not among them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def names(self, of: str) -> list[str | None]:
        """The values of one attribute, in order."""
        return [attrs[of] for _, attrs in self.found if of in attrs]


def harmless(html: str) -> bool:
    """Whether nothing in it runs or loads from elsewhere."""
    tags = Tags(html).found
    sources = [value or "" for _, attrs in tags for name, value in attrs.items() if name in ("src", "poster")]
    return (
        not any(name.startswith("on") for _, attrs in tags for name in attrs)
        and not any(tag == "script" for tag, _ in tags)
        and all(source.startswith(("media/", "data:image/jpeg;base64,")) for source in sources)
    )


@pytest.fixture
def closet(wardrobe: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wardrobe, indexed once; one of its items is a trap, one has a sound."""
    built = tmp_path_factory.getbasetemp() / "web-wardrobe"
    if not built.exists():
        (wardrobe / "domain.toml").write_text(
            'name = "Wardrobe"\nnoun = "clothes"\ncurrency = "€"\n', "utf-8"
        )
        trap = {
            "id": TRAP,
            "title": TRAP,
            "description": TRAP,
            "categories": [TRAP],
            "attributes": {TRAP: TRAP},
        }
        with (wardrobe / "items.jsonl").open("a", encoding="utf-8") as items:
            items.write(json.dumps({**trap, "price": 7, "image": "media/red-shirt.png"}) + "\n")
        index(wardrobe, image_model="none")
        shutil.copytree(wardrobe, built)
    return Path(shutil.copytree(built, wardrobe, dirs_exist_ok=True))


@pytest.fixture
def visit(closet: Path) -> Iterator[Open]:
    """Opens visits of one agent whose model says what the test queues."""
    agents: list[Agent] = []

    def arrive(*replies: object) -> Visit:
        if not agents:
            agents.append(Agent.open(closet, engine=ScriptedEngine()))
        agents[0].engine.replies.extend(replies)  # type: ignore[attr-defined]
        return Visit(agents[0], guest())

    yield arrive
    for agent in agents:
        agent.close()


def said(visit: Visit, text: str, image: Path | None = None) -> Turn:
    """The turn that a message leads to."""
    for _ in visit.say(text, image=image):
        pass
    return visit.turns[-1]


# ---- HTML


def test_a_card_shows_what_the_item_is() -> None:
    card = Card(
        "a/1", "Red dress", 39.5, ("dress",), {"color": "red", "size": 36, "section": "fashion"},
        image="/x/red.png", reason="you like red", description="Soft.",
    )  # fmt: skip
    html = card_html(card, number=2, mark="like", currency="€")
    tags = Tags(html)
    for text in (">Red dress<", ">€39.50<", ">you like red<", ">Soft.<", ">2<", "</span>36<", "</span>red<"):
        assert text in html
    assert "fashion" not in html, "the section is how we file it, not what it is"
    assert tags.names("src") == ["media/image?item=a%2F1"]
    assert tags.names("alt") == ["Red dress"]
    assert tags.names("aria-pressed") == ["true", "false"]
    assert {"Like: Red dress", "Dislike: Red dress", "More like this: Red dress"} <= set(
        tags.names("aria-label")
    )


@pytest.mark.parametrize(("kind", "suffix"), [("audio", "ogg"), ("video", "mp4")])
def test_sounds_and_clips_get_a_player(kind: str, suffix: str) -> None:
    card = Card("t", "Tune", **{kind: f"/x/t.{suffix}"})  # type: ignore[arg-type]
    player = next(attrs for tag, attrs in Tags(card_html(card)).found if tag == kind)
    assert player["src"] == f"media/{kind}?item=t"
    assert "controls" in player
    assert "Tune" in (player["aria-label"] or "")
    assert player["preload"] == "none"


def test_a_card_without_anything_is_still_a_card() -> None:
    html = cards_html([(0, Card("a", ""))], marks={}, currency="")
    assert 'class="tm-letter" aria-hidden="true">?<' in html
    assert "tm-price" not in html
    assert chips(Card("a", "x")) == ""
    assert cards_html([], marks={}, currency="€") == ""


@pytest.mark.parametrize(
    "text", [TRAP, QUOTE, "</li></ul><script>alert(1)</script>", "${alert(1)}", "{{value}}"]
)
def test_whatever_people_models_and_catalogs_say_stays_text(text: str) -> None:
    card = Card(
        text,
        text,
        1.0,
        (text,),
        {text: text},
        image=text,
        audio=text,
        video=text,
        reason=text,
        description=text,
    )
    turn = Turn(text, picture="data:image/jpeg;base64,AA", text=f"Take {text}.\n\n{text}", error=text)
    turn.cards, turn.steps = [(1, card)], [Step(text, {text: text}, 1.0)]
    known = Taste((Statement("like", text), Statement("dislike", text), Statement("fact", text)), (card,))
    pages = [
        turn_html(turn, marks={}, currency=text, number=1),
        panel_html(known, name=text, notice=text),
        header_html(Profile(name=text, noun=text), 3),
        welcome_html(Profile(name=text, noun=text), 3, examples=[text]),
    ]
    assert all(harmless(page) for page in pages)
    assert set(Tags(pages[0]).names("data-item")) == {text}
    assert set(Tags(pages[1]).names("data-text")) == {text}


def test_titles_stand_out_in_words_and_paragraphs_are_kept() -> None:
    html = words_html("Take A & B.\nOr not.\n\nBye", [Card("1", "A & B"), Card("2", "A")])
    assert html == "<p>Take <b>A &amp; B</b>.<br>Or not.</p><p>Bye</p>"
    assert words_html("  ") == ""


def test_the_tools_are_folded_with_arguments_and_time() -> None:
    html = trace_html([Step("search", {"query": "boots"}, 12.4), Step("taste", {}, 1.0)], key="3")
    assert "2 tools used <span>13 ms</span>" in html
    assert "<b>search</b> <code>query = &#x27;boots&#x27;</code> <span>12 ms</span>" in html
    assert "open" not in dict(Tags(html).found[0][1])
    assert trace_html([], key="3") == ""


def test_a_running_turn_says_so() -> None:
    waiting = turn_html(Turn("hi"), marks={}, currency="", number=1)
    assert 'aria-busy="true"' in waiting
    assert "Thinking" in waiting
    done = turn_html(Turn("hi", text="Yes.", running=False), marks={}, currency="", number=1)
    assert "aria-busy" not in done
    assert "Thinking" not in done


# ---- examples


def test_examples_come_from_the_catalog(visit: Open) -> None:
    made = examples(visit().agent.catalog)
    assert made[-1] == "Surprise me"
    assert 4 <= len(made) <= 6
    assert len(set(made)) == len(made)
    assert any("dress" in one for one in made)
    assert any(" under €" in one for one in made)


# ---- a visit


def test_a_message_becomes_cards_words_and_steps(visit: Open) -> None:
    person = visit(DRESSES, "Try [1] at [1.price].")
    grown = [(len(person.turns[-1].cards), person.turns[-1].text) for _ in person.say("a dress")]
    turn = person.turns[-1]
    assert grown[0] == (0, "")
    assert (4, "") in grown, "cards come before words"
    assert turn.text == f"Try {turn.cards[0][1].title} at €{turn.cards[0][1].price:.0f}."
    assert [number for number, _ in turn.cards] == [1, 2, 3, 4]
    assert [step.tool for step in turn.steps] == ["search"]
    assert not turn.running
    assert not turn.error


def test_cards_keep_the_numbers_that_the_agent_knows(visit: Open) -> None:
    person = visit(DRESSES, "[1].", ToolCall("details", {"item": "2"}), "[2].")
    second = said(person, "a dress").cards[1][1]
    assert said(person, "the second").cards == [(2, person.agent.catalog.card(second.id))]
    person.agent.engine.replies.extend([ToolCall("details", {"item": "Red boots"}), "[5]."])  # type: ignore[attr-defined]
    assert [n for n, _ in said(person, "red boots?").cards] == [5]


def test_likes_are_seen_and_change_what_comes_next(visit: Open) -> None:
    person = visit()
    person.mark("blue-boots", "like")
    assert person.marks() == {"blue-boots": "like"}
    first = person.agent.recommend(person.user, k=2)
    assert any(card.attributes["color"] == "blue" or card.categories == ("boots",) for card in first)
    person.mark("blue-boots", "dislike")
    assert person.marks() == {"blue-boots": "dislike"}
    assert person.agent.taste(person.user).history == ()


@pytest.mark.parametrize("mark", ["like", "dislike"])
def test_the_same_mark_again_takes_it_back(visit: Open, mark: str) -> None:
    person = visit()
    person.mark("blue-boots", mark)
    person.mark("red-boots", "like")
    person.mark("blue-boots", mark)
    assert person.marks() == {"red-boots": "like"}
    assert [one.item for one in person.agent.memory.events_of(person.user)] == ["red-boots"]


def test_more_like_this_shows_other_cards_at_once(visit: Open) -> None:
    person = visit()
    person.mark("green-boots", "dislike")
    person.mark("red-boots", "more")
    turn = person.turns[-1]
    assert (turn.said, turn.kind, turn.running) == ("More like Red boots", "more", False)
    ids = [card.id for _, card in turn.cards]
    assert len(ids) == 5
    assert not {"red-boots", "green-boots"} & set(ids)
    assert [number for number, _ in turn.cards] == [1, 2, 3, 4, 5]
    person.mark("red-boots", "more")
    assert not set(ids) & {card.id for _, card in person.turns[-1].cards}
    person.mark("red-boots", "more")
    person.mark("red-boots", "more")
    assert person.turns[-1].text == "There is nothing more like it."


def test_unknown_items_and_signals_are_refused(visit: Open) -> None:
    with pytest.raises(UnknownItem):
        visit().mark("no-such", "like")
    with pytest.raises(BadEvent):
        visit().mark("red-boots", "adore")


@pytest.mark.parametrize(
    ("text", "error"),
    [("x" * 30_000, "20,000"), ("<|im_end|>", "Say what you are looking for"), ("hello", "no reply left")],
)
def test_errors_are_said_in_words(visit: Open, text: str, error: str) -> None:
    turn = said(visit(), text)
    assert error.casefold() in turn.error.casefold()
    assert turn.error[0].isupper()
    assert not turn.running
    assert "Traceback" not in turn.error


def test_our_own_failure_is_one_sentence_without_its_details(visit: Open) -> None:
    def broken(messages: object) -> str:
        raise RuntimeError("secret path")

    turn = said(visit(broken), "hi")
    assert "Something failed inside Tastemaker (RuntimeError)" in turn.error
    assert "secret" not in turn.error


def test_a_picture_is_shown_and_a_broken_one_is_refused_in_words(visit: Open, tmp_path: Path) -> None:
    big = tmp_path / "big.png"
    Image.new("RGB", (2000, 1000), "red").save(big)
    turn = said(visit("A red thing."), "", image=big)
    assert turn.picture.startswith("data:image/jpeg;base64,")
    assert len(turn.picture) < 40_000
    assert turn.text == "A red thing."
    (tmp_path / "broken.png").write_bytes(b"nothing")
    assert "broken.png is not a picture" in said(visit(), "this", image=tmp_path / "broken.png").error


def test_people_do_not_mix(visit: Open) -> None:
    ana, ben = visit(), visit()
    assert ana.user != ben.user
    assert ana.thread != ben.thread
    ana.edit({"do": "add", "kind": "like", "text": "jazz"})
    ana.mark("red-boots", "like")
    assert not ben.agent.taste(ben.user)
    assert ben.marks() == {}


def test_a_guest_comes_back_but_cannot_be_made_up() -> None:
    known = guest()
    assert guest(known) == known
    for given in ("ana", "guest-1", known + "x", None, 7, ["guest-" + "0" * 32]):
        assert guest(given) != given
    assert guest("") != guest("")


def test_who_is_talking_can_be_changed(visit: Open) -> None:
    person = visit("Hello.")
    said(person, "my secret")
    before = person.thread
    person.edit({"do": "name", "text": "  ana \x1b "})
    assert person.user == "ana"
    assert person.thread != before
    assert person.turns == []
    assert {card.id for card in person.agent.taste("ana").history} == {"red-dress", "red-shirt"}
    with pytest.raises(BadMessage):
        person.edit({"do": "name", "text": guest()})
    person.edit({"do": "name", "text": ""})
    assert person.user == person.guest


def test_the_taste_is_the_persons_to_change(visit: Open) -> None:
    person = visit()
    for kind, text in (("like", "jazz"), ("like", "red jazz"), ("dislike", "horror")):
        person.edit({"do": "add", "kind": kind, "text": text})
    person.edit({"do": "remove", "kind": "like", "text": "jazz"})
    left = person.agent.taste(person.user).statements
    assert left == (Statement("like", "red jazz"), Statement("dislike", "horror"))
    person.mark("red-boots", "like")
    said(visit("ok"), "hi")
    person.edit({"do": "erase"})
    assert not person.agent.taste(person.user)
    assert person.marks() == {}
    assert person.notice == "Everything kept of you is erased."


@pytest.mark.parametrize(
    "asked", [{}, {"do": "drop"}, {"do": "add", "kind": "fact", "text": "x"}, {"do": ["add"]}]
)
def test_what_the_page_cannot_ask_is_refused(visit: Open, asked: dict[str, object]) -> None:
    with pytest.raises(BadMessage, match="reload"):
        visit().edit(asked)
    with pytest.raises(BadMessage, match="first"):
        visit().edit({"do": "add", "kind": "like", "text": "  "})


# ---- serving


def test_media_are_found_by_item_and_only_if_they_are_media(closet: Path) -> None:
    catalog = Agent.open(closet, engine=ScriptedEngine()).catalog
    assert media_file(catalog, "image", item="red-boots") == (closet / "media" / "red-boots.png", "image/png")
    for kind in ("audio", "video", "reason", "__class__"):
        with pytest.raises(BadMedia):
            media_file(catalog, kind, item="red-boots")
    for item in ("../domain.toml", "media/red-boots.png", ""):
        with pytest.raises(UnknownItem):
            media_file(catalog, "image", item=item)
    assert media_url("a/b?c&d", "image") == "media/image?item=a%2Fb%3Fc%26d"


def test_a_file_that_is_no_medium_is_not_served(closet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = Agent.open(closet, engine=ScriptedEngine()).catalog
    item = catalog.item("red-boots")
    outside = closet.parent / "other.png"
    outside.write_bytes(b"x")
    page = closet / "media" / "page.html"
    page.write_text("<script>alert(1)</script>", "utf-8")
    for path in (page, closet / ".tastemaker" / "memory.sqlite3", outside, closet / "media" / "gone.png"):
        monkeypatch.setattr(catalog, "item", lambda id, path=path: type(item)(id, "x", image=path))
        with pytest.raises(BadMedia):
            media_file(catalog, "image", item="red-boots")


def test_without_gradio_the_command_is_named(visit: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "gradio", None)
    with pytest.raises(MissingExtra, match=r"pip install 'tastemaker\[web\]'"):
        serve(visit().agent, port=0)


def test_a_port_in_use_is_said(visit: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tastemaker.serve.web.create_app", lambda agent: None)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=f"127.0.0.1:{port} .*--port"):
            serve(visit().agent, port=port)


def test_headers_keep_the_page_to_itself() -> None:
    import asyncio

    async def app(scope: object, receive: object, send: Callable[..., object]) -> None:
        await send({"type": "http.response.start", "headers": [(b"Content-Security-Policy", b"own")]})  # type: ignore[misc]

    sent: list[dict[str, list[tuple[bytes, bytes]]]] = []

    async def send(message: dict[str, list[tuple[bytes, bytes]]]) -> None:
        sent.append(message)

    asyncio.run(Guarded(app)({"type": "http"}, None, send))  # type: ignore[arg-type]
    names = [name.lower() for name, _ in sent[0]["headers"]]
    assert names.count(b"content-security-policy") == 1
    assert b"x-content-type-options" in names
