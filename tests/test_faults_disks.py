"""A disk that is full, a file that cannot grow, a home that may not be written."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from faulty_disks import can_mount, full_disk, short_files
from faulty_homes import denied, home_is_a_file, read_only


@pytest.mark.parametrize("name", ["records", "backup"])
def test_a_full_disk_is_told_and_loses_nothing(name: str, tmp_path: Path) -> None:
    if not can_mount():
        pytest.skip("only root may mount a disk that is small enough to be filled")
    seen = full_disk(name, tmp_path, times=3)
    assert seen.broken == ()
    assert seen.struck > 0


@pytest.mark.parametrize("name", ["rebuild", "import of JSON lines"])
def test_a_file_that_cannot_grow_is_told_and_loses_nothing(name: str, tmp_path: Path) -> None:
    seen = short_files(name, tmp_path, times=2)
    assert seen.broken == ()
    assert seen.struck > 0


def test_a_home_that_may_only_be_read_is_told(tmp_path: Path) -> None:
    seen = read_only(tmp_path)
    assert seen.broken == ()
    assert seen.struck > 2


def _the_article_file(parts: Sequence[Path]) -> list[Path]:
    return [path for path in parts if path.name == "articles.sqlite3"][:1]


def test_a_file_that_may_not_be_touched_is_told(tmp_path: Path) -> None:
    seen = denied(tmp_path, _the_article_file)
    assert seen.broken == ()
    assert seen.struck > 2


def test_a_home_that_is_a_file_is_named(tmp_path: Path) -> None:
    assert home_is_a_file(tmp_path).broken == ()
