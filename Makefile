# One front door. Python 3.11+ and make are all a machine needs; everything else goes into .venv and .tools.
.PHONY: demo test check compiled fmt bench bench-peer interop web setup browser clean screenshots lock lint types
.DEFAULT_GOAL := test

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PORT ?= 8000
PYTEST_ARGS ?=
BENCH ?=
KIND ?=
# uv trusts a list of its own; behind a proxy that re-signs TLS the machine's list is the right one, where there is one
CERTS := $(if $(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem),--system-certs)
# tests start the command many times; without compiled files each start compiles everything anew
unexport PYTHONDONTWRITEBYTECODE
UV_INSTALL := $(BIN)/uv pip install --quiet $(CERTS) --python $(BIN)/python

demo: web ## a filled project on http://127.0.0.1:8000, with a log-in link
	$(BIN)/annotate demo --port $(PORT)

test: setup ## everything: unit, property, API, SDK, browser, PostgreSQL
	@$(MAKE) --no-print-directory --output-sync=target -j2 types lint browser compiled
	ANNOTATE_CHROMIUM="$$($(BIN)/python tests/tools/chromium.py)" $(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

check: setup ## format, lint, types, import rules, two at a time
	@$(MAKE) --no-print-directory --output-sync=target -j2 types lint

lint: web
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/lint-imports --no-cache
	$(BIN)/python hatch_build.py check

types: setup
	$(BIN)/mypy

compiled: setup # the tests, once; else each process that runs them would, and what does not compile the run says
	@$(BIN)/python -m pytest --collect-only -qq > /dev/null || true

fmt: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: web browser ## figures, each beside its floor or rival; never part of the tests
	ANNOTATE_CHROMIUM="$$($(BIN)/python tests/tools/chromium.py)" $(BIN)/python -m tests.bench $(BENCH)

bench-peer: web ## beside a real Label Studio under gunicorn, which goes into .tools too; KIND=SQLite or PostgreSQL for one
	ANNOTATE_LABEL_STUDIO=.tools/label-studio $(BIN)/python -m tests.bench.peer $(KIND)

interop: setup ## the contract against a real Label Studio, in an environment of its own under .tools (1 GB)
	ANNOTATE_LABEL_STUDIO=.tools/label-studio $(BIN)/python -m pytest -q tests/sdk/contract $(PYTEST_ARGS)

screenshots: web browser ## the pictures that README shows
	ANNOTATE_CHROMIUM="$$($(BIN)/python tests/tools/chromium.py)" $(BIN)/python tests/tools/screenshots.py

web: setup
	@$(BIN)/python hatch_build.py

browser: web
	@$(BIN)/python tests/tools/chromium.py > /dev/null

setup: .venv/.ready

.venv/.ready: pyproject.toml requirements.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; none was found on PATH." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(UV_INSTALL) --require-hashes -r requirements.lock
	ANNOTATE_FRONTEND=skip $(UV_INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

lock: ## after a change of dependencies; writes no registry address
	$(BIN)/uv pip compile $(CERTS) pyproject.toml --extra postgres --group dev --generate-hashes --no-emit-index-url --no-header \
		--universal --python-version 3.11 --quiet -o requirements.lock

clean:
	rm -rf .venv .tools annotate/static annotate/web/node_modules demo-data .mypy_cache .ruff_cache .pytest_cache
