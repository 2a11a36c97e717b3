"""Measures of what is made: whether it is true, for whom it is, and whether it differs."""
