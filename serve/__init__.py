"""How people reach Tastemaker: terminal chat, web chat."""
