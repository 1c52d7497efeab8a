"""A small wiki, a list of features and a way to run the program, for the tests of the commands."""

from __future__ import annotations

import json
import logging
import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from xml.sax.saxutils import escape

import pytest

from tests.warm_python import warm_python

ROOT = Path(__file__).parents[2]

HEAD = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">
<siteinfo><sitename>Test</sitename><dbname>testwiki</dbname><namespaces>
<namespace key="0" case="first-letter" /><namespace key="1">Talk</namespace></namespaces></siteinfo>
"""

FEATURES = """
from revscoring.datasources import revision_oriented
from revscoring.features import Feature
from revscoring.features.bytes import revision as bytes_revision
from revscoring.features.revision_oriented import revision
from revscoring.features.temporal import revision as temporal

def count(text, parent):
    return len(text or "") - len(parent or "")

def shouting(text):
    if "poison" in text:
        raise ValueError("poisoned")
    return sum(letter.isupper() for letter in text)

longer = Feature(
    "longer", count, returns=int,
    depends_on=[revision_oriented.revision.text, revision_oriented.revision.parent.text])
capitals = Feature("capitals", shouting, returns=int, depends_on=[revision_oriented.revision.text])

features = [longer, capitals, revision.user.is_anon, temporal.user.seconds_since_registration]
simple = [longer, capitals]
commented = [revision.comment_matches("typo")]
userful = [revision.user.is_anon]
twice = [longer, capitals, longer]
not_features = [longer, "capitals"]
empty = []
text = revision_oriented.revision.text
unknowable = [Feature("edits", int, returns=int, depends_on=[revision_oriented.revision.user.info.editcount])]

class Fitted(type(text)):
    def fit(self, values_labels):
        self.fitted = [(list(values), label) for values, label in values_labels]

fitted = Fitted("fitted", depends_on=[longer])
"""


def revision_xml(
    rev_id: int, parent: int | None, minute: int, user: str, text: str | None, comment: str | None = "edit"
) -> str:
    """Return a revision; texts and comments that are None are deleted ones, and so is the user "?"."""
    parent_id = "" if parent is None else f"<parentid>{parent}</parentid>"
    if user == "?":
        contributor = "<contributor deleted='deleted' />"
    elif user[0].isdigit():
        contributor = f"<contributor><ip>{user}</ip></contributor>"
    else:
        contributor = f"<contributor><username>{user}</username><id>{len(user)}</id></contributor>"
    shown_comment = "<comment deleted='deleted' />" if comment is None else f"<comment>{comment}</comment>"
    shown_text = (
        "<text deleted='deleted' />" if text is None else f"<text xml:space='preserve'>{escape(text)}</text>"
    )
    timestamp = f"2003-01-{1 + minute // 1440:02}T{minute // 60 % 24:02}:{minute % 60:02}:00Z"
    return (
        f"<revision><id>{rev_id}</id>{parent_id}<timestamp>{timestamp}</timestamp>"
        f"{contributor}{shown_comment}{shown_text}</revision>"
    )


def page_xml(page_id: int, title: str, *revisions: str) -> str:
    return (
        f"<page><title>{title}</title><ns>0</ns><id>{page_id}</id>\n" + "\n".join(revisions) + "\n</page>\n"
    )


def dump_xml(*pages: str) -> str:
    return HEAD + "".join(pages) + "</mediawiki>\n"


def sample_dump() -> str:
    """Return a wiki of 6 pages in which anonymous users shout, and regulars revert them."""
    chooser = random.Random(1)
    pages, rev_id, minute = [], 0, 0
    for page_id in range(1, 7):
        revisions, parent, text = [], None, "Ants are insects."
        for _ in range(20):
            rev_id, minute = rev_id + 1, minute + 30
            if chooser.random() < 0.3 and parent:
                shout = f"{text} {rev_id} " + "ROLL UP " * chooser.randint(1, 5)
                revisions.append(revision_xml(rev_id, parent, minute, f"10.0.0.{rev_id}", shout))
                rev_id, parent, minute = rev_id + 1, rev_id, minute + 5
                revisions.append(revision_xml(rev_id, parent, minute, "Regular", text, "rv"))
            else:
                text += f" Fact {rev_id} about them."
                user = chooser.choice(["Ann", "Ben", "10.1.1.1"])
                revisions.append(revision_xml(rev_id, parent, minute, user, text))
            parent = rev_id
        pages.append(page_xml(page_id, f"Page {page_id}", *revisions))
    return dump_xml(*pages)


@dataclass
class Program:
    """The program, run in a directory with the dump ``wiki.xml`` and the module ``mylist``.

    `warm` is whether the process has imports from the start (see `warm_python`), or is a new interpreter.
    """

    directory: Path
    warm: bool = True

    def __call__(self, *arguments: str, stdin: str = "", check: int = 0) -> subprocess.CompletedProcess[str]:
        """Run the program in a process of its own; it must end with the given status."""
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [*(warm_python() if self.warm else [sys.executable]), "-m", "revscoring", *map(str, arguments)],
            cwd=self.directory,
            env=environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == check, done.stderr
        if check == 2:
            last = done.stderr.strip().splitlines()[-1]
            assert last.startswith("revscoring") and ": error: " in last
            assert "Traceback" not in done.stderr
        return done

    def path(self, name: str) -> Path:
        return self.directory / name

    def write(self, name: str, content: str) -> Path:
        self.path(name).write_text(content, encoding="utf8")
        return self.path(name)

    def lines(self, name: str) -> list[dict]:
        return [json.loads(line) for line in self.path(name).read_text(encoding="utf8").splitlines()]


def program_in(directory: Path) -> Program:
    """Return the program in a directory, with a list of features and a wiki."""
    (directory / "mylist.py").write_text(FEATURES)
    (directory / "wiki.xml").write_text(sample_dump())
    return Program(directory)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return program_in(tmp_path)


@pytest.fixture
def here(program: Program, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Return a function that runs the program in this process and returns its exit status."""
    from revscoring.revscoring import main

    monkeypatch.chdir(program.directory)
    monkeypatch.syspath_prepend(str(program.directory))
    monkeypatch.delitem(sys.modules, "mylist", raising=False)

    def run(*arguments: str) -> int:
        handlers = list(logging.getLogger().handlers)
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            return int(end.code or 0)
        finally:
            logging.getLogger().handlers = handlers  # those of the program write to the output of one test
        return 0

    return run


@pytest.fixture
def inside(here: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> Callable[..., SimpleNamespace]:
    """Return a function that runs the program as `Program` does, but in this process: quicker."""

    def run(*arguments: str, check: int = 0) -> SimpleNamespace:
        capsys.readouterr()
        status = here(*arguments)
        done = SimpleNamespace(**capsys.readouterr()._asdict())
        assert status == check, done.err
        if check == 2:
            assert "Traceback" not in done.err
        return SimpleNamespace(stdout=done.out, stderr=done.err)

    return run
