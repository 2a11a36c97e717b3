"""API keys: each opens the door for one tenant."""

from __future__ import annotations

import hashlib
import hmac
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tastemaker.errors import BadKey
from tastemaker.serve.people import GUEST, HOUSE, Caller

__all__ = ["VARIABLE", "Keys"]

VARIABLE: Final = "TASTEMAKER_API_KEY"
SHORTEST: Final = 16
"""Characters of a key: what is shorter can be guessed."""


class Entry(BaseModel):
    """One `[[keys]]` table of a key file."""

    model_config = ConfigDict(extra="forbid")

    key: str = ""
    sha256: str = Field("", pattern="^([0-9a-f]{64})?$")
    tenant: str = Field(pattern="^[a-z0-9][a-z0-9_-]{0,62}$")
    rate: int = Field(0, ge=0)
    items: bool = False
    adapters: bool = False

    @model_validator(mode="after")
    def _one_of_both(self) -> Entry:
        if bool(self.key) == bool(self.sha256):
            raise ValueError("give either key or sha256")
        if self.key and len(self.key) < SHORTEST:
            raise ValueError(f"a key has at least {SHORTEST} characters, found {len(self.key)}")
        if self.tenant == GUEST:
            raise ValueError(f"a tenant cannot be called {GUEST!r}: name it otherwise")
        return self

    @property
    def digest(self) -> str:
        """SHA-256 of the key, in hexadecimal."""
        return self.sha256 or hashlib.sha256(self.key.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Keys:
    """The callers by the digest of their key; with none, whoever asks is the house's own.

    >>> keys = Keys.of({"sha256-of-a-key": Caller("acme")})
    >>> bool(keys), bool(Keys())
    (True, False)
    """

    callers: tuple[tuple[str, Caller], ...] = ()

    @classmethod
    def of(cls, callers: Mapping[str, Caller]) -> Keys:
        """These callers by the digests of their keys."""
        return cls(tuple(callers.items()))

    @classmethod
    def read(cls, file: Path | None = None) -> Keys:
        """The keys of `TASTEMAKER_API_KEY`, for the house, and of a key file. Raises BadKey."""
        found: dict[str, Caller] = {}
        if given := os.environ.get(VARIABLE, "").strip():
            if len(given) < SHORTEST:
                raise BadKey(
                    f"{VARIABLE} has {len(given)} characters, which one can guess: give at least {SHORTEST}. "
                    "Run: openssl rand -hex 24"
                )
            found[hashlib.sha256(given.encode()).hexdigest()] = Caller(HOUSE, name=VARIABLE)
        for number, entry in enumerate(_entries(file) if file else (), 1):
            if entry.digest in found:
                raise BadKey(f"{file}: key {number} stands there twice, or is that of {VARIABLE}")
            name = f"{entry.tenant}-{number}"
            found[entry.digest] = Caller(
                entry.tenant, items=entry.items, adapters=entry.adapters, rate=entry.rate, name=name
            )
        return cls.of(found)

    def __bool__(self) -> bool:
        return bool(self.callers)

    def caller(self, token: str) -> Caller | None:
        """Who holds this key. All keys are compared, each in the same time."""
        if not self.callers:
            return Caller()
        asked = hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
        found = None
        for digest, caller in self.callers:
            if hmac.compare_digest(digest, asked):
                found = caller
        return found


def _entries(file: Path) -> Sequence[Entry]:
    try:
        plain: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as wrong:
        raise BadKey(f"the key file {file} cannot be read: {wrong}") from wrong
    given = plain.get("keys")
    if not isinstance(given, list) or not given or set(plain) != {"keys"}:
        raise BadKey(f"{file} holds no keys: write [[keys]] tables with key (or sha256) and tenant")
    found = []
    for number, one in enumerate(given, 1):
        try:
            found.append(Entry.model_validate(one))
        except ValidationError as wrong:
            first = wrong.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise BadKey(f"{file}: key {number}: {where and where + ': '}{first['msg']}") from wrong
    return found
