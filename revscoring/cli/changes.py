"""Edits as they are saved, as commands take them: the options, which edits are wanted, and their scores."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final, TypeAlias

import click

from ..errors import RevisionNotFound
from ..extractors.api import BatchExtractor, extract_batch
from ..extractors.edits import Edit
from .files import OutputFile
from .options import POSITIVE, at_least, group, parse_numbers

if TYPE_CHECKING:
    from ..scoring import Model, Score

__all__ = ["change_options", "is_saved", "is_wanted", "read_ids", "score_edits"]

#: Seconds to wait for revisions that are not found yet.
PATIENCE: Final = 1.0

Scored: TypeAlias = "tuple[Edit, Score | None, Exception | None]"

change_options = group(
    click.option(
        "--stream",
        "stream_url",
        metavar="URL",
        help="Take the edits from a stream of events, such as "
        "https://stream.wikimedia.org/v2/stream/recentchange, instead of asking the wiki again and again.",
    ),
    click.option(
        "--state",
        "state_file",
        type=OutputFile(),
        metavar="FILE",
        help="Keep where we are, to go on there next time.",
    ),
    click.option("--namespaces", type=parse_numbers, metavar="N,...", help="Only these namespaces."),
    click.option("--skip-bots", is_flag=True, help="Leave out edits that are marked as a bot's."),
    click.option(
        "--interval",
        default=0.5,
        show_default=True,
        type=at_least(0.05, float),
        metavar="SECONDS",
        help="How often to look for new edits.",
    ),
    click.option("--limit", type=POSITIVE, metavar="N", help="End after so many edits."),
)


def is_saved(edit: Edit) -> bool:
    """Return whether an edit was saved, not deleted or hidden."""
    return edit.kind in ("edit", "create")


def is_wanted(edit: Edit, *, namespaces: Collection[int] | None, skip_bots: bool) -> bool:
    """Return whether an edit is in one of the namespaces, and not a bot's if these are left out."""
    return not (skip_bots and edit.bot) and (namespaces is None or edit.namespace in namespaces)


def score_edits(
    edits: Sequence[Edit], model: Model, extractor: BatchExtractor, patience: float = PATIENCE
) -> Iterator[Scored]:
    """Yield edits with their scores or errors, in order.

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
        score = None
        if error is None:
            try:
                score = model.score(values or ())
            except Exception as failure:
                error = failure
        yield edit, score, error


def read_ids(path: str, last: int = 5000) -> list[int]:
    """Return the ids in the last lines of an output, and remove an unfinished line at its end."""
    if not os.path.isfile(path):  # devices and pipes have no past
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
