"""Markup of documents: Markdown, and the wikitext of MediaWiki. Both show any text as it is."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import ClassVar, Final

from .contents import Cell, Table

__all__ = ["FORMS", "Markdown", "Marked", "Markup", "Wikitext", "as_wikitext", "cell"]

#: What is markup anywhere in a line of wikitext.
WIKI_MARKS: Final = re.compile(r"[\[\]{}<>|='~&_]|(?<=[!/])[!/]")

#: What is markup anywhere in a line of Markdown, and what is at its beginning.
MARKDOWN_MARKS: Final = re.compile(r"[\\`*\[\]|~$]|(?<!\w)_|_(?!\w)")
MARKDOWN_BEGINS: Final = re.compile(r"(\d*)(?=(?:#{1,6}|[+-]|(?<=\d)[.)])(?:\s|\Z)|[=-]{3})")
HTML: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def cell(value: Cell) -> str:
    """Return the text of a cell.

    Examples
    --------
    >>> cell(0.25), cell(1200), cell(None), cell("a")
    ('0.250', '1,200', '–', 'a')
    """
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def as_wikitext(text: object) -> str:
    """Return a text as wikitext that shows it as it is, in one line.

    Examples
    --------
    >>> as_wikitext("[[a]] <b>")
    '&#91;&#91;a&#93;&#93; &#60;b&#62;'
    >>> as_wikitext("plain words, 5 of 10: ha"), as_wikitext("* no item")
    ('plain words, 5 of 10: ha', '&#42; no item')
    """
    line = WIKI_MARKS.sub(lambda found: f"&#{ord(found[0])};", " ".join(str(text).split()))
    return f"&#{ord(line[0])};{line[1:]}" if line[:1] in ("*", "#", ":", ";", "-", "!") else line


class Marked(str):
    """A text that is marked up already."""


class Markup(ABC):
    """How a document is marked up. Texts that are given are shown as they are."""

    name: ClassVar[str]

    @abstractmethod
    def heading(self, level: int, text: object) -> str:
        """Return a heading."""

    @abstractmethod
    def plain(self, text: object) -> str:
        """Return a text in one line."""

    @abstractmethod
    def bold(self, text: object) -> str:
        """Return a text in bold."""

    @abstractmethod
    def code(self, text: object) -> str:
        """Return a text as code."""

    @abstractmethod
    def block(self, text: str, language: str = "") -> str:
        """Return lines as they are."""

    @abstractmethod
    def link(self, address: str) -> str:
        """Return an address as a link."""

    @abstractmethod
    def table(self, table: Table, code: int | None = None) -> str:
        """Return a table, with the cells of one column as code."""

    def _cell(self, value: Cell, is_code: bool) -> str:
        if isinstance(value, Marked):
            return value
        return self.code(cell(value)) if is_code else self.plain(cell(value))


class Markdown(Markup):
    r"""Markdown, as GitHub and Hugging Face show it.

    Examples
    --------
    >>> form = Markdown()
    >>> form.plain("<b> of *a*_b, roc_auc"), form.plain("# 1"), form.plain("1. a"), form.plain("1.5")
    ('&lt;b&gt; of \\*a\\*\\_b, roc_auc', '\\# 1', '1\\. a', '1.5')
    >>> form.code("a`b|c"), form.link("https://my.wiki/a|b")
    ('``a`b|c``', '<https://my.wiki/a%7Cb>')
    >>> print(form.table(Table(["a", "b"], [["x|y", 0.25], ["z", 1200]]), code=0))
    | a | b |
    | --- | --- |
    | `x\|y` | 0.250 |
    | `z` | 1,200 |
    """

    name = "markdown"

    def heading(self, level: int, text: object) -> str:
        return f"{'#' * level} {self.plain(text)}"

    def plain(self, text: object) -> str:
        line = "".join(HTML.get(one, one) for one in " ".join(str(text).split()))
        line = MARKDOWN_MARKS.sub(lambda found: f"\\{found[0]}", line)
        return MARKDOWN_BEGINS.sub(r"\1\\", line, count=1) if MARKDOWN_BEGINS.match(line) else line

    def bold(self, text: object) -> str:
        return f"**{self.plain(text)}**"

    def code(self, text: object) -> str:
        line = " ".join(str(text).split())
        ticks = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
        space = " " if line.startswith("`") or line.endswith("`") else ""
        return f"{ticks}{space}{line}{space}{ticks}"

    def block(self, text: str, language: str = "") -> str:
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
        return f"{fence}{language}\n{text}\n{fence}"

    def link(self, address: str) -> str:
        return f"<{_quoted(address)}>"

    def table(self, table: Table, code: int | None = None) -> str:
        lines = [list(map(self.plain, table.header)), ["---"] * len(table.header)]
        for row in table.rows:
            cells = [self._cell(value, place == code) for place, value in enumerate(row)]
            lines.append([one.replace("\\|", "|").replace("|", "\\|") for one in cells])
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


class Wikitext(Markup):
    """The markup of MediaWiki.

    Examples
    --------
    >>> form = Wikitext()
    >>> form.heading(2, "a [[b]]"), form.code("a_b"), form.link("https://my.wiki/a b|]")
    ('== a &#91;&#91;b&#93;&#93; ==', '<code>a&#95;b</code>', 'https://my.wiki/a%20b%7C%5D')
    >>> print(form.table(Table(["a", "b"], [["x|y", -0.25]])))
    {| class="wikitable"
    ! a !! b
    |-
    | x&#124;y || &#45;0.250
    |}
    """

    name = "wikitext"

    def heading(self, level: int, text: object) -> str:
        return f"{'=' * level} {as_wikitext(text)} {'=' * level}"

    def plain(self, text: object) -> str:
        return as_wikitext(text)

    def bold(self, text: object) -> str:
        return f"'''{as_wikitext(text)}'''"

    def code(self, text: object) -> str:
        return f"<code>{as_wikitext(text)}</code>"

    def block(self, text: str, language: str = "") -> str:
        return f"<pre>{''.join(HTML.get(one, one) for one in text)}</pre>"

    def link(self, address: str) -> str:
        return _quoted(address)

    def table(self, table: Table, code: int | None = None) -> str:
        lines = ['{| class="wikitable"']
        if any(table.header):
            lines.append(f"! {' !! '.join(map(as_wikitext, table.header))}")
        for row in table.rows:
            cells = [self._cell(value, place == code) for place, value in enumerate(row)]
            lines += ["|-", f"| {' || '.join(cells)}"]
        return "\n".join([*lines, "|}"])


def _quoted(address: str) -> str:
    """Return an address without the characters that end a link."""
    return re.sub(
        r"""[\s<>\[\]{}|"'`\\]""",
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()),
        address,
    )


FORMS: Final[dict[str, Markup]] = {form.name: form for form in (Markdown(), Wikitext())}
