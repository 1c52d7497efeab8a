"""The commands that ask a wiki, run against a real one."""

from __future__ import annotations

import json
import threading
import time

import pytest

from revscoring.features import wikitext
from revscoring.scoring.models import GradientBoosting
from revscoring.utilities import extract, fetch_text, score, watch

pytestmark = pytest.mark.integration

WORDS = "revscoring.features.wikitext.revision.words"
PARENT_WORDS = "revscoring.features.wikitext.revision.parent.words"


def rows_of(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def write_ids(path, ids):
    path.write_text("".join(f'{{"rev_id": {rev_id}, "label": "x"}}\n' for rev_id in ids))
    return f"--input={path}"


@pytest.fixture(scope="session")
def model_file(tmp_path_factory):
    """A small model of cheap features, in a file."""
    from revscoring.features import revision_oriented

    features = [
        wikitext.revision.words,
        wikitext.revision.parent.words,
        revision_oriented.revision.user.is_anon,
    ]
    model = GradientBoosting(features, labels=[True, False], version="0.1", n_estimators=5)
    model.train([([float(n), float(n % 7), n % 2 == 0], n % 2 == 0) for n in range(60)])
    path = tmp_path_factory.mktemp("models") / "small.model"
    with path.open("wb") as file:
        model.dump(file)
    return str(path)


def test_extract(wiki, tmp_path, capsys):
    ids = wiki.ids
    input = write_ids(tmp_path / "in", [ids.plain, ids.nowhere, ids.hidden_text, ids.bot])
    profile = tmp_path / "profile.md"
    extract.main(
        [
            WORDS,
            PARENT_WORDS,
            f"--host={wiki.url}",
            input,
            f"--output={tmp_path / 'out'}",
            "--extractors=1",
            f"--profile={profile}",
            "--verbose",
        ]
    )
    first, second, third, fourth = rows_of(tmp_path / "out")
    assert first == {
        "rev_id": ids.plain,
        "label": "x",
        "wiki": f"127.0.0.1:{wiki.port}",
        "cache": {str(wikitext.revision.words): 6.0, str(wikitext.revision.parent.words): 6.0},
    }
    assert second["error"] == {
        "type": "RevisionNotFound",
        "message": f"RevisionNotFound: Could not find revision ({{revision}}:{ids.nowhere})",
    }
    assert third["error"]["type"] == "TextDeleted"
    assert "cache" in fourth
    told = capsys.readouterr().err
    assert ".?d." in told
    assert "4 observations in = 2 out + 2 errors" in told
    report = profile.read_text()
    assert "asking the wiki" in report
    (row,) = [line for line in report.splitlines() if "`datasource.revision.doc`" in line]
    assert row.split()[1] == "4"


def test_extract_without_errors_and_resumed(wiki, tmp_path, capsys, all_ids):
    ids = [wiki.ids.nowhere, *all_ids[:30], wiki.ids.nowhere, *all_ids[30:40]]
    arguments = [
        WORDS,
        f"--host={wiki.url}",
        write_ids(tmp_path / "in", ids),
        f"--output={tmp_path / 'out'}",
        "--skip-errors",
        "--extractors=1",
        "--batch-size=10",
    ]
    extract.main(arguments)
    whole = (tmp_path / "out").read_text()
    assert [row["rev_id"] for row in rows_of(tmp_path / "out")] == all_ids[:40]
    for end in (0, len(whole) // 2, len(whole)):
        (tmp_path / "out").write_text(whole[:end])
        extract.main([*arguments, "--resume"])
        assert (tmp_path / "out").read_text() == whole


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("no JSON\n", "this is not an observation"),
        ('{"rev_id": 77}\n', "has revision 77 where the input does not"),
    ],
)
def test_resuming_something_else_is_refused(wiki, tmp_path, capsys, content, words):
    (tmp_path / "out").write_text(content)
    arguments = [WORDS, f"--host={wiki.url}", write_ids(tmp_path / "in", [1, 2]), "--resume"]
    with pytest.raises(SystemExit):
        extract.main([*arguments, f"--output={tmp_path / 'out'}"])
    assert words in capsys.readouterr().err
    with pytest.raises(SystemExit):
        extract.main(arguments)
    assert "--resume needs --output FILE" in capsys.readouterr().err


def test_resume_does_not_go_with_dumps(tmp_path, capsys):
    with pytest.raises(SystemExit):
        extract.main([WORDS, "--dump=x.xml", "--resume", f"--output={tmp_path / 'out'}"])
    assert "--resume goes with --host only" in capsys.readouterr().err


def test_score(wiki, tmp_path, model_file, capsys):
    out = tmp_path / "out"
    score.main(
        [
            model_file,
            f"--host={wiki.url}",
            str(wiki.ids.plain),
            str(wiki.ids.nowhere),
            f"--output={out}",
            "--extractors=1",
        ]
    )
    good, bad = rows_of(out)
    assert set(good["score"]) == {"prediction", "probability"}
    assert bad["score"]["type"] == "RevisionNotFound"
    before = out.read_text()
    score.main(
        [
            model_file,
            f"--host={wiki.url}",
            *map(str, [wiki.ids.plain, wiki.ids.nowhere, wiki.ids.bot]),
            f"--output={out}",
            "--extractors=1",
            "--resume",
        ]
    )
    assert out.read_text().startswith(before)
    assert [row["rev_id"] for row in rows_of(out)] == [wiki.ids.plain, wiki.ids.nowhere, wiki.ids.bot]
    assert "3 observations in = 1 out + 2 done before + 0 errors" in capsys.readouterr().err


def test_values_that_are_given_are_used(wiki, tmp_path, model_file):
    caches = json.dumps(
        {
            str(wiki.ids.nowhere): {
                str(wikitext.revision.words): 5.0,
                str(wikitext.revision.parent.words): 3.0,
                "feature.revision.user.is_anon": True,
            }
        }
    )
    score.main(
        [
            model_file,
            f"--host={wiki.url}",
            str(wiki.ids.nowhere),
            f"--caches={caches}",
            f"--output={tmp_path / 'out'}",
            "--extractors=1",
        ]
    )
    assert "prediction" in rows_of(tmp_path / "out")[0]["score"]


def test_fetch_text_live_and_deleted(wiki, tmp_path, capsys, monkeypatch):
    ids = wiki.ids
    input = write_ids(tmp_path / "in", [ids.plain, ids.deleted, ids.hidden_text])
    fetch_text.main([f"--host={wiki.url}", input, f"--output={tmp_path / 'out'}"])
    assert [(row["rev_id"], row["text"]) for row in rows_of(tmp_path / "out")] == [
        (ids.plain, "A lake is deep [[water]]. Lol!")
    ]
    monkeypatch.setenv("REVSCORING_USER", "Admin")
    from examples.serve_demo.mediawiki import PASSWORD

    monkeypatch.setenv("REVSCORING_PASSWORD", PASSWORD)
    fetch_text.main([f"--host={wiki.url}", input, f"--output={tmp_path / 'out'}", "--login"])
    assert rows_of(tmp_path / "out")[1]["text"] == "Soon this is deleted."


def test_a_wrong_password_is_said(wiki, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("REVSCORING_USER", "Admin")
    monkeypatch.setenv("REVSCORING_PASSWORD", "wrong")
    with pytest.raises(SystemExit):
        extract.main([WORDS, f"--host={wiki.url}", "--login", write_ids(tmp_path / "in", [1])])
    assert "refuses the login" in capsys.readouterr().err


def test_a_bot_that_logs_in_asks_for_five_hundred(wiki, monkeypatch, all_ids):
    from examples.serve_demo.mediawiki import PASSWORD
    from revscoring.cli.hosts import make_extractor

    monkeypatch.setenv("REVSCORING_USER", "Robot")
    monkeypatch.setenv("REVSCORING_PASSWORD", PASSWORD)
    extractor = make_extractor(wiki.url, login=True)
    assert extractor.client.limit == 500
    before = extractor.client.requests
    answers = list(extractor.extract(all_ids[:150], [wikitext.revision.words]))
    assert sum(error is None for error, _ in answers) > 140
    assert extractor.client.requests == before + 1
    extractor.session.session.close()


def test_too_many_at_a_time_are_asked_for_in_parts(wiki, extractor, all_ids):
    extractor.client.limit = 500
    answers = list(extractor.extract(all_ids[:120], [wikitext.revision.chars]))
    assert sum(error is None for error, _ in answers) > 110
    assert extractor.client.limit == 50


@pytest.mark.parametrize("host", ["127.0.0.1", "ftp://x"])
def test_an_address_that_is_none(tmp_path, capsys, host):
    with pytest.raises(SystemExit):
        extract.main([WORDS, f"--host={host}", write_ids(tmp_path / "in", [1]), "--extractors=0"])
    assert "error" in capsys.readouterr().err


def test_watch(wiki, tmp_path, model_file, capsys):
    """Edits made while it watches are scored once each, and a second run goes on behind the first."""
    out, state = tmp_path / "out", tmp_path / "state"
    arguments = [
        f"--host={wiki.url}",
        f"--model={model_file}",
        f"--output={out}",
        f"--state={state}",
        "--interval=0.1",
    ]
    saved: list[int] = []

    def edit(number):
        while not state.exists():
            time.sleep(0.02)
        for n in range(number):
            saved.append(wiki.edit("Ann", "Watched", f"text {n} {len(saved)} {time.time()}", f"edit {n}"))

    for number in (3, 2):
        writer = threading.Thread(target=edit, args=[number])
        writer.start()
        watch.main([*arguments, f"--limit={number}"])
        writer.join()
    rows = rows_of(out)
    assert [row["rev_id"] for row in rows] == saved
    assert all("prediction" in row["score"] for row in rows)
    assert rows[0]["title"] == "Watched"
    state.unlink()  # a crash may have lost it: what the output has is not scored again
    writer = threading.Thread(target=edit, args=[1])
    writer.start()
    watch.main([*arguments, "--limit=1"])
    writer.join()
    assert [row["rev_id"] for row in rows_of(out)] == saved
