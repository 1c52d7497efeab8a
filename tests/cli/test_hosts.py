"""Sessions with a wiki: its address, who asks, and logging in."""

from __future__ import annotations

import mwapi.cli
import mwapi.errors
import pytest

from revscoring.cli import hosts


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("https://wiki.example", "https://wiki.example/w/api.php"),
        ("https://wiki.example/", "https://wiki.example/w/api.php"),
        ("http://wiki.example:8080/api.php", "http://wiki.example:8080/api.php"),
        ("https://wiki.example/a/b/api.php", "https://wiki.example/a/b/api.php"),
    ],
)
def test_addresses(host, url):
    assert hosts.make_session(host).api_url == url


def test_an_address_without_a_scheme_is_refused():
    with pytest.raises(RuntimeError, match=r"such as https://wiki\.example"):
        hosts.make_session("wiki.example")


def test_who_asks(monkeypatch):
    monkeypatch.delenv("REVSCORING_USER_AGENT", raising=False)
    assert hosts.make_session("https://wiki.example").headers["User-Agent"].startswith("revscoring (https://")
    monkeypatch.setenv("REVSCORING_USER_AGENT", "patrol-bot/1.2 (me@wiki.example)")
    agent = hosts.make_session("https://wiki.example").headers["User-Agent"]
    assert agent.startswith("patrol-bot/1.2 (me@wiki.example) revscoring (")


def test_requests_have_a_timeout():
    assert hosts.make_session("https://wiki.example").timeout == 60.0


@pytest.fixture
def logins(monkeypatch):
    """What sessions were logged in with; a name that is unknown is refused."""
    made = []

    def login(session, name, password):
        made.append((name, password))
        if name == "Nobody":
            raise mwapi.errors.LoginError("FAIL -- unknown name")

    def ask(session, host):
        made.append(("asked", host))

    monkeypatch.setattr(mwapi.Session, "login", login)
    monkeypatch.setattr(mwapi.cli, "do_login", ask)
    for name in ("REVSCORING_USER", "REVSCORING_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    return made


def test_a_login_by_the_environment(logins, monkeypatch):
    monkeypatch.setenv("REVSCORING_USER", "Ann")
    monkeypatch.setenv("REVSCORING_PASSWORD", "secret")
    hosts.make_session("https://wiki.example", login=True)
    assert logins == [("Ann", "secret")]


def test_a_login_is_asked_for(logins):
    hosts.make_session("https://wiki.example", login=True)
    assert logins == [("asked", "https://wiki.example")]


def test_a_login_that_is_refused(logins, monkeypatch):
    monkeypatch.setenv("REVSCORING_USER", "Nobody")
    monkeypatch.setenv("REVSCORING_PASSWORD", "x")
    with pytest.raises(RuntimeError, match=r"https://wiki\.example refuses the login: .*unknown name"):
        hosts.make_session("https://wiki.example", login=True)


def test_the_limit_of_an_account_is_asked_for_after_a_login_only(logins, monkeypatch):
    asked = []
    reply = {"query": {"userinfo": {"rights": ["apihighlimits"]}}}
    monkeypatch.setattr(mwapi.Session, "get", lambda session, **parameters: asked.append(parameters) or reply)
    assert hosts.make_extractor("https://wiki.example").client.limit == 50
    assert asked == []
    assert hosts.make_extractor("https://wiki.example", login=True).client.limit == 500


def test_a_client_is_closed_when_the_taker_leaves():
    class Endless:
        class client:
            closed = False

            @classmethod
            def close(cls):
                cls.closed = True

        def extract(self, rev_ids, dependents, caches=None, profile=None):
            return [(None, [0] * len(dependents)) for _ in rev_ids]

    from revscoring.datasources.revision_oriented import revision

    extractor = Endless()
    results = hosts.extract([revision.id], ({"rev_id": n} for n in range(10_000)), extractor, 1)
    next(results)
    assert not extractor.client.closed
    results.close()
    assert extractor.client.closed


@pytest.mark.parametrize(
    ("host", "advice"),
    [
        ("https://wiki.example/w/index.php", "give https://wiki.example/w/api.php"),
        ("https://wiki.example/index.php?title=Ants", "give https://wiki.example/api.php"),
        ("https://wiki.example/w/api.php?action=query", "give https://wiki.example/w/api.php"),
        ("https://wiki.example/?curid=5", "give https://wiki.example/w/api.php"),
        ("http://wiki.example:port", "not the address of a wiki"),
        ("http://", "not the address of a wiki"),
        ("ftp://wiki.example", "not the address of a wiki"),
    ],
)
def test_addresses_that_are_no_wiki(host, advice):
    with pytest.raises(RuntimeError) as caught:
        hosts.make_session(host)
    assert advice in str(caught.value)


def test_links():
    session = hosts.make_session("https://wiki.example/a/api.php")
    assert hosts.diff_link(session, 5) == "https://wiki.example/a/index.php?diff=5"


@pytest.mark.parametrize(
    "command",
    [
        ("extract", "no.such.list", "--input", "none.jsonl"),
        ("score", "none.model", "5"),
        ("explain", "none.model", "5"),
        ("watch", "--model", __file__),
        ("fetch_text", "--input", "none.jsonl"),
    ],
)
def test_a_wrong_address_is_said_before_any_work(command, capsys):
    """Before lists are imported, and files read and counted."""
    from revscoring.revscoring import main

    with pytest.raises(SystemExit):
        main([*command, "--host", "wiki.example"])
    (line,) = capsys.readouterr().err.splitlines()
    assert "give the address of a wiki, such as https://wiki.example" in line
