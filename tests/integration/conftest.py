"""A MediaWiki for the session of tests, filled with a history and with everything that can go wrong."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from examples.serve_demo import mediawiki
from examples.serve_demo.history import import_history, pages_of, read_history
from revscoring.extractors import api

from .proxy import FaultyProxy

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLE = REPOSITORY / "examples" / "sample_wiki" / "sample_wiki.xml.xz"

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

#: What the browser must not do on its own: the tests are about loopback.
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
OPTIONS += ["--disable-background-networking", "--disable-component-update"]

#: How many revisions of the sample are imported: whole pages, those with long histories first.
IMPORTED = 400

PEOPLE = {"Ann": [], "Ben": [], "Robot": ["bot"], "Sue": ["sysop"], "Blocked": [], "Shy": [], "Gone": []}


def fill(wiki: mediawiki.MediaWiki) -> SimpleNamespace:
    """Make edits and deletions of all kinds, and return the ids of their revisions by what they are."""
    ids = SimpleNamespace()
    import_history(wiki, pages_of(read_history(SAMPLE), IMPORTED))
    wiki.create_users(PEOPLE)

    ids.creation = wiki.edit("Ann", "Talk:Lake: the old", "A lake is ''deep'' water. == Fish ==", "begin")
    time.sleep(1.1)  # what Ann does later is another second, by which edits before are found
    ids.plain = wiki.edit(
        "Ben", "Talk:Lake: the old", "A lake is deep [[water]]. Lol!", "/* Fish */ more", minor=1
    )
    ids.anonymous = wiki.edit(None, "Talk:Lake: the old", "A lake is damn wet stuff.", "")
    ids.revert = wiki.edit("Sue", "Talk:Lake: the old", "A lake is deep [[water]]. Lol!", "Undid revision")
    ids.bot = wiki.edit("Robot", "Talk:Lake: the old", "A lake is deep [[water]]. {{Ok}}", "tidy", bot=1)

    for what in ("text", "user", "comment"):
        setattr(ids, f"hidden_{what}", wiki.edit("Shy", "Hidden", f"This {what} is hidden.", f"about {what}"))
    ids.after_hidden_text = ids.hidden_user
    ids.all_hidden = wiki.edit("Shy", "Hidden", "All of this is hidden.", "all")
    ids.after_all_hidden = wiki.edit("Ann", "Hidden", "Nothing of this is hidden.", "shown")
    wiki.hide(ids.hidden_text, "content")
    wiki.hide(ids.hidden_user, "user")
    wiki.hide(ids.hidden_comment, "comment")
    wiki.hide(ids.all_hidden, "content", "user", "comment")

    ids.deleted = wiki.edit("Ann", "Deleted", "Soon this is deleted.", "write")
    wiki.act("Admin", action="delete", title="Deleted", reason="test")

    ids.blocked = wiki.edit("Blocked", "Vandalism", "poop", "hi")
    wiki.act("Sue", action="block", user="Blocked", expiry="infinite", reason="vandalism")

    # Without markup, which takes the wiki long to render.
    words = "\n".join(f"line {n} of a page that is long" for n in range(40_000))[:1_048_576]
    ids.large_creation = wiki.edit("Ann", "Large", words, "a megabyte")
    ids.large = wiki.edit("Ben", "Large", words[:600_000] + " A change. " + words[600_000:], "in the middle")

    ids.ghost = wiki.edit("Gone", "Ghost", "Somebody wrote this.", "who?")
    ids.orphan_parent = wiki.edit("Ann", "Orphan", "first", "1")
    ids.orphan = wiki.edit("Ann", "Orphan", "second", "2")
    with wiki.database() as database:
        database.execute("delete from user where user_name = 'Gone'")
        database.execute("update revision set rev_parent_id = 99999998 where rev_id = ?", [ids.orphan])
    database.close()
    ids.orphan_parent = 99999998
    ids.nowhere = 99999999
    return ids


@pytest.fixture(scope="session")
def empty_wiki_factory():
    """Return a function that installs and starts a wiki; all are stopped at the end."""
    reason = mediawiki.missing()
    if reason is not None:
        pytest.skip(reason)
    wikis = []

    def make(workers: int = 3) -> mediawiki.MediaWiki:
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # spares the disk
        directory = Path(tempfile.mkdtemp(prefix="revscoring-wiki-", dir=memory))
        wiki = mediawiki.MediaWiki(directory, workers)
        wikis.append(wiki)
        wiki.install()
        wiki.start()
        return wiki

    yield make
    for wiki in wikis:
        wiki.stop()
        shutil.rmtree(wiki.directory, ignore_errors=True)


@pytest.fixture(scope="session")
def wiki(empty_wiki_factory):
    """A MediaWiki with a history; `wiki.ids` has the revisions that are special."""
    made = empty_wiki_factory()
    made.ids = fill(made)
    return made


@pytest.fixture(scope="session")
def dump(wiki):
    """A dump of the wiki as it was filled."""
    return str(wiki.dump(wiki.directory / "dump.xml"))


@pytest.fixture(scope="session")
def small_dump(dump):
    """The dump without the page of a megabyte, whose differences take their time."""
    path = Path(dump).with_name("small.xml")
    path.write_text(
        re.sub(r"  <page>\s*<title>Large</title>.*?</page>\n", "", Path(dump).read_text(), flags=re.S)
    )
    return str(path)


@pytest.fixture(scope="session")
def all_ids(dump):
    """The ids of all revisions in the dump, in its order."""
    from revscoring.extractors.dump import read_dump

    return [revision.id for revision in read_dump(dump)]


@pytest.fixture(scope="session")
def accounts_file(wiki, dump):
    """What the wiki tells of the users in the dump, as a file of accounts for it."""
    from revscoring.extractors.dump import read_dump

    names = sorted({revision.user_text for revision in read_dump(dump) if revision.user_id})
    documents = api.Extractor(wiki.session()).get_user_doc_map(names)
    known = {name: document for name, document in documents.items() if "missing" not in document}
    path = wiki.directory / "accounts.json"
    path.write_text(json.dumps(known))
    return str(path)


@pytest.fixture
def extractor(wiki):
    return api.Extractor(wiki.session())


@pytest.fixture
def proxy(wiki):
    """A proxy in front of the wiki that can be told to fail."""
    with FaultyProxy(wiki.url) as made:
        yield made


@pytest.fixture(scope="module")
def browser():
    """A Chromium without windows, or a skip."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("there is no chromium (apt install chromium)")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield started
        started.close()
