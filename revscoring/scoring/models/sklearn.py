"""Classifiers on top of scikit-learn estimators: labels, weights, scaling and score documents around them."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from ...errors import ModelConsistencyError
from .._typing import Estimator, FeatureValues, Label, Matrix, Observation, Score, Weights
from ..formats import key_normalize, normalize_json
from ..labels import make_normalizer
from ..statistics.classification.classification import Classification
from ..statistics.statistics import Statistics
from . import estimators, model
from .estimators import EstimatorClass
from .packing import odd_values_named, pack, rows_of
from .probabilities import predict_both
from .schema import score_schema
from .single_row import SingleRowEvaluator, single_row_evaluator

if TYPE_CHECKING:
    from typing_extensions import Self

    from ...features import Feature
    from ..explaining import Explanation

__all__ = ["Classifier", "EstimatorClass", "ProbabilityClassifier"]


class Classifier(model.Classifier):
    """A scikit-learn estimator that predicts labels.

    Parameters
    ----------
    features : sequence of Feature
    labels : sequence
        The labels; bool, number or str.
    multilabel : bool
        Whether an observation has a list of labels; there is then one estimator for each label.
    version : str, optional
    label_weights : mapping, optional
        Label → how much an observation with it weighs in training (1 for those not named).
    population_rates : mapping, optional
        Label → its rate in the population, by which statistics are scaled.
    scale, center : bool
        Whether to scale values by their interquartile range, and center them on their median.
    statistics : Statistics, optional
    estimator : object, optional
        An estimator to use instead of making one of the class ``Estimator``.
    calibrate : {'sigmoid', 'isotonic'}, optional
        Calibrate probabilities on scores of five-fold cross-validation within the training data.
    **estimator_params
        Parameters of the estimator. A ``random_state`` that is not given is 0, so that the same
        data give the same model.
    """

    Estimator: Any = NotImplemented
    SUPPORTS_CLASSWEIGHT = False
    BASE_PARAMS: dict[str, Any] = {}
    CALIBRATION: str | None = None
    """How probabilities are made where the estimator itself has none."""

    def __init__(
        self,
        features: Iterable[Feature],
        labels: Iterable[Label],
        multilabel: bool = False,
        version: str | None = None,
        label_weights: Weights | None = None,
        population_rates: Weights | None = None,
        scale: bool = False,
        center: bool = False,
        statistics: Statistics | None = None,
        estimator: Any = None,
        calibrate: str | None = None,
        environment: Any = None,
        additional_info: Any = None,
        **estimator_params: Any,
    ) -> None:
        labels = list(labels)
        if statistics is None:
            statistics = Classification(labels, multilabel=multilabel, population_rates=population_rates)
        if isinstance(statistics, Classification):
            statistics.checked_rates()  # before anybody waits for a cross-validation
        super().__init__(
            features,
            labels,
            multilabel=multilabel,
            version=version,
            population_rates=population_rates,
            scale=scale,
            center=center,
            statistics=statistics,
            environment=environment,
            additional_info=additional_info,
        )
        if calibrate not in estimators.CALIBRATIONS:
            raise ValueError(f"calibrate is 'sigmoid', 'isotonic' or None, not {calibrate!r}.")
        unknown = set(label_weights or ()).difference(labels)
        if unknown:
            raise ModelConsistencyError(
                f"There are weights for {sorted(map(repr, unknown))}, which are not labels."
            )
        self.label_normalizer = make_normalizer(self.labels, self.multilabel)
        self.label_weights = None if label_weights is None else dict(label_weights)
        self.calibrate = calibrate
        self.estimator_params = {**self.BASE_PARAMS, **estimator_params}
        self.estimator = self._make_estimator(estimator)
        self.estimators: list[Estimator] | None = None
        """If the model is multilabel, the trained estimator of each label, in their order."""
        self.params.update({**estimators.own_params(self.estimator), **self.BASE_PARAMS})
        self.params["label_weights"] = self.label_weights
        if calibrate is not None:
            self.params["calibrate"] = calibrate
        self.info["score_schema"] = self.build_schema()

    def rebuild(self) -> None:
        """Restore, on a model read from a file, the attributes that are not stored."""
        super().rebuild()
        self.label_normalizer = make_normalizer(self.labels, self.multilabel)
        kept = estimators.without_deprecated(self.params)  # files of earlier versions have the others
        for name in self.params.keys() - kept.keys():
            del self.params[name]

    def _make_estimator(self, estimator: Any) -> Any:
        if estimator is None:
            estimator = estimators.make(self.Estimator, self.estimator_params)
        elif self.estimator_params:
            estimator.set_params(**self.estimator_params)
        return estimators.calibrated(estimator, self.calibrate or self.CALIBRATION)

    def scaled(self, vectors: Any) -> Any:
        """Scale vectors, of as many values as the model was trained on; see `Model.scaled`."""
        estimator = self.estimators[0] if self.estimators else self.estimator
        for vector in vectors[:1]:
            self._check_width(len(vector), getattr(estimator, "n_features_in_", None))
        return super().scaled(vectors)

    def blank_copy(self) -> Self:
        """Return an untrained model of the same kind and parameters, without features or information."""
        from sklearn.base import clone

        blank = copy.copy(self)
        blank.estimator, blank.estimators = clone(self.estimator), None
        blank.scaler = None if self.scaler is None else clone(self.scaler)
        return super(Classifier, blank).blank_copy()

    def pack(self, feature_values: Iterable[FeatureValues]) -> Matrix:
        """Flatten the values of many observations into a matrix, a row for each.

        Raises
        ------
        ValueError
            If rows differ in length, or a value is not a number.
        """
        return pack(feature_values, self.features)

    # -- training -----------------------------------------------------------------------------

    @property
    def takes_nan(self) -> bool:
        """Whether it learns from features that are NaN, for unknown."""
        from sklearn.utils import get_tags

        return bool(get_tags(self.estimator).input_tags.allow_nan)

    def train(self, values_labels: Iterable[Observation], **kwargs: Any) -> dict[str, float]:
        """Learn from (feature values, label) pairs.

        Parameters
        ----------
        values_labels : iterable of (feature values, label)
            The observations.
        **kwargs
            Passed to the ``fit`` of the estimator.

        Returns
        -------
        dict
            ``seconds_elapsed``.

        Raises
        ------
        ModelConsistencyError
            If the labels seen are not the labels declared.
        """
        values_labels = list(values_labels)
        values = self.pack([values for values, _ in values_labels])
        return self.train_packed(values, [label for _, label in values_labels], **kwargs)

    def train_packed(self, values: Matrix, labels: Sequence[Any], **kwargs: Any) -> dict[str, float]:
        """Learn from a matrix of values, as `pack` returns, and the label of each row."""
        from sklearn.base import clone

        start = time.perf_counter()
        normalized = self.label_normalizer.check_consistency_and_normalize(labels)
        with odd_values_named(values, self.features):
            scaled = self.fit_scaler_and_transform(values)
            if self.multilabel:
                self.estimators = [
                    estimators.fit(clone(self.estimator), scaled, present, weights, label, **kwargs)
                    for label, present, weights in self._label_columns(normalized)
                ]
            else:
                given = self.label_weights
                weights = [given.get(label, 1) for label in labels] if given else None
                targets = estimators.as_targets(normalized, self.labels)
                estimators.fit(self.estimator, scaled, targets, weights, None, **kwargs)
        self._forget_evaluators()
        self._mark_trained()
        return {"seconds_elapsed": time.perf_counter() - start}

    def _label_columns(
        self, normalized: Sequence[Sequence[int]]
    ) -> Iterator[tuple[Label, NDArray[np.int64], list[float] | None]]:
        by_label = self.label_normalizer.normalize_weights(self.label_weights)
        for label, column, of_label in zip(self.labels, np.array(normalized).T, by_label, strict=True):
            if column.all():
                raise ModelConsistencyError(
                    f"Label {label!r} is on every observation: there is nothing to tell apart."
                )
            weights = [of_label[present] for present in column.tolist()] if self.label_weights else None
            yield label, column, weights

    def _forget_evaluators(self) -> None:
        """Forget what was derived from the trained estimator."""

    # -- scoring ------------------------------------------------------------------------------

    def classes(self) -> list[Label]:
        """Return the labels in the order of the estimator: sorted, if all are of one type.

        Raises
        ------
        sklearn.exceptions.NotFittedError
            If the model has not been trained.
        """
        if self.multilabel:
            return self.labels
        self._check_fitted()
        return estimators.as_labels(self.estimator.classes_, self.labels)

    def _check_fitted(self) -> None:
        fitted = bool(self.estimators) if self.multilabel else hasattr(self.estimator, "classes_")
        if not fitted:
            from sklearn.exceptions import NotFittedError

            raise NotFittedError(f"{self!r} has not been trained: call train() or load a trained one.")

    def score(self, feature_values: FeatureValues) -> Score:
        """Score the values of the features of one revision.

        Returns
        -------
        dict
            ``prediction``: the label, or a list of labels if the model is multilabel; of models that
            tell probabilities also ``probability``: label → probability.

        Raises
        ------
        sklearn.exceptions.NotFittedError
            If the model has not been trained.
        """
        return self.score_packed(self.pack([feature_values]))[0]

    def score_many(self, feature_values: Iterable[FeatureValues]) -> list[Score]:
        """Score many revisions at once, rows of values or a data frame; the same as `score` of each."""
        rows = rows_of(feature_values, self.features)
        return self.score_packed(self.pack(rows)) if rows else []

    def score_packed(self, values: Matrix) -> list[Score]:
        """Score a matrix of values, as `pack` returns, a row for each revision."""
        with odd_values_named(values, self.features):
            predicted = self._predict(self.scaled(values))
        return [{"prediction": normalize_json(label)} for label in predicted]

    def _predict(self, scaled: Matrix) -> list[Any]:
        self._check_fitted()
        if self.multilabel:
            columns = [estimator.predict(scaled) for estimator in self.estimators or ()]
            return [self.label_normalizer.denormalize(row) for row in np.array(columns).T.tolist()]
        classes = dict(zip(self.estimator.classes_.tolist(), self.classes(), strict=True))
        return [classes[label] for label in self.estimator.predict(scaled).tolist()]

    def build_schema(self) -> dict[str, Any]:
        """Describe the score document in JSON schema."""
        return score_schema(self.labels, self.multilabel, probability=False)


class ProbabilityClassifier(Classifier):
    """A scikit-learn estimator that predicts labels and their probabilities.

    Parameters
    ----------
    threshold_ndigits : int, optional
        To how many digits the thresholds of the statistics are rounded; by default 3.
    **kwargs
        See `Classifier`.
    """

    def __init__(
        self,
        features: Iterable[Feature],
        labels: Iterable[Label],
        multilabel: bool = False,
        statistics: Statistics | None = None,
        population_rates: Weights | None = None,
        threshold_ndigits: int | None = None,
        **kwargs: Any,
    ) -> None:
        labels = list(labels)
        self._evaluators: dict[int | None, SingleRowEvaluator | None] = {}
        if statistics is None:
            statistics = Classification(
                labels,
                multilabel=multilabel,
                decision_key="probability",
                threshold_ndigits=3 if threshold_ndigits is None else threshold_ndigits,
                population_rates=population_rates,
            )
        super().__init__(
            features,
            labels,
            multilabel=multilabel,
            statistics=statistics,
            population_rates=population_rates,
            **kwargs,
        )

    def score_packed(self, values: Matrix) -> list[Score]:
        """Score a matrix of values, as `pack` returns, a row for each revision."""
        self._check_fitted()
        scaled = self.scaled(values)
        keys = [key_normalize(label) for label in self.classes()]
        predictions: list[Any]
        with odd_values_named(values, self.features):
            numbers = range(len(self.labels)) if self.multilabel else [None]
            both = [self._predict_both(number, scaled) for number in numbers]
        if self.multilabel:
            predictions = [
                [self.labels[number] for number in np.flatnonzero(row)]
                for row in np.array([predicted for predicted, _ in both]).T
            ]
            probabilities = np.array([rows[:, 1] for _, rows in both]).T
        else:
            indices, probabilities = both[0]
            predictions = [keys[index] for index in indices.tolist()]
        return [
            {"prediction": prediction, "probability": dict(zip(keys, row, strict=True))}
            for prediction, row in zip(predictions, probabilities.tolist(), strict=True)
        ]

    def _predict_both(self, label: int | None, scaled: Matrix) -> tuple[NDArray[np.int64], Matrix]:
        """Return the index of the class predicted and the probabilities of the classes, for each row."""
        estimator = self.estimator if label is None else (self.estimators or [])[label]
        if len(scaled) == 1:
            if label not in self._evaluators:
                self._evaluators[label] = single_row_evaluator(estimator)
            evaluator = self._evaluators[label]
            found = None if evaluator is None else evaluator.predict_both(scaled[0])
            if found is not None:
                return np.array([found[0]]), found[1][np.newaxis]
        return predict_both(estimator, scaled)

    def _forget_evaluators(self) -> None:
        self._evaluators.clear()

    def rebuild(self) -> None:
        """Restore, on a model read from a file, the attributes that are not stored."""
        super().rebuild()
        self._evaluators = {}

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_evaluators": {}}

    def reliability_curve(self, label: Label, bins: int = 10) -> list[dict[str, float]]:
        """Compare the probability of a label with how often it is right, by the statistics of the model.

        See `ScaledThresholdStatistics.reliability_curve`; the model needs to be tested or cross-validated.
        """
        thresholds = self.info["statistics"]["thresholds"]
        return cast("list[dict[str, float]]", thresholds[label].reliability_curve(bins))

    def explain(self, feature_values: FeatureValues, label: Any = None, method: str = "paths") -> Explanation:
        """Say how much each feature pushed the score of a revision; see `revscoring.scoring.explaining`."""
        from ..explaining import explain

        return explain(self, feature_values, label, method)

    def build_schema(self) -> dict[str, Any]:
        """Describe the score document in JSON schema."""
        return score_schema(self.labels, self.multilabel, probability=True)
