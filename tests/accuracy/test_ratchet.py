"""What is read today is read tomorrow, and nothing is ever made up. See ``ratchet`` for how to go on."""

import pytest

from tests.accuracy import ratchet
from tests.accuracy.run import Bench, Job


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return ratchet.bench(tmp_path_factory.mktemp("clips"))


@pytest.mark.parametrize("job", ratchet.JOBS, ids=lambda job: f"{job[0]}-{job[2]}")
def test_a_frozen_clip(bench: Bench, job: Job) -> None:
    grade = ratchet.measure(bench, job)
    invented = [sure for sure, right in grade.confidences if not right]
    assert not invented, f"a number that is not there: {grade.read}"
    assert grade.mark == "exact" or grade.name not in ratchet.exact(), (
        f"{grade.truth} was read as {grade.read}"
    )
