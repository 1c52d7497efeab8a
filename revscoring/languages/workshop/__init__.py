"""Tools for writing word lists.

`load_language`, `describe_languages`
    Languages, their feature sets, the sizes of their lists, and their dictionaries.
`check_language`
    Check that lists match their samples, and nothing in clean text.
`EntryFinder`
    Find matches, and the entry that each comes from.
`Lint`
    Compare lists with the history of a wiki.
`create_language`
    Write the files of a new language.
"""

from .attribution import EntryFinder, Found, Source, finder_of
from .catalogue import (
    DictionaryInfo,
    LanguageError,
    LanguageInfo,
    describe,
    describe_languages,
    feature_sets,
    language_name,
    load_language,
    match_sets,
)
from .checks import Samples, check_language, read_samples, samples_file
from .history import AddedLine, added_lines, lines_by_page, read_labels
from .lint import Lint, LintReport, count_words
from .lint_report import as_html, as_json, as_table, printable
from .rates import Counts, rate_ratio
from .scaffold import NewLanguage, checkout, create_language, plan_files, register

__all__ = [
    "AddedLine",
    "Counts",
    "DictionaryInfo",
    "EntryFinder",
    "Found",
    "LanguageError",
    "LanguageInfo",
    "Lint",
    "LintReport",
    "NewLanguage",
    "Samples",
    "Source",
    "added_lines",
    "as_html",
    "as_json",
    "as_table",
    "check_language",
    "checkout",
    "count_words",
    "create_language",
    "describe",
    "describe_languages",
    "feature_sets",
    "finder_of",
    "language_name",
    "lines_by_page",
    "load_language",
    "match_sets",
    "plan_files",
    "printable",
    "rate_ratio",
    "read_labels",
    "read_samples",
    "register",
    "samples_file",
]
