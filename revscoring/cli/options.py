"""Options that several commands share.

A group of options is a decorator, and a TypedDict beside it names its values.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, TypedDict, TypeVar

import click

from ..extractors.dump import WINDOW_BYTES
from ..extractors.workers import BATCH_SIZE
from .files import OBSERVATIONS, InputFile, OutputFile

F = TypeVar("F", bound=Callable[..., int | None])

N = TypeVar("N", int, float)


def at_least(least: N, kind: Callable[[str], N]) -> Callable[[str], N]:
    """Return the type of an option whose value is a number that is not less than another."""

    def parse_number(text: str) -> N:
        with suppress(ValueError):
            if (number := kind(text)) >= least:
                return number
        name = "a whole number" if kind is int else "a number"
        raise click.BadParameter(f"{text!r}: give {name} of at least {least}")

    return parse_number


POSITIVE: Final = at_least(1, int)
NOT_NEGATIVE: Final = at_least(0, int)


def parse_numbers(text: str) -> set[int] | None:
    """Return whole numbers that are separated by commas; None for "all"."""
    try:
        return None if text == "all" else {int(number) for number in text.split(",")}
    except ValueError:
        raise click.BadParameter(
            f"{text!r}: give all, or numbers separated by commas, such as 0,10"
        ) from None


def parse_json_object(text: str) -> dict[str, Any]:
    """Return the content of a JSON object."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise click.BadParameter(f"this is not JSON: {error}") from None
    if not isinstance(found, dict):
        raise click.BadParameter('give a JSON object, such as {"datasource.revision.text": "..."}')
    return found


def group(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Return a decorator that adds options in this order."""

    def add(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return add


def input_option(
    *names: str, help: str = "Observations, one JSON object per line, or .parquet."
) -> Callable[[F], F]:
    """Return the option of an input file, the standard input by default."""
    names = names or ("--input",)
    type = InputFile(OBSERVATIONS)
    return click.option(*names, default="<stdin>", show_default=True, type=type, metavar="FILE", help=help)


def output_option(
    help: str = "Where to write.",
    name: str = "--output",
    content: str | None = None,
    *,
    recorded: bool = False,
) -> Callable[[F], F]:
    """Return the option of an output file, the standard output by default; see `OutputFile`."""
    type = OutputFile(content, recorded=recorded)
    return click.option(name, default="<stdout>", show_default=True, type=type, metavar="FILE", help=help)


def progress_option(*other_names: str) -> Callable[[F], F]:
    """Return the option that shows progress bars."""
    help = "Show progress even if standard error is not a terminal."
    return click.option("--progress", *other_names, "show_progress", is_flag=True, help=help)


def dump_option(*, required: bool = False) -> Callable[[F], F]:
    """Return the option of the dump to read."""
    help = "Read the revisions from an XML dump (.gz, .bz2, .xz, .7z); - for a pipe."
    return click.option("--dump", "dump_path", required=required, type=InputFile(), metavar="FILE", help=help)


def host_option(*, required: bool = False) -> Callable[[F], F]:
    """Return the option of the wiki to ask."""
    help = "The wiki to ask, such as https://en.wikipedia.org."
    return click.option("--host", required=required, metavar="URL", callback=_checked_host, help=help)


def _checked_host(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Refuse what is not the address of a wiki, before there is any work."""
    from ..extractors.api import split_address

    if value is not None:
        split_address(value)
    return value


def folds_option(default: int, *, min: int, help: str) -> Callable[[F], F]:
    """Return the option of the number of parts to cross-validate with."""
    type = at_least(min, int)
    return click.option("--folds", default=default, show_default=True, type=type, metavar="N", help=help)


split_options = group(
    click.option(
        "--group-by",
        metavar="user|page|FIELD",
        help="Keep edits with the same value together in one fold.  [default: user, where it is known]",
    ),
    click.option(
        "--split",
        type=click.Choice(["time", "random"]),
        help="time: learn from the older edits, and test on the newest fifth; random: plain folds, as in "
        "revscoring 2.x, which look better than the model is.",
    ),
)

login_option = click.option("--login", is_flag=True, help="Log in to the wiki first (with --host).")
keep_going_option = click.option(
    "--keep-going", is_flag=True, help="Exit with status 0 even if a part of the dump is broken."
)
id_column_option = click.option(
    "--id-column", default="rev_id", show_default=True, metavar="FIELD", help="The field to merge by."
)
score_field_option = click.option(
    "--score-field", default="score", show_default=True, metavar="FIELD", help="The field for the score."
)


class DumpOptions(TypedDict):
    """The values of `dump_options`."""

    users: str | None
    user_info: str
    by_order: bool
    window: int
    keep_going: bool


dump_options = group(
    click.option(
        "--users",
        type=InputFile(),
        metavar="FILE",
        help="Accounts: JSON, or a table with tabs (with --dump).",
    ),
    click.option(
        "--user-info",
        type=click.Choice(["derive", "file"]),
        default="derive",
        show_default=True,
        help="Derive registration (the first edit in the dump) and groups (*, user), or use --users only.",
    ),
    click.option(
        "--by-order",
        is_flag=True,
        help="Take the previous revision of the page as the parent, and ignore the parent ids.",
    ),
    click.option(
        "--window",
        default=WINDOW_BYTES // 1_000_000,
        show_default=True,
        metavar="MB",
        type=NOT_NEGATIVE,
        help="How much text of a page to keep in memory for its later revisions.",
    ),
    keep_going_option,
)


source_options = group(dump_option(), host_option(), login_option)


class ExtractionOptions(DumpOptions):
    """The values of `source_options` and `extraction_options`."""

    dump_path: str | None
    host: str | None
    login: bool
    skip_errors: bool
    verbose: bool
    resume: bool
    extractors: int | None
    timeout: float | None
    memory: int | None
    batch_size: int
    show_progress: bool


extraction_options = group(
    click.option(
        "--skip-errors",
        is_flag=True,
        help="Leave failed revisions out of the output, instead of writing their error.",
    ),
    click.option(
        "--verbose",
        is_flag=True,
        help="Print a sign for each revision: . good, ? not found, d deleted, e other error.",
    ),
    click.option(
        "--resume",
        is_flag=True,
        help="Continue at the end of the output file: keep what an interrupted run wrote, and do the rest.",
    ),
    click.option(
        "--extractors",
        type=NOT_NEGATIVE,
        metavar="N",
        help="Worker processes; 0 for none, or for one if there is a limit.  [default: all cores]",
    ),
    click.option(
        "--timeout",
        type=at_least(0.001, float),
        metavar="SECONDS",
        help="How long a revision may take; one that takes longer fails.  [default: no limit]",
    ),
    click.option(
        "--memory",
        type=POSITIVE,
        metavar="MB",
        help="Address space of a worker; a revision that needs more fails.  [default: no limit]",
    ),
    click.option(
        "--batch-size",
        default=BATCH_SIZE,
        show_default=True,
        type=POSITIVE,
        metavar="N",
        help="How many revisions to send to a worker, or to request from the wiki, at a time.",
    ),
    dump_options,
    progress_option(),
)

trust_options = group(
    click.option(
        "--trust",
        multiple=True,
        metavar="PACKAGE",
        help="A package, beside revscoring, that the model's features may be imported from.",
    ),
    click.option(
        "--trust-pickle",
        is_flag=True,
        help="Load a model that is a pickle. One of 2.x is converted; any other can run any program: use "
        "it only if you know who made it.",
    ),
)

features_path_option = click.option(
    "--features-path",
    metavar="PATH",
    help="The list of features, such as editquality.feature_lists.enwiki.damaging, if the model does not say "
    "it. Pickles of 2.x do not.",
)


class ModelOptions(TypedDict):
    """The values of `model_options`."""

    labels: str | None
    labels_config: str | None
    label_weights: tuple[str, ...]
    pop_rates: tuple[str, ...]
    multilabel: bool
    center: bool
    scale: bool


model_options = group(
    click.option("--labels", metavar="A,B,...", help="The labels, as JSON values: true,false."),
    click.option(
        "--labels-config",
        type=InputFile(),
        metavar="FILE",
        help="YAML with labels, weights and population rates.",
    ),
    click.option(
        "-w",
        "--label-weight",
        "label_weights",
        multiple=True,
        metavar="LABEL=WEIGHT",
        help="How much an error on a label costs.",
    ),
    click.option(
        "-r",
        "--pop-rate",
        "pop_rates",
        multiple=True,
        metavar="LABEL=RATE",
        help="How frequent a label is in the population; statistics are scaled to it.",
    ),
    click.option("--multilabel", is_flag=True, help="Every observation has a list of labels."),
    click.option("--center", is_flag=True, help="Subtract the median of each feature."),
    click.option("--scale", is_flag=True, help="Divide each feature by its interquartile range."),
)
