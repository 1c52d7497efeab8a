"""Training, storing, loading and applying a model."""

from __future__ import annotations

from feature_lists import damaging

from revscoring import Model
from revscoring.errors import ModelFileError
from revscoring.scoring.models import GradientBoosting


def train(observations: list[tuple[list[float], bool]]) -> None:
    model = GradientBoosting(damaging, labels=[True, False], version="1.0.0", n_estimators=50)
    model.train(observations)
    with open("reverted.model", "wb") as file:
        model.dump(file)


def score(values: list[float]) -> bool:
    try:
        model = Model.load("reverted.model", trusted_modules=["mywiki"])
    except ModelFileError as error:
        raise SystemExit(error.message) from error
    own: GradientBoosting = GradientBoosting.load("reverted.model")
    prediction = model.score(values)["prediction"]
    probability: float = own.score(values)["probability"][True]
    return prediction is True and probability > 0.5 and model.version == own.version
