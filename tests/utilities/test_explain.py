"""``revscoring explain``: scores of a dump and of observations, in words, as a table of the riskiest."""

from __future__ import annotations

import io
import json
from pathlib import Path

import click
import pytest

from revscoring.extractors import api
from revscoring.features import wikitext
from revscoring.scoring.models import GradientBoosting
from revscoring.utilities import explain
from revscoring.utilities.explain import main, most_probable

FEATURES = [wikitext.revision.diff.words_added, wikitext.revision.diff.longest_repeated_char_added]


@pytest.fixture
def model(tmp_path: Path) -> str:
    made = GradientBoosting(FEATURES, [True, False], n_estimators=10)
    made.train([([float(i % 9), i % 5], i % 5 > 2) for i in range(120)])
    path = tmp_path / "reverted.model"
    made.dump(str(path))
    return str(path)


@pytest.fixture
def observations(tmp_path: Path) -> str:
    texts = {1: "One more aaaaaa", 2: "One more word", 3: None}
    rows = []
    for rev_id, text in texts.items():
        probability = {1: 0.9, 2: 0.2, 3: 0.5}[rev_id]
        row = {
            "rev_id": rev_id,
            "score": {"prediction": True, "probability": {"true": probability, "false": 1 - probability}},
        }
        if text is not None:
            row["cache"] = {"datasource.revision.text": text, "datasource.revision.parent.text": "One"}
        rows.append(json.dumps(row))
    path = tmp_path / "scores.jsonl"
    path.write_text("\n".join(rows) + "\n", encoding="utf8")
    return str(path)


def test_each_score_is_explained_in_words_with_the_words_behind_it(model, observations, capsys) -> None:
    main([model, "--rev-docs", observations])
    out, err = capsys.readouterr()
    paragraphs = [line for line in out.splitlines() if "revision" in line]
    assert [p.split("revision ")[1] for p in paragraphs] == ["1", "2"]
    assert "length of the longest run of one character added: 6 (“more aaaaaa”)" in out
    assert "3 revisions in = 2 out + 1 errors" in err
    assert "revision 3" in err


def test_the_riskiest_come_first_and_alone(model, observations, capsys) -> None:
    main([model, "--input", observations, "--riskiest", "1", "--json", "--features", "1"])
    (line,) = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert (found["rev_id"], found["label"], len(found["contributions"])) == (1, True, 1)
    assert found["contributions"][0]["feature"] == str(FEATURES[1])


def test_a_dump_gives_the_revisions(model, repository, capsys) -> None:
    dump = repository / "examples" / "sample_wiki" / "sample_wiki.xml.xz"
    main([model, "4830", "999999", "--dump", str(dump), "--label", "false"])
    out, err = capsys.readouterr()
    assert "false  revision 4830  Jon Haskett, 203.0.113.231, 23 Jun 2021" in out
    assert "2 revisions in = 1 out + 1 errors" in err
    assert "999999" in err


PAGE = {"pageid": 1, "ns": 0, "title": "Episode guide"}
EDITS = {
    2214: {"user": "Somebody", "timestamp": "2006-08-01T10:00:00Z", "tags": ["mw-reverted"]},
    2215: {"userhidden": True, "timestamp": "2006-08-02T10:00:00Z", "tags": []},
}


class Wiki:
    """Two edits of a page, one of which was reverted, and a parent of both."""

    host, api_url, headers = "https://my.wiki", "https://my.wiki/api.php", {}

    def __init__(self):
        self.requests = 0

    def get(self, **parameters):
        self.requests += 1
        found = []
        for rev_id in parameters["revids"]:
            if rev_id in EDITS or rev_id == 1:
                text = "One" if rev_id == 1 else "One more aaaaaa"
                slots = {"main": {"content": text}}
                found.append({"revid": rev_id, "parentid": 1, "slots": slots, **EDITS.get(rev_id, {})})
        return {"query": {"pages": [{**PAGE, "revisions": found}] if found else []}}


def test_edits_of_a_live_wiki_are_explained_with_title_link_and_fate(model, monkeypatch, capsys) -> None:
    wiki = Wiki()
    monkeypatch.setattr(explain, "make_extractor", lambda host, login: api.Extractor(wiki))
    main([model, "2214", "2215", "99", "--host", "https://my.wiki"])
    out, err = capsys.readouterr()
    first, second = [line.strip() for line in out.splitlines() if "revision" in line]
    link = "https://my.wiki/index.php?diff"
    assert first.endswith(f"Episode guide, Somebody, 1 Aug 2006  {link}=2214  [was reverted]")
    assert second.endswith(f"Episode guide, 2 Aug 2006  {link}=2215")
    assert "(“more aaaaaa”)" in out
    assert "3 revisions in = 2 out + 1 errors" in err
    assert wiki.requests == 3
    main([model, "2214", "--host", "https://my.wiki", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert (found["title"], found["reverted"], found["link"]) == ("Episode guide", True, f"{link}=2214")


def test_a_dump_and_a_wiki_are_too_much(model, capsys) -> None:
    with pytest.raises(SystemExit):
        main([model, "5", "--host", "https://my.wiki", "--dump", "x"])
    assert "either --dump FILE or --host URL" in capsys.readouterr().err


def test_scores_of_a_live_model_are_ranked_too() -> None:
    scores = {
        n: {"prediction": False, "probability": {True: p, False: 1 - p}} for n, p in ((1, 0.1), (2, 0.6))
    }
    assert [
        o["rev_id"] for o in most_probable([{"rev_id": n, "score": s} for n, s in scores.items()], None, 1)
    ] == [2]


def test_no_revisions_is_an_error_of_usage(model, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main([model])
    assert ended.value.code == 2
    assert "which revisions to explain" in capsys.readouterr().err


def test_a_label_that_the_model_does_not_know_is_named(model, observations, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main([model, "--rev-docs", observations, "--label", '"maybe"'])
    assert ended.value.code == 2
    assert "no label 'maybe'" in capsys.readouterr().err


def test_observations_without_a_score_are_not_ranked() -> None:
    ranked = [{"rev_id": n, "score": {"probability": {"true": p}}} for n, p in ((1, 0.5), (2, 0.9), (3, 0.9))]
    assert [o["rev_id"] for o in most_probable([*ranked, {"rev_id": 4}], "true", 2)] == [2, 3]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def on_terminal(monkeypatch):
    """Run a function with the standard output on a terminal of so many columns, and return what it shows."""

    def run(function, width: int = 80, **environment: str) -> str:
        monkeypatch.setenv("COLUMNS", str(width))
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.delenv("NO_COLOR", raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        out = Terminal()
        monkeypatch.setattr("sys.stdout", out)
        function()
        return out.getvalue()

    return run


@pytest.mark.parametrize("width", [80, 120])
def test_bars_and_colours_are_for_terminals(model, repository, on_terminal, width) -> None:
    dump = repository / "examples" / "sample_wiki" / "sample_wiki.xml.xz"
    arguments = [model, "4830", "5555", "--dump", str(dump)]
    shown = on_terminal(lambda: main(arguments), width)
    assert "\x1b[32m- ████████\x1b[0m" in shown or "\x1b[31m+ ████████\x1b[0m" in shown
    plain = on_terminal(lambda: main(arguments), width, NO_COLOR="1")
    assert plain == click.unstyle(shown) and "████████" in plain
    assert max(map(len, plain.splitlines())) <= width
    assert "Jon Haskett, 203.0.113.231, 23 Jun 2021" in plain
    assert "https://wiki.hv.example/wiki/Special:Diff/4830  [was reverted]" in plain
    assert "+ raises the score" in plain


def test_a_pipe_gets_neither_bars_nor_colours(model, observations, capsys) -> None:
    main([model, "--rev-docs", observations])
    out = capsys.readouterr().out
    assert "█" not in out and "\x1b" not in out and "raises the score" not in out


def test_a_dump_tells_whether_an_edit_was_reverted(model, repository, capsys) -> None:
    dump = repository / "examples" / "sample_wiki" / "sample_wiki.xml.xz"
    main([model, "4830", "4832", "--dump", str(dump), "--json"])
    found = {row["rev_id"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert (found[4830]["reverted"], found[4832]["reverted"]) == (True, False)
    assert found[4832]["link"] == "https://wiki.hv.example/wiki/Special:Diff/4832"
