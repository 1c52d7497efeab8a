"""Answer over HTTP: scores, thresholds and explanations, for wikis and their tools.

MODEL is a model file. In addresses it has the name of the file up to the first dot, or NAME. With --host,
the service asks that wiki for what the models need. Several wikis stand in a configuration file (--config).

Example: revscoring serve reverted.model --host https://en.wikipedia.org
"""

from __future__ import annotations

import os

import click

from ..cli.command import utility
from ..cli.files import InputFile
from ..cli.hosts import USER_AGENT
from ..cli.models import in_words_of_commands
from ..cli.options import POSITIVE, features_path_option
from ..importing import needs_extra

__all__ = ["main"]


@utility("serve")
@click.argument("models", nargs=-1, metavar="[MODEL | NAME=MODEL]...")
@click.option("--host", metavar="URL", help="The wiki, such as https://my.wiki.  [default: none]")
@click.option(
    "--wiki", metavar="NAME", help="The name of the wiki in addresses.  [default: the wiki is asked for it]"
)
@click.option("--config", "config_file", type=InputFile(), metavar="FILE", help="A configuration, in YAML.")
@click.option("--listen", metavar="HOST:PORT", help="Where to listen.  [default: 127.0.0.1:8080]")
@click.option(
    "--cache",
    metavar="URL",
    help="Where scores are kept: memory://, sqlite:///FILE, or redis://HOST:PORT/DB.  [default: memory://]",
)
@click.option("--workers", type=POSITIVE, metavar="N", help="Processes that compute.  [default: all cores]")
@click.option("--timeout", type=float, metavar="SECONDS", help="Time for a request.  [default: 15]")
@click.option("--trust", multiple=True, metavar="PACKAGE", help="A package that models may use.")
@features_path_option
def command(
    models: tuple[str, ...],
    host: str | None,
    wiki: str | None,
    config_file: str | None,
    listen: str | None,
    cache: str | None,
    workers: int | None,
    timeout: float | None,
    trust: tuple[str, ...],
    features_path: str | None,
) -> None:
    with needs_extra("service"):
        from .. import service
        from ..service.server import ask_names, run

    def read(name: str | None = None) -> service.Config:
        config = service.Config() if config_file is None else service.load_config(config_file)
        config = config.with_options(
            listen=listen,
            cache=cache,
            workers=workers,
            trust=trust or None,
            user_agent=config.user_agent or os.environ.get("REVSCORING_USER_AGENT") or USER_AGENT,
        )
        asked = name if wiki is None else wiki
        return config.with_arguments(models, host, asked, timeout, features_path)

    config = read()
    name: str | None = None
    if "" in config.wikis:
        config = ask_names(config, read)
        name = next(iter(set(config.wikis) - set(read().wikis)), None)
    if not any(found.models for found in config.wikis.values()):
        raise RuntimeError("there is nothing to serve: give a model file, or --config")
    try:
        run(config, lambda: read(name), click.echo)
    except service.ConfigError as error:
        raise RuntimeError(in_words_of_commands(str(error))) from error


main = command.run
