"""Naive Bayes models."""

from __future__ import annotations

from .sklearn import EstimatorClass, ProbabilityClassifier

__all__ = ["BernoulliNB", "GaussianNB", "MultinomialNB", "NaiveBayes"]


class NaiveBayes(ProbabilityClassifier):
    """Base of the naive Bayes models."""


class GaussianNB(NaiveBayes):
    """Naive Bayes for values with a normal distribution; see :class:`sklearn.naive_bayes.GaussianNB`."""

    Estimator = EstimatorClass("sklearn.naive_bayes", "GaussianNB")


class MultinomialNB(NaiveBayes):
    """Naive Bayes for counts, which are never negative (so do not center them).

    See :class:`sklearn.naive_bayes.MultinomialNB`.
    """

    Estimator = EstimatorClass("sklearn.naive_bayes", "MultinomialNB")


class BernoulliNB(NaiveBayes):
    """Naive Bayes for yes and no; see :class:`sklearn.naive_bayes.BernoulliNB`."""

    Estimator = EstimatorClass("sklearn.naive_bayes", "BernoulliNB")
