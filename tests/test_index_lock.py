"""One rebuild at a time; who holds the lock is said, and never keeps anyone out when dead."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.layout import RebuildError
from index.lock import only_one

HOLDER = """
import sys, time
from pathlib import Path
from index.lock import only_one
with only_one(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


def held_by(fields: object, index: Path) -> str:
    """What is said when the file of a lock that is held says this."""
    with only_one(index):
        (index / ".lock").write_text(fields if isinstance(fields, str) else json.dumps(fields))
        with pytest.raises(RebuildError) as refused, only_one(index):
            pass
    return str(refused.value)


@pytest.mark.parametrize(
    ("ago", "said"),
    [(5, "for less than a minute"), (250, "for 4 min"), (3 * 3600, "for 3 h"), (-999, "for less")],
)
def test_the_owner_and_its_age_are_said(tmp_path: Path, ago: float, said: str) -> None:
    """A clock that was put back makes no negative age."""
    told = held_by({"pid": 123, "host": "box", "since": time.time() - ago}, tmp_path)
    assert f"another rebuild is running (process 123 on box, {said}" in told
    assert told.endswith("wait for it, then run this again")


@pytest.mark.parametrize("text", ["", "{", "null", '{"pid": "x"}', "\x00" * 5000])
def test_a_file_that_names_nobody_is_no_trouble(tmp_path: Path, text: str) -> None:
    told = held_by(text, tmp_path)
    assert told == "another rebuild is running; wait for it, then run this again"


@pytest.mark.parametrize("text", ["", "{", '{"pid": 1, "host": "box", "since": 0}'])
def test_what_lies_there_without_an_owner_is_taken_over(tmp_path: Path, text: str) -> None:
    (tmp_path / ".lock").write_text(text)
    with only_one(tmp_path):
        pass


def test_the_lock_of_an_owner_that_was_killed_is_taken_over(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "held\n"
        with pytest.raises(RebuildError, match=f"process {owner.pid} "), only_one(tmp_path):
            pass
        owner.send_signal(signal.SIGKILL)
        owner.wait()
        with only_one(tmp_path):
            pass
