"""How a tool's answer reads to the model: one card a line."""

from __future__ import annotations

from typing import Final

from tastemaker.contracts import Card, Scalar
from tastemaker.prompts.loader import render
from tastemaker.tools.clean import clean
from tastemaker.tools.result import Made, Result, Said

__all__ = ["NOTHING", "message", "parts", "shown_value"]

NOTHING: Final = "no results"
TITLE, VALUE, ABOUT, REASON, TEXT = 60, 24, 160, 80, 240
"""Longest title, attribute value, description, reason and written text, in characters."""
CATEGORIES, ATTRIBUTES = 3, 4


def message(result: Result) -> str:
    """The tool's answer as the model reads it, with the layout of `prompts/cards.j2`.

    >>> message(Shown(((1, Card(id="a", title="Red dress", categories=("dress",), price=40.0)),)))
    '[1] Red dress | dress | price 40'
    """
    if isinstance(result, Said):
        return result.text
    if isinstance(result, Made):
        return _made(result)
    lines = [{"number": n, "parts": parts(card, full=result.full)} for n, card in result.cards]
    text = render("cards", note=result.note, lines=lines).strip()
    return text or NOTHING


def _made(result: Made) -> str:
    """What was made, with the layout of `prompts/made.j2`."""
    return render(
        "made",
        note=result.note,
        number=result.number,
        title=clean(result.card.title, limit=TITLE),
        form=result.form,
        texts=[clean(one.text.replace("\n", " / "), limit=TEXT) for one in result.media if one.text],
    ).strip()


def parts(card: Card, *, full: bool = False) -> list[str]:
    """The cells of a card's line, cleaned and cut; empty ones are left out."""
    cells = [clean(card.title, limit=TITLE)]
    cells.append(", ".join(clean(name, limit=VALUE) for name in card.categories[:CATEGORIES]))
    if card.price is not None:
        cells.append(f"price {shown_value(card.price)}")
    attributes = [(name, shown_value(value)) for name, value in card.attributes.items()]
    said = [f"{clean(name)} {clean(value, limit=VALUE)}" for name, value in attributes if value]
    cells += said if full else said[:ATTRIBUTES]
    if full and card.description:
        cells.append(f"about: {clean(card.description, limit=ABOUT)}")
    if card.reason:
        cells.append(f"because {clean(card.reason, limit=REASON)}")
    return [cell for cell in cells if cell]


def shown_value(value: Scalar | tuple[str, ...]) -> str:
    """A value as people write it: 40.0 is 40, True is yes, several are joined by commas."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)
