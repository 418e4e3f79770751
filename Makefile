# The front door. `make` runs the main job on this repository's own texts; `make help` lists the rest.
# Exit code 1 of check and publish is an honest "no": part of the report, not a failure of make.

PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := run
.PHONY: run test lint format bench faults clean help

run: .venv/run  ## set up, then update, draft, check, status and publish in place
	$(BIN)/tamizdat update
	$(BIN)/tamizdat draft --locale pt_BR
	$(BIN)/tamizdat check || test $$? -eq 1
	$(BIN)/tamizdat status
	$(BIN)/tamizdat publish || test $$? -eq 1
	@echo "What was drafted waits for review: git diff locales"

test: .venv/dev  ## set up and run the tests
	$(BIN)/pytest

lint: .venv/dev  ## style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: .venv/dev  ## put the code in form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: .venv/dev  ## speed and memory beside other tools (BENCH="read status" for some of it)
	$(BIN)/python tests/bench/bench.py $(BENCH)

faults: .venv/dev  ## kills, failing disks, races at full size, some hours (FAULTS="races signals" for some)
	cd tests && ../$(BIN)/python -m faults $(FAULTS)

clean:  ## remove what can be made again
	rm -rf .venv .tamizdat published

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*##/\1\t/p' Makefile

.venv/run: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[local,demo]'
	touch $@

.venv/dev: .venv/run
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[local,demo,dev]'
	touch $@
