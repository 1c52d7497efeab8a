"""Solving, walking and drawing the graph of dependents."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, MutableMapping
from typing import Any

from ..errors import CaughtDependencyError, DependencyError, DependencyLoop
from .dependent import Intermediate
from .plan import dependencies_of, key_of, plan_for

__all__ = [
    "CaughtDependencyError",
    "DependencyError",
    "DependencyLoop",
    "dig",
    "draw",
    "draw_lines",
    "expand",
    "normalize_context",
    "solve",
]


def normalize_context(context: Any) -> dict[Any, Any]:
    """Turn what is accepted as a context into a dict of node → replacement.

    Parameters
    ----------
    context : dict, iterable of Dependent, or None
        In an iterable each node replaces its namesake.

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
    if hasattr(context, "__iter__"):
        return {dependent: dependent for dependent in context}
    raise TypeError(
        f"'context' is of type {type(context).__name__}; give a dict of dependent → replacement "
        "or an iterable of dependents."
    )


def _keyed(context: Any) -> dict[Hashable, Any]:
    return {key_of(k): v for k, v in normalize_context(context).items()} if context else {}


def solve(
    dependents: Any,
    context: Any = None,
    cache: MutableMapping[Any, Any] | None = None,
    profile: MutableMapping[Any, list[float]] | None = None,
) -> Any:
    """Compute the value of one node, or lazily of each of several.

    Parameters
    ----------
    dependents : Dependent, callable, or iterable of them
        What is wanted.
    context : dict or iterable of Dependent, optional
        Replacements, looked up once per node.
    cache : dict, optional
        Node (or its ``str()``) → value. Given values are used; every node that is computed is
        added in place.
    profile : dict, optional
        Node → list of seconds, appended to for each process that runs.

    Returns
    -------
    object or generator
        The value of one; for several a generator of the values in the same order. Nothing is
        computed before it is asked for, and an error is raised when its item is reached.

    Raises
    ------
    DependencyError
        A process failed (`CaughtDependencyError`, unless it raised a `DependencyError` itself),
        or the graph has a cycle (`DependencyLoop`).
    RuntimeError
        Something that should be solved is not callable.

    Examples
    --------
    >>> from revscoring.dependencies import Dependent
    >>> one = Dependent("one", lambda: 1)
    >>> plus = Dependent("plus", lambda a, b: a + b, depends_on=[one, one])
    >>> solve(plus), list(solve([one, plus], cache={"dependent.one": 5}))
    (2, [5, 10])
    """
    cache = {} if cache is None else cache
    replacements = _keyed(context)
    if hasattr(dependents, "__iter__"):
        return _solve_many(dependents, replacements, cache, profile)
    plan = plan_for((dependents,), replacements, cache)
    return next(plan.values(cache, profile))


def _solve_many(
    dependents: Iterable[Any],
    context: Mapping[Hashable, Any],
    cache: MutableMapping[Any, Any],
    profile: MutableMapping[Any, list[float]] | None,
) -> Iterator[Any]:
    plan = plan_for(tuple(dependents), context, cache)
    yield from plan.values(cache, profile)


def _roots(dependents: Any) -> list[Any]:
    return list(dependents) if hasattr(dependents, "__iter__") else [dependents]


def expand(dependents: Any, context: Any = None, cache: Any = None) -> Iterator[Any]:
    """Iterate over every distinct node of a tree, parents before their dependencies.

    Parameters
    ----------
    dependents : Dependent or iterable of Dependent
        Where to begin.
    context : dict or iterable of Dependent, optional
        Replacements: the tree is walked as it would be solved.
    cache : dict or container, optional
        Nodes whose values are there: they are left out, with what is only below them.

    Yields
    ------
    Dependent

    Examples
    --------
    >>> from revscoring.dependencies import Dependent
    >>> a = Dependent("a")
    >>> list(expand(Dependent("b", abs, depends_on=[a])))
    [<dependent.b>, <dependent.a>]
    """
    replacements, known = _keyed(context), {key_of(k) for k in cache or ()}
    seen: set[Hashable] = set()
    waiting = _roots(dependents)[::-1]
    while waiting:
        declared = waiting.pop()
        key = key_of(declared)
        if key in seen or key in known:
            continue
        seen.add(key)
        node = replacements.get(key, declared)
        yield node
        waiting.extend(list(dependencies_of(node))[::-1])


def dig(dependents: Any, context: Any = None, cache: Any = None) -> Iterator[Any]:
    """Iterate over the leaves of a tree: the nodes without dependencies, each once.

    Constants are leaves too.

    Parameters
    ----------
    dependents : Dependent or iterable of Dependent
        Where to begin.
    context : dict or iterable of Dependent, optional
        Replacements, which are followed.
    cache : dict or container, optional
        Nodes that are not entered.

    Yields
    ------
    Dependent
    """
    seen: set[Hashable] = set()
    for node in expand(dependents, context, cache):
        if not list(dependencies_of(node)) and key_of(node) not in seen:
            seen.add(key_of(node))
            yield node


def draw(
    dependent: Any, context: Any = None, cache: Any = None, depth: int = 0, *, plan: bool = False
) -> str:
    r"""Render the tree under a node as indented text.

    Parameters
    ----------
    dependent : Dependent
        The node at the top.
    context : dict or iterable of Dependent, optional
        Replacements, shown in place.
    cache : dict or container, optional
        Nodes that are marked ``CACHED`` and not entered.
    depth : int
        How far to indent.
    plan : bool
        Show the steps that will really run, in their order, instead of the declared tree.

    Returns
    -------
    str
        One line a node.

    Examples
    --------
    >>> from revscoring.dependencies import Dependent
    >>> draw(Dependent("b", abs, depends_on=[Dependent("a")]))
    ' - <dependent.b>\n\t - <dependent.a>\n'
    """
    if plan:
        return "".join(f"{line}\n" for line in _plan_lines(dependent, context, cache, depth))
    return "".join(f"{line}\n" for line in draw_lines(dependent, context, cache, depth))


def _plan_lines(dependent: Any, context: Any, cache: Any, depth: int) -> Iterator[str]:
    given = dict.fromkeys(cache or ())
    compiled = plan_for((dependent,), _keyed(context), given)
    compiled.check()
    names = {slot: str(key) for slot, key in compiled.given}
    for step in compiled.steps:
        names[step.slot] = str(step.node)
        way = " SHORTCUT" if step.finish is not None else ""
        kind = " KERNEL" if isinstance(step.node, Intermediate) else way
        inputs = ", ".join(names[slot] for slot in step.arguments)
        yield "\t" * depth + f" - {step.node!r}{kind}" + (f" ← {inputs}" if inputs else "")


def draw_lines(dependent: Any, context: Any, cache: Any, depth: int) -> Iterator[str]:
    """Yield the lines of `draw`."""
    replacements, known = _keyed(context), {key_of(k) for k in cache or ()}
    waiting: list[tuple[Any, int]] = [(dependent, depth)]
    while waiting:
        declared, indent = waiting.pop()
        line = "\t" * indent + " - "
        if key_of(declared) in known:
            yield f"{line}{declared!r} CACHED"
            continue
        node: Callable[..., Any] = replacements.get(key_of(declared), declared)
        yield f"{line}{node!r}"
        waiting.extend((d, indent + 1) for d in list(dependencies_of(node))[::-1])
