"""Harm and what is done about it: sprees of vandals, patrolling, counter-reverts, warnings, disputes."""

from __future__ import annotations

from generator import damage, edits, material
from generator.community import DAY, User
from generator.document import Document, Flaw, Piece
from generator.wiki import SCHOOL, Page, Revision, Wiki

REVERTERS = {"patrollers": 0.45, "admins": 0.2, "regulars": 0.2, "ip": 0.09, "newcomers": 0.06}
BLATANT = 0.85
HOUR = 3600


class Patrol:
    """Lets vandals come and lets others notice."""

    def __init__(self, wiki: Wiki) -> None:
        self.wiki = wiki
        self.dice = wiki.dice
        self.warnings = material.lines("warnings.txt")

    def plan_spree(self, titles: list[str]) -> None:
        """Let a vandal come at some time and harm one to four pages, or one page several times."""
        dice = self.dice
        time = self.wiki.moment(self.wiki.start + 30 * DAY, self.wiki.end - DAY, SCHOOL)
        many = dice.weighted({1: 0.62, 2: 0.22, 3: 0.1, 4: 0.06})
        kind = "spam" if dice.chance(0.06) else ""
        same = dice.choice(titles) if dice.chance(0.6) else ""
        user: list[User] = []
        for _ in range(many):
            title = same or dice.choice(titles)
            self.wiki.at(time, self._attack, title, kind, user)
            time += dice.delay(110, 0.8)

    def _attack(self, title: str, kind: str, vandal: list[User], time: int) -> None:
        page = self.wiki.pages.get(title)
        if page is None or page.last.doc.raw is not None:
            return
        if not vandal:
            vandal.append(self.wiki.community.vandal(time, spam=kind == "spam"))
        user, doc = vandal[0], page.last.doc.copy()
        done = damage.harm(doc, title, self.dice, kind)
        if done is None:
            return
        if user.role not in ("ip",) and self.dice.chance(0.04):
            doc.mend()
        comment = self._excuse(doc, user, title)
        revision = self.wiki.save(page, doc, user, time, comment, done.kind, minor=self.dice.chance(0.1))
        if revision is None:
            return
        if self.dice.chance(0.4 if done.kind == "test" else 0.05):
            wait = self.dice.delay(150, 0.8)
            self.wiki.at(time + wait, self._repent, page, revision)
        self.expect(page, revision, done.plainness)

    def _excuse(self, doc: Document, user: User, title: str) -> str:
        if self.dice.chance(0.68):
            section = ""
            changed = [piece for piece in doc.pieces if piece.override is not None or piece.kind == "junk"]
            if changed and doc.raw is None:
                section = doc.section_of(changed[0])
            return f"/* {section} */ " if section and self.dice.chance(0.6) else ""
        if self.dice.chance(0.35):
            return self.wiki.summary(self.dice.choice(("expand_new", "typo", "number")), user, title)
        return self.dice.choice(damage.PHRASES["comments"])

    def _repent(self, page: Page, revision: Revision, time: int) -> None:
        """Let somebody take their own last edit back."""
        if page.last is revision and len(page.revisions) > 1:
            doc = page.revisions[-2].doc.copy()
            comment = self.wiki.summary("self_revert", revision.user, page.title)
            self.wiki.save(page, doc, revision.user, time, comment, "self-revert")

    def expect(self, page: Page, revision: Revision, plainness: float) -> None:
        """Let somebody notice a revision; the plainer the harm, the sooner."""
        dice = self.dice
        if plainness >= BLATANT and dice.chance(0.5) and revision.user.role in ("ip", "vandals", "spammers"):
            watchdog = self.wiki.community.named("WatchdogBot")
            wait = dice.between(3, 75)
            self.wiki.at(revision.time + wait, self.notice, page, watchdog)
            return
        if plainness > 0.55:
            wait = dice.delay(18 * 60, 1.5)
        else:
            wait = dice.delay(3 * HOUR, 1.4)
        if dice.chance(0.2 - 0.13 * plainness):
            wait = dice.between(50 * HOUR, 30 * DAY)
        self.wiki.at(revision.time + wait, self._notice_by_somebody, page)

    def _notice_by_somebody(self, page: Page, time: int) -> None:
        role = self.dice.weighted(REVERTERS)
        self.notice(page, self.wiki.community.one_of(role, time), time)

    def notice(self, page: Page, user: User, time: int) -> None:
        """Let somebody undo the harm on a page, if there is any and they did not do it."""
        last, good = page.last, page.last_clean()
        if last.doc.clean or good is None or user.name == last.user.name:
            return
        newer = page.revisions[page.revisions.index(good) + 1 :]
        while user.name == good.user.name and good.intent == "revert" and user.role != "newcomers":
            user = self.wiki.community.one_of(self.dice.choice(("patrollers", "admins")), time)
        honest = [revision for revision in newer if revision.intent == "good"]
        names: dict[str, object] = {"user": last.user.name, "rev": last.id, "good": good.user.name}
        if honest and not (len(honest) == 1 and self.dice.chance(0.15)):
            doc = last.doc.copy()
            doc.mend()
            late = time - newer[0].time > 2 * DAY
            kind = "late_cleanup" if late else "prune" if last.intent == "mistake" else "rollback"
            comment = self.wiki.summary(kind, user, page.title, "", **names)
            self.wiki.save(page, doc, user, time, comment, "cleanup")
            return
        if len(newer) > 1 and user.role == "newcomers":
            good = newer[-2]  # sees only the last of several harmful edits
        kind = "goodfaith_revert" if last.intent == "mistake" else "rollback"
        kind = "watchdog" if user.name == "WatchdogBot" else kind
        if time - newer[0].time > 2 * DAY:
            kind = "late_cleanup"
        comment = self.wiki.summary(kind, user, page.title, "", **names)
        reverted = self.wiki.save(
            page, good.doc.copy(), user, time, comment, "revert", minor=self.dice.chance(0.6)
        )
        if reverted is None:
            return
        if not reverted.doc.clean:
            self.expect(page, reverted, 0.7)
        vandal = last.user
        if last.intent not in ("mistake", "good") and self.dice.chance(0.14):
            wait = self.dice.delay(200, 0.9)
            self.wiki.at(time + wait, self._again, page, last, reverted)
        if user.role in ("patrollers", "admins") and self.dice.chance(0.16):
            self.wiki.at(time + self.dice.delay(60, 0.5), self._warn, vandal, user, page)

    def _again(self, page: Page, harm: Revision, revert: Revision, time: int) -> None:
        """Let a vandal put the harm back."""
        if page.last is revert:
            comment = self.dice.choice(damage.PHRASES["comments"]) if self.dice.chance(0.4) else ""
            again = self.wiki.save(page, harm.doc.copy(), harm.user, time, comment, harm.intent)
            if again is not None:
                self.expect(page, again, 0.9)

    def _warn(self, whom: User, user: User, about: Page, time: int) -> None:
        page = self.wiki.page(f"User talk:{whom.name}")
        doc = page.last.doc.copy() if page.revisions else Document([])
        heading = self.warnings[0].format(title=about.title)
        words = self.dice.choice(self.warnings[1:]).format(title=about.title)
        if not any(piece.final == heading for piece in doc.pieces):
            doc.pieces.append(Piece("heading", heading, len(doc.pieces), present=True))
        signed = f"{words} {signature(user, time)}"
        doc.pieces.append(Piece("sentence", signed, len(doc.pieces), present=True))
        self.wiki.save(page, doc, user, time, f"/* Your edit to {about.title} */ new section")

    def dispute(self, title: str, fragment: str, rival: str, why: str, time: int) -> None:
        """Let two people of good faith undo each other until a third decides."""
        page = self.wiki.pages[title]
        if not page.last.doc.clean:
            return
        mine = page.last.doc.copy()
        place = next((piece for piece in mine.pieces if fragment in piece.final), None)
        if place is None:
            return
        place.present = True
        ours = mine.copy()
        place.flaws.append(Flaw("dispute", fragment, rival))
        challenger = self.wiki.community.one_of(
            self.dice.choice(("regulars", "experts", "newcomers", "ip")), time
        )
        defender = self.wiki.community.one_of("regulars", time)
        arbiter = self.wiki.community.one_of(self.dice.choice(("admins", "experts")), time)
        if self.wiki.save(page, ours, defender, time - 9 * DAY, "restored the sentence on sources", "good"):
            time = max(time, page.last.time + DAY)
        turns = [(challenger, mine, why)]
        for number in range(self.dice.between(1, 5)):
            who, doc = (defender, ours) if number % 2 == 0 else (challenger, mine)
            if number and self.dice.chance(0.65):  # others take sides
                who = self.wiki.community.one_of(self.dice.choice(("regulars", "experts", "newcomers")), time)
            turns.append((who, doc, self.wiki.summary("dispute", who, title)))
        if self.dice.chance(0.6):
            turns.append((arbiter, self.dice.choice((mine, ours)), "per talk"))
        self._take_turns(page, turns, time)

    def _take_turns(self, page: Page, turns: list[tuple[User, Document, str]], time: int) -> None:
        """Save one turn and plan the next, as long as nobody else has edited in between."""
        user, doc, comment = turns[0]
        saved = self.wiki.save(page, doc.copy(), user, time, comment, "dispute")
        if saved is None or len(turns) == 1:
            return

        def go_on(now: int) -> None:
            if page.last is saved:
                self._take_turns(page, turns[1:], now)

        self.wiki.at(saved.time + self.dice.delay(3 * HOUR, 0.9), go_on)

    def odd_fact(self, title: str, fact: str, mistaken: bool, time: int) -> None:
        """Add a true sentence that sounds like vandalism; at times the watchdog falls for it."""
        page = self.wiki.pages[title]
        if not page.last.doc.clean:
            return
        before, doc = page.last.doc, page.last.doc.copy()
        if edits.insert(doc, self.dice, "sentence", fact) is None:
            return
        role = self.dice.choice(("ip", "newcomers", "regulars", "experts"))
        user = self.wiki.community.one_of(role, time)
        kind = "expand_new" if user.role in ("ip", "newcomers") else "expand"
        saved = self.wiki.save(page, doc, user, time, self.wiki.summary(kind, user, title), "good")
        if saved is None or not mistaken:
            return
        bot = self.wiki.community.named("WatchdogBot")
        comment = self.wiki.summary("watchdog", bot, title, user=user.name, good=page.revisions[-2].user.name)
        self.wiki.save(page, before.copy(), bot, time + 20, comment, "revert", minor=True)
        keeper = self.wiki.community.one_of("regulars", time)
        wait = self.dice.delay(HOUR, 0.5)
        self.wiki.save(page, doc.copy(), keeper, time + wait, "false positive, it is in the source", "good")


def signature(user: User, time: int) -> str:
    """Sign a post as MediaWiki does."""
    import time as clock

    stamp = clock.strftime("%H:%M, %d %B %Y", clock.gmtime(time))
    link = (
        f"[[Special:Contributions/{user.name}|{user.name}]]"
        if user.anonymous
        else f"[[User:{user.name}|{user.name}]]"
    )
    return f"{link} {stamp} (UTC)"
