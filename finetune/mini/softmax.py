"""Softmax regression: the linear reading of vectors to their labels that is likeliest under a penalty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import torch
from torch.nn.functional import cross_entropy

from tastemaker.agent.engines.linear import Linear

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["softmax_regression"]

STEPS: Final = 200


def softmax_regression(vectors: NDArray[np.float32], labels: Sequence[str], *, penalty: float) -> Linear:
    """The reading of vectors, float32 (n, width), to labels, one each; the same result every time.

    The penalty is on the weights' squares, beside the mean cross-entropy.
    """
    names = tuple(sorted(set(labels)))
    places = {name: n for n, name in enumerate(names)}
    seen, wanted = torch.from_numpy(vectors), torch.tensor([places[label] for label in labels])
    weight = torch.zeros(len(names), seen.shape[1], requires_grad=True)
    bias = torch.zeros(len(names), requires_grad=True)
    search = torch.optim.LBFGS([weight, bias], max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        search.zero_grad()
        total = cross_entropy(seen @ weight.T + bias, wanted) + penalty * weight.square().sum()
        torch.autograd.backward(total)
        return total

    search.step(loss)  # type: ignore[no-untyped-call]
    return Linear(names, weight.detach().numpy(), bias.detach().numpy())
