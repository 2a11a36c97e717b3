"""`python -m tastemaker`: the command line, where its script is not on the path."""

from tastemaker.cli import main

main()
