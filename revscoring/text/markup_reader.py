"""Reading the names, titles, addresses and content of a text from its markup tokens, in single passes.

What ``filter()`` and ``strip_code()`` of mwparserfromhell would find in the tree of nodes is
computed here from the flat list of tokens; the tokens themselves and their way back to wikitext
are in :mod:`revscoring.text.markup_tokens`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html.entities import name2codepoint
from typing import NamedTuple

from revscoring.text.markup_tokens import Token, source_of, token_types

__all__ = ["Markup", "collapse", "content_of", "markup_of"]

# What a type of token means to the content of a page, see content_of().
(
    TEXT,
    CLOSE,
    OPEN_HIDDEN,
    OPEN_SHOWN,
    SEPARATOR,
    TAG_BODY,
    TAG_CLOSE,
    NUMERIC,
    HEXADECIMAL,
    ENTITY,
    LINK,
    NEUTRAL,
) = range(12)

_ROLES = {
    "Text": TEXT,
    "TemplateOpen": OPEN_HIDDEN,
    "TemplateParamSeparator": NEUTRAL,
    "TemplateParamEquals": NEUTRAL,
    "TemplateClose": CLOSE,
    "ArgumentOpen": OPEN_HIDDEN,
    "ArgumentSeparator": SEPARATOR,
    "ArgumentClose": CLOSE,
    "WikilinkOpen": OPEN_SHOWN,
    "WikilinkSeparator": SEPARATOR,
    "WikilinkClose": CLOSE,
    "ExternalLinkOpen": LINK,
    "ExternalLinkSeparator": SEPARATOR,
    "ExternalLinkClose": CLOSE,
    "HTMLEntityStart": NEUTRAL,
    "HTMLEntityNumeric": NUMERIC,
    "HTMLEntityHex": HEXADECIMAL,
    "HTMLEntityEnd": ENTITY,
    "HeadingStart": OPEN_SHOWN,
    "HeadingEnd": CLOSE,
    "CommentStart": OPEN_HIDDEN,
    "CommentEnd": CLOSE,
    "TagOpenOpen": OPEN_HIDDEN,
    "TagAttrStart": NEUTRAL,
    "TagAttrEquals": NEUTRAL,
    "TagAttrQuote": NEUTRAL,
    "TagCloseOpen": TAG_BODY,
    "TagCloseSelfclose": CLOSE,
    "TagOpenClose": TAG_CLOSE,
    "TagCloseClose": CLOSE,
}

# Where the name, title or address that follows an opening token can end.
_NAME_ENDS = {
    "TemplateOpen": ("TemplateParamSeparator", "TemplateClose"),
    "WikilinkOpen": ("WikilinkSeparator", "WikilinkClose"),
    "ExternalLinkOpen": ("ExternalLinkSeparator", "ExternalLinkClose"),
    "HeadingStart": ("HeadingEnd",),
}


class Markup(NamedTuple):
    """What the index of a page keeps of its tokens, in the order of the text.

    ``content`` is the text that is left when the markup is stripped, before the white space
    at its ends and between its paragraphs is collapsed.
    """

    heading_levels: tuple[int, ...]
    heading_titles: tuple[str, ...]
    external_link_urls: tuple[str, ...]
    wikilink_titles: tuple[str, ...]
    tag_names: tuple[str, ...]
    template_names: tuple[str, ...]
    content: str


class _Kinds(NamedTuple):
    """The classes of tokens, by what they mean here; built once, when the first text is read."""

    roles: dict[type, int]
    name_ends: dict[type, frozenset[type]]
    text: type
    tag: type
    heading: type
    external_link: type
    wikilink: type
    template: type
    invisible_tags: frozenset[str]


@cache
def _kinds() -> _Kinds:
    from mwparserfromhell.definitions import INVISIBLE_TAGS

    types = token_types()
    return _Kinds(
        {types[name]: role for name, role in _ROLES.items()},
        {types[name]: frozenset(types[end] for end in ends) for name, ends in _NAME_ENDS.items()},
        types["Text"],
        types["TagOpenOpen"],
        types["HeadingStart"],
        types["ExternalLinkOpen"],
        types["WikilinkOpen"],
        types["TemplateOpen"],
        frozenset(INVISIBLE_TAGS),
    )


def collapse(text: str) -> str:
    r"""Strip newlines at the ends and reduce three or more in a row to two.

    Examples
    --------
    >>> collapse("\n\na\n\n\n\nb\n")
    'a\n\nb'
    """
    text = text.strip("\n")
    if "\n\n\n" not in text:
        return text
    parts = [part.lstrip("\n") for part in text.split("\n\n\n")]
    return "\n\n".join([part for part in parts if part])


def markup_of(tokens: Sequence[Token]) -> Markup:
    """Read names, titles, addresses and content from the tokens of a text.

    Examples
    --------
    >>> from revscoring.text.markup_tokens import tokenize
    >>> markup_of(tokenize("{{a|[[b]]}} ''c''")).template_names
    ('a',)
    >>> markup_of(tokenize("{{a|[[b]]}} ''c''")).content
    ' c'
    """
    kinds = _kinds()
    name_ends, text_type, tag_type = kinds.name_ends, kinds.text, kinds.tag
    types = list(map(type, tokens))
    levels: list[int] = []
    tags: list[str] = []
    names: dict[type, list[str]] = {kind: [] for kind in name_ends}
    for position, kind in enumerate(types):
        if kind is text_type:
            continue
        if kind is tag_type:  # the name of a tag is always a single text
            tags.append(tokens[position + 1]["text"])
        elif kind in name_ends:
            ends = name_ends[kind]
            if types[position + 1] is text_type and types[position + 2] in ends:
                name = tokens[position + 1]["text"]
            else:
                name = source_of(tokens[position + 1 : _end_of_name(types, position, ends)])
            names[kind].append(name)
            if kind is kinds.heading:
                levels.append(tokens[position]["level"])
    return Markup(
        tuple(levels),
        tuple([title.strip() for title in names[kinds.heading]]),
        tuple(names[kinds.external_link]),
        tuple(names[kinds.wikilink]),
        tuple(tags),
        tuple(names[kinds.template]),
        content_of(tokens),
    )


def _end_of_name(types: Sequence[type], position: int, ends: frozenset[type]) -> int:
    """Return the position of the token that ends the name opened at a position."""
    roles = _kinds().roles
    depth = 0
    while True:
        position += 1
        kind = types[position]
        if not depth and kind in ends:
            return position
        role = roles[kind]
        if role in (OPEN_HIDDEN, OPEN_SHOWN, LINK):
            depth += 1
        elif role == CLOSE:
            depth -= 1


def content_of(tokens: Sequence[Token]) -> str:
    """Return the text that is shown to readers, as ``strip_code()`` does before the last collapse.

    Templates, comments, addresses of links and the bodies of invisible tags are left out,
    entities become characters, and what is inside links, headings and tags is collapsed by itself.

    Examples
    --------
    >>> from revscoring.text.markup_tokens import tokenize
    >>> content_of(tokenize("[[a|b]] &amp; [http://c d]<ref>e</ref>"))
    'b & de'
    """
    kinds = _kinds()
    role_of = kinds.roles.__getitem__
    invisible = kinds.invisible_tags
    shown: list[str] = []
    append = shown.append
    # Of every open construct: where its text starts in `shown`, and whether it will be shown.
    starts: list[int] = []
    keeps: list[bool] = []
    base = 0
    for role, token in zip(map(role_of, map(type, tokens)), tokens, strict=True):
        if role == TEXT:
            append(token["text"])
        elif role == CLOSE:
            start = starts.pop()
            if not keeps.pop():
                del shown[start:]
            elif len(shown) - start != 1 or "\n" in shown[start]:
                shown[start:] = (collapse("".join(shown[start:])),)
        elif role == OPEN_HIDDEN:
            starts.append(len(shown))
            keeps.append(False)
        elif role == OPEN_SHOWN:
            starts.append(len(shown))
            keeps.append(True)
        elif role == SEPARATOR:
            del shown[starts[-1] :]
            keeps[-1] = True
        elif role == TAG_BODY:
            start = starts[-1]
            keeps[-1] = shown[start].lower() not in invisible
            del shown[start:]
        elif role == TAG_CLOSE:
            start = starts[-1]
            if not keeps[-1]:
                del shown[start:]
            elif len(shown) - start != 1 or "\n" in shown[start]:
                shown[start:] = (collapse("".join(shown[start:])),)
            starts[-1] = len(shown)
            keeps[-1] = False
        elif role == LINK:
            starts.append(len(shown))
            keeps.append(not token["brackets"])
        elif role == NUMERIC:
            base = 10
        elif role == HEXADECIMAL:
            base = 16
        elif role == ENTITY:
            shown[-1] = chr(int(shown[-1], base) if base else name2codepoint[shown[-1]])
            base = 0
    return "".join(shown)
