"""Say what a model does and how good it is, or print information about it.

Alone, it says what MODEL-FILE tells apart, how well, and what the usual thresholds do. --threshold says what
a threshold of your choice does. With PATHs, only the fields at these are printed; --all prints them all, and
--formatting=str in the form of revscoring 2.x. A PATH is keys with dots between them: statistics.roc_auc,
params, environment.python_version, 'statistics.thresholds.true."maximum recall @ precision >= 0.9"'.

The PATH provenance says how to make the model again: with which commands, files and versions.

Example: revscoring model_info reverted.model --threshold "recall at precision 0.8"
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from ..cli.command import utility
from ..cli.files import InputFile
from ..cli.model_fields import all_fields
from ..cli.models import load_model
from ..cli.options import trust_options
from ..cli.policies import policy_notices, stated_policy
from ..cli.tables import print_sections
from ..errors import ModelInfoLookupError

if TYPE_CHECKING:
    from ..scoring import Model

__all__ = ["main"]


@utility("model_info")
@click.argument("model_file", type=InputFile(), metavar="MODEL-FILE")
@click.argument("path", nargs=-1, metavar="[PATH]...")
@click.option(
    "--threshold",
    "thresholds",
    multiple=True,
    metavar="GOAL",
    help='What a threshold does, such as "recall at precision 0.8": to find the most if 8 of 10 are right.',
)
@click.option(
    "--label", metavar="LABEL", help="The label that --threshold is about.  [default: true, or all]"
)
@click.option("--all", "show_all", is_flag=True, help="Print all fields.")
@click.option(
    "--formatting",
    type=click.Choice(["str", "json"]),
    help="Print the fields as text or JSON.  [default: str]",
)
@click.option("--json", "--as-json", "as_json", is_flag=True, help="Short for --formatting=json.")
@trust_options
def command(
    model_file: str,
    path: tuple[str, ...],
    thresholds: tuple[str, ...],
    label: str | None,
    show_all: bool,
    formatting: str | None,
    as_json: bool,
    trust: tuple[str, ...],
    trust_pickle: bool,
) -> None:
    if thresholds and path:
        raise click.UsageError("--threshold and PATH are different questions: ask one at a time")
    model = load_model(model_file, trust, trust_pickle)
    if as_json:
        formatting = "json"
    if thresholds:
        _answer(model_file, model, thresholds, label, formatting)
    elif show_all and not path and formatting is None:
        click.echo(all_fields(model.info))
    elif path or show_all or formatting:
        _print_fields(model_file, model, list(path), formatting or "str")
    else:
        _summarize(model_file, model)


def _summarize(model_file: str, model: Model) -> None:
    from ..scoring.policy import floor_threshold
    from ..scoring.summary import Section, describe_model, summarize
    from ..scoring.training_data import learned_from

    first, *others = summarize(model, floor_threshold(model, stated_policy(model).floor))
    about = [f"{model_file} {describe_model(model)}.", *learned_from(model), *policy_notices(model)]
    print_sections([Section([*about, *first.sentences]), *others])
    click.echo(
        f"\nMore: revscoring model_info {model_file} --all"
        f"\n      revscoring report {model_file} --output report.html"
    )


def _answer(
    model_file: str, model: Model, goals: tuple[str, ...], label: str | None, formatting: str | None
) -> None:
    from ..scoring.paths import try_key
    from ..scoring.policy import floor_threshold
    from ..scoring.statistics.classification import ThresholdOptimization
    from ..scoring.summary import Section, point_section, statistics_of, words_of
    from ..scoring.wording import labels_of_interest

    statistics = statistics_of(model)
    if statistics is None or "thresholds" not in statistics:
        raise RuntimeError(f"{model_file} has no statistics of thresholds: see revscoring test_model")
    try:
        optimizations = [ThresholdOptimization.from_words(goal) for goal in goals]
        if label is None:
            labels = labels_of_interest(statistics.labels)
        else:
            known: dict[Any, Any] = {words_of(model, one).name: one for one in statistics.labels}
            known |= {one: one for one in statistics.labels}
            labels = [try_key(label, known)]
    except ValueError as error:
        raise click.UsageError(f"--threshold: {error}") from error
    except ModelInfoLookupError as error:
        raise click.UsageError(f"--label {error}") from error
    if formatting == "json":
        for notice in policy_notices(model):
            click.echo(f"model_info: {notice}", err=True)
        paths = [["statistics", "thresholds", one, str(goal)] for one in labels for goal in optimizations]
        _print_fields(model_file, model, paths, "json")
        return
    floor = floor_threshold(model, stated_policy(model).floor)
    for number, (one, goal) in enumerate((one, goal) for one in labels for goal in optimizations):
        section = point_section(model, one, goal, floor)
        print_sections([Section([""])] if number else [])
        print_sections([section])


def _print_fields(model_file: str, model: Model, paths: list[Any], formatting: str) -> None:
    if paths == ["provenance"] and formatting == "str":
        from ..scoring.provenance import Provenance

        provenance = model.info.get("provenance")
        if not isinstance(provenance, Provenance):
            raise RuntimeError(
                f"{model_file} does not say how it was made: only cv_train of revscoring 3 and later notes it"
            )
        click.echo(provenance.format(), nl=False)
        return
    try:
        for path in paths:
            model.info.lookup(path)  # a field that is shown whole does not notice what is not there
        formatted = model.info.format(paths or None, formatting=formatting)
    except KeyError as error:
        raise RuntimeError(f"{model_file}, {' '.join(map(str, paths))}: there is no field {error}") from error
    except (IndexError, ValueError) as error:  # of the grammar of paths
        raise RuntimeError(f"{model_file}: {error}") from error
    click.echo(json.dumps(formatted, indent=2, ensure_ascii=False) if formatting == "json" else formatted)


main = command.run
