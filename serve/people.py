"""Who is asking: a key says for which tenant, the request says which of the tenant's people."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from tastemaker.errors import BadMessage

__all__ = ["GUEST", "HOUSE", "Caller", "called", "nameless", "person", "somebody"]

HOUSE: Final = "default"
"""The tenant whose people are those of the command line, the web page and `events.csv`."""
GUEST: Final = "guest"
"""Before the names of those who gave none; no tenant may be called so."""
BETWEEN: Final = "::"
LONGEST: Final = 128


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever holds a key."""

    tenant: str = HOUSE
    items: bool = True
    """Whether it may change the catalog, which all tenants share."""
    adapters: bool = True
    """Whether it may change what the model was taught, which all tenants share too."""
    rate: int = 0
    """Requests a minute; 0 for no limit."""
    name: str = ""
    """Tells keys apart without telling them."""


def person(caller: Caller, user: str) -> str:
    """The name under which one of a tenant's people is kept: no other tenant can write it.

    >>> person(Caller("acme"), "ana"), person(Caller(), "ana")
    ('acme::ana', 'ana')
    """
    name = user.strip()
    if not name or len(name) > LONGEST or not name.isprintable() or BETWEEN in name:
        raise BadMessage(
            f"user: a name has 1 to {LONGEST} printable characters and no {BETWEEN!r}, found {user[:40]!r}"
        )
    return _under(caller, name)


def called(caller: Caller, person: str) -> str:
    """What a tenant calls one of its people.

    >>> called(Caller("acme"), "acme::ana")
    'ana'
    """
    return person.removeprefix(_under(caller, ""))


def somebody(caller: Caller, thread: str | None = None) -> str:
    """A name for who gave none: of one's own in each request, or the one that goes with a thread."""
    return _under(caller, f"{GUEST}{BETWEEN}{thread or uuid.uuid4().hex}")


def nameless(person: str) -> bool:
    """Whether this is a name of ours for somebody who gave none.

    >>> nameless(somebody(Caller("acme"))), nameless(person(Caller("acme"), "guest"))
    (True, False)
    """
    return GUEST in person.split(BETWEEN)[:-1]


def _under(caller: Caller, name: str) -> str:
    return name if caller.tenant == HOUSE else f"{caller.tenant}{BETWEEN}{name}"
