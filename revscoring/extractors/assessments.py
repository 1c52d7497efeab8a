"""Labels of article quality: the revisions that people had before them when they assessed articles.

On many wikis a template of the talk page says how good an article is (``{{WikiProject Ants|class=B}}``). The
revision of the article that was current when its talk page got a class for the first time has that class.
"""

from __future__ import annotations

import fnmatch
import itertools
import re
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import lru_cache
from importlib import resources
from operator import attrgetter
from typing import Any, Final

import mwparserfromhell
import yaml

from ..errors import LimitExceeded
from ..text.markup import index_of
from .dump import DumpPage, DumpRevision
from .reverts import PageRevision, edits_in_order, find_reverted, seconds

__all__ = ["AssessedRevision", "AssessmentRules", "AssessmentRulesError", "Assessments", "wikis_with_rules"]

#: ``#REDIRECT [[…]]`` in any language.
_REDIRECT: Final = re.compile(r"\s*#[^\W\d]+\s*:?\s*\[\[")
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_RULES: Final = "revscoring.extractors.assessment_rules"


class AssessmentRulesError(ValueError):
    """A file does not say which templates have the classes of articles."""


def wikis_with_rules() -> list[str]:
    """Return the wikis whose templates are known, such as ``enwiki``."""
    names = [file.name for file in resources.files(_RULES).iterdir()]
    return sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


@dataclass(frozen=True)
class AssessmentRules:
    """Which templates of a talk page say how good the article is.

    Attributes
    ----------
    templates : re.Pattern
        Matches the names of these templates, in lower case.
    parameters : tuple of str
        The parameters with the class, in lower case.
    classes : mapping of str to str
        What people write, in lower case → the class.
    order : tuple of str
        The classes, from the lowest to the highest.
    """

    templates: re.Pattern[str]
    parameters: tuple[str, ...]
    classes: Mapping[str, str]
    order: tuple[str, ...]

    @classmethod
    def of_wiki(cls, wiki: str) -> AssessmentRules:
        """Return the rules of a wiki; see `wikis_with_rules`.

        Examples
        --------
        >>> AssessmentRules.of_wiki("enwiki").order
        ('Stub', 'Start', 'C', 'B', 'GA', 'A', 'FA')
        """
        if wiki not in wikis_with_rules():
            raise AssessmentRulesError(f"{wiki}: the templates of {', '.join(wikis_with_rules())} are known")
        text = resources.files(_RULES).joinpath(f"{wiki}.yaml").read_text(encoding="utf-8")
        return cls.of_document(yaml.safe_load(text))

    @classmethod
    def of_document(cls, document: Any) -> AssessmentRules:
        """Return the rules that a YAML file has.

        Parameters
        ----------
        document : dict
            ``templates``: names of templates, where * stands for anything; ``parameters``: those with the
            class; ``classes``: each class, from the lowest to the highest, with what people write for it.

        Raises
        ------
        AssessmentRulesError
            If something is missing, or a class is written as another one.

        Examples
        --------
        >>> rules = AssessmentRules.of_document(
        ...     {"templates": ["Rating"], "parameters": ["grade"], "classes": {"poor": [], "good": ["fine"]}})
        >>> rules.read("{{rating|grade=Fine}}")
        {'rating': 'good'}
        """
        if not isinstance(document, dict) or set(document) != {"templates", "parameters", "classes"}:
            raise AssessmentRulesError("give templates, parameters and classes, and nothing else")
        lists = {name: document[name] for name in ("templates", "parameters")}
        for name, values in lists.items():
            if not isinstance(values, list) or not values or not all(isinstance(v, str) for v in values):
                raise AssessmentRulesError(f"{name}: give a list of names")
        classes = document["classes"]
        if not isinstance(classes, dict) or not classes:
            raise AssessmentRulesError("classes: give each class with what people write for it")
        written: dict[str, str] = {}
        for label, others in classes.items():
            for other in (label, *(others if isinstance(others, list) else [others] if others else [])):
                if written.setdefault(_folded(str(other)), str(label)) != str(label):
                    raise AssessmentRulesError(
                        f"classes: {other!r} is {written[_folded(str(other))]} and {label}"
                    )
        patterns = [fnmatch.translate(_folded(name)) for name in lists["templates"]]
        return cls(
            re.compile("|".join(patterns)),
            tuple(_folded(name) for name in lists["parameters"]),
            written,
            tuple(map(str, classes)),
        )

    def read(self, text: str, unknown: Counter[str] | None = None) -> dict[str, str]:
        """Return the classes that a talk page has, by template.

        Parameters
        ----------
        text : str
            The text of the talk page.
        unknown : collections.Counter, optional
            Gets what stands for a class and is none.

        Raises
        ------
        LimitExceeded
            If its markup takes too long to parse.

        Examples
        --------
        >>> rules = AssessmentRules.of_wiki("enwiki")
        >>> rules.read("{{WikiProject Ants|class=b}} {{WikiProject_Insects|class=}} {{Talk header}}")
        {'wikiproject ants': 'B'}
        """
        found: dict[str, str] = {}
        if "{{" not in text:
            return found
        index = index_of(text)
        for name, source in zip(index.template_names, index.templates_str, strict=True):
            folded = _template_name(name)
            if self.templates.match(folded):
                for value in _values(source, self.parameters):
                    label = self.classes.get(value)
                    if label is not None:
                        found[folded] = label
                    elif unknown is not None:
                        unknown[value] += 1
        return found

    def decide(self, classes: Collection[str]) -> str | None:
        """Return the class that most projects give; of equally many, the highest. None for no class.

        Examples
        --------
        >>> rules = AssessmentRules.of_wiki("enwiki")
        >>> rules.decide(["Stub", "B", "B"]), rules.decide(["Stub", "Start"]), rules.decide([])
        ('B', 'Start', None)
        """
        counts = Counter(classes)
        return max(counts, key=lambda label: (counts[label], self.order.index(label)), default=None)


def _folded(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()


def _template_name(source: str) -> str:
    name = _folded(_COMMENT.sub("", source))
    return name.removeprefix("template:").lstrip()


@lru_cache(maxsize=4096)
def _values(source: str, parameters: tuple[str, ...]) -> tuple[str, ...]:
    """Return what the source of a template has in the first of some parameters that is not empty."""
    for node in mwparserfromhell.parse(source).nodes:
        if isinstance(node, mwparserfromhell.nodes.Template):
            given = {_folded(str(one.name)): _folded(str(one.value.strip_code())) for one in node.params}
            return tuple([given[name] for name in parameters if given.get(name)][:1])
    return ()


@dataclass
class AssessedRevision:
    """A revision of an article, and the class that it got.

    Attributes
    ----------
    rev_id, page_id, title, namespace, timestamp
        The revision of the article.
    label : str
        The class.
    talk_rev_id : int
        The revision of the talk page that gives the class.
    assessed : str
        When.
    projects : list of str
        The templates that give it, in lower case.
    """

    rev_id: int
    page_id: int
    title: str
    namespace: int
    timestamp: str
    label: str
    talk_rev_id: int
    assessed: str
    projects: list[str]


@dataclass
class _Article:
    """The revisions of an article: their times and ids, and whether they can be assessed."""

    page_id: int
    times: array[float] = field(default_factory=lambda: array("d"))
    ids: array[int] = field(default_factory=lambda: array("q"))
    usable: bytearray = field(default_factory=bytearray)

    def in_order(self) -> list[int]:
        return sorted(range(len(self.ids)), key=lambda place: (self.times[place], self.ids[place]))


@dataclass
class _Assessment:
    time: float
    timestamp: str
    talk_rev_id: int
    label: str
    projects: list[str]


class Assessments:
    """Finds the assessed revisions of dumps, which may have articles and talk pages in any order.

    It keeps the times and ids of the revisions of articles, 17 bytes a revision, and no texts.

    Parameters
    ----------
    rules : AssessmentRules
    namespaces : collection of int
        The namespaces of articles; the talk pages of each are in the next one.
    only_first : bool
        Take only the first class of an article; else each class when the article first gets it.

    Attributes
    ----------
    unknown : collections.Counter
        What stands for a class and is none, with how often.
    lost : collections.Counter
        Why classes have no revision, with how many.
    """

    def __init__(
        self, rules: AssessmentRules, namespaces: Collection[int] = (0,), only_first: bool = False
    ) -> None:
        self.rules = rules
        self.namespaces = frozenset(namespaces)
        self.only_first = only_first
        self.unknown: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()
        self._articles: dict[tuple[int, str], _Article] = {}
        self._assessments: dict[tuple[int, str], list[_Assessment]] = {}

    def read(self, revisions: Iterable[DumpRevision], on_error: Callable[[str, str], None]) -> None:
        """Read the revisions of a dump, page by page.

        Parameters
        ----------
        revisions : iterable of DumpRevision
        on_error : callable
            Called with the reason and the place of a revision that cannot be used.
        """
        for page, edits in itertools.groupby(revisions, key=attrgetter("page")):
            if page.namespace in self.namespaces:
                self._read_article(edits, on_error)
            elif page.namespace - 1 in self.namespaces and page.namespace % 2:
                self._read_talk(page, list(self._states(edits, on_error)))

    def _read_article(self, revisions: Iterable[DumpRevision], on_error: Callable[[str, str], None]) -> None:
        for revision in revisions:
            time = _time(revision, on_error)
            if time is None:
                continue
            key = (revision.page.namespace, revision.page.title)
            article = self._articles.setdefault(key, _Article(revision.page.id))
            article.times.append(time)
            article.ids.append(revision.id)
            text = revision.text
            article.usable.append(text is not None and not _REDIRECT.match(text))

    def _states(
        self, revisions: Iterable[DumpRevision], on_error: Callable[[str, str], None]
    ) -> Iterator[tuple[PageRevision, str, dict[str, str]]]:
        """Yield the revisions of a talk page with their times as text, and the classes that they have."""
        for revision in revisions:
            time = _time(revision, on_error)
            if time is None or revision.text is None:
                continue
            try:
                classes = self.rules.read(revision.text, self.unknown)
            except LimitExceeded as error:
                on_error(str(error), f"revision {revision.id}")
                continue
            edit = PageRevision(revision.id, time, revision.user_text, revision.sha1)
            yield edit, revision.timestamp, classes

    def _read_talk(self, page: DumpPage, states: Sequence[tuple[PageRevision, str, dict[str, str]]]) -> None:
        known = {id(edit): (timestamp, classes) for edit, timestamp, classes in states}
        edits = edits_in_order([edit for edit, _, _ in states])
        reverted = find_reverted(edits, self_reverts=True)
        seen: set[str] = set()
        key = (page.namespace - 1, page.title)
        for position, edit in enumerate(edits):
            timestamp, classes = known[id(edit)]
            label = self.rules.decide(classes.values())
            if label is None or position in reverted or label in seen or (seen and self.only_first):
                continue
            seen.add(label)
            projects = sorted(project for project, given in classes.items() if given == label)
            found = _Assessment(edit.time, timestamp, edit.id, label, projects)
            self._assessments.setdefault(key, []).append(found)

    def rows(self) -> Iterator[AssessedRevision]:
        """Yield the assessed revisions of all that was read, talk page by talk page, oldest first."""
        self.lost.clear()
        for key, assessments in self._assessments.items():
            article = self._articles.get(key)
            if article is None:
                self.lost["the article is not in the dump"] += len(assessments)
                continue
            order = article.in_order()
            times = [article.times[place] for place in order]
            for one in assessments:
                before = bisect_right(times, one.time)
                if not before:
                    self.lost["the article had no revision yet"] += 1
                    continue
                place = order[before - 1]
                if not article.usable[place]:
                    self.lost["the revision was a redirect, or is hidden"] += 1
                    continue
                yield AssessedRevision(
                    article.ids[place],
                    article.page_id,
                    key[1],
                    key[0],
                    _timestamp(article.times[place]),
                    one.label,
                    one.talk_rev_id,
                    one.timestamp,
                    one.projects,
                )


def _time(revision: DumpRevision, on_error: Callable[[str, str], None]) -> float | None:
    try:
        return seconds(revision.timestamp)
    except ValueError:
        on_error(f"invalid time {revision.timestamp!r}", f"revision {revision.id}")
        return None


def _timestamp(time: float) -> str:
    return datetime.fromtimestamp(time, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
