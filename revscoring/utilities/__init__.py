"""The commands of the `revscoring` program, one module each, and what they share.

The table below is all that the program needs to list its commands; a module is imported when its
command runs.
"""

from __future__ import annotations

from typing import Final

__all__ = ["COMMANDS"]

#: Command → what it does. Each is a module of this package with a `command` and a `main(argv=None)`.
COMMANDS: Final = {
    "autolabel": "Label the edits of a dump that were reverted for damage.",
    "extract": "Compute features or datasources for revisions.",
    "cv_train": "Cross-validate and train a model on observations.",
    "tune": "Search the parameters of models by cross-validation.",
    "test_model": "Test a model on labelled observations.",
    "model_info": "Print what is known of a model: parameters, statistics, environment.",
    "check_model": "Compare the environment of a model with this one.",
    "migrate_model": "Convert a model that revscoring 2.x pickled.",
    "report": "Write a page, or a model card, on how well a model does.",
    "score": "Score revisions with a model.",
    "watch": "Score the edits of a wiki as they are saved.",
    "explain": "Say which features pushed a score which way, and by which words.",
    "draw": "Show the graph of dependencies under features.",
    "languages": "List the languages; try, check, lint and begin their word lists.",
    "dump_cache": "Write the feature values of observations as a table.",
    "fit": "Fit a datasource that learns from observations, such as tf-idf.",
    "fetch_text": "Add the text of revisions to observations, from a wiki's API.",
    "fetch_idioms": "List English idioms from Wiktionary.",
    "union_merge_observations": "Merge observation files: every revision of any of them.",
    "intersect_merge_observations": "Merge observation files: the revisions that all of them have.",
}
