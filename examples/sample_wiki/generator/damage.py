"""Edits that do harm: insults and nonsense, blanking, quiet lies, spam, tests."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from generator import material
from generator.dice import Dice
from generator.document import Document, Piece, plain

PHRASES = material.sections("damage.txt")
SWAPS = [(a, b) for a, b in material.fields(PHRASES["swaps"])]


@dataclass
class Damage:
    """How an edit harms: its kind, and how plain it is to see, from 0 to 1."""

    kind: str
    plainness: float


def _phrase(section: str, title: str, dice: Dice) -> str:
    text = dice.deal(section, PHRASES[section])
    while "{kid}" in text:
        text = text.replace("{kid}", dice.choice(PHRASES["kids"]), 1)
    short = title.split(":")[-1].split(" ")[-1].lower()
    text = text.replace("{title}", title.split(":")[-1]).replace("{short}", short)
    if section not in ("insults", "nonsense", "shouting", "replacements"):
        return text
    if text.islower() and dice.chance(0.12):
        text = text.upper()
    if dice.chance(0.2):
        text += dice.choice(("!", "!!", "!!!!!", "!!1", " lol", " haha", "...", "?!", " :D", " XD", " hehe"))
    if dice.chance(0.1) and text[-1].isalpha():
        text += text[-1] * dice.between(3, 22)
    return text


def _target(doc: Document, dice: Dice, *kinds: str) -> Piece | None:
    found = [piece for piece in doc.visible(*kinds or ("sentence", "item")) if piece.override is None]
    if found and dice.chance(0.35):
        return found[0]
    return dice.choice(found) if found else None


def write(section: str) -> Callable[[Document, str, Dice], bool]:
    """Make a damage that writes a phrase of the section into, behind or above the text."""

    def damage(doc: Document, title: str, dice: Dice) -> bool:
        piece = _target(doc, dice)
        if piece is None:
            return False
        phrase = _phrase(section, title, dice)
        text = piece.text
        way = dice.weighted({"inside": 0.3, "behind": 0.3, "paragraph": 0.2, "top": 0.12, "instead": 0.15})
        if section == "quiet_lies":
            way = "behind"
        if way == "inside":
            gaps = [match.start() for match in re.finditer(" ", plain(text))] or [len(text)]
            at = dice.choice(gaps)
            piece.override = f"{text[:at]} {phrase}{text[at:]}"
        elif way == "instead":
            piece.override = phrase
        else:
            at = 0 if way == "top" else doc.pieces.index(piece) + 1
            group = piece.group if way == "behind" and piece.kind == "sentence" else -2
            doc.pieces.insert(at, Piece("junk", phrase, group, present=True))
        return True

    return damage


def repeat(doc: Document, title: str, dice: Dice) -> bool:
    """Hold a key down, or paste one thing many times."""
    piece = _target(doc, dice)
    if piece is None:
        return False
    if dice.chance(0.6):
        junk = dice.choice("aehlouzx!?gk8") * dice.between(6, 160)
    else:
        junk = (_phrase("nonsense", title, dice) + " ") * dice.between(4, 40)
    doc.pieces.insert(doc.pieces.index(piece) + 1, Piece("junk", junk.strip(), piece.group, present=True))
    return True


def blank(doc: Document, title: str, dice: Dice) -> bool:
    """Empty the page."""
    doc.raw = ""
    return True


def replace_page(doc: Document, title: str, dice: Dice) -> bool:
    """Write something else in place of the page."""
    doc.raw = _phrase(dice.choice(("replacements", "replacements", "insults", "nonsense")), title, dice)
    return True


def replace_paragraph(doc: Document, title: str, dice: Dice) -> bool:
    """Write something else in place of a paragraph."""
    piece = _target(doc, dice, "sentence")
    if piece is None:
        return False
    for other in doc.visible():
        other.hidden = other.group == piece.group
    phrase = _phrase(dice.choice(("replacements", "insults", "shouting", "nonsense")), title, dice)
    doc.pieces.insert(doc.pieces.index(piece), Piece("junk", phrase, -3, present=True))
    return True


def cut_section(doc: Document, title: str, dice: Dice) -> bool:
    """Take a section, or the last paragraphs, out without a word."""
    heads = doc.visible("heading")
    content = doc.visible("sentence", "item", "table", "row")
    if len(content) < 3:
        return False
    if heads:
        start = doc.pieces.index(dice.choice(heads))
        ends = [i for i in range(start + 1, len(doc.pieces)) if doc.pieces[i].kind in ("heading", "reflist")]
        gone = doc.pieces[start : ends[0] if ends else start + 4]
    else:
        start = len(content) // 2
        gone = content[start : start + dice.between(1, max(1, len(content) // 2))]
    for piece in gone:
        piece.hidden = True
    return True


def change_number(doc: Document, title: str, dice: Dice) -> bool:
    """Change a figure."""
    found = [piece for piece in doc.visible() if re.search(r"\d", plain(piece.text)) and not piece.override]
    if not found:
        return False
    piece = dice.choice(found)
    match = dice.choice(list(re.finditer(r"\d[\d,]*", plain(piece.text))))
    value = int(match.group().replace(",", ""))
    ways = (value + dice.between(1, 9), value * 10, value + dice.between(40, 900), dice.between(2, 99999), 69)
    figure = str(dice.choice(ways))
    piece.override = piece.text[: match.start()] + figure + piece.text[match.end() :]
    return True


def swap_word(doc: Document, title: str, dice: Dice) -> bool:
    """Change a word for another that makes the sentence wrong."""
    fitting = [
        (piece, old, new)
        for piece in doc.visible("sentence", "item", "infobox")
        for old, new in SWAPS
        if re.search(rf"\b{old}\b", plain(piece.text)) and not piece.override
    ]
    if not fitting:
        return False
    piece, old, new = dice.choice(fitting)
    match = re.search(rf"\b{old}\b", plain(piece.text))
    assert match is not None
    piece.override = piece.text[: match.start()] + new + piece.text[match.end() :]
    return True


def change_name(doc: Document, title: str, dice: Dice) -> bool:
    """Put a schoolmate's name where a name stands."""
    pattern = r"(?<=[a-z,] )[A-Z][a-z]{3,}\b"
    found = [
        piece
        for piece in doc.visible("sentence")
        if re.search(pattern, plain(piece.text)) and not piece.override
    ]
    if not found:
        return False
    piece = dice.choice(found)
    match = dice.choice(list(re.finditer(pattern, plain(piece.text))))
    piece.override = piece.text[: match.start()] + dice.choice(PHRASES["kids"]) + piece.text[match.end() :]
    return True


def advertise(doc: Document, title: str, dice: Dice) -> bool:
    """Add a link to a shop."""
    piece = _target(doc, dice)
    if piece is None:
        return False
    last = dice.chance(0.6)
    at = (
        doc.pieces.index(doc.visible("sentence", "item", "table", "row")[-1]) + 1
        if last
        else doc.pieces.index(piece) + 1
    )
    doc.pieces.insert(at, Piece("junk", _phrase("spam", title, dice), -4, present=True))
    return True


HARMS: dict[str, tuple[float, float, Callable[[Document, str, Dice], bool]]] = {
    # kind: (weight, plainness, how)
    "insults": (0.16, 0.9, write("insults")),
    "nonsense": (0.14, 0.7, write("nonsense")),
    "shouting": (0.06, 0.9, write("shouting")),
    "repeat": (0.06, 0.9, repeat),
    "test": (0.08, 0.6, write("test_edits")),
    "blank": (0.05, 1.0, blank),
    "replace_page": (0.06, 1.0, replace_page),
    "replace_paragraph": (0.06, 0.8, replace_paragraph),
    "cut_section": (0.06, 0.6, cut_section),
    "quiet_lies": (0.10, 0.3, write("quiet_lies")),
    "number": (0.07, 0.1, change_number),
    "swap": (0.07, 0.2, swap_word),
    "name": (0.04, 0.2, change_name),
    "spam": (0.06, 0.6, advertise),
}


def harm(doc: Document, title: str, dice: Dice, kind: str = "") -> Damage | None:
    """Damage the document in one of the ways above, or in the one that is named."""
    chosen = kind or dice.weighted({name: weight for name, (weight, _, _) in HARMS.items()})
    _, plainness, how = HARMS[chosen]
    return Damage(chosen, plainness) if how(doc, title, dice) else None
