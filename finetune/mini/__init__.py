"""The recipe of mini, the embedded model: tokenizer, vision tower, text, assembly."""
