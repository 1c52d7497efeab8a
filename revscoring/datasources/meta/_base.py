"""The base of the datasources that are made from others: `MetaDatasource`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...dependencies import Node
from ..datasource import Datasource

__all__ = ["MetaDatasource"]


class MetaDatasource(Datasource):
    """A datasource that is named after its class and arguments, unless it gets a name.

    Parameters
    ----------
    name : str or None
        The name; by default for example ``keys(<datasource.d>)``.
    inputs : list of Dependent
        The dependencies.
    *arguments
        The arguments that the default name shows.
    process : callable, optional
        See `Dependent`.
    """

    def __init__(
        self,
        name: str | None,
        inputs: list[Node],
        *arguments: object,
        process: Callable[..., Any] | None = None,
    ) -> None:
        if name is None:
            name = f"{type(self).__name__}({', '.join(map(repr, arguments))})"
        super().__init__(name, process, depends_on=inputs)
