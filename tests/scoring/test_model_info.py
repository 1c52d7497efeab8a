"""Model information: paths, and its two forms."""

from __future__ import annotations

import pickle

import pytest

from revscoring.errors import ModelInfoLookupError
from revscoring.scoring import ModelInfo
from revscoring.scoring.model_info import try_key
from revscoring.scoring.statistics import Classification


@pytest.fixture
def info():
    nested = ModelInfo([("c", 2), (True, 3), ("x y", 4)])
    return ModelInfo([("a", 1), ("b", nested), ("d", {"e": {"f": 1.23456}}), (5, 6)])


@pytest.fixture
def statistics():
    found = Classification([True, False], decision_key="probability")
    found.fit(
        ({"prediction": p >= 0.5, "probability": {True: p, False: 1 - p}}, label)
        for p, label in [(0.9, True), (0.7, True), (0.6, False), (0.4, True), (0.2, False), (0.1, False)]
    )
    return found


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a", 1),
        ("b.c", 2),
        ("b.true", 3),
        ('b."x y"', 4),
        ("b.'x y'", 4),
        ("d.e", {"f": 1.23456}),
        ("d.e.f", 1.23456),
        ("5", 6),
        (["b", True], 3),
    ],
)
def test_lookup(info, path, value):
    assert info.lookup(path) == value


@pytest.mark.parametrize("path", [None, "", []])
def test_lookup_of_no_path_is_the_info_itself(info, path):
    assert info.lookup(path) is info


@pytest.mark.parametrize("path", ["zz", "b.zz", "a.x", "d.e.f.g", "d.zz", "True"])
def test_lookup_of_an_unknown_path(info, path):
    with pytest.raises(ModelInfoLookupError):
        info.lookup(path)


def test_lookup_error_is_a_key_error(info):
    with pytest.raises(KeyError, match="zz"):
        info.lookup("zz")


def test_lookup_works_through_statistics(statistics):
    info = ModelInfo([("statistics", statistics)])
    assert info.lookup("statistics.recall.labels.true") == pytest.approx(2 / 3)
    assert info.lookup("statistics.counts.predictions.true.false") == 1
    assert info.lookup('statistics.thresholds.true."maximum recall @ precision >= 0.9"') == 0.7
    assert info.lookup('statistics."maximum recall @ precision >= 0.9".labels.false') == 0.8
    assert info.lookup("statistics.thresholds.true.0")[0] == 0.1
    assert info.lookup("statistics.roc_auc_exact.labels.true") == pytest.approx(8 / 9)
    assert info.lookup("statistics.thresholds.true.average_precision") == pytest.approx((1 + 1 + 3 / 4) / 3)


@pytest.mark.parametrize(
    "path",
    [
        "statistics.zz",
        'statistics."maximum zz @ recall >= 0.5"',
        'statistics.thresholds.true."maximum recall @ zz >= 0.5"',
        'statistics.thresholds.true."maximum recall @ recall >= 0.5 or so"',
        "statistics.thresholds.zz",
    ],
)
def test_unknown_statistics_are_lookup_errors(statistics, path):
    info = ModelInfo([("statistics", statistics)])
    with pytest.raises(ModelInfoLookupError):
        info.lookup(path)
    with pytest.raises(KeyError):
        info.format([path], formatting="json")


def test_text(info):
    assert info.format() == (
        "Model Information:\n\t - a: 1\n\tModel Information:\n\t\t - c: 2\n\t\t - True: 3\n\t\t - x y: 4\n"
        "\t\n\t - d: {'e': {'f': 1.23456}}\n\t - 5: 6\n"
    )
    assert str(info) == info.format()


def test_json_keeps_order_and_keys_as_asked(info):
    document = info.format(["d.e", "b.true", "a", "b.c"], formatting="json")
    assert document == {"d": {"e": {"f": 1.23456}}, "b": {"true": 3, "c": 2}, "a": 1}
    assert list(document) == ["d", "b", "a"]
    assert info.format(formatting="json") == {
        "a": 1,
        "b": {"c": 2, True: 3, "x y": 4},
        "d": {"e": {"f": 1.23456}},
        5: 6,
    }


def test_the_row_of_an_optimization(statistics):
    info = ModelInfo([("statistics", statistics)])
    queries = [
        'statistics.thresholds.true."maximum recall @ precision >= 0.9"',
        'statistics.thresholds.true."maximum recall @ precision >= 2"',
    ]
    (found, none) = info.format(queries, formatting="json")["statistics"]["thresholds"]["true"]
    assert none is None
    assert found == {
        "threshold": 0.7,
        "match_rate": 0.333,
        "filter_rate": 0.667,
        "precision": 1.0,
        "!precision": 0.75,
        "recall": 0.667,
        "!recall": 1.0,
        "accuracy": 0.833,
        "fpr": 0.0,
        "f1": 0.8,
        "!f1": 0.857,
    }
    text = info.format(queries)
    assert "maximum recall @ precision >= 0.9: threshold 0.7\n" in text
    assert "maximum recall @ precision >= 2.0: no threshold\n" in text


def test_parts_below_a_leaf_are_ignored_with_a_warning(statistics, caplog):
    whole = statistics.format(["roc_auc"], formatting="json")
    assert statistics.format(["roc_auc.micro"], formatting="json") == whole
    assert "Ignoring the path" in caplog.text


def test_default_fields():
    info = ModelInfo([("a", 1), ("b", 2)], default_fields=["b"])
    assert info.format(formatting="json") == {"b": 2}
    assert info.format(["a"], formatting="json") == {"a": 1}


def test_unknown_formatting(info):
    with pytest.raises(ValueError, match="'xml' is not available"):
        info.format(formatting="xml")


def test_it_is_an_ordered_mapping(info):
    assert (len(info), "a" in info, "zz" in info) == (4, True, False)
    assert list(info) == list(info.keys()) == ["a", "b", "d", 5]
    assert next(iter(info.values())) == 1 and list(info.items())[-1] == (5, 6)
    assert info.get("zz") is None and info.get("zz", 3) == 3
    info.move_to_end("a")
    assert list(info)[-1] == "a"
    info.move_to_end("a", last=False)
    assert next(iter(info)) == "a"


@pytest.mark.parametrize(
    ("key", "container", "value"),
    [
        ("true", {True: 1}, 1),
        ("true", {"true": 1, True: 2}, 1),
        ("false", {False: 1}, 1),
        ("-5", {-5: 1}, 1),
        ("1", ["a", "b"], "b"),
        (True, {True: 1}, 1),
    ],
)
def test_try_key(key, container, value):
    assert try_key(key, container) == value


@pytest.mark.parametrize(
    ("key", "container"),
    [("True", {True: 1}), ("5.5", {5.5: 1}), ("None", {None: 1}), ("0", "abc"), ("9", [1])],
)
def test_try_key_finds_nothing_else(key, container):
    with pytest.raises(ModelInfoLookupError):
        try_key(key, container)


@pytest.mark.parametrize(
    "query",
    [
        "maximum recall @ precision >= 0.8",
        "MAXIMUM recall@precision>=.8",
        "minimum match_rate @ recall >= 0.75",
        " maximum filter_rate @ recall >= 0.75 ",
        "maximum !recall @ !precision >= 0.6",
    ],
)
def test_a_query_without_quotes_is_the_same_query(statistics, query):
    info = ModelInfo([("statistics", statistics)])
    (row,) = info.format([f'statistics.thresholds.true."{query}"'], "json")["statistics"]["thresholds"][
        "true"
    ]
    (plain,) = info.format([f"statistics.thresholds.true.{query}"], "json")["statistics"]["thresholds"][
        "true"
    ]
    assert plain == row
    assert info.lookup(f"statistics.thresholds.true.{query}") == row["threshold"]
    assert info["statistics"].lookup(query)["labels"][True] == row["threshold"]


@pytest.mark.parametrize("end", ["> 0.8", ">= 0,8", ">= 0.8.1", '>= 0.8"', ">= 0.8.recall"])
def test_what_is_nearly_a_query_is_refused(statistics, end):
    path = f"thresholds.true.maximum recall @ precision {end}"
    for ask in (statistics.lookup, lambda path: statistics.format([path], formatting="json")):
        with pytest.raises(ModelInfoLookupError, match="not of the form"):
            ask(path)


def test_parts_below_a_query_are_ignored_with_a_warning(statistics, caplog):
    statistics.format(['thresholds.true."maximum recall @ precision >= 0.9".recall'], formatting="json")
    assert "Ignoring the path" in caplog.text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("zz", "'zz': there are a, b, d, 5"),
        ("b.zz", "'zz': there are c, true, x y"),
        ("b.True", "did you mean 'true'?"),
        ("d.e.ff", "'ff': there are f; did you mean 'f'?"),
        ("a.x", "nothing is below a value"),
        ("l.7", "there are items 0 to 1"),
        ("statistics.rocauc", "did you mean 'roc_auc'?"),
        ("statistics.roc_auc.lables", "there are micro, macro, labels; did you mean 'labels'?"),
        ("statistics.roc_auc_exakt", "did you mean 'roc_auc_exact'?"),
        ("statistics.thresholds.damaging", "'damaging': there are true, false"),
        ("statistics.thresholds.true.recall", "of the form '(maximum|minimum)"),
        ("statistics.counts.labels.B", "there are true, false"),
    ],
)
def test_a_wrong_path_names_the_choices(info, statistics, path, said):
    info["l"] = [1, 2]
    info["statistics"] = statistics
    with pytest.raises(ModelInfoLookupError) as raised:
        info.lookup(path)
    assert said in str(raised.value)
    assert raised.value.args == (path.rpartition(".")[2],)
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)


def test_only_so_many_choices_are_named():
    info = ModelInfo((f"field {number}", number) for number in range(100))
    with pytest.raises(ModelInfoLookupError, match="field 39 and 60 more"):
        info.lookup("zz")
