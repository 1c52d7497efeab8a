"""The page on a model: its numbers, its tables, and, in a browser, its plots and its slider."""

from __future__ import annotations

import html as html_module
import html.parser
import json
import re
import shutil
import subprocess

import pytest

from revscoring.features import Feature, describe
from revscoring.scoring import models
from revscoring.scoring.reports import importances, operating_points, render_report, report_data
from revscoring.scoring.reports.contents import Table, _evenly_chosen, goals_table, quality_table
from revscoring.scoring.reports.evaluations import evaluations_table, groups_of, promises_of
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


def figure(value):
    return {"value": value, "low": value - 0.1, "high": min(1.0, value + 0.1)}


def group(name, n, fpr, recall=None):
    return {
        "name": name,
        "n": n,
        "positives": 9,
        "authors": 12,
        "roc_auc_exact": None,
        "recall": recall,
        "fpr": fpr,
    }


def evaluation_of(kind, name, value, n=500, **more):
    points = {
        "maximum filter_rate @ recall >= 0.75": {
            "threshold": 0.148, "recall": figure(0.59), "precision": figure(0.6), "match_rate": figure(0.12)
        }
    }  # fmt: skip
    found = {"n": 44, "authors": 29, "roc_auc_exact": figure(value), "points": points}
    return {
        "kind": kind, "name": name, "n": n, "authors": 99, "accuracy": None, "labels": {"true": found}, **more
    }  # fmt: skip


@pytest.fixture
def evaluated(reverted):
    """Return a model that was tested in three ways, in one of them by group."""
    everything = group("all edits", 500, figure(0.2))
    editors = [group("anonymous editors", 200, figure(0.5)), group("older accounts", 297, figure(0.1)),
               group("new accounts", 3, None)]  # fmt: skip
    years = [group("2021", 300, figure(0.2)), group("2020", 200, figure(0.15))]
    reverted.evaluations = [
        evaluation_of("time", "learn from old, test on new", 0.84, n=100),
        evaluation_of("groups", "5 folds, each author in one", 0.8, groups=[
            {"by": "editor", "label": "true", "threshold": 0.148, "groups": [everything, *editors]},
            {"by": "year", "label": "true", "threshold": 0.148, "groups": [everything, *years]},
        ]),
        evaluation_of("random", "5 folds at random", 0.93),
    ]  # fmt: skip
    return reverted


def texts(table):
    return [[str(cell) for cell in row] for row in table.rows]


def test_the_test_to_believe_comes_first_and_folds_at_random_only_if_they_differ(evaluated):
    rows = texts(evaluations_table(evaluated))
    assert [row[0] for row in rows] == [
        "learn from old, test on new",
        "5 folds, each author in one",
        "5 folds at random (for comparison: an author's edits may be on both sides)",
    ]
    assert rows[0][1:] == ["100", "44", "29", "84 of 100 (74–94)"]
    evaluated.evaluations[2]["labels"]["true"]["roc_auc_exact"] = figure(0.805)
    assert [row[0] for row in texts(evaluations_table(evaluated))] == [row[0] for row in rows[:2]]
    page = html_module.unescape(render_report(evaluated))
    header = page[page.index("<header>") : page.index("</header>")]
    assert "Learn from old, test on new: ranks a reverted edit above a good one 84 times" in header
    assert "5 folds" not in header  # the table has it
    places = [page.index(f"<h2>{title}") for title in (
        "How good it is", "For whom it is right", "Which scores to look at", "Choose a threshold"
    )]  # fmt: skip
    assert places == sorted(places)


def test_what_a_threshold_promised_stands_beside_what_came_out(evaluated):
    (promise,) = promises_of(evaluated)
    assert promise.title == "Find 3 of 4: look at scores from 0.148"
    assert promise.table.header[1] == "finds, of 100 reverted edits"
    figures = ["59 (49–69)", "60 (50–70)", "120 (20–220)"]
    assert texts(promise.table) == [
        ["learn from old, test on new", *figures],
        ["5 folds, each author in one", *figures],
    ]


def test_groups_say_who_is_hit_and_which_are_too_small(evaluated):
    groups = groups_of(evaluated)
    assert groups.measured == "Tested: 5 folds, each author in one. Edits with scores from 0.148 are flagged."
    assert "fewer than 30 edits or 10 authors" in groups.few
    editors, years = groups.tables
    assert editors.sentences == [
        "Of 100 good edits of anonymous editors, 50 (40–60) are flagged wrongly; of older accounts, 10 (0–20).",
        "Too few to say: new accounts (3 edits).",
    ]
    assert editors.table.header[-1] == "wrongly flagged, of 100 good edits"
    assert [row[0] for row in editors.table.rows] == ["all edits", "anonymous editors", "older accounts"]
    assert texts(editors.table)[1] == [
        "anonymous editors",
        "200",
        "9",
        "12",
        "too few",
        "too few",
        "50 (40–60)",
    ]
    assert years.sentences == ["The groups may be wrongly flagged equally often: their intervals overlap."]
    assert [row[0] for row in years.table.rows] == ["2020", "2021"]  # all edits stand in the first table
    page = render_report(evaluated)
    assert '<i aria-hidden="true" style="--value:0.5000;--low:0.4000;--high:0.6000">' in page
    bare = evaluation_of("groups", "folds", 0.8)
    evaluated.evaluations = [bare]
    assert groups_of(evaluated) is None
    assert "For whom it is right" not in render_report(evaluated)


def test_areas_from_50_points_are_shown_only_if_they_mislead(features):
    """Nearly all scores are the highest: 50 points of the curve make a coin toss seem nearly perfect."""
    model = models.GaussianNB(features, [True, False])
    scores = [1.0] * 390 + [0.0] * 10
    labels = [place % 40 == 0 for place in range(400)]
    model.fit_statistics(
        [{"prediction": p >= 0.5, "probability": {True: p, False: 1 - p}} for p in scores], labels
    )
    statistics = model.info["statistics"]
    published, exact = (statistics[name]["labels"][True] for name in ("roc_auc", "roc_auc_exact"))
    assert published > exact + 0.2
    rows = {row[0]: row[1] for row in quality_table(model, statistics).rows}
    assert (rows["ROC area"], rows["ROC area of 2.x"]) == (exact, published)
    assert report_data(model)["labels"][0]["areas"]["roc_auc_exact"] == pytest.approx(exact, abs=1e-5)


def test_areas_that_agree_are_not_repeated(reverted):
    statistics = reverted.info["statistics"]
    values = {name: statistics[name]["labels"][True] for name in ("roc_auc", "roc_auc_exact")}
    rows = [row[0] for row in quality_table(reverted, statistics).rows]
    assert len(rows) == len(set(rows))
    assert ("ROC area of 2.x" in rows) is (abs(values["roc_auc"] - values["roc_auc_exact"]) > 0.01)
    assert "ROC area" in rows


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_texts_and_lines_contrast_with_what_is_behind_them(page, mode):
    """WCAG 2.2 AA: 4.5 for texts, 3 for what is drawn."""
    light, dark = re.findall(r":root \{(.*?)\}", page, flags=re.DOTALL)
    colours = dict(re.findall(r"--(\w[\w-]*): (#\w{6})", light if mode == "light" else dark))

    def contrast(one, other):
        low, high = sorted(luminance(colours[name]) for name in (one, other))
        return (high + 0.05) / (low + 0.05)

    for behind in ("paper", "card", "note"):
        assert contrast("ink", behind) >= 7
        assert contrast("quiet", behind) >= 4.5
    assert contrast("on-blue", "blue") >= 4.5
    for drawn in ("blue", "red", "green"):
        assert contrast(drawn, "card") >= 3


def test_the_page_suits_any_screen(page):
    assert 'name="viewport"' in page
    assert "prefers-color-scheme: dark" in page


def test_the_command(model, tmp_path, capsys):
    model.dump(tmp_path / "model")
    report_command.main([str(tmp_path / "model"), "--output", str(tmp_path / "page.html"), "--title", "Mine"])
    assert "<h1>Mine</h1>" in (tmp_path / "page.html").read_text()
    capsys.readouterr()
    report_command.main([str(tmp_path / "model"), "--card"])
    assert "\n---\n# Model card: GradientBoosting\n" in capsys.readouterr().out


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
def test_nothing_is_wider_than_the_screen(evaluated, tmp_path, width):
    if BROWSER is None:
        pytest.skip("there is no Chromium to look at the page with")
    (tmp_path / "page.html").write_text(render_report(evaluated))
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


@pytest.mark.integration
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_browser_has_nothing_to_complain_about(evaluated, tmp_path, mode):
    """No script fails, and the policy of the page refuses nothing; the colours are those of the system."""
    if BROWSER is None:
        pytest.skip("there is no Chromium to look at the page with")
    path = tmp_path / "page.html"
    said = (
        "<p id=said></p><script>said.textContent = 'paper ' + getComputedStyle(document.body).backgroundColor"
    )
    path.write_text(render_report(evaluated).replace("</body>", f"{said}</script></body>"))
    command = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        "--enable-logging=stderr", f"--blink-settings=preferredColorScheme={int(mode == 'light')}",
        f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=2000", "--dump-dom", path.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []
    assert 'data-drawn="2"' in done.stdout
    assert re.search(r"paper ([^<]*)</p>", done.stdout)[1] == {
        "light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 27)"
    }[mode]  # fmt: skip
