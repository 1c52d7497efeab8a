"""Models, what they score, how well, and on what they were made.

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
