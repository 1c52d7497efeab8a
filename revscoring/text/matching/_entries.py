"""Which regular expressions of a list may match where a word stands.

Most words of a text begin no match. A word is judged once per process: regular expressions are filed by
what their matches begin with. Only `re` decides what matches.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import filterfalse
from typing import NamedTuple

from ..cache import WordCache
from ._patterns import beginnings_of, head_of, others_taken, tokens_of, without_assertions
from ._words import Words, fold, fold_words

__all__ = ["Entries", "Verdict"]

#: Regular expressions are filed by so many first characters of words, at most.
_LONGEST = 5
#: A literal beginning of so many characters tells enough.
_LONG = 3
#: Stands behind what ends.
_END = "\0"
#: Regular expressions that begin like any word, and go on.
_ANY_BEGINNING = re.compile(r"\\w(?:\*|\+|\{1,\})(?=[^?+{*])")


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
    further : list of tuple of (int, str or None)
        What may match the word and more, each with the character behind the word; None if that is not known.
    seconds : list of tuple of (int, str)
        Phrases, each with its second word, folded.
    """

    whole: list[int]
    depending: list[int]
    further: list[tuple[int, str | None]]
    seconds: list[tuple[int, str]]

    def verdict(self) -> Verdict | None:
        """Return it in short; None if nothing may match."""
        if not any(self):
            return None
        longer = [number for number, _ in (*self.further, *self.seconds)]
        numbers = {*self.whole, *self.depending, *longer}
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
        self._others: dict[int, frozenset[str] | None] = {}
        self._loose_patterns: dict[int, re.Pattern[str] | None] = {}
        self._loosened = [without_assertions(regex) for regex in self.regexes]
        # A word → the regular expressions that begin with it, each with the second word; "" if there is none.
        self._by_word: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        # The first characters of a word → those that begin so, with more of these characters.
        self._by_beginning: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        # A word → those that may match it as a whole, and those that go on behind it with a character.
        self._by_whole: defaultdict[str, list[int]] = defaultdict(list)
        self._by_first: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        # Those that match words as a whole, whatever they begin with.
        self._within: list[int] = []
        self.word_class = word_class
        self._words = re.compile(f"([{word_class}]+)([^{word_class}]*)" if word_class else "(?s:(.))()")
        self._depends = [a != b for a, b in zip(self._loosened, self.regexes, strict=True)]
        #: Whether a match may be empty.
        self.may_be_empty = False
        self._file(word_class)
        #: Word and the character behind it → what may match where they stand.
        self.before_next: WordCache[Verdict | None] = WordCache(self._judge_before_next)
        # Words at which nothing matches.
        self._idle: WordCache[None] = WordCache(lambda word: None)
        # Other words and what may match there; `_Beginning` if that depends on the character behind.
        self._known: WordCache[Verdict | _Beginning | None] = WordCache(self._judge)
        self._ends_word: WordCache[bool] = WordCache(
            lambda char: word_class is None or self._words.match(char) is None
        )

    def _file(self, word_class: str | None) -> None:
        for number, regex in enumerate(self.regexes):
            head, rest = head_of(regex)
            if not word_class and "\n" in head:
                head, rest = head.partition("\n")[0], regex
            first = self._words.match(head)
            second = first and self._words.match(head, first.end())
            if first and second and (second[2] or not rest or not word_class):
                self._by_word[self._fold(first[1])].append((number, fold(second[1])))
            elif first and not rest and first[0] == head and not first[2]:
                self._by_word[self._fold(first[1])].append((number, ""))
            else:
                self._file_by_beginning(
                    number, fold(first[1]) if first and word_class and not first[2] else ""
                )

    def _file_by_beginning(self, number: int, stem: str) -> None:
        if len(stem) >= _LONG and self._is_confined(number):
            self._by_beginning[stem[:_LONGEST]].append((number, stem))
            return
        beginnings = beginnings_of(self._loosened[number], _END, None if self.word_class else 2)
        self.may_be_empty |= _END in beginnings
        if "" in beginnings and self._is_within(number):
            self._within.append(number)
            return
        for word, following in {self._first_word(beginning) for beginning in beginnings}:
            if not following:
                self._by_beginning[word[:_LONGEST]].append((number, stem))
            elif following == _END:
                self._by_whole[word].append(number)
            else:
                self._by_first[word].append((number, following))

    def _first_word(self, beginning: str) -> tuple[str, str]:
        """Return the first word of a match, and the character behind it, if that is known."""
        if self.word_class is None:
            return _fold_sign(beginning[:1]), _fold_sign(beginning[1:2])
        word = self._words.match(beginning)
        return (fold(word[1]), _fold_sign(word[2][:1])) if word else (_fold_sign(beginning[:1]), "")

    def _begun_by(self, folded: str) -> list[int]:
        """Return the regular expressions that may match a word, and more."""
        filed = self._by_beginning
        keys = [folded[:size] for size in range(min(len(folded), _LONGEST) + 1)]
        found = [entry for key in keys if key in filed for entry in filed[key]]
        return [*dict.fromkeys([number for number, stem in found if folded.startswith(stem)])]

    def _is_within(self, number: int) -> bool:
        r"""Tell whether a regular expression matches words as a whole by what stands within (``\w*...``)."""
        regex = self._loosened[number]
        is_one = _ANY_BEGINNING.match(regex) is not None and ("|", 0) not in tokens_of(regex)
        return is_one and self._is_confined(number) and self._loose_pattern(number) is not None

    @cached_property
    def _inner(self) -> dict[int, re.Pattern[str]]:
        """What stands within each word that one of `_within` matches; many words are asked at once."""
        rest = {number: _ANY_BEGINNING.sub("", self._loosened[number], count=1) for number in self._within}
        return {number: re.compile(regex, self.flags) for number, regex in rest.items()}

    @cached_property
    def _starts(self) -> set[str]:
        """First characters of words, `_LONG` or fewer, that more may follow."""
        return {beginning[:_LONG] for beginning in self._by_beginning}

    @cached_property
    def _start_lengths(self) -> list[int]:
        """The lengths of `_starts`."""
        return sorted({len(start) for start in self._starts})

    @cached_property
    def _first_words(self) -> set[str]:
        """Words with which something begins, as they are."""
        return {*self._by_word, *self._by_whole, *self._by_first}

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
        listed, starts, lengths = self._first_words, self._starts, self._start_lengths
        joined = "\n".join(["", *words, ""])
        found = [match for pattern in self._inner.values() for match in pattern.finditer(joined)]
        held = {joined[joined.rfind("\n", 0, m.end()) + 1 : joined.find("\n", m.end())] for m in found}
        return [
            word
            for word, folded in zip(words, self._fold_words(words), strict=True)
            if folded in listed or word in held or any(folded[:length] in starts for length in lengths)
        ]

    def _judge(self, word: str) -> Verdict | _Beginning | None:
        """Return the regular expressions that may match at a word, whatever stands behind it."""
        folded = self._fold(word)
        within = [number for number, inner in self._inner.items() if inner.search(word)]
        found = _Beginning([], [], [], [])
        for number in (*self._begun_by(folded), *within):
            # Where it cannot go on behind the word, it matches the word as a whole, or not at all.
            others = self._others_of(number)
            if others is None:
                found.further.append((number, None))
            else:
                self._judge_whole(number, word, found)
                found.further.extend([(number, char) for char in others])
        for number in self._by_whole.get(folded, ()):
            self._judge_whole(number, word, found)
        found.further.extend(self._by_first.get(folded, ()))
        for number, second in self._by_word.get(folded, ()):
            if second:
                found.seconds.append((number, second))
            elif self._matches(number, word):
                found.whole.append(number)
        return found if any(following for _, following in found.further) else found.verdict()

    def _judge_whole(self, number: int, word: str, found: _Beginning) -> None:
        if not self._depends[number]:
            if self._matches(number, word):
                found.whole.append(number)
            return
        pattern = self._loose_pattern(number)
        if pattern is None or pattern.fullmatch(word):
            found.depending.append(number)

    def _fold(self, word: str) -> str:
        return fold(word) if self.word_class else _fold_sign(word)

    def _fold_words(self, words: Sequence[str]) -> list[str]:
        return fold_words(words) if self.word_class else [*map(_fold_sign, words)]

    def _judge_before_next(self, word_and_next: str) -> Verdict | None:
        """Judge a word together with the character behind it."""
        word = (self._ends_word[word_and_next[-1:]] and word_and_next[:-1]) or word_and_next
        known = self._known[word]
        if not isinstance(known, _Beginning):
            return known
        following = _fold_sign(word_and_next[len(word) :])
        return known._replace(further=[f for f in known.further if f[1] in (None, following)]).verdict()

    def _matches(self, number: int, word: str) -> bool:
        """Tell whether a regular expression matches a word as a whole."""
        regex, lowered = self.regexes[number].lower(), word.lower()
        stem = regex.removesuffix(r"\w*")
        is_plain = self._ignores_case and stem.isalnum() and lowered.isalnum()
        if is_plain and (lowered == stem or (stem != regex and lowered.startswith(stem))):
            return True  # without compiling it
        return self._pattern(number).match(word) is not None

    def _is_confined(self, number: int) -> bool:
        """Tell whether matches of a regular expression hold nothing but characters of words."""
        return self._others_of(number) == frozenset()

    def _others_of(self, number: int) -> frozenset[str] | None:
        """Return the characters outside words that a regular expression may take, folded; None if many."""
        if number not in self._others:
            found = None if self.word_class is None else others_taken(self._loosened[number], self.word_class)
            self._others[number] = None if found is None else frozenset(map(_fold_sign, found))
        return self._others[number]

    def beginning_with(self, char: str) -> list[int]:
        """Return the regular expressions that may begin with a character that is not in a word."""
        return [number for key in ("", _fold_sign(char)) for number, _ in self._by_beginning.get(key, ())]

    def match(self, text: str, start: int, verdict: Verdict) -> tuple[int, int] | None:
        """Return where the match begins and ends of the first entry that matches at a place of a text."""
        for number in verdict.entries:
            found = self._pattern(number).match(text, start)
            if found is not None:
                return found.span(1)
        return None

    def _pattern(self, number: int) -> re.Pattern[str]:
        """Return a regular expression of the list in its wrapping, as the first group."""
        pattern = self._patterns.get(number)
        if pattern is None:
            wrapped = f"{self.before}({self.regexes[number]}){self.after}"
            pattern = self._patterns[number] = re.compile(wrapped, self.flags)
        return pattern

    def _loose_pattern(self, number: int) -> re.Pattern[str] | None:
        """Return a regular expression without its assertions; None if it is none without them."""
        if number not in self._loose_patterns:
            try:
                self._loose_patterns[number] = re.compile(self._loosened[number], self.flags)
            except re.error:
                self._loose_patterns[number] = None
        return self._loose_patterns[number]


def _fold_sign(char: str) -> str:
    """Fold a character, with one for all white space."""
    return " " if char.isspace() else fold(char)[:1]
