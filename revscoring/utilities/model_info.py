"""Print the information of a model: parameters, statistics, environment.

With PATHs, only the fields at these are printed. A PATH is keys with dots between them:
statistics.roc_auc, params, environment.python_version,
'statistics.thresholds.true."maximum recall @ precision >= 0.9"'.
"""

from __future__ import annotations

import json

import click

from ..cli.command import utility
from ..cli.models import load_model
from ..cli.options import trust_options
from ..errors import ModelInfoLookupError

__all__ = ["main"]


@utility("model_info")
@click.argument("model_file", metavar="MODEL-FILE")
@click.argument("path", nargs=-1, metavar="[PATH]...")
@click.option(
    "--formatting", type=click.Choice(["str", "json"]), default="str", show_default=True, help="Text or JSON."
)
@click.option("--as-json", is_flag=True, hidden=True)
@trust_options
def command(
    model_file: str,
    path: tuple[str, ...],
    formatting: str,
    as_json: bool,
    trust: tuple[str, ...],
    trust_pickle: bool,
) -> None:
    model = load_model(model_file, trust, trust_pickle)
    if as_json:
        formatting = "json"
    try:
        formatted = model.info.format(list(path) or None, formatting=formatting)
    except (ModelInfoLookupError, KeyError) as error:
        known = ", ".join(map(str, model.info.keys()))
        raise RuntimeError(
            f"{model_file}: there is no field {error} in {' '.join(path)}; there are: {known}"
        ) from error
    click.echo(json.dumps(formatted, indent=2, ensure_ascii=False) if formatting == "json" else formatted)


main = command.run
