"""Show which features pushed a score which way, and by which words.

The revisions are those of a dump (--dump), of a live wiki (--host), or observations that have a cache.
They are given by REV_ID or by --rev-docs. With --riskiest 10 and observations that have a
score, the ten riskiest are explained. On a terminal, bars show how strongly each feature pushed; elsewhere,
numbers do, in the unit of the model.

Example: revscoring explain reverted.model 2214 --dump wiki.xml.bz2
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import click

from ..cli.command import utility
from ..cli.dumps import report_broken
from ..cli.edits import ABOUT, about_observation, about_roots, about_wiki_edits, fates
from ..cli.explanations import LEGEND, explanation_text, explanation_with_bars
from ..cli.extraction import dump_source
from ..cli.files import STANDARD, InputFile, open_output
from ..cli.hosts import make_extractor
from ..cli.models import check_features, load_model
from ..cli.options import (
    POSITIVE,
    DumpOptions,
    dump_options,
    features_path_option,
    output_option,
    progress_option,
    source_options,
    trust_options,
)
from ..cli.policies import Use, stated_policy, use_options
from ..cli.scores import probability_of
from ..cli.sources import DumpSource, in_input_order, read_revision_observations
from ..cli.terminal import is_terminal, shows_colours
from ..cli.totals import Totals
from ..extractors.api import Extractor, fetch_tasks
from ..extractors.dump import Dump, DumpError
from ..extractors.tasks import chunks
from ..extractors.workers import Extraction, Task, extract_many
from ..observations import Observation

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..dependencies import Dependent
    from ..observations import Label

__all__ = ["main", "most_probable"]

Roots: TypeAlias = Mapping[str, Any]
#: An observation, the values of the features, the root values, and what is known about the edit.
Found: TypeAlias = tuple[Observation, Extraction, Roots, Mapping[str, Any]]

#: How many revisions are requested together.
TOGETHER: Final = 50


def most_probable(
    observations: Iterable[Observation], label: Label | None, count: int, score_field: str = "score"
) -> list[Observation]:
    """Return the observations whose score gives a label the highest probability, the highest first.

    Observations without a score are left out. For the default of the label, see `probability_of`.
    """
    found = ((probability_of(one.get(score_field), label), one) for one in observations)
    scored = [(pair[1], one) for pair, one in found if pair is not None]
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
@source_options
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
    "label_json",
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
@use_options
@features_path_option
@dump_options
@progress_option()
def command(
    model_file: str,
    rev_id: tuple[int, ...],
    dump_path: str | None,
    host: str | None,
    login: bool,
    rev_docs: str | None,
    riskiest: int | None,
    label_json: str | None,
    count: int,
    method: str,
    as_json: bool,
    output: str,
    trust: tuple[str, ...],
    trust_pickle: bool,
    anyway: bool,
    accepted: tuple[str, ...],
    features_path: str | None,
    show_progress: bool,
    **options: Unpack[DumpOptions],
) -> None:
    if dump_path is not None and host is not None:
        raise click.UsageError("give either --dump FILE or --host URL")
    if rev_id:
        observations = [{"rev_id": number} for number in rev_id]
    elif rev_docs is not None:
        observations = read_revision_observations(rev_docs)
    else:
        raise click.UsageError("say which revisions to explain: by REV_ID or --rev-docs FILE")
    label = None if label_json is None else _parse_label(label_json)
    if riskiest is not None:
        observations = most_probable(observations, label, riskiest)
    from ..scoring.summary import words_of

    model: Any = load_model(model_file, trust, trust_pickle, features_path, Use(anyway, accepted))
    check_features(model, model_file)
    report_url = stated_policy(model).report_url
    reported = {"report_url": report_url} if report_url else {}
    total = len(observations)
    totals = Totals("explain", "revisions", show=show_progress, total=total, inputs=total)
    broken: list[DumpError] = []
    failure: Exception | None = None
    with ExitStack() as stack:
        out = stack.enter_context(open_output(output))
        if host is not None:
            results = _from_wiki(make_extractor(host, login), observations, model.features)
        elif dump_path is None:
            results = _from_caches(observations, model.features)
        else:
            observations = _with_fates(dump_path, observations)
            dump = stack.enter_context(Dump(dump_path))
            wanted = [*model.features, *ABOUT.values()]
            source = dump_source(dump, wanted, totals, observations, options)
            results, broken = _from_dump(source, observations, model.features), source.broken
        for observation, extraction, roots, known in results:
            if extraction.values is None:
                totals.fail(str(extraction.error), f"revision {observation['rev_id']}")
                continue
            try:
                explanation = model.explain(extraction.values, label=label, method=method)
                about = {**known, **about_observation(observation)}
                document = {
                    "rev_id": observation["rev_id"],
                    **about,
                    **explanation.to_json(count, roots),
                    **reported,
                }
                name = "" if explanation.label is True else words_of(model, explanation.label).name
                if as_json:
                    text = json.dumps(document, ensure_ascii=False, default=str) + "\n"
                elif is_terminal(out):
                    text = explanation_with_bars(document, name, colour=shows_colours(out))
                else:
                    text = explanation_text(document, name)
            except Exception as error:
                totals.fail(str(error).partition("\n")[0], f"revision {observation['rev_id']}")
                failure = failure or error
                continue
            totals.make_room(out)
            out.write(text)
            out.flush()
            totals.outputs += 1
            totals.show()
        if totals.outputs and is_terminal(out) and not as_json:
            totals.make_room(out)
            print(LEGEND, file=out)
    totals.finish()
    if failure is not None and not totals.outputs:
        raise failure
    report_broken(broken, options["keep_going"])


def _from_caches(observations: Iterable[Observation], features: Sequence[Dependent]) -> Iterator[Found]:
    for observation in observations:
        cache = dict(observation.get("cache") or {})
        (extraction,) = extract_many([Task(None, cache)], features, workers=0)
        yield observation, extraction, cache, about_roots(cache)


def _from_wiki(
    extractor: Extractor, observations: Iterable[Observation], features: Sequence[Dependent]
) -> Iterator[Found]:
    for batch in chunks(observations, TOGETHER):
        about = about_wiki_edits(extractor, [one["rev_id"] for one in batch])
        for task in fetch_tasks(extractor, batch, features):
            (extraction,) = extract_many([task], features, workers=0)
            yield task.key, extraction, task.cache, about.get(task.key["rev_id"], {})


def _from_dump(
    source: DumpSource, observations: list[Observation], features: Sequence[Dependent]
) -> Iterator[Found]:
    roots: dict[int, Roots] = {}

    def tasks() -> Iterator[Task]:
        for task in source.tasks():
            roots[task.key] = task.cache
            yield task

    extractions = extract_many(tasks(), features, workers=0)
    for observation, extraction in in_input_order(extractions, observations):
        found = roots.get(extraction.key, {})
        link = source.dump.site.diff_link(observation["rev_id"])
        yield observation, extraction, found, {**about_roots(found), **({"link": link} if link else {})}


def _with_fates(dump_path: str, observations: Sequence[Observation]) -> list[Observation]:
    """Add to observations whether the edit was reverted, where they do not say it and the dump is a file."""
    unknown = [one["rev_id"] for one in observations if "reverted" not in about_observation(one)]
    found = {} if dump_path in STANDARD else fates(dump_path, unknown)
    return [
        {**one, **({"reverted": found[one["rev_id"]]} if one["rev_id"] in found else {})}
        for one in observations
    ]


main = command.run
