"""Join what several people say of the same edits into one label each.

FILEs are observations with labels: what review tally --output writes, what review pages save, or lists
made by hand. A person is a file, or the "reviewer" of its lines. With --rule majority the label is what
most say; with unanimity it has to be what all say. Edits on which they do not agree so are left out and
counted, or written to --disputed, with what each person says. How far people agree is printed, as
Krippendorff's alpha with an interval.

Example: revscoring merge_labels ann.jsonl ben.jsonl --label damaging --rule majority --output labels.jsonl
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import click

from ..cli.command import utility
from ..cli.files import InputFile, OutputFile, open_input, open_rows
from ..cli.options import output_option
from ..cli.totals import Totals
from ..files import writing_text
from ..observations import Observation, ObservationError, dump_observation, read_numbered_observations

__all__ = ["joint_label", "main"]

#: Judgements of one edit: label → person → what that person says.
Judgements = dict[str, dict[str, Any]]


def joint_label(said: Sequence[Any], rule: str) -> Any:
    """Return the label that judgements have together; None if they have none.

    Parameters
    ----------
    said : sequence
        Judgements of one edit, without None.
    rule : str
        ``"majority"``: more say it than anything else; ``"unanimity"``: all say it.

    Examples
    --------
    >>> joint_label([True, True, False], "majority"), joint_label([True, True, False], "unanimity")
    (True, None)
    >>> joint_label([True, False], "majority") is None
    True
    """
    ranked = Counter(said).most_common(2)
    if not ranked or (len(ranked) > 1 and (rule == "unanimity" or ranked[0][1] == ranked[1][1])):
        return None
    return ranked[0][0]


def _read(paths: Sequence[str], labels: Sequence[str]) -> dict[int, Judgements]:
    """Return the judgements of files by revision; the last one of a person holds."""
    found: dict[int, Judgements] = defaultdict(lambda: {label: {} for label in labels})
    for path in paths:
        with open_input(path) as file:
            for number, row in read_numbered_observations(file):
                where = f"{path}, line {number}"
                if type(row.get("rev_id")) is not int:
                    raise ObservationError(f"{where}: it has no 'rev_id' that is a whole number")
                if not any(label in row for label in labels):
                    raise ObservationError(f"{where}: it has no {' or '.join(map(repr, labels))}")
                for label in labels:
                    if isinstance(row.get(label), list | dict):
                        raise ObservationError(f"{where}: its {label!r} is not one value")
                    if row.get(label) is not None:
                        found[row["rev_id"]][label][str(row.get("reviewer") or path)] = row[label]
    return found


@utility("merge_labels")
@click.argument("files", nargs=-1, required=True, type=InputFile(), metavar="FILE...")
@click.option(
    "--label",
    "labels",
    required=True,
    multiple=True,
    metavar="FIELD",
    help="The field with the judgement; may be repeated.",
)
@click.option(
    "--rule",
    type=click.Choice(["majority", "unanimity"]),
    default="majority",
    show_default=True,
    help="When several judgements are one label.",
)
@output_option("The labels, one JSON object per line.", recorded=True)
@click.option("--disputed", type=OutputFile(), metavar="FILE", help="Write the edits without a joint label.")
@click.option("--as-json", "--json", "as_json", is_flag=True, help="Print the agreement as a JSON object.")
def command(
    files: tuple[str, ...],
    labels: tuple[str, ...],
    rule: str,
    output: str,
    disputed: str | None,
    as_json: bool,
) -> None:
    found = _read(files, labels)
    totals = Totals("merge_labels", "edits", inputs=len(found), left_out_words="without a joint label")
    left: list[Observation] = []
    with open_rows(output) as out:
        for rev_id in sorted(found):
            said = found[rev_id]
            row: Observation = {"rev_id": rev_id}
            for label in labels:
                joint = joint_label([*said[label].values()], rule)
                if joint is not None:
                    row[label] = joint
            if len(row) > 1:
                dump_observation(row, out)
                totals.outputs += 1
            if any(said[label] and label not in row for label in labels):
                left.append({"rev_id": rev_id, "needs_review": True, "judgements": said})
    totals.left_out = totals.inputs - totals.outputs
    if disputed is not None:
        with writing_text(disputed) as text:
            for row in left:
                dump_observation(row, text)
    totals.finish(f"; {len(left):,} disputed")
    agreements = [_agreement(label, [said[label] for said in found.values()]) for label in labels]
    if as_json:
        click.echo(json.dumps(agreements), err=output == "<stdout>")
    else:
        for one in agreements:
            click.echo(_sentence(one), err=True)


def _agreement(label: str, judgements: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    from ..audit import agreement, agreement_interval

    several = [one for one in judgements if len(one) > 1]
    return {
        "label": label,
        "edits": sum(map(bool, judgements)),
        "judged_by_several": len(several),
        "all_agree": sum(len(set(one.values())) == 1 for one in several),
        "alpha": agreement(judgements),
        "interval": agreement_interval(judgements),
    }


def _sentence(one: Mapping[str, Any]) -> str:
    words = (
        f"merge_labels: {one['label']}: {one['judged_by_several']:,} of {one['edits']:,} edits were judged "
        f"by several people, who all agree on {one['all_agree']:,}"
    )
    if one["alpha"] is None:
        return words
    low, high = one["interval"]
    return (
        f"{words} (Krippendorff's alpha {one['alpha']:.2f}, 95 % interval {low:.2f} to {high:.2f}, by edits)"
    )


main = command.run
