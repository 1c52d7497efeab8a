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

`model` and `sklearn` have the bases of the kinds; `cross_validation` divides observations into folds, and
`evaluation` says how well a model does on observations that it has not seen.
"""

from typing import TYPE_CHECKING

from ...lazy import lazy_names

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

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "gradient_boosting": ["GradientBoosting", "HistGradientBoosting"],
            "linear": ["LogisticRegression"],
            "model": ["Classifier", "Learned", "Model", "open_file"],
            "naive_bayes": ["BernoulliNB", "GaussianNB", "MultinomialNB", "NaiveBayes"],
            "random_forest": ["RandomForest"],
            "sklearn": ["ProbabilityClassifier"],
            "svc": ["LinearSVC", "RBFSVC", "SVC"],
        },
        ["util"],
    )
