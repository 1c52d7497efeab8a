"""Show which features pushed a score which way, and by which words.

The revisions are given by REV_ID or by --rev-docs. With --riskiest 10 and observations that have a
score, the ten riskiest are explained.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from ..cli.command import utility
from ..cli.dumps import report_broken
from ..cli.extraction import dump_source
from ..cli.files import InputFile, open_output
from ..cli.models import check_features, load_model
from ..cli.options import (
    POSITIVE,
    DumpOptions,
    dump_option,
    dump_options,
    output_option,
    progress_option,
    trust_options,
)
from ..cli.sources import DumpSource, in_input_order, read_revision_observations
from ..cli.totals import Totals
from ..extractors.dump import Dump, DumpError
from ..extractors.workers import Extraction, Task, extract_many
from ..observations import Observation

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..dependencies import Dependent
    from ..observations import Label

__all__ = ["main", "most_probable"]

Roots: TypeAlias = Mapping[str, Any]


def most_probable(observations: Iterable[Observation], label: str, count: int) -> list[Observation]:
    """Return the observations whose score gives a label the highest probability, the highest first.

    The label is a key of the probabilities, such as "true"; observations without a score are left out.
    """

    def probability(observation: Observation) -> float | None:
        score = observation.get("score")
        return (score.get("probability") or {}).get(label) if isinstance(score, dict) else None

    scored = [(found, one) for one in observations if (found := probability(one)) is not None]
    scored.sort(key=lambda pair: (-pair[0], pair[1]["rev_id"]))
    return [one for _, one in scored[:count]]


def _parse_label(text: str) -> Label:
    try:
        label: Label = json.loads(text)
    except ValueError:
        return text
    return label


@utility("explain")
@click.argument("model_file", type=InputFile(), metavar="MODEL-FILE")
@click.argument("rev_id", nargs=-1, type=int, metavar="[REV_ID]...")
@dump_option()
@click.option(
    "--rev-docs",
    "--input",
    "rev_docs",
    type=InputFile(),
    metavar="FILE",
    help="Observations: which revisions to explain; without a dump, with a cache of root values.",
)
@click.option("--riskiest", type=POSITIVE, metavar="N", help="Of scored observations, only the N riskiest.")
@click.option(
    "--label",
    "label_text",
    metavar="JSON",
    help="The label to explain.  [default: true, or the predicted one]",
)
@click.option(
    "--features", "count", type=POSITIVE, default=5, show_default=True, metavar="N", help="Features to name."
)
@click.option(
    "--method",
    type=click.Choice(["paths", "shap"]),
    default="paths",
    show_default=True,
    help="For trees: the built-in way, or exact Shapley values (pip install revscoring[explain]).",
)
@click.option("--as-json", "--json", "as_json", is_flag=True, help="One JSON object a line instead of text.")
@output_option("The explanations.")
@trust_options
@dump_options
@progress_option()
def command(
    model_file: str,
    rev_id: tuple[int, ...],
    dump_path: str | None,
    rev_docs: str | None,
    riskiest: int | None,
    label_text: str | None,
    count: int,
    method: str,
    as_json: bool,
    output: str,
    trust: tuple[str, ...],
    trust_pickle: bool,
    show_progress: bool,
    **options: Unpack[DumpOptions],
) -> None:
    if rev_id:
        observations = [{"rev_id": number} for number in rev_id]
    elif rev_docs is not None:
        observations = read_revision_observations(rev_docs)
    else:
        raise click.UsageError("say which revisions to explain: by REV_ID or --rev-docs FILE")
    label = None if label_text is None else _parse_label(label_text)
    if riskiest is not None:
        key = "true" if label_text is None else label_text.strip('"')
        observations = most_probable(observations, key, riskiest)
    model: Any = load_model(model_file, trust, trust_pickle)
    check_features(model, model_file)
    total = len(observations)
    totals = Totals("explain", "revisions", show=show_progress, total=total, inputs=total)
    broken: list[DumpError] = []
    failure: Exception | None = None
    with ExitStack() as stack:
        out = stack.enter_context(open_output(output))
        if dump_path is None:
            results = _from_caches(observations, model.features)
        else:
            dump = stack.enter_context(Dump(dump_path))
            source = dump_source(dump, model.features, totals, observations, options)
            results, broken = _from_dump(source, observations), source.broken
        for observation, extraction, roots in results:
            if extraction.values is None:
                totals.fail(str(extraction.error), f"revision {observation['rev_id']}")
                continue
            try:
                explanation = model.explain(extraction.values, label=label, method=method)
                document = {"rev_id": observation["rev_id"], **explanation.to_json(count, roots)}
                text = (
                    json.dumps(document, ensure_ascii=False, default=str) + "\n"
                    if as_json
                    else _text(document, roots)
                )
            except Exception as error:
                totals.fail(str(error).partition("\n")[0], f"revision {observation['rev_id']}")
                failure = failure or error
                continue
            out.write(text)
            totals.outputs += 1
            totals.show()
    totals.finish()
    if failure is not None and not totals.outputs:
        raise failure
    report_broken(broken, options["keep_going"])


def _from_caches(
    observations: Iterable[Observation], features: Sequence[Dependent]
) -> Iterator[tuple[Observation, Extraction, Roots]]:
    for observation in observations:
        cache = dict(observation.get("cache") or {})
        (extraction,) = extract_many([Task(None, cache)], features, workers=0)
        yield observation, extraction, cache


def _from_dump(
    source: DumpSource, observations: list[Observation]
) -> Iterator[tuple[Observation, Extraction, Roots]]:
    roots: dict[int, Roots] = {}

    def tasks() -> Iterator[Task]:
        for task in source.tasks():
            roots[task.key] = task.cache
            yield task

    extractions = extract_many(tasks(), source.dependents, workers=0)
    for observation, extraction in in_input_order(extractions, observations):
        yield observation, extraction, roots.get(extraction.key, {})


def _text(document: Mapping[str, Any], roots: Roots) -> str:
    """Write an explanation as a paragraph: the revision, its probability, and a line for each feature."""
    from ..scoring.explaining import row_in_words

    heading = [f"{document['probability']:.1%} {document['label']}", f"revision {document['rev_id']}"]
    for name in ("page.title", "user.text", "timestamp_str"):
        value = roots.get(f"datasource.revision.{name}")
        if value is not None:
            heading.append(str(value))
    rows = [f"    {row_in_words(row)}\n" for row in document["contributions"]]
    return "  ".join(heading) + "\n" + "".join(rows)


main = command.run
