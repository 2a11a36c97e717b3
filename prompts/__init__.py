"""Every text that reaches a model: flat template files and their loader."""
