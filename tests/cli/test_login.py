"""Logging in: accounts, bot passwords, redirects, and wikis that ask for more."""

from __future__ import annotations

import pytest

from revscoring.cli import hosts

from ..extractors.api.test_failures import serve  # noqa: F401  (a fixture)

TOKEN = "a-secret-token+\\"
BOT_SECRET = "0123456789abcdefghijklmnopqrstuv"


class Wiki:
    """Takes logins as MediaWiki does: each action takes its own kind of passwords."""

    more = None

    def __call__(self, path, query, method):
        if not query:
            return 200, {}, "<html>Help of the API</html>"
        if query.get("meta") == "tokens":
            return 200, {}, {"batchcomplete": "", "query": {"tokens": {"logintoken": TOKEN}}}
        if query["action"] == "clientlogin":
            good = (query["username"], query["password"]) == ("Ann", "of account")
            answer = {"status": "PASS"} if good else {"status": "FAIL", "message": "Incorrect password."}
            return 200, {}, {"clientlogin": self.more or answer}
        if query["action"] == "login":
            right = {("Ann@bot", BOT_SECRET), ("Ann", f"bot@{BOT_SECRET}")}
            good = (query["lgname"], query["lgpassword"]) in right and query["lgtoken"] == TOKEN
            return (
                200,
                {},
                {"login": {"result": "Success"} if good else {"result": "Failed", "reason": "No."}},
            )
        rights = {"query": {"userinfo": {"rights": ["apihighlimits"]}}}
        return 200, {}, rights


@pytest.fixture
def log_in(monkeypatch):
    def run(host, name, password):
        monkeypatch.setenv("REVSCORING_USER", name)
        monkeypatch.setenv("REVSCORING_PASSWORD", password)
        return hosts.make_extractor(host, login=True)

    return run


@pytest.mark.parametrize(
    ("name", "password"),
    [("Ann", "of account"), ("Ann@bot", BOT_SECRET), ("Ann", f"bot@{BOT_SECRET}")],
)
def test_accounts_and_bot_passwords(serve, log_in, name, password):  # noqa: F811
    assert log_in(serve(Wiki()).url, name, password).client.limit == 500


@pytest.mark.parametrize("name", ["Ann", "Ann@bot"])
def test_a_wrong_password(serve, log_in, name):  # noqa: F811
    host = serve(Wiki()).url
    with pytest.raises(RuntimeError) as caught:
        log_in(host, name, "wrong")
    reason = "Incorrect password." if name == "Ann" else "No."
    assert str(caught.value) == f"{host} refuses the login: {reason}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("name", ["Ann", "Ann@bot"])
def test_a_redirect_on_the_same_host_is_followed(serve, log_in, status, name):  # noqa: F811
    wiki = serve(Wiki())

    def redirect(path, query, method):
        more = "?" + "&".join(f"{key}={value}" for key, value in query.items()) if method == "GET" else ""
        return status, {"Location": f"{wiki.url}/w/api.php{more}"}, ""

    session = log_in(serve(redirect).url, name, "of account" if name == "Ann" else BOT_SECRET).session
    assert session.api_url == f"{wiki.url}/w/api.php"


def test_a_redirect_to_another_host_gets_no_password(serve, log_in):  # noqa: F811
    wiki = serve(Wiki())
    elsewhere = wiki.url.replace("127.0.0.1", "localhost") + "/w/api.php"
    server = serve(lambda *_: (301, {"Location": elsewhere}, ""))
    with pytest.raises(RuntimeError, match="redirects to http://localhost"):
        log_in(server.url, "Ann", "of account")
    assert not any("password" in query for _, query in [*wiki.asked, *server.asked])


def test_two_factors_are_told_without_the_token(serve, log_in):  # noqa: F811
    wiki = Wiki()
    wiki.more = {"status": "UI", "message": "Enter a code", "requests": [{"id": "TOTP", "fields": {}}]}
    with pytest.raises(RuntimeError) as caught:
        log_in(serve(wiki).url, "Ann", "of account")
    assert "asks for more than a name and a password: Enter a code" in str(caught.value)
    assert "bot password" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_wiki_that_is_not_there(log_in):
    with pytest.raises(RuntimeError, match=r"nothing answers at http://127\.0\.0\.1:1"):
        log_in("http://127.0.0.1:1", "Ann", "x")
