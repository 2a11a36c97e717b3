"""What a domain calls itself: the optional `domain.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from tastemaker.contracts import Modality
from tastemaker.errors import BadDomain

__all__ = ["Profile", "read_profile"]

WEIGHTS: Final[Mapping[Modality, float]] = MappingProxyType(
    {"text": 1.0, "image": 0.5, "audio": 0.5, "video": 0.5}
)


def _completed(weights: dict[Modality, float]) -> dict[Modality, float]:
    full = {**WEIGHTS, **weights}
    if not any(full.values()):
        raise ValueError("at least one weight must be above 0")
    return full


class Profile(BaseModel):
    """A domain's name, its nouns and its dials."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = "catalog"
    noun: str = "items"
    """What is recommended, in the plural: films, clothes."""
    currency: str = ""
    tone: str = ""
    """How to speak about the items, in a few words."""
    weights: Annotated[
        dict[Modality, Annotated[float, Field(ge=0, allow_inf_nan=False)]], AfterValidator(_completed)
    ] = dict(WEIGHTS)
    """How much each modality counts in the fused vector."""
    models: dict[Modality, str] = {}
    """Embedders to use instead of the default, by modality."""
    sections: tuple[str, ...] = ()
    """Domain folders whose union this is, relative to the folder."""


def read_profile(folder: Path) -> Profile:
    """The profile in `domain.toml`; without one, the folder's name."""
    path = folder / "domain.toml"
    try:
        given: dict[str, Any] = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
        return Profile.model_validate({"name": folder.resolve().name or "catalog", **given})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise BadDomain(f"{path} is not valid TOML: {wrong}") from wrong
    except ValidationError as wrong:
        first = wrong.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        known = ", ".join(Profile.model_fields)
        raise BadDomain(f"{path}: {name}: {first['msg']} (known keys: {known})") from wrong
