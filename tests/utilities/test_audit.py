"""The command audit: who is hit, in each of its forms, and what it says of bad input."""

from __future__ import annotations

import hashlib
import json
import random
from contextlib import nullcontext
from pathlib import Path

import pytest

from revscoring.audit.saved import read_saved
from revscoring.features import revision_oriented, wikitext
from revscoring.scoring.files import read_stated
from revscoring.scoring.models import GradientBoosting
from revscoring.utilities import audit

HOSTILE = "<script>alert('x')</script>|]]"


def made(n=600):
    """Return edits: damage is about length, but people who are not logged in get higher scores."""
    numbers = random.Random(4)
    rows = []
    for place in range(n):
        anonymous, bad = place % 3 == 0, numbers.random() < 0.25
        score = min(0.99, max(0.01, numbers.gauss(0.25 + 0.3 * bad + 0.25 * anonymous, 0.12)))
        row = {
            "rev_id": place,
            "reverted": bad,
            "score": {"prediction": False, "probability": {"true": score}},
        }
        user = f"192.0.{place // 250}.{place % 250}" if anonymous else f"User {place}"
        row |= {"user": user, "anonymous": anonymous, "namespace": 0 if place % 2 else 3, "tag": HOSTILE}
        row["cache"] = {
            "feature.wikitext.revision.chars": round(abs(numbers.gauss(50 * bad, 20))),
            "feature.revision.user.is_anon": anonymous,
        }
        rows.append(row)
    return rows


@pytest.fixture
def edits(tmp_path):
    path = tmp_path / "scored.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in made()))
    return str(path)


def test_it_says_who_is_hit(edits, capsys):
    audit.main(["--observations", edits])
    out, err = capsys.readouterr()
    text = " ".join(out.split())
    assert "of anonymous editors" in text and "times as often as those of accounts of unknown age" in text
    assert "The labels are reverts" in text
    assert "600 observations in = 600 out + 0 errors" in err


def test_labels_by_hand_restate_the_figures_and_accounts_tell_groups(edits, tmp_path, capsys):
    """Half of the edits are judged by people, who disagree with every tenth label."""
    hand = tmp_path / "hand.jsonl"
    judged = {row["rev_id"]: row["reverted"] ^ (row["rev_id"] % 10 == 0) for row in made()[:300]}
    hand.write_text("".join(json.dumps({"rev_id": n, "damaging": one}) + "\n" for n, one in judged.items()))
    users = tmp_path / "users.tsv"
    users.write_text("user\teditcount\tgroups\n" + "".join(f"User {n}\t{n % 10}\tuser\n" for n in range(600)))
    command = ["--observations", edits, "--threshold=0.5", f"--hand={hand}", f"--users={users}"]
    audit.main([*command, "--as-json"])
    found = json.loads(capsys.readouterr().out)
    assert {group["name"] for group in found["groupings"][0]["groups"]} == {
        "anonymous editors", "new accounts", "accounts of unknown age",
    }  # fmt: skip
    by_hand = found["hand"]
    assert by_hand["n"] == by_hand["all"]["n"] == 300
    assert by_hand["all"]["bad"] == sum(judged.values())
    assert by_hand["changed"]["value"] == 0.1
    assert by_hand["changed"]["low"] < 0.1 < by_hand["changed"]["high"]
    good = [row for row in made()[:300] if not judged[row["rev_id"]]]
    flagged = sum(row["score"]["probability"]["true"] >= 0.5 for row in good)
    assert by_hand["all"]["figures"]["fpr"]["value"] == pytest.approx(flagged / len(good))
    audit.main(command)
    text = " ".join(capsys.readouterr().out.split())
    assert "300 of these edits were judged by hand; 10 of 100 (7–14) got another label" in text
    assert "BY HAND: EDITORS" in text


def test_an_audit_is_kept_in_the_file_of_a_model(edits, tmp_path, capsys):
    features = [wikitext.revision.chars, revision_oriented.revision.user.is_anon]
    model = GradientBoosting(features, [True, False], n_estimators=1)
    model.train([([float(n), n % 2 == 0], n > 5) for n in range(10)])
    path = tmp_path / "m.model"
    model.dump(str(path))
    before = path.read_bytes()
    audit.main(["--observations", edits, "--threshold=0.5", f"--save-in={path}", "--as-json"])
    out, err = capsys.readouterr()
    assert "the scores do not say which model gave them" in err
    stated = read_stated(path.read_bytes())
    record = stated["audit"]
    digest = hashlib.sha256(Path(edits).read_bytes()).hexdigest()
    assert record["digest"] == stated["policy"]["audit"]["digest"] == digest
    assert record["groupings"] == json.loads(out)["groupings"]
    worst = stated["policy"]["audit"]["worst"]
    assert "of anonymous editors" in worst and "(" in worst
    assert f"is kept in {path}" in err and hashlib.sha256(before).hexdigest()[:16] in err
    parts = read_saved(record).parts()
    assert parts[0].sentences[0].endswith(f"has the SHA-256 digest {digest[:16]}….")
    once = path.read_bytes()
    audit.main(["--observations", edits, "--threshold=0.5", f"--save-in={path}"])
    assert path.read_bytes() == once
    assert read_saved({**record, "groupings": [{"by": 1}]}) is None
    for arguments, message in (
        ([f"--save-in={edits}"], "no model file"),
        ([f"--hand={edits}.no"], "No such file"),
        ([f"--hand={path}"], "error"),
        (["--group=field:rev_id", f"--save-in={path}"], "more than 200 groups"),
    ):
        with pytest.raises(SystemExit):
            audit.main(["--observations", edits, "--threshold=0.5", *arguments])
        assert message in capsys.readouterr().err
    named = tmp_path / "named.jsonl"
    for version, message in (
        ("2.0", f"{path} is version unknown, and the scores are of version 2.0"),
        ("", ""),
    ):
        lines = [json.loads(line) for line in Path(edits).read_text().splitlines()]
        scored = [{**line, "model": {"name": "m", "version": version, "digest": ""}} for line in lines]
        named.write_text("".join(json.dumps(line) + "\n" for line in scored))
        with pytest.raises(SystemExit) if message else nullcontext():
            audit.main(["--observations", str(named), "--threshold=0.5", f"--save-in={path}"])
        assert message in capsys.readouterr().err
        assert (path.read_bytes() == once) is bool(message)


def test_json_has_all_figures_with_intervals(edits, capsys):
    audit.main(
        [
            "--observations",
            edits,
            "--group",
            "editor",
            "--group",
            "editor,namespace",
            "--threshold=0.5",
            "--as-json",
        ]
    )
    found = json.loads(capsys.readouterr().out)
    assert (found["threshold"], found["at"], found["all"]["n"], found["prices"]) == (0.5, None, 600, None)
    by, crossed = found["groupings"]
    assert [group["name"] for group in by["groups"]] == ["accounts of unknown age", "anonymous editors"]
    assert len(crossed["groups"]) == 4
    anonymous = by["groups"][1]
    rows = [row for row in made() if row["anonymous"] and not row["reverted"]]
    flagged = [row for row in rows if row["score"]["probability"]["true"] >= 0.5]
    assert anonymous["figures"]["fpr"]["value"] == pytest.approx(len(flagged) / len(rows))
    assert anonymous["against"]["fpr"]["finding"] is True
    for figure in anonymous["figures"].values():
        assert figure["low"] <= figure["value"] <= figure["high"]


def test_the_page_needs_nothing_else_and_escapes_what_it_shows(edits, tmp_path, capsys):
    page = tmp_path / "audit.html"
    audit.main(["--observations", edits, "--group", "field:tag", "--output", str(page)])
    text = page.read_text()
    assert "<script>alert" not in text and "&lt;script&gt;alert" in text
    assert "http://" not in text and "https://" not in text and "src=" not in text
    assert f"audit: {page} is written" in capsys.readouterr().err


def test_wikitext_shows_groups_as_they_are(edits, capsys):
    audit.main(["--observations", edits, "--group", "field:tag", "--wikitext"])
    out = capsys.readouterr().out
    assert "== What was audited ==" in out and "<script>" not in out
    assert "<nowiki>&lt;script&gt;alert('x')&lt;/script&gt;|]]</nowiki>" in out


@pytest.fixture
def model(tmp_path):
    features = [wikitext.revision.chars, revision_oriented.revision.user.is_anon]
    made_model = GradientBoosting(features, [True, False], n_estimators=20)
    rows = [
        (
            [row["cache"]["feature.wikitext.revision.chars"], row["cache"]["feature.revision.user.is_anon"]],
            row["reverted"],
        )
        for row in made()
    ]
    made_model.train(rows)
    made_model.info["label"] = "reverted"
    path = tmp_path / "reverted.model"
    made_model.dump(str(path))
    return str(path)


def test_a_model_scores_edits_that_have_values(model, edits, tmp_path, capsys):
    rows = made()
    del rows[0]["cache"]["feature.wikitext.revision.chars"]
    del rows[0]["score"]
    path = tmp_path / "values.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    audit.main([model, "--observations", str(path), "--as-json"])
    out, err = capsys.readouterr()
    assert "600 observations in = 599 out + 1 errors" in err and "line 1: it was not scored" in err
    assert json.loads(out)["all"]["n"] == 599


def test_the_price_of_doing_without_who(model, edits, tmp_path, capsys):
    arguments = [
        model,
        "--observations",
        edits,
        "--compare",
        "no-who",
        "--compare",
        "group-thresholds",
    ]
    audit.main([*arguments, "--folds", "3", "--as-json"])
    prices = json.loads(capsys.readouterr().out)["prices"]
    assert prices["who"] == ["feature.revision.user.is_anon"]
    assert [(one["way"], one["setting"]) for one in prices["prices"]] == [
        (way, setting)
        for way in ("as is", "no-who", "group-thresholds")
        for setting in ("question", "workload")
    ]
    assert all(one["recall"]["value"] >= 0.75 for one in prices["prices"] if one["setting"] == "question")
    twice = tmp_path / "twice.jsonl"
    twice.write_text(Path(edits).read_text() * 2)
    again = [str(twice) if one == edits else one for one in arguments]
    audit.main([*again, "--folds", "3", "--as-json"])
    assert json.loads(capsys.readouterr().out)["prices"] == prices, "an edit that stands twice counts once"
    audit.main([*arguments, "--folds", "3"])
    text = " ".join(capsys.readouterr().out.split())
    assert (
        "WHAT IT COSTS TO BE FAIRER" in text
        and "Trained without features about who edits: to find as much" in text
    )


@pytest.mark.parametrize(
    ("lines", "arguments", "message"),
    [
        (
            ['{"rev_id": 5, "reverted": true}'],
            [],
            "there is no edit with a score and a label: line 1: it has no 'score': revscoring score gives one",
        ),
        (['{"rev_id": 5, "score": 0.5}'], [], "it has no label 'reverted'"),
        ([], [], "the file is empty"),
        (["nonsense"], [], "line 1: this is not JSON"),
        (None, ["--group", "field:nothing"], "no edit has what tells its group by field:nothing"),
        (None, ["--group", "editors"], "'editors' is no grouping"),
        (None, ["--at", "the best"], "the best"),
        (None, ["--at", "recall at precision 1", "--threshold", "0.5"], "either --at or --threshold"),
        (None, ["--reference", "nobody"], "there is no group 'nobody'"),
        (None, ["--compare", "no-who"], "name its file"),
        (None, ["--as-json", "--wikitext"], "either --as-json or --wikitext"),
        (None, ["--group", "file:nowhere.tsv"], "nowhere.tsv"),
    ],
)
def test_bad_input_is_one_clear_line(edits, tmp_path, lines, arguments, message, capsys):
    path = edits
    if lines is not None:
        path = str(tmp_path / "bad.jsonl")
        with open(path, "w") as file:
            file.writelines(f"{line}\n" for line in lines)
    with pytest.raises(SystemExit) as caught:
        audit.main(["--observations", path, *arguments])
    err = capsys.readouterr().err
    assert caught.value.code == 2
    assert message in err.splitlines()[-1] and "Traceback" not in err
