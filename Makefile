# Every target sets up what it needs in $(VENV); when nothing changed that costs nothing.
#   make ask Q="who sued the vendor?"     make test     make bot
PYTHON ?= python3
VENV ?= .venv
Q ?= How many cameras did the council approve?
BIN := $(VENV)/bin
export Q

.DEFAULT_GOAL := help
.PHONY: help ask chat bot rebuild doctor test lint fast catalogs clean

help:  ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

ask: $(VENV)/.installed  ## Ask the coverage: make ask Q="…" (loads the sample when there is none)
	@$(BIN)/footnote ask --sample -- "$$Q"

chat: $(VENV)/.installed  ## Ask question after question
	@$(BIN)/footnote chat

bot: $(VENV)/.installed  ## Serve on Discord (DISCORD_TOKEN in .env)
	@$(BIN)/footnote bot

rebuild: $(VENV)/.installed  ## Bring the index up to date with the coverage
	@$(BIN)/footnote index rebuild

doctor: $(VENV)/.installed  ## Look at everything that has to be right
	@$(BIN)/footnote doctor

test: lint  ## Run all checks and tests
	$(BIN)/python -m pytest

lint: $(VENV)/.installed-test  ## Run ruff and mypy, ask for known vulnerabilities
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python tests/audit.py

fast: $(VENV)/.installed  ## Install what reads the model several times as fast (OpenVINO, 180 MB)
	@$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e '.[fast]'

catalogs: $(VENV)/.installed  ## Bring bot/locales up to date with the words in the code
	$(BIN)/python tests/catalogs.py

clean:  ## Remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis build *.egg-info

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing Footnote into $(VENV): some minutes the first time"
	@$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	@echo "Installing what the tests need into $(VENV)"
	@$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Footnote needs Python 3.11 or newer; name one: make PYTHON=python3.12 …"; exit 1; }
	@echo "Making the virtual environment $(VENV)"
	@$(PYTHON) -m venv $(VENV)
