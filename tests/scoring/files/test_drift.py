"""What has changed since a model was trained: definitions, word lists, dictionaries, libraries."""

from __future__ import annotations

import io
import json
import logging
import zipfile
from contextlib import suppress

import pytest

from revscoring.dependencies import expand, solve
from revscoring.features import Feature, wikitext
from revscoring.languages import english
from revscoring.languages.features import RegexMatches
from revscoring.languages.features.dictionary.spelling import spelling_digest
from revscoring.languages.lists import files as word_lists
from revscoring.scoring import models
from revscoring.scoring.files import definitions, model_file
from revscoring.scoring.files.definitions import Definitions
from revscoring.scoring.files.drift import asset_drift, library_drift, library_versions

ENGLISH = [
    english.badwords.revision.diff.match_delta_sum,
    english.stopwords.revision.diff.stopword_delta_sum,
    english.dictionary.revision.diff.dict_word_prop_delta_sum,
    wikitext.revision.diff.words_added,
]


@pytest.fixture
def document(observations):
    """The document of a model of English features."""
    model = models.GaussianNB(ENGLISH[:3], [True, False])
    model.train(observations)
    data = model_file.dumps(model)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return data, json.loads(archive.read("revscoring.json"))


def reload(data, document):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, json.dumps(document).encode() if name == "revscoring.json" else content)
    return model_file.loads(out.getvalue())


def test_what_features_use_is_recorded(document):
    _, found = document
    assert set(found["assets"]) >= {"list of badwords en", "stop words en"}
    assert any(name.startswith("spelling dictionary en") for name in found["assets"])
    assert found["assets"]["list of badwords en"] == word_lists.WordList("en", "badwords").digest()
    assert found["assets"]["stop words en"] == word_lists.StopwordList("en").digest()


def test_nothing_is_said_if_nothing_has_changed(document, caplog):
    model = reload(*document)
    assert model.drift == ()
    assert not caplog.records


def test_drift_is_reported_once(document, caplog):
    data, changed = document
    changed["assets"]["list of badwords en"] = "0" * 64
    changed["assets"]["stop words en"] = None
    changed["features"][1]["dependencies"] = "1" * 64
    changed["libraries"].update(sklearn="1.0.2", numpy="2.0.0")
    with caplog.at_level(logging.INFO):
        model = reload(data, changed)
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    for part in (
        f"the definition of features has changed since the model was trained: {ENGLISH[1]}",
        "the list of badwords en is another one",
        "it is not known whether these are as they were: stop words en",
        "scikit-learn was 1.0.2 and is ",
    ):
        assert part in record.message
    assert "numpy" not in record.message
    assert len(model.drift) == 4


def test_an_edited_word_list_is_noticed(document, caplog, monkeypatch):
    monkeypatch.setattr(word_lists.WordList, "digest", lambda self: "0" * 64)
    model = reload(*document)
    assert model.drift == ("the list of badwords en is another one",)


@pytest.mark.parametrize(
    ("recorded", "found", "notes"),
    [
        ({"x": "a" * 64}, {"x": "a" * 64, "y": None}, []),
        ({"x": "a" * 64}, {}, []),
        (
            {"x": None, "y": None},
            {"x": "a" * 64, "y": "b"},
            ["it is not known whether these are as they were: x, y"],
        ),
        ({"x": None}, {"x": None}, ["the x is not there"]),
        ({"x": "hunspell aa"}, {"x": None}, ["the x is not there"]),
        ({"x": "hunspell aa"}, {"x": "hunspell bb"}, ["the x is another one"]),
        ({"x": "aspell"}, {"x": "hunspell bb"}, ["the x was of aspell and is of hunspell"]),
    ],
)
def test_asset_drift(recorded, found, notes):
    assert asset_drift(recorded, found) == notes


def test_only_versions_that_matter_count():
    now = library_versions()
    parts = now["sklearn"].split(".")
    same = {**now, "sklearn": ".".join([*parts[:2], "99"]), "numpy": now["numpy"].split(".")[0] + ".0.0"}
    assert library_drift({**same, "scipy": "0.1"}) == []
    assert library_drift({"skops": "0.1"}) == [f"skops was 0.1 and is {now['skops']}"]


# -- definitions --------------------------------------------------------------------------------------


def counted(text):
    """Count."""
    return len(text)  # all of it


def described(text):
    """Count otherwise."""
    return len(text.strip())


def test_digests_do_not_change_when_features_are_solved():
    before = [Definitions().digest(feature) for feature in ENGLISH]
    cache = {"datasource.revision.text": "The fuck of words 7", "datasource.revision.parent.text": "The"}
    list(solve([ENGLISH[0], ENGLISH[1], ENGLISH[3]], cache=cache))
    assert [Definitions().digest(feature) for feature in ENGLISH] == before


def test_digests_of_functions_follow_their_code(monkeypatch):
    text = Feature("text", returns=str)
    one, other = (Feature("x", process, returns=int, depends_on=[text]) for process in (counted, described))
    assert Definitions().digest(one) != Definitions().digest(other)
    monkeypatch.setattr(described, "__qualname__", counted.__qualname__)
    definitions._source_digest.cache_clear()
    assert Definitions().digest(one) != Definitions().digest(other)  # by their source alone


def test_comments_and_layout_do_not_count(tmp_path, monkeypatch):
    digests = []
    for number, source in enumerate(["def f(x):\n    return x\n", "def f( x ):\n\n    return (x)  # so\n"]):
        path = tmp_path / f"f{number}.py"
        path.write_text(source)
        space: dict = {"__name__": "somewhere"}
        exec(compile(source, str(path), "exec"), space)
        digests.append(Definitions().digest(Feature("f", space["f"], returns=int)))
    assert digests[0] == digests[1]


def test_digests_do_not_change_when_a_module_of_revscoring_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [Definitions().digest(feature) for feature in ENGLISH]
    for feature in ENGLISH:
        for node in expand([feature]):
            for part in (type(node), getattr(node.process, "func", node.process)):
                if str(getattr(part, "__module__", "")).startswith("revscoring."):
                    with suppress(AttributeError, TypeError):  # built-in and bound ones stay
                        monkeypatch.setattr(part, "__module__", "revscoring.moved")
    assert [Definitions().digest(feature) for feature in ENGLISH] == before


def test_digests_of_patterns():
    one, same, other = (
        RegexMatches("mine", patterns).revision.matches for patterns in (["a+"], ["a+"], ["b+"])
    )
    assert Definitions().digest(one) == Definitions().digest(same) != Definitions().digest(other)


def test_lambdas_and_parameters():
    text = Feature("text", returns=str)
    assert Definitions().digest(Feature("x", lambda t: 1, returns=int)) != Definitions().digest(
        Feature("x", lambda t: 2, returns=int, depends_on=[text])
    )

    class Longer:
        def __init__(self, than):
            self.than, self._cache = than, {}

        def __call__(self, text):
            return len(text) > self.than

    digests = [Definitions().digest(Feature("x", Longer(n), returns=bool)) for n in (1, 1, 2)]
    assert digests[0] == digests[1] != digests[2]
    cached = Longer(1)
    cached._cache["a"] = 1
    assert Definitions().digest(Feature("x", cached, returns=bool)) == digests[0]


def test_dictionaries_that_are_not_there():
    assert spelling_digest("xx_XX") is None


def test_what_cannot_be_read_is_noted(monkeypatch):
    def missing(self):
        raise FileNotFoundError("no such list")

    monkeypatch.setattr(word_lists.WordList, "digest", missing)
    definitions = Definitions()
    definitions.digest(ENGLISH[0])
    assert definitions.assets == {"list of badwords en": None}
