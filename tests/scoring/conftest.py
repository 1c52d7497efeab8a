"""Data that the tests of the scoring room share."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest

from revscoring.features import Feature
from revscoring.scoring import models

os.environ.setdefault("OMP_NUM_THREADS", "1")  # many small fits; threads would wait for each other

SHARED = Path(__file__).parents[3] / "shared"


@pytest.fixture(scope="session")
def golden():
    """The statistics measured elsewhere, or a skip."""
    path = SHARED / "golden" / "statistics.json"
    if not path.exists():
        pytest.skip("the golden statistics are not beside this repository")
    return json.loads(path.read_text())["cases"]


@pytest.fixture(scope="session")
def data_dir():
    """The directory of real data, or a skip."""
    path = Path(os.environ.get("REVSCORING_DATA", SHARED / "data"))
    if not path.exists():
        pytest.skip("there is no data directory; set REVSCORING_DATA")
    return path


@pytest.fixture(scope="session")
def features():
    """Three features."""
    return [Feature(f"f{number}", returns=float) for number in range(3)]


@pytest.fixture(scope="session")
def observations():
    """200 observations of three values that are never negative and a label that they tell a little about."""
    source = random.Random(0)
    found = []
    for _ in range(200):
        label = source.random() < 0.4
        found.append(
            ([abs(source.gauss(2 * label, 1)), source.random(), source.random() + 0.3 * label], label)
        )
    return found


@pytest.fixture(scope="session")
def multilabel_observations(observations):
    """The same with up to two labels each."""
    return [
        (values, (["A"] if label else []) + (["B"] if values[1] > 0.5 else []))
        for values, label in observations
    ]


@pytest.fixture(scope="session")
def tested_model(observations):
    """Make a small model of some features that has statistics, for what is written about models."""

    def make(features):
        found = models.GradientBoosting(
            features, [True, False], version="1.2", n_estimators=10, population_rates={True: 0.1, False: 0.9}
        )
        found.train(observations)
        found.test(observations)
        return found

    return make
