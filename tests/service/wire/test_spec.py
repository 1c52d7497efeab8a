"""The description of the routes, and what it allows to be sent."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
#: Values that lead somewhere.
VALUES = {
    "wiki": ["testwiki", "enwiki"],
    "model": ["revid", "size"],
    "name": ["testwiki-revid", "revid-of-all", "size-of-all", "nowhere"],
    "models": ["revid", "size|goodfaith", "luck", ""],
    "revids": ["5", "5|6|77777", "x"],
    "model_info": ["", "version|type", "luck"],
    "format": ["json", ""],
}


def routes(app: Any) -> set[str]:
    """The paths of the dialects that the application has."""
    paths = {route.path.replace("rev_id", "revid").rstrip("/") for route in app.routes}
    return {path for path in paths if path.startswith(("/v1/", "/v2/", "/v3/")) and "/spec" not in path}


def test_every_route_is_described(client: TestClient) -> None:
    described: set[str] = set()
    for version in ("v1", "v2", "v3"):
        document = client.get(f"/{version}/spec/").json()
        assert document["openapi"].startswith("3.") and document["info"]["version"]
        assert document["paths"] and all(path.startswith(f"/{version}/") for path in document["paths"])
        described |= {path.rstrip("/") for path in document["paths"]}
    assert described == routes(client.app)


@pytest.fixture(scope="session")
def description(server: str) -> Any:
    """All routes, with values for parameters that lead somewhere."""
    import requests

    documents = [requests.get(f"{server}/v{n}/spec").json() for n in (1, 2, 3)]
    whole = {
        **documents[0],
        "paths": {path: one for each in documents for path, one in each["paths"].items()},
    }
    for name, values in VALUES.items():
        whole["components"]["parameters"][name]["schema"]["enum"] = values
    schema = schemathesis.openapi.from_dict(whole)
    schema.config.update(base_url=server)
    return schema


def test_what_is_described_is_answered_so(description: Any) -> None:
    operations = [result.ok() for result in description.get_all_operations()]
    assert len(operations) >= 20
    for operation in operations:

        @settings(
            max_examples=8,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
        )
        @given(case=operation.as_strategy())
        def check(case: Any) -> None:
            case.call_and_validate(checks=CHECKS, timeout=15)

        check()
