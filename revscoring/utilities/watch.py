"""Score the edits of a wiki as they are saved.

On a terminal there is a line for each edit, with the risk and a link; elsewhere, lines of JSON. The command
runs until Ctrl-C. An edit is in the output at least once. With --state it continues where it stopped; with
--state and --output FILE no edit is there twice, even after a crash.

Example: revscoring watch --model reverted.model --host https://en.wikipedia.org
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from typing import IO, TYPE_CHECKING, Final

import click

from ..cli.changes import change_options, is_saved, is_wanted, read_ids, score_edits
from ..cli.command import utility
from ..cli.drift_columns import ScoreDrift
from ..cli.files import STANDARD, InputFile, OutputFile, open_output
from ..cli.hosts import diff_link, make_extractor
from ..cli.language_warnings import warned_of_wiki_language
from ..cli.models import check_features, in_words_of_commands, load_model
from ..cli.options import (
    features_path_option,
    host_option,
    login_option,
    score_field_option,
    trust_options,
)
from ..cli.policies import Use, policy_notices, use_options
from ..cli.scores import risk_cell
from ..cli.tables import fit_edit
from ..cli.terminal import WIDTH, columns, paint, shows_colours
from ..errors import plain_text
from ..extractors.api import BatchExtractor
from ..extractors.recent_changes import Edit, State, poll, stream
from ..extractors.tasks import chunks
from ..observations import Observation, error_document

if TYPE_CHECKING:
    from ..scoring import Model, Score

__all__ = ["main", "people_line", "watch"]

#: Edits that are requested together; few, so that the first of many do not wait for the last.
TOGETHER: Final = 10


def observation_of(
    edit: Edit, score: Score | None, error: Exception | None, score_field: str = "score", notice: str = ""
) -> Observation:
    """Return the observation of an edit, as `revscoring score` writes it, with a notice if there is one.

    Examples
    --------
    >>> observation_of(Edit(5, "2020-01-01T00:00:00Z", "Ants", "Ann"), {"prediction": True}, None)["score"]
    {'prediction': True}
    """
    document = None if error is None else error_document(error)
    return {
        "rev_id": edit.rev_id,
        "timestamp": edit.timestamp,
        "title": edit.title,
        "user": edit.user,
        "comment": edit.comment,
        score_field: score if document is None else document,
        **({} if document is None else {"error": document}),
        **({"notice": notice} if notice else {}),
    }


def people_line(
    edit: Edit,
    score: Score | None,
    error: Exception | None,
    link: str = "",
    width: int = WIDTH,
    *,
    colour: bool = True,
) -> str:
    """Return a line for people: the time, the risk, the title, the user, and the link to the edit.

    The risk is the probability of the label True; of a model without it, that of the predicted label, which
    is named. Its colour is that of the prediction. The title and the user are cut where the line would be
    longer than `width`; the link never is. After the link of an edit without a score is the reason.

    Examples
    --------
    >>> score = {"prediction": True, "probability": {True: 0.875, False: 0.125}}
    >>> edit = Edit(5, "2020-01-01T00:00:07Z", "Ants", "Ann")
    >>> people_line(edit, score, None, "https://wiki.example/?diff=5", width=70, colour=False)
    '00:00:07   88 %  Ants         Ann         https://wiki.example/?diff=5'
    """
    risk, shade, note = "    -", "yellow", ""
    if error is not None or score is None:
        note = "" if error is None else f"  {in_words_of_commands(plain_text(error))}"
    else:
        risk, shade = risk_cell(score)
    space = width - len(f"00:00:00  {risk}      {link}")
    cells = [
        edit.timestamp[11:19],
        paint(risk, shade, on=colour),
        *fit_edit(edit.title, edit.user or "(hidden)", space),
        f"{link}{note}",
    ]
    return "  ".join(cells).rstrip()


def watch(
    changes: Iterable[list[Edit]],
    model: Model,
    extractor: BatchExtractor,
    state: State,
    out: IO[str],
    *,
    link: Callable[[int], str] | None = None,
    wanted: Callable[[Edit], bool] | None = None,
    limit: int | None = None,
    score_field: str = "score",
    notice: str = "",
    counts: Counter[str] | None = None,
    note: Callable[[Edit, Score], None] | None = None,
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
    link : callable, optional
        Returns the address of the page that shows an edit; with it, lines for people are printed, not JSON.
    wanted : callable, optional
        Returns whether to score an edit.
    limit : int, optional
        How many to score before ending.
    score_field : str
    notice : str
        What the policy of the model has programs know; it is in every line of JSON.
    counts : Counter, optional
        The numbers of edits that were ``scored`` and that are ``errors`` are added to it.
    note : callable, optional
        Is told each edit and its score.
    """
    printed, colour = 0, shows_colours(out)
    counts = Counter() if counts is None else counts
    for edits in changes:
        for batch in chunks(edits, TOGETHER):
            chosen = [edit for edit in batch if wanted is None or wanted(edit)]
            chosen = chosen[: None if limit is None else limit - printed]
            for edit, score, error in score_edits(chosen, model, extractor):
                counts["scored" if error is None else "errors"] += 1
                if note is not None and score is not None:
                    note(edit, score)
                if link is not None:
                    shown = people_line(edit, score, error, link(edit.rev_id), columns(), colour=colour)
                    print(shown, file=out)
                else:
                    print(json.dumps(observation_of(edit, score, error, score_field, notice)), file=out)
            out.flush()
            printed += len(chosen)
            if limit is not None and printed >= limit:
                state.done(chosen)
                return printed
            state.done(batch)
    return printed


@utility("watch")
@host_option(required=True)
@click.option(
    "--model",
    "model_file",
    required=True,
    type=InputFile(),
    metavar="MODEL-FILE",
    help="The model to score with.",
)
@click.option(
    "--output",
    default="<stdout>",
    show_default=True,
    type=OutputFile(),
    metavar="FILE",
    help="Where to add the scores; what is in the file already is not scored again.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "people"]),
    help="Lines of JSON, or coloured lines.  [default: people on a terminal, else json]",
)
@change_options
@click.option(
    "--drift",
    "tells_drift",
    is_flag=True,
    help="Say at the end how far the scores are from those of training; see revscoring drift.",
)
@score_field_option
@login_option
@trust_options
@use_options
@features_path_option
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
    tells_drift: bool,
    score_field: str,
    login: bool,
    trust: tuple[str, ...],
    trust_pickle: bool,
    anyway: bool,
    accepted: tuple[str, ...],
    features_path: str | None,
) -> None:
    model = load_model(model_file, trust, trust_pickle, features_path, Use(anyway, accepted))
    check_features(model, model_file)
    drift = ScoreDrift(model, model_file) if tells_drift else None
    extractor = make_extractor(host, login)
    state = State(state_file)
    to_file = output not in STANDARD
    if to_file:
        state.remember(read_ids(output))

    if stream_url is None:
        changes = poll(extractor.client, state, interval)
    else:
        changes = stream(stream_url, host, state, extractor.session.headers["User-Agent"])
    for_people = form == "people" or (form is None and not to_file and sys.stdout.isatty())
    notice = " ".join(policy_notices(model))
    if notice and for_people:
        print(f"watch: {notice}", file=sys.stderr)
    counts: Counter[str] = Counter()
    began = time.monotonic()
    print(f"watch: {model_file} scores the edits of {host} as they are saved; Ctrl-C ends", file=sys.stderr)
    try:
        with open_output(output, append=to_file) as out, extractor.client.explained():
            watch(
                warned_of_wiki_language(changes, model.features, extractor),
                model,
                extractor,
                state,
                out,
                link=partial(diff_link, extractor.session) if for_people else None,
                wanted=lambda edit: (
                    is_saved(edit) and is_wanted(edit, namespaces=namespaces, skip_bots=skip_bots)
                ),
                limit=limit,
                score_field=score_field,
                notice=notice,
                counts=counts,
                note=None if drift is None else lambda edit, score: drift.add(edit.user, score),
            )
    finally:
        print(
            f"watch: {counts.total():,} edits = {counts['scored']:,} scored + {counts['errors']:,} errors; "
            f"{time.monotonic() - began:.1f} s",
            file=sys.stderr,
        )
        if drift is not None:
            print(f"watch: {drift.sentence()}", file=sys.stderr)


main = command.run
