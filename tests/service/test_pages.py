"""The pages: what they show, what they refuse, and what they cost the wiki."""

from __future__ import annotations

import json
import re
import sqlite3
import string
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from aiohttp import web

from revscoring.audit import Policy, ReportStore
from revscoring.service import Config, ConfigError, make_app, parse_config
from revscoring.service.core.changes import FRESH
from revscoring.service.pages.language import DIRECTORY
from revscoring.service.pages.levels import QUESTIONS

from .patrol import write_models
from .running import Served, served
from .wiki_server import WikiServer, refusal

HOSTILE = "</script><script>alert(1)</script>\u202e\"'><img src=x onerror=alert(2)>"
REVID = {"class": "tests.service.models.RevIDScorer", "version": "0.0.0"}
GATE = "Ask before you revert."
PAGES = Path(DIRECTORY).parent

GOOD, BAD, HIDDEN, HOSTILE_ID = 11, 12, 13, 14
TEXTS = {
    10: "A lake is deep water.",
    GOOD: "A lake is deep water. Fish live in it.",
    BAD: "A lake is deep water. Fish live in it. lol poop stupid lol haha",
    HIDDEN: "A lake is deep water. Fish live in it!",
    HOSTILE_ID: f"A lake is {HOSTILE} lol poop",
}


def change(rev_id: int, **more: Any) -> dict[str, Any]:
    document = {
        "type": "edit",
        "revid": rev_id,
        "old_revid": rev_id - 1,
        "ns": 0,
        "title": f"Page {rev_id}",
        "user": "Ann",
        "comment": f"comment {rev_id}",
        "timestamp": "2026-01-01T12:34:56Z",
        "oldlen": 20,
        "newlen": 36,
    }
    return {**document, **more}


CHANGES = [
    change(HOSTILE_ID, title=HOSTILE, user=HOSTILE, comment=HOSTILE),
    {**change(HIDDEN, userhidden=True, commenthidden=True), "user": "Secret", "comment": "Secret"},
    change(BAD, anon=True, user="192.0.2.1"),
    change(GOOD, minor=True),
]


class Wiki(WikiServer):
    """A wiki with a list of recent changes."""

    def __init__(self) -> None:
        super().__init__(text=lambda rev_id: TEXTS.get(rev_id, f"text {rev_id}"))
        self.changes: list[dict[str, Any]] = list(CHANGES)
        self.instead = self._list
        self.is_away = False

    def _list(self, parameters: dict[str, Any]) -> web.Response | None:
        if self.is_away:
            return refusal(403)
        if parameters.get("list") == "recentchanges":
            return web.json_response({"batchcomplete": True, "query": {"recentchanges": self.changes}})
        if parameters.get("meta") == "siteinfo":
            general = {"server": "//my.wiki", "script": "/w/index.php", "lang": "en", "sitename": "Mine"}
            spaces = {"-1": {"name": "Special"}, "0": {"name": ""}, "1": {"name": "Talk"}}
            query = {"general": general, "namespaces": spaces}
            return web.json_response({"batchcomplete": True, "query": query})
        return None

    def lists(self) -> int:
        """How often the list was asked for."""
        return sum(one.get("list") == "recentchanges" for one in self.requests)


@pytest.fixture(scope="module")
def wiki() -> Iterator[Wiki]:
    with Wiki() as wiki:
        yield wiki


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return write_models(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("store") / "reports.sqlite"


@pytest.fixture(scope="module")
def service(wiki: Wiki, models: dict[str, Any], store: Path) -> Iterator[Served]:
    stated = {
        "class": "tests.service.models.StatedModel",
        "policy": {"gated": {"text": GATE}, "floor": "precision >= 0.9"},
    }
    wikis = {
        "mywiki": {"host": wiki.address, "models": models},
        "drafts": {"host": None, "models": {"gated": stated}},
    }
    with served({"workers": 1, "wikis": wikis, "reports": str(store)}) as running:
        yield running


@pytest.fixture(autouse=True)
def as_it_was(wiki: Wiki) -> Iterator[None]:
    yield
    wiki.changes = list(CHANGES)
    wiki.is_away = False


def rows(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'<li class="row [^"]*" id="rev-(\d+)"', html)]


def feed(service: Served, query: str = "") -> str:
    """The list, when all scores are there."""
    for _ in range(20):
        html = service.get(f"/ui/mywiki/?part=rows&{query}").text
        if "score on its way" not in html:
            return html
    raise AssertionError("no scores")


# Every page.

EVERY = ["/", "/ui/", "/v3/", "/versions/", "/ui/mywiki/", "/ui/mywiki/12", "/ui/mywiki/models/damaging"]
EVERY += [
    "/ui/drafts/",
    "/ui/drafts/models/gated",
    "/ui/nowiki",
    "/ui/mywiki/99999999",
    "/ui/mywiki/models/x",
]


@pytest.mark.parametrize("path", EVERY)
@pytest.mark.parametrize("lang", ["en", "it"])
def test_pages_are_whole_and_need_nothing_from_elsewhere(service: Served, path: str, lang: str) -> None:
    reply = service.get(path, params={"lang": lang})
    missing = {"/ui/nowiki", "/ui/mywiki/99999999", "/ui/mywiki/models/x"}
    assert reply.status_code == (404 if path in missing else 200)
    assert reply.headers["content-type"].startswith("text/html")
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert f'<html lang="{lang}">' in reply.text
    assert not re.search(r"<script(?! src=\"/ui/static/pages.js\" defer)", reply.text)
    assert not re.search(r"\sstyle=|\son\w+=\"", reply.text)
    assert re.findall(r"(?:src|href)=\"(/ui/static/[^\"]+)", reply.text)
    for address in re.findall(r"<(?:script|link|img)[^>]*(?:src|href)=\"([^\"]+)", reply.text):
        assert service.get(address).status_code == 200


@pytest.mark.parametrize("path", ["/ui/", "/ui/mywiki/models/reverted"])
@pytest.mark.parametrize(("lang", "words"), [("en", "no version"), ("it", "senza versione")])
def test_a_model_without_a_version_is_said_to_have_none(
    service: Served, path: str, lang: str, words: str
) -> None:
    html = service.get(path, params={"lang": lang}).text
    assert words in html
    assert "None" not in html


def test_the_language_is_that_of_the_reader(service: Served) -> None:
    reply = service.get("/ui/", headers={"Accept-Language": "de, it;q=0.9, en;q=0.1"})
    assert "A che cosa servono i punteggi" in reply.text
    assert reply.headers["vary"] == "Accept-Language"


def flat(document: dict[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in document.items():
        found |= flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": str(value)}
    return found


def test_languages_have_the_same_texts_and_placeholders() -> None:
    texts = {path.stem: flat(yaml.safe_load(path.read_text())) for path in DIRECTORY.glob("*.yaml")}
    assert {"en", "it"} <= set(texts)

    def places(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    for code, found in texts.items():
        assert found.keys() == texts["en"].keys(), code
        for key, text in found.items():
            assert text.strip(), (code, key)
            assert places(text) == places(texts["en"][key]), (code, key)


def test_every_text_that_a_template_names_is_there() -> None:
    known = flat(yaml.safe_load((DIRECTORY / "en.yaml").read_text()))
    for template in (PAGES / "templates").glob("*.html"):
        for key in re.findall(r"\bt\('([\w.]+)'", template.read_text()):
            assert key in known, (template.name, key)


# Recent changes.


def test_edits_are_listed_with_their_risk(service: Served) -> None:
    html = feed(service)
    assert rows(html) == [HOSTILE_ID, HIDDEN, BAD, GOOD]
    row = html[html.index(f'id="rev-{BAD}"') : html.index(f'id="rev-{GOOD}"')]
    assert "Very likely have problems" in row or "Likely have problems" in row
    assert "Likely bad faith" in row
    assert "+16" in row
    assert "2026-01-01 12:34" in row
    assert "not registered" in row
    assert "http://my.wiki/w/index.php?diff=12&amp;oldid=11" in row
    score = service.get_json(f"/v3/scores/mywiki/{BAD}/damaging")["mywiki"]["scores"][str(BAD)]
    risk = score["damaging"]["score"]["probability"]["true"]
    assert f"Risk {round(risk * 100)} of 100" in row


def test_what_is_hidden_stays_hidden(service: Served) -> None:
    html = feed(service)
    assert "Secret" not in html
    assert "user hidden" in html
    assert "summary hidden" in html


def test_hostile_texts_are_texts(service: Served) -> None:
    for html in (feed(service), service.get(f"/ui/mywiki/{HOSTILE_ID}").text):
        assert "<script>alert" not in html
        assert "<img" not in html
        assert "&lt;script&gt;" in html
    for path in ("/ui/%3Cscript%3Ealert(1)", "/ui/mywiki/models/%3Cscript%3Ealert(1)"):
        assert "<script>alert" not in service.get(path).text
    reply = service.get("/ui/mywiki/", params={"level": '"><script>alert(3)', "sort": "<", "lang": '"><'})
    assert reply.status_code == 200
    assert "<script>alert" not in reply.text


def test_levels_filter_and_risk_sorts(service: Served) -> None:
    bad = rows(feed(service, "level=damaging:likelybad"))
    assert set(bad) == {BAD, HOSTILE_ID}
    assert set(rows(feed(service, "level=damaging:likelybad&level=damaging:likelygood"))) >= set(bad)
    both = rows(feed(service, "level=damaging:likelybad&level=goodfaith:likelygood"))
    assert both == []
    sorted_rows = rows(feed(service, "sort=risk"))
    assert set(sorted_rows[:2]) == {BAD, HOSTILE_ID}
    assert rows(feed(service, "level=damaging:nonsense&level=x&ns=x&who=x&limit=x")) == rows(feed(service))


def test_the_wiki_is_asked_for_what_is_chosen(service: Served, wiki: Wiki) -> None:
    service.get("/ui/mywiki/?ns=1&who=anonymous&limit=100")
    asked = [one for one in wiki.requests if one.get("list") == "recentchanges"][-1]
    assert (asked["rcnamespace"], asked["rcshow"], asked["rclimit"]) == ("1", "!bot|anon", "100")


def test_questions_are_those_of_the_extension() -> None:
    recorded = json.loads((Path(__file__).parent / "recorded" / "requests.json").read_text())
    asked = " ".join(one["path"] for one in recorded["requests"])
    paths = {path for part in asked.split() for path in parse_qs(urlsplit(part).query).get("model_info", [])}
    formulas = {formula for path in paths for formula in re.findall(r'"([^"]+)"', path)}
    assert set(QUESTIONS.values()) == formulas


def test_levels_say_what_they_find(service: Served) -> None:
    """The thresholds, and what they are expected to find, are the API's."""
    html = service.get("/ui/mywiki/").text
    path = f'statistics.thresholds.true."{QUESTIONS["maybebad"]}"'
    document = service.get_json(f"/v3/scores/mywiki/?models=damaging&model_info={path}")
    [point] = document["mywiki"]["models"]["damaging"]["statistics"]["thresholds"]["true"]
    level = html[html.index('value="damaging:maybebad"') :]
    right, found = re.findall(r"Of 100 edits shown, (\d+) are damaging; finds (\d+) of 100", level)[0]
    assert abs(int(right) - point["precision"] * 100) < 0.6
    assert abs(int(found) - point["recall"] * 100) < 0.6


def test_a_level_that_cannot_be_had_is_not_offered(service: Served) -> None:
    html = service.get("/ui/mywiki/").text
    path = f'statistics.thresholds.false."{QUESTIONS["likelygood"]}"'
    document = service.get_json(f"/v3/scores/mywiki/?models=reverted&model_info={path}")
    assert document["mywiki"]["models"]["reverted"]["statistics"]["thresholds"]["false"] == [None]
    assert 'value="damaging:likelygood"' in html
    assert 'value="reverted:likelygood"' not in html
    assert f"no threshold of this model reaches this ({QUESTIONS['likelygood']})" in html.replace("&gt;", ">")


def test_many_browsers_cost_one_request(service: Served, wiki: Wiki) -> None:
    feed(service)
    wiki.delay = 0.3
    try:
        before, start = wiki.lists(), time.monotonic()
        replies = [service.later("/ui/mywiki/?part=rows&limit=250") for _ in range(60)]
        assert {reply.result().status_code for reply in replies} == {200}
        assert wiki.lists() - before <= 2 + (time.monotonic() - start) / FRESH
    finally:
        wiki.delay = 0.0


def test_an_edit_without_a_score_is_shown(service: Served, wiki: Wiki) -> None:
    wiki.changes = [change(99_999_999), *CHANGES]
    html = service.get("/ui/mywiki/?part=rows&who=all").text
    assert rows(html)[0] == 99_999_999
    assert "no score" in html
    before = len(wiki.requests)
    service.get("/ui/mywiki/?part=rows&who=all")
    assert len(wiki.requests) - before <= 1


def test_a_wiki_that_is_away_is_said_to_be(service: Served, wiki: Wiki) -> None:
    wiki.is_away = True
    reply = service.get("/ui/mywiki/?limit=100&who=bots")
    assert reply.status_code == 503
    assert int(reply.headers["retry-after"]) > 0
    assert "The wiki does not answer" in reply.text


def test_a_revision_is_looked_up(service: Served) -> None:
    reply = service.get("/ui/mywiki/?rev=12&lang=it", follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (303, "/ui/mywiki/12?lang=it")


def test_models_with_conditions_are_left_out_until_they_are_accepted(service: Served) -> None:
    assert "No model of this wiki may be used now" in service.get("/ui/drafts/").text
    digest = Policy(gate=GATE).gate_digest
    assert "No model of this wiki" not in service.get(f"/ui/drafts/?accept={digest}").text
    page = service.get("/ui/drafts/models/gated").text
    assert GATE in page
    assert digest in page


# One edit.


def test_an_edit_is_explained(service: Served) -> None:
    html = service.get(f"/ui/mywiki/{BAD}").text
    reasons = re.findall(r"<bdi lang=\"en\">([^<]+)", html)
    assert any("English informal words" in reason for reason in reasons), reasons
    assert re.search(r"<ins><mark[^>]*>(lol|poop|stupid|haha)</mark></ins>", html)
    assert "Talk:Ants: a study" in html
    assert "A lake is deep water" in html
    assert not re.search(r"<(ins|del)>A lake", html)


def test_an_edit_that_is_not_there(service: Served) -> None:
    reply = service.get("/ui/mywiki/99999999")
    assert reply.status_code == 404
    assert "no revision 99999999" in reply.text


def test_an_edit_of_a_wiki_without_an_address(service: Served) -> None:
    digest = Policy(gate=GATE).gate_digest
    html = service.get(f"/ui/drafts/57?accept={digest}").text
    assert "This model cannot explain its scores" in html
    assert "75" in html


# One model.


def test_a_model_shows_its_thresholds_without_a_script(service: Served) -> None:
    html = service.get("/ui/mywiki/models/damaging?at=0.3").text
    assert "At 0.300: of 1,000 edits" in html
    assert html.count("<tr data-at=") >= 19
    assert "Tells damaging edits from good edits by 3 features" in html


# Reports.


def report(service: Served, rev_id: int = BAD, **headers: str) -> Any:
    form = {"model": "damaging", "suggested": "false", "note": f"It is {HOSTILE}"}
    return service.client.post(f"/ui/mywiki/{rev_id}/report", data=form, headers=headers)


@pytest.fixture
def fresh(wiki: Wiki, models: dict[str, Any], tmp_path: Path) -> Iterator[tuple[Served, ReportStore]]:
    path = tmp_path / "reports.sqlite"
    wikis = {"mywiki": {"host": wiki.address, "models": models}}
    with served({"workers": 1, "wikis": wikis, "reports": str(path)}) as running:
        yield running, ReportStore(path)


def test_a_report_stands_in_the_store(fresh: tuple[Served, ReportStore]) -> None:
    service, store = fresh
    reply = report(service)
    assert reply.status_code == 200
    assert "Thank you" in reply.text
    assert "Reports about this edit so far: 1" in reply.text
    [found] = store.reports("mywiki", BAD)
    assert (found.model, found.version, found.kind, found.source) == (
        "damaging",
        "1.2.3",
        "false-positive",
        "service",
    )
    score = service.get_json(f"/v3/scores/mywiki/{BAD}/damaging")["mywiki"]["scores"][str(BAD)]
    assert found.probability == score["damaging"]["score"]["probability"]["true"]
    assert b"127.0.0.1" not in store.path.read_bytes()

    # The same from programs.
    document = {"model": "goodfaith", "suggested": False, "note": "bad"}
    reply = service.client.post(f"/v3/reports/mywiki/{GOOD}/", json=document)
    assert reply.status_code == 202
    assert reply.json()["report"]["kind"] == "false-negative"
    listed = service.get_json("/v3/reports/mywiki/")["reports"]
    assert [one["rev_id"] for one in listed] == [GOOD, BAD]
    assert service.get_json(f"/v3/reports/mywiki/{BAD}")["reports"] == [listed[1]]


def test_forms_of_other_sites_are_refused(fresh: tuple[Served, ReportStore]) -> None:
    service, store = fresh
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ):
        reply = report(service, **headers)
        assert reply.status_code == 403
        assert "from a page of another site" in reply.text
    assert store.reports() == []
    host = urlsplit(service.address).netloc
    assert report(service, Origin=f"http://{host}").status_code == 200
    assert report(service, **{"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_reports_of_one_address_are_limited(fresh: tuple[Served, ReportStore]) -> None:
    service, store = fresh
    statuses = [
        service.client.post(
            f"/v3/reports/mywiki/{BAD}", json={"model": "damaging", "kind": "other"}
        ).status_code
        for _ in range(12)
    ]
    assert statuses == [202] * 10 + [429] * 2
    assert report(service).status_code == 429
    assert len(store.reports()) == 10


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ([], 400),
        ({}, 400),
        ({"model": 5}, 400),
        ({"model": "damaging"}, 400),
        ({"model": "damaging", "suggested": "perhaps"}, 400),
        ({"model": "damaging", "kind": "praise"}, 400),
        ({"model": "damaging", "kind": ["other"]}, 400),
        ({"model": "damaging", "kind": "other", "note": 5}, 400),
        ({"model": "damaging", "kind": "other", "note": "x" * 30_000}, 413),
        ({"model": "none", "kind": "other"}, 404),
    ],
)
def test_reports_that_make_no_sense_are_refused(service: Served, body: Any, status: int) -> None:
    reply = service.client.post(f"/v3/reports/mywiki/{BAD}", json=body)
    assert reply.status_code == status
    assert "error" in reply.json()


def test_reports_about_nothing_are_refused(service: Served) -> None:
    document = {"model": "damaging", "kind": "other"}
    assert service.client.post("/v3/reports/mywiki/99999999", json=document).status_code == 404
    assert service.client.post("/v3/reports/mywiki/x", json=document).status_code == 404
    assert service.client.post("/v3/reports/nowiki/5", json=document).status_code == 404


def test_without_a_store_nothing_can_be_reported(wiki: Wiki, models: dict[str, Any]) -> None:
    wikis = {"mywiki": {"host": wiki.address, "models": models}}
    with served({"workers": 1, "wikis": wikis}) as running:
        assert '<form class="report"' not in running.get(f"/ui/mywiki/{BAD}").text
        assert running.get("/v3/reports/mywiki").status_code == 404
        assert report(running).status_code == 404


def test_store_that_others_lock_holds_up_no_page(tmp_path: Path) -> None:
    path = tmp_path / "reports.sqlite"
    wikis = {"testwiki": {"models": {"revid": REVID}}}
    with served({"workers": 1, "wikis": wikis, "reports": str(path)}) as running:
        document = {"model": "revid", "kind": "other"}
        assert running.client.post("/v3/reports/testwiki/5", json=document).status_code == 202
        with closing(sqlite3.connect(path)) as other:
            other.execute("BEGIN IMMEDIATE")
            lost = [running.later_post("/v3/reports/testwiki/5", json=document) for _ in range(3)]
            time.sleep(0.2)
            start = time.monotonic()
            assert running.get("/ui/testwiki/5").status_code == 200
            assert len(running.get_json("/v3/reports/testwiki/5")["reports"]) == 1
            assert time.monotonic() - start < 2
            for one in lost:
                assert one.result().status_code == 500
                assert "try again later" in one.result().json()["error"]["message"]
        assert running.client.post("/v3/reports/testwiki/5", json=document).status_code == 202


def test_the_file_of_reports_is_relative_to_the_configuration(tmp_path: Path) -> None:
    assert parse_config({"reports": "my.sqlite"}, tmp_path).reports == str(tmp_path / "my.sqlite")
    assert parse_config({}, tmp_path).reports is None


def test_a_store_that_cannot_be_used_keeps_the_service_from_starting(tmp_path: Path) -> None:
    config: Config = parse_config({"reports": str(tmp_path / "nowhere" / "reports.sqlite")})
    with pytest.raises(ConfigError, match="reports: "):
        make_app(config)
