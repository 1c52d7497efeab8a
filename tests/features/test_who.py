"""Features that tell who made an edit, found by what they depend on."""

import pytest

from revscoring import examples
from revscoring.datasources import revision_oriented as roots
from revscoring.dependencies import solve
from revscoring.features import Feature, revision_oriented, temporal, who_features, wikitext

user = revision_oriented.revision.user
chars = wikitext.revision.chars


def feature_of(*needed, name="by_another_name"):
    return Feature(name, lambda *values: True, returns=bool, depends_on=needed)


WHO = [
    user.is_anon,
    user.is_temporary,
    user.in_group({"bot"}),
    revision_oriented.revision.parent.user.id_in_set({5}),
    temporal.revision.user.seconds_since_registration / chars,
    feature_of(roots.revision.user.text, roots.revision.parent.user.text),
    feature_of(roots.revision.user.info.groups, roots.revision.text),
]
WHAT = [
    chars,
    revision_oriented.revision.comment_matches("user"),
    revision_oriented.revision.page.title_matches("User"),
    feature_of(roots.revision.comment, name="summary.user.named"),
]


@pytest.mark.parametrize("feature", WHO, ids=str)
def test_a_feature_that_reaches_a_user_tells_who(feature):
    assert who_features([feature]) == [feature]


@pytest.mark.parametrize("feature", WHAT, ids=str)
def test_a_feature_of_the_edit_does_not(feature):
    assert who_features([feature]) == []


@pytest.mark.parametrize("language", ["english", "italian"])
def test_all_features_about_editors_of_the_example_lists_are_found(language):
    features = getattr(examples, language).damaging
    names = {str(feature) for feature in who_features(features)}
    assert {
        "feature.revision.user.is_anon",
        "feature.log_of_days.since_registration",
        "feature.editor_is_a_bot",
        "feature.editor_is_trusted",
        "feature.editor_goes_on",
    } <= names
    assert len(names) < len(features) / 4


@pytest.mark.parametrize(
    ("id", "name", "expected"),
    [(0, "192.0.2.7", True), (9, "~2025-12345-6", True), (9, "Ann", False), (None, None, False)],
)
def test_people_who_are_not_logged_in_are_found_with_either_kind_of_account(id, name, expected):
    given = {"datasource.revision.user.id": id, "datasource.revision.user.text": name}
    assert solve(user.is_anon_fixed, cache=given) is expected
