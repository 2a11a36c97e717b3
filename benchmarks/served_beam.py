"""The beam over semantic IDs, with the model behind a vLLM server: one request for each level of the IDs.

A measured alternative to `agent.engines.beam`, which reads the prompt once and grows all beams as a tree in
one sequence. A server forks no sequence, so here each level asks anew for every beam that lives: the prompt's
embeddings and those of the codes written so far, one token to come, and the log-probabilities of the codes
that may follow. What the beams share the server may find again by prefix caching. The server has to be
started with FLAGS: soft tokens are no tokens of a vocabulary, and of a level's codes all odds are wanted
(`logprob_token_ids` would tell of 128 tokens at most).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, Final

import torch
from torch import Tensor
from torch.nn.functional import pad

from tastemaker.agent.engines.beam import Found
from tastemaker.agent.engines.model_server import ModelServer
from tastemaker.agent.engines.trie import View

__all__ = ["FLAGS", "ServedBeam"]

FLAGS: Final = (
    "--enable-prompt-embeds --enable-prefix-caching --block-size 32 "  # the shortest that a CPU has
    "--max-logprobs 256 --logprobs-mode processed_logprobs"
)
"""What vLLM has to be started with, beside what the product asks of it."""


class ServedBeam:
    """Searches for one person at a time; threads may share one, and the server batches their steps."""

    def __init__(self, server: ModelServer, *, words: Tensor, tokens: Sequence[Tensor]) -> None:
        """`words` (vocabulary, width) are the served model's input embeddings, in its precision.

        `tokens[level][code]` is the token of a code. The server's address names the model.
        """
        self._server, self._words, self._tokens = server, words, tuple(tokens)

    @torch.no_grad()
    def search(self, prompt: Tensor, view: View, *, beams: int) -> Found:
        """What `beam` finds after a prompt (tokens, width): as there, both of shape (1, beams)."""
        nodes, scores = torch.zeros(1, 1, dtype=torch.int32), torch.zeros(1, 1)
        said = torch.zeros(1, 0, dtype=torch.int64)
        for level in range(view.depth):
            below, codes, valid, allowed = view.children(nodes, level=level)
            spoken = self._tokens[level].index_select(0, codes.flatten()).view(codes.shape)
            odds = self._odds(prompt, said, spoken[0], valid[0])[None].masked_fill(~valid, -torch.inf)
            odds = scores[..., None] + odds.log_softmax(-1)
            odds = odds.masked_fill(~allowed, -torch.inf).flatten(1)
            scores, best = odds.topk(min(beams, int((odds > -torch.inf).sum())))
            if not best.numel():
                return Found(torch.full((1, beams), -1), torch.full((1, beams), -torch.inf))
            nodes = below.flatten(1).gather(-1, best)
            written = spoken.flatten(1).gather(-1, best)[0]
            said = torch.cat([said[best[0] // below.shape[-1]], written[:, None]], dim=-1)
        missing = (0, beams - nodes.shape[-1])
        return Found(pad(view.rows[nodes].long(), missing, value=-1), pad(scores, missing, value=-torch.inf))

    def _odds(self, prompt: Tensor, said: Tensor, spoken: Tensor, valid: Tensor) -> Tensor:
        """Log-probabilities over the whole vocabulary, float32 (beams, width), of `spoken`, where `valid`.

        One request takes one list of tokens to tell of: those that may follow any of the beams.
        """
        asked = sorted({*spoken[valid].tolist()})
        embedded = torch.cat([prompt.expand(len(said), -1, -1), self._words[said]], dim=1)
        answer = self._server.post("/v1/completions", body(self._server.wanted, embedded, asked))
        told = torch.full((len(said), len(self._words)), -torch.inf)
        for choice in answer["choices"]:
            tokens, odds = heard(choice)
            told[int(choice["index"]), tokens] = odds
        return told.gather(-1, spoken)


def body(model: str, embedded: Tensor, asked: Sequence[int]) -> dict[str, Any]:
    """The request: prompts as embeddings (beams, tokens, width), and the tokens whose odds are wanted."""
    return {
        "model": model,
        "prompt_embeds": [packed(one) for one in embedded],
        "max_tokens": 1,
        "temperature": 0.0,
        "allowed_token_ids": list(asked),
        "logprobs": len(asked),
        "return_tokens_as_token_ids": True,
    }


def packed(embedded: Tensor) -> str:
    """A tensor as the server takes it: torch's own file, in base64."""
    file = BytesIO()
    torch.save(embedded.clone(), file)
    return base64.b64encode(file.getvalue()).decode("ascii")


def heard(choice: Mapping[str, Any]) -> tuple[Tensor, Tensor]:
    """The tokens that a choice tells of, int64, and their log-probabilities, float32."""
    told: Mapping[str, float] = choice["logprobs"]["top_logprobs"][0]
    tokens = [int(name.removeprefix("token_id:")) for name in told]
    return torch.tensor(tokens), torch.tensor([*told.values()], dtype=torch.float32)
