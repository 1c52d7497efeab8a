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
AUDIT    ?= audit-demo

# The environment is made again when one of these changes.
SOURCES := pyproject.toml setup.py $(shell find revscoring/text -name "*.p[xy][xi]")

.DELETE_ON_ERROR:
.PHONY: help features train demo serve-demo audit-demo test checks lint types imports docs pure unit downstream \
        clean

help:
	@echo "make demo             learn from the history of a small wiki which edits get reverted,"
	@echo "                      score its newest edits, and say why"
	@echo "make demo DUMP=path LANGUAGE=italian"
	@echo "                      the same for a wiki of yours (an XML dump: .xml .gz .bz2 .xz .7z)"
	@echo "make serve-demo       the same small wiki in a MediaWiki, its edits scored as they are saved, and a page"
	@echo "                      for those who look after it; ends with Ctrl-C"
	@echo "make audit-demo       whom a model of that small wiki hits, which of its errors have a cause, and what"
	@echo "                      a new version of the model mends"
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

# --- from wrong scores to a new version ----------------------------------------------------------
# Plain commands to copy; PYTHONPATH is where the word lists and the features of the model are.

QUESTION   := filter rate at recall 0.5
REVIEWED   ?= 150
AUDIT_DUMP ?= examples/sample_wiki/sample_wiki.xml.xz

define learn
	$(BIN)/revscoring extract words_$(1).features.reverted --dump $(AUDIT_DUMP) \
	    --input $(AUDIT)/labels.jsonl --output $(AUDIT)/observations_$(1).jsonl --skip-errors
	$(BIN)/python examples/split_history.py $(AUDIT)/observations_$(1).jsonl --newest 0.4 \
	    --older $(AUDIT)/older_$(1).jsonl --newer $(AUDIT)/newer_$(1).jsonl
	$(BIN)/revscoring cv_train GradientBoosting words_$(1).features.reverted reverted \
	    --labels true,false --folds 5 --version $(1).0 \
	    -p n_estimators=60 -p max_depth=2 -p learning_rate=0.1 -p random_state=0 \
	    --observations $(AUDIT)/older_$(1).jsonl --model-file $(AUDIT)/reverted_$(1).model
	$(BIN)/revscoring score $(AUDIT)/reverted_$(1).model --trust words_$(1) \
	    --input $(AUDIT)/newer_$(1).jsonl --output $(AUDIT)/scores_$(1).jsonl
endef

define who_is_hit
	$(BIN)/revscoring audit $(AUDIT)/reverted_$(1).model --trust words_$(1) \
	    --observations $(AUDIT)/scores_$(1).jsonl --label reverted --at "$(QUESTION)" \
	    --output $(AUDIT)/audit_$(1).html --save-in $(AUDIT)/reverted_$(1).model
endef

audit-demo: export PYTHONPATH := $(AUDIT):$(PYTHONPATH)
audit-demo: $(VENV)/.installed
	@rm -rf $(AUDIT)
	@mkdir -p $(AUDIT)
	@echo "\n1. A small wiki has a word list, and a first model that counts its words. It learns from the"
	@echo "   older edits, and scores the newer ones, which it has not seen. Wiki and list were made so that a"
	@echo "   fault of the list shows: the figures show how to look, and prove nothing about other wikis.\n"
	cp -r examples/audit_demo/words $(AUDIT)/words_1
	$(BIN)/revscoring autolabel --dump $(AUDIT_DUMP) --output $(AUDIT)/labels.jsonl
	$(call learn,1)
	@echo "\n2. What would a bot have done to the newer edits, if it reverted what the model flags?\n"
	$(BIN)/revscoring simulate $(AUDIT)/reverted_1.model --trust words_1 --scores $(AUDIT)/scores_1.jsonl \
	    --at "$(QUESTION)" --at "recall at precision 0.75" --output $(AUDIT)/simulation.html
	@echo "\n3. Are those edits really bad? Draw a sample of what it flags, and write the page on which people"
	@echo "   judge it.\n"
	$(BIN)/revscoring review sample --population $(AUDIT)/scores_1.jsonl --at-least 0.08 --size $(REVIEWED) --seed 1 \
	    --output $(AUDIT)/sample.jsonl
	$(BIN)/revscoring review page $(AUDIT)/sample.jsonl --dump $(AUDIT_DUMP) \
	    --title "Are these edits rightly flagged?" --output $(AUDIT)/review.html
	@echo "\n   Nobody has to judge $(REVIEWED) edits for a demonstration. This wiki is invented, so it is known why each"
	@echo "   edit was made: a program judges in the place of people, and reports what is wrongly flagged.\n"
	$(BIN)/python examples/audit_demo/judge.py $(AUDIT)/sample.jsonl \
	    --judgements $(AUDIT)/judgements.jsonl --reports $(AUDIT)/reports.jsonl
	$(BIN)/revscoring review tally $(AUDIT)/judgements.jsonl --limit 0.1
	$(BIN)/revscoring reports import --store $(AUDIT)/reports.sqlite --jsonl $(AUDIT)/reports.jsonl
	@echo "\n4. What do the wrongly flagged edits have in common?\n"
	$(BIN)/revscoring errors $(AUDIT)/reverted_1.model --trust words_1 --scores $(AUDIT)/scores_1.jsonl \
	    --label reverted --at "$(QUESTION)" --dump $(AUDIT_DUMP) --output $(AUDIT)/errors.html
	@echo "\n5. One theme says that words are counted which are none of chat. Which entry of the list counts them?\n"
	$(BIN)/revscoring languages try words_1.halvarran "The history of his high hill"
	@echo "\n   A greeting with a star matches whatever begins like it. Take it out, in a copy: each version of"
	@echo "   a model keeps its own word lists.\n"
	cp -r $(AUDIT)/words_1 $(AUDIT)/words_2
	sed '/^hi\*$$/d' $(AUDIT)/words_1/assets/hv/informals.txt > $(AUDIT)/words_2/assets/hv/informals.txt
	$(BIN)/revscoring languages check words_2.halvarran
	$(BIN)/revscoring languages try words_2.halvarran "The history of his high hill"
	@echo "\n6. Learn again.\n"
	$(call learn,2)
	@echo "\n7. Is the new version better on the edits that were reported? And on all of the newer ones?\n"
	$(BIN)/revscoring reports table $(AUDIT)/reverted_1.model $(AUDIT)/reverted_2.model --trust words_1 \
	    --trust words_2 --store $(AUDIT)/reports.sqlite --dump $(AUDIT_DUMP) --at "$(QUESTION)" \
	    --output $(AUDIT)/versions.html
	$(BIN)/revscoring reports table $(AUDIT)/reverted_1.model $(AUDIT)/reverted_2.model --trust words_1 \
	    --trust words_2 --observations $(AUDIT)/scores_1.jsonl --label reverted --dump $(AUDIT_DUMP) \
	    --at "$(QUESTION)"
	@echo "\n8. Who is hit by the errors of each version?\n"
	$(call who_is_hit,1)
	@echo "\n   And by those of the new version:\n"
	$(call who_is_hit,2)
	@echo "\n9. Write the card of the new version; people answer the questions that are left.\n"
	$(BIN)/revscoring errors $(AUDIT)/reverted_2.model --trust words_2 --scores $(AUDIT)/scores_2.jsonl \
	    --label reverted --at "$(QUESTION)" --as-json > $(AUDIT)/themes_2.json
	$(BIN)/revscoring report $(AUDIT)/reverted_2.model --trust words_2 --card --themes $(AUDIT)/themes_2.json \
	    --reports $(AUDIT)/reports.sqlite --output $(AUDIT)/card.md
	@echo "\nOpen these in a browser, in this order:"
	@echo "  $(AUDIT)/simulation.html   what a bot would have done, with a slider"
	@echo "  $(AUDIT)/review.html       judge the sample yourself"
	@echo "  $(AUDIT)/errors.html       what the errors have in common"
	@echo "  $(AUDIT)/versions.html     the reported edits: fixed, still wrong, newly wrong"
	@echo "  $(AUDIT)/audit_1.html      who is hit by the errors of the first version,"
	@echo "  $(AUDIT)/audit_2.html      and of the second"
	@echo "and read $(AUDIT)/card.md. How to do this on your wiki: docs/wrong_scores.rst"

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
	    --cov --cov-report=term:skip-covered tests revscoring docs examples/*.py examples/serve_demo examples/audit_demo/judge.py README.rst

downstream: $(VENV)/.installed-for-tests
	$(BIN)/pytest tests/downstream

clean:
	rm -rf build; find revscoring/text -name "*.c" -delete
	rm -rf $(DEMO) $(AUDIT) docs/_build docs/reference/generated .coverage htmlcov .pytest_cache .mypy_cache .ruff_cache
