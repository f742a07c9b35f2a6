"""Rows of half precision, read from their file and not mapped."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.halves import HalvesFile

ROWS = np.random.default_rng(0).standard_normal((500, 12)).astype(np.float16)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("halves") / "rows.npy"
    np.save(path, ROWS)
    return path


@given(st.lists(st.integers(0, 499)))
def test_rows_come_in_the_order_asked_for(file: Path, numbers: list[int]) -> None:
    found = HalvesFile(file).of(np.array(numbers, dtype=np.int64))
    assert np.array_equal(found, ROWS[numbers])


def test_neighbours_come_as_a_range(file: Path) -> None:
    opened = HalvesFile(file)
    assert np.array_equal(opened.of(range(17, 450)), ROWS[17:450])
    assert (len(opened), opened.of(range(3, 3)).shape) == (500, (0, 12))


@pytest.mark.parametrize("number", [-1, 500])
def test_a_row_that_is_not_there_is_no_other_row(file: Path, number: int) -> None:
    with pytest.raises(IndexError):
        HalvesFile(file).of(np.array([0, number]))


def test_no_rows_are_a_file_too(tmp_path: Path) -> None:
    np.save(tmp_path / "none.npy", ROWS[:0])
    assert HalvesFile(tmp_path / "none.npy").of(range(0)).shape == (0, 12)


@pytest.mark.parametrize("kept", [0, 5, 60, 200, 12_000])
def test_a_torn_file_is_refused(file: Path, tmp_path: Path, kept: int) -> None:
    (tmp_path / "torn.npy").write_bytes(file.read_bytes()[:kept])
    with pytest.raises(ValueError, match=r".+"):
        HalvesFile(tmp_path / "torn.npy")


@pytest.mark.parametrize(
    "other",
    [ROWS.astype(np.float32), ROWS[0], np.asfortranarray(ROWS), np.array([{}], dtype=object)],
    ids=["of full precision", "one row", "by columns", "of objects"],
)
def test_another_array_is_refused(tmp_path: Path, other: np.ndarray) -> None:
    np.save(tmp_path / "other.npy", other)
    with pytest.raises(ValueError, match=r".+"):
        HalvesFile(tmp_path / "other.npy")


def test_a_closed_file_cannot_be_read(file: Path) -> None:
    opened = HalvesFile(file)
    opened.close()
    opened.close()
    with pytest.raises(ValueError, match="closed"):
        opened.of(range(1))


def test_what_is_cut_off_while_it_is_read_is_an_error(file: Path, tmp_path: Path) -> None:
    (tmp_path / "rows.npy").write_bytes(file.read_bytes())
    opened = HalvesFile(tmp_path / "rows.npy")
    with (tmp_path / "rows.npy").open("r+b") as stream:
        stream.truncate(1000)
    with pytest.raises(OSError, match="cut off"):
        opened.of(range(500))


def test_a_file_that_is_removed_can_still_be_read(file: Path, tmp_path: Path) -> None:
    """A rebuild removes the snapshot that a question is still answered from."""
    (tmp_path / "rows.npy").write_bytes(file.read_bytes())
    opened = HalvesFile(tmp_path / "rows.npy")
    (tmp_path / "rows.npy").unlink()
    assert np.array_equal(opened.of(range(500)), ROWS)


def test_what_is_read_is_not_mapped(file: Path) -> None:
    opened = HalvesFile(file)
    opened.of(range(500))
    assert str(file) not in Path("/proc/self/maps").read_text()
