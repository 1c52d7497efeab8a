"""How the shape of an edit is measured; the table of the features is in `features`."""

from __future__ import annotations

import re
from functools import cached_property

from ...text.diff import EditedText

__all__ = ["Shape"]

_YEAR = re.compile(r"\d{3,4}")
_SAMPLES = re.compile(
    r"'''[^'\n]{1,20} (?:text|Text)'''|''[^'\n]{1,20} text''|\[\[[^\]\n|]{1,10} title\]\]"
    r"|\[http://www\.example\.com[^\]\n]*\]|\[\[[^\]:\n]{1,10}:[Ee]xample\.(?:jpg|ogg|png)\]\]"
    r"|== [^=\n]{1,12} text ==|<nowiki>[^<\n]{1,40}here</nowiki>|<math>[^<\n]{1,20}here</math>|----\n"
)
_SIGNATURE = re.compile(r"~{3,5}|\d\d:\d\d, \d{1,2} \w+ \d{4} \(UTC\)")
_PREFIXED_LINK = re.compile(r"\[\[[^\W\d][^\[\]|:\n]{0,30}:")
_FILE = re.compile(r"\.(?:jpe?g|png|svg|gif|ogg|ogv|webm|pdf|tiff?)\b", re.IGNORECASE)
_LIST_ITEM = re.compile(r"^[*#:;]", re.MULTILINE)
_HEADING = re.compile(r"^=.*=[ \t]*$", re.MULTILINE)
_REFERENCE = re.compile(r"<ref\b", re.IGNORECASE)
_NOT_MARKUP = frozenset(
    {"word", "cjk", "number", "whitespace", "break", "period", "comma", "qmark", "epoint"}
)


class Shape:
    """The measures of an edit's shape.

    Places are shares of the old text. What an edit does not have, such as a first place where nothing
    changed, is 0.

    Parameters
    ----------
    edit : EditedText
    """

    def __init__(self, edit: EditedText) -> None:
        self._edit = edit
        self._added, self._removed = edit.added, edit.removed
        self._hunks = edit.edit.hunks
        self._size = len(edit.old)

    def hunks(self) -> int:
        return len(self._hunks)

    def replacements(self) -> int:
        return sum(bool(hunk.added and hunk.removed) for hunk in self._hunks)

    def share_of_replacements(self) -> float:
        return self.replacements() / max(self.hunks(), 1)

    def longest_addition(self) -> int:
        return max([len(hunk.added) for hunk in self._hunks], default=0)

    def longest_removal(self) -> int:
        return max([len(hunk.removed) for hunk in self._hunks], default=0)

    def first_place(self) -> float:
        return self._place(min([hunk.old_start for hunk in self._hunks], default=0))

    def last_place(self) -> float:
        return self._place(max([hunk.old_end for hunk in self._hunks], default=0))

    def span(self) -> float:
        return max(self.last_place() - self.first_place(), 0.0)

    def _place(self, character: int) -> float:
        return character / self._size if self._size else 0.0

    def changes_start(self) -> bool:
        return any(hunk.new_start == 0 for hunk in self._hunks)

    def changes_end(self) -> bool:
        end = len(self._edit.new)
        return any(hunk.new_end >= end for hunk in self._hunks)

    def chars_added(self) -> int:
        return len(self._added)

    def chars_removed(self) -> int:
        return len(self._removed)

    def chars_before(self) -> int:
        return self._size

    def share_added(self) -> float:
        return len(self._added) / max(len(self._edit.new), 1)

    def share_removed(self) -> float:
        return len(self._removed) / max(self._size, 1)

    def share_of_change_added(self) -> float:
        changed = len(self._added) + len(self._removed)
        return len(self._added) / changed if changed else 0.5

    def size_ratio(self) -> float:
        return (len(self._edit.new) + 1) / (self._size + 1)

    def change_of_size(self) -> int:
        return len(self._edit.new) - self._size

    def is_new_page(self) -> bool:
        return not self._size

    def blanks(self) -> bool:
        return self._size > 0 and len(self._edit.new.strip()) < 50 and self.size_ratio() < 0.1

    def replaces_much_by_little(self) -> bool:
        return len(self._removed) >= 200 and 0 < len(self._added) <= len(self._removed) / 10

    def longest_replacement_ratio(self) -> float:
        ratios = [(len(h.removed) + 1) / (len(h.added) + 1) for h in self._hunks if h.added and h.removed]
        return max(ratios, default=1.0)

    def only_adds(self) -> bool:
        return bool(self._added) and not self._removed

    def only_removes(self) -> bool:
        return bool(self._removed) and not self._added

    def only_numbers(self) -> bool:
        changed = self._tokens_changed
        return bool(changed) and all(token.isdigit() for token in changed)

    def only_a_year(self) -> bool:
        changed = self._tokens_changed
        return 0 < len(changed) <= 2 and all(map(_YEAR.fullmatch, changed))

    @cached_property
    def _tokens_changed(self) -> list[str]:
        stretches = [*self._edit.edit.tokens_added, *self._edit.edit.tokens_removed]
        return [token for tokens in stretches for token in tokens if not token.isspace()]

    def only_case(self) -> bool:
        return self._added != self._removed and self._added.lower() == self._removed.lower()

    def only_whitespace(self) -> bool:
        return self._edit.old != self._edit.new and not self._tokens_changed

    def only_punctuation(self) -> bool:
        changed = self._tokens_changed
        return bool(changed) and not any(char.isalnum() for token in changed for char in token)

    def one_letter_of_a_word(self) -> bool:
        added, removed = self._edit.words_added, self._edit.words_removed
        return len(added) == len(removed) == 1 and differ_by_one_letter(added[0], removed[0])

    def changes_nothing(self) -> bool:
        return self._edit.old == self._edit.new

    def brackets_left_open(self) -> int:
        return sum(
            abs(
                self._added.count(opening)
                - self._removed.count(opening)
                - self._added.count(closing)
                + self._removed.count(closing)
            )
            for opening, closing in ("()", "[]", "{}")
        )

    def inside_a_word(self) -> bool:
        old = self._edit.old
        return any(
            0 < h.old_start == h.old_end < self._size
            and old[h.old_start - 1].isalnum()
            and old[h.old_start].isalnum()
            for h in self._hunks
        )

    def begins_in_lower_case(self) -> bool:
        return self._added.lstrip()[:1].islower()

    def begins_a_paragraph(self) -> bool:
        new = self._edit.new
        return any(h.added and (h.new_start == 0 or new[h.new_start - 1] == "\n") for h in self._hunks)

    # --- markup: the change, and how much there is after the edit

    def links_change(self) -> int:
        return self._class_change("dbrack_open")

    def links(self) -> int:
        return self._class_total("dbrack_open")

    def templates_change(self) -> int:
        return self._class_change("dcurly_open")

    def templates(self) -> int:
        return self._class_total("dcurly_open")

    def urls_change(self) -> int:
        return self._class_change("url")

    def urls(self) -> int:
        return self._class_total("url")

    def tables_change(self) -> int:
        return self._class_change("tab_open")

    def tables(self) -> int:
        return self._class_total("tab_open")

    def bars_change(self) -> int:
        return self._class_change("bar")

    def bold_and_italic_change(self) -> int:
        return self._class_change("bold") + self._class_change("italic")

    def tags_change(self) -> int:
        return self._class_change("tag")

    def references_change(self) -> int:
        return self._pattern_change(_REFERENCE)

    def references(self) -> int:
        return self._class_total("ref_open") + self._class_total("ref_singleton")

    def headings_change(self) -> int:
        return self._pattern_change(_HEADING)

    def headings(self) -> int:
        return self._edit.new.count("\n=")

    def prefixed_links_change(self) -> int:
        return self._pattern_change(_PREFIXED_LINK)

    def files_change(self) -> int:
        return self._pattern_change(_FILE)

    def list_items_change(self) -> int:
        return self._pattern_change(_LIST_ITEM)

    def toolbar_samples(self) -> int:
        return len(_SAMPLES.findall(self._added))

    def signatures(self) -> int:
        return len(_SIGNATURE.findall(self._added))

    def share_of_markup_added(self) -> float:
        return self._share_of_markup("added")

    def share_of_markup_removed(self) -> float:
        return self._share_of_markup("removed")

    def share_of_markup_before(self) -> float:
        classes = self._edit.before.classes
        kinds = [kind for kind in classes if isinstance(kind, str) and kind not in _NOT_MARKUP]
        return sum(classes[kind, "chars"] for kind in kinds) / max(self._size, 1)

    def _share_of_markup(self, side: str) -> float:
        edit = self._edit.edit
        stretches = edit.tokens_added if side == "added" else edit.tokens_removed
        tokens = [token for tokens in stretches for token in tokens]
        total = sum(map(len, tokens))
        return sum(len(token) for token in tokens if token.type not in _NOT_MARKUP) / max(total, 1)

    def _class_change(self, kind: str) -> int:
        return self._class_total(kind) - self._edit.before.classes.get(kind, 0)

    def _class_total(self, kind: str) -> int:
        return self._edit.after.classes.get(kind, 0)

    def _pattern_change(self, pattern: re.Pattern[str]) -> int:
        """Count the matches of a pattern in the lines that the edit changes, after it and before it."""
        added = sum(len(pattern.findall(line)) for line in self._edit.change.added)
        return added - sum(len(pattern.findall(line)) for line in self._edit.change.removed)


def differ_by_one_letter(one: str, other: str) -> bool:
    """Tell whether two words differ by one letter that was put in, left out or replaced.

    Examples
    --------
    >>> [differ_by_one_letter("then", word) for word in ("than", "the", "them", "ten", "this", "then")]
    [True, True, True, True, False, False]
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    shorter, longer = sorted((one, other), key=len)
    start = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    return shorter[start + (len(shorter) == len(longer)) :] == longer[start + 1 :]
