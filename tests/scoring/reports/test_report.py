"""The page on a model: its numbers, its tables, and, in a browser, its plots and its slider."""

from __future__ import annotations

import html.parser
import json
import re
import shutil
import subprocess

import pytest

from revscoring.features import Feature, describe
from revscoring.scoring import models
from revscoring.scoring.reports import importances, operating_points, render_report, report_data
from revscoring.scoring.reports.contents import Table, _evenly_chosen, goals_table
from revscoring.utilities import report as report_command


@pytest.fixture(scope="module")
def model(tested_model):
    features = [Feature(name, returns=float) for name in ("some.words", "</script><b>&", "{{ data }}")]
    return tested_model(features)


@pytest.fixture(scope="module")
def page(model):
    return render_report(model)


class Reader(html.parser.HTMLParser):
    """Collects elements, and the text in each kind of them."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.open = [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_refers_to_nothing_else(page):
    reader = Reader(page)
    assert reader.open == []
    for _, attributes in reader.elements:
        assert not {"src", "href", "srcset", "action"} & set(attributes)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", page)
    assert "@import" not in page
    assert "default-src 'none'" in page


def test_names_cannot_break_the_page(page):
    assert "<b>&" not in page
    assert "&lt;/script&gt;&lt;b&gt;&amp;" in page
    assert "<td>{{ data }}</td>" in page
    assert page.count("</script>") == 2


def test_data_are_those_of_the_statistics(model):
    data = json.loads(json.dumps(report_data(model), allow_nan=False))
    label = data["labels"][0]
    statistics = model.info["statistics"]["thresholds"][True]
    assert label["name"] == "true"
    assert (label["n"], label["trues"], label["rate"]) == (200, int(statistics.true_cells.sum()), 0.1)
    assert label["threshold"] == pytest.approx(statistics.thresholds.tolist())
    assert label["recall"] == pytest.approx(statistics.column("recall").tolist(), abs=1e-5)
    assert label["precision"] == pytest.approx(statistics.column("precision").tolist(), abs=1e-5)
    assert label["areas"]["roc_auc_exact"] == pytest.approx(statistics["roc_auc_exact"], abs=1e-5)
    assert sum(label["histogram"]["true"]) == label["trues"]
    assert sum(label["histogram"]["true"]) + sum(label["histogram"]["false"]) == 200
    assert label["reliability"] == statistics.reliability_curve(10)


def test_many_thresholds_are_thinned(features, observations):
    model = models.LogisticRegression(features, [True, False], threshold_ndigits=15)
    model.train(observations)
    model.test([(values, label) for values, label in observations] * 1)
    assert len(report_data(model)["labels"][0]["threshold"]) <= 1000
    rows = _evenly_chosen(100_000)
    assert (len(rows), rows[0], rows[-1]) == (1000, 0, 99_999)
    assert _evenly_chosen(3).tolist() == [0, 1, 2]


def test_operating_points_are_those_of_the_grammar(model):
    for label, question, row in operating_points(model):
        threshold = model.info["statistics"]["thresholds"][label][question]
        assert (row and row["threshold"]) == threshold
    answers = {(label, question): row for label, question, row in operating_points(model)}
    assert answers[True, "maximum recall @ precision >= 0.9"]["precision"] >= 0.9


def test_counts_are_shown(page, model):
    for row in model.info["statistics"]["counts"]["predictions"].values():
        for count in row.values():
            assert f">{count:,}<small>" in page


@pytest.mark.parametrize(
    ("name", "parameters", "known"),
    [
        ("RandomForest", {"n_estimators": 3}, True),
        ("HistGradientBoosting", {"max_iter": 5}, True),
        ("LogisticRegression", {"scale": True}, True),
        ("GaussianNB", {}, False),
        ("RBFSVC", {}, False),
        ("GradientBoosting", {"n_estimators": 3, "calibrate": "sigmoid"}, True),
    ],
)
def test_importances(features, observations, name, parameters, known):
    model = getattr(models, name)(features, [True, False], **parameters)
    assert importances(model) == []
    model.train(observations)
    shares = importances(model)
    assert bool(shares) is known
    if known:
        assert shares[0]["name"] == "f0"  # which the label tells most about
        assert sum(item["share"] for item in shares) == pytest.approx(1, abs=1e-4)
        assert shares == sorted(shares, key=lambda item: -item["share"])


def test_values_of_vectors_have_numbers(observations):
    model = models.RandomForest([Feature("all", returns=float)], [True, False], n_estimators=3)
    model.train([([values], label) for values, label in observations])
    assert {item["name"] for item in importances(model)} == {"value 1", "value 2", "value 3"}


def test_other_models(features, observations, multilabel_observations):
    bare = models.GaussianNB(features, [True, False])
    assert "no statistics of thresholds" in render_report(bare)
    multilabel = models.RandomForest(features, ["A", "B"], multilabel=True, n_estimators=3)
    multilabel.train(multilabel_observations)
    multilabel.test(multilabel_observations)
    page = render_report(multilabel, "<title>")
    assert "<h1>&lt;title&gt;</h1>" in page
    assert '<th class="n">false negatives</th>' in page


def test_drift_is_shown(model):
    model.drift = ("numpy was <1>",)
    assert "Not quite as it was trained" in render_report(model)
    assert "numpy was &lt;1&gt;" in render_report(model)
    del model.drift


def test_numbers_are_aligned(page):
    assert '<th>statistic</th><th class="n">value</th><th>95 %</th>' in page
    assert re.search(r'<tr><td>recall</td><td class="n">\d\.\d{3}</td><td>\d\.\d{3}–\d\.\d{3}</td>', page)
    assert Table(["a", "b"], [["x", None], ["y", 1234]]).numeric() == [False, True]


@pytest.fixture
def reverted(tested_model):
    """Return a model that knows what its label means and what it learned from."""
    long = "longest_repeated_character_of_all_the_added_segments_of_the_revision_that_is_scored"
    found = tested_model([Feature(name, returns=float) for name in (long, "b", "c")])
    found.info["label"] = "reverted"
    found.info["data"] = {
        "wiki": "mywiki", "edits": 3721, "authors": 25, "from": "2011-01-02T03:04:05Z", "to": "2015-03-04"
    }  # fmt: skip
    return found


def test_the_page_says_what_it_is_about(reverted):
    reverted.evaluations = [
        {
            "name": "learned from the older edits, tested on the newest",
            "n": 369,
            "labels": {
                "true": {"n": 44, "authors": 29, "roc_auc_exact": {"value": 0.84, "low": 0.7, "high": 0.9}}
            },
        }
    ]
    page = render_report(reverted)
    assert "<h1>Reverted edits on mywiki</h1>" in page
    header = page[page.index("<header>") : page.index("</header>")]
    assert "Tells reverted edits from good edits by 3 features (GradientBoosting 1.2)." in header
    assert "Learned from 3,721 edits by 25 authors, 2011-01-02 to 2015-03-04." in header
    honest = (
        "Learned from the older edits, tested on the newest: ranks a reverted edit above a good one 84 times"
    )
    assert honest in header
    assert "It ranks" not in header  # the tests that keep authors and times apart say it better


def test_labels_and_features_have_plain_names(reverted):
    page = render_report(reverted)
    tables = re.sub(r"<script.*?</script>|<details>.*?</details>", "", page, flags=re.DOTALL)
    assert not re.search(r">(true|false|~True|True|False)<", tables)
    assert ">reverted<" in tables and ">good<" in tables
    data = report_data(reverted)
    assert [(label["key"], label["name"]) for label in data["labels"]] == [
        ("true", "reverted"),
        ("false", "good"),
    ]
    assert {item["description"] for item in data["importances"]} == {describe(f) for f in reverted.features}
    assert "slice(0, length" not in page


def test_no_row_is_repeated_and_shares_have_intervals(reverted):
    table = goals_table(reverted)
    assert len({tuple(row[1:]) for row in table.rows}) == len(table.rows)
    assert sum(row[0].count(";") + 1 for row in table.rows) == 6
    found = [cell for row in table.rows for cell in row[2:] if cell != "–"]
    assert found
    assert all(re.fullmatch(r"\S+( \d+)? \([\d,]+(–[\d,]+)?\)", cell) for cell in found)


def test_the_page_suits_any_screen(page):
    assert 'name="viewport"' in page
    assert "prefers-color-scheme: dark" in page


def test_the_command(model, tmp_path, capsys):
    model.dump(tmp_path / "model")
    report_command.main([str(tmp_path / "model"), "--output", str(tmp_path / "page.html"), "--title", "Mine"])
    assert "<h1>Mine</h1>" in (tmp_path / "page.html").read_text()
    capsys.readouterr()
    report_command.main([str(tmp_path / "model"), "--card"])
    assert capsys.readouterr().out.startswith("# Model card: GradientBoosting\n")


# -- in a browser -------------------------------------------------------------------------------------

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture
def browse(page, tmp_path):
    """Open the page in a browser without a window; give what it has become."""
    if BROWSER is None:
        pytest.skip("there is no Chromium to look at the page with")
    path = tmp_path / "page.html"
    path.write_text(page)

    def dump(fragment):
        command = [
            BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=2000", "--dump-dom",
            f"{path.as_uri()}#{fragment}",
        ]  # fmt: skip
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout

    return dump


def reading(dom, name):
    return re.search(rf'id="read-{name}">([^<]*)<', dom)[1]


@pytest.mark.integration
def test_plots_and_readings_in_a_browser(browse, model):
    dom = browse("label=true&threshold=0.4")
    assert 'data-drawn="2"' in dom
    for name in ("roc", "pr", "explorer", "reliability", "histogram"):
        part = dom[dom.index(f'id="{name}"') :]
        assert part.index("<svg") < 200
    assert dom.count('<div class="bar" title=') == 3
    paths = re.findall(r'<path d="(M[^"]+)"', dom)
    assert len(paths) >= 6
    assert all("NaN" not in path and path.count("L") > 3 for path in paths)
    assert "NaN" not in dom[: dom.index("<script")]
    statistics = model.info["statistics"]["thresholds"][True]
    place = int((statistics.thresholds >= 0.4).argmax())
    for name in ("recall", "precision", "filter_rate", "fpr", "f1"):
        assert float(reading(dom, name)) == pytest.approx(statistics.column(name)[place], abs=6e-4)


@pytest.mark.integration
def test_finding_a_threshold_in_a_browser(browse, model):
    dom = browse("label=true&target=recall&given=precision&limit=0.75")
    expected = model.info["statistics"]["thresholds"][True]["maximum recall @ precision >= 0.75"]
    assert float(reading(dom, "threshold")) == pytest.approx(expected, abs=1e-3)
    dom = browse("label=false&target=recall&given=precision&limit=1.5")
    assert "No threshold meets this condition." in dom


@pytest.mark.integration
@pytest.mark.parametrize("width", [400, 1200])
def test_nothing_is_wider_than_the_screen(reverted, tmp_path, width):
    if BROWSER is None:
        pytest.skip("there is no Chromium to look at the page with")
    (tmp_path / "page.html").write_text(render_report(reverted))
    (tmp_path / "frame.html").write_text(
        f"<iframe src='page.html' style='border:0' width={width} height=900></iframe><p id=said></p><script>"
        "onload = () => said.textContent = "
        "'width ' + frames[0].document.documentElement.scrollWidth</script>"
    )
    command = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        "--allow-file-access-from-files", f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1400,1000",
        "--virtual-time-budget=2000", "--dump-dom", (tmp_path / "frame.html").as_uri(),
    ]  # fmt: skip
    dom = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert 0 < int(re.search(r"width (\d+)</p>", dom)[1]) <= width
