# Everything installs into .venv; each target installs first when it must.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install -qq
STAMP := $(VENV)/.installed

.PHONY: install chat web test check clean

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@echo "Installing into $(VENV): this takes a few minutes, once."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) --upgrade pip
	@$(PIP) --constraint constraints.txt torch
	@$(PIP) --constraint constraints.txt --editable '.[dev,web]'
	@touch $(STAMP)

chat: install ## talk to the demo in the terminal
	$(BIN)/tastemaker chat demo

web: install ## open the chat page
	$(BIN)/tastemaker web demo

test: install ## run the tests
	$(BIN)/python -m pytest

check: install ## ruff, mypy --strict, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
