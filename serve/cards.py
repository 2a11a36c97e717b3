"""Item cards as HTML. Whatever comes from the catalog is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final, Literal
from urllib.parse import quote

from tastemaker.agent.markers import money
from tastemaker.contracts import Card
from tastemaker.tools.cards import shown_value

__all__ = ["HEART", "Mark", "card_html", "cards_html", "chips", "letter_html", "media_url"]

Mark = Literal["like", "dislike", ""]
"""What the person has said of an item."""

CHIPS: Final = 7
LONGEST: Final = 40
"""Characters of a chip."""
HEART: Final = (
    '<path d="M12 20s-7.5-4.6-7.5-10A4.2 4.2 0 0 1 12 7.3 4.2 4.2 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10z"/>'
)
BUTTONS: Final = {
    "like": ("Like", HEART),
    "dislike": ("Dislike", '<circle cx="12" cy="12" r="8"/><path d="M6.5 6.5l11 11"/>'),
    "more": ("More like this", '<path d="M12 5v14M5 12h14"/>'),
}


def cards_html(cards: Iterable[tuple[int, Card]], *, marks: dict[str, Mark], currency: str) -> str:
    """Numbered cards as a grid; number 0 is left out. An empty text without cards."""
    shown = [card_html(card, number=n, mark=marks.get(card.id, ""), currency=currency) for n, card in cards]
    return f'<ul class="tm-cards">{"".join(shown)}</ul>' if shown else ""


def card_html(card: Card, *, number: int = 0, mark: Mark = "", currency: str = "") -> str:
    """One card: picture or player, title, price, what it is, why, and what can be done with it."""
    badge = f'<span class="tm-number" aria-hidden="true">{number}</span>' if number else ""
    cost = "" if card.price is None else escape(money(card.price, currency))
    price = f'<span class="tm-price">{cost}</span>' if cost else ""
    reason = f'<p class="tm-reason">{escape(card.reason)}</p>' if card.reason else ""
    about = f'<p class="tm-about">{escape(card.description)}</p>' if card.description else ""
    return (
        f'<li class="tm-card" data-item="{escape(card.id)}">'
        f'<div class="tm-picture">{_picture(card)}{badge}</div>'
        f'<div class="tm-body"><div class="tm-head"><h3>{escape(card.title)}</h3>{price}</div>'
        f"{_audio(card)}{about}{reason}{chips(card)}{_buttons(card, mark)}</div></li>"
    )


def media_url(item: str, kind: Literal["image", "audio", "video"]) -> str:
    """Where the page finds an item's picture, sound or clip: by id, never by path."""
    return f"media/{kind}?item={quote(item, safe='')}"


def chips(card: Card) -> str:
    """Categories, then attributes, as small labels; the names of numbers are seen."""
    told = [f'<li class="tm-kind">{escape(_short(name))}</li>' for name in card.categories[:3]]
    for name, value in card.attributes.items():
        text = shown_value(value)
        if text and name != "section":
            spoken = "tm-hidden" if isinstance(value, str | tuple) else "tm-field-name"
            label = f'<span class="{spoken}">{escape(_short(name))} </span>'
            told.append(f'<li title="{escape(_short(name))}">{label}{escape(_short(text))}</li>')
    return f'<ul class="tm-chips" aria-label="Details">{"".join(told[:CHIPS])}</ul>' if told else ""


def letter_html(title: str) -> str:
    """What stands where there is no picture: the title's first letter."""
    return f'<span class="tm-letter" aria-hidden="true">{escape(title.strip()[:1].upper() or "?")}</span>'


def _picture(card: Card) -> str:
    """A clip with the picture as its poster, else the picture, else the title's first letter."""
    still = escape(media_url(card.id, "image")) if card.image else ""
    if card.video:
        poster = f' poster="{still}"' if still else ""
        return (
            f'<video controls muted loop playsinline preload="none"{poster} '
            f'aria-label="Clip of {escape(card.title)}" src="{escape(media_url(card.id, "video"))}"></video>'
        )
    if still:
        return f'<img src="{still}" alt="{escape(card.title)}" decoding="async">'
    return letter_html(card.title)


def _audio(card: Card) -> str:
    if not card.audio:
        return ""
    label, source = escape(f"Listen to {card.title}"), escape(media_url(card.id, "audio"))
    return f'<audio controls preload="none" aria-label="{label}" src="{source}"></audio>'


def _buttons(card: Card, mark: Mark) -> str:
    made = []
    for act, (name, path) in BUTTONS.items():
        pressed = "" if act == "more" else f' aria-pressed="{str(mark == act).lower()}"'
        shown = "<span>More</span>" if act == "more" else ""
        made.append(
            f'<button type="button" class="tm-act tm-{act}" data-act="{act}" data-item="{escape(card.id)}"'
            f'{pressed} aria-label="{name}: {escape(card.title)}" title="{name}">'
            f'<svg viewBox="0 0 24 24" aria-hidden="true">{path}</svg>{shown}</button>'
        )
    return f'<div class="tm-acts">{"".join(made)}</div>'


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
