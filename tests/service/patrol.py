"""Models of damage and good faith that are trained in a moment, and look at offensive words only."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from revscoring.features import wikitext
from revscoring.languages import english
from revscoring.scoring.models import GradientBoosting

FEATURES = [
    english.informals.revision.diff.match_delta_increase,
    english.badwords.revision.diff.match_delta_increase,
    wikitext.revision.diff.words_added,
]


def observations(label: bool = True) -> list[tuple[list[float], bool]]:
    """Edits of which most that add offensive words are damaging; `label` is what those are called."""
    drawn = random.Random(5)
    rows = []
    for _ in range(400):
        words = drawn.choice([0, 0, 0, 1, 2, 3])
        is_damaging = drawn.random() < (0.02 if not words else 0.7 + 0.1 * words)
        values = [float(words), float(min(words, drawn.randint(0, 1))), float(words + drawn.randint(0, 20))]
        rows.append((values, label if is_damaging else not label))
    return rows


def write_models(directory: Path) -> dict[str, Any]:
    """Write the models, and return what a configuration says about them; ``reverted`` knows nothing, and has no
    version."""
    drawn = random.Random(7)
    rows = {
        "damaging": observations(True),
        "goodfaith": observations(False),
        "reverted": [(values, drawn.random() < 0.5) for values, _ in observations()],
    }
    models = {}
    for name, found in rows.items():
        trees = {"n_estimators": 1, "max_depth": 1} if name == "reverted" else {"n_estimators": 20}
        model = GradientBoosting(
            FEATURES,
            labels=[True, False],
            version=None if name == "reverted" else "1.2.3",
            random_state=0,
            additional_info={"label": name},
            **trees,
        )
        model.train(found)
        model.test(found)
        path = directory / f"{name}.model"
        with path.open("wb") as file:
            model.dump(file)
        models[name] = str(path)
    return models
