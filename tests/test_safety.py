"""What is not made, by rules in a file that anybody can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tastemaker.errors import BadCall, BadDomain
from tastemaker.tools.making.safety import Safety, shipped


@pytest.mark.parametrize(
    "wish",
    [
        "naked on a beach",
        "a nude woman in the dress",
        "full NUDITY please",
        "porno style",
        "with a swastika on the sleeve",
        "with a s\u200bwastika",
        "two corpses next to it",
        "full of blood and gore",
        "as a fake passport",
    ],
)
def test_a_plain_wish_against_the_rules_is_refused(wish: str) -> None:
    with pytest.raises(BadCall, match="not made here, it is about"):
        shipped().check(wish, of="picture")


@pytest.mark.parametrize(
    "wish",
    [
        "nude heels on marble",
        "gore-tex in the rain",
        "like David Lynch",
        "hand-forged, by the fire",
        "no blood and gore",
        "for weed killers",
        "a sextant on a map",
        "",
    ],
)
def test_what_only_sounds_like_it_is_made(wish: str) -> None:
    shipped().check(wish, of="picture")


def test_a_text_may_speak_of_what_is_not_painted() -> None:
    assert shipped().broken("the Texas massacre", of="picture")
    assert not shipped().broken("the Texas massacre", of="text")


def test_a_domain_has_its_own_rules(tmp_path: Path) -> None:
    assert Safety.of(tmp_path) == shipped()
    (tmp_path / "safety.toml").write_text('[drink]\nsays = "alcohol"\nof = ["text"]\nwords = ["beer"]\n')
    own = Safety.of(tmp_path)
    assert own.broken("two beers", of="text") == "alcohol"
    assert not own.broken("naked", of="text")
    (tmp_path / "safety.toml").write_text("")
    assert not Safety.of(tmp_path).broken("naked", of="picture")


@pytest.mark.parametrize("text", ["[drink]\nwords = ['beer']\n", "[drink\n"])
def test_a_broken_rules_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "safety.toml").write_text(text)
    with pytest.raises(BadDomain, match=r"safety\.toml"):
        Safety.of(tmp_path)
