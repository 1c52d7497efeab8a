"""Environments of models: the versions of revscoring, of Python and of the platform."""

from __future__ import annotations

import logging
import platform
from collections.abc import Mapping
from typing import Any

from .model_info import ModelInfo, try_key
from .paths import PathTree

__all__ = ["MATTERS", "Environment"]

logger = logging.getLogger(__name__)

FIELDS = (
    "platform", "machine", "version", "system", "processor", "python_build", "python_compiler",
    "python_branch", "python_implementation", "python_revision", "python_version", "release",
)  # fmt: skip
"""Functions of the module `platform`."""

MATTERS = frozenset({"revscoring_version", "python_version", "python_implementation", "machine"})
"""The fields on which the values of features or scores can depend."""


class Environment(ModelInfo):
    """A snapshot of the versions that a model was made with.

    Examples
    --------
    >>> environment = Environment()
    >>> environment.check(raise_exception=True)
    >>> environment.lookup("python_version") == environment["python_version"]
    True
    """

    heading = "Environment:"

    def __init__(self) -> None:
        super().__init__(current())

    @classmethod
    def from_mapping(cls, fields: Mapping[str, Any]) -> Environment:
        """Return the environment that a model file recorded."""
        environment = cls.__new__(cls)
        values = (
            (name, tuple(value) if isinstance(value, list) else value) for name, value in fields.items()
        )
        ModelInfo.__init__(environment, values)
        return environment

    def differences(self) -> dict[str, tuple[Any, Any]]:
        """Return the fields that differ from the present ones: field → (then, now)."""
        now = current()
        return {
            field: (self[field], now[field]) for field in self if field in now and self[field] != now[field]
        }

    def check(self, raise_exception: bool = False) -> None:
        """Compare the recorded fields with the present ones.

        Raises
        ------
        RuntimeError
            If any differs and `raise_exception` is set. Otherwise one message is logged: as a warning
            with the fields that can change scores (`MATTERS`) if such differ, else as information.
        """
        differing = self.differences()
        matter = {field: values for field, values in differing.items() if field in MATTERS}
        if raise_exception and differing:
            raise RuntimeError(_difference_text(differing))
        if matter:
            logger.warning("%s", _difference_text(matter))
        elif differing:
            logger.info("%s", _difference_text(differing))

    def format_str(self, path_tree: PathTree, **kwargs: Any) -> str:
        """Format as text, one field a line."""
        fields = (f" - {field}: {try_key(field, self)!r}\n" for field, _ in self.normalize_fields(path_tree))
        return self.heading + "\n" + "".join(fields)


def _difference_text(differing: Mapping[str, tuple[Any, Any]]) -> str:
    return "The environment of the model differs from the current one: " + "; ".join(
        f"{field} was {then!r} and is {now!r}" for field, (then, now) in differing.items()
    )


def current() -> dict[str, Any]:
    """Return the present versions."""
    from ..about import __version__

    return {"revscoring_version": __version__, **{name: getattr(platform, name)() for name in FIELDS}}
