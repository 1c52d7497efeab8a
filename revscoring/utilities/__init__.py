"""The commands of the `revscoring` program, one module each.

Each module has a `command` and a `main(argv=None)`; its docstring is the help of the command.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["COMMANDS", "summary"]

#: The commands, in the order in which the program lists them.
COMMANDS: Final = (
    "new_pipeline",
    "autolabel",
    "label_articles",
    "merge_labels",
    "sample",
    "extract",
    "cv_train",
    "tune",
    "test_model",
    "audit",
    "model_info",
    "policy",
    "check_model",
    "migrate_model",
    "report",
    "simulate",
    "review",
    "score",
    "watch",
    "serve",
    "precache",
    "explain",
    "errors",
    "reports",
    "publish",
    "drift",
    "draw",
    "languages",
    "dump_cache",
    "split_observations",
    "fit",
    "fetch_text",
    "fetch_idioms",
    "union_merge_observations",
    "intersect_merge_observations",
)


def summary(name: str) -> str:
    """Return the first line of the help of a command, without importing its module.

    Examples
    --------
    >>> summary("extract")
    'Compute features or datasources for revisions.'
    """
    module = Path(__file__).parent / name
    file = module / "__init__.py" if module.is_dir() else module.with_suffix(".py")
    with file.open(encoding="utf8") as lines:
        return lines.readline().strip().strip('"')
