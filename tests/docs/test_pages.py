"""Every page is reachable, and the glossary and the pages refer to each other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from revscoring import errors
from revscoring.revscoring import main

#: The titles that people search for, by page.
TITLES = {
    "installation": "Installation",
    "tutorial": "Tutorial",
    "command_line": "Command-line reference",
    "performance": "Performance",
    "migration_guide": "Migration guide",
    "glossary": "Glossary",
    "errors": "Errors and what to do",
    "misuse": "What scores must not be used for",
}
TERM = re.compile(r":term:`(?:[^<`]*<)?([^<>`]+)>?`")


@pytest.fixture(scope="module")
def pages(repository: Path) -> dict[str, str]:
    """The text of each page by its name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in (repository / "docs").glob("*.rst")}


def _glossary(pages: dict[str, str]) -> set[str]:
    return set(re.findall(r"^   (\S.*)$", pages["glossary"].partition(":sorted:")[2], re.MULTILINE))


@pytest.mark.parametrize(("page", "title"), TITLES.items())
def test_pages_have_the_titles_that_people_search_for(pages, page, title):
    assert pages[page].splitlines()[:2] == [title, "=" * len(title)]


def test_every_page_is_in_the_table_of_contents(pages):
    listed = re.findall(r"^   ([a-z_]+)$", pages["index"], re.MULTILINE)
    assert sorted(listed) == sorted(set(pages) - {"index"})


def test_every_page_that_is_linked_exists(pages):
    linked = {name for text in pages.values() for name in re.findall(r":doc:`(?:[^<`]*<)?([^<>`]+)>?`", text)}
    assert linked
    assert linked <= set(pages)


def test_every_term_that_is_linked_is_in_the_glossary(pages):
    linked = {" ".join(term.split()) for text in pages.values() for term in TERM.findall(text)}
    assert linked
    assert linked <= _glossary(pages)


@pytest.mark.parametrize(
    "page", ["index", "tutorial", "features", "feature_lists", "architecture", "file_formats"]
)
def test_pages_link_to_the_glossary(pages, page):
    assert TERM.search(pages[page])


def test_every_term_of_the_glossary_is_used(pages):
    text = " ".join(text for name, text in pages.items() if name != "glossary").lower()
    unused = {term for term in _glossary(pages) if term not in text}
    assert not unused


def test_the_architecture_describes_every_package(pages, repository):
    table = pages["architecture"].partition("\nPackages\n")[2]
    listed = set(re.findall(r"^``(\w+)``  ", table, re.MULTILINE))
    packages = {path.parent.name for path in (repository / "revscoring").glob("*/__init__.py")}
    assert packages
    assert packages <= listed
    modules = {path.name.partition(".")[0] for path in (repository / "revscoring").iterdir()}
    assert listed <= modules


def test_every_error_has_a_row_that_says_what_to_do(pages):
    public = {name for name in errors.__all__ if isinstance(getattr(errors, name), type)}
    assert public == set(re.findall(r"``([A-Z]\w*[a-z])``", pages["errors"]))


def test_the_messages_that_are_shown_are_those_of_the_program(
    pages, repository, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    Path("text").write_text("no model, no dump\n", encoding="utf-8")
    Path("ids").write_text('{"rev_id": 1}\n{"rev_id": 2}\nno json\n', encoding="utf-8")
    Path("missing").write_text('{"rev_id": 1}\n{"rev_id": 2}\n', encoding="utf-8")
    words = "revscoring.features.wikitext.revision.words"
    dump = str(repository / "examples" / "sample_wiki" / "sample_wiki.xml.xz")
    cases = [
        ["scroe"],
        ["score", "text", "--input=missing"],
        ["extract", "revscoring.examples.english.nolist", "--input=missing", "--dump=text"],
        ["extract", words, "--input=missing", "--dump=text"],
        ["extract", words, "--input=ids", f"--dump={dump}"],
        ["extract", words, "--input=missing", "--host=http://127.0.0.1:9", "--skip-errors"],
        ["extract", words, "--input=missing", f"--dump={dump}", "--skip-errors"],
    ]
    section = pages["errors"].partition("Of one revision")[0]
    shown = re.findall(r"^``(.+)``$", section, re.MULTILINE)
    assert len(shown) == len(cases)
    for command, message in zip(cases, shown, strict=True):
        with pytest.raises(SystemExit) as ended:
            main(command)
        assert ended.value.code == 2
        assert message in capsys.readouterr().err
