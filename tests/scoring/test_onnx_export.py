"""Models as ONNX files: the same probabilities, scaling included, in another runtime."""

from __future__ import annotations

import json
import sys

import pytest

from revscoring.scoring import models, onnx_export

CASES = {
    "boosting": ("GradientBoosting", {"n_estimators": 20}),
    "boosting, scaled": ("GradientBoosting", {"n_estimators": 20, "scale": True, "center": True}),
    "forest": ("RandomForest", {"n_estimators": 10}),
    "histogram": ("HistGradientBoosting", {"max_iter": 10, "scale": True}),
    "linear": ("LogisticRegression", {"scale": True, "center": True}),
    "gaussian": ("GaussianNB", {}),
    "multinomial": ("MultinomialNB", {}),
    "bernoulli": ("BernoulliNB", {}),
    "vectors": ("RBFSVC", {"scale": True, "center": True}),
    "calibrated": ("GradientBoosting", {"n_estimators": 5, "calibrate": "sigmoid"}),
}


@pytest.fixture
def runtime():
    pytest.importorskip("skl2onnx", reason="the extra revscoring[onnx] is not installed")
    return pytest.importorskip("onnxruntime", reason="the extra revscoring[onnx] is not installed")


def trained(name, parameters, features, observations, labels=(True, False), **more):
    model = getattr(models, name)(features, list(labels), version="1.2", **parameters, **more)
    model.train(observations)
    return model


@pytest.mark.parametrize("case", CASES)
@pytest.mark.filterwarnings("ignore")  # of the libraries of the extra
def test_scores_are_the_same(case, features, observations, tmp_path, runtime):
    model = trained(*CASES[case], features, observations)
    onnx_export.export(model, tmp_path / "model.onnx")
    values = [values for values, _ in observations]
    assert onnx_export.greatest_difference(model, tmp_path / "model.onnx", values) < 1e-6


@pytest.mark.parametrize("case", ["boosting", "forest", "histogram", "linear"])
@pytest.mark.filterwarnings("ignore")
def test_several_classes_and_several_labels(
    case, features, observations, multilabel_observations, tmp_path, runtime
):
    name, parameters = CASES[case]
    values = [values for values, _ in observations]
    three = [(v, "A" if label else "B" if v[1] > 0.5 else "C") for v, label in observations]
    for data, more in (
        (three, {"labels": "ABC"}),
        (multilabel_observations, {"labels": "AB", "multilabel": True}),
    ):
        model = trained(name, parameters, features, data, **more)
        onnx_export.export(model, tmp_path / "model.onnx")
        assert onnx_export.greatest_difference(model, tmp_path / "model.onnx", values) < 1e-6


@pytest.mark.filterwarnings("ignore")
def test_metadata(features, observations, tmp_path, runtime):
    onnx_export.export(trained("GaussianNB", {}, features, observations), tmp_path / "model.onnx")
    session = runtime.InferenceSession(str(tmp_path / "model.onnx"), providers=["CPUExecutionProvider"])
    assert [(i.name, i.type, i.shape[1]) for i in session.get_inputs()] == [("values", "tensor(double)", 3)]
    assert [(o.name, o.shape[1]) for o in session.get_outputs()] == [("probabilities", 2)]
    found = session.get_modelmeta().custom_metadata_map
    assert json.loads(found["labels"]) == [False, True]
    assert json.loads(found["features"]) == ["feature.f0", "feature.f1", "feature.f2"]
    assert json.loads(found["version"]) == "1.2"


def test_untrained_models(features, runtime):
    with pytest.raises(ValueError, match="not trained"):
        onnx_export.to_onnx(models.GaussianNB(features, [True, False]))


def test_without_the_extra(features, observations, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "skl2onnx", None)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    model = trained("GaussianNB", {}, features, observations)
    with pytest.raises(ImportError, match=r"pip install revscoring\[onnx\]"):
        onnx_export.export(model, tmp_path / "model.onnx")
    with pytest.raises(ImportError, match=r"pip install revscoring\[onnx\]"):
        onnx_export.greatest_difference(model, tmp_path / "model.onnx", [[1, 2, 3]])
