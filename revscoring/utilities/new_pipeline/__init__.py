"""Write a Makefile that makes models of wikis, and its settings.

In DIR are then pipeline.yaml, with a row for WIKI, and a Makefile with every command from the dump to the
model: `make models` makes the models, `make WIKI` also a report, a card and an audit. If pipeline.yaml is
there already, a row is added. Without WIKI, only the Makefile is written again; make does so itself when
pipeline.yaml changes.

Example: revscoring new_pipeline examplewiki --dump examplewiki.xml.xz --output models
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import click
import yaml

from ...cli.command import utility
from ...cli.files import load_yaml
from ...cli.options import host_option
from ...files import read_text, replace_file
from .pipelines import NAME, read_pipelines

__all__ = ["main"]

SETTINGS_FILE = "pipeline.yaml"


@utility("new_pipeline")
@click.argument("wiki", required=False, metavar="[WIKI]")
@click.option("--dump", metavar="FILE", help="The XML dump with the histories of the wiki.")
@host_option()
@click.option("--labels", metavar="FILE", help="Labels of your own.  [default: reverted edits of the dump]")
@click.option(
    "--language",
    metavar="NAME",
    help="Take the features for a language, such as italian, with its word lists.",
)
@click.option(
    "--features", metavar="PATH", help="The list of features.  [default: revscoring.examples.any_wiki]"
)
@click.option(
    "--output", "directory", default=".", show_default=True, metavar="DIR", help="The directory to write."
)
def command(
    wiki: str | None,
    dump: str | None,
    host: str | None,
    labels: str | None,
    language: str | None,
    features: str | None,
    directory: str,
) -> None:
    if language is not None and features is not None:
        raise click.UsageError("--language chooses a list of features: give it or --features")
    path = Path(directory, SETTINGS_FILE)
    if wiki is None:
        if any(value is not None for value in (dump, host, labels, language, features)):
            raise click.UsageError("WIKI is missing: the name of the row that these options are for")
        if not path.exists():
            raise click.UsageError(f"WIKI is missing, and there is no {path}")
        _write_makefile(Path(directory), read_text(path))
        return
    if not NAME.fullmatch(wiki):
        raise click.UsageError(f"WIKI: {wiki!r}: use letters, digits, _ and -")
    if host is not None and features is None and language is None:
        raise click.UsageError("--host needs --features or --language: the default list needs a dump")
    text = read_text(path) if path.exists() else render("pipeline.yaml.jinja")
    known = load_yaml(str(path)) if path.exists() else None
    if isinstance(known, dict) and wiki in (known.get("wikis") or {}):
        raise RuntimeError(f"{path} has {wiki} already: change it there, or give another name")
    chosen = f"revscoring.examples.{language}.damaging" if language else "revscoring.examples.any_wiki"
    row = {
        "dump": dump and _relative(dump, directory),
        "host": host,
        "labels": labels and _relative(labels, directory),
        "features": features or chosen,
    }
    lines = [f"    {name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in row.items() if value]
    text = text.rstrip("\n") + f"\n  {wiki}:\n{''.join(lines)}"
    _write_makefile(Path(directory), text)
    click.echo(f"new_pipeline: {path} has {wiki}; next: make -C {directory} {wiki}", err=True)


def render(template: str, **values: object) -> str:
    """Fill in a template of this command."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(__name__, "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template).render(values)


def _relative(path: str, directory: str) -> str:
    """Return a path as it is from a directory, unless it is absolute."""
    return path if os.path.isabs(path) else os.path.relpath(path, directory)


def _write_makefile(directory: Path, settings: str) -> None:
    """Write the settings, the Makefile, and the command of each step if it has changed."""
    path = directory / SETTINGS_FILE
    try:
        document = yaml.safe_load(settings)
    except yaml.YAMLError as error:
        raise RuntimeError(f"{path}: this is not YAML: {error}") from error
    pipelines = read_pipelines(document, str(path))
    stamps = directory / ".commands"
    stamps.mkdir(parents=True, exist_ok=True)
    if not path.exists() or read_text(path) != settings:
        replace_file(path, settings.encode())
    for step in (step for pipeline in pipelines for step in pipeline.steps):
        stamp = stamps / step.stamp
        if not stamp.exists() or read_text(stamp) != step.recipe:
            replace_file(stamp, step.recipe.encode())
    replace_file(directory / "Makefile", render("Makefile.jinja", pipelines=pipelines).encode())


main = command.run
