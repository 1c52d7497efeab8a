"""Nodes of the dependency graph, `Dependent`, and named bags of them, `DependentSet`."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, Any, NamedTuple

logger = logging.getLogger(__name__)

__all__ = ["Dependent", "DependentSet", "Intermediate", "Shortcut", "not_implemented"]


def not_implemented(*args: Any, **kwargs: Any) -> Any:
    """Stand for the process of an input node: its value has to be given."""
    raise NotImplementedError("Not implemented.")


class Shortcut(NamedTuple):
    """Another way to the value of a node, from other nodes than the declared ones.

    Attributes
    ----------
    process : callable
        Computes the same value as the declared way, from the values of `inputs`.
    inputs : tuple of Dependent
        The nodes it needs. They may stand outside the declared graph.
    """

    process: Callable[..., Any]
    inputs: tuple[Dependent, ...]


class Dependent:
    """A named, callable node of the dependency graph.

    A node is known by its kind and name: two nodes with one ``str()`` are the same node, and a
    node equals (and hashes like) that string.

    Parameters
    ----------
    name : str
        The name, unique within its kind.
    process : callable, optional
        Computes the value from the values of the dependencies. Without it, this is an input
        node whose value has to be given in a cache or a context.
    depends_on : sequence of Dependent, optional
        The nodes whose values `process` takes, in order.
    dependencies : sequence of Dependent, optional
        Another name of `depends_on`, which it wins over.

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

    #: The prefix of ``str()``: nodes of different kinds never are the same node.
    kind = "dependent"
    #: Another way to the value, taken by the plan where it may; see `Shortcut`.
    shortcut: Shortcut | None = None

    def __init__(
        self,
        name: str,
        process: Callable[..., Any] | None = None,
        depends_on: Sequence[Any] | None = None,
        dependencies: Sequence[Any] | None = None,
    ) -> None:
        if not isinstance(name, str):
            raise TypeError(f"Name {name!r} is not a str.")
        self.name = name
        self.key = f"{self.kind}.{name}"
        self.calls = 0
        if process is not None:
            self.process = process
        if dependencies is not None:
            self.dependencies = dependencies
        else:
            self.dependencies = depends_on if depends_on is not None else []

    process: Callable[..., Any] = staticmethod(not_implemented)
    #: How often a node was given other dependencies than at first; plans made before are void.
    changes = 0

    @property
    def dependencies(self) -> Sequence[Any]:
        """The nodes whose values `process` takes, in order, as they were given."""
        return self._dependencies

    @dependencies.setter
    def dependencies(self, dependencies: Sequence[Any]) -> None:
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
        return pickle.load(getattr(f, "buffer", f))


class Intermediate(Dependent):
    """A node of physical plans only: reached by shortcuts, never declared, drawn or handed out."""

    kind = "kernel"


class DependentSet:
    """A named bag of nodes, filled by assigning them to attributes, that acts like a set.

    Nodes assigned to attributes become members; sets assigned to attributes become sub-sets,
    whose members count as members too. Other values are plain attributes.

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

    def __setattr__(self, attr: str, value: Any) -> None:
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
        """Collect the members of this set and all sub-sets by name, each set once."""
        members: dict[str, Dependent] = {}
        waiting, seen = [self], {id(self)}
        while waiting:
            current = waiting.pop()
            for key, dependent in current._dependents.items():
                members.setdefault(key, dependent)
            for sub_set in reversed(current._dependent_sets):
                if id(sub_set) not in seen:
                    seen.add(id(sub_set))
                    waiting.append(sub_set)
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

    def __sub__(self, other: Iterable[Any]) -> set[Dependent]:
        return set(self) - set(other)

    def __rsub__(self, other: Iterable[Any]) -> set[Dependent]:
        return set(other) - set(self)

    def __and__(self, other: Iterable[Any]) -> set[Dependent]:
        return set(self) & set(other)

    def __or__(self, other: Iterable[Any]) -> set[Dependent]:
        return set(self) | set(other)

    __rand__ = __and__
    __ror__ = __or__
