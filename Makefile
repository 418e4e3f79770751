# The front door. `make` runs the main job on this repository's own texts; `make help` lists the rest.
# Exit code 1 of check and publish is an honest "no": part of the report, not a failure of make.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check
PARALLEL := --numprocesses auto --dist worksteal
RESOLUTION_lowest := lowest-direct
RESOLUTION_newest := highest
COMPILE := $(BIN)/uv pip compile --quiet --no-config --upgrade --universal --python-version 3.11 \
	--generate-hashes --custom-compile-command 'make lock' --extra local --extra demo

.DEFAULT_GOAL := run
.PHONY: run test lowest newest lint format listings bench faults year mutants lock clean help

run: .venv/run  ## set up, then update, draft, check, status and publish in place
	$(BIN)/tamizdat update
	$(BIN)/tamizdat draft --locale pt_BR
	$(BIN)/tamizdat check || test $$? -eq 1
	$(BIN)/tamizdat status
	$(BIN)/tamizdat publish || test $$? -eq 1
	@echo "What was drafted waits for review: git diff locales"

test: .venv/dev  ## set up and run the tests, one process a core (plain pytest takes one in all)
	$(BIN)/pytest $(PARALLEL)

lowest newest: .venv/dev  ## run the tests with the lowest, or newest, versions that are allowed
	$(BIN)/uv venv --quiet --no-config --clear --python $(PYTHON) .venv/$@
	$(BIN)/uv pip install --quiet --no-config --python .venv/$@ --resolution $(RESOLUTION_$@) \
		--editable '.[local,demo,dev]'
	.venv/$@/bin/pytest $(PARALLEL)

lint: .venv/dev  ## style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: .venv/dev  ## put the code in form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

listings: .venv/dev  ## write anew what cases of formats and reports are compared with
	cd tests && ../$(BIN)/python listings.py

bench: .venv/dev  ## speed and memory beside other tools (BENCH="read check" for some of it, BENCH=growth for more)
	cd tests && ../$(BIN)/python -m bench $(BENCH)

faults: .venv/dev  ## kills, failing disks, races at full size, some hours (FAULTS="races signals" for some)
	cd tests && ../$(BIN)/python -m faults $(FAULTS)

year: .venv/dev  ## a year of a collective on real git, by the week (YEAR="--weeks 13 --texts 8 --locales 4")
	cd tests && ../$(BIN)/python -m year $(YEAR)

mutants: .venv/dev  ## which changes of the code no test notices (MUTANTS="--modules check/rules --seed 7")
	cd tests && ../$(BIN)/python -m mutants $(MUTANTS)

lock: .venv/dev  ## renew the versions that make and make test install
	printf 'editables\nflit-core\nhatchling\n' | $(COMPILE) pyproject.toml - --extra dev -o .ci/dev.lock
	printf 'editables\nhatchling\n' | $(COMPILE) pyproject.toml - -c .ci/dev.lock -o .ci/run.lock

clean:  ## remove what can be made again
	rm -rf .venv published

help:  ## this list
	@sed -n 's/^\([a-z ]*\):.*##/\1\t/p' Makefile

# pip takes no editable project among hashes: what it needs to be built stands in the lock.
.venv/run: pyproject.toml .ci/run.lock
	$(PYTHON) -m venv .venv
	$(PIP) --require-hashes --requirement .ci/run.lock
	$(PIP) --no-deps --no-build-isolation --no-index --editable .
	touch $@

.venv/dev: .venv/run .ci/dev.lock
	$(PIP) --require-hashes --requirement .ci/dev.lock
	touch $@
