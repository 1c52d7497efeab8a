"""Reading the authored material: sections of lines, articles, threads and the list of shipwrecks."""

from __future__ import annotations

import re
from pathlib import Path

from generator.dice import Dice
from generator.document import Document, Piece, sentences

HERE = Path(__file__).resolve().parent.parent / "material"
ARTICLE_FILES = ("articles_places.txt", "articles_nature.txt", "articles_people.txt", "articles_history.txt")


def lines(name: str) -> list[str]:
    """Read a file of the material without its comments."""
    text = (HERE / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("# ")]


def sections(name: str) -> dict[str, list[str]]:
    """Read a file of ``[section]`` headers with one item a line."""
    found: dict[str, list[str]] = {}
    for line in lines(name):
        header = re.fullmatch(r"\[(\w+)\]", line)
        if header:
            current = found.setdefault(header.group(1), [])
        elif line.strip():
            current.append(line)
    return found


def fields(rows: list[str]) -> list[list[str]]:
    """Split lines at their bars."""
    return [[cell.strip() for cell in row.split(" | ")] for row in rows]


def entries(name: str) -> dict[str, list[str]]:
    """Read a file of ``@@ title`` entries as lists of lines."""
    found: dict[str, list[str]] = {}
    for line in lines(name):
        if line.startswith("@@ "):
            current = found.setdefault(line[3:].strip(), [])
        elif found:
            current.append(line)
    return {title: _strip(body) for title, body in found.items()}


def _strip(body: list[str]) -> list[str]:
    while body and not body[-1].strip():
        body = body[:-1]
    return body


def references() -> dict[str, str]:
    """Read the sources: wikitext in which ``$1`` stands for the place."""
    pairs = (line.partition(" = ") for line in lines("references.txt") if line.strip())
    return {key: value for key, _, value in pairs}


def articles() -> dict[str, Document]:
    """Read all articles as documents of which no piece is present yet."""
    sources = references()

    def cite(match: re.Match[str]) -> str:
        return sources[match.group(1)].replace("$1", match.group(2))

    found: dict[str, Document] = {}
    for name in ARTICLE_FILES:
        for title, body in entries(name).items():
            cited = [re.sub(r"\^(\w+)\(([^()]*)\)", cite, line) for line in body]
            found[title] = Document(_pieces(cited))
    return found


def add_extras(documents: dict[str, Document], dice: Dice) -> None:
    """Put each extra sentence at the end of a paragraph of its article."""
    for title, sentence in fields(lines("extras.txt")):
        pieces = documents[title].pieces
        ends = [
            index
            for index, piece in enumerate(pieces)
            if piece.kind == "sentence"
            and (index + 1 == len(pieces) or pieces[index + 1].group != piece.group)
        ]
        at = dice.choice(ends)
        pieces.insert(at + 1, Piece("sentence", sentence, pieces[at].group))


def _pieces(body: list[str]) -> list[Piece]:
    pieces: list[Piece] = []
    group = 0
    block: list[str] = []
    for line in body:
        previous = pieces[-1].kind if pieces else ""
        if block or line.startswith(("{|", "{{Infobox", "{{Speciesbox")):
            block.append(line)
            if line in ("|}", "}}"):
                group += 1
                kind = "infobox" if block[0].startswith("{{") else "table"
                pieces.append(Piece(kind, "\n".join(block), group))
                block = []
        elif line.startswith("~ "):
            pieces.append(Piece("weak", line[2:], group))
        elif line.startswith("%"):
            pieces += _footer(line, group)
        elif line.startswith("* "):
            group += previous != "item"
            pieces.append(Piece("item", line, group))
        elif line.strip():
            group += 1
            kind = (
                "heading" if line.startswith("==") else "image" if line.startswith("[[File:") else "sentence"
            )
            texts = sentences(line) if kind == "sentence" else [line]
            pieces += [Piece(kind, text, group) for text in texts]
    return pieces


def _footer(line: str, group: int) -> list[Piece]:
    categories, _, interwikis = line[1:].partition("#")
    notes = Piece("reflist", "== References ==\n<references />", group + 1)
    return [
        notes,
        *(Piece("category", f"[[Category:{name.strip()}]]", group + 2) for name in categories.split(";")),
        *(Piece("interwiki", f"[[{link.strip()}]]", group + 3) for link in interwikis.split(";")),
    ]


def shipwrecks(dice: Dice, rows: int) -> Document:
    """Put the long list of shipwrecks together; the order is by year."""
    parts = sections("shipwrecks.txt")
    pieces = [
        Piece("sentence", "This is a '''list of shipwrecks of [[Halvarra]]''' since 1700.", 1),
        Piece("sentence", "It includes vessels of more than ten tons and gigs lost on service.", 1),
        Piece("row", '{| class="wikitable sortable"', 2),
        Piece("row", "! Year !! Ship !! Type !! Place !! Cause !! Fate", 2),
    ]
    years = sorted(dice.between(1701, 1979) for _ in range(rows))
    for year in years:
        cells = [dice.choice(parts[key]) for key in ("names", "types", "places", "causes", "ends")]
        kind = "steamer" if year > 1880 and cells[1] in ("full-rigged ship", "brig") else cells[1]
        kind = "sloop" if year < 1850 and "steam" in kind else kind
        row = f"|-\n| {year} || ''{cells[0]}'' || {kind} || {cells[2]} || {cells[3]} || {cells[4]}"
        pieces.append(Piece("row", row, 2))
    pieces.append(Piece("row", "|}", 2))
    return Document([*pieces, *_footer("% Shipwrecks; History of Halvarra # nn:Skipsvrak i Halvarra", 3)])


def threads() -> dict[str, list[tuple[str, str]]]:
    """Read the talk pages: a list of (who, words) for each, ``heading`` being a speaker of its own."""
    found: dict[str, list[tuple[str, str]]] = {}
    for title, body in entries("talk.txt").items():
        posts = found.setdefault(title, [])
        for line in body:
            if line.startswith("## "):
                posts.append(("heading", line[3:]))
            elif line.strip():
                who, _, words = line.partition(": ")
                posts.append((who, words))
    return found
