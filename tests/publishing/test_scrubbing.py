"""Scrubbed observations: nothing about people is left but what is said to be, and everything else is."""

from __future__ import annotations

import json

from revscoring.publishing import Scrubber, pseudonym

KEY = b"a key of sixteen bytes or more"

ROW = {
    "rev_id": 5,
    "reverted": True,
    "user": "Ann Example",
    "user_id": 77,
    "anonymous": False,
    "comment": "Reverted edits by [[Special:Contributions/Ann_Example|Ann Example]], see ann@example.org",
    "evidence": {"performer": "192.0.2.7", "note": "by ~2026-12345-6"},
    "cache": {
        "datasource.revision.text": "Ann Example is a book. --[[User:Ann Example|Ann Example]] +44 20 7946 0958",
        "datasource.revision.user.text": "Ann Example",
        "datasource.revision.user.id": 77,
        "datasource.revision.user.info.groups": ["*", "user"],
        "datasource.revision.user.info.registration_str": "2004-05-06T07:08:09Z",
        "datasource.wikitext.revision.words": ["ann", "@", "example"],
        "datasource.revision.page.id": 3,
        "feature.revision.user.is_anon": False,
        "feature.editor_is_trusted": True,
        "feature.chars": 12,
    },
}


def test_a_row_is_scrubbed_without_a_key():
    scrubber = Scrubber()
    row = scrubber.scrub(ROW)
    assert row == {
        "rev_id": 5,
        "reverted": True,
        "anonymous": False,
        "comment": "Reverted edits by [[Special:Contributions/[user]|[user]]], see [email]",
        "evidence": {"note": "by [temporary]"},
        "cache": {
            "datasource.revision.text": "Ann Example is a book. --[[User:[user]]] [phone]",
            "datasource.revision.user.info.groups": ["*", "user"],
            "datasource.revision.page.id": 3,
            "feature.revision.user.is_anon": False,
            "feature.editor_is_trusted": True,
            "feature.chars": 12,
        },
    }
    assert scrubber.report()["found"] == {
        "account data": 2,
        "derived from texts": 1,
        "email": 1,
        "ip": 1,
        "phone": 1,
        "temporary": 1,
        "user": 6,
    }


def test_pseudonyms_are_the_same_in_fields_and_values_and_depend_on_the_key():
    row = Scrubber(KEY).scrub(ROW)
    assert row["user"] == row["cache"]["datasource.revision.user.text"] == pseudonym("Ann Example", KEY)
    assert row["evidence"]["performer"].startswith("ip-")
    assert row["user"] != Scrubber(KEY + b"!").scrub(ROW)["user"]
    assert "Ann" not in json.dumps({**row, "cache": None})
    assert pseudonym("Ann", b"x" * 100) != pseudonym("Ann", b"x" * 101)


def test_what_is_about_who_edits_is_left_out_for_anonymous_training():
    cache = Scrubber(KEY, kept_features={"feature.chars"}).scrub(ROW)
    assert set(cache["cache"]) == {
        "datasource.revision.text",
        "datasource.revision.user.text",
        "datasource.revision.page.id",
        "feature.chars",
    }
    assert "anonymous" not in cache


def test_hidden_users_stay_hidden_and_rows_without_people_are_unchanged():
    row = {
        "rev_id": 5,
        "user": None,
        "anonymous": None,
        "score": {"prediction": True},
        "values": [1, 2.5, "good"],
    }
    assert Scrubber().scrub(row) == row


def test_an_account_may_be_called_like_a_field_or_a_label():
    row = {
        "rev_id": 5,
        "wiki": "true",
        "comment": "of true",
        "score": {"prediction": "true", "probability": {"true": 1.0}},
    }
    for user in ("true", "wiki", "comment", "score"):
        scrubbed = Scrubber().scrub({**row, "user": user})
        assert scrubbed.pop("comment") == ("of [user]" if user == "true" else "of true")
        assert scrubbed == {name: value for name, value in row.items() if name != "comment"}
