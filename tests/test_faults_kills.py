"""Killed at any moment: nothing acknowledged is lost, nothing torn served, the next run clean."""

from pathlib import Path

import pytest
from faulty_kills import KILLED, killed


@pytest.mark.parametrize("name", KILLED)
def test_work_that_is_killed_loses_and_tears_nothing(name: str, tmp_path: Path) -> None:
    seen = killed(name, tmp_path, times=2, seed=6)
    assert seen.broken == ()
    assert seen.struck > 0
