"""``revscoring languages lint``: word lists held against a wiki's own history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...cli.command import utility
from ...cli.dumps import report_broken
from ...cli.files import open_output
from ...cli.options import keep_going_option, output_option, parse_numbers, progress_option
from ...cli.totals import Totals

if TYPE_CHECKING:
    from revscoring.languages.workshop.attribution import EntryFinder
    from revscoring.languages.workshop.lint import AddedLine, LintReport

__all__ = ["chosen_finders", "history"]


def chosen_finders(
    language: str, sets: tuple[str, ...], extra_entries: str | None, list_file: str | None
) -> list[EntryFinder]:
    """Return the lists to lint.

    Parameters
    ----------
    language : str
        The language.
    sets : tuple of str
        Names of its sets; all that match regular expressions by default.
    extra_entries : str or None
        A file of more entries, for each of the sets.
    list_file : str or None
        A file of entries to lint instead, with the boundaries of the language.
    """
    from revscoring.languages.features import RegexMatches
    from revscoring.languages.lists.notation import parse_entries
    from revscoring.languages.workshop.attribution import EntryFinder, finder_of
    from revscoring.languages.workshop.catalogue import load_language, match_sets

    found = match_sets(load_language(language))
    unknown = sorted(set(sets) - set(found))
    if unknown:
        raise click.UsageError(f"{language} has no set {unknown[0]!r}: it has {', '.join(found) or 'none'}")
    regex_sets = {name: found[name] for name in found if isinstance(found[name], RegexMatches)}
    if list_file is not None:
        entries = parse_entries(_lines(list_file), source=list_file)
        name = sets[0] if sets else Path(list_file).stem
        model = found.get(name) or next(iter(regex_sets.values()), None)
        if not isinstance(model, RegexMatches):
            return [EntryFinder(entries, name=name, file=list_file)]
        preprocess = model.text_preprocess
        return [EntryFinder(entries, model.wrapping, name=name, file=list_file, text_preprocess=preprocess)]
    extra = [] if extra_entries is None else parse_entries(_lines(extra_entries), source=extra_entries)
    chosen = {name: found[name] for name in sets} if sets else regex_sets
    if not chosen:
        raise click.UsageError(f"{language} has no list of words to lint")
    return [finder_of(words, name, (extra, extra_entries or "")) for name, words in chosen.items()]


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8-sig").splitlines()


def history(
    dumps: tuple[str, ...],
    labels_path: str | None,
    label: str,
    totals: Totals,
    namespaces: set[int] | None,
    broken: list[Any],
) -> Iterator[AddedLine]:
    """Yield the lines that the edits of some dumps added."""
    from ._history import computed_labels, read_labels, read_lines

    given = read_labels(labels_path, label) if labels_path is not None else None
    for path in dumps:
        labels = computed_labels(path) if given is None else given
        yield from read_lines(path, labels, totals, namespaces=namespaces, broken=broken)


def _write(report: LintReport, language: str, form: str, output: str, html: str | None, **shown: Any) -> None:
    from revscoring.languages.workshop.lint_report import as_html, as_json, as_table

    entries = report.entries if shown["show_all"] else report.reported
    with open_output(output) as out:
        if form == "json":
            values = as_json(report, language, entries=entries)
            text = json.dumps(values, ensure_ascii=False, indent=1).encode("utf-8", "replace").decode("utf-8")
            out.write(f"{text}\n")
        else:
            out.write(f"{as_table(report, entries=entries, limit=shown['limit'] or None)}\n")
    if html is not None:
        with open_output(html) as out:
            out.write(as_html(report, language, entries=entries))


@utility("lint")
@click.argument("language")
@click.option(
    "--dump",
    "dumps",
    multiple=True,
    required=True,
    metavar="FILE",
    help="XML dump with histories (.gz, .bz2, .xz, .7z); may be given more than once.",
)
@click.option(
    "--labels",
    "labels_path",
    metavar="FILE",
    help="Which edits were reverted, as revscoring autolabel writes it.  [default: found in the dump]",
)
@click.option("--label", default="reverted", show_default=True, help="The field of the labels.")
@click.option(
    "--namespaces",
    default="0",
    show_default=True,
    type=parse_numbers,
    metavar="all|N,...",
    help="Only pages of these namespaces.",
)
@click.option("--set", "sets", multiple=True, metavar="NAME", help="Only this set, such as badwords.")
@click.option(
    "--extra-entries", metavar="FILE", help="Entries to lint as if they stood in each of the lists."
)
@click.option("--list", "list_file", metavar="FILE", help="A list to lint instead of those of the language.")
@click.option(
    "--min-count",
    default=5,
    show_default=True,
    type=click.IntRange(min=1),
    help="In how many lines an entry must stand to be judged; in how many reverted edits a suggestion.",
)
@click.option("--suggest", is_flag=True, help="Propose terms that are missing from the lists.")
@click.option(
    "--min-ratio",
    default=2.0,
    show_default=True,
    type=click.FloatRange(min=0),
    help="With --suggest: how many times likelier in damage a term must be, at least.",
)
@click.option("--all", "show_all", is_flag=True, help="Show all entries that were found.")
@click.option(
    "--limit",
    default=40,
    show_default=True,
    type=click.IntRange(min=0),
    help="Rows of a table; 0 for all.",
)
@click.option(
    "--contexts",
    default=5,
    show_default=True,
    type=click.IntRange(min=1),
    help="Examples of an entry, of damage and of good text, in JSON and HTML.",
)
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
@click.option("--html", metavar="FILE", help="Write a page of HTML with the contexts, too.")
@output_option("Where to write the table or JSON.")
@keep_going_option
@progress_option()
def command(
    language: str,
    dumps: tuple[str, ...],
    labels_path: str | None,
    label: str,
    namespaces: set[int] | None,
    sets: tuple[str, ...],
    extra_entries: str | None,
    list_file: str | None,
    min_count: int,
    suggest: bool,
    min_ratio: float,
    contexts: int,
    as_json: bool,
    html: str | None,
    output: str,
    keep_going: bool,
    show_progress: bool,
    **shown: Any,
) -> None:
    """Hold the word lists of LANGUAGE against a wiki's history.

    Each entry is counted in the lines that edits added and that survived, and in those of edits that
    were reverted for damage. Entries that say nothing, or the opposite of what their list claims, are
    listed, worst first: everyday words that stand in good text as often as in bad.
    """
    from revscoring.languages.workshop.lint import Lint

    if list_file is not None and extra_entries is not None:
        raise click.UsageError("--list and --extra-entries exclude each other")
    if "-" in dumps and labels_path is None:
        raise click.UsageError("a dump from a pipe cannot be read twice: give --labels FILE with it")
    lint = Lint(chosen_finders(language, sets, extra_entries, list_file), contexts=contexts, suggest=suggest)
    broken: list[Any] = []
    totals = Totals("lint", "revisions", show=show_progress)
    lint.add_all(history(dumps, labels_path, label, totals, namespaces, broken))
    report = lint.report(min_count=min_count, min_ratio=min_ratio)
    totals.finish()
    _write(report, language, "json" if as_json else "table", output, html, **shown)
    report_broken(broken, keep_going)
