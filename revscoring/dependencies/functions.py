"""Solving, walking and showing the graph of dependents."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any, overload

from ..errors import CaughtDependencyError, DependencyError, DependencyLoop
from ._typing import Cache, Known, Node, Nodes, Profile, Replacements
from .dependent import Dependent, Intermediate
from .plan import dependencies_of, key_of, plan_for

__all__ = [
    "CaughtDependencyError",
    "DependencyError",
    "DependencyLoop",
    "dig",
    "draw",
    "expand",
    "normalize_context",
    "solve",
]


def normalize_context(context: Replacements) -> dict[Any, Any]:
    """Return a context as a dict of node → replacement.

    Parameters
    ----------
    context : dict, iterable of Dependent, or None
        Each node of an iterable replaces its namesake.

    Raises
    ------
    TypeError
        If it is anything else.

    Examples
    --------
    >>> normalize_context(None)
    {}
    """
    if context is None:
        return {}
    if isinstance(context, Mapping):
        return dict(context)
    if isinstance(context, Iterable):
        return {dependent: dependent for dependent in context}
    raise TypeError(
        f"'context' is of type {type(context).__name__}; give a dict of dependent → replacement "
        "or an iterable of dependents."
    )


def _replacements(context: Replacements) -> dict[Hashable, Node]:
    return {key_of(k): v for k, v in normalize_context(context).items()} if context else {}


def _keys(cache: Known) -> set[Hashable]:
    return {key_of(k) for k in cache or ()}


@overload
def solve(
    dependents: Node,
    context: Replacements = None,
    cache: Cache | None = None,
    profile: Profile | None = None,
) -> Any: ...


@overload
def solve(
    dependents: Iterable[Node],
    context: Replacements = None,
    cache: Cache | None = None,
    profile: Profile | None = None,
) -> Iterator[Any]: ...


def solve(
    dependents: Nodes,
    context: Replacements = None,
    cache: Cache | None = None,
    profile: Profile | None = None,
) -> Any:
    """Compute the value of one node, or lazily of each of several.

    Parameters
    ----------
    dependents : Dependent, callable, or iterable of them
        The wanted nodes.
    context : dict or iterable of Dependent, optional
        Replacements, looked up once per node.
    cache : dict, optional
        Node (or its ``str()``) → value. These values are used, and the value of every node that
        is computed is added.
    profile : dict, optional
        Node → list of seconds, to which each process that runs appends.

    Returns
    -------
    object or generator
        The value of one node; for several a generator of the values in the same order. It
        computes each value when it is requested, and raises the error of a node in its place.

    Raises
    ------
    DependencyError
        A process failed (`CaughtDependencyError`, unless it raised a `DependencyError` itself),
        or the graph has a cycle (`DependencyLoop`).
    RuntimeError
        Something to solve is not callable.

    Examples
    --------
    >>> from revscoring.dependencies import Dependent
    >>> one = Dependent("one", lambda: 1)
    >>> plus = Dependent("plus", lambda a, b: a + b, depends_on=[one, one])
    >>> solve(plus), list(solve([one, plus], cache={"dependent.one": 5}))
    (2, [5, 10])
    """
    cache = {} if cache is None else cache
    replacements = _replacements(context)
    if isinstance(dependents, Iterable):
        return _solve_many(dependents, replacements, cache, profile)
    return next(plan_for((dependents,), replacements, cache).values(cache, profile))


def _solve_many(
    dependents: Iterable[Node],
    replacements: Mapping[Hashable, Node],
    cache: Cache,
    profile: Profile | None,
) -> Iterator[Any]:
    yield from plan_for(tuple(dependents), replacements, cache).values(cache, profile)


def expand(dependents: Nodes, context: Replacements = None, cache: Known = None) -> Iterator[Any]:
    """Iterate over every distinct node of a tree, parents before their dependencies.

    Parameters
    ----------
    dependents : Dependent or iterable of Dependent
        Where to begin.
    context : dict or iterable of Dependent, optional
        Replacements: the tree is walked as it would be solved.
    cache : dict or container, optional
        Nodes whose values are known: they are left out, with the nodes that are only below them.

    Yields
    ------
    Dependent
        A replacement that is a plain function shows as the node that it replaces.

    Examples
    --------
    >>> from revscoring.dependencies import Dependent
    >>> a = Dependent("a")
    >>> list(expand(Dependent("b", abs, depends_on=[a])))
    [<dependent.b>, <dependent.a>]
    """
    for declared, node in _walk(dependents, context, cache):
        yield node if isinstance(node, Dependent) else declared


def _walk(dependents: Nodes, context: Replacements, cache: Known) -> Iterator[tuple[Node, Node]]:
    """Iterate over a tree as `expand` does, over the nodes as declared and as replaced."""
    replacements, left_out = _replacements(context), _keys(cache)
    waiting = list(dependents)[::-1] if isinstance(dependents, Iterable) else [dependents]
    while waiting:
        declared = waiting.pop()
        key = key_of(declared)
        if key not in left_out:
            left_out.add(key)
            node = replacements.get(key, declared)
            yield declared, node
            waiting.extend(list(dependencies_of(node))[::-1])


def dig(dependents: Nodes, context: Replacements = None, cache: Known = None) -> Iterator[Any]:
    """Iterate over the leaves of a tree: the nodes without dependencies, each once.

    Takes the parameters of `expand`. Constants are leaves too.

    Yields
    ------
    Dependent
    """
    seen: set[Hashable] = set()
    for _, node in _walk(dependents, context, cache):
        if not list(dependencies_of(node)) and key_of(node) not in seen:
            seen.add(key_of(node))
            yield node


def draw(
    dependent: Node, context: Replacements = None, cache: Known = None, depth: int = 0, *, plan: bool = False
) -> str:
    r"""Show the tree under a node as indented text.

    Parameters
    ----------
    dependent : Dependent
        The node at the top.
    context : dict or iterable of Dependent, optional
        Replacements, shown in place.
    cache : dict or container, optional
        Nodes that are marked ``CACHED`` and not entered.
    depth : int
        The number of tabs before the first line.
    plan : bool
        Show the steps that will run, in their order, instead of the declared tree.

    Returns
    -------
    str
        One line for each node.

    Examples
    --------
    >>> from revscoring.dependencies import Dependent
    >>> draw(Dependent("b", abs, depends_on=[Dependent("a")]))
    ' - <dependent.b>\n\t - <dependent.a>\n'
    """
    show = _plan_lines if plan else _tree_lines
    return "".join(f"{line}\n" for line in show(dependent, context, cache, depth))


def _plan_lines(dependent: Node, context: Replacements, cache: Known, depth: int) -> Iterator[str]:
    plan = plan_for((dependent,), _replacements(context), dict.fromkeys(cache or ()))
    plan.check()
    names = {slot: str(key) for slot, key in plan.given}
    for step in plan.steps:
        names[step.slot] = str(step.node)
        mark = " SHORTCUT" if step.finish is not None else ""
        mark = " INTERMEDIATE" if isinstance(step.node, Intermediate) else mark
        inputs = ", ".join(names[slot] for slot in step.arguments)
        yield "\t" * depth + f" - {step.node!r}{mark}" + (f" ← {inputs}" if inputs else "")


def _tree_lines(dependent: Node, context: Replacements, cache: Known, depth: int) -> Iterator[str]:
    replacements, known = _replacements(context), _keys(cache)
    waiting = [(dependent, depth)]
    while waiting:
        declared, indent = waiting.pop()
        if key_of(declared) in known:
            yield "\t" * indent + f" - {declared!r} CACHED"
            continue
        node = replacements.get(key_of(declared), declared)
        yield "\t" * indent + f" - {node!r}"
        waiting.extend((below, indent + 1) for below in list(dependencies_of(node))[::-1])
