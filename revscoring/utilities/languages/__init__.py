"""List the languages; try, check, lint and create their word lists.

Each language is shown with its feature sets, the sizes of their lists, and its dictionaries. A dictionary
that is not installed is shown with the Debian package that contains it. The commands below try
a word list on a text, check a language, lint its lists against a wiki's history, and create a new
language.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from ...cli.command import Group, utility
from ...cli.terminal import columns, is_terminal
from . import check as languages_check
from . import lint as languages_lint
from . import new as languages_new
from . import try_ as languages_try

if TYPE_CHECKING:
    from ...languages.workshop import LanguageInfo

__all__ = ["main"]


@utility("languages", Group, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per language and line.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    if ctx.invoked_subcommand is not None:
        return
    from ...languages.workshop import describe_languages

    infos = describe_languages()
    if as_json:
        for info in infos:
            print(json.dumps(asdict(info), ensure_ascii=False))
    else:
        print(_table(infos) if not is_terminal(sys.stdout) else _fitting_table(infos, columns()))


LISTS = ["badwords", "informals", "stopwords", "words_to_watch", "idioms"]


def _fitting_table(infos: Sequence[LanguageInfo], width: int) -> str:
    """Return the table, without the last of its lists where it would be wider than the terminal."""
    for count in range(len(LISTS), 0, -1):
        table = _table(infos, LISTS[:count])
        if max(map(len, table.splitlines())) <= width:
            break
    left_out = ", ".join(name.replace("_", " ") for name in LISTS[count:])
    return f"{table}\n\nNot shown: {left_out} (--json has all)." if left_out else table


def _table(infos: Sequence[LanguageInfo], lists: Sequence[str] = LISTS) -> str:
    """Return a table with a row for each language."""
    from tabulate import tabulate

    rows = []
    for info in infos:
        sizes = {found.name: "?" if found.entries is None else f"{found.entries:,}" for found in info.sets}
        stemmed = "yes" if "stemmed" in sizes else ""
        rows.append([info.name, info.code, *(sizes.get(name, "") for name in lists), stemmed, _hint(info)])
    headers = ["language", "code", *(name.replace("_", " ") for name in lists), "stemmed", "dictionary"]
    align = ["left", "left", *["right"] * len(lists), "left", "left"]
    return str(tabulate(rows, headers, disable_numparse=True, colalign=align))


def _hint(info: LanguageInfo) -> str:
    """Return whether the dictionaries are installed, or how to install them."""
    if not info.dictionaries:
        return ""
    missing = info.missing_packages
    if missing:
        return f"apt-get install {' '.join(missing)}"
    packages = {found.python_package for found in info.dictionaries if found.python_package}
    return f"installed ({', '.join(sorted(packages))})" if packages else "installed"


for inner in (languages_try.command, languages_check.command, languages_lint.command, languages_new.command):
    command.add_command(inner)


main = command.run
