"""SECURITY.md names what is there: files that stop something, tests that prove it."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
POLICY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`tests/(\w+\.py)::(\w+)`", POLICY)))
SECTIONS = dict(
    re.findall(r"^## ((?:A|What|Rep)[^\n]*)\n(.*?)(?=^## |\Z)", POLICY, re.MULTILINE | re.DOTALL)
)
THREATS = [
    "A hostile article",
    "A hostile member",
    "A hostile site",
    "A hostile server admin",
    "A leaked token",
    "A hostile snapshot, backup or model folder",
    "A hostile dependency",
]


def defined_in(file: Path) -> set[str]:
    """The tests that a file defines."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    defined = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return {one.name for one in defined if isinstance(one, kinds) and one.name.startswith("test_")}


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_every_test_that_is_named_exists(file: str, test: str) -> None:
    assert (ROOT / "tests" / file).is_file()
    assert test in defined_in(ROOT / "tests" / file)


def test_nothing_is_named_in_another_way() -> None:
    assert POLICY.count("::") == len(re.findall(r"`tests/\w+\.py::\w+`", POLICY))


@pytest.mark.parametrize("threat", THREATS)
def test_every_threat_has_a_test_and_says_what_is_not_stopped(threat: str) -> None:
    assert "::test_" in SECTIONS[threat]
    assert "**Not stopped:**" in SECTIONS[threat]


@pytest.mark.parametrize("row", [line for line in POLICY.splitlines() if line.startswith("| ")])
def test_every_line_of_a_table_has_three_cells_and_a_test(row: str) -> None:
    cells = [cell.strip() for cell in row.strip("| ").split(" | ")]
    assert len(cells) == 3
    assert cells[0] in ("tries to", "---") or "::test_" in cells[2]


@pytest.mark.parametrize(
    "file",
    sorted(set(re.findall(r"`((?:bot|corpus|index)/[\w/]+\.py|[\w-]+\.(?:txt|lock))`", POLICY))),
)
def test_every_file_that_is_named_exists(file: str) -> None:
    assert (ROOT / file).is_file()
