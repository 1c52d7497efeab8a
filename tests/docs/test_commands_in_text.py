"""The commands and extras that the README, the Makefile and the documentation show exist, with those options."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap

import click
import pytest
from click.testing import CliRunner

from revscoring.revscoring import program
from revscoring.utilities import COMMANDS

#: A command begins an indented line, a literal, or stands behind the directory of the Makefile.
SHOWN = re.compile(r"(?:^ +|``|/)revscoring (?P<utility>[a-z]\w*)(?P<rest>[^`\n]*)", re.MULTILINE)

#: A script of the examples, run with a plain `python` or that of the Makefile.
SCRIPT = re.compile(r"python (examples/[\w/]+\.py)([^\n]*)")
#: What pip is asked to install beside the package itself.
EXTRAS = re.compile(r"pip install (?:-\S+ )*['\"]?(?:revscoring|\.|/source)\[([\w,]+)\]")


def _shown_commands(text):
    for found in SHOWN.finditer(text.replace("\\\n", " ")):
        words = found["rest"].split()
        options = re.findall(r"(?<!\S)(--[a-z][\w-]*|-[a-z])\b", found["rest"])
        yield found["utility"], words, options


def _options_of(utility, words):
    command = program.get_command(click.Context(program), utility)
    for word in words:
        if isinstance(command, click.Group) and word in command.commands:
            command = command.commands[word]
    return {name for parameter in command.params for name in parameter.opts + parameter.secondary_opts}


@pytest.fixture(scope="module")
def texts(repository):
    """The texts that show commands, by their paths."""
    paths = [*repository.glob("*.rst"), *repository.glob("docs/*.rst"), *repository.glob("deploy/*")]
    paths += [repository / "Makefile", repository / "examples" / "sample_wiki" / "README.rst"]
    return {str(path.relative_to(repository)): path.read_text(encoding="utf-8") for path in sorted(paths)}


def test_commands_that_are_shown_exist(texts):
    showing = set()
    for file, text in texts.items():
        for utility, words, options in _shown_commands(text):
            showing.add(file)
            assert utility in COMMANDS, f"{file} shows revscoring {utility}"
            unknown = set(options) - _options_of(utility, words)
            assert not unknown, f"{file} shows revscoring {utility} with {sorted(unknown)}"
    assert {"README.rst", "Makefile", "docs/service.rst", "docs/precaching.rst"} <= showing


def test_scripts_that_are_shown_exist_with_those_options(repository, texts):
    shown = {}
    for text in texts.values():
        for script, rest in SCRIPT.findall(text.replace("\\\n", " ")):
            shown.setdefault(script, set()).update(re.findall(r"(?<!\S)--[a-z][\w-]*", rest))
    assert shown.keys() >= {"examples/bot/bot.py", "examples/split_history.py"}
    for script, options in shown.items():
        command = [sys.executable, str(repository / script), "--help"]
        described = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert options <= set(re.findall(r"--[a-z][\w-]*", described)), script


def test_extras_that_are_shown_exist_and_the_installation_lists_each(repository, texts):
    tomllib = pytest.importorskip("tomllib", reason="Python 3.10 reads no TOML")
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = set(project["optional-dependencies"])
    shown = {name for text in texts.values() for names in EXTRAS.findall(text) for name in names.split(",")}
    assert shown
    assert shown <= extras
    listed = re.findall(r"^``(\w+)``  ", texts["docs/installation.rst"], re.MULTILINE)
    assert sorted(listed) == sorted(extras)


def test_the_demonstration_takes_all_steps(repository):
    text = (repository / "Makefile").read_text(encoding="utf-8").partition("# --- the model at work")[0]
    steps = [utility for utility, *_ in _shown_commands(text)]
    assert steps == [
        "autolabel",
        "extract",
        "cv_train",
        "test_model",
        "model_info",
        "score",
        "explain",
        "report",
    ]


def test_the_tutorial_shows_what_autolabel_prints(repository, texts, tmp_path):
    dump = repository / "examples" / "sample_wiki" / "sample_wiki.xml.xz"
    labels = tmp_path / "labels.jsonl"
    done = CliRunner().invoke(program, ["autolabel", "--dump", str(dump), "--output", str(labels)])
    assert done.exit_code == 0, done.output
    table = re.search(r"^[\d,]+ of [\d,]+ edits were.*?365 days[^\n]*", done.stderr, re.MULTILINE | re.DOTALL)
    assert table is not None, done.stderr
    assert textwrap.indent(table[0], "    ") in texts["docs/tutorial.rst"]
