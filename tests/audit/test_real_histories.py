"""Audits and simulations of real histories, and of one whose truth is known."""

import numpy as np
import pytest

from revscoring.audit import EditColumns, Rules, editor_groups, simulate
from revscoring.audit.auditing import audit

from . import histories
from .test_simulation import assert_equals_plain_loop


@pytest.fixture(scope="module")
def anarchism(data_dir):
    path = data_dir / histories.ANARCHISM
    if not path.is_file():
        pytest.skip(f"{path.name} is not there")
    return histories.newest_third(path)


@pytest.fixture(scope="module")
def sample_wiki(repository):
    return histories.newest_third(repository / "examples" / "sample_wiki" / "sample_wiki.xml.xz")


@pytest.mark.slow
def test_the_newest_third_of_anarchism_hits_the_anonymous(anarchism):
    groups = editor_groups([row.record for row in anarchism])
    found = audit(anarchism, {"editor": groups}, at="maximum filter_rate @ recall >= 0.25")
    by_name = {group["name"]: group for group in found.groupings[0]["groups"]}
    assert found.everything["n"] == 4111
    anonymous, known = (
        by_name[name]["figures"]["fpr"] for name in ("anonymous editors", "accounts of unknown age")
    )
    assert anonymous["low"] > known["high"]
    assert by_name["anonymous editors"]["against"]["fpr"]["finding"]


@pytest.mark.slow
@pytest.mark.parametrize("rules", [Rules(), Rules(spare=(), wait_hours=0)], ids=str)
def test_simulations_of_anarchism_equal_a_plain_loop(anarchism, rules):
    threshold = float(np.quantile([row.score for row in anarchism if row.label], 0.75))
    assert_equals_plain_loop(anarchism, threshold, rules)


def test_the_sample_wiki_knows_whose_good_edits_a_bot_would_undo(sample_wiki, repository):
    intents = histories.intents_of_sample_wiki(repository)
    helpful = {
        rev_id
        for rev_id, (purpose, anonymous) in intents.items()
        if anonymous and purpose in ("good", "revert", "cleanup")
    }
    assert (len(helpful), sum(anonymous for _, anonymous in intents.values())) == (520, 697)
    threshold = float(np.quantile([row.score for row in sample_wiki if row.label], 0.25))
    groups = editor_groups([row.record for row in sample_wiki])
    by_name = {
        group["name"]: group
        for group in audit(sample_wiki, {"editor": groups}, at=threshold).groupings[0]["groups"]
    }
    anonymous = [row for row in sample_wiki if row.record["anonymous"]]
    good = [row for row in anonymous if not row.label]
    assert by_name["anonymous editors"]["good"] == len(good)
    [outcome] = simulate(EditColumns.read(sample_wiki), [threshold], Rules((), None, 0), delay_hours=0)[
        "outcomes"
    ]
    [undone] = [group["undone"] for group in outcome["groups"] if group["name"] == "anonymous editors"]
    hit = [row.rev_id for row in good if row.score >= threshold]
    assert undone == len(hit)
    assert len(set(hit) & helpful) > 80  # of 109; the others hid damage that nobody reverted in time
