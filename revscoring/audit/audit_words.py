"""Audits as people read them: sentences and tables, for a terminal, a page, and a wiki."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ..scoring.records import Figure, figure_text
from ..scoring.reports import page_templates
from ..scoring.wording import interval_words, label_words, of_many
from .auditing import Audit, GroupAudit, Grouped
from .prices import WAYS, PriceTable, price_sentences

__all__ = ["AuditPart", "audit_parts", "audit_wikitext", "main_finding", "render_audit"]

GROUPINGS: Final = {"editor": "Editors", "namespace": "Kinds of pages", "year": "Years", "wiki": "Wikis"}

#: What each setting of the price table holds fixed.
SETTINGS: Final = {"question": "finding as much", "workload": "flagging as many"}


class AuditPart(NamedTuple):
    """A part of an audit: a heading, sentences, and a table below them."""

    title: str
    sentences: list[str]
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


def audit_parts(
    audit: Audit, prices: PriceTable | None = None, source: Sequence[str] = ()
) -> list[AuditPart]:
    """Return what an audit says, with further sentences on where its edits are from."""
    words, good = label_words(True, audit.label), label_words(False, audit.label)
    everything = audit.everything
    asked = f' (the answer to "{audit.question}")' if audit.question else ""
    parts = [
        AuditPart(
            "What was audited",
            [
                f"{everything['n']:,} edits, {everything['bad']:,} of them {words.being}. "
                f"Edits with scores from {audit.threshold:.4g}{asked} are flagged.",
                *source,
                f"In brackets are intervals of 95 %, which know that edits of one {audit.cluster} resemble "
                "each other. A dash is a figure of fewer than 30 edits or 10 users.",
            ],
        )
    ]
    for grouping in audit.groupings:
        title = GROUPINGS.get(grouping["by"], f"Groups by {grouping['by']}")
        groups = [*grouping["groups"], everything]
        parts.append(
            AuditPart(
                title,
                list(_sentences(grouping, good.edits, words.edits)),
                [
                    "group",
                    "edits",
                    words.being,
                    "flagged, of 100",
                    f"found, of 100 {words.edits}",
                    f"wrongly flagged, of 100 {good.edits}",
                    "right, of 100 flagged",
                    "wrongly flagged, times as often",
                ],
                [_row(group, grouping["reference"]) for group in groups],
            )
        )
        parts.append(
            AuditPart(
                f"{title}: scores",
                [
                    f"How often, of 100 pairs, the {words.edits} have the higher score: within the group; "
                    f"against its {good.edits}, those of others (BPSN); against {good.edits} of others, its "
                    f"own (BNSP). 50 is chance. Then the mean score of its {good.edits}, and how much its "
                    f"mean score is above its share of {words.edits}.",
                ],
                ["group", "within", "BPSN", "BNSP", f"score of {good.edits}", "score too high by"],
                [_score_row(group) for group in groups],
            )
        )
    return [*parts, *_price_parts(prices, good.edits, words.edits)]


def main_finding(audit: Audit) -> str:
    """Return in a sentence who is hit most; empty if there are too few edits to say."""
    worst = audit.worst()
    by = None if worst is None else worst[0]
    grouping = next((one for one in audit.groupings if by in (None, one["by"])), None)
    if grouping is None:
        return ""
    words, good = label_words(True, audit.label), label_words(False, audit.label)
    return next(_sentences(grouping, good.edits, words.edits), "")


def _row(group: GroupAudit, reference: str) -> list[str]:
    figures, of = group["figures"], group["of"]
    cells = [group["name"], f"{group['n']:,}", f"{group['bad']:,}", _short(figures["flagged"])]
    cells += [f"{_short(figures[name])} / {of[name]:,}" for name in ("recall", "fpr", "precision")]
    times = group["against"].get("fpr")
    if group["name"] == reference:
        return [*cells, "compared with"]
    if times is None or times["figure"] is None:
        return [*cells, "–"]
    return [*cells, f"{_times(times['figure'])}{'' if times['finding'] else ' (may be chance)'}"]


def _score_row(group: GroupAudit) -> list[str]:
    figures = group["figures"]
    areas = [_short(figures.get(name)) for name in ("auc", "bpsn", "bnsp")]
    return [group["name"], *areas, _number(figures["balance"]), _number(figures["calibration"])]


def _short(figure: Figure | None) -> str:
    return "–" if figure is None else figure_text(figure, short=True).replace(" (no interval)", "")


def _number(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    if figure["low"] is None or figure["high"] is None:
        return f"{figure['value']:.2f}"
    value, low, high = (round(end, 2) + 0.0 for end in (figure["value"], figure["low"], figure["high"]))
    return f"{value:.2f} ({low:.2f} to {high:.2f})"


def _times(figure: Figure) -> str:
    def text(value: float) -> str:
        return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"

    low, high = figure["low"], figure["high"]
    ends = "" if low is None or high is None else f" ({text(low)}–{text(high)})"
    return f"{text(figure['value'])}{ends}"


def _of(figure: Figure) -> str:
    low, high = figure["low"], figure["high"]
    return of_many(figure["value"], 100) + interval_words(
        None if low is None or high is None else (low, high)
    )


def _sentences(grouping: Grouped, good: str, bad: str) -> Iterator[str]:
    """Say who is hit most, whose good edits look worse than damage of others, and who is too little known."""
    groups = {group["name"]: group for group in grouping["groups"]}
    base = groups[grouping["reference"]]["figures"]["fpr"]
    hit = [
        (group, figure)
        for group in grouping["groups"]
        if (one := group["against"].get("fpr")) and one["finding"] and (figure := group["figures"]["fpr"])
    ]
    if hit and base:
        for group, figure in sorted(hit, key=lambda one: -one[1]["value"]):
            times = group["against"]["fpr"]["figure"]
            often = "" if times is None else f", {_times(times)} times as often"
            yield (
                f"Of 100 {good} of {group['name']}, {_of(figure)} are flagged wrongly{often} as those of "
                f"{grouping['reference']}, of which it is {_of(base)}."
            )
    elif base:
        yield "No difference in wrongly flagged edits is beyond what chance brings."
    for group in grouping["groups"]:
        pairs = group["figures"].get("bpsn")
        if pairs and pairs["low"] is not None and pairs["high"] is not None and pairs["high"] < 0.5:
            between = interval_words((1 - pairs["high"], 1 - pairs["low"]))
            yield (
                f"{good[0].upper()}{good[1:]} of {group['name']} have higher scores than {bad} of others in "
                f"{of_many(1 - pairs['value'], 100)} of 100 pairs{between}."
            )
    few = [
        f"{group['name']} ({group['of']['fpr']:,} {good}; about {group['needed']['fpr']:,} more edits needed)"
        for group in grouping["groups"]
        if "fpr" in group["needed"]
    ]
    if few:
        yield f"Too few to say how often they are wrongly flagged: {', '.join(few)}."
    few = [
        f"{group['name']} ({group['of']['recall']:,}; about {group['needed']['recall']:,} more edits needed)"
        for group in grouping["groups"]
        if "recall" in group["needed"]
    ]
    if few:
        yield f"Too few {bad} to say how many are found: {', '.join(few)}."


def _price_parts(table: PriceTable | None, good: str, bad: str) -> Iterator[AuditPart]:
    if table is None:
        return
    names = list(table["prices"][0]["fpr"])
    about = f"Tested on {table['n']:,} edits that the models had not seen, asked for {table['at']}."
    if table["who"]:
        about += f" Features about who edits: {', '.join(table['who'])}."
    header = [
        "way",
        "",
        f"found, of 100 {bad}",
        "right, of 100 flagged",
        "flagged, of 100",
        *names,
    ]
    rows = []
    for one in table["prices"]:
        if one["way"] == "as is" and one["setting"] == "workload":
            continue
        cells = [_short(one[name]) for name in ("recall", "precision", "flagged")]
        cells += [_short(one["fpr"][name]) for name in names]
        setting = "" if one["way"] == "as is" else SETTINGS[one["setting"]]
        rows.append([one["way"], setting, *cells])
    ways = [f"{way}: {WAYS[way]}" for way in dict.fromkeys(one["way"] for one in table["prices"])]
    note = f"Below, {'; '.join(ways)}. The columns of groups: how many of 100 {good} are wrongly flagged."
    yield AuditPart("What it costs to be fairer", [about, *price_sentences(table), note], header, rows)


def render_audit(parts: Sequence[AuditPart], title: str) -> str:
    """Write a page: one HTML file that needs no network."""
    return (
        page_templates("revscoring.audit").get_template("audit.html.jinja").render(title=title, parts=parts)
    )


def audit_wikitext(parts: Sequence[AuditPart]) -> str:
    """Write an audit in the markup of wikis.

    Examples
    --------
    >>> print(audit_wikitext([AuditPart("Editors", ["One."], ["group", "n"], [["a|b", "3"]])]))
    == Editors ==
    One.
    {| class="wikitable sortable"
    ! group !! n
    |-
    | <nowiki>a|b</nowiki> || 3
    |}
    """
    lines = []
    for part in parts:
        lines += [f"== {_plain(part.title)} ==", "\n\n".join(map(_plain, part.sentences))]
        if part.rows:
            lines += ['{| class="wikitable sortable"', f"! {' !! '.join(map(_plain, part.header))}"]
            for row in part.rows:
                lines += ["|-", f"| {' || '.join(map(_plain, row))}"]
            lines.append("|}")
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Return a text that a wiki shows as it is."""
    if not set(text) & set("[]{}|<>'&=~_#*:;!\n"):
        return text
    if not set(text) & set("[]{}|<>&\n") and "''" not in text and "~~~" not in text and "__" not in text:
        return text
    safe = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<nowiki>{safe}</nowiki>"
