"""From the logical graph of nodes to a flat plan of steps, compiled once and run per revision.

What is declared (nodes, names, dependencies) is the logical graph. `compile` orders it
topologically without recursion, follows replacements of the context, leaves out what is given,
and takes a node's `Shortcut` wherever nothing that it bypasses is given or replaced.
"""

from __future__ import annotations

import time
import traceback
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, MutableMapping
from threading import Lock
from typing import Any, NamedTuple
from warnings import warn

from ..errors import CaughtDependencyError, DependencyError, DependencyLoop, NameClashWarning
from .dependent import Dependent, Intermediate

__all__ = ["Plan", "Step", "compile", "key_of", "plan_for"]

_MISSING: Any = object()


class Step(NamedTuple):
    """One process to run: fills one slot from others."""

    slot: int
    node: Any
    arguments: tuple[int, ...]
    call: Callable[..., Any]
    finish: Callable[[Any], Any] | None


class _Target(NamedTuple):
    """One wanted value: run the steps before `end`, then read `slot`, or raise `error`."""

    end: int
    slot: int
    error: Exception | None


def key_of(node: Any) -> Hashable:
    """Return what a node is known by: the ``str()`` of a `Dependent`, else the object itself.

    Examples
    --------
    >>> key_of(Dependent("a")), key_of(len) is len
    ('dependent.a', True)
    """
    return node.key if isinstance(node, Dependent) else node


def dependencies_of(node: Any) -> Iterable[Any]:
    """Return the declared dependencies; any other callable has none."""
    return getattr(node, "dependencies", ())


def _state(value: Any, depth: int = 0) -> Any:
    """Reduce a part of a definition to something comparable."""
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


def same_definition(a: Any, b: Any) -> bool:
    """Tell whether two nodes of one name are defined alike, as far as can be seen."""
    if a is b:
        return True
    if [key_of(d) for d in dependencies_of(a)] != [key_of(d) for d in dependencies_of(b)]:
        return False
    if type(a) is not type(b):
        return False
    ignored = {"calls", "_dependencies", "name", "key", "shortcut", "measures"}
    ignored |= {"__doc__", "unit", "is_evidence"}
    try:
        ours, theirs = ({k: _state(v) for k, v in vars(node).items() if k not in ignored} for node in (a, b))
        return bool(ours == theirs)
    except Exception:  # an exotic value that cannot be compared: nothing can be said against it
        return True


class Plan:
    """The steps to the values of some nodes, given the values of others.

    Made by `compile`; run with `values`.

    Attributes
    ----------
    steps : list of Step
        In the order in which they run.
    """

    def __init__(self, given: list[tuple[int, Hashable]], steps: list[Step], targets: list[_Target]):
        self.given = given
        self.steps = steps
        self.targets = targets
        self.size = 1 + max(
            [slot for slot, _ in given] + [s.slot for s in steps] + [t.slot for t in targets] + [-1]
        )

    def check(self) -> None:
        """Raise what was found wrong at compile time, if anything was."""
        for target in self.targets:
            if target.error is not None:
                raise target.error

    def values(
        self,
        cache: MutableMapping[Any, Any],
        profile: MutableMapping[Any, list[float]] | None = None,
    ) -> Iterator[Any]:
        """Yield the values of the targets in order, running only what each still needs.

        Parameters
        ----------
        cache : dict
            Node → value; the given values are read from it, computed ones are put into it.
        profile : dict, optional
            Node → list of seconds, appended to for each step that succeeds.

        Raises
        ------
        DependencyError
            When the target is reached whose way fails.
        """
        slots = [_MISSING] * self.size
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


class _Compiler:
    """State of one compilation: an iterative depth-first walk, dependencies left to right."""

    def __init__(self, context: Mapping[Hashable, Any], given: frozenset[Hashable]) -> None:
        self.context = context
        self.given_keys = given
        self.fixed = given | frozenset(context)
        self.slots: dict[Hashable, int] = {}
        self.nodes: dict[Hashable, Any] = {}
        self.given: list[tuple[int, Hashable]] = []
        self.steps: list[Step] = []
        self.closures: dict[Hashable, frozenset[Hashable]] = {}

    def closure(self, node: Any) -> frozenset[Hashable]:
        """Collect the keys of all declared nodes under (and with) one."""
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

    def way(self, key: Hashable, node: Any) -> tuple[Iterable[Any], Callable[..., Any], Any]:
        """Choose the inputs and the process for a node: its shortcut if it may be taken."""
        shortcut = getattr(node, "shortcut", None)
        if shortcut is not None:
            reached = frozenset().union(*(self.closure(i) for i in shortcut.inputs))
            if not (self.closure(node) - reached - {key}) & self.fixed:
                return shortcut.inputs, shortcut.process, node.finish
        return dependencies_of(node), node, None

    def visit(self, wanted: Any) -> int:
        """Add the steps to one node that are not there yet; return its slot."""
        open_keys: dict[Hashable, None] = {}
        frames: list[tuple[Hashable, Any, Iterator[Any], list[int], Callable[..., Any], Any]] = []
        result, pending = -1, [wanted]
        while pending or frames:
            if pending:
                declared = pending.pop()
                key = key_of(declared)
                known = self.nodes.setdefault(key, declared)
                if known is not declared and not same_definition(known, declared):
                    warn(
                        f"Two different definitions are named {key}: the first one met is used "
                        "for both. Give one of them another name (name=…).",
                        NameClashWarning,
                        stacklevel=2,
                    )
                if key not in self.slots and key in self.given_keys:
                    self.slots[key] = len(self.slots)
                    self.given.append((self.slots[key], key))
                if key in self.slots:
                    result = self.slots[key]
                elif key in open_keys:
                    path = [str(k) for k in open_keys]
                    path = [*path[path.index(str(key)) :], str(key)]
                    raise DependencyLoop(f"{key} depends on itself: {' → '.join(path)}")
                else:
                    node = self.context.get(key, known)
                    if not callable(node):
                        raise RuntimeError(f"Can't solve dependency {node!r}: it is not callable.")
                    inputs, call, finish = self.way(key, node)
                    open_keys[key] = None
                    frames.append((key, node, iter(inputs), [], call, finish))
                    result = -1
            if not frames:
                break
            key, node, waiting, arguments, call, finish = frames[-1]
            if result >= 0:
                arguments.append(result)
                result = -1
            following = next(waiting, _MISSING)
            if following is not _MISSING:
                pending.append(following)
                continue
            frames.pop()
            del open_keys[key]
            result = self.slots[key] = len(self.slots)
            stored = node if key_of(node) == key else self.nodes[key]
            self.steps.append(Step(result, stored, tuple(arguments), call, finish))
        return result


def compile(
    dependents: Iterable[Any],
    context: Mapping[Hashable, Any] | None = None,
    given: Iterable[Hashable] = (),
) -> Plan:
    """Compile the plan for some nodes.

    Parameters
    ----------
    dependents : iterable of Dependent
        The nodes whose values are wanted, in order.
    context : mapping of str to Dependent, optional
        Replacements by the ``str()`` of what they replace.
    given : iterable of str, optional
        The ``str()`` of the nodes whose values will be given.

    Returns
    -------
    Plan
        What is wrong with the way to one of the nodes (a cycle, something not callable) stands
        in the plan and is raised by `Plan.check`, or when its value is reached.

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
    """The closure of some nodes under a context, with the plans compiled for it so far."""

    MAX_PLANS = 64

    def __init__(self, dependents: tuple[Any, ...], context: Mapping[Hashable, Any]) -> None:
        self.dependents = dependents
        self.context = context
        self.plans: dict[frozenset[Hashable], Plan] = {}
        seen: set[Hashable] = set()
        waiting = [*dependents, *context.values()]
        while waiting:
            node = waiting.pop()
            key = key_of(node)
            if key in seen:
                continue
            seen.add(key)
            for known in (node, context.get(key)):
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


_GRAPHS: OrderedDict[Hashable, _Graph] = OrderedDict()
_MAX_GRAPHS = 1024
_LOCK = Lock()


def plan_for(dependents: tuple[Any, ...], context: Mapping[Hashable, Any], cache: Mapping[Any, Any]) -> Plan:
    """Return the plan for some nodes, compiled once per list, context and set of given nodes.

    The graphs are kept by the identity of the nodes, which they hold on to, so that an
    identity never stands for another node.
    """
    key = (
        tuple(map(id, dependents)),
        Dependent.changes,
        tuple([(k, id(v)) for k, v in context.items()]) if context else (),
    )
    with _LOCK:
        graph = _GRAPHS.get(key)
        if graph is not None:
            _GRAPHS.move_to_end(key)
    if graph is None:
        graph = _Graph(dependents, context)
        with _LOCK:
            _GRAPHS[key] = graph
            while len(_GRAPHS) > _MAX_GRAPHS:
                _GRAPHS.popitem(last=False)
    return graph.plan(cache)
