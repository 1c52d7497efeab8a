"""How a model was made: the commands from the first input to the model, their inputs, and the versions.

A step is what one command did. A model keeps the steps in the field ``provenance`` of its information, in the
order in which they can be run again. Nothing in them depends on the day or on the machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypedDict

from .model_info import ModelInfo
from .paths import PathTree

__all__ = ["Provenance", "RecordedFile", "Step", "merge_steps"]

#: How many characters of a digest are printed for people; JSON has them all.
SHOWN = 12


class RecordedFile(TypedDict):
    """A file that a command read or wrote: its option, its path, and the SHA-256 of its bytes."""

    option: str
    file: str
    sha256: str | None


class Step(TypedDict):
    """What one command did: how to run it again, what it read and wrote, and with which versions."""

    command: str
    inputs: list[RecordedFile]
    outputs: list[RecordedFile]
    versions: dict[str, str]


def merge_steps(lists: Iterable[Sequence[Step]]) -> list[Step]:
    """Return the steps of several lists in their order, each once.

    Examples
    --------
    >>> one = Step(command="revscoring autolabel", inputs=[], outputs=[], versions={})
    >>> len(merge_steps([[one], [one]]))
    1
    """
    merged: list[Step] = []
    for steps in lists:
        merged += [step for step in steps if step not in merged]
    return merged


class Provenance(ModelInfo):
    """The steps that made a model, as a field of its information.

    Examples
    --------
    >>> read = RecordedFile(option="--dump", file="wiki.xml", sha256="ab12" * 16)
    >>> step = Step(command="revscoring autolabel", inputs=[read], outputs=[], versions={"numpy": "2.1"})
    >>> print(Provenance([step]).format(), end="")
    Made by these commands, in this order:
    1. revscoring autolabel
         read  wiki.xml (sha256 ab12ab12ab12…)
    With numpy 2.1.
    """

    def __init__(self, steps: Iterable[Step]) -> None:
        super().__init__({"steps": list(steps)})

    @classmethod
    def from_mapping(cls, fields: Mapping[str, Any]) -> Provenance:
        """Return the provenance that a model file recorded."""
        return cls(fields["steps"])

    @property
    def steps(self) -> list[Step]:
        """The steps, the first one first."""
        steps: list[Step] = self["steps"]
        return steps

    def format_str(self, path_tree: PathTree, **kwargs: Any) -> str:
        """Format the steps as text: the commands to run again, and what they read and wrote."""
        if path_tree:
            return super().format_str(path_tree, **kwargs)
        lines = ["Made by these commands, in this order:"]
        versions: dict[str, dict[str, None]] = {}
        made = {one["sha256"] for step in self.steps for one in step["outputs"]}
        for number, step in enumerate(self.steps, 1):
            lines.append(f"{number}. {step['command']}")
            for one in step["inputs"]:
                earlier = "" if one["sha256"] is None or one["sha256"] not in made else ", made above"
                lines.append(f"     read  {one['file']} ({_digest(one)}{earlier})")
            lines += [f"     wrote {one['file']} ({_digest(one)})" for one in step["outputs"]]
            for name, version in step["versions"].items():
                versions.setdefault(name, {})[version] = None
        named = (f"{name} {' and '.join(of)}" for name, of in versions.items())
        return "\n".join([*lines, f"With {', '.join(named)}.\n"])


def _digest(one: RecordedFile) -> str:
    return "not a file, so it has no digest" if one["sha256"] is None else f"sha256 {one['sha256'][:SHOWN]}…"
