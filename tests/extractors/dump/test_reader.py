"""Reading dumps: every schema and compression, what is hidden, and what is broken."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from revscoring.extractors.dump import Dump, DumpError, read_dump, sha1_base36

DATA = Path(os.environ.get("REVSCORING_DATA") or Path(__file__).parents[4] / "shared" / "data")

HEAD = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-{0}/" version="{0}" xml:lang="en">
<siteinfo><sitename>Test</sitename><dbname>testwiki</dbname><namespaces>
<namespace key="0" case="first-letter" /><namespace key="1">Talk</namespace>
<namespace key="3">User talk</namespace></namespaces></siteinfo>
"""


def dump_text(*pages: str, version: str = "0.11") -> str:
    return HEAD.format(version) + "\n".join(pages) + "\n</mediawiki>\n"


def page(*revisions: str, title: str = "Ants", ns: str = "<ns>0</ns>", page_id: int = 1) -> str:
    return f"<page><title>{title}</title>{ns}<id>{page_id}</id>\n" + "\n".join(revisions) + "\n</page>"


def revision(rev_id: int, body: str = "<text bytes='2'>ab</text>", parent: int | None = None) -> str:
    parent_id = "" if parent is None else f"<parentid>{parent}</parentid>"
    return (
        f"<revision><id>{rev_id}</id>{parent_id}<timestamp>2003-01-31T12:00:00Z</timestamp>"
        f"<contributor><username>Ann</username><id>7</id></contributor>{body}</revision>"
    )


def write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf8")
    return str(path)


def read(tmp_path: Path, text: str) -> list:
    return list(read_dump(write(tmp_path / "dump.xml", text)))


def data_file(name: str) -> str:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the real dump {name} is not here (set REVSCORING_DATA)")
    return str(path)


def test_a_revision_has_all_that_the_dump_says(tmp_path):
    body = (
        "<minor/><comment>typo &amp; more</comment><model>wikitext</model><format>text/x-wiki</format>"
        "<text bytes='7' sha1='abc' xml:space='preserve'>Aé &lt;b&gt;</text><sha1>xyz</sha1>"
    )
    (one,) = read(
        tmp_path, dump_text(page(revision(11, body, parent=10), title="Talk:Ants", ns="<ns>1</ns>"))
    )
    assert (one.id, one.parent_id, one.timestamp) == (11, 10, "2003-01-31T12:00:00Z")
    assert (one.user_id, one.user_text, one.minor) == (7, "Ann", True)
    assert (one.comment, one.model, one.format) == ("typo & more", "wikitext", "text/x-wiki")
    assert (one.text, one.byte_length, one.sha1, one.line) == ("Aé <b>", 7, "xyz", 6)
    found = one.page
    assert (found.id, found.full_title, found.title) == (1, "Talk:Ants", "Ants")
    assert (found.namespace, found.namespace_name) == (1, "Talk")


def test_the_head_is_read(tmp_path):
    dump = Dump(write(tmp_path / "d.xml", dump_text(page(revision(1)), version="0.6")))
    assert len(list(dump)) == 1
    assert (dump.site.schema, dump.site.name, dump.site.dbname) == ("0.6", "Test", "testwiki")
    assert dump.site.language == "en"
    assert dump.site.namespaces == {0: "", 1: "Talk", 3: "User talk"}
    assert (dump.pages, dump.revisions, dump.lost) == (1, 1, 0)


@pytest.mark.parametrize("version", ["0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "0.10", "0.11"])
def test_every_schema_is_read(tmp_path, version):
    (one,) = read(tmp_path, dump_text(page(revision(1, "<text>é</text>"), ns=""), version=version))
    assert (one.text, one.byte_length) == ("é", 2)


def test_the_digest_is_computed_where_it_is_absent(tmp_path):
    (one,) = read(tmp_path, dump_text(page(revision(1, "<text></text><sha1 />"))))
    assert one.sha1 == "phoiac9h4m842xq45sp7s6u21eteeq1"


@pytest.mark.parametrize("name", ["aawiki-2026.xml.xz", "enwiki-five-pages-2004-2014.xml.xz"])
def test_computed_digests_are_those_of_mediawiki(name):
    checked = 0
    for one in read_dump(data_file(f"histories/{name}")):
        if one.stored_sha1 and one.text is not None:
            assert sha1_base36(one.text) == one.stored_sha1
            checked += 1
    assert checked > 200


@pytest.mark.parametrize(
    ("title", "namespace", "rest"),
    [("Talk:Ants", 1, "Ants"), ("User_talk:Ann", 3, "Ann"), ("Alien: the film", 0, "Alien: the film")],
)
def test_the_namespace_is_found_by_the_prefix_where_ns_is_absent(tmp_path, title, namespace, rest):
    (one,) = read(tmp_path, dump_text(page(revision(1), title=title, ns=""), version="0.5"))
    assert (one.page.namespace, one.page.title, one.page.full_title) == (namespace, rest, title)


def test_hidden_things_are_none_and_empty_things_are_not(tmp_path):
    hidden, empty = read(
        tmp_path,
        dump_text(
            page(
                "<revision><id>1</id><timestamp>2003-01-31T12:00:00Z</timestamp>"
                "<contributor deleted='deleted' /><comment deleted='deleted' />"
                "<text bytes='-1' deleted='deleted' /><sha1 /></revision>",
                "<revision><id>2</id><timestamp>2003-01-31T12:00:00Z</timestamp>"
                "<contributor><ip>127.0.0.1</ip></contributor><text bytes='0' /></revision>",
            )
        ),
    )
    assert (hidden.text, hidden.comment, hidden.user_text, hidden.user_id) == (None, None, None, None)
    assert (hidden.sha1, hidden.byte_length, hidden.user_hidden) == (None, None, True)
    assert (empty.text, empty.comment, empty.user_text, empty.user_id) == ("", "", "127.0.0.1", 0)


def test_a_text_with_the_deleted_attribute_is_hidden_whatever_it_holds(tmp_path):
    (one,) = read(tmp_path, dump_text(page(revision(1, "<text deleted='deleted'>secret</text>"))))
    assert one.text is None


def test_a_missing_contributor_is_an_unknown_user(tmp_path):
    (one,) = read(tmp_path, dump_text(page("<revision><id>1</id><text>a</text></revision>")))
    assert (one.user_id, one.user_text) == (None, None)


@pytest.mark.parametrize("text", ["<text id='5' bytes='12' />", "<text id='5' />"])
def test_the_text_of_a_stub_is_absent_not_empty(tmp_path, text):
    (one,) = read(tmp_path, dump_text(page(revision(1, text))))
    assert one.text is None


def test_other_slots_and_uploads_are_not_taken_for_the_revision(tmp_path):
    slot = "<content><role>mediainfo</role><model>json</model><text bytes='2'>{}</text></content>"
    upload = "<upload><timestamp>1999-01-01T00:00:00Z</timestamp><comment>pic</comment></upload>"
    (one,) = read(
        tmp_path, dump_text(page(revision(1, "<model>wikitext</model><text>a</text>" + slot), upload))
    )
    assert (one.text, one.model, one.comment) == ("a", "wikitext", "")


def test_a_page_without_revisions_is_counted(tmp_path):
    dump = Dump(write(tmp_path / "d.xml", dump_text(page(), page(revision(1), page_id=2))))
    assert [one.id for one in dump] == [1]
    assert dump.pages == 2


@pytest.mark.parametrize(
    ("suffix", "opener"), [("gz", gzip.open), ("bz2", bz2.open), ("xz", lzma.open), ("xml", open)]
)
def test_compressed_dumps_are_read_by_their_content(tmp_path, suffix, opener):
    text = dump_text(*(page(revision(n), page_id=n) for n in range(1, 50)))
    path = tmp_path / "dump.misnamed"
    with opener(path, "wb") as file:
        file.write(text.encode())
    assert [one.id for one in read_dump(str(path))] == list(range(1, 50))


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_concatenated_streams_are_one_dump(tmp_path, compress):
    text = dump_text(page(revision(1)), page(revision(2), page_id=2)).encode()
    middle = text.index(b"<page>", 500)
    path = tmp_path / "multistream"
    path.write_bytes(compress(text[:100]) + compress(text[100:middle]) + compress(text[middle:]))
    assert [one.id for one in read_dump(str(path))] == [1, 2]


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_a_highly_compressible_dump_is_read_in_small_pieces(tmp_path, compress):
    import tracemalloc

    path = tmp_path / "dump"
    path.write_bytes(
        compress(dump_text(*(page(revision(n, f"<text>{'a' * 500_000}</text>")) for n in range(80))).encode())
    )
    tracemalloc.start()
    assert sum(len(one.text) for one in read_dump(str(path))) == 40_000_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_a_7z_archive_is_read_through_the_program(tmp_path, monkeypatch):
    inside = write(tmp_path / "inside.xml", dump_text(page(revision(5))))
    program = tmp_path / "7zz"
    program.write_text(f'#!/bin/sh\n[ "$1 $2 $3" = "x -so --" ] && cat "{inside}"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    archive = tmp_path / "dump.7z"
    archive.write_bytes(b"7z\xbc\xaf\x27\x1c rest")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert [one.id for one in read_dump(str(archive))] == [5]


def test_a_real_7z_archive_is_read_and_a_truncated_one_is_an_error(tmp_path):
    program = next(filter(None, map(shutil.which, ("7zz", "7z", "7za"))), None)
    if program is None:
        pytest.skip("no 7z program is installed here")
    source = write(tmp_path / "dump.xml", dump_text(*(page(revision(n), page_id=n) for n in range(1, 2000))))
    archive = tmp_path / "dump.7z"
    subprocess.run([program, "a", str(archive), source], check=True, capture_output=True)
    assert [one.id for one in read_dump(str(archive))] == list(range(1, 2000))
    data = archive.read_bytes()
    archive.write_bytes(data[: len(data) // 2])
    with pytest.raises(DumpError, match="the 7z archive cannot be unpacked"):
        list(read_dump(str(archive)))


def test_a_7z_archive_without_the_program_says_what_to_install(tmp_path, monkeypatch):
    archive = tmp_path / "dump.7z"
    archive.write_bytes(b"7z\xbc\xaf\x27\x1c rest")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DumpError, match="apt install 7zip"):
        list(read_dump(str(archive)))


def test_a_7z_archive_that_does_not_unpack_is_an_error(tmp_path, monkeypatch):
    program = tmp_path / "7zz"
    program.write_text("#!/bin/sh\necho no such method >&2\nexit 2\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    archive = tmp_path / "dump.7z"
    archive.write_bytes(b"7z\xbc\xaf\x27\x1c rest")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(DumpError, match="no such method"):
        list(read_dump(str(archive)))


def read_until_error(path: str) -> tuple[Dump, list[int], DumpError]:
    dump, ids = Dump(path), []
    with pytest.raises(DumpError) as caught:
        for one in dump:
            ids.append(one.id)
    return dump, ids, caught.value


def test_a_truncated_dump_yields_all_complete_revisions_and_then_one_error(tmp_path):
    text = dump_text(page(revision(1), revision(2), revision(3)))
    cut = text[: text.index("<id>3</id>") + 30]
    dump, ids, error = read_until_error(write(tmp_path / "cut.xml", cut))
    assert ids == [1, 2]
    assert dump.lost == 1
    assert error.line == 8
    assert "cut.xml, line 8" in str(error) and "fetch it again" in str(error)


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_a_truncated_compressed_dump_yields_what_can_be_decompressed(tmp_path, compress):
    noise = bytes(range(256)).hex() * 20
    revisions = [revision(n, f"<text>{sha1_base36(str(n)) * 400}{noise}</text>") for n in range(1, 200)]
    data = compress(dump_text(page(*revisions)).encode())
    path = tmp_path / "cut"
    path.write_bytes(data[: len(data) * 3 // 4])
    _, ids, error = read_until_error(str(path))
    assert ids == list(range(1, len(ids) + 1))
    assert error.line is not None
    assert "cut off" in str(error)
    if compress is not bz2.compress:  # a bzip2 block of 900 kB is lost as a whole
        assert len(ids) > 100


def test_damaged_compressed_data_is_an_error(tmp_path):
    data = bytearray(gzip.compress(dump_text(*(page(revision(n)) for n in range(500))).encode()))
    data[len(data) // 2 : len(data) // 2 + 20] = b"\xff" * 20
    path = tmp_path / "damaged"
    path.write_bytes(bytes(data))
    _, _, error = read_until_error(str(path))
    assert "damaged" in str(error) or "broken" in str(error)


def test_malformed_xml_names_the_line(tmp_path):
    text = dump_text(page(revision(1), revision(2, "<text>a & b</text>"), revision(3)))
    dump, ids, error = read_until_error(write(tmp_path / "bad.xml", text))
    assert (ids, dump.lost, error.line) == ([1], 1, 7)


def test_a_page_that_is_not_closed_costs_nothing_else(tmp_path):
    broken = page(revision(1), title="Broken").removesuffix("</page>")
    dump, ids, error = read_until_error(
        write(
            tmp_path / "bad.xml",
            dump_text(broken, page(revision(2), page_id=2), page(revision(3), page_id=3)),
        )
    )
    assert ids == [1, 2, 3]
    assert (dump.lost, len(dump.defects), error.line) == (0, 1, 8)
    assert "'Broken' of line 5" in str(error)


def test_a_page_that_breaks_off_within_a_revision_loses_that_one(tmp_path):
    broken = page(revision(1), title="Broken").replace("</revision>\n</page>", "")
    dump, ids, error = read_until_error(
        write(tmp_path / "bad.xml", dump_text(broken, page(revision(2), page_id=2)))
    )
    assert dump.revisions + dump.lost == 2
    assert ids == [2]
    assert error.line is not None


def test_a_revision_without_a_valid_id_costs_itself_only(tmp_path):
    text = dump_text(page(revision(1), revision(2).replace("<id>2</id>", "<id>two</id>"), revision(3)))
    dump, ids, error = read_until_error(write(tmp_path / "bad.xml", text))
    assert (ids, dump.lost) == ([1, 3], 1)
    assert "'two'" in str(error)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("<html></html>", "begins with <html>"),
        ("plain text", "not a MediaWiki XML dump"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><mediawiki></mediawiki>', "declares the entity 'a'"),
    ],
)
def test_what_is_no_dump_is_refused(tmp_path, text, message):
    with pytest.raises(DumpError, match=message):
        read(tmp_path, text)


def test_a_missing_file_is_a_dump_error():
    with pytest.raises(DumpError, match="/no/such/file: cannot be opened: No such file"):
        Dump("/no/such/file")


def test_the_error_pickles():
    import pickle

    error = pickle.loads(pickle.dumps(DumpError("d.xml", "is bad", 7)))
    assert str(error) == "d.xml, line 7: is bad"


def test_the_real_broken_dump_gives_every_revision_and_one_error():
    dump, ids, error = read_until_error(data_file("histories/enwiki-malformed.xml.bz2"))
    assert (len(ids), dump.lost, len(dump.defects)) == (193, 0, 1)
    assert error.line == 3191


@pytest.mark.parametrize(
    ("name", "pages", "revisions", "schema"),
    [
        ("enwiki-rio-grande-2002-2007.xml.xz", 1, 247, "0.3"),
        ("enwiki-five-pages-2004-2014.xml.xz", 5, 229, "0.9"),
        ("aawiki-2026.xml.xz", 507, 1307, "0.11"),
        ("itwiki-amen-2005-2009.xml.gz", 1, 49, "0.3"),
        ("simplewiki-two-pages.xml.xz", 2, 33, "0.11"),
    ],
)
def test_real_dumps_are_read_to_the_end(name, pages, revisions, schema):
    dump = Dump(data_file(f"histories/{name}"))
    count = sum(1 for _ in dump)
    assert (dump.pages, count, dump.site.schema) == (pages, revisions, schema)


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"])))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_any_text_comes_back_as_it_was(tmp_path, text):
    from xml.sax.saxutils import escape

    body = f"<text xml:space='preserve'>{escape(text)}</text>"
    (one,) = read(tmp_path, dump_text(page(revision(1, body))))
    assert one.text == text


def test_texts_can_be_left_unread(tmp_path):
    body = "<comment>hi</comment><text bytes='2' sha1='abc'>ab</text><sha1>abc</sha1>"
    path = write(tmp_path / "d.xml", dump_text(page(revision(1, body), revision(2, body, parent=1))))
    first, second = read_dump(path, texts=False)
    assert (first.text, first.sha1, first.comment, first.byte_length) == (None, "abc", "hi", 2)
    assert (second.id, second.user_text, second.text) == (2, "Ann", None)


LEAKS = [
    "a<br />b",
    "a<b>c</b>d",
    "a<!-- c -->b",
    "a<?php c ?>b",
    "a<text>b</text>c",
    "a<revision>b</revision>c",
]


@pytest.mark.parametrize("leak", LEAKS)
@pytest.mark.parametrize("element", ["text", "comment", "username"])
def test_markup_in_an_element_of_text_is_never_its_end(tmp_path, leak, element):
    values = {"text": "ab", "comment": "c", "username": "U"} | {element: leak}
    body = "<comment>{comment}</comment><text>{text}</text>".format(**values)
    xml = revision(1, body).replace("<username>Ann</username>", f"<username>{values['username']}</username>")
    assert leak in xml
    one, two = read(tmp_path, dump_text(page(xml, revision(2, parent=1))))
    name = "contributor" if element == "username" else element
    assert list(one.broken) == [name]
    assert f"inside <{element}>" in str(one.broken[name])
    assert f"line {one.line}:" in str(one.broken[name])
    assert (one.text is None, one.comment is None, one.user_text is None) == tuple(
        element == which for which in ("text", "comment", "username")
    )
    assert (two.text, two.user_text, dict(two.broken)) == ("ab", "Ann", {})


def test_markup_in_another_element_loses_the_revision_or_marks_the_page(tmp_path):
    bad_time = revision(1).replace("<timestamp>", "<timestamp><b>x</b>")
    dump, ids, error = read_until_error(write(tmp_path / "d.xml", dump_text(page(bad_time, revision(2)))))
    assert (ids, dump.lost) == ([2], 1)
    assert "inside <timestamp>" in str(error)
    (one,) = read(tmp_path, dump_text(page(revision(1), title="A<b>n</b>ts")))
    assert "inside <title>" in str(one.broken["page"])


def test_a_page_in_a_text_does_not_become_the_page_of_what_follows(tmp_path):
    inner = revision(1, "<text>a<page><title>No</title></page>b</text>")
    dump, ids, _ = read_until_error(write(tmp_path / "d.xml", dump_text(page(inner, revision(2)))))
    assert (ids, dump.lost) == ([2], 1)
    revisions = []
    with pytest.raises(DumpError):
        revisions.extend(read_dump(str(tmp_path / "d.xml")))
    title = None
    dump = Dump(str(tmp_path / "d.xml"))
    with pytest.raises(DumpError):
        for one in dump:
            title = one.page.full_title
    assert title == "Ants"


@pytest.mark.parametrize("before", ["\ufeff", "\n \r\n\t", "\ufeff\n"])
def test_a_mark_and_blank_space_before_the_xml_are_skipped(tmp_path, before):
    xml = '<?xml version="1.0" encoding="utf-8"?>\n' + dump_text(page(revision(1)))
    (expected,) = read(tmp_path, xml)
    (one,) = read(tmp_path, before + xml)
    assert (one.text, one.line) == ("ab", expected.line + before.count("\n"))


def test_utf16_is_read(tmp_path):
    path = tmp_path / "d.xml"
    path.write_bytes(dump_text(page(revision(1, "<text>日</text>"))).encode("utf-16"))
    assert [one.text for one in read_dump(str(path))] == ["日"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x28\xb5\x2f\xfd\x24\x10", "a Zstandard file.*zstd -d"),
        (b"PK\x03\x04\x14\x00", "a zip archive.*unzip"),
        (b"Rar!\x1a\x07", "a RAR archive"),
        (bz2.compress(b"d.xml".ljust(257, b"\0") + b"ustar  \0" + bytes(300)), "a tar archive.*tar -xf"),
        (gzip.compress(gzip.compress(b"<mediawiki/>")), "compressed twice"),
        (gzip.compress(b"PK\x03\x04\x14\x00"), "a zip archive"),
        (b"-- MySQL dump 10.13\n", "an SQL dump"),
        (b"<mediawiki><logitem><id>1</id></logitem></mediawiki>", "no page in this dump, only 1 log entries"),
    ],
    ids=["zstd", "zip", "rar", "tar", "gzip twice", "zip in gzip", "sql", "logs"],
)
def test_a_file_of_another_kind_is_named(tmp_path, data, words):
    path = tmp_path / "d.xml"
    path.write_bytes(data)
    with pytest.raises(DumpError, match=words):
        list(read_dump(str(path)))


@pytest.mark.parametrize("head", ["", '<?xml version="1.0"?>\n'])
def test_two_dumps_in_one_file_are_not_half_read_in_silence(tmp_path, head):
    first = dump_text(page(revision(1))).rstrip("\n") + "\n"
    path = write(tmp_path / "d.xml", first + head + dump_text(page(revision(2))))
    _, ids, error = read_until_error(path)
    assert ids == [1]
    assert f"line {first.count(chr(10)) + 1}: a second dump begins here" in str(error)


def test_an_empty_name_is_not_a_hidden_one(tmp_path):
    (one,) = read(tmp_path, dump_text(page(revision(1).replace("Ann", ""))))
    assert (one.user_text, one.user_hidden) == ("", False)
