"""Pages beside the articles: talk, user, template, category and project pages."""

from __future__ import annotations

from generator import material
from generator.community import DAY, User
from generator.document import Document, Piece
from generator.patrol import signature
from generator.wiki import Wiki

HOUR = 3600


def plan(wiki: Wiki, born: dict[str, int], titles: list[str]) -> None:
    """Plan the history of all pages that are not articles."""
    for title, posts in material.threads().items():
        _plan_thread(wiki, title, posts, born[title.removeprefix("Talk:")])
    for name, body in material.entries("userpages.txt").items():
        owner = wiki.community.named(name)
        _plan_versions(wiki, f"User:{name}", owner, "\n".join(body).split("\n--\n"))
    for name, body in material.entries("templates.txt").items():
        maker = wiki.community.one_of("regulars", wiki.start)
        _plan_versions(wiki, f"Template:{name}", maker, ["\n".join(body)])
    _plan_categories(wiki, titles)
    _plan_empty_pages(wiki)


def _plan_thread(wiki: Wiki, title: str, posts: list[tuple[str, str]], born: int) -> None:
    doc = Document([])
    time = wiki.moment(born + 10 * DAY, wiki.end - 40 * DAY)
    stranger = wiki.community.address()
    heading = ""
    for who, words in posts:
        if who == "heading":
            heading = words
            doc.pieces.append(Piece("heading", f"== {words} ==", len(doc.pieces), present=True))
            time = wiki.moment(time + DAY, min(time + 60 * DAY, wiki.end - 5 * DAY))
            continue
        user = stranger if who == "ip" else wiki.community.named(who)
        depth = 0 if doc.pieces[-1].kind == "heading" else doc.pieces[-1].final.count(":", 0, 6) + 1
        post = f"{':' * min(depth, 5)}{words} {signature(user, time)}"
        doc.pieces.append(Piece("item", post, 1000 + doc.pieces.index(_last_heading(doc)), present=True))
        _plan_save(
            wiki, title, doc.copy(), user, time, f"/* {heading} */ {'' if depth else 'new section'}".strip()
        )
        time += wiki.dice.delay(5 * HOUR, 1.0)


def _last_heading(doc: Document) -> Piece:
    return next(piece for piece in reversed(doc.pieces) if piece.kind == "heading")


def _plan_save(wiki: Wiki, title: str, doc: Document, user: User, time: int, comment: str) -> None:
    wiki.at(time, _save, wiki, title, doc, user, comment)


def _save(wiki: Wiki, title: str, doc: Document, user: User, comment: str, time: int) -> None:
    wiki.save(wiki.page(title), doc, user, time, comment)


def _plan_versions(wiki: Wiki, title: str, user: User, versions: list[str]) -> None:
    time = wiki.moment(max(wiki.start, user.start), wiki.start + 400 * DAY)
    for text in versions:
        _plan_save(wiki, title, Document([Piece("sentence", text, 1, present=True)]), user, time, "")
        time = wiki.moment(time + DAY, time + 200 * DAY)


def _plan_categories(wiki: Wiki, titles: list[str]) -> None:
    """Open a page for each category that several articles share."""
    counts: dict[str, int] = {}
    for doc in material.articles().values():
        for piece in doc.pieces:
            if piece.kind == "category":
                name = piece.final.strip("[]").partition(":")[2]
                counts[name] = counts.get(name, 0) + 1
    for name in sorted(name for name, count in counts.items() if count > 2):
        maker = (
            wiki.community.named("CatHerderBot")
            if wiki.dice.chance(0.5)
            else wiki.community.one_of("regulars", 0)
        )
        versions = [
            f"Articles on the subject of {name}.",
            f"Articles on the subject of {name}.\n\n[[Category:Halvarra]]",
        ]
        _plan_versions(wiki, f"Category:{name}", maker, versions[: wiki.dice.between(1, 2)])


def _plan_empty_pages(wiki: Wiki) -> None:
    """Leave an empty page, and a sandbox that ends empty."""
    owner = wiki.community.named("Kelpie K")
    _plan_versions(wiki, "User:Kelpie K", owner, [""])
    admin = wiki.community.named("Moorgrim")
    visitor = wiki.community.address()
    tries = [
        (admin, "Try things out below this line."),
        (visitor, "Try things out below this line.\n\nhello can you see this"),
        (visitor, "Try things out below this line.\n\n'''hello''' can you see [[this]]"),
        (admin, ""),
    ]
    time = wiki.moment(wiki.start + 100 * DAY, wiki.start + 120 * DAY)
    for user, text in tries:
        doc = Document([Piece("sentence", text, 1, present=True)])
        _plan_save(wiki, "Project:Sandbox", doc, user, time, "sandbox")
        time += wiki.dice.delay(20 * 60, 0.5)
