"""The commands that ask a wiki, with a session that answers from memory."""

from __future__ import annotations

import io
import json

import pytest

from revscoring.cli import extraction, hosts
from revscoring.datasources.revision_oriented import revision
from revscoring.errors import RevisionNotFound
from revscoring.utilities import extract, fetch_idioms, fetch_text

LIVE = {n: f"text of {n}" for n in range(1, 30) if n % 3}
DELETED = {n: f"deleted text of {n}" for n in (3, 6)}


class Session:
    """A wiki with texts, which remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict] = []

    def get(self, **parameters):
        self.asked.append(parameters)
        prop = parameters["prop"]
        texts = LIVE if prop == "revisions" else DELETED
        found = [n for n in parameters["revids"] if n in texts]
        pages = [{"pageid": n, prop: [{"revid": n, "slots": {"main": {"content": texts[n]}}}]} for n in found]
        return {
            "query": {
                "pages": [
                    *pages,
                    {"pageid": 99, prop: [{"revid": 8, "slots": {"main": {"texthidden": True}}}]},
                ]
            }
        }


def fetch(rev_ids, **options):
    out = io.StringIO()
    session = options.setdefault("session", Session())
    arguments = {"try_deleted_first": False, "login": False, "threads": 2, "verbose": False, **options}
    totals = fetch_text.run("http://wiki", [{"rev_id": n} for n in rev_ids], output=out, **arguments)
    return [json.loads(line) for line in out.getvalue().splitlines()], session, totals


def test_texts_are_fetched_ten_at_a_time_in_order():
    rows, session, totals = fetch(range(1, 26))
    assert rows == [{"rev_id": n, "text": f"text of {n}"} for n in range(1, 26) if n % 3]
    assert sorted(len(asked["revids"]) for asked in session.asked) == [5, 10, 10]
    assert all(asked["formatversion"] == 2 and asked["rvslots"] == "main" for asked in session.asked)
    assert (totals.inputs, totals.outputs, totals.errors) == (25, 17, 8)


def test_deleted_texts_are_asked_for_after_a_login_only():
    rows, session, _ = fetch([1, 3, 9], login=True)
    assert rows == [{"rev_id": 1, "text": "text of 1"}, {"rev_id": 3, "text": "deleted text of 3"}]
    assert [(asked["prop"], asked["revids"]) for asked in session.asked] == [
        ("revisions", [1, 3, 9]),
        ("deletedrevisions", [3, 9]),
    ]
    assert session.asked[1]["drvslots"] == "main"


def test_deleted_texts_first():
    _, session, _ = fetch([1, 3], login=True, try_deleted_first=True)
    assert [(asked["prop"], asked["revids"]) for asked in session.asked] == [
        ("deletedrevisions", [1, 3]),
        ("revisions", [1]),
    ]


def test_a_request_that_fails_costs_the_failing_revision_only():
    class Failing(Session):
        def get(self, **parameters):
            if 5 in parameters["revids"]:
                raise RuntimeError("an unknown content model")
            return super().get(**parameters)

    rows, _, totals = fetch(range(1, 26), session=Failing())
    assert [row["rev_id"] for row in rows] == [n for n in range(1, 26) if n % 3 and n != 5]
    assert (totals.inputs, totals.outputs, totals.errors) == (25, 16, 9)
    assert "revision 5: an unknown content model" in list(totals.reasons())


def test_failed_revisions_are_kept_on_request():
    class Failing(Session):
        def get(self, **parameters):
            if 5 in parameters["revids"]:
                raise RuntimeError("an unknown content model")
            return super().get(**parameters)

    rows, _, totals = fetch(range(1, 26), session=Failing(), keep_errors=True)
    assert [row["rev_id"] for row in rows] == list(range(1, 26))
    assert rows[4] == {
        "rev_id": 5,
        "error": {"type": "RuntimeError", "message": "an unknown content model"},
    }
    assert [row["rev_id"] for row in rows if "error" in row] == [3, 5, 6, 9, 12, 15, 18, 21, 24]
    assert (totals.inputs, totals.outputs, totals.errors) == (25, 16, 9)


@pytest.mark.parametrize("mark", [lambda n: "ab"[n % 2], str])
def test_a_continuation_in_circles_ends(mark):
    class Endless(Session):
        def get(self, **parameters):
            more = {"rvcontinue": mark(len(self.asked))}
            return {**super().get(**parameters), "continue": more}

    rows, session, totals = fetch([1, 2, 3], session=Endless())
    assert [row["rev_id"] for row in rows] == [1, 2]
    assert "revision 3: the wiki's continuation leads in circles" in next(totals.reasons())
    assert len(session.asked) < 10


def test_the_command_fetches_and_counts(tmp_path, monkeypatch, capsys):
    session = Session()
    monkeypatch.setattr(fetch_text, "make_session", lambda host, login: session)
    (tmp_path / "in.jsonl").write_text('{"rev_id": 1, "label": "x"}\n{"rev_id": 3}\n')
    fetch_text.main(["--host=http://wiki", f"--input={tmp_path}/in.jsonl", f"--output={tmp_path}/out.jsonl"])
    assert (tmp_path / "out.jsonl").read_text() == '{"rev_id": 1, "label": "x", "text": "text of 1"}\n'
    err = capsys.readouterr().err
    assert "2 observations in = 1 out + 1 errors" in err
    assert "revision 3: it has no text" in err


class Wiktionary:
    """Two pages of results."""

    def get(self, **parameters):
        assert parameters["cmtitle"] == "Category:English idioms"
        if "cmcontinue" in parameters:
            titles, more = ["fit as a fiddle", "let the cat out of the bag"], {}
        else:
            titles, more = ["kick the bucket", "cold feet"], {"continue": {"cmcontinue": "x"}}
        return {"query": {"categorymembers": [{"title": title} for title in titles]}, **more}


def test_idioms_have_three_words_and_are_no_comparisons(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(fetch_idioms, "make_session", lambda host: Wiktionary())
    fetch_idioms.main([f"--output={tmp_path}/idioms"])
    assert (tmp_path / "idioms").read_text() == '"kick the bucket"\n"let the cat out of the bag"\n'
    assert "2 idioms" in capsys.readouterr().err


class FakeExtractor:
    """An extractor as the contract describes it: (error, values) pairs in order."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []

    def extract(self, rev_ids, dependents, caches=None, profile=None):
        self.batches.append(rev_ids)
        for rev_id in rev_ids:
            if profile is not None:
                profile.setdefault("datasource.revision.id", []).append(0.5)
            if rev_id == 4:
                yield RevisionNotFound("{revision}", 4), None
            else:
                yield None, [caches.get(rev_id, {}).get("datasource.revision.id", rev_id)]


def test_extraction_from_a_host_goes_in_batches():
    extractor = FakeExtractor()
    observations = [{"rev_id": n} for n in (3, 4, 5)]
    observations[0]["cache"] = {"datasource.revision.id": 33}
    profile: dict[str, list[float]] = {}
    found = list(hosts.extract([revision.id], observations, extractor, 0, 2, profile))
    assert extractor.batches == [[4], [5]]  # the value of revision 3 is known
    assert [(ob["rev_id"], done.values, type(done.error).__name__) for ob, done in found] == [
        (3, [33], "NoneType"),
        (4, None, "RevisionNotFound"),
        (5, [5], "NoneType"),
    ]
    assert profile == {"datasource.revision.id": [0.5, 0.5]}


@pytest.mark.parametrize("extractors", [1, 2])
def test_extraction_from_a_host_in_processes_keeps_the_order(extractors):
    observations = [{"rev_id": n} for n in range(1, 41)]
    profile: dict[str, list[float]] = {}
    found = hosts.extract([revision.id], observations, FakeExtractor(), extractors, 3, profile)
    assert [done.values or "error" for _, done in found] == [[n] if n != 4 else "error" for n in range(1, 41)]
    assert len(profile["datasource.revision.id"]) == 40


def test_extract_from_a_host(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(extraction, "make_extractor", lambda host, login: FakeExtractor())
    (tmp_path / "in.jsonl").write_text('{"rev_id": 3}\n{"rev_id": 4}\n')
    extract.main(
        [
            "revscoring.datasources.revision_oriented.revision.id",
            "--host=http://wiki",
            f"--input={tmp_path}/in.jsonl",
            f"--output={tmp_path}/out.jsonl",
            f"--profile={tmp_path}/profile.md",
            "--verbose",
        ]
    )
    first, second = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert first == {"rev_id": 3, "wiki": "wiki", "cache": {"datasource.revision.id": 3}}
    assert second["error"]["type"] == "RevisionNotFound"
    err = capsys.readouterr().err
    assert ".?\n" in err
    assert "2 observations in = 1 out + 1 errors" in err


def test_a_session_names_who_asks():
    session = hosts.make_session("http://localhost:1")
    assert "revscoring" in session.headers["User-Agent"]


@pytest.mark.parametrize("titles", ["kick the bucket", "a b c d", "it is like this: no"])
def test_idioms(titles):
    assert fetch_idioms.is_idiom(titles)


@pytest.mark.parametrize(
    "title",
    [
        "cold feet",
        "Appendix:Glossary of idioms (A)",
        "Category:English idioms by time",
        "User talk:Ann of the hill",
    ],
)
def test_titles_that_are_no_idioms(title):
    assert not fetch_idioms.is_idiom(title)
