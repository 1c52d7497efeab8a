"""Keep what people report about scores, and compare versions of a model by it.

A report says that a score of an edit is wrong. Reports are kept in one SQLite file: add them one by one,
import them from the pages on which your wiki collects them, or let revscoring serve take them. See which
errors a new version of the model has fixed, and which are new, with revscoring reports table.

Example: revscoring reports import --wiki-page https://my.wiki/wiki/Project:Wrong_scores
"""

from __future__ import annotations

from ...cli.command import Group, utility
from . import add as reports_add
from . import export as reports_export
from . import import_ as reports_import
from . import judge as reports_judge
from . import list_ as reports_list
from . import redact as reports_redact
from . import resolve as reports_resolve
from . import table as reports_table

__all__ = ["main"]


@utility("reports", Group)
def command() -> None:
    pass


command.help = __doc__

for module in (
    reports_add,
    reports_import,
    reports_list,
    reports_judge,
    reports_resolve,
    reports_table,
    reports_export,
    reports_redact,
):
    command.add_command(module.command)


main = command.run
