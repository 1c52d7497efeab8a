"""An ordered mapping that describes a model: read by dotted paths, printed as text, written as JSON."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from typing import Any

from ..errors import ModelInfoLookupError
from .formats import normalize_json, tab_it_in
from .paths import PathTree, parse_pattern, treeify, try_key

__all__ = ["ModelInfo", "ModelInfoLookupError", "try_key"]


class ModelInfo(MutableMapping[Any, Any]):
    """Ordered mapping with look-up by path and two forms: text for people, JSON for programs.

    Parameters
    ----------
    pairs : iterable of (key, value) or mapping
        The fields, in order. Values may be infos themselves.
    default_fields : iterable, optional
        The fields to show when no path asks for others; by default all.

    Examples
    --------
    >>> info = ModelInfo([("type", "GradientBoosting"), ("rates", ModelInfo([(True, 0.03452)]))])
    >>> info.lookup("rates.true")
    0.03452
    >>> info.format(["rates.true"], formatting="json")
    {'rates': {'true': 0.03452}}
    >>> info.format(["type"]).splitlines()[0]
    'Model Information:'
    """

    heading = "Model Information:"

    def __init__(
        self,
        pairs: Iterable[tuple[Any, Any]] | Mapping[Any, Any] = (),
        default_fields: Iterable[Any] | None = None,
    ) -> None:
        self._data: OrderedDict[Any, Any] = OrderedDict(pairs)
        self._default_fields = None if default_fields is None else set(default_fields)

    def __len__(self) -> int:
        return len(self._data)

    def __getitem__(self, key: Any) -> Any:
        return self._data[key]

    def __setitem__(self, key: Any, value: Any) -> None:
        self._data[key] = value

    def __delitem__(self, key: Any) -> None:
        del self._data[key]

    def __contains__(self, key: object) -> bool:
        return key in self._data

    def __iter__(self) -> Iterator[Any]:
        return iter(self._data)

    def fields(self) -> list[Any]:
        """Return all that can be looked up by name, for messages."""
        return list(self._data)

    def get(self, key: Any, default: Any = None) -> Any:
        """Return the field of a key, or the default; never what a sub-class computes for a key."""
        return self._data.get(key, default)

    __eq__, __hash__ = object.__eq__, object.__hash__  # each info is one of its own

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {', '.join(map(str, self._data))}>"

    def __str__(self) -> str:
        return str(self.format())

    def move_to_end(self, key: Any, last: bool = True) -> None:
        """Move a field to the end, or with ``last=False`` to the beginning."""
        self._data.move_to_end(key, last=last)

    def lookup(self, path: str | Sequence[Any] | None = None) -> Any:
        """Find the value at a path, through any depth of infos, mappings and lists.

        Parameters
        ----------
        path : str or sequence, optional
            Dotted keys (see `revscoring.scoring.paths.parse_pattern`) or a list of them.
            ``true`` and ``false`` also find bool keys, digits int keys. No path: this info.

        Raises
        ------
        ModelInfoLookupError
            If there is no such field; the message names those that there are.
        """
        value: Any = self
        for key in _parts(path):
            value = try_key(key, value)
        return value

    def format(
        self,
        paths: Iterable[str | Sequence[Any]] | None = None,
        formatting: str = "str",
        **kwargs: Any,
    ) -> Any:
        """Format some fields as text or as JSON-able data.

        Parameters
        ----------
        paths : iterable of str or list, optional
            What to show, in that order; by default the default fields.
        formatting : {'str', 'json'}
            Text, or nested dicts of JSON-able values.
        **kwargs
            Passed to the fields: ``ndigits`` (3), ``threshold_ndigits`` (5).

        Raises
        ------
        ModelInfoLookupError
            If there is no such field.
        ValueError
            If the formatting is unknown.
        """
        path_tree = treeify(_parts(path) for path in paths or ())
        if formatting == "str":
            return self.format_str(path_tree, **kwargs)
        if formatting == "json":
            return self.format_json(path_tree, **kwargs)
        raise ValueError(
            f"Formatting {formatting!r} is not available for {type(self).__name__}: use 'str' or 'json'."
        )

    def format_str(self, path_tree: PathTree, **kwargs: Any) -> str:
        """Format the fields that a tree of paths selects as text."""
        lines = [self.heading + "\n"]
        for key, sub_tree in self.normalize_fields(path_tree):
            value = try_key(key, self)
            if hasattr(value, "format_str"):
                lines.append(tab_it_in(value.format_str(sub_tree, **kwargs)))
            else:
                lines.append(f"\t - {key}: {value}\n")
        return "".join(lines)

    def format_json(self, path_tree: PathTree, **kwargs: Any) -> dict[Any, Any] | Any:
        """Format the fields that a tree of paths selects as JSON-able data."""
        document = {}
        for key, sub_tree in self.normalize_fields(path_tree):
            value = try_key(key, self)
            if hasattr(value, "format_json"):
                document[key] = value.format_json(sub_tree, **kwargs)
            else:
                document[key] = normalize_json(value)
        return document

    def normalize_fields(self, path_tree: PathTree) -> Iterator[tuple[Any, PathTree]]:
        """Generate (field, tree of paths below it): those selected, else the default fields."""
        if path_tree:
            yield from path_tree.items()
        else:
            for key in self.keys():
                if self._default_fields is None or key in self._default_fields:
                    yield key, {}


def _parts(path: str | Sequence[Any] | None) -> Sequence[Any]:
    if path is None:
        return ()
    return parse_pattern(path) if isinstance(path, str) else path
