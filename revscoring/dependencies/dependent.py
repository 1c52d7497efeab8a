"""Nodes of the dependency graph, `Dependent`, and named sets of them, `DependentSet`."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, Any, NamedTuple

from ._typing import Node

logger = logging.getLogger(__name__)

__all__ = ["Dependent", "DependentSet", "Intermediate", "Shortcut", "not_implemented"]


def not_implemented(*args: Any, **kwargs: Any) -> Any:
    """Raise an error, as the process of an input node: its value has to be given."""
    raise NotImplementedError("Not implemented.")


class Shortcut(NamedTuple):
    """Another way to compute the value of a node, from other nodes than its dependencies.

    Attributes
    ----------
    process : callable
        Computes the value that the node's own process would, from the values of `inputs`.
    inputs : tuple of Dependent
        The nodes that it needs. They may be outside the declared graph.
    """

    process: Callable[..., Any]
    inputs: tuple[Dependent, ...]


class Dependent:
    """A named, callable node of the dependency graph.

    Its kind and name identify a node: two nodes with one ``str()`` are the same node, and a node
    equals (and hashes like) that string.

    Parameters
    ----------
    name : str
        The name, unique within its kind.
    process : callable, optional
        Computes the value from the values of the dependencies. A node without one is an input,
        whose value has to be given in a cache or a context.
    depends_on : sequence of Dependent, optional
        The nodes whose values `process` takes, in order.
    dependencies : sequence of Dependent, optional
        Another name of `depends_on`; it wins if both are given.

    Raises
    ------
    TypeError
        If `name` is not a string.

    Examples
    --------
    >>> two = Dependent("two", lambda: 2)
    >>> two
    <dependent.two>
    >>> two == "dependent.two", two()
    (True, 2)
    """

    #: The prefix of ``str()``: nodes of different kinds are never the same node.
    kind = "dependent"
    #: Another way to the value, which a plan takes when it can; see `Shortcut`.
    shortcut: Shortcut | None = None

    def __init__(
        self,
        name: str,
        process: Callable[..., Any] | None = None,
        depends_on: Sequence[Node] | None = None,
        dependencies: Sequence[Node] | None = None,
    ) -> None:
        if not isinstance(name, str):
            raise TypeError(f"Name {name!r} is not a str.")
        self.name = name
        self.key = f"{self.kind}.{name}"
        self.calls = 0
        if process is not None:
            self.process = process
        declared = dependencies if dependencies is not None else depends_on
        self.dependencies = declared if declared is not None else []

    process: Callable[..., Any] = staticmethod(not_implemented)
    #: How often the dependencies of any node were changed; plans made before that are void.
    changes = 0

    @property
    def dependencies(self) -> Sequence[Node]:
        """The nodes whose values `process` takes, in order, as they were given."""
        return self._dependencies

    @dependencies.setter
    def dependencies(self, dependencies: Sequence[Node]) -> None:
        if "_dependencies" in self.__dict__:
            Dependent.changes += 1
        self._dependencies = dependencies

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.calls += 1
        return self.process(*args, **kwargs)

    def finish(self, value: Any) -> Any:
        """Check and return a value that a shortcut computed in place of `process`."""
        return value

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> Any:
        return self is other or hash(self) == hash(other)

    def __ne__(self, other: object) -> Any:
        return not self == other

    def __str__(self) -> str:
        return self.key

    def __repr__(self) -> str:
        return f"<{self.key}>"

    def dump(self, f: IO[Any]) -> None:
        """Pickle this node to a file.

        Parameters
        ----------
        f : file object
            A binary file, or a text file with a ``buffer``.
        """
        pickle.dump(self, getattr(f, "buffer", f))

    @classmethod
    def load(cls, f: IO[Any]) -> Dependent:
        """Unpickle a node from a file that you trust: unpickling runs code.

        Parameters
        ----------
        f : file object
            A binary file, or a text file with a ``buffer``.
        """
        loaded: Dependent = pickle.load(getattr(f, "buffer", f))
        return loaded


class Intermediate(Dependent):
    """A node that only plans see: an input of shortcuts, whose value no cache gets."""

    kind = "intermediate"


class DependentSet:
    """A named set of nodes, filled by assigning them to attributes.

    Nodes assigned to attributes become members; sets assigned to attributes become subsets,
    whose members are members too. Other values are plain attributes.

    Parameters
    ----------
    name : str
        The name shown by ``str()``.

    Examples
    --------
    >>> family = DependentSet("family")
    >>> family.child = Dependent("child")
    >>> family, len(family), family.child in family, "dependent.child" in family
    ({family}, 1, True, True)
    """

    def __init__(
        self,
        name: str,
        _dependents: Iterable[Dependent] | None = None,
        _dependent_sets: Iterable[DependentSet] | None = None,
    ) -> None:
        self._name = name
        self._dependents: dict[str, Dependent] = {str(d): d for d in _dependents or ()}
        self._dependent_sets: list[DependentSet] = list(_dependent_sets or ())

    def __setattr__(self, attr: str, value: object) -> None:
        super().__setattr__(attr, value)
        if isinstance(value, Intermediate):
            return
        if isinstance(value, Dependent):
            if str(value) in self._dependents:
                logger.warning("%s has been added to %s already.", value, self)
            self._dependents[str(value)] = value
        elif isinstance(value, DependentSet) and not attr.startswith("_"):
            self._dependent_sets.append(value)

    def _members(self) -> dict[str, Dependent]:
        """Collect the members of this set and all subsets by name, each set once."""
        members: dict[str, Dependent] = {}
        waiting, seen = [self], {id(self)}
        while waiting:
            current = waiting.pop()
            for key, dependent in current._dependents.items():
                members.setdefault(key, dependent)
            for subset in reversed(current._dependent_sets):
                if id(subset) not in seen:
                    seen.add(id(subset))
                    waiting.append(subset)
        return members

    def __str__(self) -> str:
        return f"{{{self._name}}}"

    __repr__ = __str__

    def __hash__(self) -> int:
        return hash("dependent_set." + self.__dict__.get("_name", ""))

    def __eq__(self, other: object) -> bool:
        return self is other or hash(self) == hash(other)

    def __len__(self) -> int:
        return len(self._members())

    def __contains__(self, item: object) -> bool:
        return str(item) in self._members() if isinstance(item, Dependent | str) else False

    def __iter__(self) -> Iterator[Dependent]:
        return iter(self._members().values())

    def __sub__(self, other: Iterable[object]) -> set[Dependent]:
        return set(self) - set(other)

    def __rsub__(self, other: Iterable[Dependent]) -> set[Dependent]:
        return set(other) - set(self)

    def __and__(self, other: Iterable[object]) -> set[Dependent]:
        return set(self) & set(other)

    def __or__(self, other: Iterable[Dependent]) -> set[Dependent]:
        return set(self) | set(other)

    __rand__ = __and__
    __ror__ = __or__
