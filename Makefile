# Everything runs inside .venv, installed from the hash-checked locks in requirements/:
# cli.txt (the program) < test.txt < dev.txt (linters, docs, uv). PYTHON chooses the interpreter.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
AS_OF ?= 2026-06-30
PYTEST_ARGS ?= -n auto

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help venv demo test coverage lint format docs bench lock clean

help:  ## show this list
	@sed -nE 's/^([a-z]+):.*  ## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

venv: $(VENV)/dev.installed  ## create .venv with everything a developer needs

demo: $(VENV)/cli.installed  ## report on the sample portfolio into build/demo
	$(BIN)/cobranza report examples/portfolio --as-of $(AS_OF) --out build/demo

test: $(VENV)/test.installed  ## run the tests, the doctests included
	$(BIN)/python -m pytest -q $(PYTEST_ARGS)

coverage: $(VENV)/test.installed  ## run the tests and print the branches they miss
	$(BIN)/python -m pytest -q $(PYTEST_ARGS) --cov --cov-report=term-missing

lint: $(VENV)/dev.installed  ## ruff, mypy and pyright
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pyright

format: $(VENV)/dev.installed  ## format the code and mend what ruff can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: $(VENV)/dev.installed  ## build the documentation into build/site, warnings are errors
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

bench: $(VENV)/test.installed  ## run the benchmarks and print their tables
	$(BIN)/python -m benchmarks

# `make lock UPGRADE=1` also moves the pins, to what is at least a week old.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) \
	--exclude-newer "1 week" pyproject.toml --extra cli
lock: $(VENV)/dev.installed  ## write requirements/*.txt again from pyproject.toml
	$(COMPILE) --group dev --output-file requirements/dev.txt
	$(COMPILE) --group build --group peers --group test --constraint requirements/dev.txt --output-file requirements/test.txt
	$(COMPILE) --group build --constraint requirements/dev.txt --output-file requirements/cli.txt

clean:  ## remove the environment, what was built and the caches
	rm -rf $(VENV) build dist .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find src tests -type d -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/%.installed: requirements/%.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "cobranza needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)
