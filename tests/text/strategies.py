"""Strings that are likely to be interesting: fragments of wikitext, and anything at all."""

from __future__ import annotations

from hypothesis import strategies as st

FRAGMENTS = [
    "\n", "\n\n", "\n\n\n", "\r", "\r\n", " ", "  ", "\t", "\n \n", "a", "word ", "Word. ", "the cat sat", "One two three. ",
    "Foo bar baz! ", "What is it? ", "http://x.org/y", "//", "mailto:a", "==", " = ", "|", "&amp;", "&#1;", "<ref>", "</ref>",
    "<ref name=a/>", "<references/>", "<br>", "<b\n\n>", "<", ">", "12", "3,000.5", "'''", "''", "'", "’s", "漢字", "かな", "한국어",
    "हिन्दी", "عربي", "বাংলা", "{|", "|}", "|-", "{{", "}}", "{", "}", "[[", "]]", "[", "]", "(", ")", ".", "?", "!!", ",", ":", ";", "।",
    "<!--", "-->", "SHOUT", "İI", "éÉ", "\ud800", "\U0001f600", "\u3000", "\u200b", "_", "don't", "aaaaaa", "\x00", "\x85",
]  # fmt: skip

wikitext = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)
any_text = st.text(st.characters(), max_size=60) | st.text(
    st.characters(categories=("Cs", "Cc", "Zs", "Lo", "Mn"))
)


@st.composite
def edits(draw: st.DrawFn, texts: st.SearchStrategy[str] = wikitext) -> tuple[str, str]:
    """Draw a text and what an edit makes of it."""
    old = draw(texts)
    new = old
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(new)))
        end = draw(st.integers(start, min(len(new), start + 12)))
        new = new[:start] + draw(st.sampled_from(["", *FRAGMENTS])) + new[end:]
    if draw(st.booleans()) and "\n\n" in new:
        parts = new.split("\n\n")
        new = "\n\n".join([*parts[1:], parts[0]])
    return old, new
