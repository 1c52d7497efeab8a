"""What every command of the program does alike: examples in the help, and outputs that cannot be written."""

from __future__ import annotations

import shlex

import click
import pytest

from revscoring.cli.files import OutputFile
from revscoring.revscoring import program as revscoring


def commands(command: click.Command, path: tuple[str, ...] = ()):
    """Yield each command that does something, with the words that call it."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        yield from commands(command.get_command(context, name), (*path, name))


ALL = dict(commands(revscoring))


def of_type(kind):
    """Return a case for each parameter of a type, of all commands."""
    return [
        pytest.param(path, parameter, id=f"{' '.join(path)} {parameter.opts[-1]}")
        for path, command in ALL.items()
        for parameter in command.params
        if isinstance(parameter.type, kind)
    ]


def arguments_with(path, wanted: click.Parameter, value: str) -> list[str]:
    """Return a call with something for each required parameter, and a value for one of them."""
    options, words = [], []
    for parameter in ALL[path].params:
        is_number = isinstance(parameter.type, click.types.IntParamType | click.types.FuncParamType)
        given = value if parameter is wanted else "1" if is_number else "-"
        if isinstance(parameter, click.Option) and (parameter is wanted or parameter.required):
            options += [max(parameter.opts, key=len), given if parameter.name != "host" else "https://x.org"]
        elif isinstance(parameter, click.Argument) and (parameter is wanted or parameter.required):
            choices = getattr(parameter.type, "choices", None)
            words.append(choices[0] if choices else given)
    return [*path, *options, "--", *words]


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_help_has_an_example_that_names_the_command(inside, path):
    inside(*path, "--help")
    paragraphs = (ALL[path].help or "").split("\n\n")
    example = next(one for one in paragraphs if one.strip().startswith("Example: "))
    words = shlex.split(example.partition(":")[2])
    assert words[: len(path) + 1] == ["revscoring", *path]
    given = words[len(path) + 1 :]
    known = {name for one in ALL[path].params for name in one.opts + one.secondary_opts}
    assert {word.partition("=")[0] for word in given if word.startswith("-")} <= known


@pytest.mark.parametrize(("path", "parameter"), of_type(OutputFile))
def test_an_output_that_cannot_be_written_is_said_before_the_work(inside, path, parameter):
    for value, reason in [("nowhere/out", "No such file or directory"), (".", "Is a directory")]:
        failed = inside(*arguments_with(path, parameter, value), check=2).stderr
        assert failed == f"revscoring {' '.join(path)}: error: {value}: {reason}\n"
