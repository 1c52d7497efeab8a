"""Simulations as people read them: sentences and tables of a terminal, and a page with a slider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..scoring.records import Figure, figure_text
from ..scoring.reports import page_templates
from ..scoring.wording import of_many
from .outcomes import Difference, Outcome, Simulation, names_of_groups

__all__ = [
    "describe_differences",
    "describe_simulation",
    "group_table",
    "outcome_table",
    "render_simulation",
    "render_simulations",
]

#: What the rules that count edits say of them.
SPARED_WORDS = {
    "bots": "of bots",
    "trusted": "of trusted users",
    "self-reverts": "that take back the user's own",
    "namespaces": "in other namespaces",
}


def describe_simulation(simulation: Simulation, source: str = "", notices: Sequence[str] = ()) -> list[str]:
    """Return what was replayed, under which rules, and whether it is evidence."""
    period, hours = simulation["period"], simulation["rules"]["wait_hours"]
    of = f" in {source}" if source else ""
    days = "1 day" if round(period["days"]) == 1 else f"{period['days']:,.0f} days"
    sentences = [
        f"Replayed: {simulation['edits']:,} edits{of} by {simulation['users']:,} users, "
        f"{period['from']} to {period['to']} ({days}); {simulation['damaging']:,} of "
        "them were damaging."
    ]
    if simulation["doubts"]:
        sentences.append(f"THIS IS NO EVIDENCE: {'; '.join(simulation['doubts'])}.")
    spared = ", ".join(f"{SPARED_WORDS[name]} ({count:,})" for name, count in simulation["spared"].items())
    rules = [f"leaves alone edits {spared}, as far as the rows tell"] if spared else []
    rules += [f"reverts a user on a page once in {hours:g} hours"] if hours else []
    sentences.append(f"The bot {'; it '.join(rules) or 'has no rules'}.")
    if period["left_out_hours"]:
        sentences.append(
            f"The last {period['left_out_hours']:g} hours are left out: people may not have judged them yet."
        )
    return [*sentences, *notices]


def outcome_table(outcomes: Sequence[Outcome]) -> tuple[list[str], list[list[str]]]:
    """Return the header and the rows of a table with a row for each threshold."""
    header = [
        "scores from",
        "reverts a day",
        "worst day",
        "right, of 100",
        "damage caught, of 100",
        "good edits undone a week",
        "first edits undone",
        "of them good",
        "restored later",
        "minutes won",
    ]
    rows = []
    for one in outcomes:
        name = one["question"] or ""
        mark = " (below the floor of the model)" if one["below_floor"] else ""
        minutes = one["people"]["median_minutes_won"]
        rows.append(
            [
                f"{one['threshold']:.3f}{f' {name}' if name else ''}{mark}",
                rate(one["reverts_a_day"]),
                "–" if one["worst_day"] is None else f"{one['worst_day']['reverts']:,}",
                _short(one["precision"]),
                _short(one["damage_caught"]),
                rate(one["good_undone_a_week"]),
                f"{one['first_edits']['users']:,}",
                f"{one['first_edits']['with_good_edits']:,}",
                f"{one['restored_later']:,}",
                "–" if minutes is None else f"{minutes:,.0f}",
            ]
        )
    return header, rows


def group_table(outcomes: Sequence[Outcome]) -> tuple[list[str], list[list[str]]]:
    """Return the header and the rows of a table of good edits undone: a row for each group of editors."""
    header = ["group", "good edits", *(f"undone from {one['threshold']:.3f}, of 100" for one in outcomes)]
    rows = []
    for name in names_of_groups(outcomes):
        found = [next(group for group in one["groups"] if group["name"] == name) for one in outcomes]
        cells = [f"{_short(group['share'])}, {rate(group['undone_a_week'])} a week" for group in found]
        rows.append([name, f"{found[0]['good']:,}", *cells])
    return header, rows


def rate(value: float) -> str:
    """Return how often something happens.

    >>> rate(0.0), rate(0.42), rate(12.34), rate(1234.5)
    ('0', '0.4', '12', '1,234')
    """
    return f"{value:,.0f}" if value >= 10 or not value else f"{value:.1f}" if value >= 0.05 else "under 0.1"


def _short(figure: Figure | None) -> str:
    return "–" if figure is None else figure_text(figure, short=True).replace(" (no interval)", "")


def describe_differences(differences: Sequence[Difference], names: Sequence[str]) -> list[str]:
    """Return for each question which edits both models would revert, and which only one of them."""

    def edits(counts: Mapping[str, int]) -> str:
        return f"{counts['damaging']:,} damaging and {counts['good']:,} good edits"

    sentences = []
    for one in differences:
        low, high = (f"{threshold:.3f}" for threshold in one["thresholds"])
        at = f"At “{one['question']}” ({low} and {high})" if one["question"] else f"From {low}"
        sentences.append(
            f"{at}: both would revert {edits(one['both'])}; only {names[0]} {edits(one['only_first'])}; only "
            f"{names[1]} {edits(one['only_second'])}."
        )
    return sentences


def render_simulation(
    simulation: Simulation, title: str, source: str = "", notices: Sequence[str] = ()
) -> str:
    """Write a page: what the thresholds that were asked for would do, and a slider for others."""
    return render_simulations({"": simulation}, title, source, notices=notices)


def render_simulations(
    simulations: Mapping[str, Simulation],
    title: str,
    source: str = "",
    differences: Sequence[Difference] = (),
    notices: Sequence[str] = (),
) -> str:
    """Write a page about the same edits and one model, or several by their names; see `render_simulation`."""
    bots = []
    for name, simulation in simulations.items():
        outcomes = simulation["outcomes"]
        header, rows = outcome_table(outcomes)
        points = sorted([*simulation["grid"], *outcomes], key=lambda one: one["threshold"])
        bots.append(
            {
                "name": name,
                "doubts": simulation["doubts"],
                "header": header,
                "rows": rows,
                "groups": [[_title(one), _group_rows(one)] for one in outcomes],
                "points": [_point(one) for one in points],
                "start": next((n for n, one in enumerate(points) if one in outcomes[:1]), 0),
            }
        )
    first = next(iter(simulations.values()))
    return (
        page_templates("revscoring.audit")
        .get_template("simulation.html.jinja")
        .render(
            title=title,
            sentences=[
                one for one in describe_simulation(first, source, notices) if "NO EVIDENCE" not in one
            ],
            bots=bots,
            differences=describe_differences(differences, list(simulations)),
        )
    )


def _title(one: Outcome) -> str:
    question = f": {one['question']}" if one["question"] else ""
    return f"From {one['threshold']:.3f}{question}"


def _value(figure: Figure | None) -> float:
    return 0.0 if figure is None else figure["value"]


def _group_rows(one: Outcome) -> list[list[str]]:
    return [
        [
            group["name"],
            f"{group['good']:,}",
            f"{group['undone']:,}",
            rate(group["undone_a_week"]),
            _short(group["share"]),
        ]
        for group in one["groups"]
    ]


def _point(one: Outcome) -> dict[str, Any]:
    """Return what the slider shows of a threshold."""
    precision, caught, minutes = one["precision"], one["damage_caught"], one["people"]["median_minutes_won"]
    return {
        "threshold": one["threshold"],
        "reading": [
            [rate(one["reverts_a_day"]), "reverts a day"],
            ["–" if one["worst_day"] is None else f"{one['worst_day']['reverts']:,}", "on the worst day"],
            [_short(precision), "of 100 reverts are right"],
            [_short(caught), "of 100 damaging edits caught"],
            [rate(one["good_undone_a_week"]), "good edits undone a week"],
            [f"{one['first_edits']['users']:,}", "users whose first edit is undone"],
            [f"{one['first_edits']['with_good_edits']:,}", "of these edits were good"],
            [f"{one['restored_later']:,}", "reverts that people made too, and others took back"],
            ["–" if minutes is None else f"{minutes:,.0f}", "minutes earlier than people"],
        ],
        "below": one["below_floor"],
        "sentence": _sentence(one),
        "groups": [
            [
                group["name"],
                group["share"]["value"] if group["share"] else 0.0,
                f"{group['undone']:,} of {group['good']:,}",
            ]
            for group in one["groups"]
        ],
    }


def _sentence(one: Outcome) -> str:
    if one["precision"] is None:
        return f"From {one['threshold']:.3f} a bot would have reverted nothing."
    caught = one["damage_caught"]
    found = "" if caught is None else f" and catch {of_many(caught['value'], 100)} of 100 damaging edits"
    return (
        f"From {one['threshold']:.3f} a bot would make {rate(one['reverts_a_day'])} reverts a day{found}; "
        f"{of_many(1 - one['precision']['value'], 100)} of 100 reverts would be wrong."
    )
