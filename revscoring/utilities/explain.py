"""``revscoring explain``: which features pushed a score which way, in words, and by which words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import IO, Any

import click

from revscoring.extractors.dump import Dump, DumpError
from revscoring.extractors.workers import Extraction, extract_many

from ..cli.command import run_command, utility
from ..cli.files import Totals, dump_options, open_output, output_option, progress_option, report_broken
from ..cli.models import check_features, load_model, trust_options
from ..cli.sources import DumpSource, in_input_order, read_revision_observations

__all__ = ["explain_values", "main", "most_probable"]


def most_probable(observations: Iterable[dict[str, Any]], label: str, count: int) -> list[dict[str, Any]]:
    """Return the observations whose score gives a label the highest probability, the highest first.

    Parameters
    ----------
    observations : iterable of dict
        As ``revscoring score`` writes them; those without a score are left out.
    label : str
        The label, as a key of the probabilities: ``"true"``.
    count : int
        How many.
    """

    def probability(observation: dict[str, Any]) -> float | None:
        score = observation.get("score")
        return (score.get("probability") or {}).get(label) if isinstance(score, dict) else None

    scored = [(found, one) for one in observations if (found := probability(one)) is not None]
    scored.sort(key=lambda pair: (-pair[0], pair[1]["rev_id"]))
    return [one for _, one in scored[:count]]


def explain_values(
    model: Any, values: Sequence[Any], roots: dict[str, Any], label: Any, method: str, count: int
) -> dict[str, Any]:
    """Return the explanation of one score as a JSON document, with the words behind its features."""
    return model.explain(values, label=label, method=method).to_json(count, roots)


def _label(text: str | None) -> Any:
    if text is None:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text


@utility("explain")
@click.argument("model_file", metavar="MODEL-FILE")
@click.argument("rev_id", nargs=-1, type=int, metavar="[REV_ID]...")
@click.option("--dump", "dump_path", metavar="FILE", help="XML dump to read the revisions from.")
@click.option(
    "--rev-docs",
    "--input",
    "rev_docs",
    metavar="FILE",
    help="Observations: which revisions to explain; without a dump, with a cache of root values.",
)
@click.option(
    "--riskiest", type=click.IntRange(1), metavar="N", help="Of scored observations, only the N riskiest."
)
@click.option("--label", metavar="JSON", help="The label to explain.  [default: true, or the predicted one]")
@click.option("--features", "count", default=5, show_default=True, help="How many features to name.")
@click.option(
    "--method",
    type=click.Choice(["paths", "shap"]),
    default="paths",
    show_default=True,
    help="For trees: the built-in way, or exact Shapley values (pip install revscoring[explain]).",
)
@click.option("--as-json", "--json", "as_json", is_flag=True, help="One JSON object a line instead of text.")
@click.option("--users", metavar="FILE", help="Accounts: JSON, or a table with tabs (with --dump).")
@click.option(
    "--user-info",
    type=click.Choice(["derive", "file"]),
    default="derive",
    show_default=True,
    help="As for extract.",
)
@output_option("The explanations.")
@trust_options
@dump_options
@progress_option
def command(
    model_file: str,
    rev_id: tuple[int, ...],
    dump_path: str | None,
    rev_docs: str | None,
    riskiest: int | None,
    label: str | None,
    output: str,
    trust: tuple[str, ...],
    trust_pickle: bool,
    keep_going: bool,
    **options: Any,
) -> None:
    """Say for the scores of revisions which features pushed them which way.

    The revisions are those given by REV_ID or by --rev-docs. With --riskiest 10 and observations that
    have a score, the ten riskiest are explained, as a table.
    """
    if rev_id:
        observations = [{"rev_id": number} for number in rev_id]
    elif rev_docs is not None:
        observations = read_revision_observations(rev_docs)
    else:
        raise click.UsageError("say which revisions to explain: by REV_ID or --rev-docs FILE")
    if riskiest is not None:
        observations = most_probable(observations, "true" if label is None else label.strip('"'), riskiest)
    model = load_model(model_file, trust, trust_pickle)
    check_features(model, model_file)
    totals = Totals("explain", "revisions", show=options["show_progress"], total=len(observations))
    totals.inputs = len(observations)
    broken: list[DumpError] = []
    with open_output(output) as out:
        if dump_path is None:
            results = (_from_cache(one, model) for one in observations)
            _write(model, results, out, totals, label, options)
        else:
            with Dump(dump_path) as dump:
                source = DumpSource(
                    dump,
                    model.features,
                    totals,
                    observations,
                    accounts_path=options["users"],
                    derive=options["user_info"] == "derive",
                    by_order=options["by_order"],
                    window=options["window"] * 1_000_000,
                )
                roots: dict[Any, dict[str, Any]] = {}
                tasks = (_remember(task, roots) for task in source.tasks())
                extractions = extract_many(tasks, model.features, workers=0)
                ordered = in_input_order(extractions, observations)
                places = {id(one): place for place, one in enumerate(observations)}
                results = ((one, found, roots.get(places[id(one)], {})) for one, found in ordered)
                _write(model, results, out, totals, label, options)
                broken = source.broken
    totals.finish()
    report_broken(broken, keep_going)


def _remember(task: Any, roots: dict[Any, dict[str, Any]]) -> Any:
    roots[task.key] = task.cache
    return task


def _from_cache(observation: dict[str, Any], model: Any) -> tuple[dict[str, Any], Extraction, dict[str, Any]]:
    from revscoring.extractors.workers import Task

    cache = dict(observation.get("cache") or {})
    extraction = next(iter(extract_many([Task(0, cache)], model.features, workers=0)))
    return observation, extraction, cache


def _write(
    model: Any,
    results: Iterable[tuple[dict[str, Any], Extraction, dict[str, Any]]],
    out: IO[str],
    totals: Totals,
    label: str | None,
    options: dict[str, Any],
) -> None:
    for observation, extraction, roots in results:
        rev_id = observation["rev_id"]
        if extraction.values is None:
            totals.fail(str(extraction.error), f"revision {rev_id}")
            continue
        document = explain_values(
            model, extraction.values, roots, _label(label), options["method"], options["count"]
        )
        totals.outputs += 1
        if options["as_json"]:
            print(json.dumps({"rev_id": rev_id, **document}, ensure_ascii=False, default=str), file=out)
        else:
            out.write(_text(rev_id, document, roots))
        totals.show()


def _text(rev_id: int, document: dict[str, Any], roots: dict[str, Any]) -> str:
    """Write an explanation as a paragraph: the revision, its probability, and a line a feature."""
    said = [f"{document['probability']:.1%} {document['label']}", f"revision {rev_id}"]
    for name in ("page.title", "user.text", "timestamp_str"):
        value = roots.get(f"datasource.revision.{name}")
        if value is not None:
            said.append(str(value))
    from revscoring.scoring.explaining import row_in_words

    lines = ["  ".join(said)]
    for row in document["contributions"]:
        lines.append("    " + row_in_words(row))
    return "\n".join(lines) + "\n"


def main(argv: Sequence[str] | None = None) -> None:
    """Run ``revscoring explain``."""
    run_command(command, argv, "revscoring explain")
