"""What is done with an edit: a service is sent its event, or models of our own score it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...cli.changes import is_saved, score_edits
from ...cli.models import check_features, load_model
from ...cli.policies import Use
from ...errors import plain_text
from ...extractors.api import BatchExtractor
from ...extractors.edit_events import event_of
from ...extractors.edits import Edit
from .predictions import Output, prediction_event, predictions_of_reply
from .service import STRANGE, Refused, ServiceClient

if TYPE_CHECKING:
    from ...scoring import Model

__all__ = ["LocalScorer", "ServiceScorer", "load_models"]


class ServiceScorer:
    """Sends the event of an edit to a service; scores in the reply go to the output, if there is one."""

    def __init__(self, client: ServiceClient, output: Output | None) -> None:
        self.client, self.output = client, output

    def __call__(self, edit: Edit) -> str:
        """Deal with an edit; return what became of it."""
        reply = self.client.post(event_of(edit))
        if not is_saved(edit):
            return "removed"
        if reply is None:
            return "nothing to score"
        if self.output is not None:
            try:
                events = list(predictions_of_reply(edit, reply))
            except (AttributeError, TypeError) as error:
                raise Refused(STRANGE) from error
            for event in events:
                self.output.write(event)
        return "scored"


class LocalScorer:
    """Scores edits of one wiki by models.

    Parameters
    ----------
    models : mapping
        Name → model.
    make_extractor : callable
        Makes an extractor for a thread.
    output : Output
    """

    def __init__(
        self, models: Mapping[str, Model], make_extractor: Callable[[], BatchExtractor], output: Output
    ) -> None:
        self.models, self.make_extractor, self.output = models, make_extractor, output
        self._threads = threading.local()

    def __call__(self, edit: Edit) -> str:
        """Deal with an edit; return what became of it."""
        if not is_saved(edit):
            return "nothing to score"
        extractor: BatchExtractor | None = getattr(self._threads, "extractor", None)
        if extractor is None:
            extractor = self._threads.extractor = self.make_extractor()
        failures = []
        for name, model in self.models.items():
            [(_, score, error)] = score_edits([edit], model, extractor)
            if error is not None:
                failures.append(f"{name}: {plain_text(error)}")
            elif score is not None:
                self.output.write(prediction_event(edit, name, model.version, score))
        if failures:
            raise Refused("; ".join(failures))
        return "scored"


def load_models(
    files: Iterable[str], wikis: Sequence[str], trust: Sequence[str], trust_pickle: bool, use: Use
) -> dict[str, Model]:
    """Load models; return them by the names that `revscoring serve` gives them."""
    prefix = f"{wikis[0]}." if len(wikis) == 1 else ""
    models = {}
    for file in files:
        model = load_model(file, trust, trust_pickle, use=use)
        check_features(model, file)
        models[Path(file).name.removeprefix(prefix).partition(".")[0]] = model
    return models
