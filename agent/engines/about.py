"""What an adapter is and belongs to: its recommender.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from tastemaker.errors import BadAdapter

__all__ = ["CONFIG", "WEIGHTS", "About"]

FORMAT: Final = 1
FILE: Final = "recommender.json"
CONFIG: Final = "adapter_config.json"
WEIGHTS: Final = "adapter_model.safetensors"
"""PEFT's own files in the same folder."""


@dataclass(frozen=True, slots=True)
class About:
    """What an adapter is and belongs to: recommender.json."""

    strategy: str
    base: str
    """The name of the base model it was trained on."""
    digest: str
    """Of the base's weights, to tell it from another of the same shape."""
    domain: str
    models: Mapping[str, str]
    """The embedder of each modality whose vectors it reads."""
    sizes: tuple[int, ...]
    """Codes per level of its semantic IDs."""
    dim: int
    window: int
    prompt: int = 0
    blocks: int = 2
    weights: Mapping[str, float] = field(default_factory=dict)
    """Of each part in the fused score: `linear` or `itemknn`, `partner`, `dense`, `generative`."""
    format: int = FORMAT

    @staticmethod
    def there(folder: Path) -> bool:
        """Whether a folder holds a recommender, and not only a PEFT adapter."""
        return (folder / FILE).is_file()

    def write(self, folder: Path) -> None:
        """Write recommender.json."""
        (folder / FILE).write_text(json.dumps(asdict(self), indent=1), "utf-8")

    @classmethod
    def read(cls, folder: Path) -> About:
        """Read recommender.json. Raises BadAdapter."""
        path = folder / FILE
        try:
            stored = json.loads(path.read_text("utf-8"))
            found = cls(**stored | {"sizes": tuple(stored["sizes"])})
        except FileNotFoundError:
            raise BadAdapter(
                f"{folder} holds no recommender: {path.name} is missing. "
                f"Make one: tastemaker finetune DOMAIN -o {folder}"
            ) from None
        except (ValueError, TypeError, KeyError) as wrong:
            raise BadAdapter(f"{path} is damaged ({wrong}): train the adapter again") from wrong
        if found.format > FORMAT:
            raise BadAdapter(f"{folder} was made by a newer version of Tastemaker: update this one")
        return found
