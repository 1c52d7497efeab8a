"""The versions that a model was made with."""

from __future__ import annotations

import logging

import pytest

from revscoring.about import __version__
from revscoring.scoring import Environment


def test_fields():
    environment = Environment()
    assert next(iter(environment)) == "revscoring_version"
    assert environment["revscoring_version"] == environment.lookup("revscoring_version") == __version__
    assert set(environment) >= {"platform", "machine", "python_build", "python_version", "release"}


def test_text():
    environment = Environment()
    assert environment.format(["machine"]) == f"Environment:\n - machine: {environment['machine']!r}\n"


def test_same_environment_says_nothing(caplog):
    Environment().check()
    Environment.from_mapping({**dict(Environment().items()), "unknown": 1}).check(raise_exception=True)
    assert not caplog.records


def test_a_difference_that_matters_is_one_warning(caplog):
    environment = Environment()
    environment["python_version"], environment["release"] = "1.2.3", "old"
    environment.check()
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "python_version was '1.2.3' and is" in record.message
    with pytest.raises(RuntimeError, match="release was 'old'"):
        environment.check(raise_exception=True)


def test_an_update_of_the_kernel_is_no_warning(caplog):
    environment = Environment()
    environment["release"] = "old"
    with caplog.at_level(logging.INFO):
        environment.check()
    assert [record.levelno for record in caplog.records] == [logging.INFO]
