"""The interface against its own description: whatever is sent, answers are as openapi.json says; none is a failure."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case
from schemathesis.python import asgi
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from planner.web.store import Store
from tests.web.conftest import resting_app

_METHODS = ("get", "put", "post", "patch", "delete")
_ENDLESS = "/api/jobs/{job_id}/events"
"""Its answer ends when its job does."""


@dataclass(frozen=True)
class _Described:
    """The description, and one client for all requests: another one each time would start the application anew."""

    schema: BaseSchema
    client: asgi.ASGIClient


@pytest.fixture(name="described", scope="module")
def _described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Described]:
    path = tmp_path_factory.mktemp("described")
    Store(path=path).prepare()
    app = resting_app(path)
    with asgi.get_client(cast("Any", app)) as client:
        yield _Described(schemathesis.openapi.from_asgi("/api/openapi.json", app), client)


_OPERATIONS = [
    (path, method)
    for path, methods in resting_app(Path()).openapi()["paths"].items()
    for method in _METHODS
    if method in methods and path != _ENDLESS
]


@pytest.mark.parametrize(("path", "method"), _OPERATIONS)
def test_every_answer_is_as_described(described: _Described, path: str, method: str) -> None:
    """Status, media type and shape of each answer are among those described."""
    operation = described.schema[path][method]

    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(case=operation.as_strategy())
    def check(case: Case[Any]) -> None:
        case.call_and_validate(session=described.client, excluded_checks=[positive_data_acceptance])

    check()


def test_nothing_is_left_out_of_the_description() -> None:
    """Every address of the interface is described, and each answers for wrong input and what is not there."""
    paths = resting_app(Path()).openapi()["paths"]
    assert len(_OPERATIONS) >= 35
    for methods in paths.values():
        for described in methods.values():
            assert {"400", "404"} <= described["responses"].keys()
