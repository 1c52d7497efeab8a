"""Summaries by which edits say that they take other edits back: patterns per language, as text files.

A pattern describes the beginning of a summary, without links and without the name of a section. It has
placeholders: ``{user}`` is the author of the undone edits, ``{revision}`` the number of the undone edit,
``{to}`` that of the restored one, ``{any}`` anything. Upper and lower case are the same. The rest of a line
after # is a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from ..extractors.reverts import Undoing
from ..files import decode_text, read_text, split_lines
from .codes import LANGUAGES
from .lists.files import PACKAGE
from .lists.notation import without_comment
from .mismatch import codes_of

if TYPE_CHECKING:
    from importlib.abc import Traversable

__all__ = ["RevertSummaries"]

FILE: Final = "revert_summaries.txt"

#: MediaWiki keeps 500 characters of a summary. What is longer is read to here.
LONGEST: Final = 1_000
PLACEHOLDERS: Final = {
    "user": "(?P<user>.+?)",
    "revision": r"(?P<revision>[0-9]{1,15})",
    "to": r"(?P<to>[0-9]{1,15})",
    "any": ".*?",
}
_SECTION: Final = re.compile(r"^\s*/\*.*?\*/")
# A link, and what one shows.
_LINK: Final = re.compile(r"\[\[:?(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")


class RevertSummaries:
    """Patterns of summaries; `read` returns what a summary says that its edit takes back.

    Parameters
    ----------
    lines : iterable of str
        A pattern per line; see the module.
    name : str
        The name of the file, for errors.

    Raises
    ------
    ValueError
        If a line is not a pattern; the message names the file, the line and the reason.

    Examples
    --------
    >>> summaries = RevertSummaries.of_language("it")
    >>> summaries.read("Annullata la modifica 47 di [[Special:Contributions/Ann|Ann]] ([[User talk:Ann|t]])")
    Undoing(user='Ann (t)', revision=47, to=None)
    >>> summaries.read("nuova sezione")
    """

    def __init__(self, lines: Iterable[str], name: str = "patterns") -> None:
        self._patterns: list[re.Pattern[str]] = []
        for number, line in enumerate(lines, 1):
            if pattern := without_comment(line).strip():
                try:
                    self._patterns.append(_compiled(pattern))
                except ValueError as error:
                    raise ValueError(f"{name}, line {number}: {error}") from None

    @classmethod
    def of_language(cls, code: str | None, *, strict: bool = False) -> RevertSummaries:
        """Return the patterns of the language of a wiki, such as "it" or "pt-br", and those of English.

        Programs write English summaries on every wiki. A language without a file has those of English only,
        or is an error if `strict`.
        """
        summaries = cls(())
        known = {own for own in codes_of(code) if _path(own).is_file()}
        if strict and not known:
            raise ValueError(
                f"{code}: no such file, and no language with patterns: {', '.join(_languages())}"
            )
        for own in dict.fromkeys([*sorted(known), "en"]):
            summaries.add(cls(split_lines(decode_text(_path(own).read_bytes())), f"{own}/{FILE}"))
        return summaries

    @classmethod
    def of_file(cls, path: str) -> RevertSummaries:
        """Return the patterns of a file."""
        return cls(split_lines(read_text(path)), path)

    def add(self, others: RevertSummaries) -> None:
        """Add patterns behind those that are there."""
        self._patterns += others._patterns

    @classmethod
    def regex_of_language(cls, code: str) -> str | None:
        """Return an expression of the beginnings of a language's own summaries; None if it has no file.

        It matches a summary as it is stored, after the name of a section, and captures no groups.

        Examples
        --------
        >>> import re
        >>> regex = RevertSummaries.regex_of_language("it")
        >>> re.match(regex, "/* Storia */ annullata la modifica 47 di [[Utente:Ann|Ann]]", re.I) is not None
        True
        >>> RevertSummaries.regex_of_language("qqq")
        """
        if not _path(code).is_file():
            return None
        own = cls(split_lines(decode_text(_path(code).read_bytes())), f"{code}/{FILE}")
        # At most one space, as wikis store them: any number would take long on a summary of spaces.
        sources = (pattern.pattern.replace(r"\s*", " ?") for pattern in own._patterns)
        beginnings = "|".join(re.sub(r"\(\?P<\w+>", "(?:", source) for source in sources)
        return rf" ?(?:/\*.*?\*/ ?)?(?:{beginnings})"

    def __len__(self) -> int:
        return len(self._patterns)

    def read(self, summary: str) -> Undoing | None:
        """Return what a summary says that its edit takes back; None if no pattern fits."""
        text = " ".join(_LINK.sub(r"\1", _SECTION.sub("", summary[:LONGEST])).split())
        for pattern in self._patterns:
            if match := pattern.match(text):
                groups = match.groupdict()
                revision, to = groups.get("revision"), groups.get("to")
                return Undoing(
                    groups.get("user"),
                    None if revision is None else int(revision),
                    None if to is None else int(to),
                )
        return None


def _path(code: str) -> Traversable:
    return files(PACKAGE) / "assets" / code / FILE


def _languages() -> list[str]:
    """Return the codes of the languages that have patterns."""
    return sorted(code for code in set(LANGUAGES.values()) if _path(code).is_file())


def _compiled(pattern: str) -> re.Pattern[str]:
    """Return the expression of a pattern.

    Examples
    --------
    >>> _compiled("Undid {revision} by {user}").match("undid 5 by Ann: no")["user"]
    'Ann: no'
    """
    parts = re.split(r"\{([^{}]*)\}", pattern)
    names = [name for name in parts[1::2] if name != "any"]
    for name in parts[1::2]:
        if name not in PLACEHOLDERS:
            raise ValueError(
                f"there is no placeholder {{{name}}}: give {{user}}, {{revision}}, {{to}} or {{any}}"
            )
    if not names:
        raise ValueError("a pattern needs {user}, {revision} or {to}, to tell which edits are undone")
    if len(names) != len(set(names)):
        raise ValueError(f"{{{max(names, key=names.count)}}} is there twice")
    source = "".join(
        PLACEHOLDERS[part] if index % 2 else r"\s*".join(map(re.escape, re.split(r"\s+", part)))
        for index, part in enumerate(parts)
    )
    if pattern.endswith("{user}"):
        source = source.replace("(?P<user>.+?)", "(?P<user>.+)")
    elif pattern.endswith(("{revision}", "{to}")):
        source += "(?![0-9])"
    return re.compile(source, re.IGNORECASE)
