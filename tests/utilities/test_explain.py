"""``revscoring explain``: scores of a dump and of observations, in words, as a table of the riskiest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from revscoring.features import wikitext
from revscoring.scoring.models import GradientBoosting
from revscoring.utilities.explain import main, most_probable

FEATURES = [wikitext.revision.diff.words_added, wikitext.revision.diff.longest_repeated_char_added]


@pytest.fixture
def model(tmp_path: Path) -> str:
    made = GradientBoosting(FEATURES, [True, False], n_estimators=10)
    made.train([([float(i % 9), i % 5], i % 5 > 2) for i in range(120)])
    path = tmp_path / "reverted.model"
    made.dump(str(path))
    return str(path)


@pytest.fixture
def observations(tmp_path: Path) -> str:
    texts = {1: "One more aaaaaa", 2: "One more word", 3: None}
    rows = []
    for rev_id, text in texts.items():
        probability = {1: 0.9, 2: 0.2, 3: 0.5}[rev_id]
        row = {
            "rev_id": rev_id,
            "score": {"prediction": True, "probability": {"true": probability, "false": 1 - probability}},
        }
        if text is not None:
            row["cache"] = {"datasource.revision.text": text, "datasource.revision.parent.text": "One"}
        rows.append(json.dumps(row))
    path = tmp_path / "scores.jsonl"
    path.write_text("\n".join(rows) + "\n", encoding="utf8")
    return str(path)


def test_each_score_is_explained_in_words_with_the_words_behind_it(model, observations, capsys) -> None:
    main([model, "--rev-docs", observations])
    out, err = capsys.readouterr()
    paragraphs = [line for line in out.splitlines() if "revision" in line]
    assert [p.split("revision ")[1] for p in paragraphs] == ["1", "2"]
    assert "length of the longest run of one character added: 6 (“more aaaaaa”)" in out
    assert "3 revisions in = 2 out + 1 errors" in err
    assert "revision 3" in err


def test_the_riskiest_come_first_and_alone(model, observations, capsys) -> None:
    main([model, "--input", observations, "--riskiest", "1", "--json", "--features", "1"])
    (line,) = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert (found["rev_id"], found["label"], len(found["contributions"])) == (1, True, 1)
    assert found["contributions"][0]["feature"] == str(FEATURES[1])


def test_a_dump_gives_the_revisions(model, repository, capsys) -> None:
    dump = repository / "examples" / "sample_wiki" / "sample_wiki.xml.xz"
    main([model, "4830", "999999", "--dump", str(dump), "--label", "false"])
    out, err = capsys.readouterr()
    assert "False  revision 4830" in out
    assert "2 revisions in = 1 out + 1 errors" in err
    assert "999999" in err


def test_no_revisions_is_an_error_of_usage(model, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main([model])
    assert ended.value.code == 2
    assert "which revisions to explain" in capsys.readouterr().err


def test_a_label_that_the_model_does_not_know_is_named(model, observations, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main([model, "--rev-docs", observations, "--label", '"maybe"'])
    assert ended.value.code == 2
    assert "no label 'maybe'" in capsys.readouterr().err


def test_observations_without_a_score_are_not_ranked() -> None:
    ranked = [{"rev_id": n, "score": {"probability": {"true": p}}} for n, p in ((1, 0.5), (2, 0.9), (3, 0.9))]
    assert [o["rev_id"] for o in most_probable([*ranked, {"rev_id": 4}], "true", 2)] == [2, 3]
