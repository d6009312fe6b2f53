# One word for each thing one does with a checkout. Every target sets up what it needs by itself, in .venv/, from the
# hash-pinned lock files: python3 >= 3.11 with venv is enough, `uv` is used when it is there.
#
#   make play ARGS="--port 8090 --learners 5"

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
ARGS ?=
ACCEPTANCE := $(wildcard tests/transcripts tests/crash tests/adapters/*_kill.py tests/adapters/*_page.py)

# What runs needs less than what tests; an environment that can test will do for both.
READY_DEV := $(VENV)/ready-dev
READY_RUN := $(VENV)/ready-run
READY := $(if $(wildcard $(READY_DEV)),$(READY_DEV),$(READY_RUN))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help play demo test check format bench accept lock words setup clean

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

play: $(READY) ## Open the playground: a chat in the browser, no account needed
	@$(BIN)/studybell play $(ARGS)

demo: $(READY) ## Print a whole quiz and a week's discussion, in the terminal
	@$(BIN)/studybell demo $(ARGS)

test: $(READY_DEV) ## Run every test
	@$(PY) -m pytest $(ARGS)

check: $(READY_DEV) ## Lint: code, types, the direction of imports, content
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/studybell check content

format: $(READY_DEV) ## Lay out the code as `make check` wants it
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY_DEV) ## Measure: bursts of answers, many quizzes, many sleeping sessions
	@$(BIN)/studybell bench $(ARGS)

accept: $(READY_DEV) ## The acceptance run: transcripts, a kill and a restart, the page in a browser
	@$(PY) -m pytest $(ACCEPTANCE) $(ARGS)

words: $(READY_DEV) ## Bring the translations of command names up to date with the code
	@mkdir -p build
	@$(BIN)/pybabel -q extract -F pyproject.toml --no-location -o build/commands.pot adapters
	@$(BIN)/pybabel -q update -D commands -i build/commands.pot -d bot/locale --no-fuzzy-matching --no-wrap --ignore-pot-creation-date
	@$(BIN)/pybabel -q compile -D commands -d bot/locale

setup: $(READY_DEV) ## Only set up .venv/, with everything in it

clean: ## Take away what the other targets have made
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# -- pinned sets: names, versions and hashes, and never where they came from

LOCK := pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links pyproject.toml

lock: ## Choose the versions anew (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv (https://docs.astral.sh/uv/) on the PATH" >&2; exit 1; }
	uv $(LOCK) --group build --output-file requirements.lock
	uv $(LOCK) --group dev --constraints requirements.lock --output-file requirements-dev.lock

# -- the environment

$(READY_RUN): requirements.lock pyproject.toml
	@$(environment)
	@$(call install,requirements.lock)
	@touch $@

$(READY_DEV): requirements-dev.lock pyproject.toml
	@$(environment)
	@$(call install,requirements-dev.lock)
	@touch $@

RECENT := import sys; sys.exit(sys.version_info < (3, 11))

# A folder that is there but whose Python is gone or too old is made anew.
define environment
set -e; \
if $(PY) -c '$(RECENT)' 2>/dev/null; then exit 0; fi; \
rm -rf $(VENV); \
if command -v uv >/dev/null; then uv venv --quiet --python '>=3.11' $(VENV); exit 0; fi; \
for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
  if $$python -c '$(RECENT)' 2>/dev/null; then \
    recent=$$python; \
    if $$python -c 'import ensurepip, venv' 2>/dev/null; then \
      echo "Setting up $(VENV) with $$($$python --version)"; \
      $$python -m venv $(VENV); exit 0; \
    fi; \
  fi; \
done; \
if [ -n "$$recent" ]; then \
  echo "$$recent cannot make environments: install its venv (Debian: apt install python3-venv), or uv" >&2; \
else \
  echo "Studybell needs Python 3.11 or later: install one, name it (make PYTHON=/path/to/python3.12), or install uv" >&2; \
fi; \
exit 1
endef

# Nothing is installed whose hash is not in the lock file, what builds our own package included. Everything is compiled right
# here: where Python may not keep what it compiled, every start would do it again, which takes longer than the rest of it.
define install
set -e; \
if command -v uv >/dev/null; then \
  uv pip install --quiet --compile-bytecode --python $(PY) --require-hashes -r $(1); \
  uv pip install --quiet --python $(PY) --no-deps --no-build-isolation -e .; \
else \
  $(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip >/dev/null; \
  $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); \
  $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
fi; \
$(PY) -m compileall -q bot adapters
endef
