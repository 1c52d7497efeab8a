"""What deploy/ says is known to the package: extras, commands, their options, and the configuration."""

from __future__ import annotations

import re
import shlex
from importlib import import_module

import pytest
import yaml

tomllib = pytest.importorskip("tomllib", reason="Python 3.11 or later reads TOML")


def command_lines(repository):
    """Yield the arguments of revscoring in the units and in the files of containers."""
    deploy = repository / "deploy"
    for unit in sorted(deploy.glob("*.service")):
        text = unit.read_text().replace("\\\n", " ")
        yield shlex.split(re.search(r"^ExecStart=\S+/revscoring (.*)$", text, re.M)[1])
    yield yaml.safe_load(re.search(r"^CMD (.*)$", (deploy / "Dockerfile").read_text(), re.M)[1])
    for container in yaml.safe_load((deploy / "compose.yaml").read_text())["services"].values():
        if container["image"] == "revscoring" and "command" in container:
            yield container["command"]


def test_commands_and_their_options_are_known(repository):
    lines = list(command_lines(repository))
    assert {line[0] for line in lines} == {"serve", "precache"}
    for name, *arguments in lines:
        command = import_module(f"revscoring.utilities.{name}").command
        known = {option for parameter in command.params for option in parameter.opts}
        assert {argument for argument in arguments if argument.startswith("--")} <= known


def test_the_configuration_is_accepted(repository):
    from revscoring.service import load_config

    config = load_config(repository / "deploy" / "service.yaml")
    assert list(config.wikis) == ["mywiki"]


def test_the_image_has_the_extras_that_there_are(repository):
    extras = re.search(r"/source\[([\w,]+)\]", (repository / "deploy" / "Dockerfile").read_text())[1]
    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    assert set(extras.split(",")) <= project["optional-dependencies"].keys()


def test_the_image_is_built_from_files_that_there_are(repository):
    lines = (repository / "deploy" / "Dockerfile.dockerignore").read_text().splitlines()
    for name in [line[1:] for line in lines if line.startswith("!")]:
        assert (repository / name).exists(), name
