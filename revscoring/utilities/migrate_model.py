"""Convert a model that revscoring 2.x pickled.

OLD is the pickle, NEW the model file. Nothing of the pickle is run. The scores of the new model are
compared with plain formulas, and with scores of the old software if there is a sample; NEW is written
only if they agree.

Example: revscoring migrate_model old.model new.model --features-path mywiki.features --trust mywiki
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from ..cli.command import utility
from ..cli.files import InputFile, OutputFile, open_input
from ..cli.models import in_words_of_commands
from ..cli.options import at_least
from ..files import replace_file

__all__ = ["main"]


def _read_samples(path: str) -> Iterator[Any]:
    with open_input(path) as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    yield json.loads(line)
                except ValueError as error:
                    raise RuntimeError(f"{path}, line {number}: this is not JSON: {error}") from error


@utility("migrate_model")
@click.argument("old", type=InputFile(), metavar="OLD")
@click.argument("new", type=OutputFile(), metavar="NEW")
@click.option(
    "--sample",
    type=InputFile(),
    metavar="FILE",
    help="JSON lines with values and the score that 2.x gave for them.",
)
@click.option(
    "--features-path",
    metavar="PATH",
    help="The list of features, such as editquality.feature_lists.enwiki.damaging.",
)
@click.option(
    "--trust", multiple=True, metavar="PACKAGE", help="A package that the list may be imported from."
)
@click.option(
    "--tolerance",
    type=at_least(0.0, float),
    metavar="N",
    default=1e-9,
    show_default=True,
    help="How much probabilities may differ.",
)
def command(
    old: str,
    new: str,
    sample: str | None,
    features_path: str | None,
    trust: tuple[str, ...],
    tolerance: float,
) -> None:
    from ..errors import ModelFileError
    from ..scoring.migration import compare_scores, migrate

    try:
        migration = migrate(Path(old).read_bytes(), features_path, trust)
    except ModelFileError as error:
        raise RuntimeError(f"{old}: {in_words_of_commands(error.message)}") from error
    for note in filter(None, [*migration.notes, migration.missing]):
        click.echo(f"note: {in_words_of_commands(note)}", err=True)
    difference = migration.self_difference
    if difference is not None and not difference <= tolerance:
        raise RuntimeError(
            f"{old}: scores of the converted model differ by {difference:.3g} from the formula of its "
            f"kind, so it is not written; report this with the version of scikit-learn, "
            f"{migration.sklearn_version}"
        )
    notes = [f"written with scikit-learn {migration.sklearn_version}"]
    if difference is not None:
        notes.append(f"agrees with plain formulas within {difference:.2g}")
    elif sample is None:
        notes.append("not checked: there is no plain formula of its kind, and no --sample")
    if sample is not None:
        try:
            n, difference, predictions = compare_scores(migration.model, _read_samples(sample))
        except ModelFileError as error:
            raise RuntimeError(f"{sample}: {error.message}") from error
        if not n or not difference <= tolerance or predictions:
            raise RuntimeError(
                f"{sample}: of {n} scores, {predictions} have another prediction, and probabilities differ "
                f"by up to {difference:.3g}, so nothing is written; --tolerance allows for more"
            )
        notes.append(f"agrees with {n} old scores within {difference:.2g}")
    replace_file(new, migration.data)
    click.echo(f"{new}: {migration.model!r}, {', '.join(notes)}")


main = command.run
