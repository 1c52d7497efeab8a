# `make demo`, `make test`, and their parts.
#
# Both set themselves up: they make a virtual environment in .venv, again when the project's settings
# change, and install the system packages of .ci/system-packages.txt if they have the right to. They
# need the package registries, but no other network, and follow pip's own configuration.

PYTHON  ?= python3
VENV    ?= .venv
BIN     := $(VENV)/bin
WORKERS ?= 2

# The demonstration learns from a MediaWiki XML dump with page histories, with the words of a language. For
# features of your own, name the list, and its package in TRUST: a model file can refer only to features of
# trusted packages.
DUMP     ?= examples/sample_wiki/sample_wiki.xml.xz
LANGUAGE ?= english
FEATURES ?= revscoring.examples.$(LANGUAGE).damaging
TRUST    ?=
TRUSTED  := $(if $(TRUST),--trust $(TRUST))
DEMO     ?= demo

# The environment is made again when one of these changes.
SOURCES := pyproject.toml setup.py $(shell find revscoring/text -name "*.p[xy][xi]")

.DELETE_ON_ERROR:
.PHONY: help features train demo serve-demo test checks lint types imports docs pure unit downstream clean

help:
	@echo "make demo             learn from the history of a small wiki which edits get reverted,"
	@echo "                      score its newest edits, and say why"
	@echo "make demo DUMP=path LANGUAGE=italian"
	@echo "                      the same for a wiki of yours (an XML dump: .xml .gz .bz2 .xz .7z)"
	@echo "make serve-demo       the same small wiki in a MediaWiki, its edits scored as they are saved, and a page"
	@echo "                      for those who look after it; ends with Ctrl-C"
	@echo "make test             style, types, imports, documentation and all tests"
	@echo "make docs             the documentation, in docs/_build/html"
	@echo "make clean            remove what these made"

# --- set-up ------------------------------------------------------------------------------------

$(VENV)/.installed: $(SOURCES)
	@$(PYTHON) .ci/system_packages.py demo
	@$(PYTHON) .ci/make_environment.py $(VENV)
	@touch $@

$(VENV)/.installed-for-tests: $(SOURCES)
	@$(PYTHON) .ci/system_packages.py test
	@$(PYTHON) .ci/make_environment.py $(VENV) test,docs
	@touch $@ $(VENV)/.installed

# --- from a history to scores ------------------------------------------------------------------
# Plain commands to copy. With revscoring installed, leave out the $(BIN)/.

# If no spelling dictionary can be had, a list is taken that does without; demo/features has its name.
LIST = $(or $(shell cat $(DEMO)/features 2>/dev/null),$(FEATURES))

features: $(VENV)/.installed
	@mkdir -p $(DEMO)
	@$(if $(filter revscoring.examples.$(LANGUAGE).damaging,$(FEATURES)),$(BIN)/python .ci/dictionary.py $(LANGUAGE),echo $(FEATURES)) > $(DEMO)/features

train: features
	@echo "\n1. Which edits were reverted for damage?\n"
	$(BIN)/revscoring autolabel --dump $(DUMP) --output $(DEMO)/labels.jsonl --progress
	@echo "\n2. What can be measured of each edit?\n"
	$(BIN)/revscoring extract $(LIST) --dump $(DUMP) \
	    --input $(DEMO)/labels.jsonl --output $(DEMO)/observations.jsonl --skip-errors --progress
	@echo "\n3. Lay the newest edits aside, and learn from the others. How good is it?\n"
	$(BIN)/python examples/split_history.py $(DEMO)/observations.jsonl \
	    --older $(DEMO)/older.jsonl --newer $(DEMO)/newer.jsonl
	$(BIN)/revscoring cv_train GradientBoosting $(LIST) reverted \
	    --labels true,false --folds 5 --version 1.0.0 \
	    -p n_estimators=150 -p max_depth=4 -p learning_rate=0.05 -p max_features=sqrt \
	    -p min_samples_leaf=5 -p random_state=0 \
	    --observations $(DEMO)/older.jsonl --model-file $(DEMO)/reverted.model --progress

demo: train
	@echo "\n4. Does it keep its promises on the newest edits, which it has not seen?\n"
	$(BIN)/revscoring test_model $(DEMO)/reverted.model reverted $(TRUSTED) \
	    --observations $(DEMO)/newer.jsonl --progress
	@echo "\n5. Where to draw the line, to find much of the damage and suspect few good edits?\n"
	$(BIN)/revscoring model_info $(DEMO)/reverted.model $(TRUSTED) --threshold "recall at precision 0.75"
	@echo "\n6. Score the newest edits.\n"
	$(BIN)/revscoring score $(DEMO)/reverted.model $(TRUSTED) --input $(DEMO)/newer.jsonl \
	    --output $(DEMO)/scores.jsonl --progress
	@echo "\n7. Which are the riskiest, and why?\n"
	$(BIN)/revscoring explain $(DEMO)/reverted.model $(TRUSTED) --dump $(DUMP) \
	    --input $(DEMO)/scores.jsonl --riskiest 10
	@echo "\n8. Write a page about the model.\n"
	$(BIN)/revscoring report $(DEMO)/reverted.model $(TRUSTED) --output $(DEMO)/report.html --open
	@echo "\nMade in $(DEMO)/:"
	@echo "  labels.jsonl        which edits were reverted"
	@echo "  observations.jsonl  what was measured of them"
	@echo "  reverted.model      the model"
	@echo "  scores.jsonl        the scores of the newest edits"
	@echo "  report.html         the page about the model: open it in a browser"
	@echo "\nNext, see the riskiest edits of the whole history:"
	@echo "  source $(BIN)/activate"
	@echo "  revscoring score $(DEMO)/reverted.model $(TRUSTED) --dump $(DUMP) --riskiest 20"

# --- the model at work ---------------------------------------------------------------------------

$(VENV)/.installed-for-service: $(SOURCES)
	@$(PYTHON) .ci/system_packages.py demo
	@$(PYTHON) .ci/make_environment.py $(VENV) service
	@touch $@ $(VENV)/.installed

serve-demo: $(VENV)/.installed-for-service
	@test -e $(DEMO)/reverted.model -a -e $(DEMO)/newer.jsonl || $(MAKE) train
	@$(BIN)/python -m examples.serve_demo $(DEMO)/reverted.model --dump $(DUMP) \
	    --observations $(DEMO)/newer.jsonl $(TRUSTED)

# --- quality -----------------------------------------------------------------------------------

# Without compiled files, each of the many processes of the tests would compile the package again.
unexport PYTHONDONTWRITEBYTECODE

test: checks pure unit

# Side by side: most of the time each is one process.
checks: $(VENV)/.installed-for-tests
	@$(MAKE) --no-print-directory --jobs=$(WORKERS) lint types imports docs

lint: $(VENV)/.installed-for-tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.installed-for-tests
	$(BIN)/mypy

imports: $(VENV)/.installed-for-tests
	$(BIN)/lint-imports --no-logo

docs: $(VENV)/.installed-for-tests
	$(BIN)/sphinx-build -W --keep-going -q -j auto -b html docs docs/_build/html

# The Python versions of the compiled kernels.
pure: $(VENV)/.installed-for-tests
	REVSCORING_PURE_PYTHON=1 $(BIN)/pytest -q -n $(WORKERS) tests/text

# Unit, property, golden, integration, command-line, downstream and doctests, in one run.
unit: $(VENV)/.installed-for-tests
	$(BIN)/pytest -n $(WORKERS) --dist worksteal --doctest-modules --doctest-glob='*.rst' \
	    --cov --cov-report=term:skip-covered tests revscoring docs examples/*.py examples/serve_demo README.rst

downstream: $(VENV)/.installed-for-tests
	$(BIN)/pytest tests/downstream

clean:
	rm -rf build; find revscoring/text -name "*.c" -delete
	rm -rf $(DEMO) docs/_build docs/reference/generated .coverage htmlcov .pytest_cache .mypy_cache .ruff_cache
