"""A model says until when and how it may be used; what it says is understood or refused."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest

from revscoring import Model
from revscoring.audit import Policy, PolicyError, policy_of


def policy(**fields: Any) -> Policy:
    return policy_of(Model([], additional_info={"policy": fields}))


def test_a_model_that_states_nothing_may_be_used() -> None:
    assert policy_of(Model([])).reason_to_refuse(date(2030, 1, 1)) is None


def test_it_expires_on_the_day_it_names() -> None:
    found = policy(expires="2027-01-01")
    assert found.reason_to_refuse(date(2026, 12, 31)) is None
    assert found.reason_to_refuse(date(2027, 1, 1)) == "it expired on 2027-01-01"


def test_a_withdrawn_one_names_its_successor() -> None:
    assert policy(status="withdrawn", successor="damaging 2").reason_to_refuse(date(2026, 1, 1)) == (
        "it was withdrawn; use damaging 2"
    )


def test_conditions_have_a_digest_that_changes_with_them() -> None:
    one, two = policy(gated={"text": "Ask first."}), policy(gated={"text": "Ask twice."})
    assert one.gate == "Ask first."
    assert one.gate_digest != two.gate_digest and len(one.gate_digest) == 16
    assert policy().gate_digest == ""


def test_fields_of_a_later_version_are_kept() -> None:
    assert policy(colour="green").others == {"colour": "green"}


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"status": "asleep"}, "policy.status: 'asleep' is none of active, deprecated, withdrawn"),
        ({"expires": "soon"}, "policy.expires: 'soon' is no date"),
        ({"license": 5}, "policy.license: this is no text"),
        ({"contact": "x" * 20_000}, "policy.contact: this is no text"),
        ({"colour": "x" * 20_000}, "more than 10000 characters"),
    ],
)
def test_what_is_not_understood_is_refused(fields: dict[str, Any], text: str) -> None:
    with pytest.raises(PolicyError, match=text):
        policy(**fields)


def test_it_is_part_of_the_model_file(tmp_path: Any) -> None:
    from revscoring.scoring.models import GradientBoosting
    from tests.service.models import delay

    model = GradientBoosting([delay], labels=[True, False], version="1", n_estimators=2)
    model.train([([float(n)], n > 5) for n in range(10)])
    model.info["policy"] = {"expires": "2027-01-01", "gated": {"text": "Ask."}}
    file = BytesIO()
    model.dump(file)
    file.seek(0)
    loaded = Model.load(file, trusted_modules=["tests"])
    assert policy_of(loaded) == policy_of(model) != Policy()
