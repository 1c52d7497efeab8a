"""Models, what they score, how well, and on what they were made.

`models`, `tuning`
    The kinds of models, how they are cross-validated and evaluated, and the search for their parameters.
`statistics`
    How well a model does: counts, rates, thresholds.
`files`, `onnx_export`, `migration`
    Model files, models as ONNX files, and conversion of the pickles of revscoring 2.x.
`summary`, `reports`, `explaining`
    What a model is and how good it is, in sentences, pages and cards; why a score is what it is.
`model_info`, `environment`, `records`, `policy`
    What a model knows of itself: its information, what it was made on, how it was evaluated, and what it may
    be used for.
`labels`, `trees`
    Labels as estimators take them, and the trees of ensembles.
`paths`, `formats`, `wording`
    Dotted paths into documents, forms of values, and labels and shares in words.

Importing this package loads no estimator library: that happens when a model is made.
"""

from typing import TYPE_CHECKING

from ..lazy import lazy_names

if TYPE_CHECKING:
    from ._typing import Score
    from .environment import Environment
    from .model_info import ModelInfo
    from .models.model import Model
    from .statistics.statistics import Statistics

__all__ = ["Environment", "Model", "ModelInfo", "Score", "Statistics"]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "_typing": ["Score"],
            "environment": ["Environment"],
            "model_info": ["ModelInfo"],
            "models.model": ["Model"],
            "statistics.statistics": ["Statistics"],
        },
        ["labels", "util"],
    )
