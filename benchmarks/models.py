"""Train, cross-validate and save every kind of model on edits that were reverted or not.

usage: REVSCORING_DATA=DIR python benchmarks/models.py [NAME ...]

Reads labels/enwiki.features_reverted.training.20k_2015.tsv.bz2 of the data directory: the id of a
revision, nine features, and whether it was reverted. Prints exact ROC-AUC and average precision
of five-fold cross-validation, seconds and the size of the model file. Support vector machines get
the first 3,000 rows.
"""

from __future__ import annotations

import bz2
import logging
import os
import sys
import time
import warnings
from typing import Any

FILE = "labels/enwiki.features_reverted.training.20k_2015.tsv.bz2"
SCALED = {"scale": True, "center": True}
TREES = {"max_depth": 5, "learning_rate": 0.05}
MODELS: dict[str, dict[str, Any]] = {
    "GradientBoosting": {"n_estimators": 200, **TREES},
    "HistGradientBoosting": {"max_iter": 200, **TREES},
    "RandomForest": {"n_estimators": 200, "min_samples_leaf": 5},
    "LogisticRegression": {"max_iter": 1000, **SCALED},
    "GaussianNB": SCALED,
    "BernoulliNB": SCALED,
    "SVC": SCALED,
}


def observations(path: str) -> list[tuple[list[float], bool]]:
    """Read (values, reverted) pairs."""
    found = []
    with bz2.open(path, "rt") as file:
        for line in file:
            _, *values, label = line.rstrip("\n").split("\t")
            found.append(
                ([float({"True": 1, "False": 0}.get(value, value)) for value in values], label == "True")
            )
    return found


def main() -> None:
    from revscoring import Feature
    from revscoring.scoring import models
    from revscoring.scoring.files import model_file

    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    rows = observations(os.path.join(os.environ["REVSCORING_DATA"], FILE))
    features = [Feature(f"f{number}", returns=float) for number in range(len(rows[0][0]))]
    print(f"{len(rows)} observations, {sum(label for _, label in rows)} reverted")
    for name in sys.argv[1:] or MODELS:
        data = rows[:3000] if "SVC" in name else rows
        model = getattr(models, name)(features, labels=[True, False], **MODELS[name])
        start = time.perf_counter()
        statistics = model.cross_validate(data, folds=5)
        validation = time.perf_counter() - start
        training = model.train(data)["seconds_elapsed"]
        file = model_file.dumps(model)
        again = model_file.loads(file)
        values = [values for values, _ in data[:500]]
        same = again.score_many(values) == model.score_many(values)
        print(
            f"{name:21} ROC-AUC {statistics.lookup('roc_auc_exact.labels.true'):.4f}"
            f"  average precision {statistics.lookup('average_precision.labels.true'):.4f}"
            f"  train {training:6.2f} s  cross-validate {validation:6.2f} s  file {len(file) / 1000:7.1f} kB"
            f"  same scores after loading: {same}"
        )


if __name__ == "__main__":
    main()
