"""The models and wikis that a service has at one moment; a reload replaces all of them at once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timezone
from functools import cached_property
from typing import Any, Final

import msgspec
from cachetools import LRUCache

from ...audit import PolicyError, policy_of
from ...dependencies import Dependent, expand
from ...errors import ModelInfoLookupError
from ...extractors.tasks import roots_of
from ...scoring import Model
from ...scoring.policy import notices_of
from ..config import Config, ConfigError, ModelConfig
from .documents import jsonable
from .errors import BadRequest, Gone, NotAccepted, NotFound, ServiceError
from .sources import ModelSource, load, source_of

__all__ = ["Catalogue", "ServedModel", "ServedWiki", "look_up"]

#: For how many sets of given values it is remembered what a model needs.
REMEMBERED: Final = 1000

#: What is asked for like a field of the information about a model.
NOTICES: Final = "notices"

#: How many bytes of answers about a model are remembered.
REMEMBERED_BYTES: Final = 8_000_000


class ServedModel:
    """A model under its name.

    Attributes
    ----------
    name, version : str
    source : ModelSource
    config : ModelConfig
    model : Model
    policy : Policy
        What the model says about its use.
    loaded : datetime
    """

    def __init__(self, name: str, source: ModelSource, config: ModelConfig, model: Model) -> None:
        try:
            self.policy = policy_of(model)
        except PolicyError as error:
            raise ConfigError(f"model {name}: {error}") from error
        self.loaded = datetime.now(timezone.utc)
        self.name = name
        self.source = source
        self.config = config
        self.model = model
        self.version = str(model.info.get("version"))
        self._answers: LRUCache[tuple[str, ...], Any] = LRUCache(REMEMBERED_BYTES, _size)
        self._lock = threading.Lock()
        self._roots: LRUCache[frozenset[str], list[Dependent]] = LRUCache(REMEMBERED)

    @cached_property
    def features_key(self) -> tuple[str, ...]:
        """What models with the same features have in common."""
        return tuple(map(str, self.model.features))

    @cached_property
    def node_names(self) -> frozenset[str]:
        """The names of all nodes that the features are computed from, and their own."""
        return frozenset(map(str, expand(list(self.model.features))))

    def roots(self, given: Iterable[str] = ()) -> list[Dependent]:
        """Return the nodes that a wiki has to give, when some values are given."""
        key = frozenset(given)
        found = self._roots.get(key)
        if found is None:
            found = self._roots[key] = roots_of(self.model.features, key)
        return found

    def refusal(self, accepted: Collection[str] = ()) -> ServiceError | None:
        """Return why the model may not be used today, or None.

        Parameters
        ----------
        accepted : collection of str
            The digests of the conditions that are accepted; see `Policy.gate_digest`.
        """
        reason = self.policy.reason_to_refuse(datetime.now(timezone.utc).date())
        if reason is not None:
            return Gone(f"The model {self.name} may not be used: {reason}.")
        digest = self.policy.gate_digest
        if digest and digest not in accepted:
            return NotAccepted(
                f"The model {self.name} has conditions. To accept them, add accept={digest} to the request, "
                f"or the header X-Policy-Accept: {digest}. They are: {self.policy.gate}"
            )
        return None

    @property
    def deprecated(self) -> datetime | None:
        """Since when the model should not be used any more; None if it may."""
        if self.policy.status != "deprecated":
            return None
        since = self.policy.deprecated
        if since is None:
            return self.loaded
        return datetime(since.year, since.month, since.day, tzinfo=timezone.utc)

    def info(self, paths: Sequence[str] | None = None) -> dict[str, Any]:
        """Return what is asked about the model, from memory.

        Parameters
        ----------
        paths : sequence of str, optional
            As for `ModelInfo.format`; none: the version alone. Empty: all default fields. "notices": what the
            policy of the model has programs know today.

        Returns
        -------
        dict
            It is shared with others who ask the same: not to be changed.

        Raises
        ------
        BadRequest
            If the model does not know a path.
        """
        if paths is None:
            return {"version": self.version}
        if NOTICES in paths:
            others = [path for path in paths if path != NOTICES]
            notices = notices_of(self.model, self.policy, datetime.now(timezone.utc).date())
            return {**(self.info(others) if others else {}), NOTICES: notices}
        key = tuple(paths)
        with self._lock:
            known = self._answers.get(key)
        if known is None:
            known = self._look_up(key)
            with self._lock, suppress(ValueError):  # it is larger than all that is remembered
                self._answers[key] = known
        return known

    def remembers(self, paths: Sequence[str] | None) -> bool:
        """Return whether `info` answers at once."""
        return paths is None or tuple(paths) in self._answers or list(paths) == [NOTICES]

    def _look_up(self, paths: tuple[str, ...]) -> dict[str, Any]:
        for path in paths:
            try:
                self.model.info.format([path], formatting="json")
            except (ModelInfoLookupError, KeyError, ValueError, TypeError, AttributeError) as error:
                raise BadRequest(f"Model information could not be retrieved for {path!r}") from error
        document: dict[str, Any] = jsonable(self.model.info.format(list(paths) or None, formatting="json"))
        return document


async def look_up(models: Iterable[ServedModel], paths: Sequence[str] | None) -> None:
    """Let models remember what is asked about them; to find it for the first time may take long.

    Raises
    ------
    BadRequest
        If a model does not know a path.
    """
    unknown = [model for model in models if not model.remembers(paths)]
    if unknown:
        await asyncio.to_thread(lambda: [model.info(paths) for model in unknown])


def _size(document: Any) -> int:
    return len(msgspec.json.encode(document))


class ServedWiki:
    """A wiki with its models.

    Attributes
    ----------
    name : str
    host : str or None
    lang : str or None
        The code of its language.
    models : dict of str to ServedModel
    """

    def __init__(
        self, name: str, host: str | None, lang: str | None, models: Mapping[str, ServedModel]
    ) -> None:
        self.name = name
        self.host = host
        self.lang = lang
        self.models = models

    def usable(self, accepted: Collection[str] = ()) -> list[ServedModel]:
        """Return the models that may be used today; see `ServedModel.refusal`."""
        return [model for model in self.models.values() if model.refusal(accepted) is None]

    def select(self, names: Sequence[str] | None, accepted: Collection[str] = ()) -> list[ServedModel]:
        """Return models by name; None or nothing: all that may be used.

        Raises
        ------
        NotFound
            If there is no such model.
        Gone, NotAccepted
            If it may not be used, or not before its conditions are accepted.
        """
        if not names:
            return self.usable(accepted)
        missing = tuple(name for name in names if name not in self.models)
        if missing:
            raise NotFound(f"Models {missing!r} not available for {self.name}")
        models = [self.models[name] for name in names]
        for model in models:
            refusal = model.refusal(accepted)
            if refusal is not None:
                raise refusal
        return models


class Catalogue:
    """The wikis by name.

    Parameters
    ----------
    config : Config

    Raises
    ------
    ConfigError
        If a model cannot be loaded.
    """

    def __init__(self, config: Config) -> None:
        loaded: dict[ModelSource, Model] = {}
        self.wikis: dict[str, ServedWiki] = {}
        for wiki_name, wiki in config.wikis.items():
            models = {}
            for name, settings in wiki.models.items():
                source = source_of(name, settings, config.trust)
                if source not in loaded:
                    loaded[source] = load(source)
                models[name] = ServedModel(name, source, settings, loaded[source])
            self.wikis[wiki_name] = ServedWiki(wiki_name, wiki.host, wiki.lang, models)
        self.sources = list(loaded)

    def wiki(self, name: str) -> ServedWiki:
        """Return a wiki.

        Raises
        ------
        NotFound
            If there is none of this name.
        """
        try:
            return self.wikis[name]
        except KeyError:
            raise NotFound(f"No scorers available for {name}") from None
