"""Records of a dump: its site, pages, revisions and totals; and the error of a broken dump.

A hidden value is None, an empty one is ``""``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ...text.digests import sha1_base36

__all__ = ["DumpContents", "DumpError", "DumpPage", "DumpRevision", "SiteInfo"]


class DumpError(RuntimeError):
    """A dump cannot be read, or not to its end.

    Parameters
    ----------
    path : str
        The file.
    reason : str
        The problem, and what to do.
    line : int, optional
        The line of the (decompressed) XML at which reading failed.
    """

    def __init__(self, path: str, reason: str, line: int | None = None) -> None:
        super().__init__(path, reason, line)
        self.path = path
        self.reason = reason
        self.line = line

    def __str__(self) -> str:
        """Return the file, the line and the reason on one line."""
        where = self.path if self.line is None else f"{self.path}, line {self.line}"
        return f"{where}: {self.reason}"


@dataclass(slots=True)
class SiteInfo:
    """The site that a dump describes in its ``<siteinfo>``.

    Attributes
    ----------
    schema : str
        Version of the export schema, such as ``"0.11"``.
    name, dbname, base, language : str or None
        The base is the address of the main page.
    namespaces : dict of int to str
        Local names of the namespaces by their numbers; the main one is ``""``.
    """

    schema: str = ""
    name: str | None = None
    dbname: str | None = None
    base: str | None = None
    language: str | None = None
    namespaces: dict[int, str] = field(default_factory=dict)

    def diff_link(self, rev_id: int) -> str | None:
        """Return the address of the page that shows an edit; None if the dump does not tell the site's.

        Examples
        --------
        >>> SiteInfo(base="https://my.wiki/wiki/Main_Page").diff_link(5)
        'https://my.wiki/wiki/Special:Diff/5'
        >>> SiteInfo(base="https://my.wiki/index.php?title=Main_Page").diff_link(5)
        'https://my.wiki/index.php?title=Special:Diff/5'
        """
        found = re.fullmatch(r"(https?://[^/]+/(?:.*[/=])?)[^/=]*", (self.base or "").strip())
        return None if found is None else f"{found[1]}Special:Diff/{rev_id}"

    @property
    def wiki(self) -> str | None:
        """The domain of the wiki, such as "en.wikipedia.org", or else a name that the dump has for it.

        Examples
        --------
        >>> SiteInfo(name="Wikipedia", dbname="enwiki", base="https://en.wikipedia.org/wiki/Main_Page").wiki
        'en.wikipedia.org'
        """
        try:
            domain = urlsplit(self.base or "").netloc.rpartition("@")[2]
        except ValueError:
            domain = ""
        return domain or self.dbname or self.name

    def split_title(self, title: str) -> tuple[int, str]:
        """Return the number of the namespace of a full title, and the rest of the title.

        Examples
        --------
        >>> site = SiteInfo(namespaces={0: "", 1: "Talk", 3: "User talk"})
        >>> site.split_title("User_talk:Ann")
        (3, 'Ann')
        >>> site.split_title("Alien: the film")
        (0, 'Alien: the film')
        """
        prefix, colon, rest = title.partition(":")
        if colon:
            folded = prefix.replace("_", " ").strip().casefold()
            for number, name in self.namespaces.items():
                if name and name.casefold() == folded:
                    return number, rest.strip()
        return 0, title


@dataclass(slots=True)
class DumpPage:
    """A page of a dump.

    Attributes
    ----------
    full_title, title : str
        With and without the prefix of the namespace.
    namespace : int
        Found by the prefix where the dump has no ``<ns>`` (schema below 0.6).
    namespace_name : str
        Local name of the namespace, ``""`` for the main one.
    redirect : str or None
        The target of a redirect.
    first : DumpRevision or None
        The first revision of the page in the file, without its text.
    """

    id: int
    full_title: str
    title: str
    namespace: int
    namespace_name: str
    redirect: str | None = None
    first: DumpRevision | None = field(default=None, repr=False, compare=False)


@dataclass(slots=True)
class DumpRevision:
    """One revision of a dump.

    Attributes
    ----------
    parent_id : int or None
        None for a page creation, and where the dump has no ``<parentid>`` (schema below 0.7).
    timestamp : str
        Such as ``2003-01-31T12:00:00Z``.
    user_id : int or None
        0 for anonymous and unattached editors; None for a hidden user.
    user_text, comment, text : str or None
        Name or address, summary, and main slot; None if hidden, or not in the dump.
    model, format : str or None
        Content model and format, if the dump has them.
    line : int
        Line of the XML where the revision begins.
    broken : mapping of str to Exception
        Why the ``text``, the ``comment``, the ``contributor`` or the ``page`` cannot be read; the values
        are None.
    """

    page: DumpPage
    id: int
    parent_id: int | None = None
    timestamp: str = ""
    user_id: int | None = None
    user_text: str | None = None
    minor: bool = False
    comment: str | None = ""
    model: str | None = None
    format: str | None = None
    text: str | None = field(default=None, repr=False)
    line: int = 0
    broken: Mapping[str, Exception] = field(default_factory=dict, repr=False)
    stored_sha1: str | None = field(default=None, repr=False)
    stored_bytes: int | None = field(default=None, repr=False)

    @property
    def user_hidden(self) -> bool:
        """Whether the user of this revision is hidden."""
        return self.user_text is None

    @property
    def byte_length(self) -> int | None:
        """Length of the text in UTF-8, from the dump if it is there; None if unknown."""
        if self.stored_bytes is None and self.text is not None:
            self.stored_bytes = len(self.text.encode("utf8", "surrogatepass"))
        return self.stored_bytes

    @property
    def sha1(self) -> str | None:
        """SHA-1 of the text in base 36, from the dump if it is there; None if unknown."""
        if not self.stored_sha1 and self.text is not None:
            self.stored_sha1 = sha1_base36(self.text)
        return self.stored_sha1 or None


@dataclass(eq=False, repr=False)
class DumpContents:
    """What has been read of a dump so far.

    Attributes
    ----------
    path : str
    texts : bool
        Whether texts are read.
    site : SiteInfo
        Filled once the ``<siteinfo>`` has been read.
    pages, revisions : int
        Pages begun and revisions yielded.
    lost : int
        Revisions that are not complete.
    defects : list of DumpError
    warnings : list of str
        What is odd about the dump as a whole, once it was read to its end.
    """

    path: str
    texts: bool = True
    site: SiteInfo = field(default_factory=SiteInfo)
    pages: int = 0
    revisions: int = 0
    lost: int = 0
    defects: list[DumpError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
