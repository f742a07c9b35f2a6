"""Work beside a bot steps back for it."""

import os
import subprocess
import sys

import pytest

CODE = """
import os
from index.background import step_back
{before}
step_back()
print(os.getpriority(os.PRIO_PROCESS, 0))
"""


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="Windows has no such priorities")
@pytest.mark.parametrize(("before", "nice"), [("", 10), ("os.nice(15)", 15), ("step_back()", 10)])
def test_it_is_served_after_others(before: str, nice: int) -> None:
    """And no sooner than it was, nor later for saying so twice."""
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    line = [sys.executable, "-c", CODE.format(before=before)]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    assert int(done.stdout) == max(nice, min(19, ours + (15 if "nice" in before else 0)))
