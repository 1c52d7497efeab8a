"""Model cards: what a model file tells, what its policy answers, and the questions that remain."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import yaml

from ...features import who_features
from ..files import MissingFeature
from ..formats import label_name, normalize_json
from ..policy import FIELDS, Policy, PolicyError, policy_of
from ..records import figure_text
from ..summary import label_field, measured_on, statistics_of, words_of
from ..training_data import data_of, learned_from
from ..wording import labels_of_interest
from . import contents
from .contents import Cell, Table
from .markup import FORMS, Marked, Markup
from .rendering import common_contents, page_templates

if TYPE_CHECKING:
    from ..models import Model

__all__ = ["Card", "CardPart", "make_card", "render_card"]

#: How many features are listed, the most important.
FEATURES: Final = 15

#: Names of licences that Hugging Face knows; others are "other".
LICENCES: Final = frozenset((
    "agpl-3.0", "apache-2.0", "bsd-2-clause", "bsd-3-clause", "cc", "cc-by-2.0", "cc-by-3.0", "cc-by-4.0",
    "cc-by-sa-3.0", "cc-by-sa-4.0", "cc0-1.0", "eupl-1.1", "eupl-1.2", "gpl", "gpl-2.0", "gpl-3.0", "lgpl",
    "lgpl-3.0", "mit", "mpl-2.0", "odbl", "pddl", "unlicense", "wtfpl",
))  # fmt: skip

LABELS: Final = {
    "human": "The labels are by people.",
    "reverts": "The labels are reverts, so they have the faults of those who revert.",
}


class CardPart(NamedTuple):
    """A part of a card that is not about the model file alone: a heading, sentences, and a table.

    The first part of a subject `is_first`; the others stand below it.
    """

    title: str
    sentences: Sequence[str]
    table: Table = Table((), ())
    is_first: bool = True


class Card(NamedTuple):
    """A card, and its questions: how many there are, and the keys of those without an answer."""

    text: str
    questions: int
    unanswered: tuple[str, ...]


def render_card(model: Model, title: str | None = None) -> str:
    """Write a model card in Markdown; see `make_card`."""
    return make_card(model, title).text


def make_card(
    model: Model,
    title: str | None = None,
    findings: Sequence[CardPart] = (),
    form: str = "markdown",
    burden: str = "",
) -> Card:
    """Write a model card, with the sections of the cards on Meta-Wiki.

    What neither the file nor its policy tells (why the model was made, for whom) is left as questions.

    Parameters
    ----------
    model : Model
        Preferably tested or cross-validated.
    title : str, optional
        The name of the model; by default what it is about, or its class if that is not known.
    findings : sequence of CardPart
        What else is known: audits, themes of errors, reports.
    form : {'markdown', 'wikitext'}
        Markdown begins with the front matter of Hugging Face.
    burden : str
        Who is hit by its errors, in a sentence.
    """
    title = title or (type(model).__name__ if label_field(model) is None else contents.heading(model))
    try:
        policy = policy_of(model)
    except PolicyError:
        policy = Policy()
    markup = FORMS[form]
    questions = _Questions(markup, _answers(model, policy, burden))
    template = page_templates().get_template("card.jinja")
    known = _known(model, policy, title, markup) | {"findings": findings, "ask": questions.ask}
    known["overview"] = _overview(model, questions)
    template.render(questions=0, unanswered=0, **known)
    unanswered = tuple(key for key, answered in questions.asked.items() if not answered)
    text = template.render(questions=len(questions.asked), unanswered=len(unanswered), **known)
    head = _front_matter(model, policy, title) if form == "markdown" else ""
    return Card(head + text, len(questions.asked), unanswered)


class _Questions:
    """The questions of a card, and the answers to some of them."""

    def __init__(self, markup: Markup, answers: Mapping[str, str]) -> None:
        self.markup, self.answers = markup, answers
        self.asked: dict[str, bool] = {}

    def ask(self, key: str, question: str, lead: str = "") -> str:
        """Return the answer to a question after a lead, or the question and the field that answers it."""
        answer = self.answers.get(key, "")
        self.asked[key] = bool(answer)
        if answer:
            text = self.markup.link(answer) if _is_address(answer) else self.markup.plain(answer)
            return f"{lead} {text}" if lead else text
        field = key if key in FIELDS else f"answers.{key}"
        return f"{self.markup.bold('To answer:')} ({self.markup.code(field)}) {question}"


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://")) and len(text.split()) == 1


def _answers(model: Model, policy: Policy, burden: str) -> dict[str, str]:
    """Return what answers the questions of a card, by their keys; those of the policy come first."""
    trained = policy.trained_on
    licence = " ".join(
        filter(None, [policy.license, f"({policy.licence_url})" if policy.licence_url else ""])
    )
    found = {
        "wikis": ", ".join([*policy.wikis, *policy.languages]) or str(data_of(model).get("wiki") or ""),
        "contact": policy.contact,
        "intended_uses": "; ".join(policy.intended_uses),
        "thresholds": _automatic_use(policy),
        "not_for": "; ".join(policy.not_for),
        "labels": LABELS.get(trained.get("labels", ""), ""),
        "burden": burden or policy.audit.get("worst", ""),
        "report_url": policy.report_url,
        "license": licence,
    }
    return {**found, **{key: text for key, text in policy.answers.items() if text.strip()}}


def _automatic_use(policy: Policy) -> str:
    """Return what bots may do by the scores; empty if that is not stated."""
    if not policy.automation:
        return ""
    may = {
        "never": "Bots must not act on scores",
        "with-review": "Bots may act on scores if a person looks at what they do",
        "allowed": "Bots may act on scores",
    }[policy.automation]
    return f"{may}{f', at thresholds with {policy.floor}' if policy.floor else ''}."


def _overview(model: Model, questions: _Questions) -> Table:
    labels = ", ".join(words_of(model, label).name for label in getattr(model, "labels", ()))
    version = contents.environment_of(model).get("revscoring_version")
    rows: list[list[Cell]] = [
        ["Model", f"{type(model).__name__} of revscoring {version}"],
        ["Version", model.version],
        ["Scores", labels],
        ["Wiki and language", Marked(questions.ask("wikis", "which?"))],
        ["Owner and contact", Marked(questions.ask("contact", "who, and where are questions answered?"))],
    ]
    return Table(["", ""], rows)


def _known(model: Model, policy: Policy, title: str, markup: Markup) -> dict[str, Any]:
    """Return what the template says of a model."""
    common = common_contents(model, columns=4)
    rows: Sequence[Sequence[Any]] = common["features"].rows
    about_people = [str(feature) for feature in who_features(model.features)]
    shares = {f"feature.{name}": share for name, _, share in rows if share is not None}
    statistics = statistics_of(model)
    has_one = statistics is not None and len(labels_of_interest(statistics.labels)) == 1
    return {
        **{name: getattr(markup, name) for name in ("heading", "plain", "bold", "block", "table")},
        "paragraphs": lambda sentences: "\n\n".join(map(markup.plain, sentences)),
        **common,
        "title": title,
        "policy": contents.policy_table(model),
        "learned": learned_from(model),
        "goals": contents.goals_table(model),
        "measured": "" if statistics is None else measured_on(model, statistics),
        "quality": contents.quality_table(model, statistics) if statistics is not None and has_one else None,
        "totals": {} if statistics is None else _named(model, statistics["counts"]["labels"]),
        "n": None if statistics is None else statistics["counts"]["n"],
        "rates": {} if statistics is None else _named(model, statistics.population_rates or {}),
        "implementation": _implementation(model),
        "missing": sum(isinstance(feature.process, MissingFeature) for feature in model.features),
        "most_important": Table(common["features"].header, sorted(rows, key=_share, reverse=True)[:FEATURES]),
        "about_people": ", ".join(map(markup.code, about_people)),
        "n_about_people": len(about_people),
        "share_about_people": sum(shares.get(name, 0) for name in about_people) if shares else None,
        "citation": _citation(model, policy, title),
    }


def _share(row: Sequence[Any]) -> float:
    return float(row[-1] or 0)


def _named(model: Model, by_label: Mapping[Any, float]) -> dict[str, float]:
    return {words_of(model, label).name: value for label, value in by_label.items()}


def _implementation(model: Model) -> str:
    environment = contents.environment_of(model)
    document = {
        "type": type(model).__name__,
        "version": model.version,
        "params": model.params,
        "score_schema": model.info.get("score_schema"),
        "environment": {
            key: environment.get(key) for key in ("revscoring_version", "python_version", "machine")
        },
    }
    text = json.dumps(normalize_json(document), indent=2, ensure_ascii=False, default=str)
    return text.replace("<", "\\u003c")


def _citation(model: Model, policy: Policy, title: str) -> str:
    """Return the card in BibTeX; the answer to the question is who made it, and when."""
    fields = {"title": title, "note": policy.answers.get("citation") or "?", "version": model.version}
    lines = [f"  {name} = {{{_bare(value)}}}" for name, value in fields.items() if value is not None]
    key = "".join(one if one.isalnum() else "_" for one in title.lower())
    return "@misc{" + ",\n".join([key, *lines]) + "\n}"


def _bare(text: object) -> str:
    return " ".join(re.sub(r"[{}<>\\]", "", str(text)).split())


def _front_matter(model: Model, policy: Policy, title: str) -> str:
    """Return the data about a model that Hugging Face reads, in YAML between two lines of dashes."""
    known = policy.license.lower()
    is_known = known in LICENCES
    licence: dict[str, Any] = {"license": known} if is_known else {"license": "other"}
    if not is_known and policy.license:
        licence["license_name"] = policy.license
    if not is_known and policy.licence_url:
        licence["license_link"] = policy.licence_url
    data: dict[str, Any] = {
        "library_name": "revscoring",
        "pipeline_tag": "tabular-classification",
        **(licence if policy.license or policy.licence_url else {}),
        "language": [one for one in policy.languages if re.fullmatch(r"[a-z]{2,3}", one)],
        "tags": list(dict.fromkeys(["revscoring", "mediawiki", *policy.tags, *policy.ethics])),
    }
    results = _results(model, policy)
    if results:
        data["metrics"] = ["roc_auc"]
        data["model-index"] = [{"name": title, "results": results}]
    data = {name: value for name, value in data.items() if value != []}
    return f"---\n{yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)}---\n"


def _results(model: Model, policy: Policy) -> list[dict[str, Any]]:
    """Return how well a model ranks edits that it had not seen; names tell the interval and the data."""
    wiki = str(data_of(model).get("wiki") or ", ".join(policy.wikis) or "a wiki")
    found = []
    for one in getattr(model, "evaluations", ()):
        for label in labels_of_interest(list(getattr(model, "labels", ()))):
            figure = (one["labels"].get(label_name(label)) or {}).get("roc_auc_exact")
            if figure is None:
                continue
            words = words_of(model, label)
            name = f"{words.edits} ranked above others: {figure_text(figure)}"
            found.append(
                {
                    "task": {"type": "tabular-classification"},
                    "dataset": {"type": "edits", "name": f"{one['name']}, {one['n']:,} edits of {wiki}"},
                    "metrics": [{"type": "roc_auc", "value": round(figure["value"], 4), "name": name}],
                }
            )
    return found
