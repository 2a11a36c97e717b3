"""Prompt templates: rendered with every variable, or not at all."""

from __future__ import annotations

import pytest

from tastemaker.errors import BadPrompt
from tastemaker.prompts import loader


def test_a_prompt_is_rendered() -> None:
    text = loader.render("hermes", tools=['{"name": "taste"}'])
    assert '<tools>\n{"name": "taste"}\n</tools>\n' in text
    assert not text.endswith("\n")


def test_a_missing_variable_is_an_error_that_names_it() -> None:
    with pytest.raises(BadPrompt, match="'tools' is undefined"):
        loader.render("hermes")


def test_an_unknown_prompt_lists_those_there_are() -> None:
    with pytest.raises(BadPrompt, match=r"no prompt 'poem\.j2': there are .*hermes"):
        loader.render("poem")


def test_markup_in_variables_stays_as_it_is() -> None:
    assert "<b> & {{ x }}" in loader.render("hermes", tools=["<b> & {{ x }}"])


def test_every_prompt_parses() -> None:
    assert "hermes" in loader.names()
    for name in loader.names():
        loader._templates().get_template(f"{name}.j2")
