"""The kinds of models. Their estimator library is imported when a model is made.

=====================  ==================================================================
GradientBoosting       the kind of practically every published model
HistGradientBoosting   recommended for new models: trains many times faster
RandomForest           averages of random trees
LogisticRegression     linear; with scaled and centered values
GaussianNB             naive Bayes, for values with a normal distribution
MultinomialNB          naive Bayes, for counts
BernoulliNB            naive Bayes, for yes and no
SVC, LinearSVC, RBFSVC support vector machines; slow beyond some thousand observations
=====================  ==================================================================
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .gradient_boosting import GradientBoosting, HistGradientBoosting
    from .linear import LogisticRegression
    from .model import Classifier, Learned, Model, open_file
    from .naive_bayes import BernoulliNB, GaussianNB, MultinomialNB, NaiveBayes
    from .random_forest import RandomForest
    from .sklearn import ProbabilityClassifier
    from .svc import RBFSVC, SVC, LinearSVC

__all__ = [
    "RBFSVC",
    "SVC",
    "BernoulliNB",
    "Classifier",
    "GaussianNB",
    "GradientBoosting",
    "HistGradientBoosting",
    "Learned",
    "LinearSVC",
    "LogisticRegression",
    "Model",
    "MultinomialNB",
    "NaiveBayes",
    "ProbabilityClassifier",
    "RandomForest",
    "open_file",
]

_HOMES = {
    "BernoulliNB": "naive_bayes",
    "Classifier": "model",
    "GaussianNB": "naive_bayes",
    "GradientBoosting": "gradient_boosting",
    "HistGradientBoosting": "gradient_boosting",
    "Learned": "model",
    "LinearSVC": "svc",
    "LogisticRegression": "linear",
    "Model": "model",
    "MultinomialNB": "naive_bayes",
    "NaiveBayes": "naive_bayes",
    "ProbabilityClassifier": "sklearn",
    "RBFSVC": "svc",
    "RandomForest": "random_forest",
    "SVC": "svc",
    "open_file": "model",
}
_SUBMODULES = (
    "linear",
    "model",
    "naive_bayes",
    "random_forest",
    "sklearn",
    "svc",
    "util",
    "gradient_boosting",
)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    if name in _SUBMODULES:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_SUBMODULES})
