"""Makes torchvision import on a machine where its compiled library, which is for CUDA, cannot be loaded.

Its Python modules only ask that two operators are declared; nothing here calls them.
"""

import importlib.abc
import sys
from contextlib import suppress

SIGNATURE = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"


class DeclareFirst(importlib.abc.MetaPathFinder):
    """Finds no module: it declares the operators when torchvision is about to be imported."""

    def find_spec(self, name, path=None, target=None):
        """Declare them, once."""
        if name == "torchvision":
            sys.meta_path.remove(self)
            import torch

            for operator in ("nms", "qnms"):
                with suppress(RuntimeError):
                    torch.library.define(f"torchvision::{operator}", SIGNATURE)


sys.meta_path.insert(0, DeclareFirst())
