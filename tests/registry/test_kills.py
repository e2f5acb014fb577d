"""A small part of ``python -m tests.registry kills``."""

import pytest

from tests.registry.kills import run
from tests.slow import slow


@pytest.mark.parametrize("kind", ["address", *slow("database")])
def test_numbers_are_issued_once_though_their_processes_are_killed(
    kind: str, request: pytest.FixtureRequest
) -> None:
    assert run(request.getfixturevalue(kind), numbers=40, processes=2, threads=4, kills=2) == []
