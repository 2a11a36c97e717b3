"""Scripts of storyboards: what is read, what is refused, and how long shots last."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from llguidance import LLMatcher
from pydantic import ValidationError

from tastemaker.errors import BadScript
from tastemaker.tools.making.script import Shot, read, read_shots, schema
from tastemaker.tools.making.timing import fit, spans

SHOT = {
    "scene": "a harbour at dawn",
    "subject": "a red coat",
    "camera": "push in",
    "action": "the wind lifts its hem",
    "caption": "Made for weather",
    "voice": "Some mornings ask for more.",
    "seconds": 4.0,
    "transition": "crossfade",
}


def plain(*seconds: float, **changes: Any) -> dict[str, Any]:
    """A script with a shot of each of these lengths; the changes go into the second shot."""
    shots = [{**SHOT, "seconds": length} for length in seconds or (4.0, 2.0, 3.0)]
    shots[1] |= changes
    return {"title": "The red coat", "shots": shots}


lengths = st.lists(st.floats(0.5, 15), min_size=3, max_size=8)


def test_a_script_is_read_from_json() -> None:
    script = read(json.dumps(plain(4.0, 2.0, 3.5)))
    assert script.title == "The red coat"
    assert [shot.seconds for shot in script.shots] == [4.0, 2.0, 3.5]
    assert script.seconds == 9.5
    assert read(script.model_dump()) == script


@given(st.sets(st.integers(0, 4)), st.sampled_from(["scene", "subject", "action"]), st.booleans())
def test_of_a_broken_script_the_whole_shots_are_found(broken: set[int], field: str, gone: bool) -> None:
    script = plain(*[float(n + 1) for n in range(5)])
    for n in broken:
        script["shots"][n][field] = ""
        if gone:
            del script["shots"][n][field]
    title, shots = read_shots(json.dumps(script))
    assert title == "The red coat"
    assert [shot.seconds for shot in shots] == [n + 1.0 for n in range(5) if n not in broken]


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["title", "shots", "scene"]), inner)
    ),
)


@given(st.text() | json_values.map(json.dumps))
def test_anything_else_has_no_shots(text: str) -> None:
    assert read_shots(text)[1] == ()


def test_a_script_does_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        read(plain()).shots[0].seconds = 9.0  # type: ignore[misc]


def test_texts_come_on_one_line() -> None:
    script = read(plain(caption="Made\nfor\x00 \u202eweather "))
    assert script.shots[1].caption == "Made for weather"


def test_a_shot_needs_little() -> None:
    shot = Shot(scene="a beach", subject="a dog", action="it runs")
    assert (shot.camera, shot.transition, shot.caption, shot.seconds) == ("static", "cut", "", 3.0)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{", "the script is not JSON"),
        ("[]", r"the script is \[\]: give an object"),
        ({"shots": []}, "the script has no title"),
        (plain(1.0, 1.0), "the script has 2 shots: give 3 to 8"),
        (plain(*[1.0] * 9), "the script has 9 shots: give 3 to 8"),
        ({"title": "A", "shots": "none"}, "the script has shots 'none': give a list of shots"),
        ({"title": "A", "shots": [1, 2, 3]}, "shot 1 is 1: give an object"),
        ({**plain(), "mood": "blue"}, "the script has an unknown field 'mood': use title, shots"),
        (plain(camera="zoom"), "shot 2 has camera 'zoom': use static, push in, pull out, pan left"),
        (plain(transition="wipe"), "shot 2 has transition 'wipe': use cut, crossfade, fade"),
        (plain(seconds=20), "shot 2 has seconds 20: give 0.5 to 15"),
        (plain(seconds="4"), "shot 2 has seconds '4': give 0.5 to 15"),
        (plain(seconds=True), "shot 2 has seconds True: give 0.5 to 15"),
        (plain(seconds=float("nan")), "shot 2 has seconds nan: give 0.5 to 15"),
        (plain(scene=" "), "shot 2 has an empty scene"),
        (plain(caption="long " * 20), "shot 2 has a caption of 99 characters, more than 60"),
        (plain(voice=7), "shot 2 has voice 7: give a text"),
        (plain(lens="50 mm"), "shot 2 has an unknown field 'lens': use scene, subject, camera"),
        ("[" * 100_000, "the script is not JSON"),
    ],
)
def test_a_bad_script_is_refused_in_a_sentence(given: Any, said: str) -> None:
    with pytest.raises(BadScript, match=f"^{said}") as caught:
        read(given)
    assert isinstance(caught.value, ValueError)
    assert "\n" not in str(caught.value)


def test_the_schema_is_closed_and_bounded() -> None:
    form = schema()
    shot = form["properties"]["shots"]["items"]
    for part in (form, shot):
        assert part["required"] == list(part["properties"])
        assert part["additionalProperties"] is False
    assert list(shot["properties"]) == list(Shot.model_fields)
    assert all("maxLength" in p or "enum" in p for p in shot["properties"].values() if p["type"] == "string")
    assert "$ref" not in json.dumps(form)


def test_the_schema_guides_decoding() -> None:
    assert LLMatcher.validate_grammar(LLMatcher.grammar_from_json_schema(json.dumps(schema()))) == ""


def test_fewer_shots_can_be_asked_for() -> None:
    jsonschema.validate(plain(1.0, 1.0, 1.0), schema(shots=(3, 4)))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(plain(*[1.0] * 5), schema(shots=(3, 4)))


words = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=60)
told = words.filter(str.strip)


@given(
    st.fixed_dictionaries(
        {
            "title": told,
            "shots": st.lists(
                st.fixed_dictionaries(
                    {
                        "scene": told,
                        "subject": told,
                        "camera": st.sampled_from(
                            schema()["properties"]["shots"]["items"]["properties"]["camera"]["enum"]
                        ),
                        "action": told,
                        "caption": words,
                        "voice": words,
                        "seconds": st.integers(1, 30).map(lambda halves: halves / 2),
                        "transition": st.sampled_from(["cut", "crossfade", "fade"]),
                    }
                ),
                min_size=3,
                max_size=8,
            ),
        }
    )
)
def test_what_fits_the_schema_is_read(given: dict[str, Any]) -> None:
    jsonschema.validate(given, schema())
    assert len(read(json.dumps(given)).shots) == len(given["shots"])


@given(lengths, st.floats(0, 1))
@example([2.0, 2.0, 2.0, 1.921875, 13.010454742178768, 13.010454742178768], 0.12911307216503712)
def test_shots_are_fitted_to_a_length(seconds: list[float], share: float) -> None:
    script = read(plain(*seconds))
    wanted = round(len(seconds) * (0.5 + share * 14.5), 2)
    fitted = fit(script, seconds=wanted)
    found = [shot.seconds for shot in fitted.shots]
    assert sum(found) == pytest.approx(wanted, abs=1e-9)
    assert all(0.5 <= length <= 15 for length in found)
    ordered = sorted(range(len(found)), key=lambda n: seconds[n])
    assert all(found[a] <= found[b] + 0.0015 for a, b in pairwise(ordered))
    assert fitted.model_copy(update={"shots": script.shots}) == script


def test_lengths_keep_their_proportions_where_they_can() -> None:
    assert [shot.seconds for shot in fit(read(plain(1.0, 2.0, 3.0)), seconds=12).shots] == [2, 4, 6]
    assert [shot.seconds for shot in fit(read(plain(1.0, 1.0, 8.0)), seconds=25).shots] == [5, 5, 15]


@pytest.mark.parametrize("seconds", [1, 46, float("nan")])
def test_a_length_out_of_reach_is_refused(seconds: float) -> None:
    with pytest.raises(BadScript, match=r"3 shots cannot last .* give 1.5 to 45"):
        fit(read(plain()), seconds=seconds)


@given(lengths, st.lists(st.sampled_from(["cut", "crossfade", "fade"]), min_size=8, max_size=8))
def test_shots_follow_each_other_without_a_gap(seconds: list[float], turns: list[Any]) -> None:
    script = read(plain(*seconds))
    shots = tuple(
        shot.model_copy(update={"transition": turn}) for shot, turn in zip(script.shots, turns, strict=False)
    )
    times = spans(script.model_copy(update={"shots": shots}))
    assert times[0].start == times[0].before == times[-1].after == 0
    assert times[-1].end == pytest.approx(script.seconds)
    for one, two in pairwise(times):
        assert one.end == two.start
        assert one.after == two.before
    for span in times:
        middle = (span.start + span.end) / 2
        assert span.start + span.before / 2 < middle < span.end - span.after / 2
