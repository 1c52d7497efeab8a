"""Options about models and labels, and loading models."""

from __future__ import annotations

import pickle

import pytest

from revscoring.cli.models import (
    load_model,
    make_model,
    model_class_at,
    parse_parameters,
    read_label_options,
    save_model,
)
from revscoring.errors import PathError


def test_parameters_are_json_and_may_have_the_sign_of_docopt():
    pairs = ["n=5", 'max_features="log2"', "=rate=0.1", "deep=[1, 2]"]
    assert parse_parameters(pairs) == {"n": 5, "max_features": "log2", "rate": 0.1, "deep": [1, 2]}


@pytest.mark.parametrize("pair", ["n", "n=[x", "=", "n=", "=word", "n=two words"])
def test_bad_parameters(pair):
    with pytest.raises(RuntimeError, match="not name=value, such as"):
        parse_parameters([pair])


@pytest.mark.parametrize(
    ("pair", "value"),
    [
        ("max_features=sqrt", "sqrt"),
        ('max_features="sqrt"', "sqrt"),
        ("max_features = sqrt", "sqrt"),
        ("max_features=None", None),
        ("max_features=null", None),
        ("max_features=0.5", 0.5),
        ("warm_start=True", True),
    ],
)
def test_a_word_needs_no_quotes(pair, value):
    (found,) = parse_parameters([pair]).values()
    assert found == value and type(found) is type(value)


def test_a_kind_of_model_has_a_short_name():
    assert model_class_at("HistGradientBoosting").__name__ == "HistGradientBoosting"
    with pytest.raises(PathError, match="'gradientbosting': did you mean GradientBoosting"):
        model_class_at("gradientbosting")
    with pytest.raises(PathError, match="there are BernoulliNB, GaussianNB, GradientBoosting"):
        model_class_at("Oracle")
    with pytest.raises(PathError, match="open_file is not a class of models"):
        model_class_at("open_file")


@pytest.mark.parametrize("name", ["GradientBoosting", "RandomForest", "GaussianNB", "LinearSVC"])
def test_an_unknown_parameter_is_refused_with_those_like_it(name):
    known = next(iter(model_class_at(name).Estimator().get_params()))
    with pytest.raises(
        RuntimeError, match=f"{name}: there is no parameter '{known}s'; did you mean '{known}'"
    ):
        make_model(name, [], {"labels": [True, False], f"{known}s": 1})
    with pytest.raises(RuntimeError, match=f"there is no parameter 'xyz'; there are .*{known}"):
        make_model(name, [], {"labels": [True, False], "xyz": 1})


def test_label_options_from_a_file(tmp_path):
    path = tmp_path / "labels.yaml"
    path.write_text("labels:\n  - {value: A, weight: 2}\n  - {value: B}\n")
    assert read_label_options("true", str(path), [], []) == (["A", "B"], {"A": 2}, None)
    path.write_text("labels: [")
    with pytest.raises(RuntimeError, match=r"labels.yaml, line 1: this is not YAML"):
        read_label_options(None, str(path), [], [])
    assert read_label_options(None, None, ["=true=2"], []) == ([True], {True: 2}, None)


def test_only_classes_of_models_are_models():
    assert model_class_at("revscoring.scoring.models.GaussianNB").__name__ == "GaussianNB"
    for path in ("revscoring.cli.models.load_model", "builtins.dict"):
        with pytest.raises(PathError, match="is not a class of models"):
            model_class_at(path)


def test_what_is_no_model_names_the_file_and_the_option(tmp_path):
    path = tmp_path / "m.model"
    path.write_bytes(b"nonsense")
    with pytest.raises(RuntimeError, match=r"m\.model: This is not a model file"):
        load_model(str(path))
    path.write_bytes(pickle.dumps({"a": 1}))
    with pytest.raises(RuntimeError, match="--trust-pickle"):
        load_model(str(path))
    with pytest.raises(RuntimeError, match="holds a dict"):
        load_model(str(path), trust_pickle=True)


def test_models_go_through_standard_input_and_output(tmp_path, monkeypatch):
    import io
    import sys
    from types import SimpleNamespace

    from revscoring.features import Feature
    from revscoring.scoring.models import GaussianNB

    model = GaussianNB([Feature("x", int, returns=int)], [True, False])
    model.train([([1], True), ([2], False), ([1], True), ([3], False)])
    buffer = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=buffer, flush=lambda: None))
    save_model(model, "<stdout>")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(buffer.getvalue())))
    loaded = load_model("-")
    assert loaded.score([1])["prediction"] is True
