# casebook: `make demo` runs the main job on samples/, `make test` runs the tests; both set everything up first.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
DEMO_DATA := casebook-data/demo
# The first Python that casebook supports; name another with `make PYTHON=/path/to/python …`.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && { echo $$p; break; }; done)
PIP_INSTALL := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-input
# uv installs in a tenth of pip's time; where it cannot reach the package index (its settings are not pip's), pip does it.
INSTALL := sh requirements/install.sh $(BIN)/python
# Wheels only: a new machine has no compiler.
LOCK := $(BIN)/uv pip compile --quiet --universal --only-binary :all: --generate-hashes --no-emit-index-url --no-header --python-version 3.11
# Whole files to a process, in the order of tests/conftest.py: tests of a file share what takes long to make.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder
EXTRAS := --extra dask --extra ftm --extra s3 --extra sftp

# Many containers set it. Without compiled modules each process would compile what it imports: 8 s of processor time instead
# of 4 for Great Expectations alone.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup extras dev demo test faults check lint format types scores bench lock clean

help: ## Show what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "casebook needs Python 3.11, 3.12 or 3.13 and found none; set PYTHON=/path/to/python." >&2; exit 1; }
	@echo "Setting up $(VENV) with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) cannot make a virtual environment (Debian and Ubuntu: apt install python3-venv)." >&2; rm -rf $(VENV); exit 1; }

$(VENV)/.run: requirements/run.txt pyproject.toml requirements/checkout_backend.py | $(BIN)/python
	@echo "Installing casebook's locked dependencies (about half a minute) …"
	@$(INSTALL) requirements/run.txt
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "Installing the locked development dependencies …"
	@$(INSTALL) requirements/dev.txt
	@touch $@

$(VENV)/.bench: requirements/bench.txt $(VENV)/.dev
	@echo "Installing the locked benchmark peers …"
	@$(INSTALL) requirements/bench.txt
	@touch $@

$(VENV)/.extras: requirements/extras.txt $(VENV)/.run
	@echo "Installing the locked optional dependencies: dask, ftm, gs, s3, sftp …"
	@$(INSTALL) requirements/extras.txt
	@touch $@

setup: $(VENV)/.run ## Make .venv with casebook in it
extras: $(VENV)/.extras ## Add what Dask clusters, remote folders and FollowTheMoney need
dev: $(VENV)/.dev

demo: $(VENV)/.run ## Ingest samples/ and ask the warehouse a question
	@$(BIN)/casebook demo --data $(DEMO_DATA)

test: $(VENV)/.dev ## Run the tests, fast ones first
	$(PYTEST) -m "not long"

faults: $(VENV)/.dev ## Run the long tests: kills at random, readers under stress, texts of a megabyte
	$(PYTEST) -m long

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

scores: $(VENV)/.dev ## Measure quality against ../shared, where it is, and compare with the floors
	$(BIN)/python -m benchmarks.floors

check: test lint types scores ## What CI runs

format: $(VENV)/.dev ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.bench ## Run every benchmark and print its figures
	$(BIN)/python -m benchmarks

lock: $(VENV)/.dev ## Resolve and lock the dependencies anew
	$(LOCK) pyproject.toml --output-file requirements/run.txt
	$(LOCK) pyproject.toml $(EXTRAS) --extra gs --constraint requirements/run.txt --output-file requirements/extras.txt
	$(LOCK) pyproject.toml $(EXTRAS) --extra dev --constraint requirements/extras.txt --output-file requirements/dev.txt
	$(LOCK) pyproject.toml $(EXTRAS) --extra dev --extra bench --constraint requirements/dev.txt --output-file requirements/bench.txt
	echo uv | $(LOCK) - --constraint requirements/dev.txt --output-file requirements/uv.txt

clean: ## Remove .venv and caches; warehouses stay
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis
