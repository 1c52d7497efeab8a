"""What an edit changed in an entity: the datasources of ``wikibase.revision.diff``."""

from __future__ import annotations

from typing import Any

from ....datasources import Datasource
from ....dependencies import DependentSet
from .. import changes, parts
from ..reader import change_kernel, measure
from ..util import DictDiff, diff_dicts

__all__ = ["Datasource", "DependentSet", "Diff", "dict_diff_field", "diff_dicts", "diff_parts"]

#: What is listed of the changed statements.
_OF_CHANGED = ("sources_added", "sources_removed", "qualifiers_added", "qualifiers_removed")


class dict_diff_field(Datasource):
    """One field of a `DictDiff`: a set of keys.

    Parameters
    ----------
    field_name : str
        ``added``, ``removed``, ``intersection``, ``changed`` or ``unchanged``.
    diff_datasource : Datasource
        The difference.
    name : str, optional
        By default ``dict_diff_field('field_name', <diff>)``.
    """

    def __init__(self, field_name: str, diff_datasource: Any, name: str | None = None) -> None:
        if name is None:
            name = f"{type(self).__name__}({field_name!r}, {diff_datasource!r})"
        super().__init__(name, depends_on=[diff_datasource])
        self.field_name = field_name

    def process(self, diff: DictDiff) -> Any:
        """Take the field."""
        return getattr(diff, self.field_name)


def diff_parts(name: str, diff: Any) -> tuple[dict_diff_field, dict_diff_field, dict_diff_field]:
    """Make the datasources of what was added, removed and changed.

    Parameters
    ----------
    name : str
        What their names begin with.
    diff : Datasource
        The `DictDiff`.

    Examples
    --------
    >>> diff_parts("labels", Datasource("labels_diff"))
    (<datasource.labels_added>, <datasource.labels_removed>, <datasource.labels_changed>)
    """
    added, removed, changed = (
        dict_diff_field(field, diff, name=f"{name}_{field}") for field in ("added", "removed", "changed")
    )
    return added, removed, changed


def identity(value: Any) -> Any:
    """Return the value."""
    return value


class Diff(DependentSet):
    """What changed between the entity of a revision and that of its parent.

    Parameters
    ----------
    name : str
        The prefix of the names.
    revision_datasources : Revision
        The datasources of the entities, with a `parent`.

    Attributes
    ----------
    revision_entity, parent_entity : Datasource
        The entities.
    sitelinks_diff, labels_diff, aliases_diff, descriptions_diff, properties_diff, badges_diff : Datasource
        Each a `DictDiff`, with its parts in ``…_added``, ``…_removed`` and ``…_changed``.
    statements_added, statements_removed : Datasource
        Lists of statements; removals from a property that stays are missed.
    statements_changed : Datasource
        A list of (old, new) statements.
    claims_added, claims_removed, claims_changed : Datasource
        The same lists.
    sources_added, sources_removed, qualifiers_added, qualifiers_removed : Datasource
        Lists of snaks of the changed statements; qualifiers_added is always empty.
    statements_removed_fixed, qualifiers_added_fixed : Datasource
        What these should be. They are no members of this set, which holds what models use.
    """

    def __init__(self, name: str, revision_datasources: Any) -> None:
        super().__init__(name)
        parent = revision_datasources.parent
        self.revision_entity = revision_datasources.entity
        self.parent_entity = parent.entity
        self.kernel = change_kernel(name, parent.kernel, revision_datasources.kernel)
        for part in parts.MAPS:
            depends_on = [getattr(parent, part), getattr(revision_datasources, part)]
            diff = Datasource(f"{name}.{part}_diff", diff_dicts, depends_on=depends_on)
            setattr(self, f"{part}_diff", diff)
            for datasource in diff_parts(f"{name}.{part}", diff):
                setattr(self, datasource.name.rpartition(".")[2], datasource)
        for way in ("added", "removed", "changed"):
            statements = self._listed(f"statements_{way}")
            claims = Datasource(f"{name}.claims_{way}", identity, depends_on=[statements])
            setattr(self, f"statements_{way}", statements)
            setattr(self, f"claims_{way}", claims)
        for listed in _OF_CHANGED:
            setattr(self, listed, self._listed(listed))
        for listed in ("statements_removed_fixed", "qualifiers_added_fixed"):
            vars(self)[listed] = self._listed(listed)
        for attribute, node in vars(self).items():
            if isinstance(node, Datasource) and not attribute.endswith(("_diff", "_entity")):
                node.measures = {"len": measure("number", attribute).of(self.kernel)}

    def _listed(self, listed: str) -> Datasource:
        """Make the datasource of one of the lists of `changes`."""
        attributes = vars(self)
        if listed.startswith("statements"):
            depends_on = [attributes["properties_diff"], self.parent_entity, self.revision_entity]
        else:
            depends_on = [attributes["claims_changed"]]
        return Datasource(f"{self._name}.{listed}", getattr(changes, listed), depends_on=depends_on)
