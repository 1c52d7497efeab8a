"""`Extractor`, the base class of extractors, and `OfflineExtractor`, which reads caches only."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from ..datasources import revision_oriented
from ..dependencies import Context
from ..importing import import_from_path
from ._typing import Cache, Dependents, Profile, Replacements

__all__ = ["Context", "Extractor", "OfflineExtractor"]


class Extractor(Context):
    """The base class of extractors, which provide the root values of revisions.

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
        dependents: Dependents,
        context: Replacements = None,
        caches: Mapping[int, Any] | None = None,
        cache: Cache | None = None,
        profile: Profile | None = None,
    ) -> Any:
        """Extract values for one revision or several.

        Parameters
        ----------
        rev_ids : int or iterable of int
            One id, or several.
        dependents : Dependent or list of Dependent
            The nodes to compute.
        context : dict or iterable of Dependent, optional
            Replacements.
        caches : dict, optional
            Revision id → cache.
        cache : dict, optional
            Values for all revisions.
        profile : dict, optional
            Node → list of seconds; extended in place.

        Returns
        -------
        object or generator
            For one id what `solve` returns; for several a generator of (error, values).
        """
        raise NotImplementedError

    @classmethod
    def from_config(cls, config: Mapping[str, Any], name: str, section_key: str = "extractors") -> Extractor:
        """Return the extractor that a section of a configuration describes.

        Parameters
        ----------
        config : dict
            The configuration: ``config[section_key][name]`` has either a ``module``, the dotted path
            of an extractor, or a ``class``, the dotted path of a class with a ``from_config``.
        name : str
            The name of the section.
        section_key : str
            The key of all sections.

        Raises
        ------
        RuntimeError
            If the section has neither key, or the path leads nowhere.
        """
        section = config[section_key][name]
        if "module" in section:
            return cast("Extractor", import_from_path(section["module"]))
        if "class" in section:
            return cast("type[Extractor]", import_from_path(section["class"])).from_config(config, name)
        raise RuntimeError(f"The section {section_key}.{name} needs a 'module' or a 'class'.")


class OfflineExtractor(Extractor):
    """An extractor without a wiki: the caches must hold all root values.

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
        dependents: Dependents,
        context: Replacements = None,
        caches: Mapping[int, Any] | None = None,
        cache: Cache | None = None,
        profile: Profile | None = None,
    ) -> Any:
        """Solve from the caches; see `Extractor.extract`.

        For several ids it yields ``(None, values)``, where values is what `solve` returns. Errors
        are not caught.
        """

        def extract_one(rev_id: int, cache: Any) -> Any:
            cache[revision_oriented.revision.id] = rev_id
            return self.solve(dependents, context=context, cache=cache, profile=profile)

        def extract_many() -> Iterator[tuple[None, Any]]:
            for rev_id in rev_ids:
                own = (caches or {}).get(rev_id)
                yield None, extract_one(rev_id, dict(cache or {}) if own is None else own)

        if isinstance(rev_ids, Iterable):
            return extract_many()
        given = cache if cache is not None else caches
        return extract_one(rev_ids, {} if given is None else given)

    @classmethod
    def from_config(
        cls, config: Mapping[str, Any], name: str, section_key: str = "extractors"
    ) -> OfflineExtractor:
        """Return a new extractor; it has no options."""
        return cls()
