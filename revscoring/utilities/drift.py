"""Compare edits with those that a model learned from: whether features and scores still look the same.

--observations are edits with a cache, as extract writes them. They are compared with the profile that
cv_train keeps in MODEL (quantiles of each feature, the scores of its tests), or with --reference, older
observations. The alarm is about the size of a difference, not about the number of edits. The share of flagged
edits is shown by group of editors and by week. With --label, it is said too whether the scores and the
precision still hold.

Example: revscoring drift reverted.model --observations thismonth.jsonl --fail-if drift
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final, cast

import click
import numpy as np

from ..cli.command import utility
from ..cli.drift_columns import columns_of, training_profile
from ..cli.files import STANDARD, InputFile, OutputFile, open_input, open_output
from ..cli.models import load_model
from ..cli.options import input_option, progress_option, trust_options
from ..cli.tables import print_sections
from ..cli.totals import Totals
from ..dependencies import solve
from ..errors import plain_text
from ..observations import Observation, read_numbered_observations

if TYPE_CHECKING:
    from ..audit import Profile
    from ..scoring import Model
    from ..scoring.records import Figure

__all__ = ["main"]

#: Edits that go on and on, as a population.
ENDLESS = 1_000_000

QUESTIONS: Final = ("maximum recall @ precision >= 0.75", "maximum filter_rate @ recall >= 0.75")
ROWS_SHOWN: Final = 1000

#: From which share on it is said that there are temporary accounts.
MANY_TEMPORARY: Final = 0.01


@utility("drift")
@click.argument("model_file", type=InputFile(), metavar="MODEL")
@input_option("--observations", help="New edits with a cache, one JSON object per line.")
@click.option(
    "--reference",
    type=InputFile(),
    metavar="FILE",
    help="Older edits with a cache.  [default: the profile in MODEL]",
)
@click.option("--label", metavar="FIELD", help="The field with the label, where there is one.")
@click.option(
    "--at",
    "questions",
    multiple=True,
    metavar="QUESTION",
    help="A threshold in use, such as 'recall at precision 0.9'.  [default: precision 0.75, recall 0.75]",
)
@click.option("--output", type=OutputFile(), metavar="FILE", help="Write a page (.html).")
@click.option("--as-json", "--json", "as_json", is_flag=True, help="Print a JSON object instead of text.")
@click.option("--fail-if", type=click.Choice(["drift"]), help="Exit with status 1 if anything differs much.")
@trust_options
@progress_option()
def command(
    model_file: str,
    observations: str,
    reference: str | None,
    label: str | None,
    questions: tuple[str, ...],
    output: str | None,
    as_json: bool,
    fail_if: str | None,
    trust: tuple[str, ...],
    trust_pickle: bool,
    show_progress: bool,
) -> int | None:
    from ..audit import find_drift, threshold_of
    from ..audit.audit_words import render_audit
    from ..audit.drift_words import drift_parts
    from ..features import describe
    from ..scoring.summary import Section

    if output in STANDARD and as_json:
        raise click.UsageError("--as-json and --output - both write to the standard output: leave one out")
    model = load_model(model_file, trust, trust_pickle)
    thresholds: dict[str, float] = {}
    for question in questions or QUESTIONS:
        try:
            thresholds[question] = threshold_of(model, question)
        except ValueError as error:
            if questions:
                raise RuntimeError(f"--at: {error}") from error
    profile = _profile(model, model_file, reference, show_progress)
    rows, values = _read(observations, model, show_progress)
    scores = model.score_many(values)
    columns = columns_of(model.features, values, scores)
    users = [
        ("", place) if (user := row.get("user")) is None else str(user) for place, row in enumerate(rows)
    ]
    found = find_drift(profile, columns, users)
    flagged = {
        question: columns["score"] >= threshold
        for question, threshold in thresholds.items()
        if "score" in columns
    }
    shares = [(f"at “{question}”", _shares(rows, which, users)) for question, which in flagged.items()]
    labelled = None if label is None else _labelled(rows, label, columns, flagged, users, profile)
    of = f"{profile['edits']:,} edits of {reference or 'the training of ' + model_file}"
    descriptions = {str(one): describe(one) for one in model.features}
    parts = drift_parts(found, len(rows), of, descriptions, shares, labelled)
    parts[0].sentences.extend(_causes(rows))
    if output is not None:
        with open_output(output) as out:
            out.write(render_audit(parts, "Do edits still look like those that the model learned from?"))
        if output not in STANDARD:
            click.echo(f"drift: {output} is written", err=True)
    if as_json:
        named = {name: [[*one] for one in of] for name, of in shares}
        click.echo(json.dumps({"edits": len(rows), "columns": found, "flagged": named, "labels": labelled}))
    elif output not in STANDARD:
        print_sections(
            Section([*(["", part.title.upper()] if number else []), *part.sentences], part.header, part.rows)
            for number, part in enumerate(parts)
        )
    return 1 if fail_if is not None and any(one["alarm"] for one in found) else None


def _profile(model: Model, path: str, reference: str | None, show_progress: bool) -> Profile:
    """Return the profile in a model file, or of other observations."""
    if reference is not None:
        _, values = _read(reference, model, show_progress)
        return training_profile(model.features, values, [], model.score_many(values))
    found: Profile | None = cast("Profile | None", model.profile)
    if found is None:
        raise RuntimeError(
            f"{path} has no profile of what it learned from: train it again with cv_train, or give older "
            "edits with --reference"
        )
    return found


def _read(path: str, model: Model, show_progress: bool) -> tuple[list[Observation], list[list[Any]]]:
    """Return the observations that have the values of all features, and these; the others are counted."""
    from ..audit import REPEATED

    totals = Totals("drift", "observations", show=show_progress)
    seen: set[tuple[str, str]] = set()
    rows: list[Observation] = []
    values: list[list[Any]] = []
    with open_input(path) as lines:
        for line, observation in read_numbered_observations(lines):
            totals.inputs += 1
            edit = (str(observation.get("wiki")), str(observation.get("rev_id", ("line", line))))
            if edit in seen:
                totals.fail(REPEATED, f"line {line}")
                continue
            if not isinstance(observation.get("cache"), Mapping):
                totals.fail("it has no cache: revscoring extract writes one", f"line {line}")
                continue
            try:
                values.append(list(solve(model.features, cache=dict(observation["cache"]))))
            except RuntimeError as error:
                totals.fail(plain_text(error), f"line {line}")
                continue
            seen.add(edit)
            rows.append({name: value for name, value in observation.items() if name != "cache"})
            rows[-1]["cache"] = _telling(observation)
            totals.outputs += 1
            if totals.inputs % ROWS_SHOWN == 0:
                totals.show()
    if not rows:
        reasons = "; ".join(totals.reasons()) or "the file is empty"
        raise RuntimeError(f"{path}: there is no edit with values: {reasons}")
    totals.finish()
    return rows, values


def _telling(observation: Observation) -> dict[str, Any]:
    """Return the values of a cache that tell the group of an editor."""
    from ..audit import EDITOR_VALUES

    cache = observation.get("cache") or {}
    return {name: cache[name] for name in EDITOR_VALUES if name in cache}


def _shares(
    rows: Sequence[Observation], flagged: Any, users: Sequence[Any]
) -> list[tuple[str, int, Figure | None]]:
    """Return the share of flagged edits of all edits, of each group of editors, and of each week."""
    from ..audit import editor_groups, time_of
    from ..audit.intervals import share

    places: defaultdict[str, list[int]] = defaultdict(list)
    places["all edits"] = list(range(len(rows)))
    groups = editor_groups(rows)
    for place in sorted(range(len(rows)), key=lambda one: groups[one] or ""):
        if groups[place] is not None:
            places[str(groups[place])].append(place)
    weeks: defaultdict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if (time := time_of(row.get("timestamp"))) is not None:
            day = datetime.fromtimestamp(time, timezone.utc).date()
            weeks[f"week of {day - timedelta(days=day.weekday())}"].append(place)
    places |= dict(sorted(weeks.items()))
    return [(name, len(of), share(flagged[of], [users[one] for one in of])) for name, of in places.items()]


def _labelled(
    rows: Sequence[Observation],
    label: str,
    columns: Any,
    flagged: Any,
    users: Sequence[Any],
    profile: Profile,
) -> dict[str, Any]:
    """Return what labels tell: how many edits have it, by how much scores are too high, and precision."""
    from ..audit import interval_at_any_look
    from ..audit.intervals import mean, share

    known = [place for place, row in enumerate(rows) if isinstance(row.get(label), bool)]
    if not known:
        raise RuntimeError(f"no edit has a label {label!r} that is true or false")
    labels = np.asarray([rows[place][label] for place in known])
    by = [users[place] for place in known]
    scores = columns["score"][known] if "score" in columns else None
    precision, at_any_look = {}, {}
    for question, which in flagged.items():
        chosen = [place for place, one in enumerate(known) if which[one]]
        precision[question] = share(labels[chosen], [by[place] for place in chosen])
        at_any_look[question] = interval_at_any_look(int(labels[chosen].sum()), len(chosen), ENDLESS)
    return {
        "edits": len(known),
        "rate": share(labels, by),
        "rate_then": profile["rates"].get("true"),
        "excess": None if scores is None else mean(scores - labels, by),
        "precision": precision,
        "precision_at_any_look": at_any_look,
    }


def _causes(rows: Sequence[Observation]) -> list[str]:
    """Say what is known to make edits differ: kinds of accounts that features do not know."""
    from ..audit import editor_groups

    temporary = sum(one == "temporary accounts" for one in editor_groups(rows)) / len(rows)
    if temporary < MANY_TEMPORARY:
        return []
    return [
        f"{100 * temporary:.0f} of 100 edits are by temporary accounts: is_anon is false for them, so a "
        "model that learned from anonymous edits treats them as registered. is_anon_fixed is true."
    ]


main = command.run
