"""Real edits of the English Wikipedia of 2015, with nine values and whether they were reverted."""

import bz2
import os
from functools import lru_cache
from pathlib import Path

import pytest

from revscoring.datasources import revision_oriented as roots
from revscoring.features import Feature
from revscoring.scoring.models import HistGradientBoosting

FILE = "labels/enwiki.features_reverted.training.20k_2015.tsv.bz2"
SHARED = Path(__file__).resolve().parents[3] / "shared"
AGE = "feature.temporal.revision.user.seconds_since_registration"


def value(text):
    return text == "True" if text in ("True", "False") else float(text)


def _x(given):
    return given


def features():
    """Six of the edit, and three of who made it."""
    about = [Feature(f"value_{n}", _x, returns=float, depends_on=[roots.revision.text]) for n in range(6)]
    who = [
        Feature(name, _x, returns=kind, depends_on=[roots.revision.user.id])
        for name, kind in (("anonymous", bool), ("trusted", bool), ("age", float))
    ]
    return [*about, *who]


@lru_cache
def edits():
    """Return (values, reverted) of all edits, the oldest first."""
    path = Path(os.environ.get("REVSCORING_DATA", SHARED / "data")) / FILE
    if not path.is_file():
        pytest.skip(f"the real edits ({FILE}) are not here: set REVSCORING_DATA")
    lines = [line.split("\t") for line in bz2.decompress(path.read_bytes()).decode().splitlines()]
    lines.sort(key=lambda line: int(line[0]))
    return [([value(cell) for cell in line[1:10]], line[10] == "True") for line in lines]


def model():
    return HistGradientBoosting(features(), [True, False], max_iter=150, max_depth=4, learning_rate=0.05)


def division():
    n = len(edits())
    first = round(n * 0.6)
    return [(list(range(first)), list(range(first, n)))]


def observation(values):
    """Return what is known of an editor: not logged in or not, and the age of the account."""
    return {"user": None, "anonymous": values[6], "cache": {AGE: values[8]}}
