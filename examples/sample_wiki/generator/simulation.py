"""The story of the sample wiki: pages are begun and grow, are damaged, mended and disputed."""

from __future__ import annotations

import calendar
from collections.abc import Callable

from generator import edits, material, talk
from generator.community import DAY, User
from generator.dice import Dice
from generator.document import Document
from generator.edits import Edit
from generator.patrol import Patrol
from generator.wiki import Page, Wiki

START = calendar.timegm((2019, 3, 1, 7, 0, 0))
END = calendar.timegm((2022, 3, 1, 0, 0, 0))
OTHER_TARGETS = ("User:Tidewater Jane", "User:WatchdogBot", "Talk:Halvarra", "Template:Infobox settlement")
SHIPWRECKS = "List of shipwrecks of Halvarra"
ROLES = {"ip": 0.30, "newcomers": 0.22, "regulars": 0.28, "experts": 0.10, "patrollers": 0.06, "admins": 0.04}
SESSIONS_PER_PAGE = (16, 24)
SPREES = 162

GoodEdit = Callable[[Document, Dice], "Edit | None"]
TASTES: dict[str, dict[str, float]] = {
    "ip": {
        "typo": 3,
        "number": 3,
        "link": 1.5,
        "expand": 2,
        "weak": 1.2,
        "clumsy": 0.3,
        "wordy": 1,
        "prune": 0.7,
        "see_also": 0.25,
    },
    "newcomers": {
        "typo": 2,
        "number": 1.5,
        "link": 1,
        "expand": 4,
        "weak": 1.5,
        "clumsy": 0.4,
        "reference": 0.7,
    },
    "regulars": {
        "typo": 2,
        "wordy": 2,
        "link": 3,
        "reference": 2,
        "expand": 5,
        "box": 1.2,
        "prune": 2,
        "number": 1.5,
        "see_also": 0.4,
    },
    "experts": {"expand": 4, "reference": 4, "rewrite": 1.0, "prune": 2, "number": 1.5, "wordy": 1.5},
    "patrollers": {"typo": 3, "link": 2, "prune": 3, "wordy": 2, "category": 1, "tag": 2},
    "admins": {"typo": 2, "link": 2, "prune": 3, "wordy": 2, "box": 1, "reference": 1},
}
GOOD: dict[str, GoodEdit] = {
    "typo": edits.fix("typo"),
    "link": edits.fix("link", 4),
    "reference": edits.fix("reference", 2),
    "wordy": edits.fix("wordy"),
    "number": edits.fix("number", 1),
    "tag": edits.tag,
    "box": edits.add("infobox", "table"),
    "category": edits.add("category"),
    "weak": edits.weak,
    "clumsy": edits.clumsy,
    "prune": edits.prune,
    "rewrite": edits.rewrite,
}


class Simulation:
    """Plans what happens to every page and lets it happen."""

    def __init__(self, seed: int) -> None:
        self.dice = Dice(seed)
        self.wiki = Wiki(self.dice, START, END)
        self.patrol = Patrol(self.wiki)
        self.articles = material.articles()
        material.add_extras(self.articles, self.dice)
        self.articles[SHIPWRECKS] = material.shipwrecks(self.dice, 600)
        self.born: dict[str, int] = {}

    def run(self) -> Wiki:
        """Let the three years pass and return the wiki."""
        for index, title in enumerate(self.dice.shuffled(list(self.articles))):
            self._plan_article(title, index)
        talk.plan(self.wiki, self.born, list(self.articles))
        self._plan_bots()
        self._plan_disputes()
        self._plan_odd_facts()
        self._plan_moves()
        for _ in range(SPREES):
            self.patrol.plan_spree([*self.articles, *OTHER_TARGETS])
        self.wiki.run()
        self._hide_some()
        return self.wiki

    def _plan_article(self, title: str, index: int) -> None:
        early = index < 30 or title in (SHIPWRECKS, "Halvarra")
        born = self.wiki.moment(START, START + (60 if early else 700) * DAY)
        self.born[title] = born
        self.wiki.at(born, self._create, title)
        many = self.dice.between(*SESSIONS_PER_PAGE) + len(self.articles[title].pieces) // 7
        for _ in range(28 if title == SHIPWRECKS else many):
            share = self.dice.uniform(0, 1) ** 1.5
            low = born + int((END - born) * share)
            self.wiki.at(self.wiki.moment(low, low + DAY), self._session, title)

    def _create(self, title: str, time: int) -> None:
        role = self.dice.weighted({"regulars": 0.6, "experts": 0.25, "newcomers": 0.15})
        user = self.wiki.community.one_of(role, time)
        doc = self.articles[title].copy()
        first = [piece for piece in doc.pieces if piece.kind in ("sentence", "row")]
        for piece in first[: 4 if title == SHIPWRECKS else self.dice.between(1, 4)]:
            piece.present = True
            edits.flaw(piece, self.dice, user.clumsiness)
        for piece in doc.pieces:
            if piece.kind == "weak":
                piece.present = self.dice.chance(0.35)
            elif piece.kind in ("infobox", "category"):
                piece.present = self.dice.chance(0.3)
            elif piece.final == "|}":
                piece.present = True
        page = self.wiki.page(title)
        self.wiki.save(page, doc, user, time, self.wiki.summary("create", user, title))

    def _session(self, title: str, time: int) -> None:
        """Let somebody make one to four edits to a page, minutes apart."""
        page = self.wiki.pages.get(title)
        if page is None:
            return
        user = self.wiki.community.one_of(self.dice.weighted(ROLES), time)
        for _ in range(self.dice.weighted({1: 0.45, 2: 0.3, 3: 0.15, 4: 0.1})):
            self.wiki.at(time, self._good_edit, page, user)
            time += self.dice.delay(420, 0.9)

    def _good_edit(self, page: Page, user: User, time: int) -> None:
        doc = page.last.doc.copy()
        if not doc.clean and (doc.raw is not None or self.dice.chance(0.55)):
            self.patrol.notice(page, user, time)
            return
        sound = doc.clean
        if self.dice.chance(0.3):
            edits.age(doc, self.dice)
        edit = self._choose(page, doc, user)
        if edit is None:
            return
        kind = "expand_new" if edit.kind == "expand" and user.role in ("ip", "newcomers") else edit.kind
        comment = self.wiki.summary(kind, user, page.title, edit.section)
        revision = self.wiki.save(page, doc, user, time, comment, minor=edit.minor and self.dice.chance(0.7))
        if revision and sound and not doc.clean:
            revision.intent = "mistake"
            self.patrol.expect(page, revision, plainness=0.5)

    def _choose(self, page: Page, doc: Document, user: User) -> Edit | None:
        tastes = dict(TASTES[user.role])
        if page.title == SHIPWRECKS:
            tastes["expand"] = 12.0
        while tastes:
            kind = self.dice.weighted(tastes)
            if kind == "expand":
                edit = self._expand(page, doc, user)
            elif kind == "see_also":
                edit = edits.see_also(doc, self.dice, self._related(page.title))
            else:
                edit = GOOD[kind](doc, self.dice)
            if edit is not None:
                return edit
            # Nothing to do of this kind: something else, but no mistake for want of work.
            tastes = {
                other: weight for other, weight in tastes.items() if other not in (kind, "weak", "clumsy")
            }
        return None

    def _related(self, title: str) -> list[str]:
        """List the other articles that share a category with one."""
        names = {piece.final for piece in self.articles[title].pieces if piece.kind == "category"}
        return [
            other
            for other, doc in self.articles.items()
            if other != title and any(piece.final in names for piece in doc.pieces)
        ]

    def _expand(self, page: Page, doc: Document, user: User) -> Edit | None:
        if page.title == SHIPWRECKS:
            return edits.expand(doc, self.dice, user.clumsiness * 0.2, self.dice.between(10, 30))
        if user.role in ("regulars", "experts") and self.dice.chance(0.06):
            other = self.wiki.pages.get(self.dice.choice(self._related(page.title) or [page.title]))
            if other is not None and other is not page and other.last.doc.clean:
                return edits.paste(doc, self.dice, other.last.doc)
        most = 3 if user.role in ("regulars", "experts") else 2
        return edits.expand(doc, self.dice, user.clumsiness, self.dice.between(1, most))

    def _plan_bots(self) -> None:
        rounds: list[tuple[str, GoodEdit, str, float]] = [
            ("LinkBot", edits.add("interwiki"), "interwiki", 75),
            ("TypoTernBot", edits.fix("typo", 6), "bot_typo", 75),
            ("CatHerderBot", edits.add("category"), "bot_category", 110),
        ]
        for name, how, kind, every in rounds:
            user = self.wiki.community.named(name)
            day = 60.0
            while START + day * DAY < END:
                base = START + int(day * DAY) + self.dice.between(0, DAY)
                for order, title in enumerate(self.dice.shuffled(list(self.articles))[:8]):
                    time = base + order * self.dice.between(20, 50)
                    self.wiki.at(time, self._bot, title, how, kind, user)
                day += every * self.dice.uniform(0.6, 1.2)

    def _bot(self, title: str, how: GoodEdit, kind: str, user: User, time: int) -> None:
        page = self.wiki.pages.get(title)
        if page is None or page.last.doc.raw is not None:
            return
        doc = page.last.doc.copy()
        if how(doc, self.dice):
            self.wiki.save(page, doc, user, time, self.wiki.summary(kind, user, title), minor=True)

    def _plan_disputes(self) -> None:
        for title, fragment, rival, why in material.fields(material.lines("disputes.txt")):
            born = self.born[title]
            time = self.wiki.moment(born + (END - born) // 2, END - 20 * DAY)
            self.wiki.at(time, self.patrol.dispute, title, fragment, rival, why)

    def _plan_odd_facts(self) -> None:
        facts = material.fields(edits.GOODFAITH["odd_facts"])
        for number, (title, fact) in enumerate(facts):
            time = self.wiki.moment(self.born[title] + 20 * DAY, END - 10 * DAY)
            self.wiki.at(time, self.patrol.odd_fact, title, fact, number % 4 == 0)

    def _plan_moves(self) -> None:
        for old, new in (
            ("Wend Bridge", "Wend Viaduct"),
            ("Halvarran rail", "Halvarra rail"),
            ("Esker", "River Esker"),
        ):
            time = self.wiki.moment(self.born[new] + 3 * DAY, self.born[new] + 90 * DAY)
            self.wiki.at(time, self._move, old, new)

    def _move(self, old: str, new: str, time: int) -> None:
        """Record a move as MediaWiki does: a null revision and a redirect in the same second."""
        user = self.wiki.community.one_of("admins", time)
        page = self.wiki.pages[new]
        comment = f"{user.name} moved page [[{old}]] to [[{new}]]: the usual name"
        self.wiki.save(page, page.last.doc.copy(), user, time, comment, minor=True, null_edit=True)
        stub = Document([], raw=f"#REDIRECT [[{new}]]")
        self.wiki.save(self.wiki.page(old), stub, user, time, comment)

    def _hide_some(self) -> None:
        """Hide what administrators of real wikis hide, and let two edits fall into one second."""
        harms = [
            revision
            for page in self.wiki.pages.values()
            for revision in page.revisions[2:-2]
            if revision.intent == "insults"
        ]
        for revision, what in zip(self.dice.shuffled(harms), ("text", "user", "comment"), strict=False):
            revision.deleted.add(what)
            if what == "comment" and not revision.comment:
                revision.comment = "removed by an administrator"
        twins = self.wiki.pages["Halvarra"].revisions
        twins[11].time = twins[10].time
