# What a person or a CI machine does with trajkit; `make` alone lists it.
# Needs make and Python 3.11 or newer. `make PYTHON=/path/to/python venv` chooses the Python.

PYTHON ?=
BIN := .venv/bin
DEMO := out/2025-01-06
# Each stamp says "these packages are in, as pyproject.toml and constraints.txt have them now".
BASE := .venv/.installed-base
DEV := .venv/.installed-dev
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check \
	--constraint constraints.txt
# Two workers pay on two cores or more; on one they only cost.
WORKERS := $(if $(filter-out 1,$(shell getconf _NPROCESSORS_ONLN)),-n 2)
# What holds flights against something outside: it must hold for either backend.
PHYSICS := $(addprefix tests/,test_boost.py test_boost_peer.py test_derived.py test_flights.py \
	test_fly.py test_glide.py test_integrator.py test_nasa_check_cases.py \
	test_pads_everywhere.py test_path_events.py test_plan.py test_vacuum.py property)

.PHONY: help venv demo test check notebooks constraints clean

help: ## list the targets
	@awk -F ': .*## ' '/^[a-z]+: .*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

venv: $(DEV) ## make .venv, with everything needed to work on trajkit

demo: $(BASE) ## turn the report of 6 January 2025 into flights, a map and a profile
	$(BIN)/trajkit reconstruct 2025-01-06 --method solve --out $(DEMO) --force

test: $(DEV) ## run the tests, those of the physics on compiled code too
	$(BIN)/python -m pytest $(WORKERS)
	TRAJKIT_BACKEND=compiled $(BIN)/python -m pytest $(WORKERS) $(PHYSICS)

check: $(DEV) ## lint, format, types, and the order of the floors
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --strict
	$(BIN)/lint-imports

notebooks: $(DEV) ## execute the notebooks and compare each with its text
	$(BIN)/python scripts/run_notebooks.py

constraints: $(BASE) ## resolve constraints.txt anew
	$(BIN)/python scripts/update_constraints.py

clean: ## remove the demo's files, builds and caches (keeps .venv)
	rm -rf $(DEMO) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	rm -rf .import_linter_cache notebooks/.ipynb_checkpoints
	find trajkit tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

$(BASE): pyproject.toml constraints.txt
	@PYTHON='$(PYTHON)' sh scripts/make_venv.sh
	@echo 'Installing trajkit into .venv (a minute or two the first time)'
	@$(INSTALL) --editable .
	@touch $@

$(DEV): $(BASE)
	@echo 'Adding what tests, checks and notebooks need'
	@$(INSTALL) --editable '.[dev]'
	@touch $@
