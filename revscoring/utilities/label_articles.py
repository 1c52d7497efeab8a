"""Label revisions of articles with the quality class that their talk page gave them.

On many wikis a template of the talk page says how good the article is, such as {{WikiProject
Ants|class=B}}. The revision of the article that was current when its talk page first got a class is
labelled with it, once for each class that the article gets (--only-first: once). Of several projects, the
class that most give counts; of equally many, the highest. Classes that were reverted are left out, and so
are revisions that were a redirect or are hidden. Each line: {"rev_id": 5, "page_id": ..., "title": ...,
"namespace": 0, "timestamp": ..., "quality": "B", "talk_rev_id": 9, "assessed": ..., "projects":
["wikiproject ants"]}.

The dump needs the histories of articles and of talk pages; several dumps are read as one. For a wiki that
is not known, write a YAML file: templates: [names, where * stands for anything], parameters: [those with
the class], classes: {each class, the lowest first: [what people write for it]}.

Example: revscoring label_articles --wiki enwiki --dump history.xml.bz2 --output labels.jsonl
"""

from __future__ import annotations

import sys
from collections import Counter

import click

from ..cli.command import utility
from ..cli.dumps import read_whole_dump, report_broken
from ..cli.files import InputFile, load_yaml, open_rows
from ..cli.options import keep_going_option, output_option, parse_numbers, progress_option
from ..cli.totals import Totals
from ..extractors.assessments import AssessmentRules, AssessmentRulesError, Assessments, wikis_with_rules
from ..extractors.dump import Dump, DumpError
from ..observations import dump_observation

__all__ = ["main"]

#: How many unknown classes are named.
SHOWN = 5


def _rules(wiki: str | None, templates: str | None) -> AssessmentRules:
    if (wiki is None) == (templates is None):
        raise click.UsageError(f"give --wiki ({', '.join(wikis_with_rules())}) or --templates FILE")
    if wiki is not None:
        return AssessmentRules.of_wiki(wiki)
    assert templates is not None
    try:
        return AssessmentRules.of_document(load_yaml(templates))
    except AssessmentRulesError as error:
        raise RuntimeError(f"{templates}: {error}") from error


@utility("label_articles")
@click.option(
    "--dump",
    "dumps",
    required=True,
    multiple=True,
    type=InputFile(),
    metavar="FILE",
    help="An XML dump with histories (.gz, .bz2, .xz, .7z); - for a pipe; may be repeated.",
)
@click.option(
    "--wiki",
    type=click.Choice(wikis_with_rules()),
    help="The wiki whose templates say how good an article is.",
)
@click.option(
    "--templates", type=InputFile(), metavar="FILE", help="YAML with the templates of another wiki."
)
@output_option("Observations, one JSON object per line; or a table: .parquet, .csv, .tsv.", recorded=True)
@click.option("--label", default="quality", show_default=True, help="Name of the field with the label.")
@click.option("--only-first", is_flag=True, help="Only the first class of each article.")
@click.option(
    "--namespaces",
    type=parse_numbers,
    default="0",
    show_default=True,
    metavar="N,...",
    help="The namespaces of the articles.",
)
@keep_going_option
@progress_option()
def command(
    dumps: tuple[str, ...],
    wiki: str | None,
    templates: str | None,
    output: str,
    label: str,
    only_first: bool,
    namespaces: set[int] | None,
    keep_going: bool,
    show_progress: bool,
) -> None:
    if namespaces is None:
        raise click.UsageError("--namespaces: give numbers")
    assessments = Assessments(_rules(wiki, templates), namespaces, only_first)
    broken: list[DumpError] = []
    counts: Counter[str] = Counter()
    with open_rows(output) as out:
        for path in dumps:
            with Dump(path) as dump:
                totals = Totals("label_articles", "revisions", show=show_progress, total=dump.size)
                revisions = read_whole_dump(dump, totals, broken)
                assessments.read(revisions, totals.fail)
                totals.left_out = totals.inputs - totals.errors
                totals.left_out_words = "read"
                totals.finish()
        for row in assessments.rows():
            values = {label if key == "label" else key: value for key, value in vars(row).items()}
            dump_observation(values, out)
            counts[row.label] += 1
    _print_counts(assessments, counts)
    report_broken(broken, keep_going)


def _print_counts(assessments: Assessments, counts: Counter[str]) -> None:
    found = [f"{counts[label]:,} {label}" for label in assessments.rules.order if counts[label]]
    print(f"label_articles: {counts.total():,} assessed: {', '.join(found) or 'none'}", file=sys.stderr)
    for reason, number in assessments.lost.most_common():
        print(f"label_articles: {number:,} classes have no revision: {reason}", file=sys.stderr)
    if assessments.unknown:
        named = [f"{value!r} ({number:,})" for value, number in assessments.unknown.most_common(SHOWN)]
        more = len(assessments.unknown) - len(named)
        rest = f" and {more:,} others" if more else ""
        print(f"label_articles: these are no classes of the rules: {', '.join(named)}{rest}", file=sys.stderr)


main = command.run
