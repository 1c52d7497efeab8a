"""Find themes in the errors of a model: what wrongly flagged edits have in common.

The edits have a LABEL and a score, as revscoring score writes them, or a cache from which MODEL scores them.
With --dump or --host, the words that they add and their summaries are looked at too, and with MODEL the
values of its features. Themes are found on one half of the pages and confirmed on the other, so their
numbers are honest. --wikitext writes a section for each, which people can mend and revscoring reports import
reads.

Example: revscoring errors reverted.model --scores scores.jsonl --label reverted --dump wiki.xml.bz2
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import tee
from typing import TYPE_CHECKING, Any, Final

import click
import numpy as np

from ..audit import (
    REPEATED,
    AuditedEdit,
    Errors,
    editor_groups,
    find_errors,
    namespace_groups,
    read_rows,
    score_value,
    threshold_of,
)
from ..cli.command import utility
from ..cli.dumps import readable, summary_reader
from ..cli.files import STANDARD, InputFile, load_yaml, open_input, open_output
from ..cli.models import check_features, load_model
from ..cli.options import DumpOptions, dump_options, output_option, source_options, trust_options
from ..cli.stores import Source, values_of
from ..cli.tables import print_sections
from ..datasources.revision_oriented import revision
from ..extractors.dump import Dump
from ..features import describe, wikitext
from ..languages.revert_summaries import RevertSummaries
from ..observations import Observation, ObservationError, read_numbered_observations
from ..scoring.records import figure_text
from ..scoring.statistics.classification import ScaledThresholdStatistics, ThresholdOptimization
from ..scoring.summary import Section

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..scoring import Model

__all__ = ["main"]

QUESTION: Final = "maximum filter_rate @ recall >= 0.75"
FALSE_POSITIVES, FALSE_NEGATIVES = "false-positives", "false-negatives"
IS_REVERT: Final = "is itself a revert"
WORDS: Final = wikitext.revision.diff.datasources.words_added

#: The fields of a rule by hand.
RULES: Final = ("words", "pattern", "feature", "from", "to", "revisions")


@utility("errors")
@click.argument("model_file", type=InputFile(), required=False, metavar="[MODEL]")
@click.option("--scores", required=True, type=InputFile(), metavar="FILE", help="Scored edits with labels.")
@click.option("--label", required=True, metavar="FIELD", help="The field with the label, such as reverted.")
@click.option(
    "--at", "question", metavar="QUESTION", help=f"What the threshold is for.  [default: {QUESTION}]"
)
@click.option(
    "--threshold", type=click.FloatRange(0, 1), metavar="SCORE", help="Edits are flagged from here."
)
@click.option(
    "--kind",
    type=click.Choice([FALSE_POSITIVES, FALSE_NEGATIVES]),
    default=FALSE_POSITIVES,
    show_default=True,
    help="Good edits that are flagged, or bad ones that are not.",
)
@source_options
@click.option(
    "--themes",
    "themes_file",
    type=InputFile(),
    metavar="FILE",
    help="Themes by hand, in YAML: a name and a rule (words, pattern, feature with from and to, revisions).",
)
@click.option(
    "--language", metavar="CODE", default="en", show_default=True, help="In which reverts are told."
)
@click.option(
    "--fdr",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.1,
    show_default=True,
    metavar="SHARE",
    help="How many of the themes may be chance.",
)
@click.option("--wikitext", "form", flag_value="wikitext", help="Write a section for each theme, for a wiki.")
@click.option(
    "--html",
    "form",
    flag_value="html",
    help="Write a page, and the text to the terminal.  [default for an output in .html]",
)
@click.option("--as-json", "--json", "form", flag_value="json", help="Write JSON.")
@output_option()
@dump_options
@trust_options
def command(
    model_file: str | None,
    scores: str,
    label: str,
    question: str | None,
    threshold: float | None,
    kind: str,
    dump_path: str | None,
    host: str | None,
    login: bool,
    themes_file: str | None,
    language: str,
    fdr: float,
    form: str | None,
    output: str,
    trust: tuple[str, ...],
    trust_pickle: bool,
    **options: Unpack[DumpOptions],
) -> None:
    if question is not None and threshold is not None:
        raise click.UsageError("give either --at QUESTION or --threshold SCORE")
    if dump_path is not None and host is not None:
        raise click.UsageError("give either --dump FILE or --host URL")
    rules = {} if themes_file is None else _read_rules(themes_file)
    model = None if model_file is None else load_model(model_file, trust, trust_pickle)
    rows = _read(scores, label, model)
    source: Source = {"dump_path": dump_path, "host": host, "login": login}
    if dump_path is not None or host is not None:
        if model is not None:
            check_features(model, str(model_file))
        rows = _with_values(rows, model, source, options)
    probabilities, truths = _probabilities(rows, label, model, scores)
    limit = threshold
    if limit is None:
        limit = _threshold(model, question or QUESTION, probabilities, truths)
    wanted = kind == FALSE_NEGATIVES
    chosen = [place for place, truth in enumerate(truths) if truth is wanted]
    is_revert = _reverts([rows[place] for place in chosen], dump_path, language)
    edits = [
        _edit(rows[place], (probabilities[place] >= limit) is not wanted, is_one)
        for place, is_one in zip(chosen, is_revert, strict=True)
    ]
    by_hand = {
        name: np.asarray([_matches(rule, edit) for edit in edits], dtype=bool) for name, rule in rules.items()
    }
    descriptions = {} if model is None else {str(one): describe(one) for one in model.features}
    found = find_errors(edits, descriptions, fdr, by_hand)
    _write(found, kind, limit, form or ("html" if output.endswith(".html") else None), output)


def _read(path: str, label: str, model: Model | None) -> list[Observation]:
    """Return the edits of a file, each once; each has a label, and a score or what it needs to get one."""
    rows, repeated = [], 0
    with open_input(path) as lines:
        numbered, same = tee(read_numbered_observations(lines))
        read = read_rows(same, label, need_score=model is None)
        for (number, observation), row in zip(numbered, read, strict=True):
            if row.problem == REPEATED:
                repeated += 1
                continue
            if row.problem is not None:
                raise ObservationError(f"{path}, line {number}: {row.problem}")
            rows.append({"rev_id": number, **observation})
    if not rows:
        raise RuntimeError(f"{path}: there are no edits")
    if repeated:
        click.echo(f"errors: {repeated:,} lines are about edits of earlier lines, and are left out", err=True)
    return rows


def _with_values(
    rows: list[Observation], model: Model | None, source: Source, options: DumpOptions
) -> list[Observation]:
    """Return the rows that can be had from the source, with the values of features, words and summaries."""
    features = [] if model is None else list(model.features)
    about = [WORDS, revision.comment, revision.page.title]
    found = []
    for observation, extraction in values_of("errors", [*features, *about], rows, source, options):
        if extraction.values is None:
            continue
        names = list(dict.fromkeys([*features, *about]))
        values = dict(zip(map(str, names), extraction.values, strict=True))
        found.append(
            {
                "comment": values[str(revision.comment)],
                "title": values[str(revision.page.title)],
                **observation,
                "words": values[str(WORDS)],
                "cache": {str(one): values[str(one)] for one in features} or observation.get("cache") or {},
            }
        )
    return found


def _probabilities(
    rows: list[Observation], label: str, model: Model | None, path: str
) -> tuple[list[float], list[bool]]:
    probabilities, truths = [], []
    for row in rows:
        found = score_value(row.get("score"))
        cache = row.get("cache") or {}
        if found is None and model is not None:
            missing = [str(one) for one in model.features if str(one) not in cache]
            if missing:
                raise ObservationError(
                    f"{path}, revision {row['rev_id']}: it has no score, and its cache has no {missing[0]}; "
                    "add --dump or --host"
                )
            found = score_value(model.score([cache[str(one)] for one in model.features]))
        if found is None:
            raise ObservationError(f"{path}, revision {row['rev_id']}: there is no probability of true")
        probabilities.append(found)
        truths.append(row[label] is True)
    return probabilities, truths


def _threshold(model: Model | None, question: str, probabilities: list[float], truths: list[bool]) -> float:
    """Return the threshold of the model for a question; without a model, that of the edits themselves."""
    try:
        if model is not None:
            return threshold_of(model, question)
        optimization = ThresholdOptimization.from_words(question)
    except ValueError as error:
        raise RuntimeError(f"--at: {error}") from error
    statistics = ScaledThresholdStatistics(np.asarray(probabilities), np.asarray(truths))
    found = optimization.optimize_from(statistics)
    if found is None:
        raise RuntimeError(f"--at: no threshold gives {optimization} on these edits")
    return found


def _reverts(rows: list[Observation], dump_path: str | None, language: str) -> list[bool]:
    """Tell which edits are reverts: by their summaries, and in a dump also by texts that they restore."""
    ids: set[int] = set()
    read: Callable[[str], object] = RevertSummaries.of_language(language).read
    if dump_path is not None:
        with Dump(dump_path) as dump:
            texts: set[str] = set()
            page, last = None, None
            for one in readable(dump):
                if one.page is not page:
                    page, texts, last = one.page, set(), None
                if one.sha1 and one.sha1 in texts and one.sha1 != last:
                    ids.add(one.id)
                last = one.sha1
                texts.add(one.sha1 or "")
            read = summary_reader(dump)
    return [row["rev_id"] in ids or bool(row.get("comment") and read(str(row["comment"]))) for row in rows]


def _edit(row: Observation, is_error: bool, is_revert: bool) -> AuditedEdit:
    (editor,), (namespace,) = editor_groups([row]), namespace_groups([row])
    groups = {"editor": editor, "namespace": namespace, " ": IS_REVERT if is_revert else None}
    cache = {
        name: value for name, value in (row.get("cache") or {}).items() if isinstance(value, int | float)
    }
    page = next(
        (row[name] for name in ("page_id", "page_title", "title", "page") if row.get(name)), row["rev_id"]
    )
    words = row.get("words") if isinstance(row.get("words"), list) else []
    return AuditedEdit(
        row["rev_id"],
        str(page),
        is_error,
        cache,
        sorted({str(word).lower() for word in words or []}),
        {by: group for by, group in groups.items() if group is not None},
        str(row.get("link") or ""),
        str(row.get("title") or ""),
    )


# -- themes by hand ---------------------------------------------------------------------------------


def _read_rules(path: str) -> dict[str, Mapping[str, Any]]:
    document = load_yaml(path)
    if not isinstance(document, Mapping) or not document:
        raise RuntimeError(
            f"{path}: give a name and a rule for each theme, such as 'laughter: {{words: [ha]}}'"
        )
    for name, rule in document.items():
        unknown = sorted(set(rule) - set(RULES)) if isinstance(rule, Mapping) and rule else ["this"]
        if unknown:
            raise RuntimeError(f"{path}: {name}: {unknown[0]} is no rule; rules have {', '.join(RULES)}")
        try:
            re.compile(str(rule.get("pattern", "")))
        except re.error as error:
            raise RuntimeError(f"{path}: {name}: the pattern cannot be read: {error}") from error
    return {str(name): rule for name, rule in document.items()}


def _matches(rule: Mapping[str, Any], edit: AuditedEdit) -> bool:
    """Tell whether an edit belongs to a theme by hand: it has all that the rule names."""
    checks = []
    if "words" in rule:
        checks.append(not {str(word).lower() for word in rule["words"]}.isdisjoint(edit.words))
    if "pattern" in rule:
        checks.append(any(re.fullmatch(str(rule["pattern"]), word) for word in edit.words))
    if "feature" in rule:
        name = str(rule["feature"])
        value = edit.features.get(name, edit.features.get(f"feature.{name}"))
        low, high = rule.get("from", -np.inf), rule.get("to", np.inf)
        checks.append(value is not None and low <= value <= high)
    if "revisions" in rule:
        checks.append(edit.rev_id in rule["revisions"])
    return bool(checks) and all(checks)


# -- output -----------------------------------------------------------------------------------------


def _write(found: Errors, kind: str, threshold: float, form: str | None, output: str) -> None:
    if (form is None and output in STANDARD) or (form == "html" and output not in STANDARD):
        print_sections(_sections(found, kind, threshold))
    if form is None and output in STANDARD:
        return
    with open_output(output) as out:
        if form in ("html", "wikitext"):
            out.write(found.render(form, kind.replace("-", " "), threshold))
        else:
            document = {"kind": kind, "threshold": threshold, **found.to_json()}
            out.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    if output not in STANDARD:
        click.echo(f"errors: {output} is written", err=True)


def _sections(found: Errors, kind: str, threshold: float) -> Iterator[Section]:
    yield Section(found.sentences(kind.replace("-", " "), threshold))
    for number, theme in enumerate([*found.themes, *found.by_hand], 1):
        by_hand = " (by hand)" if not theme.conditions else ""
        examples = ", ".join(str(one.rev_id) for one in theme.examples)
        sentences = [
            "",
            f"{number}. {theme.name}{by_hand}",
            f"Wrong: {figure_text(theme.rate)}; all others: {figure_text(theme.rest)}. "
            f"{100 * theme.share_of_errors:.0f} % of the errors.",
        ]
        if theme.worst:
            sentences.append(f"Worst where {theme.worst}: {figure_text(theme.worst_rate)}.")
        if theme.words:
            sentences.append(f"Words: {', '.join(theme.words)}.")
        if theme.agrees_with:
            best = max(theme.agrees_with, key=lambda name: theme.agrees_with[name])  # type: ignore[index]
            sentences.append(f"{100 * theme.agrees_with[best]:.0f} % of it is also in: {best}.")
        sentences += [f"Edits: {examples}."] if examples else []
        yield Section(sentences + ([theme.advice] if theme.advice else []))


main = command.run
