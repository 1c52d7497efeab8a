"""Words of another language than the wiki's are said in one line, by every command that computes features."""

from __future__ import annotations

import contextlib
from types import SimpleNamespace

import pytest

from revscoring.cli.language_warnings import warned_of_wiki_language
from revscoring.languages import english, italian

LISTS = """
from revscoring.languages import english, italian, polish
right = [italian.badwords.revision.matches]
wrong = [english.badwords.revision.matches, polish.badwords.revision.matches]
"""
WARNING = "warning: the dump is in Italian, but the features count words of English and Polish; "


@pytest.fixture
def italian_wiki(program):
    dump = program.directory / "wiki.xml"
    dump.write_text(dump.read_text().replace('xml:lang="en"', 'xml:lang="it"'))
    (program.directory / "words.py").write_text(LISTS)
    return program


def warnings(done) -> list[str]:
    return [line for line in done.stderr.splitlines() if line.startswith("warning")]


@pytest.mark.parametrize("workers", ["0", "2"])
def test_extract_warns_once(italian_wiki, workers):
    options = ["--dump", "wiki.xml", "--output", "out.jsonl", "--extractors", workers]
    (warning,) = warnings(italian_wiki("extract", "words.wrong", *options))
    assert warning.startswith(WARNING)
    assert "revscoring.examples.italian.damaging" in warning
    assert warnings(italian_wiki("extract", "words.right", *options)) == []
    assert warnings(italian_wiki("extract", "words.right", "words.wrong", *options)) == []


class Wiki:
    """The extractor of a wiki that tells its language, or refuses to."""

    def __init__(self, reply):
        self.client = SimpleNamespace(session=self)
        self.reply, self.asked = reply, 0

    def get(self, **parameters):
        self.asked += 1
        if isinstance(self.reply, Exception):
            raise self.reply
        return {"query": {"general": self.reply}}


@pytest.mark.parametrize(
    ("features", "reply", "warned", "asked"),
    [
        (english, {"lang": "it"}, True, 1),
        (italian, {"lang": "it"}, False, 1),
        (english, {}, False, 1),
        (english, ValueError("refused"), False, 1),
        (None, {"lang": "it"}, False, 0),
    ],
)
def test_a_live_wiki_is_asked_once_when_it_answers(capsys, features, reply, warned, asked):
    wiki = Wiki(reply)
    dependents = [] if features is None else [features.badwords.revision.matches]
    assert list(warned_of_wiki_language("abc", dependents, wiki)) == ["a", "b", "c"]
    assert ("warning: the wiki is in Italian" in capsys.readouterr().err) == warned
    assert wiki.asked == asked


def test_a_wiki_that_never_answers_is_not_asked(capsys):
    def fails():
        raise RuntimeError("no answer")
        yield

    wiki = Wiki({"lang": "it"})
    with contextlib.suppress(RuntimeError):
        list(warned_of_wiki_language(fails(), [english.badwords.revision.matches], wiki))
    assert wiki.asked == 0
