"""The public surface: it changes on purpose only, and what clients of 2.x import stays there."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

import revscoring

ABOUT = {"__author__", "__author_email__", "__description__", "__license__", "__url__", "__version__"}

#: Package → its `__all__`. Who adds a name adds it here, and to the documentation.
EXPORTED = {
    "revscoring.spark": {
        "Chunk",
        "extract",
        "read_dump",
        "register",
        "score",
        "with_first_edits",
        "write_chunks",
    },
    "revscoring.arrow": {
        "CONTENT_HISTORY",
        "CONTENT_HISTORY_SCHEMA",
        "WIKITEXT_HISTORY",
        "Columns",
        "Layout",
        "extract",
        "extract_schema",
        "read_dump",
        "score",
        "score_schema",
    },
    "revscoring.audit": {
        "ACCOUNT_AGES",
        "AuditedEdit",
        "Case",
        "ColumnDrift",
        "ColumnProfile",
        "Comparison",
        "Difference",
        "EDITOR_VALUES",
        "EditColumns",
        "Endorsement",
        "Errors",
        "Grouping",
        "KINDS",
        "Mention",
        "ModelName",
        "Outcome",
        "Policy",
        "PolicyError",
        "Profile",
        "REPEATED",
        "REVIEWED_VALUES",
        "RULE_FIELDS",
        "Report",
        "ReportStore",
        "ReviewError",
        "Rules",
        "RulesError",
        "SCORE",
        "ScoredRow",
        "Simulation",
        "SimulationError",
        "StoreError",
        "Tally",
        "Theme",
        "Version",
        "VersionTable",
        "clusters_of",
        "compare",
        "compare_bots",
        "describe_differences",
        "describe_simulation",
        "describe_tally",
        "draw_sample",
        "editor_groups",
        "endorsements_of",
        "find_drift",
        "find_errors",
        "group_table",
        "groupings_of",
        "interval_at_any_look",
        "interval_at_the_end",
        "is_plausible",
        "labels_of",
        "log_odds",
        "mark",
        "measure_groupings",
        "measure_groups",
        "mentions",
        "namespace_groups",
        "needed_at_any_look",
        "needed_at_the_end",
        "outcome_table",
        "page_of_address",
        "percent",
        "policy_of",
        "profile_of",
        "read_rows",
        "render_review",
        "render_simulation",
        "render_simulations",
        "reviewed_edit",
        "score_value",
        "simulate",
        "tally",
        "threshold_of",
        "time_of",
        "year_groups",
        "agreement",
        "agreement_interval",
    },
    "revscoring": {
        "Datasource",
        "Dependent",
        "DependentSet",
        "Extractor",
        "Feature",
        "FeatureVector",
        "Model",
        "ScoreProcessor",
        *ABOUT,
    },
    "revscoring.dependencies": {
        "Cache",
        "Context",
        "Dependent",
        "DependentSet",
        "Intermediate",
        "Known",
        "Node",
        "Nodes",
        "Plan",
        "Profile",
        "Replacements",
        "Shortcut",
        "compile",
        "dig",
        "draw",
        "expand",
        "graph",
        "key_of",
        "normalize_context",
        "not_implemented",
        "or_none",
        "solve",
    },
    "revscoring.datasources": {"Datasource", "accounts", "meta", "revision_oriented"},
    "revscoring.errors": {
        "CaughtDependencyError",
        "CommentDeleted",
        "DependencyError",
        "DependencyLoop",
        "EntityNotFound",
        "LimitExceeded",
        "LossyConversionWarning",
        "MissingResource",
        "ModelConsistencyError",
        "ModelFileError",
        "ModelInfoLookupError",
        "NameClashWarning",
        "PageNotFound",
        "PathError",
        "QueryNotSupported",
        "RevisionNotFound",
        "TextDeleted",
        "UnexpectedContentType",
        "UserDeleted",
        "UserNotFound",
        "compatible_text",
        "plain_text",
    },
    "revscoring.features": {
        "Constant",
        "Feature",
        "FeatureVector",
        "Modifier",
        "describe",
        "trim",
        "vectorize_values",
        "who_features",
    },
    "revscoring.examples": {"any_wiki", "any_wiki_and_editor", "damaging"},
    "revscoring.languages": {
        "LANGUAGES",
        "Language",
        "RevertSummaries",
        "language_mismatch",
        "languages_of",
    },
    "revscoring.languages.features": {
        "Dictionary",
        "RegexMatches",
        "Stemmed",
        "Stopwords",
        "SubstringMatches",
    },
}


def _imported_by_clients() -> list[tuple[str, str]]:
    rows = (Path(__file__).parent / "imported_by_clients.txt").read_text(encoding="utf-8").splitlines()
    found = []
    for row in rows:
        if not row.startswith("#"):
            module, _, names = row.partition(":")
            found += [(module, name) for name in names.split() or [""]]
    return found


def _modules() -> list[str]:
    return sorted(
        module.name
        for module in pkgutil.walk_packages(revscoring.__path__, "revscoring.")
        if not module.name.endswith("__main__")
    )


@pytest.mark.parametrize("package", EXPORTED)
def test_exported_members(package):
    assert set(importlib.import_module(package).__all__) == EXPORTED[package]


@pytest.mark.parametrize(("module", "name"), _imported_by_clients())
def test_names_that_clients_import(module, name):
    found = importlib.import_module(module)
    if name and not hasattr(found, name):
        importlib.import_module(f"{module}.{name}")


@pytest.mark.parametrize("module", _modules())
def test_all_lists_strings_that_exist(module):
    found = importlib.import_module(module)
    names = getattr(found, "__all__", [])
    assert all(isinstance(name, str) for name in names)
    missing = [name for name in names if not hasattr(found, name) and f"{module}.{name}" not in _modules()]
    assert not missing


def test_star_import_works():
    namespace: dict[str, object] = {}
    exec("from revscoring import *", namespace)
    assert EXPORTED["revscoring"] <= set(namespace)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Scorer'"):
        revscoring.Scorer  # noqa: B018
