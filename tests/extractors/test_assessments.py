"""The revisions of articles that were assessed on their talk pages."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revscoring.extractors.assessments import (
    AssessmentRules,
    AssessmentRulesError,
    Assessments,
    wikis_with_rules,
)
from revscoring.extractors.dump import DumpPage, DumpRevision

ENGLISH = AssessmentRules.of_wiki("enwiki")
CLASSES = ["Stub", "Start", "C", "B"]


def page(number, title, namespace):
    return DumpPage(number, title, title, namespace, "")


def revision(of, rev_id, minute, text, user="Ann"):
    time = (datetime(2005, 1, 1) + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return DumpRevision(of, rev_id, timestamp=time, user_id=1, user_text=user, text=text)


def fail(reason, where):
    raise AssertionError((reason, where))


def found(revisions, **options):
    assessments = Assessments(ENGLISH, **options)
    assessments.read(revisions, fail)
    rows = list(assessments.rows())
    return [(row.rev_id, row.label, row.talk_rev_id) for row in rows], assessments


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("{{WikiProject Ants|class=B}}", {"wikiproject ants": "B"}),
        ("{{wikiProject_Ants |importance=low| Class = ga <!-- since May --> }}", {"wikiproject ants": "GA"}),
        ("{{WikiProject banner shell|class=C|1=\n{{WikiProject Ants}}\n{{WPBiography|class=start}}}}",
         {"wikiproject banner shell": "C", "wpbiography": "Start"}),
        ("{{Template:WikiProject Ants|class='''FA'''}}", {"wikiproject ants": "FA"}),
        ("{{Talk header|class=B}} {{WikiProject Ants|class=}} {{WikiProject Bees|class=list}}", {}),
        ("<nowiki>{{WikiProject Ants|class=B}}</nowiki> <!-- {{WikiProject Bees|class=B}} -->", {}),
        ("{{WikiProject Ants|class=B", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_classes_of_a_talk_page(text, classes):
    assert ENGLISH.read(text) == classes


@pytest.mark.parametrize(
    ("wiki", "text", "label"),
    [
        ("frwiki", "{{Wikiprojet|Fourmis|importance=moyenne|avancement=BD}}", "bd"),
        ("frwiki", "{{Wikiprojet Fourmis|avancement=Ébauche}}", "e"),
        ("ruwiki", "{{Статья проекта Муравьи|уровень=III|важность=низкая}}", "III"),
        ("ruwiki", "{{статья проекта Муравьи|уровень=хс}}", "ХС"),
    ],
)
def test_templates_of_other_wikis(wiki, text, label):
    assert [*AssessmentRules.of_wiki(wiki).read(text).values()] == [label]
    assert wiki in wikis_with_rules()


def test_the_revision_that_was_current_when_a_class_was_first_given():
    talk, ants = page(2, "Ants", 1), page(1, "Ants", 0)
    history = [
        revision(talk, 20, 15, "{{WikiProject Ants}}"),
        revision(talk, 21, 25, "{{WikiProject Ants|class=stub}}"),
        revision(talk, 22, 26, "{{WikiProject Ants|class=FA}}", user="Vandal"),
        revision(talk, 23, 28, "{{WikiProject Ants|class=stub}}", user="Ben"),
        revision(talk, 24, 2000, "{{WikiProject Ants|class=B}} {{WikiProject Bees|class=start}}"),
        revision(talk, 25, 3000, "{{WikiProject Ants|class=stub}} after all"),
        revision(ants, 10, 10, "Ants"),
        revision(ants, 11, 25, "Ants are insects"),
        revision(ants, 12, 25 + 1, "x", user="Vandal"),
        revision(ants, 13, 1999, "Ants are small insects"),
    ]
    rows, _ = found(history)
    assert rows == [(11, "Stub", 21), (13, "B", 24)]
    assert found(history[6:] + history[:6])[0] == rows, "articles may come first"
    assert found(history, only_first=True)[0] == rows[:1]
    assert found(history, namespaces=(2,))[0] == []


def test_what_cannot_be_a_label_is_counted():
    history = [
        revision(page(1, "A", 0), 10, 10, "#REDIRECT [[B]]"),
        revision(page(2, "A", 1), 11, 20, "{{WikiProject Ants|class=B}}"),
        revision(page(3, "B", 1), 12, 20, "{{WikiProject Ants|class=B}}{{WikiProject Bees|class=list}}"),
        revision(page(4, "C", 1), 13, 20, "{{WikiProject Ants|class=B}}"),
        revision(page(5, "C", 0), 14, 30, "C"),
        revision(page(6, "D", 0), 15, 30, None),
        revision(page(7, "D", 1), 16, 40, "{{WikiProject Ants|class=B}}"),
    ]
    rows, assessments = found(history)
    assert rows == []
    assert assessments.unknown == Counter({"list": 1})
    assert assessments.lost == Counter({
        "the article is not in the dump": 1, "the article had no revision yet": 1,
        "the revision was a redirect, or is hidden": 2,
    })  # fmt: skip


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.sampled_from(["", *CLASSES])), max_size=25))
def test_a_plain_reading_finds_the_same(events):
    """Each event is an edit of the article or of its talk page, some minutes after the one before."""
    talk, article = page(2, "Ants", 1), page(1, "Ants", 0)
    minute, current, seen, expected = 0, None, set(), []
    articles, talks = [], []
    for rev_id, (is_talk, later, label) in enumerate(events, 1):
        minute += later + 2000  # nobody reverts so late
        if is_talk:
            # A text that never comes back, so that no edit is a revert.
            talks.append(revision(talk, rev_id, minute, f"{{{{WikiProject Ants|class={label}}}}} {rev_id}"))
            if label and label not in seen:
                seen.add(label)
                if current is not None:
                    expected.append((current, label, rev_id))
        else:
            articles.append(revision(article, rev_id, minute, f"text {rev_id}"))
            current = rev_id
    assert found(talks + articles)[0] == expected


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "give templates, parameters and classes"),
        ({"templates": ["A"], "parameters": ["b"]}, "give templates, parameters and classes"),
        ({"templates": "A", "parameters": ["b"], "classes": {"C": []}}, "templates: give a list"),
        ({"templates": ["A"], "parameters": [], "classes": {"C": []}}, "parameters: give a list"),
        ({"templates": ["A"], "parameters": ["b"], "classes": ["C"]}, "classes: give each class"),
        ({"templates": ["A"], "parameters": ["b"], "classes": {"C": ["x"], "D": ["X"]}}, "'X' is C and D"),
    ],
)
def test_rules_that_cannot_be_used(document, words):
    with pytest.raises(AssessmentRulesError, match=words):
        AssessmentRules.of_document(document)
