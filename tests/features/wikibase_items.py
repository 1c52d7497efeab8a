"""Small items for the tests of the Wikibase family: builders, and strategies of random ones."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import strategies as st

PIDS = ["P1", "P18", "P31", "P569"]
STRINGS = ["", "x", "it's", "the english Q5", "http://a/Q5", "https://b", "wwww.c", "www.d", "true"]
LANGUAGES = ["de", "en", "fr"]


def string(value: Any) -> dict[str, Any]:
    return {"type": "string", "value": value}


def item_id(number: int) -> dict[str, Any]:
    return {"type": "wikibase-entityid", "value": {"entity-type": "item", "numeric-id": number}}


def snak(pid: str, value: dict[str, Any] | None, hash: str | None = None, datatype: str = "string") -> Any:
    made: dict[str, Any] = {"snaktype": "value" if value else "somevalue", "property": pid, "hash": hash}
    if value is not None:
        made["datavalue"] = value
    return {**made, "datatype": datatype}


def statement(
    id: str | None,
    mainsnak: Any,
    references: list[list[Any]] | None = None,
    qualifiers: list[Any] | None = None,
    rank: str = "normal",
) -> Any:
    """Make a statement; a reference is a list of snaks."""
    made: dict[str, Any] = {"id": id, "mainsnak": mainsnak, "type": "statement", "rank": rank}
    if references is not None:
        made["references"] = [{"snaks": by_property(snaks)} for snaks in references]
    if qualifiers is not None:
        made["qualifiers"] = by_property(qualifiers)
        made["qualifiers-order"] = list(made["qualifiers"])
    return made


def by_property(snaks: list[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for made in snaks:
        found.setdefault(made["property"], []).append(made)
    return found


def item(*statements: Any, **parts: Any) -> str:
    """Make the JSON of an item of statements, ``labels={"en": "Foo"}`` and so on."""
    document: dict[str, Any] = {"type": "item", "id": "Q1"}
    for part in ("labels", "descriptions"):
        if part in parts:
            document[part] = {lang: {"language": lang, "value": v} for lang, v in parts[part].items()}
    if "aliases" in parts:
        document["aliases"] = {
            lang: [{"language": lang, "value": v} for v in values]
            for lang, values in parts["aliases"].items()
        }
    if "sitelinks" in parts:
        document["sitelinks"] = {
            wiki: {"site": wiki, "title": title, "badges": list(badges)}
            for wiki, (title, *badges) in parts["sitelinks"].items()
        }
    document["claims"] = {}
    for made in statements:
        document["claims"].setdefault(made["mainsnak"]["property"], []).append(made)
    return json.dumps(document)


def _values() -> st.SearchStrategy[Any]:
    number = st.integers(0, 3)
    time = st.fixed_dictionaries(
        {
            "time": st.sampled_from(["+1912-06-23T00:00:00Z", "+1954-06-07T00:00:00Z"]),
            "precision": st.sampled_from([9, 11]),
            "before": st.just(0),
            "after": st.just(0),
            "timezone": st.just(0),
            "calendarmodel": st.just("http://www.wikidata.org/entity/Q1985727"),
        }
    )
    place = st.fixed_dictionaries(
        {
            "latitude": st.sampled_from([1.5, 2, 2.0]),
            "longitude": st.sampled_from([0, True]),
            "altitude": st.none(),
            "precision": st.sampled_from([None, 0.1]),
            "globe": st.just("http://www.wikidata.org/entity/Q2"),
        }
    )
    bounded = number.map(
        lambda n: {"amount": f"+{n}", "unit": "1", "upperBound": f"+{n + 1}", "lowerBound": f"-{n}"}
    )
    amount = st.sampled_from(["+1", "+1.50", 1, 1.0]).map(lambda n: {"amount": n, "unit": "1"})
    return st.one_of(
        st.none(),
        st.sampled_from([*STRINGS, 5, 5.0]).map(string),
        number.map(item_id),
        st.just({"type": "wikibase-entityid", "value": {"entity-type": "form", "id": "L1-F1"}}),
        st.just({"type": "monolingualtext", "value": {"text": "x", "language": "en"}}),
        time.map(lambda value: {"type": "time", "value": value}),
        place.map(lambda value: {"type": "globecoordinate", "value": value}),
        (bounded | amount).map(lambda value: {"type": "quantity", "value": value}),
    )


_PIDS = st.sampled_from(PIDS)
_HASHES = st.sampled_from([None, "h1", "h2", "h3"])


def _snaks(pids: st.SearchStrategy[str] = _PIDS) -> st.SearchStrategy[Any]:
    return st.builds(snak, pids, _values(), _HASHES, st.sampled_from(["string", "external-id"]))


def statements() -> st.SearchStrategy[Any]:
    """Draw statements with few different ids, so that some agree."""
    some = st.lists(_snaks(), max_size=2)
    return st.builds(
        statement,
        st.sampled_from([None, "s1", "s2", "s3"]),
        _snaks(),
        st.none() | st.lists(some, max_size=2),
        st.none() | some,
        st.sampled_from(["normal", "preferred"]),
    )


def items() -> st.SearchStrategy[str]:
    """Draw the JSON of items."""
    text = st.sampled_from(STRINGS)
    languages = st.sampled_from(LANGUAGES)
    parts = st.fixed_dictionaries(
        {},
        optional={
            "labels": st.dictionaries(languages, text, max_size=3),
            "descriptions": st.dictionaries(languages, text, max_size=2),
            "aliases": st.dictionaries(languages, st.lists(text, max_size=2), max_size=2),
            "sitelinks": st.dictionaries(
                st.sampled_from(["dewiki", "enwiki"]),
                st.sampled_from([("Foo",), ("Bar",), ("Foo", "Q1"), ("Foo", "Q1", "Q2")]),
                max_size=2,
            ),
        },
    )
    return st.builds(lambda made, parts: item(*made, **parts), st.lists(statements(), max_size=4), parts)


@st.composite
def edited(draw: st.DrawFn, text: str) -> str:
    """Draw an edit of an item: statements or maps replaced, dropped, doubled or emptied."""
    document = json.loads(text)
    claims = document["claims"]
    for _ in range(draw(st.integers(0, 3))):
        way = draw(st.sampled_from(["add", "drop", "rank", "double", "empty", "label", "number"]))
        if way == "add":
            made = draw(statements())
            claims.setdefault(made["mainsnak"]["property"], []).append(made)
        elif way == "empty":
            document[draw(st.sampled_from(["labels", "aliases", "sitelinks"]))] = []
        elif way == "label":
            document["labels"] = {"en": {"language": "en", "value": draw(st.sampled_from(STRINGS))}}
        elif any(claims.values()):
            pid = draw(st.sampled_from([pid for pid in claims if claims[pid]]))
            i = draw(st.integers(0, len(claims[pid]) - 1))
            if way == "drop":
                claims[pid].pop(i)
            elif way == "rank":
                claims[pid][i]["rank"] = "deprecated"
            elif way == "double":
                claims[pid].append(copy.deepcopy(claims[pid][i]))
            else:
                claims[pid][i]["mainsnak"]["datavalue"] = draw(_values().filter(bool))
    return json.dumps(document)


@st.composite
def edits(draw: st.DrawFn) -> tuple[str | None, str | None]:
    """Draw the texts of a parent and of a revision."""
    old = draw(items())
    new = draw(edited(old)) if draw(st.integers(0, 5)) else draw(items())
    return draw(st.sampled_from([(old, new)] * 6 + [(None, new), (old, None)]))
