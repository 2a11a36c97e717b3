"""The conversation: the agent loop, its memory, grounding, and the models that answer."""
