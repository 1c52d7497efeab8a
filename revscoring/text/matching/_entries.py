"""Which regular expressions of a list may match where a word stands.

Most words of a text begin no match. A word is judged once per process: regular expressions are filed by
the literal text that they begin with, and the few that are left are tried with `regex`, which tells
whether a string may be the beginning of a match (``partial=True``). Only `re` decides what matches.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import filterfalse
from typing import TYPE_CHECKING, NamedTuple

from ..cache import WordCache
from ._patterns import head_of, takes_only, tokens_of, without_assertions
from ._words import Words, fold, fold_words, with_plain_i

if TYPE_CHECKING:
    import regex as partial_regex

__all__ = ["Entries", "Verdict"]

_FLAGS = re.IGNORECASE | re.MULTILINE | re.DOTALL
#: Regular expressions are filed by so many characters of an unfinished word.
_PREFIX = 3
#: Regular expressions that begin like any word, and go on.
_ANY_BEGINNING = re.compile(r"\\w(?:\*|\+|\{1,\})(?=[^?+{*])")
#: Syntax that means something else to `regex`, or something that is not worth a second look.
_UNSAFE = re.compile(
    "(?<!\\\\p)\\{(?![\\d,])|\\[\\^?\\]?[^\\]]*\\\\[WSD]|\\(\\?[^:P]|-[\u0130\u0131]|[\u0130\u0131]-"
)


def _is_alike(char: str) -> bool:
    """Tell whether `re` and `regex` put a character into the same classes."""
    import regex as partial_regex

    return all(bool(re.match(c, char)) == bool(partial_regex.match(_as_in_re(c), char)) for c in _CLASSES)


#: Classes of `re` as `regex` writes them, within the brackets of a set.
_CLASSES = {r"\w": r"\p{L}\p{N}_", r"\s": r"\s\x1c-\x1f", r"\d": r"\d"}
_IS_ALIKE: WordCache[bool] = WordCache(_is_alike)


@lru_cache(maxsize=256)
def _plain(string: str) -> str | None:
    """Write a string so that `regex` takes it for what `re` does; None if it does not."""
    return with_plain_i(string) if all(map(_IS_ALIKE.__getitem__, string)) else None


def _as_in_re(token: str) -> str:
    """Write a token of a regular expression so that `regex` understands it as `re` does."""
    if token.startswith("["):
        return re.sub(r"\\.", lambda found: _CLASSES.get(found[0], found[0]), token)
    if token in _CLASSES:
        return f"[{_CLASSES[token]}]"
    return f"[^{_CLASSES[token.lower()]}]" if token in (r"\W", r"\S", r"\D") else token


class Verdict(NamedTuple):
    """What the regular expressions of a list may match where a word stands.

    Attributes
    ----------
    entries : tuple of int
        Those that may match, in the order of the list.
    whole : bool
        Whether the word as a whole is a match.
    seconds : frozenset of str
        Words, folded, with one of which a phrase may go on.
    depends : bool
        Whether the match depends on what follows in another way, or on what stands before.
    """

    entries: tuple[int, ...]
    whole: bool
    seconds: frozenset[str]
    depends: bool


class _Beginning(NamedTuple):
    """What may match where a word stands, whatever stands behind it.

    Attributes
    ----------
    whole : list of int
        What matches the word as a whole.
    depending : list of int
        What may match the word as a whole, depending on what stands around.
    further : list of int
        What may match the word and more.
    seconds : list of tuple of (int, str)
        Phrases, each with its second word, folded.
    """

    whole: list[int]
    depending: list[int]
    further: list[int]
    seconds: list[tuple[int, str]]

    def verdict(self) -> Verdict | None:
        """Return it in short; None if nothing may match."""
        if not any(self):
            return None
        numbers = {*self.further, *self.depending, *self.whole, *[number for number, _ in self.seconds]}
        return Verdict(
            tuple(sorted(numbers)),
            bool(self.whole),
            frozenset([second for _, second in self.seconds]),
            bool(self.further or self.depending),
        )


class Entries:
    r"""The regular expressions of a list, judged by the words that they may begin with.

    Parameters
    ----------
    regexes : sequence of str
        In order; the first that matches wins.
    flags : int
        Flags of `re`.
    wrapping : tuple of (str, str)
        What stands before and after a match.
    word_class : str or None
        See `Words`.

    Examples
    --------
    >>> from revscoring.text.matching._words import find_words
    >>> entries = Entries(["bite me", r"bit\w*"], re.IGNORECASE, (r"\b", r"\b"), r"\w")
    >>> entries.judge(find_words("Bite the dog.", r"\w"))
    {0: Verdict(entries=(0, 1), whole=True, seconds=frozenset({'me'}), depends=False)}
    """

    def __init__(
        self, regexes: Sequence[str], flags: int, wrapping: tuple[str, str], word_class: str | None
    ) -> None:
        self.regexes = list(regexes)
        self.flags = flags
        self._ignores_case = bool(flags & re.IGNORECASE)
        self.before, self.after = wrapping
        self._patterns: dict[int, re.Pattern[str]] = {}
        self._confined: dict[int, bool] = {}
        self._partial_patterns: dict[int, partial_regex.Pattern[str] | None] = {}
        self._loosened = [without_assertions(regex) for regex in self.regexes]
        # A word, or its beginning, and the regular expressions that begin with it; words with what follows.
        self._by_word: defaultdict[str, list[tuple[int, str | None]]] = defaultdict(list)
        self._by_prefix: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        self._others: list[int] = []
        # Those that match words as a whole, whatever they begin with.
        self._within: list[int] = []
        self.word_class = word_class
        self._words = re.compile(f"([{word_class}]+)([^{word_class}]*)" if word_class else "(?s:(.))()")
        self._depends = [a != b for a, b in zip(self._loosened, self.regexes, strict=True)]
        self._file(word_class)
        #: Word and the character behind it → what may match where they stand.
        self.before_next: WordCache[Verdict | None] = WordCache(self._judge_before_next)
        # Words at which nothing matches.
        self._idle: WordCache[None] = WordCache(lambda word: None)
        # Other words and what may match there; `_Beginning` if that depends on the character behind.
        self._known: WordCache[Verdict | _Beginning | None] = WordCache(self._judge)
        # A few characters → the regular expressions without literal beginning that may begin with them.
        self._beginnings: WordCache[tuple[int, ...]] = WordCache(self._may_begin)
        self._ends_word: WordCache[bool] = WordCache(
            lambda char: word_class is None or self._words.match(char) is None
        )

    def _file(self, word_class: str | None) -> None:
        for number, regex in enumerate(self.regexes):
            head, rest = head_of(regex)
            if not word_class and "\n" in head:
                head, rest = head.partition("\n")[0], regex
            first = self._words.match(head)
            if first is None:
                (self._within if self._is_within(number) else self._others).append(number)
                continue
            folded = fold(first[1])
            if word_class and not first[2] and rest:
                key = folded[:_PREFIX] if len(folded) >= _PREFIX else folded[:1]
                self._by_prefix[key].append((number, folded))
                continue
            second = self._words.match(head, first.end())
            if second and (second[2] or not rest or not word_class):
                self._by_word[folded].append((number, fold(second[1])))
            else:
                is_whole = not rest and first[0] == head and not first[2]
                self._by_word[folded].append((number, "" if is_whole else None))

    def _is_within(self, number: int) -> bool:
        r"""Tell whether a regular expression matches words as a whole by what stands within (``\w*...``)."""
        regex = self._loosened[number]
        is_one = _ANY_BEGINNING.match(regex) is not None and ("|", 0) not in tokens_of(regex)
        return is_one and self._is_confined(number) and self._partial_pattern(number) is not None

    @cached_property
    def _inner(self) -> dict[int, re.Pattern[str]]:
        """What stands within each word that one of `_within` matches; many words are asked at once."""
        rest = {number: _ANY_BEGINNING.sub("", self._loosened[number], count=1) for number in self._within}
        return {number: re.compile(regex, self.flags) for number, regex in rest.items()}

    def judge(self, found: Words) -> dict[int, Verdict | None]:
        """Return the numbers of the words of a text at which something may match, and what.

        It is None where that depends on the character behind the word; see `before_next`.
        """
        known = found.distinct.keys() & self._known.keys()
        verdicts = {word: self._known[word] for word in known}
        new = [word for word in filterfalse(self._idle.__contains__, found.distinct) if word not in known]
        begun = {word: self._judge(word) for word in self._begun(new)}
        self._idle.fill([word for word in new if begun.get(word) is None], None)
        for word, verdict in begun.items():
            if verdict is not None:
                self._known.fill([word], verdict)
                verdicts[word] = verdict
        return {found.distinct[w]: v if isinstance(v, Verdict) else None for w, v in verdicts.items()}

    def _begun(self, words: Sequence[str]) -> list[str]:
        """Leave out words that begin as nothing of the list does: most of them."""
        listed, stems, beginnings = self._by_word, self._by_prefix, self._beginnings
        joined = "\n".join(words)
        inner = [pattern for pattern in self._inner.values() if pattern.search(joined)]
        held = {word for pattern in inner for word in words if pattern.search(word)}
        return [
            word
            for word, folded in zip(words, fold_words(words), strict=True)
            if folded in listed
            or folded[:_PREFIX] in stems
            or word in held
            or beginnings[(folded if self._ignores_case and word.isascii() else word)[:_PREFIX]]
        ]

    def _judge(self, word: str) -> Verdict | _Beginning | None:
        """Return the regular expressions that may match at a word, whatever stands behind it."""
        folded = fold(word)
        begun = self._beginnings[(folded if self._ignores_case and word.isascii() else word)[:_PREFIX]]
        stems = self._by_prefix.get(folded[:_PREFIX], ())
        within = [number for number, inner in self._inner.items() if inner.search(word)]
        found = _Beginning([], [], [], [])
        for number in (*begun, *[n for n, stem in stems if folded.startswith(stem)], *within):
            # What takes characters of words only matches the word as a whole, or not at all.
            if not self._is_confined(number):
                if not self._fits(number, word):
                    continue
                found.further.append(number)
            if self._depends[number]:
                if self._fits(number, word, partial=False):
                    found.depending.append(number)
            elif self._matches(number, word):
                found.whole.append(number)
        for number, second in self._by_word.get(folded, ()):
            if second:
                found.seconds.append((number, second))
                continue
            if second is None:
                found.further.append(number)
            if (second is not None or self.word_class is None) and self._matches(number, word):
                found.whole.append(number)
        return found if found.further else found.verdict()

    def _judge_before_next(self, word_and_next: str) -> Verdict | None:
        """Judge a word together with the character behind it."""
        word = (self._ends_word[word_and_next[-1:]] and word_and_next[:-1]) or word_and_next
        known = self._known[word]
        if not isinstance(known, _Beginning):
            return known
        fits = [n for n in known.further if word != word_and_next and self._fits(n, word_and_next)]
        return known._replace(further=fits).verdict()

    def _matches(self, number: int, word: str) -> bool:
        """Tell whether a regular expression matches a word as a whole."""
        regex, lowered = self.regexes[number].lower(), word.lower()
        stem = regex.removesuffix(r"\w*")
        is_plain = self._ignores_case and stem.isalnum() and lowered.isalnum()
        if is_plain and (lowered == stem or (stem != regex and lowered.startswith(stem))):
            return True  # without compiling it
        if number in self._partial_patterns and not self._fits(number, word, partial=False):
            return False  # likewise
        return self._pattern(number).match(word) is not None

    def _is_confined(self, number: int) -> bool:
        """Tell whether matches of a regular expression hold nothing but characters of words."""
        if number not in self._confined:
            regex = self._loosened[number]
            self._confined[number] = self.word_class is not None and takes_only(regex, self.word_class)
        return self._confined[number]

    def beginning_with(self, char: str) -> tuple[int, ...]:
        """Return the regular expressions that may begin with a character that is not in a word."""
        return self._beginnings[char]

    def _may_begin(self, prefix: str) -> tuple[int, ...]:
        if len(prefix) > 1:
            return tuple([n for n in self._beginnings[prefix[:-1]] if self._fits(n, prefix)])
        stems = self._by_prefix.get(fold(prefix)[:1], ())
        return (*[n for n in self._others if self._fits(n, prefix)], *[number for number, _ in stems])

    def match(self, text: str, start: int, verdict: Verdict) -> tuple[int, int] | None:
        """Return where the match begins and ends of the first entry that matches at a place of a text."""
        for number in verdict.entries:
            found = self._pattern(number).match(text, start)
            if found is not None:
                return found.span(1)
        return None

    @cached_property
    def may_be_empty(self) -> bool:
        """Whether a match may be empty."""
        patterns = map(self._partial_pattern, [*self._others, *self._within])
        return any(pattern is None or pattern.fullmatch("") for pattern in patterns)

    def _pattern(self, number: int) -> re.Pattern[str]:
        """Return a regular expression of the list in its wrapping, as the first group."""
        pattern = self._patterns.get(number)
        if pattern is None:
            wrapped = f"{self.before}({self.regexes[number]}){self.after}"
            pattern = self._patterns[number] = re.compile(wrapped, self.flags)
        return pattern

    def _fits(self, number: int, string: str, partial: bool = True) -> bool:
        """Tell whether a match of a regular expression may be a string, or the string and more."""
        plain = string if string.isascii() else _plain(string)
        pattern = self._partial_pattern(number)
        return plain is None or pattern is None or pattern.fullmatch(plain, partial=partial) is not None

    def _partial_pattern(self, number: int) -> partial_regex.Pattern[str] | None:
        if number not in self._partial_patterns:
            self._partial_patterns[number] = _partial_pattern(self._loosened[number], self.flags)
        return self._partial_patterns[number]


def _partial_pattern(regex: str, flags: int) -> partial_regex.Pattern[str] | None:
    """Compile with `regex`; return None for what it may understand in another way than `re`."""
    import regex as partial_regex

    regex = "".join([_as_in_re(token) for token, _ in tokens_of(regex)]).replace("(?-i:", "(?:")
    if _UNSAFE.search(regex):
        return None
    try:
        return partial_regex.compile(with_plain_i(regex), flags & _FLAGS)
    except partial_regex.error:
        return None
