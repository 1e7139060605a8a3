# The two commands of a new user are `make run` and `make test`; both set everything up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DATA ?= data
FILES ?=

.PHONY: run test lint bench airflow lock clean

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, found " + sys.version) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

# Without FILES, a simulated state is read into its own folder.
run: $(READY)
ifeq ($(strip $(FILES)),)
	$(BIN)/lumbrera demo --data $(DATA)/demo
else
	$(BIN)/lumbrera run $(FILES) --data $(DATA)
endif

# With CI=true the long tests run too (tests/conftest.py).
test: $(READY)
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)
	$(BIN)/python tests/bench/bench.py $(if $(SCALE),--scale)

airflow: $(READY)
	$(BIN)/python -m lumbrera.standalone

# Rewrites the lock from pyproject.toml; needs uv (https://docs.astral.sh/uv/).
lock:
	uv pip compile pyproject.toml --all-extras --generate-hashes --python-version 3.11 --universal -o requirements.lock

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
