"""``revscoring languages lint``: compare word lists with a wiki's own history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from revscoring.extractors.dump import Dump, DumpError, link_parents
from revscoring.extractors.revert_labels import label_edits

from ...cli.command import utility
from ...cli.dumps import read_whole_dump, readable, report_broken, summary_reader
from ...cli.files import InputFile, OutputFile, open_input, open_output
from ...cli.options import (
    NOT_NEGATIVE,
    POSITIVE,
    at_least,
    keep_going_option,
    output_option,
    parse_numbers,
    progress_option,
)
from ...cli.totals import Totals
from ...files import read_text, split_lines

if TYPE_CHECKING:
    from revscoring.languages.workshop import AddedLine, EntryFinder, Source

__all__ = ["command"]


def _finders(
    language: str, sets: tuple[str, ...], extra_entries: str | None, list_file: str | None
) -> list[EntryFinder]:
    """Return the finders of the chosen sets with the extra entries, or of a list that replaces them."""
    from revscoring.languages.features import RegexMatches
    from revscoring.languages.workshop import EntryFinder, finder_of, load_language, match_sets

    found = match_sets(load_language(language))
    unknown = sorted(set(sets) - set(found))
    if unknown:
        raise click.UsageError(f"{language} has no set {unknown[0]!r}: it has {', '.join(found) or 'none'}")
    regex_sets = {name: words for name, words in found.items() if isinstance(words, RegexMatches)}
    if list_file is not None:
        name = sets[0] if sets else Path(list_file).stem
        sources = _read_sources(list_file, name)
        model = regex_sets.get(name) or next(iter(regex_sets.values()), None)
        if model is None:
            return [EntryFinder(sources)]
        return [EntryFinder(sources, model.wrapping, text_preprocess=model.text_preprocess)]
    chosen = {name: found[name] for name in sets} if sets else regex_sets
    if not chosen:
        raise click.UsageError(f"{language} has no list of words to lint")
    return [
        finder_of(words, name, _read_sources(extra_entries, name) if extra_entries is not None else ())
        for name, words in chosen.items()
    ]


def _read_sources(path: str, set_name: str) -> list[Source]:
    from revscoring.languages.lists import parse_entries
    from revscoring.languages.workshop import Source

    lines = split_lines(read_text(path))
    return [Source(entry, set_name, path) for entry in parse_entries(lines, source=path)]


def _history(
    dumps: tuple[str, ...],
    labels_path: str | None,
    label: str,
    totals: Totals,
    namespaces: set[int] | None,
    broken: list[DumpError],
) -> Iterator[AddedLine]:
    """Yield the lines that the edits of dumps added; without labels, each dump is read twice."""
    from revscoring.languages.workshop import lines_by_page, read_labels

    labels: dict[int, bool] = {}
    if labels_path is not None:
        with open_input(labels_path) as file:
            labels = read_labels(file, label, labels_path)
    for path in dumps:
        if labels_path is None:
            labels = _labels_of(path)
        with Dump(path) as dump:
            linked = link_parents(read_whole_dump(dump, totals, broken))
            for page in lines_by_page(linked, labels, namespaces):
                totals.outputs += page.edits
                totals.left_out += page.left_out
                totals.show(dump.position)
                yield from page.lines


def _labels_of(path: str) -> dict[int, bool]:
    """Return which revisions of a dump were reverted for damage; invalid ones are left out."""
    with Dump(path) as dump:
        edits = label_edits(readable(dump), lambda reason, where: None, read_summary=summary_reader(dump))
        return {edit["rev_id"]: edit["reverted"] for edit in edits}


@utility("lint")
@click.argument("language")
@click.option(
    "--dump",
    "dumps",
    multiple=True,
    required=True,
    type=InputFile(),
    metavar="FILE",
    help="XML dump with histories (.gz, .bz2, .xz, .7z); may be repeated.",
)
@click.option(
    "--labels",
    "labels_path",
    type=InputFile(),
    metavar="FILE",
    help="Which edits were reverted, from revscoring autolabel.  [default: computed from the dump]",
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
@click.option(
    "--set", "sets", multiple=True, metavar="NAME", help="Only this set, such as badwords; may be repeated."
)
@click.option(
    "--extra-entries",
    type=InputFile(),
    metavar="FILE",
    help="Entries to lint as if each of the lists contained them.",
)
@click.option(
    "--list",
    "list_file",
    type=InputFile(),
    metavar="FILE",
    help="A list to lint instead of those of the language.",
)
@click.option(
    "--min-count",
    default=5,
    show_default=True,
    type=POSITIVE,
    metavar="N",
    help="Smallest number of lines with an entry to judge it; of reverted edits with a term to suggest it.",
)
@click.option("--suggest", is_flag=True, help="Suggest terms that are missing from the lists.")
@click.option(
    "--min-ratio",
    default=2.0,
    show_default=True,
    type=at_least(0.0, float),
    metavar="N",
    help="With --suggest: how many times likelier in damage a term must be.",
)
@click.option("--all", "show_all", is_flag=True, help="Show all entries that were found.")
@click.option(
    "--limit",
    default=40,
    show_default=True,
    type=NOT_NEGATIVE,
    metavar="N",
    help="Largest number of rows of a table; 0 for all.",
)
@click.option(
    "--contexts",
    default=5,
    show_default=True,
    type=POSITIVE,
    metavar="N",
    help="Examples of each entry, from damage and from good text, in JSON and HTML.",
)
@click.option("--json", "wants_json", is_flag=True, help="JSON instead of a table.")
@click.option(
    "--html", type=OutputFile(), metavar="FILE", help="Also write a page of HTML with the contexts."
)
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
    show_all: bool,
    limit: int,
    contexts: int,
    wants_json: bool,
    html: str | None,
    output: str,
    keep_going: bool,
    show_progress: bool,
) -> None:
    """Compare the word lists of LANGUAGE with a wiki's history.

    Each entry is counted in the lines that edits added and that survived, and in the lines of edits that
    were reverted for damage. Entries that do not tell one from the other, or that tell the opposite, are
    listed, worst first: everyday words, as frequent in good text as in damage.

    Example: revscoring languages lint italian --dump wiki.xml.xz
    """
    from revscoring.languages.workshop import Lint, as_html, as_json, as_table, printable

    if list_file is not None and extra_entries is not None:
        raise click.UsageError("--list and --extra-entries exclude each other")
    if "-" in dumps and labels_path is None:
        raise click.UsageError("a dump from a pipe cannot be read twice: give --labels FILE with it")
    lint = Lint(_finders(language, sets, extra_entries, list_file), contexts=contexts, suggest=suggest)
    broken: list[DumpError] = []
    totals = Totals("lint", "revisions", show=show_progress)
    lint.add_all(_history(dumps, labels_path, label, totals, namespaces, broken))
    report = lint.report(min_count=min_count, min_ratio=min_ratio)
    totals.finish()
    entries = report.entries if show_all else report.reported
    with open_output(output) as out:
        if wants_json:
            values = as_json(report, language, entries=entries)
            print(printable(json.dumps(values, ensure_ascii=False, indent=1)), file=out)
        else:
            print(as_table(report, entries=entries, limit=limit or None), file=out)
    if html is not None:
        with open_output(html) as out:
            out.write(as_html(report, language, entries=entries))
    report_broken(broken, keep_going)
