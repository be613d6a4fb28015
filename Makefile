# Each target is a one-line alias of a command that the README shows too.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
FLASK := $(BIN)/flask --app app

.DEFAULT_GOAL := help
.PHONY: help run serve test lint unit-tests browser-tests postgres-tests faults fuzz mutations bench lock demo clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

.venv/.run: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.run
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-dev.txt
	@touch $@

run: .venv/.run ## install, migrate, publish content, load the demo, serve on http://127.0.0.1:8000
	PAHAM_FIGURES=$${PAHAM_FIGURES:-live} PAHAM_BASE_URL=$${PAHAM_BASE_URL:-http://127.0.0.1:$(PORT)} $(if $(DATABASE_URL),DATABASE_URL='$(DATABASE_URL)') $(FLASK) serve --demo --port $(PORT)

serve: .venv/.run ## the same server for real people: production settings, no demo
	PAHAM_ENV=production PAHAM_BASE_URL=$${PAHAM_BASE_URL:-http://127.0.0.1:$(PORT)} $(if $(DATABASE_URL),DATABASE_URL='$(DATABASE_URL)') $(FLASK) serve --port $(PORT)

test: .venv/.dev ## lint, types, arrows, all tests; says plainly what this machine cannot run
	$(BIN)/python -m tests.run $(if $(STRICT),--strict)

lint: .venv/.dev ## lint, types and arrows alone
	$(BIN)/python -m tests.run --only lint

faults: .venv/.dev ## the long fault tests; writes docs/faults.md
	$(BIN)/python -m tests.faults.run

mutations: .venv/.dev ## plant wrong rules one at a time and expect red; writes docs/mutations.md
	$(BIN)/python -m tests.mutations

fuzz: .venv/.dev ## fifty thousand requests that nobody would send; writes docs/fuzz.md
	$(BIN)/python -m tests.fuzz

bench: .venv/.dev ## the benchmark; writes docs/benchmark.md
	$(BIN)/python -m bench.run

lock: ## lock the dependencies anew (needs uv)
	uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header --only-binary :all: requirements.in -o requirements.txt
	uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header --only-binary :all: -c requirements.txt requirements-dev.in -o requirements-dev.txt

clean: ## remove the environment and what was built
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
