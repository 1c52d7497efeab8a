"""Fixtures and options that all tests share: where real data lies, and how the slow tests are chosen."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import settings

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = REPOSITORY.parent / "shared"

# The tests run in as many processes as there are cores. Folds are trained in processes of their own, each of which
# imports scikit-learn, only where a test says how many.
os.environ.setdefault("LOKY_MAX_CPU_COUNT", "1")

# Two cores with other work on them are no reason for a law to fail.
settings.register_profile("shared-machine", deadline=None)
settings.load_profile("shared-machine")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The directory of real histories and articles, or a skip."""
    path = Path(os.environ.get("REVSCORING_DATA", SHARED / "data"))
    if not path.is_dir():
        pytest.skip("there is no directory of real data; set REVSCORING_DATA")
    return path


@pytest.fixture(scope="session")
def golden_dir() -> Path:
    """The directory of values measured with 2.x, or a skip."""
    path = Path(os.environ.get("REVSCORING_GOLDEN", SHARED / "golden"))
    if not path.is_dir():
        pytest.skip("there is no directory of golden values; set REVSCORING_GOLDEN")
    return path


@pytest.fixture(scope="session")
def load_golden(golden_dir: Path):
    """Return a function that reads a golden JSON file by name."""

    def load(name: str):
        path = golden_dir / name
        if not path.exists():
            pytest.skip(f"the golden file {name} is not there")
        return json.loads(path.read_text(encoding="utf-8"))

    return load
