"""The tool that writes about an item for the person: a headline, an ad, why they might like it.

What the model writes is read before anybody else reads it: facts come by markers, and what stands beside them
must be borne out by the item's card. A text that is not, or that repeats another one, is written anew; where
nothing true comes of it, the item's own description stands in, and is called so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Final

from tastemaker.abilities import Composing
from tastemaker.catalog.builds import write_text
from tastemaker.contracts import Card, Media, TextDelta
from tastemaker.errors import BadCall
from tastemaker.tools.brief import Brief
from tastemaker.tools.clean import clean
from tastemaker.tools.listing import numbered
from tastemaker.tools.making.artefacts import Inputs
from tastemaker.tools.piece import MARKER, distinct, finished, styled, trimmed
from tastemaker.tools.references import ITEM, item_of
from tastemaker.tools.result import Made
from tastemaker.tools.room import KINDS, PROSE, Kind, room_for, word_count
from tastemaker.tools.session import Session
from tastemaker.tools.suiting import Reader, Suiting, cells, in_shape, parts
from tastemaker.tools.taste import taste_of
from tastemaker.tools.view import Making

__all__ = ["HISTORY", "MOST", "can_be_written_about", "check_wanted", "compose", "rewrite", "write"]

WRITTEN: Final = "texts.json"
MOST: Final = 5
"""Texts at a time."""
TRIES: Final = 4
"""Drafts for each text that is wanted."""
HEARD: Final = 2
"""As many of these are led by what suits the person; after them whatever is true will do."""
WARMTH: Final = 0.8
"""The temperature of every draft but the very first."""
HISTORY: Final = 60
"""Items of the person's past among which the nearest are looked for."""
TOLD: Final = (*PROSE, "headline")
"""Kinds that are cut where they have no more room; of the others a middle line is."""
OWN: Final = "nothing that the card bears out came of it: this is the item's own description"
NOTHING: Final = "nothing that the card bears out came of it"
FEWER: Final = "no more came that are true and differ"


def write(
    session: Session,
    *,
    item: Annotated[str, *ITEM],
    kind: Annotated[Kind, "what to write"] = "copy",
    style: Annotated[str, "its tone and length, and for whom"] = "",
    count: Annotated[int, "how many different ones"] = 1,
) -> Made:
    """Write a text about an item for the person."""
    found = item_of(item, session)
    check_wanted(session.catalog.card(found), kind=kind, count=count)
    return compose(session, Making("write", found, kind, clean(style), count=count))


def check_wanted(card: Card, *, kind: str, count: int) -> None:
    """Whether so many texts of a kind can be written about a card. Raises BadCall."""
    if kind not in KINDS:
        raise BadCall(f"no kind {kind!r}: write one of {', '.join(KINDS)}")
    if not 1 <= count <= MOST:
        raise BadCall(f"between 1 and {MOST} texts at a time, not {count}")
    if not can_be_written_about(card):
        raise BadCall(
            f"there is nothing to write about {clean(card.title)!r}: it has no description and no details"
        )


def rewrite(session: Session, last: Making, *, change: str) -> Made:
    """What was written last, once more: with a change, or else another one."""
    return compose(session, replace(last, style=last.wished, change=clean(change), times=last.times + 1))


def compose(session: Session, making: Making) -> Made:
    """Write what a making asks for; it becomes the last one."""
    session.safety.check(f"{making.style}, {making.change}", of="text")
    joined = making.item not in session.view.cards
    ((number, card),) = numbered(session, [making.item]).cards
    brief = _brief(session, making)
    texts = tuple(_drafts(session, brief, making))
    session.view = replace(session.view, focus=making.item, made=replace(making, texts=texts or making.texts))
    media = [_media(session, brief, making, text=text) for text in texts] or _own(card, making)
    _keep(session, brief, making, media)
    note = "" if len(texts) >= making.count else FEWER if texts else OWN if media else NOTHING
    return Made(tuple(media), number, card, making.kind, note, joined)


def _brief(session: Session, making: Making) -> Brief:
    """The item and the person as they are now, and what was written before."""
    known = taste_of(session.catalog, session.memory, session.user, history=HISTORY)
    before = _rendered(session, making.texts[-1], session.catalog.card(making.item)) if making.texts else ""
    room = room_for(making.kind, making.style, change=making.change, before=before)
    brief = Brief.about(making.item, known, session.catalog, kind=making.kind, room=room, style=making.style)
    heard = _reader(session) is not None and bool(cells(brief))
    return replace(brief, before=making.texts, change=making.change, heard=heard)


def _reader(session: Session) -> Reader | None:
    """What hears beside the engine whom a text suits; None where nothing does."""
    return session.engine.angles if isinstance(session.engine, Composing) else None


def _drafts(session: Session, brief: Brief, making: Making) -> Iterator[str]:
    """As many different true texts as are wanted, or fewer; `[1]` is the item."""
    before, found = list(making.texts), 0
    for draft in range(TRIES * making.count):
        session.progress("writing", found, making.count)
        told = replace(brief, before=tuple(before), heard=brief.heard and draft < HEARD * making.count)
        first = making.times == 1 and not draft
        text = _draft(session, told, first=first, seed=1000 * making.times + draft)
        known = before[len(making.texts) :] if making.change else before
        if text and text not in before and distinct(text, known, brief.kind):
            yield text
            before.append(text)
            found += 1
        if found == making.count:
            return


def _draft(session: Session, brief: Brief, *, first: bool, seed: int) -> str:
    """What the model writes, in the shape of its kind; empty when that fails or says what is not true."""
    said = _said(session, brief, first=first, seed=seed)
    proofreader = session.proofreader
    assert proofreader is not None, "a session in which is written needs a proofreader"
    text = trimmed(said, brief.kind)
    if brief.kind == "keywords":
        words = [word for word in text.split(", ") if word]
        text = ", ".join(word for word in words if not proofreader.wrong(word, brief.cards[:1]))
    if not text or proofreader.wrong(text, brief.cards) or session.safety.broken(text, of="text"):
        return ""
    return finished(text, brief.kind, brief.room, rendered=lambda raw: proofreader.rendered(raw, brief.cards))


def _said(session: Session, brief: Brief, *, first: bool, seed: int) -> str:
    """What the model writes; where something hears whom a text suits, piece by piece what suits best."""
    messages = [{"role": "user", "content": brief.prompt()}]
    most = min(220, 50 + 3 * (brief.room.words if brief.kind != "keywords" else 40))
    read = _reader(session) if brief.heard and brief.moving else None
    if read is not None and isinstance(session.engine, Composing):
        choose = _choice(session, brief, Suiting(brief, read))
        deltas = session.engine.compose(messages, choose=choose, max_new_tokens=most, seed=seed)
    else:
        warmth = 0.0 if first else WARMTH
        deltas = session.engine.chat(messages, max_new_tokens=most, temperature=warmth, seed=seed)
    return "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))


def _choice(session: Session, brief: Brief, suits: Suiting) -> Callable[[Sequence[str]], int | None]:
    """Of texts as far as they have come the one that suits best, of those that are true and have room."""
    proofreader = session.proofreader
    assert proofreader is not None, "a session in which is written needs a proofreader"
    before = {part for text in brief.before for part in parts(text)} if not brief.change else set()

    def can_be(text: str) -> bool:
        own = [part for part in parts(text) if MARKER.sub("", part).strip()]
        if len(set(own)) < len(own) or not before.isdisjoint(own) or not in_shape(text, brief.kind):
            return False
        if brief.kind in TOLD and not brief.room.holds(proofreader.rendered(text, brief.cards)):
            return False
        return not proofreader.wrong(text, brief.cards)

    def choose(texts: Sequence[str]) -> int | None:
        scores = suits(texts)
        ranked = sorted(range(len(texts)), key=lambda n: -scores[n])
        return next((n for n in ranked if can_be(texts[n])), None)

    return choose


def _media(session: Session, brief: Brief, making: Making, *, text: str) -> Media:
    assert session.proofreader is not None
    style = f"{making.style} {making.change}"
    shown = styled(session.proofreader.rendered(text, brief.cards), brief.kind, style)
    return Media("text", shown, item=brief.item.id, form=making.kind)


def _keep(session: Session, brief: Brief, making: Making, media: Sequence[Media]) -> None:
    """The texts become an artefact, with all that they were written from."""
    if session.studio is None or not media:
        return
    texts = [one.text for one in media]
    inputs = Inputs(
        domain=session.catalog.folder.name,
        item=making.item,
        user=session.user,
        tool="write",
        arguments={
            "kind": making.kind,
            "style": making.style,
            "change": making.change,
            "count": making.count,
        },
        seed=1000 * making.times,
        models={"writer": session.engine.name},
        told={"prompt": brief.prompt(), "texts": texts},
    )
    said = json.dumps(texts, ensure_ascii=False, indent=1) + "\n"
    session.studio.artefacts.make(inputs, lambda folder: write_text(folder / WRITTEN, said))


def _own(card: Card, making: Making) -> list[Media]:
    """The first sentences of the item's own description, where it has one."""
    text = clean(card.description)
    while word_count(text) > 60 and ". " in text:
        text = text.rpartition(". ")[0] + "."
    return [Media("text", text, item=card.id, form="description", note=OWN)] if text else []


def _rendered(session: Session, text: str, card: Card) -> str:
    assert session.proofreader is not None
    return session.proofreader.rendered(text, [card])


def can_be_written_about(card: Card) -> bool:
    """Whether a card says anything beside its title."""
    return bool(card.description or card.attributes or card.categories or card.price is not None)
