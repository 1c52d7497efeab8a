"""Matching by runs and by first characters: the same matches as a search finds, with less work.

Between the edges of runs of word characters, a pattern that takes word characters only matches a
whole run or nothing of it: whether it does is found once per distinct run. The other patterns
are tried only where a run stands that one of them may begin with. Without boundaries, patterns are
tried where a character stands that they may begin with.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .cache import WordCache
from .patterns import first_characters
from .run_index import RunIndex
from .shapes import Heads, Shape, compile_head, is_simple, prefix_of_run, shape_of

__all__ = ["FirstCharacterMatcher", "RunMatcher", "count_runs"]

#: How a run as a whole fares: no pattern matches; one does, but is excluded; one does.
MISS, EXCLUDED, HIT = 0, 1, 2

#: What refers to a group, and so may mean another one when patterns are joined anew.
_REFERENCE = re.compile(r"\\[1-9]|\(\?P=|\(\?\(")


def count_runs(run_class: str, text: str) -> Counter[str]:
    """Count the runs of characters of a class in a text."""
    return Counter(re.findall(rf"[{run_class}]+", text))


def _cases(char: str) -> set[str]:
    """Return characters by which one can be found whatever its case."""
    if char in "iI\u0130\u0131":  # one letter to `re`, though not to `str.lower`
        return set("iI\u0130\u0131")
    return {char, char.lower()[0], char.upper()[0], char.casefold()[0]}


class _ByFirstCharacter:
    """Things filed under the characters that they may begin with.

    Parameters
    ----------
    things : sequence of (object, collection of str or None)
        A thing, and the characters, where they are known.
    make : callable
        What to make of the things that may begin with a character, in order.
    """

    def __init__(
        self, things: Sequence[tuple[Any, Collection[str] | None]], make: Callable[[list[Any]], Any]
    ) -> None:
        self.things = [thing for thing, _ in things]
        self.make = make
        self.always = {i for i, (_, firsts) in enumerate(things) if firsts is None}
        self.filed: defaultdict[str, set[int]] = defaultdict(set)
        for i, (_, firsts) in enumerate(things):
            for char in firsts or ():
                for case in _cases(char):
                    self.filed[case].add(i)
        self.made: dict[str, Any] = {}
        self.shared: dict[frozenset[int], Any] = {}

    def __getitem__(self, char: str) -> Any:
        if char not in self.made:
            found = frozenset(self.always).union(*(self.filed.get(case, ()) for case in _cases(char)))
            if found not in self.shared:
                self.shared[found] = self.make([self.things[i] for i in sorted(found)])
            self.made[char] = self.shared[found]
        return self.made[char]


#: So many characters tell which heads a run may fulfil: most texts have no word that begins like a
#: bad one, and what is never asked for is never compiled.
_PREFIX = 3


class _ByPrefix:
    """Heads filed under what the runs that fulfil them may begin with.

    Parameters
    ----------
    heads : sequence of (object, list of (set of str or None))
        A head, and what its first characters may be.
    make : callable
        What to make of the heads that a run may fulfil, in order.
    """

    def __init__(
        self, heads: Sequence[tuple[Any, list[set[str] | None]]], make: Callable[[list[Any]], Any]
    ) -> None:
        self.places = [
            _ByFirstCharacter([(i, prefix[place]) for i, (_, prefix) in enumerate(heads)], frozenset)
            for place in range(_PREFIX)
        ]
        self.heads = [head for head, _ in heads]
        self.make = make
        self.made: dict[str, Any] = {}
        self.shared: dict[frozenset[int], Any] = {}

    def __getitem__(self, run: str) -> Any:
        key = run[:_PREFIX] if is_simple(run) else run[0]
        if key not in self.made:
            found = frozenset.intersection(
                *(place[char] for place, char in zip(self.places, key, strict=False))
            )
            if found not in self.shared:
                self.shared[found] = self.make([self.heads[i] for i in sorted(found)])
            self.made[key] = self.shared[found]
        return self.made[key]


class FirstCharacterMatcher:
    """Finds the same matches as a search for joined patterns, by the characters that they begin with.

    Parameters
    ----------
    regexes : sequence of str
        The patterns; `usable` tells whether this way is open to them.
    flags : int
        Flags of `re`.

    Examples
    --------
    >>> matcher = FirstCharacterMatcher(["ab", "b+"], 0)
    >>> [found.group() for found in matcher.finditer("aabbb")]
    ['ab', 'bb']
    """

    def __init__(self, regexes: Sequence[str], flags: int) -> None:
        filed = [(regex, first_characters(regex, flags)) for regex in regexes]
        firsts = {char for _, chars in filed for char in chars or ()}
        self.usable = all(chars and not _REFERENCE.search(regex) for regex, chars in filed)
        self.filed = _ByFirstCharacter(filed, lambda found: re.compile("|".join(found) or "(?!)", flags))
        self.candidate = re.compile(f"[{''.join(map(re.escape, sorted(firsts)))}]", flags) if firsts else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Iterate over the matches in a text, in order."""
        if self.candidate is None:
            return
        patterns, filed = self.filed.made, self.filed
        end = 0
        for candidate in self.candidate.finditer(text):
            start = candidate.start()
            if start < end:
                continue
            char = text[start]
            match = (patterns[char] if char in patterns else filed[char]).match(text, start)
            if match is not None:
                end = match.end()
                yield match


class _Compiled:
    """Heads, each compiled when a run is first asked about that it may stand in."""

    def __init__(self, flags: int) -> None:
        self.flags = flags
        self.made: dict[str, re.Pattern[str]] = {}
        self.by_id: dict[int, tuple[Any, re.Pattern[str]]] = {}

    def of(self, heads: Iterable[Any]) -> list[re.Pattern[str]]:
        """Return the patterns of some heads, without repetitions."""
        return list({id(pattern): pattern for pattern in map(self._pattern, heads)}.values())

    def _pattern(self, head: Any) -> re.Pattern[str]:
        if id(head) not in self.by_id:
            written = repr(head)
            if written not in self.made:
                self.made[written] = compile_head(head, self.flags)
            self.by_id[id(head)] = head, self.made[written]
        return self.by_id[id(head)][1]


class _Beginnings:
    """Tells of the patterns among heads whether a run fulfils one, and what may follow then.

    Which of them it is does not matter: what may follow any of them is taken together.
    """

    def __init__(self, heads: list[tuple[Any, Heads | None]], compiled: _Compiled) -> None:
        self.open = compiled.of([first for first, second in heads if second is None])
        self.closed = compiled.of([first for first, second in heads if second is not None])
        self.seconds = list({id(second): second for _, second in heads if second is not None}.values())

    def fulfils(self, run: str) -> bool | None:
        """Tell whether a run fulfils a head: None if one after which anything may follow."""
        if any(pattern.match(run) for pattern in self.open):
            return None
        return any(pattern.match(run) for pattern in self.closed)


class _Following(NamedTuple):
    """What may follow a run in a match: plain runs, in lower case, and patterns or not."""

    plain: frozenset[str]
    patterns: bool


class RunMatcher:
    """Finds the same matches as a search for joined patterns, asking about distinct runs.

    Parameters
    ----------
    regexes : sequence of str
        The patterns.
    flags : int
        Flags of `re`.
    wrapping : tuple of (str, str)
        What begins and ends a match: the edges of runs.
    run_class : str
        The class of characters of runs, as it stands within the brackets of a set.
    is_kept : callable
        Tells whether a match is not excluded.
    search : callable
        The search for the joined patterns, for texts in which a pattern may match that cannot be
        found by the runs it begins with.
    """

    def __init__(
        self,
        regexes: Iterable[str],
        flags: int,
        wrapping: tuple[str, str],
        run_class: str,
        is_kept: Callable[[str], bool],
        search: Callable[[str], list[str]],
    ) -> None:
        self.flags = flags
        self.before, self.after = wrapping
        self.run_class = run_class
        self.is_kept = is_kept
        self.search = search
        self.run = re.compile(rf"[{run_class}]+")
        self.whole_run = re.compile(rf"([{run_class}]+)")
        shapes = [(regex, shape_of(regex, flags, run_class)) for regex in regexes]
        confined = [(r, s) for r, s in shapes if s.confined]
        self.literals = {s.literal for _, s in confined if s.literal is not None}
        self.variable = self._filed([(r, s) for r, s in confined if s.literal is None])
        self.confined = self._filed(confined)
        self.others = self._filed([(r, s) for r, s in shapes if not s.confined])
        self.all = self._filed(shapes)
        heads = [head for _, s in shapes for head in s.heads]
        self.plain_heads: defaultdict[str, list[Heads | None]] = defaultdict(list)
        for first, second in heads:
            for text in first.plain:
                self.plain_heads[text].append(second)
        compiled = _Compiled(flags)
        self.variable_heads = _ByPrefix(
            [
                ((pattern, second), prefix_of_run(pattern, _PREFIX))
                for first, second in heads
                for pattern in first.patterns
            ],
            lambda found: _Beginnings(found, compiled),
        )
        later = {id(second): second for _, second in heads if second is not None}
        patterns = {repr(pattern): pattern for second in later.values() for pattern in second.patterns}
        self.filed_seconds = _ByPrefix(
            [(pattern, prefix_of_run(pattern, _PREFIX)) for pattern in patterns.values()],
            compiled.of,
        )
        self.followings: dict[tuple[Hashable, ...], _Following] = {}
        self.seconds: WordCache[bool] = WordCache(self._may_be_second)
        self.loose = self._loose([(r, s) for r, s in shapes if s.loose])
        self.hits: WordCache[int] = WordCache(self._hit)
        self.begins: WordCache[_Following | bool] = WordCache(self._may_begin)

    def _join(self, regexes: list[str]) -> re.Pattern[str] | None:
        return re.compile(f"{self.before}({'|'.join(regexes)}){self.after}", self.flags) if regexes else None

    def _filed(self, shapes: list[tuple[str, Shape]]) -> _ByFirstCharacter:
        return _ByFirstCharacter([(regex, shape.firsts) for regex, shape in shapes], self._join)

    def _loose(self, shapes: list[tuple[str, Shape]]) -> list[re.Pattern[str]]:
        """Return what tells whether there may be a match that no head begins."""
        inside = re.compile(f"[{self.run_class}]")
        patterns = []
        for regex, shape in shapes:
            look = ""
            if shape.firsts is not None and shape.heads:
                outside = sorted(char for char in shape.firsts if not inside.match(char))
                look = f"(?=[{''.join(map(re.escape, outside))}])" if outside else ""
            patterns.append(re.compile(f"{self.before}{look}(?:{regex}){self.after}", self.flags))
        return patterns

    def _hit(self, run: str) -> int:
        """Tell how a run as a whole fares with the patterns that are confined to runs."""
        if not self._matches_whole(run):
            return MISS
        return HIT if self.is_kept(run) else EXCLUDED

    def _matches_whole(self, run: str) -> bool:
        if not is_simple(run):
            pattern = self.confined[run[0]]
        elif run.lower() in self.literals:
            return True
        else:
            pattern = self.variable[run[0]]
        return pattern is not None and pattern.match(run) is not None

    def _may_begin(self, run: str) -> _Following | bool:
        """Tell whether one of the other patterns may begin with a run, and what may follow then."""
        if self.plain_heads and not is_simple(run):
            return True
        seconds = self.plain_heads.get(run.lower(), [])
        variable = self.variable_heads[run]
        fulfils = variable.fulfils(run)
        if fulfils is None or None in seconds:
            return True
        if not fulfils and not seconds:
            return False
        key = (*map(id, seconds), id(variable) if fulfils else None)
        if key not in self.followings:
            known = [second for second in seconds if second is not None]
            known += variable.seconds if fulfils else ()
            plain = frozenset([text for second in known for text in second.plain])
            self.followings[key] = _Following(plain, any(second.patterns for second in known))
        return self.followings[key]

    def _may_follow(self, following: _Following, run: str) -> bool:
        if run.lower() in following.plain:
            return True
        return self.seconds[run] and (following.patterns or not is_simple(run))

    def beginnings(self, runs: Collection[str]) -> set[str]:
        """Return the runs of a text that one of the other patterns may begin with, given the others."""
        begins = self.begins
        candidates = {run: begins[run] for run in runs if begins[run]}
        if not candidates:
            return set()
        seconds = self.seconds
        variable = [run for run in runs if seconds[run]]
        lowered = {run.lower() for run in runs}
        possible: dict[int, bool] = {}
        found = set()
        for run, following in candidates.items():
            if isinstance(following, bool):
                found.add(run)
                continue
            if id(following) not in possible:
                possible[id(following)] = not following.plain.isdisjoint(lowered) or any(
                    self._may_follow(following, run) for run in variable
                )
            if possible[id(following)]:
                found.add(run)
        return found

    def _may_be_second(self, run: str) -> bool:
        """Tell whether a run is to be asked about as the second one of a match, being no plain one."""
        if not is_simple(run):
            return True
        return any(pattern.match(run) for pattern in self.filed_seconds[run])

    def may_begin_others(self, text: str, runs: Collection[str]) -> bool:
        """Tell whether a match of one of the other patterns may stand in a text."""
        return bool(self.beginnings(runs)) or self.is_loose(text)

    def is_loose(self, text: str) -> bool:
        """Tell whether a pattern may match in a text that cannot be found by the runs it begins with."""
        return any(pattern.search(text) for pattern in self.loose)

    def count_whole(self, runs: Mapping[str, int]) -> dict[str, int]:
        """Count the runs that are matches as a whole."""
        hits = self.hits
        return {run: n for run, n in runs.items() if hits[run] == HIT}

    def count(self, text: str, runs: Mapping[str, int]) -> Mapping[str, int]:
        """Count the matches in a text."""
        if self.may_begin_others(text, runs):
            return Counter(self.findall(text))
        return self.count_whole(runs)

    def findall(self, text: str) -> list[str]:
        """Return the matches in a text, in order."""
        if self.is_loose(text):
            return self.search(text)
        found: list[str] = []
        position = 0
        hits, begins = self.hits, self.begins
        runs = [*self.run.finditer(text), None]
        for run, following in itertools.pairwise(runs):
            assert run is not None
            start = run.start()
            if start < position:
                continue
            string = run.group()
            may = begins[string]
            if isinstance(may, _Following):
                may = following is not None and self._may_follow(may, following.group())
            if may:
                match = self._at(text, start, string)
                if match is not None:
                    position = match.end()
                    if self.is_kept(match.group(1)):
                        found.append(match.group(1))
            elif hits[string] == HIT:
                found.append(string)
        return found

    def possible_beginnings(self, runs: Iterable[str]) -> set[str]:
        """Return the runs that one of the other patterns may begin with, whatever follows them."""
        begins = self.begins
        return {run for run in runs if begins[run]}

    def count_placed(
        self, index: RunIndex, runs: Mapping[str, int], beginnings: Container[str]
    ) -> Counter[str]:
        """Count the matches in a text that is not loose, looking only where `beginnings` stand."""
        counts = Counter(self.count_whole(runs))
        begins, hits = self.begins, self.hits
        words, starts = index.runs, index.starts
        end = 0
        for position in index.positions(beginnings):
            start = starts[position]
            if start < end:
                continue
            following = begins[words[position]]
            later = position + 1
            if isinstance(following, _Following) and (
                later == len(words) or not self._may_follow(following, words[later])
            ):
                continue
            piece, offset = index.piece_at(start)
            match = self._at(piece, start - offset, words[position])
            if match is None:
                continue
            end = offset + match.end()
            while position < len(words) and starts[position] < end:  # these are no matches of their own
                if hits[words[position]] == HIT:
                    counts[words[position]] -= 1
                position += 1
            if self.is_kept(match.group(1)):
                counts[match.group(1)] += 1
        return counts

    def _at(self, text: str, start: int, run: str) -> re.Match[str] | None:
        """Match the patterns where a run begins that one of the others may begin with."""
        others = self.others[run[0]]
        match = None if others is None else others.match(text, start)
        if self.hits[run] == MISS:
            return match
        if match is None:
            return self.whole_run.match(text, start)
        return self.all[run[0]].match(text, start)  # both: which of them comes first in the list?
