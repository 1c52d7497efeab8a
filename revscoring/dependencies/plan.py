"""Plans: flat lists of steps, compiled once from the graph of nodes and run for each revision.

`compile` orders the declared nodes topologically, follows the replacements of the context, leaves
out nodes whose values are given, and takes the `Shortcut` of a node if no node that it bypasses
is given or replaced.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias
from warnings import warn

from ..errors import CaughtDependencyError, DependencyError, DependencyLoop, NameClashWarning
from ._typing import Cache, Node, Profile
from .advice import advise
from .dependent import Dependent, Intermediate

__all__ = ["Plan", "Step", "compile", "dependencies_of", "key_of", "plan_for"]

_Finish: TypeAlias = Callable[[Any], Any]


class Step(NamedTuple):
    """One process to run: it fills the slot of a node from the slots of its arguments."""

    slot: int
    node: Node
    arguments: tuple[int, ...]
    call: Node
    finish: _Finish | None


class _Target(NamedTuple):
    """One wanted value: run the steps before `end`, then read `slot`, or raise `error`."""

    end: int
    slot: int
    error: Exception | None


def key_of(node: Any) -> Hashable:
    """Return what identifies a node: the ``str()`` of a `Dependent`, else the object itself.

    Examples
    --------
    >>> key_of(Dependent("a")), key_of(len) is len
    ('dependent.a', True)
    """
    key: Hashable = node.key if isinstance(node, Dependent) else node
    return key


def dependencies_of(node: Node) -> Iterable[Node]:
    """Return the declared dependencies of a node; other callables have none."""
    dependencies: Iterable[Node] = getattr(node, "dependencies", ())
    return dependencies


def _state(value: Any, depth: int = 0) -> Any:
    """Return a part of a definition as something that can be compared."""
    if isinstance(value, Dependent):
        return value.key
    code = getattr(value, "__code__", None)
    if code is not None and not hasattr(value, "__self__"):
        cells = tuple(cell.cell_contents for cell in value.__closure__ or ())
        return (code, value.__defaults__, tuple(_state(cell, depth + 1) for cell in cells))
    owner = getattr(value, "__self__", None)
    if owner is not None and callable(value):
        return (getattr(value, "__name__", None), type(owner), _state(owner, depth + 1))
    attributes = getattr(value, "__dict__", None)
    if isinstance(attributes, dict) and depth < 3 and not isinstance(value, type):
        kept = {k: _state(v, depth + 1) for k, v in attributes.items() if not k.startswith("_")}
        return (type(value), kept)
    return value


def _have_same_definition(a: Node, b: Node) -> bool:
    """Return False if two nodes of one name are seen to differ in more than identity."""
    if type(a) is not type(b):
        return False
    if [key_of(d) for d in dependencies_of(a)] != [key_of(d) for d in dependencies_of(b)]:
        return False
    ignored = {"calls", "_dependencies", "name", "key", "shortcut", "measures"}
    ignored |= {"__doc__", "unit", "is_evidence"}  # what a node says of itself
    try:
        ours, theirs = ({k: _state(v) for k, v in vars(node).items() if k not in ignored} for node in (a, b))
        return bool(ours == theirs)
    except Exception:  # a value that cannot be compared
        return True


class Plan:
    """The steps to the values of nodes, given the values of others; `compile` makes it.

    Attributes
    ----------
    steps : list of Step
        In the order in which they run.
    """

    def __init__(self, given: list[tuple[int, Hashable]], steps: list[Step], targets: list[_Target]):
        self.given = given
        self.steps = steps
        self.targets = targets
        self.size = len(given) + len(steps)

    def check(self) -> None:
        """Raise the error that `compile` found, if there is one."""
        for target in self.targets:
            if target.error is not None:
                raise target.error

    def values(self, cache: Cache, profile: Profile | None = None) -> Iterator[Any]:
        """Yield the values of the targets in order; each runs only the steps that are left to it.

        Parameters
        ----------
        cache : dict
            Node → value: the given values, to which the computed ones are added.
        profile : dict, optional
            Node → list of seconds, to which each step that succeeds appends.

        Raises
        ------
        DependencyError
            In the place of the first target whose value cannot be computed.
        """
        slots: list[Any] = [None] * self.size
        for slot, key in self.given:
            slots[slot] = cache[key]
        steps, position = self.steps, 0
        for target in self.targets:
            for slot, node, arguments, call, finish in steps[position : target.end]:
                begin = time.perf_counter() if profile is not None else 0.0
                try:
                    value = call(*[slots[i] for i in arguments])
                    if finish is not None:
                        value = finish(value)
                except DependencyError:
                    raise
                except Exception as error:
                    raise CaughtDependencyError(
                        f"Failed to process {node}: {error}",
                        error,
                        traceback.extract_tb(error.__traceback__),
                        traceback.format_exc(),
                        advise(node, error, self._inputs(arguments, slots), cache),
                    ) from error
                if profile is not None:
                    profile.setdefault(node, []).append(time.perf_counter() - begin)
                slots[slot] = value
                if type(node) is not Intermediate:
                    cache[node] = value
            position = max(position, target.end)
            if target.error is not None:
                raise target.error
            yield slots[target.slot]

    def _inputs(self, arguments: Iterable[int], slots: Sequence[Any]) -> list[tuple[Any, Any]]:
        """Return the nodes in some slots, with their values."""
        names: dict[int, Any] = {**dict(self.given), **{step.slot: step.node for step in self.steps}}
        return [(names[slot], slots[slot]) for slot in arguments]


class _Compiler:
    """The state of one compilation: a depth-first walk without recursion, dependencies left to right."""

    def __init__(self, context: Mapping[Hashable, Node], given: frozenset[Hashable]) -> None:
        self.context = context
        self.given_keys = given
        self.fixed = given | frozenset(context)
        self.slots: dict[Hashable, int] = {}
        self.nodes: dict[Hashable, Node] = {}
        self.given: list[tuple[int, Hashable]] = []
        self.steps: list[Step] = []
        self.closures: dict[Hashable, frozenset[Hashable]] = {}

    def visit(self, wanted: Node) -> int:
        """Add the steps to one node that are not there yet; return its slot."""
        ancestors: dict[Hashable, tuple[Node, list[Node], Node, _Finish | None]] = {}
        waiting = [(wanted, False)]
        while waiting:
            declared, inputs_are_ready = waiting.pop()
            key = key_of(declared)
            if inputs_are_ready:
                node, inputs, call, finish = ancestors.pop(key)
                arguments = tuple([self.slots[key_of(i)] for i in inputs])
                self.slots[key] = len(self.slots)
                self.steps.append(Step(self.slots[key], node, arguments, call, finish))
                continue
            known = self.known(key, declared)
            if key in self.slots:
                continue
            if key in self.given_keys:
                self.slots[key] = len(self.slots)
                self.given.append((self.slots[key], key))
                continue
            if key in ancestors:
                path = [str(k) for k in ancestors]
                path = [*path[path.index(str(key)) :], str(key)]
                raise DependencyLoop(f"{key} depends on itself: {' → '.join(path)}")
            node = self.context.get(key, known)
            if not callable(node):
                raise RuntimeError(f"Can't solve dependency {node!r}: it is not callable.")
            inputs, call, finish = self.way(key, node)
            ancestors[key] = (node if key_of(node) == key else known, inputs, call, finish)
            waiting.append((declared, True))
            waiting.extend((i, False) for i in reversed(inputs))
        return self.slots[key_of(wanted)]

    def known(self, key: Hashable, declared: Node) -> Node:
        """Return the first node of a name that was met; warn if it is not defined as this one is."""
        known = self.nodes.setdefault(key, declared)
        if known is not declared and not _have_same_definition(known, declared):
            warn(
                f"Two different definitions are named {key}: the first one met is used "
                "for both. Give one of them another name (name=…).",
                NameClashWarning,
                stacklevel=2,
            )
        return known

    def way(self, key: Hashable, node: Node) -> tuple[list[Node], Node, _Finish | None]:
        """Choose the inputs and the process of a node: those of its shortcut if it can be taken."""
        shortcut = getattr(node, "shortcut", None)
        if shortcut is not None:
            reached = frozenset().union(*(self.closure(i) for i in shortcut.inputs))
            if not (self.closure(node) - reached - {key}) & self.fixed:
                return list(shortcut.inputs), shortcut.process, getattr(node, "finish", None)
        return list(dependencies_of(node)), node, None

    def closure(self, node: Node) -> frozenset[Hashable]:
        """Return the keys of a node and of all declared nodes under it."""
        key = key_of(node)
        if key not in self.closures:
            seen, waiting = {key}, [node]
            while waiting:
                for dependency in dependencies_of(waiting.pop()):
                    if key_of(dependency) not in seen:
                        seen.add(key_of(dependency))
                        waiting.append(dependency)
            self.closures[key] = frozenset(seen)
        return self.closures[key]


def compile(
    dependents: Iterable[Node],
    context: Mapping[Hashable, Node] | None = None,
    given: Iterable[Hashable] = (),
) -> Plan:
    """Compile the plan for some nodes.

    Parameters
    ----------
    dependents : iterable of Dependent
        The wanted nodes, in order.
    context : mapping of str to Dependent, optional
        Replacements, by the ``str()`` of the nodes that they replace.
    given : iterable of str, optional
        The ``str()`` of the nodes whose values will be given.

    Returns
    -------
    Plan
        If a node cannot be solved (there is a cycle, or something is not callable), the plan has
        the error: `Plan.check` raises it, and so does `Plan.values` in the place of the node.

    Examples
    --------
    >>> one = Dependent("one", lambda: 1)
    >>> two = Dependent("two", lambda x: x + x, depends_on=[one])
    >>> plan = compile([two])
    >>> [str(step.node) for step in plan.steps], list(plan.values({}))
    (['dependent.one', 'dependent.two'], [2])
    """
    compiler = _Compiler(dict(context or {}), frozenset(given))
    targets: list[_Target] = []
    for dependent in dependents:
        before = len(compiler.steps)
        try:
            slot = compiler.visit(dependent)
        except RuntimeError as problem:
            targets.append(_Target(before, 0, problem))
            break
        targets.append(_Target(len(compiler.steps), slot, None))
    return Plan(compiler.given, compiler.steps, targets)


class _Graph:
    """All nodes that may matter for some nodes under a context, and the plans compiled for these so far."""

    MAX_PLANS = 64

    def __init__(self, dependents: tuple[Node, ...], context: Mapping[Hashable, Node]) -> None:
        self.dependents = dependents
        self.context = context
        self.plans: dict[frozenset[Hashable], Plan] = {}
        seen: set[Hashable] = set()
        waiting: list[Node] = [*dependents, *context.values()]
        while waiting:
            node = waiting.pop()
            key = key_of(node)
            if key in seen:
                continue
            seen.add(key)
            for known in (node, context.get(key, node)):
                waiting.extend(dependencies_of(known))
                shortcut = getattr(known, "shortcut", None)
                if shortcut is not None:
                    waiting.extend(shortcut.inputs)
        self.keys = frozenset(seen)

    def plan(self, cache: Mapping[Any, Any]) -> Plan:
        keys = self.keys
        given = frozenset([k for k in map(key_of, cache) if k in keys])
        plan = self.plans.get(given)
        if plan is None:
            if len(self.plans) >= self.MAX_PLANS:
                self.plans.clear()
            plan = self.plans[given] = compile(self.dependents, self.context, given)
        return plan


_GRAPHS: dict[Hashable, _Graph] = {}
_MAX_GRAPHS = 1024


def plan_for(
    dependents: tuple[Node, ...], context: Mapping[Hashable, Node], cache: Mapping[Any, Any]
) -> Plan:
    """Return the plan for some nodes, compiled once for each list, context and set of given nodes.

    A graph is found by the identity of the nodes. It holds on to them, so that an ``id()`` never
    becomes that of another node.
    """
    key = (
        tuple(map(id, dependents)),
        Dependent.changes,
        tuple([(k, id(v)) for k, v in context.items()]) if context else (),
    )
    graph = _GRAPHS.get(key)
    if graph is None:
        if len(_GRAPHS) >= _MAX_GRAPHS:
            _GRAPHS.clear()
        graph = _GRAPHS[key] = _Graph(dependents, context)
    return graph.plan(cache)
