"""``revscoring dump_cache``: the feature values of observations as a table with tabs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import IO, Any

import click

from revscoring.dependencies import solve
from revscoring.errors import DependencyError

from ..cli.command import run_command, utility
from ..cli.feature_lists import import_features
from ..cli.files import Totals, input_option, open_input, open_output, output_option
from ..cli.models import load_model, trust_options
from ..observations.lines import read_observations

__all__ = ["main", "run", "table_cell"]

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0"})


def table_cell(value: Any) -> str:
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


def run(
    observations: Iterable[dict[str, Any]],
    output: IO[str],
    features: Sequence[Any],
    label_name: str,
    model: Any = None,
    additional_fields: Sequence[str] = (),
    verbose: bool = False,
) -> Totals:
    """Write a header and a row for each observation; those that fail are printed to standard error.

    Returns
    -------
    Totals
    """
    header = [
        *map(str, features),
        label_name,
        *(["score_doc"] if model is not None else []),
        *additional_fields,
    ]
    output.write("\t".join(map(table_cell, header)) + "\n")
    totals = Totals("dump_cache", "observations")
    for observation in observations:
        totals.inputs += 1
        try:
            cache = dict(observation.get("cache") or {})
            row = [*solve(features, cache=cache), observation[label_name]]
            if model is not None:
                row.append(model.score(list(solve(model.features, cache=cache))))
        except KeyError as error:
            totals.fail(f"it has no field {error}", f"revision {observation.get('rev_id')}")
            continue
        except (DependencyError, RuntimeError) as error:
            totals.fail(str(error).partition("\n")[0], f"revision {observation.get('rev_id')}")
            continue
        row += [observation.get(name) for name in additional_fields]
        output.write("\t".join(map(table_cell, row)) + "\n")
        totals.outputs += 1
        if verbose:
            print(".", end="", file=sys.stderr, flush=True)
    return totals


@utility("dump_cache")
@click.argument("features", metavar="FEATURES")
@click.argument("label", metavar="LABEL")
@click.argument("model", required=False, metavar="[MODEL-FILE]")
@click.argument("additional_field", nargs=-1, metavar="[FIELD]...")
@input_option()
@output_option("The table.")
@click.option("--verbose", is_flag=True, help="Print a dot for each row.")
@trust_options
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
) -> None:
    """Write a table of the values of FEATURES and of the LABEL, one row for each observation.

    With a MODEL-FILE there is a column score_doc, and with FIELDs a column for each.
    """
    feature_list = import_features(features)
    scorer = None if model is None else load_model(model, trust, trust_pickle)
    with open_input(input) as lines, open_output(output) as out:
        totals = run(read_observations(lines), out, feature_list, label, scorer, additional_field, verbose)
    totals.finish()


def main(argv: Sequence[str] | None = None) -> None:
    """Run ``revscoring dump_cache``."""
    run_command(command, argv, "revscoring dump_cache")
