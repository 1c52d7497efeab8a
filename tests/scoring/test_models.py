"""Every kind of model: trains, scores, weighs, validates, and survives a file."""

from __future__ import annotations

import bz2
import io

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from revscoring.errors import ModelConsistencyError
from revscoring.features import Feature
from revscoring.scoring import models
from revscoring.scoring.files import model_file

KINDS = [
    "GradientBoosting",
    "HistGradientBoosting",
    "RandomForest",
    "LogisticRegression",
    "GaussianNB",
    "MultinomialNB",
    "BernoulliNB",
    "SVC",
    "LinearSVC",
    "RBFSVC",
]
SMALL = {
    "GradientBoosting": {"n_estimators": 10},
    "HistGradientBoosting": {"max_iter": 10},
    "RandomForest": {"n_estimators": 10},
}


def make(kind, features, labels=(True, False), **kwargs):
    scaled = kind != "MultinomialNB"
    kwargs = {"scale": scaled, "center": scaled, **SMALL.get(kind, {}), **kwargs}
    return getattr(models, kind)(features, labels=list(labels), version="0.1.0", **kwargs)


@pytest.mark.parametrize("kind", KINDS)
def test_score_is_json_friendly_and_one_is_as_many(kind, features, observations):
    model = make(kind, features)
    assert list(model.train(observations)) == ["seconds_elapsed"]
    rows = [values for values, _ in observations]
    many = model.score_many(rows)
    for one, score in zip(map(model.score, rows[:30]), many[:30], strict=True):
        assert type(one["prediction"]) is bool
        assert one["prediction"] == score["prediction"]
        assert list(one["probability"]) == [False, True]
        assert sum(one["probability"].values()) == pytest.approx(1)
        assert one["probability"] == pytest.approx(score["probability"], abs=1e-12)
        assert type(one["probability"][True]) is float
    right = sum(score["prediction"] == label for score, (_, label) in zip(many, observations, strict=True))
    assert right > 0.6 * len(observations)


@pytest.mark.parametrize("kind", KINDS)
def test_multilabel(kind, features, multilabel_observations):
    model = make(kind, features, "AB", multilabel=True, label_weights={"A": 2})
    model.cross_validate(multilabel_observations, folds=3)
    model.train(multilabel_observations)
    score = model.score(multilabel_observations[0][0])
    assert list(score["probability"]) == ["A", "B"]
    assert score["prediction"] == [label for label in "AB" if score["probability"][label] >= 0.5]
    assert model.info["statistics"]["counts"]["n"] == len(multilabel_observations)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("multilabel", [False, True])
def test_label_weights_weigh(kind, multilabel, features, observations, multilabel_observations):
    data, labels, label = (
        (multilabel_observations, "AB", "A") if multilabel else (observations, (True, False), True)
    )
    rows = [values for values, _ in data]
    sums = []
    # Before scikit-learn 1.9, weights do not move leaves in which all observations have one label.
    leaves = {"min_samples_leaf": 20} if kind == "RandomForest" else {}
    for weights in (None, {label: 20}):
        model = make(kind, features, labels, multilabel=multilabel, label_weights=weights, **leaves)
        model.train(data)
        sums.append(sum(score["probability"][label] for score in model.score_many(rows)))
    assert sums[1] > sums[0] * 1.05


@pytest.mark.parametrize("kind", KINDS)
def test_dump_and_load_give_the_same(kind, features, observations):
    model = make(kind, features, label_weights={True: 3}, population_rates={True: 0.1, False: 0.9})
    model.cross_validate(observations, folds=3)
    model.train(observations)
    file = io.BytesIO()
    model.dump(file)
    file.seek(0)
    again = models.Model.load(file)
    rows = [values for values, _ in observations]
    assert type(again) is type(model)
    assert again.score_many(rows) == model.score_many(rows)
    assert again.score(rows[0]) == model.score(rows[0])
    assert again.info.format() == model.info.format()
    assert again.info.format(["statistics.thresholds"]) == model.info.format(["statistics.thresholds"])
    assert [str(feature) for feature in again.features] == ["feature.f0", "feature.f1", "feature.f2"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_data_give_the_same_bytes(kind, features, observations):
    files = []
    for _ in range(2):
        model = make(kind, features)
        model.cross_validate(observations, folds=2)
        model.train(observations)
        files.append(model_file.dumps(model))
    assert files[0] == files[1] == model_file.dumps(model_file.loads(files[0]))


@pytest.mark.parametrize("kind", KINDS)
def test_unfitted_models_say_so(kind, features):
    with pytest.raises(NotFittedError, match="has not been trained"):
        make(kind, features, scale=False, center=False).score([1, 2, 3])


def test_scaling_before_training_is_an_error(features):
    with pytest.raises(RuntimeError, match="before training the scaler"):
        make("GaussianNB", features).apply_scaling([1, 2, 3])


@pytest.mark.parametrize("kind", ["GradientBoosting", "LogisticRegression"])
def test_scoring_never_changes_the_model(kind, features, observations):
    model = make(kind, features)
    model.train(observations)
    before = model.score(observations[0][0])
    model.score_many([[100.0, 200.0, 300.0]] * 5)
    model.test(observations[:50])
    assert model.score(observations[0][0]) == before
    assert model.score_many([observations[0][0]]) == [before]


def test_training_needs_exactly_the_labels_declared(features):
    rows = [([1, 2, 3], "A"), ([2, 2, 3], "B")]
    with pytest.raises(ModelConsistencyError, match=r"\{'C'\} not represented"):
        make("GradientBoosting", features, "ABC").train(rows)
    with pytest.raises(ModelConsistencyError, match=r"\{'B'\} not in expected"):
        make("GradientBoosting", features, "AC").train(rows)


def test_import_of_the_room_loads_no_estimators():
    import subprocess
    import sys

    code = (
        "import sys; from revscoring.scoring import Model, models, statistics; from revscoring import Model; "
        "print(bool({'sklearn', 'numpy', 'skops', 'scipy'}.intersection(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "False\n"


def test_training_takes_any_iterable_and_flattens_vectors(features):
    rows = [([number, [2.0, number % 3]], number > 10) for number in range(20)]
    model = make("GradientBoosting", features)
    model.train(iter(rows))
    assert model.score([15, [2.0, 1]])["prediction"] is True
    assert model.score_many(values for values, _ in rows[:2]) == [
        model.score(values) for values, _ in rows[:2]
    ]
    assert model.score_many([]) == []


def test_odd_values_are_named(features):
    model = make("GradientBoosting", features)
    with pytest.raises(ValueError, match=r"observation 2, column 2 \(feature.f2\) is None"):
        model.train([([1, 2, 3], True), ([1, 2, None], False)])
    with pytest.raises(ValueError, match="Observation 2 has 2 values, but the first has 3"):
        model.train([([1, 2, 3], True), ([1, 2], False)])


@pytest.mark.parametrize("kind", ["GradientBoosting", "LogisticRegression", "GaussianNB"])
def test_rows_of_another_length_are_errors(kind, features, observations):
    for scaled in (False, True):
        model = make(kind, features, scale=scaled, center=scaled)
        model.train(observations)
        for row in ([1, 2], [1, 2, 3, 4]):
            with pytest.raises(
                ValueError, match=rf"^{len(row)} values were given, but .* was trained on 3\.$"
            ):
                model.score(row)


@pytest.mark.parametrize(
    ("labels", "order"),
    [
        (["B", "A"], ["A", "B"]),
        ([3, 1, 2], [1, 2, 3]),
        ([1.5, 1], [1, 1.5]),
        ([True, "x", 3], [True, "x", 3]),
    ],
)
def test_labels_of_any_type_keep_it(labels, order, features):
    rows = [([number, number % 7, 0], labels[number % len(labels)]) for number in range(60)]
    model = make("RandomForest", features, labels)
    model.cross_validate(rows, folds=3)
    model.train(rows)
    for values, label in rows[:6]:
        score = model.score(values)
        assert list(score["probability"]) == order
        assert (score["prediction"], type(score["prediction"])) == (label, type(label))
    again = model_file.loads(model_file.dumps(model))
    assert again.score([1, 1, 0]) == model.score([1, 1, 0])


@pytest.mark.parametrize(("multilabel", "kind"), [(False, "boolean"), (True, "array")])
def test_score_schema(multilabel, kind, features):
    schema = make("GradientBoosting", features, multilabel=multilabel).info["score_schema"]
    prediction = schema["properties"]["prediction"]
    plural = "labels" if multilabel else "label"
    assert schema["title"] == "Scikit learn-based classifier score with probability"
    assert prediction["description"] == f"The most likely {plural} predicted by the estimator"
    assert prediction["type"] == kind
    assert prediction.get("items") == ({"type": "boolean"} if multilabel else None)
    assert schema["properties"]["probability"]["properties"] == {
        "true": {"type": "number"},
        "false": {"type": "number"},
    }


def test_labels_of_no_json_type(features):
    with pytest.raises(ValueError, match="None of type"):
        make("GradientBoosting", features, [None, True])


def test_params_and_info(features):
    model = make(
        "GradientBoosting", features, population_rates={True: 0.1, False: 0.9}, label_weights={True: 5}
    )
    assert list(model.params)[:5] == ["scale", "center", "labels", "multilabel", "population_rates"]
    assert list(model.params)[-1] == "label_weights"
    assert model.params["n_estimators"] == 10
    assert model.params["random_state"] == 0
    assert model.params["population_rates"] == {True: 0.1, False: 0.9}
    assert list(model.info) == ["type", "version", "params", "environment", "statistics", "score_schema"]
    assert model.info.lookup("params.label_weights.true") == 5
    assert model.info["statistics"].threshold_ndigits == 3
    assert "calibrate" not in model.params


def test_parameters_of_estimators(features):
    assert make("LinearSVC", features).params["kernel"] == "linear"
    assert make("RBFSVC", features).params["probability"] is True
    assert make("SVC", features, kernel="poly").params["kernel"] == "poly"
    assert make("RandomForest", features, random_state=None).params["random_state"] is None
    with pytest.raises(TypeError, match="zzz"):
        make("GradientBoosting", features, zzz=5)


def test_an_estimator_of_ones_own(features, observations):
    from sklearn.tree import DecisionTreeClassifier

    model = models.ProbabilityClassifier(
        features, [True, False], estimator=DecisionTreeClassifier(), max_depth=2
    )
    model.train(observations)
    assert model.params["max_depth"] == model.estimator.get_depth() == 2


def test_weights_need_labels(features):
    with pytest.raises(ModelConsistencyError, match="'spam'"):
        make("GradientBoosting", features, label_weights={"spam": 2})


def test_population_rates_are_checked_before_training(features):
    with pytest.raises(KeyError, match="does not name the label False"):
        make("GradientBoosting", features, population_rates={True: 0.1})


def test_a_label_on_everything(features):
    with pytest.raises(ModelConsistencyError, match="'A' is on every observation"):
        make("GradientBoosting", features, "AB", multilabel=True).train(
            [([1, 2, 3], ["A"]), ([1, 2, 4], ["A", "B"])]
        )


def test_scaling_is_that_of_scikit_learn(features, observations):
    import numpy as np

    model = make("GaussianNB", features)
    model.train(observations)
    rows = [values for values, _ in observations]
    assert np.array_equal([model.apply_scaling(values) for values in rows], model.scaler.transform(rows))
    assert make("GaussianNB", features, scale=False, center=False).apply_scaling([1, 2]) == [1, 2]


def test_test_fits_the_statistics(features, observations):
    model = make("GaussianNB", features)
    model.train(observations)
    statistics = model.test(iter(observations))
    assert statistics is model.info["statistics"]
    scores = model.score_many(values for values, _ in observations)
    right = sum(score["prediction"] == label for score, (_, label) in zip(scores, observations, strict=True))
    assert statistics["accuracy"]["macro"] == pytest.approx(right / len(observations))


@pytest.mark.parametrize("method", ["sigmoid", "isotonic"])
@pytest.mark.parametrize("kind", ["GaussianNB", "RandomForest"])
def test_calibration_brings_probabilities_to_what_is_observed(kind, method, features):
    """With twenty times the weight on one label, probabilities are far off; calibration repairs that."""
    import numpy as np

    source = np.random.default_rng(0)
    rows = [
        ([x, 0, 0], bool(source.random() < 1 / (1 + np.exp(-x)))) for x in source.normal(size=500).tolist()
    ]

    def error(**kwargs):
        model = make(kind, features, threshold_ndigits=2, **kwargs)
        model.cross_validate(rows, folds=3)
        curve = model.reliability_curve(True)
        return sum(bin_["n"] * abs(bin_["mean_probability"] - bin_["observed_rate"]) for bin_ in curve) / len(
            rows
        )

    plain = error(n_estimators=10) if kind == "RandomForest" else error(priors=[0.02, 0.98])
    calibrated = (
        error(n_estimators=10, calibrate=method)
        if kind == "RandomForest"
        else error(priors=[0.02, 0.98], calibrate=method)
    )
    assert calibrated < 0.7 * plain


def test_calibrated_models_survive_a_file(features, observations, multilabel_observations):
    for rows, labels, multilabel in (
        (observations, (True, False), False),
        (multilabel_observations, "AB", True),
    ):
        model = make("RandomForest", features, labels, calibrate="isotonic", multilabel=multilabel)
        model.train(rows)
        assert model.params["calibrate"] == "isotonic" and model.params["n_estimators"] == 10
        again = model_file.loads(model_file.dumps(model))
        assert again.score_many(values for values, _ in rows) == model.score_many(
            values for values, _ in rows
        )


def test_calibration_needs_a_known_method_and_labels_twice(features):
    with pytest.raises(ValueError, match="'sigmoid', 'isotonic' or None"):
        make("GaussianNB", features, calibrate="magic")
    with pytest.raises(ModelConsistencyError, match="at least twice"):
        make("SVC", features).train([([1, 2, 3], True), ([1, 2, 4], False), ([1, 2, 5], False)])


def test_models_without_probability(features, observations):
    from sklearn.linear_model import RidgeClassifier

    from revscoring.scoring.models.sklearn import Classifier

    for rows, labels, multilabel in (
        (observations, [True, False], False),
        (
            [
                (values, [label, "x"] if label else ["x"][: int(values[1] > 0.5)])
                for values, label in observations
            ],
            [True, "x"],
            True,
        ),
    ):
        model = Classifier(features, labels, multilabel=multilabel, estimator=RidgeClassifier())
        with pytest.raises(NotFittedError):
            model.score([1, 2, 3])
        model.cross_validate(rows, folds=2)
        model.train(rows)
        assert list(model.score([1, 2, 3])) == ["prediction"]
        assert "roc_auc" not in model.info["statistics"]


class FixedScore(models.Model):
    """A model without estimators, as servers make for tests."""

    def __init__(self, features=(), prediction=True, **kwargs):
        super().__init__(features, **kwargs)
        self.prediction = prediction

    def score(self, feature_values):
        return {"prediction": self.prediction}


def test_models_of_ones_own():
    model = FixedScore(version="1", additional_info={"a": 1})
    assert list(model.info) == ["type", "version", "params", "a", "environment"]
    assert model.score_many([[], []]) == [{"prediction": True}] * 2
    with pytest.raises(NotImplementedError):
        models.Model([]).score([])


def test_models_of_ones_own_survive_a_file():
    data = model_file.dumps(FixedScore(prediction="spam", version="1"))
    again = model_file.loads(data, trusted_modules=[FixedScore.__module__])
    assert type(again) is FixedScore and again.score([]) == {"prediction": "spam"} and again.version == "1"


def test_environment_is_checked_on_load(features, caplog):
    model = make("GaussianNB", features)
    model.info["environment"]["python_version"] = "2.7"
    data = model_file.dumps(model)
    models.Model.load(io.BytesIO(data))
    assert "python_version was '2.7'" in caplog.text
    with pytest.raises(RuntimeError, match="python_version"):
        models.Model.load(io.BytesIO(data), error_on_env_check=True)


def test_from_config(features, tmp_path):
    path = tmp_path / "a.model.bz2"
    make("GaussianNB", features).dump(tmp_path / "a.model")
    path.write_bytes(bz2.compress((tmp_path / "a.model").read_bytes()))
    config = {
        "scorer_models": {
            "file": {"class": "revscoring.Model", "model_file": str(path)},
            "made": {
                "class": "revscoring.scoring.models.GaussianNB",
                "features": features,
                "labels": [True, False],
            },
            "object": {"module": "revscoring.scoring.models.naive_bayes.GaussianNB"},
            "nothing": {"features": []},
        }
    }
    assert models.Model.from_config(config, "file").version == "0.1.0"
    assert models.Model.from_config(config, "made").labels == [True, False]
    assert models.Model.from_config(config, "object") is models.GaussianNB
    with pytest.raises(KeyError, match="'module' or 'class'"):
        models.Model.from_config(config, "nothing")
    with pytest.raises(KeyError, match="'zz'"):
        models.Model.from_config(config, "zz")
    config["scorer_models"]["zz"] = {"module": "no_such_package.thing"}
    with pytest.raises(ModuleNotFoundError, match="no_such_package"):
        models.Model.from_config(config, "zz")


def test_real_edits(data_dir):
    """Nine features of 3,000 edits, and whether each was reverted: better than chance, weights and all."""
    path = data_dir / "labels" / "enwiki.features_reverted.training.20k_2015.tsv.bz2"
    if not path.exists():
        pytest.skip("the labels are not in the data directory")
    with bz2.open(path, "rt") as file:
        lines = [line.rstrip("\n").split("\t") for line in file][:3000]
    rows = [
        (
            [float({"True": 1, "False": 0}.get(v, v)) for v in line[1:-1]],
            line[-1] == "True",
        )
        for line in lines
    ]
    features = [Feature(f"f{number}", returns=float) for number in range(len(rows[0][0]))]
    model = models.HistGradientBoosting(features, [True, False], max_iter=50)
    statistics = model.cross_validate(rows, folds=3)
    assert statistics.lookup("roc_auc_exact.labels.true") > 0.7


class Frame:
    """The part of a data frame that is asked for."""

    def __init__(self, columns, rows):
        self.columns = columns
        self.rows = rows

    def to_numpy(self):
        return np.array(self.rows)

    def __iter__(self):
        return iter(self.columns)


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        (["feature.f2", "title", "feature.f0", "feature.f1"], [3, 9, 1, 2]),
        (["f1", "f0", "f2"], [2, 1, 3]),
        ([0, 1, 2], [1, 2, 3]),
    ],
)
def test_a_frame_is_read_by_its_columns(features, observations, columns, row):
    model = make("GradientBoosting", features)
    model.train(observations)
    assert model.score_many(Frame(columns, [row, row])) == [model.score([1, 2, 3])] * 2


def test_a_frame_without_a_feature_is_refused(features, observations):
    model = make("GradientBoosting", features)
    model.train(observations)
    with pytest.raises(ValueError, match=r"no column 'feature.f1'; its columns are f0, x, f2"):
        model.score_many(Frame(["f0", "x", "f2"], [[1, 2, 3]]))


@pytest.mark.parametrize("labels", [[True, "true"], [1, "1"], [True, 1], [1, 1.0], ["a", None, "None"]])
def test_labels_that_json_cannot_tell_apart_are_refused(features, labels):
    with pytest.raises(ModelConsistencyError, match="cannot be told apart in JSON"):
        models.GradientBoosting(features, labels)
