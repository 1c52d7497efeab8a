"""Matching by runs: the same matches as a search finds, with less work.

Between the edges of runs of word characters, a pattern that takes word characters only matches a
whole run or nothing of it: whether it does is found once per distinct run. The other patterns
are tried only where a run stands that one of them may begin with.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from ..cache import WordCache
from .first_characters import ByFirstCharacter
from .heads import FOLDED, Asked, ByBeginning, Head, fold, is_simple
from .run_index import Pieces, RunIndex, run_index
from .shapes import Heads, Shape, shape_of

__all__ = ["RunMatcher"]

#: How a run as a whole fares: no pattern matches; one does, but is excluded; one does.
MISS, EXCLUDED, HIT = 0, 1, 2

#: What a run may fulfil: a confined pattern, or the beginning of another one.
WHOLE, FIRST = 0, 1


class _Following(NamedTuple):
    """What may follow a run in a match: plain runs, folded, and patterns or not."""

    plain: frozenset[str]
    patterns: bool


class _Role(NamedTuple):
    """What a run may be to the patterns.

    `hit` tells how it fares as a whole, `begins` whether others may begin with it, and what may follow
    then. `whole` are the patterns that it matches as a whole, `others` those that may begin with it, each
    with the heads of what follows, or None where that may be anything.
    """

    hit: int
    begins: _Following | bool
    whole: tuple[int, ...] = ()
    others: tuple[tuple[int, Heads | None], ...] = ()


#: Stands between two runs.
_THEN = "\n"

#: So many runs with a role are told apart from the others.
_MANY_ROLES = 50_000

#: The role of most runs.
_NONE = _Role(MISS, False)


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
        self.regexes = list(regexes)
        known: dict[str, Head] = {}
        shapes = [shape_of(regex, flags, run_class, known) for regex in self.regexes]
        # Plain texts, folded, that patterns confined to runs match, and that others may begin with.
        self.literals: defaultdict[str, list[int]] = defaultdict(list)
        self.plain_heads: defaultdict[str, list[tuple[int, Heads | None]]] = defaultdict(list)
        # What else runs may fulfil: confined patterns, and heads of others.
        self.filed = ByBeginning()
        for i, shape in enumerate(shapes):
            for text in shape.literals:
                self.literals[text].append(i)
            if shape.whole:
                self.filed.add(shape.whole.beginnings, (WHOLE, shape.whole, i, None))
            for first, second in shape.heads:
                for text in first.plain:
                    self.plain_heads[text].append((i, second))
                for head in first.patterns:
                    self.filed.add(head.beginnings, (FIRST, head, i, second))
        # What the run may fulfil that comes second, if it is not a plain text.
        self.filed_seconds = ByBeginning()
        later = {id(second): second for shape in shapes for _, second in shape.heads if second is not None}
        for head in {head.regex: head for second in later.values() for head in second.patterns}.values():
            self.filed_seconds.add(head.beginnings, head)
        self.plain = frozenset(self.literals.keys() | self.plain_heads.keys())
        self.plain_seconds = frozenset().union(*[second.plain for second in later.values()])
        self.whole, self.heads = Asked(flags, wrapping), Asked(flags)
        self._asked = {WHOLE: self.whole, FIRST: self.heads}
        by_character = [((i, s.confined), s.firsts) for i, s in enumerate(shapes)]
        self.by_first_character = ByFirstCharacter(by_character, tuple)
        self.followings: dict[frozenset[int], _Following] = {}
        self.loose = self._loose([(r, s) for r, s in zip(self.regexes, shapes, strict=True) if s.loose])
        self.roles: WordCache[_Role] = WordCache(self._role)
        # All runs met that have a role, and all that may be a plain second one of a match: up to a number.
        self.with_role: set[str] = set()
        self.plain_second: set[str] = set()
        self.seconds: WordCache[bool] = WordCache(self._may_be_second)
        self.pairs: WordCache[tuple[int, ...]] = WordCache(self._find_pair)

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

    def _role(self, run: str) -> _Role:
        if is_simple(run):
            folded = fold(run)
            if folded in self.plain_seconds:
                self._note_seconds([run])
            filed = self.filed.of(folded)
            if filed:
                asked = self._asked
                filed = [thing for thing in filed if asked[thing[0]].fulfils(run, folded, thing[1])]
            if not filed and folded not in self.plain:
                return _NONE
            whole = (*self.literals.get(folded, ()), *[i for kind, _, i, _ in filed if kind == WHOLE])
            begun = (
                *self.plain_heads.get(folded, ()),
                *[(i, s) for kind, _, i, s in filed if kind == FIRST],
            )
            role = _Role(self._hit(run, whole), self._beginning(begun), whole, begun)
        else:
            self._note_seconds([run])
            confined = self._by_first_character(run, confined=True)
            whole = tuple([i for i in confined if self.whole.pattern(self.regexes[i]).match(run)])
            begun = tuple([(i, None) for i in self._by_first_character(run, confined=False)])
            role = _Role(self._hit(run, whole), bool(begun), whole, begun)
        if len(self.with_role) < _MANY_ROLES:
            self.with_role.add(run)
        return role

    def _learn(self, runs: Sequence[str]) -> None:
        """Find the roles of runs; most begin like nothing that a pattern takes, which is told at once."""
        simple = [*filter(is_simple, runs)]
        folded = fold("\n".join(simple)).split("\n")
        filed = self.filed.of
        idle = [
            (run, f)
            for run, f in zip(simple, folded, strict=bool(simple))
            if f not in self.plain and not filed(f)
        ]
        self._note_seconds([run for run, f in idle if f in self.plain_seconds])
        self.roles.fill([run for run, _ in idle], _NONE)
        for run in runs:
            self.roles[run]

    def _note_seconds(self, runs: Sequence[str]) -> None:
        if len(self.plain_second) < _MANY_ROLES:
            self.plain_second.update(runs[: _MANY_ROLES - len(self.plain_second)])

    def _hit(self, run: str, whole: tuple[int, ...]) -> int:
        return MISS if not whole else HIT if self.is_kept(run) else EXCLUDED

    def _by_first_character(self, run: str, confined: bool) -> tuple[int, ...]:
        """Return the patterns that a run may begin, of those that are confined to runs or of the others."""
        return tuple([i for i, is_confined in self.by_first_character[run[0]] if is_confined == confined])

    def _beginning(self, begun: tuple[tuple[int, Heads | None], ...]) -> _Following | bool:
        """Put together what may follow a run that begins some patterns."""
        seconds = [second for _, second in begun if second is not None]
        if len(seconds) < len(begun):
            return True
        if not seconds:
            return False
        key = frozenset(map(id, seconds))
        if key not in self.followings:
            plain = frozenset([text for second in seconds for text in second.plain])
            self.followings[key] = _Following(plain, any(second.patterns for second in seconds))
        return self.followings[key]

    def _may_be_second(self, run: str) -> bool:
        """Tell whether a run is to be asked about as the second one of a match, being no plain one."""
        folded = fold(run)
        return any(self.heads.fulfils(run, folded, head) for head in self.filed_seconds.of(folded))

    def is_loose(self, text: str) -> bool:
        """Tell whether a pattern may match in a text that cannot be found by the runs it begins with."""
        return any(pattern.search(text) for pattern in self.loose)

    def _special(self, runs: Collection[str]) -> dict[str, _Role]:
        """Return the runs of a text that are something to the patterns, in order, with their roles."""
        roles = self.roles
        new = [*itertools.filterfalse(roles.__contains__, runs)]
        if new:
            self._learn(new)
        if len(self.with_role) < _MANY_ROLES:
            return {run: roles[run] for run in filter(self.with_role.__contains__, runs)}
        return {run: role for run in runs if (role := roles[run]) is not _NONE}

    def findall(self, text: str) -> list[str]:
        """Return the matches in a text, in order."""
        if self.is_loose(text):
            return self.search(text)
        found: list[str] = []
        position = 0
        roles = self.roles
        runs = [*self.run.finditer(text), None]
        for run, following in itertools.pairwise(runs):
            assert run is not None
            start = run.start()
            if start < position:
                continue
            string = run.group()
            role = roles[string]
            if role is _NONE:
                continue
            match = None
            if role.begins:
                match = self._at(text, start, string, "" if following is None else following.group())
            if match is not None:
                position = match.end()
                if self.is_kept(match.group(1)):
                    found.append(match.group(1))
            elif role.hit == HIT:
                found.append(string)
        return found

    def count_placed(
        self, text: str, runs: Mapping[str, int], pieces: Callable[[], Sequence[str]]
    ) -> dict[str, int]:
        """Count the matches in a text that is not loose, looking only where two runs may begin one.

        Parameters
        ----------
        text : str
            The text.
        runs : mapping of str to int
            Its runs, counted.
        pieces : callable
            The pieces of the text that are to be searched apart.
        """
        special = self._special(runs)
        counts = {run: runs[run] for run, role in special.items() if role.hit == HIT}
        begins = {run: role.begins for run, role in special.items() if role.begins}
        if not begins:
            return counts
        index = run_index(self.run_class, text)
        places = self._places(index, begins)
        return self._count_at(places, index, Pieces(pieces()), Counter(counts)) if places else counts

    def _places(self, index: RunIndex, begins: Mapping[str, _Following | bool]) -> list[int]:
        """Return where a run stands that may begin a match, together with the one that follows."""
        free = {run for run, may in begins.items() if isinstance(may, bool) or may.patterns}
        seconds = self.plain_second if len(self.plain_second) < _MANY_ROLES else None
        places = index.places(begins.keys() - free, seconds)
        if free:
            places = sorted([*places, *index.places(free)])
        at = index.at
        return [place for place in places if self._may_begin(begins[at(place)], at(place), at(place + 1))]

    def _may_begin(self, following: _Following | bool, run: str, after: str) -> bool:
        """Tell whether a match may begin with a run and the one that follows."""
        if not isinstance(following, bool) and not self._may_follow(following, after):
            return False
        return bool(self._pair(run, after))

    def _may_follow(self, following: _Following, run: str) -> bool:
        if not run:
            return False
        folded = FOLDED[run]
        return folded is None or folded in following.plain or (following.patterns and self.seconds[run])

    def _count_at(
        self, places: list[int], index: RunIndex, pieces: Pieces, counts: Counter[str]
    ) -> dict[str, int]:
        """Count the matches that begin at some places, and take off the runs within them."""
        roles, at = self.roles, index.at
        beyond = 0
        for place in places:
            if place < beyond:
                continue
            start = index.start(place)
            piece, offset = pieces.at(start)
            match = self._at(piece, start - offset, at(place), at(place + 1))
            if match is None:
                continue
            beyond = index.first_from(place + 1, offset + match.end())
            for within in range(place, beyond):  # these are no matches of their own
                if roles[at(within)].hit == HIT:
                    counts[at(within)] -= 1
            if self.is_kept(match.group(1)):
                counts[match.group(1)] += 1
        return counts

    def _at(self, text: str, start: int, run: str, following: str) -> re.Match[str] | None:
        """Match the patterns where a run begins that one of the others may begin with."""
        for i in self._pair(run, following):
            match = self.whole.pattern(self.regexes[i]).match(text, start)
            if match is not None:
                return match
        return None

    def _pair(self, run: str, following: str) -> tuple[int, ...]:
        """Return the patterns to try where one run follows another: the first that matches wins.

        There are none if only patterns for the run as a whole match.
        """
        return self.pairs[f"{run}{_THEN}{following}"]

    def _find_pair(self, pair: str) -> tuple[int, ...]:
        run, _, following = pair.partition(_THEN)
        role = self.roles[run]
        others = [i for i, second in role.others if self._follows(second, following)]
        return tuple(sorted({*role.whole, *others})) if others else ()

    def _follows(self, second: Heads | None, run: str) -> bool:
        """Tell whether a run, empty if there is none, may be what follows the first one of a match."""
        if second is None:
            return True
        if not run:
            return False
        folded = FOLDED[run]
        if folded is None or folded in second.plain:
            return True
        return any(self.heads.fulfils(run, folded, head) for head in second.patterns)
