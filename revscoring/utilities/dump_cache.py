"""Write the feature values of observations as a table.

The table has tabs between its columns: the values of FEATURES and the LABEL, one row for each
observation. With a MODEL-FILE there is a column score_doc, and with FIELDs a column for each.

Example: revscoring dump_cache mywiki.features reverted --input observations.jsonl --output features.tsv
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from ..cli.command import utility
from ..cli.feature_lists import import_features
from ..cli.files import InputFile, open_input, open_output
from ..cli.models import load_model
from ..cli.options import input_option, output_option, trust_options
from ..cli.policies import Use, use_options
from ..cli.totals import Totals
from ..dependencies import solve
from ..errors import plain_text
from ..observations import Observation, read_observations

if TYPE_CHECKING:
    from ..features import Feature
    from ..scoring import Model

__all__ = ["main", "table_cell"]

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0"})


def table_cell(value: object) -> str:
    r"""Return a value as MySQL writes it to a table with tabs.

    Examples
    --------
    >>> table_cell(None), table_cell(True), table_cell("a\tb"), table_cell({"a": 1})
    ('NULL', 'True', 'a\\tb', '{"a": 1}')
    """
    if value is None:
        return "NULL"
    if isinstance(value, list | dict | tuple):
        value = json.dumps(value, ensure_ascii=False)
    return str(value).translate(_ESCAPES)


def _row(
    observation: Observation, features: Sequence[Feature], label_name: str, model: Model | None
) -> list[object]:
    cache = dict(observation.get("cache") or {})
    row = [*solve(features, cache=cache), observation[label_name]]
    if model is not None:
        row.append(model.score(list(solve(model.features, cache=cache))))
    return row


@utility("dump_cache")
@click.argument("features", metavar="FEATURES")
@click.argument("label", metavar="LABEL")
@click.argument("model", required=False, type=InputFile(), metavar="[MODEL-FILE]")
@click.argument("additional_field", nargs=-1, metavar="[FIELD]...")
@input_option()
@output_option("The table.")
@click.option("--verbose", is_flag=True, help="Print a dot for each row.")
@trust_options
@use_options
def command(
    features: str,
    label: str,
    model: str | None,
    additional_field: tuple[str, ...],
    input: str,
    output: str,
    verbose: bool,
    trust: tuple[str, ...],
    trust_pickle: bool,
    anyway: bool,
    accepted: tuple[str, ...],
) -> None:
    feature_list = import_features(features)
    use = Use(anyway, accepted)
    scorer = None if model is None else load_model(model, trust, trust_pickle, use=use)
    score_column = [] if scorer is None else ["score_doc"]
    header = [*feature_list, label, *score_column, *additional_field]
    totals = Totals("dump_cache", "observations")
    with open_input(input) as lines, open_output(output) as out:
        out.write("\t".join(map(table_cell, header)) + "\n")
        for observation in read_observations(lines):
            totals.inputs += 1
            try:
                row = _row(observation, feature_list, label, scorer)
            except Exception as error:  # one row never ends the table
                missing = isinstance(error, KeyError)
                reason = f"it has no field {error}" if missing else plain_text(error)
                totals.fail(reason, f"revision {observation.get('rev_id')}")
                continue
            row += map(observation.get, additional_field)
            out.write("\t".join(map(table_cell, row)) + "\n")
            totals.outputs += 1
            if verbose:
                print(".", end="", file=sys.stderr, flush=True)
    totals.finish()


main = command.run
