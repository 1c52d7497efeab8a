"""Models of any kind: features, information about the model, and the document that it scores."""

from __future__ import annotations

import bz2
import copy
import time
from collections.abc import Hashable, Iterable, Mapping, Sequence
from os import PathLike
from typing import IO, TYPE_CHECKING, Any, cast

from ...importing import PathError, import_from_path
from .. import files
from .._typing import FeatureValues, Label, Matrix, Observation, Score, Weights
from ..environment import Environment
from ..files.storable import Storable
from ..labels import distinct_labels
from ..model_info import ModelInfo
from ..statistics.statistics import Statistics

if TYPE_CHECKING:
    from typing_extensions import Self

    from ...features import Feature
    from ..records import EvaluationRecord

__all__ = ["Classifier", "Learned", "Model", "open_file"]


class Model(Storable):
    """Features, and a `score` of their values.

    Parameters
    ----------
    features : sequence of Feature
        The features whose values are scored, in that order.
    version : str, optional
        The version of the model.
    environment : Environment, optional
        What the model was made on; by default, this.
    statistics : Statistics, optional
        Fitted by `test`.
    additional_info : mapping or iterable of pairs, optional
        More fields for `info`.

    Attributes
    ----------
    features : tuple of Feature
    version : str or None
    params : dict
        How the model was made.
    info : ModelInfo
        All that is known of the model.
    evaluations : list of dict
        How well it did on data that it had not seen, the first to believe first; see
        `revscoring.scoring.records.EvaluationRecord`.
    profile : mapping or None
        How the values that it learned from were distributed; see `revscoring.audit.Profile`.

    Examples
    --------
    >>> class Constant(Model):
    ...     def score(self, feature_values):
    ...         return {"prediction": True}
    >>> Constant([], version="1.0").info.lookup("version")
    '1.0'
    """

    evaluations: Sequence[EvaluationRecord] = ()
    profile: Mapping[str, Any] | None = None

    def __init__(
        self,
        features: Iterable[Feature],
        version: str | None = None,
        environment: Environment | None = None,
        statistics: Statistics | None = None,
        additional_info: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None,
    ) -> None:
        self.features = tuple(features)
        self.version = version
        self.params = {}
        self.evaluations = []
        self.info = ModelInfo([("type", type(self).__name__), ("version", version), ("params", self.params)])
        for key, value in ModelInfo(additional_info or ()).items():
            self.info[key] = value
        self.info["environment"] = Environment() if environment is None else environment
        if statistics is not None:
            self.info["statistics"] = statistics

    def __repr__(self) -> str:
        version = "" if self.version is None else f" {self.version}"
        return f"<{type(self).__name__}{version}: {len(self.features)} features>"

    def score(self, feature_values: FeatureValues) -> Score:
        """Score the values of the features of one revision; the document is JSON-able."""
        raise NotImplementedError

    def score_many(self, feature_values: Iterable[FeatureValues]) -> list[Score]:
        """Score the values of many revisions: rows, or a data frame with a column for each feature."""
        from .packing import rows_of

        return [self.score(values) for values in rows_of(feature_values, self.features)]

    def test(self, values_labels: Iterable[Observation]) -> Statistics:
        """Score observations and fit the statistics of the model to the scores.

        Parameters
        ----------
        values_labels : iterable of (feature values, label)
            The observations.

        Returns
        -------
        Statistics
            The statistics, which are also in ``info["statistics"]``.
        """
        values_labels = list(values_labels)
        scores = self.score_many([values for values, _ in values_labels])
        return self.fit_statistics(scores, [label for _, label in values_labels])

    def fit_statistics(
        self, scores: Iterable[Score], labels: Iterable[Any], authors: Sequence[Hashable] | None = None
    ) -> Statistics:
        """Fit the statistics of the model to scores, and to the true labels in the same order.

        If the authors are given, intervals of the statistics say how they would move with other authors.
        """
        statistics: Statistics | None = self.info.get("statistics")
        if statistics is None:
            raise RuntimeError(f"{self!r} was made without statistics: pass statistics=… when you make it.")
        from ..statistics import Classification

        pairs = zip(scores, labels, strict=True)
        if authors is not None and isinstance(statistics, Classification):
            statistics.fit(pairs, authors)
        else:
            statistics.fit(pairs)
        return statistics

    def dump(self, f: IO[Any] | str | PathLike[str]) -> None:
        """Write the model to a binary file; see `revscoring.scoring.files`."""
        files.dump(self, f)

    @classmethod
    def load(
        cls,
        f: IO[Any] | str | PathLike[str],
        error_on_env_check: bool = False,
        *,
        trust_pickle: bool = False,
        trusted_modules: Iterable[str] = (),
        features_path: str | None = None,
    ) -> Self:
        """Read a model from a binary file; nothing in the file is executed.

        Parameters
        ----------
        f : file or path
            What `dump` wrote, compressed with bz2 or not.
        error_on_env_check : bool
            Raise, rather than log, if the environment differs from the one that the model was made on.
        trust_pickle : bool
            Read a pickle, because you know who made it: a pickle can run any program. Pickles of
            revscoring 2.x are converted, as ``revscoring migrate_model`` does, and not run.
        trusted_modules : iterable of str
            Packages, beside revscoring, that features and model classes may be imported from.
        features_path : str, optional
            The dotted path of the list of features, such as ``editquality.feature_lists.enwiki.damaging``,
            if the file does not say it, as pickles of revscoring 2.x do not. Its package has to be trusted.

        Raises
        ------
        ModelFileError
            If the file is not a model file, is damaged, or holds what is not trusted.
        RuntimeError
            If the environment differs and `error_on_env_check` is set.
        """
        data = files.read_bytes(f)
        model = None
        if trust_pickle:
            from ..migration import load_old_model

            model = load_old_model(data, trusted_modules, features_path)
        if model is None:
            model = files.loads(
                data,
                trust_pickle=trust_pickle,
                trusted_modules=trusted_modules,
                features_path=features_path,
            )
        environment = model.info.get("environment")
        if isinstance(environment, Environment):
            environment.check(raise_exception=error_on_env_check)
        return cast("Self", model)

    @classmethod
    def from_config(cls, config: Mapping[str, Any], name: str, section_key: str = "scorer_models") -> Any:
        """Make or load the model that a section of a configuration describes.

        Parameters
        ----------
        config : mapping
            The configuration. The section has either ``module``, the path of a model object; or
            ``class``, with ``model_file`` to load it, or with arguments to make it.
        name : str
            The name of the section.
        section_key : str
            The name of the part of the configuration that holds it.

        Raises
        ------
        KeyError
            If there is no such section, or it has neither module nor class.
        ModuleNotFoundError
            If a path leads nowhere.
        """
        try:
            section = dict(config[section_key][name])
        except KeyError as error:
            raise KeyError(
                f"The configuration has no section {section_key!r} with {name!r}: {error}"
            ) from error
        if "module" not in section and "class" not in section:
            raise KeyError(f"The section {name!r} of {section_key!r} needs 'module' or 'class'.")
        is_object = "module" in section
        try:
            found = import_from_path(section.pop("module" if is_object else "class"))
        except PathError as error:
            raise ModuleNotFoundError(str(error)) from error
        if is_object:
            return found
        if "model_file" in section:
            with open_file(section.pop("model_file")) as file:
                return found.load(file, **section)
        return found(**section)


class Learned(Model):
    """A model that learns from observations, with optional scaling of the values.

    Parameters
    ----------
    scale : bool
        Divide values by their interquartile range.
    center : bool
        Subtract medians from values.
    **kwargs
        See `Model`. Scale and center are those of the training data, always.
    """

    def __init__(self, *args: Any, scale: bool = False, center: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.trained: float | None = None
        self.scaler: Any = None
        self.params.update({"scale": scale, "center": center})
        if scale or center:
            from sklearn.preprocessing import RobustScaler

            self.scaler = RobustScaler(with_centering=center, with_scaling=scale)

    def train(self, values_labels: Iterable[Observation]) -> dict[str, float]:
        """Learn from (feature values, label) pairs."""
        raise NotImplementedError

    def fit_scaler_and_transform(self, fv_vectors: Matrix) -> Matrix:
        """Learn medians and ranges from vectors, and scale them."""
        if self.scaler is None:
            return fv_vectors
        scaled: Matrix = self.scaler.fit_transform(fv_vectors)
        return scaled

    def apply_scaling(self, fv_vector: Any) -> Any:
        """Scale one vector with the medians and ranges of the training data.

        Raises
        ------
        RuntimeError
            If the model has not been trained.
        """
        return fv_vector if self.scaler is None else self.scaled([fv_vector])[0]

    def scaled(self, vectors: Any) -> Any:
        """Scale vectors as the scaler would, without the time that its validation takes."""
        if self.scaler is None:
            return vectors
        import numpy as np

        n_features = getattr(self.scaler, "n_features_in_", None)
        if n_features is None:
            raise RuntimeError(f"Cannot scale a vector before training the scaler: train {self!r} first.")
        scaled = np.array(vectors, dtype=np.float64)
        self._check_width(scaled.shape[1], n_features)
        if self.scaler.with_centering:
            scaled -= self.scaler.center_
        if self.scaler.with_scaling:
            scaled /= self.scaler.scale_
        return scaled

    def _check_width(self, given: int, expected: int | None) -> None:
        if expected is not None and given != expected:
            raise ValueError(f"{given} values were given, but {self!r} was trained on {expected}.")

    def blank_copy(self) -> Self:
        """Return an untrained model of the same kind and parameters, without features or information."""
        blank = copy.copy(self)
        blank.features, blank.info, blank.trained = (), ModelInfo(), None
        return copy.deepcopy(blank)

    def cross_validate(
        self,
        values_labels: Iterable[Observation],
        folds: int = 10,
        processes: int | None = 1,
        groups: Sequence[Hashable] | None = None,
    ) -> Statistics:
        """Fit the statistics of the model to scores of models that did not see what they score.

        The observations are shuffled (always in the same way) and divided so that every fold has
        its share of every label. For each fold a blank copy of this model is trained on the others
        and scores it. This model is not changed, but for its statistics.

        Parameters
        ----------
        values_labels : iterable of (feature values, label)
            The observations.
        folds : int
            The number of parts.
        processes : int or None
            How many folds to work on at the same time; None for one for each processor. The
            result does not depend on it.
        groups : sequence, optional
            The group of each observation, such as its author. Observations of a group are tested together,
            by a model that saw none of them, and drawn together for intervals of the statistics.

        Raises
        ------
        ModelConsistencyError
            If a label is missing in the training data of a fold; names both.
        """
        from .cross_validation import cross_validated_scores, divide

        values_labels = list(values_labels)
        labels = [label for _, label in values_labels]
        division = divide(labels, folds, getattr(self, "multilabel", False), groups)
        scores, order = cross_validated_scores(self, values_labels, division, processes)
        authors = None if groups is None else [groups[index] for index in order]
        return self.fit_statistics(scores, [labels[index] for index in order], authors)

    def rebuild(self) -> None:
        """Restore, on a model read from a file, the attributes that are not stored."""
        super().rebuild()
        self.trained = None

    def _mark_trained(self) -> None:
        self.trained = time.time()


class Classifier(Learned):
    """A learned model whose scores are labels.

    Parameters
    ----------
    features : sequence of Feature
    labels : sequence
        The labels that the model tells apart.
    multilabel : bool
        Whether an observation has a list of labels.
    population_rates : mapping, optional
        Label → its rate in the population, by which statistics are scaled.
    **kwargs
        See `Learned` and `Model`.
    """

    def __init__(
        self,
        features: Iterable[Feature],
        labels: Iterable[Label],
        multilabel: bool = False,
        population_rates: Weights | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(features, **kwargs)
        self.labels = distinct_labels(labels)
        self.multilabel = multilabel
        self.population_rates = None if population_rates is None else dict(population_rates)
        self.params.update(
            {"labels": self.labels, "multilabel": multilabel, "population_rates": self.population_rates}
        )


def open_file(path: str | PathLike[str]) -> IO[bytes]:
    """Open a model file for reading bytes; ``.bz2`` and ``.bzip2`` are decompressed."""
    if str(path).endswith((".bz2", ".bzip2")):
        return bz2.open(path, "rb")
    return open(path, "rb")
