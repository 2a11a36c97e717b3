"""Pictures and storyboards of an item for a person: in a conversation, from Python, in the shell."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image
from rich.console import Console

from tastemaker.agent.agent import Agent
from tastemaker.agent.engines.scripted import ScriptedEngine
from tastemaker.agent.events import MediaMade, Progress
from tastemaker.agent.studio import LazyEasel
from tastemaker.cli import main
from tastemaker.contracts import Media, Statement, ToolCall
from tastemaker.creating import delivered
from tastemaker.errors import BadCall, ModelError, ModelNotFound, Stopped
from tastemaker.serve.media import made_file
from tastemaker.serve.shown import shown_media
from tastemaker.serve.talk import made_html, made_url
from tastemaker.serve.terminal import Conversation
from tastemaker.tools.canvas import KINDS, kind_in
from tastemaker.tools.registry import call
from tastemaker.tools.screenplay import TRIES
from tastemaker.tools.session import Session

Open = Callable[..., Session]


def made(session: Session, tool: str, **arguments: Any) -> Media:
    """The one thing that a call made."""
    result, said = call(session, tool, arguments)
    assert not said.startswith("error:"), said
    (media,) = result.media  # type: ignore[union-attr]
    assert isinstance(media, Media)
    return media


def seen(path: str | Path | None) -> Image.Image:
    """A picture that was made; its file is closed."""
    assert path is not None
    with Image.open(path) as picture:
        return picture.convert("RGB")


# ---- one picture


def test_a_poster_begins_with_the_items_own_picture_and_bears_its_title(desk: Open, brush: Any) -> None:
    poster = made(desk(), "paint", item="Red dress", kind="poster", style="at dusk")
    assert seen(poster.path).size == (1000, 1500)
    ((prompt, how),) = brush.asked
    assert prompt.startswith("at dusk, red dress")
    assert how["picture"].size == (64, 64)
    assert how["strength"] == 0.6
    plain = seen(poster.files[0])
    assert plain.getcolors() is not None
    assert len(plain.getcolors() or []) == 1
    assert len(seen(poster.path).getcolors(1 << 24) or []) > 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_painted(desk: Open, kind: str) -> None:
    session = desk()
    assert call(session, "paint", {"item": "Red dress", "kind": kind})[1] == f"[1] Red dress | {kind}"


def test_a_picture_bears_no_words(desk: Open) -> None:
    picture = made(desk(), "paint", item="Red dress", kind="picture", style="as you like")
    assert len(seen(picture.path).getcolors() or []) == 1
    assert picture.files == ()


def test_taste_goes_in_words_to_a_painter_of_words_and_as_a_vector_to_ours(desk: Open, brush: Any) -> None:
    session = desk()
    session.memory.remember("ana", Statement("like", "harbours"))
    made(session, "paint", item="Red dress")
    assert "likes harbours" in brush.asked[0][0]
    assert "taste" not in brush.asked[0][1]
    lean = np.eye(384, dtype=np.float32)[0]
    ours = desk(feels=True, taste=lambda user: lean if user == "ana" else None)
    made(ours, "paint", item="Red dress")
    prompt, how = brush.asked[1]
    assert prompt == "red dress"
    assert how["taste"] is lean
    assert "negative" not in how


def test_an_item_without_a_picture_is_painted_from_words(desk: Open, brush: Any) -> None:
    made(desk(), "paint", item="Felt hat", kind="banner")
    prompt, how = brush.asked[0]
    assert prompt.startswith("Felt hat. A warm hat of felt.")
    assert "picture" not in how


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"item": "Something"}, "there is nothing to draw on for 'Something'"),
        ({"item": "Red dress", "kind": "mural"}, "must be one of poster, banner"),
        ({"item": "9"}, "there is no card 9"),
        ({"item": "Red dress", "style": "worn by a naked man"}, "is about nudity or sex"),
    ],
)
def test_a_mistake_goes_back_in_words(desk: Open, arguments: dict[str, Any], told: str) -> None:
    result = call(desk(), "paint", arguments)[1]
    assert result.startswith("error:")
    assert told in result


def test_what_the_operators_check_refuses_is_not_shown(desk: Open) -> None:
    session = desk(inspect=lambda picture: "it looks like a logo")
    assert "not shown: it looks like a logo" in call(session, "paint", {"item": "Red dress"})[1]


def test_again_darker_keeps_the_seed_and_again_alone_takes_another(desk: Open, brush: Any) -> None:
    session = desk()
    made(session, "paint", item="Red dress", style="at dusk")
    made(session, "again", change="darker")
    made(session, "again")
    assert [how["seed"] for _, how in brush.asked] == [0, 0, 1]
    assert "darker, at dusk" in brush.asked[1][0]
    banner = made(session, "again", change="now as a banner")
    assert seen(banner.path).size == (1200, 628)


def test_a_change_names_a_kind_only_in_so_many_words() -> None:
    assert kind_in("as a banner, please") == "banner"
    assert kind_in("turn it into a wide poster") == "poster"
    assert kind_in("less like a poster") == ""


def test_the_same_wish_is_painted_once_and_kept_with_its_inputs(desk: Open, brush: Any) -> None:
    first, second = (made(desk(), "paint", item="Red dress") for _ in range(2))
    assert first == second
    assert len(brush.asked) == 1
    told = json.loads((Path(first.path or "").parent / "inputs.json").read_text())
    assert (told["domain"], told["item"], told["user"], told["tool"]) == (
        "wardrobe",
        "red-dress",
        "ana",
        "paint",
    )
    assert told["models"] == {"painter": "brush"}
    assert told["told"]["prompt"].startswith("red dress")


# ---- a storyboard


def test_a_storyboard_is_script_sheet_gif_and_film(desk: Open, brush: Any, script: str) -> None:
    session = desk(script)
    board = made(session, "storyboard", item="Red dress", style="for hikers", seconds=6)
    assert board.form == "storyboard"
    names = [Path(path).name for path in (board.path or "", *board.files)]
    assert names == [
        "storyboard.mp4",
        "sheet.html",
        "storyboard.gif",
        "script.json",
        "01.png",
        "02.png",
        "03.png",
    ]
    with av.open(board.path or "") as film:
        assert sum(1 for _ in film.decode(video=0)) == 36
    script = json.loads(Path(board.files[2]).read_text())["script"]
    assert script["title"] == "Morning, Red dress"
    assert script["shots"][0]["voice"] == "Red dress, in red."
    assert script["shots"][0]["subject"] == "red dress"
    assert {how["seed"] for _, how in brush.asked} == {0}
    assert all(how["picture"].size == (64, 64) for _, how in brush.asked)
    assert isinstance(session.engine, ScriptedEngine)
    (prompt,) = session.engine.prompts
    assert prompt.schema is not None
    assert "3 shots, 6 seconds" in str(prompt.messages[0]["content"])
    assert "for hikers" in str(prompt.messages[0]["content"])


def test_what_the_card_does_not_bear_out_is_not_read_or_said(desk: Open, shot: dict[str, Any]) -> None:
    false = {**shot, "caption": "Now €5", "voice": "It comes in blue."}
    told = json.dumps({"title": "Yours for €5", "shots": [false, shot, shot]})
    board = made(desk(told), "storyboard", item="Red dress", seconds=6)
    script = json.loads(Path(board.files[2]).read_text())["script"]
    assert script["title"] == "Red dress"
    assert (script["shots"][0]["caption"], script["shots"][0]["voice"]) == ("", "")


def test_a_draft_that_is_no_script_is_written_anew_and_none_is_said(desk: Open, script: str) -> None:
    assert made(desk("{}", script), "storyboard", item="Red dress", seconds=6)
    session = desk("{}", "no", *["[]"] * (TRIES - 2))
    assert "no script came of it" in call(session, "storyboard", {"item": "Red dress"})[1]


@pytest.mark.parametrize("seconds", [3, 91])
def test_an_absurd_length_is_refused(desk: Open, seconds: int) -> None:
    told = call(desk(), "storyboard", {"item": "Red dress", "seconds": seconds})[1]
    assert told == f"error: a storyboard lasts 4 to 90 seconds, not {seconds}"


def test_again_as_long_as_is_said(desk: Open, script: str) -> None:
    session = desk(script, script)
    made(session, "storyboard", item="Red dress", seconds=6)
    board = made(session, "again", change="8 seconds, darker")
    assert json.loads(Path(board.files[2]).read_text())["seconds"] == 8


def test_an_interrupted_storyboard_keeps_what_is_painted(desk: Open, brush: Any, script: str) -> None:
    def stop(what: str, done: int, total: int) -> None:
        if what == "painting shot 2 of 3":
            raise Stopped("the turn was stopped")

    session = desk(script)
    session.progress = stop
    with pytest.raises(Stopped):
        call(session, "storyboard", {"item": "Red dress", "seconds": 6})
    assert len(brush.asked) == 2
    made(desk(script), "storyboard", item="Red dress", seconds=6)
    assert len(brush.asked) == 3  # the first and third are the same shot: the second alone was missing


def scenes(count: int, shot: dict[str, Any]) -> str:
    """A script of as many different shots."""
    shots = [{**shot, "scene": f"a street at {hour} o'clock"} for hour in range(count)]
    return json.dumps({"title": "A day", "shots": shots})


def test_shots_are_painted_together_as_far_as_the_painter_can(
    desk: Open, brush: Any, shot: dict[str, Any]
) -> None:
    boards = []
    for brush.together in (1, 3, 9):
        brush.asked.clear()
        steps: list[tuple[str, int, int]] = []
        session = desk(scenes(6, shot), user=f"person {brush.together}")
        session.progress = lambda *told, steps=steps: steps.append(told)  # type: ignore[misc]
        board = made(session, "storyboard", item="Red dress", seconds=24)
        boards.append([seen(path).tobytes() for path in board.files[3:]])
        painted = list(dict.fromkeys(what for what, _, _ in steps if what.startswith("painting")))
        if brush.together == 3:
            assert painted == ["painting shots 1, 2, 3 of 6", "painting shots 4, 5, 6 of 6"]
            assert (painted[0], 2, 2) in steps
        assert len(painted) == {1: 6, 3: 2, 9: 2}[brush.together], "at most four at once"
        assert len(brush.asked) == 6
    assert boards[0] == boards[1] == boards[2]


def test_an_interrupted_batch_leaves_those_before_it(desk: Open, brush: Any, shot: dict[str, Any]) -> None:
    def stop(what: str, done: int, total: int) -> None:
        if "shots 3, 4" in what:
            raise Stopped("the turn was stopped")

    brush.together = 2
    session = desk(scenes(6, shot))
    session.progress = stop
    with pytest.raises(Stopped):
        call(session, "storyboard", {"item": "Red dress", "seconds": 24})
    brush.asked.clear()
    made(desk(scenes(6, shot)), "storyboard", item="Red dress", seconds=24)
    painted = " ".join(prompt for prompt, _ in brush.asked)
    assert re.findall(r"at (\d) o'clock", painted) == ["2", "3", "4", "5"]


# ---- in a conversation


def test_a_conversation_brings_the_picture_and_says_how_far_it_is(opened: Callable[..., Agent]) -> None:
    agent = opened(ToolCall("paint", {"item": "Red dress"}), "Here is [1] as a poster.")
    *told, reply = agent.stream("a poster of the red dress", user="ana")
    assert [str(one) for one in told if isinstance(one, Progress)] == ["painting, 1 of 2", "painting, 2 of 2"]
    assert [one for one in told if isinstance(one, MediaMade)] == [MediaMade(reply.media)]  # type: ignore[union-attr]
    assert Path(reply.media[0].path or "").is_file()  # type: ignore[union-attr]


def test_a_missing_image_model_is_said_with_the_mend(
    opened: Callable[..., Agent], easel: LazyEasel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from tastemaker.agent.engines import painter

    monkeypatch.setattr(painter, "PAINTING", tmp_path / "painting")
    easel._easel = None
    agent = opened(ToolCall("paint", {"item": "Red dress"}), "never said")
    with pytest.raises(ModelNotFound, match=r"python -m tastemaker\.finetune\.painting"):
        agent.chat("a poster of the red dress", user="ana")


def test_terminal_and_page_and_api_show_it(opened: Callable[..., Agent]) -> None:
    agent = opened(ToolCall("paint", {"item": "Red dress"}), "Here it is.")
    shown = io.StringIO()
    Conversation(agent, user="ana", console=Console(file=shown, width=400)).hear("a poster")
    (place,) = [path for path in agent.studio.artefacts.folder.iterdir() if len(path.name) == 32]
    assert str(place / "picture.png") in shown.getvalue()
    media = Media("image", path=str(place / "picture.png"), form="poster", files=(str(place / "plain.png"),))
    page = made_html([media])
    assert f'<img src="made/{place.name}/picture.png"' in page
    assert f'href="made/{place.name}/plain.png?download=1" download>without words' in page
    assert made_file(agent.studio.artefacts, place.name, "picture.png")[1] == "image/png"
    sent = shown_media(media)
    assert (sent.url or "").startswith("data:image/png;base64,")
    assert list(sent.files) == ["plain.png"]


def test_a_film_has_a_player_and_downloads() -> None:
    place = f"/made/{'a' * 32}"
    files = tuple(f"{place}/{name}" for name in ("sheet.html", "storyboard.gif", "keyframes/01.png"))
    page = made_html([Media("storyboard", path=f"{place}/storyboard.mp4", form="storyboard", files=files)])
    assert f'poster="made/{"a" * 32}/keyframes/01.png"' in page
    assert "<video controls" in page
    assert "printable sheet" in page
    assert made_url(files[2]) == f"made/{'a' * 32}/keyframes/01.png"


# ---- from Python and the shell


def test_create_makes_pictures_and_storyboards(opened: Callable[..., Agent], script: str) -> None:
    agent = opened(script)
    agent.studio = replace(agent.studio, film=(64, 36), fps=6)
    steps: list[str] = []
    image = agent.create(
        "image", item="red-dress", user="ana", kind="banner", size=(400, 200), seed=5,
        progress=lambda what, done, total: steps.append(what),
    )  # fmt: skip
    assert seen(image.path).size == (400, 200)
    assert steps == ["painting", "painting"]
    board = agent.create("storyboard", item="Red dress", seconds=6)
    assert (board.path or "").endswith("storyboard.mp4")
    agent.forget("ana")
    assert not Path(image.path or "").exists()
    assert Path(board.path or "").exists()


@pytest.mark.parametrize(
    ("wishes", "told"),
    [
        ({"what": "image", "size": (20000, 9000)}, "20000 x 9000 pixels is not painted"),
        ({"what": "image", "size": (1600, 90)}, "too long a strip"),
        ({"what": "image", "kind": "mural"}, "no kind 'mural': paint one of poster"),
        ({"what": "image", "seconds": 9}, "seconds does not go with image"),
        ({"what": "storyboard", "kind": "ad"}, "kind does not go with storyboard"),
        ({"what": "sculpture"}, "'sculpture' cannot be made: give one of text, image, storyboard"),
    ],
)
def test_what_cannot_be_created_is_said(
    opened: Callable[..., Agent], wishes: dict[str, Any], told: str
) -> None:
    with pytest.raises(BadCall, match=told):
        opened().create(**wishes, item="red-dress")


def test_no_script_is_our_failure(opened: Callable[..., Agent]) -> None:
    with pytest.raises(ModelError, match="no script came of it"):
        opened(*["no"] * TRIES).create("storyboard", item="red-dress")


def test_the_files_go_where_the_person_wants_them(desk: Open, tmp_path: Path, script: str) -> None:
    poster = made(desk(), "paint", item="Red dress")
    (there,) = delivered([poster], tmp_path / "out" / "poster.png")
    assert Path(there.path or "").read_bytes() == Path(poster.path or "").read_bytes()
    board = made(desk(script), "storyboard", item="Red dress", seconds=6)
    (there,) = delivered([board], tmp_path / "story")
    assert sorted(path.name for path in (tmp_path / "story").iterdir()) == [
        "inputs.json", "keyframes", "reference.png", "script.json", "sheet.html", "storyboard.gif",
        "storyboard.mp4",
    ]  # fmt: skip
    assert all(Path(path).is_file() for path in (there.path or "", *there.files))


def test_the_command_paints_with_the_model_it_is_given(
    opened: Callable[..., Agent], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tastemaker.agent.engines.tiny_painter import tiny_painter

    def open_agent(domain: str, model: str, adapter: Path | None, image_model: str) -> Agent:
        agent = opened()
        agent.studio = replace(agent.studio, easel=LazyEasel(image_model))
        return agent

    monkeypatch.setattr("tastemaker.creating.open_agent", open_agent)
    model, out = tiny_painter(tmp_path / "painter"), tmp_path / "poster.png"
    asked = ["create", "shop", "image", "--item", "red-dress", "--kind", "rectangle", "-o", str(out)]
    done = CliRunner().invoke(main, [*asked, "--image-model", str(model), "--json"])
    assert done.exit_code == 0, done.output
    (media,) = json.loads(done.stdout)["media"]
    assert (media["kind"], media["path"], media["form"]) == ("image", str(out), "rectangle")
    assert seen(out).size == (300, 250)


@pytest.mark.parametrize("what", ["image", "storyboard"])
def test_the_command_says_that_the_image_model_is_missing(
    opened: Callable[..., Agent], what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    from tastemaker.agent.engines import painter

    monkeypatch.setattr(painter, "PAINTING", tmp_path / "painting")
    agent = opened(script)
    agent.studio = replace(agent.studio, easel=LazyEasel("mini"))
    monkeypatch.setattr("tastemaker.creating.open_agent", lambda *given, **named: agent)
    done = CliRunner().invoke(main, ["create", "shop", what, "--item", "red-dress"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: the embedded image model has not been trained yet, ")
    assert "run python -m tastemaker.finetune.painting, or give another image model" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not agent.engine.prompts, "no script is written that cannot be painted"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("what", "out", "told"),
    [
        ("image", "look.jpg", "an image is a PNG"),
        ("image", "folder.png", "is a folder: give a file"),
        ("text", "folder.png", "is a folder: give a file"),
        ("text", "file/line.txt", "file is a file. Give another --out"),
        ("storyboard", "file", "file is a file. Give another --out"),
    ],
)
def test_a_place_that_will_not_do_is_said_before_anything_is_made(
    opened: Callable[..., Agent],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    out: str,
    told: str,
) -> None:
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "file").touch()
    agent = opened()
    monkeypatch.setattr("tastemaker.creating.open_agent", lambda *given, **named: agent)
    done = CliRunner().invoke(
        main, ["create", "shop", what, "--item", "red-dress", "-o", str(tmp_path / out)]
    )
    assert done.exit_code == 2
    assert told in done.stderr
    assert not agent.studio.artefacts.folder.exists(), "nothing was made in vain"


def test_the_command_refuses_in_a_sentence() -> None:
    done = CliRunner().invoke(main, ["create", "shop", "image", "--item", "red-dress", "--size", "huge"])
    assert done.exit_code == 2
    assert "--size 'huge' is no size" in done.output
