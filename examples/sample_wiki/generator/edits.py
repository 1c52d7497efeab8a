"""Edits of good faith: growing a page, mending its flaws, and mistakes that were meant well."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from generator import material
from generator.dice import Dice
from generator.document import Document, Flaw, Piece, plain

CONTENT = ("sentence", "item", "row", "image", "heading")
GOODFAITH = material.sections("goodfaith.txt")
MISSPELLINGS = dict(material.fields(GOODFAITH["misspellings"]))
YEAR = re.compile(r"(?<![\d,])(1[0-9]{3}|20[0-9]{2})(?![\d,])")
WORDY = [(a, b) for a, b in material.fields(GOODFAITH["wordy"])]


@dataclass
class Edit:
    """What was done: the kind (a section of summaries.txt), the heading it concerns, and its size."""

    kind: str
    section: str = ""
    minor: bool = False


def flaw(piece: Piece, dice: Dice, clumsiness: float) -> None:
    """Give a newly written piece the weaknesses that its author leaves in it."""
    text = piece.final
    for ref in re.findall(r"<ref.*?</ref>", text):
        if dice.chance(clumsiness):
            piece.flaws.append(Flaw("reference", ref, ""))
    for link in re.findall(r"\[\[(?!File|Category)[^\]]*\]\]", text):
        if dice.chance(clumsiness * 0.5):
            piece.flaws.append(Flaw("link", link, link.strip("[]").split("|")[-1]))
    if piece.kind in ("sentence", "item"):
        if dice.chance(clumsiness * 0.7):
            _misspell(piece, dice)
        if dice.chance(clumsiness * 0.5):
            _pad(piece, dice)
    if dice.chance(0.12 + clumsiness * 0.12):
        misnumber(piece, dice)


def _misspell(piece: Piece, dice: Dice) -> None:
    words = [match.group() for match in re.finditer(r"\b[A-Za-z]{4,}\b", plain(piece.final))]
    known = [word for word in words if word in MISSPELLINGS]
    lower = [word for word in words if word.islower() and len(word) > 5]
    if known and dice.chance(0.7):
        word = dice.choice(known)
        bad = MISSPELLINGS[word]
    elif lower:
        word = dice.choice(lower)
        at = dice.between(1, len(word) - 3)
        slips = (word[:at] + word[at + 1] + word[at] + word[at + 2 :], word[:at] + word[at + 1 :])
        bad = dice.choice((*slips, word[:at] + word[at] + word[at:]))
    else:
        return
    _put(piece, "typo", rf"(?<![\w\[|]){word}\b", bad)


def _pad(piece: Piece, dice: Dice) -> None:
    masked = plain(piece.final)
    fitting = [(a, b) for a, b in WORDY if re.search(rf"(?<!\w){a}(?!\w)", masked)]
    if fitting:
        good, bad = dice.choice(fitting)
        _put(piece, "wordy", rf"(?<!\w){good}(?!\w)", bad)


def misnumber(piece: Piece, dice: Dice) -> None:
    """Let a figure of the piece be out of date or off by a little."""
    found = list(re.finditer(r"(?<![\w.,])\d[\d,]*(?![\w])", plain(piece.final)))
    if found:
        digits = dice.choice(found).group().rstrip(",")
        _put(piece, "number", rf"(?<![\w.,]){digits}(?!\w)", near(digits, dice))


def near(digits: str, dice: Dice) -> str:
    """Write another figure, close to the given one and in the same style.

    Examples
    --------
    >>> near("1,000", Dice(1)) != "1,000"
    True
    """
    value = int(digits.replace(",", ""))
    if 1000 < value < 2100 and "," not in digits:
        value += dice.choice((-10, -3, -2, -1, 1, 2, 10))
    else:
        step = max(1, round(value * dice.uniform(0.005, 0.08)))
        value = abs(value - step if dice.chance(0.7) else value + step) or value + 2
    return f"{value:,}" if "," in digits else str(value)


def _put(piece: Piece, kind: str, pattern: str, bad: str) -> None:
    """Record a flaw with a character of context on either side, so that it is found again."""
    match = re.search(pattern, plain(piece.final))
    if match and match.group() != bad:
        before = piece.final[max(0, match.start() - 1) : match.start()]
        after = piece.final[match.end() : match.end() + 1]
        piece.flaws.append(Flaw(kind, before + match.group() + after, before + bad + after))


def expand(doc: Document, dice: Dice, clumsiness: float, many: int) -> Edit | None:
    """Add the next pieces of the article, or some of a later section."""
    missing = [piece for piece in doc.pieces if not piece.present and piece.kind in CONTENT]
    if not missing:
        return None
    start = 0 if dice.chance(0.75) else dice.between(0, len(missing) - 1)
    added = missing[start : start + many]
    for piece in added:
        piece.present = True
        flaw(piece, dice, clumsiness)
    heads = doc.pieces[: doc.pieces.index(added[-1])]
    for head in [piece for piece in heads if piece.kind == "heading"][-1:]:
        head.present = True
    return Edit("expand", doc.section_of(added[-1]))


def add(*kinds: str) -> Callable[[Document, Dice], Edit | None]:
    """Make an edit that adds a box, a table, a category or an interwiki link."""

    def edit(doc: Document, dice: Dice) -> Edit | None:
        missing = [piece for piece in doc.pieces if not piece.present and piece.kind in kinds]
        if not missing:
            return None
        piece = missing[0]
        piece.present = True
        if piece.kind in ("infobox", "table") and dice.chance(0.5):
            misnumber(piece, dice)
        return Edit("reference" if piece.kind == "reflist" else piece.kind, minor=piece.kind in ("category",))

    return edit


def fix(kind: str, most: int = 3) -> Callable[[Document, Dice], Edit | None]:
    """Make an edit that mends flaws of one kind."""

    def edit(doc: Document, dice: Dice) -> Edit | None:
        flawed = [piece for piece in doc.visible() if any(flaw.kind == kind for flaw in piece.flaws)]
        if not flawed:
            return None
        chosen = dice.shuffled(flawed)[: dice.between(1, most)]
        mended = [flaw.good for piece in chosen for flaw in piece.flaws if flaw.kind == kind]
        for piece in chosen:
            piece.flaws = [flaw for flaw in piece.flaws if flaw.kind != kind]
        if kind == "reference":
            for piece in doc.pieces:
                piece.present = piece.present or piece.kind == "reflist"
        name = {"wordy": "copyedit"}.get(kind, kind)
        if kind == "number":
            name = "date" if any(YEAR.search(good) for good in mended) else "number"
        return Edit(name, doc.section_of(chosen[-1]), minor=kind in ("typo", "link", "wordy"))

    return edit


def weak(doc: Document, dice: Dice) -> Edit | None:
    """Add a sentence that does not belong, though its author thinks so."""
    waiting = [piece for piece in doc.pieces if piece.kind == "weak" and not piece.present]
    if waiting and dice.chance(0.5):
        waiting[0].present = True
        return Edit("expand_new")
    return insert(doc, dice, "weak", dice.deal("unsourced", GOODFAITH["unsourced"]))


def clumsy(doc: Document, dice: Dice) -> Edit | None:
    """Leave broken markup or an unsourced sentence that a patroller will undo."""
    if dice.chance(0.3):
        text = dice.deal("broken_markup", GOODFAITH["broken_markup"])
    else:
        text = dice.deal("unsourced", GOODFAITH["unsourced"])
    return insert(doc, dice, "junk", text)


def insert(doc: Document, dice: Dice, kind: str, text: str) -> Edit | None:
    """Put a new piece behind a visible sentence."""
    places = doc.visible("sentence") or doc.visible("item")
    if not places:
        return None
    place = dice.choice(places)
    group = place.group if place.kind == "sentence" and dice.chance(0.7) else -1
    doc.pieces.insert(doc.pieces.index(place) + 1, Piece(kind, text, group, present=True))
    return Edit("expand_new", doc.section_of(place))


def prune(doc: Document, dice: Dice) -> Edit | None:
    """Take out what does not belong: one weak sentence or all of them."""
    found = doc.visible("weak", "copied")
    if not found:
        return None
    copied = [piece for piece in found if piece.kind == "copied"]
    section = doc.section_of(found[0])
    for piece in copied or (found if dice.chance(0.4) else found[:1]):
        doc.pieces.remove(piece)
    return Edit("cut_copy" if copied else "prune", "" if copied else section)


def rewrite(doc: Document, dice: Dice) -> Edit | None:
    """Rewrite the page as an expert does: prune, mend, cut copied text and add some of what is missing."""
    before = doc.render()
    doc.pieces = [piece for piece in doc.pieces if not (piece.present and piece.kind in ("weak", "copied"))]
    for piece in doc.pieces:
        piece.flaws = [flaw for flaw in piece.flaws if dice.chance(0.15)]
        if piece.kind in (*CONTENT, "reflist") and dice.chance(0.35):
            piece.present = True
    return Edit("rewrite") if abs(len(doc.render()) - len(before)) > 150 else None


def see_also(doc: Document, dice: Dice, titles: list[str]) -> Edit | None:
    """Add a link to one of the related articles at the end."""
    text = doc.render()
    head = next((piece for piece in doc.pieces if piece.final == "== See also =="), None)
    fresh = [title for title in titles if f"[[{title}" not in text]
    if not fresh or len(doc.visible("sentence")) < 4:
        return None
    title = dice.choice(fresh)
    notes = next(index for index, piece in enumerate(doc.pieces) if piece.kind == "reflist")
    if head is None:
        head = Piece("heading", "== See also ==", 500)
        doc.pieces.insert(notes, head)
        notes += 1
    elif doc.pieces[notes - 1].kind != "item" or len(doc.visible("item")) > 9:
        return None
    head.present = True
    group = doc.pieces[notes - 1].group + (doc.pieces[notes - 1].kind != "item")
    doc.pieces.insert(notes, Piece("item", f"* [[{title}]]", group, present=True))
    return Edit("see_also")


def tag(doc: Document, dice: Dice) -> Edit | None:
    """Ask for sources at the top of the page, or take the notice away when there are some."""
    notices = doc.visible("notice")
    sourced = doc.render().count("<ref") > 1
    if notices and sourced:
        doc.pieces.remove(notices[0])
        return Edit("untag")
    if notices or sourced:
        return None
    doc.pieces.insert(0, Piece("notice", "{{Unsourced}}", -5, present=True))
    return Edit("tag")


def paste(doc: Document, dice: Dice, other: Document) -> Edit | None:
    """Copy a paragraph or two of another page into this one, for an expert to cut later."""
    groups = sorted({piece.group for piece in other.visible("sentence")})
    if not groups or not doc.visible("sentence"):
        return None
    taken = set(groups[-dice.between(1, 3) :])
    end = doc.pieces.index(doc.visible("sentence")[-1]) + 1
    copied = [
        Piece("copied", piece.text, piece.group + 1000, present=True)
        for piece in other.visible("sentence")
        if piece.group in taken
    ]
    doc.pieces[end:end] = copied
    return Edit("expand")


def age(doc: Document, dice: Dice) -> None:
    """Let a count go out of date without touching the text, so that somebody may update it.

    Years and measures are left alone.
    """
    measure = r"(?! (?:square|kilo|centi|metres|grams|knots|pages|volumes))"
    pattern = r"(?<![\w.,])(?!1[0-9]{3}\b|20[0-9]{2}\b)\d{2,3}(?:,?\d{3})*(?![\w.,]\d|\w)" + measure
    kinds = ("sentence", "item", "infobox", "table")
    counts = [
        piece
        for piece in doc.visible(*kinds)
        if not piece.aged and not piece.flaws and re.search(pattern, plain(piece.final))
    ]
    if not counts:
        return
    piece = dice.choice(counts)
    match = dice.choice(list(re.finditer(pattern, plain(piece.final))))
    before, after = (
        piece.final[max(0, match.start() - 2) : match.start()],
        piece.final[match.end() : match.end() + 2],
    )
    figure = near(match.group(), dice)
    if piece.final.find(before + match.group() + after) == match.start() - len(before):
        piece.aged = True
        piece.final = piece.final[: match.start()] + figure + piece.final[match.end() :]
        piece.flaws.append(Flaw("number", before + figure + after, before + match.group() + after))
