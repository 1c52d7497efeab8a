"""Score the edits of a wiki as they are saved.

The command runs until Ctrl-C. An edit is in the output at least once. With --state it continues where it
stopped; with --state and --output FILE no edit is there twice, even after a crash.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Final, TypeAlias

import click

from ..cli.command import utility
from ..cli.files import STANDARD, open_output
from ..cli.hosts import make_extractor
from ..cli.languages import warned_of_wiki_language
from ..cli.models import check_features, load_model
from ..cli.options import (
    POSITIVE,
    at_least,
    host_option,
    login_option,
    parse_numbers,
    score_field_option,
    trust_options,
)
from ..errors import RevisionNotFound
from ..extractors.api import BatchExtractor, extract_batch
from ..extractors.recent_changes import Edit, State, poll, stream
from ..extractors.tasks import chunks
from ..observations import ErrorDocument, Observation, error_document

if TYPE_CHECKING:
    from ..scoring import Model, Score

__all__ = ["main", "people_line", "score_edits", "watch"]

#: Edits that are requested together; few, so that the first of many do not wait for the last.
TOGETHER: Final = 10

#: Seconds to wait for revisions that are not found yet.
PATIENCE: Final = 1.0

Scored: TypeAlias = "tuple[Edit, Score | None, ErrorDocument | None]"


def score_edits(
    edits: Sequence[Edit], model: Model, extractor: BatchExtractor, patience: float = PATIENCE
) -> Iterator[Scored]:
    """Yield edits with their scores or error documents, in order.

    After `patience` seconds, revisions that are not found are requested once more: an edit may be in the list
    before all servers of the wiki have it.
    """
    answers = extract_batch(extractor, [edit.rev_id for edit in edits], model.features)
    not_found = [place for place, (error, _) in enumerate(answers) if isinstance(error, RevisionNotFound)]
    if not_found:
        time.sleep(patience)
        again = extract_batch(extractor, [edits[place].rev_id for place in not_found], model.features)
        for place, answer in zip(not_found, again, strict=True):
            answers[place] = answer
    for edit, (error, values) in zip(edits, answers, strict=True):
        score = document = None
        try:
            if error is not None:
                raise error
            score = model.score(values or ())
        except Exception as failure:
            document = error_document(failure)
        yield edit, score, document


def observation_of(
    edit: Edit, score: Score | None, error: ErrorDocument | None, score_field: str = "score"
) -> Observation:
    """Return the observation of an edit, as `revscoring score` writes it.

    Examples
    --------
    >>> observation_of(Edit(5, "2020-01-01T00:00:00Z", "Ants", "Ann"), {"prediction": True}, None)["score"]
    {'prediction': True}
    """
    return {
        "rev_id": edit.rev_id,
        "timestamp": edit.timestamp,
        "title": edit.title,
        "user": edit.user,
        "comment": edit.comment,
        score_field: score if error is None else error,
        **({} if error is None else {"error": error}),
    }


def people_line(edit: Edit, score: Score | None, error: ErrorDocument | None) -> str:
    """Return a line for people, coloured by the prediction.

    Examples
    --------
    >>> score = {"prediction": True, "probability": {"true": 0.875, "false": 0.125}}
    >>> click.unstyle(people_line(Edit(5, "2020-01-01T00:00:07Z", "Ants", "Ann", "more"), score, None))
    '00:00:07 0.88 true     5 Ants · Ann · more'
    """
    if error is not None or score is None:
        verdict, colour = f"---- {error['type'] if error else ''}", "yellow"
    else:
        prediction = score.get("prediction")
        label = json.dumps(prediction) if not isinstance(prediction, str) else prediction
        probability = (score.get("probability") or {}).get(label)
        verdict = f"{'----' if probability is None else format(probability, '.2f')} {label}"
        colour = {"true": "red", "false": "green"}.get(label, "cyan")
    about = " · ".join(filter(None, [edit.title, edit.user or "(hidden)", edit.comment]))
    return f"{edit.timestamp[11:19]} {click.style(f'{verdict:9}', fg=colour)} {edit.rev_id:>5} {about}"


def watch(
    changes: Iterable[list[Edit]],
    model: Model,
    extractor: BatchExtractor,
    state: State,
    out: IO[str],
    *,
    for_people: bool = False,
    wanted: Callable[[Edit], bool] | None = None,
    limit: int | None = None,
    score_field: str = "score",
) -> int:
    """Print the scores of edits as they come, and return how many there were.

    Parameters
    ----------
    changes : iterable of list of Edit
        From `poll` or `stream`.
    model, extractor
        See `score_edits`.
    state : State
        Edits are added after they are printed.
    out : text file
    for_people : bool
        Print coloured lines, not JSON.
    wanted : callable, optional
        Returns whether to score an edit.
    limit : int, optional
        How many to score before ending.
    score_field : str
    """
    printed = 0
    for edits in changes:
        for batch in chunks(edits, TOGETHER):
            chosen = [edit for edit in batch if wanted is None or wanted(edit)]
            chosen = chosen[: None if limit is None else limit - printed]
            for edit, score, error in score_edits(chosen, model, extractor):
                if for_people:
                    print(people_line(edit, score, error), file=out)
                else:
                    print(json.dumps(observation_of(edit, score, error, score_field)), file=out)
            out.flush()
            printed += len(chosen)
            if limit is not None and printed >= limit:
                state.done(chosen)
                return printed
            state.done(batch)
    return printed


def read_ids(path: str, last: int = 5000) -> list[int]:
    """Return the ids in the last lines of an output, and remove an unfinished line at its end."""
    if not os.path.exists(path):
        return []
    ids = []
    with open(path, "rb+") as file:
        end = 0
        for line in file:
            if not line.endswith(b"\n"):
                break
            end += len(line)
            with suppress(ValueError, KeyError, TypeError):
                ids.append(json.loads(line)["rev_id"])
        file.truncate(end)
    return ids[-last:]


@utility("watch")
@host_option(required=True)
@click.option("--model", "model_file", required=True, metavar="MODEL-FILE", help="The model to score with.")
@click.option(
    "--stream",
    "stream_url",
    metavar="URL",
    help="Take the edits from a stream of events, such as "
    "https://stream.wikimedia.org/v2/stream/recentchange, instead of asking the wiki again and again.",
)
@click.option("--state", "state_file", metavar="FILE", help="Keep where we are, to go on there next time.")
@click.option(
    "--output",
    default="<stdout>",
    show_default=True,
    metavar="FILE",
    help="Where to add the scores; what is in the file already is not scored again.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "people"]),
    help="Lines of JSON, or coloured lines.  [default: people on a terminal, else json]",
)
@click.option("--namespaces", type=parse_numbers, metavar="N,...", help="Only these namespaces.")
@click.option("--skip-bots", is_flag=True, help="Leave out edits that are marked as a bot's.")
@click.option(
    "--interval",
    default=0.5,
    show_default=True,
    type=at_least(0.05, float),
    metavar="SECONDS",
    help="How often to look for new edits.",
)
@click.option("--limit", type=POSITIVE, metavar="N", help="End after so many edits.")
@score_field_option
@login_option
@trust_options
def command(
    host: str,
    model_file: str,
    stream_url: str | None,
    state_file: str | None,
    output: str,
    form: str | None,
    namespaces: set[int] | None,
    skip_bots: bool,
    interval: float,
    limit: int | None,
    score_field: str,
    login: bool,
    trust: tuple[str, ...],
    trust_pickle: bool,
) -> None:
    model = load_model(model_file, trust, trust_pickle)
    check_features(model, model_file)
    extractor = make_extractor(host, login)
    state = State(state_file)
    to_file = output not in STANDARD
    if to_file:
        state.remember(read_ids(output))

    def wanted(edit: Edit) -> bool:
        return not (skip_bots and edit.bot) and (namespaces is None or edit.namespace in namespaces)

    if stream_url is None:
        changes = poll(extractor.client, state, interval)
    else:
        changes = stream(stream_url, host, state, extractor.session.headers["User-Agent"])
    for_people = form == "people" or (form is None and not to_file and sys.stdout.isatty())
    with open_output(output, append=to_file) as out:
        watch(
            warned_of_wiki_language(changes, model.features, extractor),
            model,
            extractor,
            state,
            out,
            for_people=for_people,
            wanted=wanted,
            limit=limit,
            score_field=score_field,
        )


main = command.run
