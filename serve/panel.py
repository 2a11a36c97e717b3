"""The person's taste as HTML: who is talking, what is known of them, and how to change it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final, Literal

from tastemaker.contracts import Card
from tastemaker.serve.cards import letter_html, media_url
from tastemaker.tools.taste import Taste

__all__ = ["panel_html"]

KINDS: Final[dict[Literal["like", "dislike", "fact"], str]] = {
    "like": "Likes",
    "dislike": "Dislikes",
    "fact": "Good to know",
}
LATELY: Final = 6
EMPTY: Final = "Nothing yet. It grows while we talk, and you can add to it here."


def panel_html(known: Taste, *, name: str, notice: str = "") -> str:
    """The side panel. `name` is empty for a guest."""
    said = "".join(_said(known, kind) for kind in KINDS)
    empty = "" if known else f'<p class="tm-empty">{EMPTY}</p>'
    told = f'<p class="tm-notice" role="status">{escape(notice)}</p>' if notice else ""
    return (
        '<div class="tm-panel"><div class="tm-panel-head"><h2>Your taste</h2>'
        '<button type="button" class="tm-icon tm-close" data-do="close" aria-label="Close the taste panel">'
        f"×</button></div><div>{told}</div>{_who(name)}<div>{empty}{said}</div>"
        f"<div>{_lately(known.history)}</div>{_add()}{_erase(known)}</div>"
    )


def _who(name: str) -> str:
    who = escape(name) if name else "a guest"
    return (
        f'<form class="tm-who" data-form="name"><p>Talking as <b>{who}</b></p>'
        '<div class="tm-field"><input type="text" name="name" maxlength="40" autocomplete="off" '
        'placeholder="Who is talking?" aria-label="Who is talking">'
        '<button type="submit">Switch</button></div>'
        '<p class="tm-hint">A name has no password: whoever types it sees its taste.</p></form>'
    )


def _said(known: Taste, kind: Literal["like", "dislike", "fact"]) -> str:
    texts = [one.text for one in known.statements if one.kind == kind]
    if not texts:
        return ""
    chips = "".join(
        f'<li class="tm-{kind}"><span>{escape(text)}</span><button type="button" data-do="remove" '
        f'data-kind="{kind}" data-text="{escape(text)}" aria-label="Remove {escape(text)}">×</button></li>'
        for text in texts
    )
    return f'<h3>{KINDS[kind]}</h3><ul class="tm-said">{chips}</ul>'


def _lately(history: Sequence[Card]) -> str:
    if not history:
        return ""
    rows = "".join(f"<li>{_thumb(card)}<span>{escape(card.title)}</span></li>" for card in history[:LATELY])
    return f'<h3>Lately</h3><ul class="tm-lately">{rows}</ul>'


def _thumb(card: Card) -> str:
    if card.image:
        return f'<img src="{escape(media_url(card.id, "image"))}" alt="" decoding="async">'
    return letter_html(card.title)


def _add() -> str:
    return (
        '<form class="tm-add" data-form="add"><h3>Add</h3><div class="tm-field">'
        '<select name="kind" aria-label="Like or dislike"><option value="like">I like</option>'
        '<option value="dislike">I dislike</option></select>'
        '<input type="text" name="text" maxlength="120" autocomplete="off" '
        'placeholder="jazz, red, long films …" aria-label="What you like or dislike">'
        '<button type="submit">Add</button></div></form>'
    )


def _erase(known: Taste) -> str:
    """Erasing asks back. The script shows the question."""
    off = "" if known else " hidden"
    return (
        f'<div class="tm-erase"{off}><button type="button" class="tm-quiet" data-do="ask-erase">'
        'Erase everything …</button><div class="tm-sure" role="alertdialog" aria-label="Erase everything?">'
        "<p>Erase your taste, your history and our conversations? This cannot be undone.</p>"
        '<button type="button" class="tm-danger" data-do="erase">Erase</button>'
        '<button type="button" class="tm-quiet" data-do="keep">Keep</button></div></div>'
    )
