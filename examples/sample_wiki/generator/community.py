"""The people of the wiki: who edits when, with which skill, under which name."""

from __future__ import annotations

from dataclasses import dataclass

from generator import material
from generator.dice import Dice

DAY = 86_400
SKILL = {
    "admins": 0.1,
    "patrollers": 0.2,
    "experts": 0.2,
    "regulars": 0.5,
    "newcomers": 0.8,
    "ip": 0.7,
    "bots": 0.0,
}


@dataclass
class User:
    """An account, or an address when there is no account; ``id`` is given with the first edit."""

    name: str
    role: str
    id: int | None = None
    start: int = 0
    end: int = 0

    @property
    def anonymous(self) -> bool:
        """Whether the user has no account."""
        return self.role == "ip"

    @property
    def clumsiness(self) -> float:
        """How many flaws the user leaves in what they write, from 0 to 1."""
        return SKILL.get(self.role, 0.8)


class Community:
    """Everybody who edits between two moments."""

    def __init__(self, dice: Dice, start: int, end: int) -> None:
        self.dice = dice
        self.start = start
        self.next_id = 400
        self.users: dict[str, list[User]] = {}
        number = 1
        for role, names in material.sections("people.txt").items():
            self.users[role] = []
            for name in names:
                user = User(name, role, start=start, end=end)
                if role == "newcomers":
                    user.start = dice.between(start - 5 * DAY, end - 20 * DAY)
                    user.end = user.start + dice.between(2, 160) * DAY
                elif role not in ("vandals", "spammers"):
                    number += dice.between(1, 9)
                    user.id = number
                self.users[role].append(user)
        self.regular_weight = {user.name: 1 / (1 + i * 0.15) for i, user in enumerate(self.users["regulars"])}

    def arrive(self, user: User, time: int) -> User:
        """Give the account its number; numbers grow with the day of the first edit."""
        if user.id is None and not user.anonymous:
            self.next_id = max(self.next_id + 1, 400 + (time - self.start) * 7 // (2 * DAY))
            user.id = self.next_id
        return user

    def named(self, name: str) -> User:
        """Find an account by its name."""
        return next(user for users in self.users.values() for user in users if user.name == name)

    def one_of(self, role: str, time: int) -> User:
        """Choose somebody with the role who is about at that time; an address if nobody is."""
        if role == "ip":
            return self.address()
        if role == "regulars":
            name = self.dice.weighted(self.regular_weight)
            return self.named(name)
        present = [user for user in self.users[role] if user.start <= time <= user.end]
        return self.arrive(self.dice.choice(present), time) if present else self.address()

    def vandal(self, time: int, spam: bool) -> User:
        """Choose who does harm: an account or, more often, an address."""
        role = "spammers" if spam else "vandals"
        if self.dice.chance(0.36 if not spam else 0.7):
            fresh = [user for user in self.users[role] if user.id is None]
            used = [user for user in self.users[role] if user.id is not None]
            return self.arrive(self.dice.choice(fresh or used), time)
        return self.address(school=not spam and self.dice.chance(0.3))

    def address(self, school: bool = False) -> User:
        """Make up an address from the ranges that are kept for examples."""
        dice = self.dice
        if school:
            return User(f"203.0.113.{dice.between(4, 40)}", "ip")
        if dice.chance(0.25):
            groups = ":".join(f"{dice.between(1, 0xFFFF):X}" for _ in range(6))
            return User(f"2001:DB8:{groups}", "ip")
        return User(f"{dice.choice(('192.0.2', '198.51.100', '203.0.113'))}.{dice.between(1, 254)}", "ip")
