"""Values for the revisions of a command: from a dump, a live wiki, or the caches of observations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

from ..extractors.dump import Dump, DumpError
from ..extractors.workers import Extraction, Task, extract_many
from ..observations import Observation
from .hosts import extract
from .options import DumpOptions, WorkOptions
from .sources import DumpSource, in_input_order
from .totals import Totals

if TYPE_CHECKING:
    from ..dependencies import Dependent

__all__ = ["ExtractionOptions", "Results", "dump_source", "from_caches", "from_dump", "from_extractor"]

Profile: TypeAlias = dict[str, list[float]]


class ExtractionOptions(DumpOptions, WorkOptions):
    """The values of the options that say how revisions are read and worked on."""


class _Limits(TypedDict):
    """Parameters of `extract_many`."""

    workers: int | None
    timeout: float | None
    memory_mb: int | None
    batch_size: int


@dataclass
class Results:
    """Observations with their extractions, in order, and the totals of the command.

    Attributes
    ----------
    totals : Totals
    pairs : iterator of (observation, extraction)
    position : callable or None
        Returns how much of a dump has been read.
    broken : list of DumpError
        What is broken in a dump; complete after the last pair.
    """

    totals: Totals
    pairs: Iterator[tuple[Observation, Extraction]]
    position: Callable[[], int] | None = None
    broken: list[DumpError] = field(default_factory=list)


def dump_source(
    dump: Dump,
    dependents: Sequence[Dependent],
    totals: Totals,
    observations: list[Observation] | None,
    options: DumpOptions,
) -> DumpSource:
    """Return the source of tasks from a dump that the options describe."""
    return DumpSource(
        dump,
        dependents,
        totals,
        observations,
        accounts_path=options["users"],
        derive=options["user_info"] == "derive",
        by_order=options["by_order"],
        window=options["window"] * 1_000_000,
    )


def _limits(options: WorkOptions) -> _Limits:
    return {
        "workers": options["extractors"],
        "timeout": options["timeout"],
        "memory_mb": options["memory"],
        "batch_size": options["batch_size"],
    }


@contextmanager
def from_dump(
    command: str,
    path: str,
    dependents: Sequence[Dependent],
    observations: list[Observation] | None,
    options: ExtractionOptions,
    profile: Profile | None = None,
) -> Iterator[Results]:
    """Compute values for the revisions of a dump.

    Parameters
    ----------
    command : str
        The name of the command in the totals.
    path : str
        The dump.
    dependents : sequence of Dependent
    observations : list of dict or None
        The revisions to compute values for; None for every revision.
    options : ExtractionOptions
    profile : dict, optional
        Name of node → list of seconds, extended in place.
    """
    with Dump(path) as dump:
        unit = "revisions" if observations is None else "observations"
        inputs = len(observations or ())
        totals = Totals(command, unit, show=options["show_progress"], total=dump.size, inputs=inputs)
        source = dump_source(dump, dependents, totals, observations, options)
        extractions = extract_many(source.tasks(), dependents, profile=profile, **_limits(options))
        pairs: Iterator[tuple[Observation, Extraction]]
        if observations is None:
            pairs = ((extraction.key, extraction) for extraction in extractions)
        else:
            pairs = in_input_order(extractions, observations)
        yield Results(totals, pairs, lambda: dump.position, source.broken)


@contextmanager
def from_extractor(
    command: str,
    extractor: Any,
    dependents: Sequence[Dependent],
    observations: Sequence[Observation],
    options: WorkOptions,
    *,
    done: int = 0,
    profile: Profile | None = None,
    **threads: int,
) -> Iterator[Results]:
    """Compute values for observations with an extractor; see `from_dump`.

    Parameters
    ----------
    extractor : Extractor
        See `ConfiguredExtractor`.
    done : int
        How many observations an earlier run has dealt with.
    **threads
        See `revscoring.cli.hosts.extract`.
    """
    limits = _limits(options)
    workers, batch_size = limits["workers"], limits["batch_size"]
    pairs = extract(
        dependents,
        observations,
        extractor,
        workers,
        batch_size,
        profile,
        timeout=limits["timeout"],
        memory_mb=limits["memory_mb"],
        **threads,
    )
    with _counted(command, len(observations), done, options) as totals:
        yield Results(totals, pairs)


@contextmanager
def from_caches(
    command: str,
    dependents: Sequence[Dependent],
    observations: Sequence[Observation],
    options: WorkOptions,
    *,
    done: int = 0,
) -> Iterator[Results]:
    """Compute values for observations from their caches alone; see `from_extractor`."""
    tasks = (Task(place, dict(one.get("cache") or {})) for place, one in enumerate(observations))
    extractions = extract_many(tasks, dependents, **_limits(options))
    with _counted(command, len(observations), done, options) as totals:
        yield Results(totals, ((observations[extraction.key], extraction) for extraction in extractions))


@contextmanager
def _counted(command: str, count: int, done: int, options: WorkOptions) -> Iterator[Totals]:
    totals = Totals(
        command,
        "observations",
        show=options["show_progress"],
        total=count + done,
        inputs=count + done,
        left_out=done,
        left_out_words="done before",
    )
    with totals.kept_when_interrupted():
        yield totals
