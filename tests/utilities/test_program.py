"""The program itself: help, options as docopt took them, errors, exit statuses, speed."""

from __future__ import annotations

import importlib
import os
import pkgutil
import resource
import subprocess
import sys

import pytest

from revscoring.utilities import COMMANDS, summary

from .conftest import ROOT


def test_help_lists_every_utility(program):
    for option in ("--help", "-h"):
        done = program(option)
        for name in COMMANDS:
            assert name in done.stdout


def test_no_utility_prints_help_to_stderr(program):
    done = subprocess.run(
        [sys.executable, "-m", "revscoring"], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert "Utilities:" in done.stderr
    assert done.stdout == ""


def test_version(program):
    import revscoring

    assert program("--version").stdout.strip() == revscoring.__version__


def test_a_command_is_a_module_and_a_module_is_a_command():
    import revscoring.utilities

    modules = {module.name for module in pkgutil.iter_modules(revscoring.utilities.__path__)}
    assert modules == {*COMMANDS, "util"}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_their_help_says(name):
    module = importlib.import_module(f"revscoring.utilities.{name}")
    assert summary(name) == module.__doc__.splitlines()[0]
    assert summary(name).endswith(".")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_utility_explains_itself_and_can_be_called_from_python(here, capsys, name):
    assert here(name, "--help") == 0
    text = capsys.readouterr().out
    assert "--debug" in text
    module = importlib.import_module(f"revscoring.utilities.{name}")
    with pytest.raises(SystemExit) as end:
        module.main(["--no-such-option"])
    assert end.value.code == 2
    assert f"revscoring {name}: error: " in capsys.readouterr().err


def test_an_unknown_utility_is_one_line_with_a_suggestion(program):
    done = program("cv_trian", check=2)
    assert done.stderr.strip() == (
        "revscoring: error: there is no utility 'cv_trian': did you mean 'cv_train'? (see revscoring --help)"
    )


def test_help_is_quick(program):
    def processor_time() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    spent = []
    for _ in range(3):
        before = processor_time()
        program("--help")
        spent.append(processor_time() - before)
    assert min(spent) < 0.3


def test_nothing_heavy_is_imported_for_help():
    code = (
        "import sys\nfrom revscoring.revscoring import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'numpy', 'sklearn', 'scipy', 'nltk', 'enchant', 'skops', 'mwapi', 'mwparserfromhell'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)


@pytest.mark.parametrize(
    "options",
    [
        ["--dump", "wiki.xml", "--output", "o.jsonl"],
        ["--dump=wiki.xml", "--output=o.jsonl"],
        ["--du", "wiki.xml", "--outp=o.jsonl"],
        ["--du=wiki.xml", "--out", "o.jsonl"],
    ],
)
def test_options_may_be_shortened_and_joined(program, here, options):
    assert here("autolabel", *options) == 0
    assert program.path("o.jsonl").exists()


def test_an_ambiguous_option_says_between_what(here, capsys):
    assert here("autolabel", "--d", "wiki.xml") == 2
    assert "--d is ambiguous: --debug, --dump" in capsys.readouterr().err


def test_a_value_that_looks_like_an_option_stays_a_value(here, capsys):
    assert here("autolabel", "--dump", "--out") == 2
    assert "--out: cannot be opened" in capsys.readouterr().err


def test_debug_adds_the_traceback(here, capsys):
    assert here("autolabel", "--dump", "missing", "--debug") == 2
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert err.strip().splitlines()[-1].startswith("revscoring autolabel: error: missing: cannot be opened")


def test_an_unexpected_error_is_one_line_too(here, capsys, monkeypatch):
    from revscoring.utilities import autolabel

    def fail(*_arguments, **_options):
        raise ZeroDivisionError("division by zero\nand more")

    monkeypatch.setattr(autolabel, "label_edits", fail)
    assert here("autolabel", "--dump", "wiki.xml") == 2
    assert capsys.readouterr().err == (
        "revscoring autolabel: error: ZeroDivisionError: division by zero and more (--debug shows where)\n"
    )


def test_an_interruption_ends_with_status_130(here, capsys, monkeypatch):
    from revscoring.utilities import autolabel

    def interrupt(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(autolabel, "label_edits", interrupt)
    assert here("autolabel", "--dump", "wiki.xml") == 130
    assert capsys.readouterr().err.strip() == "revscoring autolabel: interrupted"


def test_a_reader_that_goes_away_is_no_error(program):
    command = f"{sys.executable} -m revscoring autolabel --dump wiki.xml --namespaces 0 2>err | head -1"
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=program.directory,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in program.path("err").read_text()


def test_dumps_and_observations_from_pipes(program):
    dump = program.path("wiki.xml").read_text()
    labels = program("autolabel", "--dump", "-", stdin=dump).stdout
    assert len(labels.splitlines()) > 100
    done = program("extract", "mylist.simple", "--dump", "wiki.xml", "--input", "-", stdin=labels)
    assert len(done.stdout.splitlines()) == len(labels.splitlines())
    done = program("extract", "mylist.features", "--dump", "-", stdin=dump, check=2)
    assert "read twice" in done.stderr
    program("extract", "mylist.features", "--dump", "-", "--user-info", "file", stdin=dump)


def test_progress_is_silent_unless_it_is_asked_for(program):
    quiet = program("autolabel", "--dump", "wiki.xml", "--output", "o").stderr
    first = quiet.splitlines()[0]
    assert first.startswith("autolabel: ") and "148 revisions" in first
    assert "%" not in quiet
    loud = program("autolabel", "--dump", "wiki.xml", "--output", "o", "--progress").stderr
    assert "100%" in loud
    assert "148 revisions" in loud
    assert "0 errors [" in loud


def test_extract_wants_a_dump_or_a_host(here, capsys):
    assert here("extract", "mylist.simple") == 2
    assert "give either --dump FILE or --host URL" in capsys.readouterr().err
    assert here("extract", "mylist.simple", "--dump", "wiki.xml", "--host", "http://x") == 2
    assert here("extract") == 2
