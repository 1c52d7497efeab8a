"""``revscoring policy`` writes what a model states into its file, and commands honour it."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from revscoring import Model
from revscoring.cli.explanations import explanation_with_bars
from revscoring.features import wikitext
from revscoring.features.revision_oriented import revision
from revscoring.files import file_digest
from revscoring.scoring.files import dumps, read_stated, with_stated
from revscoring.scoring.models import GradientBoosting
from revscoring.scoring.policy import PolicyError, plain_policy, policy_of


@pytest.fixture(scope="module")
def file() -> bytes:
    """A model file without a policy."""
    rows = [([float(n % 9), n % 4 == 0], n * 7919 % 10 < (9 if n % 9 == 8 else n % 9)) for n in range(300)]
    features = [wikitext.revision.chars, revision.user.is_anon]
    model = GradientBoosting(features, [True, False], version="1", n_estimators=5)
    model.cross_validate(rows, folds=2)
    model.train(rows)
    model.info["label"] = "reverted"
    return dumps(model)


@pytest.fixture
def stated(program, inside, file):
    """Return a function that writes a model with a policy, by the command."""
    program.path("m.model").write_bytes(file)

    def write(**fields):
        program.path("m.model").write_bytes(file)
        program.write("p.yaml", yaml.safe_dump(fields))
        return inside("policy", "m.model", "--set=p.yaml")

    return write


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {member.filename: archive.read(member) for member in archive.infolist()}


FULL = {
    "license": "CC0-1.0",
    "licence_url": "https://my.wiki/licence",
    "wikis": ["itwiki"],
    "namespaces": [0, 10],
    "languages": ["it"],
    "trained_on": {"from": "2020-01-01", "to": "2021-01-01", "labels": "reverts"},
    "intended_uses": ["patrol"],
    "not_for": ["blocking people"],
    "automation": "with-review",
    "floor": "precision >= 0.9",
    "status": "deprecated",
    "expires": "2999-12-31",
    "successor": "damaging 2",
    "contact": "Project talk:Scores",
    "report_url": "https://my.wiki/wiki/Wrong",
    "gated": {"text": "Ask first."},
    "tags": ["not-for-all-audiences"],
    "ethics": ["rigorous"],
    "answers": {"problem": "Vandalism."},
    "colour": "green",
}


def test_the_policy_changes_and_the_estimators_stay(stated, inside, program, file):
    done = stated(**FULL)
    assert "'colour' is no field that this revscoring knows; it is kept and shown" in done.stderr
    assert yaml.safe_load(done.stdout) == FULL
    data = program.path("m.model").read_bytes()
    before, after = members(file), members(data)
    assert {name for name in before if before[name] != after[name]} == {"revscoring.json"}
    assert before.keys() == after.keys()
    program.write("more.yaml", "colour: null\nexpires: 2998-01-01\n")
    document = json.loads(inside("policy", "m.model", "--set=more.yaml", "--as-json").stdout)
    assert document["policy"] == {**{k: v for k, v in FULL.items() if k != "colour"}, "expires": "2998-01-01"}
    assert document["not_stated"] == ["deprecated", "audit"]
    assert len(document["digest"]) == 64 and len(document["accept"]) == 16
    loaded = Model.load(io.BytesIO(data))
    assert policy_of(loaded).others == {"colour": "green"}
    assert dumps(loaded) == data  # as if the model had been written with it


def test_the_program(program, file):
    """As people run it, in a process of its own."""
    program.path("m.model").write_bytes(file)
    program.write("p.yaml", "gated: Ask first.\nstatus: deprecated\n")
    assert "gated:" in program("policy", "m.model", "--set", "p.yaml").stdout
    refused = program("score", "m.model", "--input=-", stdin="", check=2).stderr
    digest = refused.strip().rpartition(" ")[2]
    assert refused.count("Ask first.") == 1 and "add --accept" in refused
    done = program("score", "m.model", "--input=-", "--extractors=0", "--accept", digest, stdin=EDIT)
    assert json.loads(done.stdout)["score"]["prediction"] in (True, False)
    assert done.stderr.count("warning: m.model: it is deprecated") == 1
    program.write("p.yaml", "expires: soon")
    assert "no date, such as 2027-12-31" in program("policy", "m.model", "--set=p.yaml", check=2).stderr


EDIT = json.dumps(
    {"rev_id": 1, "cache": {"feature.wikitext.revision.chars": 5, "feature.revision.user.is_anon": True}}
)


def test_an_old_file_states_nothing(stated, inside):
    shown = inside("policy", "m.model").stdout
    assert "nothing stated" in shown and yaml.safe_load(shown) is None
    assert json.loads(inside("policy", "m.model", "--as-json").stdout)["policy"] is None


WRONG = {
    "expires: soon": "policy.expires: 'soon' is no date, such as 2027-12-31",
    "status: asleep": "policy.status: 'asleep' is none of active, deprecated, withdrawn",
    "automation: [x]": "policy.automation: ['x'] is none of never, with-review, allowed",
    "floor: often": "policy.floor: 'often' is no question to a threshold, such as \"precision >= 0.9\"",
    "floor: luck >= 0.9": "which are match_rate, filter_rate, precision",
    "report_url: 'javascript:alert(1)'": "policy.report_url: 'javascript:alert(1)' is no address, such as https://",
    "trained_on: {labels: guesses}": "policy.trained_on.labels: 'guesses' is none of human, reverts",
    "trained_on: {from: 2021-01-01, to: 2020-01-01}": "from (2021-01-01) is after to (2020-01-01)",
    "trained_on: often": "policy.trained_on: give a mapping of from, to, labels, digest",
    "namespaces: [main]": "policy.namespaces: give numbers of namespaces, such as [0, 10]",
    "gated: {}": "policy.gated: give the conditions",
    "version: 2": "policy.version: 2 is not understood, only 1: update revscoring",
    'contact: "\\ud800"': "there are characters in '\\ud800' that are not text",
    'successor: "a\\e[2J"': "there are characters in 'a\\x1b[2J' that are not text",
    "x: &x [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\ny: &y [*x, *x, *x, *x, *x, *x, *x, *x, *x, *x]\n"
    "z: &z [*y, *y, *y, *y, *y, *y, *y, *y, *y, *y]\nn: [*z, *z, *z, *z, *z]": "more than 5,000 values",
    "- a": "give fields and values, such as",
    "a: [": "this is not YAML",
}


def test_what_is_wrong_is_told_in_one_line_and_nothing_is_written(stated, inside, program, file):
    for text, message in {**WRONG, "contact: " + "x" * 10_000_000: "at most 1,000,000 bytes"}.items():
        program.write("p.yaml", text)
        done = inside("policy", "m.model", "--set=p.yaml", check=2)
        assert message in done.stderr and "p.yaml" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert program.path("m.model").read_bytes() == file
    inside("policy", "p.yaml", check=2)
    inside("policy", "nowhere.model", check=2)


def test_a_hostile_policy_in_a_file_is_refused(program, inside, file):
    for policy in ("x", {"contact": "x" * 10_000_000}, {"version": 9}):
        program.path("m.model").write_bytes(with_stated(file, {"policy": policy}))
        done = inside("policy", "m.model", check=2)
        assert "m.model: " in done.stderr and len(done.stderr) < 300
        assert "its policy is not understood" in inside("model_info", "m.model").stderr
    program.write("p.yaml", "contact: Ann\nversion: 1\n")
    assert "contact: Ann" in inside("policy", "m.model", "--set=p.yaml").stdout  # and can be mended


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
days = st.dates().map(str)
policies = st.fixed_dictionaries(
    {},
    optional={
        "contact": texts,
        "license": texts,
        "not_for": st.lists(texts, max_size=3) | texts,
        "namespaces": st.lists(st.integers(-2, 3000), max_size=3),
        "expires": days | st.dates(),
        "status": st.sampled_from(["active", "deprecated", "withdrawn"]),
        "floor": st.floats(0, 1).map("precision >= {:.3f}".format),
        "trained_on": st.fixed_dictionaries({}, optional={"from": days, "x": texts}),
        "answers": st.dictionaries(texts, texts, max_size=2),
        "~": st.recursive(st.none() | st.booleans() | texts, lambda one: st.lists(one, max_size=2)),
    },
)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(first=policies, second=policies)
def test_the_same_model_and_policy_are_the_same_bytes(file, first, second):
    once = with_stated(file, {"policy": plain_policy(second)})
    shuffled = {name: second[name] for name in reversed(second)}
    other = with_stated(
        with_stated(file, {"policy": plain_policy(first)}), {"policy": plain_policy(shuffled)}
    )
    assert once == other
    assert read_stated(once)["policy"] == plain_policy(second)
    assert with_stated(once, {"policy": None}) == file
    assert plain_policy(plain_policy(second)) == plain_policy(second)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text() | st.binary() | st.integers(),
        lambda one: st.lists(one) | st.dictionaries(st.sampled_from(["expires", "gated", "floor", "x"]), one),
    )
)
def test_any_document_is_read_or_refused(document):
    try:
        plain = plain_policy(document)
    except PolicyError:
        return
    json.dumps(plain, allow_nan=False)


# -- honoured by commands -----------------------------------------------------------------------------


@pytest.fixture
def edits(program):
    """Edits with caches, from which any command scores."""
    names = ("feature.wikitext.revision.chars", "feature.revision.user.is_anon")
    rows = [
        {
            "rev_id": n,
            "user": f"Ann {n % 9}",
            "timestamp": f"2020-01-{n % 28 + 1:02}T00:00:00Z",
            "reverted": n % 4 == 0,
            "score": {"probability": {"true": (n % 10) / 10}},
            "cache": dict(zip(names, (float(n % 9), n % 4 == 0), strict=True)),
        }
        for n in range(60)
    ]
    program.write("edits.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    return "edits.jsonl"


@pytest.fixture
def scoring(edits):
    """The commands that give scores of a model to others, without a wiki."""
    return [
        ("score", "m.model", f"--input={edits}", "--extractors=0"),
        ("explain", "m.model", f"--rev-docs={edits}", "--riskiest=2"),
        ("simulate", "m.model", f"--scores={edits}", "--thresholds=0.5"),
        ("watch", "--host=http://127.0.0.1:1", "--model=m.model"),
        ("dump_cache", "mylist.simple", "reverted", "m.model", f"--input={edits}"),
        ("precache", "--host=http://127.0.0.1:1", "--model=m.model", "--output=out.jsonl"),
    ]


def test_a_withdrawn_model_is_refused_by_what_scores_and_examined_by_the_others(
    stated, inside, scoring, edits, program
):
    stated(status="withdrawn", successor="damaging\n2")
    for command in scoring:
        done = inside(*command, check=2)
        assert "m.model: it was withdrawn; use damaging 2; --anyway uses it" in done.stderr
        assert not done.stdout and len(done.stderr.splitlines()) == 1
    for command in scoring[:3]:
        done = inside(*command, "--anyway")
        assert done.stderr.count("warning: m.model: it was withdrawn") == 1
    program.write("obs.jsonl", program.path(edits).read_text())
    for command in (
        ("model_info", "m.model"),
        ("report", "m.model", "--output=r.html"),
        ("check_model", "m.model"),
        ("audit", "m.model", "--observations=obs.jsonl", "--cluster=user"),
        ("errors", "m.model", "--scores=obs.jsonl", "--label=reverted", "--threshold=0.5"),
    ):
        done = inside(*command)
        assert done.stderr.count("warning: m.model: it was withdrawn") == 1, command


def test_an_old_model_warns_once(stated, inside, scoring):
    for fields, words in (
        ({"expires": "2020-01-01", "successor": "two"}, "it expired on 2020-01-01; use two"),
        ({"status": "deprecated", "deprecated": "2020-01-01"}, "it is deprecated since 2020-01-01"),
    ):
        stated(**fields)
        for command in scoring[:3]:
            done = inside(*command)
            assert done.stderr.count(f"warning: m.model: {words}\n") == 1
    stated(expires="2999-01-01")
    assert "warning" not in inside(*scoring[0]).stderr


def test_conditions_are_shown_until_they_are_accepted(stated, inside, scoring):
    stated(gated={"text": "Ask before you\nrevert."})
    digest = json.loads(inside("policy", "m.model", "--json").stdout)["accept"]
    for command in scoring:
        done = inside(*command, check=2)
        assert "    Ask before you\n    revert.\n" in done.stderr
        assert done.stderr.endswith(f"if you accept them, add --accept {digest}\n")
        assert "--accept" in inside(*command, "--accept=other", "--anyway", check=2).stderr
    for command in scoring[:3]:
        assert "Ask" not in inside(*command, f"--accept={digest}").stderr


def test_a_policy_that_is_not_understood_is_not_passed_over(program, inside, file, scoring):
    program.path("m.model").write_bytes(with_stated(file, {"policy": {"version": 9}}))
    for command in scoring:
        done = inside(*command, check=2)
        assert "its policy is not understood: policy.version: 9 is not understood, only 1" in done.stderr
    for command in scoring[:3]:
        assert "warning: m.model: its policy is not understood" in inside(*command, "--anyway").stderr


def test_the_floor_marks_thresholds(stated, inside, program, edits):
    stated(floor="precision >= 0.9", automation="with-review")
    shown = " ".join(inside("model_info", "m.model").stdout.split())
    assert "Bots may act only on scores from 0." in shown
    assert "if a person looks at what they do" in shown
    assert "* below the floor: not for bots." in shown and "find 9 of 10 0." in shown
    assert re.search(r"find 9 of 10 0\.\d+\* ", shown) and not re.search(
        r"9 of 10 flagged are right [\d.]+\*", shown
    )
    low = inside("model_info", "m.model", "--threshold=filter_rate at recall 1").stdout
    high = inside("model_info", "m.model", "--threshold=recall at precision 0.9").stdout
    assert "(below the floor: not for bots)" in " ".join(low.split())
    assert "not for bots" not in high
    told = inside("model_info", "m.model", "--threshold=recall at precision 0.9", "--json").stderr
    assert "model_info: Bots may act only on scores from 0." in told
    simulate = ("simulate", "m.model", f"--scores={edits}", "--thresholds=0,1")
    done = inside(*simulate, "--output=page.html")
    assert "Bots may act only on scores from" in " ".join(done.stdout.split())
    page = program.path("page.html").read_text()
    assert "Bots may act only on scores from" in page and "below the floor" in page
    document = json.loads(inside(*simulate, "--as-json").stdout)
    assert [one["below_floor"] for one in document["outcomes"]] == [True, False]
    assert len(document["notices"]) == 2
    stated(floor="precision >= 0.9", automation="never")
    assert json.loads(inside(*simulate, "--as-json").stdout)["notices"] == [
        "Bots must not act on its scores."
    ]


def test_the_policy_tells_when_the_training_data_are_from(stated, inside, edits):
    simulate = ("simulate", "m.model", f"--scores={edits}", "--thresholds=0.5", "--as-json")
    for last, evidence in (("2019-12-31", True), ("2020-01-10", False)):
        stated(trained_on={"from": "2019-01-01", "to": last})
        done = inside(*simulate)
        assert json.loads(done.stdout)["evidence"] is evidence
        assert ("no evidence" in done.stderr) is not evidence


def test_explanations_say_where_to_report(stated, inside, scoring):
    stated(report_url="https://my.wiki/wiki/Wrong")
    assert "Is the score wrong? Report it: https://my.wiki/wiki/Wrong\n" in inside(*scoring[1]).stdout
    document = json.loads(inside(*scoring[1][:-1], "--riskiest=1", "--as-json").stdout)
    assert document["report_url"] == "https://my.wiki/wiki/Wrong"
    shown = explanation_with_bars(document, "", colour=False)
    assert shown.endswith("Is the score wrong? Report it: https://my.wiki/wiki/Wrong\n\n")


# -- in the card --------------------------------------------------------------------------------------


def test_the_card_has_the_audit_themes_and_reports(stated, inside, edits, program):
    stated(contact="Ann")
    inside("audit", f"--observations={edits}", "--threshold=0.5", "--save-in=m.model")
    inside(
        "errors", f"--scores={edits}", "--label=reverted", "--threshold=0.5", "--as-json", "--output=t.json"
    )
    inside("reports", "add", "5", "--wiki=mywiki", "--theme=ha")
    more = ("--themes=t.json", "--reports=reports.sqlite")
    done = inside("report", "m.model", "--card", *more, "--fail-if=unanswered", check=1)
    digest = file_digest(program.path(edits))
    card = done.stdout
    assert "report: 12 of 14 questions unanswered" in done.stderr
    assert "**12 of 14 questions are unanswered.**" in card
    assert f"SHA-256 digest {digest[:16]}…" in card
    assert "(Audit of " in card and ", of 60 edits.)" in card
    assert "false positives among 45 edits, at scores from 0.500" in card
    assert "1 open reports about 1 edits" in card and "| ha | 1 |" in card
    wiki = inside("report", "m.model", "--wikitext", *more, "--output=card.wiki")
    assert "written" in wiki.stderr and "=== Reports ===" in program.path("card.wiki").read_text()
    program.write("answers.yaml", yaml.safe_dump({"answers": dict.fromkeys(ANSWERS, "Yes.")}))
    inside("policy", "m.model", "--set=answers.yaml")
    assert "All 14 questions" in inside("report", "m.model", "--card", "--fail-if=unanswered").stdout


ANSWERS = (
    "problem", "reason", "intended_uses", "thresholds", "not_for", "labels", "report_url", "data", "labelling",
    "license", "citation", "wikis",
)  # fmt: skip


def test_what_a_card_cannot_show_is_told(stated, inside, program, edits):
    stated(contact="Ann")
    program.write("x.json", "[1]")
    program.write("y.json", "{")
    program.write("z.sqlite", "no database")
    for arguments, message in (
        (("--card", "--themes=x.json"), "x.json: this is not what revscoring errors --as-json writes"),
        (("--card", "--themes=y.json"), "y.json: "),
        (("--card", "--reports=none.sqlite"), "none.sqlite: there is no store"),
        (("--card", "--reports=z.sqlite"), "z.sqlite: file is not a database"),
        (("--fail-if=unanswered",), "--fail-if is for a card: add --card"),
        (("--themes=x.json",), "--themes is for a card"),
    ):
        assert message in inside("report", "m.model", *arguments, check=2).stderr
