"""`Extractor`, the base of all extractors, and `OfflineExtractor`, which takes values from caches only."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from ..datasources import revision_oriented
from ..dependencies import Context

__all__ = ["Context", "Extractor", "OfflineExtractor"]


class Extractor(Context):
    """Base of what knows the root data of revisions.

    Parameters
    ----------
    context : dict or iterable of Dependent, optional
        Replacements that every extraction uses.
    cache : dict, optional
        Values that every extraction uses.
    """

    @abstractmethod
    def extract(
        self,
        rev_ids: Any,
        dependents: Any,
        context: Any = None,
        caches: Any = None,
        cache: Any = None,
        profile: Any = None,
    ) -> Any:
        """Extract values for one revision or several.

        Parameters
        ----------
        rev_ids : int or iterable of int
            One id, or several.
        dependents : Dependent or list of Dependent
            What is wanted.
        context : dict or iterable of Dependent, optional
            Replacements.
        caches : dict, optional
            Revision id → cache.
        cache : dict, optional
            Values for all revisions.
        profile : dict, optional
            Node → list of seconds; filled in place.

        Returns
        -------
        object or generator
            For one id what `solve` returns; for several a generator of (error, values).
        """
        raise NotImplementedError

    @classmethod
    def from_config(cls, config: Mapping[str, Any], name: str, section_key: str = "extractors") -> Extractor:
        """Make the extractor that a section of a configuration describes.

        Parameters
        ----------
        config : dict
            The configuration: ``config[section_key][name]`` has either a ``module``, the dotted path
            of an extractor, or a ``class``, the dotted path of a class with a ``from_config``.
        name : str
            The name of the section.
        section_key : str
            Where the sections are.

        Raises
        ------
        RuntimeError
            If the section has neither.
        """
        section = config[section_key][name]
        if "module" in section:
            return load_object(section["module"])
        if "class" in section:
            return load_object(section["class"]).from_config(config, name)
        raise RuntimeError(f"The section {section_key}.{name} needs a 'module' or a 'class'.")


def load_object(path: str) -> Any:
    """Import the object at a dotted path."""
    module, _, attribute = path.rpartition(".")
    return getattr(import_module(module), attribute)


class OfflineExtractor(Extractor):
    """An extractor without a wiki: all root data must stand in the caches.

    Examples
    --------
    >>> from revscoring.features import wikitext
    >>> extractor = OfflineExtractor()
    >>> cache = {"datasource.revision.text": "Two words"}
    >>> extractor.extract(1, wikitext.revision.words, cache=cache)
    2.0
    """

    def __init__(self) -> None:
        super().__init__()

    def extract(
        self,
        rev_ids: Any,
        dependents: Any,
        context: Any = None,
        caches: Any = None,
        cache: Any = None,
        profile: Any = None,
    ) -> Any:
        """Solve from the caches; see `Extractor.extract`.

        For several ids it yields ``(None, values)``, where values is what `solve` returns. Errors
        are not caught.
        """
        if hasattr(rev_ids, "__iter__"):
            return self._extract_many(rev_ids, dependents, context, caches or {}, cache, profile)
        one = cache if cache is not None else caches
        return self._extract_one(rev_ids, dependents, context, one, profile)

    def _extract_one(self, rev_id: int, dependents: Any, context: Any, cache: Any, profile: Any) -> Any:
        filled = {} if cache is None else cache
        filled[revision_oriented.revision.id] = rev_id
        return self.solve(dependents, context=context, cache=filled, profile=profile)

    def _extract_many(
        self, rev_ids: Any, dependents: Any, context: Any, caches: Any, cache: Any, profile: Any
    ) -> Iterator[tuple[None, Any]]:
        for rev_id in rev_ids:
            own = caches.get(rev_id)
            if own is None:
                own = dict(cache or {})
            yield None, self._extract_one(rev_id, dependents, context, own, profile)

    @classmethod
    def from_config(
        cls, config: Mapping[str, Any], name: str, section_key: str = "extractors"
    ) -> OfflineExtractor:
        """Make one; there is nothing to configure."""
        return cls()
