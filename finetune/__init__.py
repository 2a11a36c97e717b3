"""Training: data, strategies, evaluation, and mini's own recipe."""
