"""Beginning a language."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from revscoring.languages import LANGUAGES
from revscoring.languages.workshop import (
    LanguageError,
    NewLanguage,
    checkout,
    create_language,
    feature_sets,
    load_language,
    match_sets,
    plan_files,
    register,
    scaffold,
)


@pytest.fixture
def own(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Begin Klingon in a package of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    done = run("new", "tlh", "--name", "klingon", "--directory", "own_languages")
    yield tmp_path / "own_languages", done.out
    for name in [name for name in sys.modules if name.split(".")[0] == "own_languages"]:
        del sys.modules[name]


def test_a_package_of_its_own(own, run) -> None:
    package, told = own
    written = sorted(str(path.relative_to(package)) for path in package.rglob("*.*"))
    assert written == [
        "__init__.py",
        "assets/tlh/badwords.txt",
        "assets/tlh/informals.txt",
        "assets/tlh/stopwords.txt",
        "klingon.py",
        "samples/klingon.txt",
        "test_klingon.py",
    ]
    assert "revscoring languages try own_languages.klingon TEXT" in told
    assert "Bad words of Klingon" in (package / "assets" / "tlh" / "badwords.txt").read_text()
    assert "badwords have no entries" in run("check", "own_languages.klingon", status=1).out

    with (package / "assets" / "tlh" / "badwords.txt").open("a") as file:
        file.write("petaQ*\n")
    (package / "assets" / "tlh" / "informals.txt").write_text("HIja*\n")
    (package / "assets" / "tlh" / "stopwords.txt").write_text("je\n")
    (package / "samples" / "klingon.txt").write_text(
        "[badwords]\n"
        + "+ petaQpu\n" * 5
        + "- qapla\n" * 3
        + "[informals]\n"
        + "+ HIjaj\n" * 5
        + "- HI\n" * 3
        + "[clean]\n"
        + "tlhIngan Hol. " * 10
    )
    for module in [name for name in sys.modules if name.startswith("own_languages")]:
        del sys.modules[module]
    from revscoring.languages.lists import files as word_lists

    for cached in (word_lists.entries_of, word_lists.items_of, word_lists.stopwords_of):
        cached.cache_clear()
    assert run("try", "own_languages.klingon", "bIjatlh petaQpu").out.splitlines() == [
        "bIjatlh [petaQpu]",
        "",
        "badwords: 'petaQpu' by petaQ*  (own_languages/assets/tlh/badwords.txt:9)",
    ]
    assert run("check", "own_languages.klingon").out == "klingon: all is well\n"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(package)],
        capture_output=True,
        text=True,
        check=False,
        cwd=package.parent,
        env={"PYTHONPATH": str(Path(scaffold.__file__).parents[3]), "PATH": ""},
    )
    assert done.returncode == 0, done.stdout


def test_nothing_is_overwritten(own, run) -> None:
    package, _ = own
    (package / "klingon.py").write_text("mine")
    done = run("new", "tlh", "--name", "klingon", "--directory", package, status=2)
    assert "klingon.py" in done.err and "exists already: nothing was written" in done.err
    assert (package / "klingon.py").read_text() == "mine"


def test_tools_that_know_the_language_are_used(tmp_path: Path) -> None:
    files = plan_files(NewLanguage("da", "danish"), tmp_path, None)
    assert tmp_path / "assets" / "da" / "stopwords.txt" not in files  # the package stop-words has them
    module = files[tmp_path / "danish.py"]
    assert "stemmed = language.stemmed()" in module
    assert 'Language("danish", "da")' in module


def test_the_block_of_a_script_makes_the_boundaries(tmp_path: Path) -> None:
    module = plan_files(NewLanguage("or", "odia", block="0B00-0B7F"), tmp_path, None)[tmp_path / "odia.py"]
    assert "from .lists import word_edges" in module
    assert r'Language("odia", "or", wrapping=word_edges("\u0b00-\u0b7f"))' in module


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        (NewLanguage("or", "odia", block="0B00-0B7F"), "କଖ କଖି", ["କଖ"]),
        (NewLanguage("th", "thai", has_spaces=False), "กขคง", ["ขค"]),
    ],
)
def test_boundaries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language, text, found) -> None:
    package = tmp_path / f"own_{language.name}"
    create_language(language, package, package.name)
    (package / "assets" / language.code / "badwords.txt").write_text(f"{found[0]}\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    module = load_language(f"{package.name}.{language.name}")
    assert match_sets(module)["badwords"].revision.datasources.matches.process(text) == found
    assert [name for name, _ in feature_sets(module)] == ["badwords", "informals", "stopwords"]


def test_a_checkout_gets_the_language_in_its_table(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import revscoring.languages

    package = tmp_path / "revscoring" / "languages"
    package.mkdir(parents=True)
    table = Path(revscoring.languages.codes.__file__).read_text(encoding="utf-8")
    (package / "codes.py").write_text(table, encoding="utf-8")
    (tmp_path / "tests" / "languages").mkdir(parents=True)
    monkeypatch.setattr(revscoring.languages, "__file__", str(package / "__init__.py"))
    assert "revscoring languages check dunsan" in run("new", "qaa", "--name", "dunsan").out
    changed = (package / "codes.py").read_text(encoding="utf-8")
    assert changed == table.replace('    "dutch"', '    "dunsan": "qaa",\n    "dutch"')
    assert (package / "samples" / "dunsan.txt").exists()
    assert "exists already" in run("new", "qaa", "--name", "dunsan", status=2).err


def test_the_checkout_is_this_one(repository: Path) -> None:
    assert checkout() == repository / "revscoring/languages"


def test_an_installed_package_is_no_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import revscoring.languages

    monkeypatch.setattr(revscoring.languages, "__file__", str(tmp_path / "a" / "b" / "__init__.py"))
    with pytest.raises(LanguageError, match="give --directory"):
        checkout()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("Danish", "danish"), "not a language code"),
        (("da", "Danish!"), "not a module name"),
        (("da", "danish", "ABC"), "not a range of characters"),
    ],
)
def test_names_are_checked(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(LanguageError, match=message):
        NewLanguage(*arguments)


def test_languages_are_registered_once_and_only_in_a_table(tmp_path: Path) -> None:
    with pytest.raises(LanguageError, match="in the table of languages already"):
        register(NewLanguage(LANGUAGES["greek"], "hellenic"), tmp_path / "x")
    (tmp_path / "x").write_text("nothing")
    with pytest.raises(LanguageError, match="has no table LANGUAGES"):
        register(NewLanguage("qaa", "dunsan"), tmp_path / "x")


def test_a_directory_must_be_a_package(run, tmp_path: Path) -> None:
    done = run("new", "da", "--name", "danish", "--directory", tmp_path / "my-words", status=2)
    assert "'my-words' cannot be the name of a package" in done.err


def test_a_name_in_the_place_of_the_code_is_refused() -> None:
    with pytest.raises(LanguageError, match="give the code first, as in revscoring languages new da"):
        NewLanguage("danish", "da")


def test_a_language_that_is_there_is_to_be_improved() -> None:
    with pytest.raises(
        LanguageError, match=r"^italian \(it\) is in the table .* revscoring languages check italian$"
    ):
        create_language(NewLanguage("it", "italiano"), checkout(), None)
