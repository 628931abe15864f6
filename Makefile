# Sawt. `make demo` shows it, `make test` proves it; both set up what they need.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup tools demo test check format types bench fault model docs locks

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
ROWS ?= 1000000
N ?= 200
BIN := .venv/bin

# A .venv that was moved is made anew: its scripts know only the place where they were made.
ifneq ($(shell cat .venv/.home 2> /dev/null),$(CURDIR))
.PHONY: .venv/.run .venv/.dev
endif

help: ## say what can be asked of make
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: .venv/.run ## make .venv from the locked list and put `sawt` in it

tools: .venv/.dev

.venv/.run: requirements/build.txt requirements/run.txt pyproject.toml .ci/setup
	@.ci/setup run

.venv/.dev: requirements/build.txt requirements/dev.txt pyproject.toml .ci/setup
	@.ci/setup dev

demo: setup ## build the simulated ministry in sawt-demo and show its month
	@$(BIN)/sawt demo --workspace sawt-demo

test: check ## everything: the checks, then every test in random order
	@$(BIN)/pytest -n auto

check: tools ## the fast part: style, types, floors, guards, pure tests
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo 'Some files are not formatted: make format'; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo > /dev/null || $(BIN)/lint-imports
	@$(BIN)/pytest -q -n auto -m 'not slow' tests/unit tests/guards

format: tools ## put the code into its form
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format .

bench: tools ## speed and memory: make bench ROWS=10000000
	@$(BIN)/sawt bench --rows $(ROWS)

fault: tools ## kill imports and publishing N times and look for what was lost: make fault N=200
	@$(BIN)/python -m benchmarks.fault --rounds $(N)

model: tools ## make the shipped model anew from the seed corpus
	@$(BIN)/python -m sawt.understanding.shipping

docs: tools ## write the generated parts of docs/reference
	@$(BIN)/python docs/generate.py

locks: ## resolve the locked lists anew (needs uv)
	@.ci/locks
