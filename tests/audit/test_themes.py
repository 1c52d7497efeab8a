"""Themes of errors are found where there are some, and not where there are none."""

from __future__ import annotations

import bz2
import random
import time
from pathlib import Path

import numpy as np
import pytest

from revscoring.audit import AuditedEdit, find_errors, log_odds, mentions


def edits(n: int, seed: int, planted: float = 0.0, pages: int = 300) -> list[AuditedEdit]:
    """Return edits of which one in ten is wrong; of those that add "ha", so many more."""
    source = random.Random(seed)
    made = []
    for rev_id in range(n):
        words = {source.choice(["lago", "mare", "monte", "isola", "porto", "legge"]) for _ in range(3)}
        if source.random() < 0.2:
            words.add("ha")
        chance = 0.1 + (planted if "ha" in words else 0)
        features = {"feature.chars": source.expovariate(0.01), "feature.is_anon": source.random() < 0.3}
        groups = {"editor": source.choice(["anonymous editors", "older accounts"])}
        page = f"page {source.randrange(pages)}"
        made.append(AuditedEdit(rev_id, page, source.random() < chance, features, sorted(words), groups))
    return made


def test_a_planted_word_is_the_first_theme_and_its_rate_is_that_of_the_other_half() -> None:
    found = find_errors(edits(4000, 1, planted=0.4))
    first = found.themes[0]
    assert first.name == "adds the word “ha”"
    assert first.words[0] == "ha"
    assert "languages try" in first.advice
    assert len({one.page for one in first.examples}) == 5
    assert len(found.themes) == 1
    assert 0.4 < found.covered < 0.8


def test_rates_are_not_those_of_the_half_in_which_a_theme_was_found() -> None:
    rates = [find_errors(edits(1500, seed, planted=0.4)).themes[0].rate for seed in range(60)]
    covered = [rate is not None and rate["low"] <= 0.5 <= rate["high"] for rate in rates]
    assert sum(covered) >= 54  # of 57 that are to be expected
    assert abs(np.mean([rate["value"] for rate in rates if rate]) - 0.5) < 0.015


def test_shuffled_labels_have_a_theme_in_at_most_one_of_ten_runs() -> None:
    shuffled = 0
    original = edits(1500, 2, planted=0.3)
    for seed in range(50):
        labels = [one.is_error for one in original]
        random.Random(seed).shuffle(labels)
        changed = [one._replace(is_error=label) for one, label in zip(original, labels, strict=True)]
        shuffled += bool(find_errors(changed).themes)
    assert shuffled <= 5


def test_the_same_edits_have_the_same_themes() -> None:
    made = edits(2000, 3, planted=0.3)
    names = [theme.name for theme in find_errors(made).themes]
    assert names == [theme.name for theme in find_errors(list(reversed(made))).themes] != []


@pytest.mark.parametrize("wrong", [True, False])
def test_all_or_no_errors_have_no_themes(wrong: bool) -> None:
    found = find_errors([one._replace(is_error=wrong) for one in edits(100, 4)])
    assert (found.themes, found.errors) == ([], 100 if wrong else 0)
    assert find_errors([]).themes == []


def test_themes_by_hand_are_counted_beside_the_others() -> None:
    made = edits(4000, 1, planted=0.4)
    hand = np.asarray(["ha" in one.words for one in made])
    (theme,) = find_errors(made, by_hand={"laughter": hand}).by_hand
    assert theme.n == hand.sum()
    assert theme.agrees_with == {"adds the word “ha”": 1.0}


def test_what_people_wrote_is_escaped() -> None:
    made = [
        one._replace(
            title="<script>x</script>",
            link="javascript:x",
            words=["<b>" if w == "ha" else w for w in one.words],
        )
        for one in edits(4000, 1, planted=0.4)
    ]
    found = find_errors(made)
    page = found.render("html", "false positives", 0.5)
    assert "<script>x" not in page and "javascript:" not in page and "“<b>”" not in page
    wikitext = found.render("wikitext", "false positives", 0.5)
    assert "== adds the word “&#60;b&#62;” ==" in wikitext
    assert {one.section for one in mentions(wikitext)} == {"adds the word “<b>”"}


def test_a_theme_of_a_word_list_names_the_words_to_try() -> None:
    name = "feature.len(<datasource.halvarran.informals.revision.diff.matches_added>)"
    listed = ("hill", "high", "his", "history")
    made = []
    for number, one in enumerate(edits(4000, 1, planted=0.4)):
        has = "ha" in one.words
        others = [word for word in one.words if word != "ha"]
        words = [*others, listed[number % 4]] if has else others
        made.append(one._replace(features={name: float(has)}, words=words))
    theme = find_errors(made).themes[0]
    assert {condition.about for condition in theme.conditions} <= {name, *listed}
    assert sorted(theme.words) == sorted(listed)
    assert f"languages try LANGUAGE {' '.join(theme.words)!r}" in theme.advice


def test_words_count_once_a_page() -> None:
    spam = [AuditedEdit(n, "one page", True, words=["spam"]) for n in range(100)]
    real = [AuditedEdit(n, f"page {n}", True, words=["ha"]) for n in range(20)]
    right = [AuditedEdit(n, f"page {n}", False, words=["lago"]) for n in range(100)]
    scores = dict(log_odds([*spam, *real], right))
    assert scores["ha"] > 1.96 > scores["spam"]  # themes name words from there


def test_the_artefact_of_real_labels_is_named_once(data_dir: Path) -> None:
    """For anonymous edits, the seconds since the registration are just the date."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    path = data_dir / "labels" / "enwiki.features_reverted.training.20k_2015.tsv.bz2"
    if not path.exists():
        pytest.skip(f"{path.name} is not there")
    lines = bz2.decompress(path.read_bytes()).decode().splitlines()
    rows = [line.split("\t") for line in lines]
    rows.sort(key=lambda row: int(row[0]))
    labels = np.asarray([row[-1] == "True" for row in rows])
    values = np.asarray([[float({"True": 1, "False": 0}.get(v, v)) for v in row[1:-1]] for row in rows])
    old = int(len(rows) * 0.6)
    model = HistGradientBoostingClassifier(max_iter=150, max_depth=4, random_state=0)
    scores = model.fit(values[:old], labels[:old]).predict_proba(values[old:])[:, 1]
    threshold = np.sort(scores[labels[old:]])[int(0.25 * labels[old:].sum())]
    names = [f"feature.{n}" for n in range(1, 7)] + [
        "feature.anonymous",
        "feature.trusted",
        "feature.seconds",
    ]
    made = [
        AuditedEdit(row[0], row[0], bool(score >= threshold), dict(zip(names, one, strict=True)))
        for row, score, one, label in zip(rows[old:], scores, values[old:], labels[old:], strict=True)
        if not label
    ]
    found = find_errors(made)
    assert found.themes[0].name == "anonymous: yes"
    assert found.themes[0].worst.startswith("seconds: more than")
    assert found.themes[0].worst_rate["low"] > 0.9
    named = [
        one
        for one in found.themes
        if "anonymous" in one.name + one.worst and "seconds" in one.name + one.worst
    ]
    assert len(named) == 1


@pytest.mark.slow
def test_50000_edits_of_80_features_take_less_than_a_minute() -> None:
    source = np.random.default_rng(0)
    values = source.normal(size=(50_000, 80))
    wrong = source.random(50_000) < 0.05 + 0.3 * (values[:, 3] > 1)
    names = [f"feature.{n}" for n in range(80)]
    made = [
        AuditedEdit(n, f"page {n % 5000}", bool(wrong[n]), dict(zip(names, row, strict=True)))
        for n, row in enumerate(values.tolist())
    ]
    start = time.monotonic()
    found = find_errors(made)
    assert time.monotonic() - start < 60
    assert found.themes[0].name.startswith("3: more than")
