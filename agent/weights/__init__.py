"""The shipped weights, in standard formats."""
