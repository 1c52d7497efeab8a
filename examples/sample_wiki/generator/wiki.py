"""The wiki as it is recorded: pages, revisions, and the queue of what will happen when."""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from generator import material
from generator.community import Community, User
from generator.dice import Dice
from generator.document import Document

NAMESPACES = {
    -2: "Media",
    -1: "Special",
    0: "",
    1: "Talk",
    2: "User",
    3: "User talk",
    4: "Project",
    5: "Project talk",
    6: "File",
    7: "File talk",
    8: "MediaWiki",
    9: "MediaWiki talk",
    10: "Template",
    11: "Template talk",
    12: "Help",
    13: "Help talk",
    14: "Category",
    15: "Category talk",
}
DAY = 86_400
HOURS = {hour: 0.3 if hour < 6 else 1.0 if hour < 9 else 2.0 if hour < 16 else 2.6 for hour in range(24)}
SCHOOL = {hour: 3.0 if 8 < hour < 16 else 1.0 if hour > 15 else 0.2 for hour in range(24)}
SUMMARIES = material.sections("summaries.txt")
SILENCE = {"ip": 0.62, "newcomers": 0.45, "vandals": 0.7, "regulars": 0.18, "experts": 0.08, "bots": 0.0}


@dataclass
class Revision:
    """One revision; ``intent`` says why the generator made it and is not written to the dump."""

    id: int
    parent: int | None
    time: int
    user: User
    minor: bool
    comment: str
    text: str
    doc: Document
    intent: str
    deleted: set[str] = field(default_factory=set)


@dataclass
class Page:
    """A page with its history, oldest revision first."""

    id: int
    title: str
    revisions: list[Revision] = field(default_factory=list)

    @property
    def namespace(self) -> int:
        """The number of the namespace that the title names."""
        prefix = self.title.partition(":")[0] if ":" in self.title else ""
        return next((number for number, name in NAMESPACES.items() if name and name == prefix), 0)

    @property
    def last(self) -> Revision:
        """The current revision."""
        return self.revisions[-1]

    def last_clean(self) -> Revision | None:
        """Return the newest revision in which there is no damage."""
        return next((revision for revision in reversed(self.revisions) if revision.doc.clean), None)


class Wiki:
    """Pages, people and time.

    Things that will happen are functions of the time, kept in a heap; running them in order of time
    numbers the revisions as a real wiki would.
    """

    def __init__(self, dice: Dice, start: int, end: int) -> None:
        self.dice = dice
        self.start = start
        self.end = end
        self.pages: dict[str, Page] = {}
        self.community = Community(dice, start, end)
        self._queue: list[tuple[int, int, Callable[..., None], tuple[object, ...]]] = []
        self._events = 0
        self._last_revision = 1000

    def at(self, time: int, happen: Callable[..., None], *about: object) -> None:
        """Let ``happen(*about, time)`` happen at a time, unless the story is over by then."""
        if time < self.end:
            self._events += 1
            heapq.heappush(self._queue, (time, self._events, happen, about))

    def run(self) -> None:
        """Let everything happen, in order of time."""
        while self._queue:
            time, _, happen, about = heapq.heappop(self._queue)
            happen(*about, time)

    def moment(self, low: int, high: int, hours: dict[int, float] = HOURS) -> int:
        """Draw a moment in an interval, at an hour at which people are awake."""
        day = self.dice.between(low // DAY, high // DAY) * DAY
        return max(low, min(high, day + self.dice.weighted(hours) * 3600 + self.dice.between(0, 3599)))

    def page(self, title: str) -> Page:
        """Find a page or open it."""
        if title not in self.pages:
            self.pages[title] = Page(len(self.pages) + 1, title)
        return self.pages[title]

    def save(
        self,
        page: Page,
        doc: Document,
        user: User,
        time: int,
        comment: str,
        intent: str = "good",
        minor: bool = False,
        null_edit: bool = False,
    ) -> Revision | None:
        """Record a revision; nothing is recorded when the text did not change."""
        text = doc.render()
        if page.revisions and page.last.text == text and not null_edit:
            return None
        self._last_revision += self.dice.between(1, 3)
        moment = max(time, page.last.time + 1) if page.revisions and not null_edit else time
        parent = page.last.id if page.revisions else None
        self.community.arrive(user, time)
        minor = minor and not user.anonymous
        revision = Revision(self._last_revision, parent, moment, user, minor, comment, text, doc, intent)
        page.revisions.append(revision)
        return revision

    def summary(self, kind: str, by: User, title: str, section: str = "", **names: object) -> str:
        """Draw an edit summary of a kind; people of some roles often write none."""
        if self.dice.chance(SILENCE.get(by.role, 0.2)) and kind not in ("watchdog",):
            return f"/* {section} */ " if section and self.dice.chance(0.4) else ""
        text = self.dice.choice(SUMMARIES[kind])
        if not section:
            text = re.sub(r"/\* \{section\} \*/ ?", "", text)
        values = {"section": section, "title": title, "user": "", "rev": "", "good": "", **names}
        return text.format(**values).replace("[[Special:Contributions/|]]", "")
