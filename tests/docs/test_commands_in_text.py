"""The commands that the README, the Makefile and the documentation show exist, with those options."""

from __future__ import annotations

import re

import click
import pytest

from revscoring.revscoring import program
from revscoring.utilities import COMMANDS

FILES = [
    "README.rst",
    "Makefile",
    "docs/adding_a_language.rst",
    "docs/live_wikis.rst",
    "docs/performance.rst",
    "docs/service.rst",
    "docs/statistics.rst",
    "docs/tutorial.rst",
    "docs/feature_lists.rst",
]
#: A command begins an indented line, a literal, or stands behind the directory of the Makefile.
SHOWN = re.compile(r"(?:^ +|``|/)revscoring (?P<utility>[a-z]\w*)(?P<rest>[^`\n]*)", re.MULTILINE)


def _shown_commands(text):
    for found in SHOWN.finditer(text.replace("\\\n", " ")):
        words = found["rest"].split()
        options = re.findall(r"(?<!\S)(--[a-z][\w-]*|-[a-z])\b", found["rest"])
        yield found["utility"], words[0] if words else "", options


def _options_of(utility, word):
    command = program.get_command(click.Context(program), utility)
    if isinstance(command, click.Group) and word in command.commands:
        command = command.commands[word]
    return {name for parameter in command.params for name in parameter.opts + parameter.secondary_opts}


@pytest.mark.parametrize("file", FILES)
def test_commands_that_are_shown_exist(repository, file):
    shown = list(_shown_commands((repository / file).read_text(encoding="utf-8")))
    assert shown
    for utility, word, options in shown:
        assert utility in COMMANDS, f"{file} shows revscoring {utility}"
        unknown = set(options) - _options_of(utility, word)
        assert not unknown, f"{file} shows revscoring {utility} with {sorted(unknown)}"


def test_the_demonstration_takes_all_steps(repository):
    text = (repository / "Makefile").read_text(encoding="utf-8")
    steps = [utility for utility, *_ in _shown_commands(text)]
    assert steps == ["autolabel", "extract", "cv_train", "test_model", "model_info", "score", "explain"]
