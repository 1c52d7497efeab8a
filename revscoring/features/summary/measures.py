"""How the summary of an edit is measured; the table of the features is in `features`."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from ...text.counts import LOWER
from ...text.diff import EditedText
from ...text.tokens import CLASSES_OF, lex

__all__ = ["Summary"]

_SECTION = re.compile(r"\s*/\*\s*(.*?)\s*\*/\s*", re.DOTALL)
_AUTOMATIC = re.compile(r"\[\[[^\]|]*\|[←→]\]\]|[←→]|\[\[WP:AES|#REDIRECT", re.IGNORECASE)
_LINK = re.compile(r"\[\[|https?://")


class Summary:
    """The measures of a summary; one that is hidden or missing is taken as empty.

    Parameters
    ----------
    comment : str or None
    minor : bool or None
        Whether the edit is marked as minor.
    edit : EditedText
        What the edit does.
    """

    def __init__(self, comment: str | None, minor: bool | None, edit: EditedText) -> None:
        comment = comment or ""
        section = _SECTION.match(comment)
        self._section = section[1] if section else None
        self._text = comment[section.end() :].strip() if section else comment.strip()
        self._minor = bool(minor)
        self._edit = edit

    def is_minor(self) -> bool:
        return self._minor

    def names_a_section(self) -> bool:
        return self._section is not None

    def section_is_missing(self) -> bool:
        if self._section is None or not self._section:
            return False
        heading = re.compile(rf"^=+[ \t]*{re.escape(self._section)}[ \t]*=+", re.MULTILINE)
        if heading.search(self._edit.old):
            return False
        return self._section not in re.sub(r"\[\[(?:[^\]|]*\|)?|\]\]|'{2,}", "", self._edit.old)

    def is_empty(self) -> bool:
        return not self._text

    def is_automatic(self) -> bool:
        return _AUTOMATIC.search(self._text) is not None

    def length(self) -> int:
        return len(self._text)

    def words(self) -> int:
        return len(self._words)

    def longest_word(self) -> int:
        return max(map(len, self._words), default=0)

    def links(self) -> int:
        return len(_LINK.findall(self._text))

    def share_of_capitals(self) -> float:
        return self._share(str.isupper)

    def share_of_marks(self) -> float:
        return self._share(lambda char: not char.isalnum() and not char.isspace())

    def share_of_digits(self) -> float:
        return self._share(str.isdigit)

    def exclamations(self) -> int:
        return self._text.count("!") + self._text.count("?")

    def begins_in_lower_case(self) -> bool:
        return self._text[:1].islower()

    def ends_with_a_period(self) -> bool:
        return self._text.endswith((".", "。", "।"))

    def share_in_the_change(self) -> float:
        changed = {*self._edit.words_added, *self._edit.words_removed}
        return sum(word in changed for word in self._words) / max(len(self._words), 1)

    def is_in_the_addition(self) -> bool:
        return len(self._text) > 3 and self._text.lower() in self._edit.added.lower()

    def unseen_words(self) -> int:
        return sum(not self._edit.times_before(word) for word in self._words)

    def share_of_unseen_words(self) -> float:
        return self.unseen_words() / max(len(self._words), 1)

    def chars_per_changed_char(self) -> float:
        return len(self._text) / (len(self._edit.added) + len(self._edit.removed) + 1)

    @cached_property
    def _words(self) -> list[str]:
        return [LOWER[token] for token in lex(self._text) if CLASSES_OF[token][0] in ("word", "cjk")]

    def _share(self, holds: Callable[[str], bool]) -> float:
        return sum(map(holds, self._text)) / max(len(self._text), 1)
