"""What the README shows is what the program prints, but for the numbers: those need the whole demonstration."""

from __future__ import annotations

import json
import random
import re

import pytest
from click.testing import CliRunner

from revscoring.examples import english
from revscoring.revscoring import program
from revscoring.scoring.explaining.values import value_in_words

WORDS = "feature.wikitext.revision.diff.words_added"


@pytest.fixture(scope="module")
def outputs(repository):
    """The two outputs that the README shows: of the training and of the explanation."""
    text = (repository / "README.rst").read_text(encoding="utf-8")
    found = re.findall(r"^\.\. code-block:: text\n\n((?:    .*\n|\n)+)", text, re.MULTILINE)
    assert len(found) == 2
    return found


def _forms(text):
    """Return the lines of a text without numbers and without the width of columns."""
    return [" ".join(re.sub(r"[\d,.]+", "#", line).split()) for line in text.splitlines() if line.strip()]


def test_training_prints_such_lines(outputs, tmp_path):
    chance = random.Random(1)
    with (tmp_path / "observations").open("w", encoding="utf-8") as file:
        for number in range(400):
            reverted = chance.random() < 0.3
            words = chance.gauss(8 if reverted else 4, 2)
            day = f"2021-{number // 34 + 1:02}-{number % 28 + 1:02}T00:00:00Z"
            row = {"rev_id": number, "user": f"U{number % 80}", "timestamp": day, "reverted": reverted}
            file.write(json.dumps({**row, "cache": {WORDS: words}}) + "\n")
    feature = WORDS.replace("feature.", "revscoring.features.", 1)
    command = ["cv_train", "GradientBoosting", feature, "reverted", "--labels=true,false", "--folds=5"]
    command += ["-p", "n_estimators=20", "-p", "random_state=0", f"--observations={tmp_path}/observations"]
    done = CliRunner().invoke(program, [*command, f"--model-file={tmp_path}/model"])
    assert done.exit_code == 0, done.output
    shown = _forms(outputs[0])
    assert [line for line in _forms(done.output) if line in shown] == shown


def test_the_explanation_names_features_of_the_list(outputs):
    named = re.findall(r"^ +[+-][\d.]+  (.+?): ", outputs[1], re.MULTILINE)
    assert len(named) == 5
    assert set(named) <= {
        value_in_words(feature, feature.returns(1)).partition(": ")[0] for feature in english.damaging
    }


def test_the_ratios_are_those_of_the_page_about_performance(repository):
    table = (repository / "README.rst").read_text(encoding="utf-8").partition("Times as fast")[2]
    ratios = re.findall(r"  (\d+)(?: \((\d+–\d+)\))?$", table, re.MULTILINE)
    assert len(ratios) == 5
    page = (repository / "docs" / "performance.rst").read_text(encoding="utf-8")
    for ratio, interval in ratios:
        assert re.search(rf"\b{ratio}\s+times\s+\({interval}" if interval else rf"- {ratio}\b", page), ratio
