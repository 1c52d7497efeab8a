"""The steps of a pipeline, from the settings of a wiki in ``pipeline.yaml``."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

__all__ = ["NAME", "Pipeline", "Step", "read_pipelines"]

#: Names of wikis, which are directories and targets of make.
NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
RESERVED: Final = ("all", "models", "Makefile")

#: Characters that make cannot have in the name of a file.
UNMAKEABLE: Final = re.compile(r"[\s:#$%;=\\*?\[\]'\"&|<>()]")

SETTINGS: Final[Mapping[str, type | tuple[type, ...]]] = {
    "dump": str,
    "host": str,
    "labels": str,
    "features": str,
    "label": str,
    "model": str,
    "parameters": dict,
    "version": (str, int, float),
    "folds": int,
    "sample": int,
    "newest": float,
    "question": str,
    "groups": list,
}
REQUIRED: Final = ("features", "label", "model", "version", "folds", "newest", "question")


@dataclass
class Step:
    """A rule of make: the file that a command makes, and those that it needs.

    A command that leaves an unfinished file after a crash writes it under another name first (`partial`).
    """

    why: str
    target: str
    needs: list[str]
    command: list[str]
    stamp: str
    partial: bool = False
    others: list[str] = field(default_factory=list)

    @property
    def recipe(self) -> str:
        """The command as make takes it."""
        return shlex.join(self.command).replace("$", "$$")


@dataclass
class Pipeline:
    """The steps of a wiki, and the files that people want."""

    wiki: str
    model: str
    results: list[str]
    steps: list[Step]


def read_pipelines(document: object, where: str) -> list[Pipeline]:
    """Return the pipelines of the wikis of a file of settings; a RuntimeError says what is wrong with it."""
    if not isinstance(document, Mapping) or set(document) - {"defaults", "wikis"}:
        raise RuntimeError(f"{where}: it must have the parts defaults and wikis")
    defaults, wikis = document.get("defaults") or {}, document.get("wikis") or {}
    if not isinstance(defaults, Mapping) or not isinstance(wikis, Mapping) or not wikis:
        raise RuntimeError(f"{where}: wikis must have a row for each wiki, such as enwiki: {{dump: FILE, …}}")
    return [_pipeline(name, {**defaults, **_row(row, name, where)}, where) for name, row in wikis.items()]


def _row(row: object, name: object, where: str) -> Mapping[str, Any]:
    if not isinstance(name, str) or not NAME.fullmatch(name) or name in RESERVED:
        raise RuntimeError(f"{where}: {name!r} cannot be the name of a wiki: use letters, digits, _ and -")
    if not isinstance(row, Mapping):
        raise RuntimeError(f"{where}: {name} must have settings, such as dump: FILE")
    return row


def _check(wiki: str, settings: Mapping[str, Any], where: str) -> None:
    for name, value in settings.items():
        if name not in SETTINGS:
            near = get_close_matches(str(name), SETTINGS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(SETTINGS)}"
            raise RuntimeError(f"{where}: {wiki}: there is no setting {name!r}: {hint}")
        if not isinstance(value, SETTINGS[name]) or isinstance(value, bool):
            raise RuntimeError(f"{where}: {wiki}: {name} cannot be {value!r}")
        if name in ("dump", "labels") and UNMAKEABLE.search(str(value)):
            raise RuntimeError(f"{where}: {wiki}: make cannot have such characters in a file: {value!r}")
    if missing := [name for name in REQUIRED if name not in settings]:
        raise RuntimeError(f"{where}: {wiki}: it has no {missing[0]}")
    if ("dump" in settings) == ("host" in settings):
        raise RuntimeError(f"{where}: {wiki}: give either a dump or a host")
    if "host" in settings and "labels" not in settings:
        raise RuntimeError(f"{where}: {wiki}: the edits of a live wiki need a file of labels")


def _pipeline(wiki: str, settings: Mapping[str, Any], where: str) -> Pipeline:
    _check(wiki, settings, where)
    label, features = settings["label"], settings["features"]
    dump = [settings["dump"]] if "dump" in settings else []
    source = ["--dump", *dump] if dump else ["--host", settings["host"], "--resume"]
    package = features.partition(".")[0]
    trust = [] if package == "revscoring" else ["--trust", package]
    labels = settings.get("labels", f"{wiki}/labels.jsonl")
    model = f"{wiki}/{wiki}.{label}.model"
    steps: list[Step] = []

    def add(why: str, name: str, needs: Sequence[str], *words: str, partial: bool = False) -> str:
        target = name if "/" in name else f"{wiki}/{name}"
        stamp = f"{wiki}.{target.rpartition('/')[2]}"
        steps.append(Step(why, target, list(needs), list(words), stamp, partial))
        return target

    def partial(name: str) -> str:
        return f"{wiki}/{name}.partial"

    if "labels" not in settings:
        words = ("autolabel", "--dump", *dump, "--label", label, "--output", partial("labels.jsonl"))
        add("Which edits were reverted for damage?", "labels.jsonl", dump, *words, partial=True)
    if "sample" in settings:
        words = ("sample", "--input", labels, "--label", label, "--size", str(settings["sample"]))
        labels = add(
            "Draw some of them, all equally likely.",
            "sample.jsonl",
            [labels],
            *words,
            "--output",
            f"{wiki}/sample.jsonl",
        )
    words = ("extract", features, *source, "--input", labels, "--label", label)
    values = add(
        "What can be measured of each edit?",
        "observations.jsonl",
        [labels, *dump],
        *(*words, "--output", partial("observations.jsonl")),
        partial=True,
    )
    older, newer = f"{wiki}/older.jsonl", f"{wiki}/newer.jsonl"
    words = ("split_observations", values, "--older", older, "--newer", newer)
    add(
        "Learn from the older edits; keep the newest.",
        older,
        [values],
        *words,
        "--newest",
        str(settings["newest"]),
    )
    steps[-1].others.append(newer)
    words = ("cv_train", settings["model"], features, label, "--labels", "true,false")
    add(
        "Learn, and test in folds and over time.",
        model,
        [older],
        *(*words, "--folds", str(settings["folds"]), "--version", str(settings["version"])),
        *(word for pair in _parameters(settings.get("parameters") or {}) for word in ("-p", pair)),
        *("--observations", older, "--model-file", model),
    )
    scores = add(
        "Score the newest edits, which the model has not seen.",
        "scores.jsonl",
        [model, newer],
        *("score", model, *trust, "--input", newer, "--output", partial("scores.jsonl")),
        partial=True,
    )
    report, card, audit = (f"{wiki}/{name}" for name in ("report.html", "card.md", "audit.html"))
    add("A page about the model.", report, [model], "report", model, *trust, "--output", report)
    add("A card, for whoever uses it.", card, [model], "report", model, *trust, "--card", "--output", card)
    groups = [word for one in settings.get("groups") or () for word in ("--group", str(one))]
    add(
        "Whom do its errors hit?",
        audit,
        [model, scores],
        *("audit", model, *trust, "--observations", scores, "--label", label, *groups),
        *("--at", settings["question"], "--output", audit),
    )
    return Pipeline(wiki, model, [model, scores, report, card, audit], steps)


def _parameters(parameters: Mapping[str, Any]) -> list[str]:
    """Return parameters as options of ``cv_train`` take them.

    >>> _parameters({"max_depth": 4, "max_features": "sqrt"})
    ['max_depth=4', 'max_features=sqrt']
    """
    return [
        f"{name}={value if isinstance(value, str) else json.dumps(value)}"
        for name, value in parameters.items()
    ]
